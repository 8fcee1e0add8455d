/** What a forecast is told: of one base, or of each of several segments. */

import {
  check,
  checkChoice,
  checkCount,
  checkFields,
  checkFinite,
  checkNonNegative,
  checkObject,
  checkSufficient,
  isList,
} from "../errors.js";
import type { Fit } from "../inference/fit.js";
import { largestOf } from "../math/extremes.js";
import type { TimeUnit } from "../time.js";
import { type CalendarTerms, cycleOf, eventTerms } from "./calendar-terms.js";
import {
  type ChurnFit,
  type ChurnOutlook,
  fitChurn,
  outlookOf,
  outlookOfFit,
  type SeasonChoice,
} from "./churn-outlook.js";
import { type CohortHistory, readCohorts } from "./cohort-cells.js";
import { estimatedIntake, fitIntake, type IntakeOutlook, plannedIntake } from "./intake.js";
import { type ScoredModel, weighModels } from "./model-choice.js";
import {
  type EventPlan,
  eventPlan,
  type ForecastEvent,
  type PricePath,
  revenuePlan,
} from "./revenue-plan.js";
import type { BaseByTenure, ForecastCohort, SubscriberModel } from "./subscriber-model.js";
import type { PathInput } from "./subscriber-paths.js";

/** One base of subscribers and what is planned for it. */
export interface SubscriberBase {
  /** The model, or several to choose from. */
  readonly model?: SubscriberModel | readonly SubscriberModel[] | undefined;
  /** Cohorts watched to one last period: the model is fitted to them, and who is still active is the base. */
  readonly cohorts?: readonly ForecastCohort[] | undefined;
  /** A fit of the model, in place of cohorts: then `base` is needed. */
  readonly fit?: Fit<object> | undefined;
  /** The customers there are, by renewals made: a list whose first entry has made none, or rows. By default those of the cohorts. */
  readonly base?: readonly number[] | readonly BaseByTenure[] | undefined;
  /**
   * Customers who will start: the mean of each period, one number for all or one for each; 0 for none. Left out, it is estimated
   * from the cohorts.
   */
  readonly intake?: number | readonly number[] | undefined;
  /**
   * Variance of a period's starters over their mean: 1 for a Poisson number, 0 where the plan is certain. By default what the
   * cohorts' sizes show, 1 at least.
   */
  readonly intakeDispersion?: number | undefined;
  /** Price per customer and period: one number, one for each period, or prices from periods on. Without it there is no revenue. */
  readonly prices?: PricePath | undefined;
  /** Share by which the revenue of those who stay grows in a period: 0 by default. */
  readonly expansion?: number | readonly number[] | undefined;
  /** Share by which the revenue of those who stay shrinks in a period: 0 by default. */
  readonly contraction?: number | readonly number[] | undefined;
  /** What moves everybody's churn in stated periods, such as a change of price. */
  readonly events?: readonly ForecastEvent[] | undefined;
  /** Season by calendar month or quarter: `test` (default) takes one that the data show, at 1%; `always`; `never`. */
  readonly season?: SeasonChoice | undefined;
  /** Of several models: an `average` weighted by holdout (default), or the `best` one. */
  readonly choice?: "average" | "best" | undefined;
  /** Last periods held out to weigh several models by: 6 by default, or a third of the periods where that is less. */
  readonly holdoutPeriods?: number | undefined;
}

/** What is asked of the forecast. */
export interface ForecastSize {
  /** Periods to forecast: whole, 1 or more. */
  readonly horizon: number;
  /** Number of the last observed period, from which `events`, `prices` and the rows are numbered: by the cohorts' numeric labels, else 0. */
  readonly lastPeriod?: number | undefined;
  /** Level of the intervals, 0.95 by default. */
  readonly level?: number | undefined;
  /** Draws: 2,000 by default. */
  readonly draws?: number | undefined;
  /** Seed: any number up to 1e150 in size, 1 by default. */
  readonly seed?: number | undefined;
}

export const baseFields = [
  ...(["model", "cohorts", "fit", "base", "intake", "intakeDispersion", "prices", "expansion"] as const),
  ...(["contraction", "events", "season", "choice", "holdoutPeriods"] as const),
] as const;

/** A base read, with what was found of it. */
export interface ReadBase {
  readonly timeUnit: TimeUnit | null;
  readonly lastPeriod: number;
  readonly input: PathInput;
  readonly models: readonly ScoredModel[];
  /** The fit of the model with most weight; null for a stored fit. */
  readonly leading: ChurnFit | null;
  readonly leadingDraws: ChurnOutlook;
  readonly events: EventPlan;
}

