import { type CurrencyOptions, currencyOptions, readRates } from "../data/currencies.js";
import { subscriptionOptions } from "../data/read-subscriptions.js";
import { check, checkOptions } from "../errors.js";
import { largestOf, smallestOf } from "../math/extremes.js";
import { type GroupLabel, readLabels } from "../tables/read-labels.js";
import type { TimeInput } from "../tables/read-times.js";
import type { TableField } from "../tables/table.js";
import { type ReadStates, readStates, rowKinds, type StateOptions, stateOptions } from "./read-states.js";

/** Options of `planMigration`. */
export interface PlanMigrationOptions<Table> extends StateOptions<Table>, CurrencyOptions<Table> {
  /** The moment before. */
  readonly from: TimeInput;
  /** The moment after. */
  readonly to: TimeInput;
  /** Field of the plan; default `plan`. */
  readonly plan?: TableField<Table> | undefined;
}

/** Customers who went from one plan to another. */
export interface PlanMigrationRow {
  /** Plan at the moment before; null for none (new, or back). */
  readonly from: GroupLabel | null;
  /** Plan at the moment after; null for none (lost). */
  readonly to: GroupLabel | null;
  /** Customers. */
  readonly customers: number;
  /** What they paid monthly before. */
  readonly amountBefore: number;
  /** What they pay monthly after. */
  readonly amountAfter: number;
  /** Of the customers of the plan before; null for those who had none. */
  readonly share: number | null;
}

const where = "planMigration";

/**
 * Migration between plans from one moment to another: how many customers went from each plan to each, and what they paid before and after.
 *
 * Customers with several plans are of the one that they pay most for. Those who come and go in between do not show.
 *
 * @param subscriptions - Rows or columns of customer, start, end, amount and plan.
 * @param options - `from`, `to`, field names, `exchangeRates`.
 * @returns One row for each pair of plans that occurs, plans in order of first appearance, none last.
 * @throws {InvalidInputError} If a value cannot be read, or `to` is not after `from`.
 * @throws {InsufficientDataError} If there is no subscription.
 *
 * @example
 * const subscriptions = [
 *   { customer: "a", start: "2026-01-01", end: "2026-02-10", amount: 10, plan: "basic" },
 *   { customer: "a", start: "2026-02-10", end: null, amount: 30, plan: "pro" },
 *   { customer: "b", start: "2026-01-01", end: "2026-02-20", amount: 10, plan: "basic" },
 * ];
 * const rows = planMigration(subscriptions, { from: "2026-02-01", to: "2026-03-01" });
 * rows.map(({ from, to, customers, share }) => [from, to, customers, share]); // => [["basic", "pro", 1, 0.5], ["basic", null, 1, 0.5]]
 */
export function planMigration<Table extends object>(
  subscriptions: Table,
  options: PlanMigrationOptions<Table>,
): readonly PlanMigrationRow[] {
  checkOptions(where, options, [
    ...subscriptionOptions,
    ...currencyOptions,
    ...stateOptions,
    "from",
    "to",
    "plan",
  ]);
  const read = readStates(where, subscriptions, options);
  const [from, to] = [read.time("from", options.from), read.time("to", options.to)];
  check(to > from, where, "to", "must be after from", options.to);
  const column = read.table.column("plan", options.plan);
  const { codes, labels } = readLabels(column, read.problems);
  for (let i = 0; i < codes.length; i++)
    if (codes[i] === -1) read.problems.add(column.name(i), "must be the name of a plan", column.at(i));
  read.problems.throwIfAny();
  const periods = [from, to].map((moment) => new Date(moment).toISOString());
  const rate = readRates(where, read.currencyNames, periods, options.exchangeRates);
  const before = plansAt(read, codes, { moment: from, worth: (currency) => rate(currency, 0) });
  const after = plansAt(read, codes, { moment: to, worth: (currency) => rate(currency, 1) });
  return tallyPlans(before, after, labels);
}

interface Moment {
  readonly moment: number;
  readonly worth: (currency: number) => number;
}

/** The plan that each customer pays most for at a moment (-1 for none), and all that is paid. */
interface PlansAt {
  readonly plan: Int32Array;
  readonly amount: Float64Array;
}

function plansAt(read: ReadStates, plans: Int32Array, { moment, worth }: Moment): PlansAt {
  const plan = new Int32Array(read.ids.length).fill(-1);
  const amount = new Float64Array(read.ids.length);
  const paid = new Map<number, Map<number, number>>();
  for (let i = 0; i < plans.length; i++) {
    const pays = read.kinds[i] === rowKinds.paying || read.kinds[i] === rowKinds.pastDue;
    if (!pays || read.starts[i]! > moment || read.ends[i]! <= moment) continue;
    const customer = read.codes[i]!;
    const monthly = read.monthly[i]! * worth(read.currencies?.[i] ?? 0);
    const own = paid.get(customer) ?? new Map<number, number>();
    own.set(plans[i]!, (own.get(plans[i]!) ?? 0) + monthly);
    paid.set(customer, own);
    amount[customer]! += monthly;
  }
  for (const [customer, own] of paid) {
    const most = largestOf(own.values());
    plan[customer] = smallestOf([...own].filter(([, monthly]) => monthly === most).map(([code]) => code));
  }
  return { plan, amount };
}

function tallyPlans(before: PlansAt, after: PlansAt, labels: readonly GroupLabel[]): PlanMigrationRow[] {
  const rows = new Map<string, { from: number; to: number; customers: number; was: number; is: number }>();
  const sizes = new Map<number, number>();
  for (let customer = 0; customer < before.plan.length; customer++) {
    const [from, to] = [before.plan[customer]!, after.plan[customer]!];
    if (from === -1 && to === -1) continue;
    const row = rows.get(`${from} ${to}`) ?? { from, to, customers: 0, was: 0, is: 0 };
    row.customers++;
    row.was += before.amount[customer]!;
    row.is += after.amount[customer]!;
    rows.set(`${from} ${to}`, row);
    sizes.set(from, (sizes.get(from) ?? 0) + 1);
  }
  const place = (code: number) => (code === -1 ? labels.length : code);
  return [...rows.values()]
    .sort((a, b) => place(a.from) - place(b.from) || place(a.to) - place(b.to))
    .map(({ from, to, customers, was, is }) => ({
      ...{
        from: labels[from] ?? null,
        to: labels[to] ?? null,
        customers,
        amountBefore: was,
        amountAfter: is,
      },
      share: from === -1 ? null : customers / sizes.get(from)!,
    }));
}
