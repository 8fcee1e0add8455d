import { check, checkFinite, checkOptions, isDense } from "../errors.js";

/** Which values an average takes in. */
export interface TrailingOptions {
  /** How many values are averaged: a whole number, 1 or more; 6 if left out. */
  readonly window?: number | undefined;
  /** Whether the current value is averaged too (`true`, the default) or only those before it (ChartMogul's lifetime value). */
  readonly includeCurrent?: boolean | undefined;
}

/**
 * Trailing average: at each position the mean of the values up to it.
 *
 * The mean of rates weighs a small month as a large one: pool the counts (`churnRates` of their sums) where the
 * base grows. It lags by half its window, so it is late at every turn.
 *
 * Formula: (x[t-w+1] + ... + x[t]) / w, or up to x[t-1] without the current value.
 *
 * @param values - A series in order of time, such as monthly churn rates.
 * @param options - `window`, 6 if left out; `includeCurrent`, true if left out.
 * @returns One number for each value; null where fewer than `window` values are there.
 * @throws {InvalidInputError} If a value is not finite or the window is no whole number.
 * @see ChartMogul, "Customer lifetime value" (help page 203359061): six months, without the current one.
 *
 * @example
 * trailingAverage([0.04, 0.06, 0.05, 0.07], { window: 3 }); // ≈ [null, null, 0.05, 0.06]
 */
export function trailingAverage(values: readonly number[], options: TrailingOptions = {}): (number | null)[] {
  const where = "trailingAverage";
  check(isDense(values), where, "values", "must be an array of numbers", values);
  checkOptions(where, options, ["window", "includeCurrent"]);
  const { window = 6, includeCurrent = true } = options;
  check(
    Number.isSafeInteger(window) && window >= 1,
    where,
    "window",
    "must be a whole number of 1 or more",
    window,
  );
  check(
    typeof includeCurrent === "boolean",
    where,
    "includeCurrent",
    "must be true or false",
    includeCurrent,
  );
  for (const [i, value] of values.entries()) checkFinite(where, `values[${i}]`, value);
  const sums = runningSums(values);
  return values.map((_, i) => {
    const end = includeCurrent ? i + 1 : i;
    return end < window ? null : sums(end - window, end) / window;
  });
}

/** Sums of stretches from one pass: each running sum with what rounding took from it, so that no stretch loses digits. */
function runningSums(values: readonly number[]): (from: number, to: number) => number {
  const sums = new Float64Array(values.length + 1);
  const errors = new Float64Array(values.length + 1);
  values.forEach((value, i) => {
    const before = sums[i]!;
    const sum = before + value;
    const added = sum - before;
    sums[i + 1] = sum;
    errors[i + 1] = errors[i]! + (before - (sum - added)) + (value - added);
  });
  return (from, to) => sums[to]! - sums[from]! + (errors[to]! - errors[from]!);
}
