/** The verbs of models with covariates: those of the model without, for each set of equal covariates. */
import { check, checkCount, checkFinite, checkOptions } from "../../../errors.js";
import type { DataDrawOptions } from "../../../inference/bootstrap.js";
import type { ColumnInput } from "../../../tables/columns.js";
import { openColumn } from "../../../tables/table.js";
import type { Covariates } from "../../covariates.js";
import { type CountInTime, checkCountInTime } from "../counts.js";
import {
  type CustomerHistory,
  type Customers,
  checkTime,
  isOneCustomer,
  type NumberOrColumn,
  type OfHistory,
  perTime,
  readHistories,
} from "../customers.js";
import { continuousRate, type Discounting } from "../discounting.js";
import { type ReplicatedCustomers, replicateCustomers, resampleCustomers } from "../redrawn-customers.js";
import {
  type PurchaseSimulation,
  type PurchaseSimulationOptions,
  type SimulatedCustomers,
  simulateCustomers,
} from "../simulation.js";
import {
  type CovariateCustomers,
  type CovariateHistory,
  checkKnown,
  covariateNames,
  groupByCovariates,
  readCovariate,
  readCovariates,
} from "./input.js";
import type { Buyers, Named, RegressionKind } from "./kinds.js";
import { type Layout, layoutOfParameters, parametersAt } from "./layout.js";
import { groupedCustomers } from "./problem.js";

/** Values of covariates as columns, one entry per customer. */
export interface CovariateValues {
  readonly [name: string]: Float64Array;
}

/** Simulated histories with the covariates of the customers, as `fit` takes them. */
export interface SimulatedCovariateCustomers extends SimulatedCustomers {
  /** The covariates, one column each. */
  readonly covariates: CovariateValues;
}

/** A simulated customer base with covariates. */
export interface CovariateSimulation extends Omit<PurchaseSimulation, "customers"> {
  /** One entry per customer. */
  readonly customers: SimulatedCovariateCustomers;
}

/** What to simulate, with the covariates of the customers. */
export interface CovariateSimulationOptions extends PurchaseSimulationOptions {
  /** Each covariate of the parameters: one value for all customers, or a column of them. */
  readonly covariates: { readonly [name: string]: number | ColumnInput };
}

/** Histories drawn from a model with covariates, one customer each: columns, as `fit` takes them. */
export interface ReplicatedCovariateCustomers extends ReplicatedCustomers {
  /** The covariates of the data, one column each. */
  readonly covariates: CovariateValues;
}

/** A verb that gives one number per customer with covariates. */
export interface CovariateVerb<Parameters> {
  (parameters: Parameters, customer: CovariateHistory): number;
  (parameters: Parameters, customers: CovariateCustomers): Float64Array;
  (parameters: Parameters, customers: CovariateHistory | CovariateCustomers): number | Float64Array;
}

/** A verb that gives one number per customer with covariates and takes a third argument, such as a length of time. */
export interface CovariateVerbWith<Parameters, Third> {
  (parameters: Parameters, customer: CovariateHistory, third: Third): number;
  (parameters: Parameters, customers: CovariateCustomers, third: Third): Float64Array;
  (
    parameters: Parameters,
    customers: CovariateHistory | CovariateCustomers,
    third: Third,
  ): number | Float64Array;
}

/** A verb of customers with given covariates and of time: one time gives a number, many give a column. */
export interface CovariateTimeVerb<Parameters> {
  (parameters: Parameters, covariates: Covariates, t: number): number;
  (parameters: Parameters, covariates: Covariates, t: readonly number[] | Float64Array): Float64Array;
}

/** The values of all covariates of a layout, those and no others. */
function valuesOf(where: string, { covariates }: Layout, given: Covariates): Float64Array {
  checkKnown(where, "covariates", given, covariates);
  return Float64Array.from(covariates, (name) => {
    const value = given[name];
    checkFinite(where, `covariates.${name}`, value);
    return value;
  });
}

/** The parameters of the model without covariates for customers with given ones, by name. */
export function parametersForCovariates<Parameters>(
  where: string,
  kind: RegressionKind,
  parameters: unknown,
  covariates: Covariates,
): Parameters {
  const layout = layoutOfParameters(where, kind, parameters);
  const at = parametersAt(where, layout, parameters as Named, valuesOf(where, layout, covariates));
  return Object.fromEntries(kind.names.map((name, i) => [name, at[i]!])) as Parameters;
}

