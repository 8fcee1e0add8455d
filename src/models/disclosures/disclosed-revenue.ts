/**
 * What a customer pays per period, and how that grows: a trend through disclosed revenue per customer.
 *
 * @see McCarthy, Fader & Hardie (2017), "Valuing Subscription-Based Businesses Using Publicly Disclosed Customer Data",
 *   Journal of Marketing 81(1), 17-35, doi:10.1509/jm.15.0519.
 *
 * @module
 */

import { check, checkCount, checkObject, checkPositive, isList } from "../../errors.js";
import type { LikelihoodProblem } from "../../inference/fit.js";
import { asyncFit } from "../../inference/fit-async.js";
import { checkOnScale } from "../../inference/scale.js";
import { checkTimeUnit, type TimeUnit } from "../../time.js";
import { type ParametersOrFit, parametersOf } from "../fitted.js";
import type { DisclosedSeries } from "./disclosures.js";
import { leastSquaresProblem } from "./least-squares-problem.js";
import { fitDisclosures, inferenceOf } from "./methods.js";

/** Parameters of `disclosedRevenue`. */
export interface DisclosedRevenueParameters {
  /** Revenue per customer in the first period, in the currency of the disclosures. Above 0. */
  readonly level: number;
  /** Factor by which it grows per period: 1.01 for 1%. Above 0. */
  readonly growth: number;
}

/** Revenue per customer as a company discloses it (ARPU). */
export interface RevenueDisclosures {
  /** Length of a period. */
  readonly timeUnit: TimeUnit;
  /** Revenue per customer and period, for consecutive periods: above 0; null where not disclosed. */
  readonly revenuePerCustomer: DisclosedSeries;
}

const where = "disclosedRevenue.fit";
const scale = { level: "log", growth: "log" } as const;

/**
 * Least-squares estimate of revenue per customer growing at a constant rate.
 *
 * Prices move in steps, and no trend lasts for ever: put a bound on how far ahead it is used. Give only the periods that
 * the trend is meant to continue.
 *
 * Formula: minimum of Σ (ARPU(t) - level growth^(t-1))².
 *
 * One spread of errors is estimated from the residuals.
 * @function
 * @param disclosures - `revenuePerCustomer` by period, and the `timeUnit` of a period.
 * @param options - A `start`, a `prior`, `maxIterations`.
 * @see McCarthy, Fader & Hardie (2017), "Valuing Subscription-Based Businesses Using Publicly Disclosed Customer Data",
 *   Journal of Marketing 81(1), 17-35, doi:10.1509/jm.15.0519.
 * @example
 * const revenuePerCustomer = [230, 231, 236, 238, 241, 242, 247, 249];
 * disclosedRevenue.fit({ timeUnit: "quarter", revenuePerCustomer }).parameters.growth; // ≈ 1.0117
 */
export const fit = /* @__PURE__ */ fitDisclosures(likelihoodProblem);

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const revenuePerCustomer = [230, 231, 236, 238, 241, 242, 247, 249];
 * (await disclosedRevenue.fitAsync({ timeUnit: "quarter", revenuePerCustomer })).parameters.growth; // ≈ 1.0117
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/** The likelihood of disclosures. */
function likelihoodProblem(disclosures: RevenueDisclosures): LikelihoodProblem<DisclosedRevenueParameters> {
  checkObject(where, "disclosures", disclosures);
  const { timeUnit, revenuePerCustomer } = disclosures;
  checkTimeUnit(where, "disclosures.timeUnit", timeUnit);
  const rule = "must be a list of amounts by period";
  check(isList(revenuePerCustomer), where, "disclosures.revenuePerCustomer", rule, revenuePerCustomer);
  const rows = Array.from(revenuePerCustomer, (amount, period) => ({ amount, period })).filter(
    ({ amount }) => amount !== null && amount !== undefined,
  ) as { amount: number; period: number }[];
  for (const { amount, period } of rows)
    checkPositive(where, `disclosures.revenuePerCustomer[${period}]`, amount);
  const [first, last] = [rows[0], rows[rows.length - 1]];
  const span = Math.max(1, (last?.period ?? 0) - (first?.period ?? 0));
  const growth = ((last?.amount ?? 1) / (first?.amount ?? 1)) ** (1 / span);
  return leastSquaresProblem({
    ...{ where, model: "disclosedRevenue", timeUnit, scale },
    likelihoodOf: "revenue per customer and period (normal errors)",
    starts: [{ level: (first?.amount ?? 1) / growth ** (first?.period ?? 0), growth }],
    observed: Float64Array.from(rows, ({ amount }) => amount),
    expect: ([level = 0, factor = 0], expected, slopes) =>
      rows.forEach(({ period }, i) => {
        expected[i] = level * factor ** period;
        if (slopes === undefined) return;
        slopes[0]![i] = factor ** period;
        slopes[1]![i] = period === 0 ? 0 : level * period * factor ** (period - 1);
      }),
  });
}

/** The likelihood: what `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf(likelihoodProblem);

/**
 * Revenue per customer in a period by the trend.
 *
 * Formula: level growth^(t-1).
 * @param parameters - Parameters of the model, or a fit of it.
 * @param period - The period, 1 being the first of the disclosures.
 * @returns An amount per customer and period.
 * @throws {InvalidInputError} If a parameter is not above 0 or the period is not whole.
 * @example
 * disclosedRevenue.revenuePerCustomer({ level: 230, growth: 1.012 }, 9); // ≈ 253.03
 */
export function revenuePerCustomer(
  parameters: ParametersOrFit<DisclosedRevenueParameters>,
  period: number,
): number {
  const where = "disclosedRevenue.revenuePerCustomer";
  const estimates = parametersOf(where, "disclosedRevenue", parameters);
  checkObject(where, "parameters", estimates);
  checkOnScale(where, "parameters", estimates, scale);
  checkCount(where, "period", period, 1);
  return estimates.level * estimates.growth ** (period - 1);
}
