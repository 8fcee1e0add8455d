/**
 * The BG/NBD model with static covariates: what a customer's channel, first product or age at the start says of how often the
 * customer buys and how soon the customer leaves. `parametersFor` turns covariates into the parameters that the verbs of
 * `bgNbd` take.
 *
 * @see Fader & Hardie (2007), "Incorporating Time-Invariant Covariates into the Pareto/NBD and BG/NBD Models", note 019,
 *   brucehardie.com, for α; its covariates of a and b scale both alike and so cannot change the mean drop-out probability,
 *   which is why this model moves the odds a : b instead.
 *
 * @module
 */
import type { DataDrawOptions } from "../../../inference/bootstrap.js";
import type { Fit, LikelihoodProblem } from "../../../inference/fit.js";
import type { Covariates } from "../../covariates.js";
import { type BetaGeometricParameters, betaGeometricProblem } from "../beta-geometric/fit.js";
import type { CountInTime } from "../counts.js";
import type { Discounting } from "../discounting.js";
import {
  type BetaGeometricCovariateChoice,
  fitRegression,
  type RegressionOptions,
  regressionProblem,
} from "./fit.js";
import type { CovariateCustomers, CovariateHistory } from "./input.js";
import { betaGeometricKind } from "./kinds.js";
import type { RegressionParameters } from "./layout.js";
import { startsFromFit } from "./starts.js";
import {
  type CovariateSimulation,
  type CovariateSimulationOptions,
  type CovariateTimeVerb,
  type CovariateVerb,
  type CovariateVerbWith,
  parametersForCovariates,
  type ReplicatedCovariateCustomers,
  regressionLogLikelihood,
  regressionVerbs,
  replicateRegression,
  resampleRegression,
  simulateRegression,
} from "./verbs.js";

/** Parameters of the BG/NBD model for customers whose covariates are all 0, and the coefficients of the covariates. */
export type BgNbdRegressionParameters = RegressionParameters<BetaGeometricParameters>;

const model = "bgNbdRegression";
const kind = /* @__PURE__ */ betaGeometricKind(
  { k: 1, zero: 0 },
  {
    model,
    base: "bgNbd",
    baseStarts: (customers) =>
      startsFromFit(betaGeometricProblem(customers, { k: 1, zero: 0, where: "bgNbd.fit", model: "bgNbd" })),
  },
);
const verbs = /* @__PURE__ */ regressionVerbs(kind);

/**
 * The likelihood of the BG/NBD model with covariates, as profiles and posteriors use it.
 *
 * Covariates are taken as they are: for profiles and posteriors, count them in units in which they vary by about one.
 *
 * @param customers - Rows, or columns `{ frequency, recency, T, weight? }`, with covariates.
 * @param options - `covariates`, `effect`: as in `fit`.
 * @returns The likelihood with its gradient, scales and starting points.
 * @throws {InvalidInputError} If a history or a covariate breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If nobody bought again, or a covariate is the same for everyone or follows from others.
 */
export function likelihoodProblem(
  customers: CovariateCustomers,
  options: BetaGeometricCovariateChoice = {},
): LikelihoodProblem<BgNbdRegressionParameters> {
  return regressionProblem("bgNbdRegression.fit", kind, customers, options);
}

/**
 * Maximum-likelihood estimate of the BG/NBD model with static covariates.
 *
 * A positive coefficient means faster purchases or sooner leaving. It describes; it does not say that moving a customer to
 * another channel would change anything. Covariates must be known at the first purchase: one that is gathered during
 * observation, such as the number of products bought, explains purchases by themselves.
 *
 * Formula: α_i = α exp(-Σ γ z); logit(a_i/(a_i + b_i)) = logit(a/(a + b)) + Σ γ z with a_i + b_i = a + b (`mean`), or
 * a_i = a exp(Σ γ z) and b_i = b exp(Σ γ z), each with coefficients of its own (`both`).
 *
 * @param customers - Rows, or columns `{ frequency, recency, T, weight? }`, with covariates: each a field or column of its
 *   own, or all of them under `covariates`. What `summarizeTransactions` gives with `carry` works as it is.
 * @param options - `covariates`, `effect`, `coefficientPrior`, a `start`, a `prior`, `maxIterations`.
 * @returns The fit as plain data. Parameters are r, alpha, a, b of customers whose covariates are all 0, then `purchase.x` and `dropout.x` for a covariate x; with the effect `both`, `a.x` and `b.x` instead of `dropout.x`.
 * @throws {InvalidInputError} If a history or a covariate breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If nobody bought again, or a covariate is the same for everyone or follows from others.
 * @throws {ConvergenceError} If the search stops short of the maximum.
 * @see Fader & Hardie (2007), note 019, brucehardie.com.
 *
 * @example
 * const truth = { r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.6, "dropout.online": -0.4 };
 * const online = Array.from({ length: 400 }, (_, i) => i % 2);
 * const { customers } = bgNbdRegression.simulate(truth, { T: 39, covariates: { online }, seed: 3 });
 * const fit = bgNbdRegression.fit(customers);
 * fit.parameters["purchase.online"]; // ≈ 0.5129
 * likelihoodRatioTest(bgNbd.fit(customers), fit).statistic; // ≈ 15.14
 */
export function fit(
  customers: CovariateCustomers,
  options: BetaGeometricCovariateChoice & RegressionOptions<BgNbdRegressionParameters> = {},
): Fit<BgNbdRegressionParameters> {
  return fitRegression("bgNbdRegression.fit", kind, customers, options);
}

