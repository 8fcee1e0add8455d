/** From the estimates of replicates to the indices of a result. */
import { normalQuantile } from "../../math/normal.js";
import { meanOf, varianceOf } from "../../math/sample-statistics.js";
import { constantOutput, isConstantOutput, type StudyWarning } from "../sampling/guards.js";
import { boundedEnds, replicateEstimate } from "../sampling/replicate-estimate.js";
import type { InputGroup, SobolPlan } from "./sobol-options.js";
import { earlierSizes, type SobolEstimates } from "./sobol-sums.js";

/**
 * An index with its interval. Estimates are never clipped; the ends of the interval are kept within 0 and 1, unless the
 * estimate is not: then it is itself the end, so that the interval always holds it.
 */
export interface IndexEstimate {
  /** The estimate; may be slightly negative by noise. `null` if the output does not vary. */
  readonly estimate: number | null;
  /** Its standard error; `null` where there is no interval. */
  readonly standardError: number | null;
  /** Lower end; `null` where there is no interval. */
  readonly lower: number | null;
  /** Upper end; `null` where there is no interval. */
  readonly upper: number | null;
  /** Coverage the interval aims at. */
  readonly level: number;
  /** How the interval was made. */
  readonly method: string;
}

/** The indices of one input, or of one group. */
export interface InputIndices {
  /** Name of the input or group. */
  readonly input: string;
  /** First-order index: share of the variance that would go if this input alone became known. */
  readonly first: IndexEstimate;
  /** Total index: share of the variance that would be left if all other inputs became known. */
  readonly total: IndexEstimate;
  /** Whether the total index is above what an input without effect shows. */
  readonly distinguishable: boolean;
}

/** The second-order index of two inputs: the variance of their interaction alone. */
export interface PairIndex {
  /** The first input or group. */
  readonly input: string;
  /** The second input or group. */
  readonly with: string;
  /** Second-order index. */
  readonly second: IndexEstimate;
}

/** The indices of one input or group as the sample grows: what more points have changed. */
export interface IndexConvergence {
  /** Base points per replicate so far. */
  readonly samplesPerReplicate: number;
  /** Name of the input or group. */
  readonly input: string;
  /** First-order index so far; `null` if the output does not vary. */
  readonly first: number | null;
  /** Total index so far; `null` if the output does not vary. */
  readonly total: number | null;
  /** Its rank by total index so far, from 1. */
  readonly rank: number;
}

/** The indices of one output. */
export interface OutputIndices {
  /** Mean of the output. */
  readonly mean: number;
  /** Variance of the output. */
  readonly variance: number;
  /** One row per input or group. */
  readonly inputs: readonly InputIndices[];
  /** One row per pair; empty unless `secondOrder`. */
  readonly pairs: readonly PairIndex[];
  /** The indices after an eighth, a quarter, half and all of the base points; all of them only, below 64 points. */
  readonly convergence: readonly IndexConvergence[];
  /** What an input that does nothing shows at this sample size, by the product form of both estimators. */
  readonly dummy: { readonly first: IndexEstimate; readonly total: IndexEstimate };
}

/** Estimates of one replicate, and those of its bootstrap resamples. */
export interface Estimated extends SobolEstimates {
  /** Estimates of the bootstrap resamples; empty without a bootstrap. */
  readonly resampled: readonly SobolEstimates[];
  /** Estimates from an eighth, a quarter and half of the base points. */
  readonly earlier: readonly SobolEstimates[];
}

