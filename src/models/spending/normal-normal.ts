/**
 * The normal-normal model of profit per order, which refunds, discounts and returns may make negative. A customer's orders
 * are normal around a mean of the customer's own; the means are normal across customers, so that the average of few orders is
 * pulled towards the mean of all. Profit is taken to be independent of frequency: see `independence`. Parameters mu, tau, sigma.
 *
 * @see Schmittlein & Peterson (1994), "Customer Base Analysis: An Industrial Purchase Process Application", Marketing
 *   Science 13(1), 41-67, doi:10.1287/mksc.13.1.41; Gelman et al. (2013), "Bayesian Data Analysis" (3rd ed.), section 5.4, for
 *   the letters; Bühlmann (1967), "Experience Rating and Credibility", ASTIN Bulletin 4(3), 199-207, for profits that are not normal.
 *
 * @module
 */

import { checkOptions, checkSufficient } from "../../errors.js";
import type { DataDrawOptions } from "../../inference/bootstrap.js";
import { distinctRows } from "../../inference/distinct-rows.js";
import type { Fit, FitOptions, LikelihoodProblem } from "../../inference/fit.js";
import { asyncFit } from "../../inference/fit-async.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import { checkOnScale } from "../../inference/scale.js";
import { normalCdf } from "../../math/normal.js";
import type { Random } from "../../math/random.js";
import { sampleGamma, sampleNormal } from "../../math/samplers.js";
import { piece } from "../../pieces.js";
import { asList, asLists } from "../../tables/columns.js";
import { openRandom, resampleCases, singleCases } from "../draw-cases.js";
import { type ParametersOrFit, parametersOf } from "../fitted.js";
import { type SpendIndependence, spendIndependence } from "./independence.js";
import { type ProfitSums, profitLikelihood, profitSums, type Three } from "./normal-normal-likelihood.js";
import { profitLimits, startAt } from "./normal-normal-limits.js";
import { type ProfitHistories, type ProfitHistory, type ReadProfits, readProfits } from "./profits.js";
import { readFrequencies, type SpendSimulationOptions } from "./spenders.js";

/** Parameters of the normal-normal model, in the unit of money. */
export interface NormalNormalParameters {
  /** Mean of the customers' mean profits per order: any number. */
  readonly mu: number;
  /** Standard deviation of the customers' means: above 0; small where customers are alike. */
  readonly tau: number;
  /** Standard deviation of the orders of one customer around the customer's mean: above 0. */
  readonly sigma: number;
}

const scale = { mu: "identity", tau: "log", sigma: "log" } as const;

function read(where: string, given: ParametersOrFit<NormalNormalParameters>): NormalNormalParameters {
  const parameters = parametersOf(where, "normalNormal", given);
  checkOnScale(where, "parameters", parameters, scale);
  return parameters;
}

function sumsOf({ frequency, monetaryValue, monetaryVariance, weight }: ReadProfits): ProfitSums {
  const given = [frequency, monetaryValue, ...(monetaryVariance === null ? [] : [monetaryVariance])];
  const { columns, weights } = distinctRows(given, weight);
  const [x, m, v = null] = columns as [Float64Array, Float64Array, Float64Array?];
  return profitSums({ x, m, v, weight: weights });
}

/** The likelihood of the profits of customers. */
function likelihoodProblem(
  customers: ProfitHistory | ProfitHistories,
): LikelihoodProblem<NormalNormalParameters> {
  const where = "normalNormal.fit";
  const profits = readProfits(where, customers);
  const sums = sumsOf(profits);
  checkProfits(where, sums, profits.monetaryVariance !== null);
  const start = startAt(sums);
  const spread = Math.log(Math.hypot(start.tau, start.sigma));
  return {
    where,
    model: "normalNormal",
    likelihoodOf:
      profits.monetaryVariance === null ? "average spend per transaction" : "amount of every order",
    timeUnit: null,
    scale,
    observations: sums.customers,
    starts: [start],
    units: { mu: { origin: start.mu, unit: Math.exp(spread) } },
    evaluate: profitLikelihood(sums),
    limits: profitLimits(sums),
    defaultPriors: {
      mu: { mean: start.mu, standardDeviation: 10 * Math.exp(spread) },
      tau: { mean: spread, standardDeviation: 2 },
      sigma: { mean: spread, standardDeviation: 2 },
    },
  };
}

