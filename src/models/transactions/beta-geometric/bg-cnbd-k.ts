/**
 * The BG/CNBD-k model: the BG/NBD model with purchases more regular than at random. The gaps between purchases are Erlang-k
 * distributed, k = 1 being random purchases, k = 2 every second event of a random process. Parameters k, r, alpha, a, b.
 *
 * @see Platzer & Reutterer (2016), "Ticking Away the Moments: Timing Regularity Helps to Better Predict Customer Activity",
 *   Marketing Science 35(5), 779-799, doi:10.1287/mksc.2015.0963; Reutterer, Platzer & Schröder (2021), "Leveraging Purchase
 *   Regularity for Predicting Customer Behavior the Easy Way", International Journal of Research in Marketing 38(1), 194-215.
 *
 * @module
 */
import { check } from "../../../errors.js";
import type { DataDrawOptions } from "../../../inference/bootstrap.js";
import { type CountInTime, checkCountInTime } from "../counts.js";
import {
  type CustomerHistory,
  type CustomerVerb,
  type CustomerVerbWith,
  checkParameters,
  checkTime,
  finiteResult,
  perCustomer,
  perTime,
  type TimeVerb,
} from "../customers.js";
import { continuousRate, type Discounting } from "../discounting.js";
import { totalLogLikelihood } from "../fit-checks.js";
import { type ReplicatedCustomers, replicateCustomers, resampleCustomers } from "../redrawn-customers.js";
import { type PurchaseSimulation, type PurchaseSimulationOptions, simulateCustomers } from "../simulation.js";
import {
  type CnbdKFit,
  type CnbdKFitOptions,
  type CnbdKParameters,
  fitShapes,
  gapLogLikelihood,
  gapTotals,
  type TimedCustomers,
  type TimedHistory,
} from "./erlang-gaps.js";
import { aliveProbability, type BetaGeometric, historyLogLikelihood } from "./history.js";
import { drawBetaGeometric } from "./simulation.js";
import {
  checkDiscounted,
  discountedGivenHistory,
  expectedGivenHistory,
  expectedOfNew,
  probabilityGivenHistory,
  probabilityOfNew,
} from "./verbs.js";

/** Parameters of the BG/CNBD-k model: the shape k of the gaps, and those of the BG/NBD model. */
export type BgCnbdKParameters = CnbdKParameters;

const kind = { zero: 0 } as const;

function modelOf(where: string, parameters: BgCnbdKParameters): BetaGeometric {
  checkParameters(where, parameters, ["k", "r", "alpha", "a", "b"]);
  const { k, r, alpha, a, b } = parameters;
  check(Number.isSafeInteger(k), where, "parameters.k", "must be a whole number of 1 or more", k);
  return { k, r, alpha, a, b, ...kind };
}

/**
 * Maximum-likelihood estimate of the BG/CNBD-k model: every shape k is fitted, and the likeliest kept.
 *
 * Standard errors are those given k. The likelihood is that of the gaps too, so compare it with k = 1 of this model (its
 * `shapes`), not with other models.
 *
 * @param customers - Rows, or columns `{ frequency, recency, T, sumLogGaps, weight? }`, as `summarizeTransactions` gives them.
 * @param options - Shapes to try (1 to 12), starting point, priors, number of iterations.
 * @returns The fit as plain data, with the log-likelihood at every shape.
 * @throws {InvalidInputError} If a history breaks a rule; the message names the row.
 * @throws {InsufficientDataError} If nobody bought again.
 * @throws {ConvergenceError} If the search stops short of the maximum.
 * @see Reutterer, Platzer & Schröder (2021).
 *
 * @example
 * const customers = {
 *   frequency: [0, 3, 5, 1, 4, 0, 2, 6],
 *   recency: [0, 30, 35, 9, 20, 0, 21, 36],
 *   T: [38, 38, 38, 30, 35, 38, 32, 38],
 *   sumLogGaps: [0, 6.9, 9.5, 2.2, 6.3, 0, 4.7, 10.6],
 * };
 * bgCnbdK.fit(customers, { shapes: [1, 2] }).shapes.length; // => 2
 */
export function fit(customers: TimedCustomers, options: CnbdKFitOptions = {}): CnbdKFit {
  return fitShapes({ ...kind, where: "bgCnbdK.fit", model: "bgCnbdK" }, customers, options);
}

/**
 * Log-likelihood of the purchase times of customers, in natural logarithms; weights count customers.
 *
 * @param parameters - k, r, alpha, a, b.
 * @param customers - One customer, columns, or rows; for k above 1 with `sumLogGaps`.
 * @returns The sum over customers.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule.
 * @see Reutterer, Platzer & Schröder (2021).
 *
 * @example
 * const parameters = { k: 2, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * bgCnbdK.logLikelihood(parameters, { frequency: 2, recency: 30.43, T: 38.86, sumLogGaps: 5.4 }); // ≈ -9.0504
 */
