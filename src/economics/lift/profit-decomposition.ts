/** Where the value of a longer relationship comes from: the five parts of a customer's profit. */

import { check, checkFields, checkFinite, checkObject } from "../../errors.js";
import { type DiscountInput, discountFields, type PaymentTiming, periodDiscount } from "../../time.js";
import type { MarginInput } from "../../value/customer-stream.js";
import { readStream } from "../../value/customer-stream.js";
import { valueOfStream } from "../../value/stream-value.js";
import { changedRate, checkChange, type RetentionChange } from "./retention-change.js";

/** The five parts of the profit of a customer, by payment 1, 2, …. */
export interface ProfitParts {
  /** Base profit: what any customer brings from the start. */
  readonly base?: MarginInput | undefined;
  /** Profit from purchases that grow with the relationship. */
  readonly purchases?: MarginInput | undefined;
  /** Profit from costs that fall as the relationship grows. */
  readonly costs?: MarginInput | undefined;
  /** Profit from customers who are referred. */
  readonly referrals?: MarginInput | undefined;
  /** Profit from higher prices. */
  readonly price?: MarginInput | undefined;
}

/** Name of a part of profit. */
export type ProfitPart = keyof ProfitParts;

/** Input of `profitDecomposition`. */
export interface ProfitDecompositionInput extends DiscountInput {
  /** The parts, each a number per period, a list or a function of the payment 1, 2, …; a part left out is 0. */
  readonly parts: ProfitParts;
  /** Retention rate per period before the change: a fraction from 0 to 1. */
  readonly retention: number;
  /** The change: `points(0.05)`, `relative(0.05)` or `fewerDefections(0.05)`. */
  readonly change: RetentionChange;
  /** How many payments count. Default all; needed when a part is a function. */
  readonly horizon?: number | undefined;
  /** When payments fall. Default `"now"`. */
  readonly timing?: PaymentTiming | undefined;
  /** Cost of acquiring the customer. Default 0. */
  readonly acquisitionCost?: number | undefined;
}

/** What a part contributes before and after. */
export interface ProfitPartChange {
  /** The part. */
  readonly part: ProfitPart;
  /** Present value of the part before the change. */
  readonly before: number;
  /** Present value of the part after the change. */
  readonly after: number;
  /** `after` less `before`. */
  readonly change: number;
  /** Share of the part in the whole change; null when nothing changes. */
  readonly share: number | null;
}

/** The change of a customer's value, part by part. */
export interface ProfitDecomposition {
  /** Lifetime value net of acquisition cost before the change. */
  readonly before: number;
  /** The same after the change: `before` plus `change`. */
  readonly after: number;
  /** The sum of the parts' changes, from first to last. */
  readonly change: number;
  /** `change` over `before`; null when that is not above 0. */
  readonly gain: number | null;
  /** The parts in the order base, purchases, costs, referrals, price. */
  readonly parts: readonly ProfitPartChange[];
  /** When payments fall. */
  readonly timing: PaymentTiming;
}

const where = "profitDecomposition";
const order = ["base", "purchases", "costs", "referrals", "price"] as const satisfies readonly ProfitPart[];

/**
 * Decomposition of what a change in retention is worth into the five parts of a customer's profit: base profit, more
 * purchases, lower costs, referrals and higher prices.
 *
 * That profit per customer rises with tenure is an assumption here, and often a selection: those who buy more stay longer.
 * For a change between two situations in which the amounts themselves change, use `decomposeChange`.
 *
 * Formula: ΔV = Σ_p [V_p(r₁) - V_p(r)], V_p the lifetime value of part p alone.
 *
 * @param input - `parts` (`base`, `purchases`, `costs`, `referrals`, `price`: each a number, a list or a function of the
 *   payment), `retention` (fraction), `change`, `discountRate` (0 or more per period, or `{ rate, per }`), `horizon`
 *   (payments; needed for functions), `timing` (default `"now"`), `acquisitionCost` (default 0).
 * @returns Value before and after, net of acquisition cost, and the change of each part; the changes add up exactly.
 * @throws {InvalidInputError} If an argument breaks its rule or a sum diverges.
 * @see Reichheld & Sasser (1990), "Zero Defections: Quality Comes to Services", Harvard Business Review 68(5), 105-111,
 *   the figure "Why customers are more profitable over time".
 *
 * @example
 * const year = (t: number) => Math.min(t - 1, 6);
 * const { gain, parts } = profitDecomposition({
 *   parts: { base: 30, purchases: (t) => 6 * year(t), costs: (t) => 3 * year(t) },
 *   retention: 0.8, change: points(0.05), discountRate: 0.1, horizon: 400, acquisitionCost: 51,
 * });
 * gain; // ≈ 0.3956
 * parts[1]?.share; // ≈ 0.390
 */
export function profitDecomposition(input: ProfitDecompositionInput): ProfitDecomposition {
  checkFields(where, "input", input, [
    "parts",
    "retention",
    "change",
    "horizon",
    "timing",
    "acquisitionCost",
    ...discountFields,
  ]);
  const { parts, retention, change, acquisitionCost = 0 } = input;
  checkFinite(where, "acquisitionCost", acquisitionCost);
  checkObject(where, "parts", parts);
  checkChange(where, change);
  periodDiscount(where, input);
  const unknown = Object.keys(parts).find((name) => !(order as readonly string[]).includes(name));
  check(unknown === undefined, where, "parts", `must be of ${order.join(", ")}`, unknown);
  const newRetention = changedRate(retention, change);
  check(
    newRetention <= 1,
    where,
    "change",
    `must give a new retention of at most 1 from ${retention}`,
    newRetention,
  );
  const rows = order.map((part) => {
    const before = partValue(input, part, retention);
    const after = partValue(input, part, newRetention);
    return { part, before, after, change: after - before + 0 };
  });
  const total = rows.reduce((sum, row) => sum + row.change, 0);
  const before = rows.reduce((sum, row) => sum + row.before, 0) - acquisitionCost;
  return {
    before,
    after: before + total,
    change: total,
    gain: before > 0 ? total / before : null,
    parts: rows.map((row) => ({ ...row, share: total === 0 ? null : row.change / total })),
    timing: input.timing ?? "now",
  };
}

/** Lifetime value of one part alone. */
function partValue(input: ProfitDecompositionInput, part: ProfitPart, retention: number): number {
  const { discountRate, timeUnit, weeksPerYear, horizon, timing } = input;
  const margin = input.parts[part] ?? 0;
  const terms = { discountRate, timeUnit, weeksPerYear, horizon, timing };
  return valueOfStream(where, readStream(where, { ...terms, margin, retention })).value + 0;
}
