/**
 * Discrete Weibull model of contract lifetimes: every customer has the same churn, which falls (c < 1) or rises (c > 1)
 * with age.
 *
 * @see Nakagawa & Osaki (1975), "The discrete Weibull distribution", IEEE Transactions on Reliability 24(5), 300-301,
 *   doi:10.1109/TR.1975.5214915.
 *
 * @module
 */
import type { Fit, FitOptions, LikelihoodProblem } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import { log1mExp } from "../../math/log-sum-exp.js";
import { type ContractualData, contractualCounts } from "./cohort-losses.js";
import {
  type DiscreteWeibullParameters,
  discreteWeibullProblem,
  fillDiscreteWeibullHazards as fillHazards,
} from "./discrete-weibull-likelihood.js";
import { lifetimeLikelihood } from "./lifetime-likelihood.js";
import {
  checkParameters,
  churnProbabilityOf,
  discountedExpectedLifetimeOf,
  type ExpectedLifetimeOptions,
  elasticityOfExpectedValue,
  expectedLifetimeOf,
  type LifetimeDiscount,
  type LifetimeModel,
  medianLifetimeOf,
  type NullIfOne,
  type Periods,
  type PerPeriod,
  type ResidualOptions,
  type ResidualValueOptions,
  type RetentionElasticityOptions,
  residualLifetimeOf,
  residualValueOf,
  retentionElasticityOf,
  retentionRateOf,
  survivalOf,
} from "./lifetime-verbs.js";
import { powerStep } from "./power-step.js";
import {
  type DrawOptions,
  replicateOf,
  resampleOf,
  type SimulatedCohort,
  type SimulationOptions,
  simulateOf,
} from "./simulate-cohort.js";

const logSurvivalFrom = ({ theta, c }: DiscreteWeibullParameters, n: number, t: number) =>
  t === 0 ? 0 : Math.log1p(-theta) * powerStep(n, t, c);
const model: LifetimeModel<DiscreteWeibullParameters> = {
  name: "discreteWeibull",
  scale: { theta: "logit", c: "log" },
  logSurvivalFrom,
  logChurn: (parameters, t) => log1mExp(logSurvivalFrom(parameters, t - 1, 1)),
  tailPower: () => null,
};

/**
 * Maximum likelihood estimate of the discrete Weibull model.
 *
 * Where all losses fall into the first period (c runs to 0) or into one or two neighbouring ones (c runs to infinity), the fit
 * carries a warning and has no standard errors for what is lost.
 *
 * Formula: Σ over periods of lost(t) ln(1 - r(t)) + (atRisk(t) - lost(t)) ln r(t).
 *
 * @param data - A cohort of losses, several pooled, or single tenures (`duration`, `event`, `entry`, `weight`).
 * @param options - A `start`, a `prior`, `maxIterations`.
 * @returns The fit as plain data: store it as JSON, pass its `parameters` to the verbs.
 * @throws {InsufficientDataError} If nobody was lost, nobody survived a period, or fewer than two periods have customers at risk.
 * @throws {InvalidInputError} If the data are not valid.
 * @throws {ConvergenceError} If the optimiser stops short; `error.best` is its best point.
 * @see Nakagawa & Osaki (1975), "The discrete Weibull distribution", IEEE Transactions on Reliability 24(5), 300-301,
 *   doi:10.1109/TR.1975.5214915; Fader, Hardie, Liu, Davin & Steenburgh (2018), "How to Project Customer Retention" Revisited, Journal of Interactive
 *   Marketing 43, 1-16, doi:10.1016/j.intmar.2018.01.002.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * discreteWeibull.fit(cohort).parameters; // ≈ { theta: 0.15003, c: 0.76884 }
 */
export function fit(
  data: ContractualData,
  options: FitOptions<DiscreteWeibullParameters> = {},
): Fit<DiscreteWeibullParameters> {
  return maximizeLikelihood(likelihoodProblem(data), options);
}

