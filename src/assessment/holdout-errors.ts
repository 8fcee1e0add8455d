/** How far predictions were from what happened: the same measures for customers and for periods. */

import { check } from "../errors.js";
import type { ColumnInput } from "../tables/columns.js";
import { finiteNumbers } from "../tables/read-numbers.js";
import { openTable } from "../tables/table.js";
import { readColumn, weightsOf } from "./customers.js";

/** Predictions and what happened, as columns. */
export interface ForecastColumns {
  /** What was predicted for each customer: any numbers up to 1e150 in size. */
  readonly predicted: ColumnInput;
  /** What each customer did, in the same unit. */
  readonly observed: ColumnInput;
  /** How many customers share each entry: 1 each unless given. */
  readonly weight?: ColumnInput | undefined;
}

/** One prediction and what happened, as a row. */
export interface Forecast {
  /** What was predicted: a finite number. */
  readonly predicted: number;
  /** What happened, in the same unit. */
  readonly observed: number;
  /** How many customers share this row: 1 unless given. */
  readonly weight?: number | undefined;
}

/** Errors of predictions; an error is what was predicted less what was observed. */
export interface HoldoutErrors {
  /** Sum of the weights: the number of customers. */
  readonly count: number;
  /** Sum of the predictions. */
  readonly predictedTotal: number;
  /** Sum of what was observed. */
  readonly observedTotal: number;
  /** Error of the total, as a fraction of the total observed; null where that is 0 (or too small to divide by). */
  readonly relativeErrorOfTotal: number | null;
  /** Mean error: above 0 where the predictions are too high. */
  readonly bias: number;
  /** Mean size of the error (MAE). */
  readonly meanAbsoluteError: number;
  /** Root of the mean squared error (RMSE). */
  readonly rootMeanSquareError: number;
}

/**
 * Errors of predictions against a holdout: bias, mean absolute and root mean squared error, totals.
 *
 * Most customers buy nothing in a holdout, and expected purchases are fractions, so a prediction of 0 for everybody can have
 * a smaller mean absolute error than the true model; the root mean squared error has its minimum at the true expectation.
 * Compare with a rule of thumb (purchases so far × holdout / T) before calling an error small. A total can be right by
 * errors that cancel.
 *
 * Formula: e = predicted - observed; bias = Σ w e / Σ w; MAE = Σ w |e| / Σ w; RMSE = √(Σ w e² / Σ w).
 *
 * @param forecasts - Columns `{ predicted, observed, weight? }`, or rows.
 * @returns The errors as plain data.
 * @throws {InvalidInputError} If columns differ in length or hold anything but finite numbers.
 * @throws {InsufficientDataError} If there are no customers.
 * @see Wübben & Wangenheim (2008), "Instant Customer Base Analysis: Managerial Heuristics Often 'Get It Right'", Journal of
 *   Marketing 72(3), 82-93, on rules of thumb that models should beat.
 *
 * @example
 * holdoutErrors({ predicted: [0.5, 1.5, 2, 0], observed: [0, 2, 4, 0] });
 * // => { count: 4, predictedTotal: 4, observedTotal: 6, relativeErrorOfTotal: -0.3333333333333333,
 * //   bias: -0.5, meanAbsoluteError: 0.75, rootMeanSquareError: 1.0606601717798212 }
 */
export function holdoutErrors(forecasts: ForecastColumns | readonly Forecast[]): HoldoutErrors {
  const where = "holdoutErrors";
  const open = openTable(where, "forecasts", forecasts);
  const predicted = readColumn(open, "predicted", finiteNumbers);
  const observed = readColumn(open, "observed", finiteNumbers);
  const errors = errorsOf(predicted, observed, weightsOf(open, predicted.length).weight);
  const allFinite = Object.values(errors).every((value) => value === null || Number.isFinite(value));
  check(allFinite, where, "forecasts", "must hold numbers whose squared errors have a finite sum", forecasts);
  return errors;
}

/** Errors of columns that have been checked. */
export function errorsOf(
  predicted: ArrayLike<number>,
  observed: ArrayLike<number>,
  weight: ArrayLike<number>,
): HoldoutErrors {
  let [count, predictedTotal, observedTotal, absolute, squares] = [0, 0, 0, 0, 0];
  for (let i = 0; i < weight.length; i++) {
    const w = weight[i]!;
    const error = predicted[i]! - observed[i]!;
    count += w;
    predictedTotal += w * predicted[i]!;
    observedTotal += w * observed[i]!;
    absolute += w * Math.abs(error);
    squares += w * error * error;
  }
  const difference = predictedTotal - observedTotal;
  return {
    count,
    predictedTotal,
    observedTotal,
    relativeErrorOfTotal: quotientOrNull(difference, Math.abs(observedTotal)),
    bias: difference / count + 0,
    meanAbsoluteError: absolute / count,
    rootMeanSquareError: Math.sqrt(squares / count),
  };
}

/** A quotient, or null where there is nothing to divide by. */
export function quotientOrNull(numerator: number, denominator: number): number | null {
  const quotient = numerator / denominator + 0;
  return Number.isFinite(quotient) ? quotient : null;
}
