/** Many courses of the periods to come, and what is said of them: estimates with two kinds of interval. */
import type { Interval } from "../inference/interval.js";
import { sortedQuantile } from "../math/sample-statistics.js";
import type { SubscriberPath } from "./subscriber-paths.js";

/** A number to come. */
export interface ForecastInterval extends Interval {
  /** Lower end of the interval of its expected value, for the error of the parameters alone. */
  readonly expectedLower: number;
  /** Upper end of the interval of its expected value. */
  readonly expectedUpper: number;
}

/** Names of the columns of a course. */
export const quantities = ["opening", "added", "lost", "closing", "revenue"] as const;
export type Quantity = (typeof quantities)[number];

/** Courses collected by quantity: draws of period i from i × draws on. */
export interface PathDraws {
  readonly draws: number;
  readonly horizon: number;
  readonly drawn: Readonly<Record<Quantity, Float64Array>>;
  readonly expected: Readonly<Record<Quantity, Float64Array>>;
}

const columns = (length: number) =>
  Object.fromEntries(quantities.map((name) => [name, new Float64Array(length)])) as Record<
    Quantity,
    Float64Array
  >;

export function emptyDraws(draws: number, horizon: number): PathDraws {
  return { draws, horizon, drawn: columns(draws * horizon), expected: columns(draws * horizon) };
}

/** Adds a course to draw k: segments add up in every draw. */
export function addPath(
  { draws, horizon, drawn, expected }: PathDraws,
  k: number,
  path: { readonly drawn: SubscriberPath; readonly expected: SubscriberPath },
): void {
  for (const name of quantities)
    for (let i = 0; i < horizon; i++) {
      drawn[name][i * draws + k]! += path.drawn[name][i]!;
      expected[name][i * draws + k]! += path.expected[name][i]!;
    }
}

/** Estimate and intervals of a number from its draws. */
export function forecastOf(
  estimate: number,
  drawn: Float64Array,
  expected: Float64Array,
  level: number,
): ForecastInterval {
  const ends = (values: Float64Array): readonly [number, number] => {
    const ascending = values.slice().sort();
    return [sortedQuantile(ascending, (1 - level) / 2), sortedQuantile(ascending, (1 + level) / 2)];
  };
  const [lower, upper] = ends(drawn);
  const [expectedLower, expectedUpper] = ends(expected);
  return { estimate, lower, upper, level, method: "prediction", expectedLower, expectedUpper };
}

/** The draws of one quantity in one period. */
export const inPeriod = (column: Float64Array, { draws }: PathDraws, i: number): Float64Array =>
  column.subarray(i * draws, (i + 1) * draws);

/** The draws of a quantity summed over the periods. */
export function overPeriods(column: Float64Array, { draws, horizon }: PathDraws): Float64Array {
  const sums = new Float64Array(draws);
  for (let i = 0; i < horizon; i++) for (let k = 0; k < draws; k++) sums[k]! += column[i * draws + k]!;
  return sums;
}
