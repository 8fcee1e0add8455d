/** The points that a sketch leads to, by their height on the whole likelihood. */
import { multiplyVector } from "../math/linear-algebra.js";
import { piece } from "../pieces.js";
import type { LikelihoodProblem } from "./fit.js";
import { pointOf, type ScaledProblem, scaledProblem } from "./objective.js";
import { heightOf, type RoughLimit, type Top } from "./sketch-maxima.js";

/** How many log-units below the highest a maximum of the whole may be before its own search, beside what that may gain. */
export const slack = 0.1;
/** The same for what part of the observations say of the whole. */
const slackOfPart = 8;

/** A point of the sketch seen by the whole, or by a part of it where that is large. */
export interface Candidate<Parameters> {
  /** Log-likelihood (with the log prior) there. */
  readonly height: number;
  /** What a search from there may gain, by the sketch's curvature. */
  readonly gain: number;
  readonly top: Top | null;
  readonly limit: RoughLimit<Parameters> | null;
}

/** The candidates by their height on the whole, the highest first. */
export function ranked<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  tops: readonly Top[],
  limits: readonly RoughLimit<Parameters>[],
) {
  const part = problem.preview;
  const seen = part === undefined ? scaled : scaledProblem({ ...problem, ...part }, scaled.priors);
  const gradient = new Float64Array(scaled.names.length);
  const ofTops = tops.map((top): Candidate<Parameters> => {
    const value = seen.objective(top.x, gradient);
    const step = top.inverse === null ? null : multiplyVector(top.inverse, gradient);
    const decrement = step === null ? 0 : step.reduce((sum, entry, i) => sum + entry * gradient[i]!, 0);
    return { height: heightOf({ value }, seen), gain: 1.5 * decrement * seen.observations, top, limit: null };
  });
  const most = ofTops.reduce((gain, candidate) => Math.max(gain, candidate.gain), 0);
  const ofLimits = limits.map((limit): Candidate<Parameters> => {
    const { found } = limit;
    const height =
      part === undefined && limit.limit.heightAt !== undefined
        ? piece(() => limit.limit.heightAt!(found.parameters))
        : heightOf({ value: seen.objective(pointOf(seen, found.parameters), gradient) }, seen);
    return { height, gain: most, top: null, limit };
  });
  const isOpen = ({ top }: Candidate<Parameters>) => Number(top !== null && !top.converged);
  // Searches that ran away on the sketch come after the limits that they may lead to.
  const candidates = [...ofTops, ...ofLimits].sort(
    (one, other) => isOpen(one) - isOpen(other) || other.height - one.height,
  );
  return { candidates, margin: part === undefined ? slack : slackOfPart };
}
