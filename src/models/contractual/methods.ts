/**
 * The methods of the contractual models, each written once for all of them with the documentation that a caller sees: a
 * model says what its survival function is, and its own page what is particular to it.
 */
import { check, checkChoice, checkCount, checkFinite, checkOptions } from "../../errors.js";
import type { Fit, FitOptions, LikelihoodProblem } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import type { OneOrMany, PerNumber } from "../../tables/columns.js";
import { discountFields } from "../../time.js";
import { type ParametersOrFit, sourceOf } from "../fitted.js";
import { type ContractualCounts, type ContractualData, contractualCounts } from "./cohort-losses.js";
import { type FillHazards, lifetimeLikelihood } from "./lifetime-likelihood.js";
import { lifetimeSum } from "./lifetime-sum.js";
import {
  checkParameters,
  discountPerPeriod,
  type ExpectedLifetimeOptions,
  elasticityOfExpectedValue,
  type FittedPeriod,
  type LifetimeDiscount,
  type LifetimeModel,
  type NullIfOne,
  perNumber,
  perPeriod,
  type ResidualOptions,
  type ResidualValueOptions,
  type RetentionElasticityOptions,
  residual,
  survivalFrom,
} from "./lifetime-verbs.js";

/** A contractual model as its methods need it. */
export interface ContractualModel<Parameters extends object> {
  /** Name of the module. */
  readonly name: string;
  /** The lifetimes that parameters are of: the same for all, except where their number says how many segments there are. */
  readonly read: (where: string, parameters: Parameters) => LifetimeModel<Parameters>;
}

/** A model whose parameters are always the same ones. */
export function contractualModel<P extends object>(lifetimes: LifetimeModel<P>): ContractualModel<P> {
  return { name: lifetimes.name, read: () => lifetimes };
}

/** Parameters read, with what is known of their period. */
export interface Opened<Parameters extends object> extends FittedPeriod {
  readonly where: string;
  readonly lifetimes: LifetimeModel<Parameters>;
  readonly parameters: Parameters;
}

/** Reads parameters or a fit of a model, in the name of one of its methods. */
export function open<P extends object>(
  model: ContractualModel<P>,
  method: string,
  given: ParametersOrFit<P>,
): Opened<P> {
  const where = `${model.name}.${method}`;
  const { parameters, timeUnit } = sourceOf(where, model.name, given);
  const lifetimes = model.read(where, parameters);
  checkParameters(where, lifetimes, parameters);
  return { where, lifetimes, parameters, timeUnit, fitted: (parameters as unknown) !== given };
}

/**
 * The likelihood of contractual data.
 *
 * @inline
 */
export interface LikelihoodOfData<Parameters> {
  /**
   * The likelihood of data as a problem, with functions in it: what `profileInterval` and `samplePosterior` take apart from
   * the fit.
   *
   * @param data - A cohort of losses, several pooled, or single tenures.
   * @returns The likelihood with its gradient, scales and starting points.
   */
  (data: ContractualData): LikelihoodProblem<Parameters>;
}

/** The likelihood of data under a model. */
export function likelihoodOfData<P>(
  name: string,
  problem: (where: string, counts: ContractualCounts) => LikelihoodProblem<P>,
): LikelihoodOfData<P> {
  const where = `${name}.fit`;
  return (data) => problem(where, contractualCounts(where, data));
}

/** The fit of a contractual model. */
export interface FitLifetimes<Parameters> {
  /**
   * Maximum likelihood estimate of the parameters of the model.
   *
   * Formula: Σ over periods of lost(t) ln(1 - r(t)) + (atRisk(t) - lost(t)) ln r(t).
   * @param data - A cohort of losses, several pooled, or single tenures (`duration`, `event`, `entry`, `weight`).
   * @param options - A `start`, a `prior`, `maxIterations`.
   * @returns The fit as plain data: store it as JSON, pass it to the other methods.
   * @throws {InsufficientDataError} If nobody was lost, nobody survived a period, or fewer periods have customers at risk than
   *   there are parameters.
   * @throws {InvalidInputError} If the data are not valid.
   * @throws {ConvergenceError} If the optimiser stops short; `error.best` is its best point.
   */
  (data: ContractualData, options?: FitOptions<Parameters>): Fit<Parameters>;
}

/** `fit`. */
export function fit<P>(problemOf: (data: ContractualData) => LikelihoodProblem<P>): FitLifetimes<P> {
  return (data, options = {}) => maximizeLikelihood(problemOf(data), options);
}

