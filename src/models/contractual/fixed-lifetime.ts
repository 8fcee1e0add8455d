/** The limit in which all customers live equally long: some are lost in one period, and all others in the next. */
import type { BoundaryLimit } from "../../inference/fit.js";
import type { ContractualCounts } from "./cohort-losses.js";
import { firstLoss } from "./lifetime-likelihood.js";

/** The lifetime of all customers: nobody is lost before `period`, a share in it, all others right after it. */
export interface FixedLifetime {
  readonly period: number;
  /** Share lost in that period, above 0 and at most 1. */
  readonly share: number;
}

/** The limit for counts that it can explain; it has no maximum for others. */
export function fixedLifetimeLimit<Parameters>(
  counts: ContractualCounts,
  lostParameters: readonly (keyof Parameters & string)[],
  parametersAt: (lifetime: FixedLifetime) => Parameters,
): BoundaryLimit<Parameters> {
  return {
    limitingModel: "fixedLifetime",
    lost: lostParameters,
    near: () => true,
    maximize: () => {
      const { atRisk, lost, lostBy } = counts;
      const period = firstLoss(counts);
      const survivedLater = atRisk.some((count, i) => i >= period && count - lost[i]! > 0);
      if (survivedLater) return null;
      const dated = lostBy.find(({ by }) => by === period)?.count ?? 0;
      const leavers = (lost[period - 1] ?? 0) + dated;
      const customers = (atRisk[period - 1] ?? 0) + dated;
      const share = leavers / customers;
      const kept = customers - leavers;
      const logLikelihood = leavers * Math.log(share) + (kept > 0 ? kept * Math.log1p(-share) : 0);
      const standardError = kept > 0 ? Math.sqrt((share * (1 - share)) / customers) : null;
      return {
        logLikelihood,
        parameters: parametersAt({ period, share }),
        identified: {
          period: { estimate: period, standardError: null },
          lostInPeriod: { estimate: share, standardError },
        },
      };
    },
  };
}

/** θ and c of a discrete Weibull model that is as near to a fixed lifetime as numbers allow. */
export function steepWeibull({ period, share }: FixedLifetime): {
  readonly theta: number;
  readonly c: number;
} {
  const c = Math.min(1000, 650 / Math.log(period));
  // Where everybody is lost in the period itself, a hazard of 40 leaves nobody, and still next to none before it.
  const logHazard = Math.log(share < 1 ? -Math.log1p(-share) : 40);
  return { theta: -Math.expm1(-Math.exp(logHazard - c * Math.log(period))), c };
}
