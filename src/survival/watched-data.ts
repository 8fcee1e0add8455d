/** The data of a curve: read, counted by time, and with what its errors take. */
import { check, checkChoice, checkFraction } from "../errors.js";
import { countEvents, type EventCounts } from "../inference/event-counts.js";
import { countAtRisk, type RiskTable } from "../inference/product-limit.js";
import { readCustomers } from "../tables/read-customers.js";
import type { Durations } from "../tables/read-durations.js";
import type { OpenColumn, TableField } from "../tables/table.js";
import type { TimeUnit } from "../time.js";
import {
  type DurationFields,
  type OpenedData,
  readSurvivalData,
  readTimeUnit,
  refuseCollapsed,
  tieTolerance,
} from "./survival-data.js";
import { type UnwatchedStretch, unwatchedStretches } from "./unwatched-stretches.js";

/** The options that every curve has. */
export interface WatchedOptions<Table, Errors extends string> extends DurationFields<Table> {
  readonly cluster?: TableField<Table> | undefined;
  readonly level?: number | undefined;
  readonly standardErrors?: Errors | undefined;
}

/** Data of a curve with its counts and what the options say of it. */
export interface WatchedData<Errors extends string> extends Durations {
  readonly timeUnit: TimeUnit | null;
  readonly level: number;
  readonly standardErrors: Errors | "robust";
  /** Whose row each is; null where each is a subject of its own. */
  readonly clusters: Int32Array | null;
  readonly counts: EventCounts;
  /** The counts with the rows in order, for robust errors; null for others. */
  readonly rows: RiskTable | null;
  readonly unwatched: readonly UnwatchedStretch[];
}

/**
 * Reads the data of a curve and counts them.
 *
 * @param choices - The kinds of standard errors: the first is the default for weights that are counts, robust ones otherwise.
 * @param eventOf - The column of whether the event happened; left out, the field `event`.
 */
export function readWatchedData<Table extends object, Errors extends string>(
  where: string,
  data: Table,
  options: WatchedOptions<Table, Errors | "robust">,
  choices: readonly [Errors, ...(Errors | "robust")[]],
  eventOf?: (opened: OpenedData) => OpenColumn,
): WatchedData<Errors> {
  const { level = 0.95, cluster } = options;
  checkFraction(where, "level", level, "open");
  const read = readSurvivalData(where, data, options, {
    weights: "any",
    eventOf,
    more: ({ table, problems }) =>
      cluster === undefined ? null : readCustomers(table.column("cluster", cluster), problems).codes,
  });
  const byRow = cluster !== undefined || (read.weights?.some(isBroken) ?? false);
  const standardErrors = options.standardErrors ?? (byRow ? "robust" : choices[0]);
  checkChoice<string>(where, "standardErrors", standardErrors, choices);
  const rule = 'must be "robust" where there are clusters';
  check(cluster === undefined || standardErrors === "robust", where, "standardErrors", rule, standardErrors);
  const isLate = read.entries?.some((entry) => entry > 0) ?? false;
  const table = isLate || standardErrors === "robust" ? countAtRisk(read, tieTolerance) : null;
  if (table !== null) refuseCollapsed(where, read, table);
  return {
    ...read,
    timeUnit: readTimeUnit(where, data, options.timeUnit),
    level,
    standardErrors,
    clusters: read.more,
    counts: table ?? countEvents(read, tieTolerance),
    rows: standardErrors === "robust" ? table : null,
    unwatched: table === null ? [] : unwatchedStretches(read.entries, table),
  };
}

const isBroken = (weight: number) => !Number.isInteger(weight);