/** The log-likelihood of contractual data. */
export interface LogLikelihood<Parameters> {
  /**
   * Log-likelihood of data at given parameters, in natural logarithms.
   *
   * Formula: Σ over periods of lost(t) ln(1 - r(t)) + (atRisk(t) - lost(t)) ln r(t), which for a cohort followed from its
   * start is Σ lost(t) ln P(T = t) + stillActive ln S(last).
   * @param parameters - Parameters of the model, or a fit of it.
   * @param data - A cohort of losses, several pooled, or single tenures.
   * @returns The log-likelihood, 0 or less; no constant is left out or added.
   * @throws {InvalidInputError} If a parameter is outside its range, the fit is of another model, or the data are not valid.
   */
  (parameters: ParametersOrFit<Parameters>, data: ContractualData): number;
}

/** `logLikelihood`. */
export function logLikelihood<P extends object>(
  model: ContractualModel<P>,
  hazardsOf: (lifetimes: LifetimeModel<P>) => FillHazards,
): LogLikelihood<P> {
  return (given, data) => {
    const { where, lifetimes, parameters } = open(model, "logLikelihood", given);
    const counts = contractualCounts(where, data);
    const names = Object.keys(lifetimes.scale) as (keyof P)[];
    const values = Float64Array.from(names, (name) => parameters[name] as number);
    const value = lifetimeLikelihood(counts, hazardsOf(lifetimes), names.length)(values);
    const rule = "must leave the data possible: their log-likelihood must be finite";
    check(Number.isFinite(value), where, "parameters", rule, value);
    return value;
  };
}

/** S(t). */
export interface Survival<Parameters> {
  /**
   * Share of a cohort still active after so many periods.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param periods - Whole periods since the start, 0 or more; a column of them gives a column.
   * @returns S(t), a fraction from 0 to 1; a Float64Array for a column.
   * @throws {InvalidInputError} If a parameter is outside its range, a period is not whole, or the fit is of another model.
   */
  <Input extends OneOrMany>(parameters: ParametersOrFit<Parameters>, periods: Input): PerNumber<Input>;
}

/** `survival`. */
export function survival<P extends object>(model: ContractualModel<P>): Survival<P> {
  return (given, periods) => {
    const { where, lifetimes, parameters } = open(model, "survival", given);
    return perPeriod(where, "periods", periods, (t) => Math.exp(lifetimes.logSurvivalFrom(parameters, 0, t)));
  };
}

/** r(t) = S(t) / S(t - 1). */
export interface RetentionRate<Parameters> {
  /**
   * Probability that a customer who was active before a period is still active after it.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param period - Which period of the customer's life: whole, 1 or more; a column of them gives a column.
   * @returns r(t), a fraction from 0 to 1; a Float64Array for a column.
   * @throws {InvalidInputError} If a parameter is outside its range, a period is not whole, or the fit is of another model.
   */
  <Input extends OneOrMany>(parameters: ParametersOrFit<Parameters>, period: Input): PerNumber<Input>;
}

/** `retentionRate`. */
export function retentionRate<P extends object>(model: ContractualModel<P>): RetentionRate<P> {
  return (given, period) => {
    const { where, lifetimes, parameters } = open(model, "retentionRate", given);
    const rate = (t: number) => Math.exp(lifetimes.logSurvivalFrom(parameters, t - 1, 1));
    return perPeriod(where, "period", period, rate, 1);
  };
}

/** P(T = t). */
export interface ChurnProbability<Parameters> {
  /**
   * Probability that a new customer is lost in a given period: the distribution of lifetimes.
   *
   * It is not the churn rate of that period's survivors, which is 1 - `retentionRate`.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param period - The period of the loss: whole, 1 or more; a column of them gives a column.
   * @returns P(T = t), a fraction from 0 to 1; a Float64Array for a column.
   * @throws {InvalidInputError} If a parameter is outside its range, a period is not whole, or the fit is of another model.
   */
  <Input extends OneOrMany>(parameters: ParametersOrFit<Parameters>, period: Input): PerNumber<Input>;
}

/** `churnProbability`. */
export function churnProbability<P extends object>(model: ContractualModel<P>): ChurnProbability<P> {
  return (given, period) => {
    const { where, lifetimes, parameters } = open(model, "churnProbability", given);
    const probability = (t: number) =>
      Math.exp(lifetimes.logSurvivalFrom(parameters, 0, t - 1) + lifetimes.logChurn(parameters, t));
    return perPeriod(where, "period", period, probability, 1);
  };
}

/** E[T], over a horizon if there is one. */
export interface ExpectedLifetime<Parameters> {
  /**
   * Mean number of periods that a customer begins from now on, the present one included.
   *
   * Formula: E[T] = Σ S(t) over t = 0, 1, 2, …, or over the first `horizon` periods; with n renewals S(n + t) / S(n).
   * @param parameters - Parameters of the model, or a fit of it.
   * @param options - `horizon`, the most periods to count, and `renewals` already made (0 by default).
   * @returns Periods, 1 or more; null where the sum diverges, which only some models can, and none with a horizon.
   * @throws {InvalidInputError} If a parameter is outside its range, the horizon or renewals are not whole, or the fit is of
   *   another model.
   */
  (parameters: ParametersOrFit<Parameters>, options?: ExpectedLifetimeOptions): number | null;
}

