/**
 * The MBG/CNBD-k model with static covariates: what a customer's channel, first product or age at the start says of how often the
 * customer buys and how soon the customer leaves. `parametersFor` turns covariates into the parameters that the verbs of
 * `mbgCnbdK` take.
 *
 * @see Fader & Hardie (2007), "Incorporating Time-Invariant Covariates into the Pareto/NBD and BG/NBD Models", note 019,
 *   brucehardie.com, for α; its covariates of a and b scale both alike and so cannot change the mean drop-out probability,
 *   which is why this model moves the odds a : b instead.
 *
 * @module
 */
import type { DataDrawOptions } from "../../../inference/bootstrap.js";
import type { Covariates } from "../../covariates.js";
import type { CnbdKParameters } from "../beta-geometric/erlang-gaps.js";
import type { CountInTime } from "../counts.js";
import type { Discounting } from "../discounting.js";
import type { CovariateCustomers, CovariateHistory } from "./input.js";
import {
  atShape,
  type CnbdKRegressionFit,
  type CnbdKRegressionOptions,
  type CnbdKRegressionParameters,
  fitRegressionShapes,
  shapedLogLikelihood,
  shapedParametersFor,
  type TimedCovariateCustomers,
} from "./shapes.js";
import {
  type CovariateSimulation,
  type CovariateSimulationOptions,
  type CovariateTimeVerb,
  type CovariateVerb,
  type CovariateVerbWith,
  type ReplicatedCovariateCustomers,
  replicateRegression,
  resampleRegression,
  simulateRegression,
} from "./verbs.js";

const family = { model: "mbgCnbdKRegression", base: "mbgCnbdK", zero: 1 } as const;
const at = (verb: string, parameters: CnbdKRegressionParameters) => atShape(family, verb, parameters);

/**
 * Maximum-likelihood estimate of the MBG/CNBD-k model with static covariates.
 *
 * The search is made at every shape k of the gaps, and the likeliest kept; standard errors are those given k.
 *
 * A positive coefficient means faster purchases or sooner leaving. It describes; it does not say that moving a customer to
 * another channel would change anything. Covariates must be known at the first purchase: one that is gathered during
 * observation, such as the number of products bought, explains purchases by themselves.
 *
 * Formula: α_i = α exp(-Σ γ z); logit(a_i/(a_i + b_i)) = logit(a/(a + b)) + Σ γ z with a_i + b_i = a + b (`mean`), or
 * a_i = a exp(Σ γ z) and b_i = b exp(Σ γ z), each with coefficients of its own (`both`).
 *
 * @param customers - Rows, or columns `{ frequency, recency, T, sumLogGaps, weight? }`, with covariates: each a field or column of its
 *   own, or all of them under `covariates`. What `summarizeTransactions` gives with `carry` works as it is.
 * @param options - `shapes` to try (1 to 12), `covariates`, `effect`, `coefficientPrior`, a `start`, a `prior`, `maxIterations`.
 * @returns The fit as plain data. Parameters are k, r, alpha, a, b of customers whose covariates are all 0, then `purchase.x` and `dropout.x` for a covariate x; with the effect `both`, `a.x` and `b.x` instead of `dropout.x`.
 * @throws {InvalidInputError} If a history or a covariate breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If nobody bought again, or a covariate is the same for everyone or follows from others.
 * @throws {ConvergenceError} If the search stops short of the maximum.
 * @see Fader & Hardie (2007), note 019, brucehardie.com.
 *
 * @example
 * const truth = { k: 2, r: 0.8, alpha: 7, a: 0.6, b: 2, "purchase.online": 0.6, "dropout.online": -0.4 };
 * const online = Array.from({ length: 400 }, (_, i) => i % 2);
 * const { customers } = mbgCnbdKRegression.simulate(truth, { T: 39, covariates: { online }, seed: 1 });
 * const fit = mbgCnbdKRegression.fit(customers, { shapes: [2] });
 * fit.parameters["purchase.online"]; // ≈ 0.4717
 * likelihoodRatioTest(mbgCnbdK.fit(customers, { shapes: [2] }), fit).statistic; // ≈ 14.38
 */
export function fit(
  customers: TimedCovariateCustomers,
  options: CnbdKRegressionOptions = {},
): CnbdKRegressionFit {
  return fitRegressionShapes(family, customers, options);
}

/**
 * The parameters of `mbgCnbdK` for customers with given covariates, for its verbs.
 *
 * Formula: as for `fit`.
 *
 * @param parameters - Parameters of a fit.
 * @param covariates - Values of all covariates of the fit, by name.
 * @returns k, r, alpha, a, b of such customers.
 * @throws {InvalidInputError} If a covariate is missing, not a number, or none of the fit's.
 *
 * @example
 * const parameters = { k: 2, r: 0.8, alpha: 7, a: 0.6, b: 2, "purchase.online": 0.5 };
 * const { alpha } = mbgCnbdKRegression.parametersFor(parameters, { online: 1 });
 * alpha; // ≈ 4.2457
 */
