/**
 * The methods of the models with covariates, each written once for all of them with the documentation that a caller sees.
 * They are those of the model without covariates, for each set of equal covariates.
 */

import type { OneOrMany, PerNumber } from "../../../tables/columns.js";
import {
  type CustomerHistory,
  type Customers,
  isOneCustomer,
  readHistories,
} from "../../../tables/read-histories.js";
import type { Covariates } from "../../covariates.js";
import type { ParametersOrFit } from "../../fitted.js";
import {
  type CountInTime,
  type CountsInTime,
  type PerCustomerEvent,
  type PerEvent,
  perCount,
  perCustomerAndCount,
} from "../counts.js";
import { continuousRate, type Discounting } from "../discounting.js";
import {
  type NumberOrColumn,
  type OfHistory,
  overTimes,
  type PerCustomer,
  type PerCustomerAndTime,
  perTime,
} from "../per-customer.js";
import {
  type CovariateCustomers,
  type CovariateHistory,
  groupByCovariates,
  readCovariates,
} from "./input.js";
import type { Buyers } from "./kinds.js";
import { parametersAt } from "./layout.js";
import {
  buyersByRow,
  newBuyers,
  openRegression,
  parametersOfCovariates,
  type Regression,
  type RegressionModel,
} from "./model.js";
import { groupedCustomers } from "./problem.js";

/** The parameters of the model without covariates. */
export interface ParametersFor<Parameters, Base> {
  /**
   * The parameters of the model without covariates for customers with given ones, for its methods.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param covariates - Values of all covariates of the fit, by name.
   * @returns The parameters of such customers.
   * @throws {InvalidInputError} If a covariate is missing, not a number, or none of the fit's, or the fit is of another model.
   */
  (parameters: ParametersOrFit<Parameters>, covariates: Covariates): Base;
}

/** `parametersFor`. */
export function parametersFor<P extends object, Base>(model: RegressionModel<P>): ParametersFor<P, Base> {
  return (given, covariates) => {
    const regression = openRegression(model, "parametersFor", given);
    const at = parametersOfCovariates(regression, covariates);
    const { kind } = regression;
    return Object.fromEntries(kind.names.map((name, i) => [name, at[i]!])) as Base;
  };
}

/** The log-likelihood of customers with covariates. */
export interface LogLikelihood<Parameters> {
  /**
   * Log-likelihood of the purchase times of customers with covariates, in natural logarithms; weights count customers.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param customers - One customer, columns, or rows, with the covariates of the parameters.
   * @returns The sum over customers.
   * @throws {InvalidInputError} If a parameter, a history or a covariate breaks a rule, or the fit is of another model.
   */
  (parameters: ParametersOrFit<Parameters>, customers: CovariateHistory | CovariateCustomers): number;
}

/** `logLikelihood`. */
export function logLikelihood<P extends object>(model: RegressionModel<P>): LogLikelihood<P> {
  return (given, customers) => totalOf(openRegression(model, "logLikelihood", given, customers), customers);
}

/** The log-likelihood of customers, taken in canonical order. */
export function totalOf(
  { where, kind, parameters, layout }: Regression,
  customers: CovariateHistory | CovariateCustomers,
): number {
  const rows = isOneCustomer(customers) ? [customers as CovariateHistory] : customers;
  if (rows !== customers) readCovariates(where, customers, layout.covariates);
  let sum = 0;
  for (const group of groupedCustomers(where, rows as CovariateCustomers, layout.covariates)) {
    const at = parametersAt(where, layout, parameters, group.values);
    const { logLikelihood: of } = kind.buyers(at);
    const { frequency, recency, T, weight, length } = group.customers;
    for (let i = 0; i < length; i++) sum += weight[i]! * of(frequency[i]!, recency[i]!, T[i]!);
  }
  return sum;
}

/** Evaluates a method for one customer or for each of many, once per set of equal covariates. */
function perCovariates(
  regression: Regression,
  customers: CovariateHistory | CovariateCustomers,
  method: (buyers: Buyers) => OfHistory,
): NumberOrColumn {
  return forCovariates(regression, customers)(method);
}

