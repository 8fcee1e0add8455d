/** The scatter of purchases and spends by chance, from each customer's distribution of counts. */
import type { Steps } from "../inference/steps.js";
import { type CountDistribution, type CountMoments, momentsByPeriod } from "./count-moments.js";
import type { TransactionInput } from "./transaction-input.js";
import { agesOf, amounts, sumOf } from "./transaction-means.js";

/** Customers whose distributions stand for all. */
const mostCustomers = 300;

/** Variances of the coming periods. */
export interface ChanceVariance {
  /** By period, and of all together last. */
  readonly purchases: Float64Array;
  readonly spend: Float64Array;
}

/** The variance of chance at the estimates. */
export function* chanceVariance(given: TransactionInput): Steps<ChanceVariance> {
  const { model, fit, customers, spending, horizon, periodLength, starters } = given;
  const { parameters } = fit;
  const times = Array.from({ length: horizon }, (_, i) => (i + 1) * periodLength);
  const weights = spending === null ? null : amounts(spending.model, spending.fit.parameters, customers);
  // The squared coefficient of variation of one purchase's amount around the customer's mean: 1 / p of the gamma-gamma model; or its
  // standard deviation: sigma of the normal-normal model.
  const { p = Number.POSITIVE_INFINITY, sigma = 0 } = (spending?.fit.parameters ?? {}) as {
    readonly p?: number;
    readonly sigma?: number;
  };
  const sums = { purchases: new Float64Array(horizon + 1), spend: new Float64Array(horizon + 1) };
  const add = (moments: CountMoments, times: number, amount: number, poisson: boolean) =>
    addVariance(sums, moments, { times, amount, amountVariation: 1 / p, amountDeviation: sigma, poisson });
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
function spreadOver({ model, fit, customers, horizon, periodLength }: TransactionInput): number[] {
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
  sums: ChanceVariance,
  { mean, second, totalMean, totalSecond }: CountMoments,
  {
    times,
    amount,
    amountVariation,
    amountDeviation,
    poisson,
  }: {
    readonly times: number;
    readonly amount: number;
    readonly amountVariation: number;
    readonly amountDeviation: number;
    readonly poisson: boolean;
  },
): void {
  const put = (i: number, m: number, pairs: number) => {
    const spread = Math.max(0, m + pairs - (poisson ? 0 : m * m));
    sums.purchases[i]! += times * spread;
    const byAmount = amount * amount * amountVariation + amountDeviation * amountDeviation;
    sums.spend[i]! += times * (amount * amount * spread + m * byAmount);
  };
  mean.forEach((m, i) => {
    put(i, m, second[i]!);
  });
  put(mean.length, totalMean, totalSecond);
}
