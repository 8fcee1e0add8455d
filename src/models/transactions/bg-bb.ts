/**
 * The BG/BB model of customers who buy or not at each of a series of opportunities (years, events, cruises). While alive a
 * customer takes an opportunity with a probability of their own, and before each opportunity leaves for good with another;
 * both are beta distributed across customers. Parameters alpha, beta, gamma, delta.
 *
 * @see Fader, Hardie & Shang (2010), "Customer-Base Analysis in a Discrete-Time Noncontractual Setting", Marketing Science
 *   29(6), 1086-1108, doi:10.1287/mksc.1100.0580.
 *
 * @module
 */

import { check, checkCount } from "../../errors.js";
import type { LikelihoodProblem } from "../../inference/fit.js";
import { asyncFit } from "../../inference/fit-async.js";
import type { Random } from "../../math/random.js";
import { sampleBeta, sampleGeometric } from "../../math/samplers.js";
import { type RowRange, rangesOf, sumParts } from "../../pieces.js";
import type { OneOrMany } from "../../tables/columns.js";
import {
  type CustomerHistory,
  type Customers,
  historiesOf,
  openCustomers,
} from "../../tables/read-histories.js";
import type { ParametersOrFit } from "../fitted.js";
import {
  addOpportunitiesGradient,
  discountedSurvivals,
  opportunitiesCount,
  opportunitiesLogLikelihood,
  splitHistory,
} from "./bg-bb-history.js";
import { bgBbLimits, bgBbStarts } from "./bg-bb-limits.js";
import {
  type CountInOpportunities,
  type CountsInOpportunities,
  type PerCustomerEvent,
  type PerEvent,
  perCount,
  perCustomerAndCount,
} from "./counts.js";
import { type OpportunityDiscount, opportunityRate } from "./discounting.js";
import { customersToFit, statedTimeUnit } from "./fit-checks.js";
import { inferenceOf } from "./inference-record.js";
import * as methods from "./methods.js";
import {
  checkParameters,
  type OfHistory,
  type PerCustomer,
  type PerCustomerAndTime,
  perCustomer,
  perCustomerAndTime,
} from "./per-customer.js";
import type { Buyer } from "./simulation.js";

/** Parameters of the BG/BB model. */
export interface BgBbParameters {
  /** First shape of the beta distribution of purchase probabilities: their mean is alpha/(alpha + beta). */
  readonly alpha: number;
  /** Second shape of that distribution. */
  readonly beta: number;
  /** First shape of the beta distribution of drop-out probabilities: their mean is gamma/(gamma + delta). */
  readonly gamma: number;
  /** Second shape of that distribution. */
  readonly delta: number;
}

const scale = { alpha: "log", beta: "log", gamma: "log", delta: "log" } as const;

const model: methods.TransactionModel<BgBbParameters, BgBbParameters> = {
  name: "bgBb",
  read(where, parameters) {
    checkParameters(where, parameters, Object.keys(scale));
    return parameters;
  },
  checkCustomers: checkOpportunities,
};

/** Refuses histories that are not counts of opportunities. */
function checkOpportunities(where: string, customers: CustomerHistory | Customers): void {
  const table = openCustomers(where, customers);
  const { frequency, recency, T, length } = historiesOf(table);
  for (let i = 0; i < length; i++) {
    const [x, last, n] = [frequency[i]!, recency[i]!, T[i]!];
    if (Number.isSafeInteger(n) && Number.isSafeInteger(last) && x <= last) continue;
    const name = (field: string): string => table.named(field).name(i);
    const rule = "must be a whole number of opportunities";
    check(Number.isSafeInteger(n), where, name("T"), rule, n);
    check(Number.isSafeInteger(last), where, name("recency"), rule, last);
    check(x <= last, where, name("frequency"), `must be at most recency (${last})`, x);
  }
}

