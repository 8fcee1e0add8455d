/** The functions of models whose customers leave at an unobserved age, new or with a history. */

import { countProbability } from "../negative-binomial.js";
import type { OfHistory } from "../per-customer.js";
import { integrateSmooth } from "../smooth-integral.js";
import { type Dependence, prepared, tablesOf, tabulated, withTables } from "../tabulated.js";
import { aliveAtEnd, exponentAt, logOddsGone, type MortalBuyers } from "./lifetime-mixture.js";
import { integralFrom } from "./lifetime-sweep.js";

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
export function givenHistory(
  buyers: MortalBuyers,
  ofAlive: (alive: MortalBuyers) => number,
  dependence: Dependence,
): OfHistory {
  const aliveValue = (frequency: number, T: number): number => ofAlive(aliveAt(buyers, frequency, T));
  const times =
    (probability: OfHistory, value: typeof aliveValue): OfHistory =>
    (frequency, recency, T) =>
      probability(frequency, recency, T) * value(frequency, T);
  const probability = aliveGivenHistory(buyers);
  const scale = dependence === "smooth" ? scaleOfTables(buyers) : null;
  return withTables(times(probability, aliveValue), (histories) =>
    times(probability.forMany?.(histories) ?? probability, prepared(aliveValue, histories, scale)),
  );
}

/** E[X(T, T + t)] given a history. */
export function expectedGivenHistory(buyers: MortalBuyers, t: number): OfHistory {
  return givenHistory(buyers, (alive) => mortalExpected(alive, t), "smooth");
}

/** Expected discounted purchases to come given a history, at a continuous rate. */
export function discountedGivenHistory(buyers: MortalBuyers, rate: number): OfHistory {
  return givenHistory(buyers, (alive) => mortalDiscounted(alive, rate), "smooth");
}

/** The scale of tables by age, or null where the density of the lifetime is not smooth over their panels. */
function scaleOfTables({ alpha, lifetime }: MortalBuyers): number | null {
  return lifetime.reach(0) < Number.POSITIVE_INFINITY ? null : Math.min(alpha, lifetime.scale);
}

/** The integrals of one table take as long as so many customers one by one. */
const worthATable = 4096;

/** P(alive at T) given a history. */
export function aliveGivenHistory(buyers: MortalBuyers): OfHistory {
  const one: OfHistory = (frequency, recency, T) => aliveAtEnd(buyers, frequency, recency, T);
  const { r, alpha, lifetime } = buyers;
  const scale = scaleOfTables(buyers);
  if (scale === null) return one;
  return withTables(one, (histories) => {
    const tables = tablesOf(histories, worthATable, (x) => {
      const n = r + x;
      const after = (age: number): number => integralFrom(buyers, x, age);
      const fromEnd = (T: number): number => Math.exp(exponentAt(T, n, alpha, T, lifetime)) * after(T);
      const fromAge = tabulated(after, scale);
      // Who has never bought again bought last at age 0, all of them.
      return { after: x === 0 ? remembersZero(fromAge) : fromAge, fromEnd: tabulated(fromEnd, scale) };
    });
    return (frequency, recency, T) => {
      const table = tables[frequency];
      if (table === undefined) return one(frequency, recency, T);
      // The integral from recency to T is the one from recency on, less the one from T on.
      const exponent = exponentAt(recency, r + frequency, alpha, T, lifetime);
      const fromRecency = Math.exp(exponent) * table.after(recency);
      return 1 / (1 + Math.max(fromRecency - table.fromEnd(T), 0));
    };
  });
}

/** The same function, worked out once at age 0. */
function remembersZero(f: (age: number) => number): (age: number) => number {
  const atZero = f(0);
  return (age) => (age === 0 ? atZero : f(age));
}

/** P(X(T, T + t) = x) given a history. */
export function mortalCountGivenHistory(buyers: MortalBuyers, x: number, t: number): OfHistory {
  const ofAlive = givenHistory(buyers, (alive) => mortalCount(alive, x, t), "any");
  if (x > 0) return ofAlive;
  const withGone =
    (alive: OfHistory): OfHistory =>
    (frequency, recency, T) =>
      alive(frequency, recency, T) + 1 / (1 + Math.exp(-logOddsGone(buyers, [frequency, recency, T])));
  return withTables(withGone(ofAlive), (histories) => withGone(ofAlive.forMany?.(histories) ?? ofAlive));
}
