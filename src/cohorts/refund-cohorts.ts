import { type CurrencyOptions, convertAmounts, currencyOptions } from "../data/currencies.js";
import { type EventLogOptions, eventLogOptions, readEventLog } from "../data/event-log.js";
import { check, checkCount, checkOptions } from "../errors.js";
import { type Calendar, checkCalendarRule, layCalendar, type WeekStart } from "../tables/calendar.js";
import { nonNegativeNumbers, readNumbers } from "../tables/read-numbers.js";
import { checkNumericTime, readTimes, type TimeInput } from "../tables/read-times.js";
import { type OpenColumn, openTable, type TableField } from "../tables/table.js";
import type { TimeUnit } from "../time.js";

/** Where a log of orders and its refunds keep their fields. */
export interface RefundCohortOptions<Table>
  extends Omit<EventLogOptions<Table>, "event" | "asOf">,
    CurrencyOptions<Table> {
  /** Refunds: rows or columns of `order`, `time` and `amount` (0 or more, in the currency of the order). */
  readonly refunds: object;
  /** End of observation, not included. */
  readonly asOf: TimeInput;
  /** Field of the order's identifier, which must be unique; default `order`. */
  readonly order?: TableField<Table> | undefined;
  /** Field of the order's amount, 0 or more; default `amount`. */
  readonly amount?: TableField<Table> | undefined;
  /** Length of a period; default `month`. */
  readonly period?: TimeUnit | undefined;
  /** Day on which a week starts; default `monday`. */
  readonly weekStart?: WeekStart | undefined;
  /** Highest age shown; default all. */
  readonly ages?: number | undefined;
}

/** Orders of a period, and what of them was refunded before `asOf`. */
export interface RefundCohort {
  /** The period of the purchase. */
  readonly cohort: string;
  /** Orders. */
  readonly orders: number;
  /** What they came to. */
  readonly gross: number;
  /** What was given back of it. */
  readonly refunded: number;
  /** Gross less refunded. */
  readonly net: number;
  /** Refunded of gross; null without gross. */
  readonly refundShare: number | null;
  /** Orders with a refund. */
  readonly ordersRefunded: number;
  /** Orders of which all was given back. */
  readonly ordersRefundedInFull: number;
}

/** What was refunded by an age. */
export interface RefundCell {
  /** The period of the purchase. */
  readonly cohort: string;
  /** Periods since then: 0 is the period of the purchase. */
  readonly age: number;
  /** Refunded by the end of that period; null where it is not over at `asOf`. */
  readonly refundedToDate: number | null;
  /** The same of the gross; null where it is not over, and without gross. */
  readonly share: number | null;
}

/** Refunds by purchase period. */
export interface RefundCohorts {
  /** One row for each period with orders. */
  readonly totals: readonly RefundCohort[];
  /** One row for each of them and age. */
  readonly byAge: readonly RefundCell[];
}

const where = "refundCohorts";

/**
 * Refunds by the period of the purchase, not of the refund: what share of January's sales came back, and how soon.
 *
 * By month of the refund, January's returns would fall into February's rate, which grows when sales shrink. Young cohorts have not had the time: compare
 * them at one age.
 *
 * Formula: share(c, k) = Σ refunds of orders of period c until the end of period c + k / gross of c.
 *
 * @param orders - Rows or columns of order, customer, time and amount.
 * @param options - `refunds`, `asOf`, field names, `period`, `ages`, `exchangeRates` (by month of the order, where they change).
 * @returns Totals before `asOf`, and refunds to date by age.
 * @throws {InvalidInputError} If rows cannot be read, an order is there twice, a refund is of no order or before it, or more is given back than was paid.
 * @throws {InsufficientDataError} If there is no order before `asOf`.
 *
 * @example
 * const orders = [
 *   { order: "1", customer: "a", time: "2024-01-10", amount: 100 },
 *   { order: "2", customer: "b", time: "2024-01-31", amount: 100 },
 * ];
 * const refunds = [{ order: "2", time: "2024-02-02", amount: 30 }];
 * const { totals, byAge } = refundCohorts(orders, { refunds, asOf: "2024-03-01" });
 * totals[0]?.refundShare; // => 0.15
 * byAge.map(({ age, share }) => [age, share]); // => [[0, 0], [1, 0.15]]
 */
export function refundCohorts<Table extends object>(
  orders: Table,
  options: RefundCohortOptions<Table>,
): RefundCohorts {
  checkOptions(where, options, [
    ...eventLogOptions,
    ...currencyOptions,
    ...(["refunds", "order", "amount", "period", "weekStart", "ages"] as const),
  ]);
  const { period = "month", weekStart, ages } = options;
  if (ages !== undefined) checkCount(where, "ages", ages);
  check(options.asOf !== undefined, where, "asOf", "must be given", options.asOf);
  const log = readEventLog(where, orders, options as EventLogOptions<unknown>, {
    argument: "orders",
    keepDense: false,
  });
  const { table, problems, times } = log;
  const rule = checkCalendarRule(where, log.zone, { period, weekStart });
  const amounts = readNumbers(table.column("amount", options.amount), problems, nonNegativeNumbers);
  const places = readOrders(table.column("order", options.order), problems.add);
  const rate = convertAmounts(table, options, problems, {
    amounts: new Float64Array(amounts.length).fill(1),
    times,
  });
  const refunds = readRefunds(options, { log, places, amounts });
  problems.throwIfAny();
  // Who orders at the very end of observation has not yet.
  const counted = log.codes.map((code, i) => (times[i]! < log.asOf ? code : -1));
  const calendar = layCalendar(where, rule, log.first, log.asOf - 1);
  const cohortOf = Int32Array.from(counted, (code, i) => (code < 0 ? -1 : calendar.indexOf(times[i]!)));
  return tally({ calendar, cohortOf, amounts, rate, refunds, asOf: log.asOf, ages: ages ?? calendar.count });
}

