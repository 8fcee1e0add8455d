/**
 * The Pareto/NBD model of customers without contracts. While active a customer buys at random at a rate of their own, gamma
 * distributed across customers; the unobserved lifetime is exponential at a death rate of their own, gamma distributed as
 * well. Parameters r, alpha, s, beta.
 *
 * @see Schmittlein, Morrison & Colombo (1987), "Counting Your Customers: Who Are They and What Will They Do Next?",
 *   Management Science 33(1), 1-24, doi:10.1287/mnsc.33.1.1.
 * @see Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model and Related Expressions", note 009,
 *   brucehardie.com.
 *
 * @module
 */

import { check } from "../../../errors.js";
import type { DataDrawOptions } from "../../../inference/bootstrap.js";
import type { Fit, FitOptions, LikelihoodProblem } from "../../../inference/fit.js";
import { maximizeLikelihood } from "../../../inference/maximum-likelihood.js";
import { type CountInTime, checkCountInTime } from "../counts.js";
import {
  type CustomerHistory,
  type Customers,
  type CustomerVerb,
  type CustomerVerbWith,
  checkParameters,
  checkTime,
  finiteResult,
  perCustomer,
  perTime,
  type TimeVerb,
} from "../customers.js";
import { continuousRate, type Discounting } from "../discounting.js";
import { totalLogLikelihood } from "../fit-checks.js";
import { type ReplicatedCustomers, replicateCustomers, resampleCustomers } from "../redrawn-customers.js";
import { type PurchaseSimulation, type PurchaseSimulationOptions, simulateCustomers } from "../simulation.js";
import { type MortalBuyers, mortalLogLikelihood } from "./lifetime-mixture.js";
import {
  aliveGivenHistory,
  givenHistory,
  mortalCount,
  mortalCountGivenHistory,
  mortalDiscounted,
  mortalExpected,
} from "./lifetime-verbs.js";
import { drawParetoBuyer } from "./mortal-simulation.js";
import { paretoLifetime } from "./pareto-lifetime.js";
import { type ParetoNbdParameters, paretoProblem } from "./pareto-problem.js";

export type { ParetoNbdParameters };

const names = ["r", "alpha", "s", "beta"];

function modelOf(where: string, parameters: ParetoNbdParameters): MortalBuyers {
  checkParameters(where, parameters, names);
  const { r, alpha, s, beta } = parameters;
  return { r, alpha, lifetime: paretoLifetime(s, beta) };
}

/**
 * The likelihood of the Pareto/NBD model for a set of customers, as the fit, profiles and posteriors use it.
 *
 * @param customers - Histories: rows, or columns `{ frequency, recency, T, weight? }`.
 * @returns The likelihood with its gradient, scales and starting points.
 * @throws {InvalidInputError} If a history breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If nobody bought again.
 */
export function likelihoodProblem(
  customers: CustomerHistory | Customers,
): LikelihoodProblem<ParetoNbdParameters> {
  return paretoProblem(customers);
}

/**
 * Maximum-likelihood estimate of the Pareto/NBD model.
 *
 * Silence alone makes leaving likelier here, for one-time buyers too. Equal customers are grouped, so a million customers
 * take seconds. Where all leave at one rate, or never, the fit is the limiting model's, and its warning says so.
 *
 * Formula: L = Γ(r+x)/Γ(r) α^r [ (α+T)^-(r+x) (β/(β+T))^s + ∫ s β^s (β+y)^-(s+1) (α+y)^-(r+x) dy ], y from t_x to T.
 *
 * @param customers - Histories: rows, or columns `{ frequency, recency, T, weight? }`; `recency` is the age at the last
 *   purchase. A `timeUnit` among the columns is repeated in the fit.
 * @param options - Starting point, priors, number of iterations.
 * @returns The fit as plain data.
 * @throws {InvalidInputError} If a history breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If nobody bought again.
 * @throws {ConvergenceError} If the search stops short of the maximum.
 * @see Fader & Hardie (2005), note 009, equation (18), for the same likelihood by hypergeometric functions.
 *
 * @example
 * const customers = {
 *   frequency: [0, 1, 2, 0, 4, 0, 1, 7, 0, 3],
 *   recency: [0, 12, 30.43, 0, 20, 0, 2, 36, 0, 25],
 *   T: [38, 38, 38.86, 30, 35, 38, 32, 38, 34, 36],
 *   weight: [600, 150, 80, 500, 30, 400, 120, 15, 450, 40],
 * };
 * const fit = paretoNbd.fit(customers);
 * fit.observations; // => 2385
 */
export function fit(
  customers: CustomerHistory | Customers,
  options: FitOptions<ParetoNbdParameters> = {},
): Fit<ParetoNbdParameters> {
  return maximizeLikelihood(likelihoodProblem(customers), options);
}

/**
 * Log-likelihood of the purchase times of customers, in natural logarithms; weights count customers.
 *
 * @param parameters - r, alpha, s, beta.
 * @param customers - One customer, columns, or rows.
 * @returns The sum over customers.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule.
 * @see Fader & Hardie (2005), note 009, equation (18), for the same likelihood by hypergeometric functions.
 *
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * paretoNbd.logLikelihood(parameters, { frequency: 2, recency: 30.43, T: 38.86 }); // ≈ -9.55428
 */
