/**
 * The BG/CNBD-k model with static covariates: what a customer's channel, first product or age at the start says of how often the
 * customer buys and how soon the customer leaves. `parametersFor` turns covariates into the parameters that the functions of
 * `bgCnbdK` take.
 *
 * @see Fader & Hardie (2007), "Incorporating Time-Invariant Covariates into the Pareto/NBD and BG/NBD Models", note 019,
 *   brucehardie.com, for α; its covariates of a and b scale both alike and so cannot change the mean drop-out probability,
 *   which is why this model moves the odds a : b instead.
 *
 * @module
 */

import { asyncFit } from "../../../inference/fit-async.js";
import * as methods from "./methods.js";
import { fitShaped, shapedLogLikelihood, shapedModel, shapedParametersFor } from "./shapes.js";
import { redrawing, simulate as simulateFrom } from "./simulation.js";

const family = { model: "bgCnbdKRegression", base: "bgCnbdK", zero: 0 } as const;
const model = /* @__PURE__ */ shapedModel(family);

/**
 * Maximum-likelihood estimate of the BG/CNBD-k model with static covariates.
 *
 * The search is made at every shape k of the gaps, and the likeliest kept; standard errors are those given k.
 *
 * A positive coefficient means faster purchases or sooner leaving. It describes; it does not say that moving a customer to
 * another channel would change anything.
 *
 * Formula: α_i = α exp(-Σ γ z); logit(a_i/(a_i + b_i)) = logit(a/(a + b)) + Σ γ z with a_i + b_i = a + b (`mean`), or
 * a_i = a exp(Σ γ z) and b_i = b exp(Σ γ z), each with coefficients of its own (`both`).
 *
 * Parameters are k, r, alpha, a, b of customers whose covariates are all 0, then `purchase.x` and `dropout.x` for a
 * covariate x; with the effect `both`, `a.x` and `b.x` instead of `dropout.x`.
 * @function
 * @see Fader & Hardie (2007), note 019, brucehardie.com.
 * @example
 * const truth = { k: 2, r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.6, "dropout.online": -0.4 };
 * const online = Array.from({ length: 400 }, (_, i) => i % 2);
 * const { customers } = bgCnbdKRegression.simulate(truth, { T: 39, covariates: { online }, seed: 3 });
 * const fit = bgCnbdKRegression.fit(customers, { shapes: [2] });
 * fit.parameters["purchase.online"]; // ≈ 0.7075
 * likelihoodRatioTest(bgCnbdK.fit(customers, { shapes: [2] }), fit).statistic; // ≈ 26.05
 */
export const fit = /* @__PURE__ */ fitShaped(family);

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const truth = { k: 2, r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.6, "dropout.online": -0.4 };
 * const online = Array.from({ length: 400 }, (_, i) => i % 2);
 * const { customers } = bgCnbdKRegression.simulate(truth, { T: 39, covariates: { online }, seed: 3 });
 * const fit = await bgCnbdKRegression.fitAsync(customers, { shapes: [2] });
 * fit.parameters["purchase.online"]; // ≈ 0.7075
 * likelihoodRatioTest(bgCnbdK.fit(customers, { shapes: [2] }), fit).statistic; // ≈ 26.05
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * The parameters of `bgCnbdK` for customers with given covariates, for its functions.
 *
 * Formula: as for `fit`.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5 };
 * const { alpha } = bgCnbdKRegression.parametersFor(parameters, { online: 1 });
 * alpha; // ≈ 4.8522
 */
export const parametersFor = /* @__PURE__ */ shapedParametersFor(model);

/**
 * Log-likelihood of the purchase times of customers with covariates, in natural logarithms; weights count customers.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1, sumLogGaps: 5.4 };
 * bgCnbdKRegression.logLikelihood(parameters, customer); // ≈ -8.34046
 */
export const logLikelihood = /* @__PURE__ */ shapedLogLikelihood(model);

/**
 * Probability that a customer with a given history and covariates has not left by T, 0 to 1.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * bgCnbdKRegression.probabilityAlive(parameters, customer); // ≈ 0.80629
 */
export const probabilityAlive = /* @__PURE__ */ methods.probabilityAlive(model);

/**
 * Expected number of repeat purchases, in the time t after the first purchase, of a new customer with given covariates.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5, "dropout.online": -0.3 };
 * bgCnbdKRegression.expectedTransactions(parameters, { online: 1 }, 52); // ≈ 1.99477
 */
export const expectedTransactions = /* @__PURE__ */ methods.expectedTransactions(model);

/**
 * Expected number of purchases of a customer in the time t after T, given the history up to T and the covariates.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * bgCnbdKRegression.conditionalExpectedTransactions(parameters, customer, 39); // ≈ 1.60158
 */
export const conditionalExpectedTransactions = /* @__PURE__ */ methods.conditionalExpectedTransactions(model);

/**
 * Probability that a new customer with given covariates makes exactly x repeat purchases in the time t after the first.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5, "dropout.online": -0.3 };
 * bgCnbdKRegression.transactionProbability(parameters, { online: 1 }, { x: 0, t: 39 }); // ≈ 0.40934
 */
export const transactionProbability = /* @__PURE__ */ methods.transactionProbability(model);

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T and the covariates.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * bgCnbdKRegression.conditionalTransactionProbability(parameters, customer, { x: 0, t: 39 }); // ≈ 0.27640
 */
export const conditionalTransactionProbability = /* @__PURE__ */ methods.conditionalTransactionProbability(
  model,
);

/**
 * Discounted expected residual transactions (DERT) of customers with covariates: the present value at T, in purchases, of
 * all purchases to come.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5, "dropout.online": -0.3 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86, online: 1 };
 * const discounting = { continuousDiscountRate: 0.0027 };
 * bgCnbdKRegression.discountedExpectedResidualTransactions(parameters, customer, discounting); // ≈ 7.3568
 */
export const discountedExpectedResidualTransactions =
  /* @__PURE__ */ methods.discountedExpectedResidualTransactions(model);

/**
 * Simulated customers with covariates and their purchases, for tests, teaching and power studies.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.6, alpha: 8, a: 0.9, b: 3, "purchase.online": 0.5 };
 * const { customers } = bgCnbdKRegression.simulate(parameters, { T: 39, covariates: { online: [0, 1, 1] }, seed: 7 });
 * Array.from(customers.covariates.online!); // => [0, 1, 1]
 */
export const simulate = /* @__PURE__ */ simulateFrom(model);

/** Customers drawn again: what `bootstrap` takes. */
export const inference = /* @__PURE__ */ redrawing(model);
