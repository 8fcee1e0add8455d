/** Maximum of Σ w ln Σ p over masses p ≥ 0: self-consistent steps to come near, then Newton steps on those that are above 0. */
import { largestOf } from "../../math/extremes.js";
import type { MassProblem } from "./innermost-intervals.js";
import { nonNegativeMinimum } from "./non-negative-minimum.js";

/** The masses, which sum to 1, and how good they are. */
export interface Masses {
  readonly masses: Float64Array;
  readonly logLikelihood: number;
  /** The largest Σ w/P over an interval, by n, less 1: the log-likelihood per observation is no farther from its maximum. */
  readonly gap: number;
}

const negligible = 1e-10;

/** Finds the masses of largest likelihood. */
export function maximizeMasses(problem: MassProblem): Masses {
  const size = problem.intervals.length;
  let masses = new Float64Array(size).fill(1 / size);
  for (let step = 0; step < 200; step++) masses = consistent(problem, masses);
  masses = concentrate(problem, masses);
  let best = judge(problem, masses);
  let stalled = 0;
  for (let step = 0; step < 500 && best.gap > negligible && stalled < 5; step++) {
    const support = Array.from(masses.keys()).filter((j) => masses[j]! > 0);
    const newton = newtonStep(problem, masses, withPeaks(best.slopes, support));
    // Where rounding leads Newton's step astray a self-consistent one goes on.
    masses = newton ?? consistent(problem, masses);
    const judged = judge(problem, masses);
    if (judged.gap < 0.9 * best.gap) stalled = 0;
    else stalled++;
    if (judged.gap < best.gap) best = judged;
  }
  return { masses: best.masses, logLikelihood: best.logLikelihood, gap: Math.max(0, best.gap) };
}

/** P of each observed interval. */
function probabilities({ first, last }: MassProblem, masses: Float64Array): Float64Array {
  const sums = new Float64Array(masses.length + 1);
  for (let j = 0; j < masses.length; j++) sums[j + 1] = sums[j]! + masses[j]!;
  return Float64Array.from(first, (begin, i) => {
    const end = last[i]!;
    // A short run is summed by itself, since the difference of two sums would lose its digits.
    if (end - begin > 32) return sums[end + 1]! - sums[begin]!;
    let sum = 0;
    for (let j = begin; j <= end; j++) sum += masses[j]!;
    return sum;
  });
}

/** Σ w/P over the observed intervals that hold each innermost one, by n: at most 1 everywhere at the maximum. */
function slopesOf(
  { first, last, weights, total }: MassProblem,
  masses: Float64Array,
  P: Float64Array,
): Float64Array {
  const changes = new Float64Array(masses.length + 1);
  for (let i = 0; i < first.length; i++) {
    const slope = weights[i]! / P[i]! / total;
    changes[first[i]!]! += slope;
    changes[last[i]! + 1]! -= slope;
  }
  let sum = 0;
  return masses.map((_, j) => {
    sum += changes[j]!;
    return sum;
  });
}

/** One self-consistent (EM) step: p ← p times its slope. */
function consistent(problem: MassProblem, masses: Float64Array): Float64Array<ArrayBuffer> {
  const slopes = slopesOf(problem, masses, probabilities(problem, masses));
  const next = masses.map((each, j) => (each > 0 ? each * Math.max(0, slopes[j]!) : 0));
  const sum = next.reduce((total, each) => total + each, 0);
  return next.map((each) => each / sum);
}

/** A solution of their equations takes a tenth of a second at most. */
const peaksAtStart = 150;

/** The masses at their highest peaks alone, and at the largest of each observed interval that holds none of these. */
function concentrate(problem: MassProblem, masses: Float64Array): Float64Array<ArrayBuffer> {
  const kept = new Float64Array(masses.length);
  const peaks = Array.from(masses.keys()).filter(
    (j) => masses[j]! >= (masses[j - 1] ?? 0) && masses[j]! > (masses[j + 1] ?? 0),
  );
  peaks.sort((a, b) => masses[b]! - masses[a]!);
  for (const j of peaks.slice(0, peaksAtStart)) kept[j] = masses[j]!;
  const { first, last } = problem;
  probabilities(problem, kept).forEach((p, i) => {
    if (p > 0) return;
    let largest = first[i]!;
    for (let j = first[i]!; j <= last[i]!; j++) if (masses[j]! > masses[largest]!) largest = j;
    kept[largest] = Math.max(masses[largest]!, negligible);
  });
  const sum = kept.reduce((total, each) => total + each, 0);
  return kept.map((each) => each / sum);
}

