/** Repeat purchases of the whole customer base by calendar period: expected, and observed where counts are given. */

import { check, checkCount, checkObject, checkOptions, checkPositive } from "../errors.js";
import type { ColumnInput } from "../tables/columns.js";
import { nonNegativeNumbers } from "../tables/read-numbers.js";
import { openColumn } from "../tables/table.js";
import {
  type AssessedCustomers,
  type AssessedHistories,
  type AssessedModel,
  checkModel,
  distinctAges,
  finiteForecast,
  readAlone,
  readAssessed,
} from "./customers.js";
import { errorsOf, type HoldoutErrors, quotientOrNull } from "./holdout-errors.js";

/** What `trackTransactions` needs of a model: `bgNbd` and every other transaction model has it. */
export interface TrackingModel<Parameters> {
  /** Expected number of repeat purchases of a new customer in t. */
  readonly expectedTransactions: (parameters: Parameters, t: number) => number;
}

/** Which periods are tracked. */
export interface TrackTransactionsOptions {
  /** Number of periods, from the first purchase of the earliest customer on: a whole number of 1 or more. */
  readonly periods: number;
  /** Length of a period in the time unit of the model, above 0: 1 by default; 7 tracks by week what was fitted in days. */
  readonly periodLength?: number | undefined;
  /** Repeat purchases of these customers in each period (not cumulative), one number for each period. */
  readonly observed?: ColumnInput | undefined;
}

/** One period. */
export interface TrackedPeriod {
  /** Number of the period, from 1. */
  readonly period: number;
  /** Whether it begins after the end of observation of the customers: the model has not seen it. */
  readonly holdout: boolean;
  /** Repeat purchases expected in it. */
  readonly expected: number;
  /** Repeat purchases observed in it; null where none were given. */
  readonly observed: number | null;
  /** Repeat purchases expected up to its end. */
  readonly cumulativeExpected: number;
  /** Repeat purchases observed up to its end; null where none were given. */
  readonly cumulativeObserved: number | null;
  /** Error of the cumulative number as a fraction of it; null where nothing was observed. */
  readonly cumulativeError: number | null;
}

/** Periods, and the errors of the numbers expected in them. */
export interface TransactionTracking {
  /** One row per period. */
  readonly rows: readonly TrackedPeriod[];
  /** Errors of the periods that begin before the end of observation; null without observed counts. */
  readonly calibrationErrors: HoldoutErrors | null;
  /** Errors of the periods that begin after it; null without observed counts or such periods. */
  readonly holdoutErrors: HoldoutErrors | null;
}

/**
 * Expected repeat purchases of a customer base by period, cumulative and incremental, against the counts observed.
 *
 * The clock starts with the first purchase of the earliest customer: customer i joins max(T) - T_i later, and the periods
 * after max(T) are a holdout. The expectation is that of new customers, from their first purchase on: histories are not
 * used, so a cohort that happened to buy less than expected so far shows at once. What `observed` counts must be purchases
 * of these customers alone, merged as they were for the fit, without first purchases.
 *
 * Formula: cumulative(p) = Σ_i w_i E[X(max(0, pΔ - (max T - T_i)))], Δ being the length of a period.
 *
 * @param fitted - A transaction model with its fit to the calibration period, or with parameters: `{ model: bgNbd, fit }`.
 * @param customers - AssessedHistories: columns `{ frequency, recency, T, weight? }`, or rows; observation must end at one instant.
 * @param options - Number and length of the periods, and the counts observed.
 * @returns One row per period with its errors, as plain data.
 * @throws {InvalidInputError} If a history, a parameter or an option breaks a rule.
 * @throws {InsufficientDataError} If there are no customers.
 * @see Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2), 275-284, figures 4 and 5.
 *
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customers = { frequency: [0, 2], recency: [0, 30], T: [39, 38], weight: [600, 400] };
 * const { rows } = trackTransactions({ model: bgNbd, fit: parameters }, customers, { periods: 2, observed: [30, 48] });
 * rows[0];
 * // ≈ { period: 1, holdout: false, expected: 31.96, observed: 30, cumulativeExpected: 31.96, cumulativeObserved: 30,
 * //   cumulativeError: 0.0654 }
 */
