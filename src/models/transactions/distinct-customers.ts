/**
 * The distinct histories of a data set in canonical order, and the distinct values in them, so that a likelihood is
 * evaluated once for equal customers and a logarithm once for equal ages.
 */

import { stableOrder } from "../../math/stable-order.js";
import { overRows, piece } from "../../pieces.js";
import type { Histories } from "../../tables/read-histories.js";

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

/** The distinct values of a column, ascending, and the position of each entry among them. */
export interface DistinctValues {
  readonly values: Float64Array;
  readonly ranks: Uint32Array;
}

/** Most distinct customers in a group: so many are summed before a pause. */
const mostInGroup = 1 << 13;

/** Customers of one frequency, or so many of them: rows `from` to `to` - 1. */
export interface FrequencyGroup {
  readonly frequency: number;
  /** Total weight of those rows. */
  readonly weight: number;
  readonly from: number;
  readonly to: number;
}

/** Finds the distinct values of a column of numbers of 0 or more. */
export function distinctValues(column: Float64Array): DistinctValues {
  const order = stableOrder([column]);
  const create = () => ({
    values: new Float64Array(column.length),
    ranks: new Uint32Array(column.length),
    count: 0,
  });
  const { values, ranks, count } = overRows(order.length, create, (state, from, to) => {
    const { values, ranks } = state;
    let { count } = state;
    for (let i = from; i < to; i++) {
      const value = column[order[i]!]!;
      if (count === 0 || value !== values[count - 1]) values[count++] = value;
      ranks[order[i]!] = count - 1;
    }
    state.count = count;
  });
  return { values: values.slice(0, count), ranks };
}

/** Groups equal histories; those of weight 0 are left out. */
export function distinctCustomers(histories: Histories): DistinctCustomers {
  const frequency = withoutSign(histories.frequency);
  const recency = withoutSign(histories.recency);
  const T = withoutSign(histories.T);
  const weight = histories.weight === null ? null : withoutSign(histories.weight);
  const columns = [frequency, recency, T];
  // By weight too, so that the sum of the weights of equal customers does not depend on the order of the rows.
  const order = stableOrder(weight === null ? columns : [...columns, weight]);
  const column = () => new Float64Array(order.length);
  const create = () => ({ xs: column(), ages: column(), ends: column(), weights: column(), last: -1 });
  const grouped = overRows(order.length, create, (state, from, to) => {
    const { xs, ages, ends, weights } = state;
    let { last } = state;
    for (let i = from; i < to; i++) {
      const row = order[i]!;
      const w = weight === null ? 1 : weight[row]!;
      if (w === 0) continue;
      const [x, age, end] = [frequency[row]!, recency[row]!, T[row]!];
      if (last < 0 || x !== xs[last] || age !== ages[last] || end !== ends[last]) {
        last++;
        xs[last] = x;
        ages[last] = age;
        ends[last] = end;
      }
      weights[last]! += w;
    }
    state.last = last;
  });
  const { xs, ages, ends, weights, last } = grouped;
  return piece(() => trimmed([xs, ages, ends, weights], last + 1));
}

/** A copy with 0 in place of -0, whose bits would order it last. */
function withoutSign(column: ArrayLike<number>): Float64Array {
  return piece(() => {
    const copy = new Float64Array(column.length);
    for (let i = 0; i < copy.length; i++) copy[i] = column[i]! + 0;
    return copy;
  });
}

function trimmed(columns: readonly Float64Array[], length: number): DistinctCustomers {
  const [frequency, recency, T, weight] = columns.map((column) =>
    column.length === length ? column : column.slice(0, length),
  );
  let totalWeight = 0;
  for (const value of weight!) totalWeight += value;
  return { frequency: frequency!, recency: recency!, T: T!, weight: weight!, length, totalWeight };
}

/** The rows of each frequency, which stand together, so many at a time. */
export function frequencyGroups(rows: DistinctCustomers): FrequencyGroup[] {
  return piece(() => groupsOf(rows));
}

function groupsOf({ frequency, weight, length }: DistinctCustomers): FrequencyGroup[] {
  const groups: FrequencyGroup[] = [];
  for (let from = 0, to = 0; from < length; from = to) {
    let total = 0;
    const end = Math.min(length, from + mostInGroup);
    for (; to < end && frequency[to] === frequency[from]; to++) total += weight[to]!;
    groups.push({ frequency: frequency[from]!, weight: total, from, to });
  }
  return groups;
}
