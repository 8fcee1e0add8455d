/** BG/CNBD-k and MBG/CNBD-k with covariates: the kinds of one shape each, and the choice among shapes. */
import type { Fit } from "../../../inference/fit.js";
import type { ColumnInput, ColumnTable } from "../../../tables/columns.js";
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
import { betaGeometricKind, type RegressionKind } from "./kinds.js";
import type { RegressionParameters } from "./layout.js";
import { type LogLikelihood, type ParametersFor, totalOf } from "./methods.js";
import { openRegression, parametersOfCovariates, type RegressionModel, splitShape } from "./model.js";
import { startsFromFit } from "./starts.js";

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

/** The model whose parameters hold the shape of the gaps. */
export function shapedModel(family: CnbdKFamily): RegressionModel<CnbdKRegressionParameters> {
  return {
    name: family.model,
    read(where, parameters) {
      const { k, rest } = splitShape(where, parameters);
      return { kind: kindAt(family, k), parameters: rest };
    },
  };
}

/** The fit of a model with covariates whose gaps have a shape of their own. */
export interface FitShaped {
  /**
   * Maximum-likelihood estimate of the parameters of the model and of the coefficients of covariates: every shape k of the
   * gaps is fitted, and the likeliest kept; standard errors are those given k.
   *
   * Covariates must be known at the first purchase: one that is gathered during observation, such as the number of products
   * bought, explains purchases by themselves.
   * @param customers - Rows, or columns `{ frequency, recency, T, sumLogGaps, weight? }`, with covariates: each a field or
   *   column of its own, or all of them under `covariates`. What `summarizeTransactions` gives with `carry` works as it is.
   * @param options - `shapes` to try (1 to 12), `covariates`, `effect`, `coefficientPrior`, a `start`, a `prior`,
   *   `maxIterations`.
   * @returns The fit as plain data: k and the parameters of customers whose covariates are all 0, then the coefficients.
   * @throws {InvalidInputError} If a history or a covariate breaks a rule; the message names the row.
   * @throws {InsufficientDataError} If nobody bought again, or a covariate is the same for everyone or follows from others.
   * @throws {ConvergenceError} If the search stops short of the maximum.
   */
  (customers: TimedCovariateCustomers, options?: CnbdKRegressionOptions): CnbdKRegressionFit;
}

/** `fit`. */
export function fitShaped(family: CnbdKFamily): FitShaped {
  return (customers, options = {}) => {
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
  };
}

/** `logLikelihood`: that of the gaps too for k above 1. */
export function shapedLogLikelihood(
  model: RegressionModel<CnbdKRegressionParameters>,
): LogLikelihood<CnbdKRegressionParameters> {
  return (given, customers) => {
    const regression = openRegression(model, "logLikelihood", given, customers);
    const { where, kind } = regression;
    return gapLogLikelihood(where, kind.k, customers as TimedCustomers) + totalOf(regression, customers);
  };
}

/** `parametersFor`: the shape is the same for everyone. */
export function shapedParametersFor(
  model: RegressionModel<CnbdKRegressionParameters>,
): ParametersFor<CnbdKRegressionParameters, CnbdKParameters> {
  return (given, covariates) => {
    const regression = openRegression(model, "parametersFor", given);
    const [r, alpha, a, b] = parametersOfCovariates(regression, covariates);
    return { k: regression.kind.k, r: r!, alpha: alpha!, a: a!, b: b! };
  };
}
