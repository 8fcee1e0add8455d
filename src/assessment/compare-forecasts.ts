/** Several fitted models on the same holdout, side by side. */
import { check, checkFinite, checkObject, checkOptions, isDense } from "../errors.js";
import type { ConditionalModel } from "./conditional-expectations.js";
import {
  type AssessedCustomers,
  checkVerb,
  forecastOf,
  type HoldoutHistories,
  type HoldoutOptions,
  readHoldout,
} from "./customers.js";
import { errorsOf } from "./holdout-errors.js";
import { holdoutLogScore, type ProbabilityModel } from "./holdout-log-score.js";
import {
  readPeriods,
  type TrackedPeriods,
  type TrackingModel,
  type TrackTransactionsOptions,
  trackPeriods,
} from "./track-transactions.js";

/** What `compareForecasts` uses of a model: it must forecast; probabilities and tracking are used where it has them. */
export interface ForecastingModel<Parameters>
  extends ConditionalModel<Parameters>,
    Partial<ProbabilityModel<Parameters>>,
    Partial<TrackingModel<Parameters>> {}

/** What `compareForecasts` uses of a fit. */
export interface ForecastingFit {
  /** Name of the model. */
  readonly model: string;
  /** Its estimates. */
  readonly parameters: object;
  /** Log-likelihood of the calibration data. */
  readonly logLikelihood: number;
  /** What the likelihood is the density of: only fits of the same kind compare by it. */
  readonly likelihoodOf: string;
  /** Akaike's criterion. */
  readonly aic: number;
  /** Schwarz's criterion. */
  readonly bic: number;
}

/** A model module and its fit to the calibration data. */
export interface FittedForecaster {
  /** The model, such as `bgNbd`. */
  readonly model: ForecastingModel<never>;
  /** Its fit. */
  readonly fit: ForecastingFit;
}

/** The holdout, and the periods to track. */
export interface CompareForecastsOptions extends HoldoutOptions {
  /** Periods and the counts observed in them, as `trackTransactions` takes them; left out, nothing is tracked. */
  readonly tracking?: TrackTransactionsOptions | undefined;
}

/** One model's fit and forecast. */
export interface ComparedForecast {
  /** Name of the model; `"as before"` is everybody buying on at the rate x/T so far, a rule of thumb to beat. */
  readonly model: string;
  /** Log-likelihood of the calibration data; null for the rule. */
  readonly logLikelihood: number | null;
  /** What that likelihood is the density of; null for the rule. */
  readonly likelihoodOf: string | null;
  /** Akaike's criterion; null for the rule. */
  readonly aic: number | null;
  /** Schwarz's criterion; null for the rule. */
  readonly bic: number | null;
  /** Purchases predicted for the holdout. */
  readonly predictedTotal: number;
  /** Purchases observed in it. */
  readonly observedTotal: number;
  /** (predicted - observed) / observed; null where nothing was observed. */
  readonly relativeErrorOfTotal: number | null;
  /** Mean absolute error per customer. */
  readonly meanAbsoluteError: number;
  /** Root mean square error per customer. */
  readonly rootMeanSquareError: number;
  /** Mean log-probability of what each customer did; null without probabilities, or where an outcome had none. */
  readonly meanLogScore: number | null;
  /** Σ |expected - observed| / Σ observed over the holdout periods; null where they are not tracked. */
  readonly trackingError: number | null;
}

/**
 * Table of fitted models on one holdout: likelihood of the calibration data, and errors of the forecast.
 *
 * AIC and BIC compare within one `likelihoodOf` only. Rank by the log score where distributions matter, by the root mean
 * square error where means do; the mean absolute error favours forecasts of 0 where most customers buy nothing. A model that
 * does not beat the rule `"as before"` is not worth its parameters.
 *
 * Formula: as `holdoutErrors`, `holdoutLogScore` and `trackTransactions`; the rule predicts x t / T.
 *
 * @param fitted - Models with their fits to the calibration period: `[{ model: bgNbd, fit }, …]`.
 * @param customers - The result of `splitCalibrationHoldout`, or columns or rows `{ frequency, recency, T, weight? }`.
 * @param options - The holdout, where the customers do not hold it, and `tracking`.
 * @returns One row per model, the best log score first, and the rule of thumb last; plain data.
 * @throws {InvalidInputError} If a history, a parameter or an option breaks a rule, or no holdout is given.
 * @throws {InsufficientDataError} If there are no customers.
 * @see Wübben & Wangenheim (2008), "Instant Customer Base Analysis: Managerial Heuristics Often 'Get It Right'", Journal of
 *   Marketing 72(3), 82-93, on rules of thumb.
 *
 * @example
 * const truth = { r: 0.5, alpha: 6, s: 0.6, beta: 10 };
 * const { customers } = paretoNbd.simulate(truth, { customers: 1500, T: 39, holdout: 39, seed: 5 });
 * const fitted = [bgNbd, paretoNbd, nbd].map((model) => ({ model, fit: model.fit(customers) }));
 * const rows = compareForecasts(fitted, customers, { horizon: 39, observed: customers.holdoutFrequency });
 * rows.map((row) => row.model); // => ["paretoNbd", "bgNbd", "nbd", "as before"]
 */
