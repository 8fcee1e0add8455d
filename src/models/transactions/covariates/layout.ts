/** Which coefficient multiplies which covariate in which linear predictor: from the options of a fit, or from its parameters. */
import { check, checkChoice, checkFinite, checkObject, InvalidInputError } from "../../../errors.js";
import type { CovariateEffect } from "../../covariates.js";
import { checkParameters } from "../per-customer.js";
import type { Named, RegressionKind } from "./kinds.js";
import { type Move, moveParameters } from "./links.js";

/** Parameters of a model for customers whose covariates are all 0, and the coefficients of the covariates. */
export type RegressionParameters<Base> = Base & {
  /** Coefficient of a covariate, the process first: `purchase.online`, `dropout.online`. */
  readonly [coefficient: `${string}.${string}`]: number;
};

/** The covariates of each process, by name. */
export interface CovariatesByProcess {
  /** Covariates of the purchase rate. */
  readonly purchase: readonly string[];
  /** Covariates of leaving. */
  readonly dropout: readonly string[];
}

/** Which covariates move what. */
export interface LayoutOptions {
  readonly purchase: readonly string[];
  readonly dropout: readonly string[];
  readonly equal: readonly string[];
  readonly effect: CovariateEffect;
}

interface Term {
  /** Position of the covariate. */
  readonly covariate: number;
  /** Position of its coefficient among the coefficients. */
  readonly coefficient: number;
}

/** Coefficients and linear predictors of a model with covariates. */
export interface Layout {
  readonly kind: RegressionKind;
  /** Names of the covariates. */
  readonly covariates: readonly string[];
  /** Names of the coefficients, as they stand after the other parameters. */
  readonly coefficients: readonly string[];
  /** The covariate of each coefficient, by position. */
  readonly covariateOf: readonly number[];
  readonly moves: readonly Move[];
  /** The terms of each linear predictor, in the order of `moves`. */
  readonly terms: readonly (readonly Term[])[];
}

/** The layout of a fit: `purchase.x`, `dropout.x` (or `a.x` and `b.x`), and `equal.x` for what both processes share. */
export function layoutOf(
  where: string,
  kind: RegressionKind,
  { purchase, dropout, equal, effect }: LayoutOptions,
): Layout {
  checkChoice(where, "options.effect", effect, ["mean", "both"]);
  equal.forEach((name, i) => {
    const shared = purchase.includes(name) && dropout.includes(name);
    check(shared, where, `options.equal[${i}]`, "must be a covariate of both processes", name);
  });
  const own = (names: readonly string[]) => names.filter((name) => !equal.includes(name));
  const processes = effect === "both" ? kind.split : ["dropout"];
  const coefficients = [
    ...own(purchase).map((name) => `purchase.${name}`),
    ...processes.flatMap((process) => own(dropout).map((name) => `${process}.${name}`)),
    ...equal.map((name) => `equal.${name}`),
  ];
  return arrange(kind, coefficients);
}

/** The layout of parameters that a fit has: the names of its coefficients say it. */
export function layoutOfParameters(where: string, kind: RegressionKind, parameters: unknown): Layout {
  checkObject(where, "parameters", parameters);
  checkParameters(where, parameters, kind.names);
  const coefficients = Object.keys(parameters).filter((name) => !kind.names.includes(name));
  const prefixes = [...Object.keys(kind.moves), ...(kind.mayBeEqual ? ["equal"] : [])];
  for (const name of coefficients) {
    const value = (parameters as Named)[name];
    const known = prefixes.some((prefix) => name.startsWith(`${prefix}.`) && name.length > prefix.length + 1);
    const rule = `must be a coefficient (${prefixes.map((prefix) => `${prefix}.name`).join(", ")})`;
    check(known, where, `parameters.${name}`, rule, value);
    checkFinite(where, `parameters.${name}`, value);
  }
  return arrange(kind, coefficients);
}

function arrange(kind: RegressionKind, coefficients: readonly string[]): Layout {
  const parts = coefficients.map((coefficient) => {
    const dot = coefficient.indexOf(".");
    return { prefix: coefficient.slice(0, dot), name: coefficient.slice(dot + 1) };
  });
  const covariates = [...new Set(parts.map(({ name }) => name))];
  const covariateOf = parts.map(({ name }) => covariates.indexOf(name));
  // Coefficients that both processes share belong to the predictors of both.
  const used = Object.keys(kind.moves).filter((prefix) =>
    parts.some(
      (part) =>
        part.prefix === prefix ||
        (part.prefix === "equal" && (prefix === "purchase" || prefix === "dropout")),
    ),
  );
  const terms = used.map((prefix) =>
    parts.flatMap((part, coefficient) =>
      part.prefix === prefix || part.prefix === "equal"
        ? [{ covariate: covariateOf[coefficient]!, coefficient }]
        : [],
    ),
  );
  const moves = used.map((prefix) => kind.moves[prefix]!);
  return { kind, covariates, coefficients, covariateOf, moves, terms };
}

/** The linear predictors of customers with given covariates. */
export function predictors(
  { terms }: Layout,
  coefficients: ArrayLike<number>,
  values: ArrayLike<number>,
  eta: Float64Array,
): void {
  terms.forEach((list, m) => {
    let sum = 0;
    for (const { covariate, coefficient } of list) sum += coefficients[coefficient]! * values[covariate]!;
    eta[m] = sum;
  });
}

/** The parameters of the model without covariates for customers with given ones; refused where they leave the doubles. */
export function parametersAt(
  where: string,
  layout: Layout,
  parameters: Named,
  values: ArrayLike<number>,
): Float64Array {
  const { kind, moves, coefficients } = layout;
  const eta = new Float64Array(moves.length);
  predictors(
    layout,
    coefficients.map((name) => parameters[name]!),
    values,
    eta,
  );
  const at = new Float64Array(kind.names.length);
  moveParameters(
    moves,
    kind.names.map((name) => parameters[name]!),
    eta,
    at,
  );
  at.forEach((value, i) => {
    if (value > 0 && value < Number.POSITIVE_INFINITY) return;
    throw new InvalidInputError(
      `${where}: covariates must leave ${kind.names[i]} a finite number above 0, received ${value}`,
    );
  });
  return at;
}