export function logLikelihood(
  parameters: ParetoNbdParameters,
  customers: CustomerHistory | Customers,
): number {
  const where = "paretoNbd.logLikelihood";
  const model = modelOf(where, parameters);
  return totalLogLikelihood(where, customers, (x, recency, T) => mortalLogLikelihood(model, x, recency, T));
}

/**
 * Probability that a customer with a given history has not left by T, 0 to 1.
 *
 * Falls with the time since the last purchase, the faster the more often the customer used to buy.
 *
 * Formula: the first term of the likelihood, divided by the likelihood.
 *
 * @param parameters - r, alpha, s, beta.
 * @param customers - One customer, columns, or rows.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule.
 * @see Fader & Hardie (2005), note 009.
 *
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * paretoNbd.probabilityAlive(parameters, { frequency: 26, recency: 30.857143, T: 31 }); // ≈ 0.99787
 */
export const probabilityAlive: CustomerVerb<ParetoNbdParameters> = (parameters, customers) => {
  const where = "paretoNbd.probabilityAlive";
  const model = modelOf(where, parameters);
  return perCustomer(where, customers, aliveGivenHistory(model));
};

/**
 * Expected number of repeat purchases of a new customer in the time t after the first purchase.
 *
 * Formula: E[X(t)] = r β/(α(s-1)) [1 - (β/(β+t))^(s-1)]; r β/α ln(1 + t/β) at s = 1.
 *
 * @param parameters - r, alpha, s, beta.
 * @param t - Length of time, 0 or more, in the unit of alpha; or many of them.
 * @returns Expected purchases, the first one not counted.
 * @throws {InvalidInputError} If a parameter or a time breaks a rule.
 * @see Fader & Hardie (2005), note 009.
 *
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * paretoNbd.expectedTransactions(parameters, 52); // ≈ 1.47300
 */
export const expectedTransactions: TimeVerb<ParetoNbdParameters> = (parameters, t) => {
  const where = "paretoNbd.expectedTransactions";
  const model = modelOf(where, parameters);
  return perTime(where, t, (time) => mortalExpected(model, time));
};

/**
 * Expected number of purchases of a customer in the time t after T, given the history up to T.
 *
 * Formula: P(alive) (r+x)(β+T)/((α+T)(s-1)) [1 - ((β+T)/(β+T+t))^(s-1)].
 *
 * @param parameters - r, alpha, s, beta.
 * @param customers - One customer, columns, or rows.
 * @param t - Length of time from T on, 0 or more.
 * @returns Expected purchases: one number, or a column.
 * @throws {InvalidInputError} If a parameter, a history or the time breaks a rule.
 * @see Fader & Hardie (2005), note 009.
 *
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * paretoNbd.conditionalExpectedTransactions(parameters, { frequency: 2, recency: 30.43, T: 38.86 }, 39); // ≈ 1.455
 */
export const conditionalExpectedTransactions: CustomerVerbWith<ParetoNbdParameters, number> = (
  parameters,
  customers,
  t,
) => {
  const where = "paretoNbd.conditionalExpectedTransactions";
  const model = modelOf(where, parameters);
  checkTime(where, "t", t);
  return perCustomer(
    where,
    customers,
    givenHistory(model, (alive) => mortalExpected(alive, t), "smooth"),
  );
};

/**
 * Probability that a new customer makes exactly x repeat purchases in the time t after the first purchase.
 *
 * Formula: P(N(t) = x) (β/(β+t))^s + ∫ s β^s (β+y)^-(s+1) P(N(y) = x) dy, y from 0 to t, N being negative binomial.
 *
 * @param parameters - r, alpha, s, beta.
 * @param event - `x`, a whole number of 0 or more, and `t`, 0 or more.
 * @returns A probability; over all x they sum to 1.
 * @throws {InvalidInputError} If a parameter or the event breaks a rule.
 * @see Fader & Hardie (2005), note 009.
 *
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * paretoNbd.transactionProbability(parameters, { x: 0, t: 39 }); // ≈ 0.5936250
 */
export function transactionProbability(parameters: ParetoNbdParameters, event: CountInTime): number {
  const where = "paretoNbd.transactionProbability";
  const model = modelOf(where, parameters);
  checkCountInTime(where, event);
  return finiteResult(where, mortalCount(model, event.x, event.t));
}

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T; x = 0 is the
 * business's question "will nothing more come?".
 *
 * Formula: P(alive) P(X(t) = x) with r + x, alpha + T, s and beta + T in place of the parameters, plus 1 - P(alive) at x = 0.
 *
 * @param parameters - r, alpha, s, beta.
 * @param customers - One customer, columns, or rows.
 * @param event - `x`, a whole number of 0 or more, and `t`, the length of time from T on.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter, a history or the event breaks a rule.
 *
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * paretoNbd.conditionalTransactionProbability(parameters, customer, { x: 0, t: 39 }); // ≈ 0.4081
 */
