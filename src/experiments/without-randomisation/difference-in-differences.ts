/** Did churn change more where something changed? Without randomisation, with few clusters. */
import { check, checkFraction, checkObject, checkOptions, checkSufficient } from "../../errors.js";
import type { Interval } from "../../inference/interval.js";
import { studentTCdf, studentTQuantile } from "../../math/distributions.js";
import type { TableField } from "../../tables/table.js";
import { type ClusterRobust, cellsOf, clusterRobust } from "./cluster-robust.js";
import { type Cluster, readClusters } from "./clusters.js";
import { type CollapsedDifference, changesOf, collapse, type PermutationTest, permute } from "./collapsed.js";

/** Where the fields are, and how the interval is made. */
export interface DifferenceInDifferencesOptions<Table> {
  /** The cluster (store, region, account): `"cluster"` if left out. */
  readonly cluster?: TableField<Table> | undefined;
  /** 1 or true for clusters where something changed: `"treated"` if left out. */
  readonly treated?: TableField<Table> | undefined;
  /** 1 or true for the time after the change: `"after"` if left out. */
  readonly after?: TableField<Table> | undefined;
  /** Customers at the start: `"atStart"` if left out. */
  readonly atStart?: TableField<Table> | undefined;
  /** Those of them who were lost: `"lost"` if left out. */
  readonly lost?: TableField<Table> | undefined;
  /** Level of the intervals: a fraction; 0.95 if left out. */
  readonly level?: number | undefined;
  /** Seed of the sample of permutations where there are too many to try all; 1 if left out. */
  readonly seed?: number | undefined;
}

/** A difference in differences. */
export interface DifferenceInDifferences extends Interval<number | null> {
  /** Change of the treated clusters' churn rate less that of the others: a fraction; of all customers alike. */
  readonly estimate: number;
  /** Standard error by CR2; null if no cluster departs from the mean of its kind. */
  readonly standardError: number | null;
  /** Satterthwaite's degrees of freedom of that standard error. */
  readonly degreesOfFreedom: number;
  /** Two-sided p-value on these degrees of freedom; null with the standard error. */
  readonly pValue: number | null;
  /** Churn rates of treated and other clusters, before and after. */
  readonly rates: {
    readonly treatedBefore: number;
    readonly treatedAfter: number;
    readonly othersBefore: number;
    readonly othersAfter: number;
  };
  /** Clusters of each kind. */
  readonly clusters: { readonly treated: number; readonly others: number };
  /** Standard errors without (`cr0`), with a common (`cr1`) and with the proper correction for few clusters (`cr2`). */
  readonly standardErrors: { readonly cr0: number; readonly cr1: number; readonly cr2: number };
  /** The interval by CR1 on clusters less one degrees of freedom: common, and too narrow with few clusters. */
  readonly cr1: Interval;
  /** One change per cluster, each counting alike. */
  readonly collapsed: CollapsedDifference;
  /** Permutation of the clusters' changes. */
  readonly permutation: PermutationTest;
  /** What must be true for the estimate to be the effect of the change, in words. */
  readonly assumes: readonly string[];
}

const assumes = [
  "Parallel trends: without the change, the rate of the treated clusters would have moved by as many points as that of the others.",
  "No anticipation: nobody left or stayed before the change because of it.",
  "No spill-over: the change in one cluster does not move customers or churn of another.",
  "Nothing else happened at the same time in the treated clusters only.",
  "The mix of customers in a cluster did not change because of the change.",
  "Clusters are independent of each other; customers within one need not be.",
] as const;

