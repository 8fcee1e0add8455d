/**
 * The likelihood of many histories under the beta-geometric family, with its gradient, arranged so that a logarithm is
 * taken once per distinct age and a gamma function once per distinct frequency.
 */
import { digammaDifference, logBetaRatio, logGammaRatio } from "../../math/gamma.js";
import {
  type DistinctCustomers,
  distinctValues,
  type FrequencyGroup,
  frequencyGroups,
} from "./distinct-customers.js";

/** Which member of the family: the shape of the gaps, and whether the first purchase allows a drop-out. */
export interface BetaGeometricKind {
  readonly k: number;
  readonly zero: 0 | 1;
}

/** Log-likelihood at (r, alpha, a, b); adds its gradient to the second argument when that is given. */
export type Evaluate = (parameters: Float64Array, gradient?: Float64Array) => number;

interface Point {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** The distinct T, with the totals of weight and of weighted gap steps at each. */
interface EndTotals {
  readonly values: Float64Array;
  readonly weight: Float64Array;
  readonly steps: Float64Array;
  readonly allSteps: number;
}

/** Prepares the log-likelihood of grouped customers for repeated evaluation. */
export function betaGeometricLikelihood(rows: DistinctCustomers, kind: BetaGeometricKind): Evaluate {
  const { k, zero } = kind;
  const { values, ranks } = distinctValues(rows.T);
  const groups = frequencyGroups(rows);
  const ends = endTotals(rows, values, ranks, k);
  const logEnd = new Float64Array(values.length);
  // Customers who cannot have dropped out leave nothing to sum row by row.
  const mixed = groups
    .filter(({ frequency }) => k > 1 || frequency + zero > 0)
    .map((group): MixtureRows => ({ ...group, rows, ranks, logEnd, k, zero }));
  const sumRows = k === 1 ? randomMixture : regularMixture;
  return (parameters, gradient) => {
    const [r, alpha, a, b] = parameters as unknown as [number, number, number, number];
    const point = { r, alpha, a, b };
    for (let i = 0; i < values.length; i++) logEnd[i] = Math.log1p(values[i]! / alpha);
    let sum = endTerms(point, ends, logEnd, gradient);
    for (const group of groups) sum += frequencyTerm(point, group, kind, gradient);
    for (const group of mixed) sum += sumRows(point, group, gradient);
    return sum;
  };
}

function endTotals(rows: DistinctCustomers, values: Float64Array, ranks: Uint32Array, k: number): EndTotals {
  const weight = new Float64Array(values.length);
  const steps = new Float64Array(values.length);
  let allSteps = 0;
  for (let i = 0; i < rows.length; i++) {
    const gapSteps = rows.weight[i]! * rows.frequency[i]! * k;
    weight[ranks[i]!]! += rows.weight[i]!;
    steps[ranks[i]!]! += gapSteps;
    allSteps += gapSteps;
  }
  return { values, weight, steps, allSteps };
}

/** ln Γ(r + kx)/Γ(r) + ln B(a, b + chances)/B(a, b), once per distinct frequency. */
function frequencyTerm(
  { r, a, b }: Point,
  { frequency, weight }: FrequencyGroup,
  { k, zero }: BetaGeometricKind,
  gradient?: Float64Array,
): number {
  const steps = k * frequency;
  const chances = frequency + zero;
  if (gradient !== undefined) {
    const total = digammaDifference(a + b, chances);
    gradient[0]! += weight * digammaDifference(r, steps);
    gradient[2]! -= weight * total;
    gradient[3]! += weight * (digammaDifference(b, chances) - total);
  }
  return weight * (logGammaRatio(r, steps) + logBetaRatio(a, b, chances));
}

/** Σ r ln α - (r + kx) ln(α + T), once per distinct T, from `logEnd` = ln(1 + T/α). */
function endTerms(
  { r, alpha }: Point,
  { values, weight, steps, allSteps }: EndTotals,
  logEnd: Float64Array,
  gradient?: Float64Array,
): number {
  let sum = 0;
  let [byR, byAlpha] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const T = values[i]!;
    const grown = logEnd[i]!;
    sum += (r * weight[i]! + steps[i]!) * grown;
    byR += weight[i]! * grown;
    byAlpha += (weight[i]! * r * (T / alpha) - steps[i]!) / (alpha + T);
  }
  if (gradient !== undefined) {
    gradient[0]! -= byR;
    gradient[1]! += byAlpha;
  }
  return -sum - allSteps * Math.log(alpha);
}

