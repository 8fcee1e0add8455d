/** What a comparison of means may be asked for. */
import {
  check,
  checkChoice,
  checkCount,
  checkFinite,
  checkFraction,
  checkObject,
  checkOptions,
  checkPositive,
  isDense,
} from "../../errors.js";
import type { LevelOptions } from "../../rates/churn-interval.js";
import type { GroupLabel } from "../../tables/read-labels.js";
import type { TableField } from "../../tables/table.js";
import { type MeanAdjustment, meanAdjustments, type RobustError, robustErrors } from "./adjustment.js";
import { type MeanRatioMethod, meanRatioMethods } from "./ratio-of-means.js";

/** Methods for the difference: `"welch"` and `"bootstrap"` of means; of ratio metrics the others too, `"welch"` excepted. */
export type MeanDifferenceMethod = "welch" | "delta" | "jackknife" | "newcombe" | "bootstrap";

/** A limit to what one customer counts: an amount, or the quantile of all outcomes that gives it. */
export type OutcomeCap = number | { readonly quantile: number };

/** Level, methods and margin of a comparison of two means. */
export interface CompareMeansOptions extends LevelOptions {
  /**
   * Of means `"welch"` (default) or `"bootstrap"`; of ratio metrics `"delta"` (default), `"jackknife"` (Student's t, better with few
   * customers), `"newcombe"` (where each outcome is a part of what it is divided by) or `"bootstrap"`.
   */
  readonly method?: MeanDifferenceMethod | undefined;
  /** Interval of the ratio of the means: `"fieller"` (default), `"log-delta"`, `"delta"`. */
  readonly ratio?: MeanRatioMethod | undefined;
  /** By how much the first mean may be lower and still be not worse: above 0, in the unit of the difference. */
  readonly margin?: number | undefined;
  /**
   * Winsorises heavy tails: an outcome above the cap counts as the cap, an amount or `{ quantile: 0.99 }` of both groups together.
   * What is compared then is the mean of capped outcomes, not of revenue.
   */
  readonly cap?: OutcomeCap | undefined;
  /** Number of bootstrap resamples: 100 or more; 2000 if left out. */
  readonly resamples?: number | undefined;
  /** Seed of the bootstrap: a number, 0 included; 1 if left out. */
  readonly seed?: number | undefined;
}

/** Where tables of customers keep what is compared. */
export interface MeansTableOptions<Table> extends CompareMeansOptions {
  /** Field of the outcome of each customer, such as revenue; default `outcome`. */
  readonly outcome?: TableField<Table> | undefined;
  /** Field of what the outcome is divided by, such as active days (0 or more): then ratios of sums are compared. */
  readonly denominator?: TableField<Table> | undefined;
  /** Fields measured before the experiment that explain the outcome, such as revenue before. */
  readonly covariates?: readonly TableField<Table>[] | undefined;
  /** How means are adjusted for the covariates: `"lin"` (default where there are covariates), `"cuped"`, `"ancova"`, `"none"`. */
  readonly adjust?: MeanAdjustment | "none" | undefined;
  /** Sandwich error of `"lin"`: `"hc2"` (default), `"hc0"`, `"hc1"`, `"hc3"`. */
  readonly robust?: RobustError | undefined;
  /** Whom the effect is for: the customers `"observed"` (default), or a `"wider"` population, whose covariates differ. Only for `"lin"`. */
  readonly effectFor?: "observed" | "wider" | undefined;
  /** Field of the customer: one who is in both groups is refused, and rows of one customer are summed where there is a denominator. */
  readonly customer?: TableField<Table> | undefined;
  /** Field of the time up to which a row's covariates were measured; with `assignedAt`, none may be later than it. */
  readonly measuredAt?: TableField<Table> | undefined;
  /** Field of the time at which the customer entered the experiment. */
  readonly assignedAt?: TableField<Table> | undefined;
  /** Time zone (IANA) of times without an offset; `"UTC"` if left out. */
  readonly timeZone?: string | undefined;
  /** Field of how many such customers a row stands for: a whole number; read if given, or if there is a field `weight`. */
  readonly weight?: TableField<Table> | undefined;
}

/** One table with both groups. */
export interface GroupedMeansOptions<Table> extends MeansTableOptions<Table> {
  /** Field of the group. */
  readonly group: TableField<Table>;
  /** Label of the first group: the difference is first minus second. */
  readonly first: GroupLabel;
  /** Label of the second; may be left out where the table holds two groups. */
  readonly second?: GroupLabel | undefined;
}

