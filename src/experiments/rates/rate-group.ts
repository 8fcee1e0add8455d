/** The groups of a comparison of rates: counts of customers, losses over exposure, or clusters of either. */
import { check, checkCount, checkObject, checkPositive, checkSufficient, isDense } from "../../errors.js";
import type { Share } from "../../inference/score-interval.js";
import { checkShare, type ExposureCounts } from "../../rates/churn-interval.js";
import type { PeriodCounts } from "../../rates/churn-rate.js";

/** Retained customers out of those eligible: a cell of a cohort table and a point of a pooled curve are such counts. */
export interface RetainedCount {
  /** Customers retained: a whole number from 0 to `eligible`. */
  readonly value: number | null;
  /** Customers whose period is over: a whole number of 1 or more. */
  readonly eligible: number;
}

/** Counts of one kind: `{ atStart, lost }`, `{ eligible, value }` or `{ exposure, lost }`. */
export type RateCounts = PeriodCounts | RetainedCount | ExposureCounts;

/** A group whose customers are not independent: counts of the branches, months or accounts that move together. */
export interface ClusteredCounts {
  /** Counts of each cluster, all of one kind: two or more. */
  readonly clusters: readonly RateCounts[];
}

/** A group of a comparison. */
export type RateGroup = RateCounts | ClusteredCounts;

/** What is compared: losses among customers, customers retained, or losses per exposure. */
export type RateMeasure = "churn" | "retention" | "churnPerExposure";

/** One group as it was compared. */
export interface ComparedRate {
  /** Customers lost, or retained where retention is compared. */
  readonly count: number;
  /** Customers at the start or eligible, or the exposure. */
  readonly size: number;
  /** `count / size`. */
  readonly rate: number;
  /** Number of clusters; null where customers count one by one. */
  readonly clusters: number | null;
  /** Variance of the rate over that of independent customers; null where customers count one by one, or the rate is 0 or 1. */
  readonly designEffect: number | null;
}

/** A group that was read. */
export interface ReadGroup {
  readonly measure: RateMeasure;
  readonly compared: ComparedRate;
  /** The counts that independent customers would need to tell as much. */
  readonly share: Share;
}

/** The fields that tell each kind of counts. */
const kinds = [
  { measure: "churn", size: "atStart", count: "lost" },
  { measure: "retention", size: "eligible", count: "value" },
  { measure: "churnPerExposure", size: "exposure", count: "lost" },
] as const;

/** Reads a group, named in messages by `argument`; all groups of a call must be of one kind. */
export function readGroup(where: string, argument: string, group: RateGroup): ReadGroup {
  checkObject(where, argument, group);
  if ("clusters" in group) return readClusters(where, argument, group);
  const { measure, share } = readCounts(where, argument, group);
  const compared = {
    count: share.x,
    size: share.n,
    rate: share.x / share.n,
    clusters: null,
    designEffect: null,
  };
  return { measure, compared, share };
}

function readCounts(
  where: string,
  argument: string,
  counts: RateCounts,
): { measure: RateMeasure; share: Share } {
  checkObject(where, argument, counts);
  const known = kinds.filter(
    ({ size }) => (counts as unknown as Readonly<Record<string, unknown>>)[size] !== undefined,
  );
  const rule = "must have either atStart, eligible or exposure";
  check(known.length === 1, where, argument, rule, counts);
  const { measure } = known[0]!;
  if (measure === "churn") {
    const { atStart: n, lost: x } = counts as PeriodCounts;
    checkShare(where, `${argument}.`, counts as PeriodCounts);
    return { measure, share: { x, n } };
  }
  if (measure === "retention") {
    const { eligible: n, value: x } = counts as RetainedCount;
    checkCount(where, `${argument}.eligible`, n, 1);
    const whole = Number.isSafeInteger(x) && x! >= 0 && x! <= n;
    check(whole, where, `${argument}.value`, `must be a whole number from 0 to eligible (${n})`, x);
    return { measure, share: { x: x!, n } };
  }
  const { exposure: n, lost: x } = counts as ExposureCounts;
  checkCount(where, `${argument}.lost`, x);
  checkPositive(where, `${argument}.exposure`, n);
  return { measure, share: { x, n } };
}

/**
 * Clusters as one group, its counts divided by their design effect (Rao & Scott): what is 1 under independence is estimated
 * from the scatter of the clusters around the group's rate, and never taken to be less.
 */
function readClusters(where: string, argument: string, group: ClusteredCounts): ReadGroup {
  const { clusters } = group;
  check(isDense(clusters), where, `${argument}.clusters`, "must be an array of counts", clusters);
  const read = clusters.map((counts, j) => readCounts(where, `${argument}.clusters[${j}]`, counts));
  const m = read.length;
  checkSufficient(m >= 2, where, `${argument}.clusters`, "must be 2 or more", m);
  const { measure } = read[0]!;
  const other = read.findIndex((cluster) => cluster.measure !== measure);
  check(
    other < 0,
    where,
    `${argument}.clusters[${other}]`,
    "must be of the kind of the first",
    clusters[other],
  );
  const x = read.reduce((sum, { share }) => sum + share.x, 0);
  const n = read.reduce((sum, { share }) => sum + share.n, 0);
  const rate = x / n;
  const squares = read.reduce((sum, { share }) => sum + (share.x - rate * share.n) ** 2, 0);
  const ofOne = measure === "churnPerExposure" ? rate : rate * (1 - rate);
  const designEffect = ofOne > 0 ? ((m / (m - 1)) * squares) / (n * ofOne) : null;
  const divisor = Math.max(1, designEffect ?? 1);
  return {
    measure,
    compared: { count: x, size: n, rate, clusters: m, designEffect },
    share: { x: x / divisor, n: n / divisor },
  };
}
