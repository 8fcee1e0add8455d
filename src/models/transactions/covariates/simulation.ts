/** Simulated customers with covariates, and customers drawn again: each from the parameters that its covariates give. */
import { check, checkCount, checkFinite, checkOptions } from "../../../errors.js";
import type { DataDrawOptions } from "../../../inference/bootstrap.js";
import type { LikelihoodProblem } from "../../../inference/fit.js";
import type { ColumnInput } from "../../../tables/columns.js";
import { type Customers, isOneCustomer, readHistories } from "../../../tables/read-histories.js";
import { openColumn } from "../../../tables/table.js";
import type { ParametersOrFit } from "../../fitted.js";
import { type ReplicatedCustomers, replicateCustomers, resampleCustomers } from "../redrawn-customers.js";
import {
  type PurchaseSimulation,
  type PurchaseSimulationOptions,
  type SimulatedCustomers,
  simulateCustomers,
} from "../simulation.js";
import {
  type CovariateCustomers,
  checkKnown,
  covariateNames,
  readCovariate,
  readCovariates,
} from "./input.js";
import type { Layout } from "./layout.js";
import { buyersByRow, openRegression, type RegressionModel } from "./model.js";

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

/** Simulated customers with covariates. */
export interface Simulate<Parameters> {
  /**
   * Simulated customers with covariates and their purchases, for tests, teaching and power studies.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param options - `covariates` (one value, or one per customer), T, an optional holdout, seed and stream.
   * @returns Histories with their covariates and with what only a simulation knows, and every purchase.
   * @throws {InvalidInputError} If an argument breaks a rule, or the fit is of another model.
   */
  (parameters: ParametersOrFit<Parameters>, options: CovariateSimulationOptions): CovariateSimulation;
}

/** `simulate`. */
export function simulate<P extends object>(model: RegressionModel<P>): Simulate<P> {
  return (given, options) => {
    const regression = openRegression(model, "simulate", given);
    const { where, layout } = regression;
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
    const buyers = buyersByRow(regression, columns, size);
    const simulation = simulateCustomers(where, { ...rest, customers: size }, (random, i) =>
      buyers[i]!.draw(random),
    );
    const customers = { ...simulation.customers, covariates: byName(layout, columns) };
    return { ...simulation, customers };
  };
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

function byName({ covariates }: Layout, columns: readonly Float64Array[]): CovariateValues {
  return Object.fromEntries(covariates.map((name, k) => [name, columns[k]!]));
}

/**
 * Customers with covariates drawn again.
 * @inline
 */
export interface Redrawing<Parameters, Data extends CovariateCustomers> {
  /**
   * A data set of the same size drawn from the customers with replacement, as `bootstrap` does; covariates stay with their
   * customers.
   * @param customers - Columns or rows with covariates, as `fit` takes them; weights must be whole.
   * @param options - `seed` and `stream`.
   * @returns The same rows or columns, each customer weighted by the number of times that it was drawn, 0 included.
   */
  resample<Given extends Data>(customers: Given, options?: DataDrawOptions): Given;
  /**
   * A data set of the same design drawn from the model, as a parametric `bootstrap` does: as many customers as the weights
   * count, each with the same covariates and observed as long as before.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param customers - Columns or rows; only T, weights, covariates and the unit of time play a part.
   * @param options - `seed` and `stream`.
   * @returns Columns with one entry per customer, the covariates under `covariates`.
   */
  replicate(
    parameters: ParametersOrFit<Parameters>,
    customers: Data,
    options?: DataDrawOptions,
  ): ReplicatedCovariateCustomers;
}

/**
 * The likelihood of customers with covariates, and customers drawn again.
 * @inline
 */
export interface RegressionInference<Parameters, Choice> extends Redrawing<Parameters, CovariateCustomers> {
  /**
   * The likelihood of the model with covariates, as profiles and posteriors use it. Covariates are taken as they are: for
   * profiles and posteriors, count them in units in which they vary by about one.
   * @param customers - Rows, or columns `{ frequency, recency, T, weight? }`, with covariates.
   * @param options - Which covariates move what, as in `fit`.
   * @returns The likelihood with its gradient, scales and starting points.
   */
  likelihoodProblem(customers: CovariateCustomers, options?: Choice): LikelihoodProblem<Parameters>;
}

/** How customers with covariates are drawn again. */
export function redrawing<P extends object, Data extends CovariateCustomers = CovariateCustomers>(
  model: RegressionModel<P>,
): Redrawing<P, Data> {
  return {
    resample(customers, options = {}) {
      const where = `${model.name}.inference.resample`;
      const drawn = resampleCustomers(where, customers as typeof customers & Customers, options);
      const first = Array.isArray(customers) ? (customers[0] as object | undefined) : customers;
      // Only those under `covariates` are known to be some: without parameters nothing says which other columns are.
      if (first !== undefined && "covariates" in first && first.covariates !== undefined)
        readCovariates(where, customers, covariateNames(where, customers, undefined));
      return drawn;
    },
    replicate(given, customers, options = {}) {
      const regression = openRegression(model, "inference.replicate", given, customers);
      const { where, layout } = regression;
      const { length } = readHistories(where, customers as Customers);
      check(!isOneCustomer(customers), where, "customers", "must be columns or rows", customers);
      const columns = readCovariates(where, customers, layout.covariates);
      const buyers = buyersByRow(regression, columns, length);
      const rows: number[] = [];
      const drawn = replicateCustomers(where, customers as Customers, options, (random, row) => {
        rows.push(row);
        return buyers[row]!.draw(random);
      });
      const drawnOf = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!);
      return { ...drawn, covariates: byName(layout, columns.map(drawnOf)) };
    },
  };
}

/** The same with the likelihood. */
export function inferenceOf<P extends object, Choice>(
  model: RegressionModel<P>,
  likelihoodProblem: RegressionInference<P, Choice>["likelihoodProblem"],
): RegressionInference<P, Choice> {
  return { likelihoodProblem, ...redrawing(model) };
}