export function trackTransactions<Fit extends object>(
  fitted: AssessedModel<TrackingModel<Fit>, Fit>,
  customers: AssessedCustomers,
  options: TrackTransactionsOptions,
): TransactionTracking {
  const where = "trackTransactions";
  checkModel(where, fitted, "expectedTransactions");
  const { model, fit } = fitted;
  checkOptions(where, options, ["periods", "periodLength", "observed"]);
  const periods = readPeriods(where, "options", options);
  return trackPeriods(model, fit, readAssessed(where, customers), periods);
}

/** The periods of a tracking, read and checked. */
export interface TrackedPeriods {
  readonly periods: number;
  readonly periodLength: number;
  readonly observed: Float64Array | null;
}

/** Reads which periods are tracked from the argument of that name. */
export function readPeriods(
  where: string,
  argument: string,
  options: TrackTransactionsOptions,
): TrackedPeriods {
  checkObject(where, argument, options);
  const { periods, periodLength = 1 } = options;
  checkCount(where, `${argument}.periods`, periods, 1);
  checkPositive(where, `${argument}.periodLength`, periodLength);
  return { periods, periodLength, observed: readObserved(where, argument, options) };
}

/** Tracks a model whose arguments have been checked. */
export function trackPeriods<Parameters extends object>(
  model: TrackingModel<Parameters>,
  parameters: Parameters,
  histories: AssessedHistories,
  { periods, periodLength, observed }: TrackedPeriods,
): TransactionTracking {
  const expectedUntil = cumulativeExpectation(model, parameters, histories);
  const last = histories.T.reduce((most, T) => Math.max(most, T), 0);
  let [before, seen] = [0, 0];
  const rows = Array.from({ length: periods }, (_, p): TrackedPeriod => {
    const cumulative = expectedUntil((p + 1) * periodLength);
    const increment = cumulative - before;
    before = cumulative;
    if (observed !== null) seen += observed[p]!;
    return {
      period: p + 1,
      // A period that begins at the end of observation is a holdout, whatever the rounding of T.
      holdout: p * periodLength >= last * (1 - 1e-12),
      expected: increment,
      observed: observed === null ? null : observed[p]!,
      cumulativeExpected: cumulative,
      cumulativeObserved: observed === null ? null : seen,
      cumulativeError: observed === null ? null : quotientOrNull(cumulative - seen, seen),
    };
  });
  return { rows, calibrationErrors: errorsOfRows(rows, false), holdoutErrors: errorsOfRows(rows, true) };
}

/** Expected repeat purchases of all customers up to an instant of the common clock. */
function cumulativeExpectation<Parameters>(
  model: TrackingModel<Parameters>,
  parameters: Parameters,
  histories: AssessedHistories,
): (end: number) => number {
  const { ages, weights } = distinctAges(histories);
  const last = ages[ages.length - 1]!;
  return (end) => {
    let sum = 0;
    for (let i = 0; i < ages.length; i++) {
      const age = end - (last - ages[i]!);
      if (age <= 0) continue;
      const given = model.expectedTransactions(parameters, age);
      sum +=
        weights[i]! * finiteForecast("trackTransactions", "expectedTransactions", given, ` at t = ${age}`);
    }
    return sum;
  };
}

function readObserved(
  where: string,
  argument: string,
  { periods, observed }: TrackTransactionsOptions,
): Float64Array | null {
  if (observed === undefined) return null;
  const column = openColumn(where, `${argument}.observed`, observed);
  const rule = `must have one entry per period (${periods})`;
  check(column.length === periods, where, `${argument}.observed`, rule, column.length);
  return readAlone(where, column, nonNegativeNumbers);
}

function errorsOfRows(rows: readonly TrackedPeriod[], holdout: boolean): HoldoutErrors | null {
  const chosen = rows.filter((row) => row.holdout === holdout && row.observed !== null);
  if (chosen.length === 0) return null;
  return errorsOf(
    chosen.map((row) => row.expected),
    chosen.map((row) => row.observed ?? 0),
    chosen.map(() => 1),
  );
}
