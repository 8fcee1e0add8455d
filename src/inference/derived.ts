/** What is derived from parameters: one number or a list of them, each of which may be infinite (null). */
import { check, checkFraction } from "../errors.js";
import { sortedQuantile, varianceOf } from "../math/sample-statistics.js";

/** A derived number; null stands for an infinite one, as a mean lifetime can be. */
export type Derived = number | null;

/** What a function of parameters may return. */
export type DerivedOutput = Derived | ArrayLike<Derived>;

/** One result for one number, one per entry for a list. */
export type PerOutput<Output, Result> = Output extends Derived ? Result : readonly Result[];

/** Evaluates a function of parameters as a list of numbers; null and infinite ones become Infinity. */
export function evaluateDerived(where: string, output: unknown): number[] {
  const list =
    typeof output === "object" && output !== null ? Array.from(output as ArrayLike<unknown>) : [output];
  return list.map((value, i) => {
    const number = value === null ? Number.POSITIVE_INFINITY : (value as number);
    const usable = typeof number === "number" && !Number.isNaN(number);
    check(
      usable,
      where,
      list.length > 1 ? `evaluate(…)[${i}]` : "evaluate(…)",
      "must be a number or null",
      value,
    );
    return number;
  });
}

/** Whether a function returned a list. */
export function isList(output: unknown): boolean {
  return typeof output === "object" && output !== null;
}

/** A finite number, or null for any other. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The summary of draws of one derived number. */
export interface DrawSummary {
  /** Standard deviation of the finite draws; null where fewer than two are finite. */
  readonly standardError: number | null;
  /** Lower end of the interval; null where infinite. */
  readonly lower: number | null;
  /** Upper end of the interval; null where infinite. */
  readonly upper: number | null;
  /** Share of the draws in which the number is infinite. */
  readonly infiniteShare: number;
}

/** Percentile interval of draws, infinite ones included. */
export function summarizeDraws(draws: readonly number[], level: number): DrawSummary {
  const ascending = Float64Array.from(draws).sort();
  const finite = draws.filter(Number.isFinite);
  return {
    standardError: finite.length > 1 ? Math.sqrt(varianceOf(finite, 1)) : null,
    lower: finiteOrNull(sortedQuantile(ascending, (1 - level) / 2)),
    upper: finiteOrNull(sortedQuantile(ascending, (1 + level) / 2)),
    infiniteShare: (draws.length - finite.length) / draws.length,
  };
}

/** Checks the level of an interval. */
export function checkLevel(where: string, level: unknown): asserts level is number {
  checkFraction(where, "level", level, "open");
}
