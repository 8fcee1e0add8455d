/** The spends of customers beside a model of them: their density, and their course over frequency. */
import { check, checkCount, checkOptions, checkSufficient } from "../../errors.js";
import { checkOnScale } from "../../inference/scale.js";
import { histogram } from "../../math/histogram.js";
import { type ParametersOrFit, parametersOf } from "../fitted.js";
import type { GammaGammaParameters } from "./gamma-gamma.js";
import { spendLogDensity } from "./gamma-gamma-likelihood.js";
import { readSpenders, type Spenders } from "./spenders.js";

/** Average spends between two amounts, as customers and as a density. */
export interface SpendBin {
  /** Lower edge. */
  readonly from: number;
  /** Upper edge; only the last bin includes it. */
  readonly to: number;
  /** Number of customers. */
  readonly count: number;
  /** Share of the customers, a fraction. */
  readonly share: number;
  /** Share of the customers per unit of money. */
  readonly density: number;
}

/** The expected density at an average spend. */
export interface SpendDensityPoint {
  /** Average spend per transaction. */
  readonly spend: number;
  /** Density that the model expects there of customers of these frequencies. */
  readonly density: number;
}

/** Observed and expected density of average spends. */
export interface SpendDensity {
  /** Customers of frequency above 0: the sum of their weights. */
  readonly customers: number;
  /** What was observed, in bins of equal width. */
  readonly observed: readonly SpendBin[];
  /** What the model expects. */
  readonly expected: readonly SpendDensityPoint[];
}

/** Options of `spendDensity`. */
export interface SpendDensityOptions {
  /** At most about so many bins, 30 by default. */
  readonly bins?: number | undefined;
}

const steps = 200;

/**
 * Density of average spends, observed and as the gamma-gamma model expects it of customers with these frequencies.
 *
 * Formula: Σ over customers of f(m | x; p, q, γ) / number of customers.
 *
 * @param parameters - Parameters of the model, or a fit of it.
 * @param customers - Columns or rows as for `fit`; customers of frequency 0 play no part.
 * @param options - `bins`.
 * @returns Observed bins and the expected density, as plain data.
 * @throws {InvalidInputError} If an entry breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If no customer has a frequency above 0.
 * @see Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", note 025, Figure 1.
 * @example
 * const customers = { frequency: [2, 1, 0, 7, 3], monetaryValue: [22.35, 11.77, null, 73.74, 30] };
 * spendDensity({ p: 6.25, q: 3.74, gamma: 15.44 }, customers).customers; // => 4
 */
export function spendDensity(
  parameters: ParametersOrFit<GammaGammaParameters>,
  customers: Spenders,
  options: SpendDensityOptions = {},
): SpendDensity {
  const where = "spendDensity";
  const model = parametersOf(where, "gammaGamma", parameters);
  checkOnScale(where, "parameters", model, { p: "log", q: "log", gamma: "log" });
  checkOptions(where, options, ["bins"]);
  const { bins = 30 } = options;
  checkCount(where, "bins", bins, 1);
  check(bins <= 1000, where, "bins", "must be a whole number from 1 to 1000", bins);
  const { x, m, w, total } = readBuyers(where, customers);
  const byFrequency = new Map<number, number>();
  for (const [i, frequency] of x.entries())
    byFrequency.set(frequency, (byFrequency.get(frequency) ?? 0) + w[i]!);
  const observed = histogram(m, { bins, weights: w });
  const end = observed.at(-1)!.to;
  const density = (spend: number) => {
    let sum = 0;
    for (const [frequency, weight] of byFrequency)
      sum += weight * Math.exp(spendLogDensity(model, frequency, spend));
    return sum / total;
  };
  return {
    customers: total,
    observed: observed.map((bin) => ({ ...bin, density: bin.share / (bin.to - bin.from) })),
    expected: Array.from({ length: steps }, (_, i) => (end * (i + 0.5)) / steps).map((spend) => ({
      spend,
      density: density(spend),
    })),
  };
}

/** The spends of the customers of one frequency. */
export interface SpendOfFrequency {
  /** Number of repeat purchases; of the last row, or more. */
  readonly frequency: number;
  /** Whether the row holds higher frequencies too. */
  readonly orMore: boolean;
  /** Number of customers: the sum of their weights. */
  readonly customers: number;
  /** Mean of their average spends; null where there is nobody. */
  readonly mean: number | null;
  /** Standard deviation of their average spends; null below two customers. */
  readonly standardDeviation: number | null;
}

/** Options of `spendByFrequency`. */
export interface SpendByFrequencyOptions {
  /** Last row, for so many purchases or more; 10 by default. */
  readonly largest?: number | undefined;
}

/**
 * Average spend by frequency: the picture of the assumption that the two are unrelated.
 *
 * @param customers - Columns or rows as for `fit`; customers of frequency 0 play no part.
 * @param options - `largest`.
 * @returns One row per frequency from 1.
 * @throws {InvalidInputError} If an entry breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If no customer has a frequency above 0.
 * @see `gammaGamma.independence` for the correlation.
 * @example
 * const customers = { frequency: [2, 1, 0, 7, 1], monetaryValue: [22.35, 11.77, null, 73.74, 30] };
 * spendByFrequency(customers, { largest: 2 }).map(({ customers }) => customers); // => [2, 2]
 */
export function spendByFrequency(
  customers: Spenders,
  options: SpendByFrequencyOptions = {},
): SpendOfFrequency[] {
  const where = "spendByFrequency";
  checkOptions(where, options, ["largest"]);
  const { largest = 10 } = options;
  checkCount(where, "largest", largest, 1);
  check(largest <= 10_000, where, "largest", "must be a whole number from 1 to 10000", largest);
  const { x, m, w } = readBuyers(where, customers);
  const sums = Array.from({ length: largest }, () => ({ n: 0, mean: 0, squares: 0 }));
  x.forEach((frequency, i) => {
    const bin = sums[Math.min(frequency, largest) - 1]!;
    bin.n += w[i]!;
    const ahead = m[i]! - bin.mean;
    bin.mean += (ahead * w[i]!) / bin.n;
    bin.squares += w[i]! * ahead * (m[i]! - bin.mean);
  });
  return sums.map(({ n, mean, squares }, i) => ({
    frequency: i + 1,
    orMore: i + 1 === largest,
    customers: n,
    mean: n > 0 ? mean : null,
    standardDeviation: n > 1 ? Math.sqrt(squares / (n - 1)) : null,
  }));
}

/** The customers who bought again. */
function readBuyers(where: string, customers: Spenders) {
  const { frequency, monetaryValue, weight } = readSpenders(where, customers, true);
  const kept = Array.from(frequency.keys()).filter((i) => frequency[i]! > 0 && weight[i]! > 0);
  const of = (column: Float64Array) => Float64Array.from(kept, (i) => column[i]!);
  const w = of(weight);
  const rule = "must include a customer of frequency above 0";
  checkSufficient(kept.length > 0, where, "customers", rule, kept.length);
  return { x: of(frequency), m: of(monetaryValue), w, total: w.reduce((sum, each) => sum + each, 0) };
}
