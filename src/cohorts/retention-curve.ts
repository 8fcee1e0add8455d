/** One curve for many cohorts: retention by period over every cohort that has lived long enough to show it. */
import {
  check,
  checkChoice,
  checkFraction,
  checkNonNegative,
  checkObject,
  checkOptions,
  isDense,
  isList,
} from "../errors.js";
import { type Spread, skewnessCorrectedEnds } from "../inference/mean-interval.js";
import { wilsonEnds } from "../inference/score-interval.js";
import type { CohortCell, CohortTable } from "./cohort-table.js";

/**
 * How cohorts are averaged: `"pooled"` adds up counts, `"simple"` is the mean of the cohorts' rates, `"mixpanel"` weights the
 * rates by size squared, as Mixpanel documents its average.
 */
export type CurveMethod = "pooled" | "simple" | "mixpanel";

/** What a curve takes of a table of cohorts: of a `cohortTable`, or of a `subscriptionCohortTable`. */
export interface CohortCells
  extends Pick<CohortTable, "relativeTo" | "measure" | "membership" | "incomplete"> {
  /** The cells, cohort by cohort; intervals of amounts need their standard errors. */
  readonly cells: readonly (Omit<CohortCell, "rate" | "lower" | "upper" | "standardError" | "skewness"> &
    Partial<Pick<CohortCell, "standardError" | "skewness">>)[];
}

/** Counts of one cohort by period, for curves from a table made elsewhere. */
export interface CohortCounts {
  /** Members of the cohort, or the amount it began with: above 0 unless the cohort is empty. */
  readonly size: number;
  /** Retained members (or amount) by period, period 0 first; null where the period is not over. */
  readonly values: readonly (number | null)[];
  /** Whether each period is over; left out, every period with a value is. */
  readonly complete?: readonly boolean[] | undefined;
}

/** Options of `retentionCurve`. */
export interface RetentionCurveOptions {
  /** How cohorts are averaged; default `pooled`. */
  readonly method?: CurveMethod | undefined;
  /** Confidence level of the intervals, above 0 and below 1; default 0.95. */
  readonly level?: number | undefined;
  /** Unfinished cells: `"leaveOut"` (default), or `"asZero"`, which biases the curve down as many dashboards do. */
  readonly incomplete?: "leaveOut" | "asZero" | undefined;
}

/** Retention in one period, over the cohorts that show it. */
export interface RetentionPoint {
  /** Number of the period, 0 being that of the start; of a bracket, its first. */
  readonly period: number;
  /** The last period covered: `period` itself, unless the table has brackets. */
  readonly lastPeriod: number;
  /** Number of cohorts that count. */
  readonly cohorts: number;
  /** Members that count, over those cohorts: it shrinks with the period. */
  readonly eligible: number;
  /** What was counted, over those cohorts. */
  readonly value: number;
  /** The denominator, over those cohorts: the eligible members, unless the table's rates are relative to something else. */
  readonly base: number;
  /** The averaged rate; null where no cohort counts. */
  readonly estimate: number | null;
  /** Lower end of the interval; null where there is none. */
  readonly lower: number | null;
  /** Upper end of the interval; null where there is none. */
  readonly upper: number | null;
}

/** A retention curve and the definitions it was made with. */
export interface RetentionCurve {
  /** How cohorts were averaged. */
  readonly method: CurveMethod;
  /** What happened to unfinished cells. */
  readonly incomplete: "leaveOut" | "asZero";
  /** Confidence level of the intervals. */
  readonly level: number;
  /** How the intervals were made; null where the rates are no shares of independent customers. */
  readonly intervalMethod: "wilson" | "skewnessCorrected" | null;
  /** One point per period. */
  readonly points: readonly RetentionPoint[];
}

interface Cell {
  readonly period: number;
  readonly lastPeriod: number;
  readonly eligible: number;
  readonly value: number;
  readonly base: number;
  /** How the rate scatters over customers, where amounts are counted; null where that is not known. */
  readonly spread: Spread | null;
}

const where = "retentionCurve";