interface Task {
  readonly horizon: number;
  readonly draws: number;
  readonly seed: number;
  readonly lastPeriod: number | undefined;
  readonly stream: number;
}

/** Reads one base: fits, weighs, draws parameters. */
export function readBase(where: string, given: SubscriberBase, task: Task): ReadBase {
  const { cohorts, fit } = given;
  check(
    (cohorts === undefined) !== (fit === undefined),
    where,
    "cohorts",
    "must be given, or a fit, not both",
    cohorts,
  );
  const models = modelsOf(where, given.model);
  const history = cohorts === undefined ? null : readCohorts(where, "cohorts", cohorts);
  const lastPeriod = task.lastPeriod ?? history?.lastPeriod ?? 0;
  checkFinite(where, "lastPeriod", lastPeriod);
  const labelled = history?.lastPeriod ?? null;
  check(
    labelled === null || labelled === lastPeriod,
    where,
    "lastPeriod",
    `must be that of the cohorts (${labelled})`,
    lastPeriod,
  );
  const clock = { horizon: task.horizon, lastPeriod };
  const events = eventPlan(where, given.events ?? [], clock);
  const churn =
    history === null
      ? churnOfFit(where, given, models, events, task)
      : churnOfCohorts(where, given, history, models, events, task);
  const input: PathInput = {
    outlooks: churn.outlooks,
    base: readBaseCounts(where, given.base, history),
    intake: readIntake(where, given, history, { ...task, stream: 16 * task.stream + 4 }),
    statedEffects: events.stated,
    revenue: revenuePlan(where, given, clock),
    horizon: task.horizon,
    seed: task.seed,
    stream: task.stream,
  };
  return { timeUnit: history?.timeUnit ?? fit?.timeUnit ?? null, lastPeriod, input, events, ...churn };
}

function modelsOf(where: string, model: SubscriberBase["model"]): readonly SubscriberModel[] {
  const models = Array.isArray(model) ? (model as readonly SubscriberModel[]) : [model as SubscriberModel];
  check(models.length > 0, where, "model", "must be a model, or several", model);
  models.forEach((one, i) => {
    const name = Array.isArray(model) ? `model[${i}]` : "model";
    checkObject(where, name, one);
    const whole = typeof one.fit === "function" && typeof one.retentionRate === "function";
    check(whole, where, name, "must be a contractual model, such as shiftedBetaGeometric", one);
  });
  return models;
}

type Churn = Pick<ReadBase, "models" | "leading" | "leadingDraws"> & Pick<PathInput, "outlooks">;

function churnOfFit(
  where: string,
  { fit, season = "test" }: SubscriberBase,
  models: readonly SubscriberModel[],
  { estimated }: EventPlan,
  { draws, seed, stream }: Task,
): Churn {
  check(models.length === 1, where, "model", "must be one model with a fit", models);
  checkObject(where, "fit", fit);
  // A fit of another model is refused by the method itself.
  models[0]!.retentionRate(fit as never, [1]);
  const rule = "must have an oddsRatio with a fit, which knows no periods";
  check(
    estimated.length === 0,
    where,
    "events",
    rule,
    estimated.map(({ name }) => name),
  );
  check(
    season !== "always",
    where,
    "season",
    'must not be "always" with a fit, which knows no periods',
    season,
  );
  const outlook = outlookOfFit(where, models[0]!, fit!, { draws, seed, stream: 16 * stream });
  const scored = [{ model: fit!.model, holdoutLogScore: null, weight: 1 }];
  return { models: scored, leading: null, leadingDraws: outlook, outlooks: [{ weight: 1, outlook }] };
}

function churnOfCohorts(
  where: string,
  given: SubscriberBase,
  history: CohortHistory,
  models: readonly SubscriberModel[],
  events: EventPlan,
  { draws, seed, stream }: Task,
): Churn {
  const { season = "test" } = given;
  checkChoice(where, "season", season, ["test", "always", "never"]);
  const terms = eventTerms(events.estimated);
  const { scores, weights } = weightsOf(where, given, history, models, { terms, season });
  const fits = models.map((model, i) => (weights[i] === 0 ? null : fitChurn(model, history, terms, season)));
  const outlooks = fits.map((fit, i) =>
    // Each model has parameters of its own: streams far from those of chance.
    fit === null ? null : outlookOf(fit, { draws, seed, stream: 16 * stream + 8 + i / 1024 }),
  );
  const leader = weights.indexOf(largestOf(weights));
  return {
    models: models.map((model, i) => ({
      model: fits[i]?.fit.model ?? nameOf(model, history),
      holdoutLogScore: scores[i]!,
      weight: weights[i]!,
    })),
    leading: fits[leader]!,
    leadingDraws: outlooks[leader]!,
    outlooks: outlooks.flatMap((outlook, i) => (outlook === null ? [] : [{ weight: weights[i]!, outlook }])),
  };
}

