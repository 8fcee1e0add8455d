import { check, checkChoice, checkCount, checkFinite, checkSufficient } from "../errors.js";
import type { Interval } from "../inference/interval.js";
import { type Share, wilsonEnds } from "../inference/score-interval.js";
import { studentTQuantile } from "../math/distributions.js";
import { normalCdf, normalQuantile } from "../math/normal.js";
import { createRandom } from "../math/random.js";
import { sortedQuantile } from "../math/sample-statistics.js";
import { checkLevel, type LevelOptions } from "./churn-interval.js";
import { type Pool, type PoolOptions, readPool, total } from "./static-pool.js";

/** A quantity of `staticPoolRetention` or its complement. */
export type PoolMeasure = "netRetention" | "grossRetention" | "netChurn" | "grossChurn";

/** Measure, method and level of the interval of revenue retention. */
export interface RevenueIntervalOptions<Table> extends PoolOptions<Table>, LevelOptions {
  /** What the interval is of: `"netRetention"` (default), `"grossRetention"`, or their complements. */
  readonly measure?: PoolMeasure | undefined;
  /**
   * `"jackknife"` (default) leaves each customer out in turn; `"bootstrap"` draws customers again (BCa); `"wilson"`, for gross
   * measures, is the score interval of as many equal customers as would weigh as much.
   */
  readonly method?: "jackknife" | "bootstrap" | "wilson" | undefined;
  /** Number of bootstrap samples: 100 or more; 2000 if left out. */
  readonly resamples?: number | undefined;
  /** Seed of the bootstrap: a number, 0 included; 1 if left out. */
  readonly seed?: number | undefined;
}

/**
 * Interval for the revenue retention or churn of a static pool, from the scatter between its customers.
 *
 * Revenue has no binomial error: one large customer can outweigh a thousand small ones, and the interval shows it. It
 * is for this pool's underlying rate if customers decide independently, not a prediction of the next period. Jackknife and
 * bootstrap know only what was seen: of a pool that lost nobody they say 100% to 100%, and where few were lost, or few pay
 * most, a nominal 95% holds the rate in 60% to 90% of cases. For gross measures `"wilson"` holds it there too.
 *
 * Formula: jackknife, θ ± t √((n - 1)/n Σ(θ₍ᵢ₎ - θ̄)²), t of n - 1 degrees; bootstrap, bias-corrected and accelerated;
 * Wilson's at θn of n = (Σw)² / Σw² customers, w being what each paid at the start: its variance is that of losses of all or
 * nothing, so that it errs to the wide side where customers lose a part.
 *
 * @param customers - Rows or columns with the recurring amount of each customer at the start and at the end, and `weight`
 *   where a row stands for several customers alike.
 * @param options - Field names; `measure`; `method`; `level`, 0.95 if left out; `resamples` and `seed` of the bootstrap.
 * @returns Estimate and ends as fractions; gross measures stay within 0 and 1, net retention stays above 0.
 * @throws {InvalidInputError} If an amount is missing or negative, or an option is unknown.
 * @throws {InsufficientDataError} If fewer than two customers paid at the start.
 * @see Efron & Tibshirani (1993), "An Introduction to the Bootstrap", sections 11.5 and 14.3.
 * @see Kish (1965), "Survey Sampling", section 11.7 (the effective number); Wilson (1927), JASA 22(158), 209-212.
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
  const { level, tail } = checkLevel(where, options, [
    "measure",
    "method",
    "resamples",
    "seed",
    "opening",
    "closing",
    "weight",
  ]);
  const { measure = "netRetention", method = "jackknife", resamples = 2000, seed = 1 } = options;
  checkChoice(where, "measure", measure, measures);
  checkChoice(where, "method", method, ["jackknife", "bootstrap", "wilson"]);
  const bounded = method !== "wilson" || isGross(measure);
  check(bounded, where, "method", 'must be "jackknife" or "bootstrap" for net measures', method);
  checkCount(where, "resamples", resamples, 100);
  checkFinite(where, "seed", seed);
  const sample = sampleOf(readPool(where, customers, options, "customers"), measure, where, "customers");
  const few = method !== "bootstrap" || sample.pool.customers <= 10_000_000;
  check(few, where, "method", 'must be "jackknife" for more than 10,000,000 customers', method);
  const estimate = ratioOf(sample);
  const [low, high] = endsBy[method](sample, { tail, resamples, seed });
  const lower = Math.max(0, low);
  const upper = isGross(measure) ? Math.min(1, high) : high;
  return isChurn(measure)
    ? { estimate: 1 - estimate, lower: 1 - upper, upper: 1 - lower, level, method }
    : { estimate, lower, upper, level, method };
}

const measures: readonly PoolMeasure[] = ["netRetention", "grossRetention", "netChurn", "grossChurn"];
const isChurn = (measure: PoolMeasure): boolean => measure === "netChurn" || measure === "grossChurn";
const isGross = (measure: PoolMeasure): boolean => measure === "grossRetention" || measure === "grossChurn";

/** A ratio of sums over customers. */
interface Sample {
  readonly pool: Pool;
  readonly top: Float64Array;
  readonly bottom: Float64Array;
}

