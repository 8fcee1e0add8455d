/** The limit in which customers are of two kinds, lost in their first period or never lost. */
import type { BoundaryLimit } from "../../inference/fit.js";
import type { ContractualCounts } from "./cohort-losses.js";

/** The limit for counts whose losses all fall into the first period; it has no maximum for others. */
export function immediateOrNeverLimit<Parameters>(
  { atRisk, lost, lostBy }: ContractualCounts,
  lostParameters: readonly (keyof Parameters & string)[],
  parametersAt: (share: number) => Parameters,
): BoundaryLimit<Parameters> {
  return {
    limitingModel: "immediateOrNever",
    lost: lostParameters,
    maximize: () => {
      if (lost.some((count, i) => i > 0 && count > 0)) return null;
      const earlier = lostBy.reduce((sum, { count }) => sum + count, 0);
      const atOnce = (lost[0] ?? 0) + earlier;
      const customers = (atRisk[0] ?? 0) + earlier;
      const kept = customers - atOnce;
      const share = atOnce / customers;
      const logLikelihood = atOnce * Math.log(share) + (kept > 0 ? kept * Math.log1p(-share) : 0);
      const standardError = kept > 0 ? Math.sqrt((share * (1 - share)) / customers) : null;
      const identified = { lostAtOnce: { estimate: share, standardError } };
      return { logLikelihood, parameters: parametersAt(Math.min(share, 1 - 1e-16)), identified };
    },
  };
}
