/**
 * Hazards in whole periods with covariates: who leaves next? Each customer who is still there at the start of a period leaves in it
 * with a probability that depends on tenure and on covariates, which may change from period to period.
 *
 * @see Prentice & Gloeckler (1978), "Regression analysis of grouped survival data with application to breast cancer data", Biometrics
 *   34(1), 57-67, doi:10.2307/2529588; Allison (1982), "Discrete-time methods for the analysis of event histories", Sociological
 *   Methodology 13, 61-98, doi:10.2307/270718.
 *
 * @module
 */

import { check, checkObject, checkOptions } from "../../errors.js";
import type { LikelihoodProblem } from "../../inference/fit.js";
import { type AsyncOptions, piece, runPieces } from "../../pieces.js";
import type { OneOrMany, PerNumber } from "../../tables/columns.js";
import { type ConditionalChurnOptions, type CustomerAtRisk, conditionalChurn } from "./customers-at-risk.js";
import {
  type HazardDrawOptions,
  resampleCustomers,
  type SimulatedTenures,
  simulateTenures,
  type TenureSimulationOptions,
} from "./draws.js";
import { type DiscreteTimeFit, fitHazards, naturalProblem } from "./fit.js";
import { dataOfModel, readHazardData } from "./hazard-data.js";
import { hazardLikelihood } from "./likelihood.js";
import {
  type DiscreteTimeFitOptions,
  type DiscreteTimeOptions,
  fieldOptionNames,
  type HazardParameters,
  type IntervalOptions,
  modelOptionNames,
} from "./options.js";
import { type CovariatesOfCustomer, cumulatedAt, type HazardModel, hazardAt } from "./predictor.js";

const model = "discreteTimeHazard";

/**
 * Maximum likelihood estimate of hazards in whole periods, with covariates.
 *
 * A row says how many periods a customer was followed (`duration`), and whether they left in the last of them (`event`). A customer
 * whose covariates change has several rows, each from `entry` (periods stayed before it) to `duration`. The fit is that of a binomial
 * regression on one row for each customer and period, which is never made. Numbers are covariates as they are; text and flags are
 * categories, with a coefficient `field=level` for each level but the reference. Coefficients describe; they do not say what changing a
 * covariate would do.
 *
 * Formula: g(h(t)) = α(t) + Σ b x, g(h) = ln(-ln(1 - h)) (`"cloglog"`) or ln(h/(1 - h)) (`"logit"`); the log-likelihood is
 * Σ ln h(t) over losses + Σ ln(1 - h(t)) over periods stayed.
 *
 * @param data - Rows or columns: `duration` and `event`, where needed `entry`, `weight` and `customer`, and the covariates.
 * @param options - `covariates` (names of fields), `reference`, `link`, `time`, names of the other fields, `timeUnit`; `start`, `prior`,
 *   `maxIterations`.
 * @returns The fit as plain data, which the functions below take; `observations` counts periods watched. Parameters are `period.3`,
 *   `period.4-6`, `period.7+`, or `intercept`, `log(t)`, `t`, `t^2`, and then the coefficients.
 * @throws {InvalidInputError} If a duration or an entry is not whole, a covariate is missing or of two kinds, or rows of a customer overlap.
 * @throws {InsufficientDataError} If nobody is lost, a step or a level has no loss or no stay, or a column is constant, determined by
 *   others, or tells all losses from the rest: the message names it. A `prior` on coefficients keeps the last finite.
 * @throws {ConvergenceError} If the search stops short; `error.best` is the best point.
 * @see Prentice & Gloeckler (1978), Biometrics 34(1), 57-67, equations 2 to 4, doi:10.2307/2529588.
 *
 * @example
 * const data = {
 *   duration: [1, 1, 2, 2, 3, 3, 3, 3, 1, 2, 3, 3],
 *   event: [1, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0],
 *   plan: ["month", "month", "month", "year", "month", "year", "year", "year", "year", "month", "month", "year"],
 * };
 * const fit = discreteTimeHazard.fit(data, { covariates: ["plan"], time: { powers: [] } });
 * fit.parameters; // ≈ { intercept: -0.618, "plan=year": -1.326 }
 * fit.covariates; // => [{ name: "plan", kind: "category", reference: "month", levels: ["year"] }]
 * Math.exp(fit.parameters["plan=year"]!); // ≈ 0.265
 */
