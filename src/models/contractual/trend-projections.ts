/** The lines that a spreadsheet would draw through the observed part of a retention curve, beside the model's. */
import { check, checkCount, checkFraction, checkObject, isDense } from "../../errors.js";
import type { ProjectedRetention, RetentionProjection } from "./project-retention.js";
import { retentionTrend, retentionTrendAt, type TrendCurve } from "./retention-trend.js";

/** A point of a regression line. */
export interface TrendProjection {
  /** Which cohort, 0 being the first. */
  readonly cohort: number;
  /** Which line. */
  readonly curve: TrendCurve;
  /** Period of the customers' lives. */
  readonly period: number;
  /** Share still active by the line; nothing keeps it between 0 and 1. */
  readonly estimate: number;
}

const where = "trendProjections";
const curves: readonly TrendCurve[] = ["exponential", "linear", "quadratic", "logarithmic", "power"];

/**
 * The regression lines through what `projectRetention` did not hold out, over all of its periods: the naive curves beside the model's.
 *
 * @param projection - A result of `projectRetention`.
 * @returns Rows by cohort, curve and period; a line is left out where a cohort is too short for it or nobody was left.
 * @throws {InvalidInputError} If the projection is none.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90, Figure 1,
 *   doi:10.1002/dir.20074.
 *
 * @example
 * const lostByPeriod = [131, 126, 90, 60, 42, 34, 26, 23, 23, 18, 18, 15];
 * const cohort = { timeUnit: "year", lostByPeriod, stillActive: 394 } as const;
 * const projection = projectRetention(shiftedBetaGeometric, cohort, { periods: 12, holdoutPeriods: 5 });
 * trendProjections(projection).find(({ curve, period }) => curve === "linear" && period === 12)?.estimate; // ≈ 0.074
 */
export function trendProjections<Parameters>(projection: RetentionProjection<Parameters>): TrendProjection[] {
  checkObject(where, "projection", projection);
  const { rows } = projection;
  check(isDense(rows), "trendProjections", "projection", "must be a result of projectRetention", projection);
  const cohorts = new Map<number, ProjectedRetention[]>();
  for (const [i, row] of rows.entries()) {
    checkRow(`projection.rows[${i}]`, row, cohorts.get(row?.cohort)?.at(-1)?.period ?? 0);
    cohorts.set(row.cohort, [...(cohorts.get(row.cohort) ?? []), row]);
  }
  return [...cohorts].flatMap(([cohort, periods]) => {
    const known = periods.filter(({ observed, heldOut }) => observed !== null && !heldOut);
    const shares = [1, ...known.map(({ observed }) => observed!)];
    const first = periods[0]!.period - 1;
    return curves.flatMap((curve) => {
      if (shares.length < (curve === "quadratic" ? 4 : 3) || shares.at(-1) === 0) return [];
      const trend = retentionTrend(shares, curve);
      return periods.map(({ period }) => ({
        cohort,
        curve,
        period,
        estimate: retentionTrendAt(trend, period - first),
      }));
    });
  });
}

/** Checks a row of a projection, whose period comes after another. */
function checkRow(argument: string, row: ProjectedRetention, previous: number): void {
  checkObject(where, argument, row);
  checkCount(where, `${argument}.cohort`, row.cohort);
  checkCount(where, `${argument}.period`, row.period, previous + 1);
  if (row.observed !== null) checkFraction(where, `${argument}.observed`, row.observed);
  check(typeof row.heldOut === "boolean", where, `${argument}.heldOut`, "must be true or false", row.heldOut);
}
