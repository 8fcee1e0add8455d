/** What independent replicates of a study say together. */
import { studentTQuantile } from "../../math/distributions.js";
import { meanOf, varianceOf } from "../../math/sample-statistics.js";

/** An estimate from independent replicates, with its Student-t interval. */
export interface ReplicateEstimate {
  /** Mean of the replicates. */
  readonly estimate: number;
  /** Standard error of that mean, from the spread between replicates; `null` with a single replicate. */
  readonly standardError: number | null;
  /** Lower end of the interval; `null` with a single replicate. */
  readonly lower: number | null;
  /** Upper end of the interval; `null` with a single replicate. */
  readonly upper: number | null;
  /** Coverage the interval aims at. */
  readonly level: number;
  /** How the interval was made. */
  readonly method: string;
}

/**
 * Ends of an interval around an estimate, kept within the bounds of the quantity, but never so that the estimate is left
 * outside: an estimate beyond a bound, which is noise, is itself the end.
 */
export function boundedEnds(
  estimate: number,
  half: number,
  [least, most]: readonly [number, number],
): { lower: number; upper: number } {
  const within = (x: number): number => Math.min(Math.max(x, least), most);
  return {
    lower: Math.min(estimate, within(estimate - half)) + 0,
    upper: Math.max(estimate, within(estimate + half)) + 0,
  };
}

/** Mean of replicates with its Student-t interval, whose ends are kept within `bounds` by `boundedEnds`. */
export function replicateEstimate(
  replicates: ArrayLike<number>,
  level: number,
  bounds: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): ReplicateEstimate {
  const estimate = meanOf(replicates);
  const count = replicates.length;
  if (count < 2)
    return {
      estimate,
      standardError: null,
      lower: null,
      upper: null,
      level,
      method: "single sample, no interval",
    };
  const standardError = Math.sqrt(varianceOf(replicates, 1) / count);
  const half = studentTQuantile(0.5 + level / 2, count - 1) * standardError;
  return {
    estimate: estimate + 0,
    standardError,
    ...boundedEnds(estimate, half, bounds),
    level,
    method: `Student t over ${count} replicates`,
  };
}
