/** The verbs that all contractual models share, written once for any survival function in whole periods. */
import { check, checkChoice, checkCount, checkFinite, checkObject, checkOptions } from "../../errors.js";
import type { ParameterScale } from "../../inference/scale.js";
import { checkOnScale } from "../../inference/scale.js";
import {
  checkDiscountRate,
  checkTimeUnit,
  checkYearLength,
  type DiscountRate,
  discountRatePer,
  type TimeUnit,
  type YearLength,
} from "../../time.js";
import { type LogSurvival, lifetimeSum } from "./lifetime-sum.js";

/** What a verb returns: one number for one period, a column for a column of periods. */
export type PerPeriod<Periods> = Periods extends number ? number : Float64Array;

/** `null` for one number of renewals, nothing for a column, where NaN stands for it. */
export type NullIfOne<Periods> = Periods extends number ? null : never;

/** One whole number of periods, or a column of them. */
export type Periods = number | ArrayLike<number>;

/** A contractual model as the shared verbs need it. */
export interface LifetimeModel<Parameters> {
  /** Name of the module. */
  readonly name: string;
  readonly scale: { readonly [Name in keyof Parameters]: ParameterScale };
  /** The largest parameter taken, where a limit needs one beyond 1e150. */
  readonly largest?: 1e300;
  /** ln S(n + t) - ln S(n) for n and t of 0 or more. */
  readonly logSurvivalFrom: (parameters: Parameters, n: number, t: number) => number;
  /** ln(1 - r(t)) for whole t of 1 or more. */
  readonly logChurn: (parameters: Parameters, t: number) => number;
  /** k where S(t) falls as t^-k, null where it falls faster. */
  readonly tailPower: (parameters: Parameters) => number | null;
  /** Σ S(n + t) / S(n) where it has a closed form; infinite ones are null. */
  readonly mean?: (parameters: Parameters, n: number) => number | null;
}

/** How far lifetimes are counted, and from which renewal. */
export interface ExpectedLifetimeOptions {
  /** Count at most this many periods: a whole number of 1 or more. Without it the whole lifetime is meant. */
  readonly horizon?: number | undefined;
  /** Renewals already made: 0 by default, a new customer. */
  readonly renewals?: number | undefined;
}

/** The discount rate of a contractual model's verbs, with the length of the model's period. */
export interface LifetimeDiscount extends YearLength {
  /**
   * Effective discount rate: `{ rate: 0.1, per: "year" }`, or a bare number for a rate per period of the model.
   * 0 or more.
   */
  readonly discountRate: DiscountRate | number;
  /**
   * Length of the model's period: the `timeUnit` of the fit. By default the unit of the discount rate, so that it must be
   * given whenever the two differ, as with monthly contracts and a yearly rate.
   */
  readonly timeUnit?: TimeUnit | undefined;
}

/** Discounting of what a customer is still worth. */
export interface ResidualOptions<Renewals extends Periods = Periods> extends LifetimeDiscount {
  /** Renewals that the customer has made: whole, 0 or more; a column gives a column. */
  readonly renewals: Renewals;
}

/** When the next payment of a customer falls due. */
export type RenewalTiming = "now" | "afterOnePeriod";

/** What a customer pays at each renewal, and when the next payment is due. */
export interface ResidualValueOptions<Renewals extends Periods = Periods> extends ResidualOptions<Renewals> {
  /** Margin of each renewal payment, in any currency. */
  readonly margin: number;
  /** `now` (the default): the renewal is about to be decided, its payment undiscounted; `afterOnePeriod`: a period from now. */
  readonly timing?: RenewalTiming | undefined;
}

/** Which of the two elasticities of residual lifetime to retention is meant. */
export type RetentionElasticityKind = "individual" | "ofExpectedValue";

/** Which elasticity, for customers with so many renewals. */
export interface RetentionElasticityOptions<Renewals extends Periods = Periods>
  extends ResidualOptions<Renewals> {
  /** `individual`: the mean over customers of each one's elasticity; `ofExpectedValue`: the elasticity of the mean. */
  readonly kind: RetentionElasticityKind;
}

/** Applies a verb to one number of periods or to each of a column. */
export function perPeriod<Input extends Periods>(
  where: string,
  argument: string,
  periods: Input,
  one: (period: number) => number,
  least = 0,
): PerPeriod<Input> {
  if (typeof periods === "object" && periods !== null && typeof periods.length === "number") {
    const list = Array.from(periods);
    list.forEach((period, i) => {
      checkCount(where, `${argument}[${i}]`, period, least);
    });
    return Float64Array.from(list, one) as PerPeriod<Input>;
  }
  checkCount(where, argument, periods, least);
  return one(periods) as PerPeriod<Input>;
}

