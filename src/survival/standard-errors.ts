/** The standard error of the logarithm of a product-limit estimate, after each time. */
import type { RiskTable, TimedEvents } from "../inference/product-limit.js";

/** Greenwood's standard errors of ln S: √ Σ dᵢ / (nᵢ (nᵢ - dᵢ)), of no meaning once S is 0. */
export function greenwoodErrors(counts: Pick<RiskTable, "atRisk" | "events">): Float64Array {
  return greenwoodSums(counts).map(Math.sqrt);
}

function greenwoodSums({ atRisk, events }: Pick<RiskTable, "atRisk" | "events">): Float64Array {
  let sum = 0;
  return atRisk.map((n, i) => {
    const lost = events[i]!;
    // Where all are lost S is 0, without an error; those who enter later must not be lost to infinity.
    if (lost > 0 && lost < n) sum += lost / n / (n - lost);
    return sum;
  });
}

/**
 * Infinitesimal-jackknife standard errors of ln S, each row a subject of its own whose weight is an amount and no count:
 * √ Σ wⱼ² (∂ ln S / ∂wⱼ)².
 *
 * With A(t) Greenwood's sum, a row entered at e and ended at m contributes A(t) - A(e) as long as it is watched, and from m on
 * A(m) - A(e), or with an event A(m⁻) - 1/n(m) - A(e). So three sums by time are enough, taken from the end.
 */
export function robustErrors({ events, weights }: TimedEvents, counts: RiskTable): Float64Array {
  const { times, atRisk, order, bounds, late } = counts;
  const { length } = times;
  const sums = greenwoodSums(counts);
  const sumBefore = (i: number) => (i > 0 ? sums[i - 1]! : 0);
  const ended = new Float64Array(length);
  const [watched, entered] = [momentsByTime(length), momentsByTime(length)];
  for (let i = 0; i < length; i++)
    for (let at = bounds[i]!; at < bounds[i + 1]!; at++) {
      const row = order[at]!;
      const square = (weights?.[row] ?? 1) ** 2;
      const start = late === null ? 0 : late[row]!;
      const base = sumBefore(start);
      const last = events[row] === 1 ? sumBefore(i) - 1 / atRisk[i]! : sums[i]!;
      ended[i]! += square * (last - base) ** 2;
      addMoments(watched, i, square, base);
      addMoments(entered, start, square, base);
    }
  // Variance from the rows still watched after time i: those that end later, less those that enter later.
  const variance = new Float64Array(length);
  const later = [0, 0, 0];
  for (let i = length - 1; i >= 0; i--) {
    const [zeroth = 0, first = 0, second = 0] = later;
    variance[i] = Math.max(0, zeroth * sums[i]! ** 2 - 2 * first * sums[i]! + second);
    for (const k of [0, 1, 2]) later[k]! += watched[k]![i]! - entered[k]![i]!;
  }
  let past = 0;
  return variance.map((here, i) => {
    past += ended[i]!;
    return Math.sqrt(here + past);
  });
}

/** Sums of w², w² a and w² a² by time. */
type Moments = readonly [Float64Array, Float64Array, Float64Array];

function momentsByTime(length: number): Moments {
  return [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
}

function addMoments(moments: Moments, i: number, square: number, base: number): void {
  moments[0][i]! += square;
  moments[1][i]! += square * base;
  moments[2][i]! += square * base * base;
}