/** What is summed above and below for a measure of retention. */
function sampleOf(pool: Pool, measure: PoolMeasure, where: string, argument: string): Sample {
  checkSufficient(
    pool.customers >= 2,
    where,
    argument,
    "must be 2 or more who paid at the start",
    pool.customers,
  );
  return { pool, top: isGross(measure) ? pool.kept : pool.closing, bottom: pool.opening };
}

/** The ratio without one of the customers of each entry in turn. */
function leaveOneOut({ pool, top, bottom }: Sample): Float64Array {
  const [allTop, allBottom] = [total(pool, top), total(pool, bottom)];
  return top.map((amount, i) => (allTop - amount) / (allBottom - bottom[i]!));
}

const ratioOf = ({ pool, top, bottom }: Sample): number => total(pool, top) / total(pool, bottom);

function jackknifeVariance(sample: Sample): number {
  const { squares } = deviations(sample);
  const n = sample.pool.customers;
  return ((n - 1) / n) * squares;
}

/** Sums of squares and cubes of the leave-one-out ratios below their mean. */
function deviations(sample: Sample): { squares: number; cubes: number } {
  const { pool } = sample;
  const without = leaveOneOut(sample);
  const mean = total(pool, without) / pool.customers;
  const below = without.map((ratio) => mean - ratio);
  return {
    squares: total(
      pool,
      below.map((difference) => difference ** 2),
    ),
    cubes: total(
      pool,
      below.map((difference) => difference ** 3),
    ),
  };
}

interface EndOptions {
  readonly tail: number;
  readonly resamples: number;
  readonly seed: number;
}

function jackknifeEnds(sample: Sample, { tail }: EndOptions): [number, number] {
  const estimate = ratioOf(sample);
  const half = -studentTQuantile(tail, sample.pool.customers - 1) * Math.sqrt(jackknifeVariance(sample));
  return [estimate - half, estimate + half];
}

function wilsonEndsOf(sample: Sample, { tail }: EndOptions): [number, number] {
  const { lower, upper } = wilsonEnds(effectiveShare(sample), tail);
  return [lower, upper];
}

/** The ratio as a share of the effective number of customers (Kish): as many as would weigh as much if all paid alike. */
function effectiveShare(sample: Sample): Share {
  const { pool, bottom } = sample;
  const most = bottom.reduce((max, amount) => Math.max(max, amount), 0);
  const relative = bottom.map((amount) => amount / most);
  const squares = relative.map((amount) => amount ** 2);
  const n = total(pool, relative) ** 2 / total(pool, squares);
  return { x: ratioOf(sample) * n, n };
}

/** Bias-corrected and accelerated percentiles of the ratio over samples of customers drawn again. */
function bootstrapEnds(sample: Sample, { tail, resamples, seed }: EndOptions): [number, number] {
  const n = sample.pool.customers;
  const entryOf = entriesOfCustomers(sample.pool);
  const random = createRandom(seed);
  const ratios = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let top = 0;
    let bottom = 0;
    for (let draw = 0; draw < n; draw++) {
      const i = entryOf[random.integerBelow(n)]!;
      top += sample.top[i]!;
      bottom += sample.bottom[i]!;
    }
    ratios[resample] = top / bottom;
  }
  ratios.sort();
  const estimate = ratioOf(sample);
  // Ties count half, so that samples equal to the estimate (nobody lost anything) leave no bias.
  const below = ratios.reduce((count, r) => count + (r < estimate ? 1 : r === estimate ? 0.5 : 0), 0);
  const bias = normalQuantile(Math.min(1 - 0.5 / resamples, Math.max(0.5 / resamples, below / resamples)));
  const acceleration = accelerationOf(sample);
  const end = (probability: number): number => {
    const z = bias + normalQuantile(probability);
    // Of a pool skewed by one customer the correction runs off its scale: the end is then the last sample.
    const scale = 1 - acceleration * z;
    return sortedQuantile(ratios, scale > 0 ? normalCdf(bias + z / scale) : z > 0 ? 1 : 0);
  };
  return [end(tail), end(1 - tail)];
}

const endsBy = { jackknife: jackknifeEnds, bootstrap: bootstrapEnds, wilson: wilsonEndsOf };

/** The entry of each customer, so that grouped rows give the samples that a row for each customer would. */
function entriesOfCustomers({ weight, customers }: Pool): Int32Array {
  const entries = new Int32Array(customers);
  let next = 0;
  for (const [entry, count] of weight.entries()) {
    entries.fill(entry, next, next + count);
    next += count;
  }
  return entries;
}

/** Efron's acceleration: the skewness of the leave-one-out ratios over 6. */
function accelerationOf(sample: Sample): number {
  const { squares, cubes } = deviations(sample);
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}
