/** What `bootstrap`, profiles and posteriors use of a transaction model, apart from the methods that callers use. */
import type { DataDrawOptions } from "../../inference/bootstrap.js";
import type { LikelihoodProblem } from "../../inference/fit.js";
import type { Random } from "../../math/random.js";
import type { CustomerHistory, Customers } from "../../tables/read-histories.js";
import type { ParametersOrFit } from "../fitted.js";
import { openFor, type TransactionModel } from "./methods.js";
import { type ReplicatedCustomers, replicateCustomers, resampleCustomers } from "./redrawn-customers.js";
import type { Buyer } from "./simulation.js";

/**
 * Customers drawn again.
 * @inline
 */
export interface Redrawing<Parameters, Data extends CustomerHistory | Customers> {
  /**
   * A data set of the same size drawn from the customers with replacement, as `bootstrap` does.
   * @param customers - One customer, columns, or rows, as `fit` takes them; weights must be whole.
   * @param options - `seed` and `stream`.
   * @returns The same rows or columns, each customer weighted by the number of times that it was drawn, 0 included.
   */
  resample<Given extends Data>(customers: Given, options?: DataDrawOptions): Given;
  /**
   * A data set of the same design drawn from the model, as a parametric `bootstrap` does: as many customers as the weights
   * count, each observed as long as before. Columns other than T and the unit of time are not drawn, and left out.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param customers - One customer, columns, or rows; only T, weights and the unit of time play a part.
   * @param options - `seed` and `stream`.
   * @returns Columns with one entry per customer.
   */
  replicate(
    parameters: ParametersOrFit<Parameters>,
    customers: Data,
    options?: DataDrawOptions,
  ): ReplicatedCustomers;
}

/**
 * The likelihood of customers, and customers drawn again.
 * @inline
 */
export interface TransactionInference<Parameters, Data extends CustomerHistory | Customers>
  extends Redrawing<Parameters, Data> {
  /**
   * The likelihood of the model for a set of customers, as the fit, profiles and posteriors use it.
   * @param customers - Histories: rows, or columns `{ frequency, recency, T, weight? }`.
   * @returns The likelihood with its gradient, scales and starting points.
   */
  likelihoodProblem(customers: Data): LikelihoodProblem<Parameters>;
}

/** How customers of a model are drawn again; `checkData` refuses what only its `fit` would refuse. */
export function redrawing<
  P extends object,
  Ready,
  Data extends CustomerHistory | Customers = CustomerHistory | Customers,
>(
  model: TransactionModel<P, Ready>,
  draw: (ready: Ready, random: Random) => Buyer,
  checkData: (where: string, customers: Data) => void = () => {},
): Redrawing<P, Data> {
  return {
    resample(customers, options = {}) {
      const where = `${model.name}.inference.resample`;
      model.checkCustomers?.(where, customers);
      checkData(where, customers);
      return resampleCustomers(where, customers, options);
    },
    replicate(parameters, customers, options = {}) {
      const where = `${model.name}.inference.replicate`;
      const { ready } = openFor(where, model, [parameters, customers]);
      return replicateCustomers(where, customers, options, (random) => draw(ready, random));
    },
  };
}

/** The same with the likelihood. */
export function inferenceOf<
  P extends object,
  Ready,
  Data extends CustomerHistory | Customers = CustomerHistory | Customers,
>(
  model: TransactionModel<P, Ready>,
  own: {
    readonly likelihoodProblem: (customers: Data) => LikelihoodProblem<P>;
    readonly draw: (ready: Ready, random: Random) => Buyer;
  },
): TransactionInference<P, Data> {
  const { likelihoodProblem, draw } = own;
  return { likelihoodProblem, ...redrawing<P, Ready, Data>(model, draw) };
}
