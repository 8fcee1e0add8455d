/** Whether an experiment should run longer before it is decided: what more customers would be worth to know. */
import {
  check,
  checkCount,
  checkFields,
  checkFinite,
  checkNonNegative,
  checkPositive,
} from "../../errors.js";
import { normalCdf, normalPdf } from "../../math/normal.js";

/** What is known of an effect, what it would decide, and what it costs to know more. */
export interface RunningLongerInput {
  /** Effect per customer, in money: first group less second, as a comparison gave it. */
  readonly estimate: number;
  /** Its standard error, in money: above 0. */
  readonly standardError: number;
  /** What the change costs for each customer who gets it; 0 if left out. */
  readonly costPerCustomer?: number | undefined;
  /** Customers for whom the decision is made, over as long as it will stand: a whole number of 1 or more. */
  readonly customers: number;
  /** Customers in the experiment so far: a whole number of 1 or more. */
  readonly observed: number;
  /** Customers that running longer would add, in the same proportion: a whole number of 1 or more. */
  readonly more: number;
  /** What running longer costs in all, in money: 0 or more; 0 if left out. */
  readonly cost?: number | undefined;
  /** Mean and standard deviation of what was believed of such effects before; nothing (all alike likely) if left out. */
  readonly prior?: { readonly mean: number; readonly standardDeviation: number } | undefined;
}

/** What running longer is worth. */
export interface RunningLongerValue {
  /** What to do now if it must be decided: `"adopt"` where the expected effect is above its cost. */
  readonly decision: "adopt" | "decline";
  /** Probability that this decision is wrong. */
  readonly wrong: number;
  /** Expected net gain of adopting for all customers; below 0 where declining is better. */
  readonly expectedGain: number;
  /** What it would be worth to know the effect exactly (EVPI): the expected loss of deciding now. */
  readonly perfect: number;
  /** What the additional customers are worth to know (EVSI): never more than `perfect`. */
  readonly sample: number;
  /** `sample` less the cost. */
  readonly net: number;
  /** Whether to run longer: `net` is above 0. */
  readonly runLonger: boolean;
}

const where = "valueOfRunningLonger";

/**
 * Whether to run an experiment longer: what more customers would be worth to know, against what they cost.
 *
 * Not significant is no decision: someone must choose, and the expected loss of choosing now is `perfect`. More data that cannot turn
 * the choice are worth nothing. It assumes one decision for all customers, an effect that stays as it is, and a normal error. The
 * effect of an experiment that was picked because it looked good is overstated: give a `prior` from earlier experiments. Looks that
 * end an experiment by significance need `confidenceSequence`.
 *
 * Formula: μ, σ² the posterior mean and variance, c the cost for each of N customers. EVPI = N σ L(|μ - c|/σ), EVSI = N s L(|μ - c|/s), with
 * s² = σ² - σ'², σ' the posterior error after the additional customers, and L(k) = φ(k) - k Φ(-k).
 *
 * @param input - Effect and error per customer in money, the customers who are decided about, those observed and those to add.
 * @returns The decision now and how likely it is wrong, and what perfect and additional knowledge are worth, in money.
 * @throws {InvalidInputError} If an amount is not finite, an error is not above 0, or a count is not whole.
 * @see Raiffa & Schlaifer (1961), "Applied Statistical Decision Theory", chapter 5; Wilson (2015), "A Practical Guide to Value of Information
 *   Analysis", PharmacoEconomics 33, 105-121, doi:10.1007/s40273-014-0219-x.
 *
 * @example
 * // Revenue per customer: 1.25 more, give or take 0.90, at a cost of 0.80 each; 100,000 customers will get it or not.
 * const value = valueOfRunningLonger({
 *   estimate: 1.25, standardError: 0.9, costPerCustomer: 0.8, customers: 100_000, observed: 8000, more: 8000, cost: 2000,
 * });
 * [value.decision, value.runLonger]; // => ["adopt", true]
 * [value.wrong, value.perfect, value.sample]; // ≈ [0.309, 17802, 8984]
 */
export function valueOfRunningLonger(input: RunningLongerInput): RunningLongerValue {
  const { costPerCustomer = 0, customers, observed, more, cost = 0 } = checkInput(input);
  const now = posterior(input, 1);
  const later = posterior(input, observed / (observed + more));
  const gain = now.mean - costPerCustomer;
  const perfect = customers * expectedLoss(gain, Math.sqrt(now.variance));
  // How far the posterior mean will move; what is left of the variance after it is certain to be no more.
  const sample = customers * expectedLoss(gain, Math.sqrt(Math.max(0, now.variance - later.variance)));
  const net = sample - cost;
  return {
    decision: gain > 0 ? "adopt" : "decline",
    wrong: normalCdf(-Math.abs(gain) / Math.sqrt(now.variance)),
    expectedGain: customers * gain,
    perfect,
    sample,
    net,
    runLonger: net > 0,
  };
}

/** Mean and variance of the effect, the variance of the estimate times `factor`. */
function posterior(
  { estimate, standardError, prior }: RunningLongerInput,
  factor: number,
): { mean: number; variance: number } {
  const variance = factor * standardError ** 2;
  if (prior === undefined) return { mean: estimate, variance };
  const weight = prior.standardDeviation ** 2 / (prior.standardDeviation ** 2 + variance);
  return { mean: prior.mean + weight * (estimate - prior.mean), variance: weight * variance };
}

/** Expected loss of deciding by the sign of a mean that is off by a normal error: s (φ(k) - k Φ(-k)), k = |mean|/s. */
function expectedLoss(mean: number, deviation: number): number {
  if (deviation === 0) return 0;
  const k = Math.abs(mean) / deviation;
  return Math.max(0, deviation * (normalPdf(k) - k * normalCdf(-k)));
}

const fields = [
  "estimate",
  "standardError",
  "costPerCustomer",
  "customers",
  "observed",
  "more",
  "cost",
  "prior",
] as const;

function checkInput(input: RunningLongerInput): RunningLongerInput {
  checkFields(where, "input", input, fields);
  const { estimate, standardError, costPerCustomer = 0, customers, observed, more, cost = 0, prior } = input;
  checkFinite(where, "estimate", estimate);
  checkPositive(where, "standardError", standardError);
  checkNonNegative(where, "costPerCustomer", costPerCustomer);
  for (const [name, count] of Object.entries({ customers, observed, more }))
    checkCount(where, name, count, 1);
  checkNonNegative(where, "cost", cost);
  if (prior === undefined) return input;
  checkFields(where, "prior", prior, ["mean", "standardDeviation"]);
  checkFinite(where, "prior.mean", prior.mean);
  checkPositive(where, "prior.standardDeviation", prior.standardDeviation);
  check(
    prior.standardDeviation <= 1e75 && standardError <= 1e75,
    where,
    "standardError",
    "must be 1e75 at most",
    standardError,
  );
  return input;
}
