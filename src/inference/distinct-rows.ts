/**
 * Canonical order of the rows of a data set: equal rows become one, with the sum of their weights, and the rest are
 * sorted, so that the order in which rows arrive changes no bit of a likelihood.
 */

import { stableOrder } from "../math/stable-order.js";
import { overRows, piece } from "../pieces.js";

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
  const create = () => ({ firsts: [] as number[], sums: [] as number[] });
  const { firsts, sums } = overRows(order.length, create, ({ firsts, sums }, from, to) => {
    for (let i = from; i < to; i++) {
      const row = order[i]!;
      const weight = weights === undefined ? 1 : weights[row]!;
      const previous = firsts[firsts.length - 1];
      if (previous !== undefined && columns.every((column) => column[previous] === column[row]))
        sums[sums.length - 1]! += weight;
      else {
        firsts.push(row);
        sums.push(weight);
      }
    }
  });
  const totalWeight = sums.reduce((total, sum) => total + sum, 0);
  const gathered = columns.map((column) => piece(() => Float64Array.from(firsts, (row) => column[row]!)));
  return { columns: gathered, weights: Float64Array.from(sums), totalWeight };
}

/** A copy with 0 in place of -0; null where a number is below 0 or none. */
function nonNegativeCopy(column: ArrayLike<number>): Float64Array | null {
  return piece(() => {
    const copy = new Float64Array(column.length);
    for (let i = 0; i < copy.length; i++) {
      const value = column[i]!;
      if (!(value >= 0)) return null;
      copy[i] = value + 0;
    }
    return copy;
  });
}

function sortedOrder(
  columns: readonly ArrayLike<number>[],
  weights: ArrayLike<number> | undefined,
  length: number,
): Uint32Array {
  const keys = weights === undefined ? columns : [...columns, weights];
  const numbers = keys.map(nonNegativeCopy);
  if (numbers.every((column) => column !== null)) {
    const order = stableOrder(numbers);
    return weights === undefined ? order : piece(() => order.filter((row) => weights[row]! !== 0));
  }
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
