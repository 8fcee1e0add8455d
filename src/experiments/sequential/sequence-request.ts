/** What a confidence sequence is asked for, and how values in order of arrival are read. */
import { check, checkCount, checkFinite, checkObject, isList } from "../../errors.js";
import type { Look } from "./looks.js";

/** Methods of a confidence sequence. */
export type SequenceMethod =
  | "hedged"
  | "empirical-bernstein"
  | "beta-binomial"
  | "normal-mixture"
  | "asymptotic"
  | "mixture";

/** How a confidence sequence is made. Options that the method does not use are refused. */
export interface ConfidenceSequenceOptions {
  /** The method. */
  readonly method: SequenceMethod;
  /** Level of all looks together: a fraction; 0.95 if left out. */
  readonly level?: number | undefined;
  /** Of values: the numbers of them at which to look, rising; the last value if left out. */
  readonly at?: ArrayLike<number> | undefined;
  /** The value that the p-values are against; 0 for differences if left out, none for means and rates. */
  readonly nullValue?: number | undefined;
  /** Smallest and largest possible value (`"hedged"`, `"empirical-bernstein"`, `"normal-mixture"`); from 0 to 1 if left out. */
  readonly bounds?: { readonly lower: number; readonly upper: number } | undefined;
  /** Largest share of the capital that is staked (`"hedged"`, `"empirical-bernstein"`): above 0 and below 1; 0.5 if left out. */
  readonly bettingFraction?: number | undefined;
  /** Customers at which the interval is to be narrowest, fixed before the first (`"normal-mixture"`, `"asymptotic"`: required). */
  readonly tunedAt?: number | undefined;
  /** Known standard deviation of one outcome (`"mixture"` of differences: required; `"normal-mixture"`: in place of `bounds`). */
  readonly standardDeviation?: number | undefined;
  /** Variance of the effects that are mixed, fixed before the first customer (`"mixture"`: required). */
  readonly mixtureVariance?: number | undefined;
  /** Customers (of the smaller group) before which looks are refused (`"asymptotic"`); 200 if left out. */
  readonly from?: number | undefined;
  /** Customers lost, and kept, in each group before which looks are refused (`"mixture"` and `"asymptotic"` of rates): 1 or more; 10 if left out. */
  readonly fewestLost?: number | undefined;
}

/** A checked request. */
export interface SequenceRequest {
  readonly where: string;
  readonly options: ConfidenceSequenceOptions;
  readonly alpha: number;
  readonly data: ArrayLike<number> | readonly Look[];
}

/** One look, by itself. */
export interface SequenceLook {
  readonly n: number;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly logEvidence: number | null;
}

/** What a method made. */
export interface MadeSequence {
  readonly looks: readonly SequenceLook[];
  readonly nullValue: number | null;
  readonly parameters: Readonly<Record<string, number>>;
}

/** Values, the looks at them, and the null value if there is one. */
export interface ReadValues {
  readonly values: Float64Array;
  readonly at: readonly number[];
  readonly nullValue: number | null;
}

/** Reads values within bounds. */
export function readValues(
  { where, options, data }: SequenceRequest,
  bounds?: { lower: number; upper: number },
): ReadValues {
  const values = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    checkFinite(where, `values[${i}]`, value);
    if (bounds !== undefined && !(value >= bounds.lower && value <= bounds.upper))
      check(
        false,
        where,
        `values[${i}]`,
        `must lie within bounds (${bounds.lower} to ${bounds.upper})`,
        value,
      );
    values[i] = value;
  }
  const { at = [values.length], nullValue } = options;
  check(isList(at) && at.length > 0, where, "at", "must be an array of numbers of values", at);
  for (let k = 0; k < at.length; k++) {
    const [now, before] = [at[k]!, k === 0 ? 0 : at[k - 1]!];
    check(
      Number.isInteger(now) && now > before && now <= values.length,
      where,
      `at[${k}]`,
      `must be a whole number above ${before} (looks never shrink) and at most ${values.length}`,
      now,
    );
  }
  if (nullValue !== undefined) checkFinite(where, "nullValue", nullValue);
  return { values, at: Array.from(at), nullValue: nullValue ?? null };
}

/** The null difference. */
export function readNullDifference({ where, options }: SequenceRequest): number {
  const { nullValue = 0 } = options;
  checkFinite(where, "nullValue", nullValue);
  return nullValue;
}

/** Sums of the values up to each look, and of their squared distances from the mean. */
export function momentsAt({ values, at }: ReadValues): { n: number; mean: number; squares: number }[] {
  let [mean, squares, next] = [0, 0, 0];
  const moments: { n: number; mean: number; squares: number }[] = [];
  for (let i = 0; i < values.length && next < at.length; i++) {
    const off = values[i]! - mean;
    mean += off / (i + 1);
    squares += off * (values[i]! - mean);
    if (i + 1 === at[next]) next = moments.push({ n: i + 1, mean, squares });
  }
  return moments;
}

export const onlyValues = ({ where, options, data }: SequenceRequest, areValues: boolean): void =>
  check(areValues, where, "data", `must be values in order of arrival for method "${options.method}"`, data);

export function readBounds({ where, options }: SequenceRequest): { lower: number; upper: number } {
  const { bounds = { lower: 0, upper: 1 } } = options;
  checkObject(where, "bounds", bounds);
  checkFinite(where, "bounds.lower", bounds.lower);
  checkFinite(where, "bounds.upper", bounds.upper);
  check(
    bounds.upper > bounds.lower,
    where,
    "bounds.upper",
    `must be above lower (${bounds.lower})`,
    bounds.upper,
  );
  return bounds;
}

/** Customers lost, and kept, from which a rate is trusted to be nearly normal. */
export function readFewestLost({ where, options }: SequenceRequest): number {
  const { fewestLost = 10 } = options;
  checkCount(where, "fewestLost", fewestLost, 1);
  return fewestLost;
}
