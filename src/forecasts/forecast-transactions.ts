/** Purchases and spend of the coming periods, where customers have no contract. */
import {
  check,
  checkCount,
  checkFields,
  checkNonNegative,
  checkObject,
  checkPositive,
  isList,
} from "../errors.js";
import { checkLevel } from "../inference/derived.js";
import type { Fit } from "../inference/fit.js";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../inference/steps.js";
import { uncertainty } from "../inference/uncertainty.js";
import { gammaQuantile } from "../math/distributions.js";
import type { TimeUnit } from "../time.js";
import { type CountDistribution, type CountMoments, momentsByPeriod } from "./count-moments.js";
import type { ForecastInterval } from "./subscriber-draws.js";

/** A model of purchases as a forecast needs it: `nbd`, `bgNbd`, `mbgNbd`, `paretoNbd` and `ggomNbd` have these functions. */
export interface PurchaseModel {
  /** Mean purchases of a new customer within a time. */
  readonly expectedTransactions: (parameters: never, t: number) => number;
  /** Mean purchases of customers with a history within a time from now. */
  readonly conditionalExpectedTransactions: (parameters: never, customers: never, t: number) => unknown;
  /** Probabilities of numbers of purchases of a new customer. */
  readonly transactionProbability: (parameters: never, event: never) => unknown;
  /** Probabilities of numbers of purchases of one with a history. */
  readonly conditionalTransactionProbability: (parameters: never, customer: never, event: never) => unknown;
}

/** A model of the spend of a purchase as a forecast needs it: `gammaGamma` has these functions. */
export interface SpendModel {
  /** Mean spend of a new customer's purchase. */
  readonly expectedSpend: (parameters: never) => number | null;
  /** Mean spend of the purchases of customers with a history. */
  readonly conditionalExpectedSpend: (parameters: never, customers: never) => unknown;
}

/** Customers with their histories as columns of equal length. */
export interface ForecastCustomers {
  /** Repeat purchases of each. */
  readonly frequency: ArrayLike<number>;
  /** Age of each at the last of them. */
  readonly recency: ArrayLike<number>;
  /** Age of each now. */
  readonly T: ArrayLike<number>;
  /** Mean spend of the repeat purchases, 0 or null for those without any; needed with `spending`. */
  readonly monetaryValue?: ArrayLike<number | null> | undefined;
}

/** What is to be forecast. */
export interface TransactionForecastInput {
  /** The model of purchases. */
  readonly model: PurchaseModel;
  /** A fit of it. */
  readonly fit: Fit<object>;
  /** The customers there are. */
  readonly customers: ForecastCustomers;
  /** The model of spends and a fit of it; without it there is no `spend`. */
  readonly spending?: { readonly model: SpendModel; readonly fit: Fit<object> } | undefined;
  /** Periods to forecast: whole, 1 or more. */
  readonly horizon: number;
  /** Length of a period in the time unit of the fit: 1 by default. */
  readonly periodLength?: number | undefined;
  /** Customers who will buy for the first time: the mean of each period, one number for all or one for each; 0 by default. */
  readonly newCustomers?: number | readonly number[] | undefined;
  /** Level of the intervals, 0.95 by default. */
  readonly level?: number | undefined;
}

/** One period to come. */
export interface TransactionForecastRow {
  /** The period: 1, 2, …. */
  readonly period: number;
  /** Purchases: of the customers there are, and of new ones with their first. */
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
  readonly totals: { readonly purchases: ForecastInterval; readonly spend: ForecastInterval | null };
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
 *   distribution of that mean and variance, whole for purchases. Of spends, the variance of an amount is its mean² / p.
 *
 * @param input - `model` and `fit` of purchases, `customers` as columns (`frequency`, `recency`, `T`, and `monetaryValue` with
 *   `spending`), `horizon`, `periodLength` in the fit's time unit (1), `newCustomers` (mean per period, 0), `level` (0.95).
 * @returns Rows by period and totals; plain data.
 * @throws {InvalidInputError} If an argument breaks its rule, or the fit is of another model.
 * @throws {InsufficientDataError} If a fit has no standard errors.
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
  return runStepsAsync(transactionSteps("forecastTransactionsAsync", input), options);
}

const fields = [
  ...(["model", "fit", "customers", "spending", "horizon", "periodLength", "newCustomers", "level"] as const),
] as const;

type Read = ReturnType<typeof readInput>;

