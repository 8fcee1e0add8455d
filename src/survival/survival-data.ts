/** Reads the rows of the chapter: durations with what ended them, and where needed entry, weight, customer and group. */
import { check, checkSufficient } from "../errors.js";
import type { RiskTable } from "../inference/product-limit.js";
import { createProblems, type Problems } from "../tables/problems.js";
import { type Durations, readDurations } from "../tables/read-durations.js";
import { type GroupLabel, readLabels } from "../tables/read-labels.js";
import { type OpenColumn, type OpenTable, openTable, type TableField } from "../tables/table.js";
import { checkTimeUnit, type TimeUnit } from "../time.js";

/** Times closer together than this share of their mean are one. */
export const tieTolerance = 2 ** -26;

/** Where durations and what goes with them are found. */
export interface DurationFields<Table> {
  /** Field of how long each was followed: 0 or more; default `duration`. */
  readonly duration?: TableField<Table> | undefined;
  /** Field of whether the event happened then (true or 1) or had not yet (false or 0); default `event`. */
  readonly event?: TableField<Table> | undefined;
  /** Field of the age from which each was watched: 0, or below the duration; read if given, or if there is a field `entry`. */
  readonly entry?: TableField<Table> | undefined;
  /** Field of how many (or how much) a row stands for, 0 or more; read if given, or if there is a field `weight`. */
  readonly weight?: TableField<Table> | undefined;
  /** Unit of the durations, which the result repeats; default that of the data, where they name one. */
  readonly timeUnit?: TimeUnit | undefined;
}

/** The names of `DurationFields`. */
export const durationFields = ["duration", "event", "entry", "weight", "timeUnit"] as const;

/** Data opened for one call. */
export interface OpenedData {
  readonly table: OpenTable;
  readonly problems: Problems;
}

/** What else is read beside durations. */
export interface DataRule<More> {
  /** Whether weights are counts, or any amounts of 0 or more. */
  readonly weights: "whole" | "any";
  /** The column of whether the event happened; left out, the field `event`. */
  readonly eventOf?: ((opened: OpenedData) => OpenColumn) | undefined;
  /** Reads further columns before what is wrong is thrown. */
  readonly more: (opened: OpenedData) => More;
}

/** Reads the rows, or columns; all that is wrong with them is thrown at once. */
export function readSurvivalData<Table extends object, More>(
  where: string,
  data: Table,
  options: DurationFields<Table>,
  { weights, eventOf, more }: DataRule<More>,
): Durations & { readonly more: More } {
  const opened = { table: openTable(where, "data", data), problems: createProblems(where) };
  const { table, problems } = opened;
  const { duration, entry, weight } = options;
  const event = eventOf === undefined ? table.column("event", options.event) : eventOf(opened);
  checkSufficient(event.length > 0, where, "data", "must have a row or more", 0);
  const read = readDurations(table, problems, { duration, event, entry, weight, weights });
  const others = more(opened);
  problems.throwIfAny();
  const total = read.weights?.reduce((sum, each) => sum + each, 0) ?? read.durations.length;
  check(total <= 1e150, where, "data", "must have weights whose sum is 1e150 at most", total);
  checkSufficient(total > 0, where, "data", "must have a row of weight above 0", total);
  return { ...read, more: others };
}

/** Refuses an entry that is the end, up to rounding: such a row was never watched. */
export function refuseCollapsed(
  where: string,
  { entries, entryColumn }: Durations,
  { collapsed }: Pick<RiskTable, "collapsed">,
): void {
  if (collapsed < 0) return;
  const name = entryColumn?.name(collapsed) ?? "entry";
  check(false, where, name, "must be below the duration by more than rounding", entries?.[collapsed]);
}

/** The labels of a column that must have one in every row; their codes are by first appearance. */
export function readGroups(
  { table, problems }: OpenedData,
  role: string,
  field: unknown,
): { readonly codes: Int32Array; readonly labels: readonly GroupLabel[] } {
  const column = table.column(role, field);
  const small = readSmallNumbers(column.values);
  if (small !== null) return small;
  const { codes, labels } = readLabels(column, problems);
  for (let i = 0; i < codes.length; i++)
    if (codes[i] === -1 && (column.at(i) === null || column.at(i) === undefined))
      problems.add(column.name(i), "must be text, a number or a boolean", column.at(i));
  return { codes, labels };
}

/** The labels of a typed array of small whole numbers, several times faster; null for others. */
function readSmallNumbers(values: ArrayLike<unknown> | null) {
  if (!(values instanceof Float64Array || values instanceof Int32Array || values instanceof Uint8Array))
    return null;
  const codeOf = new Int32Array(256).fill(-1);
  const codes = new Int32Array(values.length);
  const labels: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= 0 && value < codeOf.length) || value !== Math.floor(value)) return null;
    if (codeOf[value] === -1) codeOf[value] = labels.push(value + 0) - 1;
    codes[i] = codeOf[value]!;
  }
  return { codes, labels };
}

/** The unit that the caller states, or that a table of columns such as `subscriptionTenures` gives names. */
export function readTimeUnit(where: string, data: object, stated: TimeUnit | undefined): TimeUnit | null {
  if (stated !== undefined) checkTimeUnit(where, "timeUnit", stated);
  const { timeUnit: own } = data as { readonly timeUnit?: unknown };
  if (typeof own !== "string") return stated ?? null;
  checkTimeUnit(where, "data.timeUnit", own);
  check(
    stated === undefined || stated === own,
    where,
    "timeUnit",
    `must be that of the data ("${own}")`,
    stated,
  );
  return own;
}
