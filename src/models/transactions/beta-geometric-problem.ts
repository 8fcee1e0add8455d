/**
 * The likelihood of many histories under the beta-geometric family, with its gradient, arranged so that a logarithm is
 * taken once per distinct age and a gamma function once per distinct frequency.
 */
import { digammaDifference, logBetaRatio, logGammaRatio } from "../../math/gamma.js";
import { type DistinctCustomers, distinctValues, ranksIn } from "./distinct-customers.js";

/** Which member of the family: the shape of the gaps, and whether the first purchase allows a drop-out. */
export interface BetaGeometricKind {
  readonly k: number;
  readonly zero: 0 | 1;
}

/** Log-likelihood at (r, alpha, a, b); adds its gradient to the second argument when that is given. */
export type Evaluate = (parameters: Float64Array, gradient?: Float64Array) => number;

interface Totals {
  /** Distinct values, and the totals of weight and of weighted frequency at each. */
  readonly values: Float64Array;
  readonly weight: Float64Array;
  readonly purchases: Float64Array;
}

function totalsBy(values: Float64Array, ranks: Uint32Array, rows: DistinctCustomers): Totals {
  const weight = new Float64Array(values.length);
  const purchases = new Float64Array(values.length);
  for (let i = 0; i < rows.length; i++) {
    weight[ranks[i]!]! += rows.weight[i]!;
    purchases[ranks[i]!]! += rows.weight[i]! * rows.frequency[i]!;
  }
  return { values, weight, purchases };
}

/** Prepares the log-likelihood of grouped customers for repeated evaluation. */
export function betaGeometricLikelihood(rows: DistinctCustomers, { k, zero }: BetaGeometricKind): Evaluate {
  const xs = distinctValues(rows.frequency);
  const ends = distinctValues(rows.T);
  const ages = distinctValues(rows.recency);
  const xRank = ranksIn(rows.frequency, xs);
  const endRank = ranksIn(rows.T, ends);
  const ageRank = ranksIn(rows.recency, ages);
  const byX = totalsBy(xs, xRank, rows);
  const byEnd = totalsBy(ends, endRank, rows);
  // Customers who cannot have dropped out leave nothing to sum row by row.
  const mixed = Uint32Array.from(rows.frequency.keys()).filter((i) => k > 1 || rows.frequency[i]! + zero > 0);
  const columns: MixedRows = {
    x: xRank,
    end: endRank,
    age: ageRank,
    weight: rows.weight,
    indices: mixed,
  };
  return (parameters, gradient) => {
    const [r, alpha, a, b] = parameters as unknown as [number, number, number, number];
    const point = { r, alpha, a, b };
    return (
      frequencyTerms(point, byX, k, zero, gradient) +
      endTerms(point, byEnd, k, gradient) +
      mixtureTerms(point, { xs, ends, ages, k, zero, ...columns }, gradient)
    );
  };
}

interface Point {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** Σ ln Γ(r + kx)/Γ(r) + ln B(a, b + chances)/B(a, b), once per distinct frequency. */
function frequencyTerms(
  { r, a, b }: Point,
  { values, weight }: Totals,
  k: number,
  zero: number,
  gradient?: Float64Array,
): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const w = weight[i]!;
    const steps = k * values[i]!;
    const chances = values[i]! + zero;
    sum += w * (logGammaRatio(r, steps) + logBetaRatio(a, b, chances));
    if (gradient === undefined) continue;
    const total = digammaDifference(a + b, chances);
    gradient[0]! += w * digammaDifference(r, steps);
    gradient[2]! -= w * total;
    gradient[3]! += w * (digammaDifference(b, chances) - total);
  }
  return sum;
}

/** Σ r ln α - (r + kx) ln(α + T), once per distinct T. */
function endTerms({ r, alpha }: Point, byEnd: Totals, k: number, gradient?: Float64Array): number {
  const { values, weight, purchases } = byEnd;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const T = values[i]!;
    const grown = Math.log1p(T / alpha);
    const steps = k * purchases[i]!;
    sum -= r * weight[i]! * grown + (steps === 0 ? 0 : steps * Math.log(alpha + T));
    if (gradient === undefined) continue;
    gradient[0]! -= weight[i]! * grown;
    gradient[1]! += (weight[i]! * r * T) / (alpha * (alpha + T)) - steps / (alpha + T);
  }
  return sum;
}

interface MixedRows {
  readonly x: Uint32Array;
  readonly end: Uint32Array;
  readonly age: Uint32Array;
  readonly weight: Float64Array;
  /** The rows with more than one way to their history. */
  readonly indices: Uint32Array;
}

interface Mixture extends MixedRows, BetaGeometricKind {
  readonly xs: Float64Array;
  readonly ends: Float64Array;
  readonly ages: Float64Array;
}

/** Σ ln(alive + dropped out), the only part that differs from row to row. */
function mixtureTerms({ r, alpha, a, b }: Point, rows: Mixture, gradient?: Float64Array): number {
  const { xs, ends, ages, k, zero, indices } = rows;
  const logEnd = ends.map((T) => Math.log(alpha + T));
  const logAge = ages.map((age) => Math.log(alpha + age));
  const logOdds = xs.map((x) =>
    x + zero === 0 ? Number.NEGATIVE_INFINITY : Math.log(a / (b + (x + zero - 1))),
  );
  // For alpha far above every age the two logarithms would cancel, and n multiplies what is left.
  const distant = alpha > 100 * (ends[ends.length - 1] ?? 0);
  const erlang = new Float64Array(3);
  let sum = 0;
  let [byR, byAlpha, dropped, byB] = [0, 0, 0, 0];
  for (const i of indices) {
    const w = rows.weight[i]!;
    const xr = rows.x[i]!;
    const er = rows.end[i]!;
    const ar = rows.age[i]!;
    const n = r + k * xs[xr]!;
    const gap = distant
      ? Math.log1p((ends[er]! - ages[ar]!) / (alpha + ages[ar]!))
      : logEnd[er]! - logAge[ar]!;
    const exponent = n * gap + logOdds[xr]!;
    if (k > 1) erlangSum(n, ages[ar]!, ends[er]!, alpha, k, erlang);
    const excess = k > 1 ? exponent - erlang[0]! : exponent;
    const e = Math.exp(-Math.abs(excess));
    sum += w * (Math.max(excess, 0) + Math.log1p(e) + (k > 1 ? erlang[0]! : 0));
    if (gradient === undefined) continue;
    const share = (excess > 0 ? 1 : e) / (1 + e);
    const v = w * share;
    dropped += v;
    byR += v * gap;
    byAlpha += (v * n * (ages[ar]! - ends[er]!)) / ((alpha + ends[er]!) * (alpha + ages[ar]!));
    if (v > 0) byB -= v / (b + (xs[xr]! + zero - 1));
    if (k > 1) {
      byR += w * (1 - share) * erlang[1]!;
      byAlpha += w * (1 - share) * erlang[2]!;
    }
  }
  if (gradient !== undefined) {
    gradient[0]! += byR;
    gradient[1]! += byAlpha;
    gradient[2]! += dropped / a;
    gradient[3]! += byB;
  }
  return sum;
}

/** ln Σ (n)ⱼ qʲ/j! over j below k, q = (T - t_x)/(α + T), with its derivatives by n and by α, into `out`. */
function erlangSum(n: number, age: number, end: number, alpha: number, k: number, out: Float64Array): void {
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
