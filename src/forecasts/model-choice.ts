/** Which of several models to believe, by what each would have said of the last periods. */

import { checkSufficient } from "../errors.js";
import { logistic } from "../inference/scale.js";
import { largestOf } from "../math/extremes.js";
import { type CalendarTerms, effectIn } from "./calendar-terms.js";
import { fitChurn, type SeasonChoice } from "./churn-outlook.js";
import { type CohortHistory, readCohorts } from "./cohort-cells.js";
import { cohortsBefore } from "./cohort-past.js";
import type { ForecastCohort, SubscriberModel } from "./subscriber-model.js";

/** A model with what it was worth on the periods held out. */
export interface ScoredModel {
  /** Name of the model. */
  readonly model: string;
  /** Mean log-probability, per customer at risk, of the losses in the periods held out; null where only one model was given. */
  readonly holdoutLogScore: number | null;
  /** Share of the forecast that is this model's. */
  readonly weight: number;
}

export interface ChoiceTask {
  readonly events: CalendarTerms;
  readonly season: SeasonChoice;
  readonly holdoutPeriods: number;
  readonly choice: "average" | "best";
}

/** Weights of the models: all on the best one, or in proportion to the probability that each gave to what happened. */
export function weighModels(
  where: string,
  models: readonly SubscriberModel[],
  cohorts: readonly ForecastCohort[],
  { cells }: CohortHistory,
  { events, season, holdoutPeriods, choice }: ChoiceTask,
): { readonly scores: readonly number[]; readonly weights: readonly number[]; readonly customers: number } {
  const past = cohortsBefore(cohorts, holdoutPeriods);
  checkSufficient(
    past.some(({ lostByPeriod }) => lostByPeriod.length > 0),
    where,
    "holdoutPeriods",
    "must leave periods to fit the models to",
    holdoutPeriods,
  );
  const history = readCohorts(where, "cohorts", past);
  // The past's last period is 0 there: its periods lie later by those held out.
  const moved = { ...events, weights: (period: number) => events.weights(period - holdoutPeriods) };
  const held = Array.from(cells.age.keys()).filter((cell) => cells.period[cell]! > -holdoutPeriods);
  const customers = held.reduce((sum, cell) => sum + cells.atRisk[cell]!, 0);
  const scores = models.map((model) => {
    const { churn, terms, estimates } = fitChurn(model, history, moved, season);
    const values = Object.keys(churn.problem.scale).map((name) => estimates[name]!);
    const oldest = held.reduce((most, cell) => Math.max(most, cells.age[cell]!), 1);
    const logits = churn.churnLogits(
      values,
      Array.from({ length: oldest }, (_, i) => i + 1),
    );
    return held.reduce((sum, cell) => {
      const effect = effectIn(terms, values.slice(churn.ownParameters), cells.period[cell]! + holdoutPeriods);
      const x = logits[cells.age[cell]! - 1]! + effect;
      const lost = cells.lost[cell]!;
      return sum + lost * Math.log(logistic(x)) + (cells.atRisk[cell]! - lost) * Math.log(logistic(-x));
    }, 0);
  });
  const best = largestOf(scores);
  const raw = scores.map((score) => (choice === "best" ? (score === best ? 1 : 0) : Math.exp(score - best)));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return { scores, weights: raw.map((weight) => weight / total), customers };
}
