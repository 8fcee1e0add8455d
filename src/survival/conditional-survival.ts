/** How long those will stay who have stayed so far. */
import { check, checkFinite, checkNonNegative, checkOptions } from "../errors.js";
import { countUpTo } from "../math/sorted-search.js";
import { curveColumns } from "./curve-columns.js";
import { makeCurve } from "./kaplan-meier.js";
import type { KaplanMeierCurve } from "./kaplan-meier-curve.js";
import { varianceIncrements } from "./restricted-mean.js";

/** Options of `conditionalSurvival`. */
export interface ConditionalSurvivalOptions {
  /** The tenure already reached, 0 or more, in the unit of the curve. */
  readonly tenure: number;
}

const where = "conditionalSurvival";

/**
 * The survival curve of those who have stayed for some tenure: the share of them that stays longer than t further time units.
 *
 * Customers who leave early are gone from it, so it lies above the whole curve where churn falls with age. Its errors are those of
 * the later steps alone, not the quotient of two intervals.
 *
 * Formula: S(t | s) = S(s + t) / S(s); se(ln S)² = Σ dᵢ/(nᵢ(nᵢ - dᵢ)) over s < tᵢ ≤ s + t.
 *
 * @param curve - A result of `kaplanMeier` or `flemingHarrington` with Greenwood's errors.
 * @param options - `tenure`.
 * @returns A curve whose times count from the tenure on; its observations are those that ended after it.
 * @throws {InvalidInputError} If the curve is none, or ends before the tenure; or its errors are robust: then give the rows that
 *   ended after the tenure to `kaplanMeier`, with it as their `entry`.
 * @see Klein & Moeschberger (2003), "Survival Analysis", 2nd ed., section 4.6.
 *
 * @example
 * const curve = kaplanMeier({ duration: [2, 4, 4, 7, 9, 12, 12, 15], event: [1, 1, 0, 1, 1, 1, 0, 0] });
 * const later = conditionalSurvival(curve, { tenure: 6 });
 * survivalAt(later, { time: 3 });
 * // ≈ { time: 3, atRisk: 4, estimate: 0.6, standardError: 0.219, lower: 0.126, upper: 0.882, level: 0.95, method: "logLog" }
 */
export function conditionalSurvival(
  curve: KaplanMeierCurve,
  options: ConditionalSurvivalOptions,
): KaplanMeierCurve {
  checkOptions(where, options, ["tenure"]);
  const columns = curveColumns(where, curve);
  const { tenure } = options;
  checkNonNegative(where, "tenure", tenure);
  const { standardErrors, unwatched } = curve;
  const errors = 'must be "greenwood": the steps of a robust curve do not hold what it takes';
  check(standardErrors === "greenwood", where, "curve.standardErrors", errors, standardErrors);
  const { time, atRisk, events, censored, survival } = columns;
  const last = time[time.length - 1]!;
  check(tenure < last, where, "tenure", `must be below the last time of the curve (${last})`, tenure);
  const begin = countUpTo(time, tenure);
  const reached = begin === 0 ? 1 : survival[begin - 1]!;
  check(reached > 0, where, "tenure", "must be a tenure that somebody lasts beyond", tenure);
  const increments = varianceIncrements(curve, columns);
  const later = survival.subarray(begin);
  const variances = new Float64Array(later.length);
  for (let i = 0; i < variances.length; i++) variances[i] = (variances[i - 1] ?? 0) + increments(begin + i);
  const counts = {
    times: time.subarray(begin).map((each) => each - tenure),
    atRisk: atRisk.subarray(begin),
    events: events.subarray(begin),
    ended: censored.subarray(begin).map((each, i) => each + events[begin + i]!),
  };
  const stretches = (unwatched ?? []).filter(({ to }) => to > tenure);
  for (const { from, to } of stretches)
    for (const end of [from, to]) checkFinite(where, "curve.unwatched", end);
  return makeCurve(
    {
      ...curve,
      timeUnit: curve.timeUnit ?? null,
      standardErrors,
      counts,
      unwatched: stretches.map(({ from, to }) => ({ from: Math.max(0, from - tenure), to: to - tenure })),
    },
    {
      method: curve.method,
      ties: curve.ties ?? null,
      survival: later.map((each) => each / reached),
      variances,
      robustArea: null,
    },
  );
}