export function fit<Data extends object>(
  data: Data,
  options: DiscreteTimeFitOptions<Data> = {},
): DiscreteTimeFit {
  const where = `${model}.fit`;
  checkOptions(where, options, [...modelOptionNames, "start", "prior", "maxIterations"]);
  const read = piece(() => readHazardData(where, data, options as DiscreteTimeOptions));
  return fitHazards(where, read, options);
}

/**
 * `fit` in pieces, so that a page or a server can do something else in between: the same fit in every bit. It can be stopped by a
 * `signal`, and `onProgress` is told an estimated share that only rises. Reading the data is one piece.
 *
 * @param data - As in `fit`.
 * @param options - As in `fit`, with `signal` and `onProgress`.
 * @returns A promise of the same fit; rejected with what `fit` throws, or with the signal's reason.
 *
 * @example
 * const data = { duration: [1, 1, 2, 2, 3, 3], event: [1, 0, 1, 0, 1, 0] };
 * const fit = await discreteTimeHazard.fitAsync(data, { time: { powers: [] } });
 * fit.parameters; // ≈ { intercept: -1.2459 }
 */
export function fitAsync<Data extends object>(
  data: Data,
  options: DiscreteTimeFitOptions<Data> & AsyncOptions = {},
): Promise<DiscreteTimeFit> {
  if (typeof options !== "object" || options === null) return runPieces(() => fit(data, options));
  const { signal, onProgress, ...own } = options;
  return runPieces(() => fit(data, own as DiscreteTimeFitOptions<Data>), { signal, onProgress });
}

/**
 * Log-likelihood of data under a model.
 *
 * Formula: Σ w ln h(t | x) over losses + Σ w ln(1 - h(t | x)) over periods stayed.
 *
 * @param hazards - A fit, or an object with its `link`, `baseline`, `covariates` and `parameters`.
 * @param data - Rows or columns as `fit` takes them, with the covariates of the model.
 * @param options - Names of the fields that are called otherwise.
 * @returns The log-likelihood, 0 or less.
 * @throws {InvalidInputError} If the model or the data are not valid, or a period or level is none of the model's.
 * @see Prentice & Gloeckler (1978), Biometrics 34(1), 57-67, equation 3, doi:10.2307/2529588.
 *
 * @example
 * const hazards = {
 *   link: "logit", baseline: { kind: "powers", powers: [] }, covariates: [], parameters: { intercept: Math.log(0.2 / 0.8) },
 * } as const;
 * discreteTimeHazard.logLikelihood(hazards, { duration: [1, 2], event: [1, 0] }); // ≈ -2.0557
 */
export function logLikelihood<Data extends object>(
  hazards: HazardModel,
  data: Data,
  options: IntervalOptions<Data> = {},
): number {
  const where = `${model}.logLikelihood`;
  checkOptions(where, options, fieldOptionNames);
  const read = dataOfModel(where, hazards, data, options as IntervalOptions);
  const values = Float64Array.from(read.names, (name) => hazards.parameters[name]!);
  const value = hazardLikelihood(read.link, read)(values);
  const rule = "must leave the log-likelihood a finite number";
  check(Number.isFinite(value), where, "model.parameters", rule, value);
  return value + 0;
}

/** A model with its options settled: what `bootstrap`, `profileInterval` and `samplePosterior` take beside data. */
export interface SettledHazardModel<Data> {
  /** As `discreteTimeHazard.fit`. */
  readonly fit: (data: Data) => DiscreteTimeFit;
  /** The likelihood, and data drawn again. */
  readonly inference: {
    /** The likelihood of data as a problem, with functions in it. */
    readonly likelihoodProblem: (data: Data) => LikelihoodProblem<HazardParameters>;
    /** As many customers as the data hold, drawn with replacement. */
    readonly resample: (data: Data, options?: HazardDrawOptions) => Data;
  };
}

