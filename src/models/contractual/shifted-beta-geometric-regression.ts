/**
 * Shifted beta-geometric model with static covariates: what a customer's plan, channel or price at the start says of churn.
 * `parametersFor` turns covariates into the `alpha` and `beta` that the functions of `shiftedBetaGeometric` take.
 *
 * @see Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90.
 *
 * @module
 */

import {
  ConvergenceError,
  check,
  checkChoice,
  checkFinite,
  checkObject,
  checkOptions,
  checkPositive,
  checkSufficient,
  isDense,
} from "../../errors.js";
import type { Fit, FitOptions, LikelihoodProblem } from "../../inference/fit.js";
import { asyncFit } from "../../inference/fit-async.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import type { ParameterScale } from "../../inference/scale.js";
import { largestOf, smallestOf } from "../../math/extremes.js";
import type { CovariateEffect, Covariates } from "../covariates.js";
import { type ParametersOrFit, parametersOf } from "../fitted.js";
import {
  type CohortLosses,
  type ContractualCounts,
  type ContractualData,
  contractualCounts,
} from "./cohort-losses.js";
import { climbedStarts, endlessLimit } from "./endless-coefficients.js";
import { contractualLikelihood } from "./geometric-likelihood.js";
import { geometricRegressionLimit } from "./geometric-regression-limit.js";
import { checkIdentified, crudeChurn, lifetimeLikelihood } from "./lifetime-likelihood.js";
import { regressionLikelihood } from "./regression-likelihood.js";
import { separateShapes, throughShapes } from "./regression-starts.js";
import {
  fillShiftedBetaGeometricHazards,
  type ShiftedBetaGeometricParameters,
  shiftedBetaGeometricModel,
} from "./shifted-beta-geometric-likelihood.js";
import { churnBy, type DrawOptions, replicateEach, resampleOf } from "./simulate-cohort.js";
import type { TenureRow } from "./tenure-data.js";

/** Cohorts or tenures, each with the covariates of its customers. */
export type CovariateData =
  | readonly (CohortLosses & { readonly covariates: Covariates })[]
  | readonly (TenureRow & { readonly covariates: Covariates })[];

/** Options of the fit. */
export interface CovariateFitOptions extends FitOptions<Covariates> {
  /** Which parameters covariates move: `mean` by default. */
  readonly effect?: CovariateEffect | undefined;
}

const model = "shiftedBetaGeometricRegression";

/**
 * Maximum likelihood estimate of churn with static covariates.
 *
 * Where customers of equal covariates look alike, the fit of a `mean` effect is the geometric model's: a warning names
 * `geometric with covariates`, and `shapes` has no standard error. With `both`, where customers of some groups look
 * alike, or leave at once or never, coefficients grow without end: a warning names `shiftedBetaGeometricRegression with infinite
 * coefficients`, none has a standard error, and the functions give the limit's values.
 *
 * It describes; it does not say that moving a customer to another plan would change churn. Standardise covariates of
 * large numbers, such as prices, so that coefficients are near one.
 *
 * Formula: logit(α/(α + β)) = intercept + Σ b x with α + β = shapes (`mean`), or ln α = intercept + Σ a x and ln β likewise
 * (`both`).
 * @param data - An array of cohorts, or of tenures, each with `covariates`.
 * @param options - `effect`, a `start`, a `prior`, `maxIterations`.
 * @returns The fit as plain data. With `mean` its parameters are `intercept`, `shapes` and one per covariate by its name;
 *   with `both`, `alpha.intercept`, `alpha.x`, …, `beta.intercept`, `beta.x`, ….
 * @throws {InsufficientDataError} If nobody was lost, or a covariate is the same for everyone.
 * @throws {InvalidInputError} If the data or covariates are not valid.
 * @throws {ConvergenceError} If covariates determine one another, or single out customers of whom nobody or everybody is
 *   lost, so that a coefficient grows without end; `error.best` is the best point. A `prior` on coefficients keeps them finite.
 * @see Fader & Hardie (2007), doi:10.1002/dir.20074 (the model without covariates).
 * @example
 * const data = [
 *   { timeUnit: "year", lostByPeriod: [131, 126, 90, 60], stillActive: 593, covariates: { regular: 0 } },
 *   { timeUnit: "year", lostByPeriod: [369, 163, 86, 56], stillActive: 326, covariates: { regular: 1 } },
 * ] as const;
 * const fit = shiftedBetaGeometricRegression.fit(data);
 * fit.parameters.regular; // ≈ 0.984
 * shiftedBetaGeometricRegression.parametersFor(fit.parameters, { regular: 1 }); // ≈ { alpha: 1.076, beta: 2.025 }
 */
