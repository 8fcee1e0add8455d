/** Customers with their average spend, as the spending models take them. */
import { sizeHint } from "../../errors.js";
import type { ColumnInput, ColumnTable } from "../../tables/columns.js";
import { createProblems } from "../../tables/problems.js";
import { isOneCustomer, openCustomers } from "../../tables/read-histories.js";
import {
  counts,
  keepsTo,
  nonNegativeNumbers,
  positiveNumbers,
  readNumbers,
  readWeights,
} from "../../tables/read-numbers.js";
import { openColumn } from "../../tables/table.js";

/** What one customer has spent. */
export interface SpendHistory {
  /** Number of transactions that `monetaryValue` is the mean of (repeat purchases): x, a whole number of 0 or more. */
  readonly frequency: number;
  /** Mean spend per transaction, above 0 in a fit; null (or 0, or NaN in a column) where `frequency` is 0. */
  readonly monetaryValue: number | null;
  /** How many customers share this history: 1 unless given. Used by fits and log-likelihoods. */
  readonly weight?: number | undefined;
}

/** Many customers, one column each. */
export interface SpendColumns {
  /** Number of transactions of each customer. */
  readonly frequency: ColumnInput;
  /** Mean spend per transaction of each customer; null, 0 or NaN where `frequency` is 0. */
  readonly monetaryValue: ColumnInput<number | null>;
  /** How many customers share each history: 1 each unless given. */
  readonly weight?: ColumnInput | undefined;
}

/** Many customers with their average spend, as columns, as a table with columns of the same names, or as rows. */
export type Spenders = SpendColumns | ColumnTable | readonly SpendHistory[];

/** What to simulate spends for. */
export interface SpendSimulationOptions {
  /** Number of transactions of each customer. */
  readonly frequency: ColumnInput;
  /** Seed of the random numbers: 1 by default. */
  readonly seed?: number | undefined;
  /** Independent stream of the same seed: 0 by default. */
  readonly stream?: number | undefined;
}

/** Spending read and checked; `monetaryValue` is 0 where `frequency` is 0. */
export interface ReadSpenders {
  readonly frequency: Float64Array;
  readonly monetaryValue: Float64Array;
  readonly weight: Float64Array;
  /** Whether a single customer was given. */
  readonly one: boolean;
}

/**
 * Reads one customer, columns or rows, and checks every entry.
 * @param zeroMeans - Whether a mean of 0 (free orders alone) is taken: it has no density, but an expectation.
 */
export function readSpenders(
  where: string,
  customers: SpendHistory | Spenders,
  zeroMeans = false,
): ReadSpenders {
  const table = openCustomers(where, customers);
  const problems = createProblems(where);
  const frequency = readNumbers(table.named("frequency"), problems, counts);
  const means = table.named("monetaryValue");
  const rule = zeroMeans ? nonNegativeNumbers : positiveNumbers;
  const monetaryValue = new Float64Array(frequency.length);
  for (let i = 0; i < monetaryValue.length; i++) {
    const mean = means.at(i);
    if (frequency[i] !== 0) {
      if (typeof mean === "number" && keepsTo(rule, mean)) monetaryValue[i] = mean;
      else problems.add(means.name(i), rule.rule + sizeHint(mean), mean);
      continue;
    }
    const none = mean === null || mean === undefined || mean === 0 || Number.isNaN(mean);
    if (!none) problems.add(means.name(i), "must be null where frequency is 0", mean);
  }
  const weight =
    readWeights(table, problems, nonNegativeNumbers) ?? new Float64Array(frequency.length).fill(1);
  problems.throwIfAny();
  return { frequency, monetaryValue, weight, one: isOneCustomer(customers) };
}

/** Reads and checks a column of frequencies alone. */
export function readFrequencies(where: string, column: ColumnInput): Float64Array {
  const problems = createProblems(where);
  const frequency = readNumbers(openColumn(where, "options.frequency", column), problems, counts);
  problems.throwIfAny();
  return frequency;
}
