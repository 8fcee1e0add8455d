/** The purchases of a log counted by period of the common clock: what forecasts by period are compared with. */
import { check, checkCount, checkOptions, checkPositive, checkSufficient } from "../errors.js";
import { elapsed } from "../tables/elapsed.js";
import { readTime, type TimeInput } from "../tables/read-times.js";
import { mergeOrders, type Purchases } from "./purchases.js";
import {
  type OrderLog,
  readOrders,
  type TransactionOptions,
  transactionOptions,
} from "./transaction-options.js";

/** What the count is told: the options of `summarizeTransactions`, the length of a period, and whose purchases count. */
export interface PurchasesByPeriodOptions<Table>
  extends Omit<TransactionOptions<Table>, "carry" | "withoutCustomer"> {
  /** Length of a period in `timeUnit`, above 0: 1 by default; 7 counts by week where the unit is the day. */
  readonly periodLength?: number | undefined;
  /** Only customers whose first purchase is at or before this instant count: the end of calibration, for a holdout study. */
  readonly acquiredBy?: TimeInput | undefined;
  /** Number of periods to return, a whole number of 1 or more; default: up to the end of observation. */
  readonly periods?: number | undefined;
}

/** The purchases of one period. */
export interface PeriodPurchases {
  /** Number of the period, from 1. */
  readonly period: number;
  /** Customers who made their first purchase in it. */
  readonly firstPurchases: number;
  /** Repeat purchases in it. */
  readonly repeatPurchases: number;
  /** Repeat purchases up to its end. */
  readonly cumulativeRepeatPurchases: number;
  /** Sum of the amounts of its repeat purchases; null without amounts. */
  readonly repeatAmount: number | null;
  /** Whether observation lasts to its end: a period cut short counts too little. */
  readonly complete: boolean;
}

/**
 * Purchases by period: first and repeat purchases in each period of a clock that starts with the log's first purchase.
 *
 * It counts what `trackTransactions` expects, on the same clock, so its `repeatPurchases` are that function's `observed`.
 * Give the same `timeUnit` and `mergeWithin` as for the summary, and the end of calibration as `acquiredBy` where the model
 * was fitted to customers acquired by then.
 *
 * Formula: period p holds the purchases at ages of the log from (p-1)Δ to before pΔ, days being those of the local clock; one
 * at the very end of observation is in the last.
 *
 * @param orders - Rows or columns, one entry per order, in any sequence.
 * @param options - `periodLength`, `acquiredBy`, `periods`, and the options of `summarizeTransactions`.
 * @returns One row per period, as plain data.
 * @throws {InvalidInputError} As `summarizeTransactions` does, or if an option breaks a rule.
 * @throws {InsufficientDataError} If no customer has a purchase by `acquiredBy`.
 * @see Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2), 275-284, figures 4 and 5.
 *
 * @example
 * const orders = [
 *   { customer: "ann", time: "2024-01-01" },
 *   { customer: "bob", time: "2024-01-03" },
 *   { customer: "ann", time: "2024-01-15" },
 * ];
 * const rows = purchasesByPeriod(orders, { timeUnit: "week", asOf: "2024-01-22" });
 * rows.map((row) => row.firstPurchases); // => [2, 0, 0]
 * rows.map((row) => row.repeatPurchases); // => [0, 0, 1]
 */
