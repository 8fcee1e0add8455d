/** Inference: the one fit loop and its result, and what can be said with them. */

export type { AsyncOptions, StopSignal } from "../pieces.js";
export { type AdjustPValuesOptions, adjustPValues, type PValueAdjustment } from "./adjust-p-values.js";
export {
  type BootstrapInterval,
  type BootstrapModel,
  type BootstrapOptions,
  bootstrap,
  bootstrapAsync,
  type DataDrawOptions,
  type Redrawn,
} from "./bootstrap.js";
export {
  type BootstrapTest,
  type BootstrapTestOptions,
  bootstrapLikelihoodRatioTest,
  bootstrapLikelihoodRatioTestAsync,
  type FittedModel,
  type SimulatedModel,
} from "./bootstrap-test.js";
export {
  type AnyFit,
  type ComparedFit,
  compareFits,
  type FitComparison,
  type LikelihoodRatioTest,
  likelihoodRatioTest,
} from "./compare.js";
export type { Derived, DerivedOutput, PerOutput } from "./derived.js";
export type {
  BoundaryLimit,
  BoundaryWarning,
  Estimate,
  Fit,
  FitConvergence,
  FitOptions,
  FitWarning,
  LikelihoodPreview,
  LikelihoodProblem,
  LikelihoodSketch,
  LimitingFit,
  NestedModel,
  RoughMaximum,
} from "./fit.js";
export type { FitAsync } from "./fit-async.js";
export type { Interval } from "./interval.js";
export {
  type ParameterInterval,
  type ParameterIntervalOptions,
  parameterIntervals,
} from "./parameter-intervals.js";
export {
  type MixingWarning,
  type Posterior,
  type PosteriorInterval,
  type PosteriorOptions,
  type PosteriorRow,
  posteriorInterval,
  samplePosterior,
  samplePosteriorAsync,
} from "./posterior.js";
export type { NormalPrior, Priors } from "./prior.js";
export { type LikelihoodModel, type ProfileOptions, profileInterval } from "./profile.js";
export type { ByParameter, ParameterScale } from "./scale.js";
export {
  type DerivedInterval,
  type ParametersOf,
  type UncertaintyOptions,
  uncertainty,
} from "./uncertainty.js";
