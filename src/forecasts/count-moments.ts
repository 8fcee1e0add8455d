/** First and second moments of the purchases of single customers in the coming periods. */

/** Moments of one customer's purchases by period: the mean, and E[X (X - 1)]. */
export interface CountMoments {
  readonly mean: Float64Array;
  readonly second: Float64Array;
  /** Of all periods together. */
  readonly totalMean: number;
  readonly totalSecond: number;
}

/** Probabilities of 0, 1, …, n purchases from now to a time. */
export type CountDistribution = (counts: readonly number[], time: number) => ArrayLike<number>;

/** Mass beyond the counts that are added up. */
const beyond = 1e-11;
const mostCounts = 4096;

/** E[N] and E[N (N - 1)] from the probabilities of N, as many of them as hold all but 1e-11. */
export function momentsFrom(distribution: CountDistribution, time: number): readonly [number, number] {
  if (time <= 0) return [0, 0];
  for (let size = 16; ; size *= 2) {
    const counts = Array.from({ length: size }, (_, x) => x);
    const probability = distribution(counts, time);
    let [mass, mean, second] = [0, 0, 0];
    for (let x = 0; x < size; x++) {
      mass += probability[x]!;
      mean += x * probability[x]!;
      second += x * (x - 1) * probability[x]!;
    }
    if (1 - mass < beyond || size >= mostCounts) return [mean, second];
  }
}

/**
 * Moments of the purchases between neighbouring times. In a model whose customers buy at a constant rate until they are gone, two
 * purchases at u < v have a density that depends on v alone, which within a period is taken as constant: then E[X (X - 1)] of
 * the time from s to t is (M(t) - M(s)) (t - s) / (t + s), M(t) being that of all purchases to t; from s = 0 it is exact.
 */
export function momentsByPeriod(distribution: CountDistribution, times: readonly number[]): CountMoments {
  const sums = times.map((time) => momentsFrom(distribution, time));
  const mean = new Float64Array(times.length);
  const second = new Float64Array(times.length);
  let [s, before, pairs] = [0, 0, 0];
  times.forEach((t, i) => {
    const [now, all] = sums[i]!;
    mean[i] = now - before;
    second[i] = t > s ? Math.max(0, ((all - pairs) * (t - s)) / (t + s)) : 0;
    [s, before, pairs] = [t, now, all];
  });
  const [totalMean, totalSecond] = sums.at(-1)!;
  return { mean, second, totalMean, totalSecond };
}
