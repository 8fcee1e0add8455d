/** The discounted purchases of a customer who buys at regular gaps: an average over purchase rates and drop-out probabilities. */
import type { AliveCustomer } from "./alive-customer.js";

/** Points of a trapezoidal rule in the logarithm or the log-odds of a quantity, with weights that sum to one. */
interface Points {
  readonly at: Float64Array;
  readonly weight: Float64Array;
}

/**
 * Expected discounted purchases of a customer alive, for k above 1.
 *
 * A gap step is discounted by φ = λ/(λ + δ), the n-th purchase by φ^(nk - steps), and the sum over purchases at a drop-out
 * probability p is φ^(k - steps) / (1 - (1 - p) φ^k). Both averages are trapezoidal sums, which for densities that are smooth
 * in ln λ and in the log-odds of p are exact to rounding at a step of 0.4 standard deviations.
 */
export function discountedRegularPurchases(customer: AliveCustomer, rate: number): number {
  const { r, alpha, a, b, k, steps } = customer;
  const rates = gammaPoints(r, alpha, rate);
  const complements = rates.at.map((v) => -Math.expm1(-k * Math.log1p(rate / Math.exp(v))));
  const least = complements.reduce((low, w) => Math.min(low, w), 1);
  const dropouts = betaPoints(a, b, Math.log(least) - 40);
  let sum = 0;
  for (let i = 0; i < complements.length; i++) {
    const w = complements[i]!;
    let average = 0;
    for (let j = 0; j < dropouts.at.length; j++)
      average += dropouts.weight[j]! / (w + (1 - w) * dropouts.at[j]!);
    sum += rates.weight[i]! * Math.exp((steps - k) * Math.log1p(rate / Math.exp(rates.at[i]!))) * average;
  }
  return sum;
}

const widest = 0.2;
const negligible = -46;

/** Points in v = ln λ, λ being gamma(r, alpha) distributed; far below δ a rate adds at most λ/δ. */
function gammaPoints(r: number, alpha: number, rate: number): Points {
  const center = Math.log(r) - Math.log(alpha);
  const step = Math.min(widest, 0.4 / Math.sqrt(r));
  const logDensity = (u: number): number => r * (u - Math.expm1(u));
  const lowest = Math.min(center, Math.log(rate)) - 40;
  return walk(center, step, logDensity, { low: { from: lowest, slope: r }, high: null });
}

/** Log-odds y of p turned into points p, p being beta(a, b) distributed; below `from` and above 40 nothing changes with p. */
function betaPoints(a: number, b: number, from: number): Points {
  const center = Math.log(a) - Math.log(b);
  const step = Math.min(widest, 0.4 / Math.sqrt(1 / (1 / a + 1 / b)));
  const [p, q] = [1 / (1 + Math.exp(-center)), 1 / (1 + Math.exp(center))];
  const logDensity = (u: number): number =>
    -a * Math.log1p(q * Math.expm1(-u)) - b * Math.log1p(p * Math.expm1(u));
  const points = walk(center, step, logDensity, { low: { from, slope: a }, high: { from: 40, slope: b } });
  return { at: points.at.map((y) => 1 / (1 + Math.exp(-y))), weight: points.weight };
}

/** A tail on which the density is exponential and nothing else changes: its points are one, a geometric series. */
interface Tail {
  readonly from: number;
  readonly slope: number;
}

/** Walks from the peak in both directions until the density is negligible or its tail is reached. */
function walk(
  center: number,
  step: number,
  logDensity: (u: number) => number,
  tails: { readonly low: Tail | null; readonly high: Tail | null },
): Points {
  const at = [center];
  const weight = [1];
  for (const [direction, tail] of [
    [-1, tails.low],
    [1, tails.high],
  ] as const) {
    for (let i = 1; i < 1e5; i++) {
      const u = direction * i * step;
      const density = logDensity(u);
      const inTail = tail !== null && direction * (center + u - tail.from) >= 0;
      at.push(center + u);
      weight.push(Math.exp(density) / (inTail ? -Math.expm1(-tail.slope * step) : 1));
      if (inTail || !(density > negligible)) break;
    }
  }
  const total = weight.reduce((sum, value) => sum + value, 0);
  return { at: Float64Array.from(at), weight: Float64Array.from(weight, (value) => value / total) };
}
