import { checkChoice, checkCount, checkFinite, checkObject, checkSufficient } from "../errors.js";
import type { Interval } from "../inference/interval.js";
import { studentTQuantile } from "../math/distributions.js";
import { normalCdf, normalQuantile } from "../math/normal.js";
import { createRandom } from "../math/random.js";
import type { LevelOptions } from "./churn-interval.js";
import { type PoolOptions, readPool, sum } from "./static-pool.js";
import { checkLevel } from "./two-groups.js";

/** A quantity of `staticPoolRetention` or its complement. */
export type PoolMeasure = "netRetention" | "grossRetention" | "netChurn" | "grossChurn";

/** Measure, method and level of the interval of revenue retention. */
export interface RevenueIntervalOptions<Table> extends PoolOptions<Table>, LevelOptions {
  /** What the interval is of: `"netRetention"` (default), `"grossRetention"`, or their complements. */
  readonly measure?: PoolMeasure | undefined;
  /** `"jackknife"` (default) leaves each customer out in turn; `"bootstrap"` draws customers again (BCa). */
  readonly method?: "jackknife" | "bootstrap" | undefined;
  /** Number of bootstrap samples: 100 or more; 2000 if left out. */
  readonly replicates?: number | undefined;
  /** Seed of the bootstrap: a number, 0 included; 1 if left out. */
  readonly seed?: number | undefined;
}

/**
 * Interval for the revenue retention or churn of a static pool, from the scatter between its customers.
 *
 * Revenue has no binomial error: one large customer can outweigh a thousand small ones, and the interval shows it. It
 * is for this pool's underlying rate if customers decide independently, not a prediction of the next period. With
 * fewer than 20 customers, or one that pays half of it all, no interval of this kind can be trusted.
 *
 * Formula: jackknife, θ ± t √((n - 1)/n Σ(θ₍ᵢ₎ - θ̄)²), t of n - 1 degrees; bootstrap, bias-corrected and accelerated.
 *
 * @param customers - Rows or columns with the recurring amount of each customer at the start and at the end.
 * @param options - Field names; `measure`; `method`; `level`, 0.95 if left out; `replicates` and `seed` of the bootstrap.
 * @returns Estimate and ends as fractions; gross measures stay within 0 and 1, net retention stays above 0.
 * @throws {InvalidInputError} If an amount is missing or negative, or an option is unknown.
 * @throws {InsufficientDataError} If fewer than two customers paid at the start.
 * @see Efron & Tibshirani (1993), "An Introduction to the Bootstrap", sections 11.5 and 14.3.
 *
 * @example
 * const customers = Array.from({ length: 200 }, (_, i) => ({ opening: 10 + (i % 7), closing: i % 10 === 0 ? 0 : 11 + (i % 7) }));
 * revenueRetentionInterval(customers);
 * // ≈ { estimate: 0.970, lower: 0.924, upper: 1.015, level: 0.95, method: "jackknife" }
 */
export function revenueRetentionInterval<Table extends object>(
  customers: Table,
  options: RevenueIntervalOptions<Table> = {},
): Interval {
  const where = "revenueRetentionInterval";
  checkObject(where, "options", options);
  const { level, tail } = checkLevel(where, options);
  const { measure = "netRetention", method = "jackknife", replicates = 2000, seed = 1 } = options;
  checkChoice(where, "measure", measure, ["netRetention", "grossRetention", "netChurn", "grossChurn"]);
  checkChoice(where, "method", method, ["jackknife", "bootstrap"]);
  checkCount(where, "replicates", replicates, 100);
  checkFinite(where, "seed", seed);
  const pool = readPool(where, customers, options);
  checkSufficient(
    pool.opening.length >= 2,
    where,
    "customers",
    "must be 2 or more who paid at the start",
    pool.opening.length,
  );
  const isGross = measure === "grossRetention" || measure === "grossChurn";
  const sample: Sample = { top: isGross ? pool.kept : pool.closing, bottom: pool.opening };
  const estimate = sum(sample.top) / sum(sample.bottom);
  const [low, high] =
    method === "jackknife" ? jackknifeEnds(sample, tail) : bootstrapEnds(sample, { tail, replicates, seed });
  const lower = Math.max(0, low);
  const upper = isGross ? Math.min(1, high) : high;
  const isChurn = measure === "netChurn" || measure === "grossChurn";
  return isChurn
    ? { estimate: 1 - estimate, lower: 1 - upper, upper: 1 - lower, level, method }
    : { estimate, lower, upper, level, method };
}

/** A ratio of sums over customers. */
interface Sample {
  readonly top: Float64Array;
  readonly bottom: Float64Array;
}

/** The ratio without each customer in turn. */
function leaveOneOut({ top, bottom }: Sample): Float64Array {
  const [allTop, allBottom] = [sum(top), sum(bottom)];
  return top.map((amount, i) => (allTop - amount) / (allBottom - bottom[i]!));
}

function jackknifeEnds(sample: Sample, tail: number): [number, number] {
  const n = sample.top.length;
  const estimate = sum(sample.top) / sum(sample.bottom);
  const without = leaveOneOut(sample);
  const mean = sum(without) / n;
  const squares = without.reduce((total, ratio) => total + (ratio - mean) ** 2, 0);
  const half = -studentTQuantile(tail, n - 1) * Math.sqrt(((n - 1) / n) * squares);
  return [estimate - half, estimate + half];
}

/** Bias-corrected and accelerated percentiles of the ratio over samples of customers drawn again. */
function bootstrapEnds(
  sample: Sample,
  { tail, replicates, seed }: { tail: number; replicates: number; seed: number },
): [number, number] {
  const n = sample.top.length;
  const random = createRandom(seed);
  const ratios = new Float64Array(replicates);
  for (let replicate = 0; replicate < replicates; replicate++) {
    let top = 0;
    let bottom = 0;
    for (let draw = 0; draw < n; draw++) {
      const i = random.integerBelow(n);
      top += sample.top[i]!;
      bottom += sample.bottom[i]!;
    }
    ratios[replicate] = top / bottom;
  }
  ratios.sort();
  const estimate = sum(sample.top) / sum(sample.bottom);
  // Ties count half, so that samples equal to the estimate (nobody lost anything) leave no bias.
  const below = ratios.reduce((count, r) => count + (r < estimate ? 1 : r === estimate ? 0.5 : 0), 0);
  const bias = normalQuantile(Math.min(1 - 0.5 / replicates, Math.max(0.5 / replicates, below / replicates)));
  const acceleration = accelerationOf(sample);
  const end = (probability: number): number => {
    const z = bias + normalQuantile(probability);
    // Of a pool skewed by one customer the correction runs off its scale: the end is then the last sample.
    const scale = 1 - acceleration * z;
    return quantile(ratios, scale > 0 ? normalCdf(bias + z / scale) : z > 0 ? 1 : 0);
  };
  return [end(tail), end(1 - tail)];
}

/** Efron's acceleration: the skewness of the leave-one-out ratios over 6. */
function accelerationOf(sample: Sample): number {
  const without = leaveOneOut(sample);
  const mean = sum(without) / without.length;
  let squares = 0;
  let cubes = 0;
  for (const ratio of without) {
    squares += (mean - ratio) ** 2;
    cubes += (mean - ratio) ** 3;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

/** Sample quantile of sorted values, Hyndman and Fan's type 7. */
function quantile(sorted: Float64Array, probability: number): number {
  const place = probability * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (place - below) * (high - low);
}
