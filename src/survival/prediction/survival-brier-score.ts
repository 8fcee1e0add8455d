/** How far predicted probabilities of leaving are from what happened, when of some it is not known. */
import { checkOptions } from "../../errors.js";
import {
  type ChurnPrediction,
  type OutcomeOptions,
  outcomeOptionNames,
  readOutcomes,
  readPredictions,
} from "./censored-outcomes.js";

/** The Brier score at one time. */
export interface BrierScoreAt {
  /** Time from the prediction. */
  readonly time: number;
  /** Mean squared difference: 0 is perfect, 0.25 a coin. */
  readonly score: number;
  /** The score of predicting the same for everybody, the share of the Kaplan-Meier curve. */
  readonly scoreOfCurve: number;
  /** 1 - score / scoreOfCurve: above 0 is better than the curve; null where the curve is 0 or 1. */
  readonly skill: number | null;
}

/** Brier scores, and their mean over time. */
export interface SurvivalBrierScore {
  /** One entry for each time. */
  readonly scores: readonly BrierScoreAt[];
  /** Mean of the score over the times, by the trapezoidal rule; null for a single time. */
  readonly integrated: number | null;
  /** The same of the Kaplan-Meier curve. */
  readonly integratedOfCurve: number | null;
}

const where = "survivalBrierScore";

/**
 * Brier score of predicted churn probabilities at one or more times, for customers of whom some were not followed so long.
 *
 * Customers lost from sight before a time count through others: those known are weighted by one over the chance of being seen so long.
 * That is right if censoring does not depend on what was predicted from. The score mixes calibration and ranking: see
 * `survivalCalibration` and `survivalAuc`. Judge on customers whom the model has not seen.
 *
 * Formula: BS(t) = (1/n) Σ w(t) (1{T ≤ t} - p(t))², w = 1/G(T⁻) of those lost by t, 1/G(t⁻) of those seen to stay, 0 of those censored
 * before t; G is the Kaplan-Meier curve of censoring, a loss coming before a censoring at the same time.
 *
 * @param outcomes - Rows or columns: `duration` from the prediction on, `event`, and where needed `weight`.
 * @param predictions - `{ time, churn }` for each time, ascending: the probability of each of having left by then, in the order of the outcomes.
 * @param options - Names of the fields.
 * @returns The score at each time beside that of the curve, and their integrals.
 * @throws {InvalidInputError} If a column is not as long as the others, or a probability is no fraction.
 * @throws {InsufficientDataError} If nobody was followed to a time, and not all had left before it.
 * @see Graf, Schmoor, Sauerbrei & Schumacher (1999), "Assessment and comparison of prognostic classification schemes for survival
 *   data", Statistics in Medicine 18, 2529-2545.
 *
 * @example
 * const outcomes = { duration: [1, 2, 3, 3, 2, 3], event: [1, 1, 0, 0, 0, 1] };
 * const byTwo = { time: 2, churn: [0.8, 0.6, 0.2, 0.1, 0.3, 0.4] };
 * survivalBrierScore(outcomes, [byTwo]).scores[0]; // ≈ { time: 2, score: 0.083, scoreOfCurve: 0.222, skill: 0.625 }
 */
export function survivalBrierScore<Table extends object>(
  outcomes: Table,
  predictions: readonly ChurnPrediction[],
  options: OutcomeOptions<Table> = {},
): SurvivalBrierScore {
  checkOptions(where, options, outcomeOptionNames);
  const known = readOutcomes(where, outcomes, options as OutcomeOptions);
  const scores = readPredictions(where, predictions, known).map(({ time, churn }): BrierScoreAt => {
    let sum = 0;
    for (let row = 0; row < churn.length; row++) {
      const weight = known.weightAt(row, time);
      if (weight > 0) sum += weight * ((known.leftBy(row, time) ? 1 : 0) - churn[row]!) ** 2;
    }
    const stay = known.survivalAt(time);
    const [score, scoreOfCurve] = [sum / known.total, stay * (1 - stay)];
    return { time, score, scoreOfCurve, skill: scoreOfCurve > 0 ? 1 - score / scoreOfCurve : null };
  });
  return {
    scores,
    integrated: meanOverTime(scores, ({ score }) => score),
    integratedOfCurve: meanOverTime(scores, ({ scoreOfCurve }) => scoreOfCurve),
  };
}

function meanOverTime(scores: readonly BrierScoreAt[], of: (score: BrierScoreAt) => number): number | null {
  const [first, last] = [scores[0]!, scores[scores.length - 1]!];
  if (first === last) return null;
  let area = 0;
  for (let k = 1; k < scores.length; k++) {
    const [before, here] = [scores[k - 1]!, scores[k]!];
    area += ((of(before) + of(here)) / 2) * (here.time - before.time);
  }
  return area / (last.time - first.time);
}
