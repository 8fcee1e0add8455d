/**
 * The Pareto/NBD model of customers without contracts. While active a customer buys at random at a rate of their own, gamma
 * distributed across customers; the unobserved lifetime is exponential at a death rate of their own, gamma distributed as
 * well. Parameters r, alpha, s, beta.
 *
 * @see Schmittlein, Morrison & Colombo (1987), "Counting Your Customers: Who Are They and What Will They Do Next?",
 *   Management Science 33(1), 1-24, doi:10.1287/mnsc.33.1.1.
 * @see Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model and Related Expressions", note 009,
 *   brucehardie.com.
 *
 * @module
 */
import { asyncFit } from "../../../inference/fit-async.js";
import type { Random } from "../../../math/random.js";
import { inferenceOf } from "../inference-record.js";
import * as methods from "../methods.js";
import { checkParameters } from "../per-customer.js";
import type { Buyer } from "../simulation.js";
import { type MortalModel, mortalLogLikelihood } from "./lifetime-mixture.js";
import {
  aliveGivenHistory,
  discountedGivenHistory,
  expectedGivenHistory,
  mortalCount,
  mortalCountGivenHistory,
  mortalExpected,
} from "./lifetime-verbs.js";
import { drawParetoBuyer } from "./mortal-simulation.js";
import { checkParetoEndless, paretoLifetime } from "./pareto-lifetime.js";
import { type ParetoNbdParameters, paretoProblem } from "./pareto-problem.js";

export type { ParetoNbdParameters };

const model = {
  name: "paretoNbd",
  read(where: string, parameters: ParetoNbdParameters): MortalModel<ParetoNbdParameters> {
    checkParameters(where, parameters, ["r", "alpha", "s", "beta"]);
    const { r, alpha, s, beta } = parameters;
    return { r, alpha, lifetime: paretoLifetime(s, beta), parameters };
  },
};

const draw = ({ parameters }: MortalModel<ParetoNbdParameters>, random: Random): Buyer =>
  drawParetoBuyer(parameters, random);

/**
 * Maximum-likelihood estimate of the Pareto/NBD model.
 *
 * Silence alone makes leaving likelier here, for one-time buyers too. Equal customers are grouped, so a million customers
 * take seconds. Where all leave at one rate, or never, the fit is the limiting model's, and its warning says so.
 *
 * Formula: L = Γ(r+x)/Γ(r) α^r [ (α+T)^-(r+x) (β/(β+T))^s + ∫ s β^s (β+y)^-(s+1) (α+y)^-(r+x) dy ], y from t_x to T.
 * @function
 * @see Fader & Hardie (2005), note 009, equation (18), for the same likelihood by hypergeometric functions.
 * @example
 * const customers = {
 *   frequency: [0, 1, 2, 0, 4, 0, 1, 7, 0, 3],
 *   recency: [0, 12, 30.43, 0, 20, 0, 2, 36, 0, 25],
 *   T: [38, 38, 38.86, 30, 35, 38, 32, 38, 34, 36],
 *   weight: [600, 150, 80, 500, 30, 400, 120, 15, 450, 40],
 * };
 * const fit = paretoNbd.fit(customers);
 * fit.observations; // => 2385
 */
export const fit = /* @__PURE__ */ methods.fit(paretoProblem);

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
 * const fit = await paretoNbd.fitAsync(customers);
 * fit.observations; // => 2385
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * Log-likelihood of the purchase times of customers, in natural logarithms; weights count customers.
 * @function
 * @see Fader & Hardie (2005), note 009, equation (18), for the same likelihood by hypergeometric functions.
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * paretoNbd.logLikelihood(parameters, { frequency: 2, recency: 30.43, T: 38.86 }); // ≈ -9.55428
 */
export const logLikelihood = /* @__PURE__ */ methods.logLikelihood(model, mortalLogLikelihood);

