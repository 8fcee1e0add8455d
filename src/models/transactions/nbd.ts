/**
 * The NBD model: customers who never leave and buy at random, each at a rate of their own, gamma distributed across
 * customers. The benchmark that a model with drop-out has to beat. Parameters r, alpha.
 *
 * @see Ehrenberg (1959), "The Pattern of Consumer Purchases", Applied Statistics 8(1), 26-41, doi:10.2307/2985810;
 *   Morrison & Schmittlein (1988), "Generalizing the NBD Model for Customer Purchases", Journal of Business & Economic
 *   Statistics 6(2), 145-159.
 *
 * @module
 */
import { check } from "../../errors.js";
import type { DataDrawOptions } from "../../inference/bootstrap.js";
import type { Fit, FitOptions, LikelihoodProblem } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import type { Random } from "../../math/random.js";
import { sampleExponential, sampleGamma } from "../../math/samplers.js";
import { alikeLimit } from "./alike-limits.js";
import { type CountInTime, checkCountInTime } from "./counts.js";
import {
  type CustomerHistory,
  type Customers,
  type CustomerVerbWith,
  checkParameters,
  checkTime,
  finiteResult,
  perCustomer,
  perTime,
  type TimeVerb,
} from "./customers.js";
import { continuousRate, type Discounting } from "./discounting.js";
import {
  customersToFit,
  likelihoodOfTiming,
  scaleOfData,
  statedTimeUnit,
  totalLogLikelihood,
} from "./fit-checks.js";
import { countProbability, purchasesLikelihood, purchasesLogLikelihood } from "./negative-binomial.js";
import { type ReplicatedCustomers, replicateCustomers, resampleCustomers } from "./redrawn-customers.js";
import {
  type Buyer,
  type PurchaseSimulation,
  type PurchaseSimulationOptions,
  simulateCustomers,
} from "./simulation.js";

/** Parameters of the NBD model: the gamma distribution of purchase rates across customers. */
export interface NbdParameters {
  /** Shape of the distribution: above 0; small means customers unlike each other. */
  readonly r: number;
  /** Rate parameter of the distribution, in time units: the mean purchase rate is r/alpha per time unit. */
  readonly alpha: number;
}

const names = ["r", "alpha"];

/**
 * The likelihood of the NBD model for a set of customers, as the fit, profiles and posteriors use it.
 *
 * @param customers - Histories: rows, or columns `{ frequency, recency, T, weight? }`.
 * @returns The likelihood with its gradient, scales and starting points.
 * @throws {InvalidInputError} If a history breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If nobody bought again.
 */
export function likelihoodProblem(customers: CustomerHistory | Customers): LikelihoodProblem<NbdParameters> {
  const where = "nbd.fit";
  const rows = customersToFit(where, customers);
  const { rate } = scaleOfData(rows);
  const problem: LikelihoodProblem<NbdParameters> = {
    where,
    model: "nbd",
    likelihoodOf: likelihoodOfTiming,
    timeUnit: statedTimeUnit(where, customers),
    scale: { r: "log", alpha: "log" },
    observations: rows.totalWeight,
    starts: [
      { r: 0.5, alpha: 0.5 / rate },
      { r: 5, alpha: 5 / rate },
    ],
    evaluate: purchasesLikelihood(rows),
  };
  const poisson = alikeLimit(problem, {
    limitingModel: "poisson",
    lost: ["r", "alpha"],
    distribution: "gamma",
    identified: "purchaseRate",
  });
  return { ...problem, limits: [poisson] };
}

/**
 * Maximum-likelihood estimate of the NBD model.
 *
 * Nobody leaves in this model, so old customers who stopped buying pull the rate down; compare a model with drop-out.
 * The likelihood is that of the purchase times, as for the other models, not that of the counts alone.
 *
 * Formula: L = Γ(r+x)/Γ(r) α^r / (α+T)^(r+x).
 *
 * @param customers - Histories: rows, or columns `{ frequency, recency, T, weight? }`; recency plays no part.
 * @param options - Starting point, priors, number of iterations.
 * @returns The fit as plain data.
 * @throws {InvalidInputError} If a history breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If nobody bought again.
 * @throws {ConvergenceError} If the search stops short of the maximum.
 * @see Fader, Hardie & Lee (2005), Marketing Science 24(2), 275-284, equation (2), for the timing likelihood.
 *
 * @example
 * const customers = { frequency: [0, 1, 2, 5, 0], recency: [0, 9, 20, 38, 0], T: [39, 39, 38, 39, 36] };
 * nbd.fit(customers).observations; // => 5
 */
