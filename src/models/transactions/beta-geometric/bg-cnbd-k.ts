/**
 * The BG/CNBD-k model: the BG/NBD model with purchases more regular than at random. The gaps between purchases are Erlang-k
 * distributed, k = 1 being random purchases, k = 2 every second event of a random process. Parameters k, r, alpha, a, b.
 *
 * @see Platzer & Reutterer (2016), "Ticking Away the Moments: Timing Regularity Helps to Better Predict Customer Activity",
 *   Marketing Science 35(5), 779-799, doi:10.1287/mksc.2015.0963; Reutterer, Platzer & Schröder (2021), "Leveraging Purchase
 *   Regularity for Predicting Customer Behavior the Easy Way", International Journal of Research in Marketing 38(1), 194-215.
 *
 * @module
 */
import { asyncFit } from "../../../inference/fit-async.js";
import { redrawing } from "../inference-record.js";
import * as methods from "../methods.js";
import { type CnbdKParameters, checkGaps, fitRegular, regularLogLikelihood } from "./erlang-gaps.js";
import { aliveGivenHistory } from "./history.js";
import { regularModel } from "./model.js";
import { drawBetaGeometric } from "./simulation.js";
import {
  discountedGivenHistory,
  expectedGivenHistory,
  expectedOfNew,
  probabilityGivenHistory,
  probabilityOfNew,
} from "./verbs.js";

/** Parameters of the BG/CNBD-k model: the shape k of the gaps, and those of the BG/NBD model. */
export type BgCnbdKParameters = CnbdKParameters;

const model = /* @__PURE__ */ regularModel("bgCnbdK", 0);

/**
 * Maximum-likelihood estimate of the BG/CNBD-k model: every shape k is fitted, and the likeliest kept.
 *
 * Standard errors are those given k. The likelihood is that of the gaps too, so compare it with k = 1 of this model (its
 * `shapes`), not with other models.
 * @function
 * @example
 * const customers = {
 *   frequency: [0, 3, 5, 1, 4, 0, 2, 6],
 *   recency: [0, 30, 35, 9, 20, 0, 21, 36],
 *   T: [38, 38, 38, 30, 35, 38, 32, 38],
 *   sumLogGaps: [0, 6.9, 9.5, 2.2, 6.3, 0, 4.7, 10.6],
 * };
 * bgCnbdK.fit(customers, { shapes: [1, 2] }).shapes.length; // => 2
 */
export const fit = /* @__PURE__ */ fitRegular(model);

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const customers = {
 *   frequency: [0, 3, 5, 1, 4, 0, 2, 6],
 *   recency: [0, 30, 35, 9, 20, 0, 21, 36],
 *   T: [38, 38, 38, 30, 35, 38, 32, 38],
 *   sumLogGaps: [0, 6.9, 9.5, 2.2, 6.3, 0, 4.7, 10.6],
 * };
 * (await bgCnbdK.fitAsync(customers, { shapes: [1, 2] })).shapes.length; // => 2
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * Log-likelihood of the purchase times of customers, in natural logarithms; weights count customers.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * bgCnbdK.logLikelihood(parameters, { frequency: 2, recency: 30.43, T: 38.86, sumLogGaps: 5.4 }); // ≈ -9.0504
 */
export const logLikelihood = /* @__PURE__ */ regularLogLikelihood(model);

/**
 * Probability that a customer with a given history has not left by T, 0 to 1.
 *
 * A customer without a repeat purchase has had no occasion to leave: the probability is 1 by construction, however long
 * ago the first purchase was. `mbgCnbdK` and `paretoNbd` differ there.
 *
 * Formula: that of the model with k = 1, purchases being every k-th event of the random process.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };
 * bgCnbdK.probabilityAlive(parameters, { frequency: 26, recency: 30.857143, T: 31 }); // ≈ 0.9713494
 */
export const probabilityAlive = /* @__PURE__ */ methods.probabilityAlive(model, aliveGivenHistory);

/**
 * Expected number of repeat purchases of a new customer in the time t after the first purchase.
 *
 * Formula: that of the model with k = 1, purchases being every k-th event of the random process.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };
 * bgCnbdK.expectedTransactions(parameters, 52); // ≈ 0.820587
 */
export const expectedTransactions = /* @__PURE__ */ methods.expectedTransactions(model, expectedOfNew);

/**
 * Expected number of purchases of a customer in the time t after T, given the history up to T.
 *
 * Formula: that of the model with k = 1, purchases being every k-th event of the random process.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * bgCnbdK.conditionalExpectedTransactions(parameters, { frequency: 2, recency: 30.43, T: 38.86 }, 39); // ≈ 1.373
 */
export const conditionalExpectedTransactions = /* @__PURE__ */ methods.conditionalExpectedTransactions(
  model,
  expectedGivenHistory,
);

/**
 * Probability that a new customer makes exactly x repeat purchases in the time t after the first purchase.
 *
 * Formula: that of the model with k = 1, purchases being every k-th event of the random process.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * bgCnbdK.transactionProbability(parameters, { x: 0, t: 39 }); // ≈ 0.6990403
 */
export const transactionProbability = /* @__PURE__ */ methods.transactionProbability(model, probabilityOfNew);

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T. With x = 0
 * it answers "will nothing more come?".
 *
 * Formula: that of the model with k = 1, purchases being every k-th event of the random process.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * bgCnbdK.conditionalTransactionProbability(parameters, customer, { x: 0, t: 39 }); // ≈ 0.3349
 */
export const conditionalTransactionProbability = /* @__PURE__ */ methods.conditionalTransactionProbability(
  model,
  probabilityGivenHistory,
);

/**
 * Discounted expected residual transactions (DERT): the present value at T, in purchases, of all purchases to come.
 *
 * Formula: that of the model with k = 1, purchases being every k-th event of the random process.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * const discountRate = { rate: 0.15, per: "year" } as const;
 * bgCnbdK.discountedExpectedResidualTransactions(parameters, customer, { discountRate, timeUnit: "week" }); // ≈ 5.78
 */
export const discountedExpectedResidualTransactions =
  /* @__PURE__ */ methods.discountedExpectedResidualTransactions(model, discountedGivenHistory);

/**
 * Simulated customers and their purchases, for tests, teaching and power studies.
 * @function
 * @example
 * const parameters = { k: 2, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const { customers } = bgCnbdK.simulate(parameters, { customers: 1000, T: 39, seed: 7 });
 * customers.frequency.length; // => 1000
 */
export const simulate = /* @__PURE__ */ methods.simulate(model, drawBetaGeometric);

/** Customers drawn again: what `bootstrap` takes. */
export const inference = /* @__PURE__ */ redrawing(model, drawBetaGeometric, checkGaps);
