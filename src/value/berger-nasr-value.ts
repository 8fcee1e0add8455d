/** Lifetime value less the promotion that keeps the customer: the model of Berger and Nasr. */

import {
  check,
  checkCount,
  checkFields,
  checkFinite,
  checkFraction,
  checkPositive,
  isList,
} from "../errors.js";
import { type DiscountInput, discountFields, periodDiscount } from "../time.js";

/** Input of `bergerNasrValue`. */
export interface BergerNasrInput extends DiscountInput {
  /** Gross contribution of an active customer at the start of cycle 0, 1, …, n: a number, a list of n + 1 or a function. */
  readonly contribution: number | readonly number[] | ((cycle: number) => number);
  /** Promotion per active customer and cycle, spent in the middle of each cycle 1 … n. Default 0. */
  readonly promotion?: number | undefined;
  /** Share of customers kept from one cycle to the next: a fraction from 0 to 1. */
  readonly retention: number;
  /** Number of cycles n: a whole number of 0 or more; contributions fall at 0, 1, …, n. */
  readonly cycles: number;
  /** Length of a cycle in periods of the discount rate: 0.5 for two cycles a period, 2 for one in two. Default 1. */
  readonly cycleLength?: number | undefined;
}

/** A lifetime value less promotion. */
export interface BergerNasrValue {
  /** Present value of contribution less that of promotion, in the currency of the inputs. */
  readonly value: number;
  /** Present value of the contributions. */
  readonly contribution: number;
  /** Present value of the promotion. */
  readonly promotion: number;
  /** Contributions fall at the start of a cycle. */
  readonly timing: "now";
  /** Promotion falls in the middle of a cycle, spent on everyone active at its start. */
  readonly promotionTiming: "midPeriod";
}

/**
 * Lifetime value of Berger and Nasr: contributions at the start of each cycle less promotion in the middle of it.
 *
 * Promotion goes to everyone active at the start of its cycle, whether they stay or not, so it is not simply a lower
 * margin. n cycles hold n + 1 contributions. Cases 1, 2a and 2b of the paper are cycles of 1, 1/p and q periods; case 3
 * is a contribution that is a function of the cycle.
 *
 * Formula: Σ_{i=0..n} GC r^i / (1+d)^i - Σ_{i=1..n} M r^(i-1) / (1+d)^(i-0.5).
 *
 * @param input - `contribution` per cycle (a number, a list of n + 1, a function of the cycle 0 … n), `promotion` per
 *   cycle (default 0), `retention` per cycle (fraction 0 to 1), `discountRate` (0 or more per period, or `{ rate, per }`),
 *   `cycles` (n, 0 or more), `cycleLength` in periods (above 0, default 1).
 * @returns The value and its two parts.
 * @throws {InvalidInputError} If an argument breaks its rule.
 * @see Berger & Nasr (1998), "Customer Lifetime Value: Marketing Models and Applications", Journal of Interactive
 *   Marketing 12(1), 17-30, cases 1 to 3.
 *
 * @example
 * bergerNasrValue({ contribution: 260, promotion: 50, retention: 0.75, discountRate: 0.2, cycles: 10 }).value; // ≈ 568.78
 */
export function bergerNasrValue(input: BergerNasrInput): BergerNasrValue {
  const where = "bergerNasrValue";
  checkFields(where, "input", input, [
    "contribution",
    "promotion",
    "retention",
    "cycles",
    "cycleLength",
    ...discountFields,
  ]);
  const { promotion = 0, retention, cycles, cycleLength = 1 } = input;
  checkFinite(where, "promotion", promotion);
  checkFraction(where, "retention", retention);
  checkCount(where, "cycles", cycles);
  checkPositive(where, "cycleLength", cycleLength);
  const amountOf = readContribution(where, input.contribution, cycles);
  const factor = (1 + periodDiscount(where, input).rate) ** -cycleLength;
  let contributions = 0;
  let promotions = 0;
  for (let i = 0; i <= cycles; i++) {
    contributions += amountOf(i) * retention ** i * factor ** i;
    if (i > 0) promotions += promotion * retention ** (i - 1) * factor ** (i - 0.5);
  }
  return {
    value: contributions - promotions + 0,
    contribution: contributions + 0,
    promotion: promotions + 0,
    timing: "now",
    promotionTiming: "midPeriod",
  };
}

function readContribution(
  where: string,
  contribution: BergerNasrInput["contribution"],
  cycles: number,
): (cycle: number) => number {
  if (typeof contribution === "function")
    return (cycle) => {
      const amount = contribution(cycle);
      checkFinite(where, `contribution(${cycle})`, amount);
      return amount;
    };
  if (isList(contribution)) {
    const amounts = Array.from(contribution as readonly number[]);
    const rule = `must hold cycles + 1 (${cycles + 1}) amounts`;
    check(amounts.length === cycles + 1, where, "contribution", rule, contribution);
    amounts.forEach((amount, i) => {
      checkFinite(where, `contribution[${i}]`, amount);
    });
    return (cycle) => amounts[cycle] as number;
  }
  checkFinite(where, "contribution", contribution);
  return () => contribution;
}
