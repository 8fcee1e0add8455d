/** How high a likelihood can be, found by scoring alone: enough to see that a limit lies below another maximum. */
import { largestOf } from "../math/extremes.js";
import { multiplyVector } from "../math/linear-algebra.js";
import { descendByScoring } from "../math/scoring.js";
import type { LikelihoodProblem } from "./fit.js";
import { pointOf, type ScaledProblem, scaledProblem } from "./objective.js";

/** The largest part of a log-unit by which the end of scoring may still lie below its maximum. */
const resolution = 1e-3;

/**
 * What the maxima that a fit would find do not exceed: the highest log-likelihood that scoring reaches from the first start (from
 * every start, where the problem asks for that), with twice what the quadratic approximation there says is left to gain.
 * Infinity where scoring gets stuck.
 */
export function roughMaximum<Parameters>(problem: LikelihoodProblem<Parameters>): number {
  const scaled = scaledProblem(problem, []);
  const starts = problem.everyStart === undefined ? problem.starts.slice(0, 1) : problem.starts;
  return largestOf(starts.map((start) => roughMaximumFrom(scaled, pointOf(scaled, start), problem.farthest)));
}

function roughMaximumFrom(
  { scoring, observations }: ScaledProblem,
  start: Float64Array,
  bound: number | undefined,
): number {
  if (scoring === null) return Number.POSITIVE_INFINITY;
  const { value, gradient, inverse } = descendByScoring(scoring, start, { bound, tolerance: 1e-6 });
  if (inverse === null) return Number.POSITIVE_INFINITY;
  const step = multiplyVector(inverse, gradient);
  let left = 0;
  for (let i = 0; i < step.length; i++) left += observations * step[i]! * gradient[i]!;
  return left < resolution ? -value * observations + left + 1e-6 : Number.POSITIVE_INFINITY;
}