/**
 * The model with its options settled, for functions that take a model and data: `bootstrap`, `profileInterval`, `samplePosterior`.
 *
 * @param options - As for `fit`, without `start`, `prior` and `maxIterations`.
 * @returns `fit` and `inference` with those options.
 * @throws {InvalidInputError} If there is an option that the model does not have.
 *
 * @example
 * const data = {
 *   duration: [1, 1, 2, 2, 3, 3, 3, 3, 1, 2, 3, 3],
 *   event: [1, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0],
 *   price: [20, 18, 15, 9, 12, 8, 11, 14, 13, 16, 12, 10],
 * };
 * const byPrice = discreteTimeHazard.withOptions<typeof data>({ covariates: ["price"], time: { powers: [] } });
 * const { lower, upper } = profileInterval(byPrice, data, "price");
 * [lower, upper]; // ≈ [0.194, 1.024]
 */
export function withOptions<Data extends object>(
  options: DiscreteTimeOptions<Data>,
): SettledHazardModel<Data> {
  checkOptions(`${model}.withOptions`, options, modelOptionNames);
  const { covariates, reference, link, time, ...fields } = options;
  return {
    fit: (data) => fit(data, options),
    inference: {
      likelihoodProblem: (data) => inference.likelihoodProblem(data, options),
      resample: (data, draw = {}) =>
        resampleCustomers(`${model}.inference.resample`, data, fields as IntervalOptions, draw),
    },
  };
}

/**
 * What `bootstrap`, profiles and posteriors use of the model.
 * @inline
 */
interface HazardInference {
  /**
   * The likelihood of data as a problem, with functions in it. Its parameters are those of the fit, in the units of the data: count
   * covariates in units in which a difference of one is ordinary.
   * @param data - Rows or columns as `fit` takes them.
   * @param options - As for `fit`, without `start`, `prior` and `maxIterations`.
   * @returns The likelihood with its gradient, information and starting point.
   */
  likelihoodProblem<Data extends object>(
    data: Data,
    options?: DiscreteTimeOptions<Data>,
  ): LikelihoodProblem<HazardParameters>;
  /**
   * As many customers as the data hold, drawn with replacement: the same rows with the number of draws as their `weight`. All rows of a
   * `customer` are drawn together.
   * @param data - Rows or columns as `fit` takes them; weights must be whole.
   * @param options - `seed` and `stream`.
   * @returns Data of the same form; who was not drawn has weight 0.
   */
  resample<Data extends object>(data: Data, options?: HazardDrawOptions): Data;
}

/** The likelihood, and data drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take; see also `withOptions`. */
export const inference: HazardInference = {
  likelihoodProblem(data, options = {}) {
    const where = `${model}.fit`;
    checkOptions(where, options, modelOptionNames);
    return naturalProblem(where, readHazardData(where, data, options as DiscreteTimeOptions));
  },
  resample: (data, options = {}) => resampleCustomers(`${model}.inference.resample`, data, {}, options),
};

/**
 * Probability that a customer with given covariates who is still there at the start of a period is lost in it.
 *
 * Formula: h(t | x) = 1 - exp(-exp(α(t) + Σ b x)) (`"cloglog"`), or 1/(1 + exp(-α(t) - Σ b x)) (`"logit"`).
 *
 * @param hazards - A fit, or an object with its `link`, `baseline`, `covariates` and `parameters`.
 * @param covariates - The covariates of the model, by field; {} where it has none.
 * @param period - The period: whole, 1 or more; a list of them gives a column.
 * @returns The hazard, a fraction from 0 to 1; a Float64Array for a list.
 * @throws {InvalidInputError} If a covariate or level is none of the model's, or the fit has no level for the period.
 * @see Prentice & Gloeckler (1978), Biometrics 34(1), 57-67, equation 2, doi:10.2307/2529588.
 *
 * @example
 * const hazards = {
 *   link: "cloglog", baseline: { kind: "powers", powers: ["log"] }, covariates: [{ name: "price", kind: "number" }],
 *   parameters: { intercept: -3, "log(t)": -0.5, price: 0.1 },
 * } as const;
 * discreteTimeHazard.hazard(hazards, { price: 10 }, [1, 4]); // ≈ [0.1266, 0.0654]
 */