/** The likelihood of customers, and its boundaries where all are alike. */
function likelihoodProblem(customers: CustomerHistory | Customers): LikelihoodProblem<BgBbParameters> {
  const where = "bgBb.fit";
  checkOpportunities(where, customers);
  const rows = customersToFit(where, customers);
  const ranges = rangesOf(rows.length);
  const evaluate = (parameters: Float64Array, gradient?: Float64Array): number => {
    const [alpha, beta, gamma, delta] = parameters as unknown as [number, number, number, number];
    const model = { alpha, beta, gamma, delta };
    const addRange = ({ from, to }: RowRange, slopes?: Float64Array): number => {
      let sum = 0;
      for (let i = from; i < to; i++) {
        const history = [rows.frequency[i]!, rows.recency[i]!, rows.T[i]!] as const;
        const weight = rows.weight[i]!;
        sum += weight * opportunitiesLogLikelihood(model, ...history);
        if (slopes !== undefined) addOpportunitiesGradient(model, history, weight, slopes);
      }
      return sum;
    };
    return sumParts(ranges, rows.length, addRange, gradient);
  };
  const problem: LikelihoodProblem<BgBbParameters> = {
    where,
    model: "bgBb",
    likelihoodOf: "purchases at opportunities (x, t_x, n)",
    timeUnit: statedTimeUnit(where, customers),
    scale,
    observations: rows.totalWeight,
    starts: bgBbStarts,
    evaluate,
  };
  const limits = bgBbLimits(problem, rows);
  return { ...problem, limits, sketch: { evaluate, limits } };
}

/**
 * Maximum-likelihood estimate of the BG/BB model.
 *
 * Customers may have different numbers of opportunities. Where all customers leave alike, only the ratio of gamma and delta
 * is identified: the fit then says so, with that probability.
 *
 * Formula: L = B(α+x, β+n-x)/B(α, β) B(γ, δ+n)/B(γ, δ) + Σ B(α+x, β+t_x-x+i)/B(α, β) B(γ+1, δ+t_x+i)/B(γ, δ),
 * i from 0 to n - t_x - 1.
 * @function
 * @param customers - Rows, or columns `{ frequency, recency, T, weight? }`: opportunities taken, the last one taken (0 if
 *   none), opportunities given.
 * @param options - Starting point, priors, number of iterations.
 * @see Fader, Hardie & Shang (2010), for the likelihood.
 * @example
 * const customers = {
 *   frequency: [0, 1, 1, 2, 2, 3, 4, 6],
 *   recency: [0, 1, 5, 3, 6, 4, 6, 6],
 *   T: [6, 6, 6, 6, 6, 6, 6, 6],
 *   weight: [346, 109, 12, 40, 23, 18, 51, 120],
 * };
 * bgBb.fit(customers).observations; // => 719
 */
export const fit = /* @__PURE__ */ methods.fit(likelihoodProblem);

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const customers = {
 *   frequency: [0, 1, 1, 2, 2, 3, 4, 6],
 *   recency: [0, 1, 5, 3, 6, 4, 6, 6],
 *   T: [6, 6, 6, 6, 6, 6, 6, 6],
 *   weight: [346, 109, 12, 40, 23, 18, 51, 120],
 * };
 * (await bgBb.fitAsync(customers)).observations; // => 719
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/**
 * Log-likelihood of the opportunities taken by customers, in natural logarithms; weights count customers.
 * @function
 * @see Fader, Hardie & Shang (2010), for the likelihood.
 * @example
 * const parameters = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 };
 * bgBb.logLikelihood(parameters, { frequency: 3, recency: 4, T: 6 }); // ≈ -5.060868
 */
export const logLikelihood = /* @__PURE__ */ methods.logLikelihood(model, opportunitiesLogLikelihood);

/**
 * Probability that a customer is alive at the next opportunity, T + 1, given the history up to T.
 *
 * That is the convention of the paper; being alive at T itself is somewhat likelier.
 *
 * Formula: B(α+x, β+n-x)/B(α, β) B(γ, δ+n+1)/B(γ, δ) / L.
 * @function
 * @see Fader, Hardie & Shang (2010), table 6.
 * @example
 * const parameters = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 };
 * bgBb.probabilityAlive(parameters, { frequency: 0, recency: 0, T: 6 }); // ≈ 0.10776
 */
