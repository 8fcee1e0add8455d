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
import { geometricSum } from "./geometric-stream.js";

/** Input of `bergerNasrValue`. */
export interface BergerNasrInput extends DiscountInput {
  /** Gross contribution of an active customer at the start of cycle 0, 1, …, n: a number, a list of n + 1 or a function. */
  readonly contribution: number | readonly number[] | ((cycle: number) => number);
  /** Promotion per active customer and cycle, spent in the middle of each cycle 1 … n. Default 0. */
  readonly promotion?: number | undefined;
  /** Share of customers kept from one cycle to the next: a fraction from 0 to 1. */
  readonly retention: number;
  /**
   * Number of cycles n: a whole number of 0 or more; contributions fall at 0, 1, …, n. Default: no end, or as many as
   * contributions are listed. A contribution that is a function needs it, at most 1,000,000.
   */
  readonly cycles?: number | undefined;
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
 *   `cycles` (n, 0 or more; default no end, or as many as are listed), `cycleLength` in periods (above 0, default 1).
 * @returns The value and its two parts.
 * @throws {InvalidInputError} If an argument breaks its rule, or the sum diverges.
 * @see Berger & Nasr (1998), "Customer Lifetime Value: Marketing Models and Applications", Journal of Interactive
 *   Marketing 12(1), 17-30, cases 1 to 3.
 *
 * @example
 * bergerNasrValue({ contribution: 260, promotion: 50, retention: 0.75, discountRate: 0.2, cycles: 10 }).value; // ≈ 568.78
 * bergerNasrValue({ contribution: 260, promotion: 50, retention: 0.75, discountRate: 0.2 }).value; // ≈ 571.617
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
  const { contribution, promotion = 0, retention, cycleLength = 1 } = input;
  checkFinite(where, "promotion", promotion);
  checkFraction(where, "retention", retention);
  checkPositive(where, "cycleLength", cycleLength);
  const { rate } = periodDiscount(where, input);
  // 1 - r / (1 + d)^length, from the two parts that do not cancel.
  const discount = -Math.expm1(-cycleLength * Math.log1p(rate));
  const loss = discount + (1 - retention) * (1 - discount);
  const cycles = readCycles(where, input, loss);
  const contributions =
    typeof contribution !== "function" && !isList(contribution)
      ? readAmount(where, "contribution", contribution) *
        sumOfCycles(loss, cycles === null ? null : cycles + 1)
      : sumContributions(where, contribution, cycles as number, 1 - loss);
  const promotions = promotion * Math.sqrt(1 - discount) * sumOfCycles(loss, cycles);
  const finite = Number.isFinite(contributions) && Number.isFinite(promotions);
  check(finite, where, "contribution", "must give a finite value", contribution);
  return {
    value: contributions - promotions + 0,
    contribution: contributions + 0,
    promotion: promotions + 0,
    timing: "now",
    promotionTiming: "midPeriod",
  };
}

/** A contribution that is a function is asked for at most so many cycles. */
const mostCycles = 1_000_000;

/** The number of cycles, null for no end: the sum must then converge. */
function readCycles(where: string, { contribution, cycles }: BergerNasrInput, loss: number): number | null {
  if (cycles !== undefined) checkCount(where, "cycles", cycles);
  if (typeof contribution === "function") {
    const rule = `must be given and at most ${mostCycles} where contribution is a function`;
    check(cycles !== undefined && cycles <= mostCycles, where, "cycles", rule, cycles);
    return cycles;
  }
  if (isList(contribution)) {
    const held = contribution.length;
    const rule =
      cycles === undefined ? "must hold at least one amount" : `must hold cycles + 1 (${cycles + 1}) amounts`;
    check(
      held > 0 && (cycles === undefined || held === cycles + 1),
      where,
      "contribution",
      rule,
      contribution,
    );
    return held - 1;
  }
  if (cycles !== undefined) return cycles;
  check(loss > 0, where, "cycles", "must be given where everyone stays and nothing is discounted", cycles);
  return null;
}

/** 1 + q + … + q^(n-1) with q = 1 - loss; without end where n is null. */
function sumOfCycles(loss: number, n: number | null): number {
  if (n === 0) return 0;
  return n === null ? 1 / loss : geometricSum(loss, n);
}

function sumContributions(
  where: string,
  contribution: Exclude<BergerNasrInput["contribution"], number>,
  cycles: number,
  kept: number,
): number {
  let sum = 0;
  for (let i = 0; i <= cycles; i++) {
    const listed = typeof contribution !== "function";
    const name = listed ? `contribution[${i}]` : `contribution(${i})`;
    sum += readAmount(where, name, listed ? contribution[i] : contribution(i)) * kept ** i;
  }
  return sum;
}

function readAmount(where: string, name: string, amount: unknown): number {
  checkFinite(where, name, amount);
  return amount;
}
