/**
 * Shifted beta-geometric model of contract lifetimes. At every renewal each customer cancels with a fixed probability of
 * their own; across customers that probability is Beta(alpha, beta). Cohort retention rises with age because the customers
 * most likely to cancel leave first. Time is counted in whole renewal periods, the first being 1.
 *
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90,
 *   doi:10.1002/dir.20074.
 *
 * @module
 */
import { asyncFit } from "../../inference/fit-async.js";
import { churnPosteriorOf } from "./churn-posterior.js";
import type { CohortLosses } from "./cohort-losses.js";
import { lifetimeSum } from "./lifetime-sum.js";
import { survivalFrom } from "./lifetime-verbs.js";
import * as methods from "./methods.js";
import { type LeastSquaresFit, leastSquaresFit } from "./retention-least-squares.js";
import {
  fillShiftedBetaGeometricHazards as fillHazards,
  shiftedBetaGeometricModel,
  shiftedBetaGeometricProblem,
} from "./shifted-beta-geometric-likelihood.js";
import { inferenceOf, simulate as simulateFrom } from "./simulate-cohort.js";

const model = /* @__PURE__ */ methods.contractualModel(shiftedBetaGeometricModel);

const likelihoodProblem = /* @__PURE__ */ methods.likelihoodOfData(
  "shiftedBetaGeometric",
  shiftedBetaGeometricProblem,
);

/**
 * Maximum likelihood estimate of the shifted beta-geometric model.
 *
 * Where customers look alike or retention falls with age, the likelihood rises for ever with α and β: the fit is then the
 * geometric model's, with a warning that names it, `theta` identified and no standard errors. `betaDiscreteWeibull` also lets
 * each customer's own churn change with age.
 * @function
 * @see Fader & Hardie (2007), appendix B.
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * shiftedBetaGeometric.fit(cohort).parameters; // ≈ { alpha: 0.66809, beta: 3.80609 }
 */
export const fit = /* @__PURE__ */ methods.fit(likelihoodProblem);

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * (await shiftedBetaGeometric.fitAsync(cohort)).parameters; // ≈ { alpha: 0.66809, beta: 3.80609 }
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * Log-likelihood of data at given parameters, in natural logarithms.
 * @function
 * @see Fader & Hardie (2007), appendix B.
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * shiftedBetaGeometric.logLikelihood({ alpha: 0.668, beta: 3.806 }, cohort); // ≈ -1611.158
 */
export const logLikelihood = /* @__PURE__ */ methods.logLikelihood(model, () => fillHazards);

/**
 * Least-squares fit of the model to observed retention rates, as a spreadsheet with a solver does it.
 *
 * Every period counts alike, however few customers were left in it, and there are no standard errors: `fit` uses the same
 * data better. It is here to reproduce published spreadsheets.
 *
 * Formula: minimise Σ (1 - lost(t) / atRisk(t) - r(t))² over α and β.
 * @param data - A cohort of losses, or several pooled.
 * @returns The parameters and the sum of squares; plain data.
 * @throws {InsufficientDataError} If nobody was lost, nobody survived, or fewer than two periods have customers at risk.
 * @throws {ConvergenceError} If retention does not rise with age, so that no finite shapes are best.
 * @see Fader & Hardie (2014), "A Spreadsheet-Literate Non-Statistician's Guide to the Beta-Geometric Model", note 032,
 *   brucehardie.com/notes/032/.
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [369, 163, 86, 56], stillActive: 326 } as const;
 * shiftedBetaGeometric.fitRetentionRates(cohort).parameters; // ≈ { alpha: 0.760, beta: 1.286 }
 */
export function fitRetentionRates(data: CohortLosses | readonly CohortLosses[]): LeastSquaresFit {
  return leastSquaresFit("shiftedBetaGeometric.fitRetentionRates", data);
}

/**
 * Share of a cohort still active after so many periods.
 *
 * Formula: S(t) = B(α, β + t) / B(α, β).
 * @function
 * @see Fader & Hardie (2007), appendix B.
 * @example
 * shiftedBetaGeometric.survival({ alpha: 0.668, beta: 3.806 }, 5); // ≈ 0.5619
 */
export const survival = /* @__PURE__ */ methods.survival(model);

/**
 * Probability that a customer who was active before a period is still active after it.
 *
 * It rises with age although in this model no customer changes: those most likely to cancel leave first.
 *
 * Formula: r(t) = (β + t - 1) / (α + β + t - 1).
 * @function
 * @see Fader & Hardie (2007), appendix B.
 * @example
 * shiftedBetaGeometric.retentionRate({ alpha: 0.668, beta: 3.806 }, 1); // ≈ 0.8507
 */
export const retentionRate = /* @__PURE__ */ methods.retentionRate(model);

/**
 * Probability that a new customer is lost in a given period: the distribution of lifetimes.
 *
 * Formula: P(T = t) = B(α + 1, β + t - 1) / B(α, β).
 * @function
 * @see Fader & Hardie (2007), appendix B.
 * @example
 * shiftedBetaGeometric.churnProbability({ alpha: 0.668, beta: 3.806 }, 2); // ≈ 0.1038
 */
export const churnProbability = /* @__PURE__ */ methods.churnProbability(model);

