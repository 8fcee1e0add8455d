/** Purchases of customers who buy at random at gamma-distributed rates and never leave: the negative binomial distribution. */

import { digammaDifference, logGammaRatio } from "../../math/gamma.js";
import { betaPower, regularizedBeta, regularizedBetaComplement } from "../../math/incomplete-beta.js";
import { type RowRange, rangesOf, sumParts } from "../../pieces.js";
import { type DistinctCustomers, type FrequencyGroup, frequencyGroups } from "./distinct-customers.js";

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

/** Log-likelihood of many such customers at (r, alpha); adds its gradient when that is asked for. */
export function purchasesLikelihood(
  rows: DistinctCustomers,
): (parameters: Float64Array, gradient?: Float64Array) => number {
  const groups = frequencyGroups(rows);
  return (parameters, gradient) => {
    const [r, alpha] = parameters as unknown as [number, number];
    const groupTerms = (group: FrequencyGroup, slopes?: Float64Array): number => {
      const { frequency: x, weight: customers, from, to } = group;
      let [grown, byAlpha] = [0, 0];
      for (let i = from; i < to; i++) {
        const [T, weight] = [rows.T[i]!, rows.weight[i]!];
        grown += weight * Math.log1p(T / alpha);
        byAlpha += (weight * ((r * T) / alpha - x)) / (alpha + T);
      }
      if (slopes !== undefined) {
        slopes[0]! += customers * digammaDifference(r, x) - grown;
        slopes[1]! += byAlpha;
      }
      const sum = customers * logGammaRatio(r, x) - (r + x) * grown;
      return x > 0 ? sum - customers * x * Math.log(alpha) : sum;
    };
    return sumParts(groups, rows.length, groupTerms, gradient);
  };
}

/** The same at (neverReturns, r, alpha) of customers of whom a share never returns. */
export function returnersLikelihood(
  rows: DistinctCustomers,
): (parameters: Float64Array, gradient?: Float64Array) => number {
  // Frequencies stand in ascending order.
  const { frequency, T, weight } = rows;
  let oneTime = 0;
  while (frequency[oneTime] === 0) oneTime++;
  const ofReturners = purchasesLikelihood(rowsFrom(rows, oneTime));
  const returners = rows.totalWeight - weight.subarray(0, oneTime).reduce((sum, w) => sum + w, 0);
  const ranges = rangesOf(oneTime);
  const slopes = new Float64Array(3);
  return (parameters, gradient) => {
    const [share, r, alpha] = parameters as unknown as [number, number, number];
    slopes.fill(0);
    slopes[0] = -returners / (1 - share);
    const sum = ofReturners(parameters.subarray(1), slopes.subarray(1)) + returners * Math.log1p(-share);
    const ofOneTimeBuyers = ({ from, to }: RowRange, by: Float64Array = slopes): number => {
      let sum = 0;
      for (let i = from; i < to; i++) {
        const [end, w] = [T[i]!, weight[i]!];
        const grown = Math.log1p(end / alpha);
        const silent = Math.exp(-r * grown);
        const all = share + (1 - share) * silent;
        sum += w * Math.log(all);
        by[0]! += (w * (1 - silent)) / all;
        const still = (w * (1 - share) * silent) / all;
        by[1]! -= still * grown;
        by[2]! += (still * ((r * end) / alpha)) / (alpha + end);
      }
      return sum;
    };
    const own = new Float64Array(3);
    const whole = sum + sumParts(ranges, oneTime, ofOneTimeBuyers, own);
    if (gradient !== undefined) for (let i = 0; i < 3; i++) gradient[i]! += slopes[i]! + own[i]!;
    return whole;
  };
}

function rowsFrom(rows: DistinctCustomers, from: number): DistinctCustomers {
  const [frequency, recency, T, weight] = [rows.frequency, rows.recency, rows.T, rows.weight].map((column) =>
    column.subarray(from, rows.length),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const totalWeight = weight.reduce((sum, w) => sum + w, 0);
  return { frequency, recency, T, weight, length: rows.length - from, totalWeight };
}
