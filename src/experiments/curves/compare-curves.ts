/** Whether groups differ in how long customers stay, and by how much. */
import {
  check,
  checkChoice,
  checkFraction,
  checkNonNegative,
  checkOptions,
  checkPositive,
} from "../../errors.js";
import { adjustPValues, type PValueAdjustment, pValueAdjustments } from "../../inference/adjust-p-values.js";
import type { Interval } from "../../inference/interval.js";
import type { LevelOptions } from "../../rates/churn-interval.js";
import { logRankTest } from "../../survival/comparison/log-rank-test.js";
import type { ChiSquareTest } from "../../survival/comparison/score-test.js";
import { curveColumns } from "../../survival/curve-columns.js";
import type { KaplanMeierCurve } from "../../survival/kaplan-meier-curve.js";
import { restrictedMean } from "../../survival/restricted-mean.js";
import { survivalAt } from "../../survival/survival-at.js";
import { durationFields } from "../../survival/survival-data.js";
import type { GroupLabel } from "../../tables/read-labels.js";
import type { TimeUnit } from "../../time.js";
import { pairsOf } from "../pairs.js";
import { type CauseComparison, compareCauses } from "./compare-causes.js";
import {
  compareRestrictedMeans,
  compareSurvivalAt,
  type RestrictedMeanComparison,
  type SurvivalAtComparison,
} from "./curve-pair.js";
import { type CurveFields, type ReadCurves, readCurves } from "./read-curves.js";

/** Where tenures are found, and what of the curves is compared. */
export interface CompareCurvesOptions<Table> extends CurveFields<Table>, LevelOptions {
  /** Label of the first group: differences are first minus second. */
  readonly first: GroupLabel;
  /** Horizon of the restricted means, in the unit of the durations: fixed before you look, and observed in every group. */
  readonly horizon?: number | undefined;
  /** Time at which the shares still there are compared: fixed before you look, and observed in every group. */
  readonly at?: number | undefined;
  /** With three groups or more: `"all"` pairs, or each `"withFirst"`. */
  readonly compare?: "all" | "withFirst" | undefined;
  /** With three groups or more: adjustment of the p-values of the pairs, as in `adjustPValues`, or `"none"`. */
  readonly adjust?: PValueAdjustment | "none" | undefined;
}

/** One group as it was compared. */
export interface ComparedCurve {
  /** Label of the group. */
  readonly group: GroupLabel;
  /** Number of customers: the sum of the weights. */
  readonly observations: number;
  /** Lost, of these. */
  readonly events: number;
  /** Last time at which anyone was watched. */
  readonly lastTime: number;
  /** Mean time within the horizon and its error; null where no horizon was given. */
  readonly restrictedMean: CurveEstimate | null;
  /** Share still there at the time `at` and its error; null where no time was given. */
  readonly survivalAt: CurveEstimate | null;
}

/** An estimate from a curve with its interval. */
export interface CurveEstimate extends Interval<number | null> {
  /** Standard error; null where it is unknown. */
  readonly standardError: number | null;
}

/** Two of the groups compared. */
export interface CurvePair {
  /** Label of the first. */
  readonly first: GroupLabel;
  /** Label of the second. */
  readonly second: GroupLabel;
  /** Log-rank test of these two groups alone, and its p-value adjusted for the number of pairs. */
  readonly logRank: ChiSquareTest & { readonly adjustedPValue: number | null };
  /** Mean times within the horizon; null where none was given. */
  readonly restrictedMean: RestrictedMeanComparison | null;
  /** Shares still there at the time `at`; null where none was given. */
  readonly survivalAt: SurvivalAtComparison | null;
}

