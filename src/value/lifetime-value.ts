/** Lifetime value of a customer in closed form, or summed over a curve. */
import { check } from "../errors.js";
import type { PaymentTiming, TimeUnit } from "../time.js";
import {
  type CustomerInput,
  type CustomerStream,
  checkCustomer,
  readAcquisitionCost,
  readStream,
} from "./customer-stream.js";
import { valueOfStream } from "./stream-value.js";

/** Input of `lifetimeValue`: payments, how long customers stay, and what a customer costs to acquire. */
export type LifetimeValueInput = CustomerInput & {
  /** Cost of acquiring one customer, paid at time 0, in the currency of the margin. Default 0. */
  readonly acquisitionCost?: number | undefined;
};

/** A lifetime value and everything it rests on. */
export interface LifetimeValue {
  /** Present value of the margins of one customer, before acquisition cost, in the currency of the margin. */
  readonly value: number;
  /** `value` less the acquisition cost. */
  readonly valueNet: number;
  /** Cost of acquiring the customer; 0 when none was given. */
  readonly acquisitionCost: number;
  /** LTV:CAC, `value` divided by the acquisition cost; null when that is 0. */
  readonly ltvToCac: number | null;
  /** `value` in margins of the first period; null when the margin is 0 or given payment by payment. */
  readonly multiple: number | null;
  /** When payments fall. */
  readonly timing: PaymentTiming;
  /** Effective discount rate per period. */
  readonly discountRate: number;
  /** Growth of the margin per period. */
  readonly marginGrowth: number;
  /** How many payments count; null for all. */
  readonly horizon: number | null;
  /** The unit of a period; null where it was not named. */
  readonly timeUnit: TimeUnit | null;
  /** Part of `value` that falls beyond the last observed time and rests on the named model; 0 without one. */
  readonly extrapolatedShare: number;
  /** Name of the model that continues the curve; null without one. */
  readonly extrapolatedBy: string | null;
}

/**
 * Lifetime value: the present value of the margins one customer brings, in the currency of `margin`.
 *
 * The same customer is worth 267, 333 or 367 according to when payments fall, so the result carries its `timing`;
 * compare values of one timing only. One constant retention rate for customers who differ understates their value:
 * pass a curve (`survival`) instead. A curve that was only observed for a while needs a `horizon` within it, or an
 * `extrapolation` by a named model.
 *
 * Formula (`"now"`): m(1+d) / (1+d-r(1+g)); `"afterOnePeriod"`: m r / (1+d-r(1+g)); `"endOfPeriodCertain"`:
 * m / (1+d-r(1+g)); `"midPeriod"`: m √r √(1+d) / (1+d-r(1+g)); `"continuous"`: m / (ln(1+d) - ln r - ln(1+g)).
 * A horizon of n payments multiplies each of the first four by 1 - (r(1+g)/(1+d))^n.
 *
 * @param input - `margin` per period (any currency; a number, a list or a function of the payment), `retention`
 *   (fraction 0 to 1; a number, a list or a function of the period) or `survival` (a list S(0) = 1, S(1), …, a step
 *   curve or a function of time), `discountRate` (0 or more per period, or `{ rate, per }` with `timeUnit`),
 *   `marginGrowth` (fraction above -1, default 0), `horizon` (payments, default all), `timing` (default `"now"`),
 *   `acquisitionCost` (0 or more, default 0), `extrapolation` (a named model beyond an observed curve).
 * @returns The value gross and net of acquisition cost, LTV:CAC, the multiple of the first margin, and what they rest on.
 * @throws {InvalidInputError} If an argument breaks its rule, the sum diverges (retention × (1 + growth) reaches
 *   1 + discount rate without a horizon), or the horizon reaches beyond an observed curve.
 * @see Fader & Hardie (2012), "Reconciling and Clarifying CLV Formulas", brucehardie.com/notes/024.
 * @see Gupta & Lehmann (2003), "Customers as Assets", Journal of Interactive Marketing 17(1), 9-24, doi:10.1002/dir.10045.
 *
 * @example
 * lifetimeValue({ margin: 100, retention: 0.8, discountRate: 0.1 }).value; // ≈ 366.667
 * lifetimeValue({ margin: 100, retention: 0.8, discountRate: 0.1, timing: "afterOnePeriod" }).value; // ≈ 266.667
 * lifetimeValue({ margin: 100, retention: 0.8, discountRate: 0.1, acquisitionCost: 120 }).ltvToCac; // ≈ 3.056
 * lifetimeValue({ margin: 100, survival: [1, 0.8, 0.7, 0.65], discountRate: 0.1, horizon: 4 }).value; // ≈ 279.414
 */
export function lifetimeValue(input: LifetimeValueInput): LifetimeValue {
  checkCustomer("lifetimeValue", input);
  const stream = readStream("lifetimeValue", input);
  const cost = readAcquisitionCost("lifetimeValue", input.acquisitionCost);
  const { value, extrapolatedValue } = valueOfStream("lifetimeValue", stream);
  check(
    Number.isFinite(value),
    "lifetimeValue",
    "margin",
    "must give a finite value",
    stream.margin ?? undefined,
  );
  return describeValue(stream, { value, cost, extrapolatedValue });
}

interface ValueAndCost {
  readonly value: number;
  readonly cost: number;
  readonly extrapolatedValue: number;
}

function describeValue(
  stream: CustomerStream,
  { value, cost, extrapolatedValue }: ValueAndCost,
): LifetimeValue {
  const { margin, timing, discountRate, marginGrowth, horizon, timeUnit, extrapolated } = stream;
  return {
    // Adding 0 turns -0, which JSON does not keep, into 0.
    value: value + 0,
    valueNet: value - cost + 0,
    acquisitionCost: cost,
    ltvToCac: cost === 0 ? null : value / cost + 0,
    multiple: margin === null || margin === 0 ? null : value / margin + 0,
    timing,
    discountRate,
    marginGrowth,
    horizon,
    timeUnit,
    extrapolatedShare: value === 0 ? 0 : extrapolatedValue / value + 0,
    extrapolatedBy: extrapolated?.model ?? null,
  };
}
