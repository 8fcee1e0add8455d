/**
 * Symmetric bootstrap-t interval of a difference: customers drawn again within their group, each draw measured by its own error.
 * Symmetric, for with heavy tails the quantiles of either side come out too short.
 */
import { createRandom, type Random } from "../../math/random.js";
import type { GroupEstimate, Sample } from "./sample.js";

/** Ends and two-sided p-value of a difference. */
export interface BootstrapDifference {
  readonly lower: number;
  readonly upper: number;
  readonly pValue: number;
}

/** How customers are drawn again. */
export interface BootstrapDraws {
  readonly tail: number;
  readonly resamples: number;
  readonly seed: number;
  /** The estimate of a group, drawn or not. */
  readonly estimate: (sample: Sample) => GroupEstimate;
}

/** The symmetric bootstrap-t interval of the first estimate less the second. */
export function bootstrapDifference(
  first: Sample,
  second: Sample,
  draws: BootstrapDraws,
): BootstrapDifference {
  const { tail, resamples, seed, estimate } = draws;
  const random = createRandom(seed);
  const [a, b] = [estimate(first), estimate(second)];
  const difference = a.estimate - b.estimate;
  const error = Math.sqrt(a.variance + b.variance);
  const [one, other] = [drawerOf(first), drawerOf(second)];
  const sizes = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    const [c, d] = [estimate(one(random)), estimate(other(random))];
    const distance = Math.abs(c.estimate - d.estimate - difference);
    // A draw of customers all alike has no error of its own: it is as far off as can be.
    sizes[r] = distance === 0 ? 0 : distance / Math.sqrt(c.variance + d.variance);
  }
  sizes.sort();
  const seen = Math.abs(difference) / error;
  const beyond = sizes.reduce((count, size) => count + (size >= seen ? 1 : 0), 1);
  const half = sizes[Math.min(resamples, Math.ceil((1 - 2 * tail) * (resamples + 1))) - 1]! * error;
  return { lower: difference - half, upper: difference + half, pValue: beyond / (resamples + 1) };
}

/** Draws as many customers as a group has, into the same columns every time. */
function drawerOf(sample: Sample): (random: Random) => Sample {
  const entryOf = entriesOfCustomers(sample);
  const n = sample.customers;
  const outcome = new Float64Array(n);
  const denominator = sample.denominator === null ? null : new Float64Array(n);
  return (random) => {
    for (let i = 0; i < n; i++) {
      const entry = entryOf[random.integerBelow(n)]!;
      outcome[i] = sample.outcome[entry]!;
      if (denominator !== null) denominator[i] = sample.denominator![entry]!;
    }
    return { outcome, denominator, covariates: [], weight: null, customers: n };
  };
}

/** The entry of each customer, so that grouped rows give the draws that a row for each customer would. */
function entriesOfCustomers({ outcome, weight, customers }: Sample): Int32Array {
  if (weight === null) return Int32Array.from(outcome.keys());
  const entries = new Int32Array(customers);
  let next = 0;
  for (const [entry, count] of weight.entries()) {
    entries.fill(entry, next, next + count);
    next += count;
  }
  return entries;
}