export function fit(
  customers: CustomerHistory | Customers,
  options: FitOptions<NbdParameters> = {},
): Fit<NbdParameters> {
  return maximizeLikelihood(likelihoodProblem(customers), options);
}

/**
 * Log-likelihood of the purchase times of customers, in natural logarithms; weights count customers.
 *
 * @param parameters - r and alpha.
 * @param customers - One customer, columns, or rows.
 * @returns The sum over customers.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule.
 *
 * @example
 * nbd.logLikelihood({ r: 1, alpha: 1 }, { frequency: 1, recency: 2, T: 9 }); // ≈ -4.60517
 */
export function logLikelihood(parameters: NbdParameters, customers: CustomerHistory | Customers): number {
  const where = "nbd.logLikelihood";
  checkParameters(where, parameters, names);
  return totalLogLikelihood(where, customers, (x, _, T) => purchasesLogLikelihood(parameters, x, T));
}

/**
 * Expected number of repeat purchases of a new customer within t.
 *
 * Formula: r t / α.
 *
 * @param parameters - r and alpha.
 * @param t - Length of time, 0 or more, in the unit of alpha; or many of them.
 * @returns Expected purchases.
 * @throws {InvalidInputError} If a parameter or a time breaks a rule.
 *
 * @example
 * nbd.expectedTransactions({ r: 0.385, alpha: 12.072 }, 52); // ≈ 1.66
 */
export const expectedTransactions: TimeVerb<NbdParameters> = (parameters, t) => {
  const where = "nbd.expectedTransactions";
  checkParameters(where, parameters, names);
  return perTime(where, t, (time) => (parameters.r / parameters.alpha) * time);
};

/**
 * Expected number of purchases of a customer in the time t after T, given the history.
 *
 * Formula: (r + x) t / (α + T): between the customer's own rate and that of all customers.
 *
 * @param parameters - r and alpha.
 * @param customers - One customer, columns, or rows.
 * @param t - Length of time from T on, 0 or more.
 * @returns Expected purchases: one number, or a column.
 * @throws {InvalidInputError} If a parameter, a history or the time breaks a rule.
 *
 * @example
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * nbd.conditionalExpectedTransactions({ r: 0.385, alpha: 12.072 }, customer, 39); // ≈ 1.826
 */
export const conditionalExpectedTransactions: CustomerVerbWith<NbdParameters, number> = (
  parameters,
  customers,
  t,
) => {
  const where = "nbd.conditionalExpectedTransactions";
  checkParameters(where, parameters, names);
  checkTime(where, "t", t);
  const { r, alpha } = parameters;
  return perCustomer(where, customers, (x, _, T) => ((r + x) / (alpha + T)) * t);
};

/**
 * Probability that a new customer makes exactly x repeat purchases within t.
 *
 * Formula: Γ(r+x)/(Γ(r) x!) (α/(α+t))^r (t/(α+t))^x.
 *
 * @param parameters - r and alpha.
 * @param event - `x`, a whole number of 0 or more, and `t`, 0 or more.
 * @returns A probability; over all x they sum to 1.
 * @throws {InvalidInputError} If a parameter or the event breaks a rule.
 *
 * @example
 * nbd.transactionProbability({ r: 1, alpha: 1 }, { x: 2, t: 1 }); // ≈ 0.125
 */
export function transactionProbability(parameters: NbdParameters, event: CountInTime): number {
  const where = "nbd.transactionProbability";
  checkParameters(where, parameters, names);
  checkCountInTime(where, event);
  return finiteResult(where, countProbability(parameters, event.x, event.t));
}

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history.
 *
 * Formula: that of a new customer, with r + x and alpha + T in place of the parameters.
 *
 * @param parameters - r and alpha.
 * @param customers - One customer, columns, or rows.
 * @param event - `x`, a whole number of 0 or more, and `t`, the length of time from T on.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter, a history or the event breaks a rule.
 *
 * @example
 * const customer = { frequency: 1, recency: 2, T: 9 };
 * nbd.conditionalTransactionProbability({ r: 1, alpha: 1 }, customer, { x: 0, t: 10 }); // ≈ 0.25
 */
