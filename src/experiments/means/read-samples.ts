/** Two groups of customers read from one table, or from two. */
import { check, checkSufficient } from "../../errors.js";
import { createProblems, type Problems } from "../../tables/problems.js";
import { readCustomers } from "../../tables/read-customers.js";
import { type GroupLabel, readLabels } from "../../tables/read-labels.js";
import {
  counts,
  finiteNumbers,
  nonNegativeNumbers,
  readNumbers,
  readWeights,
} from "../../tables/read-numbers.js";
import { readTimes } from "../../tables/read-times.js";
import { type OpenTable, openTable } from "../../tables/table.js";
import { openTimeZone } from "../../tables/time-zone.js";
import type { GroupedMeansOptions } from "./compare-means-options.js";
import type { Sample } from "./sample.js";
import { type Columns, sumByCustomer } from "./sum-by-customer.js";

/** Both groups, the labels they go by, and the names of their covariates. */
export interface ReadSamples {
  readonly samples: readonly [Sample, Sample];
  readonly covariates: readonly string[];
}

/** Reads two tables, one for each group. */
export function readTwoTables(
  where: string,
  tables: readonly [object, object],
  options: GroupedMeansOptions<object>,
): ReadSamples {
  const [first, second] = (["first", "second"] as const).map((name, k) => {
    const table = openTable(where, name, tables[k]);
    const problems = createProblems(where);
    const columns = readColumns(table, problems, options);
    problems.throwIfAny();
    return columns;
  }) as [Columns, Columns];
  refuseOverlap(where, first, second);
  return finish(where, [first, second], options);
}

/** Reads one table whose rows name their group. */
export function readOneTable(
  where: string,
  customers: object,
  options: GroupedMeansOptions<object>,
): ReadSamples {
  const table = openTable(where, "customers", customers);
  const problems = createProblems(where);
  const columns = readColumns(table, problems, options);
  const groups = table.column("group", options.group);
  const { codes, labels } = readLabels(groups, problems);
  for (let i = 0; i < codes.length; i++)
    if (codes[i] === -1 && groups.at(i) == null)
      problems.add(groups.name(i), "must be text, a number or a boolean", groups.at(i));
  problems.throwIfAny();
  const [a, b] = chooseGroups(where, labels, options);
  const [first, second] = [a, b].map((code) => select(columns, (i) => codes[i] === code)) as [
    Columns,
    Columns,
  ];
  refuseOverlap(where, first, second);
  return finish(where, [first, second], options);
}

/** The codes of the two groups that are compared. */
function chooseGroups(
  where: string,
  labels: readonly GroupLabel[],
  { first, second }: GroupedMeansOptions<object>,
): [number, number] {
  const known = `must be a label of group (${labels.slice(0, 8).map(String).join(", ")})`;
  const a = labels.indexOf(first);
  check(a >= 0, where, "first", known, first);
  const others = labels.filter((label) => label !== first);
  if (second === undefined) {
    checkSufficient(others.length > 0, where, "group", "must hold two groups", labels.length);
    check(others.length === 1, where, "second", "must be given where there are more than two groups", labels);
    return [a, labels.indexOf(others[0]!)];
  }
  const b = labels.indexOf(second);
  check(b >= 0 && b !== a, where, "second", `${known} other than first`, second);
  return [a, b];
}

function readColumns(table: OpenTable, problems: Problems, options: GroupedMeansOptions<object>): Columns {
  const { covariates = [], denominator, customer } = options;
  refuseOutcomes(table, options);
  const outcome = readNumbers(table.column("outcome", options.outcome), problems, finiteNumbers);
  const below =
    denominator === undefined
      ? null
      : readNumbers(table.column("denominator", denominator), problems, nonNegativeNumbers);
  const before = covariates.map((field, j) =>
    readNumbers(table.column(`covariates[${j}]`, field), problems, finiteNumbers),
  );
  const weight = readWeights(table, problems, counts, options.weight);
  const column = customer === undefined ? null : table.column("customer", customer);
  const encoded = column === null ? null : readCustomers(column, problems);
  readMeasuredBefore(table, problems, options);
  return {
    outcome,
    denominator: below,
    covariates: before,
    weight,
    ids: encoded === null ? null : Array.from(encoded.codes, (code) => encoded.ids[code]),
    nameOf: (i) => column?.name(i) ?? "",
  };
}

