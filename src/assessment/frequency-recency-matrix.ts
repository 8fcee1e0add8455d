/** What a model makes of every combination of frequency and recency. */
import { check, checkCount, checkOptions, checkPositive } from "../errors.js";
import { type AssessedModel, checkModel, forecastOf, type HistoryColumns } from "./customers.js";

/** The functions that a matrix needs. */
export interface MatrixModel<Parameters> {
  /** P(alive) of many customers. */
  readonly probabilityAlive: (parameters: Parameters, customers: HistoryColumns) => Float64Array;
  /** Purchases expected of each customer over the time ahead. */
  readonly conditionalExpectedTransactions: (
    parameters: Parameters,
    customers: HistoryColumns,
    horizon: number,
  ) => Float64Array;
}

/** What is expected of the customers of one frequency and recency. */
export interface FrequencyRecencyCell {
  /** Number of repeat purchases. */
  readonly frequency: number;
  /** Age at the last purchase (t_x). */
  readonly recency: number;
  /** P(alive) at age T. */
  readonly probabilityAlive: number;
  /** Purchases expected over the horizon. */
  readonly expectedTransactions: number;
}

/** A model over a grid of histories of one age. */
export interface FrequencyRecencyMatrix {
  /** Age of the customers. */
  readonly T: number;
  /** Time ahead over which purchases are expected. */
  readonly horizon: number;
  /** Difference between two recencies of the grid. */
  readonly recencyStep: number;
  /** Rows by frequency, then recency; without a repeat purchase the recency is 0. */
  readonly cells: readonly FrequencyRecencyCell[];
}

/** Options of `frequencyRecencyMatrix`. */
export interface FrequencyRecencyMatrixOptions {
  /** Age of the customers, above 0, in the time unit of the model. */
  readonly T: number;
  /** Time ahead over which purchases are expected, above 0; T by default. */
  readonly horizon?: number | undefined;
  /** Largest frequency, 20 by default. */
  readonly largest?: number | undefined;
  /** Number of recencies above 0 up to T, 20 by default. */
  readonly steps?: number | undefined;
}

const where = "frequencyRecencyMatrix";

/**
 * P(alive) and expected purchases for every combination of frequency and recency at one age: the matrices by which a model is
 * explained.
 *
 * @param fitted - A model and its fit, `{ model, fit }`.
 * @param options - `T`, `horizon`, `largest`, `steps`.
 * @returns The grid, as plain data.
 * @throws {InvalidInputError} If an option breaks its rule, or the model has not the two functions.
 * @see Fader, Hardie & Lee (2005), Marketing Science 24(2), 275-284; the plots of the Python package lifetimes.
 *
 * @example
 * const fit = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const { cells } = frequencyRecencyMatrix({ model: bgNbd, fit }, { T: 38.86, horizon: 39, largest: 2, steps: 1 });
 * cells.map(({ frequency, recency }) => [frequency, recency]); // => [[0, 0], [1, 38.86], [2, 38.86]]
 */
export function frequencyRecencyMatrix<Fit extends object>(
  fitted: AssessedModel<MatrixModel<Fit>, Fit>,
  options: FrequencyRecencyMatrixOptions,
): FrequencyRecencyMatrix {
  checkOptions(where, options, ["T", "horizon", "largest", "steps"]);
  checkModel(where, fitted, "probabilityAlive");
  checkModel(where, fitted, "conditionalExpectedTransactions");
  const { T, horizon = T, largest = 20, steps = 20 } = options;
  checkPositive(where, "options.T", T);
  checkPositive(where, "options.horizon", horizon);
  checkCount(where, "options.largest", largest, 1);
  checkCount(where, "options.steps", steps, 1);
  const size = largest * steps;
  check(size <= 100_000, where, "options", "must make at most 100000 cells (largest times steps)", size);
  const cells = gridOf(T, largest, steps);
  const customers: HistoryColumns = {
    frequency: Float64Array.from(cells, ([x]) => x),
    recency: Float64Array.from(cells, ([, recency]) => recency),
    T: new Float64Array(cells.length).fill(T),
  };
  const { model, fit } = fitted;
  const alive = forecastOf(where, "probabilityAlive", model.probabilityAlive(fit, customers), cells);
  const verb = "conditionalExpectedTransactions";
  const expected = forecastOf(where, verb, model[verb](fit, customers, horizon), cells);
  return {
    T,
    horizon,
    recencyStep: T / steps,
    cells: cells.map(([frequency, recency], i) => ({
      frequency,
      recency,
      probabilityAlive: alive[i]!,
      expectedTransactions: expected[i]!,
    })),
  };
}

/** Frequency and recency of each cell. */
function gridOf(T: number, largest: number, steps: number): (readonly [number, number])[] {
  const grid = Array.from({ length: largest * steps }, (_, i) => {
    return [1 + Math.floor(i / steps), (T * (1 + (i % steps))) / steps] as const;
  });
  return [[0, 0], ...grid];
}