export function fit(data: CovariateData, options: CovariateFitOptions = {}): Fit<Covariates> {
  checkOptions(`${model}.fit`, options, ["effect", "start", "prior", "maxIterations"]);
  const { effect = "mean", ...rest } = options;
  return maximizeLikelihood(likelihoodProblem(data, { effect }), rest);
}

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const data = [
 *   { timeUnit: "year", lostByPeriod: [131, 126, 90, 60], stillActive: 593, covariates: { regular: 0 } },
 *   { timeUnit: "year", lostByPeriod: [369, 163, 86, 56], stillActive: 326, covariates: { regular: 1 } },
 * ] as const;
 * const fit = await shiftedBetaGeometricRegression.fitAsync(data);
 * fit.parameters.regular; // ≈ 0.984
 * shiftedBetaGeometricRegression.parametersFor(fit.parameters, { regular: 1 }); // ≈ { alpha: 1.076, beta: 2.025 }
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * The `alpha` and `beta` of customers with given covariates, for the functions of `shiftedBetaGeometric`.
 *
 * Formula: as for `fit`.
 * @param parameters - Parameters of a fit, of either effect, or the fit.
 * @param covariates - Values of all covariates of the fit.
 * @returns The shapes of the distribution of churn of such customers.
 * @throws {InvalidInputError} If a covariate is missing or not a number.
 * @example
 * const parameters = { intercept: -1.5, plan: 0.7, shapes: 3 };
 * const { alpha, beta } = shiftedBetaGeometricRegression.parametersFor(parameters, { plan: 1 });
 * alpha / (alpha + beta); // ≈ 0.31
 * shiftedBetaGeometric.survival({ alpha, beta }, 5); // ≈ 0.316
 */
export function parametersFor(
  parameters: ParametersOrFit<Covariates>,
  covariates: Covariates,
): ShiftedBetaGeometricParameters {
  const where = `${model}.parametersFor`;
  return shapesFor(where, parametersOf(where, model, parameters), covariates);
}

function shapesFor(
  where: string,
  parameters: Covariates,
  covariates: Covariates,
): ShiftedBetaGeometricParameters {
  checkObject(where, "parameters", parameters);
  checkObject(where, "covariates", covariates);
  const effect = "alpha.intercept" in parameters ? "both" : "mean";
  const [reserved, prefix] =
    effect === "mean" ? [["intercept", "shapes"], ""] : [["alpha.intercept"], "alpha."];
  const names = Object.keys(parameters)
    .filter((name) => name.startsWith(prefix) && !reserved.includes(name))
    .map((name) => name.slice(prefix.length));
  for (const name of names) checkFinite(where, `covariates.${name}`, covariates[name]);
  const needed = effect === "mean" ? ["intercept", "shapes"] : ["alpha.intercept", "beta.intercept"];
  for (const name of [...needed, ...Object.keys(parameters)])
    checkFinite(where, `parameters.${name}`, parameters[name]);
  if (effect === "mean") checkPositive(where, "parameters.shapes", parameters.shapes);
  const linear = (start: string) =>
    names.reduce(
      (sum, name) => sum + parameters[`${start}${name}`]! * covariates[name]!,
      parameters[`${start}intercept`]!,
    );
  if (effect === "both") return { alpha: Math.exp(linear("alpha.")), beta: Math.exp(linear("beta.")) };
  const [odds, shapes] = [linear(""), parameters.shapes!];
  return { alpha: shapes / (1 + Math.exp(-odds)), beta: shapes / (1 + Math.exp(odds)) };
}

