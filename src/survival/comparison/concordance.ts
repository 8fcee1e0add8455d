/** Concordance of a score with how long customers stay. */
import { checkChoice, checkFraction, checkOptions } from "../../errors.js";
import { normalQuantile } from "../../math/normal.js";
import { readCustomers } from "../../tables/read-customers.js";
import { finiteNumbers, readNumbers } from "../../tables/read-numbers.js";
import type { TableField } from "../../tables/table.js";
import { type DurationFields, durationFields, readGroups, readSurvivalData } from "../survival-data.js";
import { countPairs, type ScoredRows } from "./concordant-pairs.js";

/** Options of `concordance`. */
export interface ConcordanceOptions<Table> extends Omit<DurationFields<Table>, "timeUnit"> {
  /** Field of the score, any number; default `score`. */
  readonly score?: TableField<Table> | undefined;
  /** Field of the stratum: only pairs within a stratum are compared. */
  readonly strata?: TableField<Table> | undefined;
  /** Field of the customer whose row it is, where one customer has several: their rows are one subject of the standard error. */
  readonly cluster?: TableField<Table> | undefined;
  /** What a higher score foretells: a `"longer"` (default, as R) or a `"shorter"` stay, as scores of churn and risk do. */
  readonly higherScore?: "longer" | "shorter" | undefined;
  /** Confidence level, above 0 and below 1; default 0.95. */
  readonly level?: number | undefined;
}

/** The concordance of a score, and the pairs that it rests on. */
export interface Concordance {
  /** Share of comparable pairs in which the score is right, ties of the score counted half; null where no pair is comparable. */
  readonly estimate: number | null;
  /** Its standard error (infinitesimal jackknife); null with it. */
  readonly standardError: number | null;
  /** Lower end of the interval, 0 or more. */
  readonly lower: number | null;
  /** Upper end of the interval, at most 1. */
  readonly upper: number | null;
  /** Confidence level. */
  readonly level: number;
  /** Name of the method of the interval. */
  readonly method: "normal";
  /** Pairs in which the score is right. */
  readonly concordant: number;
  /** Pairs in which it is wrong. */
  readonly discordant: number;
  /** Pairs of one score and different stays. */
  readonly tiedScore: number;
  /** Pairs lost at one time, with different scores: not comparable. */
  readonly tiedTime: number;
  /** Pairs of one score lost at one time: not comparable. */
  readonly tiedBoth: number;
}

const where = "concordance";

/**
 * Concordance (Harrell's C) of a score with tenure: the chance that of two customers the one with the higher score stays longer.
 *
 * 0.5 is what a coin gives, 1 a perfect order. It judges the order alone, not the level of a forecast, and with much censoring
 * rests on early losses. Scores fitted to the same customers look better than they are: judge them on others.
 *
 * Formula: C = (concordant + tiedScore/2) / (concordant + discordant + tiedScore) over the pairs of which one is lost while the other is
 * watched and stays longer; a pair counts the product of its weights. Its variance is Σ (w ∂C/∂w)² over rows or clusters.
 *
 * @param data - Rows or columns: `duration`, `event`, `score`, and where needed `entry` and `weight`.
 * @param options - Names of the fields, `strata`, `cluster`, `higherScore`, `level`.
 * @returns Plain data: C with its interval, and the pairs by kind.
 * @throws {InvalidInputError} If rows cannot be read, or a score is no finite number.
 * @throws {InsufficientDataError} If there are no rows, or all weights are 0.
 * @see Harrell, Lee & Mark (1996), doi:10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4; Therneau & Atkinson,
 *   "Concordance", vignette of R's survival, whose conventions these are (a row censored at the time of a loss outlasts it).
 *
 * @example
 * const tenures = {
 *   duration: [2, 4, 4, 7, 9, 12, 12, 15],
 *   event: [1, 1, 0, 1, 1, 1, 0, 0],
 *   score: [0.9, 0.6, 0.7, 0.5, 0.6, 0.2, 0.1, 0.3],
 * };
 * concordance(tenures, { higherScore: "shorter" });
 * // ≈ { estimate: 0.841, standardError: 0.0765, lower: 0.691, upper: 0.991, level: 0.95, method: "normal", concordant: 18, discordant: 3, tiedScore: 1, tiedTime: 0, tiedBoth: 0 }
 */
export function concordance<Table extends object>(
  data: Table,
  options: ConcordanceOptions<Table> = {},
): Concordance {
  const fields = durationFields.filter((name) => name !== "timeUnit");
  checkOptions(where, options, [...fields, "score", "strata", "cluster", "higherScore", "level"]);
  const { higherScore = "longer", level = 0.95, strata, cluster } = options;
  checkChoice(where, "higherScore", higherScore, ["longer", "shorter"]);
  checkFraction(where, "level", level, "open");
  const read = readSurvivalData(where, data, options, {
    weights: "any",
    more: (opened) => ({
      scores: readNumbers(opened.table.column("score", options.score), opened.problems, finiteNumbers),
      strata: strata === undefined ? null : readGroups(opened, "strata", strata).codes,
      clusters:
        cluster === undefined
          ? null
          : readCustomers(opened.table.column("cluster", cluster), opened.problems).codes,
    }),
  });
  const rows: ScoredRows = { ...read, ...read.more };
  const { counts, influence } = countPairs(where, rows);
  const { lower: below, higher, tiedScore, tiedTime, tiedBoth } = counts;
  const [concordant, discordant] = higherScore === "longer" ? [higher, below] : [below, higher];
  const pairs = concordant + discordant + tiedScore;
  const about = { concordant, discordant, tiedScore, tiedTime, tiedBoth };
  if (!(pairs > 0))
    return {
      estimate: null,
      standardError: null,
      lower: null,
      upper: null,
      level,
      method: "normal",
      ...about,
    };
  const estimate = (concordant + tiedScore / 2) / pairs;
  const standardError = Math.sqrt(
    varianceOf(rows, influence, { pairs, difference: (higher - below) / pairs }),
  );
  const half = -normalQuantile((1 - level) / 2) * standardError;
  return {
    estimate,
    standardError,
    lower: Math.max(0, estimate - half),
    upper: Math.min(1, estimate + half),
    level,
    method: "normal",
    ...about,
  };
}

/** Σ (w ∂C/∂w)², summed by cluster first. */
function varianceOf(
  { weights, clusters }: ScoredRows,
  {
    difference: differences,
    pairs: counts,
  }: { readonly difference: Float64Array; readonly pairs: Float64Array },
  { pairs, difference }: { readonly pairs: number; readonly difference: number },
): number {
  const size = clusters === null ? 0 : clusters.reduce((most, each) => Math.max(most, each), 0) + 1;
  const sums = new Float64Array(size);
  let variance = 0;
  for (let row = 0; row < counts.length; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    const slope = (weight * (differences[row]! - difference * counts[row]!)) / pairs / 2;
    if (clusters === null) variance += slope * slope;
    else sums[clusters[row]!]! += slope;
  }
  for (let i = 0; i < size; i++) variance += sums[i]! ** 2;
  return variance;
}
