/**
 * Likelihoods of single histories with their gradients, for customers who share their covariates with few others. The term
 * ln Γ(r + x)/Γ(r), which no covariate moves, is left to be added once per frequency.
 */
import { digammaDifference, logBetaRatio, logGammaRatio } from "../../math/gamma.js";
import type { Evaluate } from "./beta-geometric-problem.js";
import type { DistinctCustomers } from "./distinct-customers.js";
import type { Lifetime } from "./lifetime.js";
import { logOddsGone, softplus } from "./lifetime-mixture.js";

/** One history: frequency, age at the last purchase, age at the end of observation. */
type History = readonly [x: number, recency: number, T: number];

/** Log-likelihood of one history, less the term of r and x alone; adds its gradient, times a weight, when that is given. */
export type EvaluateHistory = (
  parameters: Float64Array,
  history: History,
  weight: number,
  gradient?: Float64Array,
) => number;

/** BG/NBD (zero = 0) and MBG/NBD (zero = 1). */
export function betaGeometricHistory(zero: 0 | 1): EvaluateHistory {
  return (parameters, [x, recency, T], w, gradient) => {
    const [r, alpha, a, b] = parameters as unknown as [number, number, number, number];
    const grown = Math.log1p(T / alpha);
    const chances = x + zero;
    const known = -r * grown - (x === 0 ? 0 : x * Math.log(alpha + T));
    if (gradient !== undefined) {
      gradient[0]! -= w * grown;
      gradient[1]! += (w * ((r * T) / alpha - x)) / (alpha + T);
    }
    if (chances === 0) return known;
    const gap = Math.log1p((T - recency) / (alpha + recency));
    const last = b + (chances - 1);
    const gone = (r + x) * gap + Math.log(a / last);
    if (gradient !== undefined) {
      const v = w / (1 + Math.exp(-gone));
      const all = w * digammaDifference(a + b, chances);
      gradient[0]! += v * gap;
      gradient[1]! -= (v * (r + x) * (T - recency)) / ((alpha + T) * (alpha + recency));
      gradient[2]! += v / a - all;
      gradient[3]! += w * digammaDifference(b, chances) - all - v / last;
    }
    return known + logBetaRatio(a, b, chances) + softplus(gone);
  };
}

/** Pareto/NBD and GGom/NBD. */
export function mortalHistory(
  size: number,
  lifetimeOf: (parameters: Float64Array) => Lifetime,
): EvaluateHistory {
  const odds = new Float64Array(size);
  return (parameters, history, w, gradient) => {
    const [r, alpha] = parameters as unknown as [number, number];
    const [x, , T] = history;
    const lifetime = lifetimeOf(parameters);
    const grown = Math.log1p(T / alpha);
    const gone = logOddsGone({ r, alpha, lifetime }, history, gradient === undefined ? undefined : odds);
    if (gradient !== undefined) {
      gradient[0]! -= w * grown;
      gradient[1]! += (w * ((r * T) / alpha - x)) / (alpha + T);
      lifetime.addSurvivalGradient(T, w, gradient, 2);
      const share = 1 / (1 + Math.exp(-gone));
      if (share > 0) for (let j = 0; j < size; j++) gradient[j]! += w * share * odds[j]!;
    }
    const purchases = x === 0 ? 0 : x * Math.log(alpha + T);
    return softplus(gone) - r * grown - purchases + lifetime.logSurvival(T);
  };
}

/** The likelihood of a few customers, history by history. */
export function ofHistories(
  { frequency, recency, T, weight, length }: DistinctCustomers,
  evaluate: EvaluateHistory,
): Evaluate {
  return (parameters, gradient) => {
    let sum = 0;
    for (let i = 0; i < length; i++)
      sum += weight[i]! * evaluate(parameters, [frequency[i]!, recency[i]!, T[i]!], weight[i]!, gradient);
    return sum;
  };
}

/** Σ w ln Γ(r + x)/Γ(r) over customers, once per frequency, with its derivative by r. */
export function frequencyTerm(
  customers: readonly DistinctCustomers[],
): (r: number, gradient?: Float64Array) => number {
  const weights = new Map<number, number>();
  for (const { frequency, weight, length } of customers)
    for (let i = 0; i < length; i++)
      weights.set(frequency[i]!, (weights.get(frequency[i]!) ?? 0) + weight[i]!);
  const entries = [...weights].sort(([x], [y]) => x - y);
  return (r, gradient) => {
    let sum = 0;
    for (const [x, w] of entries) {
      sum += w * logGammaRatio(r, x);
      if (gradient !== undefined) gradient[0]! += w * digammaDifference(r, x);
    }
    return sum;
  };
}
