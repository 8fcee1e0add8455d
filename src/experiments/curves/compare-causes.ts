/** Groups compared cause by cause, where several causes compete for the same customers. */
import { check } from "../../errors.js";
import { chiSquareUpper } from "../../math/distributions.js";
import { normalQuantile } from "../../math/normal.js";
import { type AalenJohansen, aalenJohansen } from "../../survival/causes/aalen-johansen.js";
import { grayTest } from "../../survival/causes/gray-test.js";
import type { CurveDifference } from "../../survival/comparison/curve-differences.js";
import { logRankTest } from "../../survival/comparison/log-rank-test.js";
import type { ChiSquareTest } from "../../survival/comparison/score-test.js";
import type { GroupLabel } from "../../tables/read-labels.js";
import type { ReadCurves } from "./read-curves.js";

/** The groups compared in the losses to one cause. */
export interface CauseComparison {
  /** Label of the cause. */
  readonly cause: GroupLabel;
  /** Gray's test: whether the groups lose the same share to the cause, the others competing. */
  readonly gray: ChiSquareTest;
  /** Log-rank test of the cause alone: whether it takes those who are left at the same rate. */
  readonly logRank: ChiSquareTest;
  /** Share lost to the cause by the time `at`, first less second, for the pairs in their order; null where no time was given. */
  readonly incidence: readonly CurveDifference[] | null;
}

/** What the comparison of causes needs to know. */
export interface CauseOptions {
  readonly at: number | null;
  readonly level: number;
  readonly pairs: readonly (readonly [number, number])[];
}

/** Compares the groups cause by cause. */
export function compareCauses(
  where: string,
  read: ReadCurves,
  { at, level, pairs }: CauseOptions,
): CauseComparison[] {
  const { entry, duration, weight, group } = read.columns;
  const { codes, labels } = read.causes!;
  const late = entry.findIndex((each) => each > 0);
  const rule = "must be 0 where causes compete: Gray's test has no form for late entry";
  check(late < 0, where, `data[${late}].entry`, rule, entry[late]);
  const cause = Array.from(codes, (code) => (code < 0 ? null : labels[code]!));
  const incidences = at === null ? null : incidencesOf(read, cause);
  return grayTest({ duration, weight, group, cause }).map((gray) => {
    const event = Uint8Array.from(cause, (each) => (each === gray.cause ? 1 : 0));
    const shareOf = (g: number): Measured => incidenceAt(incidences![g]!, gray.cause, at!);
    return {
      cause: gray.cause,
      gray: testOf(gray),
      logRank: testOf(logRankTest({ duration, event, weight, group })),
      incidence: at === null ? null : pairs.map(([i, j]) => differ(shareOf(i), shareOf(j), level)),
    };
  });
}

const testOf = ({ chiSquare, degreesOfFreedom, pValue }: ChiSquareTest): ChiSquareTest => ({
  chiSquare,
  degreesOfFreedom,
  pValue,
});

/** The shares lost to each cause, group by group; null of a group that lost nobody. */
function incidencesOf(
  { columns, labels }: ReadCurves,
  cause: readonly (GroupLabel | null)[],
): (AalenJohansen | null)[] {
  return labels.map((_, g) => {
    const rows = Array.from(columns.group.keys()).filter((row) => columns.group[row] === g);
    const own = rows.map((row) => cause[row]!);
    if (own.every((each) => each === null)) return null;
    const pick = (column: Float64Array): number[] => rows.map((row) => column[row]!);
    return aalenJohansen({ duration: pick(columns.duration), weight: pick(columns.weight), cause: own });
  });
}

interface Measured {
  readonly estimate: number;
  readonly standardError: number | null;
}

/** The share lost to a cause by a time, which is observed; 0 where the group lost nobody to it. */
function incidenceAt(incidence: AalenJohansen | null, cause: GroupLabel, at: number): Measured {
  const steps = incidence?.causes.find((each) => each.cause === cause)?.steps ?? [];
  const step = steps.filter(({ time }) => time <= at).at(-1);
  return step === undefined
    ? { estimate: 0, standardError: 0 }
    : { estimate: step.incidence, standardError: step.standardError };
}

function differ(first: Measured, second: Measured, level: number): CurveDifference {
  const estimate = first.estimate - second.estimate;
  const about = { level, method: "greenwood" };
  if (first.standardError === null || second.standardError === null)
    return {
      estimate,
      lower: null,
      upper: null,
      ...about,
      standardError: null,
      chiSquare: null,
      pValue: null,
    };
  const standardError = Math.hypot(first.standardError, second.standardError);
  const half = -normalQuantile((1 - level) / 2) * standardError;
  const chiSquare = standardError > 0 ? (estimate / standardError) ** 2 : null;
  const pValue = chiSquare === null ? null : chiSquareUpper(chiSquare, 1);
  return {
    estimate,
    lower: Math.max(-1, estimate - half),
    upper: Math.min(1, estimate + half),
    ...about,
    standardError,
    chiSquare,
    pValue,
  };
}
