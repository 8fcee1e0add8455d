/** How far a customer's value, and that of a base of customers, may fall from its mean. */

import { check, checkCount, checkFields, checkFraction, isDense } from "../errors.js";
import type { PaymentTiming } from "../time.js";
import { baseDistribution } from "./base-distribution.js";
import { checkCustomer, type PaymentInput, readAcquisitionCost, readStream } from "./customer-stream.js";
import type { LifetimeValueInput } from "./lifetime-value.js";
import { mixLives, momentsOf, type PossibleLife, possibleLives } from "./possible-lives.js";
import { refuseCurve, type StayingInput } from "./survival-curve.js";

/** Payments and acquisition cost of a customer. */
export type ValueTerms = PaymentInput & Pick<LifetimeValueInput, "acquisitionCost">;

/** The questions about a distribution of values. */
export interface ValueRiskQuestions {
  /** Probabilities at which quantiles are given. Default 0.05, 0.25, 0.5, 0.75, 0.95. */
  readonly probabilities?: readonly number[] | undefined;
  /** Share of worst cases that the expected shortfall averages: a fraction above 0 and below 1. Default 0.05. */
  readonly worst?: number | undefined;
  /** Size of the base whose mean is asked about, of customers independent of one another. Default 1. */
  readonly customers?: number | undefined;
}

/** Several accounts of how long customers stay instead of one. */
export interface UncertainStaying {
  /**
   * Equally likely accounts, such as draws from a posterior: `{ retention }` or `{ survival }` each. One of them, unknown
   * which, holds for all customers at once.
   */
  readonly draws: readonly StayingInput[];
  /** Left out: `draws` are given. */
  readonly retention?: undefined;
  /** Left out: `draws` are given. */
  readonly survival?: undefined;
  /** Left out: `draws` are given. */
  readonly extrapolation?: undefined;
}

/** Input of `lifetimeValueRisk`: that of `lifetimeValue`, with the questions about its distribution. */
export type LifetimeValueRiskInput = ValueRiskQuestions &
  ((LifetimeValueInput & { readonly draws?: undefined }) | (ValueTerms & UncertainStaying));

/** A quantile of a value. */
export interface ValueQuantile {
  /** The probability of a value up to this one. */
  readonly probability: number;
  /** The value before acquisition cost: the smallest that is not exceeded with at least that probability. */
  readonly value: number;
  /** The value net of acquisition cost. */
  readonly valueNet: number;
}

/** One possible life of a customer. */
export interface ValueOutcome {
  /** Payments made in it; in the last row, that many or more. */
  readonly payments: number;
  /** Probability of that many. */
  readonly probability: number;
  /** Present value of them, before acquisition cost. */
  readonly value: number;
}

/** The mean of a base of independent customers, its distribution the convolution of theirs. */
export interface BaseRisk {
  /** Number of customers. */
  readonly customers: number;
  /** Standard deviation of their mean value. */
  readonly standardDeviation: number;
  /** The part of it that no number of customers averages out: the standard deviation of the means of the draws, or 0. */
  readonly parameterDeviation: number;
  /** Probability that their mean value is below the acquisition cost. */
  readonly probabilityOfLoss: number;
  /** Mean net value of the worst share of such bases. */
  readonly expectedShortfall: number;
  /** Quantiles of their mean value. */
  readonly quantiles: readonly ValueQuantile[];
}

/** Distribution of the value of one customer and of the mean of a base. */
export interface LifetimeValueRisk {
  /** Mean: the lifetime value, before acquisition cost. */
  readonly value: number;
  /** The mean net of acquisition cost. */
  readonly valueNet: number;
  /** Standard deviation of one customer's value. */
  readonly standardDeviation: number;
  /** Standard deviation over mean; null when the mean is 0. */
  readonly coefficientOfVariation: number | null;
  /** Probability that one customer is worth less than it cost. */
  readonly probabilityOfLoss: number;
  /** Mean net value of the worst share of customers. */
  readonly expectedShortfall: number;
  /** The share that `expectedShortfall` averages. */
  readonly worst: number;
  /** Quantiles of one customer's value. */
  readonly quantiles: readonly ValueQuantile[];
  /** The possible lives, shortest first; what is rarer than 1e-9 is in the last row. */
  readonly outcomes: readonly ValueOutcome[];
  /** The mean of a base of `customers`. */
  readonly base: BaseRisk;
  /** When payments fall. */
  readonly timing: PaymentTiming;
}