/** Customers who have bought nothing yet, of given covariates. */
function newBuyers(where: string, kind: RegressionKind, parameters: unknown, covariates: Covariates): Buyers {
  const layout = layoutOfParameters(where, kind, parameters);
  return kind.buyers(parametersAt(where, layout, parameters as Named, valuesOf(where, layout, covariates)));
}

/** Evaluates a verb for one customer or for each of many, once per set of equal covariates. */
function perCovariates(
  where: string,
  kind: RegressionKind,
  [parameters, customers]: readonly [parameters: unknown, customers: CovariateHistory | CovariateCustomers],
  verb: (buyers: Buyers) => OfHistory,
): NumberOrColumn {
  const layout = layoutOfParameters(where, kind, parameters);
  const one = isOneCustomer(customers);
  const { frequency, recency, T, length } = readHistories(where, customers as CustomerHistory | Customers);
  const columns = readCovariates(where, customers, layout.covariates);
  const results = new Float64Array(length);
  for (const { values, rows } of groupByCovariates(columns, length)) {
    const of = verb(kind.buyers(parametersAt(where, layout, parameters as Named, values)));
    for (const row of rows) results[row] = of(frequency[row]!, recency[row]!, T[row]!);
  }
  return (one ? results[0]! : results) as NumberOrColumn;
}

/** The verbs of one kind; each is called in the name of `model.verb`. */
export function regressionVerbs(kind: RegressionKind) {
  const nameOf = (verb: string) => `${kind.model}.${verb}`;
  return {
    probabilityAlive(parameters: unknown, customers: CovariateHistory | CovariateCustomers) {
      return perCovariates(nameOf("probabilityAlive"), kind, [parameters, customers], ({ alive }) => alive);
    },
    expectedTransactions(parameters: unknown, covariates: Covariates, t: number | ArrayLike<number>) {
      const where = nameOf("expectedTransactions");
      const buyers = newBuyers(where, kind, parameters, covariates);
      return perTime(where, t, (time) => buyers.expectedOfNew(time));
    },
    conditionalExpectedTransactions(
      parameters: unknown,
      customers: CovariateHistory | CovariateCustomers,
      t: number,
    ) {
      const where = nameOf("conditionalExpectedTransactions");
      checkTime(where, "t", t);
      return perCovariates(where, kind, [parameters, customers], (buyers) => buyers.expected(t));
    },
    transactionProbability(parameters: unknown, covariates: Covariates, event: CountInTime) {
      const where = nameOf("transactionProbability");
      const buyers = newBuyers(where, kind, parameters, covariates);
      checkCountInTime(where, event);
      return buyers.countOfNew(event.x, event.t);
    },
    conditionalTransactionProbability(
      parameters: unknown,
      customers: CovariateHistory | CovariateCustomers,
      event: CountInTime,
    ) {
      const where = nameOf("conditionalTransactionProbability");
      checkCountInTime(where, event);
      return perCovariates(where, kind, [parameters, customers], ({ count }) => count(event.x, event.t));
    },
    discountedExpectedResidualTransactions(
      parameters: unknown,
      customers: CovariateHistory | CovariateCustomers,
      discounting: Discounting,
    ) {
      const where = nameOf("discountedExpectedResidualTransactions");
      const rate = continuousRate(where, discounting);
      return perCovariates(where, kind, [parameters, customers], ({ discounted }) => discounted(where, rate));
    },
  };
}

/** Log-likelihood of customers with covariates, taken in canonical order. */
export function regressionLogLikelihood(
  kind: RegressionKind,
  parameters: unknown,
  customers: CovariateHistory | CovariateCustomers,
): number {
  const where = `${kind.model}.logLikelihood`;
  const layout = layoutOfParameters(where, kind, parameters);
  const rows = isOneCustomer(customers) ? [customers as CovariateHistory] : customers;
  if (rows !== customers) readCovariates(where, customers, layout.covariates);
  let sum = 0;
  for (const group of groupedCustomers(where, rows as CovariateCustomers, layout.covariates)) {
    const at = parametersAt(where, layout, parameters as Named, group.values);
    const { logLikelihood } = kind.buyers(at);
    const { frequency, recency, T, weight, length } = group.customers;
    for (let i = 0; i < length; i++) sum += weight[i]! * logLikelihood(frequency[i]!, recency[i]!, T[i]!);
  }
  return sum;
}