/**
 * Retention curve over all cohorts of a table: the share of eligible customers retained in each period.
 *
 * Only cells whose period is over count, in numerator and denominator alike; a finished cell of 0 counts as 0. The mix of
 * cohorts changes from period to period, so the curve may rise where every cohort falls: look at `eligible`. The methods
 * can differ by ten points on the same table, and the result names the one it used.
 *
 * Formula: pooled Σ R(c, k) / Σ n(c); simple mean of R(c, k) / n(c); mixpanel Σ n(c) R(c, k) / Σ n(c)², over cohorts whose
 * period k is over, n being the base of the cell where rates are relative to another period. Interval: Wilson's score at
 * the effective number 1 / Σ (w² / n), w being the weights of the cohorts.
 *
 * @param table - A `cohortTable`, a `subscriptionCohortTable`, or an array of cohorts `{ size, values }`.
 * @param options - `method`, `level`, and `incomplete: "asZero"` to reproduce dashboards that count unfinished cells.
 * @returns One point per period with its eligible denominator; `estimate` is null where no cohort is old enough. The
 *   interval is about the underlying rate or mean if customers decide independently: Wilson's for shares, corrected for
 *   skewness over customers for amounts. It is null for amounts given as counts, for recurring membership (one customer is
 *   in several cohorts), for means and rates relative to another period (their cells have intervals), and with `asZero`.
 * @throws {InvalidInputError} If counts are negative, or unfinished cells as zero are asked of a table of relative rates.
 * @see Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22(158), 209-212.
 *
 * @example
 * // The example of Mixpanel's documentation: a cohort of 1000 keeps 500, one of 500 keeps 400.
 * const cohorts = [{ size: 1000, values: [500] }, { size: 500, values: [400] }];
 * retentionCurve(cohorts).points[0]?.estimate; // => 0.6
 * retentionCurve(cohorts, { method: "simple" }).points[0]?.estimate; // => 0.65
 * retentionCurve(cohorts, { method: "mixpanel" }).points[0]?.estimate; // => 0.56
 */
export function retentionCurve(
  table: CohortCells | readonly CohortCounts[],
  options: RetentionCurveOptions = {},
): RetentionCurve {
  checkOptions(where, options, ["method", "level", "incomplete"]);
  const { method = "pooled", level = 0.95, incomplete = "leaveOut" } = options;
  checkChoice(where, "method", method, ["pooled", "simple", "mixpanel"]);
  checkChoice(where, "incomplete", incomplete, ["leaveOut", "asZero"]);
  checkFraction(where, "level", level, "open");
  const asZero = incomplete === "asZero";
  const { cells, kind } = Array.isArray(table) ? cellsOfCounts(table, asZero) : cellsOfTable(table, asZero);
  const intervalMethod = asZero ? null : kind;
  const points = cells.map((list) => averageCells(list, { method, intervalMethod, tail: (1 - level) / 2 }));
  return { method, incomplete, level, intervalMethod, points };
}

type Periods = {
  readonly cells: readonly (readonly Cell[])[];
  readonly kind: RetentionCurve["intervalMethod"];
};

function cellsOfTable(table: unknown, asZero: boolean): Periods {
  const rule = "must be a cohortTable or an array of cohorts";
  const isTable = typeof table === "object" && table !== null && "cells" in table;
  check(isTable, where, "table", rule, table);
  const { cells, relativeTo, measure, membership, incomplete } = table as CohortCells;
  const ofCohort = relativeTo === "cohort" && measure !== "mean";
  check(
    !asZero || ofCohort,
    where,
    "incomplete",
    'must be "leaveOut" where rates are not relative to the cohort',
    "asZero",
  );
  const periods = new Map<number, Cell[]>();
  let place = 0;
  cells.forEach((cell, i) => {
    place = i > 0 && cells[i - 1]!.cohort === cell.cohort ? place + 1 : 0;
    const list = periods.get(place) ?? [];
    periods.set(place, list);
    const { period, lastPeriod, size, eligible, value, base, complete } = cell;
    const { standardError = null, skewness = null } = cell;
    const spread = standardError === null || skewness === null ? null : { standardError, skewness };
    const counts = value !== null && base !== null && (complete || incomplete === "null");
    if (asZero)
      list.push({ period, lastPeriod, eligible: size, value: value ?? 0, base: size, spread: null });
    else if (counts) list.push({ period, lastPeriod, eligible, value, base, spread });
    // A cell that does not count still tells which period it is.
    else list.push({ period, lastPeriod, eligible: 0, value: 0, base: 0, spread: null });
  });
  const independent = ofCohort && membership === "first";
  const amounts = incomplete === "null" ? "skewnessCorrected" : null;
  return {
    cells: [...periods.values()],
    kind: !independent ? null : measure === "customers" ? "wilson" : amounts,
  };
}

