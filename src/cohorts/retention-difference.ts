/** Whether two cohorts differ in retention, and by how much. */
import { check, checkCount, checkFraction, checkObject, checkOptions } from "../errors.js";
import type { Interval } from "../inference/interval.js";
import { newcombeEnds, type Share } from "../inference/score-interval.js";

/** Retained customers out of those eligible: a cell of a cohort table and a point of a pooled curve are such counts. */
export interface RetainedCount {
  /** Customers retained: a whole number from 0 to `eligible`. */
  readonly value: number | null;
  /** Customers whose period is over: a whole number of 1 or more. */
  readonly eligible: number;
}

/** Options of `retentionDifference`. */
export interface RetentionDifferenceOptions {
  /** Confidence level, above 0 and below 1; default 0.95. */
  readonly level?: number | undefined;
}

/**
 * Difference of two retention rates in points, first minus second, as a fraction: 0.05 is five percentage points.
 *
 * The interval is for the difference of the two underlying rates if customers decide independently. The two groups must be
 * different customers: not one cohort at two ages. Looking at many pairs
 * and reporting the widest difference makes it look surer than it is.
 *
 * Formula: d = p1 - p2, lower d - √((p1 - l1)² + (u2 - p2)²), upper d + √((u1 - p1)² + (p2 - l2)²), l and u being Wilson's
 * bounds of each rate.
 *
 * @param first - Retained and eligible customers of one group, or a cell of a cohort table that counts customers.
 * @param second - The same of the other group.
 * @param options - `level`, default 0.95.
 * @returns The difference with its interval, from -1 to 1; `method` is `"newcombe"`.
 * @throws {InvalidInputError} If counts are not whole, nobody is eligible, or more are retained than eligible.
 * @see Newcombe (1998), "Interval estimation for the difference between independent proportions: comparison of eleven
 *   methods", Statistics in Medicine 17, 873-890, method 10.
 *
 * @example
 * // Newcombe's own example (a): 56 of 70 against 48 of 80.
 * retentionDifference({ value: 56, eligible: 70 }, { value: 48, eligible: 80 });
 * // ≈ { estimate: 0.2000, lower: 0.0524, upper: 0.3339, level: 0.95, method: "newcombe" }
 */
export function retentionDifference(
  first: RetainedCount,
  second: RetainedCount,
  options: RetentionDifferenceOptions = {},
): Interval {
  const where = "retentionDifference";
  checkOptions(where, options, ["level"]);
  const { level = 0.95 } = options;
  checkFraction(where, "level", level, "open");
  const a = readShare(where, "first", first);
  const b = readShare(where, "second", second);
  const estimate = a.x / a.n - b.x / b.n;
  return { estimate, ...newcombeEnds(a, b, (1 - level) / 2), level, method: "newcombe" };
}

function readShare(where: string, argument: string, count: RetainedCount): Share {
  checkObject(where, argument, count);
  const { value, eligible } = count;
  checkCount(where, `${argument}.eligible`, eligible, 1);
  const whole = Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= eligible;
  check(whole, where, `${argument}.value`, `must be a whole number from 0 to eligible (${eligible})`, value);
  return { x: value as number, n: eligible };
}
