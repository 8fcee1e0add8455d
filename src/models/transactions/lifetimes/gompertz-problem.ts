/** The likelihood of the GGom/NBD model, whose starting points also start the search with covariates. */
import type { BoundaryLimit, LikelihoodProblem } from "../../../inference/fit.js";
import type { Named } from "../../../inference/hold-parameters.js";
import type { CustomerHistory, Customers } from "../../../tables/read-histories.js";
import type { DistinctCustomers } from "../distinct-customers.js";
import { delayedLimit } from "./delayed-limit.js";
import { gompertzLifetime } from "./gompertz-lifetime.js";
import { gompertzLimits } from "./gompertz-limits.js";
import { mortalProblem } from "./lifetime-fit.js";

/** Parameters of the GGom/NBD model. */
export interface GgomNbdParameters {
  /** Shape of the gamma distribution of purchase rates across customers: above 0. */
  readonly r: number;
  /** Rate parameter of that distribution, in time units: the mean purchase rate is r/alpha per time unit. */
  readonly alpha: number;
  /** Growth of the hazard of leaving with age, e^(bt), per time unit: above 0. */
  readonly b: number;
  /** Shape of the gamma distribution of the hazard's factor across customers: above 0. */
  readonly s: number;
  /** Rate parameter of that distribution, without unit; the mean hazard at age 0 is s b/beta per time unit. */
  readonly beta: number;
}

const scale = { r: "log", alpha: "log", b: "log", s: "log", beta: "log" } as const;

/** The likelihood problem of the GGom/NBD model. */
export function gompertzProblem(
  customers: CustomerHistory | Customers,
): LikelihoodProblem<GgomNbdParameters> {
  return mortalProblem<GgomNbdParameters>(customers, {
    where: "ggomNbd.fit",
    model: "ggomNbd",
    scale,
    lifetimeOf: (parameters) => gompertzLifetime(parameters[2]!, parameters[3]!, parameters[4]!),
    starts: ({ meanT, rate }) => {
      const startAt = (r: number, over: number, s: number, beta: number, faster = 1.5) => ({
        r,
        alpha: r / (faster * rate),
        b: over / meanT,
        s,
        beta,
      });
      return [
        { r: 1, alpha: 0.5 / rate, b: 5 / meanT, s: 0.5, beta: 50 },
        { r: 0.5, alpha: 0.35 / rate, b: 0.3 / meanT, s: 0.5, beta: 0.1 },
        startAt(1, 1, 0.02, 1, 1),
        startAt(1, 0.1, 1, 0.1),
        startAt(2, 2, 0.1, 1e-4, 1.5),
        startAt(2, 0.1, 0.04, 1e-10, 1.3),
        startAt(2, 1, 10, 20),
        startAt(2, 30, 0.03, 1e4),
        startAt(2, 30, 0.03, 1e-3),
      ];
    },
    lost: ["b", "s", "beta"],
    limits: (problem, data) => [...gompertzLimits(problem, data), withoutCovariates(problem, data)],
    // Where b falls to 0 with beta/b fixed, nothing is lost but b.
    nested: [{ model: "paretoNbd", restrictions: 1, onBoundary: 1, regular: true }],
  });
}

/** The boundary of a sudden hazard, where no covariates move it. */
function withoutCovariates(
  problem: LikelihoodProblem<GgomNbdParameters>,
  { rows, meanT }: { readonly rows: DistinctCustomers; readonly meanT: number },
): BoundaryLimit<GgomNbdParameters> {
  const groups = [{ values: new Float64Array(0), customers: rows }];
  const none = { covariates: [], coefficients: [], moved: [], terms: [] };
  const named = problem as unknown as LikelihoodProblem<Named>;
  const limit = delayedLimit(named, "ggomNbd", { ...none, groups, meanT });
  return limit as unknown as BoundaryLimit<GgomNbdParameters>;
}
