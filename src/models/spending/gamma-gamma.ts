/**
 * The gamma-gamma model of spend per transaction. A customer's spends vary around a mean of the customer's own as a gamma
 * distribution; the means vary across customers so that the average of few transactions is pulled towards the mean of
 * all. Spend is taken to be independent of frequency: see `independence`. Parameters p, q, gamma.
 *
 * @see Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of Marketing
 *   Research 42(4), 415-430, doi:10.1509/jmkr.2005.42.4.415; Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary
 *   Value", note 025, brucehardie.com.
 *
 * @module
 */

import { check, checkOptions, checkSufficient } from "../../errors.js";
import type { DataDrawOptions } from "../../inference/bootstrap.js";
import { distinctRows } from "../../inference/distinct-rows.js";
import type { Fit, FitOptions, LikelihoodProblem } from "../../inference/fit.js";
import { asyncFit } from "../../inference/fit-async.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import { checkOnScale } from "../../inference/scale.js";
import type { Random } from "../../math/random.js";
import { sampleGamma } from "../../math/samplers.js";
import { piece, reached } from "../../pieces.js";
import { asList, asLists } from "../../tables/columns.js";
import { openRandom, resampleCases, singleCases } from "../draw-cases.js";
import { type ParametersOrFit, parametersOf } from "../fitted.js";
import { spendLikelihood, spendLogDensity } from "./gamma-gamma-likelihood.js";
import { spendLimits } from "./gamma-gamma-limits.js";
import {
  readFrequencies,
  readSpenders,
  type Spenders,
  type SpendHistory,
  type SpendSimulationOptions,
} from "./spenders.js";

export { independence, type SpendIndependence } from "./independence.js";

/** Parameters of the gamma-gamma model. */
export interface GammaGammaParameters {
  /** Shape of the spends of one customer: above 0; large means that a customer's spends are alike. */
  readonly p: number;
  /** Shape of the distribution across customers: above 0; the mean spend exists for q above 1. */
  readonly q: number;
  /** Scale of that distribution, in the unit of money. */
  readonly gamma: number;
}

const scale = { p: "log", q: "log", gamma: "log" } as const;

function read(where: string, given: ParametersOrFit<GammaGammaParameters>): GammaGammaParameters {
  const parameters = parametersOf(where, "gammaGamma", given);
  checkOnScale(where, "parameters", parameters, scale);
  return parameters;
}

/** The likelihood of the average spends of customers. */
function likelihoodProblem(customers: SpendHistory | Spenders): LikelihoodProblem<GammaGammaParameters> {
  const where = "gammaGamma.fit";
  const { frequency, monetaryValue, weight } = readSpenders(where, customers);
  const used = weight.map((w, i) => (frequency[i]! > 0 ? w : 0));
  const { columns, weights, totalWeight } = distinctRows([frequency, monetaryValue], used);
  const [x, m] = columns as unknown as [Float64Array, Float64Array];
  const rule = "must include two or more customers of frequency above 0";
  checkSufficient(totalWeight >= 2, where, "customers", rule, totalWeight);
  const most = x[x.length - 1]!;
  const repeatRule =
    "must be 2 or more for some customers: spends of one customer are not told from those of others";
  checkSufficient(most >= 2, where, "customers.frequency", repeatRule, most);
  checkPrices(where, m, weights);
  let mean = 0;
  for (let i = 0; i < m.length; i++) mean += (weights[i]! * m[i]!) / totalWeight;
  const startAt = (p: number, q: number) => ({ p, q, gamma: (mean * Math.max(q - 1, 0.5)) / p });
  const rows = { frequency: x, monetaryValue: m, weight: weights };
  const problem: LikelihoodProblem<GammaGammaParameters> = {
    where,
    model: "gammaGamma",
    likelihoodOf: "average spend per transaction",
    timeUnit: null,
    scale,
    observations: totalWeight,
    starts: [startAt(5, 4), startAt(1, 2), startAt(20, 1.2)],
    evaluate: spendLikelihood(rows),
  };
  return { ...problem, limits: spendLimits(problem, rows) };
}

/** Where the logarithms of the customers' averages scatter less, all pay one price to four digits: nothing is left to model. */
const onePrice = 3e-4;

function checkPrices(where: string, m: Float64Array, weights: Float64Array): void {
  let [total, mean, squares] = [0, 0, 0];
  for (let i = 0; i < m.length; i++) {
    const ahead = Math.log(m[i]! / m[0]!) - mean;
    total += weights[i]!;
    mean += (ahead * weights[i]!) / total;
    squares += weights[i]! * ahead * (Math.log(m[i]! / m[0]!) - mean);
  }
  const rule =
    "must differ between customers: all pay one price, within a share of 0.0003, which is their expected spend without a model";
  const varies = Math.sqrt(squares / total) > onePrice;
  checkSufficient(varies, where, "customers.monetaryValue", rule, m[0]! * Math.exp(mean));
}