export function logLikelihood(
  parameters: BgCnbdKParameters,
  customers: CustomerHistory | TimedHistory | TimedCustomers,
): number {
  const where = "bgCnbdK.logLikelihood";
  const model = modelOf(where, parameters);
  const gaps = gapLogLikelihood(where, model.k, customers);
  return (
    gaps + totalLogLikelihood(where, customers, (x, recency, T) => historyLogLikelihood(model, x, recency, T))
  );
}

/**
 * Probability that a customer with a given history has not left by T, 0 to 1.
 *
 * A customer without a repeat purchase has had no occasion to leave: the probability is 1 by construction, however long
 * ago the first purchase was. `mbgCnbdK` and `paretoNbd` differ there.
 *
 * Formula: that of the model with k = 1, purchases being every k-th event of the random process.
 *
 * @param parameters - k, r, alpha, a, b.
 * @param customers - One customer, columns, or rows.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule.
 * @see Reutterer, Platzer & Schröder (2021).
 *
 * @example
 * const parameters = { k: 2, r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };
 * bgCnbdK.probabilityAlive(parameters, { frequency: 26, recency: 30.857143, T: 31 }); // ≈ 0.9713494
 */
export const probabilityAlive: CustomerVerb<BgCnbdKParameters> = (parameters, customers) => {
  const where = "bgCnbdK.probabilityAlive";
  const model = modelOf(where, parameters);
  return perCustomer(where, customers, (x, recency, T) => aliveProbability(model, x, recency, T));
};

/**
 * Expected number of repeat purchases of a new customer in the time t after the first purchase.
 *
 * Formula: that of the model with k = 1, purchases being every k-th event of the random process.
 *
 * @param parameters - k, r, alpha, a, b.
 * @param t - Length of time, 0 or more, in the unit of alpha; or many of them.
 * @returns Expected purchases, the first one not counted.
 * @throws {InvalidInputError} If a parameter or a time breaks a rule.
 * @see Reutterer, Platzer & Schröder (2021).
 *
 * @example
 * const parameters = { k: 2, r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };
 * bgCnbdK.expectedTransactions(parameters, 52); // ≈ 0.820587
 */
export const expectedTransactions: TimeVerb<BgCnbdKParameters> = (parameters, t) => {
  const where = "bgCnbdK.expectedTransactions";
  const model = modelOf(where, parameters);
  return perTime(where, t, (time) => expectedOfNew(model, time));
};

/**
 * Expected number of purchases of a customer in the time t after T, given the history up to T.
 *
 * Formula: that of the model with k = 1, purchases being every k-th event of the random process.
 *
 * @param parameters - k, r, alpha, a, b.
 * @param customers - One customer, columns, or rows.
 * @param t - Length of time from T on, 0 or more.
 * @returns Expected purchases: one number, or a column.
 * @throws {InvalidInputError} If a parameter, a history or the time breaks a rule.
 * @see Reutterer, Platzer & Schröder (2021).
 *
 * @example
 * const parameters = { k: 2, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * bgCnbdK.conditionalExpectedTransactions(parameters, { frequency: 2, recency: 30.43, T: 38.86 }, 39); // ≈ 1.373
 */
export const conditionalExpectedTransactions: CustomerVerbWith<BgCnbdKParameters, number> = (
  parameters,
  customers,
  t,
) => {
  const where = "bgCnbdK.conditionalExpectedTransactions";
  const model = modelOf(where, parameters);
  checkTime(where, "t", t);
  return perCustomer(where, customers, expectedGivenHistory(model, t));
};

/**
 * Probability that a new customer makes exactly x repeat purchases in the time t after the first purchase.
 *
 * Formula: that of the model with k = 1, purchases being every k-th event of the random process.
 *
 * @param parameters - k, r, alpha, a, b.
 * @param event - `x`, a whole number of 0 or more, and `t`, 0 or more.
 * @returns A probability; over all x they sum to 1.
 * @throws {InvalidInputError} If a parameter or the event breaks a rule.
 * @see Reutterer, Platzer & Schröder (2021).
 *
 * @example
 * const parameters = { k: 2, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * bgCnbdK.transactionProbability(parameters, { x: 0, t: 39 }); // ≈ 0.6990403
 */
export function transactionProbability(parameters: BgCnbdKParameters, event: CountInTime): number {
  const where = "bgCnbdK.transactionProbability";
  const model = modelOf(where, parameters);
  checkCountInTime(where, event);
  return finiteResult(where, probabilityOfNew(model, event.x, event.t));
}

/**
 * Probability that a customer makes exactly x purchases in the time t after T, given the history up to T; x = 0 is the
 * business's question "will nothing more come?".
 *
 * Formula: that of the model with k = 1, purchases being every k-th event of the random process.
 *
 * @param parameters - k, r, alpha, a, b.
 * @param customers - One customer, columns, or rows.
 * @param event - `x`, a whole number of 0 or more, and `t`, the length of time from T on.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter, a history or the event breaks a rule.
 *
 * @example
 * const parameters = { k: 2, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * bgCnbdK.conditionalTransactionProbability(parameters, customer, { x: 0, t: 39 }); // ≈ 0.3349
 */
