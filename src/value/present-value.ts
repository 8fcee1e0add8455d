/** What a list of amounts to come is worth now. */
import { check, checkChoice, checkFields, checkFinite, isList } from "../errors.js";
import { type DiscountInput, discountFields, type PaymentTiming, periodDiscount } from "../time.js";
import { paymentOffset } from "./timing.js";

/** Input of `presentValue`. */
export interface PresentValueInput extends DiscountInput {
  /** Amounts of periods 1, 2, …, in one currency, negative for what is paid. */
  readonly amounts: ArrayLike<number>;
  /** When they fall in their period. Default `"now"`: the first amount falls at once. */
  readonly timing?: Extract<PaymentTiming, "now" | "midPeriod" | "afterOnePeriod"> | undefined;
}

const where = "presentValue";

/**
 * Present value of a stream of amounts that are certain, in their currency.
 *
 * Nobody leaves here: for payments of customers who may, use `lifetimeValue`. The NPV of a spreadsheet has the first amount a
 * period from now; that is `timing: "afterOnePeriod"`.
 *
 * Formula: Σ_k a_k (1+d)^-(k - 1, k - ½ or k).
 *
 * @param input - `amounts` by period (one currency; negative for what is paid), `discountRate` (0 or more per period, or
 *   `{ rate, per }` with `timeUnit`), `timing` (default `"now"`).
 * @returns The present value in the currency of the amounts; 0 of none.
 * @throws {InvalidInputError} If an argument breaks its rule.
 * @see Brealey, Myers & Allen, "Principles of Corporate Finance", chapter 2 (cited from memory).
 *
 * @example
 * presentValue({ amounts: [-120, 100, 80], discountRate: 0.1 }); // ≈ 37.0248
 * presentValue({ amounts: [100, 80], discountRate: 0.1, timing: "afterOnePeriod" }); // ≈ 157.0248
 */
export function presentValue(input: PresentValueInput): number {
  checkFields(where, "input", input, ["amounts", "timing", ...discountFields]);
  const { amounts, timing = "now" } = input;
  checkChoice(where, "timing", timing, ["now", "midPeriod", "afterOnePeriod"]);
  check(isList(amounts), where, "amounts", "must be a list of amounts", amounts);
  const { rate } = periodDiscount(where, input);
  const { time } = paymentOffset(timing);
  let sum = 0;
  for (let k = 0; k < amounts.length; k++) {
    checkFinite(where, `amounts[${k}]`, amounts[k]);
    sum += (amounts[k] as number) * (1 + rate) ** -(k + time);
  }
  return sum;
}
