/** How many were watched at chosen times: the table under a survival curve. */
import { check, checkNonNegative, checkObject, checkOptions, checkSufficient, isList } from "../errors.js";
import { countBelow, countUpTo } from "../math/sorted-search.js";
import { curveColumns } from "./curve-columns.js";
import type { KaplanMeierCurve } from "./kaplan-meier-curve.js";

/** Options of `atRiskTable`. */
export interface AtRiskTableOptions {
  /** The times, each 0 or more, in the unit of the curves. */
  readonly times: ArrayLike<number>;
}

/** How many of a group were watched at one time, and what became of the others. */
export interface AtRiskRow {
  /** Name of the group; null for a curve by itself. */
  readonly group: string | null;
  /** The time. */
  readonly time: number;
  /** Watched just before the first step at or after the time; 0 beyond the last step. */
  readonly atRisk: number;
  /** Lost by the time, and at it. */
  readonly events: number;
  /** Censored by the time, and at it. */
  readonly censored: number;
}

const where = "atRiskTable";

/**
 * Numbers at risk at chosen times: how many customers each part of a curve rests on, one row for each group and time.
 *
 * Print it under every survival curve. Where few are left, so is little known: a step of one customer among ten moves the curve by
 * a tenth of its height.
 *
 * @param curves - A result of `kaplanMeier` or `flemingHarrington`, or several by the name of their group.
 * @param options - `times`.
 * @returns Rows by group, then by time as given. With late entry the number at risk can rise.
 * @throws {InvalidInputError} If a curve is none, or a time is below 0.
 * @throws {InsufficientDataError} If there are no curves, or no times.
 * @see Pocock, Clayton & Altman (2002), "Survival plots of time-to-event outcomes in clinical trials", Lancet 359, 1686-1689,
 *   doi:10.1016/S0140-6736(02)08594-X.
 *
 * @example
 * const pro = kaplanMeier({ duration: [2, 4, 4, 7, 9, 12], event: [1, 1, 0, 1, 0, 0] });
 * const basic = kaplanMeier({ duration: [1, 3, 3, 5, 6, 8], event: [1, 1, 1, 1, 1, 0] });
 * atRiskTable({ pro, basic }, { times: [0, 6] });
 * // => [
 * //   { group: "pro", time: 0, atRisk: 6, events: 0, censored: 0 },
 * //   { group: "pro", time: 6, atRisk: 3, events: 2, censored: 1 },
 * //   { group: "basic", time: 0, atRisk: 6, events: 0, censored: 0 },
 * //   { group: "basic", time: 6, atRisk: 2, events: 5, censored: 0 },
 * // ]
 */
export function atRiskTable(
  curves: KaplanMeierCurve | Readonly<Record<string, KaplanMeierCurve>>,
  options: AtRiskTableOptions,
): AtRiskRow[] {
  checkOptions(where, options, ["times"]);
  const { times } = options;
  check(isList(times), where, "times", "must be a list of times", times);
  checkSufficient(times.length > 0, where, "times", "must have a time or more", times);
  const moments = Array.from(times);
  moments.forEach((time, i) => {
    checkNonNegative(where, `times[${i}]`, time);
  });
  checkObject(where, "curves", curves);
  if (isCurve(curves)) return rowsOf(null, curves, { moments, argument: "curves" });
  const named = Object.entries(curves);
  checkSufficient(named.length > 0, where, "curves", "must hold a curve or more", 0);
  return named.flatMap(([group, curve]) => rowsOf(group, curve, { moments, argument: `curves.${group}` }));
}

function isCurve(
  curves: KaplanMeierCurve | Readonly<Record<string, KaplanMeierCurve>>,
): curves is KaplanMeierCurve {
  return typeof curves.method === "string";
}

function rowsOf(
  group: string | null,
  curve: KaplanMeierCurve,
  { moments, argument }: { readonly moments: readonly number[]; readonly argument: string },
): AtRiskRow[] {
  const { time: times, atRisk, events, censored } = curveColumns(where, curve, argument);
  return moments.map((time) => {
    const past = countUpTo(times, time);
    const sum = (column: Float64Array) => column.subarray(0, past).reduce((total, each) => total + each, 0);
    return {
      group,
      time: time + 0,
      atRisk: atRisk[countBelow(times, time)] ?? 0,
      events: sum(events),
      censored: sum(censored),
    };
  });
}
