/** How a customer earns back what it cost to acquire, payment by payment. */
import { check, checkCount, checkOptions, checkPositive } from "../errors.js";
import { checkCustomer, readPayments } from "./customer-stream.js";
import type { PaybackInput } from "./payback.js";
import { flow, payments } from "./stream-value.js";

/** What a customer has earned by a time. */
export interface PaybackPoint {
  /** Number of payments so far (periods, of a continuous flow). */
  readonly payments: number;
  /** Time in periods. */
  readonly time: number;
  /** Present value of the margins expected up to then, per customer acquired. */
  readonly earned: number;
  /** `earned` less the cost of acquisition. */
  readonly net: number;
}

/** Options of `paybackCurve`. */
export interface PaybackCurveOptions {
  /** Number of payments to follow, 24 by default. */
  readonly periods?: number | undefined;
}

/**
 * What a customer is expected to have earned after each payment, beside what it cost to acquire: the curve whose crossing of the
 * cost is `payback`.
 *
 * Formula: earned(n) = Σ over k up to n of the present value of payment k, margin times survival.
 *
 * @param input - As for `payback`: payments, how long customers stay, and `acquisitionCost`.
 * @param options - `periods`.
 * @returns One row per payment, from none; fewer where the payments end before.
 * @throws {InvalidInputError} If an input breaks a rule of `payback`.
 * @see {@link payback}
 *
 * @example
 * const input = { margin: 20, retention: 0.9, discountRate: 0.01, acquisitionCost: 100 };
 * paybackCurve(input, { periods: 2 }).map(({ net }) => net); // ≈ [-100, -80, -62.2]
 */
export function paybackCurve(input: PaybackInput, options: PaybackCurveOptions = {}): PaybackPoint[] {
  const where = "paybackCurve";
  checkOptions(where, options, ["periods"]);
  const { periods = 24 } = options;
  checkCount(where, "periods", periods, 1);
  check(periods <= 10_000, where, "periods", "must be a whole number from 1 to 10000", periods);
  checkCustomer(where, input);
  const stream = readPayments(where, input);
  const { acquisitionCost } = input;
  checkPositive(where, "acquisitionCost", acquisitionCost);
  const rows: PaybackPoint[] = [{ payments: 0, time: 0, earned: 0, net: -acquisitionCost }];
  const continuous = stream.timing === "continuous";
  let earned = 0;
  for (const part of (continuous ? flow : payments)(where, stream)) {
    if (rows.length > periods) break;
    earned += part.value;
    const time = continuous ? Math.min(rows.length, stream.horizon ?? rows.length) : part.time;
    rows.push({ payments: rows.length, time, earned, net: earned - acquisitionCost });
  }
  return rows;
}
