/**
 * The boundaries of the beta-geometric family. Purchase rates may be the same for all; drop-out probabilities may be the same for
 * all, 0 for all, or 1 for some and 0 for the rest, and where nobody buys twice again, 1 for all.
 */
import type { BoundaryLimit, LikelihoodProblem } from "../../../inference/fit.js";
import type { DistinctCustomers } from "../distinct-customers.js";
import { limitOn } from "../face-limits.js";
import { all, allOrNone, type Face, none, oneProbability, oneRate } from "../faces.js";
import type { BetaGeometricKind } from "./problem.js";

/** Parameters of the BG/NBD and MBG/NBD models. */
export interface BetaGeometricParameters {
  /** Shape of the gamma distribution of purchase rates across customers: above 0; small means unlike each other. */
  readonly r: number;
  /** Rate parameter of that distribution, in time units: the mean purchase rate is r/alpha per time unit. */
  readonly alpha: number;
  /** First shape parameter of the beta distribution of drop-out probabilities: their mean is a/(a + b). */
  readonly a: number;
  /** Second shape parameter of that distribution. */
  readonly b: number;
}

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
