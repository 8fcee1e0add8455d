/**
 * The boundaries of the Pareto/NBD model. Death rates may be the same for all, or 0 for all; and as s and beta both fall to 0, a
 * share of customers leaves at once and the rest never. Purchase rates may be the same for all, with each of these and alone.
 */
import type { BoundaryLimit, LikelihoodProblem } from "../../../inference/fit.js";
import type { DistinctCustomers } from "../distinct-customers.js";
import { limitOn } from "../face-limits.js";
import { oneRate } from "../faces.js";
import { immortalLifetime, nbdLimits, returnersLimits } from "../nbd-limit.js";

/** Parameters of the Pareto/NBD model. */
export interface ParetoParameters {
  readonly r: number;
  readonly alpha: number;
  readonly s: number;
  readonly beta: number;
}

/** What the Pareto/NBD model and its limits are fitted to. */
export interface ParetoData {
  readonly rows: DistinctCustomers;
  readonly meanT: number;
}

const alike = oneRate(["r", "alpha"], "purchaseRate");
const oneDeath = oneRate(["s", "beta"], "deathRate");

/** All boundaries on which the likelihood may have its supremum. */
export function paretoLimits(
  problem: LikelihoodProblem<ParetoParameters>,
  data: ParetoData,
): readonly BoundaryLimit<ParetoParameters>[] {
  const { rows, meanT } = data;
  return [
    ...nbdLimits(problem, rows, {
      lost: ["s", "beta"],
      reduce: ({ r, alpha }) => ({ r, alpha }),
      expand: ({ r, alpha }) => ({ r: r!, alpha: alpha!, ...immortal }),
      beside: ({ parameters }, distance) =>
        besideImmortal(meanT, distance).map((lifetime) => ({ ...parameters, ...lifetime })),
    }),
    ...returnersLimits(problem, rows, {
      lost: ["s", "beta"],
      reduce: (point) => ({ ...point, neverReturns: shareAtOnce(point, meanT) }),
      expand: ({ r, alpha, neverReturns }) => ({
        r: r!,
        alpha: alpha!,
        ...atOnce(neverReturns!, undefined, meanT),
      }),
      beside: ({ parameters, identified }, distance) => [
        { ...parameters, ...justAtOnce(identified.neverReturns!.estimate, distance, meanT) },
      ],
    }),
    limitOn(problem, "paretoNbd with one death rate", [oneDeath]),
    limitOn(problem, "paretoNbd with one purchase rate", [alike]),
    limitOn(problem, "paretoNbd with one death rate and one purchase rate", [oneDeath, alike]),
  ];
}

const immortal = immortalLifetime(["s", "beta"]) as { readonly s: number; readonly beta: number };

/** Lifetimes at an age of T of which the same small share of customers has ended, early or late. */
export function besideImmortal(meanT: number, distance: number) {
  return [1e-100, 1e-10, 1e-3, 0.1, 1, 10, 1000].map((share) => {
    const beta = share * meanT;
    return { s: distance / Math.log1p(1 / share), beta };
  });
}

/**
 * So small a beta that (β/(β + T))^s changes with T by about a thousandth of the share who leave at once. Nothing in
 * doubles comes much nearer: the limit is approached as slowly as 1/ln β.
 */
const smallest = 1e-280;
const largestLogarithm = 640;

/** The lifetimes at a beta that have ended at a mean T for a share of the customers. */
export function atOnce(
  share: number,
  beta = smallest,
  meanT = 1,
): { readonly s: number; readonly beta: number } {
  return { s: -Math.log1p(-share) / Math.log1p(meanT / beta), beta };
}

/** The same at a distance from the limit, in 1/ln β, at which the likelihood differs from its limit in proportion. */
export function justAtOnce(share: number, distance: number, meanT: number) {
  return atOnce(share, meanT * Math.exp(-1 / (distance + 1 / largestLogarithm)), meanT);
}

/** The share of lifetimes that have ended at a mean T. */
export function shareAtOnce({ s, beta }: ParetoParameters, meanT: number): number {
  const share = -Math.expm1(-s * Math.log1p(meanT / beta));
  return Math.min(Math.max(share, 1e-12), 1 - 1e-12);
}
