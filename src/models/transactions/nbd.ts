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
import type { LikelihoodProblem } from "../../inference/fit.js";
import { asyncFit } from "../../inference/fit-async.js";
import type { Random } from "../../math/random.js";
import { sampleExponential, sampleGamma } from "../../math/samplers.js";
import type { CustomerHistory, Customers } from "../../tables/read-histories.js";
import { alikeLimit } from "./alike-limits.js";
import { customersToFit, likelihoodOfTiming, scaleOfData, statedTimeUnit } from "./fit-checks.js";
import { inferenceOf } from "./inference-record.js";
import * as methods from "./methods.js";
import { countProbability, purchasesLikelihood, purchasesLogLikelihood } from "./negative-binomial.js";
import { checkParameters, type OfHistory } from "./per-customer.js";
import type { Buyer } from "./simulation.js";

/** Parameters of the NBD model: the gamma distribution of purchase rates across customers. */
export interface NbdParameters {
  /** Shape of the distribution: above 0; small means customers unlike each other. */
  readonly r: number;
  /** Rate parameter of the distribution, in time units: the mean purchase rate is r/alpha per time unit. */
  readonly alpha: number;
}

const model = {
  name: "nbd",
  read(where: string, parameters: NbdParameters): NbdParameters {
    checkParameters(where, parameters, ["r", "alpha"]);
    return parameters;
  },
};

/** The likelihood of customers, and its boundary where all buy at one rate. */
function likelihoodProblem(customers: CustomerHistory | Customers): LikelihoodProblem<NbdParameters> {
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

function draw({ r, alpha }: NbdParameters, random: Random): Buyer {
  const rate = sampleGamma(random, r) / alpha;
  return { aliveUntil: Number.POSITIVE_INFINITY, gap: () => sampleExponential(random) / rate };
}

/**
 * Maximum-likelihood estimate of the NBD model.
 *
 * Nobody leaves in this model, so old customers who stopped buying pull the rate down; compare a model with drop-out.
 * The likelihood is that of the purchase times, as for the other models, not that of the counts alone.
 *
 * Formula: L = Γ(r+x)/Γ(r) α^r / (α+T)^(r+x).
 * @function
 * @see Fader, Hardie & Lee (2005), Marketing Science 24(2), 275-284, equation (2), for the timing likelihood.
 * @example
 * const customers = { frequency: [0, 1, 2, 5, 0], recency: [0, 9, 20, 38, 0], T: [39, 39, 38, 39, 36] };
 * nbd.fit(customers).observations; // => 5
 */
export const fit = /* @__PURE__ */ methods.fit(likelihoodProblem);

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const customers = { frequency: [0, 1, 2, 5, 0], recency: [0, 9, 20, 38, 0], T: [39, 39, 38, 39, 36] };
 * (await nbd.fitAsync(customers)).observations; // => 5
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * Log-likelihood of the purchase times of customers, in natural logarithms; weights count customers.
 * @function
 * @example
 * nbd.logLikelihood({ r: 1, alpha: 1 }, { frequency: 1, recency: 2, T: 9 }); // ≈ -4.60517
 */
export const logLikelihood = /* @__PURE__ */ methods.logLikelihood(model, (parameters, x, _, T) =>
  purchasesLogLikelihood(parameters, x, T),
);

/**
 * Expected number of repeat purchases of a new customer within t.
 *
 * Formula: r t / α.
 * @function
 * @example
 * nbd.expectedTransactions({ r: 0.385, alpha: 12.072 }, 52); // ≈ 1.66
 */
export const expectedTransactions = /* @__PURE__ */ methods.expectedTransactions(
  model,
  ({ r, alpha }, t) => (r / alpha) * t,
);

/**
 * Expected number of purchases of a customer in the time t after T, given the history.
 *
 * Formula: (r + x) t / (α + T): between the customer's own rate and that of all customers.
 * @function
 * @example
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * nbd.conditionalExpectedTransactions({ r: 0.385, alpha: 12.072 }, customer, 39); // ≈ 1.826
 */
export const conditionalExpectedTransactions = /* @__PURE__ */ methods.conditionalExpectedTransactions(
  model,
  ({ r, alpha }, t): OfHistory =>
    (x, _, T) =>
      ((r + x) / (alpha + T)) * t,
);

/**
 * Probability that a new customer makes exactly x repeat purchases within t.
 *
 * Formula: Γ(r+x)/(Γ(r) x!) (α/(α+t))^r (t/(α+t))^x.
 * @function
 * @example
 * nbd.transactionProbability({ r: 1, alpha: 1 }, { x: 2, t: 1 }); // ≈ 0.125
 */
export const transactionProbability = /* @__PURE__ */ methods.transactionProbability(model, countProbability);

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history.
 *
 * Formula: that of a new customer, with r + x and alpha + T in place of the parameters.
 * @function
 * @example
 * const customer = { frequency: 1, recency: 2, T: 9 };
 * nbd.conditionalTransactionProbability({ r: 1, alpha: 1 }, customer, { x: 0, t: 10 }); // ≈ 0.25
 */
export const conditionalTransactionProbability = /* @__PURE__ */ methods.conditionalTransactionProbability(
  model,
  ({ r, alpha }, x, t): OfHistory =>
    (frequency, _, T) =>
      countProbability({ r: r + frequency, alpha: alpha + T }, x, t),
);

/**
 * Discounted expected residual transactions: the present value at T, in purchases, of all purchases to come.
 *
 * Nobody leaves in this model, so the value is large, and infinite without discounting.
 *
 * Formula: (r + x) / ((α + T) δ), δ being the continuous discount rate.
 * @function
 * @example
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * const discounting = { continuousDiscountRate: 0.0027 };
 * nbd.discountedExpectedResidualTransactions({ r: 0.385, alpha: 12.072 }, customer, discounting); // ≈ 17.34
 */
export const discountedExpectedResidualTransactions =
  /* @__PURE__ */ methods.discountedExpectedResidualTransactions(
    model,
    ({ r, alpha }, rate, where): OfHistory => {
      const rule = "must be a rate above 0 (the expected number of purchases is infinite)";
      check(rate > 0, where, "discounting", rule, rate);
      return (x, _, T) => (r + x) / ((alpha + T) * rate);
    },
  );

/**
 * Simulated customers and their purchases, for tests, teaching and power studies.
 * @function
 * @example
 * const { customers } = nbd.simulate({ r: 0.385, alpha: 12.072 }, { customers: 100, T: 39, seed: 7 });
 * customers.alive[0]; // => 1
 */
export const simulate = /* @__PURE__ */ methods.simulate(model, draw);

/** The likelihood, and customers drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf(model, { likelihoodProblem, draw });
