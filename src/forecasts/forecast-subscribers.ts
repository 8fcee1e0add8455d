/** Subscribers and recurring revenue of the coming periods, and how sure one can be of them. */
import { check, checkCount, checkFields, checkFinite, checkObject } from "../errors.js";
import { checkLevel } from "../inference/derived.js";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../inference/steps.js";
import type { TimeUnit } from "../time.js";
import { type EventFindings, eventFindings, type SeasonFindings, seasonFindings } from "./findings.js";
import {
  baseFields,
  type ForecastSize,
  type ReadBase,
  readBase,
  type SubscriberBase,
} from "./forecast-input.js";
import type { IntakeFinding } from "./intake.js";
import type { ScoredModel } from "./model-choice.js";
import {
  addPath,
  emptyDraws,
  type ForecastInterval,
  forecastOf,
  inPeriod,
  overPeriods,
  type PathDraws,
  type Quantity,
} from "./subscriber-draws.js";
import { drawPaths, expectedPath, type SubscriberPath } from "./subscriber-paths.js";
import { watchedSteps } from "./watched-steps.js";

/** What is to be forecast: one base, or segments that share what is stated beside them. */
export interface SubscriberForecastInput extends SubscriberBase, ForecastSize {
  /** Bases by name, forecast one by one and in total; what a segment does not state is taken from the fields beside. */
  readonly segments?: Readonly<Record<string, SubscriberBase>> | undefined;
}

/** One period to come. */
export interface SubscriberForecastRow {
  /** Number of the period. */
  readonly period: number;
  /** Customers at its start. */
  readonly opening: ForecastInterval;
  /** Customers who start in it. */
  readonly added: ForecastInterval;
  /** Customers lost in it. */
  readonly lost: ForecastInterval;
  /** Customers at its end: opening + added - lost. */
  readonly closing: ForecastInterval;
  /** Recurring revenue: what those at its end pay in it; null without prices. */
  readonly revenue: ForecastInterval | null;
}

/** Sums over all periods of the forecast. */
export interface SubscriberForecastTotals {
  /** Customers who start. */
  readonly added: ForecastInterval;
  /** Customers lost. */
  readonly lost: ForecastInterval;
  /** Recurring revenue; null without prices. */
  readonly revenue: ForecastInterval | null;
}

/** What was found of one base. */
export interface BaseFindings {
  /** The models with their weights. */
  readonly models: readonly ScoredModel[];
  /** The season of churn. */
  readonly season: SeasonFindings;
  /** Events estimated from the past. */
  readonly events: readonly EventFindings[];
  /** Standard deviation of what moves a period's churn by itself, on the logit; 0 where chance explains the scatter of the past. */
  readonly shockDeviation: number;
  /** Probability of the past's scatter by chance alone; null where there are too few periods, or no cohorts. */
  readonly scatterPValue: number | null;
  /** What was planned or found of the intake. */
  readonly intake: IntakeFinding;
  /** How many independent draws of the parameters the draws are worth: few of many say that the intervals are rough. */
  readonly effectiveDraws: number;
}

/** The forecast of one segment. */
export interface SegmentForecast extends BaseFindings {
  /** Name of the segment. */
  readonly segment: string;
  /** One row per period. */
  readonly rows: readonly SubscriberForecastRow[];
  /** Sums over the periods. */
  readonly totals: SubscriberForecastTotals;
}

/** A forecast as plain data. */
export interface SubscriberForecast {
  /** Length of a period; null where it has no name. */
  readonly timeUnit: TimeUnit | null;
  /** Number of the last observed period. */
  readonly lastPeriod: number;
  /** One row per period, of all segments together. */
  readonly rows: readonly SubscriberForecastRow[];
  /** Sums over the periods. */
  readonly totals: SubscriberForecastTotals;
  /** One entry a segment: one named `all` where there are none. */
  readonly segments: readonly SegmentForecast[];
  /** Level of the intervals. */
  readonly level: number;
  /** Number of draws. */
  readonly draws: number;
  /** Seed of the draws. */
  readonly seed: number;
}

export const inputFields = [
  ...baseFields,
  "horizon",
  "lastPeriod",
  "level",
  "draws",
  "seed",
  "segments",
] as const;

