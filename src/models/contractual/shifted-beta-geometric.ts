/**
 * Shifted beta-geometric model of contract lifetimes. At every renewal each customer cancels with a fixed probability of
 * their own; across customers that probability is Beta(alpha, beta). Cohort retention rises with age because the customers
 * most likely to cancel leave first. Time is counted in whole renewal periods, the first being 1.
 *
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074.
 *
 * @module
 */
import type { Fit, FitOptions, LikelihoodProblem } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import { betaChurnPosterior, type ChurnPosterior, type ChurnPosteriorOptions } from "./churn-posterior.js";
import { type CohortLosses, type ContractualData, contractualCounts } from "./cohort-losses.js";
import { lifetimeLikelihood } from "./lifetime-likelihood.js";
import { lifetimeSum } from "./lifetime-sum.js";
import {
  checkParameters,
  churnProbabilityOf,
  discountedExpectedLifetimeOf,
  type ExpectedLifetimeOptions,
  expectedLifetimeOf,
  type LifetimeDiscount,
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
  survivalFrom,
  survivalOf,
} from "./lifetime-verbs.js";
import { type LeastSquaresFit, leastSquaresFit } from "./retention-least-squares.js";
import {
  fillShiftedBetaGeometricHazards as fillHazards,
  shiftedBetaGeometricModel as model,
  type ShiftedBetaGeometricParameters,
  shiftedBetaGeometricProblem,
} from "./shifted-beta-geometric-likelihood.js";
import {
  type DrawOptions,
  replicateOf,
  resampleOf,
  type SimulatedCohort,
  type SimulationOptions,
  simulateOf,
} from "./simulate-cohort.js";

/**
 * Maximum likelihood estimate of the shifted beta-geometric model.
 *
 * Where customers look alike or retention falls with age, the likelihood rises for ever with α and β: the fit is then the
 * geometric model's, with a warning that names it, `theta` identified and no standard errors. `betaDiscreteWeibull` also lets
 * each customer's own churn change with age.
 *
 * Formula: Σ over periods of lost(t) ln(1 - r(t)) + (atRisk(t) - lost(t)) ln r(t).
 *
 * @param data - A cohort of losses, several pooled, or single tenures (`duration`, `event`, `entry`, `weight`).
 * @param options - A `start`, a `prior`, `maxIterations`.
 * @returns The fit as plain data: store it as JSON, pass its `parameters` to the verbs.
 * @throws {InsufficientDataError} If nobody was lost, nobody survived a period, or fewer than two periods have customers at risk.
 * @throws {InvalidInputError} If the data are not valid.
 * @throws {ConvergenceError} If the optimiser stops short; `error.best` is its best point.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074, appendix B.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * shiftedBetaGeometric.fit(cohort).parameters; // ≈ { alpha: 0.66809, beta: 3.80609 }
 */