export function hazard<Input extends OneOrMany>(
  hazards: HazardModel,
  covariates: CovariatesOfCustomer,
  period: Input,
): PerNumber<Input> {
  return hazardAt(`${model}.hazard`, hazards, covariates, period) as PerNumber<Input>;
}

/**
 * Share of customers with given covariates who are still there after some periods.
 *
 * Formula: S(t | x) = Π (1 - h(s | x)) over s = 1, …, t.
 *
 * @param hazards - A fit, or an object with its `link`, `baseline`, `covariates` and `parameters`.
 * @param covariates - The covariates of the model, by field, taken to stay as they are.
 * @param periods - Whole periods, 0 or more; a list of them gives a column.
 * @returns The share, a fraction from 0 to 1; a Float64Array for a list.
 * @throws {InvalidInputError} If a covariate or level is none of the model's, or the fit has no level for one of the periods.
 * @see Prentice & Gloeckler (1978), Biometrics 34(1), 57-67, equation 2, doi:10.2307/2529588.
 *
 * @example
 * const hazards = {
 *   link: "logit", baseline: { kind: "steps", from: [1, 3] }, covariates: [{ name: "plan", kind: "category", reference: "month", levels: ["year"] }],
 *   parameters: { "period.1-2": -1.5, "period.3+": -2.5, "plan=year": -0.8 },
 * } as const;
 * discreteTimeHazard.survival(hazards, { plan: "year" }, [0, 1, 12]); // ≈ [1, 0.9089, 0.5751]
 */
export function survival<Input extends OneOrMany>(
  hazards: HazardModel,
  covariates: CovariatesOfCustomer,
  periods: Input,
): PerNumber<Input> {
  const rule = { covariates, periods, least: 0 } as const;
  return cumulatedAt(`${model}.survival`, hazards, rule, (sum) => Math.exp(-sum)) as PerNumber<Input>;
}

/**
 * Probability that a new customer with given covariates is lost in a given period: the distribution of lifetimes.
 *
 * It is not the churn rate of that period's survivors, which is `hazard`, nor that of customers already there: `conditionalChurnProbability`.
 *
 * Formula: P(T = t | x) = S(t - 1 | x) h(t | x).
 *
 * @param hazards - A fit, or an object with its `link`, `baseline`, `covariates` and `parameters`.
 * @param covariates - The covariates of the model, by field, taken to stay as they are.
 * @param period - The period of the loss: whole, 1 or more; a list of them gives a column.
 * @returns The probability, a fraction from 0 to 1; a Float64Array for a list.
 * @throws {InvalidInputError} If a covariate or level is none of the model's, or the fit has no level for one of the periods.
 * @see Prentice & Gloeckler (1978), Biometrics 34(1), 57-67, equation 2, doi:10.2307/2529588.
 *
 * @example
 * const hazards = {
 *   link: "logit", baseline: { kind: "powers", powers: [] }, covariates: [], parameters: { intercept: Math.log(0.2 / 0.8) },
 * } as const;
 * discreteTimeHazard.churnProbability(hazards, {}, 2); // ≈ 0.16
 */
export function churnProbability<Input extends OneOrMany>(
  hazards: HazardModel,
  covariates: CovariatesOfCustomer,
  period: Input,
): PerNumber<Input> {
  const rule = { covariates, periods: period, least: 1 } as const;
  const lostIn = (sum: number, last: number) => -Math.expm1(-last) * Math.exp(last - sum);
  return cumulatedAt(`${model}.churnProbability`, hazards, rule, lostIn) as PerNumber<Input>;
}