/**
 * Maximum-likelihood estimate of the gamma-gamma model.
 *
 * The log-likelihood is that of the average spend; papers that print the density of the total spend have the same
 * estimates and a log-likelihood lower by Σ ln x. Amounts of 0 or less cannot be explained by the model and are refused.
 * Where customers do not seem to differ, the fit is that of the limit `gammaGamma with one mean spend`; where the spends of each
 * customer do not, of `gammaGamma with one spend per customer`.
 *
 * Formula: f(m | x) = Γ(px+q)/(Γ(px) Γ(q)) γ^q m^(px-1) x^(px) / (γ + x m)^(px+q).
 * @param customers - Rows, or columns `{ frequency, monetaryValue, weight? }`; customers of frequency 0 play no part and
 *   are not counted among the observations.
 * @param options - Starting point, priors, number of iterations.
 * @returns The fit as plain data.
 * @throws {InvalidInputError} If an entry breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If fewer than two customers have a frequency above 0, none bought twice, or all pay one price.
 * @throws {ConvergenceError} If the search stops short of the maximum.
 * @see Fader & Hardie (2013), note 025, equation (1a).
 * @example
 * const customers = {
 *   frequency: [2, 1, 0, 7, 1, 3, 2, 5, 1, 4],
 *   monetaryValue: [22.35, 11.77, null, 73.74, 11.77, 40.1, 25.55, 31.2, 60.5, 18.4],
 * };
 * gammaGamma.fit(customers).observations; // => 9
 */
export function fit(
  customers: SpendHistory | Spenders,
  options: FitOptions<GammaGammaParameters> = {},
): Fit<GammaGammaParameters> {
  const problem = piece(() => likelihoodProblem(customers));
  reached(0.1, 0.9);
  return maximizeLikelihood(problem, options);
}

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const customers = {
 *   frequency: [2, 1, 0, 7, 1, 3, 2, 5, 1, 4],
 *   monetaryValue: [22.35, 11.77, null, 73.74, 11.77, 40.1, 25.55, 31.2, 60.5, 18.4],
 * };
 * (await gammaGamma.fitAsync(customers)).observations; // => 9
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * Log-likelihood of average spends, in natural logarithms; customers of frequency 0 contribute nothing.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param customers - One customer, columns, or rows.
 * @returns The sum over customers; of one customer, the logarithm of the density of the average.
 * @throws {InvalidInputError} If a parameter or an entry breaks a rule.
 * @example
 * Math.exp(gammaGamma.logLikelihood({ p: 6, q: 4, gamma: 16 }, { frequency: 3, monetaryValue: 35 })); // ≈ 0.01628041
 */
export function logLikelihood(
  parameters: ParametersOrFit<GammaGammaParameters>,
  customers: SpendHistory | Spenders,
): number {
  const where = "gammaGamma.logLikelihood";
  const estimates = read(where, parameters);
  const { frequency, monetaryValue, weight } = readSpenders(where, customers);
  const rows = distinctRows([frequency, monetaryValue], weight);
  const [x, m] = rows.columns as unknown as [Float64Array, Float64Array];
  let sum = 0;
  for (let i = 0; i < x.length; i++)
    if (x[i]! > 0) sum += rows.weights[i]! * spendLogDensity(estimates, x[i]!, m[i]!);
  return sum;
}

/**
 * Expected spend per transaction of a customer of whom nothing is known.
 *
 * Formula: E[M] = p γ / (q - 1).
 * @param parameters - Parameters of the model, or a fit of it.
 * @returns The mean spend in the unit of money; null for q of 1 or less, where the mean does not exist.
 * @throws {InvalidInputError} If a parameter breaks a rule.
 * @see Fader & Hardie (2013), note 025, equation (4).
 * @example
 * gammaGamma.expectedSpend({ p: 6.25, q: 3.74, gamma: 15.44 }); // ≈ 35.22
 */
export function expectedSpend(parameters: ParametersOrFit<GammaGammaParameters>): number | null {
  const where = "gammaGamma.expectedSpend";
  const estimates = read(where, parameters);
  const { p, q, gamma } = estimates;
  return q > 1 ? (p * gamma) / (q - 1) : null;
}

/** What the expected spend is given as: null where it does not exist for one customer, NaN in a column. */
export type PerSpender<Input> = Input extends SpendHistory ? number | null : Float64Array;

/**
 * Expected spend per transaction of a customer, given the average of the transactions seen.
 *
 * A weighted mean of the customer's average and the mean of all; the more transactions, the more the customer's own
 * average counts. It is the mean of future transactions, so it values repeat purchases, not the first one.
 *
 * Formula: E[M | m, x] = p (γ + x m) / (p x + q - 1).
 * @param parameters - Parameters of the model, or a fit of it.
 * @param customers - One customer, columns, or rows.
 * @returns The expected spend: one number, or a column. For q of 1 or less it does not exist for customers with
 *   p x + q of 1 or less: null for one customer, NaN in a column.
 * @throws {InvalidInputError} If a parameter or an entry breaks a rule.
 * @see Fader & Hardie (2013), note 025, equation (5).
 * @example
 * gammaGamma.conditionalExpectedSpend({ p: 6, q: 4, gamma: 16 }, { frequency: 3, monetaryValue: 35 }); // ≈ 34.57143
 */
