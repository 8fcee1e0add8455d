/**
 * Random numbers of the distributions the models use, drawn from a uniform stream. No `Math.pow` is used, whose bits
 * differ between engines; exponentials and logarithms make derived numbers agree to about 1e-15 relative.
 *
 * Parameters are not checked here: callers check them under the name of the argument their user gave.
 */
import type { Random } from "./random.js";

/** Uniform number strictly between 0 and 1. */
export function sampleOpenUniform(random: Random): number {
  for (;;) {
    const u = random.next();
    if (u > 0) return u;
  }
}

/**
 * Standard normal number, by the polar method.
 *
 * @see Marsaglia & Bray (1964), "A convenient method for generating normal variables", SIAM Review 6(3), 260-264.
 */
export function sampleNormal(random: Random): number {
  for (;;) {
    const x = 2 * random.next() - 1;
    const y = 2 * random.next() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/** Exponential number of mean 1: divide by a rate, or multiply by a mean. Always above 0. */
export function sampleExponential(random: Random): number {
  return -Math.log(sampleOpenUniform(random)) || Number.MIN_VALUE;
}

/** Gamma number of shape at least 1 and scale 1. */
function sampleLargeGamma(random: Random, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = sampleNormal(random);
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = sampleOpenUniform(random);
    if (u < 1 - 0.0331 * x * x * x * x) return d * v;
    if (Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}

/**
 * Logarithm of a gamma number of the given shape (above 0) and scale 1. Small shapes often give numbers below the
 * smallest double, whose logarithm is still exact here.
 */
export function sampleLogGamma(random: Random, shape: number): number {
  if (shape >= 1) return Math.log(sampleLargeGamma(random, shape));
  const boosted = Math.log(sampleLargeGamma(random, shape + 1));
  return boosted + Math.log(sampleOpenUniform(random)) / shape;
}

/**
 * Gamma number of the given shape (above 0) and scale 1: divide by a rate. May be 0 by underflow for shapes below 0.1.
 *
 * @see Marsaglia & Tsang (2000), "A Simple Method for Generating Gamma Variables", ACM TOMS 26(3), 363-372,
 *   doi:10.1145/358407.358414.
 */
export function sampleGamma(random: Random, shape: number): number {
  return shape >= 1 ? sampleLargeGamma(random, shape) : Math.exp(sampleLogGamma(random, shape));
}

/** Beta number of shapes above 0, from 0 to 1. The ends are reached only by rounding. */
export function sampleBeta(random: Random, a: number, b: number): number {
  const logX = sampleLogGamma(random, a);
  const logY = sampleLogGamma(random, b);
  return 1 / (1 + Math.exp(logY - logX));
}

/**
 * Number of successes in n trials: exact, by splitting at a beta-distributed order statistic, in about log2(n) steps.
 *
 * @see Relles (1972), "A simple algorithm for generating binomial random variables when N is large", JASA 67, 612-613.
 */
export function sampleBinomial(random: Random, trials: number, probability: number): number {
  let n = trials;
  let p = probability;
  let successes = 0;
  while (n > 20) {
    if (p <= 0) return successes;
    if (p >= 1) return successes + n;
    const a = 1 + Math.floor(n / 2);
    const middle = sampleBeta(random, a, n + 1 - a);
    if (middle <= p) {
      successes += a;
      n -= a;
      p = (p - middle) / (1 - middle);
    } else {
      n = a - 1;
      p /= middle;
    }
  }
  for (let i = 0; i < n; i++) if (random.next() < p) successes++;
  return successes;
}

/**
 * Poisson number of the given mean (0 or more): exact, by gamma reduction to a small mean and then by products.
 *
 * @see Ahrens & Dieter (1974), "Computer methods for sampling from gamma, beta, Poisson and binomial distributions",
 *   Computing 12, 223-246, doi:10.1007/BF02293108.
 */
export function samplePoisson(random: Random, mean: number): number {
  let remaining = mean;
  let count = 0;
  while (remaining > 12) {
    const events = Math.floor(0.875 * remaining);
    const time = sampleGamma(random, events);
    if (time > remaining) return count + sampleBinomial(random, events - 1, remaining / time);
    count += events;
    remaining -= time;
  }
  const limit = Math.exp(-remaining);
  for (let product = random.next(); product > limit; product *= random.next()) count++;
  return count;
}

/** Trial of the first success, 1 or more, at a probability above 0 and at most 1 per trial. */
export function sampleGeometric(random: Random, probability: number): number {
  if (probability >= 1) return 1;
  return 1 + Math.floor(Math.log(sampleOpenUniform(random)) / Math.log1p(-probability));
}

/** Index drawn in proportion to weights of 0 or more, whose sum is above 0. */
export function sampleCategorical(random: Random, weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i] as number;
  let left = random.next() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    if (weight <= 0) continue;
    if (left < weight) return i;
    left -= weight;
    last = i;
  }
  return last;
}

/** The numbers 0 to n - 1 in random order (Fisher-Yates). */
export function samplePermutation(random: Random, n: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.integerBelow(i + 1);
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
  return order;
}

/** How often each of n rows is drawn in n draws with replacement: the weights of one bootstrap resample. */
export function sampleBootstrapCounts(random: Random, n: number): Uint32Array {
  const counts = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const row = random.integerBelow(n);
    counts[row] = (counts[row] as number) + 1;
  }
  return counts;
}

/**
 * How often each of several cases is drawn in `draws` draws with replacement, in proportion to weights of 0 or more: a
 * multinomial. The weights are halved again and again, each half's share of the draws being binomial, so that neither
 * many cases nor large weights are slow.
 */
export function sampleMultinomial(random: Random, draws: number, weights: ArrayLike<number>): Float64Array {
  const { length } = weights;
  const below = new Float64Array(length + 1);
  for (let i = 0; i < length; i++) below[i + 1] = (below[i] as number) + (weights[i] as number);
  const counts = new Float64Array(length);
  const split = (from: number, to: number, left: number): void => {
    if (left === 0) return;
    if (to - from === 1) {
      counts[from] = left;
      return;
    }
    const middle = (from + to) >>> 1;
    const start = below[from] as number;
    const share = ((below[middle] as number) - start) / ((below[to] as number) - start);
    const first = sampleBinomial(random, left, share);
    split(from, middle, first);
    split(middle, to, left - first);
  };
  if (length > 0) split(0, length, draws);
  return counts;
}
