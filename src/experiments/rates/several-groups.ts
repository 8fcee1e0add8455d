/** Several groups compared: whether they differ at all, whether with their order, and which of them. */
import { check, checkFinite, isDense } from "../../errors.js";
import { adjustPValues } from "../../inference/adjust-p-values.js";
import type { Share } from "../../inference/score-interval.js";
import { chiSquareUpper, fUpper } from "../../math/distributions.js";
import { pairsOf } from "../pairs.js";
import { type CompareGroupsOptions, readGroupsOptions } from "./compare-rates-options.js";
import { compareTwo, type RateComparison } from "./rate-comparison.js";
import type { ComparedRate, RateMeasure, ReadGroup } from "./rate-group.js";

/** One of the pairs that were compared. */
export interface RatePair extends RateComparison {
  /** Positions of the two groups, from 0. */
  readonly pair: readonly [number, number];
  /** `pValue` adjusted for the number of pairs; null with it. */
  readonly adjustedPValue: number | null;
}

/** Several groups compared. */
export interface RateGroupsComparison {
  /** What was compared. */
  readonly measure: RateMeasure;
  /** The groups in the order given. */
  readonly groups: readonly ComparedRate[];
  /** Pearson's χ² of all groups alike; null if nobody or everybody was lost. */
  readonly chiSquare: number | null;
  /** One less than the groups. */
  readonly degreesOfFreedom: number;
  /** p-value of `chiSquare`; null with it. */
  readonly pValue: number | null;
  /** Likelihood-ratio statistic of the same; null with `chiSquare`. */
  readonly likelihoodRatio: number | null;
  /** Its p-value. */
  readonly likelihoodRatioPValue: number | null;
  /** χ² of a trend with the groups' scores, one degree of freedom; null with `chiSquare`, or where all scores are the same. */
  readonly trendChiSquare: number | null;
  /** Its p-value. */
  readonly trendPValue: number | null;
  /** The pairs that were compared. */
  readonly pairs: readonly RatePair[];
  /** Which pairs. */
  readonly compare: "all" | "withFirst";
  /** How their p-values were adjusted. */
  readonly adjust: CompareGroupsOptions["adjust"];
}

/** Compares groups that were read. */
export function compareSeveral(
  where: string,
  groups: readonly ReadGroup[],
  given: CompareGroupsOptions,
): RateGroupsComparison {
  const { measure } = groups[0]!;
  const options = readGroupsOptions(where, given, measure === "churnPerExposure");
  const scores = readScores(where, groups.length, given.scores);
  const indices = pairsOf(groups.length, options.compare);
  const pairs = indices.map(([i, j]) => compareTwo(where, groups[i]!, groups[j]!, options));
  const pValues = pairs.map(({ pValue }) => pValue);
  const adjusted = options.adjust === "none" ? pValues : adjustPValues(pValues, { method: options.adjust });
  return {
    measure,
    groups: groups.map(({ compared }) => compared),
    ...overallTests(groups, scores),
    pairs: pairs.map((comparison, k) => ({ pair: indices[k]!, ...comparison, adjustedPValue: adjusted[k]! })),
    compare: options.compare,
    adjust: options.adjust,
  };
}

function readScores(where: string, count: number, scores: readonly number[] | undefined): readonly number[] {
  if (scores === undefined) return Array.from({ length: count }, (_, i) => i + 1);
  check(
    isDense(scores) && scores.length === count,
    where,
    "scores",
    `must be ${count} numbers, one for each group`,
    scores,
  );
  for (const [i, score] of scores.entries()) checkFinite(where, `scores[${i}]`, score);
  return scores;
}

type OverallTests = Omit<RateGroupsComparison, "measure" | "groups" | "pairs" | "compare" | "adjust">;

function overallTests(groups: readonly ReadGroup[], scores: readonly number[]): OverallTests {
  const shares = groups.map(({ share }) => share);
  const degreesOfFreedom = groups.length - 1;
  const x = sumOf(shares, (share) => share.x);
  const n = sumOf(shares, (share) => share.n);
  const perExposure = groups[0]!.measure === "churnPerExposure";
  if (x === 0 || (!perExposure && x === n)) return { ...nothing, degreesOfFreedom };
  const pooled = { rate: x / n, variance: perExposure ? x / n : (x / n) * (1 - x / n) };
  const chiSquare = sumOf(
    shares,
    (share) => (share.x - share.n * pooled.rate) ** 2 / (share.n * pooled.variance),
  );
  const likelihoodRatio = 2 * sumOf(shares, (share) => deviance(share, pooled.rate, perExposure));
  const trendChiSquare = trendOf(shares, scores, pooled);
  const upper = upperTailOf(groups);
  return {
    chiSquare,
    degreesOfFreedom,
    pValue: upper(chiSquare, degreesOfFreedom),
    likelihoodRatio,
    likelihoodRatioPValue: upper(likelihoodRatio, degreesOfFreedom),
    trendChiSquare,
    trendPValue: trendChiSquare === null ? null : upper(trendChiSquare, 1),
  };
}

const nothing = {
  chiSquare: null,
  pValue: null,
  likelihoodRatio: null,
  likelihoodRatioPValue: null,
  trendChiSquare: null,
  trendPValue: null,
};

/** χ² where customers are independent; F, with the degrees of freedom of the clusters, where their scatter was estimated. */
function upperTailOf(groups: readonly ReadGroup[]): (statistic: number, df: number) => number {
  const clusters = groups.flatMap(({ compared }) => compared.clusters ?? []);
  if (clusters.length === 0) return chiSquareUpper;
  const within = clusters.reduce((sum, m) => sum + m - 1, 0);
  return (statistic, df) => fUpper(statistic / df, df, within);
}

/** What a group's counts say against the common rate: half its deviance. */
function deviance({ x, n }: Share, rate: number, perExposure: boolean): number {
  const of = (seen: number, expected: number): number => (seen === 0 ? 0 : seen * Math.log(seen / expected));
  return perExposure ? of(x, n * rate) - (x - n * rate) : of(x, n * rate) + of(n - x, n * (1 - rate));
}

function trendOf(
  shares: readonly Share[],
  scores: readonly number[],
  pooled: { readonly rate: number; readonly variance: number },
): number | null {
  const n = sumOf(shares, (share) => share.n);
  const centre = shares.reduce((sum, share, i) => sum + share.n * scores[i]!, 0) / n;
  const slope = shares.reduce(
    (sum, share, i) => sum + (share.x - share.n * pooled.rate) * (scores[i]! - centre),
    0,
  );
  const spread = shares.reduce((sum, share, i) => sum + share.n * (scores[i]! - centre) ** 2, 0);
  return spread === 0 ? null : slope ** 2 / (pooled.variance * spread);
}

function sumOf(shares: readonly Share[], of: (share: Share) => number): number {
  return shares.reduce((sum, share) => sum + of(share), 0);
}
