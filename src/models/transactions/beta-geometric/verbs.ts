/** The functions of the beta-geometric family for one customer, from its history to a number. */
import { check } from "../../../errors.js";
import { logBetaRatio } from "../../../math/gamma.js";
import { countAtLeast, countProbability } from "../negative-binomial.js";
import type { OfHistory } from "../per-customer.js";
import { type Dependence, prepared, withTables } from "../tabulated.js";
import type { AliveCustomer } from "./alive-customer.js";
import { discountedPurchasesAlive, expectedPurchasesAlive } from "./expectation.js";
import { aliveProbability, type BetaGeometric, goneProbability } from "./history.js";

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

/**
 * The expectation, given a history, of something that a customer who has left contributes nothing to. Given alive, a
 * customer is known by frequency, T and the gap steps taken, so that with many customers each such state is worked out once.
 */
export function expectationGivenHistory(
  model: BetaGeometric,
  ofAlive: (customer: AliveCustomer) => number,
  dependence: Dependence = "any",
): OfHistory {
  const { r, alpha, a, b, k, zero } = model;
  const valueAt = (frequency: number, T: number, steps: number): number =>
    ofAlive({ r: r + k * frequency + steps, alpha: alpha + T, a, b: b + frequency + zero, k, steps });
  if (k > 1) return regularExpectation(model, valueAt);
  const aliveValue = (frequency: number, T: number): number => valueAt(frequency, T, 0);
  const expectationBy =
    (value: typeof aliveValue): OfHistory =>
    (frequency, recency, T) =>
      aliveProbability(model, frequency, recency, T) * value(frequency, T);
  const scale = dependence === "smooth" ? alpha : null;
  return withTables(expectationBy(aliveValue), (histories) =>
    expectationBy(prepared(aliveValue, histories, scale)),
  );
}

/** The same for regular gaps, where the gap steps taken are not known. */
function regularExpectation(
  model: BetaGeometric,
  valueAt: (frequency: number, T: number, steps: number) => number,
): OfHistory {
  const { k } = model;
  const expectationBy =
    (value: (place: number, T: number) => number): OfHistory =>
    (frequency, recency, T) => {
      const weights = stepWeights(model, frequency, recency, T);
      const sum = weights.reduce((total, w, steps) => total + w * value(k * frequency + steps, T), 0);
      return aliveProbability(model, frequency, recency, T) * sum;
    };
  const value = (place: number, T: number): number => valueAt(Math.floor(place / k), T, place % k);
  return withTables(expectationBy(value), (histories) => expectationBy(prepared(value, histories, null)));
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
  return expectationGivenHistory(model, (customer) => expectedPurchasesAlive(customer, t), "smooth");
}

/** Expected discounted purchases to come given a history, at a continuous rate; refuses one at which they are infinite. */
export function discountedGivenHistory(model: BetaGeometric, rate: number, where: string): OfHistory {
  check(
    rate > 0 || model.a > 1,
    where,
    "discounting",
    "must be a rate above 0 where parameters.a is 1 or less (the expected number of purchases is infinite)",
    rate,
  );
  return expectationGivenHistory(model, (customer) => discountedPurchasesAlive(customer, rate), "smooth");
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
  const withGone =
    (alive: OfHistory): OfHistory =>
    (frequency, recency, T) =>
      alive(frequency, recency, T) + goneProbability(model, frequency, recency, T);
  return withTables(withGone(ofAlive), (histories) => withGone(ofAlive.forMany?.(histories) ?? ofAlive));
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
