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

/** Parameters of the MBG/NBD model: r and alpha of the purchase rates, a and b of the drop-out probabilities. */
export type MbgNbdParameters = BetaGeometricParameters;

const model = /* @__PURE__ */ betaGeometricModel("mbgNbd", { k: 1, zero: 1 });
const likelihoodProblem = /* @__PURE__ */ likelihoodOfCustomers(model);

/**
 * Maximum-likelihood estimate of the MBG/NBD model.
 *
 * Equal customers are grouped, so a million customers take seconds.
 *
 * Formula: L = B(a, b+x+1)/B(a, b) Γ(r+x)/Γ(r) α^r [ (α+T)^-(r+x) + a/(b+x) (α+t_x)^-(r+x) ].
 * @function
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
 * const fit = await mbgNbd.fitAsync(customers);
 * fit.observations; // => 2385
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * Log-likelihood of the purchase times of customers, in natural logarithms; weights count customers.
 * @function
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * mbgNbd.logLikelihood(parameters, { frequency: 2, recency: 30.43, T: 38.86 }); // ≈ -9.6872
 */
export const logLikelihood = /* @__PURE__ */ methods.logLikelihood(model, historyLogLikelihood);

/**
 * Probability that a customer with a given history has not left by T, 0 to 1.
 *
 * Unlike in the BG/NBD model, a customer without a repeat purchase may be gone.
 *
 * Formula: 1 / (1 + a/(b+x) ((α+T)/(α+t_x))^(r+x)).
 * @function
 * @example
 * const parameters = { r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };
 * mbgNbd.probabilityAlive(parameters, { frequency: 26, recency: 30.857143, T: 31 }); // ≈ 0.9699150
 */
export const probabilityAlive = /* @__PURE__ */ methods.probabilityAlive(model, aliveGivenHistory);

/**
 * Expected number of repeat purchases of a new customer in the time t after the first purchase.
 *
 * Formula: E[X(t)] = b/(a-1) [1 - (α/(α+t))^r ₂F₁(r, b+1; a+b; t/(α+t))], evaluated without its cancellations.
 * @function
 * @example
 * const parameters = { r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };
 * mbgNbd.expectedTransactions(parameters, 52); // ≈ 1.208679
 */
export const expectedTransactions = /* @__PURE__ */ methods.expectedTransactions(model, expectedOfNew);

/**
 * Expected number of purchases of a customer in the time t after T, given the history up to T.
 *
 * Formula: P(alive) (a+b+x)/(a-1) [1 - ((α+T)/(α+T+t))^(r+x) ₂F₁(r+x, b+x+1; a+b+x; t/(α+T+t))].
 * @function
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * mbgNbd.conditionalExpectedTransactions(parameters, { frequency: 2, recency: 30.43, T: 38.86 }, 39); // ≈ 1.340
 */
export const conditionalExpectedTransactions = /* @__PURE__ */ methods.conditionalExpectedTransactions(
  model,
  expectedGivenHistory,
);

/**
 * Probability that a new customer makes exactly x repeat purchases in the time t after the first purchase.
 *
 * Formula: B(a, b+x+1)/B(a, b) P(N = x) + B(a+1, b+x)/B(a, b) P(N ≥ x), N being negative binomial.
 * @function
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * mbgNbd.transactionProbability(parameters, { x: 0, t: 39 }); // ≈ 0.6787840
 */
export const transactionProbability = /* @__PURE__ */ methods.transactionProbability(model, probabilityOfNew);

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T. With x = 0
 * it answers "will nothing more come?".
 *
 * Formula: P(alive) times that of a BG/NBD customer with r + x, alpha + T, a and b + x + 1, plus 1 - P(alive) at x = 0.
 * @function
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * mbgNbd.conditionalTransactionProbability(parameters, customer, { x: 0, t: 39 }); // ≈ 0.4089
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
 * mbgNbd.discountedExpectedResidualTransactions(parameters, customer, { discountRate, timeUnit: "week" }); // ≈ 6.00
 */
export const discountedExpectedResidualTransactions =
  /* @__PURE__ */ methods.discountedExpectedResidualTransactions(model, discountedGivenHistory);

/**
 * Simulated customers and their purchases, for tests, teaching and power studies.
 * @function
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const { customers } = mbgNbd.simulate(parameters, { customers: 1000, T: 39, seed: 7 });
 * customers.frequency.length; // => 1000
 */
export const simulate = /* @__PURE__ */ methods.simulate(model, drawBetaGeometric);

/** The likelihood, and customers drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf(model, { likelihoodProblem, draw: drawBetaGeometric });
