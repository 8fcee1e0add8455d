/** The boundary of the Pareto/NBD model on which customers leave at once or not at all. */
import type { BoundaryLimit, LikelihoodProblem } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import { orNull } from "./alike-limits.js";

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
  const full = new Float64Array(4);
  return {
    limitingModel: "nbd with a share of customers who never return",
    lost: ["s", "beta"],
    near: ({ beta }) => beta < 1e-7 * meanT,
    maximize: (best) =>
      orNull(() => {
        const exponent = best.s * Math.log1p(meanT / best.beta);
        const fit = maximizeLikelihood<Omit<Parameters, "beta">>({
          ...problem,
          scale: { r: "log", alpha: "log", s: "log" },
          starts: [{ r: best.r, alpha: best.alpha, s: exponent / Math.log(meanT / smallest) }],
          evaluate: (reduced, gradient) => {
            full.fill(0);
            const point = Float64Array.of(reduced[0]!, reduced[1]!, reduced[2]!, smallest);
            const value = problem.evaluate(point, gradient === undefined ? undefined : full);
            for (let i = 0; gradient !== undefined && i < 3; i++) gradient[i] = full[i]!;
            return value;
          },
          preview: undefined,
          limits: [],
          nested: [],
        });
        const { r, alpha, s } = fit.parameters;
        const steps = Math.log(meanT / smallest);
        const stays = Math.exp(-s * steps);
        const error = fit.standardErrors.s;
        return {
          logLikelihood: fit.logLikelihood,
          parameters: { r, alpha, s, beta: smallest },
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
