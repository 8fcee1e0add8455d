/** What a comparison of rates may be asked for. */
import { check, checkChoice, checkFraction, checkNonNegative, checkOptions } from "../../errors.js";
import { type PValueAdjustment, pValueAdjustments } from "../../inference/adjust-p-values.js";
import type { LevelOptions } from "../../rates/churn-interval.js";
import { type ExactTest, exactTests } from "./exact-tests.js";
import { type OddsRatioMethod, oddsRatioMethods } from "./odds-ratio.js";
import { type DifferenceMethod, differenceMethods } from "./share-difference.js";
import { type RatioMethod, ratioMethods } from "./share-ratio.js";

/** Level, methods and margin of a comparison of two rates. */
export interface CompareRatesOptions extends LevelOptions {
  /**
   * Interval of the difference: `"mee"` (default) excludes 0 exactly where Pearson's χ² is significant; `"miettinen-nurminen"` is
   * a little wider; `"newcombe"` combines Wilson's; `"agresti-caffo"` adds a success and a failure. Rates per exposure have one.
   */
  readonly difference?: DifferenceMethod | undefined;
  /** Interval of the ratio: `"koopman"` (default) inverts Pearson's χ², `"miettinen-nurminen"`, `"katz"`, `"adjusted-log"`. */
  readonly ratio?: RatioMethod | undefined;
  /** Interval of the odds ratio: `"score"` (default), `"miettinen-nurminen"`, `"woolf"`, `"gart"`, `"conditional-exact"`, `"mid-p"`. */
  readonly oddsRatio?: OddsRatioMethod | undefined;
  /** Exact test: `"fisher"` (default), `"fisher-mid-p"`, `"boschloo"`, `"barnard"`. */
  readonly exact?: ExactTest | undefined;
  /** Margin of "not worse", in the unit of the difference: a fraction above 0 (0.02 is two percentage points), or per exposure. */
  readonly margin?: number | undefined;
}

/** Which of several groups are compared, and how the p-values allow for it. Both must be said. */
export interface CompareGroupsOptions extends CompareRatesOptions {
  /** `"all"` pairs, or each `"withFirst"`. */
  readonly compare: "all" | "withFirst";
  /** Adjustment of the p-values for the number of pairs, as in `adjustPValues`, or `"none"`. */
  readonly adjust: PValueAdjustment | "none";
  /** A number for each group, for the test for trend: 1, 2, 3, … if left out. */
  readonly scores?: readonly number[] | undefined;
}

/** Options of two groups, read. */
export interface RateOptions {
  readonly level: number;
  readonly difference: DifferenceMethod;
  readonly ratio: RatioMethod;
  readonly oddsRatio: OddsRatioMethod;
  readonly exact: ExactTest;
  readonly margin: number | null;
}

const names = ["level", "difference", "ratio", "oddsRatio", "exact", "margin"] as const;

/** Reads the options of two groups; `perExposure` groups have one method each, and take none. */
export function readRateOptions(
  where: string,
  options: CompareRatesOptions,
  perExposure: boolean,
): RateOptions {
  checkOptions(where, options, perExposure ? ["level", "margin"] : names);
  return readMethods(where, options, perExposure);
}

/** Reads the options of several groups. */
export function readGroupsOptions(
  where: string,
  options: CompareGroupsOptions,
  perExposure: boolean,
): RateOptions & Required<Pick<CompareGroupsOptions, "compare" | "adjust">> {
  const own = ["compare", "adjust", "scores"] as const;
  checkOptions(where, options, perExposure ? ["level", "margin", ...own] : [...names, ...own]);
  const { compare, adjust } = options;
  checkChoice(where, "compare", compare, ["all", "withFirst"]);
  checkChoice(where, "adjust", adjust, [...pValueAdjustments, "none"]);
  return { ...readMethods(where, options, perExposure), compare, adjust };
}

function readMethods(where: string, options: CompareRatesOptions, perExposure: boolean): RateOptions {
  const {
    level = 0.95,
    difference = "mee",
    ratio = "koopman",
    oddsRatio = "score",
    exact = "fisher",
    margin,
  } = options;
  checkFraction(where, "level", level, "open");
  checkChoice(where, "difference", difference, differenceMethods);
  checkChoice(where, "ratio", ratio, ratioMethods);
  checkChoice(where, "oddsRatio", oddsRatio, oddsRatioMethods);
  checkChoice(where, "exact", exact, exactTests);
  if (margin !== undefined && !perExposure) checkFraction(where, "margin", margin, "open");
  if (margin !== undefined && perExposure) {
    checkNonNegative(where, "margin", margin);
    check(margin > 0, where, "margin", "must be above 0", margin);
  }
  return { level, difference, ratio, oddsRatio, exact, margin: margin ?? null };
}
