/**
 * Random counts by inversion: one uniform number gives one count, the larger the number the larger the count. Two forecasts
 * that share their uniform numbers then differ by what they assume, not by chance.
 */
import { normalQuantile } from "./normal.js";

/** Means up to this are searched from 0 upwards; above it the expansion around the normal is closer than 1e-3 of a probability. */
const searched = 60;

/** A whole count from 0 to `most` near a number. */
const wholeBetween = (x: number, most: number): number => Math.min(most, Math.max(0, Math.round(x)));

/**
 * Number of successes in n trials at a level of its distribution function.
 *
 * Formula: smallest k with P(K ≤ k) ≥ u; where np(1 - p) is large, μ + σz + (1 - 2p)(z² - 1)/6 rounded, z the normal quantile.
 * @see Cornish & Fisher (1938), "Moments and cumulants in the specification of distributions", Revue de l'Institut
 *   International de Statistique 5(4), 307-320.
 */
export function binomialAt(u: number, trials: number, probability: number): number {
  if (probability <= 0 || trials <= 0) return 0;
  if (probability >= 1) return trials;
  if (probability > 0.5) return trials - binomialAt(1 - u, trials, 1 - probability);
  const mean = trials * probability;
  if (mean > searched) {
    const z = normalQuantile(Math.min(1 - 1e-16, Math.max(1e-16, u)));
    const deviation = Math.sqrt(mean * (1 - probability));
    return wholeBetween(mean + deviation * z + ((1 - 2 * probability) * (z * z - 1)) / 6, trials);
  }
  const odds = probability / (1 - probability);
  let term = Math.exp(trials * Math.log1p(-probability));
  let sum = term;
  let count = 0;
  while (sum < u && count < trials) {
    term *= (odds * (trials - count)) / (count + 1);
    // What rounding leaves above the sum of all terms is the largest count that has one.
    if (term < 1e-18 && count > mean) break;
    sum += term;
    count++;
  }
  return count;
}

/** Poisson count of a mean (0 or more) at a level of its distribution function, as `binomialAt`. */
export function poissonAt(u: number, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > searched) {
    const z = normalQuantile(Math.min(1 - 1e-16, Math.max(1e-16, u)));
    return wholeBetween(mean + Math.sqrt(mean) * z + (z * z - 1) / 6, Number.MAX_SAFE_INTEGER);
  }
  let term = Math.exp(-mean);
  let sum = term;
  let count = 0;
  while (sum < u) {
    count++;
    term *= mean / count;
    if (term < 1e-18 && count > mean) break;
    sum += term;
  }
  return count;
}
