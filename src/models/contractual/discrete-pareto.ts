/**
 * Survival that is a power of age beyond a threshold, S(t) = min(1, (threshold / t)^κ): what the beta-discrete-Weibull
 * model becomes as its shape c grows without bound, α c tending to κ and β^(1/c) to the threshold.
 */
import type { Estimate, LikelihoodProblem } from "../../inference/fit.js";
import { log1mExp } from "../../math/log-sum-exp.js";
import type { ContractualCounts } from "./cohort-losses.js";
import { contractualLikelihood } from "./geometric-likelihood.js";
import {
  crudeChurn,
  type FillHazards,
  firstLoss,
  interiorMaximum,
  lifetimeLikelihood,
} from "./lifetime-likelihood.js";

/** The maximum over all thresholds and powers. */
export interface DiscreteParetoMaximum {
  readonly logLikelihood: number;
  /** Power of the fall beyond the threshold. */
  readonly kappa: Estimate;
  /** Age up to which nobody is lost: below 1 where some are lost in the first period; 0 where all of them are. */
  readonly threshold: Estimate;
}

/** S(t) = 1 up to `before`, retention `kept` in the next period, and a power of age after it. */
interface FreeParameters {
  readonly kept: number;
  readonly kappa: number;
}

/** ln r(t) and ln(1 - r(t)) at period i + 1, where survival is a power of age. */
function fillPower(i: number, kappa: number, table: Parameters<FillHazards>[1], byKappa: Float64Array): void {
  const logRatio = i === 0 ? Number.NEGATIVE_INFINITY : Math.log1p(-1 / (i + 1));
  table.logRetention[i] = kappa * logRatio;
  table.logChurn[i] = log1mExp(kappa * logRatio);
  byKappa[i] = i === 0 ? 0 : logRatio;
}

function fillCertain(i: number, table: Parameters<FillHazards>[1]): void {
  table.logRetention[i] = 0;
  table.logChurn[i] = Number.NEGATIVE_INFINITY;
}

const described = (where: string, counts: ContractualCounts) => ({
  where,
  model: "discretePareto",
  likelihoodOf: contractualLikelihood,
  timeUnit: counts.timeUnit,
  observations: counts.observations,
});

/** A threshold inside the period after `before`. */
function freeProblem(
  where: string,
  counts: ContractualCounts,
  before: number,
): LikelihoodProblem<FreeParameters> {
  const fill: FillHazards = ([kept = 0, kappa = 0], table) => {
    const [byKept, byKappa] = table.slopes as readonly [Float64Array, Float64Array];
    for (let i = 0; i < byKept.length; i++) {
      if (i < before) fillCertain(i, table);
      else fillPower(i, kappa, table, byKappa);
    }
    table.logRetention[before] = Math.log(kept);
    table.logChurn[before] = Math.log1p(-kept);
    byKept[before] = 1 / kept;
    byKappa[before] = 0;
  };
  const share = 1 - (counts.lost[before] ?? 0) / (counts.atRisk[before] || 1);
  const kept = Math.min(Math.max(share, 0.01), 0.99);
  return {
    ...described(where, counts),
    scale: { kept: "logit", kappa: "log" },
    starts: [
      { kept, kappa: 0.3 },
      { kept, kappa: 2 },
    ],
    evaluate: lifetimeLikelihood(counts, fill, 2),
  };
}

/** A threshold at exactly `before`: 0 where all are lost in the first period. */
function fixedProblem(
  where: string,
  counts: ContractualCounts,
  before: number,
): LikelihoodProblem<{ readonly kappa: number }> {
  const fill: FillHazards = ([kappa = 0], table) => {
    for (let i = 0; i < table.logChurn.length; i++) {
      if (i < before) fillCertain(i, table);
      else fillPower(i, kappa, table, table.slopes[0]!);
    }
  };
  return {
    ...described(where, counts),
    scale: { kappa: "log" },
    starts: [{ kappa: Math.max(0.3, crudeChurn(counts)) }, { kappa: 3 }],
    evaluate: lifetimeLikelihood(counts, fill, 1),
  };
}