/**
 * Log-likelihood of data at given parameters, in natural logarithms.
 *
 * Formula: Σ over periods of lost(t) ln(1 - r(t)) + (atRisk(t) - lost(t)) ln r(t), which for a cohort followed from its
 * start is Σ lost(t) ln P(T = t) + stillActive ln S(last).
 *
 * @param parameters - Parameters of the model.
 * @param data - A cohort of losses, several pooled, or single tenures.
 * @returns The log-likelihood, 0 or less; no constant is left out or added.
 * @throws {InvalidInputError} If a parameter is outside its range or the data are not valid.
 * @see Nakagawa & Osaki (1975), "The discrete Weibull distribution", IEEE Transactions on Reliability 24(5), 300-301,
 *   doi:10.1109/TR.1975.5214915; Fader, Hardie, Liu, Davin & Steenburgh (2018), "How to Project Customer Retention" Revisited, Journal of Interactive
 *   Marketing 43, 1-16, doi:10.1016/j.intmar.2018.01.002.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * discreteWeibull.logLikelihood({ theta: 0.15, c: 0.77 }, cohort); // ≈ -1619.928
 */
export function logLikelihood(parameters: DiscreteWeibullParameters, data: ContractualData): number {
  const where = "discreteWeibull.logLikelihood";
  checkParameters(where, model, parameters);
  const counts = contractualCounts(where, data);
  return lifetimeLikelihood(counts, fillHazards, 2)(Float64Array.of(parameters.theta, parameters.c));
}

/**
 * The likelihood of data as a problem: what `profileInterval` and `samplePosterior` take apart from the fit.
 *
 * @param data - A cohort of losses, several pooled, or single tenures.
 * @returns The problem, with functions in it: not plain data.
 * @throws {InsufficientDataError} If nobody was lost, nobody survived a period, or fewer than two periods have customers at risk.
 * @throws {InvalidInputError} If the data are not valid.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * discreteWeibull.likelihoodProblem(cohort).observations; // => 1000
 */
export function likelihoodProblem(data: ContractualData): LikelihoodProblem<DiscreteWeibullParameters> {
  return discreteWeibullProblem("discreteWeibull.fit", contractualCounts("discreteWeibull.fit", data));
}

/**
 * Share of a cohort still active after so many periods.
 *
 * Formula: S(t) = (1 - θ)^(t^c).
 *
 * @param parameters - Parameters of the model, for instance `fit.parameters`.
 * @param periods - Whole periods since the start, 0 or more; a column of them gives a column.
 * @returns S(t), a fraction from 0 to 1; a Float64Array for a column.
 * @throws {InvalidInputError} If a parameter is outside its range or a period is not whole.
 * @see Nakagawa & Osaki (1975), "The discrete Weibull distribution", IEEE Transactions on Reliability 24(5), 300-301,
 *   doi:10.1109/TR.1975.5214915; Fader, Hardie, Liu, Davin & Steenburgh (2018), "How to Project Customer Retention" Revisited, Journal of Interactive
 *   Marketing 43, 1-16, doi:10.1016/j.intmar.2018.01.002.
 *
 * @example
 * discreteWeibull.survival({ theta: 0.15, c: 0.77 }, 5); // ≈ 0.5705
 */
export function survival<Input extends Periods>(
  parameters: DiscreteWeibullParameters,
  periods: Input,
): PerPeriod<Input> {
  return survivalOf(model, parameters, periods);
}

/**
 * Probability that a customer who was active before a period is still active after it.
 *
 * It rises with age for c < 1 and falls for c > 1, in the same way for every customer.
 *
 * Formula: r(t) = (1 - θ)^(t^c - (t - 1)^c).
 *
 * @param parameters - Parameters of the model.
 * @param period - Which period of the customer's life: whole, 1 or more; a column of them gives a column.
 * @returns r(t), a fraction from 0 to 1; a Float64Array for a column.
 * @throws {InvalidInputError} If a parameter is outside its range or a period is not whole.
 * @see Nakagawa & Osaki (1975), "The discrete Weibull distribution", IEEE Transactions on Reliability 24(5), 300-301,
 *   doi:10.1109/TR.1975.5214915; Fader, Hardie, Liu, Davin & Steenburgh (2018), "How to Project Customer Retention" Revisited, Journal of Interactive
 *   Marketing 43, 1-16, doi:10.1016/j.intmar.2018.01.002.
 *
 * @example
 * discreteWeibull.retentionRate({ theta: 0.15, c: 0.77 }, 1); // ≈ 0.8500
 */
export function retentionRate<Input extends Periods>(
  parameters: DiscreteWeibullParameters,
  period: Input,
): PerPeriod<Input> {
  return retentionRateOf(model, parameters, period);
}

