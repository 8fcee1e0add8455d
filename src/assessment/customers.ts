/** Customers whose model is judged: their histories, and what they bought in a holdout period, read and checked once. */

import { check, checkFields, checkObject, checkSufficient, isFiniteNumber } from "../errors.js";
import { distinctRows } from "../inference/distinct-rows.js";
import { type ColumnInput, type ColumnTable, entriesOf, isColumn } from "../tables/columns.js";
import { createProblems } from "../tables/problems.js";
import { type CustomerColumns, type CustomerHistory, historiesOf } from "../tables/read-histories.js";
import {
  counts,
  type NumberRule,
  nonNegativeNumbers,
  readNumbers,
  readWeights,
} from "../tables/read-numbers.js";
import { type OpenColumn, type OpenTable, openColumn, openTable } from "../tables/table.js";

/** Many customers as columns, with what they bought in a holdout period, as `splitCalibrationHoldout` gives them. */
export interface AssessedColumns extends CustomerColumns {
  /** Purchases of each customer after T, for the functions that compare them with predictions. */
  readonly holdoutFrequency?: ColumnInput | undefined;
  /** Length of the holdout period, in the time unit of T. */
  readonly holdoutDuration?: number | undefined;
}

/** One customer, with what the customer bought in a holdout period, as a row. */
export interface AssessedCustomer extends CustomerHistory {
  /** Purchases after T. */
  readonly holdoutFrequency?: number | undefined;
}

/** Many customers, as columns, as a table with columns of the same names, or as rows. */
export type AssessedCustomers = AssessedColumns | ColumnTable | readonly AssessedCustomer[];

/** The holdout period of a comparison: taken from the customers where `splitCalibrationHoldout` has put it there. */
export interface HoldoutOptions {
  /** Length of the holdout period, above 0, in the time unit of the model; default `customers.holdoutDuration`. */
  readonly horizon?: number | undefined;
  /** Number of purchases of each customer in it; default `customers.holdoutFrequency`. */
  readonly observed?: ColumnInput | undefined;
}

/** The columns that functions of a model are called with. */
export interface HistoryColumns {
  /** Number of repeat purchases of each customer. */
  readonly frequency: Float64Array;
  /** Age at the last purchase (t_x). */
  readonly recency: Float64Array;
  /** Age at the end of observation. */
  readonly T: Float64Array;
}

/** Histories read and checked, with a weight each. */
export interface AssessedHistories extends HistoryColumns {
  readonly weight: Float64Array;
  readonly length: number;
  /** Sum of the weights, above 0. */
  readonly total: number;
}

/** Histories with a period to come, and the purchases in it where they are known. */
export interface PeriodAhead extends AssessedHistories {
  readonly horizon: number;
  readonly observed: Float64Array | null;
}

/** Histories with the purchases of a holdout period. */
export interface HoldoutHistories extends PeriodAhead {
  readonly observed: Float64Array;
}

/** Reads a column of an opened table under its own name; the entries follow a rule. */
export function readColumn(open: OpenTable, name: string, rule: NumberRule): Float64Array {
  return readAlone(open.where, open.named(name), rule);
}

/** Reads a column that stands alone. */
export function readAlone(where: string, column: OpenColumn, rule: NumberRule): Float64Array {
  const problems = createProblems(where);
  const values = readNumbers(column, problems, rule);
  problems.throwIfAny();
  return values;
}

/** Weights, 1 where none is given, and their sum, which must be above 0. */
export function totalWeight({ where, argument }: OpenTable, weights: Float64Array | null, length: number) {
  const weight = weights ?? new Float64Array(length).fill(1);
  const total = weight.reduce((sum, w) => sum + w, 0);
  checkSufficient(total > 0, where, argument, "must hold a customer of weight above 0", total);
  return { weight, total };
}

/** Reads the weights of an opened table, 1 where none is given; some weight must be above 0. */
export function weightsOf(open: OpenTable, length: number) {
  const problems = createProblems(open.where);
  const weights = readWeights(open, problems, nonNegativeNumbers);
  problems.throwIfAny();
  return totalWeight(open, weights, length);
}