/** Curves of two groups or more compared. */
export interface CurvesComparison {
  /** Unit of all times; null where neither data nor options name one. */
  readonly timeUnit: TimeUnit | null;
  /** The horizon; null where none was given. */
  readonly horizon: number | null;
  /** The time of `survivalAt`; null where none was given. */
  readonly at: number | null;
  /** The groups, the first first, the others in order of appearance. */
  readonly groups: readonly ComparedCurve[];
  /** Log-rank test of all groups together. */
  readonly logRank: ChiSquareTest;
  /** The pairs that were compared: one of two groups. */
  readonly pairs: readonly CurvePair[];
  /** How their p-values were adjusted. */
  readonly adjust: PValueAdjustment | "none";
  /** The comparison cause by cause; null where no causes were given. */
  readonly causes: readonly CauseComparison[] | null;
}

const where = "compareCurves";

/**
 * Compares how long customers stay in two or more groups when many have not left yet. Gives the log-rank test, mean
 * times within a horizon, shares still there at a time and, where causes compete, each cause.
 *
 * The log-rank test says whether, not how much, and misses curves that cross; the restricted mean says how much in time, and times
 * the margin per period it is money. Horizon and time are part of the question: fix them before you look. What nobody lived to see in
 * one group is not compared: such a horizon is refused.
 *
 * Formula: log-rank (O - E)ᵀ V⁻ (O - E); μ₁(τ) - μ₂(τ) ± z √(se₁² + se₂²), se² = Σ A(tᵢ)² dᵢ/(nᵢ(nᵢ - dᵢ)), without the factor d/(d - 1);
 * ratios on the logarithm; S₁(t) - S₂(t) with Greenwood's errors.
 *
 * @param data - Rows or columns: `duration`, `event` (or `cause`), `group`, and where needed `entry`, `weight` and a customer.
 * @param options - `first`, `horizon`, `at`, `level`; names of the fields; with three groups or more `compare` and `adjust`.
 * @returns The groups, the test of all together, and the pairs; `causes` where they compete.
 * @throws {InvalidInputError} If rows cannot be read, a customer is in two groups, or a horizon or time was not observed in a group.
 * @throws {InsufficientDataError} If there are not two groups.
 * @see Mantel (1966), Cancer Chemotherapy Reports 50(3), 163-170; Royston & Parmar (2011), doi:10.1002/sim.4274; Uno et al. (2014),
 *   doi:10.1200/JCO.2014.55.2208 (ratios); Klein, Logan, Harhoff & Andersen (2007), doi:10.1002/sim.2864; Gray (1988),
 *   doi:10.1214/aos/1176350951.
 *
 * @example
 * const tenures = {
 *   duration: [2, 4, 4, 7, 9, 12, 1, 3, 3, 5, 6, 8],
 *   event: [1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 0],
 *   group: ["new", "new", "new", "new", "new", "new", "old", "old", "old", "old", "old", "old"],
 * };
 * const { logRank, pairs } = compareCurves(tenures, { first: "new", horizon: 8, at: 6 });
 * logRank.pValue; // ≈ 0.264
 * const [pair] = pairs;
 * pair?.restrictedMean?.difference.estimate; // ≈ 1.78
 * pair?.survivalAt?.difference.estimate; // ≈ 0.5
 */
export function compareCurves<Table extends object>(
  data: Table,
  options: CompareCurvesOptions<Table>,
): CurvesComparison {
  const { level, horizon, at } = readOptions(options);
  const read = readCurves(where, data, { ...options, level });
  const { columns, labels, curves, timeUnit } = read;
  checkObserved(read, "horizon", horizon);
  checkObserved(read, "at", at);
  const { compare, adjust } = readPairing(options, labels.length);
  const indices = pairsOf(labels.length, compare);
  const tests = indices.map(([i, j]) => logRankOf(columns, (code) => code === i || code === j));
  const pValues = tests.map(({ pValue }) => pValue);
  const adjusted = adjust === "none" ? pValues : adjustPValues(pValues, { method: adjust });
  return {
    timeUnit,
    horizon,
    at,
    groups: curves.map((curve, g) => describe(labels[g]!, curve, { horizon, at, level })),
    logRank: logRankOf(columns, () => true),
    pairs: indices.map(([i, j], k) => ({
      first: labels[i]!,
      second: labels[j]!,
      logRank: { ...tests[k]!, adjustedPValue: adjusted[k]! },
      restrictedMean:
        horizon === null ? null : compareRestrictedMeans(curves[i]!, curves[j]!, { horizon, level }),
      survivalAt: at === null ? null : compareSurvivalAt(curves[i]!, curves[j]!, { at, level }),
    })),
    adjust,
    causes: read.causes === null ? null : compareCauses(where, read, { at, level, pairs: indices }),
  };
}

