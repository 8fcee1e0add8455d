/**
 * The MBG/NBD model of customers without contracts: the BG/NBD model with a chance to leave after the first purchase too,
 * so that customers who never came back may be gone. Parameters r, alpha, a, b.
 *
 * @see Batislam, Denizel & Filiztekin (2007), "Empirical Validation and Comparison of Models for Customer Base Analysis",
 *   International Journal of Research in Marketing 24(3), 201-209, doi:10.1016/j.ijresmar.2006.12.005; Hoppe & Wagner (2007),
 *   "Customer Base Analysis: The Case for a Central Variant of the Betageometric/NBD Model", Marketing ZFP 29(2), 75-90.
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
import { type BetaGeometricParameters, betaGeometricProblem } from "./fit.js";
import { aliveProbability, type BetaGeometric, historyLogLikelihood } from "./history.js";
import { drawBetaGeometric } from "./simulation.js";
import {
  checkDiscounted,
  discountedGivenHistory,
  expectedGivenHistory,
  expectedOfNew,
  probabilityGivenHistory,
  probabilityOfNew,
} from "./verbs.js";

/** Parameters of the MBG/NBD model: r and alpha of the purchase rates, a and b of the drop-out probabilities. */
export type MbgNbdParameters = BetaGeometricParameters;

const kind = { k: 1, zero: 1 } as const;
const names = ["r", "alpha", "a", "b"];

function modelOf(where: string, parameters: MbgNbdParameters): BetaGeometric {
  checkParameters(where, parameters, names);
  const { r, alpha, a, b } = parameters;
  return { r, alpha, a, b, ...kind };
}

/**
 * The likelihood of the MBG/NBD model for a set of customers, as the fit, profiles and posteriors use it.
 *
 * @param customers - Histories: rows, or columns `{ frequency, recency, T, weight? }`.
 * @returns The likelihood with its gradient, scales and starting points.
 * @throws {InvalidInputError} If a history breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If nobody bought again.
 */
export function likelihoodProblem(
  customers: CustomerHistory | Customers,
): LikelihoodProblem<MbgNbdParameters> {
  return betaGeometricProblem(customers, { ...kind, where: "mbgNbd.fit", model: "mbgNbd" });
}

/**
 * Maximum-likelihood estimate of the MBG/NBD model.
 *
 * Equal customers are grouped, so a million customers take seconds.
 *
 * Formula: L = B(a, b+x+1)/B(a, b) Γ(r+x)/Γ(r) α^r [ (α+T)^-(r+x) + a/(b+x) (α+t_x)^-(r+x) ].
 *
 * @param customers - Histories: rows, or columns `{ frequency, recency, T, weight? }`; `recency` is the age at the last
 *   purchase. A `timeUnit` among the columns is repeated in the fit.
 * @param options - Starting point, priors, number of iterations.
 * @returns The fit as plain data.
 * @throws {InvalidInputError} If a history breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If nobody bought again.
 * @throws {ConvergenceError} If the search stops short of the maximum.
 * @see Batislam, Denizel & Filiztekin (2007), for the model; the formula follows from its assumptions.
 *
 * @example
 * const customers = {
 *   frequency: [0, 1, 2, 0, 4, 0, 1, 7, 0, 3],
 *   recency: [0, 12, 30.43, 0, 20, 0, 2, 36, 0, 25],
 *   T: [38, 38, 38.86, 30, 35, 38, 32, 38, 34, 36],
 *   weight: [600, 150, 80, 500, 30, 400, 120, 15, 450, 40],
 * };
 * const fit = mbgNbd.fit(customers);
 * fit.observations; // => 2385
 */
export function fit(
  customers: CustomerHistory | Customers,
  options: FitOptions<MbgNbdParameters> = {},
): Fit<MbgNbdParameters> {
  return maximizeLikelihood(likelihoodProblem(customers), options);
}

/**
 * Log-likelihood of the purchase times of customers, in natural logarithms; weights count customers.
 *
 * @param parameters - r, alpha, a, b.
 * @param customers - One customer, columns, or rows.
 * @returns The sum over customers.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule.
 * @see Batislam, Denizel & Filiztekin (2007), for the model; the formula follows from its assumptions.
 *
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * mbgNbd.logLikelihood(parameters, { frequency: 2, recency: 30.43, T: 38.86 }); // ≈ -9.6872
 */
export function logLikelihood(parameters: MbgNbdParameters, customers: CustomerHistory | Customers): number {
  const where = "mbgNbd.logLikelihood";
  const model = modelOf(where, parameters);
  return totalLogLikelihood(where, customers, (x, recency, T) => historyLogLikelihood(model, x, recency, T));
}

