/** Draws of data that come as rows or columns with weights: from their own cases, or with the design of each case repeated. */
import { check, checkFinite, checkObject, checkOptions } from "../errors.js";
import type { DataDrawOptions } from "../inference/bootstrap.js";
import { createRandom, type Random } from "../math/random.js";
import { sampleMultinomial } from "../math/samplers.js";
import { withColumn } from "../tables/columns.js";

/** More customers than this are not drawn one by one: their columns would not fit into memory. */
const mostDrawn = 2 ** 27;

/** Opens the sequence of random numbers that a draw of data asks for. */
export function openRandom(where: string, options: DataDrawOptions): Random {
  checkObject(where, "options", options);
  const { seed = 1, stream = 0 } = options;
  checkFinite(where, "seed", seed);
  checkFinite(where, "stream", stream);
  return createRandom(seed, stream);
}

/** The number of cases: the sum of weights that are whole. */
function countCases(where: string, data: object, weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (!Number.isSafeInteger(weight))
      check(false, where, weightName(data, i), "must be a whole number, to be drawn from", weight);
    total += weight;
  }
  return total;
}

function weightName(data: object, i: number): string {
  if (Array.isArray(data)) return `customers[${i}].weight`;
  const { weight } = data as { readonly weight?: unknown };
  return typeof weight === "number" ? "customer.weight" : `customers.weight[${i}]`;
}

/**
 * As many cases drawn with replacement as the weights count: the same rows or columns, weighted by the number of times that
 * each was drawn. Everything else stays with its customer.
 */
export function resampleCases<Data extends object>(
  where: string,
  data: Data,
  weights: ArrayLike<number>,
  options: DataDrawOptions,
): Data {
  checkOptions(where, options, ["seed", "stream"]);
  const random = openRandom(where, options);
  const weight = sampleMultinomial(random, countCases(where, data, weights), weights);
  if (Array.isArray(data)) return data.map((row: object, i) => ({ ...row, weight: weight[i]! })) as Data & [];
  const { frequency } = data as { readonly frequency?: unknown };
  return typeof frequency === "number" ? { ...data, weight: weight[0]! } : withColumn(data, "weight", weight);
}

/** The row of each single case: a row of weight 3 three times, one of weight 0 never. */
export function singleCases(where: string, data: object, weights: ArrayLike<number>): Uint32Array {
  const total = countCases(where, data, weights);
  const rule = `must be at most ${mostDrawn} in sum, to be drawn one by one`;
  check(total <= mostDrawn, where, "customers.weight", rule, total);
  const rows = new Uint32Array(total);
  let next = 0;
  for (let row = 0; row < weights.length; row++) {
    rows.fill(row, next, next + weights[row]!);
    next += weights[row]!;
  }
  return rows;
}
