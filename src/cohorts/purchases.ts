/** The purchases of each customer in order of time, orders of one day (hour, week) merged into one. */

import { type EventLog, type EventLogOptions, readEventLog } from "../data/event-log.js";
import { mergeOrders, type Purchases } from "../data/purchases.js";
import { checkChoice, checkObject } from "../errors.js";
import { checkCalendarRule, layCalendar } from "../tables/calendar.js";
import { nonNegativeNumbers, readNumbers } from "../tables/read-numbers.js";
import type { TableField } from "../tables/table.js";

/** Options shared by the functions that count purchases. */
export interface PurchaseOptions<Table> extends Omit<EventLogOptions<Table>, "event"> {
  /** Orders of one customer within the same calendar period are one purchase: `day` (default), `hour`, `week`, or `none`. */
  readonly mergeWithin?: "none" | "hour" | "day" | "week" | undefined;
}

/** Reads orders as purchases; amounts are read from the field of the option `amount` where `withAmounts` is set. */
export function readPurchases<Table>(
  where: string,
  orders: unknown,
  options: PurchaseOptions<Table> & { readonly amount?: TableField<Table> | undefined },
  withAmounts: boolean,
): { readonly log: EventLog; readonly purchases: Purchases } {
  checkObject(where, "options", options);
  const { mergeWithin = "day" } = options;
  checkChoice(where, "mergeWithin", mergeWithin, ["none", "hour", "day", "week"]);
  const log = readEventLog(where, orders, options, { argument: "orders", keepDense: false });
  const { codes, ids, times, zone, first, asOf, table, problems } = log;
  const amounts = withAmounts
    ? readNumbers(table.column("amount", options.amount), problems, nonNegativeNumbers)
    : null;
  problems.throwIfAny();
  const calendar =
    mergeWithin === "none"
      ? null
      : layCalendar(where, checkCalendarRule(where, zone, { period: mergeWithin }), first, asOf);
  return {
    log,
    purchases: mergeOrders({ codes, customers: ids.length, times, amounts, calendar, net: false }),
  };
}
