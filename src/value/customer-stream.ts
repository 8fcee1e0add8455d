/** The payments of one customer, read and checked once for every function of lifetime value. */

import { check, checkFields, checkFinite, checkNonNegative, checkObject, isList } from "../errors.js";
import {
  type DiscountInput,
  discountFields,
  type PaymentTiming,
  periodDiscount,
  type TimeUnit,
} from "../time.js";
import { decline } from "./geometric-stream.js";
import {
  extrapolate,
  readCurve,
  type StayingInput,
  type SurvivalCurve,
  startLater,
  unitOfCurve,
} from "./survival-curve.js";
import { checkGrowth, checkHorizon, checkTiming, paymentOffset } from "./timing.js";

/** Margin per period: one amount, the amounts of payments 1, 2, … as an array, or a function of the payment 1, 2, …. */
export type MarginInput = number | readonly number[] | ((payment: number) => number);

/** What every function of lifetime value needs to know of the payments, besides how long customers stay. */
export interface PaymentInput extends DiscountInput {
  /** Contribution margin per customer and period, in one currency: a number, or amounts by payment. */
  readonly margin: MarginInput;
  /** Growth of the margin per period, a fraction above -1: payment k is m(1 + g)^(k - 1). Default 0. */
  readonly marginGrowth?: number | undefined;
  /** How many payments count (how many periods, when continuous). Default: all that the sum has. */
  readonly horizon?: number | undefined;
  /** When payments fall. Default `"now"`: the first margin is received at once. */
  readonly timing?: PaymentTiming | undefined;
}

/** Payments of one customer and how long customers stay. */
export type CustomerInput = PaymentInput & StayingInput;

const customerFields = [
  ...discountFields,
  "margin",
  "marginGrowth",
  "horizon",
  "timing",
  "retention",
  "survival",
  "extrapolation",
] as const;

/**
 * Checks that an input holds nothing but the fields of a customer and the others named. Of one customer several questions
 * are asked, so a field of a customer passes where the question does not need it.
 */
export function checkCustomer(
  where: string,
  input: object,
  others: readonly string[] = ["acquisitionCost"],
): void {
  checkFields(where, "input", input as Readonly<Record<string, unknown>>, [...customerFields, ...others]);
}

/** Checked payments of one customer. */
export interface CustomerStream {
  readonly marginOf: (payment: number) => number;
  /** The first margin where all follow from it, null where margins are listed. */
  readonly margin: number | null;
  readonly marginGrowth: number;
  readonly discountRate: number;
  readonly timeUnit: TimeUnit | null;
  readonly horizon: number | null;
  readonly timing: PaymentTiming;
  readonly curve: SurvivalCurve;
  /** Where observation ends and the named model begins; null without extrapolation. */
  readonly extrapolated: { readonly from: number; readonly model: string } | null;
}

/** Reads and checks the payments of one customer, and that their sum exists. */
export function readStream(where: string, input: CustomerInput): CustomerStream {
  const stream = readPayments(where, input);
  checkConvergence(where, stream, typeof input.margin === "function");
  return stream;
}

/** A customer who has already stayed: so many whole periods, and so many payments made. */
export interface Tenure {
  readonly periods: number;
  readonly payments: number;
}

/** The payments still to come from a customer who has already stayed, and that their sum exists. */
export function readResidual(where: string, input: CustomerInput, tenure: Tenure): CustomerStream {
  const stream = readPayments(where, input, tenure);
  checkConvergence(where, stream, typeof input.margin === "function");
  return stream;
}

