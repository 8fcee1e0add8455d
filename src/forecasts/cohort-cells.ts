/** Cohorts as cells of a triangle: how many were at risk and how many were lost at each age in each calendar period. */

import {
  check,
  checkCount,
  checkFields,
  checkNonNegative,
  checkSufficient,
  isDense,
  isList,
} from "../errors.js";
import { largestOf } from "../math/extremes.js";
import { checkTimeUnit, type TimeUnit } from "../time.js";
import type { ForecastCohort } from "./subscriber-model.js";

/**
 * Cells of the triangle as columns of equal length. Periods are counted from the last observed one, which is 0: those before
 * it are negative.
 */
export interface CohortCells {
  readonly age: Int32Array;
  readonly period: Int32Array;
  readonly atRisk: Float64Array;
  readonly lost: Float64Array;
}

/** What cohorts tell a forecast. */
export interface CohortHistory {
  readonly timeUnit: TimeUnit | null;
  readonly cells: CohortCells;
  /** Customers active at the end of the last observed period, by renewals made: index 0 for none. */
  readonly base: Float64Array;
  /** Customers who started in each period, the last observed one last; empty where cohorts were not counted from their start. */
  readonly started: readonly number[];
  /** Whether there is a cohort for each of these periods: a period without one may have had starters who are not in the data. */
  readonly everyPeriod: boolean;
  /** Number of the last observed period by the cohorts' numeric labels; null without them. */
  readonly lastPeriod: number | null;
  /** The cohorts without labels: what a model's fit takes. */
  readonly plain: readonly ForecastCohort[];
}

const fields = [
  ...(["timeUnit", "firstPeriod", "lostByPeriod", "stillActive", "lostBefore"] as const),
  ...(["cohort", "interval", "intervalCount"] as const),
] as const;

function checkCohort(where: string, name: string, cohort: ForecastCohort): void {
  checkFields(where, name, cohort, fields);
  if (cohort.timeUnit !== null) checkTimeUnit(where, `${name}.timeUnit`, cohort.timeUnit);
  const { firstPeriod = 1, lostByPeriod, stillActive, lostBefore = 0 } = cohort;
  checkCount(where, `${name}.firstPeriod`, firstPeriod, 1);
  check(isList(lostByPeriod), where, `${name}.lostByPeriod`, "must be an array of numbers", lostByPeriod);
  for (let i = 0; i < lostByPeriod.length; i++)
    checkNonNegative(where, `${name}.lostByPeriod[${i}]`, lostByPeriod[i]);
  checkCount(where, `${name}.stillActive`, stillActive);
  checkNonNegative(where, `${name}.lostBefore`, lostBefore);
}

/** Renewals that the customers of a cohort have made by the last observed period. */
export const ageOf = ({ firstPeriod = 1, lostByPeriod }: ForecastCohort): number =>
  firstPeriod - 1 + lostByPeriod.length;

/** Checks cohorts and reads them. */
export function readCohorts(where: string, name: string, cohorts: readonly ForecastCohort[]): CohortHistory {
  check(isDense(cohorts), where, name, "must be an array of cohorts", cohorts);
  checkSufficient(cohorts.length > 0, where, name, "must hold at least one cohort", cohorts);
  cohorts.forEach((cohort, i) => {
    checkCohort(where, `${name}[${i}]`, cohort);
    const rule = `must be that of ${name}[0] (${JSON.stringify(cohorts[0]!.timeUnit)})`;
    check(cohort.timeUnit === cohorts[0]!.timeUnit, where, `${name}[${i}].timeUnit`, rule, cohort.timeUnit);
  });
  const plain = cohorts.map(({ cohort: _, interval: __, intervalCount: ___, ...rest }) => rest);
  return {
    timeUnit: cohorts[0]!.timeUnit,
    cells: cellsOf(cohorts),
    base: baseOf(cohorts),
    started: startedOf(cohorts),
    everyPeriod: new Set(cohorts.map(ageOf)).size === 1 + largestOf(cohorts.map(ageOf)),
    lastPeriod: lastPeriodOf(where, name, cohorts),
    plain,
  };
}

