/** Histories in discrete time: in how many of their opportunities customers bought (years, shows, cruises). */
import { check, checkOptions } from "../errors.js";
import { checkCalendarRule, layCalendar } from "../tables/calendar.js";
import { asLists } from "../tables/columns.js";
import type { CustomerId } from "../tables/read-customers.js";
import { checkTimeUnit, type TimeUnit } from "../time.js";
import { type EventLogOptions, eventLogOptions, readEventLog, rowsByCustomer } from "./event-log.js";

/** Where a log keeps its customers and times, and how time is cut into opportunities. */
export interface OpportunityOptions<Table> extends Omit<EventLogOptions<Table>, "event"> {
  /** The calendar period that is one opportunity to buy, in `timeZone`. */
  readonly period: TimeUnit;
}

/** One discrete history per customer, as columns; customers stand in the order of their first appearance. */
export interface OpportunitySummary {
  /** The period that is one opportunity. */
  readonly period: TimeUnit;
  /** Name of the last opportunity observed, such as `2001`. */
  readonly lastPeriod: string;
  /** Customers acquired in the last opportunity or after it: they have had none yet, and are left out. */
  readonly customersWithoutOpportunity: number;
  /** Identifier of each customer. */
  readonly customer: CustomerId[];
  /** Number of opportunities after that of acquisition in which the customer bought: the paper's x. */
  readonly frequency: Float64Array;
  /** The last of them in which the customer bought, counted from acquisition: the paper's t_x, 0 for none. */
  readonly recency: Float64Array;
  /** Number of opportunities since acquisition: the paper's n. */
  readonly T: Float64Array;
}

/**
 * Summary of a log in discrete time: the x, t_x and n of the BG/BB model.
 *
 * The period of a customer's first order is that of acquisition; each later whole period is one opportunity. A period
 * that is not over at `asOf` is none yet.
 *
 * @param orders - Rows or columns, one entry per order, in any sequence.
 * @param options - `period`, the fields, `asOf` (default the last order, so that its period is taken as unfinished) and `timeZone`.
 * @returns A table of columns with one entry per customer: pass it to `bgBb.fit`.
 * @throws {InvalidInputError} If a value cannot be read, or no period is over at `asOf`.
 * @see Fader, Hardie & Shang (2010), "Customer-Base Analysis in a Discrete-Time Noncontractual Setting", Marketing Science 29(6), 1086-1108.
 *
 * @example
 * const gifts = [
 *   { customer: "ann", time: "1995-05-01" }, { customer: "ann", time: "1997-02-01" }, { customer: "ann", time: "1997-06-01" },
 *   { customer: "bob", time: "1996-03-01" },
 * ];
 * const { customer, frequency, recency, T } = summarizeOpportunities(gifts, { period: "year", asOf: "2000-01-01" });
 * toRows({ customer, frequency, recency, T });
 * // => [{ customer: "ann", frequency: 1, recency: 2, T: 4 }, { customer: "bob", frequency: 0, recency: 0, T: 3 }]
 */
export function summarizeOpportunities<Table extends object>(
  orders: Table,
  options: OpportunityOptions<Table>,
): OpportunitySummary {
  const where = "summarizeOpportunities";
  checkOptions(where, options, [...eventLogOptions, "period"]);
  checkTimeUnit(where, "period", options.period);
  const { codes, ids, times, zone, first, asOf } = readEventLog(where, orders, options, {
    argument: "orders",
  });
  const calendar = layCalendar(
    where,
    checkCalendarRule(where, zone, { period: options.period }),
    first,
    asOf,
  );
  // The period of `asOf` is over only if nothing of it is left.
  const last = calendar.indexOf(asOf) - 1;
  check(last >= 0, where, "asOf", "must lie after the end of a period that holds orders", new Date(asOf));
  const { starts, order } = rowsByCustomer(codes, ids.length);
  const customer: CustomerId[] = [];
  const [frequency, recency, T]: [number[], number[], number[]] = [[], [], []];
  for (const [c, id] of Array.from(ids).entries()) {
    const rows = order.subarray(starts[c], starts[c + 1]);
    const periods = [...new Set(Array.from(rows, (row) => calendar.indexOf(times[row]!)))].sort(
      (a, b) => a - b,
    );
    const acquired = periods[0];
    if (acquired === undefined || acquired >= last) continue;
    const bought = periods.filter((period) => period > acquired && period <= last);
    customer.push(id);
    frequency.push(bought.length);
    recency.push((bought.at(-1) ?? acquired) - acquired);
    T.push(last - acquired);
  }
  return asLists({
    period: options.period,
    lastPeriod: calendar.label(last),
    customersWithoutOpportunity: ids.length - customer.length,
    customer,
    frequency: Float64Array.from(frequency),
    recency: Float64Array.from(recency),
    T: Float64Array.from(T),
  });
}
