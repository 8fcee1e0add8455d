/** The boundary of the GGom/NBD model on which the hazard of a customer no longer grows: lifetimes are Pareto distributed. */
import type { BoundaryLimit, LikelihoodProblem, LimitingFit } from "../../../inference/fit.js";
import { maximizeLikelihood } from "../../../inference/maximum-likelihood.js";
import { orNull } from "../alike-limits.js";
import type { DistinctCustomers } from "../distinct-customers.js";
import { mortalLikelihood } from "./lifetime-problem.js";
import { paretoLifetime } from "./pareto-lifetime.js";
import { leaveAtOnce } from "./pareto-limits.js";

interface ParetoParameters {
  readonly r: number;
  readonly alpha: number;
  readonly s: number;
  readonly beta: number;
}

interface GompertzParameters extends ParetoParameters {
  readonly b: number;
}

/** Growth of the hazard over a mean T that no double notices, not even over a million times that span. */
const growth = 1e-24;

/** The limits of b falling to 0 with beta/b fixed: the Pareto/NBD model, and that model's own boundary of leaving at once. */
export function paretoLimits(
  problem: LikelihoodProblem<GompertzParameters>,
  { rows, meanT }: { readonly rows: DistinctCustomers; readonly meanT: number },
): readonly BoundaryLimit<GompertzParameters>[] {
  const b = growth / meanT;
  const withB = ({ r, alpha, s, beta }: ParetoParameters): GompertzParameters => ({
    r,
    alpha,
    b,
    s,
    beta: b * beta,
  });
  const paretoOf = (best: GompertzParameters): LikelihoodProblem<ParetoParameters> => ({
    ...problem,
    model: "paretoNbd",
    scale: { r: "log", alpha: "log", s: "log", beta: "log" },
    starts: [
      { r: best.r, alpha: best.alpha, s: best.s, beta: best.beta / best.b },
      { r: best.r, alpha: best.alpha, s: 0.5, beta: 0.3 * meanT },
    ],
    evaluate: mortalLikelihood(rows, 4, (point) => paretoLifetime(point[2]!, point[3]!)),
    preview: undefined,
    limits: [],
    nested: [],
  });
  const atOnce = (best: GompertzParameters) => leaveAtOnce(paretoOf(best), meanT);
  return [
    {
      limitingModel: "paretoNbd",
      lost: ["b", "beta"],
      near: (parameters) => parameters.b * meanT < 0.05,
      maximize: (best) => orNull(() => paretoFit(paretoOf(best), withB)),
    },
    {
      limitingModel: "nbd with a share of customers who never return",
      lost: ["b", "s", "beta"],
      near: ({ beta }) => beta < 1e-7,
      maximize: (best) => {
        const fit = atOnce(best).maximize({ ...best, beta: Math.min(best.beta / best.b, meanT) });
        return fit === null ? null : { ...fit, parameters: withB(fit.parameters) };
      },
    },
  ];
}

/** The maximum of the Pareto/NBD model, whose parameters are what the data identify. */
function paretoFit(
  problem: LikelihoodProblem<ParetoParameters>,
  withB: (parameters: ParetoParameters) => GompertzParameters,
): LimitingFit<GompertzParameters> {
  const { logLikelihood, parameters, standardErrors, covariance } = maximizeLikelihood(problem);
  const of = (name: keyof ParetoParameters) => ({
    estimate: parameters[name],
    standardError: standardErrors[name],
  });
  return {
    logLikelihood,
    parameters: withB(parameters),
    identified: { r: of("r"), alpha: of("alpha"), s: of("s"), beta: of("beta") },
    covariance: covariance.slice(0, 3).map((row) => row.slice(0, 3).map(Number)),
  };
}
