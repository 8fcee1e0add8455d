/** What models of regular purchases need besides (x, t_x, T): the logarithms of the gaps, and the shape of the gaps. */
import { check, checkCount, checkOptions, isDense, isFiniteNumber } from "../../../errors.js";

import type { Fit, FitOptions } from "../../../inference/fit.js";
import { maximizeLikelihood } from "../../../inference/maximum-likelihood.js";
import { logGamma } from "../../../math/gamma.js";
import { piece } from "../../../pieces.js";
import type { ColumnInput, ColumnTable } from "../../../tables/columns.js";
import {
  type CustomerColumns,
  type CustomerHistory,
  historiesOf,
  openCustomers,
} from "../../../tables/read-histories.js";
import type { OpenColumn } from "../../../tables/table.js";
import type { ParametersOrFit } from "../../fitted.js";
import { totalLogLikelihood } from "../fit-checks.js";
import { openFor, type TransactionModel } from "../methods.js";
import { type BetaGeometricParameters, betaGeometricProblem } from "./fit.js";
import { type BetaGeometric, historyLogLikelihood } from "./history.js";

/** Parameters of the BG/CNBD-k and MBG/CNBD-k models. */
export interface CnbdKParameters extends BetaGeometricParameters {
  /** Shape of the gaps between purchases: a whole number of 1 or more; 1 is random, larger is more regular. */
  readonly k: number;
}

/** One customer with the logarithms of the gaps between purchases. */
export interface TimedHistory extends CustomerHistory {
  /** Sum of the natural logarithms of the gaps between purchases, as `summarizeTransactions` gives it. */
  readonly sumLogGaps: number;
}

/** Many customers as columns, with the logarithms of the gaps between purchases. */
export interface TimedColumns extends CustomerColumns {
  /** Sum of the natural logarithms of each customer's gaps; anything where `frequency` is 0. */
  readonly sumLogGaps: ColumnInput;
}

/** Many customers with the logarithms of their gaps, as columns, as a table with columns of the same names, or as rows. */
export type TimedCustomers = TimedColumns | ColumnTable | readonly TimedHistory[];

/** Options of a fit that estimates the shape of the gaps too. */
export interface CnbdKFitOptions extends FitOptions<BetaGeometricParameters> {
  /** Shapes to try: 1 to 12 by default. */
  readonly shapes?: readonly number[] | undefined;
}

/** A fit at the shape of gaps with the highest likelihood. */
export interface CnbdKFit extends Omit<Fit<BetaGeometricParameters>, "parameters"> {
  /** The estimates, the shape k among them. */
  readonly parameters: CnbdKParameters;
  /** The highest log-likelihood at each shape tried. */
  readonly shapes: readonly { readonly k: number; readonly logLikelihood: number }[];
}

/** Checks the sums of log gaps and gives Σ weight (sum of log gaps) and Σ weight x: what they add to the likelihood. */
export function gapTotals(
  where: string,
  customers: TimedHistory | TimedCustomers,
): readonly [number, number] {
  const table = openCustomers(where, customers);
  const { frequency, weight, length } = historiesOf(table);
  let [gaps, purchases] = [0, 0];
  let column: OpenColumn | null = null;
  for (let i = 0; i < length; i++) {
    const x = frequency[i]!;
    if (x === 0) continue;
    column ??= table.named("sumLogGaps");
    const value = column.at(i);
    const rule = "must be a finite number where frequency is above 0";
    if (!isFiniteNumber(value)) check(false, where, column.name(i), rule, value);
    const w = weight?.[i] ?? 1;
    gaps += w * value;
    purchases += w * x;
  }
  return [gaps, purchases];
}

/** The part of the log-likelihood that the gaps add at shape k: (k - 1) Σ ln gap - x ln Γ(k), summed over customers. */
export function gapLogLikelihood(
  where: string,
  k: number,
  customers: CustomerHistory | TimedHistory | TimedCustomers,
): number {
  if (k === 1) return 0;
  const [gaps, purchases] = gapTotals(where, customers as TimedCustomers);
  return (k - 1) * gaps - purchases * logGamma(k);
}

/** A model whose gaps have a shape that is a parameter. */
export interface RegularModel extends TransactionModel<CnbdKParameters, BetaGeometric> {
  readonly zero: 0 | 1;
}

