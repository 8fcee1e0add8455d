/** Purchases and spend of the coming periods, where customers have no contract. */
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../inference/steps.js";
import { gammaQuantile } from "../math/distributions.js";
import { normalQuantile } from "../math/normal.js";
import type { TimeUnit } from "../time.js";
import type { ForecastInterval } from "./subscriber-draws.js";
import { chanceVariance } from "./transaction-chance.js";
import { readInput, type TransactionForecastInput } from "./transaction-input.js";
import { type MeanWithError, meansWithError } from "./transaction-means.js";
import { watchedSteps } from "./watched-steps.js";

/** One period to come. */
export interface TransactionForecastRow {
  /** The period: 1, 2, …. */
  readonly period: number;
  /** Purchases: of the customers there are, and of new ones with their first. */
  readonly purchases: ForecastInterval;
  /** What is spent on them; null without `spending`. */
  readonly spend: ForecastInterval | null;
}

/** Sums over all periods of the forecast. */
export interface TransactionForecastTotals {
  /** Purchases. */
  readonly purchases: ForecastInterval;
  /** What is spent on them; null without `spending`. */
  readonly spend: ForecastInterval | null;
}

/** A forecast of purchases as plain data. */
export interface TransactionForecast {
  /** The fit's unit of time; null where it has none. */
  readonly timeUnit: TimeUnit | null;
  /** Length of a period in it. */
  readonly periodLength: number;
  /** One row a period. */
  readonly rows: readonly TransactionForecastRow[];
  /** Over all periods together. */
  readonly totals: TransactionForecastTotals;
  /** Level of the intervals. */
  readonly level: number;
}

/**
 * Purchases and spend of the coming periods, of the customers there are and of new ones, where nobody cancels.
 *
 * `lower` and `upper` hold the error of the parameters and the chance of every customer; `expectedLower` and `expectedUpper` the error
 * alone. A season is not in it, nor a wrong model: see `trackTransactions` and `backtest`. Regular purchasers scatter less than
 * these models say.
 *
 * Formula: mean Σ E[X(T, T+t) | x, t_x, T] + new customers × (1 + E[X(t)]); chance variance from each customer's distribution of counts
 *   (of 300 spread over the base, where there are more), new customers being Poisson and starting in mid-period; interval from the gamma
 *   distribution of that mean and variance, whole for purchases. Of spends, the variance of an amount is its mean² / p; of profits, by `normalNormal`, sigma², and their
 *   interval is normal.
 *
 * @param input - `model` and `fit` of purchases, `customers` as columns (`frequency`, `recency`, `T`, and `monetaryValue` with
 *   `spending`), `horizon`, `periodLength` in the fit's time unit (1), `newCustomers` (mean per period, 0), `level` (0.95).
 * @returns Rows by period and totals; plain data.
 * @throws {InvalidInputError} If an argument breaks its rule, or the fit is of another model.
 * @throws {InsufficientDataError} If the fit of the spends has no standard errors. A fit of purchases that lost its own at a limit is
 *   fitted again to these customers with weak priors, for its error alone.
 * @see Fader & Hardie (2005), "Counting Your Customers the Easy Way", Marketing Science 24(2), 275-284, doi:10.1287/mksc.1040.0098.
 *
 * @example
 * const { customers } = bgNbd.simulate({ r: 0.6, alpha: 6, a: 0.9, b: 2.4 }, { customers: 400, T: 52, seed: 5 });
 * const { rows, totals } = forecastTransactions({
 *   model: bgNbd, fit: bgNbd.fit(customers), customers, horizon: 4, periodLength: 4, newCustomers: 20,
 * });
 * rows[0]?.purchases.estimate; // ≈ 65.38
 * totals.purchases.estimate; // ≈ 284.7
 */
export function forecastTransactions(input: TransactionForecastInput): TransactionForecast {
  return runSteps(transactionSteps("forecastTransactions", input));
}

/**
 * `forecastTransactions` that yields to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * @param input - As in `forecastTransactions`.
 * @param options - `signal` stops the work, `onProgress` is told the share of it that is done.
 * @returns A promise of the same forecast, in every bit.
 *
 * @example
 * const { customers } = nbd.simulate({ r: 0.8, alpha: 8 }, { customers: 100, T: 26, seed: 5 });
 * const forecast = await forecastTransactionsAsync({ model: nbd, fit: nbd.fit(customers), customers, horizon: 1 });
 * forecast.rows.length; // => 1
 */
export function forecastTransactionsAsync(
  input: TransactionForecastInput,
  options: AsyncOptions = {},
): Promise<TransactionForecast> {
  return runStepsAsync(
    watchedSteps("forecastTransactionsAsync", options, transactionSteps("forecastTransactionsAsync", input)),
    options,
  );
}

function* transactionSteps(where: string, input: TransactionForecastInput): Steps<TransactionForecast> {
  const given = readInput(where, input);
  const means = meansWithError(where, given);
  yield 0.5;
  const variance = yield* chanceVariance(given);
  const { horizon, level } = given;
  const { purchases, spend } = means;
  const anySign = "mu" in (given.spending?.fit.parameters ?? {});
  const of = (list: typeof purchases, i: number, chance: number, whole: boolean) =>
    predict(list[i]!, chance, level, whole, anySign);
  const row = (i: number) => ({
    purchases: of(purchases, i, variance.purchases[i]!, true),
    spend: spend === null ? null : of(spend, i, variance.spend[i]!, false),
  });
  return {
    timeUnit: given.fit.timeUnit ?? null,
    periodLength: given.periodLength,
    rows: Array.from({ length: horizon }, (_, i) => ({ period: i + 1, ...row(i) })),
    totals: row(horizon),
    level,
  };
}

/** The interval of what will happen: a gamma distribution with the mean, and the variance of chance and error together. */
function predict(
  { estimate, lower, upper, standardError }: MeanWithError,
  chance: number,
  level: number,
  whole: boolean,
  anySign: boolean,
): ForecastInterval {
  const mean = estimate ?? 0;
  const variance = chance + (standardError ?? 0) ** 2;
  // Profits of orders that may lose money have no gamma distribution.
  const signed = !whole && anySign;
  const end = (p: number) =>
    signed
      ? mean + Math.sqrt(variance) * normalQuantile(p)
      : variance > 0 && mean > 0
        ? (gammaQuantile(p, mean ** 2 / variance) * variance) / mean
        : mean;
  const [low, high] = [end((1 - level) / 2), end((1 + level) / 2)];
  return {
    estimate: mean,
    lower: whole ? Math.floor(low) : low,
    upper: whole ? Math.ceil(high) : high,
    level,
    method: "prediction",
    expectedLower: Math.min(mean, lower ?? mean),
    expectedUpper: Math.max(mean, upper ?? mean),
  };
}
