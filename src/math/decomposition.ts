/**
 * Decomposition of the change of a function between two points into one contribution per coordinate that changed.
 * A coalition is the set of coordinates already at their new value, as bits of a whole number; `value(coalition)`
 * is the function there.
 */

/** Value of the function with the coordinates of a coalition at their new value and the others at their old one. */
export type CoalitionValue = (coalition: number) => number;

/** Contributions when the coordinates change one after another, in the order 0, 1, ... */
export function orderedContributions(value: CoalitionValue, count: number): number[] {
  let coalition = 0;
  let before = value(0);
  return Array.from({ length: count }, (_, i) => {
    coalition |= 1 << i;
    const after = value(coalition);
    const contribution = after - before;
    before = after;
    return contribution;
  });
}

/**
 * Shapley contributions: the mean over all orders in which the coordinates could change, from all 2^count coalitions.
 *
 * @see Shapley (1953), "A Value for n-Person Games"; Sun (1998) for decompositions of change, doi:10.1016/S0140-9883(97)00028-1.
 */
export function shapleyContributions(value: CoalitionValue, count: number): number[] {
  const values = Float64Array.from({ length: 2 ** count }, (_, coalition) => value(coalition));
  // weight[s] = s! (count - s - 1)! / count!: the share of orders in which exactly a set of size s comes before.
  const weights = [1 / count];
  for (let size = 1; size < count; size++)
    weights.push(((weights[size - 1] as number) * size) / (count - size));
  return Array.from({ length: count }, (_, i) => {
    const bit = 1 << i;
    let sum = 0;
    for (let coalition = 0; coalition < values.length; coalition++) {
      if (coalition & bit) continue;
      const difference = (values[coalition | bit] as number) - (values[coalition] as number);
      sum += (weights[bitCount(coalition)] as number) * difference;
    }
    return sum;
  });
}

/** Number of one bits. */
export function bitCount(value: number): number {
  let count = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/**
 * Logarithmic mean (a - b) / (ln a - ln b) of two numbers above 0; a where they are equal.
 *
 * @see Carlson (1972), "The logarithmic mean", American Mathematical Monthly 79(6), 615-618.
 */
export function logarithmicMean(a: number, b: number): number {
  const difference = a - b;
  if (difference === 0) return a;
  // log1p keeps the digits of the difference of nearly equal numbers.
  const ratio = difference / b;
  return difference / (Math.abs(ratio) < 0.5 ? Math.log1p(ratio) : Math.log(a) - Math.log(b));
}

/**
 * Log-mean contributions: Shapley contributions to the logarithm, times the logarithmic mean of the two ends. For a
 * product of the coordinates this is the log-mean Divisia decomposition. All coalitions must have values above 0.
 *
 * @see Ang (2004), "Decomposition analysis for policymaking in energy", Energy Policy 32(9), 1131-1139,
 *   doi:10.1016/S0301-4215(03)00076-4.
 */
export function logMeanContributions(value: CoalitionValue, count: number): number[] {
  const mean = logarithmicMean(value(2 ** count - 1), value(0));
  return shapleyContributions((coalition) => Math.log(value(coalition)), count).map((part) => part * mean);
}

/** Sum of the parts, from first to last. */
export function sumInOrder(parts: readonly number[]): number {
  return parts.reduce((running, part) => running + part, 0);
}

/**
 * Moves the rounding error of a decomposition into its largest part, so that the parts added from first to last give
 * the total in every bit. Where large parts cancel to a small total no such number need exist: the sum is then within
 * the resolution of the largest part.
 */
export function settleSum(parts: readonly number[], total: number): number[] {
  const settled = [...parts];
  const bySize = parts
    .map((_, i) => i)
    .sort((a, b) => Math.abs(parts[b] as number) - Math.abs(parts[a] as number));
  for (const i of bySize) {
    // A whole step may swing from one side to the other for ever: halves end that.
    for (const step of [1, 1, 0.5, 0.5, 0.25, 0.25]) {
      const left = total - sumInOrder(settled);
      if (left === 0) return settled;
      settled[i] = (settled[i] as number) + step * left;
    }
  }
  return settled;
}
