export {
  type BlanketBreakEven,
  type BlanketProgramme,
  blanketProgrammeBreakEven,
  type CostRatio,
  type CostRatioInput,
  costRatio,
  type OfferMoney,
  type RetentionSpendBreakEven,
  type RetentionSpendInput,
  retentionSpendBreakEven,
  type SaveOffer,
  type SaveOfferBreakEven,
  saveOfferBreakEven,
} from "./break-even.js";
export { type Campaign, type CampaignProfit, campaignProfit } from "./campaign-profit.js";
export {
  type CauseAttribution,
  type CausePattern,
  type CompetingCause,
  type CompetingCausesInput,
  competingCauses,
  type OverlapBounds,
  type OverlapRange,
  overlapBounds,
  shapleyAttribution,
} from "./causes.js";
export {
  type ClaimCheck,
  type ClaimConflict,
  type ClaimedRange,
  type ClaimRelaxation,
  type ClaimsInput,
  checkClaims,
} from "./check-claims.js";
export { type ChurnDistribution, churnSegments } from "./churn-segments.js";
export {
  type ChurnShock,
  type ChurnShockInput,
  churnShock,
  type ObservedShock,
  type ShockEvidence,
  type ShockShape,
  type ShockStep,
} from "./churn-shock.js";
export type { Claim, ClaimedProbability, ClaimedRatio, ClaimedValue, ClaimQuantity } from "./claim-input.js";
export {
  type ComplaintIceberg,
  type ComplaintInput,
  type ContactSurge,
  type CountRange,
  complaintIceberg,
  contactSurge,
  type SurgeInput,
} from "./complaint-iceberg.js";
export {
  type ChurnCost,
  type ChurnWorksheet,
  type ChurnWorksheetWarning,
  costOfChurn,
} from "./cost-of-churn.js";
export { type Criteria, type CriteriaInput, meetAllCriteria } from "./criteria.js";
export {
  type DepartureSpiral,
  type DepartureSpiralInput,
  type DeparturesAbove,
  departureSpiral,
} from "./departure-spiral.js";
export {
  convertEffectSize,
  type EffectSize,
  type EffectSizeInput,
  type EffectSizeKind,
  type ExposureEffect,
  type ExposureInput,
  exposureEffect,
  type TimesMoreLikely,
  type TimesMoreLikelyInput,
  timesMoreLikely,
} from "./effect-size.js";
export { atLeastOnce, type Incidence, type IncidenceInput } from "./incidence.js";
export {
  type ExpectedMaximumProfit,
  type ExpectedMaximumProfitOptions,
  expectedMaximumProfit,
  type MaximumProfit,
  type MaximumProfitOptions,
  maximumProfit,
} from "./maximum-profit.js";
export {
  type OptimalSpending,
  optimalSpending,
  type SpendingDecision,
  type SpendingProblem,
} from "./optimal-spending.js";
export {
  type ProfitDecomposition,
  type ProfitDecompositionInput,
  type ProfitPart,
  type ProfitPartChange,
  type ProfitParts,
  profitDecomposition,
} from "./profit-decomposition.js";
export { type ExperimentCustomers, type QiniCurve, type QiniPoint, qiniCurve } from "./qini-curve.js";
export type { ReceiverCurve, ReceiverPoint, ScoredCustomers } from "./receiver-curve.js";
export {
  type ReferralLoop,
  type ReferralLoopPlan,
  type ReferralLoopStep,
  type ReferralState,
  referralLoop,
  type SimpleReferralLoop,
  type StructuredReferralLoop,
} from "./referral-loop.js";
export {
  type CustomerReferrals,
  type CustomerReferralValue,
  customerReferralValue,
  type ReferringCustomer,
  type ValueWithReferrals,
  valueWithReferrals,
} from "./referral-value.js";
export { fewerDefections, points, type RetentionChange, relative } from "./retention-change.js";
export { type RetentionLift, retentionLift } from "./retention-lift.js";
export type {
  BaseLimitedLiftInput,
  ContributionLiftInput,
  LifetimeValueLiftInput,
  LifetimeValueNetLiftInput,
  LifetimeValueTerms,
  ProfitLiftInput,
  RetentionLiftBase,
  RetentionLiftInput,
  RetentionLiftMeasure,
  RetentionLiftUnknown,
} from "./retention-lift-input.js";
export type { RetentionLiftStep } from "./retention-lift-levels.js";
export {
  type RetentionLiftBySegment,
  type RetentionLiftBySegmentInput,
  type RetentionSegment,
  retentionLiftBySegment,
  type SegmentLift,
} from "./retention-lift-segments.js";
export { type MarketingReturn, type MarketingReturnInput, returnOnMarketing } from "./return-on-marketing.js";
export {
  type ChurnSegment,
  lossesThatUndoSpend,
  type SegmentChurn,
  type SpendToUndo,
  segmentChurn,
  type UndoneSpend,
} from "./segment-churn.js";
export {
  type ComplaintFunnel,
  type ComplaintOutcome,
  complaintFunnel,
  type RecoveryParadox,
  type RecoveryParadoxInput,
  type RecoveryReturn,
  recoveryParadox,
  type ServiceRecovery,
  type ServiceRecoveryInput,
  serviceRecovery,
} from "./service-recovery.js";
export {
  type RetentionLiftSolution,
  type SolveFor,
  type SolveRetentionLiftInput,
  solveRetentionLift,
} from "./solve-retention-lift.js";
export {
  calibrateSpendingCurve,
  type SpendingCurve,
  type SpendingCurveParameters,
  type SpendingPoint,
  spendingResponse,
} from "./spending-curve.js";
export { type UpliftCustomers, type UpliftTargeting, upliftTargeting } from "./uplift-targeting.js";
