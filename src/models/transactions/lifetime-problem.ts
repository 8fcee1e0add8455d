/** The likelihood of many histories when lifetimes end unobserved, with its gradient. */
import { digammaDifference, logGammaRatio } from "../../math/gamma.js";
import { type DistinctCustomers, distinctValues } from "./distinct-customers.js";
import type { Lifetime } from "./lifetime.js";
import { logOddsGone, softplus } from "./lifetime-mixture.js";

/** Log-likelihood at r, alpha and the lifetime's parameters; adds its gradient when that is given. */
export type Evaluate = (parameters: Float64Array, gradient?: Float64Array) => number;

/** Prepares the log-likelihood of grouped customers; `lifetimeOf` makes the lifetime from the parameters after alpha. */
export function mortalLikelihood(
  rows: DistinctCustomers,
  size: number,
  lifetimeOf: (parameters: Float64Array) => Lifetime,
): Evaluate {
  const { values: xs, ranks: xRank } = distinctValues(rows.frequency);
  const xWeight = new Float64Array(xs.length);
  for (let i = 0; i < rows.length; i++) xWeight[xRank[i]!]! += rows.weight[i]!;
  const odds = new Float64Array(size);
  return (parameters, gradient) => {
    const [r, alpha] = parameters as unknown as [number, number];
    const buyers = { r, alpha, lifetime: lifetimeOf(parameters) };
    let sum = 0;
    for (let i = 0; i < xs.length; i++) {
      sum += xWeight[i]! * logGammaRatio(r, xs[i]!);
      if (gradient !== undefined) gradient[0]! += xWeight[i]! * digammaDifference(r, xs[i]!);
    }
    for (let i = 0; i < rows.length; i++) {
      const [x, recency, T, w] = [rows.frequency[i]!, rows.recency[i]!, rows.T[i]!, rows.weight[i]!];
      const grown = Math.log1p(T / alpha);
      const gone = logOddsGone(buyers, [x, recency, T], gradient === undefined ? undefined : odds);
      const purchases = x === 0 ? 0 : x * Math.log(alpha + T);
      sum += w * (softplus(gone) - r * grown - purchases + buyers.lifetime.logSurvival(T));
      if (gradient === undefined) continue;
      gradient[0]! -= w * grown;
      gradient[1]! += (w * ((r * T) / alpha - x)) / (alpha + T);
      buyers.lifetime.addSurvivalGradient(T, w, gradient, 2);
      const share = 1 / (1 + Math.exp(-gone));
      if (share > 0) for (let j = 0; j < size; j++) gradient[j]! += w * share * odds[j]!;
    }
    return sum;
  };
}
