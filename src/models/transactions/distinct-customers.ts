/**
 * The distinct histories of a data set in canonical order, and the distinct values in them, so that a likelihood is
 * evaluated once for equal customers and a logarithm once for equal ages.
 */
import type { Histories } from "./customers.js";

/** Distinct histories in the order of frequency, recency and T, with the total weight of each. */
export interface DistinctCustomers {
  readonly frequency: Float64Array;
  readonly recency: Float64Array;
  readonly T: Float64Array;
  readonly weight: Float64Array;
  readonly length: number;
  /** Sum of the weights. */
  readonly totalWeight: number;
}

/** Sorted distinct values of a column. */
export function distinctValues(column: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(column).sort();
  let count = 0;
  for (let i = 0; i < sorted.length; i++)
    if (i === 0 || sorted[i] !== sorted[count - 1]) sorted[count++] = sorted[i]!;
  return sorted.slice(0, count);
}

/** Position of each entry of a column among sorted distinct values. */
export function ranksIn(column: ArrayLike<number>, values: Float64Array): Uint32Array {
  const ranks = new Uint32Array(column.length);
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!;
    let low = 0;
    let high = values.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (values[middle]! < value) low = middle + 1;
      else high = middle;
    }
    ranks[i] = low;
  }
  return ranks;
}

/**
 * Groups equal histories. Rows are sorted through one number per row, made of the ranks of their three values, because
 * the engine sorts a typed array of numbers many times faster than rows by comparison.
 */
export function distinctCustomers({ frequency, recency, T, weight, length }: Histories): DistinctCustomers {
  const values = [distinctValues(frequency), distinctValues(recency), distinctValues(T)] as const;
  const [xs, ages, ends] = values;
  const keys = new Float64Array(length);
  const addRanks = (column: ArrayLike<number>, sorted: Float64Array): void => {
    const ranks = ranksIn(column, sorted);
    for (let i = 0; i < length; i++) keys[i] = keys[i]! * sorted.length + ranks[i]!;
  };
  addRanks(frequency, xs);
  addRanks(recency, ages);
  // Three columns of over 200,000 distinct values each would leave the whole numbers a double can hold.
  const overflows = xs.length * ages.length * ends.length > Number.MAX_SAFE_INTEGER;
  if (overflows) {
    const pairs = distinctValues(keys);
    keys.set(ranksIn(keys, pairs));
  }
  addRanks(T, ends);
  const distinct = distinctValues(keys);
  const rows = ranksIn(keys, distinct);
  const count = distinct.length;
  const grouped = {
    frequency: new Float64Array(count),
    recency: new Float64Array(count),
    T: new Float64Array(count),
    weight: new Float64Array(count),
  };
  for (let i = 0; i < length; i++) {
    const row = rows[i]!;
    grouped.frequency[row] = frequency[i]!;
    grouped.recency[row] = recency[i]!;
    grouped.T[row] = T[i]!;
    grouped.weight[row]! += weight === null ? 1 : weight[i]!;
  }
  return withoutEmpty(grouped);
}

type Grouped = Omit<DistinctCustomers, "length" | "totalWeight">;

function withoutEmpty(grouped: Grouped): DistinctCustomers {
  let totalWeight = 0;
  let empty = false;
  for (const weight of grouped.weight) {
    totalWeight += weight;
    if (weight === 0) empty = true;
  }
  const keep = (column: Float64Array): Float64Array =>
    empty ? column.filter((_, row) => grouped.weight[row]! > 0) : column;
  const weight = keep(grouped.weight);
  return {
    frequency: keep(grouped.frequency),
    recency: keep(grouped.recency),
    T: keep(grouped.T),
    weight,
    length: weight.length,
    totalWeight,
  };
}
