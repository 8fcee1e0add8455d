/** The BG/BB likelihood of one history of yes-or-no opportunities, as one sum of positive terms, and its gradient. */
import { digammaDifference, logBetaRatio, logGammaRatio } from "../../math/gamma.js";
import { hypergeometric2F1 } from "../../math/hypergeometric.js";

/** Beta distributions of purchase probabilities (alpha, beta) and of drop-out probabilities (gamma, delta). */
export interface BetaBernoulli {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly delta: number;
}

/** A history split into its part up to the last purchase and what may have happened since. */
export interface SplitHistory {
  /** Log-probability of the opportunities up to the last purchase, with the customer alive there. */
  readonly logUpToLast: number;
  /** Probability, given that, of no purchase since: alive all along, or left at some opportunity. */
  readonly silence: number;
  /** The part of `silence` in which the customer is alive at the last opportunity T. */
  readonly silentAlive: number;
}

/**
 * Splits a history. Given a purchase at t_x, a customer survives opportunity j with (δ+j)/(γ+δ+j) and stays silent at it
 * with (β+j-x)/(α+β+j), both updated as they go: no difference and no beta function of large arguments is needed.
 */
export function splitHistory(
  { alpha, beta, gamma, delta }: BetaBernoulli,
  x: number,
  recency: number,
  T: number,
): SplitHistory {
  const logUpToLast =
    logGammaRatio(alpha, x) +
    logGammaRatio(beta, recency - x) -
    logGammaRatio(alpha + beta, recency) +
    logBetaRatio(gamma, delta, recency);
  let silentAlive = 1;
  let left = 0;
  for (let j = recency; j < T; j++) {
    const chances = gamma + delta + j;
    left += (silentAlive * gamma) / chances;
    silentAlive *= ((beta + j - x) / (alpha + beta + j)) * ((delta + j) / chances);
  }
  return { logUpToLast, silence: left + silentAlive, silentAlive };
}

/** Log-likelihood of one history. */
export function opportunitiesLogLikelihood(
  model: BetaBernoulli,
  x: number,
  recency: number,
  T: number,
): number {
  const { logUpToLast, silence } = splitHistory(model, x, recency, T);
  return logUpToLast + Math.log(silence);
}

/** Adds the gradient of the log-likelihood of one history by alpha, beta, gamma, delta, times `weight`. */
export function addOpportunitiesGradient(
  { alpha, beta, gamma, delta }: BetaBernoulli,
  [x, recency, T]: readonly [number, number, number],
  weight: number,
  gradient: Float64Array,
): void {
  const both = digammaDifference(alpha + beta, recency);
  const chances = digammaDifference(gamma + delta, recency);
  let [byAlpha, byBeta] = [0, 0];
  let [byGamma, byDelta] = [0, 0];
  const sums = new Float64Array(5);
  const add = (term: number, a: number, b: number, c: number, d: number): void => {
    sums[0]! += term;
    sums[1]! += term * a;
    sums[2]! += term * b;
    sums[3]! += term * c;
    sums[4]! += term * d;
  };
  let alive = 1;
  for (let j = recency; j < T; j++) {
    const total = gamma + delta + j;
    add((alive * gamma) / total, byAlpha, byBeta, byGamma + 1 / gamma - 1 / total, byDelta - 1 / total);
    alive *= ((beta + j - x) / (alpha + beta + j)) * ((delta + j) / total);
    byAlpha -= 1 / (alpha + beta + j);
    byBeta += 1 / (beta + j - x) - 1 / (alpha + beta + j);
    byGamma -= 1 / total;
    byDelta += 1 / (delta + j) - 1 / total;
  }
  add(alive, byAlpha, byBeta, byGamma, byDelta);
  const silence = sums[0]!;
  gradient[0]! += weight * (digammaDifference(alpha, x) - both + sums[1]! / silence);
  gradient[1]! += weight * (digammaDifference(beta, recency - x) - both + sums[2]! / silence);
  gradient[2]! += weight * (sums[3]! / silence - chances);
  gradient[3]! += weight * (digammaDifference(delta, recency) - chances + sums[4]! / silence);
}

/** Σ S(t)/(1+d)^t over t from 1 to `periods`, S(t) being the probability to survive t more opportunities. */
export function discountedSurvivals(
  { gamma, delta }: Pick<BetaBernoulli, "gamma" | "delta">,
  periods: number,
  rate: number,
): number {
  if (periods === Number.POSITIVE_INFINITY && rate === 0)
    return gamma > 1 ? delta / (gamma - 1) : Number.POSITIVE_INFINITY;
  const factor = 1 / (1 + rate);
  // However small the rate: Σ (δ)_t/(γ+δ)_t v^t over t from 1 on is v δ/(γ+δ) ₂F₁(1, δ+1; γ+δ+1; v).
  if (periods === Number.POSITIVE_INFINITY)
    return (
      ((factor * delta) / (gamma + delta)) *
      hypergeometric2F1(1, delta + 1, gamma + delta + 1, factor, rate / (1 + rate))
    );
  let term = 1;
  let sum = 0;
  for (let t = 0; t < periods; t++) {
    const ratio = (factor * (delta + t)) / (gamma + delta + t);
    term *= ratio;
    sum += term;
    if (term === 0) break;
  }
  return sum;
}

/** P(X(n) = x) of a customer at the first of n opportunities. */
export function opportunitiesCount(
  { alpha, beta, gamma, delta }: BetaBernoulli,
  x: number,
  n: number,
): number {
  if (x > n) return 0;
  let alive = Math.exp(
    logGammaRatio(alpha, x) - logGammaRatio(alpha + beta, x) + logBetaRatio(gamma, delta, x),
  );
  let left = 0;
  for (let i = x; i < n; i++) {
    const total = gamma + delta + i;
    left += (alive * gamma) / total;
    alive *= ((i + 1) / (i + 1 - x)) * ((beta + i - x) / (alpha + beta + i)) * ((delta + i) / total);
  }
  return left + alive;
}
