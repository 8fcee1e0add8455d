/**
 * Finite mixture of geometric models: a few segments of customers, each with its own constant churn. Retention rises with
 * age as the segments with high churn empty. The shifted beta-geometric model says the same with a smooth distribution.
 *
 * @see McLachlan & Peel (2000), "Finite Mixture Models", chapter 1.
 *
 * @module
 */
import { check, checkCount, checkOptions } from "../../errors.js";
import type { Fit, FitOptions, LikelihoodProblem } from "../../inference/fit.js";
import { type ContractualData, contractualCounts } from "./cohort-losses.js";
import {
  type GeometricMixtureParameters,
  type MixtureSegment,
  mixtureHazards,
  mixtureModel,
  mixtureScale,
  segmentCount,
  segmentsAfter,
} from "./geometric-mixture-likelihood.js";
import { fitMixture, geometricMixtureProblem } from "./geometric-mixture-limits.js";
import { lifetimeLikelihood } from "./lifetime-likelihood.js";
import {
  checkParameters,
  churnProbabilityOf,
  discountedExpectedLifetimeOf,
  type ExpectedLifetimeOptions,
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
import {
  type DrawOptions,
  replicateOf,
  resampleOf,
  type SimulatedCohort,
  type SimulationOptions,
  simulateOf,
} from "./simulate-cohort.js";

/** Options of the fit of a mixture. */
export interface MixtureFitOptions extends FitOptions<GeometricMixtureParameters> {
  /** Number of segments: 2 by default, at most 5. */
  readonly segments?: number | undefined;
}

const modelOf = (
  where: string,
  parameters: GeometricMixtureParameters,
): LifetimeModel<GeometricMixtureParameters> => mixtureModel(segmentCount(where, parameters));

function individualElasticity(
  parameters: GeometricMixtureParameters,
  renewals: number,
  delta: number,
): number {
  const segments = segmentsAfter(
    segmentCount("geometricMixture.retentionElasticity", parameters),
    parameters,
    renewals,
  );
  return segments.reduce(
    (sum, { theta, weight }) => sum - weight / Math.expm1(Math.log1p(-theta) - delta),
    0,
  );
}

/**
 * Segments of customers and their weights, among new customers or among those who have made so many renewals.
 *
 * Formula: w(k | n) ∝ w(k) (1 - θ(k))^n.
 *
 * @param parameters - Parameters of the model.
 * @param options - `renewals` already made: 0 by default.
 * @returns One row per segment, churn highest first; the weights add to one.
 * @throws {InvalidInputError} If a parameter is outside its range or the renewals are not whole.
 *
 * @example
 * geometricMixture.segments({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, { renewals: 2 }); // ≈ [{ theta: 0.4, weight: 0.146 }, { theta: 0.05, weight: 0.854 }]
 */
export function segments(
  parameters: GeometricMixtureParameters,
  options: { readonly renewals?: number | undefined } = {},
): readonly MixtureSegment[] {
  const where = "geometricMixture.segments";
  const count = segmentCount(where, parameters);
  checkParameters(where, mixtureModel(count), parameters);
  checkOptions(where, options, ["renewals"]);
  const { renewals = 0 } = options;
  checkCount(where, "renewals", renewals);
  return segmentsAfter(count, parameters, renewals);
}

/**
 * Maximum likelihood estimate of a finite mixture of geometric models.
 *
 * All starting points are tried, since mixtures can have several tops, and segments are ordered by falling churn. Where one
 * segment is enough the fit is the geometric model's, with a warning; a segment that never leaves, or leaves at once, has a
 * theta without standard error and a warning. Whether segments are needed cannot be tested by chi-square.
 *
 * Formula: Σ over periods of lost(t) ln(1 - r(t)) + (atRisk(t) - lost(t)) ln r(t).
 *
 * @param data - A cohort of losses, several pooled, or single tenures (`duration`, `event`, `entry`, `weight`).
 * @param options - Number of `segments` (2 by default), a `start`, a `prior`, `maxIterations`.
 * @returns The fit as plain data: store it as JSON, pass its `parameters` to the verbs.
 * @throws {InsufficientDataError} If nobody was lost, nobody survived a period, or fewer periods have customers at risk than there are parameters.
 * @throws {InvalidInputError} If the data are not valid.
 * @throws {ConvergenceError} If the optimiser stops short; `error.best` is its best point.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074; McLachlan & Peel (2000), "Finite Mixture Models", chapter 1.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [369, 163, 86, 56, 37, 27, 21], stillActive: 241 } as const;
 * geometricMixture.fit(cohort).parameters; // ≈ { theta1: 0.58601, theta2: 0.08302, share1: 0.56064 }
 */
export function fit(data: ContractualData, options: MixtureFitOptions = {}): Fit<GeometricMixtureParameters> {
  checkOptions("geometricMixture.fit", options, ["segments", "start", "prior", "maxIterations"]);
  const { segments: count = 2, ...rest } = options;
  return fitMixture(likelihoodProblem(data, { segments: count }), rest);
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
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074; McLachlan & Peel (2000), "Finite Mixture Models", chapter 1.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * geometricMixture.logLikelihood({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, cohort); // ≈ -1611.179
 */
export function logLikelihood(parameters: GeometricMixtureParameters, data: ContractualData): number {
  const where = "geometricMixture.logLikelihood";
  const count = segmentCount(where, parameters);
  checkParameters(where, mixtureModel(count), parameters);
  const counts = contractualCounts(where, data);
  const names = Object.keys(mixtureScale(count)) as (keyof GeometricMixtureParameters)[];
  const values = Float64Array.from(names, (name) => parameters[name]!);
  return lifetimeLikelihood(counts, mixtureHazards(count), names.length)(values);
}

/**
 * The likelihood of data as a problem: what `profileInterval` and `samplePosterior` take apart from the fit.
 *
 * @param data - A cohort of losses, several pooled, or single tenures.
 * @param options - Number of `segments`, 2 by default.
 * @returns The problem, with functions in it: not plain data.
 * @throws {InsufficientDataError} If nobody was lost, nobody survived a period, or fewer periods have customers at risk than there are parameters.
 * @throws {InvalidInputError} If the data are not valid.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * geometricMixture.likelihoodProblem(cohort).observations; // => 1000
 */
export function likelihoodProblem(
  data: ContractualData,
  options: { readonly segments?: number | undefined } = {},
): LikelihoodProblem<GeometricMixtureParameters> {
  const where = "geometricMixture.fit";
  checkOptions(where, options, ["segments"]);
  const { segments: count = 2 } = options;
  checkCount(where, "segments", count, 2);
  check(count <= 5, where, "segments", "must be at most 5", count);
  return geometricMixtureProblem(where, contractualCounts(where, data), count);
}

/**
 * Share of a cohort still active after so many periods.
 *
 * Formula: S(t) = Σ w(k) (1 - θ(k))^t.
 *
 * @param parameters - Parameters of the model, for instance `fit.parameters`.
 * @param periods - Whole periods since the start, 0 or more; a column of them gives a column.
 * @returns S(t), a fraction from 0 to 1; a Float64Array for a column.
 * @throws {InvalidInputError} If a parameter is outside its range or a period is not whole.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074; McLachlan & Peel (2000), "Finite Mixture Models", chapter 1.
 *
 * @example
 * geometricMixture.survival({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, 5); // ≈ 0.5650
 */
export function survival<Input extends Periods>(
  parameters: GeometricMixtureParameters,
  periods: Input,
): PerPeriod<Input> {
  return survivalOf(modelOf("geometricMixture.survival", parameters), parameters, periods);
}

/**
 * Probability that a customer who was active before a period is still active after it.
 *
 * It rises with age as the segments with high churn empty.
 *
 * Formula: r(t) = S(t) / S(t - 1).
 *
 * @param parameters - Parameters of the model.
 * @param period - Which period of the customer's life: whole, 1 or more; a column of them gives a column.
 * @returns r(t), a fraction from 0 to 1; a Float64Array for a column.
 * @throws {InvalidInputError} If a parameter is outside its range or a period is not whole.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074; McLachlan & Peel (2000), "Finite Mixture Models", chapter 1.
 *
 * @example
 * geometricMixture.retentionRate({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, 1); // ≈ 0.8450
 */
export function retentionRate<Input extends Periods>(
  parameters: GeometricMixtureParameters,
  period: Input,
): PerPeriod<Input> {
  return retentionRateOf(modelOf("geometricMixture.retentionRate", parameters), parameters, period);
}

/**
 * Probability that a new customer is lost in a given period: the distribution of lifetimes.
 *
 * It is not the churn rate of that period's survivors, which is 1 - `retentionRate`.
 *
 * Formula: P(T = t) = Σ w(k) θ(k) (1 - θ(k))^(t - 1).
 *
 * @param parameters - Parameters of the model.
 * @param period - The period of the loss: whole, 1 or more; a column of them gives a column.
 * @returns P(T = t), a fraction from 0 to 1; a Float64Array for a column.
 * @throws {InvalidInputError} If a parameter is outside its range or a period is not whole.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074; McLachlan & Peel (2000), "Finite Mixture Models", chapter 1.
 *
 * @example
 * geometricMixture.churnProbability({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, 2); // ≈ 0.1052
 */
export function churnProbability<Input extends Periods>(
  parameters: GeometricMixtureParameters,
  period: Input,
): PerPeriod<Input> {
  return churnProbabilityOf(modelOf("geometricMixture.churnProbability", parameters), parameters, period);
}

/**
 * Mean number of periods that a customer begins from now on, the present one included.
 *
 * Its tail is that of the most loyal segment, of which a short cohort says little.
 *
 * Formula: E[T] = Σ S(t) over t = 0, 1, 2, …, or over the first `horizon` periods; with n renewals S(n + t) / S(n).
 *
 * @param parameters - Parameters of the model.
 * @param options - `horizon`, the most periods to count, and `renewals` already made (0 by default).
 * @returns Periods, 1 or more; never null.
 * @throws {InvalidInputError} If a parameter is outside its range, or the horizon or renewals are not whole.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074; McLachlan & Peel (2000), "Finite Mixture Models", chapter 1.
 *
 * @example
 * geometricMixture.expectedLifetime({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, { horizon: 12 }); // ≈ 7.183
 */
export function expectedLifetime(
  parameters: GeometricMixtureParameters,
  options: ExpectedLifetimeOptions = {},
): number | null {
  return expectedLifetimeOf(modelOf("geometricMixture.expectedLifetime", parameters), parameters, options);
}

/**
 * Number of periods after which at most half of a cohort is left; it exists even where the mean does not.
 *
 * Formula: the smallest whole t with S(t) ≤ 1/2.
 *
 * @param parameters - Parameters of the model.
 * @returns Whole periods, 1 or more; above 2⁵³ as exact as a number can be, and at most 2¹⁰²³.
 * @throws {InvalidInputError} If a parameter is outside its range.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074; McLachlan & Peel (2000), "Finite Mixture Models", chapter 1.
 *
 * @example
 * geometricMixture.medianLifetime({ theta1: 0.4, theta2: 0.05, share1: 0.3 }); // => 7
 */
export function medianLifetime(parameters: GeometricMixtureParameters): number {
  return medianLifetimeOf(modelOf("geometricMixture.medianLifetime", parameters), parameters);
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
 * geometricMixture.discountedExpectedLifetime({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, { discountRate: { rate: 0.1, per: "year" } }); // ≈ 5.793
 */
export function discountedExpectedLifetime(
  parameters: GeometricMixtureParameters,
  options: LifetimeDiscount,
): number | null {
  return discountedExpectedLifetimeOf(
    modelOf("geometricMixture.discountedExpectedLifetime", parameters),
    parameters,
    options,
  );
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
 * geometricMixture.discountedExpectedResidualLifetime({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, { renewals: 4, discountRate }); // ≈ 6.606
 */
export function discountedExpectedResidualLifetime<Renewals extends Periods>(
  parameters: GeometricMixtureParameters,
  options: ResidualOptions<Renewals>,
): PerPeriod<Renewals> | NullIfOne<Renewals> {
  return residualLifetimeOf(
    modelOf("geometricMixture.discountedExpectedResidualLifetime", parameters),
    parameters,
    options,
  );
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
 * geometricMixture.residualLifetimeValue({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, { margin: 100, renewals: 4, discountRate: 0.1 }); // ≈ 660.62
 */
export function residualLifetimeValue<Renewals extends Periods>(
  parameters: GeometricMixtureParameters,
  options: ResidualValueOptions<Renewals>,
): PerPeriod<Renewals> | NullIfOne<Renewals> {
  return residualValueOf(modelOf("geometricMixture.residualLifetimeValue", parameters), parameters, options);
}

/**
 * Elasticity of the discounted expected residual lifetime to retention: percent of DERL per percent of every retention
 * probability.
 *
 * Two quantities are in print under this name. `individual` is the mean over customers of each one's own elasticity;
 * `ofExpectedValue` is the elasticity of the mean, in which long-lived customers weigh more. Both rise with tenure.
 *
 * Formula: individual = Σ w(k) / (1 - (1 - θ(k)) / (1 + d)), w being the weights at the present tenure.
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
 * geometricMixture.retentionElasticity({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, { ...options, kind: "individual" }); // ≈ 5.793
 * geometricMixture.retentionElasticity({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, { ...options, kind: "ofExpectedValue" }); // ≈ 6.948
 */
export function retentionElasticity<Renewals extends Periods>(
  parameters: GeometricMixtureParameters,
  options: RetentionElasticityOptions<Renewals>,
): PerPeriod<Renewals> | NullIfOne<Renewals> {
  return retentionElasticityOf(
    modelOf("geometricMixture.retentionElasticity", parameters),
    parameters,
    options,
    (renewals, delta) => individualElasticity(parameters, renewals, delta),
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
 * const cohort = geometricMixture.simulate({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, design);
 * cohort.stillActive + cohort.lostByPeriod.reduce((total, lost) => total + lost); // => 1000
 */
export function simulate(
  parameters: GeometricMixtureParameters,
  options: SimulationOptions,
): SimulatedCohort {
  return simulateOf(modelOf("geometricMixture.simulate", parameters), parameters, options);
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
 * geometricMixture.resample(cohort, { seed: 1 }); // a cohort of 1000 customers, drawn from these
 */
export function resample<Data extends ContractualData>(data: Data, options: DrawOptions = {}): Data {
  return resampleOf("geometricMixture.resample", data, options);
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
 * geometricMixture.replicate({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, cohort, { seed: 1 }); // a cohort of 1000 customers over three years
 */
export function replicate<Data extends ContractualData>(
  parameters: GeometricMixtureParameters,
  data: Data,
  options: DrawOptions = {},
): Data {
  return replicateOf(modelOf("geometricMixture.replicate", parameters), parameters, data, options);
}