/**
 * Probability that a customer who is still there leaves within the coming periods: the score by which to call.
 *
 * Covariates are taken to stay as they are over the horizon. Beyond the last period of the data (`lastPeriod` of the fit) it is the time
 * effect that is continued: the last step, or the powers of time, which can run away. A high score says who is likely to leave, not
 * whom a call would keep: see `upliftTargeting`.
 *
 * Formula: 1 - S(tenure + horizon | x) / S(tenure | x).
 *
 * @param hazards - A fit, or an object with its `link`, `baseline`, `covariates` and `parameters`.
 * @param customer - One customer, columns or rows: `tenure`, the whole periods stayed so far, and the covariates of the model as they are now.
 * @param options - `horizon`, how many periods ahead (default 1), and the name of the field `tenure`.
 * @returns The probability, a fraction from 0 to 1; a Float64Array for columns or rows.
 * @throws {InvalidInputError} If a covariate or level is none of the model's, or the fit has no level for one of the coming periods.
 * @see Prentice & Gloeckler (1978), Biometrics 34(1), 57-67, equation 2, doi:10.2307/2529588.
 *
 * @example
 * const hazards = {
 *   link: "cloglog", baseline: { kind: "steps", from: [1, 4] }, covariates: [{ name: "price", kind: "number" }],
 *   parameters: { "period.1-3": -3, "period.4+": -4, price: 0.1 },
 * } as const;
 * discreteTimeHazard.conditionalChurnProbability(hazards, { tenure: 2, price: 10 }); // ≈ 0.1266
 * discreteTimeHazard.conditionalChurnProbability(hazards, { tenure: [2, 9], price: [10, 25] }, { horizon: 3 }); // ≈ [0.2094, 0.4880]
 */
export function conditionalChurnProbability(
  hazards: HazardModel,
  customer: CustomerAtRisk,
  options?: ConditionalChurnOptions<CustomerAtRisk>,
): number;
/**
 * The same of many customers, as columns or rows.
 * @param hazards - A fit, or an object with its `link`, `baseline`, `covariates` and `parameters`.
 * @param customers - Columns or rows: `tenure`, the whole periods stayed so far, and the covariates of the model as they are now.
 * @param options - `horizon`, how many periods ahead (default 1), and the name of the field `tenure`.
 */
export function conditionalChurnProbability<Customers extends object>(
  hazards: HazardModel,
  customers: Customers,
  options?: ConditionalChurnOptions<Customers>,
): Float64Array;
export function conditionalChurnProbability(
  hazards: HazardModel,
  customers: object,
  options: ConditionalChurnOptions = {},
): number | Float64Array {
  const where = `${model}.conditionalChurnProbability`;
  checkOptions(where, options, ["horizon", "tenure"]);
  check(
    typeof customers === "object" && customers !== null,
    where,
    "customers",
    "must be an object or rows",
    customers,
  );
  return conditionalChurn(where, hazards, customers, options);
}

/**
 * Draws the tenures of new customers with given covariates, each followed until lost or for a number of periods.
 *
 * @param hazards - A fit, or an object with its `link`, `baseline`, `covariates` and `parameters`.
 * @param customers - Columns or rows with the covariates of the model; of a model without covariates, as many rows as customers.
 * @param options - `periods`, how long each is watched; `seed` and `stream`.
 * @returns Columns `duration` and `event`, which `fit` takes beside the covariates.
 * @throws {InvalidInputError} If a covariate or level is none of the model's, or the fit has no level for one of the periods.
 *
 * @example
 * const hazards = {
 *   link: "cloglog", baseline: { kind: "powers", powers: [] }, covariates: [{ name: "price", kind: "number" }],
 *   parameters: { intercept: -3, price: 0.1 },
 * } as const;
 * const customers = { price: [5, 10, 20] };
 * const drawn = discreteTimeHazard.simulate(hazards, customers, { periods: 12, seed: 1 });
 * discreteTimeHazard.logLikelihood(hazards, { ...customers, ...drawn }) < 0; // => true
 */
export function simulate(
  hazards: HazardModel,
  customers: object,
  options: TenureSimulationOptions,
): SimulatedTenures {
  const where = `${model}.simulate`;
  checkObject(where, "options", options);
  return simulateTenures(where, hazards, customers, options);
}
