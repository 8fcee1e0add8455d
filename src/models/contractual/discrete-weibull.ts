/**
 * Discrete Weibull model of contract lifetimes: every customer has the same churn, which falls (c < 1) or rises (c > 1)
 * with age.
 *
 * @see Nakagawa & Osaki (1975), "The discrete Weibull distribution", IEEE Transactions on Reliability 24(5), 300-301,
 *   doi:10.1109/TR.1975.5214915.
 *
 * @module
 */
import { asyncFit } from "../../inference/fit-async.js";
import { log1mExp } from "../../math/log-sum-exp.js";
import {
  type DiscreteWeibullParameters,
  discreteWeibullProblem,
  fillDiscreteWeibullHazards as fillHazards,
} from "./discrete-weibull-likelihood.js";
import { elasticityOfExpectedValue } from "./lifetime-verbs.js";
import * as methods from "./methods.js";
import { powerStep } from "./power-step.js";
import { inferenceOf, simulate as simulateFrom } from "./simulate-cohort.js";

const logSurvivalFrom = ({ theta, c }: DiscreteWeibullParameters, n: number, t: number) =>
  t === 0 ? 0 : Math.log1p(-theta) * powerStep(n, t, c);
const model = /* @__PURE__ */ methods.contractualModel<DiscreteWeibullParameters>({
  name: "discreteWeibull",
  scale: { theta: "logit", c: "log" },
  logSurvivalFrom,
  logChurn: (parameters, t) => log1mExp(logSurvivalFrom(parameters, t - 1, 1)),
  tailPower: () => null,
});

const likelihoodProblem = /* @__PURE__ */ methods.likelihoodOfData("discreteWeibull", discreteWeibullProblem);

/**
 * Maximum likelihood estimate of the discrete Weibull model.
 *
 * Where all losses fall into the first period (c runs to 0) or into one or two neighbouring ones (c runs to infinity), the fit
 * carries a warning and has no standard errors for what is lost.
 * @function
 * @see Nakagawa & Osaki (1975); Fader, Hardie, Liu, Davin & Steenburgh (2018), "How to Project Customer Retention"
 *   Revisited, Journal of Interactive Marketing 43, 1-16, doi:10.1016/j.intmar.2018.01.002.
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * discreteWeibull.fit(cohort).parameters; // ≈ { theta: 0.15003, c: 0.76884 }
 */
export const fit = /* @__PURE__ */ methods.fit(likelihoodProblem);

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * (await discreteWeibull.fitAsync(cohort)).parameters; // ≈ { theta: 0.15003, c: 0.76884 }
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * Log-likelihood of data at given parameters, in natural logarithms.
 * @function
 * @see Nakagawa & Osaki (1975); Fader, Hardie, Liu, Davin & Steenburgh (2018).
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * discreteWeibull.logLikelihood({ theta: 0.15, c: 0.77 }, cohort); // ≈ -1619.928
 */
export const logLikelihood = /* @__PURE__ */ methods.logLikelihood(model, () => fillHazards);

/**
 * Share of a cohort still active after so many periods.
 *
 * Formula: S(t) = (1 - θ)^(t^c).
 * @function
 * @see Nakagawa & Osaki (1975); Fader, Hardie, Liu, Davin & Steenburgh (2018).
 * @example
 * discreteWeibull.survival({ theta: 0.15, c: 0.77 }, 5); // ≈ 0.5705
 */
export const survival = /* @__PURE__ */ methods.survival(model);

/**
 * Probability that a customer who was active before a period is still active after it.
 *
 * It rises with age for c < 1 and falls for c > 1, in the same way for every customer.
 *
 * Formula: r(t) = (1 - θ)^(t^c - (t - 1)^c).
 * @function
 * @see Nakagawa & Osaki (1975); Fader, Hardie, Liu, Davin & Steenburgh (2018).
 * @example
 * discreteWeibull.retentionRate({ theta: 0.15, c: 0.77 }, 1); // ≈ 0.8500
 */
export const retentionRate = /* @__PURE__ */ methods.retentionRate(model);

/**
 * Probability that a new customer is lost in a given period: the distribution of lifetimes.
 *
 * Formula: P(T = t) = (1 - θ)^((t - 1)^c) - (1 - θ)^(t^c).
 * @function
 * @see Nakagawa & Osaki (1975); Fader, Hardie, Liu, Davin & Steenburgh (2018).
 * @example
 * discreteWeibull.churnProbability({ theta: 0.15, c: 0.77 }, 2); // ≈ 0.0921
 */
export const churnProbability = /* @__PURE__ */ methods.churnProbability(model);

