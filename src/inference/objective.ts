/** A likelihood problem seen by the optimiser: minus the mean log posterior on the fit's scale, with its gradient. */
import type { Objective } from "../math/optimize.js";
import type { ScoringObjective } from "../math/scoring.js";
import { evaluatedInPieces } from "../pieces.js";
import type { LikelihoodProblem } from "./fit.js";
import { logPriorDensity, type NormalPrior } from "./prior.js";
import { fromScale, type ParameterScale, scaleDerivative, toScale } from "./scale.js";

/** A problem prepared for a search on the fit's scale. */
export interface ScaledProblem {
  /** Names of the parameters, in order. */
  readonly names: readonly string[];
  /** Their scales, in order. */
  readonly scales: readonly ParameterScale[];
  /** Where the search has its 0 on the scale, and its unit, in order: 0 and 1 unless the problem says otherwise. */
  readonly origins: Float64Array;
  readonly units: Float64Array;
  /** Priors, in order. */
  readonly priors: readonly (NormalPrior | undefined)[];
  /** Sum of the weights. */
  readonly observations: number;
  /** -(log-likelihood + log prior) / observations at a point on the scale, with its gradient there. */
  readonly objective: Objective;
  /** The same with its expected information, or null where the problem does not give it. */
  readonly scoring: ScoringObjective | null;
  /** The Hessian of the objective, where the problem gives its observed information. */
  readonly hessianAt: ((x: Float64Array) => Float64Array) | undefined;
}

/** Prepares a problem for a search on its scale. */
export function scaledProblem<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  priors: readonly (NormalPrior | undefined)[],
): ScaledProblem {
  const names = Object.keys(problem.scale);
  const scales = Object.values(problem.scale) as ParameterScale[];
  const { observations } = problem;
  const [natural, place] = [new Float64Array(names.length), new Float64Array(names.length)];
  const { origins, units } = unitsOf(problem, names);
  const at = (x: Float64Array, gradient: Float64Array, information?: Float64Array): number => {
    for (let i = 0; i < x.length; i++) {
      place[i] = origins[i]! + units[i]! * x[i]!;
      natural[i] = fromScale(place[i]!, scales[i]!);
    }
    gradient.fill(0);
    const likelihood = problem.evaluate(natural, gradient, information?.fill(0));
    for (let i = 0; i < x.length; i++) gradient[i]! *= natural[i] = scaleDerivative(place[i]!, scales[i]!);
    const value = likelihood + logPriorDensity(priors, place, gradient);
    for (let i = 0; i < x.length; i++) gradient[i]! *= units[i]! / -observations;
    if (information !== undefined) rescale(information, natural);
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : -value / observations;
  };
  const rescale = (information: Float64Array, slopes: Float64Array): void => {
    const n = slopes.length;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++)
        information[i * n + j]! *= (slopes[i]! * units[i]! * (slopes[j]! * units[j]!)) / observations;
      const prior = priors[i];
      if (prior !== undefined)
        information[i * n + i]! += (units[i]! / prior.standardDeviation) ** 2 / observations;
    }
  };
  const evaluated = evaluatedInPieces(at);
  const objective: Objective = (x, gradient) => evaluated(x, gradient);
  const scoring = problem.scoring === true ? evaluated : null;
  const exact = problem.observedInformation === true;
  const hessianAt = exact ? (x: Float64Array) => hessianOf(evaluated, x) : undefined;
  return { names, scales, origins, units, priors, observations, objective, scoring, hessianAt };
}

function unitsOf<Parameters>({ units = {} }: LikelihoodProblem<Parameters>, names: readonly string[]) {
  return {
    origins: Float64Array.from(names, (name) => units[name]?.origin ?? 0),
    units: Float64Array.from(names, (name) => units[name]?.unit ?? 1),
  };
}

function hessianOf(objective: ScoringObjective, x: Float64Array): Float64Array {
  const hessian = new Float64Array(x.length ** 2);
  objective(x, new Float64Array(x.length), hessian);
  return hessian;
}

/** A point of the search, from parameters by name. */
export function pointOf({ names, scales, origins, units }: ScaledProblem, parameters: unknown): Float64Array {
  const byName = parameters as Readonly<Record<string, number>>;
  return Float64Array.from(
    names,
    (name, i) => (toScale(byName[name]!, scales[i]!) - origins[i]!) / units[i]!,
  );
}

/** Where a point of the search lies on the fit's scale. */
export function placeOf(
  { origins, units }: Pick<ScaledProblem, "origins" | "units">,
  x: Float64Array,
): Float64Array {
  return x.map((value, i) => origins[i]! + units[i]! * value);
}

/** Parameters by name, from a point of the search. */
export function parametersAt<Parameters>(
  { names, scales, origins, units }: ScaledProblem,
  x: ArrayLike<number>,
): Parameters {
  const entries = names.map(
    (name, i) => [name, fromScale(origins[i]! + units[i]! * x[i]!, scales[i]!)] as const,
  );
  return Object.fromEntries(entries) as Parameters;
}

/** The same objective with some coordinates held at the values of `x`; the others, in order, are free. */
export function holdFixed(objective: Objective, x: Float64Array, fixed: readonly boolean[]): Objective {
  const full = Float64Array.from(x);
  const fullGradient = new Float64Array(x.length);
  return (free, gradient) => {
    let k = 0;
    for (let i = 0; i < full.length; i++) if (!fixed[i]) full[i] = free[k++]!;
    const value = objective(full, fullGradient);
    k = 0;
    for (let i = 0; i < full.length; i++) if (!fixed[i]) gradient[k++] = fullGradient[i]!;
    return value;
  };
}