/**
 * Difference in differences of churn: how much more the churn of treated clusters changed than that of the others.
 *
 * It is no experiment: it takes the others' change for what would have happened (see `assumes`), and no p-value tests that; look at
 * several periods before the change. Clusters, not customers, are the sample: with few, the usual CR1 interval on
 * clusters less one degrees of freedom is too narrow, so this one is CR2's, on Satterthwaite's. Where clusters were picked at
 * random, trust `permutation`. Where they differ in size, `collapsed` is another quantity: the mean over clusters, not customers.
 *
 * Formula: Δ = (p₁₁ - p₁₀) - (p₀₁ - p₀₀), pooled rates of treated and others, after and before; variance Σ over clusters of
 * (Σ± e/(N√(1 - n/N)))², e a cluster's lost less expected ones of a period, n its and N all customers there.
 *
 * @param rows - Rows or columns: one for each cluster and period (several of one are added up).
 * @param options - The names of the fields, `level` and `seed`.
 * @returns Estimate and interval by CR2, p-value, the other usual standard errors, the collapsed comparison, the permutation test, and the assumptions.
 * @throws {InvalidInputError} If a count is not whole, more are lost than were there, or a cluster is both treated and not.
 * @throws {InsufficientDataError} If there are fewer than two clusters of a kind, or one has no customers before or after.
 * @see Bertrand, Duflo & Mullainathan (2004), QJE 119(1), 249-275, doi:10.1162/003355304772839588; Bell & McCaffrey (2002), Survey
 *   Methodology 28(2), 169-181; Donald & Lang (2007), Review of Economics and Statistics 89(2), 221-233, doi:10.1162/rest.89.2.221.
 *
 * @example
 * const losses = { north: [9, 8], south: [6, 7], east: [10, 15], west: [8, 12] };
 * const rows = Object.entries(losses).flatMap(([cluster, lost]) =>
 *   lost.map((lost, after) => ({ cluster, treated: cluster === "north" || cluster === "south", after, atStart: 100, lost })),
 * );
 * differenceInDifferences(rows).estimate; // ≈ -0.045
 */
export function differenceInDifferences<Table>(
  rows: Table,
  options: DifferenceInDifferencesOptions<Table> = {},
): DifferenceInDifferences {
  const where = "differenceInDifferences";
  checkObject(where, "options", options);
  checkOptions(where, options, ["cluster", "treated", "after", "atStart", "lost", "level", "seed"]);
  const { level = 0.95, seed = 1, ...fields } = options;
  checkFraction(where, "level", level, "open");
  check(Number.isSafeInteger(seed), where, "seed", "must be a whole number", seed);
  const clusters = readClusters(where, rows, fields);
  const kinds = countKinds(where, clusters);
  const cells = cellsOf(clusters);
  const robust = clusterRobust(clusters, cells);
  const [[othersBefore, othersAfter], [treatedBefore, treatedAfter]] = cells.rate as [
    readonly [number, number],
    readonly [number, number],
  ];
  const estimate = treatedAfter - treatedBefore - (othersAfter - othersBefore);
  const changes = changesOf(clusters);
  const interval = (standardError: number, df: number, method: string) => {
    const half = studentTQuantile((1 + level) / 2, df) * standardError;
    return { estimate, lower: estimate - half, upper: estimate + half, level, method };
  };
  const best = interval(robust.cr2, robust.cr2DegreesOfFreedom, "cr2-satterthwaite");
  return {
    ...(robust.cr2 > 0 ? best : { ...best, lower: null, upper: null }),
    ...testOf(estimate, robust),
    rates: { treatedBefore, treatedAfter, othersBefore, othersAfter },
    clusters: kinds,
    standardErrors: { cr0: robust.cr0, cr1: robust.cr1, cr2: robust.cr2 },
    cr1: interval(robust.cr1, clusters.length - 1, "cr1-t"),
    collapsed: collapse(changes, level),
    permutation: permute(changes, seed),
    assumes,
  };
}

function testOf(estimate: number, { cr2, cr2DegreesOfFreedom }: ClusterRobust) {
  const known = cr2 > 0;
  return {
    standardError: known ? cr2 : null,
    degreesOfFreedom: cr2DegreesOfFreedom,
    pValue: known ? 2 * studentTCdf(-Math.abs(estimate / cr2), cr2DegreesOfFreedom) : null,
  };
}

/** How many clusters there are of each kind: two at least. */
function countKinds(where: string, clusters: readonly Cluster[]): DifferenceInDifferences["clusters"] {
  const treated = clusters.filter((cluster) => cluster.treated).length;
  const others = clusters.length - treated;
  for (const [name, count] of Object.entries({ treated, other: others }))
    checkSufficient(count >= 2, where, "rows", `must hold two ${name} clusters or more`, count);
  return { treated, others };
}
