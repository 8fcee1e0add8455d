/**
 * Beta-discrete-Weibull model of contract lifetimes. Each customer's churn changes with age as a discrete Weibull with a
 * common shape c; across customers its level is Beta(alpha, beta). With c = 1 it is the shifted beta-geometric model.
 *
 * @see Fader, Hardie, Liu, Davin & Steenburgh (2018), "How to Project Customer Retention" Revisited, Journal of Interactive
 *   Marketing 43, 1-16, doi:10.1016/j.intmar.2018.01.002.
 *
 * @module
 */
import { asyncFit } from "../../inference/fit-async.js";
import { individualElasticity } from "./beta-discrete-weibull-elasticity.js";
import { betaDiscreteWeibullProblem } from "./beta-discrete-weibull-likelihood.js";
import {
  betaDiscreteWeibullModel,
  fillBetaDiscreteWeibullHazards as fillHazards,
} from "./beta-discrete-weibull-survival.js";
import { churnPosteriorOf } from "./churn-posterior.js";
import * as methods from "./methods.js";
import { inferenceOf, simulate as simulateFrom } from "./simulate-cohort.js";

const model = /* @__PURE__ */ methods.contractualModel(betaDiscreteWeibullModel);

const likelihoodProblem = /* @__PURE__ */ methods.likelihoodOfData(
  "betaDiscreteWeibull",
  betaDiscreteWeibullProblem,
);

/**
 * Maximum likelihood estimate of the beta-discrete-Weibull model.
 *
 * Three parameters ask for much: on cohorts of a thousand customers over few periods the likelihood is a flat ridge, and often
 * has no interior maximum. The fit is then the limiting model's (`discreteWeibull` where customers look alike, `discretePareto`
 * where survival is a power of age beyond a threshold, `fixedLifetime` where all leave together), with a warning. Prefer
 * `profileInterval` to standard errors.
 * @function
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * betaDiscreteWeibull.fit(cohort).parameters; // ≈ { alpha: 0.21425, beta: 1.42657, c: 1.72356 }
 */
export const fit = /* @__PURE__ */ methods.fit(likelihoodProblem);

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * (await betaDiscreteWeibull.fitAsync(cohort)).parameters; // ≈ { alpha: 0.21425, beta: 1.42657, c: 1.72356 }
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * Log-likelihood of data at given parameters, in natural logarithms.
 * @function
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * betaDiscreteWeibull.logLikelihood({ alpha: 0.26, beta: 1.72, c: 1.58 }, cohort); // ≈ -1605.697
 */
export const logLikelihood = /* @__PURE__ */ methods.logLikelihood(model, () => fillHazards);

/**
 * Share of a cohort still active after so many periods.
 *
 * Formula: S(t) = B(α, β + t^c) / B(α, β).
 * @function
 * @example
 * betaDiscreteWeibull.survival({ alpha: 0.26, beta: 1.72, c: 1.58 }, 5); // ≈ 0.5465
 */
export const survival = /* @__PURE__ */ methods.survival(model);

/**
 * Probability that a customer who was active before a period is still active after it.
 *
 * It can rise, fall, or fall and then rise: each customer's churn may change with age, and the loyal ones stay.
 *
 * Formula: r(t) = B(α, β + t^c) / B(α, β + (t - 1)^c).
 * @function
 * @example
 * betaDiscreteWeibull.retentionRate({ alpha: 0.26, beta: 1.72, c: 1.58 }, 1); // ≈ 0.8687
 */
export const retentionRate = /* @__PURE__ */ methods.retentionRate(model);

/**
 * Probability that a new customer is lost in a given period: the distribution of lifetimes.
 *
 * Formula: P(T = t) = (B(α, β + (t - 1)^c) - B(α, β + t^c)) / B(α, β).
 * @function
 * @example
 * betaDiscreteWeibull.churnProbability({ alpha: 0.26, beta: 1.72, c: 1.58 }, 2); // ≈ 0.1271
 */
export const churnProbability = /* @__PURE__ */ methods.churnProbability(model);

/**
 * Mean number of periods that a customer begins from now on, the present one included.
 *
 * For α c ≤ 1 it is infinite, and so it is at published fits: give a `horizon`, or use `medianLifetime`.
 * @function
 * @example
 * betaDiscreteWeibull.expectedLifetime({ alpha: 0.26, beta: 1.72, c: 1.58 }, { horizon: 12 }); // ≈ 7.109
 */
export const expectedLifetime = /* @__PURE__ */ methods.expectedLifetime(model);