/** Checks the parameters of a model. */
export function checkParameters<P extends object>(
  where: string,
  model: LifetimeModel<P>,
  parameters: P,
): void {
  checkObject(where, "parameters", parameters);
  checkOnScale(where, "parameters", parameters, model.scale, model.largest);
}

/** S(t). */
export function survivalOf<P extends object, Input extends Periods>(
  model: LifetimeModel<P>,
  parameters: P,
  periods: Input,
): PerPeriod<Input> {
  const where = `${model.name}.survival`;
  checkParameters(where, model, parameters);
  return perPeriod(where, "periods", periods, (t) => Math.exp(model.logSurvivalFrom(parameters, 0, t)));
}

/** r(t) = S(t) / S(t - 1). */
export function retentionRateOf<P extends object, Input extends Periods>(
  model: LifetimeModel<P>,
  parameters: P,
  period: Input,
): PerPeriod<Input> {
  const where = `${model.name}.retentionRate`;
  checkParameters(where, model, parameters);
  const rate = (t: number) => Math.exp(model.logSurvivalFrom(parameters, t - 1, 1));
  return perPeriod(where, "period", period, rate, 1);
}

/** P(T = t). */
export function churnProbabilityOf<P extends object, Input extends Periods>(
  model: LifetimeModel<P>,
  parameters: P,
  period: Input,
): PerPeriod<Input> {
  const where = `${model.name}.churnProbability`;
  checkParameters(where, model, parameters);
  const probability = (t: number) =>
    Math.exp(model.logSurvivalFrom(parameters, 0, t - 1) + model.logChurn(parameters, t));
  return perPeriod(where, "period", period, probability, 1);
}

/** The survival function of a customer with `renewals` renewals. */
export function survivalFrom<P>(model: LifetimeModel<P>, parameters: P, renewals: number): LogSurvival {
  return {
    at: (t) => model.logSurvivalFrom(parameters, renewals, t),
    step: (t) => model.logSurvivalFrom(parameters, renewals + t - 1, 1),
    tailPower: model.tailPower(parameters),
  };
}

/** Mean number of periods begun from now on, at most `horizon`. */
export function expectedLifetimeOf<P extends object>(
  model: LifetimeModel<P>,
  parameters: P,
  options: ExpectedLifetimeOptions = {},
): number | null {
  const where = `${model.name}.expectedLifetime`;
  checkParameters(where, model, parameters);
  checkOptions(where, options, ["horizon", "renewals"]);
  const { horizon, renewals = 0 } = options;
  checkCount(where, "renewals", renewals);
  const survival = survivalFrom(model, parameters, renewals);
  if (horizon === undefined)
    return model.mean === undefined ? lifetimeSum(survival, 0) : model.mean(parameters, renewals);
  checkCount(where, "horizon", horizon, 1);
  let sum = 1;
  let logSurvival = 0;
  for (let t = 1; t < horizon; t++) {
    logSurvival += survival.step(t);
    sum += Math.exp(logSurvival);
  }
  return sum;
}

/** Smallest whole t with S(t) ≤ 1/2. */
export function medianLifetimeOf<P extends object>(model: LifetimeModel<P>, parameters: P): number {
  checkParameters(`${model.name}.medianLifetime`, model, parameters);
  const survives = (t: number) => Math.exp(model.logSurvivalFrom(parameters, 0, t)) > 0.5;
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
}

/** Names of the options that state a discount rate. */
const discountOptions = ["discountRate", "timeUnit", "weeksPerYear"] as const;

/** Checks a discount rate and turns it into the continuous rate per period of the model. */
export function discountPerPeriod(where: string, options: LifetimeDiscount): number {
  const { discountRate, timeUnit, weeksPerYear } = options;
  checkYearLength(where, "weeksPerYear", weeksPerYear);
  if (timeUnit !== undefined) checkTimeUnit(where, "timeUnit", timeUnit);
  let rate: number;
  if (typeof discountRate === "number") {
    checkFinite(where, "discountRate", discountRate);
    rate = discountRate;
  } else {
    checkDiscountRate(where, "discountRate", discountRate);
    rate =
      timeUnit === undefined || timeUnit === discountRate.per
        ? discountRate.rate
        : discountRatePer(discountRate, timeUnit, { weeksPerYear });
  }
  check(rate >= 0, where, "discountRate", "must be 0 or more", rate);
  return Math.log1p(rate);
}

