/** Fitting a model with covariates. */

import { ConvergenceError, check, checkObject, checkOptions, checkPositive } from "../../../errors.js";
import type { Fit, FitOptions, FitWarning, LikelihoodProblem } from "../../../inference/fit.js";
import { maximizeLikelihood } from "../../../inference/maximum-likelihood.js";
import type { NormalPrior, Priors } from "../../../inference/prior.js";
import { checkOnScale } from "../../../inference/scale.js";
import { piece, reached } from "../../../pieces.js";
import type { Customers } from "../../../tables/read-histories.js";
import type { CovariateEffect } from "../../covariates.js";
import { type CovariateCustomers, covariateNames } from "./input.js";
import type { Named, RegressionKind } from "./kinds.js";
import { type CovariatesByProcess, type Layout, layoutOf } from "./layout.js";
import { covariateLimits } from "./limits.js";
import { type CovariateData, covariateData, covariateProblem, groupsInUnits, spreadOf } from "./problem.js";

/** Which covariates move what. */
export interface CovariateChoice {
  /**
   * Names of the covariates: of both processes, or of each. Left out, all that the data hold under `covariates`.
   */
  readonly covariates?: readonly string[] | CovariatesByProcess | undefined;
}

/** Which covariates move what in `bgNbdRegression` and `mbgNbdRegression`. */
export interface BetaGeometricCovariateChoice extends CovariateChoice {
  /**
   * `mean`, the default: the logit of the mean drop-out probability a/(a + b) is linear in the covariates and a + b is
   * common. `both`: ln a and ln b are each linear, with coefficients of their own.
   */
  readonly effect?: CovariateEffect | undefined;
}

/** Which covariates move what in `paretoNbdRegression` and `ggomNbdRegression`. */
export interface LifetimeCovariateChoice extends CovariateChoice {
  /** Names of covariates of both processes that have one coefficient for both; none by default. */
  readonly equal?: readonly string[] | undefined;
}

/** Options of a fit with covariates. */
export interface RegressionOptions<Parameters> extends FitOptions<Parameters> {
  /**
   * A normal prior of every coefficient that has none of its own in `prior`: mean 0 unless given. This is ridge
   * regression; its log density is added to the log-likelihood of the whole data set.
   */
  readonly coefficientPrior?:
    | { readonly mean?: number | undefined; readonly standardDeviation: number }
    | undefined;
}

type Choice = BetaGeometricCovariateChoice & LifetimeCovariateChoice;

/** The options that only one family takes, and why not the other. */
const ownOptions = {
  equal:
    "must be left out: purchases and drop-out are on one scale in paretoNbdRegression and ggomNbdRegression only",
  effect:
    "must be left out: it says how covariates move a and b of bgNbdRegression, mbgNbdRegression, bgCnbdKRegression and mbgCnbdKRegression",
} as const;
const fitNames = ["coefficientPrior", "start", "prior", "maxIterations"] as const;

/** Refuses options that a fit of this kind has not; `more` are those of its own. */
export function checkFitOptions(
  where: string,
  kind: RegressionKind,
  options: object,
  more: readonly string[] = [],
): void {
  checkChoice(where, kind, options, [...fitNames, ...more]);
}

/** Refuses options that a problem (or, with more names, a fit) of this kind has not. */
function checkChoice(
  where: string,
  kind: RegressionKind,
  options: Choice,
  more: readonly string[] = [],
): void {
  checkObject(where, "options", options);
  const [own, other] = kind.mayBeEqual ? (["equal", "effect"] as const) : (["effect", "equal"] as const);
  const { [other]: foreign, ...rest } = options;
  check(foreign === undefined, where, `options.${other}`, ownOptions[other], foreign);
  checkOptions<Readonly<Record<string, unknown>>>(where, rest, ["covariates", own, ...more]);
}

/** The coefficients that the options of a call ask for. */
function chosenLayout(
  where: string,
  kind: RegressionKind,
  customers: CovariateCustomers,
  options: Choice,
): Layout {
  const { covariates, equal = [], effect = "mean" } = options;
  const isArray = (value: unknown): value is readonly string[] => Array.isArray(value);
  check(isArray(equal), where, "options.equal", "must be an array of names of covariates", equal);
  const split =
    typeof covariates === "object" && covariates !== null && !isArray(covariates) ? covariates : null;
  if (split !== null)
    for (const process of ["purchase", "dropout"] as const)
      check(
        isArray(split[process]),
        where,
        `options.covariates.${process}`,
        "must be an array of the names of covariates",
        split[process],
      );
  const named =
    split === null
      ? (covariates as readonly string[] | undefined)
      : [...new Set([...split.purchase, ...split.dropout])];
  const names = covariateNames(where, customers, named);
  const { purchase, dropout } = split ?? { purchase: names, dropout: names };
  return layoutOf(where, kind, { purchase, dropout, equal, effect });
}

