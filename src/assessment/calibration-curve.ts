/** Whether customers of whom a model says "30% will buy" buy in 30% of cases. */
import { check, checkCount, checkOptions } from "../errors.js";
import { distinctRows } from "../inference/distinct-rows.js";
import {
  type AssessedCustomers,
  type AssessedModel,
  checkModel,
  forecastOf,
  type HoldoutOptions,
  readHoldout,
} from "./customers.js";
import type { ProbabilityModel } from "./holdout-log-score.js";

/** The holdout period, and the number of bins. */
export interface CalibrationCurveOptions extends HoldoutOptions {
  /** Number of bins of about equal numbers of customers: a whole number from 1 to 10000, 10 by default. */
  readonly bins?: number | undefined;
}

/** Customers of similar predicted probability. */
export interface CalibrationBin {
  /** Customers in the bin: the sum of their weights. */
  readonly customers: number;
  /** Lowest predicted probability in it. */
  readonly lowest: number;
  /** Highest predicted probability in it. */
  readonly highest: number;
  /** Mean predicted probability of at least one purchase in the holdout. */
  readonly predicted: number;
  /** Share of the customers who made at least one. */
  readonly observed: number;
  /** Standard error of `observed` if the predictions are right: √Σ w p (1-p) / Σ w. */
  readonly standardError: number;
}

/** Predicted against observed probability of at least one purchase. */
export interface CalibrationCurve {
  /** Length of the holdout. */
  readonly horizon: number;
  /** Lowest predicted probabilities first; fewer than asked for where many customers share a probability. */
  readonly bins: readonly CalibrationBin[];
  /** Mean predicted probability of all customers. */
  readonly predicted: number;
  /** Share of all customers who made at least one purchase. */
  readonly observed: number;
  /** Mean of (probability - outcome)²: 0 at best. */
  readonly brierScore: number;
  /** Brier score of predicting the observed share for everybody: o (1 - o). */
  readonly brierScoreOfShare: number;
  /** 1 - brierScore / brierScoreOfShare: above 0 where the model beats that; null where all customers did alike. */
  readonly skill: number | null;
}

/**
 * Calibration of the predicted probability of at least one purchase in a holdout, with the Brier score.
 *
 * P(alive) itself can be checked only in a simulation, since nobody sees a customer leave; what can be seen is a purchase in
 * a holdout. A model that says the same of everybody can be well calibrated: read `skill` and `gainCurve` as well.
 *
 * Formula: p_i = 1 - P(X(T_i, T_i+t) = 0 | x_i, t_xi, T_i); Brier score Σ w (p - y)² / Σ w, y being 1 with a purchase.
 * Customers of equal p stay in one bin, that in which their middle falls, so the order of rows does not matter.
 *
 * @param fitted - A transaction model with its fit to the calibration period, or with parameters: `{ model: bgNbd, fit }`.
 * @param customers - The result of `splitCalibrationHoldout`, or columns or rows `{ frequency, recency, T, weight? }`.
 * @param options - The holdout, where the customers do not hold it, and the number of bins.
 * @returns The bins and the scores, as plain data.
 * @throws {InvalidInputError} If a history, a parameter or an option breaks a rule, or no holdout is given.
 * @throws {InsufficientDataError} If there are no customers.
 * @see Brier (1950), "Verification of Forecasts Expressed in Terms of Probability", Monthly Weather Review 78(1), 1-3.
 *
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customers = { frequency: [2, 2], recency: [30.43, 10], T: [38.86, 38.86] };
 * const { bins, brierScore } = calibrationCurve({ model: bgNbd, fit: parameters }, customers, { horizon: 39, observed: [3, 0], bins: 2 });
 * bins.map((bin) => bin.predicted); // ≈ [0.205, 0.555]
 * bins.map((bin) => bin.observed); // => [0, 1]
 * brierScore; // ≈ 0.1202
 */
export function calibrationCurve<Fit extends object>(
  fitted: AssessedModel<ProbabilityModel<Fit>, Fit>,
  customers: AssessedCustomers,
  options: CalibrationCurveOptions = {},
): CalibrationCurve {
  const where = "calibrationCurve";
  checkModel(where, fitted, "conditionalTransactionProbability");
  const { model, fit } = fitted;
  checkOptions(where, options, ["bins", "horizon", "observed"]);
  const read = readHoldout(where, customers, options);
  const { frequency, recency, T, weight, observed, total, horizon: t } = read;
  const { bins = 10 } = options;
  checkCount(where, "options.bins", bins, 1);
  check(bins <= 10_000, where, "options.bins", "must be a whole number from 1 to 10000", bins);
  const histories = { frequency, recency, T };
  const verb = "conditionalTransactionProbability";
  const none = forecastOf(where, verb, model[verb](fit, histories, { x: 0, t, n: t }), T);
  const predicted = Float64Array.from(none, (probability: number) =>
    Math.min(1, Math.max(0, 1 - probability)),
  );
  const bought = observed.map((count) => (count > 0 ? 1 : 0));
  const { columns, weights } = distinctRows([predicted, bought], weight);
  const table = { p: columns[0]!, y: columns[1]!, weights };
  const all = summarize(table, 0, weights.length);
  const brierScoreOfShare = all.bin.observed * (1 - all.bin.observed);
  return {
    horizon: t,
    bins: cutBins(table, total, bins).map(([from, to]) => summarize(table, from, to).bin),
    predicted: all.bin.predicted,
    observed: all.bin.observed,
    brierScore: all.brierScore,
    brierScoreOfShare,
    skill: brierScoreOfShare > 0 ? 1 - all.brierScore / brierScoreOfShare : null,
  };
}

/** Distinct predictions and outcomes, ascending by prediction. */
interface Outcomes {
  readonly p: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array;
}

/** Ranges of rows, one per bin that has any. */
function cutBins({ p, weights }: Outcomes, total: number, bins: number): (readonly [number, number])[] {
  const cuts: (readonly [number, number])[] = [];
  let [start, current, below] = [0, 0, 0];
  for (let from = 0, to = 0; from < p.length; from = to) {
    let block = 0;
    while (to < p.length && p[to] === p[from]) block += weights[to++]!;
    const bin = Math.floor((bins * (below + block / 2)) / total);
    if (bin !== current && from > start) {
      cuts.push([start, from]);
      start = from;
    }
    current = bin;
    below += block;
  }
  cuts.push([start, p.length]);
  return cuts;
}

function summarize({ p, y, weights }: Outcomes, from: number, to: number) {
  let [customers, predicted, bought, variance, squares] = [0, 0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    const [w, probability] = [weights[i]!, p[i]!];
    customers += w;
    predicted += w * probability;
    bought += w * y[i]!;
    variance += w * probability * (1 - probability);
    squares += w * (probability - y[i]!) ** 2;
  }
  const bin: CalibrationBin = {
    customers,
    lowest: p[from]!,
    highest: p[to - 1]!,
    predicted: predicted / customers,
    observed: bought / customers,
    standardError: Math.sqrt(variance) / customers,
  };
  return { bin, brierScore: squares / customers };
}
