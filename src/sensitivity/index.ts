/** What moves the output, how far, how surely, and what it is worth to know. */

export type { Scrambling } from "../math/quasi-random.js";
export { type ElementaryEffectsOptions, elementaryEffects } from "./global/elementary-effects.js";
export {
  type GivenDataIndices,
  type GivenDataOptions,
  type GivenDataRow,
  givenDataIndices,
  givenDataIndicesAsync,
  type SampleData,
} from "./global/given-data.js";
export {
  type ElementaryEffects,
  type MorrisOptions,
  type MorrisScreening,
  morrisScreening,
  morrisScreeningAsync,
} from "./global/morris-screening.js";
export {
  type BoxSide,
  type RegionalSensitivity,
  type RegionalSensitivityOptions,
  type RegionalSensitivityRow,
  regionalSensitivity,
  regionalSensitivityAsync,
} from "./global/regional-sensitivity.js";
export {
  type OutputShapley,
  type ShapleyEffects,
  type ShapleyOptions,
  type ShapleyRow,
  shapleyEffects,
  shapleyEffectsAsync,
} from "./global/shapley-effects.js";
export { type SobolIndices, sobolIndices, sobolIndicesAsync } from "./global/sobol-indices.js";
export type { SobolOptions } from "./global/sobol-options.js";
export type {
  IndexConvergence,
  IndexEstimate,
  InputIndices,
  OutputIndices,
  PairIndex,
} from "./global/sobol-result.js";
export type { SobolEstimator } from "./global/sobol-sums.js";
export type { DecisionChoices, DecisionSummary } from "./information/decisions.js";
export {
  type InformationOptions,
  type PartialInformation,
  type ValueOfInformation,
  valueOfInformation,
  valueOfInformationAsync,
} from "./information/value-of-information.js";
export {
  type ImanConoverOptions,
  imanConover,
  type RankCorrelation,
} from "./inputs/correlation.js";
export type { InputModel, InputValues } from "./inputs/model.js";
export type {
  FailedPoint,
  FailurePolicy,
  Failures,
  ModelOutput,
  OutputModel,
  OutputName,
} from "./inputs/outputs.js";
export type {
  DistributionMoments,
  ProvenanceInput,
  ThreePoints,
} from "./inputs/uncertain.js";
export * as uncertain from "./inputs/uncertain.js";
export type { Distribution, Provenance, UncertainInput, UncertainInputs } from "./inputs/uncertain-input.js";
export { type BreakEven, type BreakEvenOptions, breakEven, type InputInterval } from "./local/break-even.js";
export {
  type ChangeDecomposition,
  type Contribution,
  type DecompositionOptions,
  decomposeChange,
  type InputChange,
} from "./local/decompose-change.js";
export {
  type Elasticities,
  type Elasticity,
  type ElasticityOptions,
  elasticities,
} from "./local/elasticities.js";
export { type InputSwing, type OneWay, oneWay } from "./local/one-way.js";
export {
  compareScenarios,
  type ScenarioInput,
  type ScenarioOptions,
  type ScenarioRow,
  type Scenarios,
} from "./local/scenarios.js";
export { type SpiderOptions, type SpiderPoint, spider } from "./local/spider.js";
export {
  type TwoWay,
  type TwoWayAxis,
  type TwoWayCell,
  type TwoWayOptions,
  twoWay,
} from "./local/two-way.js";
export type {
  ConstantOutput,
  DenominatorNearZero,
  FailedEvaluations,
  HeavyTails,
  NotDistinguishable,
  NotPowerOfTwo,
  RangeDriven,
  StudyWarning,
  TotalBelowFirst,
} from "./sampling/guards.js";
export {
  type MonteCarlo,
  type MonteCarloOptions,
  monteCarlo,
  monteCarloAsync,
} from "./sampling/monte-carlo.js";
export {
  type OutputBin,
  type OutputDistribution,
  type OutputDistributionOptions,
  outputDistribution,
} from "./sampling/output-distribution.js";
export type { ConvergencePoint, OutputSummary, QuantileEstimate } from "./sampling/output-summary.js";
export type { ReplicateEstimate } from "./sampling/replicate-estimate.js";
export {
  type ModelSample,
  type SampleOptions,
  sampleModel,
  sampleModelAsync,
} from "./sampling/sample-model.js";
export type { Sampling, SamplingOptions } from "./sampling/sampling.js";
export type { StudyClaim, StudyScenarios } from "./study/claims.js";
export type { StudyInput, StudyLocal } from "./study/local.js";
export { type Study, type StudyOptions, type StudyOutput, study, studyAsync } from "./study/study.js";
