/** What each cohort adds to each calendar period: the layers of which a total is made. */
import { check, checkObject } from "../errors.js";
import { layCalendar } from "../tables/calendar.js";
import { openTimeZone } from "../tables/time-zone.js";
import type { TimeUnit } from "../time.js";
import type { CohortTable } from "./cohort-table.js";
import type { CohortMeasure } from "./table-options.js";

/** What one cohort added to one calendar period. */
export interface LayerCakeRow {
  /** The calendar period, labelled as cohorts are. */
  readonly period: string;
  /** The cohort: the period in which its customers started. */
  readonly cohort: string;
  /** Customers, events or amount of the cohort in the period. */
  readonly value: number;
  /** Whether the period was over at the end of observation. */
  readonly complete: boolean;
}

/** A cohort table laid along the calendar. */
export interface LayerCake {
  /** Length of a period. */
  readonly period: TimeUnit;
  /** What the values count. */
  readonly measure: CohortMeasure;
  /** One row per cohort and calendar period from its start on, in the order of the periods, then of the cohorts. */
  readonly rows: readonly LayerCakeRow[];
}

const where = "layerCake";

/**
 * Lays a cohort table along the calendar: what each cohort adds to each period, so that the values of a period sum to its total.
 *
 * It shows whether growth comes from new customers alone, or from cohorts that last. A period that is not over is there only where
 * the table was made with `incomplete: "partial"`.
 *
 * @param table - A cohort table of calendar windows whose cohorts are periods of the same length, of anything but means.
 * @returns Rows by calendar period and cohort; cells without a value are left out.
 * @throws {InvalidInputError} If the table has groups, rolling windows, brackets, longer cohorts, or counts means.
 * @see {@link cohortTable}, whose cells these are; investors know the picture of them as the layer cake.
 *
 * @example
 * const orders = [
 *   { userId: "ann", paidAt: "2024-01-05" },
 *   { userId: "bob", paidAt: "2024-01-20" },
 *   { userId: "ann", paidAt: "2024-02-11" },
 *   { userId: "cem", paidAt: "2024-02-12" },
 * ];
 * const table = cohortTable(orders, { customer: "userId", time: "paidAt", period: "month", asOf: "2024-03-01" });
 * layerCake(table).rows;
 * // => [
 * //   { period: "2024-01", cohort: "2024-01", value: 2, complete: true },
 * //   { period: "2024-02", cohort: "2024-01", value: 1, complete: true },
 * //   { period: "2024-02", cohort: "2024-02", value: 1, complete: true },
 * // ]
 */
export function layerCake(table: CohortTable): LayerCake {
  checkObject(where, "table", table);
  check(Array.isArray(table.cells), where, "table", "must be a result of cohortTable", table);
  const { windows, measure, period, weekStart } = table;
  check(windows === "calendar", where, "table", 'must have windows "calendar"', windows);
  check(measure !== "mean", where, "table", "must count customers, events or a sum", measure);
  const zone = openTimeZone(where, "table.timeZone", table.timeZone);
  const starts = table.cohorts.map(({ start, cohort }) => {
    check(start !== null, where, "table", "must have cohorts by time", cohort);
    return Date.parse(start);
  });
  const first = starts.reduce((least, start) => Math.min(least, start), Number.POSITIVE_INFINITY);
  const calendar = layCalendar(where, { zone, period, weekStart }, first, Date.parse(table.asOf));
  const places = new Map<unknown, number>();
  table.cohorts.forEach(({ cohort }, i) => {
    const place = calendar.indexOf(starts[i]!);
    const rule = "must have cohorts of the same length as its periods";
    check(calendar.label(place) === cohort, where, "table", rule, cohort);
    places.set(cohort, place);
  });
  const rows: (LayerCakeRow & { readonly place: number })[] = [];
  for (const { cohort, period: k, lastPeriod, value, complete } of table.cells) {
    check(lastPeriod === k, where, "table", "must have no brackets", lastPeriod);
    const place = places.get(cohort)! + k;
    if (value !== null && place < calendar.count)
      rows.push({ place, period: calendar.label(place), cohort: cohort as string, value, complete });
  }
  rows.sort((a, b) => a.place - b.place || places.get(a.cohort)! - places.get(b.cohort)!);
  return { period, measure, rows: rows.map(({ place: _, ...row }) => row) };
}