/**
 * Probability that a new customer is lost in a given period: the distribution of lifetimes.
 *
 * It is not the churn rate of that period's survivors, which is 1 - `retentionRate`.
 *
 * Formula: P(T = t) = (1 - θ)^((t - 1)^c) - (1 - θ)^(t^c).
 *
 * @param parameters - Parameters of the model.
 * @param period - The period of the loss: whole, 1 or more; a column of them gives a column.
 * @returns P(T = t), a fraction from 0 to 1; a Float64Array for a column.
 * @throws {InvalidInputError} If a parameter is outside its range or a period is not whole.
 * @see Nakagawa & Osaki (1975), "The discrete Weibull distribution", IEEE Transactions on Reliability 24(5), 300-301,
 *   doi:10.1109/TR.1975.5214915; Fader, Hardie, Liu, Davin & Steenburgh (2018), "How to Project Customer Retention" Revisited, Journal of Interactive
 *   Marketing 43, 1-16, doi:10.1016/j.intmar.2018.01.002.
 *
 * @example
 * discreteWeibull.churnProbability({ theta: 0.15, c: 0.77 }, 2); // ≈ 0.0921
 */
export function churnProbability<Input extends Periods>(
  parameters: DiscreteWeibullParameters,
  period: Input,
): PerPeriod<Input> {
  return churnProbabilityOf(model, parameters, period);
}

/**
 * Mean number of periods that a customer begins from now on, the present one included.
 *
 * The long tail of a cohort of different customers is not in this model: compare `betaDiscreteWeibull`.
 *
 * Formula: E[T] = Σ S(t) over t = 0, 1, 2, …, or over the first `horizon` periods; with n renewals S(n + t) / S(n).
 *
 * @param parameters - Parameters of the model.
 * @param options - `horizon`, the most periods to count, and `renewals` already made (0 by default).
 * @returns Periods, 1 or more; never null.
 * @throws {InvalidInputError} If a parameter is outside its range, or the horizon or renewals are not whole.
 * @see Nakagawa & Osaki (1975), "The discrete Weibull distribution", IEEE Transactions on Reliability 24(5), 300-301,
 *   doi:10.1109/TR.1975.5214915; Fader, Hardie, Liu, Davin & Steenburgh (2018), "How to Project Customer Retention" Revisited, Journal of Interactive
 *   Marketing 43, 1-16, doi:10.1016/j.intmar.2018.01.002.
 *
 * @example
 * discreteWeibull.expectedLifetime({ theta: 0.15, c: 0.77 }, { horizon: 12 }); // ≈ 7.096
 */
export function expectedLifetime(
  parameters: DiscreteWeibullParameters,
  options: ExpectedLifetimeOptions = {},
): number | null {
  return expectedLifetimeOf(model, parameters, options);
}

/**
 * Number of periods after which at most half of a cohort is left; it exists even where the mean does not.
 *
 * Formula: the smallest whole t with S(t) ≤ 1/2.
 *
 * @param parameters - Parameters of the model.
 * @returns Whole periods, 1 or more; above 2⁵³ as exact as a number can be, and at most 2¹⁰²³.
 * @throws {InvalidInputError} If a parameter is outside its range.
 * @see Nakagawa & Osaki (1975), "The discrete Weibull distribution", IEEE Transactions on Reliability 24(5), 300-301,
 *   doi:10.1109/TR.1975.5214915; Fader, Hardie, Liu, Davin & Steenburgh (2018), "How to Project Customer Retention" Revisited, Journal of Interactive
 *   Marketing 43, 1-16, doi:10.1016/j.intmar.2018.01.002.
 *
 * @example
 * discreteWeibull.medianLifetime({ theta: 0.15, c: 0.77 }); // => 7
 */
export function medianLifetime(parameters: DiscreteWeibullParameters): number {
  return medianLifetimeOf(model, parameters);
}

/**
 * Discounted expected lifetime (DEL) of a new customer, in payments: times the margin per period, the customer's value.
 *
 * The first payment, at the start, is included and undiscounted.
 *
 * Formula: DEL = Σ S(t) / (1 + d)^t over t = 0, 1, 2, …
 *
 * @param parameters - Parameters of the model.
 * @param options - `discountRate`, and the `timeUnit` of the model where it is not that of the rate.
 * @returns Discounted payments, 1 or more; null where it is infinite, which only a discount rate of 0 can bring about.
 * @throws {InvalidInputError} If a parameter is outside its range or the discount rate is below 0.
 * @see Fader & Hardie (2010), "Customer-Base Valuation in a Contractual Setting", Marketing Science 29(1), 85-93,
 *   doi:10.1287/mksc.1080.0482.
 *
 * @example
 * discreteWeibull.discountedExpectedLifetime({ theta: 0.15, c: 0.77 }, { discountRate: { rate: 0.1, per: "year" } }); // ≈ 5.610
 */
