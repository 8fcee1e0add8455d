/** Inference: the one fit loop and its result, and what can be said with them. */
export type {
  BoundaryLimit,
  BoundaryWarning,
  Estimate,
  Fit,
  FitConvergence,
  FitOptions,
  FitWarning,
  LikelihoodProblem,
  LimitingFit,
  NestedModel,
} from "./fit.js";
export type { Interval } from "./interval.js";
export type { NormalPrior, Priors } from "./prior.js";
export type { ByParameter, ParameterScale } from "./scale.js";
