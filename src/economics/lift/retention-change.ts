/** The three readings of "a change in retention of 5%": points, relative to the rate, relative to the defections. */
import { check, checkFraction } from "../../errors.js";

/** A change of retention with its reading; made by `points`, `relative` or `fewerDefections`, never a bare number. */
export interface RetentionChange {
  /** How the size is read. */
  readonly kind: "points" | "relative" | "fewerDefections";
  /** Size as a fraction from 0 to 1: 0.05 is 5 points, 5% of the rate, or 5% of the defections. */
  readonly size: number;
}

/**
 * A rise of retention by percentage points: with 0.05, 0.75 becomes 0.80.
 *
 * Formula: r₁ = r + size.
 *
 * @param size - Rise as a fraction from 0 to 1, not a percentage.
 * @returns The change, as plain data for `retentionLift` and `solveRetentionLift`.
 * @throws {InvalidInputError} If size is not a fraction.
 * @see Reichheld & Sasser (1990), "Zero Defections", Harvard Business Review 68(5), 105-111: five points, in most retellings "5%".
 *
 * @example
 * points(0.05); // => { kind: "points", size: 0.05 }
 */
export function points(size: number): RetentionChange {
  checkFraction("points", "size", size);
  return { kind: "points", size };
}

/**
 * A rise of the retention rate relative to itself: with 0.05, 0.80 becomes 0.84.
 *
 * Formula: r₁ = r(1 + size).
 *
 * @param size - Rise as a fraction of the rate, from 0 to 1, not a percentage.
 * @returns The change, as plain data for `retentionLift` and `solveRetentionLift`.
 * @throws {InvalidInputError} If size is not a fraction.
 *
 * @example
 * relative(0.05); // => { kind: "relative", size: 0.05 }
 */
export function relative(size: number): RetentionChange {
  checkFraction("relative", "size", size);
  return { kind: "relative", size };
}

/**
 * A fall of the defections relative to themselves: with 0.05, churn of 0.20 becomes 0.19 and retention 0.81.
 *
 * Formula: 1 - r₁ = (1 - r)(1 - size).
 *
 * @param size - Share of the defections that is prevented, from 0 to 1, not a percentage.
 * @returns The change, as plain data for `retentionLift` and `solveRetentionLift`.
 * @throws {InvalidInputError} If size is not a fraction.
 *
 * @example
 * fewerDefections(0.05); // => { kind: "fewerDefections", size: 0.05 }
 */
export function fewerDefections(size: number): RetentionChange {
  checkFraction("fewerDefections", "size", size);
  return { kind: "fewerDefections", size };
}

/** A change as a straight line: the new rate is `offset + slope × rate`. */
export interface ChangeLine {
  readonly offset: number;
  readonly slope: number;
}

/** The line of a change. */
export function changeLine({ kind, size }: RetentionChange): ChangeLine {
  if (kind === "points") return { offset: size, slope: 1 };
  return kind === "relative" ? { offset: 0, slope: 1 + size } : { offset: size, slope: 1 - size };
}

/** The rate after a change; rounding that passes 1 by less than 1e-12 is taken back. */
export function changedRate(retention: number, change: RetentionChange): number {
  const { offset, slope } = changeLine(change);
  const rate = offset + slope * retention;
  return rate > 1 && rate < 1 + 1e-12 ? 1 : rate;
}

/** Checks that a value is a change of retention and not a bare number. */
export function checkChange(where: string, change: unknown): asserts change is RetentionChange {
  const { kind, size } = (change ?? {}) as RetentionChange;
  const known = kind === "points" || kind === "relative" || kind === "fewerDefections";
  const rule = "must be points(…), relative(…) or fewerDefections(…)";
  check(typeof change === "object" && known, where, "change", rule, change);
  checkFraction(where, "change.size", size);
}

/** A fraction as a percentage with at most four significant digits: 0.25 is "25%". */
export function percent(fraction: number): string {
  return `${Number((fraction * 100).toPrecision(4))}%`;
}
