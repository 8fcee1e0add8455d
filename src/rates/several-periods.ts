import { check, checkCount, checkObject, checkSufficient, isDense } from "../errors.js";
import type { Interval } from "../inference/interval.js";
import { chiSquareUpper, studentTQuantile } from "../math/distributions.js";
import { findRoot } from "../math/roots.js";
import { checkLevel, checkShare, type LevelOptions } from "./churn-interval.js";
import type { PeriodCounts } from "./churn-rate.js";

/** How much the churn of several periods scatters. */
export interface ChurnDispersion {
  /** Mean underlying rate of the periods, with an interval that allows for their scatter and for their unequal sizes. */
  readonly rate: Interval;
  /** Pearson's χ² of the periods around their pooled rate, per degree of freedom: 1 under independence; null if nobody or everybody was lost. */
  readonly dispersion: number | null;
  /** Pearson's χ² itself; null with `dispersion`. */
  readonly chiSquare: number | null;
  /** Degrees of freedom: one less than the periods. */
  readonly degreesOfFreedom: number;
  /** Probability of so large a χ² if the rate never changed and customers left independently; null with `dispersion`. */
  readonly pValue: number | null;
  /** Correlation of two customers of one period in leaving, 0 or more: how far the period's rate itself varies. */
  readonly correlation: number;
  /** Standard deviation of the periods' underlying rates: √(μ(1 - μ) · correlation). */
  readonly rateDeviation: number;
}

/** The period to predict. */
export interface ChurnPredictionOptions extends LevelOptions {
  /** Customers at the start of the period to predict: a whole number, 1 or more. */
  readonly atStart: number;
}

/**
 * Overdispersion of churn over several periods: how much more their rates scatter than independent customers would.
 *
 * Prices, seasons and outages move everybody at once, so real months scatter two to ten times as much, and an interval
 * from one month's counts is too narrow for the next. Trend and season count as scatter here: take them out first
 * where they are known. Not for the successive periods of one cohort, whose churn falls with age (`retentionCurve`).
 *
 * Formula: φ = Σ nᵢ(pᵢ - p)²/(p(1 - p)) / (k - 1), p pooled; ρ from Σ wᵢ(pᵢ - μ)² = (k - 1) μ(1 - μ), 0 at least, with
 * wᵢ = nᵢ/(1 + (nᵢ - 1)ρ) and μ = Σ wᵢpᵢ/W; variance of μ: the larger of μ(1 - μ)/W and Σ wᵢ(pᵢ - μ)²/((k - 1)W).
 *
 * @param periods - Head counts of two periods or more, of different customers' chances to leave.
 * @param options - `level` of the interval of the mean rate, 0.95 if left out.
 * @returns The mean rate with an interval for the mean underlying rate of such periods, widened by their scatter (Student's t
 *   on the logit, its degrees of freedom those of W²/Σwᵢ² equal periods), the dispersion and its test. Of periods of one
 *   size the mean is the pooled rate; otherwise a large period counts for no more than it tells of the mean.
 * @throws {InvalidInputError} If a count is not whole or more are lost than were there.
 * @throws {InsufficientDataError} If there are fewer than two periods.
 * @see McCullagh & Nelder (1989), "Generalized Linear Models", 2nd ed., section 4.5; Paule & Mandel (1982), "Consensus Values
 *   and Weighting Factors", Journal of Research of the National Bureau of Standards 87(5), 377-385, doi:10.6028/jres.087.022
 *   (ρ); Hartung & Knapp (2001), Statistics in Medicine 20(24), 3875-3889, doi:10.1002/sim.1009 (the variance).
 *
 * @example
 * const lost = [50, 41, 66, 38, 72, 45];
 * const months = lost.map((lost) => ({ atStart: 1000, lost }));
 * churnDispersion(months).dispersion; // ≈ 3.919
 */
export function churnDispersion(
  periods: readonly PeriodCounts[],
  options: LevelOptions = {},
): ChurnDispersion {
  const where = "churnDispersion";
  const scatter = scatterOf(where, periods);
  const { level, tail } = checkLevel(where, options);
  const { mean, centre, correlation, chiSquare, degreesOfFreedom } = scatter;
  const variance = centre * (1 - centre) * scatter.meanVariance;
  return {
    rate: logitInterval(scatter, { variance, level, tail, method: "beta-binomial-t" }),
    dispersion: chiSquare === null ? null : chiSquare / degreesOfFreedom,
    chiSquare,
    degreesOfFreedom,
    pValue: chiSquare === null ? null : chiSquareUpper(chiSquare, degreesOfFreedom),
    correlation,
    rateDeviation: Math.sqrt(mean * (1 - mean) * correlation),
  };
}

/**
 * Prediction interval for the churn rate of the next period, from those of several past ones.
 *
 * It holds what the next period will show: the scatter of the periods' underlying rates, the chance of the next
 * period's own customers, and the error of the mean. Wide with few periods, as it should be; it knows no trend. The ends
 * lie half a customer further out than on the logit: customers are whole, and where few leave, none may be as likely as one.
 *
 * Formula: logit μ ± t √(μ(1 - μ)(1 + (m - 1)ρ)/m + Var μ) / (μ(1 - μ)), μ, ρ, t as in `churnDispersion`; as rates, ∓ 1/(2m).
 *
 * @param periods - Head counts of two periods or more.
 * @param options - `atStart`, the customers at the start of the next period; `level`, 0.95 if left out.
 * @returns The mean rate and the ends between which the next period's observed rate will lie; times `atStart` they
 *   are customers. The lower end is 0 if nobody was ever lost or hardly anybody is, the upper 1 if everybody was.
 * @throws {InvalidInputError} If a count is not whole or more are lost than were there.
 * @throws {InsufficientDataError} If there are fewer than two periods.
 * @see Kleinman (1973), "Proportions with Extraneous Variance", doi:10.1080/01621459.1973.10481332 (the correlation).
 *
 * @example
 * const months = [50, 41, 66, 38, 72, 45].map((lost) => ({ atStart: 1000, lost }));
 * predictChurn(months, { atStart: 1000 });
 * // ≈ { estimate: 0.0520, lower: 0.0242, upper: 0.1080, level: 0.95, method: "beta-binomial-t" }
 */
