/** BG/CNBD-k and MBG/CNBD-k with covariates: the kinds of one shape each, and the choice among shapes. */
import { check, checkObject } from "../../../errors.js";
import type { Fit } from "../../../inference/fit.js";
import type { ColumnInput, ColumnTable } from "../../../tables/columns.js";
import type { Covariates } from "../../covariates.js";
import {
  type CnbdKParameters,
  gapLogLikelihood,
  likeliestShape,
  type TimedCustomers,
} from "../beta-geometric/erlang-gaps.js";
import { type BetaGeometricParameters, betaGeometricProblem } from "../beta-geometric/fit.js";
import {
  type BetaGeometricCovariateChoice,
  checkFitOptions,
  fitRegression,
  type RegressionOptions,
} from "./fit.js";
import type { CovariateColumns, CovariateCustomers, CovariateHistory } from "./input.js";
import { betaGeometricKind, type Named, type RegressionKind } from "./kinds.js";
import type { RegressionParameters } from "./layout.js";
import { startsFromFit } from "./starts.js";
import { parametersForCovariates, regressionLogLikelihood, regressionVerbs } from "./verbs.js";

/** Parameters of the BG/CNBD-k or MBG/CNBD-k model for customers whose covariates are all 0, and the coefficients. */
export type CnbdKRegressionParameters = RegressionParameters<CnbdKParameters>;

/** Many customers with covariates and the logarithms of the gaps between their purchases. */
export type TimedCovariateCustomers =
  | (CovariateColumns & {
      /** Sum of the natural logarithms of each customer's gaps; anything where `frequency` is 0. */
      readonly sumLogGaps: ColumnInput;
    })
  | ColumnTable
  | readonly (CovariateHistory & {
      /** Sum of the natural logarithms of the gaps between purchases. */
      readonly sumLogGaps: number;
    })[];

/** Options of a fit with covariates that estimates the shape of the gaps too. */
export interface CnbdKRegressionOptions
  extends RegressionOptions<RegressionParameters<BetaGeometricParameters>>,
    BetaGeometricCovariateChoice {
  /** Shapes to try: 1 to 12 by default. */
  readonly shapes?: readonly number[] | undefined;
}

/** A fit with covariates at the shape of gaps with the highest likelihood. */
export interface CnbdKRegressionFit
  extends Omit<Fit<RegressionParameters<BetaGeometricParameters>>, "parameters"> {
  /** The estimates, the shape k among them. */
  readonly parameters: CnbdKRegressionParameters;
  /** The highest log-likelihood at each shape tried. */
  readonly shapes: readonly { readonly k: number; readonly logLikelihood: number }[];
}

/** One of the two models with covariates. */
export interface CnbdKFamily {
  readonly model: string;
  readonly base: string;
  readonly zero: 0 | 1;
}

function kindAt({ zero, ...own }: CnbdKFamily, k: number): RegressionKind {
  const where = `${own.model}.fit`;
  const baseStarts: RegressionKind["baseStarts"] = (customers) =>
    startsFromFit(betaGeometricProblem(customers, { k, zero, where, model: own.base }));
  return betaGeometricKind({ k, zero }, { ...own, baseStarts });
}

/** The kind at the shape that parameters hold, and the rest of them. */
export function atShape(family: CnbdKFamily, verb: string, parameters: unknown) {
  const where = `${family.model}.${verb}`;
  checkObject(where, "parameters", parameters);
  const { k, ...rest } = parameters as Named;
  const whole = typeof k === "number" && Number.isSafeInteger(k) && k >= 1;
  check(whole, where, "parameters.k", "must be a whole number of 1 or more", k);
  const kind = kindAt(family, k);
  return { k, rest, kind, verbs: regressionVerbs(kind) };
}

/** Fits every shape and keeps the likeliest. */
export function fitRegressionShapes(
  family: CnbdKFamily,
  customers: TimedCovariateCustomers,
  options: CnbdKRegressionOptions,
): CnbdKRegressionFit {
  const where = `${family.model}.fit`;
  checkFitOptions(where, kindAt(family, 1), options, ["shapes"]);
  const { shapes, ...rest } = options;
  return likeliestShape(where, customers as TimedCustomers, shapes, (k) =>
    fitRegression<RegressionParameters<BetaGeometricParameters>>(
      where,
      kindAt(family, k),
      customers as CovariateCustomers,
      rest,
    ),
  ) as CnbdKRegressionFit;
}

/** Log-likelihood of the purchase times, the gaps between them included for k above 1. */
export function shapedLogLikelihood(
  family: CnbdKFamily,
  parameters: unknown,
  customers: CovariateHistory | CovariateCustomers,
): number {
  const { k, kind, rest } = atShape(family, "logLikelihood", parameters);
  const gaps = gapLogLikelihood(`${family.model}.logLikelihood`, k, customers as TimedCustomers);
  return gaps + regressionLogLikelihood(kind, rest, customers);
}

/** The parameters of the model without covariates for customers with given ones. */
export function shapedParametersFor(
  family: CnbdKFamily,
  parameters: unknown,
  covariates: Covariates,
): CnbdKParameters {
  const { k, kind, rest } = atShape(family, "parametersFor", parameters);
  const where = `${family.model}.parametersFor`;
  return { k, ...parametersForCovariates<BetaGeometricParameters>(where, kind, rest, covariates) };
}