/**
 * Log-likelihood of data with covariates at given parameters.
 *
 * Formula: the sum of the log-likelihoods of the shifted beta-geometric model over the groups of equal covariates.
 * @param parameters - Parameters as a fit has them, of either effect, or the fit.
 * @param data - An array of cohorts, or of tenures, each with `covariates`.
 * @returns The log-likelihood, 0 or less.
 * @throws {InvalidInputError} If the parameters or data are not valid.
 * @example
 * const data = [{ timeUnit: "year", lostByPeriod: [131, 126], stillActive: 743, covariates: { plan: 1 } }] as const;
 * shiftedBetaGeometricRegression.logLikelihood({ intercept: -1.5, shapes: 4, plan: 0 }, data); // ≈ -757.619
 */
export function logLikelihood(parameters: ParametersOrFit<Covariates>, data: CovariateData): number {
  const where = `${model}.logLikelihood`;
  const estimates = parametersOf(where, model, parameters);
  return groupsOf(where, data).reduce((sum, { counts, values, names }) => {
    const covariates = Object.fromEntries(names.map((name, k) => [name, values[k]!]));
    const { alpha, beta } = shapesFor(where, estimates, covariates);
    return sum + lifetimeLikelihood(counts, fillShiftedBetaGeometricHazards, 2)(Float64Array.of(alpha, beta));
  }, 0);
}

/**
 * The likelihood of data with covariates as a problem, with functions in it.
 * @param data - An array of cohorts, or of tenures, each with `covariates`.
 * @param options - `effect`: `mean` by default.
 * @returns The likelihood with its gradient, scales and starting points.
 */
function likelihoodProblem(
  data: CovariateData,
  options: { readonly effect?: CovariateEffect | undefined } = {},
): LikelihoodProblem<Covariates> {
  const where = `${model}.fit`;
  checkOptions(where, options, ["effect"]);
  const { effect = "mean" } = options;
  checkChoice(where, "effect", effect, ["mean", "both"]);
  const groups = groupsOf(where, data);
  const names = groups[0]!.names;
  checkVariation(where, groups);
  const pooled = contractualCounts(where, data as ContractualData);
  checkIdentified(where, pooled, 2);
  const churn = crudeChurn(pooled);
  const zeros = (prefix: string) => names.map((name) => [`${prefix}${name}`, 0] as const);
  const base = {
    where,
    model,
    likelihoodOf: contractualLikelihood,
    timeUnit: pooled.timeUnit,
    observations: pooled.observations,
    scoring: true,
  };
  const starts = [4, 0.7, 60].map((shapes) =>
    Object.fromEntries([["intercept", Math.log(churn / (1 - churn))], ["shapes", shapes], ...zeros("")]),
  );
  const scale = { intercept: "identity", shapes: "log", ...identities(names) } as const;
  const nested = [
    { model: "shiftedBetaGeometric", restrictions: names.length, onBoundary: 0, regular: true },
  ] as const;
  const problem = { ...base, scale, starts, nested, evaluate: regressionLikelihood(groups, "mean") };
  const meanProblem = {
    ...problem,
    starts: [...starts, ...startOfGroups(where, groups)],
    limits: [geometricRegressionLimit(problem)],
    everyStart: "always",
  } as const;
  return effect === "both"
    ? bothProblem(base, groups, { churn, means: [commonShapes(meanProblem), alikeShapes(problem)] })
    : meanProblem;
}

const rule = "must be an array of cohorts or tenures with covariates";

/** The likelihood, and data drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference: RegressionInference = {
  likelihoodProblem,
  resample(data, options = {}) {
    const where = `${model}.inference.resample`;
    check(isDense(data), where, "data", rule, data);
    data.forEach((row: (typeof data)[number], i) => {
      checkObject(where, `data[${i}]`, row);
      const { covariates }: { readonly covariates?: unknown } = row;
      checkObject(where, `data[${i}].covariates`, covariates);
      for (const [name, value] of Object.entries(covariates))
        checkFinite(where, `data[${i}].covariates.${name}`, value);
    });
    return resampleOf(where, data as unknown as ContractualData, options) as unknown as typeof data;
  },
  replicate(parameters, data, options = {}) {
    const where = `${model}.inference.replicate`;
    const estimates = parametersOf(where, model, parameters);
    check(isDense(data), where, "data", rule, data);
    return replicateEach(where, data as unknown as ContractualData, options, (one) => {
      const { covariates } = one as TenureRow & { readonly covariates: Covariates };
      return churnBy(shiftedBetaGeometricModel, shapesFor(where, estimates, covariates));
    }) as unknown as typeof data;
  },
};

/**
 * What `bootstrap`, profiles and posteriors use of the model.
 * @inline
 */