export const conditionalTransactionProbability: CustomerVerbWith<NbdParameters, CountInTime> = (
  parameters,
  customers,
  event,
) => {
  const where = "nbd.conditionalTransactionProbability";
  checkParameters(where, parameters, names);
  checkCountInTime(where, event);
  const { r, alpha } = parameters;
  return perCustomer(where, customers, (frequency, _, T) =>
    countProbability({ r: r + frequency, alpha: alpha + T }, event.x, event.t),
  );
};

/**
 * Discounted expected residual transactions: the present value at T, in purchases, of all purchases to come.
 *
 * Nobody leaves in this model, so the value is large, and infinite without discounting.
 *
 * Formula: (r + x) / ((α + T) δ), δ being the continuous discount rate.
 *
 * @param parameters - r and alpha.
 * @param customers - One customer, columns, or rows.
 * @param discounting - An effective rate with its period and the time unit of the parameters, or a continuous rate per
 *   time unit by name; above 0.
 * @returns Discounted purchases: one number, or a column.
 * @throws {InvalidInputError} If an argument breaks a rule, or the rate is 0.
 *
 * @example
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * const discounting = { continuousDiscountRate: 0.0027 };
 * nbd.discountedExpectedResidualTransactions({ r: 0.385, alpha: 12.072 }, customer, discounting); // ≈ 17.34
 */
export const discountedExpectedResidualTransactions: CustomerVerbWith<NbdParameters, Discounting> = (
  parameters,
  customers,
  discounting,
) => {
  const where = "nbd.discountedExpectedResidualTransactions";
  checkParameters(where, parameters, names);
  const rate = continuousRate(where, discounting);
  const rule = "must be a rate above 0 (the expected number of purchases is infinite)";
  check(rate > 0, where, "discounting", rule, rate);
  const { r, alpha } = parameters;
  return perCustomer(where, customers, (x, _, T) => (r + x) / ((alpha + T) * rate));
};

function drawBuyer(parameters: NbdParameters, random: Random): Buyer {
  const rate = sampleGamma(random, parameters.r) / parameters.alpha;
  return { aliveUntil: Number.POSITIVE_INFINITY, gap: () => sampleExponential(random) / rate };
}

/**
 * Simulated customers and their purchases, for tests, teaching and power studies.
 *
 * @param parameters - r and alpha.
 * @param options - Number of customers, T, an optional holdout, seed and stream.
 * @returns Histories, and every purchase; everyone is alive.
 * @throws {InvalidInputError} If an argument breaks a rule.
 *
 * @example
 * const { customers } = nbd.simulate({ r: 0.385, alpha: 12.072 }, { customers: 100, T: 39, seed: 7 });
 * customers.alive[0]; // => 1
 */
export function simulate(parameters: NbdParameters, options: PurchaseSimulationOptions): PurchaseSimulation {
  const where = "nbd.simulate";
  checkParameters(where, parameters, names);
  return simulateCustomers(where, options, (random) => drawBuyer(parameters, random));
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
 * const { weight } = nbd.resample(customers, { seed: 3 });
 * weight[0]! + weight[1]! + weight[2]!; // => 10
 */
export function resample<Data extends CustomerHistory | Customers>(
  customers: Data,
  options: DataDrawOptions = {},
): Data {
  return resampleCustomers("nbd.resample", customers, options);
}

/**
 * Draws a data set of the same design from the model: as many customers as the weights count, each observed as long as before.
 *
 * It is what a parametric `bootstrap` calls, and what `bootstrapLikelihoodRatioTest` draws from the simpler model. Columns
 * other than T and the unit of time are not drawn, and left out.
 *
 * @param parameters - r and alpha.
 * @param customers - One customer, columns, or rows; only T, weights and the unit of time play a part.
 * @param options - `seed` and `stream`.
 * @returns Columns with one entry per customer.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule or a weight is not whole.
 *
 * @example
 * const customers = { frequency: [0, 2], recency: [0, 30.43], T: [38.86, 35], weight: [3, 1] };
 * const drawn = nbd.replicate({ r: 0.385, alpha: 12.072 }, customers, { seed: 3 });
 * Array.from(drawn.T); // => [38.86, 38.86, 38.86, 35]
 */
export function replicate(
  parameters: NbdParameters,
  customers: CustomerHistory | Customers,
  options: DataDrawOptions = {},
): ReplicatedCustomers {
  const where = "nbd.replicate";
  checkParameters(where, parameters, names);
  return replicateCustomers(where, customers, options, (random) => drawBuyer(parameters, random));
}
