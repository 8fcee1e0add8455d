/**
 * Where the search for the BG/BB model starts, and its boundaries. Probabilities of purchase may be the same for all, 1 for all, or 1
 * for some and 0 for the rest, the last two where nobody misses an opportunity before the last purchase. Those of leaving may be
 * the same for all, 0 for all, or 1 for some and 0 for the rest.
 */
import type { BoundaryLimit, LikelihoodProblem } from "../../inference/fit.js";
import type { DistinctCustomers } from "./distinct-customers.js";
import { limitOn } from "./face-limits.js";
import { all, allOrNone, type Face, none, oneProbability } from "./faces.js";

interface Parameters {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly delta: number;
}
type Named = readonly [words: string, face: Face];

const purchases = ["alpha", "beta"] as const;
const dropout = ["gamma", "delta"] as const;

const leaving: readonly Named[] = [
  ["one drop-out probability", oneProbability(dropout, "dropoutProbability")],
  ["nobody who leaves", none(dropout)],
  ["customers who leave at once or never", allOrNone(dropout, "leavesAtOnce")],
];
const onePurchase: Named = ["one purchase probability", oneProbability(purchases, "purchaseProbability")];
const withoutGaps: readonly Named[] = [
  ["a purchase at every opportunity", all(purchases)],
  ["customers who always buy or never", allOrNone(purchases, "alwaysBuys")],
];

/** All boundaries on which the likelihood may have its supremum. */
export function bgBbLimits(
  problem: LikelihoodProblem<Parameters>,
  { frequency, recency }: DistinctCustomers,
): readonly BoundaryLimit<Parameters>[] {
  const gapless = frequency.every((x, i) => x === recency[i]);
  const buying = gapless ? [onePurchase, ...withoutGaps] : [onePurchase];
  const limit = (...faces: readonly Named[]): BoundaryLimit<Parameters> => {
    const words = faces.map(([name]) => name).join(" and ");
    return limitOn(
      problem,
      `bgBb with ${words}`,
      faces.map(([, face]) => face),
    );
  };
  return [
    ...leaving.map((face) => limit(face)),
    ...buying.map((face) => limit(face)),
    ...buying.flatMap((one) => leaving.map((other) => limit(one, other))),
  ];
}

/** Customers who leave by chance, alike, hardly ever, or at once or hardly ever; who buy by chance, alike, or differently. */
export const bgBbStarts: readonly Parameters[] = [
  { alpha: 1, beta: 1, gamma: 0.5, delta: 2 },
  { alpha: 0.5, beta: 2, gamma: 1, delta: 10 },
  { alpha: 1, beta: 1, gamma: 0.003, delta: 1 },
  { alpha: 2, beta: 2, gamma: 0.02, delta: 0.03 },
  { alpha: 5, beta: 10, gamma: 0.05, delta: 0.5 },
  { alpha: 0.3, beta: 0.3, gamma: 0.3, delta: 3 },
  { alpha: 5, beta: 5, gamma: 10, delta: 60 },
];