/**
 * Probability that a customer with a given history has not left by T, 0 to 1.
 *
 * Unlike in the BG/NBD model, a customer without a repeat purchase may be gone.
 *
 * Formula: 1 / (1 + a/(b+x) ((α+T)/(α+t_x))^(r+x)).
 *
 * @param parameters - r, alpha, a, b.
 * @param customers - One customer, columns, or rows.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule.
 * @see Batislam, Denizel & Filiztekin (2007), for the model; the formula follows from its assumptions.
 *
 * @example
 * const parameters = { r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };
 * mbgNbd.probabilityAlive(parameters, { frequency: 26, recency: 30.857143, T: 31 }); // ≈ 0.9699150
 */
export const probabilityAlive: CustomerVerb<MbgNbdParameters> = (parameters, customers) => {
  const where = "mbgNbd.probabilityAlive";
  const model = modelOf(where, parameters);
  return perCustomer(where, customers, (x, recency, T) => aliveProbability(model, x, recency, T));
};

/**
 * Expected number of repeat purchases of a new customer in the time t after the first purchase.
 *
 * Formula: E[X(t)] = b/(a-1) [1 - (α/(α+t))^r ₂F₁(r, b+1; a+b; t/(α+t))], evaluated without its cancellations.
 *
 * @param parameters - r, alpha, a, b.
 * @param t - Length of time, 0 or more, in the unit of alpha; or many of them.
 * @returns Expected purchases, the first one not counted.
 * @throws {InvalidInputError} If a parameter or a time breaks a rule.
 * @see Batislam, Denizel & Filiztekin (2007), for the model; the formula follows from its assumptions.
 *
 * @example
 * const parameters = { r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };
 * mbgNbd.expectedTransactions(parameters, 52); // ≈ 1.208679
 */
export const expectedTransactions: TimeVerb<MbgNbdParameters> = (parameters, t) => {
  const where = "mbgNbd.expectedTransactions";
  const model = modelOf(where, parameters);
  return perTime(where, t, (time) => expectedOfNew(model, time));
};

/**
 * Expected number of purchases of a customer in the time t after T, given the history up to T.
 *
 * Formula: P(alive) (a+b+x)/(a-1) [1 - ((α+T)/(α+T+t))^(r+x) ₂F₁(r+x, b+x+1; a+b+x; t/(α+T+t))].
 *
 * @param parameters - r, alpha, a, b.
 * @param customers - One customer, columns, or rows.
 * @param t - Length of time from T on, 0 or more.
 * @returns Expected purchases: one number, or a column.
 * @throws {InvalidInputError} If a parameter, a history or the time breaks a rule.
 * @see Batislam, Denizel & Filiztekin (2007), for the model; the formula follows from its assumptions.
 *
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * mbgNbd.conditionalExpectedTransactions(parameters, { frequency: 2, recency: 30.43, T: 38.86 }, 39); // ≈ 1.340
 */
export const conditionalExpectedTransactions: CustomerVerbWith<MbgNbdParameters, number> = (
  parameters,
  customers,
  t,
) => {
  const where = "mbgNbd.conditionalExpectedTransactions";
  const model = modelOf(where, parameters);
  checkTime(where, "t", t);
  return perCustomer(where, customers, expectedGivenHistory(model, t));
};

/**
 * Probability that a new customer makes exactly x repeat purchases in the time t after the first purchase.
 *
 * Formula: B(a, b+x+1)/B(a, b) P(N = x) + B(a+1, b+x)/B(a, b) P(N ≥ x), N being negative binomial.
 *
 * @param parameters - r, alpha, a, b.
 * @param event - `x`, a whole number of 0 or more, and `t`, 0 or more.
 * @returns A probability; over all x they sum to 1.
 * @throws {InvalidInputError} If a parameter or the event breaks a rule.
 * @see Batislam, Denizel & Filiztekin (2007), for the model; the formula follows from its assumptions.
 *
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * mbgNbd.transactionProbability(parameters, { x: 0, t: 39 }); // ≈ 0.6787840
 */
export function transactionProbability(parameters: MbgNbdParameters, event: CountInTime): number {
  const where = "mbgNbd.transactionProbability";
  const model = modelOf(where, parameters);
  checkCountInTime(where, event);
  return finiteResult(where, probabilityOfNew(model, event.x, event.t));
}

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T; x = 0 is the
 * business's question "will nothing more come?".
 *
 * Formula: P(alive) times that of a BG/NBD customer with r + x, alpha + T, a and b + x + 1, plus 1 - P(alive) at x = 0.
 *
 * @param parameters - r, alpha, a, b.
 * @param customers - One customer, columns, or rows.
 * @param event - `x`, a whole number of 0 or more, and `t`, the length of time from T on.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter, a history or the event breaks a rule.
 *
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * mbgNbd.conditionalTransactionProbability(parameters, customer, { x: 0, t: 39 }); // ≈ 0.4089
 */