function judge(problem: MassProblem, masses: Float64Array): Masses & { readonly slopes: Float64Array } {
  const P = probabilities(problem, masses);
  const slopes = slopesOf(problem, masses, P);
  let logLikelihood = 0;
  for (let i = 0; i < P.length; i++) logLikelihood += problem.weights[i]! * Math.log(P[i]!);
  const gap = slopes.reduce((most, each) => Math.max(most, each - 1), 0);
  return { masses, logLikelihood, gap, slopes };
}

/** Each is a solution of its own, and most would fall back once the highest have been taken. */
const peaksAtOnce = 8;

/** The support, and of the innermost intervals outside it those of the highest peaks of the slope above 1. */
function withPeaks(slopes: Float64Array, support: readonly number[]): number[] {
  const peaks: number[] = [];
  const ends = [-1, ...support, slopes.length];
  for (let k = 0; k + 1 < ends.length; k++) {
    let peak = -1;
    for (let j = ends[k]! + 1; j < ends[k + 1]!; j++)
      if (slopes[j]! > 1 + negligible && (peak < 0 || slopes[j]! > slopes[peak]!)) peak = j;
    if (peak >= 0) peaks.push(peak);
  }
  peaks.sort((a, b) => slopes[b]! - slopes[a]!);
  return [...support, ...peaks.slice(0, peaksAtOnce)].sort((a, b) => a - b);
}

/** Σ w/P² over the observed intervals that hold both of each two of the support, by n. */
function curvature(
  { first, last, weights, total }: MassProblem,
  P: Float64Array,
  support: readonly number[],
): Float64Array {
  const s = support.length;
  // The place in the support of the first of it at or after each innermost interval.
  const placeOf = new Uint32Array((support[s - 1] ?? 0) + 2 + largestOf(last));
  for (let j = placeOf.length - 1, place = s; j >= 0; j--) {
    if (place > 0 && support[place - 1]! >= j) place--;
    placeOf[j] = place;
  }
  // Runs of the support by their ends, then summed over all that begin earlier and end later.
  const sums = new Float64Array((s + 1) * (s + 1));
  for (let i = 0; i < first.length; i++) {
    const [begin, end] = [placeOf[first[i]!]!, placeOf[last[i]! + 1]! - 1];
    if (end >= begin) sums[begin * (s + 1) + end]! += weights[i]! / P[i]! / P[i]! / total;
  }
  for (let a = 0; a < s; a++)
    for (let b = s - 1; b >= a; b--) {
      const [above, after] = [a > 0 ? sums[(a - 1) * (s + 1) + b]! : 0, sums[a * (s + 1) + b + 1]!];
      const both = a > 0 ? sums[(a - 1) * (s + 1) + b + 1]! : 0;
      sums[a * (s + 1) + b]! += above + after - both;
    }
  const matrix = new Float64Array(s * s);
  for (let a = 0; a < s; a++)
    for (let b = a; b < s; b++) matrix[a * s + b] = matrix[b * s + a] = sums[a * (s + 1) + b]!;
  return matrix;
}

/** Newton's step on some of the masses, the others at 0; null where it does not raise the likelihood. */
function newtonStep(
  problem: MassProblem,
  masses: Float64Array,
  chosen: readonly number[],
): Float64Array<ArrayBuffer> | null {
  const before = judge(problem, masses);
  const matrix = curvature(problem, probabilities(problem, masses), chosen);
  // The curvature times the masses is the slopes, so that this quadratic has its maximum where Newton's step ends.
  const target = Float64Array.from(chosen, (j) => 2 * before.slopes[j]! - 1);
  const start = Float64Array.from(chosen, (j) => masses[j]!);
  const found = nonNegativeMinimum(matrix, target, start);
  const next = new Float64Array(masses.length);
  chosen.forEach((j, at) => {
    next[j] = found[at]!;
  });
  return improve(problem, masses, next, before.logLikelihood);
}

/** The masses moved to the new ones, or half the way, a quarter, …, as long as that is above the old likelihood. */
function improve(
  problem: MassProblem,
  masses: Float64Array,
  next: Float64Array,
  before: number,
): Float64Array<ArrayBuffer> | null {
  for (let share = 1; share > 1e-6; share /= 2) {
    const mixed = masses.map((each, j) => each + share * (next[j]! - each));
    const sum = mixed.reduce((total, each) => total + each, 0);
    const moved = mixed.map((each) => each / sum);
    if (probabilities(problem, moved).some((p) => !(p > 0))) continue;
    if (judge(problem, moved).logLikelihood >= before) return moved;
  }
  return null;
}