/** Where amounts scatter less beside their mean, all are one to four digits: nothing is left to model. */
const oneAmount = 3e-4;

function checkProfits(where: string, sums: ProfitSums, varied: boolean): void {
  const { classes, customers, within, squaresWithin } = sums;
  const rule = "must include two or more customers of frequency above 0";
  checkSufficient(customers >= 2, where, "customers", rule, customers);
  const most = classes.at(-1)!.x;
  const repeatRule =
    "must be 2 or more for some customers: orders of one customer are not told from those of others";
  checkSufficient(most >= 2, where, "customers.frequency", repeatRule, most);
  const differRule =
    "must differ between customers unless monetaryVariance is given: their averages alone do not tell customers from chance";
  checkSufficient(varied || classes.length > 1, where, "customers.frequency", differRule, most);
  const { mu, squares } = scatter(sums);
  const deviation = Math.sqrt((squares + squaresWithin) / (customers + within));
  const oneRule =
    "must differ between customers: all orders bring one amount, within a share of 0.0003, which is expected of them without a model";
  checkSufficient(deviation > oneAmount * Math.abs(mu), where, "customers.monetaryValue", oneRule, mu);
  const variedRule =
    "must be above 0 for some customer: where no customer's orders differ, each customer's own average is what to expect";
  checkSufficient(within === 0 || squaresWithin > 0, where, "customers.monetaryVariance", variedRule, 0);
}

/** Mean of the averages, and the sum of their squared deviations from it. */
function scatter({ classes }: ProfitSums): { readonly mu: number; readonly squares: number } {
  let [total, mu, squares] = [0, 0, 0];
  for (const { customers, mean, squares: own } of classes) {
    total += customers;
    const ahead = mean - mu;
    mu += (ahead * customers) / total;
    squares += own + customers * ahead * (mean - mu);
  }
  return { mu, squares };
}

/**
 * Maximum-likelihood estimate of the normal-normal model.
 *
 * With `monetaryVariance`, which `summarizeTransactions` gives when asked, the likelihood is that of every order, and a few orders per
 * customer tell customers from chance. Without it the likelihood is that of the averages, as the gamma-gamma model's is: the two
 * are then comparable by `compareFits`, but need many customers of different frequencies. The estimates hold for profits
 * that are not normal; the standard errors, above all of `tau` and `sigma`, do not where tails are heavy: use `bootstrap`.
 *
 * Formula: m ~ N(μ, τ² + σ²/x), and (x - 1) v/σ² is chi-square with x - 1 degrees of freedom, v being the sample variance.
 * @param customers - Rows, or columns `{ frequency, monetaryValue, monetaryVariance?, weight? }`; customers of frequency 0 play no
 *   part and are not counted among the observations.
 * @param options - Starting point, priors, number of iterations.
 * @returns The fit as plain data.
 * @throws {InvalidInputError} If an entry breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If fewer than two customers have a frequency above 0, none ordered twice, all orders bring one
 *   amount, no customer's orders differ, or without variances all frequencies are equal.
 * @throws {ConvergenceError} If the search stops short of the maximum.
 * @see Schmittlein & Peterson (1994), Marketing Science 13(1), 41-67, doi:10.1287/mksc.13.1.41.
 * @example
 * const customers = {
 *   frequency: [2, 1, 0, 7, 1, 3, 2, 5, 1, 4],
 *   monetaryValue: [22.3, -11.7, null, 43.7, 11.8, 40.1, -25.5, 31.2, 20.5, 18.4],
 *   monetaryVariance: [110, null, null, 250, null, 90, 160, 210, null, 120],
 * };
 * normalNormal.fit(customers).parameters; // ≈ { mu: 18.195, tau: 19.463, sigma: 13.559 }
 */
