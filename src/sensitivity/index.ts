/** What moves the output, how far, how surely, and what it is worth to know. */

export type { Scrambling } from "../math/quasi-random.js";
export { type BreakEven, type BreakEvenOptions, breakEven, type InputInterval } from "./break-even.js";
export {
  type ImanConoverOptions,
  imanConover,
  type RankCorrelation,
} from "./correlation.js";
export type { DecisionChoices, DecisionSummary } from "./decisions.js";
export {
  type Change,
  type ChangeDecomposition,
  type Contribution,
  type DecompositionOptions,
  decomposeChange,
} from "./decompose-change.js";
export { type Elasticities, type Elasticity, type ElasticityOptions, elasticities } from "./elasticities.js";
export {
  type GivenDataIndices,
  type GivenDataOptions,
  type GivenDataRow,
  givenDataIndices,
  givenDataIndicesAsync,
  type SampleData,
} from "./given-data.js";
export type {
  DenominatorNearZero,
  FailedEvaluations,
  HeavyTails,
  NotDistinguishable,
  NotPowerOfTwo,
  RangeDriven,
  StudyWarning,
  TotalBelowFirst,
} from "./guards.js";
export type { InputValues, Model } from "./model.js";
export { type MonteCarlo, type MonteCarloOptions, monteCarlo, monteCarloAsync } from "./monte-carlo.js";
export {
  type ElementaryEffects,
  type MorrisOptions,
  type MorrisScreening,
  morrisScreening,
  morrisScreeningAsync,
} from "./morris-screening.js";
export { type InputSwing, type OneWay, oneWay } from "./one-way.js";
export type { ConvergencePoint, OutputSummary, QuantileEstimate } from "./output-summary.js";
export type {
  FailedPoint,
  FailurePolicy,
  Failures,
  ModelOutput,
  OutputModel,
  OutputName,
} from "./outputs.js";
export {
  type BoxSide,
  type RegionalAnalysis,
  type RegionInput,
  type RegionOptions,
  regionalAnalysis,
  regionalAnalysisAsync,
} from "./regional-analysis.js";
export type { ReplicateEstimate } from "./replicate-estimate.js";
export { type ModelSample, type SampleOptions, sampleModel, sampleModelAsync } from "./sample-model.js";
export type { Sampling, SamplingOptions } from "./sampling.js";
export {
  compareScenarios,
  type ScenarioInput,
  type ScenarioOptions,
  type ScenarioRow,
  type Scenarios,
} from "./scenarios.js";
export {
  type OutputShapley,
  type ShapleyEffects,
  type ShapleyOptions,
  type ShapleyRow,
  shapleyEffects,
  shapleyEffectsAsync,
} from "./shapley-effects.js";
export { type SobolIndices, sobolIndices, sobolIndicesAsync } from "./sobol-indices.js";
export type { SobolOptions } from "./sobol-options.js";
export type {
  IndexConvergence,
  IndexEstimate,
  InputIndices,
  OutputIndices,
  PairIndex,
} from "./sobol-result.js";
export type { SobolEstimator } from "./sobol-sums.js";
export { type SpiderOptions, type SpiderPoint, spider } from "./spider.js";
export { type Study, type StudyOptions, type StudyOutput, study, studyAsync } from "./study.js";
export type { StudyClaim, StudyScenarios } from "./study-claims.js";
export type { StudyInput, StudyLocal } from "./study-local.js";
export { type Axis, type TwoWay, type TwoWayCell, type TwoWayOptions, twoWay } from "./two-way.js";
export type {
  About,
  Distribution,
  Moments,
  Provenance,
  ThreePoints,
  UncertainInput,
  UncertainInputs,
} from "./uncertain.js";
export * as uncertain from "./uncertain.js";
export {
  type InformationOptions,
  type PartialInformation,
  type ValueOfInformation,
  valueOfInformation,
  valueOfInformationAsync,
} from "./value-of-information.js";