export const conditionalTransactionProbability: CustomerVerbWith<BgCnbdKParameters, CountInTime> = (
  parameters,
  customers,
  event,
) => {
  const where = "bgCnbdK.conditionalTransactionProbability";
  const model = modelOf(where, parameters);
  checkCountInTime(where, event);
  return perCustomer(where, customers, probabilityGivenHistory(model, event.x, event.t));
};

/**
 * Discounted expected residual transactions (DERT): the present value at T, in purchases, of all purchases to come.
 *
 * Formula: that of the model with k = 1, purchases being every k-th event of the random process.
 *
 * @param parameters - k, r, alpha, a, b.
 * @param customers - One customer, columns, or rows.
 * @param discounting - An effective rate with its period and the time unit of the parameters, or a continuous rate per
 *   time unit by name.
 * @returns Discounted purchases: one number, or a column. Multiply by the margin of a purchase for residual value.
 * @throws {InvalidInputError} If an argument breaks a rule, or the rate is 0 where a is 1 or less: the sum then diverges.
 * @see Reutterer, Platzer & Schröder (2021).
 *
 * @example
 * const parameters = { k: 2, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * const discountRate = { rate: 0.15, per: "year" } as const;
 * bgCnbdK.discountedExpectedResidualTransactions(parameters, customer, { discountRate, timeUnit: "week" }); // ≈ 5.78
 */
export const discountedExpectedResidualTransactions: CustomerVerbWith<BgCnbdKParameters, Discounting> = (
  parameters,
  customers,
  discounting,
) => {
  const where = "bgCnbdK.discountedExpectedResidualTransactions";
  const model = modelOf(where, parameters);
  const rate = continuousRate(where, discounting);
  checkDiscounted(where, model, rate);
  return perCustomer(where, customers, discountedGivenHistory(model, rate));
};

/**
 * Simulated customers and their purchases, for tests, teaching and power studies.
 *
 * @param parameters - k, r, alpha, a, b.
 * @param options - Number of customers, T, an optional holdout, seed and stream.
 * @returns Histories with what only a simulation knows (alive at T, purchases in the holdout), and every purchase.
 * @throws {InvalidInputError} If an argument breaks a rule.
 *
 * @example
 * const parameters = { k: 2, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const { customers } = bgCnbdK.simulate(parameters, { customers: 1000, T: 39, seed: 7 });
 * customers.frequency.length; // => 1000
 */
export function simulate(
  parameters: BgCnbdKParameters,
  options: PurchaseSimulationOptions,
): PurchaseSimulation {
  const where = "bgCnbdK.simulate";
  const model = modelOf(where, parameters);
  return simulateCustomers(where, options, (random) => drawBetaGeometric(model, random));
}

/**
 * Draws a data set of the same size from the customers of another, with replacement.
 *
 * It is what `bootstrap` calls. Weights must be whole: they are counts of customers.
 *
 * @param customers - Columns or rows, as `fit` takes them.
 * @param options - `seed` and `stream`.
 * @returns The same rows or columns, each customer weighted by the number of times that it was drawn, 0 included.
 * @throws {InvalidInputError} If a history breaks a rule or a weight is not whole.
 *
 * @example
 * const customers = { frequency: [0, 1, 5], recency: [0, 30.43, 36], T: [38.86, 38.86, 38.86], sumLogGaps: [0, 3.4, 9.4], weight: [5, 3, 2] };
 * const { weight } = bgCnbdK.resample(customers, { seed: 3 });
 * weight[0]! + weight[1]! + weight[2]!; // => 10
 */
export function resample<Data extends TimedCustomers>(customers: Data, options: DataDrawOptions = {}): Data {
  const where = "bgCnbdK.resample";
  gapTotals(where, customers);
  return resampleCustomers(where, customers, options);
}

/**
 * Draws a data set of the same design from the model: as many customers as the weights count, each observed as long as before.
 *
 * It is what a parametric `bootstrap` calls, and what `bootstrapLikelihoodRatioTest` draws from the simpler model. Columns
 * other than T and the unit of time are not drawn, and left out.
 *
 * @param parameters - k, r, alpha, a, b.
 * @param customers - Columns or rows; only T, weights and the unit of time play a part.
 * @param options - `seed` and `stream`.
 * @returns Columns with one entry per customer.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule or a weight is not whole.
 *
 * @example
 * const customers = { frequency: [0, 2], recency: [0, 30.43], T: [38.86, 35], sumLogGaps: [0, 4.1], weight: [3, 1] };
 * const drawn = bgCnbdK.replicate({ k: 2, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }, customers, { seed: 3 });
 * Array.from(drawn.T); // => [38.86, 38.86, 38.86, 35]
 */
export function replicate(
  parameters: BgCnbdKParameters,
  customers: TimedCustomers,
  options: DataDrawOptions = {},
): ReplicatedCustomers {
  const where = "bgCnbdK.replicate";
  const model = modelOf(where, parameters);
  return replicateCustomers(where, customers, options, (random) => drawBetaGeometric(model, random));
}
