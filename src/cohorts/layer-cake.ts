/** What each cohort adds to each calendar period: the layers of which a total is made. */
import { check, checkChoice, checkCount, checkFinite, checkObject } from "../errors.js";
import { checkCalendarRule, layCalendar } from "../tables/calendar.js";
import { openTimeZone } from "../tables/time-zone.js";
import type { TimeUnit } from "../time.js";
import type { CohortCell, CohortTable } from "./cohort-table.js";
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
  const { windows, measure, cohorts, cells } = table;
  const isTable = Array.isArray(cells) && Array.isArray(cohorts) && cohorts.length > 0;
  check(isTable, where, "table", "must be a result of cohortTable", table);
  check(windows === "calendar", where, "table", 'must have windows "calendar"', windows);
  checkChoice(where, "table.measure", measure, ["customers", "events", "sum", "mean"]);
  check(measure !== "mean", where, "table", "must count customers, events or a sum", measure);
  const { calendar, places } = layCohorts(table);
  const rows: (LayerCakeRow & { readonly place: number })[] = [];
  for (const [i, cell] of cells.entries()) {
    checkCell(`table.cells[${i}]`, cell, places);
    const { cohort, period: k, value, complete } = cell;
    const place = places.get(cohort)! + k;
    if (value !== null && place < calendar.count)
      rows.push({ place, period: calendar.label(place), cohort: cohort as string, value, complete });
  }
  rows.sort((a, b) => a.place - b.place || places.get(a.cohort)! - places.get(b.cohort)!);
  return { period: table.period, measure, rows: rows.map(({ place: _, ...row }) => row) };
}

/** The calendar from the first cohort to the end of observation, and the place of each cohort in it. */
function layCohorts(table: CohortTable) {
  const rule = checkCalendarRule(where, openTimeZone(where, "table.timeZone", table.timeZone), table);
  const end = Date.parse(table.asOf);
  check(Number.isFinite(end), where, "table.asOf", "must be an ISO instant", table.asOf);
  const starts = table.cohorts.map((cohort, i) => {
    checkObject(where, `table.cohorts[${i}]`, cohort);
    check(cohort.start !== null, where, "table", "must have cohorts by time", cohort.cohort);
    const start = Date.parse(cohort.start);
    check(start <= end, where, `table.cohorts[${i}].start`, "must be an instant before asOf", cohort.start);
    return start;
  });
  const first = starts.reduce((least, start) => Math.min(least, start), end);
  const calendar = layCalendar(where, rule, first, end);
  const places = new Map<unknown, number>();
  table.cohorts.forEach(({ cohort }, i) => {
    const place = calendar.indexOf(starts[i]!);
    const same = "must have cohorts of the same length as its periods";
    check(calendar.label(place) === cohort, where, "table", same, cohort);
    places.set(cohort, place);
  });
  return { calendar, places };
}

function checkCell(argument: string, cell: CohortCell, places: ReadonlyMap<unknown, number>): void {
  checkObject(where, argument, cell);
  check(places.has(cell.cohort), where, `${argument}.cohort`, "must be one of the cohorts", cell.cohort);
  checkCount(where, `${argument}.period`, cell.period);
  check(cell.lastPeriod === cell.period, where, "table", "must have no brackets", cell.lastPeriod);
  if (cell.value !== null) checkFinite(where, `${argument}.value`, cell.value);
  check(
    typeof cell.complete === "boolean",
    where,
    `${argument}.complete`,
    "must be true or false",
    cell.complete,
  );
}