/**
 * Forecast of subscribers and recurring revenue by period. Each row has the customers at its start, those added, lost
 * and at its end, and what they pay, each with a prediction interval.
 *
 * The interval holds the error of the parameters, the chance of every customer, and the scatter of whole periods where the past
 * shows more of it than chance. It does not hold a wrong model, a plan that fails, or a change that nobody has stated: try
 * the function on your own past with `backtest`. Of an estimated intake only growth and season that the past shows are carried on.
 * `expectedLower` and `expectedUpper` are the interval of the mean alone, many times narrower: never quote it for what will happen.
 *
 * Formula: closing = opening + added - lost; lost ~ Binomial(n, p) for n customers of one age, logit p = that of the model at their
 * age + season + events + N(0, τ²) of the period; added ~ Poisson(plan), or negative binomial where starters scatter more. Of the
 * parameters, draws weighted by likelihood and weak priors, N(0, 3²) on the fit's scale (of a season N(0, 1)).
 *
 * @param input - `cohorts` and a `model` (or several), or a `fit`, its model and a `base` by renewals made; `horizon` in
 *   periods; the plan: `intake` (mean customers per period), `prices`, `expansion`, `contraction` (fractions per
 *   period), `events` (odds of leaving, estimated from an earlier one or stated), all by period; `segments` by name; `season`, `choice`,
 *   `holdoutPeriods`, `lastPeriod`, `level`, `draws` (2,000), `seed`.
 * @returns Rows by period and totals, of all and by segment, with what was found: models and weights, season, events, scatter,
 *   intake. `revenue` is null without prices. Plain data. Segments are drawn independently of each other.
 * @throws {InvalidInputError} If an argument breaks its rule, cohorts and a fit are both given, or cohorts were not watched to one period.
 * @throws {InsufficientDataError} If the model cannot be fitted, the intake cannot be estimated, an event without an odds ratio was
 *   never observed, or a fit has no standard errors.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074 (the models); Rubin (1988), Bayesian Statistics 3, 395-402 (weighted draws).
 *
 * @example
 * const cohorts = [
 *   { timeUnit: "month", lostByPeriod: [26, 31, 22, 27], stillActive: 214 },
 *   { timeUnit: "month", lostByPeriod: [31, 20, 24], stillActive: 231 },
 *   { timeUnit: "month", lostByPeriod: [33, 27], stillActive: 247 },
 *   { timeUnit: "month", lostByPeriod: [32], stillActive: 286 },
 *   { timeUnit: "month", lostByPeriod: [], stillActive: 321 },
 * ] as const;
 * const { rows } = forecastSubscribers({ cohorts, model: shiftedBetaGeometric, intake: 300, prices: 20, horizon: 6 });
 * rows[5]?.closing.estimate; // ≈ 2131.0
 */
export function forecastSubscribers(input: SubscriberForecastInput): SubscriberForecast {
  return runSteps(forecastSteps("forecastSubscribers", input));
}

/**
 * `forecastSubscribers` that yields to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * @param input - As in `forecastSubscribers`.
 * @param options - `signal` stops the work, `onProgress` is told the share of it that is done.
 * @returns A promise of the same forecast, in every bit; rejected with what `forecastSubscribers` throws, or with the signal's reason.
 *
 * @example
 * const cohorts = [{ timeUnit: "month", lostByPeriod: [26, 31, 22, 27], stillActive: 214 }] as const;
 * const forecast = await forecastSubscribersAsync({ cohorts, model: shiftedBetaGeometric, intake: 0, horizon: 3 });
 * forecast.rows[2]?.closing.estimate; // ≈ 158.72
 */
export function forecastSubscribersAsync(
  input: SubscriberForecastInput,
  options: AsyncOptions = {},
): Promise<SubscriberForecast> {
  return runStepsAsync(
    watchedSteps("forecastSubscribersAsync", options, forecastSteps("forecastSubscribersAsync", input)),
    options,
  );
}

/** A forecast with the draws that it was made of. */
export interface DrawnForecast {
  readonly bases: readonly {
    readonly segment: string;
    readonly base: ReadBase;
    readonly expected: SubscriberPath;
    readonly draws: PathDraws;
  }[];
  readonly expected: SubscriberPath;
  readonly draws: PathDraws;
  readonly level: number;
  readonly seed: number;
}

function* forecastSteps(where: string, input: SubscriberForecastInput): Steps<SubscriberForecast> {
  return describeForecast(yield* drawForecast(where, input));
}

