/** A small part of many customers, whose likelihood has nearly the same maximum for a fraction of the work. */

import type { LikelihoodPreview } from "../../inference/fit.js";
import { piece } from "../../pieces.js";
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
  const part = piece(() => everySixteenth(rows, 0));
  if (part.totalWeight === 0) return undefined;
  return {
    observations: part.totalWeight,
    evaluate: likelihood(part),
    preview: previewOf(part, likelihood),
  };
}

/** The same of customers who stand in groups, one group after another. */
export function previewOfGroups<Group extends { readonly customers: DistinctCustomers }>(
  groups: readonly Group[],
  likelihood: (groups: readonly Group[]) => LikelihoodPreview["evaluate"],
): LikelihoodPreview | undefined {
  if (groups.reduce((sum, { customers }) => sum + customers.length, 0) < fewest) return undefined;
  const part: Group[] = [];
  let [passed, observations] = [0, 0];
  for (const group of groups) {
    const before = passed;
    const customers = piece(() => everySixteenth(group.customers, before));
    passed += group.customers.totalWeight;
    observations += customers.totalWeight;
    if (customers.length > 0) part.push({ ...group, customers });
  }
  if (observations === 0) return undefined;
  return { observations, evaluate: likelihood(part), preview: previewOfGroups(part, likelihood) };
}

/** Every sixteenth customer, counted from the weight that has passed before. */
function everySixteenth(
  { frequency, recency, T, weight, length }: DistinctCustomers,
  passedBefore: number,
): DistinctCustomers {
  const rows: number[] = [];
  const weights: number[] = [];
  const from = Math.floor(passedBefore / oneIn);
  let [before, passed] = [from, passedBefore];
  for (let i = 0; i < length; i++) {
    passed += weight[i]!;
    const marks = Math.floor(passed / oneIn);
    if (marks === before) continue;
    rows.push(i);
    weights.push(marks - before);
    before = marks;
  }
  const keep = (column: Float64Array): Float64Array => Float64Array.from(rows, (i) => column[i]!);
  return {
    frequency: keep(frequency),
    recency: keep(recency),
    T: keep(T),
    weight: Float64Array.from(weights),
    length: rows.length,
    totalWeight: before - from,
  };
}