export const probabilityAlive = /* @__PURE__ */ methods.probabilityAlive(
  model,
  (parameters): OfHistory =>
    (x, recency, T) => {
      const { gamma, delta } = parameters;
      return (aliveAtLast(parameters, x, recency, T) * (delta + T)) / (gamma + delta + T);
    },
);

/** Probability of being alive at T itself, given the history. */
function aliveAtLast(parameters: BgBbParameters, x: number, recency: number, T: number): number {
  const { silence, silentAlive } = splitHistory(parameters, x, recency, T);
  return silentAlive / silence;
}

/**
 * Expected number of purchases of a new customer at the next n opportunities.
 *
 * Formula: E[X(n)] = α/(α+β) Σ B(γ, δ+t)/B(γ, δ), t from 1 to n.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param n - Number of opportunities: a whole number of 0 or more.
 * @returns Expected purchases.
 * @throws {InvalidInputError} If a parameter or n breaks a rule.
 * @see Fader, Hardie & Shang (2010), for E[X(n)].
 * @example
 * const parameters = { alpha: 1.203528, beta: 0.749726, gamma: 0.6567808, delta: 2.783796 };
 * bgBb.expectedTransactions(parameters, 10); // ≈ 3.17981
 */
export function expectedTransactions(parameters: ParametersOrFit<BgBbParameters>, n: number): number {
  const where = "bgBb.expectedTransactions";
  const { ready } = methods.open(where, model, parameters);
  checkCount(where, "n", n);
  const { alpha, beta } = ready;
  return (alpha / (alpha + beta)) * discountedSurvivals(ready, n, 0);
}

/** Expected discounted purchases at the next `periods` opportunities, given each history. */
function expectedGivenHistory(parameters: BgBbParameters, periods: number, rate: number) {
  const { alpha, beta, gamma, delta } = parameters;
  const known = new Map<number, number>();
  return (x: number, recency: number, T: number): number => {
    let survivals = known.get(T);
    if (survivals === undefined) {
      survivals = discountedSurvivals({ gamma, delta: delta + T }, periods, rate);
      known.set(T, survivals);
    }
    return (aliveAtLast(parameters, x, recency, T) * (alpha + x) * survivals) / (alpha + beta + T);
  };
}

/**
 * Expected number of purchases of a customer at the next n opportunities, given the history.
 *
 * Formula: E[p | alive at T] P(alive at T) Σ B(γ, δ+T+t)/B(γ, δ+T), t from 1 to n.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param customers - One customer, columns, or rows.
 * @param n - Number of further opportunities: a whole number of 0 or more; or a list of them, for which the customers are
 *   read once.
 * @returns Expected purchases: one number, or a column; for a list of n a list of one or the other.
 * @throws {InvalidInputError} If a parameter, a history or n breaks a rule.
 * @see Fader, Hardie & Shang (2010), equation (13).
 * @example
 * const parameters = { alpha: 1.203528, beta: 0.749726, gamma: 0.6567808, delta: 2.783796 };
 * bgBb.conditionalExpectedTransactions(parameters, { frequency: 0, recency: 0, T: 6 }, 10); // ≈ 0.1302169
 */
export function conditionalExpectedTransactions<
  Input extends CustomerHistory | Customers,
  Time extends OneOrMany,
>(parameters: ParametersOrFit<BgBbParameters>, customers: Input, n: Time): PerCustomerAndTime<Input, Time> {
  const where = "bgBb.conditionalExpectedTransactions";
  const { ready } = methods.openFor(where, model, [parameters, customers]);
  const count = { argument: "n", check: checkCount };
  return perCustomerAndTime(
    where,
    customers,
    n,
    (time) => expectedGivenHistory(ready, time, 0),
    count,
  ) as never;
}

