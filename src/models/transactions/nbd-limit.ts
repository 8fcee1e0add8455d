/** The boundary on which nobody leaves and a transaction model is the NBD. */
import type { BoundaryLimit } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import { orNull } from "./alike-limits.js";
import type { DistinctCustomers } from "./distinct-customers.js";
import { likelihoodOfTiming } from "./fit-checks.js";
import { purchasesLikelihood } from "./negative-binomial.js";

type Purchases = { readonly r: number; readonly alpha: number };

/** How a model becomes the NBD. */
export interface WithoutLeaving<Parameters> extends Pick<BoundaryLimit<Parameters>, "near"> {
  /** The parameters of leaving, all lost. */
  readonly lost: readonly (keyof Parameters & string)[];
  /** The model's parameters at which nobody leaves, for the purchases of the NBD. */
  readonly parametersOf: (purchases: Purchases) => Parameters;
}

/** The NBD fitted to the customers, as a limit of a model whose customers leave. */
export function nbdLimit<Parameters extends Purchases>(
  where: string,
  rows: DistinctCustomers,
  { parametersOf, ...limit }: WithoutLeaving<Parameters>,
): BoundaryLimit<Parameters> {
  return {
    limitingModel: "nbd",
    ...limit,
    maximize: (best) =>
      orNull(() => {
        const fit = maximizeLikelihood<{ r: number; alpha: number }>({
          where,
          model: "nbd",
          likelihoodOf: likelihoodOfTiming,
          timeUnit: null,
          scale: { r: "log", alpha: "log" },
          observations: rows.totalWeight,
          starts: [{ r: best.r, alpha: best.alpha }],
          evaluate: purchasesLikelihood(rows),
        });
        const { r, alpha } = fit.parameters;
        return {
          logLikelihood: fit.logLikelihood,
          parameters: parametersOf({ r, alpha }),
          identified: {
            r: { estimate: r, standardError: fit.standardErrors.r },
            alpha: { estimate: alpha, standardError: fit.standardErrors.alpha },
          },
          covariance: fit.covariance as readonly (readonly number[])[],
        };
      }),
  };
}

/** The parameters of a lifetime, among those of a model, at which nobody leaves: a shape of 1e-290 leaves no time to. */
export function immortalLifetime(names: readonly string[]): Readonly<Record<string, number>> {
  const ofLifetime = names.filter((name) => name !== "r" && name !== "alpha");
  return Object.fromEntries(ofLifetime.map((name) => [name, name === "s" ? 1e-290 : 1]));
}