/** Reads the histories of customers. */
export function readAssessed(where: string, customers: AssessedCustomers): AssessedHistories {
  const open = openTable(where, "customers", customers);
  const { weight, ...histories } = historiesOf(open);
  return { ...histories, ...totalWeight(open, weight, histories.length) };
}

/** Reads the histories of customers, the length of the period ahead, and what they bought in it if that is known. */
export function readPeriodAhead(
  where: string,
  customers: AssessedCustomers,
  options: HoldoutOptions,
): PeriodAhead {
  const open = openTable(where, "customers", customers);
  const { weight, ...histories } = historiesOf(open);
  checkObject(where, "options", options);
  const inColumns = Array.isArray(customers) ? undefined : (customers as AssessedColumns).holdoutDuration;
  const t = options.horizon ?? inColumns;
  const rule = "must be a finite number above 0 (or customers.holdoutDuration given)";
  check(Number.isFinite(t) && (t as number) > 0, where, "options.horizon", rule, t);
  const observed = readObserved(open, options, histories.length);
  return { ...histories, ...totalWeight(open, weight, histories.length), horizon: t as number, observed };
}

/** The same where what they bought must be known. */
export function readHoldout(
  where: string,
  customers: AssessedCustomers,
  options: HoldoutOptions,
): HoldoutHistories {
  const { observed, ...histories } = readPeriodAhead(where, customers, options);
  const rule = "must be a column of numbers (or customers.holdoutFrequency given)";
  check(observed !== null, where, "options.observed", rule, options.observed);
  return { ...histories, observed };
}

function readObserved(open: OpenTable, { observed }: HoldoutOptions, length: number): Float64Array | null {
  if (observed === undefined)
    return open.has("holdoutFrequency") ? readColumn(open, "holdoutFrequency", counts) : null;
  const column = openColumn(open.where, "options.observed", observed);
  const rule = `must have as many entries as there are customers (${length})`;
  check(column.length === length, open.where, "options.observed", rule, column.length);
  return readAlone(open.where, column, counts);
}

/** The distinct ages at the end of observation, ascending, with the weight of each. */
export function distinctAges({ T, weight }: AssessedHistories): {
  readonly ages: Float64Array;
  readonly weights: Float64Array;
} {
  const { columns, weights } = distinctRows([T], weight);
  return { ages: columns[0]!, weights };
}

/** A model and its fit: what is judged. */
export interface AssessedModel<Model, Fit> {
  /** The model, such as `bgNbd`. */
  readonly model: Model;
  /** Its fit to the calibration period, or its parameters alone. */
  readonly fit: Fit;
}

/** Checks that a model has a verb and comes with a fit. */
export function checkModel(where: string, fitted: AssessedModel<unknown, unknown>, verb: string): void {
  checkFields(where, "fitted", fitted, ["model", "fit"]);
  checkVerb(where, fitted.model, verb, "fitted.model");
  checkObject(where, "fitted.fit", fitted.fit);
}

/** Checks that a model has a verb. */
export function checkVerb(where: string, model: unknown, verb: string, argument = "model"): void {
  checkObject(where, argument, model);
  const found = (model as Readonly<Record<string, unknown>>)[verb];
  check(typeof found === "function", where, `${argument}.${verb}`, "must be a function", found);
}

/**
 * What a model forecasts for each of many customers, checked: models come from callers too, and one that gives no number, too
 * few or something else would only show as NaN in a mean.
 */
export function forecastOf(
  where: string,
  verb: string,
  forecast: unknown,
  { length }: { readonly length: number },
): ArrayLike<number> {
  const argument = `model.${verb}`;
  check(isColumn(forecast), where, argument, "must give a number for each customer", forecast);
  const given = forecast.length;
  check(given === length, where, argument, `must give as many numbers as customers (${length})`, given);
  const entry = entriesOf(forecast);
  return Float64Array.from({ length }, (_, i) =>
    finiteForecast(where, verb, entry(i), ` for customers[${i}]`),
  );
}

/** A number that a model gives, checked to be one. */
export function finiteForecast(where: string, verb: string, value: unknown, of: string): number {
  check(isFiniteNumber(value), where, `model.${verb}`, `must give a finite number${of}`, value);
  return value;
}