export function discountedExpectedLifetime(
  parameters: DiscreteWeibullParameters,
  options: LifetimeDiscount,
): number | null {
  return discountedExpectedLifetimeOf(model, parameters, options);
}

/**
 * Discounted expected residual lifetime (DERL), in payments, of a customer about to decide on the next renewal.
 *
 * `renewals` counts the renewals already made, so that `renewals: n - 1` is the papers' DERL(n), just before the n-th
 * renewal, whose payment counts undiscounted if it is made. A customer who has just paid is worth a period's discount
 * less: `residualLifetimeValue` with `timing: "afterOnePeriod"`.
 *
 * Formula: DERL(n) = Σ S(t) / S(n - 1) / (1 + d)^(t - n) over t = n, n + 1, …
 *
 * @param parameters - Parameters of the model.
 * @param options - `renewals` already made (a column gives a column), `discountRate`, and the `timeUnit` of the model
 *   where it is not that of the rate.
 * @returns Discounted payments; null (NaN in a column) where infinite, which only a discount rate of 0 can bring about.
 * @throws {InvalidInputError} If a parameter is outside its range, renewals are not whole, or the rate is below 0.
 * @see Fader & Hardie (2010), "Customer-Base Valuation in a Contractual Setting", Marketing Science 29(1), 85-93,
 *   doi:10.1287/mksc.1080.0482.
 *
 * @example
 * const discountRate = { rate: 0.1, per: "year" } as const;
 * discreteWeibull.discountedExpectedResidualLifetime({ theta: 0.15, c: 0.77 }, { renewals: 4, discountRate }); // ≈ 5.867
 */
export function discountedExpectedResidualLifetime<Renewals extends Periods>(
  parameters: DiscreteWeibullParameters,
  options: ResidualOptions<Renewals>,
): PerPeriod<Renewals> | NullIfOne<Renewals> {
  return residualLifetimeOf(model, parameters, options);
}

/**
 * Value of a customer of a given tenure: the margin of a renewal times the discounted expected residual lifetime.
 *
 * Formula: margin × DERL(n), times 1 / (1 + d) with `timing: "afterOnePeriod"`.
 *
 * @param parameters - Parameters of the model.
 * @param options - `margin` of each renewal, `renewals` already made, `discountRate`, `timeUnit`, and `timing` of the next
 *   payment: `now` (default), or `afterOnePeriod` for a customer who has just paid.
 * @returns Amount in the margin's currency; null (NaN in a column) where DERL is infinite.
 * @throws {InvalidInputError} If a parameter or option is outside its range.
 * @see Fader & Hardie (2015), "Simple probability models for computing CLV and CE", Handbook of Research on Customer
 *   Equity in Marketing, chapter 3.
 *
 * @example
 * discreteWeibull.residualLifetimeValue({ theta: 0.15, c: 0.77 }, { margin: 100, renewals: 4, discountRate: 0.1 }); // ≈ 586.67
 */
export function residualLifetimeValue<Renewals extends Periods>(
  parameters: DiscreteWeibullParameters,
  options: ResidualValueOptions<Renewals>,
): PerPeriod<Renewals> | NullIfOne<Renewals> {
  return residualValueOf(model, parameters, options);
}

