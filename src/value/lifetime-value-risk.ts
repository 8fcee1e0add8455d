/** How far a customer's value, and that of a base of customers, may fall from its mean. */
import { check, checkCount, checkFraction } from "../errors.js";
import { normalCdf, normalQuantile } from "../math/normal.js";
import { type CustomerStream, readAcquisitionCost, readStream } from "./customer-stream.js";
import type { LifetimeValueInput } from "./lifetime-value.js";
import { type PaymentTiming, paymentOffset } from "./timing.js";

/** Input of `lifetimeValueRisk`: that of `lifetimeValue`, with the questions about its distribution. */
export type LifetimeValueRiskInput = LifetimeValueInput & {
  /** Probabilities at which quantiles are given. Default 0.05, 0.25, 0.5, 0.75, 0.95. */
  readonly probabilities?: readonly number[] | undefined;
  /** Share of worst cases that the expected shortfall averages: a fraction above 0 and below 1. Default 0.05. */
  readonly worst?: number | undefined;
  /** Size of the base whose mean is asked about, of customers independent of one another. Default 1. */
  readonly customers?: number | undefined;
};

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

/** The mean of a base of independent customers. */
export interface BaseRisk {
  /** Number of customers. */
  readonly customers: number;
  /** Standard deviation of their mean value. */
  readonly standardDeviation: number;
  /** Probability that their mean value is below the acquisition cost, by the normal approximation (exact for one customer). */
  readonly probabilityOfLoss: number;
  /** Quantiles of their mean value, by the normal approximation (exact for one customer). */
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

/** A possible value with its probability. */
interface Atom {
  readonly payments: number;
  readonly probability: number;
  readonly value: number;
}

const where = "lifetimeValueRisk";
const mostPayments = 1_000_000;
const mostOutcomes = 500;

/**
 * Risk of a customer's value: its distribution over how long the customer stays, the probability of a loss against the
 * acquisition cost, and how much of that is left in the mean of a base of customers.
 *
 * Only chance is counted, customer by customer, so a base of thousands seems all but certain. Not knowing the retention
 * rate moves all customers together and does not average out: put that into `monteCarlo`. Margins are taken as certain.
 *
 * Formula: P(N ≥ k) = S(t_k), V_N = Σ_{k=1..N} m_k (1+d)^(-t_k); a base of n: standard deviation / √n.
 *
 * @param input - The input of `lifetimeValue` (timing not continuous), `probabilities` of quantiles, the `worst` share for
 *   the expected shortfall (default 0.05), `customers` of the base (default 1).
 * @returns Mean, standard deviation, quantiles, probability of loss, expected shortfall and outcomes of one customer, and
 *   the same of the mean of a base where it exists.
 * @throws {InvalidInputError} If an argument breaks its rule, or the sum diverges.
 *
 * @example
 * const risk = lifetimeValueRisk({ margin: 100, retention: 0.8, discountRate: 0.1, acquisitionCost: 120, customers: 1000 });
 * risk.standardDeviation; // ≈ 229.05
 * risk.probabilityOfLoss; // ≈ 0.2
 * risk.base.standardDeviation; // ≈ 7.243
 */
export function lifetimeValueRisk(input: LifetimeValueRiskInput): LifetimeValueRisk {
  const stream = readStream(where, input);
  const cost = readAcquisitionCost(where, input.acquisitionCost);
  const { probabilities = [0.05, 0.25, 0.5, 0.75, 0.95], worst = 0.05, customers = 1 } = input;
  check(Array.isArray(probabilities), where, "probabilities", "must be a list", probabilities);
  probabilities.forEach((probability, i) => {
    checkFraction(where, `probabilities[${i}]`, probability, "open");
  });
  checkFraction(where, "worst", worst, "open");
  checkCount(where, "customers", customers, 1);
  check(stream.timing !== "continuous", where, "timing", "must not be continuous", stream.timing);
  const atoms = possibleLives(stream);
  const value = atoms.reduce((sum, atom) => sum + atom.probability * atom.value, 0);
  const variance = atoms.reduce((sum, atom) => sum + atom.probability * (atom.value - value) ** 2, 0);
  const deviation = Math.sqrt(variance);
  const sorted = [...atoms].sort((a, b) => a.value - b.value);
  const quantiles = probabilities.map((probability) =>
    quantileRow(probability, quantile(sorted, probability), cost),
  );
  const loss = sorted.reduce((sum, atom) => (atom.value < cost ? sum + atom.probability : sum), 0);
  return {
    value: value + 0,
    valueNet: value - cost + 0,
    standardDeviation: deviation,
    coefficientOfVariation: value === 0 ? null : deviation / Math.abs(value),
    probabilityOfLoss: loss,
    expectedShortfall: shortfall(sorted, worst) - cost,
    worst,
    quantiles,
    outcomes: shownOutcomes(atoms),
    base:
      customers === 1
        ? { customers, standardDeviation: deviation, probabilityOfLoss: loss, quantiles }
        : baseRisk({ value, deviation, customers, cost, probabilities }),
    timing: stream.timing,
  };
}

/** Every number of payments that a customer may make, until what remains has neither probability nor value. */
function possibleLives(stream: CustomerStream): Atom[] {
  const { curve, marginOf, discountRate, timing, horizon } = stream;
  const { time, active } = paymentOffset(timing);
  const atoms: Atom[] = [];
  let reached = 1;
  let value = 0;
  let largest = 0;
  for (let payments = 0; ; payments++) {
    const last = payments === horizon;
    const next = last ? 0 : curve.at(payments + active);
    const ahead = last ? 0 : marginOf(payments + 1) * (1 + discountRate) ** -(payments + time);
    // Payments that can no longer change the value end the list: the discounting has used them up.
    const over =
      last || next < 1e-18 || (horizon === null && discountRate > 0 && Math.abs(ahead) < 1e-18 * largest);
    const probability = over ? reached : reached - next;
    if (probability > 0) atoms.push({ payments, probability, value });
    if (over) return atoms;
    check(
      payments < mostPayments,
      where,
      "horizon",
      `must be given: lives longer than ${mostPayments} payments matter`,
      undefined,
    );
    reached = next;
    value += ahead;
    largest = Math.max(largest, Math.abs(ahead));
  }
}

function quantile(sorted: readonly Atom[], probability: number): number {
  let reached = 0;
  for (const atom of sorted) {
    reached += atom.probability;
    if (reached >= probability * (1 - 1e-14)) return atom.value;
  }
  return sorted[sorted.length - 1]?.value ?? 0;
}

function quantileRow(probability: number, value: number, cost: number): ValueQuantile {
  return { probability, value: value + 0, valueNet: value - cost + 0 };
}

/** Mean of the lowest `worst` share of the distribution. */
function shortfall(sorted: readonly Atom[], worst: number): number {
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

function shownOutcomes(atoms: readonly Atom[]): ValueOutcome[] {
  const rows: ValueOutcome[] = [];
  let left = 1;
  for (const { payments, probability, value } of atoms) {
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

interface BaseQuestion {
  readonly value: number;
  readonly deviation: number;
  readonly customers: number;
  readonly cost: number;
  readonly probabilities: readonly number[];
}

function baseRisk({ value, deviation, customers, cost, probabilities }: BaseQuestion): BaseRisk {
  const standardDeviation = deviation / Math.sqrt(customers);
  const certain = standardDeviation === 0;
  return {
    customers,
    standardDeviation,
    probabilityOfLoss: certain ? (value < cost ? 1 : 0) : normalCdf((cost - value) / standardDeviation),
    quantiles: probabilities.map((probability) =>
      quantileRow(probability, value + (certain ? 0 : standardDeviation * normalQuantile(probability)), cost),
    ),
  };
}
