/** After how many payments a customer has earned back what it cost to acquire. */

import { checkPositive } from "../errors.js";
import { findRoot } from "../math/roots.js";
import type { PaymentTiming } from "../time.js";
import { type CustomerInput, type CustomerStream, checkCustomer, readPayments } from "./customer-stream.js";
import {
  decline,
  flowDecline,
  type GeometricStream,
  geometricSum,
  weighGeometric,
} from "./geometric-stream.js";
import { flow, type PaymentPart, payments, valueOfStream } from "./stream-value.js";
import { paymentOffset } from "./timing.js";

/** Input of `payback`: payments, how long customers stay, and the cost to earn back. */
export type PaybackInput = CustomerInput & {
  /** Cost of acquiring one customer, paid at time 0, in the currency of the margin: above 0. */
  readonly acquisitionCost: number;
};

/** When an acquisition cost is earned back. */
export interface Payback {
  /** Number of payments after which their present value covers the cost (periods of a continuous flow); null if never. */
  readonly periods: number | null;
  /** Time, in periods, at which the payment that covers it falls; null if never. */
  readonly time: number | null;
  /** Why the cost is never covered, in words; null when it is. */
  readonly reason: string | null;
  /** When payments fall. */
  readonly timing: PaymentTiming;
}

/**
 * Payback: the smallest number of payments whose present value covers the acquisition cost.
 *
 * Expected payments count: each is weighed by the share of customers still there and discounted. The simple payback
 * of a spreadsheet, cost / margin, is this with `retention: 1` and `discountRate: 0`; it ignores the customers who
 * leave before they have paid, and the timing.
 *
 * Formula: smallest n with Σ_{k=1..n} m_k S(t_k) (1+d)^(-t_k) ≥ A.
 *
 * @param input - The input of `lifetimeValue`, with an `acquisitionCost` above 0.
 * @returns The number of payments, the time of the last of them in periods, or null with the reason.
 * @throws {InvalidInputError} If an argument breaks its rule.
 *
 * @example
 * payback({ margin: 100, retention: 0.8, discountRate: 0.1, acquisitionCost: 120 }).periods; // => 2
 * payback({ margin: 20, retention: 0.8, discountRate: 0.1, acquisitionCost: 120 }).reason;
 * // => "all payments together are worth 73.33, less than the acquisition cost of 120"
 */
export function payback(input: PaybackInput): Payback {
  const where = "payback";
  checkCustomer(where, input);
  const stream = readPayments(where, input);
  checkPositive(where, "acquisitionCost", input.acquisitionCost);
  // A sum that reaches the cost but for rounding covers it.
  const cost = input.acquisitionCost * (1 - 1e-14);
  const { timing, curve, margin, horizon } = stream;
  const constant = curve.constant !== null && margin !== null;
  const periods = constant
    ? closedPayback({ ...stream, margin, retention: curve.constant }, cost)
    : summedPayback(where, stream, cost);
  const covered = periods !== null && (horizon === null || periods <= horizon);
  return {
    periods: covered ? periods : null,
    time: covered ? (timing === "continuous" ? periods : periods - 1 + paymentOffset(timing).time) : null,
    reason: covered ? null : shortfallWords(valueOfStream(where, stream).value, input.acquisitionCost),
    timing,
  };
}

function shortfallWords(worth: number, cost: number): string {
  const total = Number(worth.toPrecision(4));
  return `all payments together are worth ${total}, less than the acquisition cost of ${cost}`;
}

/** Payments of a customer with constant retention until they cover the cost, without regard to a horizon. */
function closedPayback(stream: GeometricStream, cost: number): number | null {
  const one = { ...stream, horizon: 1 };
  if (stream.timing === "continuous") return flowPayback(stream, cost);
  const first = weighGeometric(one).value;
  const loss = decline(stream);
  if (first <= 0 || cost * loss >= first) return first >= cost ? 1 : null;
  const estimate = loss === 0 ? cost / first : Math.log1p((-cost * loss) / first) / Math.log1p(-loss);
  const covers = (n: number) => first * geometricSum(loss, n) >= cost;
  // The logarithms may miss a whole number by a rounding.
  let n = Math.max(1, Math.ceil(estimate - 1e-6));
  while (!covers(n)) n++;
  return n;
}

/** Time at which a flow m e^(-κt) has paid the cost: -ln(1 - κ cost / m) / κ. */
function flowPayback(stream: GeometricStream, cost: number): number | null {
  const { margin } = stream;
  const rate = flowDecline(stream);
  if (margin <= 0 || cost * rate >= margin) return null;
  return rate === 0 ? cost / margin : -Math.log1p((-cost * rate) / margin) / rate;
}

/** Payments over a curve until they cover the cost; null when they end before. */
function summedPayback(where: string, stream: CustomerStream, cost: number): number | null {
  let total = 0;
  let payment = 0;
  const continuous = stream.timing === "continuous";
  for (const part of continuous ? flow(where, stream) : payments(where, stream)) {
    payment += 1;
    if (total + part.value >= cost) return continuous ? flowTime(where, stream, cost, part) : payment;
    total += part.value;
  }
  return null;
}

/** The moment within a stretch of a flow at which the flow so far covers the cost. */
function flowTime(where: string, stream: CustomerStream, cost: number, stretch: PaymentPart): number {
  const paid = (horizon: number) => valueOfStream(where, { ...stream, horizon }).value - cost;
  const start = stretch.time === 0 ? Number.MIN_VALUE : stretch.time;
  const end = Math.min(Math.floor(stretch.time) + 1, stream.horizon ?? Number.POSITIVE_INFINITY);
  return findRoot(paid, [start, end], { where });
}
