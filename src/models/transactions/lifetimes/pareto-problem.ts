/** The likelihood of the Pareto/NBD model, whose maximum also starts the search with covariates. */
import type { LikelihoodProblem } from "../../../inference/fit.js";
import type { CustomerHistory, Customers } from "../../../tables/read-histories.js";
import { mortalProblem } from "./lifetime-fit.js";
import { paretoLifetime } from "./pareto-lifetime.js";
import { paretoLimits } from "./pareto-limits.js";

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
    starts: ({ meanT, rate }) => {
      // Of the customers so many have left at a mean T, early on or all along; those alive buy faster than the average says.
      const startAt = (r: number, beta: number, left: number) => ({
        r,
        alpha: (r * (1 - left / 2)) / rate,
        s: -Math.log1p(-left) / Math.log1p(1 / beta),
        beta: beta * meanT,
      });
      return [
        { r: 0.5, alpha: 0.35 / rate, s: 0.5, beta: 0.3 * meanT },
        startAt(1, 1, 0.02),
        startAt(2, 1e-3, 0.6),
        startAt(2, 1e-40, 0.3),
      ];
    },
    farthest: 650,
    lost: ["s", "beta"],
    limits: paretoLimits,
  });
}
