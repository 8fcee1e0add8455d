/** Retention curves projected beyond the data, and how wrong the projection would have been. */
import { check, checkCount, checkObject, checkOptions, checkSufficient } from "../../errors.js";
import type { Fit } from "../../inference/fit.js";
import { uncertainty } from "../../inference/uncertainty.js";
import { type CohortLosses, type ContractualData, checkCohort } from "./cohort-losses.js";
import { predictionBounds } from "./prediction.js";
import { type RetentionTrend, retentionTrend, retentionTrendAt, type TrendCurve } from "./retention-trend.js";

/** A contractual model as a projection needs it: every module of one has these functions. */
export interface ProjectionModel<Parameters> {
  /** Maximum-likelihood fit. */
  readonly fit: (data: ContractualData) => Fit<Parameters>;
  /** Log-likelihood at given parameters. */
  readonly logLikelihood: (parameters: Parameters, data: ContractualData) => number;
  /** S(t). */
  readonly survival: (parameters: Parameters, periods: number) => number;
}

/** How far to project and what to hold out. */
export interface ProjectionOptions {
  /** Project to this period of a customer's life: whole, at least the last one observed. */
  readonly periods: number;
  /** Last periods of each cohort kept from the fit and compared with the projection: 0 by default. */
  readonly holdoutPeriods?: number | undefined;
  /** Level of the intervals, 0.95 by default. */
  readonly level?: number | undefined;
}

/** Share of a cohort still active after a period. */
export interface ProjectedRetention {
  /** Which cohort, 0 being the first. */
  readonly cohort: number;
  /** Period of the customers' lives. */
  readonly period: number;
  /** Fitted or projected share of the customers first watched who are still active. */
  readonly estimate: number;
  /** Lower end of the interval, for the error of the parameters; null at a boundary. */
  readonly lower: number | null;
  /** Upper end of the interval; null at a boundary. */
  readonly upper: number | null;
  /**
   * Share expected of these very customers, given how many were left when calibration ended: null up to then. It differs from
   * `estimate` by what the cohort was luckier or unluckier than the curve.
   */
  readonly prediction: number | null;
  /**
   * Lower end of the prediction interval of that share: error of the parameters and chance of the customers who were left; null up
   * to the end of calibration, and at a boundary.
   */
  readonly predictionLower: number | null;
  /** Upper end of the prediction interval; null where the lower end is. */
  readonly predictionUpper: number | null;
  /** Observed share, null beyond the data. */
  readonly observed: number | null;
  /** Whether the observed share was kept from the fit. */
  readonly heldOut: boolean;
}

/** How wrong a curve was over the periods held out. */
export interface ProjectionError {
  /** Name of the model, or of the regression line. */
  readonly curve: string;
  /** Mean absolute error of the share still active, as a fraction. */
  readonly meanAbsoluteError: number;
  /** Mean absolute error as a share of the observed share, a fraction; null where nobody is left of a cohort. */
  readonly meanAbsolutePercentageError: number | null;
  /** Mean log-probability per customer of what then happened; null where the curve called it impossible. */
  readonly logScore: number | null;
}

/** A projection with its errors. */
export interface RetentionProjection<Parameters> {
  /** The fit to the periods not held out. */
  readonly fit: Fit<Parameters>;
  /** Level of the intervals. */
  readonly level: number;
  /** Last periods of each cohort that were held out. */
  readonly holdoutPeriods: number;
  /** One row per cohort and period. */
  readonly rows: readonly ProjectedRetention[];
  /** One row per curve, the model first; empty where nothing was held out. */
  readonly errors: readonly ProjectionError[];
}

/** More periods than any cohort lives to see; each has intervals of its own. */
const mostPeriods = 10_000;

interface Part {
  readonly index: number;
  readonly cohort: CohortLosses;
  readonly calibration: CohortLosses;
  /** Observed shares from the start of observation on, the first being 1. */
  readonly observed: readonly number[];
  readonly size: number;
  readonly before: number;
  /** Periods of calibration. */
  readonly cut: number;
}