function cellsOfCounts(cohorts: readonly CohortCounts[], asZero: boolean): Periods {
  check(isList(cohorts), where, "table", "must be a cohortTable or an array of cohorts", cohorts);
  let [periods, shares] = [0, true];
  cohorts.forEach((cohort, c) => {
    checkObject(where, `table[${c}]`, cohort);
    checkNonNegative(where, `table[${c}].size`, cohort.size);
    check(isDense(cohort.values), where, `table[${c}].values`, "must be an array of counts", cohort.values);
    cohort.values.forEach((value, k) => {
      if (value === null) return;
      checkNonNegative(where, `table[${c}].values[${k}]`, value);
      const ofNobody = value > 0 && cohort.size === 0;
      check(!ofNobody, where, `table[${c}].size`, "must be above 0 where a value is", 0);
      shares &&= Number.isInteger(value) && value <= cohort.size;
    });
    shares &&= Number.isInteger(cohort.size);
    periods = Math.max(periods, cohort.values.length);
  });
  const cells = Array.from({ length: periods }, (_, period) =>
    cohorts.map(({ size, values, complete }): Cell => {
      const value = values[period] ?? null;
      const counts = asZero || (value !== null && (complete?.[period] ?? true));
      const base = counts ? size : 0;
      return {
        period,
        lastPeriod: period,
        eligible: base,
        value: counts ? (value ?? 0) : 0,
        base,
        spread: null,
      };
    }),
  );
  return { cells, kind: shares ? "wilson" : null };
}

interface Averaging {
  readonly method: CurveMethod;
  readonly intervalMethod: RetentionCurve["intervalMethod"];
  readonly tail: number;
}

function averageCells(all: readonly Cell[], { method, intervalMethod, tail }: Averaging): RetentionPoint {
  // A cohort with a base of 0 has no rate to average, but what it adds to sums of counts belongs in them.
  const cells = all.filter(({ eligible, base }) => (method === "pooled" ? eligible > 0 : base !== 0));
  const [value, base] = [total(cells.map((cell) => cell.value)), total(cells.map((cell) => cell.base))];
  const { period = 0, lastPeriod = 0 } = all[0] ?? {};
  const counted = {
    period,
    lastPeriod,
    cohorts: cells.length,
    eligible: total(cells.map((cell) => cell.eligible)),
    value,
    base,
  };
  if (cells.length === 0 || (method === "pooled" && base === 0))
    return { ...counted, estimate: null, lower: null, upper: null };
  const weight = ({ base: n }: Cell): number => (method === "simple" ? 1 : method === "pooled" ? n : n * n);
  const term = ({ value: x, base: n }: Cell): number =>
    method === "simple" ? x / n : method === "pooled" ? x : n * x;
  const weights = total(cells.map(weight));
  // Adding 0 makes a zero of -0, the quotient of 0 and a negative sum.
  const estimate = total(cells.map(term)) / weights + 0;
  if (intervalMethod === null) return { ...counted, estimate, lower: null, upper: null };
  if (intervalMethod === "skewnessCorrected") {
    const ends = endsOfAmounts(cells, cells.map(weight), estimate, tail);
    return { ...counted, estimate, ...ends };
  }
  const effective = weights ** 2 / total(cells.map((cell) => weight(cell) ** 2 / cell.base));
  const share = { x: Math.min(1, estimate) * effective, n: effective };
  return { ...counted, estimate, ...wilsonEnds(share, tail) };
}

/** The interval of a weighted mean of cohorts whose members are independent: squares and cubes of their errors add up. */
function endsOfAmounts(
  cells: readonly Cell[],
  weights: readonly number[],
  estimate: number,
  tail: number,
): { lower: number | null; upper: number | null } {
  const known = cells.filter(({ eligible, spread }) => eligible > 1 && spread !== null);
  const degrees = total(known.map(({ eligible }) => eligible - 1));
  // A cohort of one member scatters as those of the others do.
  const within =
    total(known.map(({ eligible, spread }) => (eligible - 1) * eligible * spread!.standardError ** 2)) /
    degrees;
  if (degrees === 0 || cells.some(({ eligible, spread }) => eligible > 1 && spread === null))
    return { lower: null, upper: null };
  const all = total(weights);
  let [squares, cubes] = [0, 0];
  for (const [i, { eligible, spread }] of cells.entries()) {
    const error = ((weights[i]! / all) * (spread?.standardError ?? Math.sqrt(within / eligible))) as number;
    squares += error ** 2;
    cubes += (spread?.skewness ?? 0) * error ** 3;
  }
  const pooled = { standardError: Math.sqrt(squares), skewness: squares === 0 ? 0 : cubes / squares ** 1.5 };
  return skewnessCorrectedEnds(estimate, pooled, degrees, tail) ?? { lower: null, upper: null };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
