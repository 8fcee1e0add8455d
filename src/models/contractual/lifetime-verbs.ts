/** What the methods of the contractual models take, and the sums behind them, for any survival function in whole periods. */
import { check, checkCount, checkObject } from "../../errors.js";
import type { ParameterScale } from "../../inference/scale.js";
import { checkOnScale } from "../../inference/scale.js";
import { asList, type OneOrMany, type PerNumber } from "../../tables/columns.js";
import { type DiscountInput, type PaymentTiming, periodDiscount, type TimeUnit } from "../../time.js";
import { agreedTimeUnit } from "../fitted.js";
import { type LogSurvival, lifetimeSum } from "./lifetime-sum.js";

/** `null` for one number of renewals, nothing for a column, where NaN stands for it. */
export type NullIfOne<Periods> = Periods extends number ? null : never;

/** A contractual model as the shared functions need it. */
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

/**
 * The discount rate of a contractual model's methods, with the length of the model's period: a fit knows it by itself, and
 * beside parameters it is by default the unit of the discount rate, so that it must be given whenever the two differ, as with
 * monthly contracts and a yearly rate.
 */
export interface LifetimeDiscount extends DiscountInput {}

/** Discounting of what a customer is still worth. */
export interface ResidualOptions<Renewals extends OneOrMany = OneOrMany> extends LifetimeDiscount {
  /** Renewals that the customer has made: whole, 0 or more; a column gives a column. */
  readonly renewals: Renewals;
}

/** What a customer pays at each renewal, and when the next payment is due. */
export interface ResidualValueOptions<Renewals extends OneOrMany = OneOrMany>
  extends ResidualOptions<Renewals> {
  /** Margin of each renewal payment, in any currency. */
  readonly margin: number;
  /** `now` (the default): the renewal is about to be decided, its payment undiscounted; `afterOnePeriod`: a period from now. */
  readonly timing?: Extract<PaymentTiming, "now" | "afterOnePeriod"> | undefined;
}

/** Which of the two elasticities of residual lifetime to retention is meant. */
export type RetentionElasticityKind = "individual" | "ofExpectedValue";

/** Which elasticity, for customers with so many renewals. */
export interface RetentionElasticityOptions<Renewals extends OneOrMany = OneOrMany>
  extends ResidualOptions<Renewals> {
  /** `individual`: the mean over customers of each one's elasticity; `ofExpectedValue`: the elasticity of the mean. */
  readonly kind: RetentionElasticityKind;
}

/** What is known of the length of a period: of a fit, its unit of time, which may have no name. */
export interface FittedPeriod {
  readonly fitted: boolean;
  readonly timeUnit: TimeUnit | null;
}

/** Applies a verb to one number of periods or to each of a column. */
export function perPeriod<Input extends OneOrMany>(
  where: string,
  argument: string,
  periods: Input,
  one: (period: number) => number,
  least = 0,
): PerNumber<Input> {
  if (typeof periods === "object" && periods !== null && typeof periods.length === "number") {
    const list = Array.from(periods);
    list.forEach((period, i) => {
      checkCount(where, `${argument}[${i}]`, period, least);
    });
    return asList(Float64Array.from(list, one)) as PerNumber<Input>;
  }
  checkCount(where, argument, periods, least);
  return one(periods) as PerNumber<Input>;
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

/** The survival function of a customer with `renewals` renewals. */
export function survivalFrom<P>(model: LifetimeModel<P>, parameters: P, renewals: number): LogSurvival {
  return {
    at: (t) => model.logSurvivalFrom(parameters, renewals, t),
    step: (t) => model.logSurvivalFrom(parameters, renewals + t - 1, 1),
    tailPower: model.tailPower(parameters),
  };
}

/** Checks a discount rate and turns it into the continuous rate per period of the model, whose fit may know its length. */
export function discountPerPeriod(where: string, options: LifetimeDiscount, fit: FittedPeriod): number {
  const { discountRate, weeksPerYear } = options;
  const timeUnit = agreedTimeUnit(where, "timeUnit", options.timeUnit, fit.timeUnit) ?? undefined;
  const { rate } = periodDiscount(where, { discountRate, timeUnit, weeksPerYear });
  const rule = "must be a rate per period, as a number: the fit names no unit of time";
  const known = typeof discountRate === "number" || timeUnit !== undefined || !fit.fitted;
  check(known, where, "discountRate", rule, discountRate);
  return Math.log1p(rate);
}

/** As `perPeriod`, for a quantity that can be infinite: null for one number, NaN in a column. */
export function perNumber<Renewals extends OneOrMany>(
  where: string,
  renewals: Renewals,
  one: (renewals: number) => number | null,
): PerNumber<Renewals> | NullIfOne<Renewals> {
  const value = perPeriod(where, "renewals", renewals, (n) => one(n) ?? Number.NaN);
  return (typeof value === "number" && Number.isNaN(value) ? null : value) as PerNumber<Renewals>;
}

/** Σ S(t) / S(n - 1) / (1 + d)^(t - n) over t = n, n + 1, …, with n - 1 renewals made. */
export function residual<P>(
  model: LifetimeModel<P>,
  parameters: P,
  renewals: number,
  delta: number,
): number | null {
  const survival = survivalFrom(model, parameters, renewals);
  // The sum from the next renewal on, discounted to it: its survival is seen from one period later.
  const later = lifetimeSum(survivalFrom(model, parameters, renewals + 1), delta);
  return later === null ? null : Math.exp(survival.step(1)) * later;
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
