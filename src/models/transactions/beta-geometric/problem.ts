/**
 * The likelihood of many histories under the beta-geometric family, with its gradient, arranged so that a gamma function is
 * taken once per distinct frequency, and one logarithm for as many customers as a product of their factors can hold.
 */

import { digammaDifference, logBetaRatio, logGammaRatio } from "../../../math/gamma.js";
import { sumParts } from "../../../pieces.js";
import { type DistinctCustomers, type FrequencyGroup, frequencyGroups } from "../distinct-customers.js";

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

/** The customers of one frequency, and which model they are seen by. */
interface Group extends FrequencyGroup, BetaGeometricKind {
  readonly rows: DistinctCustomers;
  readonly kept: OfAlpha;
}

/**
 * What depends on alpha alone, kept from one evaluation to the next: of the eight that a Hessian by differences takes, five
 * are at the alpha of the one before.
 */
interface OfAlpha {
  alpha: number;
  /** Σ ln(1 + T/α). */
  grown: number;
  /** Σ 1/(α + T). */
  rates: number;
  /** Σ T/(α + T). */
  shares: number;
  /** ln((α + T)/(α + t_x)) of each row, and the opposite of its derivative; empty where nobody can have dropped out. */
  readonly gaps: Float64Array;
  readonly slopes: Float64Array;
}

/** Prepares the log-likelihood of grouped customers for repeated evaluation. */
export function betaGeometricLikelihood(rows: DistinctCustomers, kind: BetaGeometricKind): Evaluate {
  const groups = frequencyGroups(rows).map((group) => makeGroup(group, rows, kind));
  const mixtureTerms = kind.k === 1 ? randomMixture : regularMixture;
  return (parameters, gradient) => {
    const [r, alpha, a, b] = parameters as unknown as [number, number, number, number];
    const point = { r, alpha, a, b };
    const groupTerms = (group: Group, slopes?: Float64Array): number => {
      if (group.kept.alpha !== alpha) keepForAlpha(alpha, group);
      const sum = frequencyTerm(point, group, slopes) + endTerms(point, group, slopes);
      return group.kept.gaps.length > 0 ? sum + mixtureTerms(point, group, slopes) : sum;
    };
    return sumParts(groups, rows.length, groupTerms, gradient);
  };
}

function makeGroup(group: FrequencyGroup, rows: DistinctCustomers, { k, zero }: BetaGeometricKind): Group {
  // Customers who cannot have dropped out leave nothing to sum row by row.
  const size = k > 1 || group.frequency + zero > 0 ? group.to - group.from : 0;
  const [gaps, slopes] = [new Float64Array(size), new Float64Array(size)];
  const kept = { alpha: Number.NaN, grown: 0, rates: 0, shares: 0, gaps, slopes };
  return { ...group, k, zero, rows, kept };
}

function keepForAlpha(alpha: number, { from, to, rows, kept }: Group): void {
  sumEnds(alpha, { from, to, rows, kept });
  const { recency, T } = rows;
  const { gaps, slopes } = kept;
  for (let i = 0; i < gaps.length; i++) {
    const [age, end] = [recency[from + i]!, T[from + i]!];
    const growth = (end - age) / (alpha + age);
    // The quicker logarithm where the sum loses nothing that matters.
    gaps[i] = growth > 1 ? Math.log(1 + growth) : Math.log1p(growth);
    slopes[i] = growth / (alpha + end);
  }
  kept.alpha = alpha;
}

/** A product is turned into a logarithm once it is so large; the next factor cannot overflow it. */
const fullProduct = 1e100;