/** Σ S(t) / (1 + d)^t over t = 0, 1, 2, …. */
export function discountedExpectedLifetimeOf<P extends object>(
  model: LifetimeModel<P>,
  parameters: P,
  options: LifetimeDiscount,
): number | null {
  const where = `${model.name}.discountedExpectedLifetime`;
  checkParameters(where, model, parameters);
  checkOptions(where, options, [...discountOptions]);
  return lifetimeSum(survivalFrom(model, parameters, 0), discountPerPeriod(where, options));
}

/** Σ S(t) / S(n - 1) / (1 + d)^(t - n) over t = n, n + 1, …, with n - 1 renewals made. */
export function residualLifetimeOf<P extends object, Renewals extends Periods>(
  model: LifetimeModel<P>,
  parameters: P,
  options: ResidualOptions<Renewals>,
): PerPeriod<Renewals> | NullIfOne<Renewals> {
  const where = `${model.name}.discountedExpectedResidualLifetime`;
  checkParameters(where, model, parameters);
  checkOptions(where, options, [...discountOptions, "renewals"]);
  const delta = discountPerPeriod(where, options);
  return perNumber(where, options.renewals, (renewals) => residual(model, parameters, renewals, delta));
}

/** As `perPeriod`, for a verb that can be infinite: null for one number, NaN in a column. */
function perNumber<Renewals extends Periods>(
  where: string,
  renewals: Renewals,
  one: (renewals: number) => number | null,
): PerPeriod<Renewals> | NullIfOne<Renewals> {
  const value = perPeriod(where, "renewals", renewals, (n) => one(n) ?? Number.NaN);
  return (typeof value === "number" && Number.isNaN(value) ? null : value) as PerPeriod<Renewals>;
}

function residual<P>(model: LifetimeModel<P>, parameters: P, renewals: number, delta: number): number | null {
  const survival = survivalFrom(model, parameters, renewals);
  // The sum from the next renewal on, discounted to it: its survival is seen from one period later.
  const later = lifetimeSum(survivalFrom(model, parameters, renewals + 1), delta);
  return later === null ? null : Math.exp(survival.step(1)) * later;
}

/** Margin times DERL, the next payment due now or a period from now. */
export function residualValueOf<P extends object, Renewals extends Periods>(
  model: LifetimeModel<P>,
  parameters: P,
  options: ResidualValueOptions<Renewals>,
): PerPeriod<Renewals> | NullIfOne<Renewals> {
  const where = `${model.name}.residualLifetimeValue`;
  checkParameters(where, model, parameters);
  checkOptions(where, options, [...discountOptions, "renewals", "margin", "timing"]);
  const { margin, timing = "now" } = options;
  checkFinite(where, "margin", margin);
  checkChoice(where, "timing", timing, ["now", "afterOnePeriod"]);
  const delta = discountPerPeriod(where, options);
  const factor = timing === "now" ? margin : margin * Math.exp(-delta);
  return perNumber(where, options.renewals, (renewals) => {
    const lifetime = residual(model, parameters, renewals, delta);
    return lifetime === null ? null : factor * lifetime;
  });
}

/** Elasticity of DERL, either kind; `individual` is given by the model. */
export function retentionElasticityOf<P extends object, Renewals extends Periods>(
  model: LifetimeModel<P>,
  parameters: P,
  options: RetentionElasticityOptions<Renewals>,
  individual: (renewals: number, delta: number) => number | null,
): PerPeriod<Renewals> | NullIfOne<Renewals> {
  const where = `${model.name}.retentionElasticity`;
  checkParameters(where, model, parameters);
  checkOptions(where, options, [...discountOptions, "renewals", "kind"]);
  checkChoice(where, "kind", options.kind, ["individual", "ofExpectedValue"]);
  const delta = discountPerPeriod(where, options);
  const ofExpectedValue = (renewals: number) => elasticityOfExpectedValue(model, parameters, renewals, delta);
  return perNumber(where, options.renewals, (renewals) =>
    options.kind === "individual" ? individual(renewals, delta) : ofExpectedValue(renewals),
  );
}

/** Σ k S(k) v^k / Σ S(k) v^k over k from 1: every retention probability raised by the same share. */
export function elasticityOfExpectedValue<P>(
  model: LifetimeModel<P>,
  parameters: P,
  renewals: number,
  delta: number,
): number | null {
  const survival = survivalFrom(model, parameters, renewals);
  const weighted = lifetimeSum(survival, delta, 1);
  // From the next renewal on, so that the certain first term of a short life is not subtracted from a sum near it.
  const later = lifetimeSum(survivalFrom(model, parameters, renewals + 1), delta);
  if (weighted === null || later === null) return null;
  return weighted / (Math.exp(survival.step(1) - delta) * later);
}
