export {
  type ComplaintIceberg,
  type ComplaintInput,
  type CountRange,
  complaintIceberg,
  type ExcessContacts,
  type ExcessContactsInput,
  excessContacts,
} from "./churn-cost/complaint-iceberg.js";
export {
  type ChurnCost,
  type ChurnWorksheet,
  type ChurnWorksheetWarning,
  costOfChurn,
} from "./churn-cost/cost-of-churn.js";
export {
  type BreakEvenLosses,
  type BreakEvenLossesInput,
  breakEvenLosses,
  type ChurnSegment,
  type SegmentChurn,
  segmentChurn,
} from "./churn-cost/segment-churn.js";
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
} from "./churn-cost/service-recovery.js";
export {
  type ClaimCheck,
  type ClaimConflict,
  type ClaimedRange,
  type ClaimRelaxation,
  type ClaimsInput,
  checkClaims,
} from "./claims/check-claims.js";
export type { Claim, ClaimedProbability, ClaimedRatio, ClaimedValue, ClaimQuantity } from "./claims/input.js";
export {
  type CauseAttribution,
  type CausePattern,
  type CompetingCause,
  type CompetingCausesInput,
  competingCauses,
  type FrechetBounds,
  type FrechetRange,
  frechetBounds,
  shapleyAttribution,
} from "./evidence/causes.js";
export {
  type ConjunctiveCriteria,
  type ConjunctiveCriteriaInput,
  conjunctiveCriteria,
} from "./evidence/criteria.js";
export {
  type AttributableChurn,
  type AttributableChurnInput,
  attributableChurn,
  convertEffectSize,
  type EffectSize,
  type EffectSizeInput,
  type EffectSizeKind,
  type EffectSizeReadings,
  type EffectSizeReadingsInput,
  effectSizeReadings,
} from "./evidence/effect-size.js";
export {
  type IncidenceRate,
  type IncidenceRateInput,
  incidenceRate,
} from "./evidence/incidence-rate.js";
export { type ChurnDistribution, churnSegments } from "./lift/churn-segments.js";
export type {
  BaseLimitedLiftInput,
  ContributionLiftInput,
  LifetimeValueLiftInput,
  LifetimeValueNetLiftInput,
  LifetimeValueTerms,
  LiftMoneyInput,
  ProfitLiftInput,
  RetentionLiftBase,
  RetentionLiftInput,
  RetentionLiftMeasure,
  RetentionLiftUnknown,
} from "./lift/input.js";
export type { RetentionLiftStep } from "./lift/levels.js";
export type { LiftAmounts, LiftMoney, LiftYear } from "./lift/lift-money.js";
export {
  type ProfitDecomposition,
  type ProfitDecompositionInput,
  type ProfitPart,
  type ProfitPartChange,
  type ProfitParts,
  profitDecomposition,
} from "./lift/profit-decomposition.js";
export { fewerDefections, points, type RetentionChange, relative } from "./lift/retention-change.js";
export { type RetentionLift, retentionLift } from "./lift/retention-lift.js";
export {
  type RetentionLiftCurveOptions,
  type RetentionLiftPoint,
  type RetentionReading,
  retentionLiftCurves,
} from "./lift/retention-lift-curves.js";
export {
  type RetentionLiftBySegment,
  type RetentionLiftBySegmentInput,
  type RetentionSegment,
  retentionLiftBySegment,
  type SegmentLift,
} from "./lift/segments.js";
export {
  type RetentionLiftSolution,
  type SolveFor,
  type SolveRetentionLiftInput,
  solveRetentionLift,
} from "./lift/solve-retention-lift.js";
export {
  type RetentionModel,
  type RetentionPointInput,
  type RetentionPointTenure,
  type RetentionPointValue,
  type TenureCount,
  valueOfRetentionPoint,
} from "./lift/value-of-retention-point.js";
export {
  type ReferralLoop,
  type ReferralLoopPlan,
  type ReferralLoopStep,
  type ReferralState,
  referralLoop,
  type SimpleReferralLoop,
  type StructuredReferralLoop,
} from "./referrals/referral-loop.js";
export {
  type CustomerReferrals,
  type CustomerReferralValue,
  customerReferralValue,
  type ReferringCustomer,
  type ValueWithReferrals,
  valueWithReferrals,
} from "./referrals/referral-value.js";
export {
  type ChurnShock,
  type ChurnShockInput,
  churnShock,
  type ObservedShock,
  type ShockEvidence,
  type ShockShape,
  type ShockStep,
} from "./shocks/churn-shock.js";
export {
  type DepartureSpiral,
  type DepartureSpiralInput,
  type DeparturesAbove,
  departureSpiral,
} from "./shocks/departure-spiral.js";
export {
  type OptimalSpending,
  optimalSpending,
  type SpendingDecision,
  type SpendingProblem,
} from "./spending/optimal-spending.js";
export {
  type MarketingReturn,
  type MarketingReturnInput,
  returnOnMarketing,
} from "./spending/return-on-marketing.js";
export {
  calibrateSpendingCurve,
  type SpendingCurve,
  type SpendingCurveParameters,
  type SpendingPoint,
  spendingResponse,
} from "./spending/spending-curve.js";
export {
  type SpendingCurveOptions,
  type SpendingCurvePoint,
  spendingCurves,
} from "./spending/spending-curves.js";
export {
  type AcquisitionCostRatio,
  type AcquisitionCostRatioInput,
  acquisitionCostRatio,
  type BlanketBreakEven,
  type BlanketProgramme,
  blanketProgrammeBreakEven,
  type OfferMoney,
  type RetentionSpendBreakEven,
  type RetentionSpendInput,
  retentionSpendBreakEven,
  type SaveOffer,
  type SaveOfferBreakEven,
  saveOfferBreakEven,
} from "./targeting/break-even.js";
export { type Campaign, type CampaignProfit, campaignProfit } from "./targeting/campaign-profit.js";
export {
  type ExpectedMaximumProfit,
  type ExpectedMaximumProfitOptions,
  expectedMaximumProfit,
  type MaximumProfit,
  type MaximumProfitOptions,
  maximumProfit,
} from "./targeting/maximum-profit.js";
export { type PriceChange, type PriceChangeValue, priceChange } from "./targeting/price-change.js";
export { type ProfitPoint, profitCurve } from "./targeting/profit-curve.js";
export {
  type ExperimentCustomers,
  type QiniCurve,
  type QiniPoint,
  qiniCurve,
} from "./targeting/qini-curve.js";
export {
  type RankAverageTreatmentEffect,
  type RankEffectOptions,
  type RankWeighting,
  rankAverageTreatmentEffect,
} from "./targeting/rank-average-treatment-effect.js";
export type { ReceiverCurve, ReceiverPoint, ScoredCustomers } from "./targeting/receiver-curve.js";
export {
  type PolicyValue,
  type SavePolicy,
  type SavePolicyInput,
  savePolicy,
} from "./targeting/save-policy.js";
export {
  type UpliftCurve,
  type UpliftCurveOptions,
  type UpliftGroup,
  type UpliftPoint,
  upliftCurve,
} from "./targeting/uplift-curve.js";
export type { RankedCustomers } from "./targeting/uplift-experiment.js";
export { type UpliftCustomers, type UpliftTargeting, upliftTargeting } from "./targeting/uplift-targeting.js";
export {
  type LapsedGroup,
  type WinBackInput,
  type WinBackRow,
  type WinBackValue,
  winBackValue,
} from "./targeting/win-back.js";
