/** The verbs of the beta-geometric family for one customer, from its history to a number. */
import { check } from "../../errors.js";
import { logBetaRatio } from "../../math/gamma.js";
import {
  type AliveCustomer,
  discountedPurchasesAlive,
  expectedPurchasesAlive,
} from "./beta-geometric-expectation.js";
import { aliveProbability, type BetaGeometric, goneProbability } from "./beta-geometric-history.js";
import { countAtLeast, countProbability } from "./negative-binomial.js";

/** A state that a customer who is alive may be in: its probability, and what is known of the customer in it. */
interface AliveState {
  readonly probability: number;
  readonly customer: AliveCustomer;
}

/** A customer who has just made the first purchase, and is alive with the probability given. */
function newCustomer({ r, alpha, a, b, k, zero }: BetaGeometric): AliveState {
  const probability = zero === 1 ? b / (a + b) : 1;
  return { probability, customer: { r, alpha, a, b: b + zero, k, steps: 0 } };
}

/** A function of one history: the frequency, the age at the last purchase and the age at the end of observation. */
export type OfHistory = (frequency: number, recency: number, T: number) => number;

/**
 * The expectation, given a history, of something that a customer who has left contributes nothing to. Given alive, a
 * customer is known by frequency, T and the gap steps taken, so that each such state is worked out once.
 */
export function expectationGivenHistory(
  model: BetaGeometric,
  ofAlive: (customer: AliveCustomer) => number,
): OfHistory {
  const { r, alpha, a, b, k, zero } = model;
  const known = new Map<number, number[]>();
  const expectationOf = (frequency: number, T: number, steps: number): number => {
    let values = known.get(T);
    if (values === undefined) {
      values = [];
      known.set(T, values);
    }
    const place = k * frequency + steps;
    // A dense array up to the largest frequency met would be a trap for one customer with a million purchases.
    const index = place < 10_000 ? place : -1;
    const value = values[index];
    if (value !== undefined) return value;
    const customer = { r: r + place, alpha: alpha + T, a, b: b + frequency + zero, k, steps };
    const computed = ofAlive(customer);
    if (index >= 0) values[index] = computed;
    return computed;
  };
  return (frequency, recency, T) => {
    const probability = aliveProbability(model, frequency, recency, T);
    if (k === 1) return probability * expectationOf(frequency, T, 0);
    const weights = stepWeights(model, frequency, recency, T);
    return (
      probability *
      weights.reduce((sum, weight, steps) => sum + weight * expectationOf(frequency, T, steps), 0)
    );
  };
}

/** Given alive, the probabilities of 0 to k - 1 gap steps since the last purchase. */
function stepWeights(
  { r, alpha, k }: BetaGeometric,
  frequency: number,
  recency: number,
  T: number,
): Float64Array {
  const n = r + k * frequency;
  const q = (T - recency) / (alpha + T);
  const weights = new Float64Array(k);
  weights[0] = 1;
  let sum = 1;
  for (let j = 1; j < k; j++) {
    weights[j] = (weights[j - 1]! * q * (n + (j - 1))) / j;
    sum += weights[j]!;
    if (sum > 1e200) {
      sum *= 1e-200;
      for (let i = 0; i <= j; i++) weights[i]! *= 1e-200;
    }
  }
  return weights.map((weight) => weight / sum);
}

/** E[X(t)] of a new customer. */
export function expectedOfNew(model: BetaGeometric, t: number): number {
  const { probability, customer } = newCustomer(model);
  return probability * expectedPurchasesAlive(customer, t);
}

/** E[X(T, T + t)] given a history. */
export function expectedGivenHistory(model: BetaGeometric, t: number): OfHistory {
  return expectationGivenHistory(model, (customer) => expectedPurchasesAlive(customer, t));
}

/** Expected discounted purchases to come given a history, at a continuous rate. */
export function discountedGivenHistory(model: BetaGeometric, rate: number): OfHistory {
  return expectationGivenHistory(model, (customer) => discountedPurchasesAlive(customer, rate));
}

/** Checks that purchases without end have a finite discounted number. */
export function checkDiscounted(where: string, { a }: BetaGeometric, rate: number): void {
  check(
    rate > 0 || a > 1,
    where,
    "discounting",
    "must be a rate above 0 where parameters.a is 1 or less (the expected number of purchases is infinite)",
    rate,
  );
}

/** P(X(t) = x) of a new customer. */
export function probabilityOfNew({ zero, ...model }: BetaGeometric, x: number, t: number): number {
  return countOfAlive({ ...model, steps: 0 }, { x, t, chancesBefore: zero });
}

/** P(X(T, T + t) = x) given a history. */
export function probabilityGivenHistory(model: BetaGeometric, x: number, t: number): OfHistory {
  const ofAlive = expectationGivenHistory(model, (customer) =>
    countOfAlive(customer, { x, t, chancesBefore: 0 }),
  );
  if (x > 0) return ofAlive;
  return (frequency, recency, T) =>
    ofAlive(frequency, recency, T) + goneProbability(model, frequency, recency, T);
}

/** P(x purchases within t) of a customer who drops out after each purchase, and after `chancesBefore` before the first. */
function countOfAlive(
  { r, alpha, a, b, k, steps }: AliveCustomer,
  { x, t, chancesBefore }: { readonly x: number; readonly t: number; readonly chancesBefore: number },
): number {
  const chances = x + chancesBefore;
  const from = Math.max(k * x - steps, 0);
  let exactly = 0;
  for (let count = from; count < k * (x + 1) - steps; count++)
    exactly += countProbability({ r, alpha }, count, t);
  const alive = Math.exp(logBetaRatio(a, b, chances)) * exactly;
  if (chances === 0) return alive;
  // P(drop-out at exactly this chance) = E[p (1 - p)^(chances - 1)].
  const leaves = Math.exp(logBetaRatio(a, b, chances - 1)) * (a / (a + b + (chances - 1)));
  return alive + leaves * countAtLeast({ r, alpha }, from, t);
}
