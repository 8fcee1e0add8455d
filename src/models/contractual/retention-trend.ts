/**
 * Regression lines through a retention curve: what a spreadsheet would extrapolate. They are here to be compared with, since
 * a good fit of the past says nothing about what they do next.
 */
import {
  check,
  checkChoice,
  checkCount,
  checkFinite,
  checkFraction,
  checkObject,
  isDense,
} from "../../errors.js";

/** The curves that spreadsheets offer. */
export type TrendCurve = "linear" | "quadratic" | "exponential" | "logarithmic" | "power";

/** A curve fitted by least squares to a retention curve. */
export interface RetentionTrend {
  /** Which curve. */
  readonly curve: TrendCurve;
  /** Coefficients, constant first; of ln S for the exponential and the power curve. */
  readonly coefficients: readonly number[];
  /** Share of variance explained, on the scale of the regression (of ln S for the exponential and the power curve). */
  readonly rSquared: number;
}

const curves: readonly TrendCurve[] = ["linear", "quadratic", "exponential", "logarithmic", "power"];

/** Predictors of a curve at period t; the logarithmic ones count periods from 1, as spreadsheets do. */
function predictors(curve: TrendCurve, t: number): number[] {
  if (curve === "quadratic") return [1, t, t * t];
  return [1, curve === "logarithmic" || curve === "power" ? Math.log(t + 1) : t];
}

function onLogScale(curve: TrendCurve): boolean {
  return curve === "exponential" || curve === "power";
}

/**
 * Least-squares regression of a retention curve on time.
 *
 * It misleads whenever it is used beyond the data: the straight line falls below 0, the parabola turns upwards, the
 * exponential assumes that every customer is alike. `projectRetention` shows how far each misses.
 *
 * Formula: S(t) = a + b t (linear), a + b t + c t² (quadratic), e^(a + b t) (exponential), a + b ln(t + 1) (logarithmic),
 * e^a (t + 1)^b (power), the two powers of e being fitted to ln S.
 * @param survival - Shares still active after 0, 1, 2, … periods: fractions above 0, the first usually 1.
 * @param curve - Which curve.
 * @returns Coefficients and R²; plain data.
 * @throws {InvalidInputError} If there are no more shares than coefficients, or one is not above 0.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   pp. 78-80, doi:10.1002/dir.20074.
 * @example
 * const highEnd = [1, 0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491];
 * const trend = retentionTrend(highEnd, "linear");
 * trend.coefficients; // ≈ [0.925, -0.071]
 * retentionTrendAt(trend, 12); // ≈ 0.07
 */
export function retentionTrend(survival: readonly number[], curve: TrendCurve): RetentionTrend {
  const where = "retentionTrend";
  checkChoice(where, "curve", curve, curves);
  check(isDense(survival), where, "survival", "must be an array of fractions", survival);
  survival.forEach((share, i) => {
    checkFraction(where, `survival[${i}]`, share, "aboveZero");
  });
  const terms = predictors(curve, 0).length;
  check(survival.length > terms, where, "survival", `must hold more than ${terms} shares`, survival);
  const y = survival.map((share) => (onLogScale(curve) ? Math.log(share) : share));
  const x = survival.map((_, t) => predictors(curve, t));
  const coefficients = leastSquares(x, y);
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  const fitted = x.map((row) => row.reduce((sum, value, k) => sum + value * coefficients[k]!, 0));
  const residual = y.reduce((sum, value, t) => sum + (value - fitted[t]!) ** 2, 0);
  const total = y.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { curve, coefficients, rSquared: total > 0 ? 1 - residual / total : 1 };
}

/**
 * Value of a regression line at a period, inside or beyond the data.
 *
 * It is whatever the line gives, even below 0 or above 1: that is the point of looking.
 *
 * Formula: as for `retentionTrend`.
 * @param trend - What `retentionTrend` returned.
 * @param period - Whole periods since the start, 0 or more.
 * @returns The line's S(t), which need not be a fraction.
 * @throws {InvalidInputError} If the period is not whole.
 * @see Fader & Hardie (2007), Journal of Interactive Marketing 21(1), 76-90, doi:10.1002/dir.20074.
 * @example
 * const trend = retentionTrend([1, 0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491], "quadratic");
 * retentionTrendAt(trend, 12); // ≈ 0.76
 */
export function retentionTrendAt(trend: RetentionTrend, period: number): number {
  checkObject("retentionTrendAt", "trend", trend);
  checkCount("retentionTrendAt", "period", period);
  const row = predictors(trend.curve, period);
  const { coefficients } = trend;
  check(
    isDense(coefficients) && coefficients.length === row.length,
    "retentionTrendAt",
    "trend.coefficients",
    `must be an array of ${row.length} numbers`,
    coefficients,
  );
  coefficients.forEach((coefficient, k) => {
    checkFinite("retentionTrendAt", `trend.coefficients[${k}]`, coefficient);
  });
  const sum = row.reduce((total, value, k) => total + value * trend.coefficients[k]!, 0);
  return onLogScale(trend.curve) ? Math.exp(sum) : sum;
}

/** Modified Gram-Schmidt: the columns are made orthogonal one after another, then solved backwards. */
function leastSquares(rows: readonly (readonly number[])[], y: readonly number[]): number[] {
  const n = rows[0]!.length;
  const columns = Array.from({ length: n }, (_, k) => rows.map((row) => row[k]!));
  const rest = [...y];
  const upper: number[][] = [];
  const projections: number[] = [];
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  columns.forEach((column, k) => {
    const length = dot(column, column);
    const ratios = columns.map((other, j) => (j > k ? dot(column, other) / length : 0));
    ratios.forEach((ratio, j) => {
      if (j > k) columns[j] = columns[j]!.map((value, i) => value - ratio * column[i]!);
    });
    const projection = dot(column, rest) / length;
    column.forEach((value, i) => {
      rest[i]! -= projection * value;
    });
    upper.push(ratios);
    projections.push(projection);
  });
  const coefficients = [...projections];
  for (let k = n - 1; k >= 0; k--)
    for (let j = k + 1; j < n; j++) coefficients[k]! -= upper[k]![j]! * coefficients[j]!;
  return coefficients;
}