/** `expectedLifetime`. */
export function expectedLifetime<P extends object>(model: ContractualModel<P>): ExpectedLifetime<P> {
  return (given, options = {}) => {
    const { where, lifetimes, parameters } = open(model, "expectedLifetime", given);
    checkOptions(where, options, ["horizon", "renewals"]);
    const { horizon, renewals = 0 } = options;
    checkCount(where, "renewals", renewals);
    const from = survivalFrom(lifetimes, parameters, renewals);
    if (horizon === undefined)
      return lifetimes.mean === undefined ? lifetimeSum(from, 0) : lifetimes.mean(parameters, renewals);
    checkCount(where, "horizon", horizon, 1);
    let sum = 1;
    let logSurvival = 0;
    for (let t = 1; t < horizon; t++) {
      logSurvival += from.step(t);
      sum += Math.exp(logSurvival);
    }
    return sum;
  };
}

/** The smallest whole t with S(t) ≤ 1/2. */
export interface MedianLifetime<Parameters> {
  /**
   * Number of periods after which at most half of a cohort is left; it exists even where the mean does not.
   *
   * Formula: the smallest whole t with S(t) ≤ 1/2.
   * @param parameters - Parameters of the model, or a fit of it.
   * @returns Whole periods, 1 or more; above 2⁵³ as exact as a number can be, and at most 2¹⁰²³.
   * @throws {InvalidInputError} If a parameter is outside its range, or the fit is of another model.
   */
  (parameters: ParametersOrFit<Parameters>): number;
}

/** `medianLifetime`. */
export function medianLifetime<P extends object>(model: ContractualModel<P>): MedianLifetime<P> {
  return (given) => {
    const { lifetimes, parameters } = open(model, "medianLifetime", given);
    const survives = (t: number) => Math.exp(lifetimes.logSurvivalFrom(parameters, 0, t)) > 0.5;
    let high = 1;
    while (survives(high) && high < 2 ** 1023) high *= 2;
    let low = high / 2;
    if (high === 1) return 1;
    while (high - low > 1) {
      const middle = low + Math.floor((high - low) / 2);
      // Above 2^53 neighbouring numbers are further apart than 1.
      if (middle === low || middle === high) break;
      if (survives(middle)) low = middle;
      else high = middle;
    }
    return high;
  };
}

/** DEL. */
export interface DiscountedExpectedLifetime<Parameters> {
  /**
   * Discounted expected lifetime (DEL) of a new customer, in payments: times the margin per period, the customer's value.
   *
   * The first payment, at the start, is included and undiscounted.
   *
   * Formula: DEL = Σ S(t) / (1 + d)^t over t = 0, 1, 2, …
   * @param parameters - Parameters of the model, or a fit of it.
   * @param options - `discountRate`, and the `timeUnit` of parameters where it is not that of the rate; a fit knows its own.
   * @returns Discounted payments, 1 or more; null where it is infinite, which only a discount rate of 0 can bring about.
   * @throws {InvalidInputError} If a parameter is outside its range, the discount rate is below 0, the fit is of another
   *   model, or its time unit is not the stated one.
   */
  (parameters: ParametersOrFit<Parameters>, options: LifetimeDiscount): number | null;
}

/** `discountedExpectedLifetime`. */
export function discountedExpectedLifetime<P extends object>(
  model: ContractualModel<P>,
): DiscountedExpectedLifetime<P> {
  return (given, options) => {
    const opened = open(model, "discountedExpectedLifetime", given);
    const { where, lifetimes, parameters } = opened;
    checkOptions(where, options, [...discountFields]);
    return lifetimeSum(survivalFrom(lifetimes, parameters, 0), discountPerPeriod(where, options, opened));
  };
}

/** DERL. */
export interface DiscountedExpectedResidualLifetime<Parameters> {
  /**
   * Discounted expected residual lifetime (DERL), in payments, of a customer about to decide on the next renewal.
   *
   * `renewals` counts the renewals already made, so that `renewals: n - 1` is the papers' DERL(n), just before the n-th
   * renewal, whose payment counts undiscounted if it is made. A customer who has just paid is worth a period's discount
   * less: `residualLifetimeValue` with `timing: "afterOnePeriod"`.
   *
   * Formula: DERL(n) = Σ S(t) / S(n - 1) / (1 + d)^(t - n) over t = n, n + 1, …
   * @param parameters - Parameters of the model, or a fit of it.
   * @param options - `renewals` already made (a column gives a column), `discountRate`, and the `timeUnit` of parameters
   *   where it is not that of the rate; a fit knows its own.
   * @returns Discounted payments; null (NaN in a column) where infinite, which only a discount rate of 0 can bring about.
   * @throws {InvalidInputError} If a parameter is outside its range, renewals are not whole, the rate is below 0, the fit is
   *   of another model, or its time unit is not the stated one.
   */
  <Renewals extends OneOrMany>(
    parameters: ParametersOrFit<Parameters>,
    options: ResidualOptions<Renewals>,
  ): PerNumber<Renewals> | NullIfOne<Renewals>;
}