export function parametersFor(
  parameters: CnbdKRegressionParameters,
  covariates: Covariates,
): CnbdKParameters {
  return shapedParametersFor(family, parameters, covariates);
}

/**
 * Log-likelihood of the purchase times of customers with covariates, in natural logarithms; weights count customers.
 *
 * @param parameters - Parameters of a fit.
 * @param customers - One customer, columns, or rows, with the covariates of the parameters; for k above 1 with `sumLogGaps`.
 * @returns The sum over customers.
 * @throws {InvalidInputError} If a parameter, a history or a covariate breaks a rule.
 *
 * @example
 * const parameters = { k: 2, r: 0.8, alpha: 7, a: 0.6, b: 2, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1, sumLogGaps: 5.4 };
 * mbgCnbdKRegression.logLikelihood(parameters, customer); // ≈ -8.41222
 */
export function logLikelihood(
  parameters: CnbdKRegressionParameters,
  customers: CovariateHistory | CovariateCustomers,
): number {
  return shapedLogLikelihood(family, parameters, customers);
}

/**
 * Probability that a customer with a given history and covariates has not left by T, 0 to 1.
 *
 * @param parameters - Parameters of a fit.
 * @param customers - One customer, columns, or rows, with the covariates of the parameters.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter, a history or a covariate breaks a rule.
 *
 * @example
 * const parameters = { k: 2, r: 0.8, alpha: 7, a: 0.6, b: 2, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * mbgCnbdKRegression.probabilityAlive(parameters, customer); // ≈ 0.85622
 */
export const probabilityAlive: CovariateVerb<CnbdKRegressionParameters> = (parameters, customers) => {
  const { rest, verbs } = at("probabilityAlive", parameters);
  return verbs.probabilityAlive(rest, customers);
};

/**
 * Expected number of repeat purchases, in the time t after the first purchase, of a new customer with given covariates.
 *
 * @param parameters - Parameters of a fit.
 * @param covariates - Values of all covariates of the fit, by name.
 * @param t - Length of time, 0 or more, in the unit of alpha; or many of them.
 * @returns Expected purchases, the first one not counted.
 * @throws {InvalidInputError} If a parameter, a covariate or a time breaks a rule.
 *
 * @example
 * const parameters = { k: 2, r: 0.8, alpha: 7, a: 0.6, b: 2, "purchase.online": 0.5, "dropout.online": -0.3 };
 * mbgCnbdKRegression.expectedTransactions(parameters, { online: 1 }, 52); // ≈ 2.67906
 */
export const expectedTransactions: CovariateTimeVerb<CnbdKRegressionParameters> = (
  parameters,
  covariates,
  t,
) => {
  const { rest, verbs } = at("expectedTransactions", parameters);
  return verbs.expectedTransactions(rest, covariates, t);
};

/**
 * Expected number of purchases of a customer in the time t after T, given the history up to T and the covariates.
 *
 * @param parameters - Parameters of a fit.
 * @param customers - One customer, columns, or rows, with the covariates of the parameters.
 * @param t - Length of time from T on, 0 or more.
 * @returns Expected purchases: one number, or a column.
 * @throws {InvalidInputError} If a parameter, a history, a covariate or the time breaks a rule.
 *
 * @example
 * const parameters = { k: 2, r: 0.8, alpha: 7, a: 0.6, b: 2, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * mbgCnbdKRegression.conditionalExpectedTransactions(parameters, customer, 39); // ≈ 1.86254
 */
export const conditionalExpectedTransactions: CovariateVerbWith<CnbdKRegressionParameters, number> = (
  parameters,
  customers,
  t,
) => {
  const { rest, verbs } = at("conditionalExpectedTransactions", parameters);
  return verbs.conditionalExpectedTransactions(rest, customers, t);
};

/**
 * Probability that a new customer with given covariates makes exactly x repeat purchases in the time t after the first.
 *
 * @param parameters - Parameters of a fit.
 * @param covariates - Values of all covariates of the fit, by name.
 * @param event - `x`, a whole number of 0 or more, and `t`, 0 or more.
 * @returns A probability; over all x they sum to 1.
 * @throws {InvalidInputError} If a parameter, a covariate or the event breaks a rule.
 *
 * @example
 * const parameters = { k: 2, r: 0.8, alpha: 7, a: 0.6, b: 2, "purchase.online": 0.5, "dropout.online": -0.3 };
 * mbgCnbdKRegression.transactionProbability(parameters, { online: 1 }, { x: 0, t: 39 }); // ≈ 0.40179
 */