export const conditionalTransactionProbability: CustomerVerbWith<MbgNbdParameters, CountInTime> = (
  parameters,
  customers,
  event,
) => {
  const where = "mbgNbd.conditionalTransactionProbability";
  const model = modelOf(where, parameters);
  checkCountInTime(where, event);
  return perCustomer(where, customers, probabilityGivenHistory(model, event.x, event.t));
};

/**
 * Discounted expected residual transactions (DERT): the present value at T, in purchases, of all purchases to come.
 *
 * Formula: P(alive) E[λ/(λp + δ)] given the history, δ being the continuous discount rate. There is no closed form in the
 * papers; it is the discounted integral of the future purchase rate, evaluated by quadrature.
 *
 * @param parameters - r, alpha, a, b.
 * @param customers - One customer, columns, or rows.
 * @param discounting - An effective rate with its period and the time unit of the parameters, or a continuous rate per
 *   time unit by name.
 * @returns Discounted purchases: one number, or a column. Multiply by the margin of a purchase for residual value.
 * @throws {InvalidInputError} If an argument breaks a rule, or the rate is 0 where a is 1 or less: the sum then diverges.
 * @see Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of Marketing
 *   Research 42(4), 415-430, for DERT.
 *
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * const discountRate = { rate: 0.15, per: "year" } as const;
 * mbgNbd.discountedExpectedResidualTransactions(parameters, customer, { discountRate, timeUnit: "week" }); // ≈ 6.00
 */
export const discountedExpectedResidualTransactions: CustomerVerbWith<MbgNbdParameters, Discounting> = (
  parameters,
  customers,
  discounting,
) => {
  const where = "mbgNbd.discountedExpectedResidualTransactions";
  const model = modelOf(where, parameters);
  const rate = continuousRate(where, discounting);
  checkDiscounted(where, model, rate);
  return perCustomer(where, customers, discountedGivenHistory(model, rate));
};

/**
 * Simulated customers and their purchases, for tests, teaching and power studies.
 *
 * @param parameters - r, alpha, a, b.
 * @param options - Number of customers, T, an optional holdout, seed and stream.
 * @returns Histories with what only a simulation knows (alive at T, purchases in the holdout), and every purchase.
 * @throws {InvalidInputError} If an argument breaks a rule.
 *
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const { customers } = mbgNbd.simulate(parameters, { customers: 1000, T: 39, seed: 7 });
 * customers.frequency.length; // => 1000
 */
export function simulate(
  parameters: MbgNbdParameters,
  options: PurchaseSimulationOptions,
): PurchaseSimulation {
  const where = "mbgNbd.simulate";
  const model = modelOf(where, parameters);
  return simulateCustomers(where, options, (random) => drawBetaGeometric(model, random));
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
 * const { weight } = mbgNbd.resample(customers, { seed: 3 });
 * weight[0]! + weight[1]! + weight[2]!; // => 10
 */
export function resample<Data extends CustomerHistory | Customers>(
  customers: Data,
  options: DataDrawOptions = {},
): Data {
  return resampleCustomers("mbgNbd.resample", customers, options);
}

/**
 * Draws a data set of the same design from the model: as many customers as the weights count, each observed as long as before.
 *
 * It is what a parametric `bootstrap` calls, and what `bootstrapLikelihoodRatioTest` draws from the simpler model. Columns
 * other than T and the unit of time are not drawn, and left out.
 *
 * @param parameters - r, alpha, a, b.
 * @param customers - One customer, columns, or rows; only T, weights and the unit of time play a part.
 * @param options - `seed` and `stream`.
 * @returns Columns with one entry per customer.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule or a weight is not whole.
 *
 * @example
 * const customers = { frequency: [0, 2], recency: [0, 30.43], T: [38.86, 35], weight: [3, 1] };
 * const drawn = mbgNbd.replicate({ r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 }, customers, { seed: 3 });
 * Array.from(drawn.T); // => [38.86, 38.86, 38.86, 35]
 */
export function replicate(
  parameters: MbgNbdParameters,
  customers: CustomerHistory | Customers,
  options: DataDrawOptions = {},
): ReplicatedCustomers {
  const where = "mbgNbd.replicate";
  const model = modelOf(where, parameters);
  return replicateCustomers(where, customers, options, (random) => drawBetaGeometric(model, random));
}