/** The likelihood with the covariates as they are, for profiles and posteriors. */
export function likelihoodOfCustomers<Parameters>(
  kind: RegressionKind,
): (customers: CovariateCustomers, options?: Choice) => LikelihoodProblem<Parameters> {
  return (customers, options = {}) => {
    const where = `${kind.model}.fit`;
    checkChoice(where, kind, options);
    const layout = chosenLayout(where, kind, customers, options);
    const data = covariateData(where, customers, layout);
    const units = layout.covariates.map(() => 1);
    return complete(where, { layout, data, customers }, units) as unknown as LikelihoodProblem<Parameters>;
  };
}

interface Task {
  readonly layout: Layout;
  readonly data: CovariateData;
  readonly customers: CovariateCustomers;
}

/** The problem with its starting points, from the model without covariates, and its limits. */
function complete(
  where: string,
  { layout, data, customers }: Task,
  units: readonly number[],
): LikelihoodProblem<Named> {
  const problem = covariateProblem(where, layout, data, units);
  const starts = layout.kind.baseStarts(customers as Customers).map((start) => ({
    ...start,
    ...Object.fromEntries(layout.coefficients.map((name) => [name, 0])),
  }));
  const whole = { ...problem, starts };
  const groups = groupsInUnits(data.groups, units);
  const limits = covariateLimits(whole, layout, { meanT: data.meanT, groups }, (kind) =>
    covariateProblem(where, { ...layout, kind, moves: movesOf(kind, layout) }, data, units),
  );
  // Every start and limit is tried and the highest taken; nothing smaller stands for customers who differ in covariates.
  return { ...whole, limits, sketch: { evaluate: whole.evaluate, limits } };
}

/** The moves of the same linear predictors in another kind. */
function movesOf(kind: RegressionKind, layout: Layout) {
  const prefixes = Object.entries(layout.kind.moves);
  return layout.moves.map((move) => kind.moves[prefixes.find(([, own]) => own === move)![0]]!);
}

/** The fit of a model with covariates. */
export interface FitCovariates<Parameters, OwnChoice> {
  /**
   * Maximum-likelihood estimate of the parameters of the model and of the coefficients of covariates.
   *
   * Covariates must be known at the first purchase: one that is gathered during observation, such as the number of products
   * bought, explains purchases by themselves.
   * @param customers - Rows, or columns `{ frequency, recency, T, weight? }`, with covariates: each a field or column of its
   *   own, or all of them under `covariates`. What `summarizeTransactions` gives with `carry` works as it is.
   * @param options - Which `covariates` move what, `coefficientPrior`, a `start`, a `prior`, `maxIterations`.
   * @returns The fit as plain data: the parameters of customers whose covariates are all 0, then the coefficients.
   * @throws {InvalidInputError} If a history or a covariate breaks a rule; the message names the row.
   * @throws {InsufficientDataError} If nobody bought again, or a covariate is the same for everyone or follows from others.
   * @throws {ConvergenceError} If the search stops short of the maximum.
   */
  (customers: CovariateCustomers, options?: OwnChoice & RegressionOptions<Parameters>): Fit<Parameters>;
}

/** `fit`. */
export function fit<Parameters, OwnChoice extends CovariateChoice>(
  kind: RegressionKind,
): FitCovariates<Parameters, OwnChoice> {
  return (customers, options) =>
    fitRegression<Parameters>(`${kind.model}.fit`, kind, customers, options ?? {});
}

/**
 * Maximum likelihood with covariates. The search counts each covariate in its own standard deviation, rounded to a power of
 * two so that nothing is lost in the change of unit; results are in the units given.
 */
