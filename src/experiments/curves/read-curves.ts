/** Durations by group, read once, and handed on to the functions of the survival chapter. */
import { check, checkSufficient } from "../../errors.js";
import { type Causes, readCauses } from "../../survival/causes/cause-data.js";
import { kaplanMeier } from "../../survival/kaplan-meier.js";
import type { KaplanMeierCurve } from "../../survival/kaplan-meier-curve.js";
import {
  type DurationFields,
  type OpenedData,
  readGroups,
  readSurvivalData,
  readTimeUnit,
} from "../../survival/survival-data.js";
import { readCustomers } from "../../tables/read-customers.js";
import type { GroupLabel } from "../../tables/read-labels.js";
import type { TableField } from "../../tables/table.js";
import type { TimeUnit } from "../../time.js";

/** Where durations, groups and causes are found. */
export interface CurveFields<Table> extends DurationFields<Table> {
  /** Field of the group, in every row; default `group`. */
  readonly group?: TableField<Table> | undefined;
  /** Field of the cause of each loss, null where censored: then the groups are compared cause by cause too. */
  readonly cause?: TableField<Table> | undefined;
  /** Field of the customer: one who is in two groups is refused. */
  readonly customer?: TableField<Table> | undefined;
}

/** Columns as the survival chapter takes them. */
export interface TenureColumns {
  readonly duration: Float64Array;
  readonly event: Uint8Array;
  readonly entry: Float64Array;
  readonly weight: Float64Array;
  /** Position of the group among the labels. */
  readonly group: Int32Array;
}

/** The groups of a comparison of curves. */
export interface ReadCurves {
  readonly columns: TenureColumns;
  readonly labels: readonly GroupLabel[];
  readonly curves: readonly KaplanMeierCurve[];
  readonly causes: Causes | null;
  readonly timeUnit: TimeUnit | null;
}

/** Reads groups, the first of them first. */
export function readCurves<Table extends object>(
  where: string,
  data: Table,
  options: CurveFields<Table> & { readonly first: GroupLabel; readonly level: number },
): ReadCurves {
  const { cause, customer, first, level } = options;
  const causes = cause === undefined ? null : readCauses(where, data, options);
  const read = readSurvivalData(where, data, options, {
    weights: "whole",
    eventOf: causes?.eventOf,
    more: (opened) => {
      const groups = readGroups(opened, "group", options.group);
      if (customer !== undefined) refuseOverlap(opened, customer, groups.codes);
      return groups;
    },
  });
  const { codes, labels } = orderGroups(where, read.more, first);
  const timeUnit = readTimeUnit(where, data, options.timeUnit);
  const rows = read.durations.length;
  const columns: TenureColumns = {
    duration: read.durations,
    event: read.events,
    entry: read.entries ?? new Float64Array(rows),
    weight: read.weights ?? new Float64Array(rows).fill(1),
    group: codes,
  };
  const curves = labels.map((label, g) => {
    const own = groupColumns(columns, g);
    const observed = own.weight.some((each) => each > 0);
    checkSufficient(observed, where, "data", "must have an observation of every group", label);
    return kaplanMeier(own, timeUnit === null ? { level } : { level, timeUnit });
  });
  return { columns, labels, curves, causes, timeUnit };
}

/** The rows of one group. */
export function groupColumns(columns: TenureColumns, group: number): Omit<TenureColumns, "group"> {
  const isIn = (_: unknown, row: number): boolean => columns.group[row] === group;
  const { duration, event, entry, weight } = columns;
  return {
    duration: duration.filter(isIn),
    event: event.filter(isIn),
    entry: entry.filter(isIn),
    weight: weight.filter(isIn),
  };
}

/** Puts the group that was named first, and leaves the others in order of appearance. */
function orderGroups(
  where: string,
  { codes, labels }: { readonly codes: Int32Array; readonly labels: readonly GroupLabel[] },
  first: GroupLabel,
): { readonly codes: Int32Array; readonly labels: readonly GroupLabel[] } {
  checkSufficient(labels.length > 1, where, "data", "must have two groups or more", labels.length);
  const at = labels.indexOf(first);
  check(
    at >= 0,
    where,
    "first",
    `must be a label of group (${labels.slice(0, 8).map(String).join(", ")})`,
    first,
  );
  const placeOf = labels.map((_, code) => (code === at ? 0 : code < at ? code + 1 : code));
  return {
    codes: codes.map((code) => placeOf[code]!),
    labels: [first, ...labels.filter((label) => label !== first)],
  };
}

/** Refuses a customer with rows in two groups: they are then not independent. */
function refuseOverlap({ table, problems }: OpenedData, field: unknown, groups: Int32Array): void {
  const column = table.column("customer", field);
  const { codes } = readCustomers(column, problems);
  const groupOf = new Map<number, number>();
  for (let i = 0; i < codes.length; i++) {
    const known = groupOf.get(codes[i]!);
    if (known === undefined) groupOf.set(codes[i]!, groups[i]!);
    else if (known !== groups[i]) problems.add(column.name(i), "must be in one group only", column.at(i));
  }
}
