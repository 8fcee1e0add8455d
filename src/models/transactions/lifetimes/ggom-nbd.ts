/**
 * The gamma-Gompertz/NBD model of customers without contracts. While active a customer buys at random at a rate of their
 * own, gamma distributed across customers; the hazard of leaving grows (or, seen across customers, falls) with age as
 * e^(bt), times a factor of the customer's own, gamma distributed as well. Parameters r, alpha, b, s, beta.
 *
 * @see Bemmaor & Glady (2012), "Modeling Purchasing Behavior with Sudden \"Death\": A Flexible Customer Lifetime Model",
 *   Management Science 58(5), 1012-1021, doi:10.1287/mnsc.1110.1461.
 *
 * @module
 */

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
import { gompertzLifetime } from "./gompertz-lifetime.js";
import { type GgomNbdParameters, gompertzProblem } from "./gompertz-problem.js";
import { type MortalBuyers, mortalLogLikelihood } from "./lifetime-mixture.js";
import {
  aliveGivenHistory,
  givenHistory,
  mortalCount,
  mortalCountGivenHistory,
  mortalDiscounted,
  mortalExpected,
} from "./lifetime-verbs.js";
import { drawGompertzBuyer } from "./mortal-simulation.js";

export type { GgomNbdParameters };

const names = ["r", "alpha", "b", "s", "beta"];

function modelOf(where: string, parameters: GgomNbdParameters): MortalBuyers {
  checkParameters(where, parameters, names);
  const { r, alpha, b, s, beta } = parameters;
  return { r, alpha, lifetime: gompertzLifetime(b, s, beta) };
}

/**
 * The likelihood of the GGom/NBD model for a set of customers, as the fit, profiles and posteriors use it.
 *
 * @param customers - Histories: rows, or columns `{ frequency, recency, T, weight? }`.
 * @returns The likelihood with its gradient, scales and starting points.
 * @throws {InvalidInputError} If a history breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If nobody bought again.
 */
export function likelihoodProblem(
  customers: CustomerHistory | Customers,
): LikelihoodProblem<GgomNbdParameters> {
  return gompertzProblem(customers);
}

/**
 * Maximum-likelihood estimate of the GGom/NBD model.
 *
 * One parameter more than `paretoNbd`, which is its limit as b falls to 0 with beta/b fixed. Where the likelihood rises
 * towards that limit, as on many data sets, the fit is the limit's: a warning names it, `identified` holds the parameters
 * of the Pareto/NBD, and b and beta have no standard errors, only values so small that every verb gives the limit's numbers.
 * Equal customers are grouped.
 *
 * Formula: L = Γ(r+x)/Γ(r) α^r [ (α+T)^-(r+x) S(T) - ∫ S'(y) (α+y)^-(r+x) dy ], y from t_x to T, S(t) = (β/(β-1+e^(bt)))^s.
 *
 * @param customers - Histories: rows, or columns `{ frequency, recency, T, weight? }`; `recency` is the age at the last
 *   purchase. A `timeUnit` among the columns is repeated in the fit.
 * @param options - Starting point, priors, number of iterations.
 * @returns The fit as plain data.
 * @throws {InvalidInputError} If a history breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If nobody bought again.
 * @throws {ConvergenceError} If the search stops short of the maximum.
 * @see Bemmaor & Glady (2012), Management Science 58(5), 1012-1021, doi:10.1287/mnsc.1110.1461.
 *
 * @example
 * const customers = {
 *   frequency: [0, 1, 2, 0, 4, 0, 1, 7, 0, 3],
 *   recency: [0, 12, 30.43, 0, 20, 0, 2, 36, 0, 25],
 *   T: [38, 38, 38.86, 30, 35, 38, 32, 38, 34, 36],
 *   weight: [600, 150, 80, 500, 30, 400, 120, 15, 450, 40],
 * };
 * const fit = ggomNbd.fit(customers);
 * fit.observations; // => 2385
 */
export function fit(
  customers: CustomerHistory | Customers,
  options: FitOptions<GgomNbdParameters> = {},
): Fit<GgomNbdParameters> {
  return maximizeLikelihood(likelihoodProblem(customers), options);
}

/**
 * Log-likelihood of the purchase times of customers, in natural logarithms; weights count customers.
 *
 * @param parameters - r, alpha, b, s, beta.
 * @param customers - One customer, columns, or rows.
 * @returns The sum over customers.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule.
 * @see Bemmaor & Glady (2012), Management Science 58(5), 1012-1021, doi:10.1287/mnsc.1110.1461.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * ggomNbd.logLikelihood(parameters, { frequency: 2, recency: 30.43, T: 38.86 }); // ≈ -9.558354
 */