export function compareForecasts(
  fitted: readonly FittedForecaster[],
  customers: AssessedCustomers,
  options: CompareForecastsOptions = {},
): ComparedForecast[] {
  const where = "compareForecasts";
  check(
    isDense(fitted) && fitted.length > 0,
    where,
    "fitted",
    "must be an array of models with their fits",
    fitted,
  );
  checkOptions(where, options, ["tracking", "horizon", "observed"]);
  const histories = readHoldout(where, customers, options);
  const { tracking } = options;
  const periods = tracking === undefined ? null : readPeriods(where, "options.tracking", tracking);
  const rows = fitted.map((entry, i): ComparedForecast => {
    checkFitted(where, `fitted[${i}]`, entry);
    const { model, fit } = entry;
    const parameters = fit.parameters as never;
    const { frequency, recency, T, horizon: t } = histories;
    const verb = "conditionalExpectedTransactions";
    const predicted = forecastOf(where, verb, model[verb](parameters, { frequency, recency, T }, t), T);
    return {
      model: fit.model,
      logLikelihood: fit.logLikelihood,
      likelihoodOf: fit.likelihoodOf,
      aic: fit.aic,
      bic: fit.bic,
      ...forecastErrors(predicted, histories),
      meanLogScore: meanLogScore(entry, histories),
      trackingError: trackingError(entry, histories, periods),
    };
  });
  const byScore = (a: ComparedForecast, b: ComparedForecast): number =>
    (b.meanLogScore ?? Number.NEGATIVE_INFINITY) - (a.meanLogScore ?? Number.NEGATIVE_INFINITY) || 0;
  return [...rows.sort(byScore), asBefore(histories)];
}

function checkFitted(where: string, argument: string, entry: FittedForecaster): void {
  checkObject(where, argument, entry);
  checkVerb(where, entry.model, "conditionalExpectedTransactions", `${argument}.model`);
  checkObject(where, `${argument}.fit`, entry.fit);
  const { parameters, model, likelihoodOf } = entry.fit;
  checkObject(where, `${argument}.fit.parameters`, parameters);
  check(typeof model === "string", where, `${argument}.fit.model`, "must be the name of the model", model);
  const rule = "must say what the likelihood is the density of";
  check(typeof likelihoodOf === "string", where, `${argument}.fit.likelihoodOf`, rule, likelihoodOf);
  for (const name of ["logLikelihood", "aic", "bic"] as const)
    checkFinite(where, `${argument}.fit.${name}`, entry.fit[name]);
}

/** The rule of thumb: everybody goes on at the rate so far. */
function asBefore(histories: HoldoutHistories): ComparedForecast {
  const { frequency, T, horizon: t } = histories;
  const predicted = frequency.map((x, i) => (x === 0 || T[i] === 0 ? 0 : (x * t) / T[i]!));
  return {
    model: "as before",
    logLikelihood: null,
    likelihoodOf: null,
    aic: null,
    bic: null,
    ...forecastErrors(predicted, histories),
    meanLogScore: null,
    trackingError: null,
  };
}

function forecastErrors(predicted: ArrayLike<number>, { observed, weight }: HoldoutHistories) {
  const errors = errorsOf(predicted, observed, weight);
  const { predictedTotal, observedTotal, relativeErrorOfTotal } = errors;
  const { meanAbsoluteError, rootMeanSquareError } = errors;
  return { predictedTotal, observedTotal, relativeErrorOfTotal, meanAbsoluteError, rootMeanSquareError };
}

function meanLogScore({ model, fit }: FittedForecaster, histories: HoldoutHistories): number | null {
  const { conditionalTransactionProbability } = model;
  if (conditionalTransactionProbability === undefined) return null;
  const { frequency, recency, T, weight, horizon: t, observed } = histories;
  const score = holdoutLogScore(
    { model: { conditionalTransactionProbability }, fit: fit.parameters as never },
    { frequency, recency, T, weight },
    { horizon: t, observed },
  );
  return score.meanLogScore;
}

function trackingError(
  { model, fit }: FittedForecaster,
  histories: HoldoutHistories,
  periods: TrackedPeriods | null,
): number | null {
  const { expectedTransactions } = model;
  if (periods === null || expectedTransactions === undefined) return null;
  const { rows } = trackPeriods({ expectedTransactions }, fit.parameters as never, histories, periods);
  let [errors, observed] = [0, 0];
  for (const row of rows) {
    if (!row.holdout || row.observed === null) continue;
    errors += Math.abs(row.expected - row.observed);
    observed += row.observed;
  }
  return observed > 0 ? errors / observed : null;
}
