/**
 * Canonical order of the rows of a data set: equal rows become one, with the sum of their weights, and the rest are
 * sorted, so that the order in which rows arrive changes no bit of a likelihood.
 */

/** Distinct rows in canonical order, by column, with the total weight of each. */
export interface DistinctRows {
  /** The columns, each with one entry per distinct row. */
  readonly columns: readonly Float64Array[];
  /** Total weight of each distinct row. */
  readonly weights: Float64Array;
  /** Sum of all weights. */
  readonly totalWeight: number;
}

/**
 * Groups equal rows and sorts them by the first column, then the second, and so on; rows of weight 0 are left out.
 * Weights of equal rows are added smallest first, so that whole weights are summed exactly and others always alike.
 */
export function distinctRows(
  columns: readonly ArrayLike<number>[],
  weights?: ArrayLike<number>,
): DistinctRows {
  const length = columns[0]?.length ?? 0;
  const order = sortedOrder(columns, weights, length);
  const firsts: number[] = [];
  const sums: number[] = [];
  let totalWeight = 0;
  for (const row of order) {
    const weight = weights === undefined ? 1 : weights[row]!;
    const previous = firsts[firsts.length - 1];
    if (previous !== undefined && columns.every((column) => column[previous] === column[row]))
      sums[sums.length - 1]! += weight;
    else {
      firsts.push(row);
      sums.push(weight);
    }
  }
  for (const sum of sums) totalWeight += sum;
  const gathered = columns.map((column) => Float64Array.from(firsts, (row) => column[row]!));
  return { columns: gathered, weights: Float64Array.from(sums), totalWeight };
}

function sortedOrder(
  columns: readonly ArrayLike<number>[],
  weights: ArrayLike<number> | undefined,
  length: number,
): Uint32Array {
  const keys = weights === undefined ? columns : [...columns, weights];
  const kept: number[] = [];
  for (let row = 0; row < length; row++) if (weights === undefined || weights[row]! !== 0) kept.push(row);
  return Uint32Array.from(kept).sort((a, b) => {
    for (const key of keys) {
      const difference = key[a]! - key[b]!;
      if (difference !== 0) return difference;
    }
    return a - b;
  });
}