export function logLikelihood(parameters: GgomNbdParameters, customers: CustomerHistory | Customers): number {
  const where = "ggomNbd.logLikelihood";
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
 * @param parameters - r, alpha, b, s, beta.
 * @param customers - One customer, columns, or rows.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule.
 * @see Bemmaor & Glady (2012), Management Science 58(5), 1012-1021, doi:10.1287/mnsc.1110.1461.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * ggomNbd.probabilityAlive(parameters, { frequency: 26, recency: 30.857143, T: 31 }); // ≈ 0.99666
 */
export const probabilityAlive: CustomerVerb<GgomNbdParameters> = (parameters, customers) => {
  const where = "ggomNbd.probabilityAlive";
  const model = modelOf(where, parameters);
  return perCustomer(where, customers, aliveGivenHistory(model));
};

/**
 * Expected number of repeat purchases of a new customer in the time t after the first purchase.
 *
 * Formula: E[X(t)] = r/α ∫ S(y) dy, y from 0 to t, with S(y) = (β/(β - 1 + e^(by)))^s.
 *
 * @param parameters - r, alpha, b, s, beta.
 * @param t - Length of time, 0 or more, in the unit of alpha; or many of them.
 * @returns Expected purchases, the first one not counted.
 * @throws {InvalidInputError} If a parameter or a time breaks a rule.
 * @see Bemmaor & Glady (2012), Management Science 58(5), 1012-1021, doi:10.1287/mnsc.1110.1461.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * ggomNbd.expectedTransactions(parameters, 52); // ≈ 1.48576
 */
export const expectedTransactions: TimeVerb<GgomNbdParameters> = (parameters, t) => {
  const where = "ggomNbd.expectedTransactions";
  const model = modelOf(where, parameters);
  return perTime(where, t, (time) => mortalExpected(model, time));
};

/**
 * Expected number of purchases of a customer in the time t after T, given the history up to T.
 *
 * Formula: P(alive) (r+x)/(α+T) ∫ S(T+y)/S(T) dy, y from 0 to t, with S(y) = (β/(β - 1 + e^(by)))^s.
 *
 * @param parameters - r, alpha, b, s, beta.
 * @param customers - One customer, columns, or rows.
 * @param t - Length of time from T on, 0 or more.
 * @returns Expected purchases: one number, or a column.
 * @throws {InvalidInputError} If a parameter, a history or the time breaks a rule.
 * @see Bemmaor & Glady (2012), Management Science 58(5), 1012-1021, doi:10.1287/mnsc.1110.1461.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * ggomNbd.conditionalExpectedTransactions(parameters, { frequency: 2, recency: 30.43, T: 38.86 }, 39); // ≈ 1.1023
 */
export const conditionalExpectedTransactions: CustomerVerbWith<GgomNbdParameters, number> = (
  parameters,
  customers,
  t,
) => {
  const where = "ggomNbd.conditionalExpectedTransactions";
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
 * Formula: P(N(t) = x) S(t) - ∫ S'(y) P(N(y) = x) dy, y from 0 to t, N being negative binomial.
 *
 * @param parameters - r, alpha, b, s, beta.
 * @param event - `x`, a whole number of 0 or more, and `t`, 0 or more.
 * @returns A probability; over all x they sum to 1.
 * @throws {InvalidInputError} If a parameter or the event breaks a rule.
 * @see Bemmaor & Glady (2012), Management Science 58(5), 1012-1021, doi:10.1287/mnsc.1110.1461.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * ggomNbd.transactionProbability(parameters, { x: 0, t: 39 }); // ≈ 0.5698117
 */
export function transactionProbability(parameters: GgomNbdParameters, event: CountInTime): number {
  const where = "ggomNbd.transactionProbability";
  const model = modelOf(where, parameters);
  checkCountInTime(where, event);
  return finiteResult(where, mortalCount(model, event.x, event.t));
}

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T; x = 0 is the
 * business's question "will nothing more come?".
 *
 * Formula: P(alive) P(X(t) = x) with r + x, α + T, 1 + (β - 1) e^(-bT) in place of r, α, β, plus 1 - P(alive) at x = 0.
 *
 * @param parameters - r, alpha, b, s, beta.
 * @param customers - One customer, columns, or rows.
 * @param event - `x`, a whole number of 0 or more, and `t`, the length of time from T on.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter, a history or the event breaks a rule.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * ggomNbd.conditionalTransactionProbability(parameters, customer, { x: 0, t: 39 }); // ≈ 0.5207
 */
export const conditionalTransactionProbability: CustomerVerbWith<GgomNbdParameters, CountInTime> = (
  parameters,
  customers,
  event,
) => {
  const where = "ggomNbd.conditionalTransactionProbability";
  const model = modelOf(where, parameters);
  checkCountInTime(where, event);
  return perCustomer(where, customers, mortalCountGivenHistory(model, event.x, event.t));
};

/**
 * Discounted expected residual transactions (DERT): the present value at T, in purchases, of all purchases to come.
 *
 * The hazard of leaving tends to s b, so the sum is finite even without discounting; at the Pareto/NBD limit of a fit with
 * s of 1 or less it then grows without bound as b falls, so discount there.
 *
 * Formula: P(alive) (r+x)/(α+T) ∫ e^(-δy) S(T+y)/S(T) dy, y from 0 on.
 *
 * @param parameters - r, alpha, b, s, beta.
 * @param customers - One customer, columns, or rows.
 * @param discounting - An effective rate with its period and the time unit of the parameters, or a continuous rate per
 *   time unit by name.
 * @returns Discounted purchases: one number, or a column. Multiply by the margin of a purchase for residual value.
 * @throws {InvalidInputError} If an argument breaks a rule.
 * @see Bemmaor & Glady (2012), Management Science 58(5), 1012-1021, doi:10.1287/mnsc.1110.1461.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * const discountRate = { rate: 0.15, per: "year" } as const;
 * ggomNbd.discountedExpectedResidualTransactions(parameters, customer, { discountRate, timeUnit: "week" }); // ≈ 1.785
 */
export const discountedExpectedResidualTransactions: CustomerVerbWith<GgomNbdParameters, Discounting> = (
  parameters,
  customers,
  discounting,
) => {
  const where = "ggomNbd.discountedExpectedResidualTransactions";
  const model = modelOf(where, parameters);
  const rate = continuousRate(where, discounting);
  return perCustomer(
    where,
    customers,
    givenHistory(model, (alive) => mortalDiscounted(alive, rate), "smooth"),
  );
};

/**
 * Simulated customers and their purchases, for tests, teaching and power studies.
 *
 * @param parameters - r, alpha, b, s, beta.
 * @param options - Number of customers, T, an optional holdout, seed and stream.
 * @returns Histories with what only a simulation knows (alive at T, purchases in the holdout), and every purchase.
 * @throws {InvalidInputError} If an argument breaks a rule.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * const { customers } = ggomNbd.simulate(parameters, { customers: 1000, T: 39, seed: 7 });
 * customers.frequency.length; // => 1000
 */
export function simulate(
  parameters: GgomNbdParameters,
  options: PurchaseSimulationOptions,
): PurchaseSimulation {
  const where = "ggomNbd.simulate";
  checkParameters(where, parameters, names);
  return simulateCustomers(where, options, (random) => drawGompertzBuyer(parameters, random));
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
 * const { weight } = ggomNbd.resample(customers, { seed: 3 });
 * weight[0]! + weight[1]! + weight[2]!; // => 10
 */
export function resample<Data extends CustomerHistory | Customers>(
  customers: Data,
  options: DataDrawOptions = {},
): Data {
  return resampleCustomers("ggomNbd.resample", customers, options);
}

/**
 * Draws a data set of the same design from the model: as many customers as the weights count, each observed as long as before.
 *
 * It is what a parametric `bootstrap` calls, and what `bootstrapLikelihoodRatioTest` draws from the simpler model. Columns
 * other than T and the unit of time are not drawn, and left out.
 *
 * @param parameters - r, alpha, b, s, beta.
 * @param customers - One customer, columns, or rows; only T, weights and the unit of time play a part.
 * @param options - `seed` and `stream`.
 * @returns Columns with one entry per customer.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule or a weight is not whole.
 *
 * @example
 * const customers = { frequency: [0, 2], recency: [0, 30.43], T: [38.86, 35], weight: [3, 1] };
 * const drawn = ggomNbd.replicate({ r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 }, customers, { seed: 3 });
 * Array.from(drawn.T); // => [38.86, 38.86, 38.86, 35]
 */
export function replicate(
  parameters: GgomNbdParameters,
  customers: CustomerHistory | Customers,
  options: DataDrawOptions = {},
): ReplicatedCustomers {
  const where = "ggomNbd.replicate";
  checkParameters(where, parameters, names);
  return replicateCustomers(where, customers, options, (random) => drawGompertzBuyer(parameters, random));
}
