/** Data that no transaction model can be fitted to, refused before the search, and what fits share. */

import { checkSufficient } from "../../errors.js";
import { piece } from "../../pieces.js";
import { type CustomerHistory, type Customers, readHistories } from "../../tables/read-histories.js";
import { checkTimeUnit, type TimeUnit } from "../../time.js";
import { type DistinctCustomers, distinctCustomers } from "./distinct-customers.js";
import { finiteResult } from "./per-customer.js";

/** What the likelihood of a transaction model is the density of. */
export const likelihoodOfTiming = "purchase timing (x, t_x, T)";

/** Customers that may say in which unit of time their ages are, as `summarizeTransactions` does. */
export type CustomersToFit = Customers & {
  /** Unit of time of recency and T; the fit repeats it. */
  readonly timeUnit?: TimeUnit | undefined;
};

/** Groups the customers of a fit, and refuses those that identify no parameters. */
export function customersToFit(where: string, customers: CustomerHistory | Customers): DistinctCustomers {
  const rows = distinctCustomers(readHistories(where, customers));
  const rule = "must be two or more (one customer says nothing about how customers differ)";
  checkSufficient(rows.totalWeight >= 2, where, "customers", rule, rows.totalWeight);
  const { repeats, time } = piece(() => totalsOf(rows));
  const repeatRule =
    "must have repeat purchases: with one-time buyers only, rates of purchase are not identified";
  checkSufficient(repeats > 0, where, "customers.frequency", repeatRule, repeats);
  checkSufficient(time > 0, where, "customers.T", "must be above 0 for some customers", time);
  return rows;
}

/** The unit of time that the customers state, or null. */
export function statedTimeUnit(where: string, customers: object): TimeUnit | null {
  const { timeUnit } = customers as { readonly timeUnit?: unknown };
  if (timeUnit === undefined || timeUnit === null) return null;
  checkTimeUnit(where, "customers.timeUnit", timeUnit);
  return timeUnit;
}

/** Mean T, and mean number of repeat purchases per unit of time: the scale of the data, for starting points. */
export function scaleOfData(rows: DistinctCustomers): { readonly meanT: number; readonly rate: number } {
  const { repeats, time } = piece(() => totalsOf(rows));
  return { meanT: time / rows.totalWeight, rate: repeats / time };
}

/** Repeat purchases of all customers, and the time in which they were watched. */
function totalsOf({ weight, frequency, T, length }: DistinctCustomers) {
  let repeats = 0;
  let time = 0;
  for (let i = 0; i < length; i++) {
    repeats += weight[i]! * frequency[i]!;
    time += weight[i]! * T[i]!;
  }
  return { repeats, time };
}

/** Sum of a log-likelihood over customers, taken in canonical order so that the order of rows changes no bit. */
export function totalLogLikelihood(
  where: string,
  customers: CustomerHistory | Customers,
  logLikelihood: (frequency: number, recency: number, T: number) => number,
): number {
  const rows = distinctCustomers(readHistories(where, customers));
  let sum = 0;
  for (let i = 0; i < rows.length; i++)
    sum += rows.weight[i]! * logLikelihood(rows.frequency[i]!, rows.recency[i]!, rows.T[i]!);
  return finiteResult(where, sum);
}
