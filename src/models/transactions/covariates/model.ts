/** A model with covariates as its methods need it: which parameters it takes, and what they say of customers. */
import { check, checkFinite } from "../../../errors.js";
import type { TimeUnit } from "../../../time.js";
import type { Covariates } from "../../covariates.js";
import { agreedTimeUnit, type ParametersOrFit, sourceOf } from "../../fitted.js";
import { checkKnown, groupByCovariates } from "./input.js";
import type { Buyers, Named, RegressionKind } from "./kinds.js";
import { type Layout, layoutOfParameters, parametersAt } from "./layout.js";

/** A model with covariates. */
export interface RegressionModel<Parameters extends object> {
  /** Name of the module. */
  readonly name: string;
  /** The kind that parameters are of, and those that this kind takes. */
  readonly read: (where: string, parameters: Parameters) => KindOfParameters;
}

/** A kind of model with parameters that fit it. */
export interface KindOfParameters {
  readonly kind: RegressionKind;
  readonly parameters: Named;
}

/** Parameters read, with the covariates that they know. */
export interface Regression extends KindOfParameters {
  readonly where: string;
  readonly layout: Layout;
  readonly timeUnit: TimeUnit | null;
}

/** A model whose parameters are all of one kind. */
export function regressionModel<Parameters extends object>(
  kind: RegressionKind,
): RegressionModel<Parameters> {
  return {
    name: kind.model,
    read: (_, parameters) => ({ kind, parameters: parameters as unknown as Named }),
  };
}

/** Reads parameters or a fit of a model, in the name of one of its methods; customers may state their time unit. */
export function openRegression<P extends object>(
  model: RegressionModel<P>,
  method: string,
  given: ParametersOrFit<P>,
  customers?: object,
): Regression {
  const where = `${model.name}.${method}`;
  const source = sourceOf(where, model.name, given);
  const { kind, parameters } = model.read(where, source.parameters);
  const layout = layoutOfParameters(where, kind, parameters);
  const { timeUnit: stated } = (customers ?? {}) as { readonly timeUnit?: unknown };
  const timeUnit =
    source.timeUnit === null ? null : agreedTimeUnit(where, "customers.timeUnit", stated, source.timeUnit);
  return { where, kind, parameters, layout, timeUnit };
}

/** The parameters of the model without covariates for customers with given values of them, in order. */
export function parametersOfCovariates(
  { where, layout, parameters }: Regression,
  covariates: Covariates,
): Float64Array {
  checkKnown(where, "covariates", covariates, layout.covariates);
  const values = Float64Array.from(layout.covariates, (name) => {
    const value = covariates[name];
    checkFinite(where, `covariates.${name}`, value);
    return value;
  });
  return parametersAt(where, layout, parameters, values);
}

/** Customers who have bought nothing yet, of given covariates. */
export function newBuyers(regression: Regression, covariates: Covariates): Buyers {
  return regression.kind.buyers(parametersOfCovariates(regression, covariates));
}

/** The buyers of each row of covariates; equal covariates share theirs. */
export function buyersByRow(
  { where, kind, layout, parameters }: Regression,
  columns: readonly Float64Array[],
  length: number,
): Buyers[] {
  const buyers = new Array<Buyers>(length);
  for (const { values, rows } of groupByCovariates(columns, length)) {
    const shared = kind.buyers(parametersAt(where, layout, parameters, values));
    for (const row of rows) buyers[row] = shared;
  }
  return buyers;
}

/** The shape of the gaps among parameters, and the others. */
export function splitShape(where: string, parameters: object): { readonly k: number; readonly rest: Named } {
  const { k, ...rest } = parameters as Named;
  const whole = typeof k === "number" && Number.isSafeInteger(k) && k >= 1;
  check(whole, where, "parameters.k", "must be a whole number of 1 or more", k);
  return { k, rest };
}