/** The customers of one frequency, with what their terms are made of. */
interface MixtureRows extends FrequencyGroup, BetaGeometricKind {
  readonly rows: DistinctCustomers;
  /** Position of each row's T in `logEnd`. */
  readonly ranks: Uint32Array;
  readonly logEnd: Float64Array;
}

/** Σ ln(1 + dropped out/alive) over the customers of one frequency who buy at random: what differs from row to row. */
function randomMixture({ r, alpha, a, b }: Point, group: MixtureRows, gradient?: Float64Array): number {
  const { frequency, zero, from, to, rows, ranks, logEnd } = group;
  const { recency, T, weight } = rows;
  const last = b + (frequency + zero - 1);
  const n = r + frequency;
  const logOdds = Math.log(a / last);
  let sum = 0;
  let [byR, byAlpha, dropped] = [0, 0, 0];
  for (let i = from, age = -1, logAge = 0; i < to; i++) {
    if (recency[i] !== age) {
      age = recency[i]!;
      logAge = Math.log1p(age / alpha);
    }
    const gap = logEnd[ranks[i]!]! - logAge;
    const exponent = n * gap + logOdds;
    const e = Math.exp(-Math.abs(exponent));
    sum += weight[i]! * (Math.max(exponent, 0) + Math.log1p(e));
    const v = (weight[i]! * (exponent > 0 ? 1 : e)) / (1 + e);
    dropped += v;
    byR += v * gap;
    byAlpha += (v * (T[i]! - age)) / ((alpha + T[i]!) * (alpha + age));
  }
  if (gradient !== undefined) {
    gradient[0]! += byR;
    gradient[1]! -= n * byAlpha;
    gradient[2]! += dropped / a;
    gradient[3]! -= dropped / last;
  }
  return sum;
}

/** The same for regular gaps, k above 1: Σ ln(alive + dropped out). */
function regularMixture({ r, alpha, a, b }: Point, group: MixtureRows, gradient?: Float64Array): number {
  const { frequency, k, zero, from, to, rows, ranks, logEnd } = group;
  const chances = frequency + zero;
  const last = b + (chances - 1);
  const n = r + k * frequency;
  const logOdds = chances === 0 ? Number.NEGATIVE_INFINITY : Math.log(a / last);
  const erlang = new Float64Array(3);
  let sum = 0;
  let [byR, byAlpha, dropped] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    const [age, end, w] = [rows.recency[i]!, rows.T[i]!, rows.weight[i]!];
    const gap = logEnd[ranks[i]!]! - Math.log1p(age / alpha);
    erlangSum(n, age, end, alpha, k, erlang);
    const excess = n * gap + logOdds - erlang[0]!;
    const e = Math.exp(-Math.abs(excess));
    sum += w * (Math.max(excess, 0) + Math.log1p(e) + erlang[0]!);
    const share = (excess > 0 ? 1 : e) / (1 + e);
    dropped += w * share;
    byR += w * (share * gap + (1 - share) * erlang[1]!);
    byAlpha += w * ((share * n * (age - end)) / ((alpha + end) * (alpha + age)) + (1 - share) * erlang[2]!);
  }
  if (gradient !== undefined) {
    gradient[0]! += byR;
    gradient[1]! += byAlpha;
    gradient[2]! += dropped / a;
    if (dropped > 0) gradient[3]! -= dropped / last;
  }
  return sum;
}

/** ln Σ (n)ⱼ qʲ/j! over j below k, q = (T - t_x)/(α + T), with its derivatives by n and by α, into `out`. */
export function erlangSum(
  n: number,
  age: number,
  end: number,
  alpha: number,
  k: number,
  out: Float64Array,
): void {
  const q = (end - age) / (alpha + end);
  let term = 1;
  let sum = 1;
  let byN = 0;
  let byLogQ = 0;
  let harmonic = 0;
  let shift = 0;
  for (let j = 1; j < k; j++) {
    term *= (q * (n + (j - 1))) / j;
    harmonic += 1 / (n + (j - 1));
    sum += term;
    byN += term * harmonic;
    byLogQ += term * j;
    if (sum > 1e200) {
      term *= 1e-200;
      sum *= 1e-200;
      byN *= 1e-200;
      byLogQ *= 1e-200;
      shift += 200 * Math.LN10;
    }
  }
  out[0] = Math.log(sum) + shift;
  out[1] = byN / sum;
  out[2] = -byLogQ / sum / (alpha + end);
}