/** Simulates customers with covariates, each from the parameters that its covariates give. */
export function simulateRegression(
  kind: RegressionKind,
  parameters: unknown,
  options: CovariateSimulationOptions,
): CovariateSimulation {
  const where = `${kind.model}.simulate`;
  const layout = layoutOfParameters(where, kind, parameters);
  checkOptions(where, options, ["covariates", "customers", "T", "holdout", "seed", "stream"]);
  const { covariates, ...rest } = options;
  checkKnown(where, "options.covariates", covariates, layout.covariates);
  const size = customersOf(where, options, layout);
  const columns = layout.covariates.map((name) => {
    const column = covariates[name];
    const argument = `options.covariates.${name}`;
    if (typeof column === "object")
      return readCovariate(where, argument, openColumn(where, argument, column), size);
    checkFinite(where, argument, column);
    return new Float64Array(size).fill(column);
  });
  const buyers = buyersByRow(where, layout, parameters as Named, columns, size);
  const simulation = simulateCustomers(where, { ...rest, customers: size }, (random, i) =>
    buyers[i]!.draw(random),
  );
  const customers = { ...simulation.customers, covariates: byName(layout, columns) };
  return { ...simulation, customers };
}

/** How many customers the options of a simulation ask for: one entry of T, of a covariate, or the number itself. */
function customersOf(
  where: string,
  { customers, T, covariates }: CovariateSimulationOptions,
  layout: Layout,
): number {
  if (customers !== undefined) {
    checkCount(where, "options.customers", customers);
    return customers;
  }
  if (typeof T === "object" && T !== null) return openColumn(where, "options.T", T).length;
  const columns = layout.covariates.map((name) => covariates[name]);
  const column = columns.find((values) => typeof values === "object" && values !== null);
  return column === undefined ? 1 : (column as ArrayLike<unknown>).length;
}

/** The buyers of each row; equal covariates share theirs. */
function buyersByRow(
  where: string,
  layout: Layout,
  parameters: Named,
  columns: readonly Float64Array[],
  length: number,
): Buyers[] {
  const buyers = new Array<Buyers>(length);
  for (const { values, rows } of groupByCovariates(columns, length)) {
    const shared = layout.kind.buyers(parametersAt(where, layout, parameters, values));
    for (const row of rows) buyers[row] = shared;
  }
  return buyers;
}

function byName({ covariates }: Layout, columns: readonly Float64Array[]): CovariateValues {
  return Object.fromEntries(covariates.map((name, k) => [name, columns[k]!]));
}

/** The same customers with covariates, each weighted by the number of times it was drawn with replacement. */
export function resampleRegression<Data extends CovariateCustomers>(
  kind: Pick<RegressionKind, "model">,
  customers: Data,
  options: DataDrawOptions,
): Data {
  const where = `${kind.model}.resample`;
  const drawn = resampleCustomers(where, customers as Data & Customers, options);
  const first = Array.isArray(customers) ? (customers[0] as object | undefined) : customers;
  // Only those under `covariates` are known to be some: without parameters nothing says which other columns are.
  if (first !== undefined && "covariates" in first && first.covariates !== undefined)
    readCovariates(where, customers, covariateNames(where, customers, undefined));
  return drawn;
}

/** Customers of the same design, T, weight and covariates, drawn from the model. */
export function replicateRegression(
  kind: RegressionKind,
  parameters: unknown,
  customers: CovariateCustomers,
  options: DataDrawOptions,
): ReplicatedCovariateCustomers {
  const where = `${kind.model}.replicate`;
  const layout = layoutOfParameters(where, kind, parameters);
  const { length } = readHistories(where, customers as Customers);
  check(!isOneCustomer(customers), where, "customers", "must be columns or rows", customers);
  const columns = readCovariates(where, customers, layout.covariates);
  const buyers = buyersByRow(where, layout, parameters as Named, columns, length);
  const rows: number[] = [];
  const drawn = replicateCustomers(where, customers as Customers, options, (random, row) => {
    rows.push(row);
    return buyers[row]!.draw(random);
  });
  const covariates = byName(
    layout,
    columns.map((column) => Float64Array.from(rows, (row) => column[row]!)),
  );
  return { ...drawn, covariates };
}