/** The options that need no table, read. */
export interface MeanOptions {
  readonly level: number;
  readonly method: MeanDifferenceMethod;
  readonly ratio: MeanRatioMethod;
  readonly margin: number | null;
  readonly cap: OutcomeCap | null;
  readonly resamples: number;
  readonly seed: number;
  readonly adjust: MeanAdjustment | "none";
  readonly robust: RobustError;
  readonly effectFor: "observed" | "wider";
}

const ofSummaries = ["level", "ratio", "margin"] as const;
const ofLists = [...ofSummaries, "method", "cap", "resamples", "seed"] as const;
const ofTables = [
  ...ofLists,
  ...([
    "outcome",
    "denominator",
    "covariates",
    "adjust",
    "robust",
    "effectFor",
    "customer",
    "measuredAt",
    "assignedAt",
    "timeZone",
    "weight",
  ] as const),
] as const;

const allowed = {
  summaries: ofSummaries,
  lists: ofLists,
  tables: ofTables,
  grouped: [...ofTables, "group", "first", "second"],
} as const;

/** Which of two inputs a comparison was given. */
export type MeansInput = keyof typeof allowed;

/** Reads the options of a comparison, whose input takes only some of them. */
export function readMeanOptions(
  where: string,
  options: GroupedMeansOptions<object>,
  input: MeansInput,
): MeanOptions {
  checkOptions<GroupedMeansOptions<object>>(where, options, allowed[input]);
  const isRatio = options.denominator !== undefined;
  const { level = 0.95, method = isRatio ? "delta" : "welch", ratio = "fieller", margin, cap } = options;
  checkFraction(where, "level", level, "open");
  checkChoice(
    where,
    "method",
    method,
    isRatio ? ["delta", "jackknife", "newcombe", "bootstrap"] : ["welch", "bootstrap"],
  );
  checkChoice(where, "ratio", ratio, meanRatioMethods);
  if (margin !== undefined) checkPositive(where, "margin", margin);
  const tested = margin === undefined || (method !== "bootstrap" && method !== "newcombe");
  check(tested, where, "margin", `must be left out where method is "${method}"`, margin);
  if (cap !== undefined) checkCap(where, cap, isRatio);
  const { resamples = 2000, seed = 1 } = options;
  checkCount(where, "resamples", resamples, 100);
  checkFinite(where, "seed", seed);
  return {
    level,
    method,
    ratio,
    margin: margin ?? null,
    cap: cap ?? null,
    resamples,
    seed,
    ...readAdjustment(where, options, method),
  };
}

function checkCap(where: string, cap: OutcomeCap, isRatio: boolean): void {
  check(!isRatio, where, "cap", "must be left out where there is a denominator", cap);
  if (typeof cap === "number") checkPositive(where, "cap", cap);
  else {
    checkObject(where, "cap", cap);
    checkFraction(where, "cap.quantile", cap.quantile, "open");
  }
}

function readAdjustment(
  where: string,
  options: GroupedMeansOptions<object>,
  method: MeanDifferenceMethod,
): Pick<MeanOptions, "adjust" | "robust" | "effectFor"> {
  const { covariates = [], denominator, robust = "hc2", effectFor = "observed" } = options;
  check(isDense(covariates), where, "covariates", "must be an array of fields", covariates);
  const { adjust = covariates.length > 0 ? "lin" : "none" } = options;
  checkChoice(where, "adjust", adjust, [...meanAdjustments, "none"]);
  checkChoice(where, "robust", robust, robustErrors);
  checkChoice(where, "effectFor", effectFor, ["observed", "wider"]);
  const [none, lin] = [adjust === "none", adjust === "lin"];
  const conflicts = [
    [!none && covariates.length === 0, "adjust", "must be left out without covariates", adjust],
    [
      !none && denominator !== undefined,
      "covariates",
      "must be left out where there is a denominator",
      covariates,
    ],
    [!none && method !== "welch", "method", 'must be "welch" where means are adjusted', method],
    [!lin && options.robust !== undefined, "robust", 'must be left out unless adjust is "lin"', robust],
    [!lin && effectFor === "wider", "effectFor", 'must be "observed" unless adjust is "lin"', effectFor],
  ] as const;
  for (const [wrong, argument, rule, received] of conflicts) check(!wrong, where, argument, rule, received);
  return { adjust, robust, effectFor };
}
