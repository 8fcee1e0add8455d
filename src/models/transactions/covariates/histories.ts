/**
 * Likelihoods of single histories with their gradients, for customers who share their parameters with few others. The term
 * ln Γ(r + kx)/Γ(r), which no covariate moves, is left to be added once per frequency.
 */
import { digammaDifference, logBetaRatio, logGammaRatio } from "../../../math/gamma.js";
import { type BetaGeometricKind, erlangSum } from "../beta-geometric/problem.js";
import type { DistinctCustomers } from "../distinct-customers.js";
import type { MovingLifetime } from "../lifetimes/lifetime.js";
import { createStretch } from "../lifetimes/lifetime-sweep.js";

/** The likelihood of one history after another; what it works with is allocated once. */
export interface HistoryKernel {
  /** Takes the parameters of the histories that follow. */
  begin(parameters: Float64Array): void;
  /** Log-likelihood of one history, less the term of r and x alone; adds its gradient, times a weight, when that is given. */
  add(x: number, recency: number, T: number, weight: number, gradient?: Float64Array): number;
}

/** With so many purchases or fewer, products of ratios are quicker than gamma functions. */
const fewPurchases = 16;

/** The beta-geometric family. */
export function betaGeometricHistory({ k, zero }: BetaGeometricKind): HistoryKernel {
  // The parameters stay in their array: an engine allocates each new value of a captured number.
  let at: Float64Array = new Float64Array(4);
  const erlang = new Float64Array(3);
  /** ln B(a, b + chances)/B(a, b); adds its slopes. */
  const stays = (chances: number, w: number, gradient?: Float64Array): number => {
    const a = at[2]!;
    const b = at[3]!;
    let product = 1;
    let byB = 0;
    let byAll = 0;
    if (chances <= fewPurchases)
      for (let i = 0; i < chances; i++) {
        const inverse = 1 / (a + b + i);
        product *= (b + i) * inverse;
        byB += 1 / (b + i);
        byAll += inverse;
      }
    else {
      byB = digammaDifference(b, chances);
      byAll = digammaDifference(a + b, chances);
    }
    if (gradient !== undefined) {
      gradient[2]! -= w * byAll;
      gradient[3]! += w * (byB - byAll);
    }
    return chances <= fewPurchases ? Math.log(product) : logBetaRatio(a, b, chances);
  };
  return {
    begin(parameters) {
      at = parameters;
    },
    add(x, recency, T, w, gradient) {
      const r = at[0]!;
      const alpha = at[1]!;
      const a = at[2]!;
      const b = at[3]!;
      const grown = Math.log1p(T / alpha);
      const steps = k * x;
      const n = r + steps;
      const chances = x + zero;
      let byN = 0;
      let byAlpha = 0;
      let alive = 0;
      if (k > 1) {
        erlangSum(n, recency, T, alpha, k, erlang);
        alive = erlang[0]!;
        byN = erlang[1]!;
        byAlpha = erlang[2]!;
      }
      let value = alive - r * grown - (x === 0 ? 0 : steps * (Math.log(alpha) + grown));
      if (chances > 0) {
        const gap = Math.log1p((T - recency) / (alpha + recency));
        const last = b + (chances - 1);
        const gone = n * gap + Math.log(a / last) - alive;
        const e = Math.exp(-Math.abs(gone));
        const v = (gone > 0 ? 1 : e) / (1 + e);
        value += stays(chances, w, gradient) + Math.max(gone, 0) + Math.log1p(e);
        byN = (1 - v) * byN + v * gap;
        byAlpha = (1 - v) * byAlpha - (v * n * (T - recency)) / ((alpha + T) * (alpha + recency));
        if (gradient !== undefined) {
          gradient[2]! += (w * v) / a;
          gradient[3]! -= (w * v) / last;
        }
      }
      if (gradient !== undefined) {
        gradient[0]! += w * (byN - grown);
        gradient[1]! += w * (byAlpha + ((r * T) / alpha - steps) / (alpha + T));
      }
      return value;
    },
  };
}

/** Pareto/NBD and GGom/NBD. */
export function mortalHistory(size: number, lifetime: MovingLifetime): HistoryKernel {
  const stretch = createStretch(1 + size);
  const buyers = { r: 0.5, alpha: 0.5, lifetime };
  return {
    begin(parameters) {
      buyers.r = parameters[0]!;
      buyers.alpha = parameters[1]!;
      lifetime.take(parameters);
    },
    add(x, recency, T, w, gradient) {
      const { r, alpha } = buyers;
      const grown = Math.log1p(T / alpha);
      const alive = lifetime.logSurvival(T) - (r + x) * grown;
      let left = Number.NEGATIVE_INFINITY;
      if (recency < T) {
        stretch.begin(buyers, x);
        stretch.integrate(recency, T);
        left = stretch.top + Math.log(stretch.sums[0]!);
      }
      const e = Math.exp(-Math.abs(left - alive));
      if (gradient !== undefined) {
        const share = (left > alive ? 1 : e) / (1 + e);
        const stays = w * (1 - share);
        gradient[0]! -= stays * grown;
        gradient[1]! += (stays * ((r * T) / alpha - x)) / (alpha + T);
        lifetime.addSurvivalGradient(T, stays, gradient, 2);
        const each = (w * share) / stretch.sums[0]!;
        if (share > 0) for (let j = 0; j < size; j++) gradient[j]! += each * stretch.sums[j + 1]!;
      }
      return Math.max(left, alive) + Math.log1p(e) - (x === 0 ? 0 : x * Math.log(alpha));
    },
  };
}

/** Σ w ln Γ(r + kx)/Γ(r) over customers, once per frequency, with its derivative by r. */
export function frequencyTerm(
  customers: readonly DistinctCustomers[],
  k: number,
): (r: number, gradient?: Float64Array) => number {
  const weights = new Map<number, number>();
  for (const { frequency, weight, length } of customers)
    for (let i = 0; i < length; i++)
      weights.set(frequency[i]!, (weights.get(frequency[i]!) ?? 0) + weight[i]!);
  const entries = [...weights].sort(([x], [y]) => x - y);
  return (r, gradient) => {
    let sum = 0;
    for (const [x, w] of entries) {
      sum += w * logGammaRatio(r, k * x);
      if (gradient !== undefined) gradient[0]! += w * digammaDifference(r, k * x);
    }
    return sum;
  };
}
