/** Customers with the average of their orders and how these scatter, each of which may be negative. */
import { sizeHint } from "../../errors.js";
import type { ColumnInput, ColumnTable } from "../../tables/columns.js";
import { createProblems, type Problems } from "../../tables/problems.js";
import { isOneCustomer, openCustomers } from "../../tables/read-histories.js";
import {
  counts,
  finiteNumbers,
  keepsTo,
  type NumberRule,
  nonNegativeNumbers,
  readNumbers,
  readWeights,
} from "../../tables/read-numbers.js";
import type { OpenColumn } from "../../tables/table.js";

/** What the orders of one customer have brought. */
export interface ProfitHistory {
  /** Number of orders that `monetaryValue` is the mean of (repeat purchases): x, a whole number of 0 or more. */
  readonly frequency: number;
  /** Mean profit (or spend) per order, of any sign; null (or 0, or NaN in a column) where `frequency` is 0. */
  readonly monetaryValue: number | null;
  /**
   * Sample variance of those orders (divisor `frequency` - 1), 0 or more; null (or 0, or NaN in a column) where `frequency` is below 2.
   * Given for all customers or for none.
   */
  readonly monetaryVariance?: number | null | undefined;
  /** How many customers share this history: 1 unless given. Used by fits and log-likelihoods. */
  readonly weight?: number | undefined;
}

/** Many customers, one column each. */
export interface ProfitColumns {
  /** Number of orders of each customer. */
  readonly frequency: ColumnInput;
  /** Mean profit per order of each customer; null, 0 or NaN where `frequency` is 0. */
  readonly monetaryValue: ColumnInput<number | null>;
  /** Sample variance of the orders of each customer; null, 0 or NaN where `frequency` is below 2. */
  readonly monetaryVariance?: ColumnInput<number | null> | undefined;
  /** How many customers share each history: 1 each unless given. */
  readonly weight?: ColumnInput | undefined;
}

/** Many customers with their average profit, as columns, as a table with columns of the same names, or as rows. */
export type ProfitHistories = ProfitColumns | ColumnTable | readonly ProfitHistory[];

/** Profits read and checked; what is not there is 0. */
export interface ReadProfits {
  readonly frequency: Float64Array;
  readonly monetaryValue: Float64Array;
  /** Null where no variances were given. */
  readonly monetaryVariance: Float64Array | null;
  readonly weight: Float64Array;
  /** Whether a single customer was given. */
  readonly one: boolean;
}

/** Reads one customer, columns or rows, and checks every entry. */
export function readProfits(where: string, customers: ProfitHistory | ProfitHistories): ReadProfits {
  const table = openCustomers(where, customers);
  const problems = createProblems(where);
  const frequency = readNumbers(table.named("frequency"), problems, counts);
  const from = (name: string, least: number, rule: NumberRule) =>
    readFrom(table.named(name), problems, { frequency, least, rule });
  const monetaryValue = from("monetaryValue", 1, finiteNumbers);
  const varied = table.has("monetaryVariance");
  const monetaryVariance = varied ? from("monetaryVariance", 2, nonNegativeNumbers) : null;
  const weight =
    readWeights(table, problems, nonNegativeNumbers) ?? new Float64Array(frequency.length).fill(1);
  problems.throwIfAny();
  return { frequency, monetaryValue, monetaryVariance, weight, one: isOneCustomer(customers) };
}

/** Reads a column that has an entry where the frequency is so much or more, and none (null, 0 or NaN) below. */
function readFrom(
  column: OpenColumn,
  problems: Problems,
  asked: { readonly frequency: Float64Array; readonly least: number; readonly rule: NumberRule },
): Float64Array {
  const { frequency, least, rule } = asked;
  return frequency.map((x, i) => {
    const value = column.at(i);
    if (x >= least) {
      if (typeof value === "number" && keepsTo(rule, value)) return value;
      problems.add(column.name(i), rule.rule + sizeHint(value), value);
    } else if (!(value === null || value === undefined || value === 0 || Number.isNaN(value))) {
      const where = least === 1 ? "frequency is 0" : `frequency is below ${least}`;
      problems.add(column.name(i), `must be null where ${where}`, value);
    }
    return 0;
  });
}