/**
 * The parameters of `bgNbd` for customers with given covariates, for its verbs.
 *
 * Formula: as for `fit`.
 *
 * @param parameters - Parameters of a fit.
 * @param covariates - Values of all covariates of the fit, by name.
 * @returns r, alpha, a, b of such customers.
 * @throws {InvalidInputError} If a covariate is missing, not a number, or none of the fit's.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5 };
 * const { alpha } = bgNbdRegression.parametersFor(parameters, { online: 1 });
 * alpha; // ≈ 4.8522
 */
export function parametersFor(
  parameters: BgNbdRegressionParameters,
  covariates: Covariates,
): BetaGeometricParameters {
  return parametersForCovariates("bgNbdRegression.parametersFor", kind, parameters, covariates);
}

/**
 * Log-likelihood of the purchase times of customers with covariates, in natural logarithms; weights count customers.
 *
 * @param parameters - Parameters of a fit.
 * @param customers - One customer, columns, or rows, with the covariates of the parameters.
 * @returns The sum over customers.
 * @throws {InvalidInputError} If a parameter, a history or a covariate breaks a rule.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * bgNbdRegression.logLikelihood(parameters, customer); // ≈ -9.01322
 */
export function logLikelihood(
  parameters: BgNbdRegressionParameters,
  customers: CovariateHistory | CovariateCustomers,
): number {
  return regressionLogLikelihood(kind, parameters, customers);
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
 * const parameters = { r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * bgNbdRegression.probabilityAlive(parameters, customer); // ≈ 0.77198
 */
export const probabilityAlive: CovariateVerb<BgNbdRegressionParameters> = (parameters, customers) =>
  verbs.probabilityAlive(parameters, customers);

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
 * const parameters = { r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5, "dropout.online": -0.3 };
 * bgNbdRegression.expectedTransactions(parameters, { online: 1 }, 52); // ≈ 3.42307
 */
export const expectedTransactions: CovariateTimeVerb<BgNbdRegressionParameters> = (
  parameters,
  covariates,
  t,
) => verbs.expectedTransactions(parameters, covariates, t);

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
 * const parameters = { r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * bgNbdRegression.conditionalExpectedTransactions(parameters, customer, 39); // ≈ 1.52823
 */
export const conditionalExpectedTransactions: CovariateVerbWith<BgNbdRegressionParameters, number> = (
  parameters,
  customers,
  t,
) => verbs.conditionalExpectedTransactions(parameters, customers, t);

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
 * const parameters = { r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5, "dropout.online": -0.3 };
 * bgNbdRegression.transactionProbability(parameters, { online: 1 }, { x: 0, t: 39 }); // ≈ 0.26691
 */
export function transactionProbability(
  parameters: BgNbdRegressionParameters,
  covariates: Covariates,
  event: CountInTime,
): number {
  return verbs.transactionProbability(parameters, covariates, event);
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
 * const parameters = { r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * bgNbdRegression.conditionalTransactionProbability(parameters, customer, { x: 0, t: 39 }); // ≈ 0.37508
 */
export const conditionalTransactionProbability: CovariateVerbWith<BgNbdRegressionParameters, CountInTime> = (
  parameters,
  customers,
  event,
) => verbs.conditionalTransactionProbability(parameters, customers, event);

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
 * const parameters = { r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * const discounting = { continuousDiscountRate: 0.0027 };
 * bgNbdRegression.discountedExpectedResidualTransactions(parameters, customer, discounting); // ≈ 6.9268
 */
export const discountedExpectedResidualTransactions: CovariateVerbWith<
  BgNbdRegressionParameters,
  Discounting
> = (parameters, customers, discounting) =>
  verbs.discountedExpectedResidualTransactions(parameters, customers, discounting);

/**
 * Simulated customers with covariates and their purchases, for tests, teaching and power studies.
 *
 * @param parameters - Parameters of a fit.
 * @param options - `covariates` (one value, or one per customer), T, an optional holdout, seed and stream.
 * @returns Histories with their covariates and with what only a simulation knows, and every purchase.
 * @throws {InvalidInputError} If an argument breaks a rule.
 *
 * @example
 * const parameters = { r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5 };
 * const { customers } = bgNbdRegression.simulate(parameters, { T: 39, covariates: { online: [0, 1, 1] }, seed: 7 });
 * Array.from(customers.covariates.online!); // => [0, 1, 1]
 */
export function simulate(
  parameters: BgNbdRegressionParameters,
  options: CovariateSimulationOptions,
): CovariateSimulation {
  return simulateRegression(kind, parameters, options);
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
 * const { weight } = bgNbdRegression.resample(customers, { seed: 3 });
 * weight[0]! + weight[1]! + weight[2]!; // => 10
 */
export function resample<Data extends CovariateCustomers>(
  customers: Data,
  options: DataDrawOptions = {},
): Data {
  return resampleRegression(kind, customers, options);
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
 * const parameters = { r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5 };
 * const customers = { frequency: [0, 2], recency: [0, 30], T: [38, 35], weight: [3, 1], online: [0, 1] };
 * const drawn = bgNbdRegression.replicate(parameters, customers, { seed: 3 });
 * Array.from(drawn.covariates.online!); // => [0, 0, 0, 1]
 */
export function replicate(
  parameters: BgNbdRegressionParameters,
  customers: CovariateCustomers,
  options: DataDrawOptions = {},
): ReplicatedCovariateCustomers {
  return replicateRegression(kind, parameters, customers, options);
}