function readInput(where: string, input: TransactionForecastInput) {
  checkFields(where, "input", input, fields);
  const {
    model,
    fit,
    customers,
    spending,
    horizon,
    periodLength = 1,
    newCustomers = 0,
    level = 0.95,
  } = input;
  checkObject(where, "model", model);
  const whole = typeof model.conditionalTransactionProbability === "function";
  check(whole, where, "model", "must be a model of purchases with probabilities, such as bgNbd", model);
  checkObject(where, "fit", fit);
  // A fit of another model is refused by the method itself.
  model.expectedTransactions(fit as never, 1);
  checkObject(where, "customers", customers);
  check(
    isList(customers.frequency),
    where,
    "customers.frequency",
    "must be an array of numbers",
    customers.frequency,
  );
  if (spending !== undefined) {
    checkFields(where, "spending", spending, ["model", "fit"]);
    checkObject(where, "spending.fit", spending.fit);
    const known = isList(customers.monetaryValue);
    check(known, where, "customers.monetaryValue", "must be given with spending", customers.monetaryValue);
    spending.model.expectedSpend(spending.fit as never);
  }
  checkCount(where, "horizon", horizon, 1);
  check(horizon <= 1200, where, "horizon", "must be at most 1200", horizon);
  checkPositive(where, "periodLength", periodLength);
  checkLevel(where, level);
  const list = isList(newCustomers)
    ? Array.from(newCustomers as readonly number[])
    : Array(horizon).fill(newCustomers);
  const rule = `must be a number, or one for each of the ${horizon} periods`;
  check(list.length >= horizon, where, "newCustomers", rule, newCustomers);
  list.forEach((mean: number, i: number) => {
    checkNonNegative(where, isList(newCustomers) ? `newCustomers[${i}]` : "newCustomers", mean);
  });
  const starters = list.slice(0, horizon) as number[];
  return { model, fit, customers, spending: spending ?? null, horizon, periodLength, starters, level };
}

/** Ages of those who start in mid-period at the ends of the periods: the first is half a period long. */
const agesOf = (periods: number, length: number): number[] =>
  Array.from({ length: periods }, (_, k) => (k + 0.5) * length);

