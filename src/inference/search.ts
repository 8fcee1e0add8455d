/** The search for a maximum from one point, and what its end says: proven, running away, or flat. */
import {
  minimizeBfgs,
  minimizeNewton,
  type NewtonEnd,
  type Point,
  scaledGradient,
} from "../math/optimize.js";
import { descendByScoring } from "../math/scoring.js";
import { piece } from "../pieces.js";
import type { LikelihoodProblem } from "./fit.js";
import { type ScaledProblem, scaledProblem } from "./objective.js";

/** Limits of the convergence criteria: of the scaled gradient of LL/n, and of the Newton decrement in log-units. */
export const gradientLimit = 1e-8;
export const decrementLimit = 1e-8;
/** Beyond this on a log or logit scale a parameter may be on its way to a boundary, and the limits are asked. */
export const nearBoundary = 7;
/** Log-units per unit of the scale below which a search on its way to a boundary has arrived. */
const steep = 1e-3;
/** A variance on the scale above which an estimate far out says nothing: 95% would span a factor of e^±58. */
const flatVariance = 900;

/** Searches from one point on the scale. */
export function search<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  start: Float64Array,
  options: SearchFrom,
): NewtonEnd {
  return piece(() => searched(problem, scaled, start, options));
}

/** How a search begins, and when it may end. */
interface SearchFrom {
  readonly maxIterations?: number | undefined;
  /** An approximate inverse Hessian at the start, where one is known. */
  readonly inverse?: Float64Array | null;
  /** Whether the way from here only leads to a limit that is known to be higher. */
  readonly endsAt?: (near: NewtonEnd) => boolean;
}

function searched<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  start: Float64Array,
  { maxIterations = 200, inverse: known = null, endsAt }: SearchFrom,
): NewtonEnd {
  const { objective, observations, hessianAt } = scaled;
  const { farthest = 40 } = problem;
  const first = piece(() => previewed(problem, scaled, { start, known, maxIterations }));
  const { x, inverse } = first;
  // With a curvature to begin with, a few more quasi-Newton steps spare Newton steps, each of which takes a Hessian.
  const close = known === null ? 1e-4 : 1e-6;
  let near = minimizeBfgs(objective, x, { maxIterations, tolerance: close, bound: farthest, inverse });
  // The gradient is that of a mean: of many observations, what is called small may still be whole log-units.
  const tolerance = Math.min(1e-4, steep / observations);
  if (endsAt !== undefined && runsAway(near, scaled) && scaledGradient(near) > tolerance) {
    const on = minimizeBfgs(objective, near.x, { maxIterations: 40, tolerance, bound: farthest });
    const { iterations, evaluations } = near;
    near = { ...on, iterations: iterations + on.iterations, evaluations: evaluations + on.evaluations };
  }
  const limits = { gradient: gradientLimit, decrement: decrementLimit / observations };
  const unproven = { ...near, ...notFinished, scaledGradient: scaledGradient(near) };
  const end =
    endsAt?.(unproven) === true
      ? unproven
      : minimizeNewton(objective, near, limits, { bound: farthest, hessianAt });
  return {
    ...end,
    iterations: first.iterations + near.iterations + end.iterations,
    evaluations: first.evaluations + near.evaluations + end.evaluations,
  };
}

/** What is not known of a point before Newton steps, which it has not taken. */
const notFinished = {
  iterations: 0,
  evaluations: 0,
  hessian: new Float64Array(0),
  inverse: null,
  newtonDecrement: null,
  converged: false,
} as const;

/** Whether a parameter is far out. */
export function runsAway({ x }: Point, { scales }: ScaledProblem): boolean {
  return x.some((value, i) => scales[i] !== "identity" && Math.abs(value) > nearBoundary);
}

/**
 * Where the search begins: at the maximum for part of the observations if the problem has such a part, and where scoring leads
 * from there if it gives its information, else at the start.
 */
function previewed<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  { priors, scoring }: ScaledProblem,
  from: {
    readonly start: Float64Array;
    readonly known: Float64Array | null;
    readonly maxIterations: number;
  },
): { x: Float64Array; inverse: Float64Array | null; iterations: number; evaluations: number } {
  const { start, known, maxIterations } = from;
  const unseen = { x: start, inverse: known, iterations: 0, evaluations: 0 };
  const part = problem.preview === undefined ? null : { ...problem, ...problem.preview };
  if (scoring !== null) {
    const { x } = part === null ? unseen : previewed(part, scaledProblem(part, priors), from);
    return descendByScoring(scoring, x, { bound: problem.farthest });
  }
  if (part === null) return unseen;
  const scaled = scaledProblem(part, priors);
  const { x, inverse } = previewed(part, scaled, from);
  const near = minimizeBfgs(scaled.objective, x, { maxIterations, tolerance: 1e-4, inverse });
  const end = minimizeNewton(scaled.objective, near, { gradient: 1e-6, decrement: 1 });
  return end.converged ? end : unseen;
}

/** Whether the criteria hold on the way to a boundary. */
export function isFlat(attempt: NewtonEnd, scaled: ScaledProblem): boolean {
  return flatParameters(attempt, scaled).length > 0;
}

/** Parameters far out that have no information left: the criteria then hold anywhere on the way to a boundary. */
export function flatParameters(
  { x, inverse }: NewtonEnd,
  { names, scales, observations }: ScaledProblem,
): readonly string[] {
  const n = x.length;
  return names.filter((_, i) => {
    const variance = (inverse?.[i * n + i] ?? 0) / observations;
    const far = Math.abs(x[i]!) / nearBoundary;
    return scales[i] !== "identity" && far > 1 && variance > flatVariance * far * far;
  });
}
