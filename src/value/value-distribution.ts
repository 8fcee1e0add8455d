/** How customer values are spread: a histogram, and how much of all value the best customers hold. */
import { check, checkCount, checkOptions, checkSufficient } from "../errors.js";
import { histogram } from "../math/histogram.js";
import { sortedQuantile } from "../math/sample-statistics.js";
import { type ColumnInput, entriesOf, isColumn } from "../tables/columns.js";

/** Customers whose value falls between two amounts. */
export interface ValueBin {
  /** Lower edge, in the unit of the values. */
  readonly from: number;
  /** Upper edge; only the last bin includes it. */
  readonly to: number;
  /** Number of customers. */
  readonly count: number;
  /** Share of the customers, a fraction. */
  readonly share: number;
}

/** How values are spread over customers. */
export interface ValueDistribution {
  /** Number of customers. */
  readonly customers: number;
  /** Sum of the values. */
  readonly total: number;
  /** Mean value. */
  readonly mean: number;
  /** Median value. */
  readonly median: number;
  /** Share of all value held by the most valuable tenth of customers, rounded up; null where the total is not above 0. */
  readonly topTenthShare: number | null;
  /** Bins of equal width, ascending. */
  readonly bins: readonly ValueBin[];
}

/** Options of `valueDistribution`. */
export interface ValueDistributionOptions {
  /** At most so many bins, 30 by default. */
  readonly bins?: number | undefined;
}

const where = "valueDistribution";

/**
 * How customer values are spread: mean, median, a histogram, and the share of all value that the best tenth of customers hold.
 *
 * The mean of a skewed distribution is far above what the typical customer is worth: read it beside the median.
 *
 * @param values - One value per customer, as `customerLifetimeValue` gives them: finite numbers.
 * @param options - `bins`.
 * @returns Summaries and bins, as plain data.
 * @throws {InvalidInputError} If an entry is no finite number.
 * @throws {InsufficientDataError} If there are no values.
 * @see {@link customerLifetimeValue}
 *
 * @example
 * const spread = valueDistribution([0, 5, 10, 12, 14, 20, 25, 40, 90, 300]);
 * spread.median; // => 17
 * spread.topTenthShare; // ≈ 0.581
 */
export function valueDistribution(
  values: ColumnInput,
  options: ValueDistributionOptions = {},
): ValueDistribution {
  checkOptions(where, options, ["bins"]);
  const { bins = 30 } = options;
  checkCount(where, "bins", bins, 1);
  check(bins <= 1000, where, "bins", "must be a whole number from 1 to 1000", bins);
  check(isColumn(values), where, "values", "must be a column of numbers", values);
  checkSufficient(values.length > 0, where, "values", "must hold a value or more", 0);
  const entry = entriesOf(values);
  const sorted = Float64Array.from({ length: values.length }, (_, i) => {
    const value = entry(i);
    check(Number.isFinite(value), where, `values[${i}]`, "must be a finite number", value);
    return value as number;
  }).sort();
  const sum = (list: Float64Array) => list.reduce((total, value) => total + value, 0);
  const total = sum(sorted);
  const best = sum(sorted.subarray(sorted.length - Math.ceil(sorted.length / 10)));
  return {
    customers: sorted.length,
    total,
    mean: total / sorted.length,
    median: sortedQuantile(sorted, 0.5),
    topTenthShare: total > 0 ? best / total : null,
    bins: histogram(sorted, { bins }),
  };
}
