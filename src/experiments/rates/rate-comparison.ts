/** Two rates compared: intervals, tests, and the margin. */

import type { Interval } from "../../inference/interval.js";
import { smallestOf } from "../../math/extremes.js";
import { type MarginTest, marginTest } from "../margin-test.js";
import { normal, studentT, twoSided, type Yardstick } from "../yardstick.js";
import type { RateOptions } from "./compare-rates-options.js";
import { type ExactTest, exactPValueOf } from "./exact-tests.js";
import { exposureDifferenceEnds, exposureRatioEnds, exposureStatistic } from "./exposure-rates.js";
import { oddsRatioOf } from "./odds-ratio.js";
import type { ComparedRate, RateMeasure, ReadGroup } from "./rate-group.js";
import { differenceEnds, scoreStatistic } from "./share-difference.js";
import { ratioEnds, shareRatio } from "./share-ratio.js";

/** Two groups compared. */
export interface RateComparison {
  /** What was compared. */
  readonly measure: RateMeasure;
  /** The first group. */
  readonly first: ComparedRate;
  /** The second group. */
  readonly second: ComparedRate;
  /** First rate minus second. */
  readonly difference: Interval;
  /** First rate over second: estimate and upper end are null where infinite. */
  readonly ratio: Interval<number | null>;
  /** Odds of the first over odds of the second; null for rates per exposure. */
  readonly oddsRatio: Interval<number | null> | null;
  /** Statistic of the test of no difference, one degree of freedom: null if nobody or everybody was lost. */
  readonly chiSquare: number | null;
  /** Two-sided p-value of `chiSquare`; null with it. */
  readonly pValue: number | null;
  /** `"pearson"`; `"miettinen-nurminen"` (its χ² times (N - 1)/N) where the interval of the difference is that; `"score"` per exposure. */
  readonly test: "pearson" | "miettinen-nurminen" | "score";
  /** Degrees of freedom of Student's t that the scatter of clusters asks for; null where customers are independent. */
  readonly degreesOfFreedom: number | null;
  /** Two-sided p-value of the exact test: right however few were lost; null for clusters. */
  readonly exactPValue: number | null;
  /** The exact test. */
  readonly exactTest: ExactTest | "conditional";
  /** The test at the margin; null where none was given. */
  readonly margin: MarginTest | null;
}

/** Compares two groups that were read. */
export function compareTwo(
  where: string,
  first: ReadGroup,
  second: ReadGroup,
  options: RateOptions,
): RateComparison {
  const yardstick = yardstickOf(first, second);
  const z = yardstick.quantile((1 - options.level) / 2);
  const call: Call = {
    where,
    options,
    yardstick,
    z,
    tail: yardstick.degreesOfFreedom === null ? (1 - options.level) / 2 : normal.upperTail(z),
  };
  const parts =
    first.measure === "churnPerExposure"
      ? compareExposures(first, second, call)
      : compareShares(first, second, call);
  return {
    measure: first.measure,
    first: first.compared,
    second: second.compared,
    ...parts,
    degreesOfFreedom: yardstick.degreesOfFreedom,
  };
}

interface Call {
  readonly where: string;
  readonly options: RateOptions;
  readonly yardstick: Yardstick;
  readonly z: number;
  readonly tail: number;
}

type Parts = Omit<RateComparison, "measure" | "first" | "second" | "degreesOfFreedom">;

function compareShares(
  { share: a, compared }: ReadGroup,
  { share: b, ...second }: ReadGroup,
  call: Call,
): Parts {
  const { options, z, tail } = call;
  const { level } = options;
  const corrected = options.difference === "miettinen-nurminen";
  const statistic = (difference: number) => scoreStatistic(a, b, { difference, corrected });
  const ends = { tail, z };
  const whole = compared.clusters === null && second.compared.clusters === null;
  return {
    difference: {
      estimate: a.x / a.n - b.x / b.n,
      ...differenceEnds(a, b, { method: options.difference, ...ends }),
      level,
      method: options.difference,
    },
    ratio: { estimate: shareRatio(a, b), ...ratioEnds(a, b, options.ratio, z), level, method: options.ratio },
    oddsRatio: {
      ...oddsRatioOf(a, b, { method: options.oddsRatio, ...ends }),
      level,
      method: options.oddsRatio,
    },
    ...testOf(a.x + b.x === 0 || a.x + b.x === a.n + b.n ? null : statistic(0), call.yardstick),
    test: corrected ? "miettinen-nurminen" : "pearson",
    exactPValue: whole ? exactPValueOf(call.where, options.exact, [a, b]) : null,
    exactTest: options.exact,
    margin: marginOf(statistic, {
      ...call,
      method: corrected ? "miettinen-nurminen" : "farrington-manning",
      worse: second.measure === "churn" ? 1 : -1,
    }),
  };
}

function compareExposures(
  { share: a, compared }: ReadGroup,
  { share: b, ...second }: ReadGroup,
  call: Call,
): Parts {
  const { options, z, tail } = call;
  const { level } = options;
  const statistic = (difference: number) => exposureStatistic(a, b, difference);
  const whole = compared.clusters === null && second.compared.clusters === null;
  return {
    difference: {
      estimate: a.x / a.n - b.x / b.n,
      ...exposureDifferenceEnds(a, b, z),
      level,
      method: "score",
    },
    ratio: {
      estimate: shareRatio(a, b),
      ...exposureRatioEnds(a, b, tail),
      level,
      method: "exact-conditional",
    },
    oddsRatio: null,
    ...testOf(a.x + b.x === 0 ? null : statistic(0), call.yardstick),
    test: "score",
    exactPValue: whole ? exactPValueOf(call.where, "conditional", [a, b]) : null,
    exactTest: "conditional",
    margin: marginOf(statistic, { ...call, method: "score", worse: 1 }),
  };
}

/** χ² and its p-value from a statistic; null where nothing was lost, or everything. */
function testOf(z: number | null, yardstick: Yardstick): { chiSquare: number | null; pValue: number | null } {
  return z === null
    ? { chiSquare: null, pValue: null }
    : { chiSquare: z * z, pValue: twoSided(yardstick, z) };
}

function marginOf(
  statistic: (difference: number) => number,
  { options, yardstick, method, worse }: Call & { method: string; worse: 1 | -1 },
): MarginTest | null {
  const { margin } = options;
  return margin === null
    ? null
    : marginTest(statistic, { margin, method, worse, upperTail: yardstick.upperTail });
}

/** The normal distribution; Student's t at Welch's degrees of freedom where a group comes in clusters. */
function yardstickOf(...groups: readonly ReadGroup[]): Yardstick {
  if (groups.every(({ compared }) => compared.clusters === null)) return normal;
  const variances = groups.map(varianceOf);
  const all = variances.reduce((sum, v) => sum + v, 0);
  const spread = groups.reduce(
    (sum, { compared: { clusters } }, i) =>
      sum + (clusters === null ? 0 : variances[i]! ** 2 / (clusters - 1)),
    0,
  );
  // No scatter anywhere: nobody was lost, or everybody. The fewest clusters then speak for all.
  const fewest = smallestOf(groups.flatMap(({ compared }) => compared.clusters ?? [])) - 1;
  return studentT(spread > 0 ? all ** 2 / spread : fewest);
}

/** Variance of a group's rate at its effective counts. */
function varianceOf({ measure, share: { x, n } }: ReadGroup): number {
  const rate = x / n;
  return (measure === "churnPerExposure" ? rate : rate * (1 - rate)) / n;
}
