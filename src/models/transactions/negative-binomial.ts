/** Purchases of customers who buy at random at gamma-distributed rates and never leave: the negative binomial distribution. */
import { digammaDifference, logGammaRatio } from "../../math/gamma.js";
import { betaPower, regularizedBeta, regularizedBetaComplement } from "../../math/incomplete-beta.js";
import type { DistinctCustomers } from "./distinct-customers.js";

/** Gamma distribution of purchase rates: mean r/alpha per unit of time. */
export interface PurchaseRates {
  readonly r: number;
  readonly alpha: number;
}

/** P(N(t) = count). */
export function countProbability({ r, alpha }: PurchaseRates, count: number, t: number): number {
  if (count === 0) return Math.exp(-r * Math.log1p(t / alpha));
  if (t === 0) return 0;
  // Both probabilities of a beta power are given through the smaller, whose complement is then exact.
  const power = t <= alpha ? betaPower(t / (alpha + t), count, r) : betaPower(alpha / (alpha + t), r, count);
  return power / count;
}

/** P(N(t) ≥ count). */
export function countAtLeast({ r, alpha }: PurchaseRates, count: number, t: number): number {
  if (count === 0) return 1;
  if (t === 0) return 0;
  return t <= alpha
    ? regularizedBeta(t / (alpha + t), count, r)
    : regularizedBetaComplement(alpha / (alpha + t), r, count);
}

/** Log-likelihood of the purchase times of one customer who never leaves: (r)ₓ α^r / (α + T)^(r + x). */
export function purchasesLogLikelihood({ r, alpha }: PurchaseRates, frequency: number, T: number): number {
  const purchases = frequency === 0 ? 0 : frequency * Math.log(alpha + T);
  return logGammaRatio(r, frequency) - r * Math.log1p(T / alpha) - purchases;
}

/** Log-likelihood of many such customers at (r, alpha), with its gradient. */
export function purchasesLikelihood(
  rows: DistinctCustomers,
): (parameters: Float64Array, gradient?: Float64Array) => number {
  return (parameters, gradient) => {
    const [r, alpha] = parameters as unknown as [number, number];
    let sum = 0;
    for (let i = 0; i < rows.length; i++) {
      const [x, T, weight] = [rows.frequency[i]!, rows.T[i]!, rows.weight[i]!];
      sum += weight * purchasesLogLikelihood({ r, alpha }, x, T);
      if (gradient === undefined) continue;
      gradient[0]! += weight * (digammaDifference(r, x) - Math.log1p(T / alpha));
      gradient[1]! += (weight * ((r * T) / alpha - x)) / (alpha + T);
    }
    return sum;
  };
}
