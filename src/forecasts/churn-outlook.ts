/** Churn to come by age and period: a model fitted with its calendar terms, at its estimate and at draws of its parameters. */
import { checkSufficient } from "../errors.js";
import type { Fit } from "../inference/fit.js";
import type { ParameterScale } from "../inference/scale.js";
import { checkWhole } from "../inference/uncertainty.js";
import { fUpper } from "../math/distributions.js";
import { createRandom } from "../math/random.js";
import { type CalendarTerms, cycleOf, joinTerms, seasonTerms } from "./calendar-terms.js";
import { type ChurnProblem, churnLogitsOf, churnProblem, type NamedNumbers } from "./churn-likelihood.js";
import { type ChurnMode, modeOf } from "./churn-mode.js";
import { byAge, type CohortCells, type CohortHistory } from "./cohort-cells.js";
import { normalDraws, type ParameterDraws, posteriorDraws } from "./parameter-draws.js";
import { type PeriodScatter, periodScatter } from "./period-scatter.js";
import type { SubscriberModel } from "./subscriber-model.js";

/** Whether churn has a season: when it may be asked. */
export type SeasonChoice = "test" | "always" | "never";

/** What was found of a season. */
export interface SeasonFinding {
  /** Periods of a cycle: 12 for months, 4 for quarters; null where it was not asked. */
  readonly length: number | null;
  /** Probability of so large a season by chance, by an F test that knows how periods scatter; null where it was not tested. */
  readonly pValue: number | null;
  /** Whether the forecast has the season. */
  readonly used: boolean;
}

/** A model fitted to cohorts with what moves everybody. */
export interface ChurnFit {
  readonly fit: Fit<object>;
  readonly terms: CalendarTerms;
  readonly churn: ChurnProblem;
  readonly cells: CohortCells;
  /** The mode with the weak priors, from which draws start. */
  readonly mode: ChurnMode;
  /** The estimates: those of the fit itself without calendar terms, else of the mode. */
  readonly estimates: NamedNumbers;
  readonly scatter: PeriodScatter;
  readonly season: SeasonFinding;
}

/** Churn at an estimate and at draws. */
export interface ChurnOutlook {
  readonly fit: Fit<object>;
  readonly terms: CalendarTerms;
  readonly ownParameters: number;
  readonly churnLogits: ChurnProblem["churnLogits"];
  readonly estimates: Float64Array;
  readonly draws: ParameterDraws;
  readonly shockDeviation: number;
}

/** A season is taken where so large a one would come by chance once in a hundred businesses. */
const seasonLevel = 0.01;

/** Fits a model with stated events, and with the season that the data show. */
export function fitChurn(
  model: SubscriberModel,
  { cells, plain, timeUnit }: Pick<CohortHistory, "cells" | "plain" | "timeUnit">,
  events: CalendarTerms,
  season: SeasonChoice,
): ChurnFit {
  const fit = model.fit(plain as never);
  const without = fitWith(model, fit, cells, events);
  const length = cycleOf(timeUnit);
  const watched = new Set(cells.period).size;
  const possible = length !== null && (season === "always" || watched >= 2 * length);
  if (season === "never" || length === null || !possible)
    return { ...without, season: { length: null, pValue: null, used: false } };
  const withSeason = fitWith(model, fit, cells, joinTerms(seasonTerms(length), events));
  const pValue = seasonTest(without, withSeason, length - 1);
  const used = season === "always" || (pValue !== null && pValue < seasonLevel);
  return { ...(used ? withSeason : without), season: { length, pValue, used } };
}

function fitWith(
  model: SubscriberModel,
  fit: Fit<object>,
  all: CohortCells,
  terms: CalendarTerms,
): Omit<ChurnFit, "season"> {
  const plain = terms.names.length === 0;
  const cells = plain ? byAge(all) : all;
  const churn = churnProblem(model, fit, cells, terms);
  const mode = modeOf(churn);
  const estimates = plain ? (fit.parameters as NamedNumbers) : mode.parameters;
  const scatter = periodScatter(all, churn, terms, mode.parameters);
  return { fit, terms, churn, cells, mode, estimates, scatter };
}

/** F test of the season: what it adds to the log-likelihood, against the scatter that is left. */
function seasonTest(
  without: Omit<ChurnFit, "season">,
  { mode, scatter }: Omit<ChurnFit, "season">,
  restrictions: number,
): number | null {
  const gained = Math.max(0, mode.logLikelihood - without.mode.logLikelihood);
  const { dispersion, degreesOfFreedom } = scatter;
  if (dispersion === null) return null;
  return fUpper((2 * gained) / restrictions / Math.max(1, dispersion), restrictions, degreesOfFreedom);
}

/** Draws of a fitted model's parameters. */
export function outlookOf(
  { fit, terms, churn, mode, estimates, scatter }: ChurnFit,
  { draws, seed, stream }: { readonly draws: number; readonly seed: number; readonly stream: number },
): ChurnOutlook {
  const dispersion = Math.max(1, scatter.dispersion ?? 1);
  return {
    fit,
    terms,
    ownParameters: churn.ownParameters,
    churnLogits: churn.churnLogits,
    estimates: Float64Array.from(Object.keys(churn.problem.scale), (name) => estimates[name]!),
    draws: posteriorDraws(createRandom(seed, stream), churn, mode, { draws, dispersion }),
    shockDeviation: scatter.shockDeviation,
  };
}

/** The outlook of a fit whose data are not here. */
export function outlookOfFit(
  where: string,
  model: SubscriberModel,
  fit: Fit<object>,
  { draws, seed, stream }: { readonly draws: number; readonly seed: number; readonly stream: number },
): ChurnOutlook {
  checkWhole(where, "fit", fit);
  const names = Object.keys(fit.scale);
  checkSufficient(
    names.length > 0,
    where,
    "fit.scale",
    "must name the parameters that were estimated",
    fit.scale,
  );
  return {
    fit,
    terms: { names: [], priors: [], weights: () => [] },
    ownParameters: names.length,
    churnLogits: churnLogitsOf(model, fit.scale as Readonly<Record<string, ParameterScale>>),
    estimates: Float64Array.from(names, (name) => (fit.parameters as NamedNumbers)[name]!),
    draws: normalDraws(where, createRandom(seed, stream), fit, draws),
    shockDeviation: 0,
  };
}
