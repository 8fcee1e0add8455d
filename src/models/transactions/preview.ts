/** A small part of many customers, whose likelihood has nearly the same maximum for a fraction of the work. */
import type { LikelihoodPreview } from "../../inference/fit.js";
import type { DistinctCustomers } from "./distinct-customers.js";

/** With fewer distinct histories the whole is quick enough. */
const fewest = 8192;
/** One customer in so many is taken. */
const oneIn = 16;

/** The likelihood of every sixteenth customer in canonical order, or nothing where distinct histories are few. */
export function previewOf(
  rows: DistinctCustomers,
  likelihood: (rows: DistinctCustomers) => LikelihoodPreview["evaluate"],
): LikelihoodPreview | undefined {
  if (rows.length < fewest) return undefined;
  const part = everySixteenth(rows);
  return part.totalWeight === 0 ? undefined : { observations: part.totalWeight, evaluate: likelihood(part) };
}

function everySixteenth({ frequency, recency, T, weight, length }: DistinctCustomers): DistinctCustomers {
  const taken = new Float64Array(length);
  let [before, passed] = [0, 0];
  for (let i = 0; i < length; i++) {
    passed += weight[i]!;
    const marks = Math.floor(passed / oneIn);
    taken[i] = marks - before;
    before = marks;
  }
  const keep = (column: Float64Array): Float64Array => column.filter((_, i) => taken[i]! > 0);
  const kept = keep(taken);
  return {
    frequency: keep(frequency),
    recency: keep(recency),
    T: keep(T),
    weight: kept,
    length: kept.length,
    totalWeight: before,
  };
}