/** Weights of the models, and their scores where there are several. */
function weightsOf(
  where: string,
  { cohorts, choice = "average", holdoutPeriods: given }: SubscriberBase,
  history: CohortHistory,
  models: readonly SubscriberModel[],
  { terms, season }: { readonly terms: CalendarTerms; readonly season: SeasonChoice },
): { readonly scores: readonly (number | null)[]; readonly weights: readonly number[] } {
  checkChoice(where, "choice", choice, ["average", "best"]);
  const oldest = history.base.length - 1;
  checkSufficient(oldest > 0, where, "cohorts", "must have been watched for a period or more", oldest);
  const holdoutPeriods = given ?? Math.max(1, Math.min(6, Math.floor(oldest / 3)));
  checkCount(where, "holdoutPeriods", holdoutPeriods, 1);
  if (models.length === 1) return { scores: [null], weights: [1] };
  const task = { events: terms, season, holdoutPeriods, choice };
  const { scores, weights: raw, customers } = weighModels(where, models, cohorts!, history, task);
  const kept = raw.map((weight) => (weight < least ? 0 : weight));
  const total = kept.reduce((sum, weight) => sum + weight, 0);
  return { scores: scores.map((score) => score / customers), weights: kept.map((weight) => weight / total) };
}

/** A model of less weight has no part in the forecast. */
const least = 0.001;

/** A module does not know its own name; its fit does. */
const nameOf = (model: SubscriberModel, { plain }: CohortHistory): string => model.fit(plain as never).model;

function readBaseCounts(
  where: string,
  base: SubscriberBase["base"],
  history: CohortHistory | null,
): Float64Array {
  if (base === undefined) {
    check(history !== null, where, "base", "must be given with a fit", base);
    return history.base;
  }
  check(isList(base), where, "base", "must be an array of customers by renewals made", base);
  const counts = new Map<number, number>();
  (base as readonly (number | BaseByTenure)[]).forEach((entry, i) => {
    const row = typeof entry === "object" ? entry : { renewals: i, customers: entry };
    checkFields(where, `base[${i}]`, row, ["renewals", "customers"]);
    checkCount(where, `base[${i}].renewals`, row.renewals);
    check(row.renewals <= 10_000, where, `base[${i}].renewals`, "must be at most 10000", row.renewals);
    checkCount(where, typeof entry === "object" ? `base[${i}].customers` : `base[${i}]`, row.customers);
    counts.set(row.renewals, (counts.get(row.renewals) ?? 0) + row.customers);
  });
  const oldest = largestOf([0, ...counts.keys()]);
  return Float64Array.from({ length: oldest + 1 }, (_, renewals) => counts.get(renewals) ?? 0);
}

function readIntake(
  where: string,
  given: SubscriberBase,
  history: CohortHistory | null,
  task: Task,
): IntakeOutlook {
  const { intake, intakeDispersion } = given;
  if (intakeDispersion !== undefined) checkNonNegative(where, "intakeDispersion", intakeDispersion);
  // A period without a cohort may have had starters who are not in the data.
  const started = history?.everyPeriod === true ? history.started : [];
  const cycle = cycleOf(history?.timeUnit ?? null);
  if (intake === undefined) {
    check(
      intakeDispersion === undefined,
      where,
      "intakeDispersion",
      "must be left out where the intake is estimated",
      intakeDispersion,
    );
    check(history !== null, where, "intake", "must be given with a fit: 0 for none", intake);
    return estimatedIntake(where, started, cycle, task);
  }
  const known = started.length >= 3 && started.some((count) => count > 0);
  const dispersion =
    intakeDispersion ?? (known ? Math.max(1, fitIntake(where, started, cycle).dispersion) : 1);
  const planned = plannedIntake(where, "intake", intake, task, dispersion);
  if (dispersion === 0)
    planned.estimate.forEach((count, i) => {
      check(
        Number.isSafeInteger(count),
        where,
        `intake[${i}]`,
        "must be whole where intakeDispersion is 0",
        count,
      );
    });
  return planned;
}
