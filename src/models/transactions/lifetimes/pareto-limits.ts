/** The boundary of the Pareto/NBD model on which customers leave at once or not at all. */
import type { BoundaryLimit, LikelihoodProblem } from "../../../inference/fit.js";
import { holdParameters } from "../../../inference/hold-parameters.js";
import { maximizeLikelihood } from "../../../inference/maximum-likelihood.js";
import { orNull } from "../alike-limits.js";

interface Parameters {
  readonly r: number;
  readonly alpha: number;
  readonly s: number;
  readonly beta: number;
}

/** So small that (β/(β + T))^s hardly depends on T any more, for the s that gives a share of any size. */
const smallest = 1e-280;

/**
 * The limit of s and beta both falling to 0: a share of customers never returns, and the rest never leave. It is approached
 * as slowly as 1/ln β, so the likelihood is that of the smallest beta, at which it has all but reached its limit.
 */
export function leaveAtOnce(
  problem: LikelihoodProblem<Parameters>,
  meanT: number,
): BoundaryLimit<Parameters> {
  return {
    limitingModel: "nbd with a share of customers who never return",
    lost: ["s", "beta"],
    near: ({ beta }) => beta < 1e-7 * meanT,
    maximize: (best) =>
      orNull(() => {
        const exponent = best.s * Math.log1p(meanT / best.beta);
        const start = { ...best, s: exponent / Math.log(meanT / smallest) };
        const free = holdParameters(problem, { beta: smallest }, [start]);
        const fit = maximizeLikelihood(free);
        const s = fit.parameters.s!;
        const steps = Math.log(meanT / smallest);
        const stays = Math.exp(-s * steps);
        const error = fit.standardErrors.s ?? null;
        return {
          logLikelihood: fit.logLikelihood,
          parameters: free.whole(fit.parameters) as unknown as Parameters,
          identified: {
            neverReturns: {
              estimate: 1 - stays,
              standardError: error === null ? null : error * steps * stays,
            },
          },
          covariance: fit.covariance.slice(0, 2).map((row) => row.slice(0, 2).map(Number)),
        };
      }),
  };
}