/** Reads customers with their covariates, once for all the methods that are then evaluated. */
function forCovariates(
  { where, kind, parameters, layout }: Regression,
  customers: CovariateHistory | CovariateCustomers,
): (method: (buyers: Buyers) => OfHistory) => NumberOrColumn {
  const one = isOneCustomer(customers);
  const { frequency, recency, T, length } = readHistories(where, customers as CustomerHistory | Customers);
  const columns = readCovariates(where, customers, layout.covariates);
  const groups = groupByCovariates(columns, length);
  return (method) => {
    const results = new Float64Array(length);
    for (const { values, rows } of groups) {
      const of = method(kind.buyers(parametersAt(where, layout, parameters, values)));
      for (const row of rows) results[row] = of(frequency[row]!, recency[row]!, T[row]!);
    }
    return (one ? results[0]! : results) as NumberOrColumn;
  };
}

/** The buyers of each row of customers. */
function buyersOf(
  regression: Regression,
  customers: CovariateHistory | CovariateCustomers,
): readonly Buyers[] {
  const columns = readCovariates(regression.where, customers, regression.layout.covariates);
  return buyersByRow(regression, columns, columns[0]?.length ?? 0);
}

/** The probability that customers with covariates are still alive. */
export interface ProbabilityAlive<Parameters> {
  /**
   * Probability that a customer with a given history and covariates has not left by T, 0 to 1.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param customers - One customer, columns, or rows, with the covariates of the parameters.
   * @returns One probability, or a column of them.
   * @throws {InvalidInputError} If a parameter, a history or a covariate breaks a rule, or the fit is of another model.
   */
  <Input extends CovariateHistory | CovariateCustomers>(
    parameters: ParametersOrFit<Parameters>,
    customers: Input,
  ): PerCustomer<Input>;
}

/** `probabilityAlive`. */
export function probabilityAlive<P extends object>(model: RegressionModel<P>): ProbabilityAlive<P> {
  return (given, customers) => {
    const regression = openRegression(model, "probabilityAlive", given, customers);
    return perCovariates(regression, customers, ({ alive }) => alive);
  };
}

/** The expected purchases of new customers with covariates. */
export interface ExpectedTransactions<Parameters> {
  /**
   * Expected number of repeat purchases, in the time t after the first purchase, of a new customer with given covariates.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param covariates - Values of all covariates of the fit, by name.
   * @param t - Length of time, 0 or more, in the time unit of the parameters; or many of them.
   * @returns Expected purchases, the first one not counted.
   * @throws {InvalidInputError} If a parameter, a covariate or a time breaks a rule, or the fit is of another model.
   */
  <Input extends OneOrMany>(
    parameters: ParametersOrFit<Parameters>,
    covariates: Covariates,
    t: Input,
  ): PerNumber<Input>;
}

/** `expectedTransactions`. */
export function expectedTransactions<P extends object>(model: RegressionModel<P>): ExpectedTransactions<P> {
  return (given, covariates, t) => {
    const regression = openRegression(model, "expectedTransactions", given);
    const buyers = newBuyers(regression, covariates);
    return perTime(regression.where, t, (time) => buyers.expectedOfNew(time));
  };
}

/** The expected purchases of customers with a history and covariates. */
export interface ConditionalExpectedTransactions<Parameters> {
  /**
   * Expected number of purchases of a customer in the time t after T, given the history up to T and the covariates.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param customers - One customer, columns, or rows, with the covariates of the parameters.
   * @param t - Length of time from T on, 0 or more; or a list of them, for which the customers are read once.
   * @returns Expected purchases: one number, or a column; for a list of times a list of one or the other.
   * @throws {InvalidInputError} If a parameter, a history, a covariate or a time breaks a rule, or the fit is of another
   *   model.
   */
  <Input extends CovariateHistory | CovariateCustomers, Time extends OneOrMany>(
    parameters: ParametersOrFit<Parameters>,
    customers: Input,
    t: Time,
  ): PerCustomerAndTime<Input, Time>;
}

/** `conditionalExpectedTransactions`. */
export function conditionalExpectedTransactions<P extends object>(
  model: RegressionModel<P>,
): ConditionalExpectedTransactions<P> {
  return (given, customers, t) => {
    const regression = openRegression(model, "conditionalExpectedTransactions", given, customers);
    const open = () => {
      const evaluate = forCovariates(regression, customers);
      return (time: number) => evaluate((buyers) => buyers.expected(time));
    };
    return overTimes(regression.where, t, open) as never;
  };
}

