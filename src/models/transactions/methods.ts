/**
 * The methods of the transaction models, each written once for all of them with the documentation that a caller sees: a
 * model says how its parameters are read and which formula answers, and its own page says what is particular to it.
 */

import type { Fit, FitOptions, LikelihoodProblem } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import type { Random } from "../../math/random.js";
import { piece, reached } from "../../pieces.js";
import type { OneOrMany, PerNumber } from "../../tables/columns.js";
import type { CustomerHistory, Customers } from "../../tables/read-histories.js";
import type { TimeUnit } from "../../time.js";
import { agreedTimeUnit, type ParametersOrFit, sourceOf } from "../fitted.js";
import {
  type CountInTime,
  type CountsInTime,
  type PerCustomerEvent,
  type PerEvent,
  perCount,
  perCustomerAndCount,
} from "./counts.js";
import { continuousRate, type Discounting } from "./discounting.js";
import { totalLogLikelihood } from "./fit-checks.js";
import {
  type OfHistory,
  type PerCustomer,
  type PerCustomerAndTime,
  perCustomer,
  perCustomerAndTime,
  perTime,
} from "./per-customer.js";
import {
  type Buyer,
  type PurchaseSimulation,
  type PurchaseSimulationOptions,
  simulateCustomers,
} from "./simulation.js";

/** A model of purchases as its methods need it. */
export interface TransactionModel<Parameters extends object, Ready> {
  /** Name of the module. */
  readonly name: string;
  /** Checks the parameters, and makes of them what the formulas take. */
  readonly read: (where: string, parameters: Parameters) => Ready;
  /** Refuses histories that only some models take. */
  readonly checkCustomers?: (where: string, customers: CustomerHistory | Customers) => void;
}

/** A model ready for its formulas, and the unit of time of the fit that it comes from, if any. */
export function open<P extends object, Ready>(
  where: string,
  model: TransactionModel<P, Ready>,
  given: ParametersOrFit<P>,
): { readonly ready: Ready; readonly timeUnit: TimeUnit | null } {
  const { parameters, timeUnit } = sourceOf(where, model.name, given);
  return { ready: model.read(where, parameters), timeUnit };
}

/** The same for customers who may say in which unit their ages are: a contradiction to the fit is refused. */
export function openFor<P extends object, Ready>(
  where: string,
  model: TransactionModel<P, Ready>,
  [given, customers]: readonly [ParametersOrFit<P>, CustomerHistory | Customers],
): { readonly ready: Ready; readonly timeUnit: TimeUnit | null } {
  const { ready, timeUnit } = open(where, model, given);
  model.checkCustomers?.(where, customers);
  if (timeUnit === null || customers === null || typeof customers !== "object") return { ready, timeUnit };
  const { timeUnit: stated } = customers as { readonly timeUnit?: unknown };
  return { ready, timeUnit: agreedTimeUnit(where, "customers.timeUnit", stated, timeUnit) };
}

/** The fit of a model to customers. */
export interface FitCustomers<Parameters, Data> {
  /**
   * Maximum-likelihood estimate of the parameters of the model.
   * @param customers - Histories: rows, or columns `{ frequency, recency, T, weight? }`; `recency` is the age at the last
   *   purchase. A `timeUnit` among the columns is repeated in the fit.
   * @param options - Starting point, priors, number of iterations.
   * @returns The fit as plain data: store it as JSON, pass it to the other methods.
   * @throws {InvalidInputError} If a history breaks a rule; the message names the row.
   * @throws {InsufficientDataError} If nobody bought again.
   * @throws {ConvergenceError} If the search stops short of the maximum.
   */
  (customers: Data, options?: FitOptions<Parameters>): Fit<Parameters>;
}

/** `fit`. */
export function fit<Parameters, Data>(
  problemOf: (customers: Data) => LikelihoodProblem<Parameters>,
): FitCustomers<Parameters, Data> {
  return (customers, options = {}) => {
    const problem = piece(() => problemOf(customers));
    reached(0.1, 0.2);
    return maximizeLikelihood(problem, options);
  };
}

/** The log-likelihood of customers. */
export interface LogLikelihood<Parameters> {
  /**
   * Log-likelihood of the purchase times of customers, in natural logarithms; weights count customers.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param customers - One customer, columns, or rows.
   * @returns The sum over customers.
   * @throws {InvalidInputError} If a parameter or a history breaks a rule, or the fit is of another model.
   */
  (parameters: ParametersOrFit<Parameters>, customers: CustomerHistory | Customers): number;
}