/**
 * Elasticity of the discounted expected residual lifetime to retention: percent of DERL per percent of every retention
 * probability.
 *
 * Two quantities are in print under this name. `individual` is the mean over customers of each one's own elasticity;
 * `ofExpectedValue` is the elasticity of the mean, in which long-lived customers weigh more. Here all customers are alike, and the two are the same.
 *
 * Formula: Σ k S(k) / (1 + d)^k / Σ S(k) / (1 + d)^k over k = 1, 2, …, survival being seen from the present tenure.
 *
 * @param parameters - Parameters of the model.
 * @param options - `kind`, `renewals` already made (a column gives a column), `discountRate`, `timeUnit`.
 * @returns A pure number, 1 or more; null (NaN in a column) where infinite, at a discount rate of 0.
 * @throws {InvalidInputError} If a parameter or option is outside its range.
 * @see Fader & Hardie (2010), Marketing Science 29(1), 85-93, eq. 8 (`individual`); Pfeifer & Farris (2004), "The
 *   elasticity of customer value to retention", Journal of Interactive Marketing 18(2), 20-31, doi:10.1002/dir.20003.
 *
 * @example
 * const options = { renewals: 0, discountRate: 0.1 };
 * discreteWeibull.retentionElasticity({ theta: 0.15, c: 0.77 }, { ...options, kind: "individual" }); // ≈ 6.394
 * discreteWeibull.retentionElasticity({ theta: 0.15, c: 0.77 }, { ...options, kind: "ofExpectedValue" }); // ≈ 6.394
 */
export function retentionElasticity<Renewals extends Periods>(
  parameters: DiscreteWeibullParameters,
  options: RetentionElasticityOptions<Renewals>,
): PerPeriod<Renewals> | NullIfOne<Renewals> {
  return retentionElasticityOf(model, parameters, options, (renewals, delta) =>
    elasticityOfExpectedValue(model, parameters, renewals, delta),
  );
}

/**
 * Simulates the losses of a cohort: a draw of the data that `fit` takes.
 *
 * Formula: in each period the number lost is binomial among those at risk, with probability 1 - r(t).
 *
 * @param parameters - Parameters of the model.
 * @param options - `customers` (whole, 1 or more), `periods` to watch, `timeUnit`, `firstPeriod` from which on they are
 *   watched (1 by default), `seed` and `stream`.
 * @returns A cohort of losses by period; the same seed and stream give the same one.
 * @throws {InvalidInputError} If a parameter or option is outside its range.
 *
 * @example
 * const design = { customers: 1000, periods: 4, timeUnit: "year" } as const;
 * const cohort = discreteWeibull.simulate({ theta: 0.15, c: 0.77 }, design);
 * cohort.stillActive + cohort.lostByPeriod.reduce((total, lost) => total + lost); // => 1000
 */
export function simulate(parameters: DiscreteWeibullParameters, options: SimulationOptions): SimulatedCohort {
  return simulateOf(model, parameters, options);
}

/**
 * Draws a data set of the same size from the cases of another, with replacement: each cohort's customers, or the tenures.
 *
 * It is what `bootstrap` calls. Counts must be whole.
 *
 * @param data - Cohorts or tenures, as `fit` takes them.
 * @param options - `seed` and `stream`.
 * @returns Data of the same form.
 * @throws {InvalidInputError} If the data are not valid or a count is not whole.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90], stillActive: 653 } as const;
 * discreteWeibull.resample(cohort, { seed: 1 }); // a cohort of 1000 customers, drawn from these
 */
export function resample<Data extends ContractualData>(data: Data, options: DrawOptions = {}): Data {
  return resampleOf("discreteWeibull.resample", data, options);
}

/**
 * Draws a data set of the same design from the model: cohorts with the same customers at risk, or tenures with the same
 * ages at entry, watched as long.
 *
 * It is what a parametric `bootstrap` calls. A tenure that is still active was watched for its duration; how long a lost
 * customer would have been watched is not in the data, and is drawn from the Kaplan-Meier estimate of watching times among
 * those not shorter than the tenure, the longest duration being the latest end (Davison & Hinkley 1997, section 3.5).
 *
 * @param parameters - Parameters of the model.
 * @param data - A cohort, several, or single tenures, as `fit` takes them; counts and weights must be whole.
 * @param options - `seed` and `stream`.
 * @returns Data of the same form; a row of tenures with a weight above 1 can become several.
 * @throws {InvalidInputError} If a parameter is outside its range, the data are not valid or a count is not whole.
 * @see Davison & Hinkley (1997), "Bootstrap Methods and their Application", section 3.5.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90], stillActive: 653 } as const;
 * discreteWeibull.replicate({ theta: 0.15, c: 0.77 }, cohort, { seed: 1 }); // a cohort of 1000 customers over three years
 */
export function replicate<Data extends ContractualData>(
  parameters: DiscreteWeibullParameters,
  data: Data,
  options: DrawOptions = {},
): Data {
  return replicateOf(model, parameters, data, options);
}