/** Reads and checks the payments of one customer, whether or not their sum converges. */
export function readPayments(
  where: string,
  input: CustomerInput,
  { periods, payments }: Tenure = { periods: 0, payments: 0 },
): CustomerStream {
  checkObject(where, "input", input);
  const { margin, marginGrowth = 0, timing = "now" } = input;
  const observed = readCurve(where, input);
  const { rate, timeUnit } = periodDiscount(where, { ...input, timeUnit: unitOfCurve(where, input) });
  checkGrowth(where, marginGrowth);
  checkTiming(where, timing);
  const margins = readMargin(where, margin, marginGrowth, payments);
  const horizon = readHorizon(where, input.horizon, timing, margins.length);
  const { extrapolation } = input;
  const curve = extrapolation === undefined ? observed : extrapolate(where, observed, extrapolation);
  const stream: CustomerStream = {
    marginOf: margins.marginOf,
    margin: typeof margin === "number" ? margin : null,
    // Adding 0 turns -0, which JSON does not keep, into 0.
    marginGrowth: marginGrowth + 0,
    discountRate: rate + 0,
    timeUnit,
    horizon,
    timing,
    curve: periods === 0 ? curve : startLater(where, curve, periods),
    extrapolated:
      extrapolation === undefined
        ? null
        : { from: (observed.lastTime ?? 0) - periods, model: extrapolation.model },
  };
  checkObserved(where, stream);
  return stream;
}

interface Margins {
  readonly marginOf: (payment: number) => number;
  readonly length: number | null;
}

function readMargin(where: string, margin: MarginInput, growth: number, made: number): Margins {
  if (typeof margin === "number" || margin === undefined) {
    checkFinite(where, "margin", margin);
    return { marginOf: (payment) => margin * (1 + growth) ** (payment - 1), length: null };
  }
  check(growth === 0, where, "marginGrowth", "must be left out when margins are given one by one", growth);
  if (typeof margin === "function") {
    const marginOf = (payment: number) => {
      const amount = margin(made + payment);
      checkFinite(where, `margin(${made + payment})`, amount);
      return amount;
    };
    return { marginOf, length: null };
  }
  check(
    isList(margin) && margin.length > 0,
    where,
    "margin",
    "must be a number, a list or a function",
    margin,
  );
  const amounts = Array.from(margin);
  amounts.forEach((amount, i) => {
    checkFinite(where, `margin[${i}]`, amount);
  });
  return {
    marginOf: (payment) => amounts[made + payment - 1] ?? 0,
    length: Math.max(0, amounts.length - made),
  };
}

function readHorizon(
  where: string,
  horizon: number | undefined,
  timing: PaymentTiming,
  margins: number | null,
): number | null {
  if (horizon === undefined) return margins;
  checkHorizon(where, horizon, timing);
  const listed = margins === null || horizon <= margins;
  check(listed, where, "horizon", `must be at most the number of margins listed (${margins})`, horizon);
  return horizon;
}

/** Refuses payments beyond the end of an observed curve. */
function checkObserved(where: string, { curve, horizon, timing }: CustomerStream): void {
  if (curve.lastTime === null) return;
  const most = timing === "continuous" ? curve.lastTime : lastPayment(curve.lastTime, timing);
  const rule = `must be given and at most ${most}, where the observed curve ends (or give extrapolation)`;
  check(horizon !== null && horizon <= most, where, "horizon", rule, horizon ?? undefined);
}

/** Refuses sums that diverge or that are not known to converge. */
function checkConvergence(where: string, stream: CustomerStream, freeMargin: boolean): void {
  const { curve, horizon, discountRate, marginGrowth, timing } = stream;
  if (horizon !== null) return;
  check(!freeMargin, where, "horizon", "must be given when margin is a function", undefined);
  if (curve.constant !== null) {
    const retention = curve.constant;
    const loss = decline({ margin: 0, retention, discountRate, marginGrowth, horizon, timing });
    const bound = (1 + discountRate) / (1 + marginGrowth);
    const rule = `must be below (1 + discountRate) / (1 + marginGrowth) = ${bound} or the sum diverges (give a horizon)`;
    check(loss > 0, where, "retention", rule, retention);
    return;
  }
  const rule = `must be above marginGrowth (${marginGrowth}) for the sum over a curve without end to be sure to converge (or give a horizon)`;
  check(discountRate > marginGrowth, where, "discountRate", rule, discountRate);
}

/** Number of the last payment that a curve known up to `lastTime` covers. */
function lastPayment(lastTime: number, timing: PaymentTiming): number {
  return Math.floor(lastTime + 1 - paymentOffset(timing).active);
}

/** Checks an acquisition cost, 0 when left out. */
export function readAcquisitionCost(where: string, cost: number | undefined): number {
  if (cost === undefined) return 0;
  checkNonNegative(where, "acquisitionCost", cost);
  return cost + 0;
}
