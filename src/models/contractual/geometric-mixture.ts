/**
 * Finite mixture of geometric models: a few segments of customers, each with its own constant churn. Retention rises with
 * age as the segments with high churn empty. The shifted beta-geometric model says the same with a smooth distribution.
 *
 * @see McLachlan & Peel (2000), "Finite Mixture Models", chapter 1.
 *
 * @module
 */

import { check, checkCount, checkOptions } from "../../errors.js";
import type { Fit, FitOptions, LikelihoodProblem } from "../../inference/fit.js";
import { asyncFit } from "../../inference/fit-async.js";
import type { ParametersOrFit } from "../fitted.js";
import { type ContractualData, contractualCounts } from "./cohort-losses.js";
import {
  type GeometricMixtureParameters,
  type MixtureSegment,
  mixtureHazards,
  mixtureModel,
  segmentCount,
  segmentsAfter,
} from "./geometric-mixture-likelihood.js";
import { fitMixture, geometricMixtureProblem } from "./geometric-mixture-limits.js";
import * as methods from "./methods.js";
import { inferenceOf, simulate as simulateFrom } from "./simulate-cohort.js";

/** Options of the fit of a mixture. */
export interface MixtureFitOptions extends FitOptions<GeometricMixtureParameters> {
  /** Number of segments: 2 by default, at most 5. */
  readonly segments?: number | undefined;
}

const model: methods.ContractualModel<GeometricMixtureParameters> = {
  name: "geometricMixture",
  read: (where, parameters) => mixtureModel(segmentCount(where, parameters)),
};

function individualElasticity(
  parameters: GeometricMixtureParameters,
  renewals: number,
  delta: number,
): number {
  const segments = segmentsAfter(
    segmentCount("geometricMixture.retentionElasticity", parameters),
    parameters,
    renewals,
  );
  return segments.reduce(
    (sum, { theta, weight }) => sum - weight / Math.expm1(Math.log1p(-theta) - delta),
    0,
  );
}

/**
 * Segments of customers and their weights, among new customers or among those who have made so many renewals.
 *
 * Formula: w(k | n) ∝ w(k) (1 - θ(k))^n.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param options - `renewals` already made: 0 by default.
 * @returns One row per segment, churn highest first; the weights add to one.
 * @throws {InvalidInputError} If a parameter is outside its range or the renewals are not whole.
 * @example
 * geometricMixture.segments({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, { renewals: 2 }); // ≈ [{ theta: 0.4, weight: 0.146 }, { theta: 0.05, weight: 0.854 }]
 */
export function segments(
  parameters: ParametersOrFit<GeometricMixtureParameters>,
  options: { readonly renewals?: number | undefined } = {},
): readonly MixtureSegment[] {
  const { where, parameters: read } = methods.open(model, "segments", parameters);
  checkOptions(where, options, ["renewals"]);
  const { renewals = 0 } = options;
  checkCount(where, "renewals", renewals);
  return segmentsAfter(segmentCount(where, read), read, renewals);
}

/**
 * Maximum likelihood estimate of a finite mixture of geometric models.
 *
 * All starting points are tried, since mixtures can have local maxima, and segments are ordered by falling churn. Where one
 * segment is enough the fit is the geometric model's, with a warning; a segment that never leaves, or leaves at once, has a
 * theta without standard error and a warning. Whether segments are needed cannot be tested by chi-square.
 *
 * Formula: Σ over periods of lost(t) ln(1 - r(t)) + (atRisk(t) - lost(t)) ln r(t).
 * @param data - A cohort of losses, several pooled, or single tenures (`duration`, `event`, `entry`, `weight`).
 * @param options - Number of `segments` (2 by default), a `start`, a `prior`, `maxIterations`.
 * @returns The fit as plain data: store it as JSON, pass its `parameters` to the functions.
 * @throws {InsufficientDataError} If nobody was lost, nobody survived a period, or fewer periods have customers at risk than there are parameters.
 * @throws {InvalidInputError} If the data are not valid.
 * @throws {ConvergenceError} If the optimiser stops short; `error.best` is its best point.
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074; McLachlan & Peel (2000).
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [369, 163, 86, 56, 37, 27, 21], stillActive: 241 } as const;
 * geometricMixture.fit(cohort).parameters; // ≈ { theta1: 0.58601, theta2: 0.08302, share1: 0.56064 }
 */
export function fit(data: ContractualData, options: MixtureFitOptions = {}): Fit<GeometricMixtureParameters> {
  checkOptions("geometricMixture.fit", options, ["segments", "start", "prior", "maxIterations"]);
  const { segments: count = 2, ...rest } = options;
  return fitMixture(likelihoodProblem(data, { segments: count }), rest);
}

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [369, 163, 86, 56, 37, 27, 21], stillActive: 241 } as const;
 * (await geometricMixture.fitAsync(cohort)).parameters; // ≈ { theta1: 0.58601, theta2: 0.08302, share1: 0.56064 }
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * The likelihood of data as a problem, with functions in it: what `profileInterval` and `samplePosterior` take apart from the
 * fit.
 * @param data - A cohort of losses, several pooled, or single tenures.
 * @param options - Number of `segments`, 2 by default.
 * @returns The likelihood with its gradient, scales and starting points.
 */
