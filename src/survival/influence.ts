/**
 * Infinitesimal jackknife: what the weight of each subject does to an estimate, and the variance that follows, √ Σ w² (∂/∂w)².
 *
 * While a row is watched its influence on ln S after time t is a + A(t), A a sum over times that all rows share; from its end on
 * it is constant. An estimate that is a sum over times of S times something has an influence E + a G(t) + H(t), with G and H
 * shared too. So a customer of any number of rows is three numbers (E, a, b), which change when one of the rows comes under
 * observation or ends; six sums of their products give the variance after each time, in one pass over rows and times.
 */
import type { RiskTable } from "../inference/product-limit.js";

/** The rows whose weights are varied. */
export interface InfluenceRows {
  /** 1 where the row ends with an event. */
  readonly events: Uint8Array;
  /** Weight of each row; null for 1 each. */
  readonly weights: Float64Array | null;
  /** Whose row it is, 0 to clusters - 1; null where each row is a subject of its own. */
  readonly clusters: Int32Array | null;
}

/** How an estimate depends on the weights. */
export interface InfluenceRule {
  /** A after each time: how ln S changes with the weight of whoever is watched. */
  readonly watched: Float64Array;
  /** Influence on ln S of a row lost at time i, from then on, had it been watched from the start. */
  readonly lossAt: (i: number) => number;
  /** G and H after each time; left out where ln S alone is wanted. */
  readonly level?: Float64Array;
  readonly slope?: Float64Array;
  /** What a row that is lost at time i adds to the estimate by itself; left out for nothing. */
  readonly jumpAt?: (row: number, i: number) => number;
}

/** Variances after each time. */
export interface InfluenceVariance {
  /** Variance of ln S. */
  readonly logVariance: Float64Array;
  /** Variance of the estimate. */
  readonly variance: Float64Array;
  /** Covariance of the estimate with ln S. */
  readonly covariance: Float64Array;
}

/** Sums up influences over the times of a table of who was at risk. */
export function influenceVariance(
  rows: InfluenceRows,
  counts: RiskTable,
  rule: InfluenceRule,
): InfluenceVariance {
  const { times, order, bounds, late } = counts;
  const { length } = times;
  const { watched, lossAt, level = watched, slope = watched, jumpAt } = rule;
  const sums = clusterSums(rows);
  const arrivals = late === null ? null : rowsByTime(order, late, length);
  if (arrivals === null)
    for (let at = 0; at < order.length; at++) sums.change(order[at]!, { e: 0, a: 0, b: 1 });
  const result = [0, 1, 2].map(() => new Float64Array(length)) as [Float64Array, Float64Array, Float64Array];
  for (let i = 0; i < length; i++) {
    if (arrivals !== null)
      for (let at = arrivals.bounds[i]!; at < arrivals.bounds[i + 1]!; at++) {
        const a = i > 0 ? -watched[i - 1]! : 0;
        const e = i > 0 ? -a * level[i - 1]! - slope[i - 1]! : 0;
        sums.change(arrivals.rows[at]!, { e, a, b: 1 });
      }
    const [A, G, H] = [watched[i]!, level[i]!, slope[i]!];
    for (let at = bounds[i]!; at < bounds[i + 1]!; at++) {
      const row = order[at]!;
      const isLost = rows.events[row] === 1;
      const a = isLost ? lossAt(i) : A;
      const jump = isLost && jumpAt !== undefined ? jumpAt(row, i) : 0;
      sums.change(row, { e: H - a * G + jump, a, b: -1 });
    }
    const { ee, ea, eb, aa, ab, bb } = sums;
    result[0][i] = Math.max(0, aa + 2 * A * ab + A * A * bb);
    result[1][i] = Math.max(0, ee + 2 * (G * ea + H * eb) + G * G * aa + 2 * G * H * ab + H * H * bb);
    result[2][i] = ea + A * eb + G * (aa + A * ab) + H * (ab + A * bb);
  }
  return { logVariance: result[0], variance: result[1], covariance: result[2] };
}

interface Change {
  readonly e: number;
  readonly a: number;
  readonly b: number;
}

/** The three numbers of each cluster, and the sums of their products. */
function clusterSums({ events, weights, clusters }: InfluenceRows) {
  const size =
    clusters === null ? events.length : clusters.reduce((most, each) => Math.max(most, each), 0) + 1;
  const states = [0, 1, 2].map(() => new Float64Array(size)) as [Float64Array, Float64Array, Float64Array];
  const sums = {
    ee: 0,
    ea: 0,
    eb: 0,
    aa: 0,
    ab: 0,
    bb: 0,
    change(row: number, { e, a, b }: Change): void {
      const cluster = clusters === null ? row : clusters[row]!;
      const weight = weights === null ? 1 : weights[row]!;
      const [e0, a0, b0] = [states[0][cluster]!, states[1][cluster]!, states[2][cluster]!];
      const [e1, a1, b1] = [e0 + weight * e, a0 + weight * a, b0 + weight * b];
      sums.ee += e1 * e1 - e0 * e0;
      sums.ea += e1 * a1 - e0 * a0;
      sums.eb += e1 * b1 - e0 * b0;
      sums.aa += a1 * a1 - a0 * a0;
      sums.ab += a1 * b1 - a0 * b0;
      sums.bb += b1 * b1 - b0 * b0;
      states[0][cluster] = e1;
      states[1][cluster] = a1;
      states[2][cluster] = b1;
    },
  };
  return sums;
}

/** The rows that come under observation before each time: those of time i are `rows[bounds[i]]` to `rows[bounds[i + 1] - 1]`. */
export function rowsByTime(
  order: Uint32Array,
  late: Uint32Array,
  length: number,
): { rows: Uint32Array; bounds: Uint32Array } {
  const bounds = new Uint32Array(length + 2);
  for (let at = 0; at < order.length; at++) bounds[late[order[at]!]! + 1]!++;
  for (let i = 0; i <= length; i++) bounds[i + 1]! += bounds[i]!;
  const next = bounds.slice();
  const rows = new Uint32Array(order.length);
  for (let at = 0; at < order.length; at++) {
    const row = order[at]!;
    rows[next[late[row]!]!++] = row;
  }
  return { rows, bounds };
}
