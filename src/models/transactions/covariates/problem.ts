/** Customers with covariates, read and grouped, and the likelihood of their histories as a problem. */
import { checkSufficient } from "../../../errors.js";
import type { LikelihoodProblem, NestedModel } from "../../../inference/fit.js";
import type { ParameterScale } from "../../../inference/scale.js";
import { cholesky } from "../../../math/linear-algebra.js";
import { type Customers, type Histories, readHistories } from "../../../tables/read-histories.js";
import type { TimeUnit } from "../../../time.js";
import { type DistinctCustomers, distinctCustomers } from "../distinct-customers.js";
import { customersToFit, likelihoodOfTiming, scaleOfData, statedTimeUnit } from "../fit-checks.js";
import { previewOfGroups } from "../preview.js";
import { type CovariateCustomers, groupByCovariates, readCovariates } from "./input.js";
import type { Named, RegressionKind } from "./kinds.js";
import type { Layout } from "./layout.js";
import { type CovariateRows, sumOverGroups } from "./sum.js";

/** Customers with covariates, read and grouped. */
export interface CovariateData {
  readonly groups: readonly CovariateRows[];
  readonly observations: number;
  readonly meanT: number;
  readonly timeUnit: TimeUnit | null;
}

/** Reads the customers of a likelihood and groups them by their covariates; groups of weight 0 are nobody. */
export function groupedCustomers(
  where: string,
  customers: CovariateCustomers,
  covariates: readonly string[],
): CovariateRows[] {
  const histories = readHistories(where, customers as Customers);
  const columns = readCovariates(where, customers, covariates);
  return groupByCovariates(columns, histories.length)
    .map(({ values, rows }) => ({
      values,
      customers: rows.length === 1 ? singleCustomer(histories, rows[0]!) : customersAt(histories, rows),
    }))
    .filter((group) => group.customers.length > 0);
}

function customersAt({ frequency, recency, T, weight }: Histories, rows: Uint32Array): DistinctCustomers {
  const pick = (column: ArrayLike<number>) => Float64Array.from(rows, (row) => column[row]!);
  return distinctCustomers({
    frequency: pick(frequency),
    recency: pick(recency),
    T: pick(T),
    weight: weight === null ? null : pick(weight),
    length: rows.length,
  });
}

/** One customer needs no order. */
function singleCustomer({ frequency, recency, T, weight }: Histories, row: number): DistinctCustomers {
  const w = weight === null ? 1 : weight[row]!;
  const only = (value: number) => (w === 0 ? new Float64Array(0) : Float64Array.of(value + 0));
  return {
    frequency: only(frequency[row]!),
    recency: only(recency[row]!),
    T: only(T[row]!),
    weight: only(w),
    length: w === 0 ? 0 : 1,
    totalWeight: w,
  };
}

/** Reads the customers of a fit, and refuses those whose coefficients are not identified. */
export function covariateData(where: string, customers: CovariateCustomers, layout: Layout): CovariateData {
  const pooled = customersToFit(where, customers as Customers);
  const groups = groupedCustomers(where, customers, layout.covariates);
  layout.covariates.forEach((name, k) => {
    checkSpread(where, name, groups, k);
  });
  for (const list of layout.terms) {
    const used = list.map(({ covariate }) => covariate);
    checkIndependent(
      where,
      used.map((k) => layout.covariates[k]!),
      groups.map(({ values, customers: { totalWeight } }) => ({
        values: used.map((k) => values[k]!),
        weight: totalWeight,
      })),
    );
  }
  const { meanT } = scaleOfData(pooled);
  const timeUnit = statedTimeUnit(where, customers);
  return { groups, observations: pooled.totalWeight, meanT, timeUnit };
}

/** Mean and standard deviation of one covariate over customers. */
export function spreadOf(groups: readonly CovariateRows[], k: number) {
  let [total, mean, squares] = [0, 0, 0];
  for (const { values, customers } of groups) {
    const { totalWeight } = customers;
    total += totalWeight;
    const ahead = values[k]! - mean;
    mean += (ahead * totalWeight) / total;
    squares += totalWeight * ahead * (values[k]! - mean);
  }
  return { mean, deviation: Math.sqrt(squares / total) };
}

