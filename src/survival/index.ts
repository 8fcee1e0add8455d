/** How long customers stay, from durations of which some are unfinished. */
export { type KaplanMeierOptions, kaplanMeier } from "./kaplan-meier.js";
export type { KaplanMeierCurve, KaplanMeierStep, SurvivalErrors } from "./kaplan-meier-curve.js";
export type { SurvivalTransform } from "./pointwise-interval.js";
export { type RestrictedMean, type RestrictedMeanOptions, restrictedMean } from "./restricted-mean.js";
export { type SurvivalAt, survivalAt } from "./survival-at.js";
export { survivalQuantile } from "./survival-quantile.js";
export type { UnwatchedStretch } from "./unwatched-stretches.js";
