/** The profit that a ranking of customers by risk can bring: at one known acceptance, or over a distribution of it. */
import { checkFields, checkFraction, checkOptions, checkPositive } from "../../errors.js";
import { regularizedBeta } from "../../math/incomplete-beta.js";
import { checkOffer, type OfferMoney } from "./break-even.js";
import { type HullVertex, type ReceiverCurve, receiverHull, type ScoredCustomers } from "./receiver-curve.js";

/** Money of a retention campaign and the acceptance of its offer. */
export interface MaximumProfitOptions
  extends Partial<{ [Key in keyof OfferMoney]: OfferMoney[Key] | undefined }> {
  /** Share of the contacted would-be leavers who accept and stay: 0 to 1. Default 0.3. */
  readonly acceptance?: number | undefined;
}

/** Money of a retention campaign and the distribution of the acceptance of its offer. */
export interface ExpectedMaximumProfitOptions
  extends Partial<{ [Key in keyof OfferMoney]: OfferMoney[Key] | undefined }> {
  /** Beta distribution of the acceptance, both shapes above 0. Default alpha 6, beta 14: a mean of 0.3. */
  readonly acceptance?: { readonly alpha: number; readonly beta: number } | undefined;
}

/** The best use of a ranking at a known acceptance. */
export interface MaximumProfit {
  /** Profit per customer of the base, in money: 0 where the best is to contact nobody. */
  readonly profit: number;
  /** Share of the base to contact, the highest scores first. */
  readonly targetedShare: number;
  /** Share of the leavers thereby reached. */
  readonly leaversReached: number;
  /** Share of the stayers thereby reached. */
  readonly stayersReached: number;
  /** The lowest score to contact; null where nobody is, and where the curve was given without scores. */
  readonly threshold: number | null;
}

/** The expected profit of a ranking whose use adapts to the acceptance. */
export interface ExpectedMaximumProfit {
  /** Expected profit per customer of the base, in money. */
  readonly profit: number;
  /** Expected share of the base to contact. */
  readonly targetedShare: number;
}

const defaults: OfferMoney = { customerValue: 200, incentive: 10, contactCost: 1 };

/**
 * Maximum profit of a churn ranking (MPC): profit per customer of the base when the best share of it is contacted, the
 * acceptance of the offer being known.
 *
 * Customers who would have stayed take the incentive too. The profit is that of the sample the ranking is judged on, with
 * its churn rate: rankings tuned on it look better than they are.
 *
 * Formula: max over thresholds of V(γ(1 - δ) - φ) π₀ F₀ - V(δ + φ) π₁ F₁, with δ = incentive / V, φ = contact cost / V,
 * F₀ and F₁ the shares of leavers and stayers reached, π₀ the churn rate, π₁ = 1 - π₀.
 *
 * @param ranking - Scores and outcomes, one entry per customer, or the points of a curve with the churn rate.
 * @param options - `customerValue` (default 200), `incentive` (10), `contactCost` (1), `acceptance` (0.3): the standard
 *   values of the paper.
 * @returns Profit per customer and whom to contact; plain data.
 * @throws {InvalidInputError} If a column, share or amount is out of range.
 * @throws {InsufficientDataError} If nobody left, or everybody.
 * @see Verbraken, Verbeke & Baesens (2013), "A Novel Profit Maximizing Metric for Measuring Classification Performance of
 *   Customer Churn Prediction Models", IEEE TKDE 25(5), 961-973, doi:10.1109/TKDE.2012.50.
 * @example
 * const ranking = { scores: [0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.8, 0.9], churned: [0, 1, 0, 1, 0, 1, 0, 1] };
 * maximumProfit(ranking).profit; // ≈ 23.875
 * maximumProfit(ranking).targetedShare; // => 0.875
 */
export function maximumProfit(
  ranking: ScoredCustomers | ReceiverCurve,
  options: MaximumProfitOptions = {},
): MaximumProfit {
  const where = "maximumProfit";
  const money = readMoney(where, options);
  const { acceptance = 0.3 } = options;
  checkFraction(where, "acceptance", acceptance);
  const { vertices, churnRate } = receiverHull(where, ranking);
  let best = vertices[0]!;
  let profit = 0;
  for (const vertex of vertices) {
    const { gain, cost } = profitLine(vertex, churnRate, money);
    const here = acceptance * gain - cost;
    if (here > profit) [best, profit] = [vertex, here];
  }
  const { leaversReached, stayersReached, threshold } = best;
  return { profit, targetedShare: targeted(best, churnRate), leaversReached, stayersReached, threshold };
}