function checkSpread(where: string, name: string, groups: readonly CovariateRows[], k: number): void {
  const first = groups[0]!.values[k]!;
  const varies = groups.some(({ values }) => values[k] !== first);
  checkSufficient(varies, where, `covariates.${name}`, "must differ between customers", first);
  const { mean, deviation } = spreadOf(groups, k);
  // Parameters at covariate 0 would be extrapolated so far that nothing is known of them.
  const rule = "must be measured from a typical value: its mean may be 300 standard deviations from 0";
  const away = Math.abs(mean) / deviation;
  checkSufficient(away <= 300, where, `covariates.${name}`, rule, away);
}

interface Point {
  readonly values: readonly number[];
  readonly weight: number;
}

/** Refuses a covariate that the ones before it determine: its coefficient could be anything. */
function checkIndependent(where: string, names: readonly string[], points: readonly Point[]): void {
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  const size = names.length;
  const means = names.map((_, k) =>
    points.reduce((sum, { values, weight }) => sum + (weight * values[k]!) / total, 0),
  );
  const product = (i: number, j: number) =>
    points.reduce(
      (sum, { values, weight }) => sum + weight * (values[i]! - means[i]!) * (values[j]! - means[j]!),
      0,
    );
  const lengths = names.map((_, k) => Math.sqrt(product(k, k)));
  for (let k = 1; k < size; k++) {
    const n = k + 1;
    const correlations = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        const value = i === j ? 1 : product(i, j) / (lengths[i]! * lengths[j]!);
        correlations[i * n + j] = value;
        correlations[j * n + i] = value;
      }
    const factor = cholesky(correlations, n);
    const unexplained = factor === null ? 0 : factor[n * n - 1]! ** 2;
    const others = names.slice(0, k).join(", ");
    const rule = `must not be determined by other covariates (${others}): of its variance, a share of 1e-10 or more must be its own`;
    checkSufficient(unexplained >= 1e-10, where, `covariates.${names[k]}`, rule, unexplained);
  }
}

/** The same groups with each covariate counted in a unit of its own. */
export function groupsInUnits(groups: readonly CovariateRows[], units: readonly number[]): CovariateRows[] {
  return groups.map(({ values, customers }) => ({
    values: values.map((value, k) => value / units[k]!),
    customers,
  }));
}

/** The likelihood with each covariate counted in a unit of its own, 1 where it is taken as it is. */
export function covariateProblem(
  where: string,
  layout: Layout,
  { groups, observations, timeUnit }: CovariateData,
  units: readonly number[],
): LikelihoodProblem<Named> {
  const { kind, coefficients } = layout;
  const inUnits = groupsInUnits(groups, units);
  const names = [...kind.names, ...coefficients];
  const scale = Object.fromEntries(
    names.map((name, i): [string, ParameterScale] => [name, i < kind.names.length ? "log" : "identity"]),
  );
  return {
    where,
    model: kind.model,
    likelihoodOf: likelihoodOfTiming,
    timeUnit,
    scale,
    observations,
    starts: [],
    everyStart: kind.everyStart,
    evaluate: sumOverGroups(layout, inUnits),
    preview: previewOfGroups(inUnits, (part) => sumOverGroups(layout, part)),
    nested: nestedIn(kind, coefficients.length),
  };
}

/** The model without covariates, and a simpler one with the same covariates or without, which lies on the boundary. */
function nestedIn({ base, simpler }: RegressionKind, coefficients: number): readonly NestedModel[] {
  const without = { model: base, restrictions: coefficients, onBoundary: 0, regular: true } as const;
  if (simpler === undefined) return [without];
  const edge = { onBoundary: 1, regular: true } as const;
  return [
    without,
    { model: simpler.kind.model, restrictions: 1, ...edge },
    { model: simpler.kind.base, restrictions: 1 + coefficients, ...edge },
  ];
}