interface RegressionInference {
  /** The likelihood of data with covariates. */
  readonly likelihoodProblem: typeof likelihoodProblem;
  /**
   * A data set of the same size drawn from the cases with replacement: each cohort's customers, or the tenures. Covariates
   * stay with their customers.
   * @param data - Cohorts or tenures with covariates, as `fit` takes them; counts must be whole.
   * @param options - `seed` and `stream`.
   * @returns Data of the same form; a tenure that was not drawn has weight 0.
   */
  resample<Data extends CovariateData>(data: Data, options?: DrawOptions): Data;
  /**
   * A data set of the same design drawn from the model: cohorts or tenures with the same covariates, watched as long. How
   * long a lost customer would have been watched is drawn as for `shiftedBetaGeometric`, from all rows whatever their
   * covariates.
   * @param parameters - Parameters of a fit, of either effect, or the fit.
   * @param data - An array of cohorts or tenures with covariates.
   * @param options - `seed` and `stream`.
   * @returns Cohorts or tenures of the same design.
   */
  replicate<Data extends CovariateData>(
    parameters: ParametersOrFit<Covariates>,
    data: Data,
    options?: DrawOptions,
  ): Data;
}

interface Group {
  readonly names: readonly string[];
  readonly values: readonly number[];
  readonly counts: ContractualCounts;
}

function identities(names: readonly string[]): Readonly<Record<string, ParameterScale>> {
  return Object.fromEntries(names.map((name) => [name, "identity"]));
}

/** Parameters are the intercept and coefficients of ln α, then those of ln β. */
function bothProblem(
  base: Omit<LikelihoodProblem<Covariates>, "scale" | "starts" | "evaluate">,
  groups: readonly Group[],
  { churn, means }: { readonly churn: number; readonly means: readonly (Covariates | null)[] },
): LikelihoodProblem<Covariates> {
  const { names } = groups[0]!;
  const keys = ["alpha", "beta"].flatMap((shape) =>
    ["intercept", ...names].map((name) => `${shape}.${name}`),
  );
  // Lines through the groups by themselves, each as precise as it is or all alike, and through those of a common α + β, which
  // may be large.
  const alone = separateShapes(base.where, groups);
  const precision = [1, 0, 1] as const;
  const alike = alone.map((group) => ({ ...group, precision }));
  const common = means.map((mean) =>
    groups.flatMap(({ values }) =>
      mean === null ? [] : [{ values, precision, ...shapesAt(base.where, mean, names, values) }],
    ),
  );
  const lines = [alone, alike, ...common]
    .map(throughShapes)
    .filter((line) => line !== null)
    .map((line) => Object.fromEntries(keys.map((key, i) => [key, line[i]!])));
  const even = [4, 0.7].map((shapes) => ({
    ...Object.fromEntries(keys.map((key) => [key, 0])),
    "alpha.intercept": Math.log(shapes * churn),
    "beta.intercept": Math.log(shapes * (1 - churn)),
  }));
  const starts = [...lines, ...even];
  const nested = [
    { model: "shiftedBetaGeometric", restrictions: 2 * names.length, onBoundary: 0, regular: true },
  ] as const;
  const evaluate = regressionLikelihood(groups, "both");
  const given = { ...base, scale: identities(keys), starts, nested, evaluate };
  const problem = { ...given, starts: [...climbedStarts(given, groups), ...starts] };
  return { ...problem, everyStart: "always", limits: [endlessLimit(problem, groups)] };
}