export function fit(
  customers: ProfitHistory | ProfitHistories,
  options: FitOptions<NormalNormalParameters> = {},
): Fit<NormalNormalParameters> {
  const problem = piece(() => likelihoodProblem(customers));
  return maximizeLikelihood(problem, options);
}

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const customers = {
 *   frequency: [2, 1, 0, 7, 1, 3, 2, 5, 1, 4],
 *   monetaryValue: [22.3, -11.7, null, 43.7, 11.8, 40.1, -25.5, 31.2, 20.5, 18.4],
 *   monetaryVariance: [110, null, null, 250, null, 90, 160, 210, null, 120],
 * };
 * (await normalNormal.fitAsync(customers)).parameters; // ≈ { mu: 18.195, tau: 19.463, sigma: 13.559 }
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * Log-likelihood of profits, in natural logarithms; customers of frequency 0 contribute nothing.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param customers - One customer, columns, or rows; with `monetaryVariance` the density is that of every order, else that of the averages.
 * @returns The sum over customers.
 * @throws {InvalidInputError} If a parameter or an entry breaks a rule.
 * @example
 * const parameters = { mu: 15, tau: 20, sigma: 12 };
 * normalNormal.logLikelihood(parameters, { frequency: 3, monetaryValue: -4 }); // ≈ -4.3742
 * normalNormal.logLikelihood(parameters, { frequency: 3, monetaryValue: -4, monetaryVariance: 100 }); // ≈ -12.4257
 */
export function logLikelihood(
  parameters: ParametersOrFit<NormalNormalParameters>,
  customers: ProfitHistory | ProfitHistories,
): number {
  const where = "normalNormal.logLikelihood";
  const { mu, tau, sigma } = read(where, parameters);
  return profitLikelihood(sumsOf(readProfits(where, customers)))(Float64Array.of(mu, tau, sigma));
}

/**
 * Expected profit per order of a customer of whom nothing is known.
 *
 * Formula: E[M] = μ.
 * @param parameters - Parameters of the model, or a fit of it.
 * @returns The mean in the unit of money; it may be negative.
 * @throws {InvalidInputError} If a parameter breaks a rule.
 * @example
 * normalNormal.expectedSpend({ mu: 15, tau: 20, sigma: 12 }); // => 15
 */
export function expectedSpend(parameters: ParametersOrFit<NormalNormalParameters>): number {
  return read("normalNormal.expectedSpend", parameters).mu;
}

/** A number for one customer, a column for many. */
export type PerProfit<Input> = Input extends ProfitHistory ? number : Float64Array;

/**
 * Expected profit per order of a customer, given the average of the orders seen.
 *
 * A weighted mean of the customer's average and the mean of all; the more orders, the more the customer's own average counts.
 * It is the best linear prediction for profits of any distribution with these variances. The variance of the
 * customer's own orders plays no part: all customers are taken to scatter alike.
 *
 * Formula: E[M | m, x] = μ + κ (m - μ), κ = x τ² / (x τ² + σ²).
 * @param parameters - Parameters of the model, or a fit of it.
 * @param customers - One customer, columns, or rows.
 * @returns The expected profit: one number, or a column; it may be negative.
 * @throws {InvalidInputError} If a parameter or an entry breaks a rule.
 * @see Schmittlein & Peterson (1994); Bühlmann (1967), ASTIN Bulletin 4(3), 199-207, doi:10.1017/S0515036100009022.
 * @example
 * normalNormal.conditionalExpectedSpend({ mu: 15, tau: 20, sigma: 12 }, { frequency: 3, monetaryValue: -4 }); // ≈ -1.964
 */