export const conditionalTransactionProbability: CustomerVerbWith<ParetoNbdParameters, CountInTime> = (
  parameters,
  customers,
  event,
) => {
  const where = "paretoNbd.conditionalTransactionProbability";
  const model = modelOf(where, parameters);
  checkCountInTime(where, event);
  return perCustomer(where, customers, mortalCountGivenHistory(model, event.x, event.t));
};

/**
 * Discounted expected residual transactions (DERT): the present value at T, in purchases, of all purchases to come.
 *
 * Formula: P(alive) (r+x)/(α+T) (β+T) Ψ(1, 2-s; δ(β+T)), Ψ being Tricomi's function: DERT as printed, multiplied out.
 *
 * @param parameters - r, alpha, s, beta.
 * @param customers - One customer, columns, or rows.
 * @param discounting - An effective rate with its period and the time unit of the parameters, or a continuous rate per
 *   time unit by name.
 * @returns Discounted purchases: one number, or a column. Multiply by the margin of a purchase for residual value.
 * @throws {InvalidInputError} If an argument breaks a rule, or the rate is 0 where s is 1 or less: the sum then diverges.
 * @see Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of Marketing
 *   Research 42(4), 415-430, for DERT.
 *
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * const discountRate = { rate: 0.15, per: "year" } as const;
 * paretoNbd.discountedExpectedResidualTransactions(parameters, customer, { discountRate, timeUnit: "week" }); // ≈ 6.52
 */
export const discountedExpectedResidualTransactions: CustomerVerbWith<ParetoNbdParameters, Discounting> = (
  parameters,
  customers,
  discounting,
) => {
  const where = "paretoNbd.discountedExpectedResidualTransactions";
  const model = modelOf(where, parameters);
  const rate = continuousRate(where, discounting);
  check(
    rate > 0 || parameters.s > 1,
    where,
    "discounting",
    "must be a rate above 0 where parameters.s is 1 or less (the expected number of purchases is infinite)",
    rate,
  );
  return perCustomer(
    where,
    customers,
    givenHistory(model, (alive) => mortalDiscounted(alive, rate), "smooth"),
  );
};

/**
 * Simulated customers and their purchases, for tests, teaching and power studies.
 *
 * @param parameters - r, alpha, s, beta.
 * @param options - Number of customers, T, an optional holdout, seed and stream.
 * @returns Histories with what only a simulation knows (alive at T, purchases in the holdout), and every purchase.
 * @throws {InvalidInputError} If an argument breaks a rule.
 *
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * const { customers } = paretoNbd.simulate(parameters, { customers: 1000, T: 39, seed: 7 });
 * customers.frequency.length; // => 1000
 */
export function simulate(
  parameters: ParetoNbdParameters,
  options: PurchaseSimulationOptions,
): PurchaseSimulation {
  const where = "paretoNbd.simulate";
  checkParameters(where, parameters, names);
  return simulateCustomers(where, options, (random) => drawParetoBuyer(parameters, random));
}

/**
 * Draws a data set of the same size from the customers of another, with replacement.
 *
 * It is what `bootstrap` calls. Weights must be whole: they are counts of customers.
 *
 * @param customers - One customer, columns, or rows, as `fit` takes them.
 * @param options - `seed` and `stream`.
 * @returns The same rows or columns, each customer weighted by the number of times that it was drawn, 0 included.
 * @throws {InvalidInputError} If a history breaks a rule or a weight is not whole.
 *
 * @example
 * const customers = { frequency: [0, 1, 5], recency: [0, 30.43, 36], T: [38.86, 38.86, 38.86], weight: [5, 3, 2] };
 * const { weight } = paretoNbd.resample(customers, { seed: 3 });
 * weight[0]! + weight[1]! + weight[2]!; // => 10
 */
export function resample<Data extends CustomerHistory | Customers>(
  customers: Data,
  options: DataDrawOptions = {},
): Data {
  return resampleCustomers("paretoNbd.resample", customers, options);
}

/**
 * Draws a data set of the same design from the model: as many customers as the weights count, each observed as long as before.
 *
 * It is what a parametric `bootstrap` calls, and what `bootstrapLikelihoodRatioTest` draws from the simpler model. Columns
 * other than T and the unit of time are not drawn, and left out.
 *
 * @param parameters - r, alpha, s, beta.
 * @param customers - One customer, columns, or rows; only T, weights and the unit of time play a part.
 * @param options - `seed` and `stream`.
 * @returns Columns with one entry per customer.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule or a weight is not whole.
 *
 * @example
 * const customers = { frequency: [0, 2], recency: [0, 30.43], T: [38.86, 35], weight: [3, 1] };
 * const drawn = paretoNbd.replicate({ r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 }, customers, { seed: 3 });
 * Array.from(drawn.T); // => [38.86, 38.86, 38.86, 35]
 */
export function replicate(
  parameters: ParetoNbdParameters,
  customers: CustomerHistory | Customers,
  options: DataDrawOptions = {},
): ReplicatedCustomers {
  const where = "paretoNbd.replicate";
  checkParameters(where, parameters, names);
  return replicateCustomers(where, customers, options, (random) => drawParetoBuyer(parameters, random));
}
