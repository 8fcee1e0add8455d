/** What a campaign earns as a growing share of a churn ranking is contacted. */
import { checkFraction } from "../../errors.js";
import { type MaximumProfitOptions, profitLine, readMoney, targeted } from "./maximum-profit.js";
import { type ReceiverCurve, receiverHull, type ScoredCustomers } from "./receiver-curve.js";

/** The profit of contacting one share of the customers. */
export interface ProfitPoint {
  /** Share of the customers contacted, those of the highest scores. */
  readonly targetedShare: number;
  /** Profit per customer of the base. */
  readonly profit: number;
}

/**
 * Profit against the share contacted: what a retention campaign earns per customer as it goes down a churn ranking.
 *
 * The points are the corners of the convex hull of the ranking, as `maximumProfit` uses it: between them the profit is straight, and
 * the highest is that function's.
 *
 * Formula: π(t) = V(γ(1 - δ) - φ) π₀ F₀(t) - V(δ + φ) π₁ F₁(t).
 *
 * @param ranking - Scores and outcomes, one entry per customer, or the points of a curve with the churn rate.
 * @param options - `customerValue`, `incentive`, `contactCost`, `acceptance`, as for `maximumProfit`.
 * @returns Points from nobody to everybody.
 * @throws {InvalidInputError} If a column, share or amount is out of range.
 * @throws {InsufficientDataError} If nobody left, or everybody.
 * @see Verbraken, Verbeke & Baesens (2013), IEEE TKDE 25(5), 961-973, doi:10.1109/TKDE.2012.50.
 *
 * @example
 * const ranking = { scores: [0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.8, 0.9], churned: [0, 1, 0, 1, 0, 1, 0, 1] };
 * Math.max(...profitCurve(ranking).map(({ profit }) => profit)); // ≈ 23.875
 */
export function profitCurve(
  ranking: ScoredCustomers | ReceiverCurve,
  options: MaximumProfitOptions = {},
): ProfitPoint[] {
  const where = "profitCurve";
  const money = readMoney(where, options);
  const { acceptance = 0.3 } = options;
  checkFraction(where, "acceptance", acceptance);
  const { vertices, churnRate } = receiverHull(where, ranking);
  return vertices.map((vertex) => {
    const { gain, cost } = profitLine(vertex, churnRate, money);
    return { targetedShare: targeted(vertex, churnRate), profit: acceptance * gain - cost + 0 };
  });
}
