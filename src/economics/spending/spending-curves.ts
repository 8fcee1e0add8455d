/** The response of acquisition and retention to spending, around the best spends. */

import { check, checkCount, checkNonNegative, checkObject, checkOptions } from "../../errors.js";
import { largestOf } from "../../math/extremes.js";
import type { OptimalSpending } from "./optimal-spending.js";
import { curveParameters, rateAt } from "./spending-curve.js";

/** The rate that one spend buys. */
export interface SpendingCurvePoint {
  /** Which of the two rates. */
  readonly decision: "acquisition" | "retention";
  /** Spend per prospect, or per customer and period. */
  readonly spend: number;
  /** Rate that it buys, a fraction. */
  readonly rate: number;
}

/** Options of `spendingCurves`. */
export interface SpendingCurveOptions {
  /** Number of spends of each curve, 101 by default. */
  readonly points?: number | undefined;
}

/**
 * The two response curves of `optimalSpending` from no spend to twice the larger of the best ones, so that the optima can be seen on them.
 *
 * @param optimum - A result of `optimalSpending`.
 * @param options - `points`.
 * @returns Rows by decision and spend.
 * @throws {InvalidInputError} If the result is none, or `points` is below 2.
 * @see Blattberg & Deighton (1996), "Manage Marketing by the Customer Equity Test", Harvard Business Review 74(4), 136-144.
 *
 * @example
 * const optimum = optimalSpending({
 *   margin: 60,
 *   discountRate: 0.2,
 *   acquisition: { ceiling: 0.4, point: { spend: 5, rate: 0.15 } },
 *   retention: { ceiling: 0.7, point: { spend: 10, rate: 0.4 } },
 * });
 * spendingCurves(optimum, { points: 3 }).length; // => 6
 */
export function spendingCurves(
  optimum: OptimalSpending,
  options: SpendingCurveOptions = {},
): SpendingCurvePoint[] {
  const where = "spendingCurves";
  checkOptions(where, options, ["points"]);
  const { points = 101 } = options;
  checkCount(where, "points", points, 2);
  check(points <= 10_000, where, "points", "must be a whole number from 2 to 10000", points);
  checkObject(where, "optimum", optimum);
  const decisions = ["acquisition", "retention"] as const;
  const curves = decisions.map((decision) => {
    const argument = `optimum.${decision}`;
    checkObject(where, argument, optimum[decision]);
    const { spend, curve } = optimum[decision];
    checkNonNegative(where, `${argument}.spend`, spend);
    return { decision, spend, curve: curveParameters(where, `${argument}.curve`, curve) };
  });
  const most = 2 * largestOf(curves.map(({ spend }) => spend)) || 1;
  return curves.flatMap(({ decision, curve }) =>
    Array.from({ length: points }, (_, i) => {
      const spend = (most * i) / (points - 1);
      return { decision, spend, rate: rateAt(curve, spend) };
    }),
  );
}