/**
 * Mean number of periods that a customer begins from now on, the present one included.
 *
 * For α ≤ 1 it is infinite, and so it is at most published fits: give a `horizon`, or use `medianLifetime`.
 * @function
 * @see Fader & Hardie (2007), appendix B.
 * @example
 * shiftedBetaGeometric.expectedLifetime({ alpha: 0.668, beta: 3.806 }, { horizon: 12 }); // ≈ 7.156
 */
export const expectedLifetime = /* @__PURE__ */ methods.expectedLifetime(model);

/**
 * Number of periods after which at most half of a cohort is left; it exists even where the mean does not.
 * @function
 * @see Fader & Hardie (2007), appendix B.
 * @example
 * shiftedBetaGeometric.medianLifetime({ alpha: 0.668, beta: 3.806 }); // => 7
 */
export const medianLifetime = /* @__PURE__ */ methods.medianLifetime(model);

/**
 * Discounted expected lifetime (DEL) of a new customer, in payments: times the margin per period, the customer's value.
 *
 * Formula: DEL = Σ S(t) / (1 + d)^t over t = 0, 1, 2, … = ₂F₁(1, β; α + β; 1/(1 + d)).
 * @function
 * @see Fader & Hardie (2010), "Customer-Base Valuation in a Contractual Setting", Marketing Science 29(1), 85-93,
 *   doi:10.1287/mksc.1080.0482.
 * @example
 * shiftedBetaGeometric.discountedExpectedLifetime({ alpha: 0.668, beta: 3.806 }, { discountRate: { rate: 0.1, per: "year" } }); // ≈ 5.923
 */
export const discountedExpectedLifetime = /* @__PURE__ */ methods.discountedExpectedLifetime(model);

/**
 * Discounted expected residual lifetime (DERL), in payments, of a customer about to decide on the next renewal.
 *
 * Formula: DERL(n) = Σ S(t) / S(n - 1) / (1 + d)^(t - n) over t = n, n + 1, …
 *   = (β + n - 1) / (α + β + n - 1) ₂F₁(1, β + n; α + β + n; 1/(1 + d)).
 * @function
 * @see Fader & Hardie (2010).
 * @example
 * const discountRate = { rate: 0.1, per: "year" } as const;
 * shiftedBetaGeometric.discountedExpectedResidualLifetime({ alpha: 0.668, beta: 3.806 }, { renewals: 4, discountRate }); // ≈ 6.897
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
 * shiftedBetaGeometric.residualLifetimeValue({ alpha: 0.668, beta: 3.806 }, { margin: 100, renewals: 4, discountRate: 0.1 }); // ≈ 689.71
 */
export const residualLifetimeValue = /* @__PURE__ */ methods.residualLifetimeValue(model);

/**
 * Elasticity of the discounted expected residual lifetime to retention: percent of DERL per percent of every retention
 * probability.
 *
 * Both rise with tenure.
 *
 * Formula: individual = ₂F₁(1, β + n - 1; α + β + n - 1; 1/(1 + d)) and ofExpectedValue =
 *   ₂F₁(2, β + n; α + β + n; z) / ₂F₁(1, β + n; α + β + n; z), with n = renewals + 1 and z = 1/(1 + d).
 * @function
 * @see Fader & Hardie (2010), Marketing Science 29(1), 85-93, eq. 8 (`individual`); Pfeifer & Farris (2004), "The
 *   elasticity of customer value to retention", Journal of Interactive Marketing 18(2), 20-31, doi:10.1002/dir.20006.
 * @example
 * const options = { renewals: 0, discountRate: 0.1 };
 * shiftedBetaGeometric.retentionElasticity({ alpha: 0.668, beta: 3.806 }, { ...options, kind: "individual" }); // ≈ 5.923
 * shiftedBetaGeometric.retentionElasticity({ alpha: 0.668, beta: 3.806 }, { ...options, kind: "ofExpectedValue" }); // ≈ 7.578
 */
export const retentionElasticity = /* @__PURE__ */ methods.retentionElasticity(
  model,
  ({ lifetimes, parameters }, renewals, delta) =>
    // 1 / (1 - (1 - θ) z) is the discounted lifetime of a customer who cancels with probability θ.
    lifetimeSum(survivalFrom(lifetimes, parameters, renewals), delta),
);

/**
 * Simulates the losses of a cohort: a draw of the data that `fit` takes.
 * @function
 * @example
 * const design = { customers: 1000, periods: 4, timeUnit: "year" } as const;
 * const cohort = shiftedBetaGeometric.simulate({ alpha: 0.668, beta: 3.806 }, design);
 * cohort.stillActive + cohort.lostByPeriod.reduce((total, lost) => total + lost); // => 1000
 */
export const simulate = /* @__PURE__ */ simulateFrom(model);

/**
 * What is known of the next period's churn probability of customers who have made so many renewals.
 *
 * Customers differ, and those who stay are the loyal ones: the distribution moves down with tenure. Its mean is
 * 1 - r(n + 1); the interval is for one customer, and says nothing about the error of the parameters.
 *
 * Formula: θ given n renewals is Beta(α, β + n); mean α / (α + β + n).
 * @function
 * @see Fader & Hardie (2007), appendix B.
 * @example
 * shiftedBetaGeometric.churnPosterior({ alpha: 0.668, beta: 3.806 }, { renewals: 3 }).mean; // ≈ 0.0894
 */
export const churnPosterior = /* @__PURE__ */ churnPosteriorOf(model, ({ alpha, beta }) => ({
  alpha,
  beta,
  c: 1,
}));

/** The likelihood, and data drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf(model, likelihoodProblem);