/** A covariate that is the outcome itself, or what it is divided by, was measured after the customers were assigned. */
function refuseOutcomes({ where }: OpenTable, options: GroupedMeansOptions<object>): void {
  const { covariates = [], outcome = "outcome", denominator, group } = options;
  for (const [j, field] of covariates.entries()) {
    const after = field === outcome || field === denominator || field === group;
    check(
      !after,
      where,
      `covariates[${j}]`,
      "must be measured before the experiment, so no field of its outcome or group",
      field,
    );
  }
}

/** Refuses covariates that were measured after the customer was assigned: the experiment may have changed them. */
function readMeasuredBefore(
  table: OpenTable,
  problems: Problems,
  { measuredAt, assignedAt, timeZone = "UTC" }: GroupedMeansOptions<object>,
): void {
  if (measuredAt === undefined && assignedAt === undefined) return;
  const both = measuredAt !== undefined && assignedAt !== undefined;
  const missing = measuredAt === undefined ? "measuredAt" : "assignedAt";
  check(both, table.where, missing, "must be given with the other of the two times", undefined);
  const reading = { zone: openTimeZone(table.where, "timeZone", timeZone), numbers: null };
  const columns = [table.column("measuredAt", measuredAt), table.column("assignedAt", assignedAt)] as const;
  const [measured, assigned] = columns.map((column) => readTimes(column, reading, problems).times) as [
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < measured.length; i++)
    if (measured[i]! > assigned[i]!)
      problems.add(
        columns[0].name(i),
        `must not be after assignedAt (${new Date(assigned[i]!).toISOString()})`,
        columns[0].at(i),
      );
}

function select(columns: Columns, isIn: (i: number) => boolean): Columns {
  const rows = Array.from(columns.outcome.keys()).filter(isIn);
  const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (i) => column[i]!);
  return {
    outcome: pick(columns.outcome),
    denominator: columns.denominator === null ? null : pick(columns.denominator),
    covariates: columns.covariates.map(pick),
    weight: columns.weight === null ? null : pick(columns.weight),
    ids: columns.ids === null ? null : rows.map((i) => columns.ids![i]),
    nameOf: (i) => columns.nameOf(rows[i]!),
  };
}

/** Refuses a customer who is in both groups: the groups are then not independent. */
function refuseOverlap(where: string, first: Columns, second: Columns): void {
  if (first.ids === null || second.ids === null) return;
  const known = new Set(first.ids);
  const twice = second.ids.findIndex((id) => known.has(id));
  check(twice < 0, where, second.nameOf(twice), "must be in one group only", second.ids[twice]);
}

function finish(
  where: string,
  columns: readonly [Columns, Columns],
  options: GroupedMeansOptions<object>,
): ReadSamples {
  const counted = columns.map((each) =>
    each.weight === null ? each : select(each, (i) => each.weight![i]! > 0),
  );
  const samples = counted.map((each, k) =>
    sampleOf(where, sumByCustomer(where, each), k === 0 ? "first" : "second"),
  );
  const names = (options.covariates ?? []).map((field, j) =>
    typeof field === "string" ? field : `covariates[${j}]`,
  );
  return { samples: samples as [Sample, Sample], covariates: names };
}

/** A sample of two customers or more, of whom some have something to divide by. */
export function sampleOf(where: string, columns: Omit<Sample, "customers">, argument: string): Sample {
  const { outcome, denominator, weight } = columns;
  const customers = weight === null ? outcome.length : weight.reduce((sum, each) => sum + each, 0);
  checkSufficient(customers >= 2, where, argument, "must be 2 customers or more", customers);
  if (denominator !== null) {
    const some = denominator.some((each, i) => each > 0 && (weight === null || weight[i]! > 0));
    checkSufficient(some, where, argument, "must have a denominator above 0", 0);
  }
  return { outcome, denominator, covariates: columns.covariates, weight, customers };
}
