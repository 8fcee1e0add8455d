/** The purchases of each customer in order of time, orders of one day (hour, week) merged into one. */
import { checkCalendarRule, layCalendar } from "../data/calendar.js";
import { countRows, type EventLog, type EventLogOptions, readEventLog } from "../data/event-log.js";
import { readAmounts } from "../data/read-amounts.js";
import type { Field } from "../data/table.js";
import { checkChoice, checkObject } from "../errors.js";

/** Options shared by the functions that count purchases. */
export interface PurchaseOptions<Table> extends Omit<EventLogOptions<Table>, "event"> {
  /** Orders of one customer within the same calendar period are one purchase: `day` (default), `hour`, `week`, or `none`. */
  readonly mergeWithin?: "none" | "hour" | "day" | "week" | undefined;
}

/** Purchases of every customer: those of code c are entries `bounds[c]` to `ends[c] - 1`, by time. */
export interface Purchases {
  readonly log: EventLog;
  readonly bounds: Int32Array;
  readonly ends: Int32Array;
  /** Time of the first order of each purchase. */
  readonly times: Float64Array;
  /** Amounts of the orders of each purchase added up; null where none are asked for. */
  readonly amounts: Float64Array | null;
}

/** Reads orders as purchases; amounts are read from the field of the option `amount` where `withAmounts` is set. */
export function readPurchases<Table>(
  where: string,
  orders: unknown,
  options: PurchaseOptions<Table> & { readonly amount?: Field<Table> | undefined },
  withAmounts: boolean,
): Purchases {
  checkObject(where, "options", options);
  const { mergeWithin = "day" } = options;
  checkChoice(where, "mergeWithin", mergeWithin, ["none", "hour", "day", "week"]);
  const log = readEventLog(where, orders, options, { argument: "orders", keepDense: false });
  const read = withAmounts
    ? readAmounts(log.table.column("amount", options.amount), log.problems, { least: 0 })
    : null;
  log.problems.throwIfAny();
  const { codes, ids } = log;
  const bounds = countRows(codes, ids.length);
  const order = sortByTime(log, bounds);
  const periodOf =
    mergeWithin === "none"
      ? null
      : layCalendar(where, checkCalendarRule(where, log.zone, { period: mergeWithin }), log.first, log.asOf)
          .indexOf;
  const times = new Float64Array(order.length);
  const amounts = read === null ? null : new Float64Array(order.length);
  const ends = new Int32Array(ids.length);
  for (let c = 0; c < ids.length; c++) {
    let end = bounds[c] as number;
    let period = -1;
    for (let j = end; j < (bounds[c + 1] as number); j++) {
      const row = order[j] as number;
      const time = log.times[row] as number;
      const own = periodOf === null ? -2 - j : periodOf(time);
      if (own !== period) times[end++] = time;
      period = own;
      if (amounts !== null)
        amounts[end - 1] = (amounts[end - 1] as number) + ((read as Float64Array)[row] as number);
    }
    ends[c] = end;
  }
  return { log, bounds, ends, times, amounts };
}

/** Row numbers by customer and time. */
function sortByTime({ codes, times }: EventLog, bounds: Int32Array): Int32Array {
  const next = bounds.slice();
  const order = new Int32Array(bounds[bounds.length - 1] as number);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code < 0) continue;
    order[next[code] as number] = i;
    next[code] = (next[code] as number) + 1;
  }
  for (let c = 0; c + 1 < bounds.length; c++) {
    const own = order.subarray(bounds[c], bounds[c + 1]);
    if (own.length > 1) own.sort((a, b) => (times[a] as number) - (times[b] as number));
  }
  return order;
}