export function conditionalExpectedSpend<Input extends SpendHistory | Spenders>(
  parameters: ParametersOrFit<GammaGammaParameters>,
  customers: Input,
): PerSpender<Input> {
  const where = "gammaGamma.conditionalExpectedSpend";
  const { p, q, gamma } = read(where, parameters);
  const { frequency, monetaryValue, one } = readSpenders(where, customers, true);
  const spends = frequency.map((x, i) => {
    const weight = p * x + (q - 1);
    return weight > 0 ? (p * (gamma + x * monetaryValue[i]!)) / weight : Number.NaN;
  });
  const alone = Number.isNaN(spends[0]) ? null : spends[0];
  return (one ? alone : asList(spends)) as PerSpender<Input>;
}

/** Simulated spending as the functions take it. */
export interface SimulatedSpenders {
  /** Number of transactions of each customer. */
  readonly frequency: Float64Array;
  /** Simulated mean spend per transaction; NaN where `frequency` is 0. */
  readonly monetaryValue: Float64Array;
}

/**
 * Simulated average spends, for tests, teaching and power studies.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param options - Number of transactions of each customer, seed and stream.
 * @returns A column of averages beside the frequencies.
 * @throws {InvalidInputError} If an argument breaks a rule.
 * @example
 * gammaGamma.simulate({ p: 6, q: 4, gamma: 16 }, { frequency: [3, 1, 2], seed: 7 }).monetaryValue.length; // => 3
 */
export function simulate(
  parameters: ParametersOrFit<GammaGammaParameters>,
  options: SpendSimulationOptions,
): SimulatedSpenders {
  const where = "gammaGamma.simulate";
  const estimates = read(where, parameters);
  checkOptions(where, options, ["frequency", "seed", "stream"]);
  const random = openRandom(where, options);
  const frequency = readFrequencies(where, options.frequency);
  return drawSpends(where, estimates, frequency, random);
}

function drawSpends(
  where: string,
  { p, q, gamma }: GammaGammaParameters,
  frequency: Float64Array,
  random: Random,
): SimulatedSpenders {
  const monetaryValue = frequency.map((x) => {
    if (x === 0) return Number.NaN;
    const rate = sampleGamma(random, q) / gamma;
    const mean = sampleGamma(random, p * x) / (x * rate);
    const rule = "must give finite spends above 0: with so small a p or q some are beyond what numbers hold";
    check(mean > 0 && mean < Number.POSITIVE_INFINITY, where, "parameters", rule, mean);
    return mean;
  });
  return asLists({ frequency: Float64Array.from(frequency), monetaryValue });
}

/** The likelihood, and customers drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference: SpendInference = {
  likelihoodProblem,
  resample(customers, options = {}) {
    const where = "gammaGamma.inference.resample";
    const { weight } = readSpenders(where, customers);
    return resampleCases(where, customers, weight, options);
  },
  replicate(parameters, customers, options = {}) {
    const where = "gammaGamma.inference.replicate";
    const estimates = read(where, parameters);
    checkOptions(where, options, ["seed", "stream"]);
    const { frequency, weight } = readSpenders(where, customers);
    const rows = singleCases(where, customers, weight);
    const random = openRandom(where, options);
    const again = Float64Array.from(rows, (row) => frequency[row]!);
    return drawSpends(where, estimates, again, random);
  },
};

/**
 * What `bootstrap`, profiles and posteriors use of the gamma-gamma model.
 * @inline
 */
interface SpendInference {
  /**
   * The likelihood of the gamma-gamma model for a set of customers.
   * @param customers - Rows, or columns `{ frequency, monetaryValue, weight? }`; customers of frequency 0 play no part.
   * @returns The likelihood with its gradient, scales and starting points.
   */
  likelihoodProblem(customers: SpendHistory | Spenders): LikelihoodProblem<GammaGammaParameters>;
  /**
   * A data set of the same size drawn from the customers with replacement, as `bootstrap` does.
   * @param customers - One customer, columns, or rows, as `fit` takes them; weights must be whole.
   * @param options - `seed` and `stream`.
   * @returns The same rows or columns, each customer weighted by the number of times that it was drawn, 0 included.
   */
  resample<Data extends SpendHistory | Spenders>(customers: Data, options?: DataDrawOptions): Data;
  /**
   * A data set of the same design drawn from the model, as a parametric `bootstrap` does: as many customers as the weights
   * count, each with as many transactions as before.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param customers - One customer, columns, or rows; only frequencies and weights play a part.
   * @param options - `seed` and `stream`.
   * @returns Columns with one entry per customer; `monetaryValue` is NaN where `frequency` is 0.
   */
  replicate(
    parameters: ParametersOrFit<GammaGammaParameters>,
    customers: SpendHistory | Spenders,
    options?: DataDrawOptions,
  ): SimulatedSpenders;
}