/** Refuses customers whose sums of log gaps a fit would refuse. */
export function checkGaps(where: string, customers: TimedCustomers): void {
  gapTotals(where, customers);
}

/** The fit of a model whose gaps have a shape of their own. */
export interface FitRegular {
  /**
   * Maximum-likelihood estimate of the parameters of the model: every shape k is fitted, and the likeliest kept.
   * @param customers - Rows, or columns `{ frequency, recency, T, sumLogGaps, weight? }`, as `summarizeTransactions` gives them.
   * @param options - Shapes to try (1 to 12), starting point, priors, number of iterations.
   * @returns The fit as plain data, with the log-likelihood at every shape.
   * @throws {InvalidInputError} If a history breaks a rule; the message names the row.
   * @throws {InsufficientDataError} If nobody bought again.
   * @throws {ConvergenceError} If the search stops short of the maximum.
   */
  (customers: TimedCustomers, options?: CnbdKFitOptions): CnbdKFit;
}

/** `fit`. */
export function fitRegular({ name, zero }: RegularModel): FitRegular {
  return (customers, options = {}) => {
    const where = `${name}.fit`;
    checkOptions(where, options, ["shapes", "start", "prior", "maxIterations"]);
    const { shapes, ...rest } = options;
    const fit = likeliestShape(where, customers, shapes, (k) =>
      maximizeLikelihood(
        piece(() => betaGeometricProblem(customers, { k, zero, where, model: name })),
        rest,
      ),
    );
    return { ...fit, nested: [] };
  };
}

/** The log-likelihood of customers whose gaps play a part. */
export interface RegularLogLikelihood {
  /**
   * Log-likelihood of the purchase times of customers, in natural logarithms; weights count customers.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param customers - One customer, columns, or rows; for k above 1 with `sumLogGaps`.
   * @returns The sum over customers.
   * @throws {InvalidInputError} If a parameter or a history breaks a rule, or the fit is of another model.
   */
  (
    parameters: ParametersOrFit<CnbdKParameters>,
    customers: CustomerHistory | TimedHistory | TimedCustomers,
  ): number;
}

/** `logLikelihood`. */
export function regularLogLikelihood(model: RegularModel): RegularLogLikelihood {
  return (parameters, customers) => {
    const where = `${model.name}.logLikelihood`;
    const { ready } = openFor(where, model, [parameters, customers]);
    const gaps = gapLogLikelihood(where, ready.k, customers);
    const total = totalLogLikelihood(where, customers, (x, recency, T) =>
      historyLogLikelihood(ready, x, recency, T),
    );
    return gaps + total;
  };
}

/** A fit at the likeliest of some shapes of the gaps, whose likelihood is that of the gaps too. */
export interface FitOfShape<Parameters> extends Omit<Fit<Parameters>, "parameters"> {
  readonly parameters: Parameters & { readonly k: number };
  readonly shapes: readonly { readonly k: number; readonly logLikelihood: number }[];
}

/** Fits at every shape and keeps the likeliest; k counts as a parameter where there is a choice. */
export function likeliestShape<Parameters extends object>(
  where: string,
  customers: TimedCustomers,
  shapes: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  fitAt: (k: number) => Fit<Parameters>,
): FitOfShape<Parameters> {
  check(
    isDense(shapes) && shapes.length > 0,
    where,
    "options.shapes",
    "must be an array of whole numbers",
    shapes,
  );
  shapes.forEach((k, i) => {
    checkCount(where, `options.shapes[${i}]`, k, 1);
  });
  const [gaps, purchases] = gapTotals(where, customers);
  const tried = shapes.map((k) => {
    const fit = piece(() => fitAt(k));
    return { k, fit, logLikelihood: fit.logLikelihood + (k - 1) * gaps - purchases * logGamma(k) };
  });
  const best = tried.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
  const estimated = Object.keys(best.fit.parameters).length + (shapes.length > 1 ? 1 : 0);
  return {
    ...best.fit,
    likelihoodOf: "purchase timing (x, t_x, T, gaps)",
    parameters: { k: best.k, ...best.fit.parameters },
    logLikelihood: best.logLikelihood,
    aic: 2 * estimated - 2 * best.logLikelihood,
    bic: estimated * Math.log(best.fit.observations) - 2 * best.logLikelihood,
    shapes: tried.map(({ k, logLikelihood }) => ({ k, logLikelihood })),
  };
}