/** `logLikelihood`. */
export function logLikelihood<P extends object, Ready>(
  model: TransactionModel<P, Ready>,
  of: (ready: Ready, frequency: number, recency: number, T: number) => number,
): LogLikelihood<P> {
  return (parameters, customers) => {
    const where = `${model.name}.logLikelihood`;
    const { ready } = openFor(where, model, [parameters, customers]);
    return totalLogLikelihood(where, customers, (x, recency, T) => of(ready, x, recency, T));
  };
}

/** The probability that customers are still alive. */
export interface ProbabilityAlive<Parameters> {
  /**
   * Probability that a customer with a given history has not left by T, 0 to 1.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param customers - One customer, columns, or rows.
   * @returns One probability, or a column of them.
   * @throws {InvalidInputError} If a parameter or a history breaks a rule, or the fit is of another model.
   */
  <Input extends CustomerHistory | Customers>(
    parameters: ParametersOrFit<Parameters>,
    customers: Input,
  ): PerCustomer<Input>;
}

/** `probabilityAlive`. */
export function probabilityAlive<P extends object, Ready>(
  model: TransactionModel<P, Ready>,
  of: (ready: Ready) => OfHistory,
): ProbabilityAlive<P> {
  return (parameters, customers) => {
    const where = `${model.name}.probabilityAlive`;
    const { ready } = openFor(where, model, [parameters, customers]);
    return perCustomer(where, customers, of(ready));
  };
}

/** The expected purchases of new customers. */
export interface ExpectedTransactions<Parameters> {
  /**
   * Expected number of repeat purchases of a new customer in the time t after the first purchase.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param t - Length of time, 0 or more, in the time unit of the parameters; or many of them.
   * @returns Expected purchases, the first one not counted.
   * @throws {InvalidInputError} If a parameter or a time breaks a rule, or the fit is of another model.
   */
  <Input extends OneOrMany>(parameters: ParametersOrFit<Parameters>, t: Input): PerNumber<Input>;
}

/** `expectedTransactions`. */
export function expectedTransactions<P extends object, Ready>(
  model: TransactionModel<P, Ready>,
  of: (ready: Ready, t: number) => number,
): ExpectedTransactions<P> {
  return (parameters, t) => {
    const where = `${model.name}.expectedTransactions`;
    const { ready } = open(where, model, parameters);
    return perTime(where, t, (time) => of(ready, time));
  };
}

/** The expected purchases of customers with a history. */
export interface ConditionalExpectedTransactions<Parameters> {
  /**
   * Expected number of purchases of a customer in the time t after T, given the history up to T.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param customers - One customer, columns, or rows.
   * @param t - Length of time from T on, 0 or more; or a list of them, for which the customers are read once.
   * @returns Expected purchases: one number, or a column; for a list of times a list of one or the other.
   * @throws {InvalidInputError} If a parameter, a history or a time breaks a rule, or the fit is of another model.
   */
  <Input extends CustomerHistory | Customers, Time extends OneOrMany>(
    parameters: ParametersOrFit<Parameters>,
    customers: Input,
    t: Time,
  ): PerCustomerAndTime<Input, Time>;
}

/** `conditionalExpectedTransactions`. */
export function conditionalExpectedTransactions<P extends object, Ready>(
  model: TransactionModel<P, Ready>,
  of: (ready: Ready, t: number) => OfHistory,
): ConditionalExpectedTransactions<P> {
  return (parameters, customers, t) => {
    const where = `${model.name}.conditionalExpectedTransactions`;
    const { ready } = openFor(where, model, [parameters, customers]);
    return perCustomerAndTime(where, customers, t, (time) => of(ready, time)) as never;
  };
}

/** The distribution of the purchases of new customers. */
export interface TransactionProbability<Parameters> {
  /**
   * Probability that a new customer makes exactly x repeat purchases in the time t after the first purchase.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param event - `x`, a whole number of 0 or more, and `t`, 0 or more; either may be a list, or both of one length.
   * @returns A probability, or one for each entry of a list; over all x they sum to 1.
   * @throws {InvalidInputError} If a parameter or the event breaks a rule, or the fit is of another model.
   */
  <Event extends CountInTime | CountsInTime>(
    parameters: ParametersOrFit<Parameters>,
    event: Event,
  ): PerEvent<Event>;
}

