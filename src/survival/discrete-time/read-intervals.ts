/** Reads customers, or rows that each cover some periods of a customer, for a model in discrete time. */
import { checkSufficient } from "../../errors.js";
import { createProblems, type Problems } from "../../tables/problems.js";
import { type Durations, readDurations } from "../../tables/read-durations.js";
import { type OpenColumn, openTable } from "../../tables/table.js";
import type { TimeUnit } from "../../time.js";
import { readTimeUnit } from "../survival-data.js";
import type { IntervalOptions } from "./options.js";

/** More periods than this are no periods but instants. */
const mostPeriods = 10_000;

/** Rows as read, with what the data say of themselves. */
export interface ReadIntervals extends Durations {
  readonly timeUnit: TimeUnit | null;
}

/** Reads durations, events, entries and weights, whole periods all, and checks that a customer's rows do not overlap. */
export function readIntervals(where: string, data: object, options: IntervalOptions): ReadIntervals {
  const table = openTable(where, "data", data);
  const problems = createProblems(where);
  const { duration, entry, weight, customer } = options;
  const event = table.column("event", options.event);
  checkSufficient(event.length > 0, where, "data", "must have a row or more", 0);
  const read = readDurations(table, problems, { duration, event, entry, weight, weights: "any" });
  const names = { duration: table.column("duration", duration), entry: read.entryColumn };
  checkPeriods(read, problems, names);
  problems.throwIfAny();
  if (customer !== undefined || table.has("customer"))
    checkCustomers(table.column("customer", customer), read, problems);
  problems.throwIfAny();
  return { ...read, timeUnit: readTimeUnit(where, data, options.timeUnit) };
}

function checkPeriods(
  { durations, events, entries }: Durations,
  problems: Problems,
  names: { readonly duration: OpenColumn; readonly entry: OpenColumn | null },
): void {
  const rule = `must be a whole number of periods, ${mostPeriods} at most`;
  for (let i = 0; i < durations.length; i++) {
    const [end, begin] = [durations[i]!, entries?.[i] ?? 0];
    if (!Number.isInteger(end) || end > mostPeriods) problems.add(names.duration.name(i), rule, end);
    else if (end === 0 && events[i] === 1)
      problems.add(
        names.duration.name(i),
        "must be 1 or more for the lost: the period in which they left",
        end,
      );
    if (!Number.isInteger(begin))
      problems.add(names.entry!.name(i), "must be a whole number of periods", begin);
  }
}

/** A customer's rows follow one another in time, and the loss is in the last. */
function checkCustomers(column: OpenColumn, read: Durations, problems: Problems): void {
  const { durations, events, entries } = read;
  for (const rows of rowsByCustomer(column, problems)) {
    if (rows.length === 1) continue;
    rows.sort((a, b) => (entries?.[a] ?? 0) - (entries?.[b] ?? 0) || a - b);
    for (let i = 1; i < rows.length; i++) {
      const [before, row] = [rows[i - 1]!, rows[i]!];
      const begin = entries?.[row] ?? 0;
      if (begin < durations[before]!)
        problems.add(
          column.name(row),
          `must not have rows that overlap (one ends at ${durations[before]}, the next begins at ${begin})`,
          column.at(row),
        );
      else if (events[before] === 1)
        problems.add(column.name(row), "must have no row after the loss", column.at(row));
    }
  }
}

/** The rows of each customer, in the order in which customers first appear. */
export function rowsByCustomer(column: OpenColumn, problems: Problems): number[][] {
  const groups: number[][] = [];
  const placeOf = new Map<unknown, number>();
  for (let i = 0; i < column.length; i++) {
    const id = column.at(i);
    let place = placeOf.get(id);
    if (place === undefined) {
      const known = (typeof id === "string" && id !== "") || typeof id === "bigint" || Number.isFinite(id);
      if (!known) problems.add(column.name(i), "must be text or a number", id);
      place = groups.push([]) - 1;
      placeOf.set(id, place);
    }
    groups[place]!.push(i);
  }
  return groups;
}