/**
 * Mean number of periods that a customer begins from now on, the present one included.
 *
 * The long tail of a cohort of different customers is not in this model: compare `betaDiscreteWeibull`.
 * @function
 * @see Nakagawa & Osaki (1975); Fader, Hardie, Liu, Davin & Steenburgh (2018).
 * @example
 * discreteWeibull.expectedLifetime({ theta: 0.15, c: 0.77 }, { horizon: 12 }); // ≈ 7.096
 */
export const expectedLifetime = /* @__PURE__ */ methods.expectedLifetime(model);

/**
 * Number of periods after which at most half of a cohort is left; it exists even where the mean does not.
 * @function
 * @see Nakagawa & Osaki (1975); Fader, Hardie, Liu, Davin & Steenburgh (2018).
 * @example
 * discreteWeibull.medianLifetime({ theta: 0.15, c: 0.77 }); // => 7
 */
export const medianLifetime = /* @__PURE__ */ methods.medianLifetime(model);

/**
 * Discounted expected lifetime (DEL) of a new customer, in payments: times the margin per period, the customer's value.
 * @function
 * @see Fader & Hardie (2010), "Customer-Base Valuation in a Contractual Setting", Marketing Science 29(1), 85-93,
 *   doi:10.1287/mksc.1080.0482.
 * @example
 * discreteWeibull.discountedExpectedLifetime({ theta: 0.15, c: 0.77 }, { discountRate: { rate: 0.1, per: "year" } }); // ≈ 5.610
 */
export const discountedExpectedLifetime = /* @__PURE__ */ methods.discountedExpectedLifetime(model);

/**
 * Discounted expected residual lifetime (DERL), in payments, of a customer about to decide on the next renewal.
 * @function
 * @see Fader & Hardie (2010).
 * @example
 * const discountRate = { rate: 0.1, per: "year" } as const;
 * discreteWeibull.discountedExpectedResidualLifetime({ theta: 0.15, c: 0.77 }, { renewals: 4, discountRate }); // ≈ 5.867
 */
export const discountedExpectedResidualLifetime = /* @__PURE__ */ methods.discountedExpectedResidualLifetime(
  model,
);

/**
 * Value of a customer of a given tenure: the margin of a renewal times the discounted expected residual lifetime.
 * @function
 * @see Fader & Hardie (2015), "Simple probability models for computing CLV and CE", Handbook of Research on Customer
 *   Equity in Marketing, chapter 3.
 * @example
 * discreteWeibull.residualLifetimeValue({ theta: 0.15, c: 0.77 }, { margin: 100, renewals: 4, discountRate: 0.1 }); // ≈ 586.67
 */
export const residualLifetimeValue = /* @__PURE__ */ methods.residualLifetimeValue(model);

/**
 * Elasticity of the discounted expected residual lifetime to retention: percent of DERL per percent of every retention
 * probability.
 *
 * Here all customers are alike, and the two are the same.
 *
 * Formula: Σ k S(k) / (1 + d)^k / Σ S(k) / (1 + d)^k over k = 1, 2, …, survival being seen from the present tenure.
 * @function
 * @see Fader & Hardie (2010), Marketing Science 29(1), 85-93, eq. 8 (`individual`); Pfeifer & Farris (2004), "The
 *   elasticity of customer value to retention", Journal of Interactive Marketing 18(2), 20-31, doi:10.1002/dir.20006.
 * @example
 * const options = { renewals: 0, discountRate: 0.1 };
 * discreteWeibull.retentionElasticity({ theta: 0.15, c: 0.77 }, { ...options, kind: "individual" }); // ≈ 6.394
 * discreteWeibull.retentionElasticity({ theta: 0.15, c: 0.77 }, { ...options, kind: "ofExpectedValue" }); // ≈ 6.394
 */
export const retentionElasticity = /* @__PURE__ */ methods.retentionElasticity(
  model,
  ({ lifetimes, parameters }, renewals, delta) =>
    elasticityOfExpectedValue(lifetimes, parameters, renewals, delta),
);

/**
 * Simulates the losses of a cohort: a draw of the data that `fit` takes.
 * @function
 * @example
 * const design = { customers: 1000, periods: 4, timeUnit: "year" } as const;
 * const cohort = discreteWeibull.simulate({ theta: 0.15, c: 0.77 }, design);
 * cohort.stillActive + cohort.lostByPeriod.reduce((total, lost) => total + lost); // => 1000
 */
export const simulate = /* @__PURE__ */ simulateFrom(model);

/** The likelihood, and data drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf(model, likelihoodProblem);