const where = "lifetimeValueRisk";
const mostOutcomes = 500;

/**
 * Risk of a customer's lifetime value: its distribution, and the probability that it does not cover the acquisition
 * cost. Also says how much of that risk remains in the mean of a base of customers.
 *
 * With one retention rate or curve only chance is counted, customer by customer, so that a base of thousands seems all but
 * certain. Not knowing the rate moves all customers together and does not average out: give `draws` of it, from a posterior
 * for instance. Margins are taken as certain.
 *
 * Formula: P(N ≥ k) = S(t_k), V_N = Σ_{k=1..N} m_k (1+d)^(-t_k); the mean of a base is the convolution of n of these, by
 * the Fourier series of E[e^(iωV/n)]^n, blurred by 0.5% of its standard deviation (2% with draws, mixed after it).
 *
 * @param input - The input of `lifetimeValue` (timing not continuous), or the same with `draws` instead of `retention` or
 *   `survival`; `probabilities` of quantiles, the `worst` share for the expected shortfall (default 0.05), `customers` of
 *   the base (default 1).
 * @returns Mean, standard deviation, quantiles, probability of loss, expected shortfall and outcomes of one customer, and
 *   the same of the mean of a base.
 * @throws {InvalidInputError} If an argument breaks its rule, or the sum diverges.
 *
 * @example
 * const firm = { margin: 100, discountRate: 0.1, acquisitionCost: 120 };
 * const risk = lifetimeValueRisk({ ...firm, retention: 0.8, customers: 10 });
 * risk.standardDeviation; // ≈ 229.05
 * risk.probabilityOfLoss; // ≈ 0.2
 * risk.base.standardDeviation; // ≈ 72.43
 * risk.base.quantiles[0]?.value; // ≈ 252.23
 * const draws = [0.77, 0.8, 0.83].map((retention) => ({ retention }));
 * lifetimeValueRisk({ ...firm, draws, customers: 100_000 }).base.standardDeviation; // ≈ 30.30
 */
export function lifetimeValueRisk(input: LifetimeValueRiskInput): LifetimeValueRisk {
  const { streams, cost, questions } = readRisk(input);
  const laws = streams.map((stream) => possibleLives(where, stream));
  const lives = mixLives(laws);
  const { mean: value, deviation } = momentsOf(lives);
  const one = oneCustomer(lives, cost, questions);
  return {
    value: value + 0,
    valueNet: value - cost + 0,
    standardDeviation: deviation,
    coefficientOfVariation: value === 0 ? null : deviation / Math.abs(value),
    ...one,
    worst: questions.worst,
    outcomes: shownOutcomes(lives),
    base: baseRisk(laws, { one, deviation }, { cost, questions }),
    timing: streams[0]!.timing,
  };
}

type Questions = { readonly [Name in keyof ValueRiskQuestions]-?: NonNullable<ValueRiskQuestions[Name]> };