/** `transactionProbability`. */
export function transactionProbability<P extends object, Ready>(
  model: TransactionModel<P, Ready>,
  of: (ready: Ready, x: number, t: number) => number,
): TransactionProbability<P> {
  return (parameters, event) => {
    const where = `${model.name}.transactionProbability`;
    const { ready } = open(where, model, parameters);
    return perCount(where, event, (x, t) => of(ready, x, t));
  };
}

/** The distribution of the purchases of customers with a history. */
export interface ConditionalTransactionProbability<Parameters> {
  /**
   * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T; x = 0 is the
   * business's question "will nothing more come?".
   * @param parameters - Parameters of the model, or a fit of it.
   * @param customers - One customer, columns, or rows.
   * @param event - `x`, a whole number of 0 or more, and `t`, the length of time from T on. Either may be a list: with one
   *   entry for each customer, or any number of entries for one customer.
   * @returns One probability, or a column of them.
   * @throws {InvalidInputError} If a parameter, a history or the event breaks a rule, or the fit is of another model.
   */
  <Input extends CustomerHistory | Customers, Event extends CountInTime | CountsInTime>(
    parameters: ParametersOrFit<Parameters>,
    customers: Input,
    event: Event,
  ): PerCustomerEvent<Input, Event>;
}

/** `conditionalTransactionProbability`. */
export function conditionalTransactionProbability<P extends object, Ready>(
  model: TransactionModel<P, Ready>,
  of: (ready: Ready, x: number, t: number) => OfHistory,
): ConditionalTransactionProbability<P> {
  return (parameters, customers, event) => {
    const where = `${model.name}.conditionalTransactionProbability`;
    const { ready } = openFor(where, model, [parameters, customers]);
    const given = (x: number, t: number): OfHistory => of(ready, x, t);
    const all = (x: number, t: number) => perCustomer(where, customers, given(x, t));
    return perCustomerAndCount(where, [customers, event], { all, each: given });
  };
}

/** The discounted purchases to come. */
export interface DiscountedExpectedResidualTransactions<Parameters> {
  /**
   * Discounted expected residual transactions (DERT): the present value at T, in purchases, of all purchases to come.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param customers - One customer, columns, or rows.
   * @param discounting - An effective rate with its period and the time unit of the parameters, which a fit knows by itself;
   *   or a continuous rate per time unit by name.
   * @returns Discounted purchases: one number, or a column. Multiply by the margin of a purchase for residual value.
   * @throws {InvalidInputError} If an argument breaks a rule, the rate is 0 where the sum then diverges, the fit is of
   *   another model, or its time unit is not the stated one.
   */
  <Input extends CustomerHistory | Customers>(
    parameters: ParametersOrFit<Parameters>,
    customers: Input,
    discounting: Discounting,
  ): PerCustomer<Input>;
}

/** `discountedExpectedResidualTransactions`; the formula refuses, in the name of `where`, a rate at which it diverges. */
export function discountedExpectedResidualTransactions<P extends object, Ready>(
  model: TransactionModel<P, Ready>,
  of: (ready: Ready, rate: number, where: string) => OfHistory,
): DiscountedExpectedResidualTransactions<P> {
  return (parameters, customers, discounting) => {
    const where = `${model.name}.discountedExpectedResidualTransactions`;
    const { ready, timeUnit } = openFor(where, model, [parameters, customers]);
    const rate = continuousRate(where, discounting, timeUnit);
    return perCustomer(where, customers, of(ready, rate, where));
  };
}

/** Simulated customers. */
export interface Simulate<Parameters> {
  /**
   * Simulated customers and their purchases, for tests, teaching and power studies.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param options - Number of customers, T, an optional holdout, seed and stream.
   * @returns Histories with what only a simulation knows (alive at T, purchases in the holdout), and every purchase.
   * @throws {InvalidInputError} If an argument breaks a rule, or the fit is of another model.
   */
  (parameters: ParametersOrFit<Parameters>, options: PurchaseSimulationOptions): PurchaseSimulation;
}

/** `simulate`. */
export function simulate<P extends object, Ready>(
  model: TransactionModel<P, Ready>,
  draw: (ready: Ready, random: Random) => Buyer,
): Simulate<P> {
  return (parameters, options) => {
    const where = `${model.name}.simulate`;
    const { ready } = open(where, model, parameters);
    return simulateCustomers(where, options, (random) => draw(ready, random));
  };
}
