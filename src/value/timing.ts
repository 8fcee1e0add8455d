/** When the payments of a customer fall, and how likely the customer is to be there to make them. */
import { check, checkChoice, checkCount, checkFinite, checkNoPercentage, checkPositive } from "../errors.js";
import type { PaymentTiming } from "../time.js";

/** How far into its period a payment falls (`time`), and when the customer must still be active (`active`). */
export interface PaymentOffset {
  readonly time: number;
  readonly active: number;
}

const offsets: Readonly<Record<Exclude<PaymentTiming, "continuous">, PaymentOffset>> = {
  now: { time: 0, active: 0 },
  afterOnePeriod: { time: 1, active: 1 },
  endOfPeriodCertain: { time: 1, active: 0 },
  midPeriod: { time: 0.5, active: 0.5 },
};

/** Every payment timing, the default first. */
export const paymentTimings = [
  "now",
  "afterOnePeriod",
  "endOfPeriodCertain",
  "midPeriod",
  "continuous",
] as const satisfies readonly PaymentTiming[];

/** The offset of a timing; a continuous flow has none within its period. */
export function paymentOffset(timing: PaymentTiming): PaymentOffset {
  return timing === "continuous" ? { time: 0, active: 0 } : offsets[timing];
}

/** Checks that a value is a payment timing. */
export function checkTiming(where: string, timing: unknown): asserts timing is PaymentTiming {
  checkChoice(where, "timing", timing, paymentTimings);
}

/** Checks the growth of a margin per period. */
export function checkGrowth(where: string, growth: unknown): asserts growth is number {
  checkFinite(where, "marginGrowth", growth);
  check(growth > -1, where, "marginGrowth", "must be a fraction above -1", growth);
  checkNoPercentage(where, "marginGrowth", growth);
}

/** Checks a horizon: whole payments, or any time of a continuous flow. */
export function checkHorizon(
  where: string,
  horizon: unknown,
  timing: PaymentTiming,
): asserts horizon is number {
  if (timing === "continuous") checkPositive(where, "horizon", horizon);
  else checkCount(where, "horizon", horizon, 1);
}
