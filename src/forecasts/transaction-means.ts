/** Mean purchases and spends of the coming periods, with the error of the fits. */
import type { Fit } from "../inference/fit.js";
import { uncertaintyFor } from "../inference/uncertainty.js";
import type { ForecastCustomers, PurchaseModel, SpendModel, TransactionInput } from "./transaction-input.js";

/** Ages of those who start in mid-period at the ends of the periods: the first is half a period long. */
export const agesOf = (periods: number, length: number): number[] =>
  Array.from({ length: periods }, (_, k) => (k + 0.5) * length);

export const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Mean spend of a purchase, of each customer and of a new one. */
export function amounts(model: SpendModel, parameters: object, customers: ForecastCustomers) {
  const { frequency, monetaryValue } = customers;
  const each = model.conditionalExpectedSpend(parameters as never, { frequency, monetaryValue } as never);
  return { each: each as ArrayLike<number>, fresh: model.expectedSpend(parameters as never) ?? 0 };
}

/** A mean with its error. */
export interface MeanWithError {
  readonly estimate: number;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly standardError: number | null;
}

/** Mean purchases and spends by period, and in total last. */
export interface TransactionMeans {
  readonly purchases: readonly MeanWithError[];
  readonly spend: readonly MeanWithError[] | null;
}

/** The means at the estimates, with the error of the fits. */
export function meansWithError(where: string, given: TransactionInput): TransactionMeans {
  const { model, fit, customers, spending, horizon, level } = given;
  const errors = withErrors(model, fit, customers);
  const results =
    spending === null
      ? uncertaintyFor(where, errors, (parameters) => meansAt(given, parameters, null), { level })
      : uncertaintyFor(
          where,
          { transactions: errors, spends: spending.fit },
          ({ transactions, spends }) => meansAt(given, transactions, spends),
          { level },
        );
  const estimates = meansAt(given, fit.parameters, spending?.fit.parameters ?? null);
  const means = results.map((result, i) => ({ ...result, estimate: estimates[i]! }));
  return {
    purchases: means.slice(0, horizon + 1),
    spend: spending === null ? null : means.slice(horizon + 1),
  };
}

/** The means at given parameters: purchases by period and in total, then spends. */
function meansAt(
  { model, customers, spending, horizon, periodLength, starters }: TransactionInput,
  transactions: object,
  spends: object | null,
): number[] {
  const times = Array.from({ length: horizon }, (_, i) => (i + 1) * periodLength);
  const weights = spends === null ? null : amounts(spending!.model, spends, customers);
  const known = times.map((t) => {
    const each = model.conditionalExpectedTransactions(transactions as never, customers as never, t);
    return totalOf(each as ArrayLike<number>, weights?.each ?? null);
  });
  const since = agesOf(horizon, periodLength).map((age) =>
    model.expectedTransactions(transactions as never, age),
  );
  const fresh = times.map((_, m) =>
    // In the first period of their own, the first purchase comes on top.
    sumOf(starters.slice(0, m + 1).map((n, j) => n * (since[m - j]! - (since[m - j - 1] ?? -1)))),
  );
  const counts = known.map(({ count }, i) => count - (known[i - 1]?.count ?? 0) + fresh[i]!);
  if (weights === null) return [...counts, sumOf(counts)];
  const spent = known.map(({ money }, i) => money - (known[i - 1]?.money ?? 0) + fresh[i]! * weights.fresh);
  return [...counts, sumOf(counts), ...spent, sumOf(spent)];
}

/** Purchases of all customers, and what they spend on them. */
function totalOf(each: ArrayLike<number>, amount: ArrayLike<number> | null) {
  let [count, money] = [0, 0];
  for (let i = 0; i < each.length; i++) {
    count += each[i]!;
    if (amount !== null) money += each[i]! * amount[i]!;
  }
  return { count, money };
}

/**
 * The fit, or where it lost its standard errors at a limit one to the same customers that weak priors, N(0, 3²) on the scale of each
 * parameter, keep off it: its errors stand for those of the fit.
 */
function withErrors(model: PurchaseModel, fit: Fit<object>, customers: ForecastCustomers): Fit<object> {
  if (fit.covariance.flat().every((entry) => entry !== null)) return fit;
  const prior = Object.fromEntries(
    Object.keys(fit.scale).map((name) => [name, { mean: 0, standardDeviation: 3 }]),
  );
  const { frequency, recency, T } = customers;
  return model.fit({ frequency, recency, T } as never, { prior } as never);
}
