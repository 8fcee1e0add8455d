/**
 * Sums over the blocks of a Saltelli design from which every estimator of Sobol' indices follows. A block is the
 * outputs at A, at B, at A with group j from B (AB_j), and at B with group j from A (BA_j). Outputs are shifted by a
 * number near their mean, so that the sums keep their digits.
 */

/** Which estimator of the first-order and total indices is used. */
export type SobolEstimator = "saltelli" | "jansen" | "janon";

/** Estimates from one set of sums. */
export interface SobolEstimates {
  readonly mean: number;
  readonly variance: number;
  readonly first: Float64Array;
  readonly total: Float64Array;
  /** Second-order indices of groups j < k in the order (0,1), (0,2), ..., (1,2), ...; empty without BA columns. */
  readonly second: Float64Array;
  /** First-order and total index of an input that does nothing. */
  readonly dummy: readonly [first: number, total: number];
}

/** An eighth, a quarter and a half of the base points: where the estimates are read on the way. */
export function earlierSizes(samples: number): number[] {
  return samples < 64 ? [] : [8, 4, 2].map((part) => Math.floor(samples / part));
}

/** Number of outputs in a block. */
export function blockSize(groups: number, secondOrder: boolean): number {
  return (secondOrder ? 2 : 1) * groups + 2;
}

/** Number of sums for a design: n, A, B, A², B², AB; four a group; with second order one a group and one a pair. */
export function sumCount(groups: number, secondOrder: boolean): number {
  return 6 + 4 * groups + (secondOrder ? groups + (groups * (groups - 1)) / 2 : 0);
}

/** Writes the terms of one block, in the layout A, AB_1 ..., BA_1 ..., B, into `terms`. */
export function blockTerms(
  block: Float64Array,
  { groups, secondOrder, shift }: { groups: number; secondOrder: boolean; shift: number },
  terms: Float64Array,
): void {
  const a = (block[0] as number) - shift;
  const b = (block[block.length - 1] as number) - shift;
  terms[0] = 1;
  terms[1] = a;
  terms[2] = b;
  terms[3] = a * a;
  terms[4] = b * b;
  terms[5] = a * b;
  let at = 6;
  for (let j = 0; j < groups; j++) {
    const mixed = (block[1 + j] as number) - shift;
    const difference = a - mixed;
    terms[at] = mixed;
    terms[at + 1] = mixed * mixed;
    terms[at + 2] = b * mixed;
    terms[at + 3] = difference * difference;
    at += 4;
  }
  if (!secondOrder) return;
  for (let j = 0; j < groups; j++) {
    const reverse = (block[1 + groups + j] as number) - shift;
    terms[at++] = reverse;
    for (let k = j + 1; k < groups; k++) terms[at++] = reverse * ((block[1 + k] as number) - shift);
  }
}

/** The estimates that a set of sums gives. */
export function estimatesFrom(
  sums: Float64Array,
  { groups, secondOrder, shift, estimator }: EstimatePlan,
): SobolEstimates {
  const n = sums[0] as number;
  const [a, b, aa, bb, ab] = [1, 2, 3, 4, 5].map((i) => (sums[i] as number) / n) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const of = (j: number, term: number): number => (sums[6 + 4 * j + term] as number) / n;
  const variance = (aa + bb) / 2 - ((a + b) / 2) ** 2;
  const centre = overallMean(sums, groups, secondOrder);
  const first = new Float64Array(groups);
  const total = new Float64Array(groups);
  const saltelliFirst = new Float64Array(groups);
  for (let j = 0; j < groups; j++) {
    const [m, mm, bm, dd] = [of(j, 0), of(j, 1), of(j, 2), of(j, 3)];
    saltelliFirst[j] = (bm - ab - centre * (m - a)) / variance;
    first[j] = saltelliFirst[j] as number;
    total[j] = dd / (2 * variance);
    if (estimator === "jansen") first[j] = 1 - (bb - 2 * bm + mm) / (2 * variance);
    if (estimator === "janon") {
      first[j] = janon(bm, (b + m) / 2, (bb + mm) / 2);
      total[j] = 1 - janon((aa + mm - dd) / 2, (a + m) / 2, (aa + mm) / 2);
    }
  }
  const second = secondOrder
    ? secondOrderFrom(sums, { groups, variance, centre, ab, a, b }, first)
    : new Float64Array(0);
  const dummy = [(ab - centre * (a + b) + centre * centre) / variance, 1 - (aa - a * a) / variance] as const;
  return { mean: shift + (a + b) / 2, variance, first, total, second, dummy };
}

interface EstimatePlan {
  readonly groups: number;
  readonly secondOrder: boolean;
  readonly shift: number;
  readonly estimator: SobolEstimator;
}

/** Mean product over mean square, both about the mean of the two columns: Janon and others' estimator. */
function janon(product: number, mean: number, square: number): number {
  return (product - mean * mean) / (square - mean * mean);
}

/** Mean of all shifted outputs of the design, by which the estimator of Saltelli centres them. */
function overallMean(sums: Float64Array, groups: number, secondOrder: boolean): number {
  let total = (sums[1] as number) + (sums[2] as number);
  for (let j = 0; j < groups; j++) total += sums[6 + 4 * j] as number;
  let at = 6 + 4 * groups;
  if (secondOrder)
    for (let j = 0; j < groups; j++) {
      total += sums[at] as number;
      at += groups - j;
    }
  return total / ((sums[0] as number) * blockSize(groups, secondOrder));
}

function secondOrderFrom(
  sums: Float64Array,
  { groups, variance, centre, ab, a, b }: Record<"groups" | "variance" | "centre" | "ab" | "a" | "b", number>,
  first: Float64Array,
): Float64Array {
  const n = sums[0] as number;
  const second = new Float64Array((groups * (groups - 1)) / 2);
  let at = 6 + 4 * groups;
  let pair = 0;
  for (let j = 0; j < groups; j++) {
    const reverse = (sums[at++] as number) / n;
    for (let k = j + 1; k < groups; k++) {
      const product = (sums[at++] as number) / n;
      const mixed = (sums[6 + 4 * k] as number) / n;
      const closed = product - ab - centre * (reverse + mixed - a - b);
      second[pair++] = closed / variance - (first[j] as number) - (first[k] as number);
    }
  }
  return second;
}