export function purchasesByPeriod<Table extends object>(
  orders: Table,
  options: PurchasesByPeriodOptions<Table> = {},
): PeriodPurchases[] {
  const where = "purchasesByPeriod";
  const names = transactionOptions.filter((name) => name !== "withoutCustomer");
  checkOptions(where, options, [...names, "periodLength", "acquiredBy", "periods"]);
  const { log, orders: merged, unit, timeUnit } = readOrders(where, orders, options);
  const read = { log, unit, timeUnit, purchases: mergeOrders(merged) };
  const { periodLength = 1 } = options;
  checkPositive(where, "periodLength", periodLength);
  const clock = layClock(where, read, { periodLength, periods: options.periods });
  const until = acquisitionEnd(where, read, options);
  const { first, repeat, amount } = countPurchases(read, clock, until);
  const { length, periods, end } = clock;
  let cumulative = 0;
  return Array.from({ length: periods }, (_, p): PeriodPurchases => {
    cumulative += repeat[p]!;
    return {
      period: p + 1,
      firstPurchases: first[p]!,
      repeatPurchases: repeat[p]!,
      cumulativeRepeatPurchases: cumulative,
      repeatAmount: merged.amounts !== null ? amount[p]! : null,
      complete: (p + 1) * length * (1 - rounding) <= end,
    };
  });
}

/** A boundary stays one where a third of a week, say, is no exact double. */
const rounding = 1e-15;

/** A log of orders, merged into purchases. */
interface PurchaseLog extends Pick<OrderLog, "log" | "unit" | "timeUnit"> {
  readonly purchases: Purchases;
}

interface Clock {
  /** Milliseconds since the start of the first period, by the clock of durations. */
  readonly ageAt: (instant: number) => number;
  /** The age of the log at the end of observation. */
  readonly end: number;
  /** Length of a period in milliseconds. */
  readonly length: number;
  readonly periods: number;
  /** Number of periods up to the end of observation. */
  readonly observed: number;
}

function layClock(
  where: string,
  { log, purchases, unit, timeUnit }: PurchaseLog,
  options: { readonly periodLength: number; readonly periods: number | undefined },
): Clock {
  const { starts, times } = purchases;
  let origin = Number.POSITIVE_INFINITY;
  for (let c = 0; c + 1 < starts.length; c++)
    if (starts[c]! < starts[c + 1]!) origin = Math.min(origin, times[starts[c]!]!);
  checkSufficient(origin < Number.POSITIVE_INFINITY, where, "orders", "must leave a purchase", 0);
  const length = options.periodLength * unit;
  const ageAt = (instant: number) => elapsed(log.zone, origin, instant, timeUnit);
  const end = ageAt(log.asOf);
  const observed = Math.max(1, Math.ceil((end / length) * (1 - rounding)));
  const most = 1_000_000;
  check(observed <= most, where, "periodLength", `must make at most ${most} periods`, options.periodLength);
  const { periods = observed } = options;
  checkCount(where, "periods", periods, 1);
  check(periods <= most, where, "periods", `must be a whole number from 1 to ${most}`, periods);
  return { ageAt, end, length, periods, observed };
}

function acquisitionEnd<Table>(
  where: string,
  { log }: PurchaseLog,
  { acquiredBy, numericTime }: PurchasesByPeriodOptions<Table>,
): number {
  if (acquiredBy === undefined) return log.asOf;
  return readTime(where, "acquiredBy", acquiredBy, { zone: log.zone, numbers: numericTime ?? null });
}

function countPurchases({ log, purchases }: PurchaseLog, clock: Clock, until: number) {
  const { ageAt, length, periods, observed } = clock;
  const column = () => new Float64Array(periods);
  const [first, repeat, amount] = [column(), column(), column()];
  const { starts, times, amounts } = purchases;
  const periodOf = (time: number): number =>
    Math.min(Math.floor((ageAt(time) / length) * (1 + rounding)), observed - 1);
  let customers = 0;
  for (let c = 0; c + 1 < starts.length; c++) {
    const start = starts[c]!;
    if (start === starts[c + 1] || times[start]! > until) continue;
    customers++;
    for (let p = start; p < starts[c + 1]!; p++) {
      const period = periodOf(times[p]!);
      if (period >= periods) break;
      if (p === start) first[period]!++;
      else {
        repeat[period]!++;
        amount[period]! += amounts[p]!;
      }
    }
  }
  const rule = `must leave a customer with a purchase at or before ${new Date(until).toISOString()}`;
  checkSufficient(customers > 0, log.where, "orders", rule, 0);
  return { first, repeat, amount };
}
