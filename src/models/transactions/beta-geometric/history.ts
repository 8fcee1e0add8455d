/**
 * What the BG/NBD, MBG/NBD, BG/CNBD-k and MBG/CNBD-k models share: a customer buys at rate λ with Erlang-k gaps
 * (k = 1: at random), λ being gamma distributed, and may drop out after each purchase with a probability that is beta
 * distributed. The modified models (M) let the customer drop out after the first purchase too.
 */
import { logBetaRatio, logGammaRatio } from "../../../math/gamma.js";
import type { Histories } from "../../../tables/read-histories.js";
import type { OfHistory } from "../per-customer.js";

/** Parameters of any model of the family. */
export interface BetaGeometric {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
  /** Shape of the gaps between purchases: 1 for purchases at random times. */
  readonly k: number;
  /** How many purchases before the first repeat purchase allow a drop-out: 1 in the modified models, else 0. */
  readonly zero: 0 | 1;
}

/** The two ways to a history, alive and dropped out at the last purchase, relative to the k = 1 alive term. */
export interface HistoryWeights {
  /** Logarithm of the alive term: 0 for k = 1. */
  readonly logAlive: number;
  /** Logarithm of the dropped-out term; -Infinity where nobody can have dropped out. */
  readonly logDropped: number;
}

/** Weights of "still alive" and "dropped out after the last purchase" for one history. */
export function historyWeights(
  model: BetaGeometric,
  frequency: number,
  recency: number,
  T: number,
): HistoryWeights {
  const { r, alpha, a, b, k, zero } = model;
  const n = r + k * frequency;
  const chances = frequency + zero;
  const idle = T - recency;
  const logDropped =
    chances === 0
      ? Number.NEGATIVE_INFINITY
      : n * Math.log1p(idle / (alpha + recency)) + Math.log(a / (b + (chances - 1)));
  return { logAlive: k === 1 ? 0 : logErlangSum(n, idle / (alpha + T), k), logDropped };
}

/** ln Σ (n)ⱼ qʲ / j! over j below k: the probability, up to a factor, that fewer than k gap steps have passed. */
export function logErlangSum(n: number, q: number, k: number): number {
  let sum = 1;
  let term = 1;
  let shift = 0;
  for (let j = 1; j < k; j++) {
    term *= (q * (n + (j - 1))) / j;
    sum += term;
    if (sum > 1e200) {
      sum *= 1e-200;
      term *= 1e-200;
      shift += 200 * Math.LN10;
    }
  }
  return Math.log(sum) + shift;
}

/** Probability that a customer with this history has not dropped out. */
export function aliveProbability(
  model: BetaGeometric,
  frequency: number,
  recency: number,
  T: number,
): number {
  const { r, alpha, a, b, k, zero } = model;
  if (k === 1 && frequency + zero === 0) return 1;
  if (k === 1)
    return aliveAtRandom(a, b + (frequency + zero - 1), r + frequency, (T - recency) / (alpha + recency));
  const { logAlive, logDropped } = historyWeights(model, frequency, recency, T);
  return 1 / (1 + Math.exp(logDropped - logAlive));
}

/** The same for purchases at random, from b and the chances to drop out but one, r + x, and the growth of alpha + age since. */
function aliveAtRandom(a: number, last: number, n: number, growth: number): number {
  // ln(1 + growth), what rounding takes from the sum given back: sooner than log1p, and as close.
  const sum = 1 + growth;
  const exponent = n * (Math.log(sum) + (growth - (sum - 1)) / sum);
  // Beyond it the power is no double, while the odds may still be one.
  if (exponent > 600) return 1 / (1 + Math.exp(exponent + Math.log(a / last)));
  return last / (last + a * Math.exp(exponent));
}

/** The same of any history, and of many. */
export function aliveGivenHistory(model: BetaGeometric): OfHistory {
  const one = (frequency: number, recency: number, T: number) =>
    aliveProbability(model, frequency, recency, T);
  if (model.k > 1) return one;
  const fill: OfHistory["fill"] = (histories, values) => fillAlive(model, histories, values);
  return Object.assign(one, { fill });
}

/** The probabilities of many customers who buy at random; the parameters are locals, which a loop reads soonest. */
function fillAlive(
  { r, alpha, a, b, zero }: BetaGeometric,
  { frequency, recency, T, length }: Histories<Float64Array>,
  values: Float64Array,
): void {
  for (let i = 0; i < length; i++) {
    const x = frequency[i]!;
    const age = recency[i]!;
    values[i] =
      x + zero === 0 ? 1 : aliveAtRandom(a, b + (x + zero - 1), r + x, (T[i]! - age) / (alpha + age));
  }
}

/** Probability that a customer with this history has dropped out. */
export function goneProbability(model: BetaGeometric, frequency: number, recency: number, T: number): number {
  const { logAlive, logDropped } = historyWeights(model, frequency, recency, T);
  return 1 / (1 + Math.exp(logAlive - logDropped));
}

/**
 * Log-likelihood of the purchase times behind one history. For k above 1 it lacks (k - 1) Σ ln gap - x ln Γ(k), which
 * does not depend on the other parameters.
 */
export function historyLogLikelihood(
  model: BetaGeometric,
  frequency: number,
  recency: number,
  T: number,
): number {
  const { r, alpha, a, b, k, zero } = model;
  const { logAlive, logDropped } = historyWeights(model, frequency, recency, T);
  const high = Math.max(logAlive, logDropped);
  const logSum = high + Math.log1p(Math.exp(Math.min(logAlive, logDropped) - high));
  return (
    logGammaRatio(r, k * frequency) +
    logBetaRatio(a, b, frequency + zero) -
    r * Math.log1p(T / alpha) -
    k * frequency * Math.log(alpha + T) +
    logSum
  );
}
