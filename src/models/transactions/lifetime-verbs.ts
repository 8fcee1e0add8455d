/** The verbs of models whose customers leave at an unobserved age, new or with a history. */

import { aliveAtEnd, logOddsGone, type MortalBuyers } from "./lifetime-mixture.js";
import { countProbability } from "./negative-binomial.js";
import { integrateSmooth } from "./unimodal-integral.js";

type OfHistory = (frequency: number, recency: number, T: number) => number;

/** What is known of a customer alive at T: again gamma rates, and the remaining lifetime. */
function aliveAt({ r, alpha, lifetime }: MortalBuyers, frequency: number, T: number): MortalBuyers {
  return { r: r + frequency, alpha: alpha + T, lifetime: lifetime.after(T) };
}

/** E[X(t)] of a new customer: purchases at the mean rate during the expected time alive. */
export function mortalExpected({ r, alpha, lifetime }: MortalBuyers, t: number): number {
  return (r / alpha) * lifetime.timeAlive(t);
}

/** Expected discounted purchases of a new customer, the first not counted. */
export function mortalDiscounted({ r, alpha, lifetime }: MortalBuyers, rate: number): number {
  return (r / alpha) * lifetime.discountedTimeAlive(rate);
}

/** ln(1 + t/m), where the quotient may overflow. */
function logGrowth(t: number, m: number): number {
  const growth = t / m;
  return growth < Number.POSITIVE_INFINITY ? Math.log1p(growth) : Math.log(t) - Math.log(m);
}

/** P(X(t) = x) of a new customer: alive at t, or left at some age before it. */
export function mortalCount({ r, alpha, lifetime }: MortalBuyers, x: number, t: number): number {
  const alive = Math.exp(lifetime.logSurvival(t)) * countProbability({ r, alpha }, x, t);
  if (t === 0) return alive;
  const m = Math.min(alpha, lifetime.scale);
  const gone = integrateSmooth(
    (v) => {
      const y = v > 700 ? Math.min(Math.exp(v + Math.log(m)), t) : Math.min(m * Math.expm1(v), t);
      return (m + y) * Math.exp(lifetime.logDensity(y)) * countProbability({ r, alpha }, x, y);
    },
    logGrowth(t, m),
  );
  return alive + gone;
}

/** The expectation, given a history, of a quantity that a customer who has left adds nothing to. */
export function givenHistory(buyers: MortalBuyers, ofAlive: (alive: MortalBuyers) => number): OfHistory {
  const known = new Map<number, number[]>();
  const aliveValue = (frequency: number, T: number): number => {
    let values = known.get(T);
    if (values === undefined) {
      values = [];
      known.set(T, values);
    }
    const value = frequency < 10_000 ? values[frequency] : undefined;
    if (value !== undefined) return value;
    const computed = ofAlive(aliveAt(buyers, frequency, T));
    if (frequency < 10_000) values[frequency] = computed;
    return computed;
  };
  return (frequency, recency, T) => aliveAtEnd(buyers, frequency, recency, T) * aliveValue(frequency, T);
}

/** P(X(T, T + t) = x) given a history. */
export function mortalCountGivenHistory(buyers: MortalBuyers, x: number, t: number): OfHistory {
  const ofAlive = givenHistory(buyers, (alive) => mortalCount(alive, x, t));
  if (x > 0) return ofAlive;
  return (frequency, recency, T) => {
    const gone = 1 / (1 + Math.exp(-logOddsGone(buyers, [frequency, recency, T])));
    return ofAlive(frequency, recency, T) + gone;
  };
}