/** Starts at the shapes that the groups have by themselves; none where too few of them can be fitted. */
function startOfGroups(where: string, groups: readonly Group[]): readonly Covariates[] {
  const shapes = separateShapes(where, groups);
  const line = throughShapes(shapes.map((group) => ({ ...group, precision: [1, 0, 1] as const })));
  if (line === null) return [];
  const { names } = groups[0]!;
  const size = names.length + 1;
  const odds = Array.from({ length: size }, (_, k) => line[k]! - line[size + k]!);
  const sum = shapes.reduce((total, { alpha, beta }) => total + Math.log(alpha + beta) / shapes.length, 0);
  const at = (values: readonly number[]) => values.reduce((total, x, k) => total + x * odds[k + 1]!, 0);
  const slopes = groups.map(({ values }) => at(values));
  const start = (steeper: number, pivot: number, size: number) =>
    Object.fromEntries([
      ["intercept", odds[0]! + (1 - steeper) * pivot],
      ["shapes", size],
      ...names.map((name, k) => [name, steeper * odds[k + 1]!] as const),
    ]);
  // Where groups are far from the model there may be another top, at which they differ by much more.
  return [start(1, 0, Math.exp(sum)), start(4, smallestOf(slopes), 0.7), start(4, largestOf(slopes), 0.7)];
}

/** The fit of the mean alone, with large shapes where it has become the geometric model's: null where it has no maximum. */
function commonShapes(problem: LikelihoodProblem<Covariates>): Covariates | null {
  try {
    const { parameters } = maximizeLikelihood(problem);
    return { ...parameters, shapes: Math.min(parameters.shapes!, largeShapes) };
  } catch (error) {
    if (error instanceof ConvergenceError) return null;
    throw error;
  }
}

/** The logistic regression of churn on the covariates, at large shapes: null where it has no maximum. */
function alikeShapes(problem: LikelihoodProblem<Covariates>): Covariates | null {
  const fit = geometricRegressionLimit(problem).maximize(problem.starts[0]!);
  return fit && { ...fit.parameters, shapes: 1e6 };
}

/** Shapes at which customers of equal covariates are nearly alike. */
const largeShapes = 1000;

/** The shapes that a fit gives customers with such values of the covariates. */
function shapesAt(
  where: string,
  parameters: Covariates,
  names: readonly string[],
  values: readonly number[],
): ShiftedBetaGeometricParameters {
  return shapesFor(where, parameters, Object.fromEntries(names.map((name, k) => [name, values[k]!])));
}

/** Groups of equal covariates in canonical order, each with its counts. */
function groupsOf(where: string, data: CovariateData): Group[] {
  check(isDense(data), where, "data", "must be an array of cohorts or tenures with covariates", data);
  checkSufficient(data.length > 0, where, "data", "must hold at least one cohort or tenure", data);
  const items = data as readonly { readonly covariates: Covariates }[];
  const first = items[0]!;
  checkObject(where, "data[0]", first);
  checkObject(where, "data[0].covariates", first.covariates);
  const names = Object.keys(first.covariates).sort();
  check(names.length > 0, where, "data[0].covariates", "must name at least one covariate", first.covariates);
  for (const name of ["intercept", "shapes"])
    check(!names.includes(name), where, `data[0].covariates.${name}`, "must have another name", name);
  const groups = new Map<string, { values: readonly number[]; items: unknown[] }>();
  items.forEach((item, i) => {
    checkObject(where, `data[${i}]`, item);
    checkObject(where, `data[${i}].covariates`, item.covariates);
    const values = names.map((name) => item.covariates[name]!);
    names.forEach((name, k) => {
      checkFinite(where, `data[${i}].covariates.${name}`, values[k]);
    });
    const group = groups.get(values.join(" "));
    if (group === undefined) groups.set(values.join(" "), { values, items: [item] });
    else group.items.push(item);
  });
  // Checked as a whole first, so that messages name an element by its index in the data.
  contractualCounts(where, data as ContractualData);
  // Tenures of weight 0 are nobody: resampled data are full of them.
  const present = [...groups.values()].filter(({ items }) =>
    items.some((item) => (item as TenureRow).weight !== 0),
  );
  const ordered = present.sort((a, b) => {
    const k = a.values.findIndex((value, j) => value !== b.values[j]);
    return k < 0 ? 0 : a.values[k]! - b.values[k]!;
  });
  return ordered.map((group) => ({
    names,
    values: group.values,
    counts: contractualCounts(where, group.items as unknown as ContractualData),
  }));
}

function checkVariation(where: string, groups: readonly Group[]): void {
  groups[0]!.names.forEach((name, k) => {
    const varies = groups.some(({ values }) => values[k] !== groups[0]!.values[k]);
    checkSufficient(
      varies,
      where,
      `covariates.${name}`,
      "must differ between customers",
      groups[0]!.values[k],
    );
  });
}
