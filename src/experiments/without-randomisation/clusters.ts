/** Clusters of customers before and after a change, read from rows. */
import { checkSufficient } from "../../errors.js";
import { createProblems, type Problems } from "../../tables/problems.js";
import { readLabels } from "../../tables/read-labels.js";
import { counts, readNumbers } from "../../tables/read-numbers.js";
import { type OpenColumn, openTable } from "../../tables/table.js";

/** One cluster: its customers and losses before and after. */
export interface Cluster {
  readonly treated: boolean;
  readonly atStart: readonly [before: number, after: number];
  readonly lost: readonly [before: number, after: number];
}

/** Where the fields of the rows are found. */
export interface ClusterFields {
  readonly cluster?: unknown;
  readonly treated?: unknown;
  readonly after?: unknown;
  readonly atStart?: unknown;
  readonly lost?: unknown;
}

/** Reads the rows; those of one cluster and period are added up. */
export function readClusters(where: string, rows: unknown, fields: ClusterFields): Cluster[] {
  const problems = createProblems(where);
  const columns = openColumns(where, rows, fields);
  const { codes, labels } = readLabels(columns.cluster, problems);
  const [treated, after] = [readFlags(columns.treated, problems), readFlags(columns.after, problems)];
  const atStart = readNumbers(columns.atStart, problems, counts);
  const lost = readNumbers(columns.lost, problems, counts);
  const clusters = labels.map(() => ({ treated: -1, atStart: [0, 0], lost: [0, 0] }));
  for (let i = 0; i < codes.length; i++) {
    const cluster = clusters[codes[i]!];
    if (cluster === undefined) {
      problems.add(columns.cluster.name(i), "must name a cluster", columns.cluster.at(i));
      continue;
    }
    if (lost[i]! > atStart[i]!)
      problems.add(columns.lost.name(i), `must be at most atStart (${atStart[i]})`, lost[i]);
    if (cluster.treated === -1) cluster.treated = treated[i]!;
    if (cluster.treated !== treated[i])
      problems.add(
        columns.treated.name(i),
        "must be the same in all rows of a cluster: groups overlap",
        columns.treated.at(i),
      );
    const period = after[i] === 1 ? 1 : 0;
    cluster.atStart[period]! += atStart[i]!;
    cluster.lost[period]! += lost[i]!;
  }
  problems.throwIfAny();
  for (const [g, { atStart: sizes }] of clusters.entries())
    checkSufficient(
      sizes.every((size) => size > 0),
      where,
      `cluster ${JSON.stringify(labels[g])}`,
      "must have customers before and after",
      sizes,
    );
  return clusters.map((cluster) => ({ ...cluster, treated: cluster.treated === 1 }) as unknown as Cluster);
}

function openColumns(where: string, rows: unknown, fields: ClusterFields) {
  const table = openTable(where, "rows", rows);
  const column = (name: keyof ClusterFields) => table.column(name, fields[name]);
  const [cluster, treated, after] = [column("cluster"), column("treated"), column("after")];
  return { cluster, treated, after, atStart: column("atStart"), lost: column("lost") };
}

/** Reads 0 or 1, or false or true. */
function readFlags(column: OpenColumn, problems: Problems): Uint8Array {
  const flags = new Uint8Array(column.length);
  for (let i = 0; i < flags.length; i++) {
    const value = column.at(i);
    if (value !== 0 && value !== 1 && typeof value !== "boolean")
      problems.add(column.name(i), "must be 0 or 1, or false or true", value);
    flags[i] = Number(value === 1 || value === true);
  }
  return flags;
}