export function fit(
  data: ContractualData,
  options: FitOptions<ShiftedBetaGeometricParameters> = {},
): Fit<ShiftedBetaGeometricParameters> {
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
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074, appendix B.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * shiftedBetaGeometric.logLikelihood({ alpha: 0.668, beta: 3.806 }, cohort); // ≈ -1611.158
 */
export function logLikelihood(parameters: ShiftedBetaGeometricParameters, data: ContractualData): number {
  const where = "shiftedBetaGeometric.logLikelihood";
  checkParameters(where, model, parameters);
  const counts = contractualCounts(where, data);
  return lifetimeLikelihood(counts, fillHazards, 2)(Float64Array.of(parameters.alpha, parameters.beta));
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
 * shiftedBetaGeometric.likelihoodProblem(cohort).observations; // => 1000
 */
export function likelihoodProblem(data: ContractualData): LikelihoodProblem<ShiftedBetaGeometricParameters> {
  return shiftedBetaGeometricProblem(
    "shiftedBetaGeometric.fit",
    contractualCounts("shiftedBetaGeometric.fit", data),
  );
}

/**
 * Least-squares fit of the model to observed retention rates, as a spreadsheet with a solver does it.
 *
 * Every period counts alike, however few customers were left in it, and there are no standard errors: `fit` uses the same
 * data better. It is here to reproduce published spreadsheets.
 *
 * Formula: minimise Σ (1 - lost(t) / atRisk(t) - r(t))² over α and β.
 *
 * @param data - A cohort of losses, or several pooled.
 * @returns The parameters and the sum of squares; plain data.
 * @throws {InsufficientDataError} If nobody was lost, nobody survived, or fewer than two periods have customers at risk.
 * @throws {ConvergenceError} If retention does not rise with age, so that no finite shapes are best.
 * @see Fader & Hardie (2014), "A Spreadsheet-Literate Non-Statistician's Guide to the Beta-Geometric Model", note 032,
 *   brucehardie.com/notes/032/.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [369, 163, 86, 56], stillActive: 326 } as const;
 * shiftedBetaGeometric.fitRetentionRates(cohort).parameters; // ≈ { alpha: 0.760, beta: 1.286 }
 */
export function fitRetentionRates(data: CohortLosses | readonly CohortLosses[]): LeastSquaresFit {
  return leastSquaresFit("shiftedBetaGeometric.fitRetentionRates", data);
}

/**
 * Share of a cohort still active after so many periods.
 *
 * Formula: S(t) = B(α, β + t) / B(α, β).
 *
 * @param parameters - Parameters of the model, for instance `fit.parameters`.
 * @param periods - Whole periods since the start, 0 or more; a column of them gives a column.
 * @returns S(t), a fraction from 0 to 1; a Float64Array for a column.
 * @throws {InvalidInputError} If a parameter is outside its range or a period is not whole.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074, appendix B.
 *
 * @example
 * shiftedBetaGeometric.survival({ alpha: 0.668, beta: 3.806 }, 5); // ≈ 0.5619
 */
export function survival<Input extends Periods>(
  parameters: ShiftedBetaGeometricParameters,
  periods: Input,
): PerPeriod<Input> {
  return survivalOf(model, parameters, periods);
}

/**
 * Probability that a customer who was active before a period is still active after it.
 *
 * It rises with age although no customer changes: those most likely to cancel leave first.
 *
 * Formula: r(t) = (β + t - 1) / (α + β + t - 1).
 *
 * @param parameters - Parameters of the model.
 * @param period - Which period of the customer's life: whole, 1 or more; a column of them gives a column.
 * @returns r(t), a fraction from 0 to 1; a Float64Array for a column.
 * @throws {InvalidInputError} If a parameter is outside its range or a period is not whole.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074, appendix B.
 *
 * @example
 * shiftedBetaGeometric.retentionRate({ alpha: 0.668, beta: 3.806 }, 1); // ≈ 0.8507
 */
export function retentionRate<Input extends Periods>(
  parameters: ShiftedBetaGeometricParameters,
  period: Input,
): PerPeriod<Input> {
  return retentionRateOf(model, parameters, period);
}

/**
 * Probability that a new customer is lost in a given period: the distribution of lifetimes.
 *
 * It is not the churn rate of that period's survivors, which is 1 - `retentionRate`.
 *
 * Formula: P(T = t) = B(α + 1, β + t - 1) / B(α, β).
 *
 * @param parameters - Parameters of the model.
 * @param period - The period of the loss: whole, 1 or more; a column of them gives a column.
 * @returns P(T = t), a fraction from 0 to 1; a Float64Array for a column.
 * @throws {InvalidInputError} If a parameter is outside its range or a period is not whole.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074, appendix B.
 *
 * @example
 * shiftedBetaGeometric.churnProbability({ alpha: 0.668, beta: 3.806 }, 2); // ≈ 0.1038
 */
export function churnProbability<Input extends Periods>(
  parameters: ShiftedBetaGeometricParameters,
  period: Input,
): PerPeriod<Input> {
  return churnProbabilityOf(model, parameters, period);
}

/**
 * Mean number of periods that a customer begins from now on, the present one included.
 *
 * For α ≤ 1 it is infinite, and so it is at most published fits: give a `horizon`, or use `medianLifetime`.
 *
 * Formula: E[T] = Σ S(t) over t = 0, 1, 2, …, or over the first `horizon` periods; with n renewals S(n + t) / S(n).
 *
 * @param parameters - Parameters of the model.
 * @param options - `horizon`, the most periods to count, and `renewals` already made (0 by default).
 * @returns Periods, 1 or more; null without a horizon for α ≤ 1, where the sum diverges.
 * @throws {InvalidInputError} If a parameter is outside its range, or the horizon or renewals are not whole.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074, appendix B.
 *
 * @example
 * shiftedBetaGeometric.expectedLifetime({ alpha: 0.668, beta: 3.806 }, { horizon: 12 }); // ≈ 7.156
 */
export function expectedLifetime(
  parameters: ShiftedBetaGeometricParameters,
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
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074, appendix B.
 *
 * @example
 * shiftedBetaGeometric.medianLifetime({ alpha: 0.668, beta: 3.806 }); // => 7
 */
export function medianLifetime(parameters: ShiftedBetaGeometricParameters): number {
  return medianLifetimeOf(model, parameters);
}

/**
 * Discounted expected lifetime (DEL) of a new customer, in payments: times the margin per period, the customer's value.
 *
 * The first payment, at the start, is included and undiscounted.
 *
 * Formula: DEL = Σ S(t) / (1 + d)^t over t = 0, 1, 2, … = ₂F₁(1, β; α + β; 1/(1 + d)).
 *
 * @param parameters - Parameters of the model.
 * @param options - `discountRate`, and the `timeUnit` of the model where it is not that of the rate.
 * @returns Discounted payments, 1 or more; null where it is infinite, which only a discount rate of 0 can bring about.
 * @throws {InvalidInputError} If a parameter is outside its range or the discount rate is below 0.
 * @see Fader & Hardie (2010), "Customer-Base Valuation in a Contractual Setting", Marketing Science 29(1), 85-93,
 *   doi:10.1287/mksc.1080.0482.
 *
 * @example
 * shiftedBetaGeometric.discountedExpectedLifetime({ alpha: 0.668, beta: 3.806 }, { discountRate: { rate: 0.1, per: "year" } }); // ≈ 5.923
 */
export function discountedExpectedLifetime(
  parameters: ShiftedBetaGeometricParameters,
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
 *   = (β + n - 1) / (α + β + n - 1) ₂F₁(1, β + n; α + β + n; 1/(1 + d)).
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
 * shiftedBetaGeometric.discountedExpectedResidualLifetime({ alpha: 0.668, beta: 3.806 }, { renewals: 4, discountRate }); // ≈ 6.897
 */
export function discountedExpectedResidualLifetime<Renewals extends Periods>(
  parameters: ShiftedBetaGeometricParameters,
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
 * shiftedBetaGeometric.residualLifetimeValue({ alpha: 0.668, beta: 3.806 }, { margin: 100, renewals: 4, discountRate: 0.1 }); // ≈ 689.71
 */
export function residualLifetimeValue<Renewals extends Periods>(
  parameters: ShiftedBetaGeometricParameters,
  options: ResidualValueOptions<Renewals>,
): PerPeriod<Renewals> | NullIfOne<Renewals> {
  return residualValueOf(model, parameters, options);
}

/**
 * Elasticity of the discounted expected residual lifetime to retention: percent of DERL per percent of every retention
 * probability.
 *
 * Two quantities are in print under this name. `individual` is the mean over customers of each one's own elasticity;
 * `ofExpectedValue` is the elasticity of the mean, in which long-lived customers weigh more. Both rise with tenure.
 *
 * Formula: individual = ₂F₁(1, β + n - 1; α + β + n - 1; 1/(1 + d)) and ofExpectedValue =
 *   ₂F₁(2, β + n; α + β + n; z) / ₂F₁(1, β + n; α + β + n; z), with n = renewals + 1 and z = 1/(1 + d).
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
 * shiftedBetaGeometric.retentionElasticity({ alpha: 0.668, beta: 3.806 }, { ...options, kind: "individual" }); // ≈ 5.923
 * shiftedBetaGeometric.retentionElasticity({ alpha: 0.668, beta: 3.806 }, { ...options, kind: "ofExpectedValue" }); // ≈ 7.578
 */
export function retentionElasticity<Renewals extends Periods>(
  parameters: ShiftedBetaGeometricParameters,
  options: RetentionElasticityOptions<Renewals>,
): PerPeriod<Renewals> | NullIfOne<Renewals> {
  return retentionElasticityOf(
    model,
    parameters,
    options,
    // 1 / (1 - (1 - θ) z) is the discounted lifetime of a customer who cancels with probability θ.
    (renewals, delta) => lifetimeSum(survivalFrom(model, parameters, renewals), delta),
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
 * const cohort = shiftedBetaGeometric.simulate({ alpha: 0.668, beta: 3.806 }, design);
 * cohort.stillActive + cohort.lostByPeriod.reduce((total, lost) => total + lost); // => 1000
 */
export function simulate(
  parameters: ShiftedBetaGeometricParameters,
  options: SimulationOptions,
): SimulatedCohort {
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
 * shiftedBetaGeometric.resample(cohort, { seed: 1 }); // a cohort of 1000 customers, drawn from these
 */
export function resample<Data extends ContractualData>(data: Data, options: DrawOptions = {}): Data {
  return resampleOf("shiftedBetaGeometric.resample", data, options);
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
 * shiftedBetaGeometric.replicate({ alpha: 0.668, beta: 3.806 }, cohort, { seed: 1 }); // a cohort of 1000 customers over three years
 */
export function replicate<Data extends ContractualData>(
  parameters: ShiftedBetaGeometricParameters,
  data: Data,
  options: DrawOptions = {},
): Data {
  return replicateOf(model, parameters, data, options);
}

/**
 * What is known of the next period's churn probability of customers who have made so many renewals.
 *
 * Customers differ, and those who stay are the loyal ones: the distribution moves down with tenure. Its mean is
 * 1 - r(n + 1); the interval is for one customer, and says nothing of the error of the parameters.
 *
 * Formula: θ given n renewals is Beta(α, β + n); mean α / (α + β + n).
 *
 * @param parameters - Parameters of the model.
 * @param options - `renewals` already made, and `level` of the interval (0.95 by default).
 * @returns Mean, standard deviation and equal-tailed interval (its estimate the mean) of the churn probability of one customer.
 * @throws {InvalidInputError} If a parameter or option is outside its range.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074, appendix B.
 *
 * @example
 * shiftedBetaGeometric.churnPosterior({ alpha: 0.668, beta: 3.806 }, { renewals: 3 }).mean; // ≈ 0.0894
 */
export function churnPosterior(
  parameters: ShiftedBetaGeometricParameters,
  options: ChurnPosteriorOptions,
): ChurnPosterior {
  return betaChurnPosterior(
    "shiftedBetaGeometric.churnPosterior",
    model,
    parameters,
    { ...parameters, c: 1 },
    options,
  );
}