/**
 * Projects retention curves beyond the data with a fitted model, and says how wrong the same projection was over periods
 * held out, beside the regression lines of a spreadsheet.
 *
 * `lower` and `upper` are for the model's curve: the error of its parameters if the model is right. `predictionLower` and
 * `predictionUpper` are for the customers of this cohort: they hold the chance of each of them too, and are the ones to compare with
 * what then happens. Neither holds the error of the model itself, which only the holdout shows.
 *
 * Formula: S(t) / S(f - 1) for a cohort first watched in period f; intervals by the delta method on the logit. Prediction: a
 * binomial count of those left at the end of calibration, its probability S(t) / S(end) normal on the logit.
 * @param model - The module of a contractual model, for instance `shiftedBetaGeometric`.
 * @param data - One cohort or several; each with at least one period left when `holdoutPeriods` are taken away.
 * @param options - `periods`, `holdoutPeriods`, `level`.
 * @returns The fit, rows by cohort and period, and errors by curve; plain data.
 * @throws {InvalidInputError} If the data are not cohorts, one was not counted from `firstPeriod` on, or an option is wrong.
 * @throws {InsufficientDataError} If the periods left cannot be fitted.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074.
 * @example
 * const lostByPeriod = [131, 126, 90, 60, 42, 34, 26, 23, 23, 18, 18, 15];
 * const cohort = { timeUnit: "year", lostByPeriod, stillActive: 394 } as const;
 * const { errors } = projectRetention(shiftedBetaGeometric, cohort, { periods: 12, holdoutPeriods: 5 });
 * errors[0]?.meanAbsolutePercentageError; // ≈ 0.028
 * errors.find((error) => error.curve === "exponential")?.meanAbsolutePercentageError; // ≈ 0.205
 */
export function projectRetention<Parameters>(
  model: ProjectionModel<Parameters>,
  data: CohortLosses | readonly CohortLosses[],
  options: ProjectionOptions,
): RetentionProjection<Parameters> {
  const where = "projectRetention";
  checkObject(where, "model", model);
  check(typeof model.fit === "function", where, "model", "must be a model, such as geometric", model);
  checkOptions(where, options, ["periods", "holdoutPeriods", "level"]);
  const { periods, holdoutPeriods = 0, level = 0.95 } = options;
  checkCount(where, "periods", periods, 1);
  check(periods <= mostPeriods, where, "periods", `must be at most ${mostPeriods}`, periods);
  checkCount(where, "holdoutPeriods", holdoutPeriods);
  const many = Array.isArray(data);
  const parts = (many ? (data as readonly CohortLosses[]) : [data as CohortLosses]).map((cohort, index) =>
    divide(where, many ? `cohorts[${index}]` : "cohort", cohort, index, holdoutPeriods),
  );
  for (const { cohort, before } of parts)
    check(
      periods >= before + cohort.lostByPeriod.length,
      where,
      "periods",
      "must reach the last period observed",
      periods,
    );
  const fit = model.fit(parts.map(({ calibration }) => calibration));
  const rows = parts.flatMap((part) => projectPart(model, fit, part, periods, level));
  const errors = holdoutPeriods === 0 ? [] : holdoutErrors(model, fit, parts);
  return { fit, level, holdoutPeriods, rows, errors };
}

function divide(where: string, name: string, cohort: CohortLosses, index: number, holdout: number): Part {
  checkCohort(where, name, cohort);
  const { firstPeriod = 1, stillActive, lostBefore } = cohort;
  // A typed array of whole numbers would cut the shares that are made of it.
  const lostByPeriod = Array.from(cohort.lostByPeriod);
  check(
    lostBefore === undefined,
    where,
    `${name}.lostBefore`,
    "must be left out: its losses have no period",
    lostBefore,
  );
  const cut = lostByPeriod.length - holdout;
  checkSufficient(
    cut >= 1,
    where,
    `${name}.lostByPeriod`,
    `must hold more than ${holdout} periods`,
    lostByPeriod.length,
  );
  const size = lostByPeriod.reduce((sum, lost) => sum + lost, stillActive);
  checkSufficient(size > 0, where, name, "must hold at least one customer", size);
  let active = size;
  const observed = [
    1,
    ...lostByPeriod.map((lost) => {
      active -= lost;
      return Math.max(0, active) / size;
    }),
  ];
  const kept = lostByPeriod.slice(0, cut);
  const later = lostByPeriod.slice(cut).reduce((sum, lost) => sum + lost, stillActive);
  const calibration = { timeUnit: cohort.timeUnit, firstPeriod, lostByPeriod: kept, stillActive: later };
  return { index, cohort, calibration, observed, size, before: firstPeriod - 1, cut };
}

function projectPart<Parameters>(
  model: ProjectionModel<Parameters>,
  fit: Fit<Parameters>,
  part: Part,
  periods: number,
  level: number,
): ProjectedRetention[] {
  const { index, observed, before, cut } = part;
  const ages = Array.from({ length: periods - before }, (_, k) => before + k + 1);
  const share = (parameters: Parameters, age: number) =>
    model.survival(parameters, age) / model.survival(parameters, before);
  const known = fit.convergence.status === "interior";
  // The method's own function of several parameters, whatever the model calls them.
  const intervals = known
    ? uncertainty(fit, (parameters) => ages.map((age) => share(parameters as Parameters, age)), {
        level,
        scale: "logit",
      })
    : null;
  const predictions = predict(model, fit, part, ages.slice(cut), level);
  return ages.map((period, k) => ({
    cohort: index,
    period,
    estimate: share(fit.parameters, period),
    lower: intervals?.[k]?.lower ?? null,
    upper: intervals?.[k]?.upper ?? null,
    ...(predictions[k - cut] ?? unpredicted),
    observed: observed[k + 1] ?? null,
    heldOut: k + 1 > cut && k + 1 < observed.length,
  }));
}

