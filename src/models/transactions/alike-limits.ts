/** Boundaries on which customers no longer differ: a gamma or beta distribution across them has shrunk to one value. */
import { ConvergenceError } from "../../errors.js";
import type { BoundaryLimit, LikelihoodProblem, LimitingFit } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import type { ParameterScale } from "../../inference/scale.js";

/** So large a shape that the distribution is a point to rounding, and so small that nothing is lost in sums with it. */
const concentration = 1e12;

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
  const names = Object.keys(problem.scale);
  const scales = problem.scale as Readonly<Record<string, ParameterScale>>;
  const [first, second] = lost;
  const kept = names.filter((name) => !lost.includes(name));
  const gamma = distribution === "gamma";
  const pairAt = (value: number): readonly [number, number] =>
    gamma ? [concentration, concentration / value] : [concentration * value, concentration * (1 - value)];
  const expand = (reduced: ArrayLike<number>): Float64Array => {
    const [one, two] = pairAt(reduced[0]!);
    return Float64Array.from(names, (name) =>
      name === first ? one : name === second ? two : reduced[1 + kept.indexOf(name)]!,
    );
  };
  const full = new Float64Array(names.length);
  const evaluate = (reduced: Float64Array, gradient?: Float64Array): number => {
    full.fill(0);
    const value = problem.evaluate(expand(reduced), gradient === undefined ? undefined : full);
    if (gradient === undefined) return value;
    const [one, two] = [full[names.indexOf(first)]!, full[names.indexOf(second)]!];
    gradient[0] = gamma ? (-two * concentration) / reduced[0]! ** 2 : concentration * (one - two);
    kept.forEach((name, i) => {
      gradient[i + 1] = full[names.indexOf(name)]!;
    });
    return value;
  };
  const reducedScale = {
    [identified]: gamma ? ("log" as const) : ("logit" as const),
    ...Object.fromEntries(kept.map((name) => [name, scales[name]!])),
  };
  return {
    limitingModel,
    lost: lost as unknown as readonly (keyof Parameters & string)[],
    near: (parameters) => {
      const value = parameters as unknown as Named;
      return gamma ? value[first]! > 1000 : value[first]! + value[second]! > 1000;
    },
    maximize: (best) => {
      const value = best as unknown as Named;
      const shared = gamma
        ? value[first]! / value[second]!
        : value[first]! / (value[first]! + value[second]!);
      const start = { [identified]: shared, ...Object.fromEntries(kept.map((name) => [name, value[name]!])) };
      return orNull(() => {
        const fit = maximizeLikelihood<Named>({
          ...problem,
          scale: reducedScale,
          starts: [start],
          evaluate,
          preview: undefined,
          limits: [],
          nested: [],
        });
        const parameters = Object.fromEntries(
          Array.from(expand(Object.values(fit.parameters)), (number, i) => [names[i]!, number]),
        );
        return {
          logLikelihood: fit.logLikelihood,
          parameters: parameters as Parameters,
          identified: {
            [identified]: {
              estimate: fit.parameters[identified]!,
              standardError: fit.standardErrors[identified]!,
            },
          },
          covariance: fit.covariance.slice(1).map((row) => row.slice(1).map(Number)),
        };
      });
    },
  };
}

/** The maximum on a boundary, or null where the search for it runs on to a boundary of its own. */
export function orNull<Parameters>(maximize: () => LimitingFit<Parameters>): LimitingFit<Parameters> | null {
  try {
    return maximize();
  } catch (error) {
    if (error instanceof ConvergenceError) return null;
    throw error;
  }
}
