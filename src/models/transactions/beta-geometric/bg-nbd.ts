/**
 * The BG/NBD model of customers without contracts. While active a customer buys at random at a rate of their own, gamma
 * distributed across customers; after each repeat purchase the customer leaves for good with a probability of their own,
 * beta distributed across customers. Parameters r, alpha, a, b.
 *
 * @see Fader, Hardie & Lee (2005), "'Counting Your Customers' the Easy Way: An Alternative to the Pareto/NBD Model",
 *   Marketing Science 24(2), 275-284, doi:10.1287/mksc.1040.0098.
 *
 * @module
 */
import { asyncFit } from "../../../inference/fit-async.js";
import { inferenceOf } from "../inference-record.js";
import * as methods from "../methods.js";
import type { BetaGeometricParameters } from "./fit.js";
import { aliveGivenHistory, historyLogLikelihood } from "./history.js";
import { betaGeometricModel, likelihoodOfCustomers } from "./model.js";
import { drawBetaGeometric } from "./simulation.js";
import {
  discountedGivenHistory,
  expectedGivenHistory,
  expectedOfNew,
  probabilityGivenHistory,
  probabilityOfNew,
} from "./verbs.js";

/** Parameters of the BG/NBD model: r and alpha of the purchase rates, a and b of the drop-out probabilities. */
export type BgNbdParameters = BetaGeometricParameters;

const model = /* @__PURE__ */ betaGeometricModel("bgNbd", { k: 1, zero: 0 });
const likelihoodProblem = /* @__PURE__ */ likelihoodOfCustomers(model);

/**
 * Maximum-likelihood estimate of the BG/NBD model.
 *
 * The model calls every customer without a repeat purchase certainly alive: where that matters, compare `mbgNbd` or
 * `paretoNbd`. Equal customers are grouped, so a million customers take seconds.
 *
 * Formula: L = B(a, b+x)/B(a, b) Γ(r+x)/Γ(r) α^r [ (α+T)^-(r+x) + δ(x>0) a/(b+x-1) (α+t_x)^-(r+x) ].
 * @function
 * @see Fader, Hardie & Lee (2005), equation (6).
 * @example
 * const customers = {
 *   frequency: [0, 1, 2, 0, 4, 0, 1, 7, 0, 3],
 *   recency: [0, 12, 30.43, 0, 20, 0, 2, 36, 0, 25],
 *   T: [38, 38, 38.86, 30, 35, 38, 32, 38, 34, 36],
 *   weight: [600, 150, 80, 500, 30, 400, 120, 15, 450, 40],
 * };
 * const fit = bgNbd.fit(customers);
 * fit.observations; // => 2385
 */
export const fit = /* @__PURE__ */ methods.fit(likelihoodProblem);

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const customers = {
 *   frequency: [0, 1, 2, 0, 4, 0, 1, 7, 0, 3],
 *   recency: [0, 12, 30.43, 0, 20, 0, 2, 36, 0, 25],
 *   T: [38, 38, 38.86, 30, 35, 38, 32, 38, 34, 36],
 *   weight: [600, 150, 80, 500, 30, 400, 120, 15, 450, 40],
 * };
 * const fit = await bgNbd.fitAsync(customers);
 * fit.observations; // => 2385
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * Log-likelihood of the purchase times of customers, in natural logarithms; weights count customers.
 * @function
 * @see Fader, Hardie & Lee (2005), equation (7).
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * bgNbd.logLikelihood(parameters, { frequency: 2, recency: 30.43, T: 38.86 }); // ≈ -9.4586
 */
export const logLikelihood = /* @__PURE__ */ methods.logLikelihood(model, historyLogLikelihood);

/**
 * Probability that a customer with a given history has not left by T, 0 to 1.
 *
 * A customer without a repeat purchase has had no occasion to leave: the probability is 1 by construction, however long
 * ago the first purchase was. `mbgNbd` and `paretoNbd` differ there.
 *
 * Formula: 1 / (1 + δ(x>0) a/(b+x-1) ((α+T)/(α+t_x))^(r+x)).
 * @function
 * @see Fader, Hardie & Lee (2008), "Computing P(alive) Using the BG/NBD Model", note 021, brucehardie.com.
 * @example
 * const parameters = { r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };
 * bgNbd.probabilityAlive(parameters, { frequency: 26, recency: 30.857143, T: 31 }); // ≈ 0.9688523
 */