function* transactionSteps(where: string, input: TransactionForecastInput): Steps<TransactionForecast> {
  const given = readInput(where, input);
  const means = meansWithError(given);
  yield 0.5;
  const variance = yield* chanceVariance(given);
  const { horizon, level } = given;
  const { purchases, spend } = means;
  const of = (list: typeof purchases, i: number, chance: number, whole: boolean) =>
    predict(list[i]!, chance, level, whole);
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

/** Mean purchases and spends by period and in total, with the error of the fits. */
function meansWithError({ model, fit, customers, spending, horizon, periodLength, starters, level }: Read) {
  const times = Array.from({ length: horizon }, (_, i) => (i + 1) * periodLength);
  const ages = agesOf(horizon, periodLength);
  const evaluate = (transactions: object, spends: object | null): number[] => {
    const weights = spends === null ? null : amounts(spending!.model, spends, customers);
    const total = (t: number) => {
      const each = model.conditionalExpectedTransactions(
        transactions as never,
        customers as never,
        t,
      ) as ArrayLike<number>;
      let [count, spent] = [0, 0];
      for (let i = 0; i < each.length; i++) {
        count += each[i]!;
        if (weights !== null) spent += each[i]! * weights.each[i]!;
      }
      return [count, spent] as const;
    };
    const known = times.map(total);
    const since = ages.map((age) => model.expectedTransactions(transactions as never, age));
    const fresh = times.map((_, m) =>
      starters.slice(0, m + 1).reduce((sum, n, j) => sum + n * (since[m - j]! - (since[m - j - 1] ?? -1)), 0),
    );
    const counts = known.map(([count], i) => count - (known[i - 1]?.[0] ?? 0) + fresh[i]!);
    if (weights === null) return [...counts, sumOf(counts)];
    const spent = known.map(([, money], i) => money - (known[i - 1]?.[1] ?? 0) + fresh[i]! * weights.fresh);
    return [...counts, sumOf(counts), ...spent, sumOf(spent)];
  };
  const results =
    spending === null
      ? uncertainty(fit, (parameters) => evaluate(parameters, null), { level })
      : uncertainty(
          { transactions: fit, spends: spending.fit },
          ({ transactions, spends }) => evaluate(transactions, spends),
          { level },
        );
  return {
    purchases: results.slice(0, horizon + 1),
    spend: spending === null ? null : results.slice(horizon + 1),
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Mean spend of a purchase, of each customer and of a new one. */
function amounts(model: SpendModel, parameters: object, customers: ForecastCustomers) {
  const { frequency, monetaryValue } = customers;
  const each = model.conditionalExpectedSpend(parameters as never, { frequency, monetaryValue } as never);
  return { each: each as ArrayLike<number>, fresh: model.expectedSpend(parameters as never) ?? 0 };
}

/** Customers whose distributions stand for all. */
const mostCustomers = 300;

interface Variance {
  /** By period, and of all together last. */
  readonly purchases: Float64Array;
  readonly spend: Float64Array;
}

/** The variance of chance at the estimates. */
function* chanceVariance(given: Read): Steps<Variance> {
  const { model, fit, customers, spending, horizon, periodLength, starters } = given;
  const { parameters } = fit;
  const times = Array.from({ length: horizon }, (_, i) => (i + 1) * periodLength);
  const weights = spending === null ? null : amounts(spending.model, spending.fit.parameters, customers);
  // The squared coefficient of variation of one purchase's amount around the customer's mean: 1 / p of the gamma-gamma model.
  const { p = Number.POSITIVE_INFINITY } = (spending?.fit.parameters ?? {}) as { readonly p?: number };
  const sums = { purchases: new Float64Array(horizon + 1), spend: new Float64Array(horizon + 1) };
  const add = (moments: CountMoments, times: number, amount: number, poisson: boolean) =>
    addVariance(sums, moments, { times, amount, amountVariation: 1 / p, poisson });
  const sample = spreadOver(given);
  for (const [k, i] of sample.entries()) {
    const one = { frequency: customers.frequency[i], recency: customers.recency[i], T: customers.T[i] };
    const distribution: CountDistribution = (x, t) =>
      model.conditionalTransactionProbability(
        parameters as never,
        one as never,
        { x, t } as never,
      ) as ArrayLike<number>;
    add(
      momentsByPeriod(distribution, times),
      customers.frequency.length / sample.length,
      weights?.each[i] ?? 0,
      false,
    );
    yield 0.5 + (0.5 * (k + 1)) / sample.length;
  }
  if (sumOf(starters) > 0) {
    const distribution: CountDistribution = (x, t) =>
      model.transactionProbability(parameters as never, { x, t } as never) as ArrayLike<number>;
    starters.forEach((n, j) => {
      const moments = withFirst(momentsByPeriod(distribution, agesOf(horizon - j, periodLength)));
      add(shifted(moments, j), n, weights?.fresh ?? 0, true);
    });
  }
  return sums;
}

/** Positions spread evenly over the customers in the order of what they are expected to buy. */
function spreadOver({ model, fit, customers, horizon, periodLength }: Read): number[] {
  const t = horizon * periodLength;
  const expected = model.conditionalExpectedTransactions(fit.parameters as never, customers as never, t);
  const means = expected as ArrayLike<number>;
  const order = Array.from({ length: means.length }, (_, i) => i).sort(
    (a, b) => means[a]! - means[b]! || a - b,
  );
  if (order.length <= mostCustomers) return order;
  return Array.from(
    { length: mostCustomers },
    (_, k) => order[Math.floor(((k + 0.5) * order.length) / mostCustomers)]!,
  );
}

/** Moments of one more: a new customer's first purchase, in the first period. */
function withFirst({ mean, second, totalMean, totalSecond }: CountMoments): CountMoments {
  return {
    mean: mean.map((m, i) => (i === 0 ? m + 1 : m)),
    second: second.map((s, i) => (i === 0 ? s + 2 * mean[0]! : s)),
    totalMean: totalMean + 1,
    totalSecond: totalSecond + 2 * totalMean,
  };
}

/** Moments of somebody who starts some periods later. */
function shifted({ mean, second, ...total }: CountMoments, periods: number): CountMoments {
  const later = (values: Float64Array) => Float64Array.from([...Array<number>(periods).fill(0), ...values]);
  return { ...total, mean: later(mean), second: later(second) };
}

/** Adds the variance of so many customers alike: a Poisson number of them has the second moment of each, a known one its variance. */
function addVariance(
  sums: Variance,
  { mean, second, totalMean, totalSecond }: CountMoments,
  {
    times,
    amount,
    amountVariation,
    poisson,
  }: {
    readonly times: number;
    readonly amount: number;
    readonly amountVariation: number;
    readonly poisson: boolean;
  },
): void {
  const put = (i: number, m: number, pairs: number) => {
    const spread = Math.max(0, m + pairs - (poisson ? 0 : m * m));
    sums.purchases[i]! += times * spread;
    sums.spend[i]! += times * amount * amount * (spread + m * amountVariation);
  };
  mean.forEach((m, i) => {
    put(i, m, second[i]!);
  });
  put(mean.length, totalMean, totalSecond);
}

interface MeanWithError {
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly standardError: number | null;
}

/** The interval of what will happen: a gamma distribution with the mean, and the variance of chance and error together. */
function predict(
  { estimate, lower, upper, standardError }: MeanWithError,
  chance: number,
  level: number,
  whole: boolean,
): ForecastInterval {
  const mean = estimate ?? 0;
  const variance = chance + (standardError ?? 0) ** 2;
  const end = (p: number) =>
    variance > 0 && mean > 0 ? (gammaQuantile(p, mean ** 2 / variance) * variance) / mean : mean;
  const [low, high] = [end((1 - level) / 2), end((1 + level) / 2)];
  return {
    estimate: mean,
    lower: whole ? Math.floor(low) : low,
    upper: whole ? Math.ceil(high) : high,
    level,
    method: "prediction",
    expectedLower: lower ?? mean,
    expectedUpper: upper ?? mean,
  };
}
