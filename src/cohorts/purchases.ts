/** The purchases of each customer in order of time, orders of one day (hour, week) merged into one. */

import {
  type EventLog,
  type EventLogOptions,
  readEventLog,
  type WithoutCustomer,
} from "../data/event-log.js";
import { mergeOrders, type Purchases } from "../data/purchases.js";
import { type AmountPolicies, readOrderAmounts } from "../data/transaction-options.js";
import { checkChoice, checkObject } from "../errors.js";
import { checkCalendarRule, layCalendar } from "../tables/calendar.js";
import type { TableField } from "../tables/table.js";

/** Options shared by the functions that count purchases. */
export interface PurchaseOptions<Table> extends Omit<EventLogOptions<Table>, "event"> {
  /** Orders of one customer within the same calendar period are one purchase: `day` (default), `hour`, `week`, or `none`. */
  readonly mergeWithin?: "none" | "hour" | "day" | "week" | undefined;
}

/** What purchases with amounts are told besides. */
export type PurchaseAmountOptions<Table> = AmountPolicies<Table> & WithoutCustomer;

/** Reads orders as purchases; amounts are read, from the field of the option `amount`, where `withAmounts` is set. */
export function readPurchases<Table>(
  where: string,
  orders: unknown,
  options: PurchaseOptions<Table> & PurchaseAmountOptions<Table>,
  withAmounts: boolean,
): { readonly log: EventLog; readonly purchases: Purchases } {
  checkObject(where, "options", options);
  const { mergeWithin = "day" } = options;
  checkChoice(where, "mergeWithin", mergeWithin, ["none", "hour", "day", "week"]);
  const log = readEventLog(where, orders, options, { argument: "orders", keepDense: false });
  const { codes, ids, times, zone, first, asOf, problems } = log;
  const amount = options.amount ?? ("amount" as TableField<Table>);
  const amounts = withAmounts ? readOrderAmounts(log, { ...options, amount }) : null;
  problems.throwIfAny();
  const calendar =
    mergeWithin === "none"
      ? null
      : layCalendar(where, checkCalendarRule(where, zone, { period: mergeWithin }), first, asOf);
  return {
    log,
    purchases: mergeOrders({
      ...{ codes, customers: ids.length, times, amounts, calendar },
      net: options.refunds === "net",
    }),
  };
}