function readRisk(input: LifetimeValueRiskInput) {
  checkCustomer(where, input, ["acquisitionCost", "draws", "probabilities", "worst", "customers"]);
  const { draws } = input;
  if (draws !== undefined) {
    check(
      isDense(draws) && draws.length > 0,
      where,
      "draws",
      "must be a list of { retention } or { survival }",
      draws,
    );
    refuseCurve(where, input, "draws are");
  }
  const accounts: readonly StayingInput[] = draws ?? [input as StayingInput];
  const streams = accounts.map((account, i) => {
    if (draws !== undefined)
      checkFields(where, `draws[${i}]`, account, ["retention", "survival", "extrapolation"]);
    const { retention, survival, extrapolation } = account;
    return readStream(where, { ...input, retention, survival, extrapolation } as LifetimeValueInput);
  });
  const cost = readAcquisitionCost(where, input.acquisitionCost);
  const { probabilities = [0.05, 0.25, 0.5, 0.75, 0.95], worst = 0.05, customers = 1 } = input;
  check(isDense(probabilities), where, "probabilities", "must be a list", probabilities);
  probabilities.forEach((probability, i) => {
    checkFraction(where, `probabilities[${i}]`, probability, "open");
  });
  checkFraction(where, "worst", worst, "open");
  checkCount(where, "customers", customers, 1);
  const { timing } = streams[0]!;
  check(timing !== "continuous", where, "timing", "must not be continuous", timing);
  const questions: Questions = { probabilities, worst, customers };
  return { streams, cost, questions };
}

type Tails = Pick<BaseRisk, "probabilityOfLoss" | "expectedShortfall" | "quantiles">;

function oneCustomer(
  lives: readonly PossibleLife[],
  cost: number,
  { probabilities, worst }: Questions,
): Tails {
  const sorted = [...lives].sort((a, b) => a.value - b.value);
  return {
    probabilityOfLoss: sorted.reduce((sum, life) => (life.value < cost ? sum + life.probability : sum), 0),
    expectedShortfall: shortfall(sorted, worst) - cost,
    quantiles: probabilities.map((probability) =>
      quantileRow(probability, quantile(sorted, probability), cost),
    ),
  };
}

function quantile(sorted: readonly PossibleLife[], probability: number): number {
  let reached = 0;
  for (const life of sorted) {
    reached += life.probability;
    if (reached >= probability * (1 - 1e-14)) return life.value;
  }
  return sorted[sorted.length - 1]?.value ?? 0;
}

function quantileRow(probability: number, value: number, cost: number): ValueQuantile {
  return { probability, value: value + 0, valueNet: value - cost + 0 };
}

/** Mean of the lowest `worst` share of the distribution. */
function shortfall(sorted: readonly PossibleLife[], worst: number): number {
  let left = worst;
  let sum = 0;
  for (const { probability, value } of sorted) {
    const taken = Math.min(left, probability);
    sum += taken * value;
    left -= taken;
    if (left <= 0) break;
  }
  return sum / worst;
}

function shownOutcomes(lives: readonly PossibleLife[]): ValueOutcome[] {
  const rows: ValueOutcome[] = [];
  let left = 1;
  for (const { payments, probability, value } of lives) {
    left -= probability;
    const last = left < 1e-9 || rows.length === mostOutcomes - 1;
    rows.push({
      payments,
      probability: last ? probability + Math.max(0, left) : probability,
      value: value + 0,
    });
    if (last) break;
  }
  return rows;
}

interface OneCustomer {
  readonly one: Tails;
  readonly deviation: number;
}

function baseRisk(
  laws: readonly (readonly PossibleLife[])[],
  { one, deviation }: OneCustomer,
  { cost, questions }: { readonly cost: number; readonly questions: Questions },
): BaseRisk {
  const { customers, worst, probabilities } = questions;
  const moments = laws.map(momentsOf);
  const mean = moments.reduce((sum, each) => sum + each.mean, 0) / laws.length;
  const between = moments.reduce((sum, each) => sum + (each.mean - mean) ** 2, 0) / laws.length;
  const within = Math.max(0, deviation ** 2 - between);
  const standardDeviation = Math.sqrt(between + within / customers);
  const parameterDeviation = laws.length === 1 ? 0 : Math.sqrt(between);
  const deviations = { customers, standardDeviation, parameterDeviation };
  if (customers === 1 || standardDeviation === 0) return { ...deviations, ...one };
  const distribution = baseDistribution(laws, customers);
  return {
    ...deviations,
    probabilityOfLoss: distribution.cdf(cost),
    expectedShortfall: distribution.shortfall(worst) - cost,
    quantiles: probabilities.map((probability) =>
      quantileRow(probability, distribution.quantile(probability), cost),
    ),
  };
}
