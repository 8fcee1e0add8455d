/** The discount rate at which a customer is worth exactly what it cost to acquire. */

import { check, checkPositive } from "../errors.js";
import { findRoots } from "../math/roots.js";
import type { PaymentTiming } from "../time.js";
import { type CustomerStream, checkCustomer, type PaymentInput, readPayments } from "./customer-stream.js";
import { valueOfStream } from "./stream-value.js";
import type { StayingInput } from "./survival-curve.js";

/** Input of `internalRateOfReturn`: payments without a discount rate, how long customers stay, and the cost. */
export type InternalRateOfReturnInput = Omit<PaymentInput, "discountRate" | "timeUnit" | "weeksPerYear"> &
  StayingInput & {
    /** Cost of acquiring one customer, paid at time 0, in the currency of the margin: above 0. */
    readonly acquisitionCost: number;
  };

/** The internal rate of return of a customer. */
export interface InternalRateOfReturn {
  /** Effective rate per period: above -1; null when there is none, or more than one. */
  readonly rate: number | null;
  /** Why there is no single rate, in words; null when there is one. */
  readonly reason: string | null;
  /** When payments fall: the rate depends on it more than anything else does. */
  readonly timing: PaymentTiming;
}

/**
 * Internal rate of return of a customer: the discount rate, per period, at which lifetime value equals acquisition cost.
 *
 * The timing decides: a customer who costs 120 and pays 100 at once (`"now"`) returns 380% a period, one who pays the
 * first 100 a period later returns 47%. Compare customers under one timing only.
 *
 * Formula: `"afterOnePeriod"`: i = r(1+g) + r m/A - 1; `"endOfPeriodCertain"`: r(1+g) + m/A - 1; `"now"`:
 * A r(1+g)/(A - m) - 1, and none when the first margin already covers the cost.
 *
 * @param input - The input of `lifetimeValue` without a discount rate, and an `acquisitionCost` above 0.
 * @returns The rate per period, or null with the reason.
 * @throws {InvalidInputError} If an argument breaks its rule, or a retention or survival function has no `horizon`.
 *
 * @example
 * const customer = { margin: 100, retention: 0.8, acquisitionCost: 120 };
 * internalRateOfReturn({ ...customer, timing: "afterOnePeriod" }).rate; // ≈ 0.466667
 * internalRateOfReturn(customer).rate; // ≈ 3.8
 */
export function internalRateOfReturn(input: InternalRateOfReturnInput): InternalRateOfReturn {
  const where = "internalRateOfReturn";
  checkCustomer(where, input);
  const stream = readPayments(where, { ...input, discountRate: 0, timeUnit: undefined });
  const { acquisitionCost } = input;
  checkPositive(where, "acquisitionCost", acquisitionCost);
  const { curve, margin, horizon, timing } = stream;
  if (curve.constant !== null && margin !== null && horizon === null)
    return { ...closedReturn(stream, margin, acquisitionCost), timing };
  check(
    horizon !== null,
    where,
    "horizon",
    "must be given when retention or survival is a function",
    horizon ?? undefined,
  );
  return { ...searchedReturn(where, stream, acquisitionCost), timing };
}

type Return = Omit<InternalRateOfReturn, "timing">;

/** Closed forms of the rate at constant retention without a horizon. */
function closedReturn(stream: CustomerStream, margin: number, cost: number): Return {
  const retention = stream.curve.constant ?? 0;
  const kept = retention * (1 + stream.marginGrowth);
  const yields = margin / cost;
  if (margin <= 0) return none("the margin is not above 0");
  if (retention === 0 && (stream.timing === "afterOnePeriod" || stream.timing === "midPeriod"))
    return none("nobody stays to make the first payment");
  if (retention === 0 && stream.timing === "continuous") return none("nobody stays for any time at all");
  if (stream.timing === "afterOnePeriod") return found(kept + retention * yields - 1);
  if (stream.timing === "endOfPeriodCertain") return found(kept + yields - 1);
  if (stream.timing === "continuous") return found(Math.expm1(yields + Math.log(kept)));
  if (stream.timing === "midPeriod") {
    // m √(r(1+i)) = A (1 + i - r(1+g)) is quadratic in √(1+i).
    const half = 0.5 * yields * Math.sqrt(retention);
    return found((half + Math.sqrt(half ** 2 + kept)) ** 2 - 1);
  }
  if (yields >= 1) return none("the first margin already covers the acquisition cost");
  return kept === 0
    ? none("the only margin does not cover the acquisition cost")
    : found(kept / (1 - yields) - 1);
}

/** Every rate from -99% to 1e9 at which the value of finitely many payments equals the cost. */
function searchedReturn(where: string, stream: CustomerStream, cost: number): Return {
  const surplus = (rate: number) => valueOfStream(where, { ...stream, discountRate: rate }).value - cost;
  // The discount factor gives the gains their own finite interval, and the losses another.
  const gains = findRoots((factor) => surplus(1 / factor - 1), [1e-9, 1]).map((factor) => 1 / factor - 1);
  const losses = findRoots(surplus, [-0.99, 0]).filter((rate) => rate < -1e-12);
  const rates = [...losses, ...gains].sort((a, b) => a - b);
  if (rates.length === 1) return found(rates[0] as number);
  if (rates.length > 1) return none(`the margins change sign, so that ${rates.length} rates fit`);
  return surplus(0) > 0
    ? none("the first margin already covers the acquisition cost")
    : none("the margins do not cover the acquisition cost at any rate");
}

function found(rate: number): Return {
  return { rate: rate + 0, reason: null };
}

function none(reason: string): Return {
  return { rate: null, reason };
}
