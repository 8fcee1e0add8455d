/** What the summaries of transactions are told, and the log they read. */
import { check, checkChoice, checkObject } from "../errors.js";
import { overRows } from "../pieces.js";
import { checkCalendarRule, layCalendar, type WeekStart } from "../tables/calendar.js";
import { durationClock } from "../tables/elapsed.js";
import { allKeepTo, finiteNumbers, positiveNumbers, readNumbers } from "../tables/read-numbers.js";
import type { TableField } from "../tables/table.js";
import { checkTimeUnit, lengthInDays, type TimeUnit } from "../time.js";
import { type CurrencyOptions, convertAmounts, currencyOptions } from "./currencies.js";
import {
  type EventLog,
  type EventLogOptions,
  eventLogOptions,
  readEventLog,
  type WithoutCustomer,
} from "./event-log.js";
import type { Orders } from "./purchases.js";

/** The period within which orders of one customer count as one purchase. */
export type MergeWithin = "hour" | "day" | "week" | "none";

/** What happens to orders whose amount is negative. */
export type RefundPolicy = "refuse" | "leaveOut" | "net" | "count";

/** What happens to orders whose amount is 0. */
export type ZeroAmountPolicy = "count" | "leaveOut" | "refuse";

/** Where a log of orders keeps its fields, and how orders become purchases. */
export interface TransactionOptions<Table, Carried extends string = string>
  extends Omit<EventLogOptions<Table>, "event">,
    CurrencyOptions<Table>,
    WithoutCustomer {
  /** Field of the order's amount; default `amount` where the log has it, else no amounts. */
  readonly amount?: TableField<Table> | undefined;
  /** Unit of `recency` and `T`: it only scales the clock; default `day`. */
  readonly timeUnit?: TimeUnit | undefined;
  /** Orders of a customer within one such period of the `timeZone` are one purchase; default `day`. */
  readonly mergeWithin?: MergeWithin | undefined;
  /** Day on which weeks start, for `mergeWithin: "week"`; default `monday`. */
  readonly weekStart?: WeekStart | undefined;
  /**
   * What happens to negative amounts: `"refuse"` (default); `"leaveOut"`: such orders are no purchases; `"net"`: a refund
   * lowers the customer's latest earlier purchase, what is left of it the one before, and a purchase of 0 is none; `"count"`: a
   * purchase like any other, where amounts are profits, which an order may lose.
   */
  readonly refunds?: RefundPolicy | undefined;
  /** What happens to amounts of 0: `"count"` (default): a free order is a purchase; `"leaveOut"`; `"refuse"`. */
  readonly zeroAmounts?: ZeroAmountPolicy | undefined;
  /** Whether the summary has a column `monetaryVariance`, as `normalNormal.fit` takes it; false by default. */
  readonly monetaryVariance?: boolean | undefined;
  /** Fields carried along from each customer's first order, such as a channel. */
  readonly carry?: readonly Carried[] | undefined;
}

/** Names of these options, but for `carry` and `monetaryVariance`. */
export const transactionOptions = [
  ...eventLogOptions,
  ...currencyOptions,
  "withoutCustomer",
  "amount",
  "timeUnit",
  "mergeWithin",
  "weekStart",
  "refunds",
  "zeroAmounts",
] as const;

/** A log of orders, read. */
export interface OrderLog {
  readonly log: EventLog;
  readonly orders: Orders;
  readonly timeUnit: TimeUnit;
  readonly mergeWithin: MergeWithin;
  /** Length of the time unit in milliseconds. */
  readonly unit: number;
  /** The clock that ages are read from, where a day is a day; null for the instants themselves. */
  readonly clock: ((instant: number) => number) | null;
}

/** Reads a log of orders on behalf of the public function `where`. */
export function readOrders<Table>(where: string, table: Table, options: TransactionOptions<Table>): OrderLog {
  checkObject(where, "options", options);
  const { timeUnit = "day", mergeWithin = "day", weekStart } = options;
  checkTimeUnit(where, "timeUnit", timeUnit);
  checkChoice(where, "mergeWithin", mergeWithin, ["hour", "day", "week", "none"]);
  const log = readEventLog(where, table, options, { argument: "orders", keepDense: false });
  const amounts = readOrderAmounts(log, options, [...refundPolicies, "count"]);
  const { zone, first, asOf, codes, ids, times } = log;
  const calendar =
    mergeWithin === "none"
      ? null
      : layCalendar(where, checkCalendarRule(where, zone, { period: mergeWithin, weekStart }), first, asOf);
  const orders = { codes, customers: ids.length, times, amounts, calendar, net: options.refunds === "net" };
  const unit = lengthInDays(timeUnit) * 86_400_000;
  return { log, orders, timeUnit, mergeWithin, unit, clock: durationClock(zone, timeUnit) };
}

/** What is done with amounts, and their currencies. */
export type AmountPolicies<Table> = Pick<TransactionOptions<Table>, "amount" | "refunds" | "zeroAmounts"> &
  CurrencyOptions<Table>;

/** What may be done with refunds where amounts are spends. */
const refundPolicies = ["refuse", "leaveOut", "net"] as const;

/** Reads the amounts in one currency; an order that a policy leaves out loses its code. */
export function readOrderAmounts<Table>(
  log: EventLog,
  options: AmountPolicies<Table>,
  policies: readonly RefundPolicy[] = refundPolicies,
): Float64Array | null {
  const { table, problems, where, codes } = log;
  const { amount, refunds = "refuse", zeroAmounts = "count" } = options;
  checkChoice(where, "refunds", refunds, policies);
  checkChoice(where, "zeroAmounts", zeroAmounts, ["count", "leaveOut", "refuse"]);
  if (amount === undefined && !table.has("amount")) {
    const alone = refunds !== "net" && refunds !== "count";
    check(alone, where, "refunds", "needs a field of amounts", refunds);
    const { currency, exchangeRates } = options;
    check(currency === undefined, where, "currency", "needs a field of amounts", currency);
    check(exchangeRates === undefined, where, "exchangeRates", "needs a field of amounts", exchangeRates);
    return null;
  }
  const column = table.column("amount", amount);
  const { values } = column;
  // Where all amounts are above 0 no policy has a say.
  const converted = (given: Float64Array) =>
    convertAmounts(table, options, problems, { amounts: given, times: log.times });
  if (values instanceof Float64Array && allKeepTo(positiveNumbers, values)) return converted(values);
  const amounts = readNumbers(column, problems, finiteNumbers);
  problems.throwIfAny();
  const applyPolicies = (_: Int32Array, from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      if (amounts[i]! > 0 || codes[i]! < 0) continue;
      const policy = amounts[i] === 0 ? zeroAmounts : refunds;
      if (policy === "leaveOut") codes[i] = -1;
      else if (policy === "refuse")
        problems.add(column.name(i), refusal[amounts[i] === 0 ? "zero" : "negative"], column.at(i));
    }
  };
  overRows(codes.length, () => codes, applyPolicies);
  problems.throwIfAny();
  return converted(amounts);
}

const refusal = {
  zero: "must be above 0, as zeroAmounts asks",
  negative: "must be 0 or more unless refunds states a policy",
};
