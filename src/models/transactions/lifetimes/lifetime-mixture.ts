/**
 * The ways to a purchase history when a lifetime ends unobserved: the customer is alive at T, or left at some age between
 * the last purchase and T. The second is an integral, which the papers write as a difference of hypergeometric functions
 * that cancels; here it is summed directly, all terms being positive.
 */
import { logGammaRatio } from "../../../math/gamma.js";
import { gaussLegendre8, gaussLegendre16 } from "../../../math/gauss-legendre.js";
import type { Lifetime } from "./lifetime.js";

/** Gamma-distributed purchase rates of customers whose lifetime is mixed too. */
export interface MortalBuyers {
  readonly r: number;
  readonly alpha: number;
  readonly lifetime: Lifetime;
}

/** The same with the parameters that they come from. */
export interface MortalModel<Parameters> extends MortalBuyers {
  readonly parameters: Parameters;
}

const longestStep = 1;
const decayPerStep = 8;

/**
 * ln of the odds that the customer has left: ∫ f(y)/S(T) ((α+T)/(α+y))^(r+x) dy from t_x to T.
 *
 * Gauss-Legendre panels in ln(m + y), m being the smaller scale of the two mixtures: the integrand is then smooth on a
 * strip about the line, and panels are as short as its decay asks for.
 * @param gradient - When given, filled with the derivatives of the log-odds by r, alpha and the lifetime's parameters.
 */
export function logOddsGone(
  { r, alpha, lifetime }: MortalBuyers,
  history: readonly [frequency: number, recency: number, T: number],
  gradient?: Float64Array,
): number {
  const [frequency, recency, T] = history;
  gradient?.fill(0);
  if (recency >= T) return Number.NEGATIVE_INFINITY;
  const n = r + frequency;
  const m = Math.min(alpha, lifetime.scale);
  let top = exponentAt(recency, n, alpha, T, lifetime);
  // So sharp a fall from the start on is its first term, and rounding would be all that a sum of it saw.
  if (top > 1e10 && lifetime.rise(recency) === 0)
    return top - Math.log(n / (alpha + recency) + lifetime.steepness(recency));
  let sum = 0;
  for (let from = recency, steps = 0; from < T; steps++) {
    if (steps > 100_000) return Number.NaN;
    const span = m + from;
    const decay = 1 + span * (n / (alpha + from) + lifetime.steepness(from));
    const length = Math.min(longestStep, decayPerStep / decay, lifetime.reach(from) / span);
    const whole = span * Math.expm1(length);
    const last = from + whole >= T;
    const h = last ? Math.log1p((T - from) / span) : length;
    const rule = h * decay <= 3 && h <= 0.7 ? gaussLegendre8 : gaussLegendre16;
    let part = 0;
    for (let i = 0; i < rule.nodes.length; i++) {
      for (let side = -1; side <= 1; side += 2) {
        const step = span * Math.expm1((h / 2) * (1 + side * rule.nodes[i]!));
        const y = Math.min(from + step, T);
        const exponent = exponentAt(y, n, alpha, T, lifetime);
        if (exponent > top + 500) {
          const shrink = Math.exp(top - exponent);
          sum *= shrink;
          part *= shrink;
          if (gradient !== undefined) for (let j = 0; j < gradient.length; j++) gradient[j]! *= shrink;
          top = exponent;
        }
        const weight = (h / 2) * rule.weights[i]! * (m + y) * Math.exp(exponent - top);
        part += weight;
        if (gradient === undefined) continue;
        const ahead = (T - y) / (alpha + y);
        gradient[0]! += weight * Math.log1p(ahead);
        gradient[1]! -= (weight * n * ahead) / (alpha + T);
        lifetime.addRatioGradient(y, T, weight, gradient, 2);
      }
    }
    sum += part;
    if (last || !(part > 1e-18 * sum * Math.exp(-lifetime.rise(from)))) break;
    // A step below the rounding of the age must still move on, and one of nothing cannot.
    if (!(whole > 0)) return Number.NaN;
    from = Math.max(from + whole, from * (1 + 1e-15));
  }
  if (gradient !== undefined) for (let j = 0; j < gradient.length; j++) gradient[j]! /= sum;
  return top + Math.log(sum);
}

/** ln of the integrand of `logOddsGone` at y. */
export function exponentAt(y: number, n: number, alpha: number, T: number, lifetime: Lifetime): number {
  return n * Math.log1p((T - y) / (alpha + y)) + lifetime.logDensityRatio(y, T);
}

/** Log-likelihood of the purchase times behind one history. */
export function mortalLogLikelihood(
  buyers: MortalBuyers,
  frequency: number,
  recency: number,
  T: number,
): number {
  const { r, alpha, lifetime } = buyers;
  const odds = logOddsGone(buyers, [frequency, recency, T]);
  return (
    logGammaRatio(r, frequency) -
    r * Math.log1p(T / alpha) -
    (frequency === 0 ? 0 : frequency * Math.log(alpha + T)) +
    lifetime.logSurvival(T) +
    softplus(odds)
  );
}

/** ln(1 + e^x). */
export function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

/** Probability that a customer with this history is alive at T. */
export function aliveAtEnd(buyers: MortalBuyers, frequency: number, recency: number, T: number): number {
  return 1 / (1 + Math.exp(logOddsGone(buyers, [frequency, recency, T])));
}