function sumEnds(
  alpha: number,
  { from, to, rows, kept }: Pick<Group, "from" | "to" | "rows" | "kept">,
): void {
  const { T, weight } = rows;
  let [grown, rates, shares] = [0, 0, 0];
  // Of (1 + T/α) over customers of weight 1, less 1: as exact for small T/α as ln(1 + T/α) one by one.
  let product = 0;
  for (let i = from; i < to; i++) {
    const [end, w] = [T[i]!, weight[i]!];
    const growth = end / alpha;
    const rate = w / (alpha + end);
    rates += rate;
    shares += rate * end;
    if (w === 1) product += growth + product * growth;
    else grown += w * Math.log1p(growth);
    if (product > fullProduct) {
      grown += Math.log1p(product);
      product = 0;
    }
  }
  kept.grown = grown + Math.log1p(product);
  kept.rates = rates;
  kept.shares = shares;
}

/** ln Γ(r + kx)/Γ(r) + ln B(a, b + chances)/B(a, b), once for all customers of one frequency. */
function frequencyTerm(
  { r, a, b }: Point,
  { frequency, weight, k, zero }: Group,
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

/** Σ r ln α - (r + kx) ln(α + T) over the customers of one frequency. */
function endTerms(
  { r, alpha }: Point,
  { frequency, weight, k, kept }: Group,
  gradient?: Float64Array,
): number {
  const { grown, rates, shares } = kept;
  const steps = k * frequency;
  if (gradient !== undefined) {
    gradient[0]! -= grown;
    gradient[1]! += (r * shares) / alpha - steps * rates;
  }
  return -(r + steps) * grown - (steps === 0 ? 0 : weight * steps * Math.log(alpha));
}

/** Σ ln(1 + dropped out/alive) over the customers of one frequency who buy at random: what differs from row to row. */
function randomMixture({ r, a, b }: Point, group: Group, gradient?: Float64Array): number {
  const { frequency, zero, from, rows } = group;
  const { gaps, slopes } = group.kept;
  const last = b + (frequency + zero - 1);
  const n = r + frequency;
  const logOdds = Math.log(a / last);
  let sum = 0;
  // Of (1 + e) over customers of weight 1, less 1.
  let product = 0;
  let [byR, byAlpha, dropped] = [0, 0, 0];
  for (let i = 0; i < gaps.length; i++) {
    const [gap, w] = [gaps[i]!, rows.weight[from + i]!];
    const exponent = n * gap + logOdds;
    const e = Math.exp(-Math.abs(exponent));
    if (exponent > 0) sum += w * exponent;
    if (w === 1) product += e + product * e;
    else sum += w * Math.log1p(e);
    if (product > fullProduct) {
      sum += Math.log1p(product);
      product = 0;
    }
    const v = (w * (exponent > 0 ? 1 : e)) / (1 + e);
    dropped += v;
    byR += v * gap;
    byAlpha += v * slopes[i]!;
  }
  if (gradient !== undefined) {
    gradient[0]! += byR;
    gradient[1]! -= n * byAlpha;
    gradient[2]! += dropped / a;
    gradient[3]! -= dropped / last;
  }
  return sum + Math.log1p(product);
}

/** The same for regular gaps, k above 1: Σ ln(alive + dropped out). */
function regularMixture({ r, alpha, a, b }: Point, group: Group, gradient?: Float64Array): number {
  const { frequency, k, zero, from, to, rows, kept } = group;
  const chances = frequency + zero;
  const last = b + (chances - 1);
  const n = r + k * frequency;
  const logOdds = chances === 0 ? Number.NEGATIVE_INFINITY : Math.log(a / last);
  const erlang = new Float64Array(3);
  let sum = 0;
  let [byR, byAlpha, dropped] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    const [age, end, w] = [rows.recency[i]!, rows.T[i]!, rows.weight[i]!];
    const gap = kept.gaps[i - from]!;
    erlangSum(n, age, end, alpha, k, erlang);
    const excess = n * gap + logOdds - erlang[0]!;
    const e = Math.exp(-Math.abs(excess));
    sum += w * (Math.max(excess, 0) + Math.log1p(e) + erlang[0]!);
    const share = (excess > 0 ? 1 : e) / (1 + e);
    dropped += w * share;
    byR += w * (share * gap + (1 - share) * erlang[1]!);
    byAlpha += w * ((1 - share) * erlang[2]! - share * n * kept.slopes[i - from]!);
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
