/**
 * The boundaries of the beta-geometric family. Purchase rates may be the same for all; drop-out probabilities may be the same for
 * all, 0 for all, or 1 for some and 0 for the rest, and where nobody buys twice again, 1 for all.
 */
import type { BoundaryLimit, LikelihoodProblem } from "../../../inference/fit.js";
import type { DistinctCustomers } from "../distinct-customers.js";
import { all, allOrNone, type Face, limitOn, none, oneProbability, oneRate } from "../faces.js";
import type { BetaGeometricParameters } from "./fit.js";
import type { BetaGeometricKind } from "./problem.js";

const dropout = ["a", "b"] as const;

/** All boundaries on which the likelihood may have its supremum. */
export function betaGeometricLimits(
  problem: LikelihoodProblem<BetaGeometricParameters>,
  rows: DistinctCustomers,
  { k, zero, model }: BetaGeometricKind & { readonly model: string },
): readonly BoundaryLimit<BetaGeometricParameters>[] {
  const alike = oneRate(["r", "alpha"], "purchaseRate");
  const stayers = k === 1 ? "nbd" : "cnbdK";
  const leaving: (readonly [name: string, alone: string, face: Face])[] = [
    [stayers, k === 1 ? "poisson" : "cnbdK with one purchase rate", none(dropout)],
    named(`${model} with one drop-out probability`, oneProbability(dropout, "dropoutProbability")),
    zero === 1
      ? named(`${stayers} with a share of customers who never return`, allOrNone(dropout, "neverReturns"))
      : named(
          `${stayers} with a share of customers who leave at the first repeat purchase`,
          allOrNone(dropout, "leavesAtFirst"),
        ),
  ];
  // Frequencies stand in ascending order.
  if (zero === 0 && rows.frequency[rows.length - 1]! <= 1)
    leaving.push(named(`${stayers} of whom all leave at the first repeat purchase`, all(dropout)));
  return [
    ...leaving.map(([name, , face]) => limitOn(problem, name, [face])),
    limitOn(problem, `${model} with one purchase rate`, [alike]),
    ...leaving.map(([, alone, face]) => limitOn(problem, alone, [face, alike])),
  ];
}

function named(name: string, face: Face): readonly [string, string, Face] {
  return [name, `${name} and one purchase rate`, face];
}