function cellsOf(cohorts: readonly ForecastCohort[]): CohortCells {
  const count = cohorts.reduce((sum, { lostByPeriod }) => sum + lostByPeriod.length, 0);
  const cells = {
    age: new Int32Array(count),
    period: new Int32Array(count),
    atRisk: new Float64Array(count),
    lost: new Float64Array(count),
  };
  let cell = 0;
  for (const { firstPeriod = 1, lostByPeriod, stillActive } of cohorts) {
    let atRisk = stillActive;
    for (let i = lostByPeriod.length - 1; i >= 0; i--, cell++) {
      atRisk += lostByPeriod[i]!;
      cells.age[cell] = firstPeriod + i;
      cells.period[cell] = i + 1 - lostByPeriod.length;
      cells.atRisk[cell] = atRisk;
      cells.lost[cell] = lostByPeriod[i]!;
    }
  }
  return cells;
}

function baseOf(cohorts: readonly ForecastCohort[]): Float64Array {
  const base = new Float64Array(1 + largestOf(cohorts.map(ageOf)));
  for (const cohort of cohorts) base[ageOf(cohort)]! += cohort.stillActive;
  return base;
}

/** Starters by period; a cohort first watched later tells of its survivors only, and then nothing is known of the intake. */
function startedOf(cohorts: readonly ForecastCohort[]): number[] {
  const oldest = largestOf(cohorts.map(ageOf));
  const started = Array.from({ length: oldest + 1 }, () => 0);
  for (const cohort of cohorts) {
    const { firstPeriod = 1, lostByPeriod, stillActive, lostBefore } = cohort;
    if (firstPeriod > 1 && lostBefore === undefined) return [];
    const size = lostByPeriod.reduce((sum, lost) => sum + lost, stillActive + (lostBefore ?? 0));
    started[oldest - ageOf(cohort)]! += size;
  }
  return started;
}

/** Where the month of a label such as "2026-03" stands in a count of months; null for other labels. */
function monthOf({ cohort, timeUnit }: ForecastCohort): number | null {
  const parts = timeUnit === "month" && typeof cohort === "string" ? /^(\d{4})-(\d{2})$/.exec(cohort) : null;
  return parts === null ? null : 12 * Number(parts[1]) + Number(parts[2]);
}

/** Labels say when a cohort started, so that all must have been watched to one period; numbers also number the periods. */
function lastPeriodOf(where: string, name: string, cohorts: readonly ForecastCohort[]): number | null {
  const numbers = cohorts.map(({ cohort }) => (typeof cohort === "number" ? cohort : null));
  const numbered = numbers.every((start) => start !== null);
  const starts = numbered ? numbers : cohorts.map(monthOf);
  if (starts.some((start) => start === null)) return null;
  const ends = cohorts.map((cohort, i) => starts[i]! + ageOf(cohort));
  const last = largestOf(ends);
  // A month falls into two groups where observation ends within one: some have one renewal fewer behind them.
  const least = numbered ? last : last - 1;
  ends.forEach((end, i) => {
    const rule = `must be watched to the last period of all, ${last - end} later: leave it out and state the base if its customers are no longer there`;
    check(end >= least, where, `${name}[${i}]`, rule, cohorts[i]!.cohort);
  });
  return numbered ? last : null;
}

/** The same customers at risk and lost, added up by age: all that a likelihood without calendar effects needs. */
export function byAge({ age, atRisk, lost }: CohortCells): CohortCells {
  const oldest = age.reduce((most, value) => Math.max(most, value), 0);
  const sums = { atRisk: new Float64Array(oldest), lost: new Float64Array(oldest) };
  age.forEach((value, cell) => {
    sums.atRisk[value - 1]! += atRisk[cell]!;
    sums.lost[value - 1]! += lost[cell]!;
  });
  return {
    ...sums,
    age: Int32Array.from({ length: oldest }, (_, i) => i + 1),
    period: new Int32Array(oldest),
  };
}
