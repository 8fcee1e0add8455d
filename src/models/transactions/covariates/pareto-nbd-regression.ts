/**
 * The Pareto/NBD model with static covariates: what a customer's channel, first product or age at the start says of how often the
 * customer buys and how soon the customer leaves. `parametersFor` turns covariates into the parameters that the functions of
 * `paretoNbd` take.
 *
 * @see Fader & Hardie (2007), "Incorporating Time-Invariant Covariates into the Pareto/NBD and BG/NBD Models", note 019,
 *   brucehardie.com.
 *
 * @module
 */
import { asyncFit } from "../../../inference/fit-async.js";
import type { ParetoNbdParameters } from "../lifetimes/pareto-problem.js";
import { fit as fitFrom, type LifetimeCovariateChoice, likelihoodOfCustomers } from "./fit.js";
import type { RegressionParameters } from "./layout.js";
import * as methods from "./methods.js";
import { regressionModel } from "./model.js";
import { paretoKind } from "./pareto.js";
import { inferenceOf, simulate as simulateFrom } from "./simulation.js";

/** Parameters of the Pareto/NBD model for customers whose covariates are all 0, and the coefficients of the covariates. */
export type ParetoNbdRegressionParameters = RegressionParameters<ParetoNbdParameters>;

const model = /* @__PURE__ */ regressionModel<ParetoNbdRegressionParameters>(paretoKind);

/**
 * Maximum-likelihood estimate of the Pareto/NBD model with static covariates.
 *
 * A positive coefficient means faster purchases or sooner leaving. It describes; it does not say that moving a customer to
 * another channel would change anything.
 *
 * Formula: α_i = α exp(-Σ γ z) and β_i = β exp(-Σ γ z), with coefficients γ of their own, or equal ones on request.
 *
 * Parameters are r, alpha, s, beta of customers whose covariates are all 0, then `purchase.x` and `dropout.x` for a
 * covariate x, or `equal.x` for one that has a single coefficient for both.
 * @function
 * @see Fader & Hardie (2007), note 019, brucehardie.com.
 * @example
 * const truth = { r: 0.6, alpha: 10, s: 0.6, beta: 12, "purchase.online": 0.6, "dropout.online": -0.4 };
 * const online = Array.from({ length: 400 }, (_, i) => i % 2);
 * const { customers } = paretoNbdRegression.simulate(truth, { T: 39, covariates: { online }, seed: 1 });
 * const fit = paretoNbdRegression.fit(customers);
 * fit.parameters["purchase.online"]; // ≈ 0.7181
 * likelihoodRatioTest(paretoNbd.fit(customers), fit).statistic; // ≈ 34.09
 */
export const fit = /* @__PURE__ */ fitFrom<ParetoNbdRegressionParameters, LifetimeCovariateChoice>(
  paretoKind,
);

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const truth = { r: 0.6, alpha: 10, s: 0.6, beta: 12, "purchase.online": 0.6, "dropout.online": -0.4 };
 * const online = Array.from({ length: 400 }, (_, i) => i % 2);
 * const { customers } = paretoNbdRegression.simulate(truth, { T: 39, covariates: { online }, seed: 1 });
 * const fit = await paretoNbdRegression.fitAsync(customers);
 * fit.parameters["purchase.online"]; // ≈ 0.7181
 * likelihoodRatioTest(paretoNbd.fit(customers), fit).statistic; // ≈ 34.09
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * The parameters of `paretoNbd` for customers with given covariates, for its functions.
 *
 * Formula: as for `fit`.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 10, s: 0.6, beta: 12, "purchase.online": 0.5 };
 * const { alpha } = paretoNbdRegression.parametersFor(parameters, { online: 1 });
 * alpha; // ≈ 6.0653
 */
export const parametersFor = /* @__PURE__ */ methods.parametersFor<
  ParetoNbdRegressionParameters,
  ParetoNbdParameters
>(model);

/**
 * Log-likelihood of the purchase times of customers with covariates, in natural logarithms; weights count customers.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 10, s: 0.6, beta: 12, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * paretoNbdRegression.logLikelihood(parameters, customer); // ≈ -9.45585
 */
export const logLikelihood = /* @__PURE__ */ methods.logLikelihood(model);

/**
 * Probability that a customer with a given history and covariates has not left by T, 0 to 1.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 10, s: 0.6, beta: 12, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * paretoNbdRegression.probabilityAlive(parameters, customer); // ≈ 0.87765
 */
export const probabilityAlive = /* @__PURE__ */ methods.probabilityAlive(model);

/**
 * Expected number of repeat purchases, in the time t after the first purchase, of a new customer with given covariates.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 10, s: 0.6, beta: 12, "purchase.online": 0.5, "dropout.online": -0.3 };
 * paretoNbdRegression.expectedTransactions(parameters, { online: 1 }, 52); // ≈ 3.11320
 */
export const expectedTransactions = /* @__PURE__ */ methods.expectedTransactions(model);

/**
 * Expected number of purchases of a customer in the time t after T, given the history up to T and the covariates.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 10, s: 0.6, beta: 12, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * paretoNbdRegression.conditionalExpectedTransactions(parameters, customer, 39); // ≈ 1.67011
 */
export const conditionalExpectedTransactions = /* @__PURE__ */ methods.conditionalExpectedTransactions(model);

/**
 * Probability that a new customer with given covariates makes exactly x repeat purchases in the time t after the first.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 10, s: 0.6, beta: 12, "purchase.online": 0.5, "dropout.online": -0.3 };
 * paretoNbdRegression.transactionProbability(parameters, { online: 1 }, { x: 0, t: 39 }); // ≈ 0.44495
 */
export const transactionProbability = /* @__PURE__ */ methods.transactionProbability(model);

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T and the covariates.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 10, s: 0.6, beta: 12, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * paretoNbdRegression.conditionalTransactionProbability(parameters, customer, { x: 0, t: 39 }); // ≈ 0.37048
 */
export const conditionalTransactionProbability = /* @__PURE__ */ methods.conditionalTransactionProbability(
  model,
);

/**
 * Discounted expected residual transactions (DERT) of customers with covariates: the present value at T, in purchases, of
 * all purchases to come.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 10, s: 0.6, beta: 12, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * const discounting = { continuousDiscountRate: 0.0027 };
 * paretoNbdRegression.discountedExpectedResidualTransactions(parameters, customer, discounting); // ≈ 7.6459
 */
export const discountedExpectedResidualTransactions =
  /* @__PURE__ */ methods.discountedExpectedResidualTransactions(model);

/**
 * Simulated customers with covariates and their purchases, for tests, teaching and power studies.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 10, s: 0.6, beta: 12, "purchase.online": 0.5 };
 * const { customers } = paretoNbdRegression.simulate(parameters, { T: 39, covariates: { online: [0, 1, 1] }, seed: 7 });
 * Array.from(customers.covariates.online!); // => [0, 1, 1]
 */
export const simulate = /* @__PURE__ */ simulateFrom(model);

const likelihoodProblem = /* @__PURE__ */ likelihoodOfCustomers<ParetoNbdRegressionParameters>(paretoKind);
/** The likelihood, and customers drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf<ParetoNbdRegressionParameters, LifetimeCovariateChoice>(
  model,
  likelihoodProblem,
);