export function transactionProbability(
  parameters: CnbdKRegressionParameters,
  covariates: Covariates,
  event: CountInTime,
): number {
  const { rest, verbs } = at("transactionProbability", parameters);
  return verbs.transactionProbability(rest, covariates, event);
}

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T and the covariates.
 *
 * @param parameters - Parameters of a fit.
 * @param customers - One customer, columns, or rows, with the covariates of the parameters.
 * @param event - `x`, a whole number of 0 or more, and `t`, the length of time from T on.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter, a history, a covariate or the event breaks a rule.
 *
 * @example
 * const parameters = { k: 2, r: 0.8, alpha: 7, a: 0.6, b: 2, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * mbgCnbdKRegression.conditionalTransactionProbability(parameters, customer, { x: 0, t: 39 }); // ≈ 0.21938
 */
export const conditionalTransactionProbability: CovariateVerbWith<CnbdKRegressionParameters, CountInTime> = (
  parameters,
  customers,
  event,
) => {
  const { rest, verbs } = at("conditionalTransactionProbability", parameters);
  return verbs.conditionalTransactionProbability(rest, customers, event);
};

/**
 * Discounted expected residual transactions (DERT) of customers with covariates: the present value at T, in purchases, of
 * all purchases to come.
 *
 * @param parameters - Parameters of a fit.
 * @param customers - One customer, columns, or rows, with the covariates of the parameters.
 * @param discounting - An effective rate with its period and the time unit of the parameters, or a continuous rate per
 *   time unit by name.
 * @returns Discounted purchases: one number, or a column.
 * @throws {InvalidInputError} If an argument breaks a rule, or the rate is 0 where a is 1 or less: the sum then diverges.
 *
 * @example
 * const parameters = { k: 2, r: 0.8, alpha: 7, a: 0.6, b: 2, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * const discounting = { continuousDiscountRate: 0.0027 };
 * mbgCnbdKRegression.discountedExpectedResidualTransactions(parameters, customer, discounting); // ≈ 10.3418
 */
export const discountedExpectedResidualTransactions: CovariateVerbWith<
  CnbdKRegressionParameters,
  Discounting
> = (parameters, customers, discounting) => {
  const { rest, verbs } = at("discountedExpectedResidualTransactions", parameters);
  return verbs.discountedExpectedResidualTransactions(rest, customers, discounting);
};

/**
 * Simulated customers with covariates and their purchases, for tests, teaching and power studies.
 *
 * @param parameters - Parameters of a fit.
 * @param options - `covariates` (one value, or one per customer), T, an optional holdout, seed and stream.
 * @returns Histories with their covariates and with what only a simulation knows, and every purchase.
 * @throws {InvalidInputError} If an argument breaks a rule.
 *
 * @example
 * const parameters = { k: 2, r: 0.8, alpha: 7, a: 0.6, b: 2, "purchase.online": 0.5 };
 * const { customers } = mbgCnbdKRegression.simulate(parameters, { T: 39, covariates: { online: [0, 1, 1] }, seed: 7 });
 * Array.from(customers.covariates.online!); // => [0, 1, 1]
 */
export function simulate(
  parameters: CnbdKRegressionParameters,
  options: CovariateSimulationOptions,
): CovariateSimulation {
  const { kind, rest } = at("simulate", parameters);
  return simulateRegression(kind, rest, options);
}

/**
 * Draws a data set of the same size from the customers of another, with replacement; covariates stay with their customers.
 *
 * It is what `bootstrap` calls. Weights must be whole: they are counts of customers.
 *
 * @param customers - Columns or rows with covariates, as `fit` takes them.
 * @param options - `seed` and `stream`.
 * @returns The same rows or columns, each customer weighted by the number of times that it was drawn, 0 included.
 * @throws {InvalidInputError} If a history breaks a rule or a weight is not whole.
 *
 * @example
 * const customers = { frequency: [0, 1, 5], recency: [0, 30, 36], T: [38, 38, 38], weight: [5, 3, 2], online: [0, 1, 1] };
 * const { weight } = mbgCnbdKRegression.resample(customers, { seed: 3 });
 * weight[0]! + weight[1]! + weight[2]!; // => 10
 */
export function resample<Data extends CovariateCustomers>(
  customers: Data,
  options: DataDrawOptions = {},
): Data {
  return resampleRegression(family, customers, options);
}

/**
 * Draws a data set of the same design from the model: as many customers as the weights count, each with the same covariates
 * and observed as long as before.
 *
 * It is what a parametric `bootstrap` calls.
 *
 * @param parameters - Parameters of a fit.
 * @param customers - Columns or rows; only T, weights, covariates and the unit of time play a part.
 * @param options - `seed` and `stream`.
 * @returns Columns with one entry per customer, the covariates under `covariates`.
 * @throws {InvalidInputError} If a parameter, a history or a covariate breaks a rule, or a weight is not whole.
 *
 * @example
 * const parameters = { k: 2, r: 0.8, alpha: 7, a: 0.6, b: 2, "purchase.online": 0.5 };
 * const customers = { frequency: [0, 2], recency: [0, 30], T: [38, 35], weight: [3, 1], online: [0, 1] };
 * const drawn = mbgCnbdKRegression.replicate(parameters, customers, { seed: 3 });
 * Array.from(drawn.covariates.online!); // => [0, 0, 0, 1]
 */
export function replicate(
  parameters: CnbdKRegressionParameters,
  customers: CovariateCustomers,
  options: DataDrawOptions = {},
): ReplicatedCovariateCustomers {
  const { kind, rest } = at("replicate", parameters);
  return replicateRegression(kind, rest, customers, options);
}
