/** How probable a model found what customers did in a holdout. */
import { checkOptions } from "../errors.js";
import { distinctRows } from "../inference/distinct-rows.js";
import {
  type AssessedCustomers,
  type AssessedModel,
  checkModel,
  forecastOf,
  type HistoryColumns,
  type HoldoutOptions,
  readHoldout,
} from "./customers.js";
import type { AssessedEvent } from "./expected-frequencies.js";

/** What `holdoutLogScore` and `calibrationCurve` need of a model: `bgNbd` and every other transaction model has it. */
export interface ProbabilityModel<Parameters> {
  /** Probability that each customer makes exactly x purchases in the time t after T, given the history. */
  readonly conditionalTransactionProbability: (
    parameters: Parameters,
    customers: HistoryColumns,
    event: AssessedEvent,
  ) => Float64Array;
}

/** The logarithmic score of a model on a holdout. */
export interface HoldoutLogScore {
  /** Length of the holdout. */
  readonly horizon: number;
  /** Sum of the weights: the number of customers. */
  readonly customers: number;
  /** Σ w ln P(observed): higher, closer to 0, is better; null where the model calls something impossible that happened. */
  readonly logScore: number | null;
  /** The same per customer. */
  readonly meanLogScore: number | null;
  /** Customers who did what the model gives no probability. */
  readonly impossible: number;
}

/**
 * Logarithmic score of a model on a holdout: the log-probability that it gave to what each customer then did.
 *
 * It rewards a right spread of the counts as well as a right mean, and the true model has the best expected score. Only
 * differences between models on the same customers mean anything: e^(difference per customer) is how many times as
 * probable one model found the typical outcome.
 *
 * Formula: Σ_i w_i ln P(X(T_i, T_i+t) = observed_i | x_i, t_xi, T_i), natural logarithms.
 *
 * @param fitted - A transaction model with its fit to the calibration period, or with parameters: `{ model: bgNbd, fit }`.
 * @param customers - The result of `splitCalibrationHoldout`, or columns or rows `{ frequency, recency, T, weight? }`.
 * @param options - The holdout, where the customers do not hold it.
 * @returns The score in total and per customer, as plain data.
 * @throws {InvalidInputError} If a history, a parameter or an option breaks a rule, or no holdout is given.
 * @throws {InsufficientDataError} If there are no customers.
 * @see Gneiting & Raftery (2007), "Strictly Proper Scoring Rules, Prediction, and Estimation", Journal of the American
 *   Statistical Association 102(477), 359-378.
 *
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customers = { frequency: [2], recency: [30.43], T: [38.86] };
 * const { meanLogScore } = holdoutLogScore({ model: bgNbd, fit: parameters }, customers, { horizon: 39, observed: [0] });
 * Math.exp(meanLogScore ?? 0); // ≈ 0.4454
 */
export function holdoutLogScore<Fit extends object>(
  fitted: AssessedModel<ProbabilityModel<Fit>, Fit>,
  customers: AssessedCustomers,
  options: HoldoutOptions = {},
): HoldoutLogScore {
  const where = "holdoutLogScore";
  checkModel(where, fitted, "conditionalTransactionProbability");
  const { model, fit } = fitted;
  checkOptions(where, options, ["horizon", "observed"]);
  const { weight, total, horizon: t, ...held } = readHoldout(where, customers, options);
  // Sorted by what was observed, so that each count is one call with the distinct histories that led to it.
  const { columns, weights } = distinctRows([held.observed, held.frequency, held.recency, held.T], weight);
  const [counts, ...histories] = columns as [Float64Array, Float64Array, Float64Array, Float64Array];
  let [logScore, impossible] = [0, 0];
  for (let from = 0, to = 0; from < counts.length; from = to) {
    const x = counts[from]!;
    while (to < counts.length && counts[to] === x) to++;
    const [f, r, ages] = histories.map((column) => column.slice(from, to)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const group = { frequency: f, recency: r, T: ages };
    const verb = "conditionalTransactionProbability";
    const probabilities = forecastOf(where, verb, model[verb](fit, group, { x, t, n: t }), f);
    for (let i = from; i < to; i++) {
      const probability = probabilities[i - from]!;
      if (probability > 0) logScore += weights[i]! * Math.log(probability);
      else impossible += weights[i]!;
    }
  }
  const known = impossible === 0;
  return {
    horizon: t,
    customers: total,
    logScore: known ? logScore : null,
    meanLogScore: known ? logScore / total : null,
    impossible,
  };
}
