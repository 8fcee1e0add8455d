/** How well predicted probabilities of leaving tell those who leave from those who stay, over time. */
import { checkOptions } from "../../errors.js";
import { stableOrder } from "../../math/stable-order.js";
import {
  type CensoredOutcomes,
  type ChurnPrediction,
  type OutcomeOptions,
  outcomeOptionNames,
  readOutcomes,
  readPredictions,
} from "./censored-outcomes.js";

/** The area under the curve at one time. */
export interface SurvivalAucAt {
  /** Time from the prediction. */
  readonly time: number;
  /** Probability that who leaves by then was ranked above who stays longer; null where nobody is known to do the one or the other. */
  readonly auc: number | null;
  /** Known to have left by then: the sum of their weights. */
  readonly left: number;
  /** Known to have stayed longer. */
  readonly stayed: number;
}

/** Areas under the curve, and their mean over losses. */
export interface SurvivalAuc {
  /** One entry for each time. */
  readonly points: readonly SurvivalAucAt[];
  /** Mean of the areas, each weighted by the share lost since the time before it; null where an area is. */
  readonly mean: number | null;
}

const where = "survivalAuc";

/**
 * Area under the ROC curve over time (cumulative cases, dynamic controls). At each time it is the probability that a
 * customer who has left by then was given a higher churn probability than one who stays longer.
 *
 * It ranks only: probabilities that are all twice too high have the same area. Censored customers count through others, as in
 * `survivalBrierScore`. Equal probabilities count a half.
 *
 * Formula: AUC(t) = Σᵢ Σⱼ wᵢ 1{Tᵢ ≤ t} 1{Tⱼ > t} (1{pᵢ > pⱼ} + ½ 1{pᵢ = pⱼ}) / (Σ wᵢ 1{Tᵢ ≤ t} Σ 1{Tⱼ > t}), wᵢ = 1/G(Tᵢ⁻); the
 * mean is Σ AUC(tₖ) (S(tₖ₋₁) - S(tₖ)) / (1 - S(last t)).
 *
 * @param outcomes - Rows or columns: `duration` from the prediction on, `event`, and where needed `weight`.
 * @param predictions - `{ time, churn }` for each time, ascending: the probability of each of having left by then, in the order of the outcomes.
 * @param options - Names of the fields.
 * @returns The area at each time, with how many it rests on, and the mean.
 * @throws {InvalidInputError} If a column is not as long as the others, or a probability is no fraction.
 * @throws {InsufficientDataError} If nobody was followed to a time, and not all had left before it.
 * @see Uno, Cai, Tian & Wei (2007), "Evaluating prediction rules for t-year survivors with censored regression models", JASA 102,
 *   527-537, doi:10.1198/016214507000000149; Hung & Chiang (2010), Canadian Journal of Statistics 38, 8-26.
 *
 * @example
 * const outcomes = { duration: [1, 2, 3, 3, 2, 3], event: [1, 1, 0, 0, 0, 1] };
 * survivalAuc(outcomes, [{ time: 2, churn: [0.8, 0.3, 0.2, 0.1, 0.5, 0.4] }]).points[0];
 * // => { time: 2, auc: 0.75, left: 2, stayed: 4 }
 */
export function survivalAuc<Table extends object>(
  outcomes: Table,
  predictions: readonly ChurnPrediction[],
  options: OutcomeOptions<Table> = {},
): SurvivalAuc {
  checkOptions(where, options, outcomeOptionNames);
  const known = readOutcomes(where, outcomes, options as OutcomeOptions);
  const points = readPredictions(where, predictions, known).map((prediction) => areaAt(known, prediction));
  let [sum, before] = [0, 1];
  let complete = true;
  for (const { time, auc } of points) {
    const stay = known.survivalAt(time);
    // Nobody lost since the time before: the area there has no weight.
    if (before > stay) {
      if (auc === null) complete = false;
      else sum += auc * (before - stay);
    }
    before = stay;
  }
  return { points, mean: complete && before < 1 ? sum / (1 - before) : null };
}

function areaAt(
  known: CensoredOutcomes,
  { time, churn }: { readonly time: number; readonly churn: Float64Array },
): SurvivalAucAt {
  const order = stableOrder([churn]);
  let [left, stayed, leftWeight, below, pairs] = [0, 0, 0, 0, 0];
  for (let from = 0, to = 0; from < order.length; from = to) {
    let [cases, controls] = [0, 0];
    while (to < order.length && churn[order[to]!] === churn[order[from]!]) {
      const row = order[to++]!;
      const weight = known.weightAt(row, time);
      if (weight === 0) continue;
      if (known.leftBy(row, time)) {
        cases += weight;
        left += known.weights[row]!;
      } else controls += known.weights[row]!;
    }
    pairs += cases * (below + controls / 2);
    below += controls;
    leftWeight += cases;
    stayed += controls;
  }
  const auc = leftWeight > 0 && stayed > 0 ? pairs / (leftWeight * stayed) : null;
  return { time, auc, left, stayed };
}
