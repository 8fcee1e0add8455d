/** Forecasts that need no model: what a better one must beat. */
import { type CohortHistory, readCohorts } from "./cohort-cells.js";
import type { ForecastCohort } from "./subscriber-model.js";

/** A naive forecast of one period. */
export interface NaiveRow {
  /** Customers at its start. */
  readonly opening: number;
  /** Customers who start in it. */
  readonly added: number;
  /** Customers lost in it. */
  readonly lost: number;
  /** Customers at its end. */
  readonly closing: number;
}

/** Names of the naive forecasts. */
export const naiveNames = [
  ...(["noChange", "lastMonthsRate", "meanRateOfSixMonths", "oneRateForAllAges"] as const),
  ...(["straightLine", "ratesByAge"] as const),
] as const;
export type NaiveName = (typeof naiveNames)[number];

/** Churn of a customer of an age, 1 being the first renewal. */
type RateOfAge = (age: number) => number;

const recent = 6;

/**
 * Naive forecasts of cohorts:
 * `noChange` (closing stays), `lastMonthsRate` and `meanRateOfSixMonths` (lost over opening of the last period, or of the last six
 * pooled, for everybody), `oneRateForAllAges` (all lost over all decisions), `straightLine` (least squares through the last
 * twelve closings), `ratesByAge` (pooled rates by age, the last six ages together and ever after). The intake is the mean of the
 * last six periods, or the plan.
 */
export function naiveForecasts(
  cohorts: readonly ForecastCohort[],
  horizon: number,
  plan?: readonly number[],
): Readonly<Record<NaiveName, readonly NaiveRow[]>> {
  const history = readCohorts("naiveForecasts", "cohorts", cohorts);
  const past = pastOf(history);
  const intake = plan ?? Array.from({ length: horizon }, () => meanOfLast(past.map(({ added }) => added)));
  const withRate = (rate: RateOfAge) => project(history.base, rate, intake, horizon);
  const pooled = (rows: readonly NaiveRow[]) => {
    const opening = rows.reduce((sum, row) => sum + row.opening, 0);
    return opening > 0 ? rows.reduce((sum, { lost }) => sum + lost, 0) / opening : 0;
  };
  const closing = past.at(-1)?.closing ?? 0;
  const one = pooled(past);
  return {
    noChange: flat(Array.from({ length: horizon }, () => closing)),
    lastMonthsRate: withRate(() => pooled(past.slice(-1))),
    meanRateOfSixMonths: withRate(() => pooled(past.slice(-recent))),
    oneRateForAllAges: withRate(() => one),
    straightLine: flat(
      straightLine(
        past.slice(-12).map((row) => row.closing),
        horizon,
      ),
    ),
    ratesByAge: withRate(ratesByAge(history)),
  };
}

const meanOfLast = (values: readonly number[]): number => {
  const last = values.slice(-recent);
  return last.reduce((sum, value) => sum + value, 0) / Math.max(1, last.length);
};

/** Opening, added, lost and closing of the observed periods, the last one last. */
export function pastOf({ cells, base, started }: CohortHistory): NaiveRow[] {
  const oldest = base.length - 1;
  const lost = new Float64Array(oldest + 1);
  cells.period.forEach((period, cell) => {
    lost[oldest + period]! += cells.lost[cell]!;
  });
  const rows: NaiveRow[] = [];
  let closing = base.reduce((sum, count) => sum + count, 0);
  for (let i = oldest; i >= 0; i--) {
    const added = started[i] ?? 0;
    const opening = closing - added + lost[i]!;
    rows.unshift({ opening, added, lost: lost[i]!, closing });
    closing = opening;
  }
  return rows;
}

const flat = (closings: readonly number[]): NaiveRow[] =>
  closings.map((closing, i) => ({ opening: closings[i - 1] ?? closing, added: 0, lost: 0, closing }));

function straightLine(values: readonly number[], horizon: number): number[] {
  const n = values.length;
  const middle = (n - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const across = values.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0);
  const along = values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  const slope = along > 0 ? across / along : 0;
  return Array.from({ length: horizon }, (_, i) => mean + slope * (n + i - middle));
}

function ratesByAge({ cells }: CohortHistory): RateOfAge {
  const oldest = cells.age.reduce((most, age) => Math.max(most, age), 0);
  const sums = Array.from({ length: oldest + 1 }, () => ({ lost: 0, atRisk: 0 }));
  cells.age.forEach((age, cell) => {
    sums[age]!.lost += cells.lost[cell]!;
    sums[age]!.atRisk += cells.atRisk[cell]!;
  });
  const firstOfLast = Math.max(1, oldest - recent + 1);
  const rate = (from: number, to: number) => {
    const some = sums.slice(from, to + 1);
    const atRisk = some.reduce((sum, one) => sum + one.atRisk, 0);
    return atRisk > 0 ? some.reduce((sum, one) => sum + one.lost, 0) / atRisk : 0;
  };
  const late = rate(firstOfLast, oldest);
  return (age) => (age < firstOfLast ? rate(age, age) : late);
}

/** Everybody of an age leaves at its rate. */
function project(
  base: Float64Array,
  rate: RateOfAge,
  intake: readonly number[],
  horizon: number,
): NaiveRow[] {
  let counts = Array.from(base);
  return Array.from({ length: horizon }, (_, i) => {
    const opening = counts.reduce((sum, count) => sum + count, 0);
    const lostByAge = counts.map((count, age) => count * rate(age + 1));
    const lost = lostByAge.reduce((sum, count) => sum + count, 0);
    const added = intake[i]!;
    counts = [added, ...counts.map((count, age) => count - lostByAge[age]!)];
    return { opening, added, lost, closing: opening + added - lost };
  });
}

/** Naive forecasts of a series: no change, a straight line through the last twelve, the mean of the last six, the value a year (twelve periods) before. */
export function naiveOfSeries(
  past: readonly number[],
  horizon: number,
): Readonly<Record<string, readonly (number | null)[]>> {
  const last = past.at(-1)!;
  const ahead = Array.from({ length: horizon }, (_, i) => i);
  return {
    noChange: ahead.map(() => last),
    straightLine: straightLine(past.slice(-12), horizon),
    meanOfSix: ahead.map(() => meanOfLast(past)),
    sameAsYearBefore: ahead.map((i) => past[past.length - 12 + (i % 12)] ?? null),
  };
}