export function predictChurn(periods: readonly PeriodCounts[], options: ChurnPredictionOptions): Interval {
  const where = "predictChurn";
  const scatter = scatterOf(where, periods);
  const { level, tail } = checkLevel(where, options, ["atStart"]);
  const { atStart } = options;
  checkCount(where, "atStart", atStart, 1);
  const { centre, correlation, meanVariance } = scatter;
  const ofNext = (1 + (atStart - 1) * correlation) / atStart;
  const variance = centre * (1 - centre) * (ofNext + meanVariance);
  const interval = logitInterval(scatter, { variance, level, tail, method: "beta-binomial-t" });
  const half = 0.5 / atStart;
  return {
    ...interval,
    lower: Math.max(0, interval.lower - half),
    upper: Math.min(1, interval.upper + half),
  };
}

interface Scatter {
  readonly pooled: number;
  /** Mean of the periods' rates, each by what it tells of the mean underlying rate. */
  readonly mean: number;
  /** The mean moved off 0 and 1 by half a customer, where logits and variances are taken. */
  readonly centre: number;
  readonly chiSquare: number | null;
  readonly degreesOfFreedom: number;
  readonly correlation: number;
  /** Variance of the mean over p(1 - p). */
  readonly meanVariance: number;
  /** Degrees of freedom of as many periods of one size as tell as much. */
  readonly effective: number;
}

function scatterOf(where: string, periods: readonly PeriodCounts[]): Scatter {
  check(isDense(periods), where, "periods", "must be an array of head counts", periods);
  for (const [i, period] of (periods as readonly PeriodCounts[]).entries()) {
    checkObject(where, `periods[${i}]`, period);
    checkShare(where, `periods[${i}].`, period);
  }
  checkSufficient(periods.length >= 2, where, "periods", "must be 2 or more", periods.length);
  const all = periods.reduce((sum, { atStart }) => sum + atStart, 0);
  const lost = periods.reduce((sum, period) => sum + period.lost, 0);
  const pooled = lost / all;
  const degreesOfFreedom = periods.length - 1;
  const chiSquare = lost === 0 || lost === all ? null : pearson(periods, pooled);
  const correlation = chiSquare === null ? 0 : correlationOf(periods);
  const { total, squares, mean, scatter } = weighted(periods, correlation);
  const centre = (mean * total + 0.5) / (total + 1);
  // What the rates themselves say of the error of their mean, if that is more than the model says.
  const observed = scatter / (degreesOfFreedom * total * centre * (1 - centre));
  const meanVariance = Math.max(1 / total, observed);
  const effective = Math.max(1, total ** 2 / squares - 1);
  return { pooled, mean, centre, chiSquare, degreesOfFreedom, correlation, meanVariance, effective };
}

/** The periods weighed by n / (1 + (n - 1)ρ), one over the variance of a rate: sums, mean, and squares around it. */
function weighted(periods: readonly PeriodCounts[], correlation: number) {
  const weights = periods.map(({ atStart: n }) => n / (1 + (n - 1) * correlation));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  const rates = periods.map(({ atStart, lost }) => lost / atStart);
  const mean = rates.reduce((sum, rate, i) => sum + weights[i]! * rate, 0) / total;
  const scatter = rates.reduce((sum, rate, i) => sum + weights[i]! * (rate - mean) ** 2, 0);
  return { total, squares, mean, scatter };
}

/** The correlation at which the weighed squares are as many as the degrees of freedom; 0 if they are fewer without. */
function correlationOf(periods: readonly PeriodCounts[]): number {
  const excess = (correlation: number): number => {
    const { mean, scatter } = weighted(periods, correlation);
    return scatter - (periods.length - 1) * mean * (1 - mean);
  };
  if (excess(0) <= 0) return 0;
  return excess(1) >= 0 ? 1 : findRoot(excess, [0, 1], { tolerance: 1e-14 });
}

function pearson(periods: readonly PeriodCounts[], pooled: number): number {
  const squares = periods.reduce(
    (sum, { atStart, lost }) => sum + (lost - atStart * pooled) ** 2 / atStart,
    0,
  );
  return squares / (pooled * (1 - pooled));
}

/** Estimate ± t standard errors on the logit, back on the scale of the rate. */
function logitInterval(
  { mean, centre, effective }: Scatter,
  { variance, level, tail, method }: { variance: number; level: number; tail: number; method: string },
): Interval {
  const t = -studentTQuantile(tail, effective);
  const half = (t * Math.sqrt(variance)) / (centre * (1 - centre));
  const odds = centre / (1 - centre);
  return {
    estimate: mean,
    lower: mean === 0 ? 0 : Math.min(mean, 1 / (1 + Math.exp(half) / odds)),
    upper: mean === 1 ? 1 : Math.max(mean, 1 / (1 + Math.exp(-half) / odds)),
    level,
    method,
  };
}