/**
 * Number of periods after which at most half of a cohort is left; it exists even where the mean does not.
 * @function
 * @example
 * betaDiscreteWeibull.medianLifetime({ alpha: 0.26, beta: 1.72, c: 1.58 }); // => 7
 */
export const medianLifetime = /* @__PURE__ */ methods.medianLifetime(model);

/**
 * Discounted expected lifetime (DEL) of a new customer, in payments: times the margin per period, the customer's value.
 * @function
 * @see Fader & Hardie (2010), "Customer-Base Valuation in a Contractual Setting", Marketing Science 29(1), 85-93,
 *   doi:10.1287/mksc.1080.0482.
 * @example
 * betaDiscreteWeibull.discountedExpectedLifetime({ alpha: 0.26, beta: 1.72, c: 1.58 }, { discountRate: { rate: 0.1, per: "year" } }); // ≈ 5.993
 */
export const discountedExpectedLifetime = /* @__PURE__ */ methods.discountedExpectedLifetime(model);

/**
 * Discounted expected residual lifetime (DERL), in payments, of a customer about to decide on the next renewal.
 * @function
 * @see Fader & Hardie (2010).
 * @example
 * const discountRate = { rate: 0.1, per: "year" } as const;
 * betaDiscreteWeibull.discountedExpectedResidualLifetime({ alpha: 0.26, beta: 1.72, c: 1.58 }, { renewals: 4, discountRate }); // ≈ 7.319
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
 * betaDiscreteWeibull.residualLifetimeValue({ alpha: 0.26, beta: 1.72, c: 1.58 }, { margin: 100, renewals: 4, discountRate: 0.1 }); // ≈ 731.91
 */
export const residualLifetimeValue = /* @__PURE__ */ methods.residualLifetimeValue(model);

/**
 * Elasticity of the discounted expected residual lifetime to retention: percent of DERL per percent of every retention
 * probability.
 *
 * Here a customer's own retention changes with age; all of it is raised alike.
 *
 * Formula: Σ k S(k) / (1 + d)^k / Σ S(k) / (1 + d)^k over k = 1, 2, … (ofExpectedValue), or the mean of the same for
 *   S(k) = (1 - θ)^((n + k)^c - n^c) over θ given n renewals, which is Beta(α, β + n^c) (individual).
 * @function
 * @see Fader & Hardie (2010), Marketing Science 29(1), 85-93, eq. 8 (`individual`); Pfeifer & Farris (2004), "The
 *   elasticity of customer value to retention", Journal of Interactive Marketing 18(2), 20-31, doi:10.1002/dir.20006.
 * @example
 * const options = { renewals: 0, discountRate: 0.1 };
 * betaDiscreteWeibull.retentionElasticity({ alpha: 0.26, beta: 1.72, c: 1.58 }, { ...options, kind: "individual" }); // ≈ 5.405
 * betaDiscreteWeibull.retentionElasticity({ alpha: 0.26, beta: 1.72, c: 1.58 }, { ...options, kind: "ofExpectedValue" }); // ≈ 7.959
 */
export const retentionElasticity = /* @__PURE__ */ methods.retentionElasticity(
  model,
  ({ parameters }, renewals, delta) => individualElasticity(parameters, renewals, delta),
);

/**
 * Simulates the losses of a cohort: a draw of the data that `fit` takes.
 * @function
 * @example
 * const design = { customers: 1000, periods: 4, timeUnit: "year" } as const;
 * const cohort = betaDiscreteWeibull.simulate({ alpha: 0.26, beta: 1.72, c: 1.58 }, design);
 * cohort.stillActive + cohort.lostByPeriod.reduce((total, lost) => total + lost); // => 1000
 */
export const simulate = /* @__PURE__ */ simulateFrom(model);

/**
 * What is known of the next period's churn probability of customers who have made so many renewals.
 *
 * Customers differ, and those who stay are the loyal ones: the distribution moves down with tenure. Its mean is
 * 1 - r(n + 1); the interval is for one customer, and says nothing about the error of the parameters.
 *
 * Formula: θ given n renewals is Beta(α, β + n^c), and the churn probability 1 - (1 - θ)^((n + 1)^c - n^c); mean 1 - S(n + 1)/S(n).
 * @function
 * @example
 * betaDiscreteWeibull.churnPosterior({ alpha: 0.26, beta: 1.72, c: 1.58 }, { renewals: 3 }).mean; // ≈ 0.0944
 */
export const churnPosterior = /* @__PURE__ */ churnPosteriorOf(model, (parameters) => parameters);

/** The likelihood, and data drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf(model, likelihoodProblem);