function freeMaximum(where: string, counts: ContractualCounts, before: number): DiscreteParetoMaximum | null {
  const fit = interiorMaximum(freeProblem(where, counts, before));
  if (fit === null) return null;
  const { kept, kappa } = fit.parameters;
  const logKept = Math.log(kept);
  // A lower share kept would put the threshold into an earlier period, where nobody was lost.
  if (before > 0 && logKept < kappa * Math.log1p(-1 / (before + 1))) return null;
  const threshold = (before + 1) * Math.exp(logKept / kappa);
  // ln threshold = ln(before + 1) + ln(kept) / κ, by the delta method on the scales logit and log.
  const slopes = [(1 - kept) / kappa, -logKept / kappa];
  const variance = slopes.reduce(
    (sum, slope, i) =>
      sum + slopes.reduce((row, other, j) => row + slope * other * (fit.covariance[i]?.[j] ?? 0), 0),
    0,
  );
  return {
    logLikelihood: fit.logLikelihood,
    kappa: { estimate: kappa, standardError: fit.standardErrors.kappa },
    threshold: { estimate: threshold, standardError: threshold * Math.sqrt(Math.max(0, variance)) },
  };
}

function fixedMaximum(
  where: string,
  counts: ContractualCounts,
  before: number,
): DiscreteParetoMaximum | null {
  const fit = interiorMaximum(fixedProblem(where, counts, before));
  if (fit === null) return null;
  return {
    logLikelihood: fit.logLikelihood,
    kappa: { estimate: fit.parameters.kappa, standardError: fit.standardErrors.kappa },
    threshold: { estimate: before, standardError: null },
  };
}

/** The log-likelihood of the periods after the first `seen`, where survival is a power of age, as a function of κ. */
function laterPeriods({ atRisk, lost }: ContractualCounts, seen: number, kappa: number) {
  let [value, slope, curvature] = [0, 0, 0];
  for (let i = seen; i < atRisk.length; i++) {
    const logRatio = Math.log1p(-1 / (i + 1));
    const kept = atRisk[i]! - lost[i]!;
    value += kappa * kept * logRatio;
    slope += kept * logRatio;
    if (!(lost[i]! > 0)) continue;
    const odds = 1 / Math.expm1(-kappa * logRatio);
    value += lost[i]! * log1mExp(kappa * logRatio);
    slope -= lost[i]! * logRatio * odds;
    curvature += (lost[i]! * logRatio ** 2 * odds) / Math.expm1(kappa * logRatio);
  }
  return { value, slope, curvature };
}

/**
 * What no such survival exceeds where every period of loss is known: churn in the period of the first loss is taken as free,
 * and the rest is a concave function of κ, maximised by Newton steps inside a bracket.
 */
export function discreteParetoCeiling(counts: ContractualCounts): number {
  const { atRisk, lost, lostBy } = counts;
  if (lostBy.length > 0) return Number.POSITIVE_INFINITY;
  const seen = firstLoss(counts);
  const share = lost[seen - 1]! / atRisk[seen - 1]!;
  const first =
    atRisk[seen - 1]! * (share * Math.log(share) + (share < 1 ? (1 - share) * Math.log1p(-share) : 0));
  const later = (of: (i: number) => number) => atRisk.some((_, i) => i >= seen && of(i) > 0);
  // Then κ runs to 0 or to infinity, and every later period is certain.
  if (!later((i) => lost[i]!) || !later((i) => atRisk[i]! - lost[i]!)) return first;
  let [low, high, kappa] = [0, Number.POSITIVE_INFINITY, 1];
  for (let k = 0; k < 60; k++) {
    const { value, slope, curvature } = laterPeriods(counts, seen, kappa);
    const newton = kappa - slope / curvature;
    if (Math.abs(slope * (newton - kappa)) < 1e-7) return first + value + 1e-6;
    if (slope > 0) low = kappa;
    else high = kappa;
    const between = high === Number.POSITIVE_INFINITY ? 4 * kappa : (low + high) / 2;
    kappa = newton > low && newton < high ? newton : between;
  }
  return Number.POSITIVE_INFINITY;
}

/** The highest likelihood of a survival that is a power of age beyond some threshold, or null where it has no maximum. */
export function discreteParetoMaximum(
  where: string,
  counts: ContractualCounts,
): DiscreteParetoMaximum | null {
  const last = firstLoss(counts) - 1;
  // Where every period of loss is known, no threshold before the period of the first loss can be the best.
  const first = counts.lostBy.length === 0 ? last : 0;
  let best: DiscreteParetoMaximum | null = null;
  for (let before = first; before <= last; before++)
    for (const maximum of [freeMaximum(where, counts, before), fixedMaximum(where, counts, before)])
      if (maximum !== null && (best === null || maximum.logLikelihood > best.logLikelihood)) best = maximum;
  return best;
}