/** The distribution of the purchases of new customers with covariates. */
export interface TransactionProbability<Parameters> {
  /**
   * Probability that a new customer with given covariates makes exactly x repeat purchases in the time t after the first.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param covariates - Values of all covariates of the fit, by name.
   * @param event - `x`, a whole number of 0 or more, and `t`, 0 or more; either may be a list, or both of one length.
   * @returns A probability, or one for each entry of a list; over all x they sum to 1.
   * @throws {InvalidInputError} If a parameter, a covariate or the event breaks a rule, or the fit is of another model.
   */
  <Event extends CountInTime | CountsInTime>(
    parameters: ParametersOrFit<Parameters>,
    covariates: Covariates,
    event: Event,
  ): PerEvent<Event>;
}

/** `transactionProbability`. */
export function transactionProbability<P extends object>(
  model: RegressionModel<P>,
): TransactionProbability<P> {
  return (given, covariates, event) => {
    const regression = openRegression(model, "transactionProbability", given);
    const buyers = newBuyers(regression, covariates);
    return perCount(regression.where, event, (x, t) => buyers.countOfNew(x, t));
  };
}

/** The distribution of the purchases of customers with a history and covariates. */
export interface ConditionalTransactionProbability<Parameters> {
  /**
   * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T and the covariates.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param customers - One customer, columns, or rows, with the covariates of the parameters.
   * @param event - `x`, a whole number of 0 or more, and `t`, the length of time from T on. Either may be a list: with one
   *   entry for each customer, or any number of entries for one customer.
   * @returns One probability, or a column of them.
   * @throws {InvalidInputError} If a parameter, a history, a covariate or the event breaks a rule, or the fit is of another
   *   model.
   */
  <Input extends CovariateHistory | CovariateCustomers, Event extends CountInTime | CountsInTime>(
    parameters: ParametersOrFit<Parameters>,
    customers: Input,
    event: Event,
  ): PerCustomerEvent<Input, Event>;
}

/** `conditionalTransactionProbability`. */
export function conditionalTransactionProbability<P extends object>(
  model: RegressionModel<P>,
): ConditionalTransactionProbability<P> {
  return (given, customers, event) => {
    const regression = openRegression(model, "conditionalTransactionProbability", given, customers);
    let buyers: readonly Buyers[] | undefined;
    return perCustomerAndCount(regression.where, [customers as Customers, event], {
      all: (x, t) => perCovariates(regression, customers, ({ count }) => count(x, t)),
      each(x, t, position) {
        buyers ??= buyersOf(regression, customers);
        return buyers[position]!.count(x, t);
      },
    });
  };
}

/** The discounted purchases to come of customers with covariates. */
export interface DiscountedExpectedResidualTransactions<Parameters> {
  /**
   * Discounted expected residual transactions (DERT) of customers with covariates: the present value at T, in purchases, of
   * all purchases to come.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param customers - One customer, columns, or rows, with the covariates of the parameters.
   * @param discounting - An effective rate with its period and the time unit of the parameters, which a fit knows by itself;
   *   or a continuous rate per time unit by name.
   * @returns Discounted purchases: one number, or a column.
   * @throws {InvalidInputError} If an argument breaks a rule, the rate is 0 where the sum then diverges, the fit is of
   *   another model, or its time unit is not the stated one.
   */
  <Input extends CovariateHistory | CovariateCustomers>(
    parameters: ParametersOrFit<Parameters>,
    customers: Input,
    discounting: Discounting,
  ): PerCustomer<Input>;
}

/** `discountedExpectedResidualTransactions`. */
export function discountedExpectedResidualTransactions<P extends object>(
  model: RegressionModel<P>,
): DiscountedExpectedResidualTransactions<P> {
  return (given, customers, discounting) => {
    const regression = openRegression(model, "discountedExpectedResidualTransactions", given, customers);
    const { where, timeUnit } = regression;
    const rate = continuousRate(where, discounting, timeUnit);
    return perCovariates(regression, customers, ({ discounted }) => discounted(where, rate));
  };
}