/**
 * Discounted expected residual transactions: the present value at T, in purchases, of all purchases to come, the next
 * opportunity being one period away.
 *
 * Formula: E[p | alive at T] P(alive at T) Σ B(γ, δ+T+t)/B(γ, δ+T) (1+d)^-t, t from 1 on.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param customers - One customer, columns, or rows.
 * @param discounting - The effective rate d from one opportunity to the next as a number, or a rate with its period and the
 *   `timeUnit` between opportunities (left out, that of the rate).
 * @returns Discounted purchases: one number, or a column.
 * @throws {InvalidInputError} If an argument breaks a rule, or the rate is 0 where gamma is 1 or less: the sum then
 *   diverges.
 * @see Fader, Hardie & Shang (2010), for DERT.
 * @example
 * const parameters = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 };
 * const customer = { frequency: 3, recency: 4, T: 6 };
 * bgBb.discountedExpectedResidualTransactions(parameters, customer, { discountRate: 0.1 }); // ≈ 1.621379
 */
export function discountedExpectedResidualTransactions<Input extends CustomerHistory | Customers>(
  parameters: ParametersOrFit<BgBbParameters>,
  customers: Input,
  discounting: OpportunityDiscount,
): PerCustomer<Input> {
  const where = "bgBb.discountedExpectedResidualTransactions";
  const { ready, timeUnit } = methods.openFor(where, model, [parameters, customers]);
  const rate = opportunityRate(where, discounting, timeUnit);
  check(
    rate > 0 || ready.gamma > 1,
    where,
    "discounting.discountRate",
    "must be above 0 where parameters.gamma is 1 or less (the expected number of purchases is infinite)",
    rate,
  );
  const endless = expectedGivenHistory(ready, Number.POSITIVE_INFINITY, rate);
  return perCustomer(where, customers, endless) as PerCustomer<Input>;
}

/**
 * Probability that a new customer takes exactly x of the next n opportunities.
 *
 * Formula: C(n, x) B(α+x, β+n-x)/B(α, β) B(γ, δ+n)/B(γ, δ) + Σ C(i, x) B(α+x, β+i-x)/B(α, β) B(γ+1, δ+i)/B(γ, δ), i from
 * x to n - 1.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param event - `x` and `n`, whole numbers of 0 or more; either may be a list, or both of one length.
 * @returns A probability, or one for each entry of a list; 0 for x above n.
 * @throws {InvalidInputError} If a parameter or the event breaks a rule.
 * @see Fader, Hardie & Shang (2010), for P(X(n) = x).
 * @example
 * const parameters = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 };
 * bgBb.transactionProbability(parameters, { x: 0, n: 6 }); // ≈ 0.3126835
 */
export function transactionProbability<Event extends CountInOpportunities | CountsInOpportunities>(
  parameters: ParametersOrFit<BgBbParameters>,
  event: Event,
): PerEvent<Event> {
  const where = "bgBb.transactionProbability";
  const { ready } = methods.open(where, model, parameters);
  return perCount(where, event, (x, n) => opportunitiesCount(ready, x, n), "n") as PerEvent<Event>;
}

/**
 * Probability that a customer takes exactly x of the next n opportunities, given the history.
 *
 * Formula: P(alive at T) P(X(n) = x) with α + x, β + T - x and δ + T in place of the parameters, plus 1 - P(alive at T) at
 * x = 0.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param customers - One customer, columns, or rows.
 * @param event - `x` and `n`, whole numbers of 0 or more. Either may be a list: with one entry for each customer, or any number
 *   of entries for one customer.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter, a history or the event breaks a rule.
 * @example
 * const parameters = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 };
 * const customer = { frequency: 6, recency: 6, T: 6 };
 * bgBb.conditionalTransactionProbability(parameters, customer, { x: 0, n: 0 }); // => 1
 */
export function conditionalTransactionProbability<
  Input extends CustomerHistory | Customers,
  Event extends CountInOpportunities | CountsInOpportunities,
>(
  parameters: ParametersOrFit<BgBbParameters>,
  customers: Input,
  event: Event,
): PerCustomerEvent<Input, Event> {
  const where = "bgBb.conditionalTransactionProbability";
  const { ready } = methods.openFor(where, model, [parameters, customers]);
  const given =
    (count: number, n: number): OfHistory =>
    (x, recency, T) => {
      const { alpha, beta, gamma, delta } = ready;
      const { silence, silentAlive } = splitHistory(ready, x, recency, T);
      const updated = { alpha: alpha + x, beta: beta + T - x, gamma, delta: delta + T };
      const gone = count === 0 ? (silence - silentAlive) / silence : 0;
      return gone + (silentAlive / silence) * opportunitiesCount(updated, count, n);
    };
  const all = (count: number, n: number) => perCustomer(where, customers, given(count, n));
  const probabilities = perCustomerAndCount(where, [customers, event], { all, each: given }, "n");
  return probabilities as PerCustomerEvent<Input, Event>;
}

