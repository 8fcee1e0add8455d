/** The assumption of the gamma-gamma model that spend does not depend on frequency, checked. */
import { checkSufficient } from "../../errors.js";
import { studentTCdf } from "../../math/distributions.js";
import { type ReadSpenders, readSpenders, type Spenders } from "./spenders.js";

/** How average spend and frequency go together among customers who bought again. */
export interface SpendIndependence {
  /** Customers of frequency above 0: the sum of their weights. */
  readonly customers: number;
  /** Pearson's correlation of average spend and frequency; null where one of them does not vary. */
  readonly correlation: number | null;
  /** Two-sided p-value of no correlation (Student's t); null where there is no correlation. */
  readonly pValue: number | null;
  /** Spearman's rank correlation, which a few large spenders do not move; null where one of them does not vary. */
  readonly rankCorrelation: number | null;
  /** Its two-sided p-value; null where there is no rank correlation. */
  readonly rankPValue: number | null;
}

/**
 * Checks that average spend and frequency are unrelated, as the gamma-gamma model takes them to be.
 *
 * With many customers a correlation too small to matter is significant: judge its size. Where it is large, value
 * customers in groups of like frequency, each with a fit of its own.
 * @param customers - Rows, or columns `{ frequency, monetaryValue, weight? }`; customers of frequency 0 play no part.
 * @returns Pearson's and Spearman's correlations with their p-values, as plain data.
 * @throws {InvalidInputError} If an entry breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If fewer than three customers have a frequency above 0.
 * @see Fader, Hardie & Lee (2005), Journal of Marketing Research 42(4), 415-430, p. 422.
 * @example
 * const customers = { frequency: [2, 1, 0, 7, 3], monetaryValue: [22.35, 11.77, null, 73.74, 30] };
 * gammaGamma.independence(customers).customers; // => 4
 */
export function independence(customers: Spenders): SpendIndependence {
  const where = "gammaGamma.independence";
  return spendIndependence(where, readSpenders(where, customers, true));
}

/** How the averages and frequencies of customers that have been read go together. */
export function spendIndependence(
  where: string,
  { frequency, monetaryValue, weight }: Pick<ReadSpenders, "frequency" | "monetaryValue" | "weight">,
): SpendIndependence {
  const kept = Array.from(frequency.keys()).filter((i) => frequency[i]! > 0 && weight[i]! > 0);
  const x = Float64Array.from(kept, (i) => frequency[i]!);
  const m = Float64Array.from(kept, (i) => monetaryValue[i]!);
  const w = Float64Array.from(kept, (i) => weight[i]!);
  const total = w.reduce((sum, value) => sum + value, 0);
  const rule = "must include three or more customers of frequency above 0";
  checkSufficient(total >= 3, where, "customers", rule, total);
  const pearson = correlation(x, m, w);
  const spearman = correlation(midRanks(x, w), midRanks(m, w), w);
  return {
    customers: total,
    correlation: pearson,
    pValue: pValueOf(pearson, total),
    rankCorrelation: spearman,
    rankPValue: pValueOf(spearman, total),
  };
}

function correlation(x: Float64Array, y: Float64Array, w: Float64Array): number | null {
  let [total, meanX, meanY] = [0, 0, 0];
  for (let i = 0; i < w.length; i++) {
    total += w[i]!;
    meanX += w[i]! * x[i]!;
    meanY += w[i]! * y[i]!;
  }
  meanX /= total;
  meanY /= total;
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < w.length; i++) {
    const [u, v] = [x[i]! - meanX, y[i]! - meanY];
    xx += w[i]! * u * u;
    xy += w[i]! * u * v;
    yy += w[i]! * v * v;
  }
  return xx > 0 && yy > 0 ? Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))) : null;
}

/** Ranks by total weight, ties sharing their mean rank. */
function midRanks(values: Float64Array, w: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((i, j) => values[i]! - values[j]!);
  const ranks = new Float64Array(values.length);
  let below = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    let tied = 0;
    for (; to < order.length && values[order[to]!] === values[order[from]!]; to++) tied += w[order[to]!]!;
    for (let i = from; i < to; i++) ranks[order[i]!] = below + (tied + 1) / 2;
    below += tied;
    from = to;
  }
  return ranks;
}

function pValueOf(r: number | null, customers: number): number | null {
  if (r === null) return null;
  if (Math.abs(r) === 1) return 0;
  const df = customers - 2;
  return 2 * studentTCdf(-Math.abs(r) * Math.sqrt(df / ((1 - r) * (1 + r))), df);
}