export function conditionalExpectedSpend<Input extends ProfitHistory | ProfitHistories>(
  parameters: ParametersOrFit<NormalNormalParameters>,
  customers: Input,
): PerProfit<Input> {
  const where = "normalNormal.conditionalExpectedSpend";
  const { mu, tau, sigma } = read(where, parameters);
  const { frequency, monetaryValue, one } = readProfits(where, customers);
  const means = frequency.map((x, i) => {
    const ownShare = shareOfOwn({ tau, sigma }, x);
    return (1 - ownShare) * mu + ownShare * monetaryValue[i]!;
  });
  return (one ? means[0]! : asList(means)) as PerProfit<Input>;
}

/** κ: what the average of x orders counts. */
function shareOfOwn({ tau, sigma }: Pick<Three, "tau" | "sigma">, x: number): number {
  const ratio = sigma / tau;
  return 1 / (1 + (ratio * ratio) / x);
}

/**
 * Probability that a customer's mean profit per order is below 0: that orders of this customer lose money in the long run.
 *
 * It leans on the normal shape; a single order may lose money far more often. Where tails are heavy, rank customers by it,
 * and judge levels by what a holdout shows.
 *
 * Formula: Φ(-E[M | m, x] / (τ √(1 - κ))), κ = x τ² / (x τ² + σ²).
 * @param parameters - Parameters of the model, or a fit of it.
 * @param customers - One customer, columns, or rows.
 * @returns The probability: one number, or a column.
 * @throws {InvalidInputError} If a parameter or an entry breaks a rule.
 * @see Gelman et al. (2013), "Bayesian Data Analysis" (3rd ed.), equations (5.17).
 * @example
 * normalNormal.probabilityOfLoss({ mu: 15, tau: 20, sigma: 12 }, { frequency: 3, monetaryValue: -4 }); // ≈ 0.618
 */
export function probabilityOfLoss<Input extends ProfitHistory | ProfitHistories>(
  parameters: ParametersOrFit<NormalNormalParameters>,
  customers: Input,
): PerProfit<Input> {
  const where = "normalNormal.probabilityOfLoss";
  const { mu, tau, sigma } = read(where, parameters);
  const { frequency, monetaryValue, one } = readProfits(where, customers);
  const losses = frequency.map((x, i) => {
    const ownShare = shareOfOwn({ tau, sigma }, x);
    const mean = (1 - ownShare) * mu + ownShare * monetaryValue[i]!;
    // τ √(1 - κ), of which neither factor loses digits.
    const deviation = x === 0 ? tau : 1 / Math.hypot(1 / tau, Math.sqrt(x) / sigma);
    return normalCdf(-mean / deviation);
  });
  return (one ? losses[0]! : asList(losses)) as PerProfit<Input>;
}

/**
 * Checks that average profit and frequency are unrelated, as the normal-normal model takes them to be.
 *
 * With many customers a correlation too small to matter is significant: judge its size. Where it is large, value customers in
 * groups of like frequency, each with a fit of its own.
 * @param customers - Rows, or columns `{ frequency, monetaryValue, weight? }`; customers of frequency 0 play no part.
 * @returns Pearson's and Spearman's correlations with their p-values, as plain data.
 * @throws {InvalidInputError} If an entry breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If fewer than three customers have a frequency above 0.
 * @see `gammaGamma.independence`
 * @example
 * const customers = { frequency: [2, 1, 0, 7, 3], monetaryValue: [22.35, -11.77, null, 73.74, 30] };
 * normalNormal.independence(customers).customers; // => 4
 */
export function independence(customers: ProfitHistories): SpendIndependence {
  const where = "normalNormal.independence";
  return spendIndependence(where, readProfits(where, customers));
}

/** Simulated profits as the functions take them. */
export interface SimulatedProfits {
  /** Number of orders of each customer. */
  readonly frequency: Float64Array;
  /** Simulated mean profit per order; NaN where `frequency` is 0. */
  readonly monetaryValue: Float64Array;
  /** Simulated sample variance of the orders; NaN where `frequency` is below 2. */
  readonly monetaryVariance: Float64Array;
}

