/**
 * The gamma-Gompertz/NBD model of customers without contracts. While active a customer buys at random at a rate of their
 * own, gamma distributed across customers; the hazard of leaving grows (or, seen across customers, falls) with age as
 * e^(bt), times a factor of the customer's own, gamma distributed as well. Parameters r, alpha, b, s, beta.
 *
 * @see Bemmaor & Glady (2012), "Modeling Purchasing Behavior with Sudden \"Death\": A Flexible Customer Lifetime Model",
 *   Management Science 58(5), 1012-1021, doi:10.1287/mnsc.1110.1461.
 *
 * @module
 */
import { asyncFit } from "../../../inference/fit-async.js";
import type { Random } from "../../../math/random.js";
import { inferenceOf } from "../inference-record.js";
import * as methods from "../methods.js";
import { checkParameters } from "../per-customer.js";
import type { Buyer } from "../simulation.js";
import { gompertzLifetime } from "./gompertz-lifetime.js";
import { type GgomNbdParameters, gompertzProblem } from "./gompertz-problem.js";
import { type MortalModel, mortalLogLikelihood } from "./lifetime-mixture.js";
import {
  aliveGivenHistory,
  discountedGivenHistory,
  expectedGivenHistory,
  mortalCount,
  mortalCountGivenHistory,
  mortalExpected,
} from "./lifetime-verbs.js";
import { drawGompertzBuyer } from "./mortal-simulation.js";

export type { GgomNbdParameters };

const model = {
  name: "ggomNbd",
  read(where: string, parameters: GgomNbdParameters): MortalModel<GgomNbdParameters> {
    checkParameters(where, parameters, ["r", "alpha", "b", "s", "beta"]);
    const { r, alpha, b, s, beta } = parameters;
    return { r, alpha, lifetime: gompertzLifetime(b, s, beta), parameters };
  },
};

const draw = ({ parameters }: MortalModel<GgomNbdParameters>, random: Random): Buyer =>
  drawGompertzBuyer(parameters, random);

/**
 * Maximum-likelihood estimate of the GGom/NBD model.
 *
 * One parameter more than `paretoNbd`, which is its limit as b falls to 0 with beta/b fixed. Where the likelihood rises
 * towards that limit, as on many data sets, the fit is the limit's: a warning names it, `identified` holds the parameters
 * of the Pareto/NBD, and b and beta have no standard errors, only values so small that every verb gives the limit's numbers.
 * Equal customers are grouped.
 *
 * Formula: L = Γ(r+x)/Γ(r) α^r [ (α+T)^-(r+x) S(T) - ∫ S'(y) (α+y)^-(r+x) dy ], y from t_x to T, S(t) = (β/(β-1+e^(bt)))^s.
 * @function
 * @example
 * const customers = {
 *   frequency: [0, 1, 2, 0, 4, 0, 1, 7, 0, 3],
 *   recency: [0, 12, 30.43, 0, 20, 0, 2, 36, 0, 25],
 *   T: [38, 38, 38.86, 30, 35, 38, 32, 38, 34, 36],
 *   weight: [600, 150, 80, 500, 30, 400, 120, 15, 450, 40],
 * };
 * const fit = ggomNbd.fit(customers);
 * fit.observations; // => 2385
 */
export const fit = /* @__PURE__ */ methods.fit(gompertzProblem);

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
 * const fit = await ggomNbd.fitAsync(customers);
 * fit.observations; // => 2385
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * Log-likelihood of the purchase times of customers, in natural logarithms; weights count customers.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * ggomNbd.logLikelihood(parameters, { frequency: 2, recency: 30.43, T: 38.86 }); // ≈ -9.558354
 */
export const logLikelihood = /* @__PURE__ */ methods.logLikelihood(model, mortalLogLikelihood);

/**
 * Probability that a customer with a given history has not left by T, 0 to 1.
 *
 * Falls with the time since the last purchase, the faster the more often the customer used to buy.
 *
 * Formula: the first term of the likelihood, divided by the likelihood.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * ggomNbd.probabilityAlive(parameters, { frequency: 26, recency: 30.857143, T: 31 }); // ≈ 0.99666
 */
export const probabilityAlive = /* @__PURE__ */ methods.probabilityAlive(model, aliveGivenHistory);

/**
 * Expected number of repeat purchases of a new customer in the time t after the first purchase.
 *
 * Formula: E[X(t)] = r/α ∫ S(y) dy, y from 0 to t, with S(y) = (β/(β - 1 + e^(by)))^s.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * ggomNbd.expectedTransactions(parameters, 52); // ≈ 1.48576
 */
export const expectedTransactions = /* @__PURE__ */ methods.expectedTransactions(model, mortalExpected);

/**
 * Expected number of purchases of a customer in the time t after T, given the history up to T.
 *
 * Formula: P(alive) (r+x)/(α+T) ∫ S(T+y)/S(T) dy, y from 0 to t, with S(y) = (β/(β - 1 + e^(by)))^s.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * ggomNbd.conditionalExpectedTransactions(parameters, { frequency: 2, recency: 30.43, T: 38.86 }, 39); // ≈ 1.1023
 */
export const conditionalExpectedTransactions = /* @__PURE__ */ methods.conditionalExpectedTransactions(
  model,
  expectedGivenHistory,
);

/**
 * Probability that a new customer makes exactly x repeat purchases in the time t after the first purchase.
 *
 * Formula: P(N(t) = x) S(t) - ∫ S'(y) P(N(y) = x) dy, y from 0 to t, N being negative binomial.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * ggomNbd.transactionProbability(parameters, { x: 0, t: 39 }); // ≈ 0.5698117
 */
export const transactionProbability = /* @__PURE__ */ methods.transactionProbability(model, mortalCount);

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T. With x = 0
 * it answers "will nothing more come?".
 *
 * Formula: P(alive) P(X(t) = x) with r + x, α + T, 1 + (β - 1) e^(-bT) in place of r, α, β, plus 1 - P(alive) at x = 0.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * ggomNbd.conditionalTransactionProbability(parameters, customer, { x: 0, t: 39 }); // ≈ 0.5207
 */
export const conditionalTransactionProbability = /* @__PURE__ */ methods.conditionalTransactionProbability(
  model,
  mortalCountGivenHistory,
);

/**
 * Discounted expected residual transactions (DERT): the present value at T, in purchases, of all purchases to come.
 *
 * The hazard of leaving tends to s b, so the sum is finite even without discounting; at the Pareto/NBD limit of a fit with
 * s of 1 or less it then grows without bound as b falls, so discount there.
 *
 * Formula: P(alive) (r+x)/(α+T) ∫ e^(-δy) S(T+y)/S(T) dy, y from 0 on.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * const discountRate = { rate: 0.15, per: "year" } as const;
 * ggomNbd.discountedExpectedResidualTransactions(parameters, customer, { discountRate, timeUnit: "week" }); // ≈ 1.785
 */
export const discountedExpectedResidualTransactions =
  /* @__PURE__ */ methods.discountedExpectedResidualTransactions(model, discountedGivenHistory);

/**
 * Simulated customers and their purchases, for tests, teaching and power studies.
 * @function
 * @example
 * const parameters = { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 };
 * const { customers } = ggomNbd.simulate(parameters, { customers: 1000, T: 39, seed: 7 });
 * customers.frequency.length; // => 1000
 */
export const simulate = /* @__PURE__ */ methods.simulate(model, draw);

/** The likelihood, and customers drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf(model, { likelihoodProblem: gompertzProblem, draw });
