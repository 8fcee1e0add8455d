/** Boundaries on which customers no longer differ: a gamma or beta distribution across them has shrunk to one value. */
import type { BoundaryLimit, LikelihoodProblem } from "../../inference/fit.js";
import { limitOn } from "./face-limits.js";
import { oneProbability, oneRate } from "./faces.js";

/** Which pair of parameters shrinks to which single one. */
export interface Alike {
  /** Name of the limiting model. */
  readonly limitingModel: string;
  /** The two parameters of the distribution: shape and rate of a gamma, or both shapes of a beta. */
  readonly lost: readonly [string, string];
  /** What kind of distribution it is. */
  readonly distribution: "gamma" | "beta";
  /** Name of the value that all customers share. */
  readonly identified: string;
}

type Named = Readonly<Record<string, number>>;

/** The limit of a problem in which all customers share one rate (gamma) or one probability (beta). */
export function alikeLimit<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  { limitingModel, lost, distribution, identified }: Alike,
): BoundaryLimit<Parameters> {
  const gamma = distribution === "gamma";
  const [first, second] = lost;
  return {
    ...limitOn(problem, limitingModel, [(gamma ? oneRate : oneProbability)(lost, identified)]),
    near: (parameters) => {
      const value = parameters as unknown as Named;
      return gamma ? value[first]! > 1000 : value[first]! + value[second]! > 1000;
    },
  };
}