function likelihoodProblem(
  data: ContractualData,
  options: { readonly segments?: number | undefined } = {},
): LikelihoodProblem<GeometricMixtureParameters> {
  const where = "geometricMixture.fit";
  checkOptions(where, options, ["segments"]);
  const { segments: count = 2 } = options;
  checkCount(where, "segments", count, 2);
  check(count <= 5, where, "segments", "must be at most 5", count);
  return geometricMixtureProblem(where, contractualCounts(where, data), count);
}

/**
 * Log-likelihood of data at given parameters, in natural logarithms.
 * @function
 * @see Fader & Hardie (2007); McLachlan & Peel (2000).
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * geometricMixture.logLikelihood({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, cohort); // ≈ -1611.179
 */
export const logLikelihood = /* @__PURE__ */ methods.logLikelihood(model, ({ scale }) =>
  mixtureHazards((Object.keys(scale).length + 1) / 2),
);

/**
 * Share of a cohort still active after so many periods.
 *
 * Formula: S(t) = Σ w(k) (1 - θ(k))^t.
 * @function
 * @see Fader & Hardie (2007); McLachlan & Peel (2000).
 * @example
 * geometricMixture.survival({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, 5); // ≈ 0.5650
 */
export const survival = /* @__PURE__ */ methods.survival(model);

/**
 * Probability that a customer who was active before a period is still active after it.
 *
 * It rises with age as the segments with high churn empty.
 *
 * Formula: r(t) = S(t) / S(t - 1).
 * @function
 * @see Fader & Hardie (2007); McLachlan & Peel (2000).
 * @example
 * geometricMixture.retentionRate({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, 1); // ≈ 0.8450
 */
export const retentionRate = /* @__PURE__ */ methods.retentionRate(model);

/**
 * Probability that a new customer is lost in a given period: the distribution of lifetimes.
 *
 * Formula: P(T = t) = Σ w(k) θ(k) (1 - θ(k))^(t - 1).
 * @function
 * @see Fader & Hardie (2007); McLachlan & Peel (2000).
 * @example
 * geometricMixture.churnProbability({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, 2); // ≈ 0.1052
 */
export const churnProbability = /* @__PURE__ */ methods.churnProbability(model);

/**
 * Mean number of periods that a customer begins from now on, the present one included.
 *
 * Its tail is that of the most loyal segment, of which a short cohort says little.
 * @function
 * @see Fader & Hardie (2007); McLachlan & Peel (2000).
 * @example
 * geometricMixture.expectedLifetime({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, { horizon: 12 }); // ≈ 7.183
 */
export const expectedLifetime = /* @__PURE__ */ methods.expectedLifetime(model);

/**
 * Number of periods after which at most half of a cohort is left; it exists even where the mean does not.
 * @function
 * @see Fader & Hardie (2007); McLachlan & Peel (2000).
 * @example
 * geometricMixture.medianLifetime({ theta1: 0.4, theta2: 0.05, share1: 0.3 }); // => 7
 */
export const medianLifetime = /* @__PURE__ */ methods.medianLifetime(model);

/**
 * Discounted expected lifetime (DEL) of a new customer, in payments: times the margin per period, the customer's value.
 * @function
 * @see Fader & Hardie (2010), "Customer-Base Valuation in a Contractual Setting", Marketing Science 29(1), 85-93,
 *   doi:10.1287/mksc.1080.0482.
 * @example
 * geometricMixture.discountedExpectedLifetime({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, { discountRate: { rate: 0.1, per: "year" } }); // ≈ 5.793
 */
export const discountedExpectedLifetime = /* @__PURE__ */ methods.discountedExpectedLifetime(model);

/**
 * Discounted expected residual lifetime (DERL), in payments, of a customer about to decide on the next renewal.
 * @function
 * @see Fader & Hardie (2010).
 * @example
 * const discountRate = { rate: 0.1, per: "year" } as const;
 * geometricMixture.discountedExpectedResidualLifetime({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, { renewals: 4, discountRate }); // ≈ 6.606
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
 * geometricMixture.residualLifetimeValue({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, { margin: 100, renewals: 4, discountRate: 0.1 }); // ≈ 660.62
 */
export const residualLifetimeValue = /* @__PURE__ */ methods.residualLifetimeValue(model);

/**
 * Elasticity of the discounted expected residual lifetime to retention: percent of DERL per percent of every retention
 * probability.
 *
 * Both rise with tenure.
 *
 * Formula: individual = Σ w(k) / (1 - (1 - θ(k)) / (1 + d)), w being the weights at the present tenure.
 * @function
 * @see Fader & Hardie (2010), Marketing Science 29(1), 85-93, eq. 8 (`individual`); Pfeifer & Farris (2004), "The
 *   elasticity of customer value to retention", Journal of Interactive Marketing 18(2), 20-31, doi:10.1002/dir.20006.
 * @example
 * const options = { renewals: 0, discountRate: 0.1 };
 * geometricMixture.retentionElasticity({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, { ...options, kind: "individual" }); // ≈ 5.793
 * geometricMixture.retentionElasticity({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, { ...options, kind: "ofExpectedValue" }); // ≈ 6.948
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
 * const cohort = geometricMixture.simulate({ theta1: 0.4, theta2: 0.05, share1: 0.3 }, design);
 * cohort.stillActive + cohort.lostByPeriod.reduce((total, lost) => total + lost); // => 1000
 */
export const simulate = /* @__PURE__ */ simulateFrom(model);

/** The likelihood, and data drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf(model, likelihoodProblem);