/**
 * Probability that a customer with a given history has not left by T, 0 to 1.
 *
 * Falls with the time since the last purchase, the faster the more often the customer used to buy.
 *
 * Formula: the first term of the likelihood, divided by the likelihood.
 * @function
 * @see Fader & Hardie (2005), note 009.
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * paretoNbd.probabilityAlive(parameters, { frequency: 26, recency: 30.857143, T: 31 }); // ≈ 0.99787
 */
export const probabilityAlive = /* @__PURE__ */ methods.probabilityAlive(model, aliveGivenHistory);

/**
 * Expected number of repeat purchases of a new customer in the time t after the first purchase.
 *
 * Formula: E[X(t)] = r β/(α(s-1)) [1 - (β/(β+t))^(s-1)]; r β/α ln(1 + t/β) at s = 1.
 * @function
 * @see Fader & Hardie (2005), note 009.
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * paretoNbd.expectedTransactions(parameters, 52); // ≈ 1.47300
 */
export const expectedTransactions = /* @__PURE__ */ methods.expectedTransactions(model, mortalExpected);

/**
 * Expected number of purchases of a customer in the time t after T, given the history up to T.
 *
 * Formula: P(alive) (r+x)(β+T)/((α+T)(s-1)) [1 - ((β+T)/(β+T+t))^(s-1)].
 * @function
 * @see Fader & Hardie (2005), note 009.
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * paretoNbd.conditionalExpectedTransactions(parameters, { frequency: 2, recency: 30.43, T: 38.86 }, 39); // ≈ 1.455
 */
export const conditionalExpectedTransactions = /* @__PURE__ */ methods.conditionalExpectedTransactions(
  model,
  expectedGivenHistory,
);

/**
 * Probability that a new customer makes exactly x repeat purchases in the time t after the first purchase.
 *
 * Formula: P(N(t) = x) (β/(β+t))^s + ∫ s β^s (β+y)^-(s+1) P(N(y) = x) dy, y from 0 to t, N being negative binomial.
 * @function
 * @see Fader & Hardie (2005), note 009.
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * paretoNbd.transactionProbability(parameters, { x: 0, t: 39 }); // ≈ 0.5936250
 */
export const transactionProbability = /* @__PURE__ */ methods.transactionProbability(model, mortalCount);

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T. With x = 0
 * it answers "will nothing more come?".
 *
 * Formula: P(alive) P(X(t) = x) with r + x, alpha + T, s and beta + T in place of the parameters, plus 1 - P(alive) at x = 0.
 * @function
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * paretoNbd.conditionalTransactionProbability(parameters, customer, { x: 0, t: 39 }); // ≈ 0.4081
 */
export const conditionalTransactionProbability = /* @__PURE__ */ methods.conditionalTransactionProbability(
  model,
  mortalCountGivenHistory,
);

/**
 * Discounted expected residual transactions (DERT): the present value at T, in purchases, of all purchases to come.
 *
 * Formula: P(alive) (r+x)/(α+T) (β+T) Ψ(1, 2-s; δ(β+T)), Ψ being Tricomi's function: DERT as printed, multiplied out.
 * @function
 * @see Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of Marketing
 *   Research 42(4), 415-430, for DERT.
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * const discountRate = { rate: 0.15, per: "year" } as const;
 * paretoNbd.discountedExpectedResidualTransactions(parameters, customer, { discountRate, timeUnit: "week" }); // ≈ 6.52
 */
export const discountedExpectedResidualTransactions =
  /* @__PURE__ */ methods.discountedExpectedResidualTransactions(model, (buyers, rate, where) => {
    checkParetoEndless(where, buyers.parameters.s, rate);
    return discountedGivenHistory(buyers, rate);
  });

/**
 * Simulated customers and their purchases, for tests, teaching and power studies.
 * @function
 * @example
 * const parameters = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
 * const { customers } = paretoNbd.simulate(parameters, { customers: 1000, T: 39, seed: 7 });
 * customers.frequency.length; // => 1000
 */
export const simulate = /* @__PURE__ */ methods.simulate(model, draw);

/** The likelihood, and customers drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf(model, { likelihoodProblem: paretoProblem, draw });
