/** The likelihood of the Pareto/NBD model, whose maximum also starts the search with covariates. */
import type { LikelihoodProblem } from "../../../inference/fit.js";
import { alikeLimit } from "../alike-limits.js";
import type { CustomerHistory, Customers } from "../customers.js";
import { mortalProblem } from "./lifetime-fit.js";
import { paretoLifetime } from "./pareto-lifetime.js";
import { leaveAtOnce } from "./pareto-limits.js";

/** Parameters of the Pareto/NBD model. */
export interface ParetoNbdParameters {
  /** Shape of the gamma distribution of purchase rates across customers: above 0. */
  readonly r: number;
  /** Rate parameter of that distribution, in time units: the mean purchase rate is r/alpha per time unit. */
  readonly alpha: number;
  /** Shape of the gamma distribution of death rates across customers: above 0. */
  readonly s: number;
  /** Rate parameter of that distribution, in time units: the mean death rate is s/beta per time unit. */
  readonly beta: number;
}

const scale = { r: "log", alpha: "log", s: "log", beta: "log" } as const;

/** The likelihood problem of the Pareto/NBD model. */
export function paretoProblem(
  customers: CustomerHistory | Customers,
): LikelihoodProblem<ParetoNbdParameters> {
  return mortalProblem<ParetoNbdParameters>(customers, {
    where: "paretoNbd.fit",
    model: "paretoNbd",
    scale,
    lifetimeOf: (parameters) => paretoLifetime(parameters[2]!, parameters[3]!),
    starts: ({ meanT, rate }) => [
      { r: 0.5, alpha: 0.35 / rate, s: 0.5, beta: 0.3 * meanT },
      { r: 1, alpha: 0.5 / rate, s: 1, beta: meanT },
      { r: 1, alpha: 1 / rate, s: 0.2, beta: 0.1 * meanT },
    ],
    lost: ["s", "beta"],
    limits: (problem, { meanT }) => [
      leaveAtOnce(problem, meanT),
      alikeLimit(problem, {
        limitingModel: "paretoNbd with one death rate",
        lost: ["s", "beta"],
        distribution: "gamma",
        identified: "deathRate",
      }),
    ],
  });
}
