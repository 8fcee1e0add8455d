/** The margin multiple: how many annual margins a customer is worth. */

import { check, checkFraction } from "../errors.js";
import type { DiscountInput, PaymentTiming } from "../time.js";
import { checkCustomer, readStream } from "./customer-stream.js";
import { valueOfStream } from "./stream-value.js";

/** Input of `marginMultiple`. */
export interface MarginMultipleInput extends DiscountInput {
  /** Retention rate per period: a fraction from 0 to 1. */
  readonly retention: number;
  /** Growth of the margin per period, above -1. Default 0. */
  readonly marginGrowth?: number | undefined;
  /** How many payments count. Default all. */
  readonly horizon?: number | undefined;
  /** When payments fall. Default here `"afterOnePeriod"`, which is what Gupta and Lehmann's tables mean by the multiple. */
  readonly timing?: PaymentTiming | undefined;
}

/**
 * Margin multiple: the lifetime value of a customer per unit of margin, a number of margins.
 *
 * By this name Gupta and Lehmann mean the margins still to come, the first one a period from now and only if the
 * customer stays, so the default timing differs from that of `lifetimeValue`; with `timing: "now"` the multiple is
 * one margin larger (without growth).
 *
 * Formula: r / (1 + d - r(1 + g)).
 *
 * @param input - `retention` (fraction 0 to 1), `discountRate` (0 or more per period, or `{ rate, per }`),
 *   `marginGrowth` (above -1, default 0), `horizon` (payments, default all), `timing` (default `"afterOnePeriod"`).
 * @returns The multiple: a number of first margins, 0 or more.
 * @throws {InvalidInputError} If an argument breaks its rule or the sum diverges.
 * @see Gupta & Lehmann (2005), "Managing Customers as Investments", chapter 2.
 *
 * @example
 * marginMultiple({ retention: 0.9, discountRate: 0.12 }); // ≈ 4.09
 * marginMultiple({ retention: 0.9, discountRate: 0.12, marginGrowth: 0.08 }); // ≈ 6.08
 */
export function marginMultiple(input: MarginMultipleInput): number {
  const where = "marginMultiple";
  checkCustomer(where, input);
  checkFraction(where, "retention", input.retention);
  // Of one customer several questions are asked; this one takes one retention rate, and a curve would contradict it.
  const terms: Readonly<Partial<Record<string, unknown>>> = { ...input };
  for (const name of ["survival", "extrapolation"] as const) {
    check(terms[name] === undefined, where, name, "must be left out: retention is given", terms[name]);
  }
  const timing = input.timing ?? "afterOnePeriod";
  return valueOfStream(where, readStream(where, { ...input, timing, margin: 1 })).value;
}
