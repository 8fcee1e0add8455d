/**
 * Geometric model of contract lifetimes: every customer cancels at every renewal with the same probability. It is the
 * benchmark that the other contractual models must beat.
 *
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074.
 *
 * @module
 */
import { asyncFit } from "../../inference/fit-async.js";
import {
  fillGeometricHazards as fillHazards,
  type GeometricParameters,
  geometricProblem,
} from "./geometric-likelihood.js";
import * as methods from "./methods.js";
import { inferenceOf, simulate as simulateFrom } from "./simulate-cohort.js";

const model = /* @__PURE__ */ methods.contractualModel<GeometricParameters>({
  name: "geometric",
  scale: { theta: "logit" },
  logSurvivalFrom: ({ theta }, _, t) => (t === 0 ? 0 : t * Math.log1p(-theta)),
  logChurn: ({ theta }) => Math.log(theta),
  tailPower: () => null,
  mean: ({ theta }) => 1 / theta,
});

const likelihoodProblem = /* @__PURE__ */ methods.likelihoodOfData("geometric", geometricProblem);

/**
 * Maximum likelihood estimate of the geometric model: losses divided by periods at risk.
 *
 * Its projections fall too fast for nearly every cohort, because customers differ; `shiftedBetaGeometric` lets them.
 * @function
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * geometric.fit(cohort).parameters; // ≈ { theta: 0.10333 }
 */
export const fit = /* @__PURE__ */ methods.fit(likelihoodProblem);

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * (await geometric.fitAsync(cohort)).parameters; // ≈ { theta: 0.10333 }
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * Log-likelihood of data at given parameters, in natural logarithms.
 * @function
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * geometric.logLikelihood({ theta: 0.2 }, cohort); // ≈ -1804.829
 */
export const logLikelihood = /* @__PURE__ */ methods.logLikelihood(model, () => fillHazards);

/**
 * Share of a cohort still active after so many periods.
 *
 * Formula: S(t) = (1 - θ)^t.
 * @function
 * @example
 * geometric.survival({ theta: 0.2 }, 5); // ≈ 0.3277
 */
export const survival = /* @__PURE__ */ methods.survival(model);

/**
 * Probability that a customer who was active before a period is still active after it.
 *
 * Here it is the same in every period. Observed retention nearly always rises with age, because customers differ.
 *
 * Formula: r = 1 - θ, the same in every period.
 * @function
 * @example
 * geometric.retentionRate({ theta: 0.2 }, 1); // ≈ 0.8000
 */
export const retentionRate = /* @__PURE__ */ methods.retentionRate(model);

/**
 * Probability that a new customer is lost in a given period: the distribution of lifetimes.
 *
 * Formula: P(T = t) = θ (1 - θ)^(t - 1).
 * @function
 * @example
 * geometric.churnProbability({ theta: 0.2 }, 2); // ≈ 0.1600
 */
export const churnProbability = /* @__PURE__ */ methods.churnProbability(model);

/**
 * Mean number of periods that a customer begins from now on, the present one included.
 *
 * Where customers differ it is too short: those who remain are more loyal than the average.
 * @function
 * @example
 * geometric.expectedLifetime({ theta: 0.2 }, { horizon: 12 }); // ≈ 4.656
 */
export const expectedLifetime = /* @__PURE__ */ methods.expectedLifetime(model);

/**
 * Number of periods after which at most half of a cohort is left; it exists even where the mean does not.
 * @function
 * @example
 * geometric.medianLifetime({ theta: 0.2 }); // => 4
 */
export const medianLifetime = /* @__PURE__ */ methods.medianLifetime(model);

/**
 * Discounted expected lifetime (DEL) of a new customer, in payments: times the margin per period, the customer's value.
 * @function
 * @see Fader & Hardie (2010), "Customer-Base Valuation in a Contractual Setting", Marketing Science 29(1), 85-93,
 *   doi:10.1287/mksc.1080.0482.
 * @example
 * geometric.discountedExpectedLifetime({ theta: 0.2 }, { discountRate: { rate: 0.1, per: "year" } }); // ≈ 3.667
 */
export const discountedExpectedLifetime = /* @__PURE__ */ methods.discountedExpectedLifetime(model);

/**
 * Discounted expected residual lifetime (DERL), in payments, of a customer about to decide on the next renewal.
 * @function
 * @see Fader & Hardie (2010).
 * @example
 * const discountRate = { rate: 0.1, per: "year" } as const;
 * geometric.discountedExpectedResidualLifetime({ theta: 0.2 }, { renewals: 4, discountRate }); // ≈ 2.933
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
 * geometric.residualLifetimeValue({ theta: 0.2 }, { margin: 100, renewals: 4, discountRate: 0.1 }); // ≈ 293.33
 */
export const residualLifetimeValue = /* @__PURE__ */ methods.residualLifetimeValue(model);

/**
 * Elasticity of the discounted expected residual lifetime to retention: percent of DERL per percent of every retention
 * probability.
 *
 * Here the two are the same: (1 + d) / (1 + d - r).
 *
 * Formula: DERL = r (1 + d) / (1 + d - r), whose elasticity is (1 + d) / (1 + d - r).
 * @function
 * @see Fader & Hardie (2010), Marketing Science 29(1), 85-93, eq. 8 (`individual`); Pfeifer & Farris (2004), "The
 *   elasticity of customer value to retention", Journal of Interactive Marketing 18(2), 20-31, doi:10.1002/dir.20006.
 * @example
 * const options = { renewals: 0, discountRate: 0.1 };
 * geometric.retentionElasticity({ theta: 0.2 }, { ...options, kind: "individual" }); // ≈ 3.667
 * geometric.retentionElasticity({ theta: 0.2 }, { ...options, kind: "ofExpectedValue" }); // ≈ 3.667
 */
export const retentionElasticity = /* @__PURE__ */ methods.retentionElasticity(
  model,
  ({ parameters: { theta } }, _, delta) => 1 / -Math.expm1(Math.log1p(-theta) - delta),
);

/**
 * Simulates the losses of a cohort: a draw of the data that `fit` takes.
 * @function
 * @example
 * const design = { customers: 1000, periods: 4, timeUnit: "year" } as const;
 * const cohort = geometric.simulate({ theta: 0.2 }, design);
 * cohort.stillActive + cohort.lostByPeriod.reduce((total, lost) => total + lost); // => 1000
 */
export const simulate = /* @__PURE__ */ simulateFrom(model);

/** The likelihood, and data drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf(model, likelihoodProblem);