/** The row of each order by its identifier. */
function readOrders(column: OpenColumn, note: (name: string, rule: string, received: unknown) => void) {
  const places = new Map<unknown, number>();
  for (let i = 0; i < column.length; i++) {
    const id = column.at(i);
    if (id === null || id === undefined || id === "") note(column.name(i), "must be an identifier", id);
    else if (places.has(id)) note(column.name(i), "must be unique", id);
    else places.set(id, i);
  }
  return places;
}

interface Refund {
  readonly row: number;
  readonly time: number;
  readonly amount: number;
}

interface ReadOrders {
  readonly log: ReturnType<typeof readEventLog>;
  readonly places: ReadonlyMap<unknown, number>;
  readonly amounts: Float64Array;
}

function readRefunds<Table>(
  options: RefundCohortOptions<Table>,
  { log, places, amounts }: ReadOrders,
): Refund[] {
  const { problems, zone, times: bought } = log;
  const table = openTable(where, "refunds", options.refunds);
  if (Array.isArray(options.refunds) && options.refunds.length === 0) return [];
  const orders = table.named("order");
  const reading = { zone, numbers: checkNumericTime(where, options.numericTime) };
  const timeColumn = table.named("time");
  const { times } = readTimes(timeColumn, reading, problems);
  const amountColumn = table.named("amount");
  const given = readNumbers(amountColumn, problems, nonNegativeNumbers);
  const back = new Float64Array(amounts.length);
  const refunds: Refund[] = [];
  for (let i = 0; i < times.length; i++) {
    const row = places.get(orders.at(i));
    if (row === undefined) {
      problems.add(orders.name(i), "must be one of the orders", orders.at(i));
      continue;
    }
    if (times[i]! < bought[row]!)
      problems.add(timeColumn.name(i), "must not be before the order", timeColumn.at(i));
    back[row]! += given[i]!;
    if (back[row]! > amounts[row]! * (1 + 1e-9))
      problems.add(
        amountColumn.name(i),
        `must leave no more refunded than was paid (${amounts[row]})`,
        given[i],
      );
    refunds.push({ row, time: times[i]!, amount: given[i]! });
  }
  return refunds;
}

interface Counted {
  readonly calendar: Calendar;
  readonly cohortOf: Int32Array;
  readonly amounts: Float64Array;
  readonly rate: Float64Array;
  readonly refunds: readonly Refund[];
  readonly asOf: number;
  readonly ages: number;
}

function tally(counted: Counted): RefundCohorts {
  const { calendar, cohortOf, amounts, rate, refunds, asOf } = counted;
  const { count } = calendar;
  const [orders, touched, full] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  const [gross, refunded] = [new Float64Array(count), new Float64Array(count)];
  const back = new Float64Array(amounts.length);
  for (const { row, time, amount } of refunds) if (time < asOf) back[row]! += amount;
  for (const [row, cohort] of cohortOf.entries()) {
    if (cohort < 0) continue;
    orders[cohort]!++;
    gross[cohort]! += amounts[row]! * rate[row]!;
    refunded[cohort]! += back[row]! * rate[row]!;
    if (back[row]! > 0) touched[cohort]!++;
    if (back[row]! > 0 && back[row]! >= amounts[row]! * (1 - 1e-9)) full[cohort]!++;
  }
  const cohorts = Array.from(orders.keys()).filter((cohort) => orders[cohort]! > 0);
  const totals = cohorts.map((cohort) => ({
    ...{ cohort: calendar.label(cohort), orders: orders[cohort]!, gross: gross[cohort]! },
    ...{ refunded: refunded[cohort]!, net: gross[cohort]! - refunded[cohort]! },
    refundShare: gross[cohort]! > 0 ? refunded[cohort]! / gross[cohort]! : null,
    ...{ ordersRefunded: touched[cohort]!, ordersRefundedInFull: full[cohort]! },
  }));
  return { totals, byAge: layAges(counted, cohorts, gross) };
}

/** Refunds to date by age of each cohort. */
function layAges(
  { calendar, cohortOf, rate, refunds, asOf, ages }: Counted,
  cohorts: readonly number[],
  gross: Float64Array,
): RefundCell[] {
  const { count } = calendar;
  const byPeriod = cohorts.map(() => new Float64Array(count));
  const placeOf = new Map(cohorts.map((cohort, place) => [cohort, place]));
  for (const { row, time, amount } of refunds)
    if (cohortOf[row]! >= 0 && time < asOf)
      byPeriod[placeOf.get(cohortOf[row]!)!]![calendar.indexOf(time)]! += amount * rate[row]!;
  return cohorts.flatMap((cohort, place) => {
    let sum = 0;
    return Array.from({ length: Math.min(count - cohort, ages + 1) }, (_, age): RefundCell => {
      const isOver = calendar.starts[cohort + age + 1]! <= asOf;
      sum += byPeriod[place]![cohort + age]!;
      const share = isOver && gross[cohort]! > 0 ? sum / gross[cohort]! : null;
      return { cohort: calendar.label(cohort), age, refundedToDate: isOver ? sum : null, share };
    });
  });
}