/**
 * Expected maximum profit of a churn ranking (EMPC): profit per customer of the base, the share contacted being the best
 * one for each acceptance and the acceptance being Beta distributed. Exact: a sum over the corners of the convex hull.
 *
 * It ranks models by money rather than by area under the curve. It takes the acceptance as known when the campaign is
 * planned; for a decision now, use `maximumProfit` at its mean.
 *
 * Formula: ∫ max over thresholds of [V(γ(1 - δ) - φ) π₀ F₀ - V(δ + φ) π₁ F₁] dBeta(γ; α, β).
 *
 * @param ranking - Scores and outcomes, one entry per customer, or the points of a curve with the churn rate.
 * @param options - `customerValue` (default 200), `incentive` (10), `contactCost` (1), `acceptance` ({ alpha: 6, beta: 14 }):
 *   the standard values of the paper.
 * @returns Expected profit per customer and expected share contacted; plain data.
 * @throws {InvalidInputError} If a column, share, shape or amount is out of range.
 * @throws {InsufficientDataError} If nobody left, or everybody.
 * @see Verbraken, Verbeke & Baesens (2013), "A Novel Profit Maximizing Metric for Measuring Classification Performance of
 *   Customer Churn Prediction Models", IEEE TKDE 25(5), 961-973, doi:10.1109/TKDE.2012.50.
 * @example
 * const ranking = { scores: [0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.8, 0.9], churned: [0, 1, 0, 1, 0, 1, 0, 1] };
 * expectedMaximumProfit(ranking); // ≈ { profit: 23.8755934183, targetedShare: 0.8743700763 }
 */
export function expectedMaximumProfit(
  ranking: ScoredCustomers | ReceiverCurve,
  options: ExpectedMaximumProfitOptions = {},
): ExpectedMaximumProfit {
  const where = "expectedMaximumProfit";
  const money = readMoney(where, options);
  const { acceptance = { alpha: 6, beta: 14 } } = options;
  checkFields(where, "acceptance", acceptance, ["alpha", "beta"]);
  const { alpha, beta } = acceptance;
  checkPositive(where, "acceptance.alpha", alpha);
  checkPositive(where, "acceptance.beta", beta);
  const { vertices, churnRate } = receiverHull(where, ranking);
  const lines = vertices.map((vertex) => profitLine(vertex, churnRate, money));
  let [profit, targetedShare, from] = [0, 0, 0];
  lines.forEach(({ gain, cost }, i) => {
    // From this acceptance on the next corner is better; a corner that reaches no more leavers never is.
    const next = lines[i + 1];
    const better = next === undefined || next.gain <= gain ? 1 : (next.cost - cost) / (next.gain - gain);
    const to = Math.min(1, Math.max(from, better));
    const weight = regularizedBeta(to, alpha, beta) - regularizedBeta(from, alpha, beta);
    const first = regularizedBeta(to, alpha + 1, beta) - regularizedBeta(from, alpha + 1, beta);
    profit += (gain * first * alpha) / (alpha + beta) - cost * weight;
    targetedShare += targeted(vertices[i]!, churnRate) * weight;
    from = to;
  });
  return { profit, targetedShare };
}

/** The money of an offer, with the standard values of the paper. */
export function readMoney(
  where: string,
  options: MaximumProfitOptions | ExpectedMaximumProfitOptions,
): OfferMoney {
  checkOptions(where, options, ["acceptance", "customerValue", "incentive", "contactCost"]);
  const money = {
    customerValue: options.customerValue ?? defaults.customerValue,
    incentive: options.incentive ?? defaults.incentive,
    contactCost: options.contactCost ?? defaults.contactCost,
  };
  checkOffer(where, money);
  return money;
}

/** Profit per customer at a corner is acceptance × gain - cost. */
export function profitLine(
  vertex: HullVertex,
  churnRate: number,
  money: OfferMoney,
): { gain: number; cost: number } {
  const leavers = churnRate * vertex.leaversReached;
  const stayers = (1 - churnRate) * vertex.stayersReached;
  const { customerValue, incentive, contactCost } = money;
  return {
    gain: (customerValue - incentive) * leavers,
    cost: contactCost * leavers + (incentive + contactCost) * stayers,
  };
}

/** Share of the customers reached at a corner. */
export function targeted({ leaversReached, stayersReached }: HullVertex, churnRate: number): number {
  return churnRate * leaversReached + (1 - churnRate) * stayersReached;
}