/**
 * Simulated averages and variances of orders, for tests, teaching and power studies.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param options - Number of orders of each customer, seed and stream.
 * @returns Columns of averages and variances beside the frequencies.
 * @throws {InvalidInputError} If an argument breaks a rule.
 * @example
 * normalNormal.simulate({ mu: 15, tau: 20, sigma: 12 }, { frequency: [3, 1, 2], seed: 7 }).monetaryValue.length; // => 3
 */
export function simulate(
  parameters: ParametersOrFit<NormalNormalParameters>,
  options: SpendSimulationOptions,
): SimulatedProfits {
  const where = "normalNormal.simulate";
  const estimates = read(where, parameters);
  checkOptions(where, options, ["frequency", "seed", "stream"]);
  const random = openRandom(where, options);
  return asLists(drawProfits(estimates, readFrequencies(where, options.frequency), random));
}

function drawProfits(
  { mu, tau, sigma }: NormalNormalParameters,
  frequency: Float64Array,
  random: Random,
): SimulatedProfits {
  const monetaryVariance = new Float64Array(frequency.length).fill(Number.NaN);
  const monetaryValue = frequency.map((x, i) => {
    if (x === 0) return Number.NaN;
    const mean = mu + tau * sampleNormal(random) + (sigma / Math.sqrt(x)) * sampleNormal(random);
    if (x > 1) monetaryVariance[i] = (sigma * sigma * 2 * sampleGamma(random, (x - 1) / 2)) / (x - 1);
    return mean;
  });
  return { frequency: Float64Array.from(frequency), monetaryValue, monetaryVariance };
}

/** The likelihood, and customers drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference: ProfitInference = {
  likelihoodProblem,
  resample(customers, options = {}) {
    const where = "normalNormal.inference.resample";
    const { weight } = readProfits(where, customers);
    return resampleCases(where, customers, weight, options);
  },
  replicate(parameters, customers, options = {}) {
    const where = "normalNormal.inference.replicate";
    const estimates = read(where, parameters);
    checkOptions(where, options, ["seed", "stream"]);
    const { frequency, weight, monetaryVariance } = readProfits(where, customers);
    const rows = singleCases(where, customers, weight);
    const random = openRandom(where, options);
    const again = Float64Array.from(rows, (row) => frequency[row]!);
    const { monetaryVariance: drawn, ...averages } = drawProfits(estimates, again, random);
    return asLists(monetaryVariance === null ? averages : { ...averages, monetaryVariance: drawn });
  },
};

/**
 * What `bootstrap`, profiles and posteriors use of the normal-normal model.
 * @inline
 */
interface ProfitInference {
  /**
   * The likelihood of the normal-normal model for a set of customers.
   * @param customers - Rows, or columns `{ frequency, monetaryValue, monetaryVariance?, weight? }`; customers of frequency 0 play no part.
   * @returns The likelihood with its gradient, scales and starting points.
   */
  likelihoodProblem(customers: ProfitHistory | ProfitHistories): LikelihoodProblem<NormalNormalParameters>;
  /**
   * A data set of the same size drawn from the customers with replacement, as `bootstrap` does.
   * @param customers - One customer, columns, or rows, as `fit` takes them; weights must be whole.
   * @param options - `seed` and `stream`.
   * @returns The same rows or columns, each customer weighted by the number of times that it was drawn, 0 included.
   */
  resample<Data extends ProfitHistory | ProfitHistories>(customers: Data, options?: DataDrawOptions): Data;
  /**
   * A data set of the same design drawn from the model, as a parametric `bootstrap` does: as many customers as the weights
   * count, each with as many orders as before.
   * @param parameters - Parameters of the model, or a fit of it.
   * @param customers - One customer, columns, or rows; only frequencies and weights play a part.
   * @param options - `seed` and `stream`.
   * @returns Columns with one entry per customer, with variances where the customers have them.
   */
  replicate(
    parameters: ParametersOrFit<NormalNormalParameters>,
    customers: ProfitHistory | ProfitHistories,
    options?: DataDrawOptions,
  ): Omit<SimulatedProfits, "monetaryVariance"> & Partial<SimulatedProfits>;
}
