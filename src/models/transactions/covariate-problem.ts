/** The likelihood of customers with covariates: the kernels of the model without, group by group, and the chain rule. */
import { checkSufficient } from "../../errors.js";
import type { LikelihoodProblem } from "../../inference/fit.js";
import type { ParameterScale } from "../../inference/scale.js";
import { cholesky } from "../../math/linear-algebra.js";
import type { TimeUnit } from "../../time.js";
import type { Evaluate } from "./beta-geometric-problem.js";
import { frequencyTerm, ofHistories } from "./covariate-histories.js";
import { type CovariateCustomers, groupByCovariates, readCovariates } from "./covariate-input.js";
import type { Named } from "./covariate-kinds.js";
import { type Layout, predictors } from "./covariate-layout.js";
import { moveParameters, pullBack } from "./covariate-links.js";
import { type Customers, readHistories } from "./customers.js";
import { type DistinctCustomers, distinctCustomers } from "./distinct-customers.js";
import { customersToFit, likelihoodOfTiming, scaleOfData, statedTimeUnit } from "./fit-checks.js";

/** Customers who share their covariates. */
export interface CovariateRows {
  readonly values: Float64Array;
  readonly customers: DistinctCustomers;
}

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
  const pick = (column: ArrayLike<number>, rows: Uint32Array) =>
    Float64Array.from(rows, (row) => column[row]!);
  return groupByCovariates(columns, histories.length)
    .map(({ values, rows }) => ({
      values,
      customers: distinctCustomers({
        frequency: pick(histories.frequency, rows),
        recency: pick(histories.recency, rows),
        T: pick(histories.T, rows),
        weight: histories.weight === null ? null : pick(histories.weight, rows),
        length: rows.length,
      }),
    }))
    .filter((group) => group.customers.length > 0);
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

/** From so many distinct histories on, a kernel that prepares logarithms and gamma functions pays for itself. */
const manyHistories = 16;

/** The likelihood with each covariate counted in a unit of its own, 1 where it is taken as it is. */
export function covariateProblem(
  where: string,
  layout: Layout,
  { groups, observations, timeUnit }: CovariateData,
  units: readonly number[],
): LikelihoodProblem<Named> {
  const { kind, coefficients } = layout;
  const few = (customers: DistinctCustomers): boolean => customers.length < manyHistories;
  const parts = groups.map(({ values, customers }) => ({
    values: values.map((value, k) => value / units[k]!),
    evaluate: few(customers) ? ofHistories(customers, kind.ofHistory) : kind.kernel(customers),
  }));
  const left = frequencyTerm(groups.map(({ customers }) => customers).filter(few));
  const sumOfParts = chained(layout, parts);
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
    evaluate: (parameters, gradient) => left(parameters[0]!, gradient) + sumOfParts(parameters, gradient),
    nested: [{ model: kind.base, restrictions: coefficients.length, onBoundary: 0, regular: true }],
  };
}

interface Part {
  readonly values: Float64Array;
  readonly evaluate: Evaluate;
}

/** The sum over groups, and its gradient by the chain rule: parameters at covariates 0, then coefficients. */
function chained(layout: Layout, parts: readonly Part[]): Evaluate {
  const { kind, moves, terms } = layout;
  const size = kind.names.length;
  const at = new Float64Array(size);
  const slopes = new Float64Array(size);
  const eta = new Float64Array(moves.length);
  const byEta = new Float64Array(moves.length);
  return (parameters, gradient) => {
    const base = parameters.subarray(0, size);
    const coefficients = parameters.subarray(size);
    let sum = 0;
    for (const { values, evaluate } of parts) {
      predictors(layout, coefficients, values, eta);
      moveParameters(moves, base, eta, at);
      if (gradient === undefined) {
        sum += evaluate(at);
        continue;
      }
      slopes.fill(0);
      sum += evaluate(at, slopes);
      pullBack(moves, { base, eta, at }, slopes, gradient, byEta);
      terms.forEach((list, m) => {
        for (const { covariate, coefficient } of list)
          gradient[size + coefficient]! += byEta[m]! * values[covariate]!;
      });
    }
    return sum;
  };
}
