/** The boundaries on which a transaction model is the NBD: nobody leaves, or some leave at once and the rest never. */
import type { BoundaryLimit, LikelihoodProblem } from "../../inference/fit.js";
import type { DistinctCustomers } from "./distinct-customers.js";
import { limitThrough, type StandIn } from "./face-limits.js";
import { oneRate } from "./faces.js";
import { purchasesLikelihood, returnersLikelihood } from "./negative-binomial.js";

type Named = Readonly<Record<string, number>>;
type Problem = LikelihoodProblem<Named>;

const alike = oneRate(["r", "alpha"], "purchaseRate");
const purchases = { r: "log", alpha: "log" } as const;

/** The limits on which nobody leaves: the NBD, and with one purchase rate for all the Poisson model. */
export function nbdLimits<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  rows: DistinctCustomers,
  standIn: StandIn<Parameters>,
): readonly BoundaryLimit<Parameters>[] {
  const simple = simplerProblem(problem, purchases, purchasesLikelihood(rows));
  return [limitThrough(simple, "nbd", [], standIn), limitThrough(simple, "poisson", [alike], standIn)];
}

/** The limits on which a share of the customers never returns, and the rest never leave. */
export function returnersLimits<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  rows: DistinctCustomers,
  standIn: StandIn<Parameters>,
): readonly BoundaryLimit<Parameters>[] {
  const scale = { neverReturns: "logit", ...purchases } as const;
  const simple = simplerProblem(problem, scale, returnersLikelihood(rows));
  const name = "nbd with a share of customers who never return";
  return [
    limitThrough(simple, name, [], standIn),
    limitThrough(simple, `${name} and one purchase rate`, [alike], standIn),
  ];
}

/** A problem of fewer parameters on the same customers. */
export function simplerProblem<Parameters>(
  { where, model, likelihoodOf, timeUnit, observations }: LikelihoodProblem<Parameters>,
  scale: Problem["scale"],
  evaluate: Problem["evaluate"],
): Problem {
  return { where, model, likelihoodOf, timeUnit, observations, scale, starts: [], evaluate };
}

/** The parameters of a lifetime, among those of a model, at which nobody leaves: a shape of 1e-290 leaves no time to. */
export function immortalLifetime(names: readonly string[]): Readonly<Record<string, number>> {
  const ofLifetime = names.filter((name) => name !== "r" && name !== "alpha");
  return Object.fromEntries(ofLifetime.map((name) => [name, name === "s" ? 1e-290 : 1]));
}