/**
 * Posterior mean of a customer's probability to take an opportunity while alive, given the history.
 *
 * Formula: E[p | x, t_x, n] = α/(α+β) L(α+1, β, γ, δ) / L(α, β, γ, δ).
 * @param parameters - Parameters of the model, or a fit of it.
 * @param customers - One customer, columns, or rows.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule.
 * @see Fader, Hardie & Shang (2010), for the posterior means.
 * @example
 * const parameters = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 };
 * bgBb.expectedPurchaseProbability(parameters, { frequency: 6, recency: 6, T: 6 }); // ≈ 0.906
 */
export function expectedPurchaseProbability<Input extends CustomerHistory | Customers>(
  parameters: ParametersOrFit<BgBbParameters>,
  customers: Input,
): PerCustomer<Input> {
  const where = "bgBb.expectedPurchaseProbability";
  const { ready } = methods.openFor(where, model, [parameters, customers]);
  const { alpha, beta } = ready;
  const mean = posteriorMean(ready, {
    prior: alpha / (alpha + beta),
    raised: { ...ready, alpha: alpha + 1 },
  });
  return perCustomer(where, customers, mean) as PerCustomer<Input>;
}

/**
 * Posterior mean of a customer's probability to leave before an opportunity, given the history.
 *
 * Formula: E[θ | x, t_x, n] = γ/(γ+δ) L(α, β, γ+1, δ) / L(α, β, γ, δ).
 * @param parameters - Parameters of the model, or a fit of it.
 * @param customers - One customer, columns, or rows.
 * @returns One probability, or a column of them.
 * @throws {InvalidInputError} If a parameter or a history breaks a rule.
 * @see Fader, Hardie & Shang (2010), table 9.
 * @example
 * const parameters = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 };
 * bgBb.expectedDropoutProbability(parameters, { frequency: 0, recency: 0, T: 6 }); // ≈ 0.31105
 */
export function expectedDropoutProbability<Input extends CustomerHistory | Customers>(
  parameters: ParametersOrFit<BgBbParameters>,
  customers: Input,
): PerCustomer<Input> {
  const where = "bgBb.expectedDropoutProbability";
  const { ready } = methods.openFor(where, model, [parameters, customers]);
  const { gamma, delta } = ready;
  const mean = posteriorMean(ready, {
    prior: gamma / (gamma + delta),
    raised: { ...ready, gamma: gamma + 1 },
  });
  return perCustomer(where, customers, mean) as PerCustomer<Input>;
}

function posteriorMean(
  parameters: BgBbParameters,
  { prior, raised }: { readonly prior: number; readonly raised: BgBbParameters },
): OfHistory {
  return (x, recency, T) => {
    const above = opportunitiesLogLikelihood(raised, x, recency, T);
    return prior * Math.exp(above - opportunitiesLogLikelihood(parameters, x, recency, T));
  };
}

function drawBuyer(parameters: BgBbParameters, random: Random): Buyer {
  const { alpha, beta, gamma, delta } = parameters;
  const purchase = sampleBeta(random, alpha, beta);
  const leaves = sampleBeta(random, gamma, delta);
  return { aliveUntil: sampleGeometric(random, leaves) - 1, gap: () => sampleGeometric(random, purchase) };
}

/**
 * Simulated customers and the opportunities they take, for tests, teaching and power studies.
 * @function
 * @example
 * const parameters = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 };
 * bgBb.simulate(parameters, { customers: 50, T: 6, seed: 7 }).customers.T[0]; // => 6
 */
export const simulate = /* @__PURE__ */ methods.simulate(model, drawBuyer);

/** The likelihood, and customers drawn again: what `bootstrap`, `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf(model, { likelihoodProblem, draw: drawBuyer });