type Prediction = Pick<ProjectedRetention, "prediction" | "predictionLower" | "predictionUpper">;
const unpredicted: Prediction = { prediction: null, predictionLower: null, predictionUpper: null };

/** What is expected of the customers left at the end of calibration, by age after it. */
function predict<Parameters>(
  model: ProjectionModel<Parameters>,
  fit: Fit<Parameters>,
  { observed, before, cut, size }: Part,
  ages: readonly number[],
  level: number,
): Prediction[] {
  const left = observed[cut]!;
  const customers = Math.round(left * size);
  const kept = (parameters: Parameters) =>
    ages.map((age) => model.survival(parameters, age) / model.survival(parameters, before + cut));
  const known = fit.convergence.status === "interior" && ages.length > 0 && customers > 0;
  const errors = known
    ? uncertainty(fit, (parameters) => kept(parameters as Parameters), { level, scale: "logit" })
    : null;
  return kept(fit.parameters).map((share, k) => {
    const prediction = left * share;
    const error = errors?.[k]?.standardError ?? null;
    if (error === null) return { ...unpredicted, prediction };
    if (share <= 0 || share >= 1)
      return { prediction, predictionLower: prediction, predictionUpper: prediction };
    const standardError = error / (share * (1 - share));
    const survival = { logit: Math.log(share) - Math.log1p(-share), standardError };
    const { lower, upper } = predictionBounds(customers, survival, level);
    return { prediction, predictionLower: lower / size, predictionUpper: upper / size };
  });
}

const lines: readonly TrendCurve[] = ["exponential", "linear", "quadratic", "logarithmic", "power"];

function holdoutErrors<Parameters>(
  model: ProjectionModel<Parameters>,
  fit: Fit<Parameters>,
  parts: readonly Part[],
): ProjectionError[] {
  const { parameters } = fit;
  const modelShare = ({ before }: Part) => {
    const start = model.survival(parameters, before);
    return (k: number) => model.survival(parameters, before + k) / start;
  };
  const own = errorOf(fit.model, parts, modelShare);
  return [own, ...lines.flatMap((curve) => trendError(curve, parts))];
}

/** The error of a regression line through each cohort, or nothing where a cohort is too short for one. */
function trendError(curve: TrendCurve, parts: readonly Part[]): ProjectionError[] {
  const least = curve === "quadratic" ? 4 : 3;
  const usable = parts.every(({ observed, cut }) => cut + 1 >= least && observed[cut]! > 0);
  if (!usable) return [];
  const trends = new Map<Part, RetentionTrend>(
    parts.map((part) => [part, retentionTrend(part.observed.slice(0, part.cut + 1), curve)]),
  );
  return [errorOf(curve, parts, (part) => (k) => retentionTrendAt(trends.get(part)!, k))];
}

function errorOf(
  curve: string,
  parts: readonly Part[],
  shareOf: (part: Part) => (k: number) => number,
): ProjectionError {
  let absolute = 0;
  let relative = 0;
  let cells = 0;
  let score = 0;
  let customers = 0;
  for (const part of parts) {
    const share = shareOf(part);
    for (let k = part.cut + 1; k < part.observed.length; k++) {
      const error = Math.abs(share(k) - part.observed[k]!);
      absolute += error;
      relative += part.observed[k]! > 0 ? error / part.observed[k]! : Number.POSITIVE_INFINITY;
      cells++;
      score += cellScore(part, share, k);
    }
    customers += part.size * part.observed[part.cut]!;
  }
  const logScore = score / customers;
  return {
    curve,
    meanAbsoluteError: absolute / cells,
    meanAbsolutePercentageError: Number.isFinite(relative) ? relative / cells : null,
    logScore: Number.isFinite(logScore) ? logScore : null,
  };
}

/** Log-probability of the losses of one period among those who had got so far; -Infinity where the curve excludes them. */
function cellScore({ size, observed }: Part, share: (k: number) => number, k: number): number {
  const retention = share(k) / share(k - 1);
  const lost = size * (observed[k - 1]! - observed[k]!);
  const kept = size * observed[k]!;
  if (!(share(k - 1) > 0) || !(retention >= 0 && retention <= 1)) return Number.NEGATIVE_INFINITY;
  return (lost > 0 ? lost * Math.log1p(-retention) : 0) + (kept > 0 ? kept * Math.log(retention) : 0);
}
