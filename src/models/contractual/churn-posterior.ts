/** Churn in the next period of a customer of known tenure, in models whose customers differ by a beta distribution. */
import { check, checkCount, checkFraction, checkOptions } from "../../errors.js";
import type { Interval } from "../../inference/interval.js";
import { betaQuantile } from "../../math/distributions.js";
import { logBetaRatio, logBetaSecondDifference } from "../../math/gamma.js";
import type { ParametersOrFit } from "../fitted.js";
import { type ContractualModel, open } from "./methods.js";
import { powerStep } from "./power-step.js";

/** Which customers, and how wide an interval. */
export interface ChurnPosteriorOptions {
  /** Renewals already made: whole, 0 or more. */
  readonly renewals: number;
  /** Level of the interval, 0.95 by default. */
  readonly level?: number | undefined;
}

/** Distribution across customers of the next period's churn probability. */
export interface ChurnPosterior {
  /** Renewals already made. */
  readonly renewals: number;
  /** First shape of the beta distribution of θ given that tenure. */
  readonly alpha: number;
  /** Second shape of the beta distribution of θ given that tenure. */
  readonly beta: number;
  /** The churn probability is 1 - (1 - θ)^exponent: 1 in the shifted beta-geometric model. */
  readonly exponent: number;
  /** Mean churn probability: 1 - r(n + 1). */
  readonly mean: number;
  /** Standard deviation of the churn probability across customers. */
  readonly standardDeviation: number;
  /** Equal-tailed interval of the churn probability across customers; its estimate is the mean. */
  readonly interval: Interval;
}

/** The churn of customers who have made so many renewals. */
export interface ChurnPosteriorMethod<Parameters> {
  /**
   * What is known of the next period's churn probability of customers who have made so many renewals.
   *
   * Customers differ, and those who stay are the loyal ones: the distribution moves down with tenure. Its mean is
   * 1 - r(n + 1); the interval is for one customer, and says nothing about the error of the parameters.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param options - `renewals` already made, and `level` of the interval (0.95 by default).
   * @returns Mean, standard deviation and equal-tailed interval (its estimate the mean) of the churn probability of one
   *   customer.
   * @throws {InvalidInputError} If a parameter or option is outside its range, or the fit is of another model.
   */
  (parameters: ParametersOrFit<Parameters>, options: ChurnPosteriorOptions): ChurnPosterior;
}

/** `churnPosterior`: the distribution of 1 - (1 - θ)^e, θ being Beta(α, β + n^c) and e = (n + 1)^c - n^c. */
export function churnPosteriorOf<P extends object>(
  model: ContractualModel<P>,
  shapesOf: (parameters: P) => { readonly alpha: number; readonly beta: number; readonly c: number },
): ChurnPosteriorMethod<P> {
  return (given, options) => {
    const { where, parameters } = open(model, "churnPosterior", given);
    return posterior(where, shapesOf(parameters), options);
  };
}

function posterior(
  where: string,
  { alpha, beta, c }: { readonly alpha: number; readonly beta: number; readonly c: number },
  options: ChurnPosteriorOptions,
): ChurnPosterior {
  checkOptions(where, options, ["renewals", "level"]);
  const { renewals, level = 0.95 } = options;
  checkCount(where, "renewals", renewals);
  checkFraction(where, "level", level, "open");
  const exponent = powerStep(renewals, 1, c);
  const shape = beta + renewals ** c;
  check(
    Number.isFinite(shape) && Number.isFinite(exponent),
    where,
    "renewals",
    "must be few enough for (renewals + 1)^c to be finite",
    renewals,
  );
  const logMean = logBetaRatio(alpha, shape, exponent);
  const mean = -Math.expm1(logMean);
  const standardDeviation = spreadOf(logMean, logBetaSecondDifference(alpha, shape, exponent));
  const quantile = (p: number) => -Math.expm1(exponent * Math.log1p(-betaQuantile(p, alpha, shape)));
  const [lower, upper] = [quantile((1 - level) / 2), quantile((1 + level) / 2)];
  const interval = { estimate: mean, lower, upper, level, method: "equal-tailed across customers" };
  return { renewals, alpha, beta: shape, exponent, mean, standardDeviation, interval };
}

/** Standard deviation of retention from ln E[r] and ln E[r²] - 2 ln E[r]; 0 where nobody is kept, or all are alike. */
function spreadOf(logMean: number, logRatio: number): number {
  if (logMean < -745 || !(logRatio > 0)) return 0;
  return Math.exp(logMean + logRatio / 2) * Math.sqrt(-Math.expm1(-logRatio));
}