export function fitRegression<Parameters>(
  where: string,
  kind: RegressionKind,
  customers: CovariateCustomers,
  options: Choice & RegressionOptions<Parameters>,
): Fit<Parameters> {
  checkFitOptions(where, kind, options);
  const layout = chosenLayout(where, kind, customers, options);
  const data = piece(() => covariateData(where, customers, layout));
  const units = layout.covariates.map(
    (_, k) => 2 ** Math.round(Math.log2(spreadOf(data.groups, k).deviation)),
  );
  const problem = piece(() => complete(where, { layout, data, customers }, units));
  reached(0.1, 0.2);
  const unitOf = unitsByName(layout, units);
  const { start, maxIterations } = options as RegressionOptions<Named>;
  if (start !== undefined) {
    checkObject(where, "options.start", start);
    checkOnScale(where, "options.start", start, problem.scale);
  }
  const prior = priorsOf(where, layout, options as RegressionOptions<Named>);
  const inUnits = {
    start: start === undefined ? undefined : inUnit(start, unitOf, 1),
    prior: prior === undefined ? undefined : priorsIn(prior, unitOf),
    maxIterations,
  };
  try {
    return asGiven(maximizeLikelihood(problem, inUnits), unitOf) as unknown as Fit<Parameters>;
  } catch (error) {
    if (!(error instanceof ConvergenceError)) throw error;
    const best = error.best as { readonly parameters: Named } | null;
    const point = best === null ? null : { ...best, parameters: inUnit(best.parameters, unitOf, -1) };
    throw new ConvergenceError(error.message, point);
  }
}

type Units = Readonly<Record<string, number>>;

function unitsByName({ coefficients, covariateOf }: Layout, units: readonly number[]): Units {
  return Object.fromEntries(coefficients.map((name, i) => [name, units[covariateOf[i]!]!]));
}

/** Coefficients per unit of the search (power 1), or back per unit as given (power -1). */
function inUnit(parameters: Named, unitOf: Units, power: 1 | -1): Named {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, value * (unitOf[name] ?? 1) ** power]),
  );
}

function priorsOf(
  where: string,
  { coefficients }: Layout,
  { prior, coefficientPrior }: RegressionOptions<Named>,
): Priors<Named> | undefined {
  if (coefficientPrior === undefined) return prior;
  checkObject(where, "options.coefficientPrior", coefficientPrior);
  const { mean = 0, standardDeviation } = coefficientPrior;
  check(Number.isFinite(mean), where, "options.coefficientPrior.mean", "must be a finite number", mean);
  checkPositive(where, "options.coefficientPrior.standardDeviation", standardDeviation);
  const common = Object.fromEntries(coefficients.map((name) => [name, { mean, standardDeviation }]));
  if (prior === undefined) return common;
  checkObject(where, "options.prior", prior);
  return { ...common, ...prior };
}

function priorsIn(prior: Priors<Named>, unitOf: Units): Priors<Named> {
  return Object.fromEntries(
    Object.entries(prior).map(([name, one]) => {
      const unit = unitOf[name];
      if (unit === undefined || typeof one !== "object" || one === null) return [name, one];
      const { mean, standardDeviation } = one as NormalPrior;
      return [name, { mean: mean * unit, standardDeviation: standardDeviation * unit }];
    }),
  ) as Priors<Named>;
}

/** A fit in the units of the data. */
function asGiven(fit: Fit<Named>, unitOf: Units): Fit<Named> {
  const names = Object.keys(fit.parameters);
  const unit = (name: string | undefined): number => unitOf[name ?? ""] ?? 1;
  const perUnit = <Value extends number | null>(values: Readonly<Record<string, Value>>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, value === null ? null : value / unit(name)]),
    ) as Readonly<Record<string, Value>>;
  const prior =
    fit.prior === null
      ? null
      : Object.fromEntries(
          Object.entries(fit.prior).map(([name, { mean, standardDeviation }]) => [
            name,
            { mean: mean / unit(name), standardDeviation: standardDeviation / unit(name) },
          ]),
        );
  // The density of a coefficient per unit as given is higher by the factor of the units.
  const density = Object.keys(prior ?? {}).reduce((sum, name) => sum + Math.log(unit(name)), 0);
  return {
    ...fit,
    parameters: perUnit(fit.parameters),
    standardErrors: perUnit(fit.standardErrors),
    covariance: fit.covariance.map((row, i) =>
      row.map((entry, j) => (entry === null ? null : entry / (unit(names[i]) * unit(names[j])))),
    ),
    prior,
    logPrior: fit.logPrior + density,
    warnings: fit.warnings.map(
      (warning): FitWarning => ({
        ...warning,
        identified: Object.fromEntries(
          Object.entries(warning.identified).map(([name, { estimate, standardError }]) => [
            name,
            {
              estimate: estimate / unit(name),
              standardError: standardError === null ? null : standardError / unit(name),
            },
          ]),
        ),
      }),
    ),
  };
}