export const probabilityAlive = /* @__PURE__ */ methods.probabilityAlive(model, aliveGivenHistory);

/**
 * Expected number of repeat purchases of a new customer in the time t after the first purchase.
 *
 * Formula: E[X(t)] = (a+b-1)/(a-1) [1 - (α/(α+t))^r ₂F₁(r, b; a+b-1; t/(α+t))], evaluated without its cancellations.
 * @function
 * @see Fader, Hardie & Lee (2005), equation (9).
 * @example
 * const parameters = { r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };
 * bgNbd.expectedTransactions(parameters, 52); // ≈ 1.444004
 */
export const expectedTransactions = /* @__PURE__ */ methods.expectedTransactions(model, expectedOfNew);

/**
 * Expected number of purchases of a customer in the time t after T, given the history up to T.
 *
 * Formula: P(alive) (a+b+x-1)/(a-1) [1 - ((α+T)/(α+T+t))^(r+x) ₂F₁(r+x, b+x; a+b+x-1; t/(α+T+t))].
 * @function
 * @see Fader, Hardie & Lee (2005), equation (10).
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * bgNbd.conditionalExpectedTransactions(parameters, { frequency: 2, recency: 30.43, T: 38.86 }, 39); // ≈ 1.226
 */
export const conditionalExpectedTransactions = /* @__PURE__ */ methods.conditionalExpectedTransactions(
  model,
  expectedGivenHistory,
);

/**
 * Probability that a new customer makes exactly x repeat purchases in the time t after the first purchase.
 *
 * Formula: B(a, b+x)/B(a, b) P(N = x) + δ(x>0) B(a+1, b+x-1)/B(a, b) P(N ≥ x), N being negative binomial.
 * @function
 * @see Fader, Hardie & Lee (2005), equation (8).
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * bgNbd.transactionProbability(parameters, { x: 0, t: 39 }); // ≈ 0.5737864
 */
export const transactionProbability = /* @__PURE__ */ methods.transactionProbability(model, probabilityOfNew);

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T. With x = 0
 * it answers "will nothing more come?".
 *
 * Formula: P(alive) P(X(t) = x) with r + x, alpha + T, a and b + x in place of the parameters, plus 1 - P(alive) at x = 0.
 * @function
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * bgNbd.conditionalTransactionProbability(parameters, customer, { x: 0, t: 39 }); // ≈ 0.4454
 */
export const conditionalTransactionProbability = /* @__PURE__ */ methods.conditionalTransactionProbability(
  model,
  probabilityGivenHistory,
);

/**
 * Discounted expected residual transactions (DERT): the present value at T, in purchases, of all purchases to come.
 *
 * Formula: P(alive) E[λ/(λp + δ)] given the history, δ being the continuous discount rate. There is no closed form in the
 * papers; it is the discounted integral of the future purchase rate, evaluated by quadrature.
 * @function
 * @see Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of Marketing
 *   Research 42(4), 415-430, for DERT.
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * const discountRate = { rate: 0.15, per: "year" } as const;
 * bgNbd.discountedExpectedResidualTransactions(parameters, customer, { discountRate, timeUnit: "week" }); // ≈ 5.18
 */
export const discountedExpectedResidualTransactions =
  /* @__PURE__ */ methods.discountedExpectedResidualTransactions(model, discountedGivenHistory);

/**
 * Simulated customers and their purchases, for tests, teaching and power studies.
 * @function
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const { customers } = bgNbd.simulate(parameters, { customers: 1000, T: 39, seed: 7 });
 * customers.frequency.length; // => 1000
 */
export const simulate = /* @__PURE__ */ methods.simulate(model, drawBetaGeometric);

/** The likelihood, and customers drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf(model, { likelihoodProblem, draw: drawBetaGeometric });