const names = [
  ...durationFields,
  "group",
  "cause",
  "customer",
  "first",
  "horizon",
  "at",
  "compare",
  "adjust",
  "level",
] as const;

function readOptions(options: CompareCurvesOptions<never>): {
  level: number;
  horizon: number | null;
  at: number | null;
} {
  checkOptions(where, options, names);
  const { level = 0.95, horizon, at } = options;
  checkFraction(where, "level", level, "open");
  if (horizon !== undefined) checkPositive(where, "horizon", horizon);
  if (at !== undefined) checkNonNegative(where, "at", at);
  return { level, horizon: horizon ?? null, at: at === undefined ? null : at + 0 };
}

/** One pair needs no adjustment; with more, which are asked about and how p-values allow for it must be said. */
function readPairing(
  { compare, adjust }: CompareCurvesOptions<never>,
  groups: number,
): { compare: "all" | "withFirst"; adjust: PValueAdjustment | "none" } {
  if (groups > 2 || compare !== undefined) checkChoice(where, "compare", compare, ["all", "withFirst"]);
  if (groups > 2 || adjust !== undefined)
    checkChoice(where, "adjust", adjust, [...pValueAdjustments, "none"]);
  return { compare: compare ?? "all", adjust: adjust ?? "none" };
}

/** Refuses a time beyond the last one of a group, unless nobody is left there. */
function checkObserved({ curves, labels }: ReadCurves, argument: string, time: number | null): void {
  if (time === null) return;
  for (const [g, curve] of curves.entries()) {
    const { last, share } = endOf(curve);
    const rule = `must be at most the last time of group ${String(labels[g])} (${last})`;
    check(time <= last || share === 0, where, argument, rule, time);
  }
}

/** The last time of a curve, and the share still there. */
function endOf(curve: KaplanMeierCurve): { readonly last: number; readonly share: number } {
  const { time, survival } = curveColumns(where, curve);
  return { last: time.at(-1)!, share: survival.at(-1)! };
}

function logRankOf(
  { group, ...columns }: ReadCurves["columns"],
  isIn: (code: number) => boolean,
): ChiSquareTest {
  const keep = <Column extends { filter(isKept: (value: number, row: number) => boolean): Column }>(
    column: Column,
  ): Column => column.filter((_, row) => isIn(group[row]!));
  const { chiSquare, degreesOfFreedom, pValue } = logRankTest({
    duration: keep(columns.duration),
    event: keep(columns.event),
    entry: keep(columns.entry),
    weight: keep(columns.weight),
    group: keep(group),
  });
  return { chiSquare, degreesOfFreedom, pValue };
}

function describe(
  group: GroupLabel,
  curve: KaplanMeierCurve,
  { horizon, at, level }: { horizon: number | null; at: number | null; level: number },
): ComparedCurve {
  const pick = ({ estimate, lower, upper, level, method, standardError }: CurveEstimate): CurveEstimate => ({
    estimate,
    lower,
    upper,
    level,
    method,
    standardError,
  });
  return {
    group,
    observations: curve.observations,
    events: curve.events,
    lastTime: endOf(curve).last,
    restrictedMean: horizon === null ? null : pick(restrictedMean(curve, { horizon, level })),
    survivalAt: at === null ? null : pick(survivalAt(curve, { time: at })),
  };
}