/** Reads the input and draws every segment's courses. */
export function* drawForecast(where: string, input: SubscriberForecastInput): Steps<DrawnForecast> {
  checkFields(where, "input", input, inputFields);
  const { horizon, draws = 2000, level = 0.95, seed = 1, lastPeriod, segments, ...shared } = input;
  checkCount(where, "horizon", horizon, 1);
  check(horizon <= 1200, where, "horizon", "must be at most 1200", horizon);
  checkCount(where, "draws", draws, 100);
  checkLevel(where, level);
  checkFinite(where, "seed", seed);
  const named: Readonly<Record<string, SubscriberBase>> = segments ?? { all: {} };
  checkObject(where, "segments", named);
  const names = Object.keys(named);
  check(names.length > 0, where, "segments", "must hold at least one segment", segments);
  const bases: DrawnForecast["bases"][number][] = [];
  for (const [k, segment] of names.entries()) {
    const at = segments === undefined ? where : `${where}: segments.${segment}`;
    checkFields(at, "segment", named[segment]!, baseFields);
    const base = readBase(
      at,
      { ...shared, ...named[segment] },
      { horizon, draws, seed, lastPeriod, stream: k },
    );
    yield (k + 0.3) / names.length;
    const collected = emptyDraws(draws, horizon);
    let drawn = 0;
    for (const path of drawPaths(base.input, draws)) {
      addPath(collected, drawn++, path);
      if (drawn % 50 === 0) yield (k + 0.3 + (0.7 * drawn) / draws) / names.length;
    }
    bases.push({ segment, base, expected: expectedPath(base.input), draws: collected });
  }
  return { bases, ...total(where, bases), level, seed };
}

function total(where: string, bases: DrawnForecast["bases"]): Pick<DrawnForecast, "expected" | "draws"> {
  const [first, ...others] = bases;
  const { base, expected, draws } = first!;
  if (others.length === 0) return { expected, draws };
  const priced = base.input.revenue !== null;
  const sum = emptyDraws(draws.draws, draws.horizon);
  const estimate = emptyDraws(1, draws.horizon).drawn;
  for (const other of bases) {
    const same = other.base.timeUnit === base.timeUnit && other.base.lastPeriod === base.lastPeriod;
    check(
      same,
      where,
      `segments.${other.segment}`,
      "must have the periods of the first segment",
      other.base.timeUnit,
    );
    const alike = (other.base.input.revenue !== null) === priced;
    check(
      alike,
      where,
      `segments.${other.segment}.prices`,
      "must be given for all segments or for none",
      undefined,
    );
    for (const name of Object.keys(estimate) as Quantity[]) {
      addUp(sum.drawn[name], other.draws.drawn[name]);
      addUp(sum.expected[name], other.draws.expected[name]);
      addUp(estimate[name], other.expected[name]);
    }
  }
  return { expected: estimate, draws: sum };
}

function addUp(sums: Float64Array, values: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += values[i]!;
}

export function describeForecast({ bases, expected, draws, level, seed }: DrawnForecast): SubscriberForecast {
  const { timeUnit, lastPeriod, input } = bases[0]!.base;
  const priced = input.revenue !== null;
  return {
    timeUnit,
    lastPeriod,
    rows: rowsOf({ expected, draws, level, lastPeriod, priced }),
    totals: totalsOf({ expected, draws, level, lastPeriod, priced }),
    segments: bases.map(({ segment, base, expected, draws }) => ({
      segment,
      rows: rowsOf({ expected, draws, level, lastPeriod, priced }),
      totals: totalsOf({ expected, draws, level, lastPeriod, priced }),
      ...findingsOf(base, level),
    })),
    level,
    draws: draws.draws,
    seed,
  };
}

export interface Described {
  readonly expected: SubscriberPath;
  readonly draws: PathDraws;
  readonly level: number;
  readonly lastPeriod: number;
  readonly priced: boolean;
}

export function rowsOf({ expected, draws, level, lastPeriod, priced }: Described): SubscriberForecastRow[] {
  return Array.from({ length: draws.horizon }, (_, i) => {
    const of = (name: Quantity) =>
      forecastOf(
        expected[name][i]!,
        inPeriod(draws.drawn[name], draws, i),
        inPeriod(draws.expected[name], draws, i),
        level,
      );
    return {
      period: lastPeriod + i + 1,
      opening: of("opening"),
      added: of("added"),
      lost: of("lost"),
      closing: of("closing"),
      revenue: priced ? of("revenue") : null,
    };
  });
}

export function totalsOf({ expected, draws, level, priced }: Described): SubscriberForecastTotals {
  const of = (name: Quantity) => {
    const estimate = expected[name].reduce((sum, value) => sum + value, 0);
    return forecastOf(
      estimate,
      overPeriods(draws.drawn[name], draws),
      overPeriods(draws.expected[name], draws),
      level,
    );
  };
  return { added: of("added"), lost: of("lost"), revenue: priced ? of("revenue") : null };
}

function findingsOf(base: ReadBase, level: number): BaseFindings {
  return {
    models: base.models,
    season: seasonFindings(base, level),
    events: eventFindings(base, level),
    shockDeviation: base.leadingDraws.shockDeviation,
    scatterPValue: base.leading?.scatter.pValue ?? null,
    intake: base.input.intake.finding,
    effectiveDraws: base.leadingDraws.draws.effective,
  };
}