/** The indices of one output from its replicates. */
export function combineReplicates(
  { plan, groups }: { plan: SobolPlan; groups: readonly InputGroup[] },
  replicates: readonly Estimated[],
): OutputIndices {
  const constant = replicates.some(({ mean, variance }) => isConstantOutput(mean, variance));
  const index = (pick: (estimates: SobolEstimates) => number): IndexEstimate =>
    constant ? noIndex(plan.level) : indexEstimate(plan, replicates, pick);
  const dummy = { first: index(({ dummy }) => dummy[0]), total: index(({ dummy }) => dummy[1]) };
  const inputs = groups.map(({ name }, j): InputIndices => {
    const total = index((estimates) => estimates.total[j] as number);
    return {
      input: name,
      first: index((estimates) => estimates.first[j] as number),
      total,
      distinguishable: total.estimate !== null && total.estimate > dummyFloor(dummy),
    };
  });
  const pairs: PairIndex[] = [];
  if (plan.secondOrder)
    for (let j = 0; j < groups.length; j++)
      for (let k = j + 1; k < groups.length; k++) {
        const at = pairs.length;
        const second = index((estimates) => estimates.second[at] as number);
        pairs.push({ input: groups[j]?.name as string, with: groups[k]?.name as string, second });
      }
  const mean = meanOf(replicates.map((replicate) => replicate.mean)) + 0;
  const variance = Math.max(0, meanOf(replicates.map((replicate) => replicate.variance)));
  const sizes = [...earlierSizes(plan.samplesPerReplicate), plan.samplesPerReplicate];
  const convergence = sizes.flatMap((samples, at) => {
    const estimates = replicates.map((whole) => whole.earlier[at] ?? whole);
    const meanIndex = (kind: "first" | "total", j: number): number | null => {
      const value = constant ? Number.NaN : meanOf(estimates.map((part) => part[kind][j] as number));
      return Number.isFinite(value) ? value + 0 : null;
    };
    const totals = groups.map((_, j) => meanIndex("total", j));
    return groups.map(({ name: input }, j): IndexConvergence => {
      const total = totals[j] as number | null;
      const rank = 1 + totals.filter((other) => (other ?? 0) > (total ?? 0)).length;
      return { samplesPerReplicate: samples, input, first: meanIndex("first", j), total, rank };
    });
  });
  return { mean, variance, inputs, pairs, convergence, dummy };
}

/** The larger of what the dummy's two indices show, and 0. */
function dummyFloor({ first, total }: OutputIndices["dummy"]): number {
  return Math.max(Math.abs(first.estimate ?? 0), Math.abs(total.estimate ?? 0));
}

const noIndex = (level: number): IndexEstimate => ({
  estimate: null,
  standardError: null,
  lower: null,
  upper: null,
  level,
  method: "the output does not vary",
});

function indexEstimate(
  { level, interval }: SobolPlan,
  replicates: readonly Estimated[],
  pick: (estimates: SobolEstimates) => number,
): IndexEstimate {
  if (interval === "replicates") return replicateEstimate(replicates.map(pick), level, [0, 1]);
  const [only] = replicates as [Estimated];
  const estimate = pick(only) + 0;
  const standardError = Math.sqrt(varianceOf(only.resampled.map(pick), 1));
  const half = normalQuantile(0.5 + level / 2) * standardError;
  const method = `normal, standard error of ${only.resampled.length} bootstrap resamples, too wide for quasi-random points`;
  return {
    estimate,
    standardError,
    ...boundedEnds(estimate, half, [0, 1]),
    level,
    method,
  };
}

/** What is wrong with the indices of one output. */
export function indexWarnings(output: string, { inputs, dummy, mean }: OutputIndices): StudyWarning[] {
  if (inputs.some(({ total }) => total.estimate === null)) return [constantOutput(output, mean)];
  return inputs.flatMap(({ input, first, total, distinguishable }): StudyWarning[] => {
    if (first.estimate === null || total.estimate === null) return [];
    const warnings: StudyWarning[] = [];
    const noise = Math.hypot(first.standardError ?? 0.005, total.standardError ?? 0.005);
    if (first.estimate - total.estimate > 2 * noise + 1e-9)
      warnings.push({ code: "totalBelowFirst", output, input, first: first.estimate, total: total.estimate });
    if (!distinguishable)
      warnings.push({
        code: "notDistinguishable",
        output,
        input,
        total: total.estimate,
        floor: dummyFloor(dummy),
      });
    return warnings;
  });
}