/** `discountedExpectedResidualLifetime`. */
export function discountedExpectedResidualLifetime<P extends object>(
  model: ContractualModel<P>,
): DiscountedExpectedResidualLifetime<P> {
  return (given, options) => {
    const opened = open(model, "discountedExpectedResidualLifetime", given);
    const { where, lifetimes, parameters } = opened;
    checkOptions(where, options, [...discountFields, "renewals"]);
    const delta = discountPerPeriod(where, options, opened);
    return perNumber(where, options.renewals, (renewals) => residual(lifetimes, parameters, renewals, delta));
  };
}

/** Margin times DERL. */
export interface ResidualLifetimeValue<Parameters> {
  /**
   * Value of a customer of a given tenure: the margin of a renewal times the discounted expected residual lifetime.
   *
   * Formula: margin × DERL(n), times 1 / (1 + d) with `timing: "afterOnePeriod"`.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param options - `margin` of each renewal, `renewals` already made, `discountRate`, `timeUnit`, and `timing` of the next
   *   payment: `now` (default), or `afterOnePeriod` for a customer who has just paid.
   * @returns Amount in the margin's currency; null (NaN in a column) where DERL is infinite.
   * @throws {InvalidInputError} If a parameter or option is outside its range, the fit is of another model, or its time unit
   *   is not the stated one.
   */
  <Renewals extends OneOrMany>(
    parameters: ParametersOrFit<Parameters>,
    options: ResidualValueOptions<Renewals>,
  ): PerNumber<Renewals> | NullIfOne<Renewals>;
}

/** `residualLifetimeValue`. */
export function residualLifetimeValue<P extends object>(
  model: ContractualModel<P>,
): ResidualLifetimeValue<P> {
  return (given, options) => {
    const opened = open(model, "residualLifetimeValue", given);
    const { where, lifetimes, parameters } = opened;
    checkOptions(where, options, [...discountFields, "renewals", "margin", "timing"]);
    const { margin, timing = "now" } = options;
    checkFinite(where, "margin", margin);
    checkChoice(where, "timing", timing, ["now", "afterOnePeriod"]);
    const delta = discountPerPeriod(where, options, opened);
    const factor = timing === "now" ? margin : margin * Math.exp(-delta);
    return perNumber(where, options.renewals, (renewals) => {
      const lifetime = residual(lifetimes, parameters, renewals, delta);
      return lifetime === null ? null : factor * lifetime;
    });
  };
}

/** Elasticity of DERL. */
export interface RetentionElasticity<Parameters> {
  /**
   * Elasticity of the discounted expected residual lifetime to retention: percent of DERL per percent of every retention
   * probability.
   *
   * Two quantities are in print under this name. `individual` is the mean over customers of each one's own elasticity;
   * `ofExpectedValue` is the elasticity of the mean, in which long-lived customers weigh more.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param options - `kind`, `renewals` already made (a column gives a column), `discountRate`, `timeUnit`.
   * @returns A pure number, 1 or more; null (NaN in a column) where infinite, at a discount rate of 0.
   * @throws {InvalidInputError} If a parameter or option is outside its range, the fit is of another model, or its time unit
   *   is not the stated one.
   */
  <Renewals extends OneOrMany>(
    parameters: ParametersOrFit<Parameters>,
    options: RetentionElasticityOptions<Renewals>,
  ): PerNumber<Renewals> | NullIfOne<Renewals>;
}

/** `retentionElasticity`; `individual` is given by the model. */
export function retentionElasticity<P extends object>(
  model: ContractualModel<P>,
  individual: (opened: Opened<P>, renewals: number, delta: number) => number | null,
): RetentionElasticity<P> {
  return (given, options) => {
    const opened = open(model, "retentionElasticity", given);
    const { where, lifetimes, parameters } = opened;
    checkOptions(where, options, [...discountFields, "renewals", "kind"]);
    checkChoice(where, "kind", options.kind, ["individual", "ofExpectedValue"]);
    const delta = discountPerPeriod(where, options, opened);
    return perNumber(where, options.renewals, (renewals) =>
      options.kind === "individual"
        ? individual(opened, renewals, delta)
        : elasticityOfExpectedValue(lifetimes, parameters, renewals, delta),
    );
  };
}
