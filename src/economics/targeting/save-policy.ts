/** Whom to save next period: the customers on whom an offer earns most, and how sure what it earns is. */
import {
  check,
  checkCount,
  checkFields,
  checkFinite,
  checkFraction,
  checkNonNegative,
  isFiniteNumber,
  isList,
} from "../../errors.js";
import { checkLevel } from "../../inference/derived.js";
import type { Interval } from "../../inference/interval.js";
import { createRandom } from "../../math/random.js";
import { sortedQuantile } from "../../math/sample-statistics.js";
import { sampleNormal } from "../../math/samplers.js";
import { checkColumn } from "./receiver-curve.js";

/** Customers, what an offer does to them, and its cost. */
export interface SavePolicyInput {
  /** Probability of each customer to leave next period if left alone: 0 to 1. */
  readonly churn: ArrayLike<number>;
  /** What each is worth if kept: one number for all, or one each; above 0. */
  readonly value: number | ArrayLike<number>;
  /** Share of would-be leavers whom the offer keeps: one fraction for all, or one each; below 0 for those whom it drives away. */
  readonly effect: number | ArrayLike<number>;
  /** Standard error of the effect, the same error for all of them: 0 by default, as if it were known. */
  readonly effectStandardError?: number | undefined;
  /** Cost of the incentive, taken by everybody contacted who stays: 0 by default. */
  readonly incentive?: number | undefined;
  /** Cost of contacting a customer, whatever comes of it: 0 by default. */
  readonly contactCost?: number | undefined;
  /** Most customers who can be contacted: everybody by default. */
  readonly capacity?: number | undefined;
  /** Level of the interval, 0.95 by default. */
  readonly level?: number | undefined;
  /** Draws of the interval: 2,000 by default. */
  readonly draws?: number | undefined;
  /** Seed of the draws, 1 by default. */
  readonly seed?: number | undefined;
}

/** A policy with what it earns over contacting nobody. */
export interface PolicyValue {
  /** `save`, this function's; `riskiest`, as many of the likeliest leavers; `nobody`. */
  readonly policy: "save" | "riskiest" | "nobody";
  /** Customers contacted. */
  readonly contacted: number;
  /** Leavers expected to be saved. */
  readonly saved: number;
  /** Expected earnings over contacting nobody. */
  readonly expected: number;
  /** Earnings with the interval in which they will lie: chance of every customer and error of the effect. */
  readonly value: Interval;
}

/** Whom to contact, and what that earns. */
export interface SavePolicy {
  /** Expected earnings from contacting each customer: a `Float64Array`. */
  readonly gain: Float64Array;
  /** Whether to contact each. */
  readonly contact: readonly boolean[];
  /** The policies side by side. */
  readonly policies: readonly PolicyValue[];
  /** Earnings of the policy less those of contacting as many of the riskiest, with the interval of the difference. */
  readonly overRiskiest: Interval;
  /** Gain of the last customer contacted: what one more place would have earned at most; null with nobody. */
  readonly leastGain: number | null;
}

const where = "savePolicy";
const fields = [
  ...(["churn", "value", "effect", "effectStandardError", "incentive"] as const),
  ...(["contactCost", "capacity", "level", "draws", "seed"] as const),
] as const;

/**
 * Whom to save next period: the customers on whom an offer earns most, up to the capacity. Gives the interval of what
 * it will earn, compared with contacting the riskiest, or nobody.
 *
 * The riskiest are often those whom no offer keeps, and the most valuable those who stay anyway: what counts is the difference that the
 * offer makes. It must come from an experiment; a churn score is no effect. Values of customers who differ: `residualLifetimeValue`
 * at their tenure, not the mean of all.
 *
 * Formula: gain = c e (v - i) - (1 - c) i - k, c churn, e effect, v value, i incentive, k contact; contacted where above 0, largest
 *   first. Draws: one effect error for all, then each customer stays, is saved or leaves.
 *
 * @param input - `churn` by customer, `value` and `effect` (one for all or one each), `effectStandardError`, `incentive`,
 *   `contactCost`, `capacity` (customers), `level`, `draws` (2,000), `seed`.
 * @returns Gain and choice by customer, the policies with their values, and the difference to calling the riskiest.
 * @throws {InvalidInputError} If an argument breaks its rule, or columns differ in length.
 * @see Ascarza (2018), "Retention Futility: Targeting High-Risk Customers Might Be Ineffective", Journal of Marketing Research
 *   55(1), 80-98, doi:10.1509/jmr.16.0163.
 *
 * @example
 * const policy = savePolicy({
 *   churn: [0.9, 0.4, 0.3, 0.05], value: [100, 400, 300, 900], effect: [0.02, 0.3, 0.25, 0.3], contactCost: 2, capacity: 2,
 * });
 * policy.contact; // => [false, true, true, false]
 * policy.policies.map(({ policy, expected }) => [policy, expected]);
 * // ≈ [["save", 66.5], ["riskiest", 45.8], ["nobody", 0]]
 */
export function savePolicy(input: SavePolicyInput): SavePolicy {
  const customers = read(input);
  const { count, churn, gain, capacity } = customers;
  const byGain = orderBy(gain);
  const chosen = byGain.filter((i) => gain[i]! > 0).slice(0, capacity);
  const riskiest = orderBy(churn).slice(0, chosen.length);
  const { level, draws } = customers;
  const earned = drawEarnings(customers, [chosen, riskiest], draws);
  const policy = (name: PolicyValue["policy"], who: readonly number[], drawn: Float64Array): PolicyValue => {
    const expected = who.reduce((sum, i) => sum + gain[i]!, 0);
    return {
      policy: name,
      contacted: who.length,
      saved: who.reduce((sum, i) => sum + churn[i]! * customers.effect(i), 0),
      expected,
      value: intervalOf(expected, drawn, level),
    };
  };
  const [own, risky] = earned as [Float64Array, Float64Array];
  const policies = [
    policy("save", chosen, own),
    policy("riskiest", riskiest, risky),
    policy("nobody", [], new Float64Array(draws)),
  ];
  const contact = Array.from({ length: count }, () => false);
  for (const i of chosen) contact[i] = true;
  const difference = own.map((value, k) => value - risky[k]!);
  return {
    gain,
    contact,
    policies,
    overRiskiest: intervalOf(policies[0]!.expected - policies[1]!.expected, difference, level),
    leastGain: chosen.length === 0 ? null : gain[chosen.at(-1)!]!,
  };
}

/** Positions from the largest to the least, ties in their order. */
const orderBy = (values: ArrayLike<number>): number[] =>
  Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b);

function intervalOf(estimate: number, drawn: Float64Array, level: number): Interval {
  const ascending = drawn.slice().sort();
  const end = (p: number) => sortedQuantile(ascending, p) + 0;
  return {
    estimate: estimate + 0,
    lower: end((1 - level) / 2),
    upper: end((1 + level) / 2),
    level,
    method: "simulation",
  };
}

type Customers = ReturnType<typeof read>;

function read(input: SavePolicyInput) {
  checkFields(where, "input", input, fields);
  const { churn, effectStandardError = 0, incentive = 0, contactCost = 0, level = 0.95 } = input;
  const { capacity, draws = 2000, seed = 1 } = input;
  checkColumn(where, "churn", churn);
  const count = churn.length;
  for (let i = 0; i < count; i++) checkFraction(where, `churn[${i}]`, churn[i]);
  const value = each("value", input.value, count);
  const effect = each("effect", input.effect, count);
  for (let i = 0; i < count; i++) {
    check(value(i) > 0, where, "value", "must be above 0", value(i));
    check(
      Math.abs(effect(i)) <= 1,
      where,
      "effect",
      "must be from -1 to 1 (not a percentage: 0.05 means 5%)",
      effect(i),
    );
  }
  checkNonNegative(where, "effectStandardError", effectStandardError);
  checkNonNegative(where, "incentive", incentive);
  checkNonNegative(where, "contactCost", contactCost);
  if (capacity !== undefined) checkCount(where, "capacity", capacity);
  checkLevel(where, level);
  checkCount(where, "draws", draws, 100);
  checkFinite(where, "seed", seed);
  const gain = Float64Array.from(
    { length: count },
    (_, i) => churn[i]! * effect(i) * (value(i) - incentive) - (1 - churn[i]!) * incentive - contactCost,
  );
  return {
    ...{ count, churn, value, effect, effectStandardError, incentive, contactCost },
    ...{ capacity: capacity ?? count, level, draws, seed, gain },
  };
}

/** One number for all, or one each. */
function each(name: string, given: number | ArrayLike<number>, count: number): (i: number) => number {
  if (typeof given === "number") {
    checkFinite(where, name, given);
    return () => given;
  }
  check(isList(given), where, name, "must be a number, or one number per customer", given);
  check(given.length === count, where, name, `must have one entry per customer (${count})`, given);
  for (let i = 0; i < count; i++)
    check(isFiniteNumber(given[i]), where, `${name}[${i}]`, "must be a finite number", given[i]);
  return (i) => given[i]!;
}

/** What each policy earns in each draw: the same customers, the same chance and the same error of the effect for all of them. */
function drawEarnings(
  { count, churn, value, effect, effectStandardError, incentive, contactCost, seed }: Customers,
  policies: readonly (readonly number[])[],
  draws: number,
): Float64Array[] {
  const [errors, chance] = [createRandom(seed), createRandom(seed, 1)];
  const earned = policies.map(() => new Float64Array(draws));
  const involved = new Uint8Array(count);
  for (const policy of policies) for (const i of policy) involved[i] = 1;
  const own = new Float64Array(count);
  for (let k = 0; k < draws; k++) {
    const error = effectStandardError * sampleNormal(errors);
    for (let i = 0; i < count; i++) {
      if (involved[i] === 0) continue;
      const leaves = churn[i]!;
      const share = Math.min(1, Math.max(-1, effect(i) + error));
      const u = chance.next();
      // Below `leaves` the customer would go; a share of those is kept. A negative effect drives as many of the others away.
      const treated = leaves * (1 - share);
      const goes = u < leaves;
      const goesTreated = u < Math.min(1, treated);
      own[i] = (goes ? 0 : -value(i)) + (goesTreated ? 0 : value(i) - incentive) - contactCost;
    }
    policies.forEach((policy, p) => {
      let sum = 0;
      for (const i of policy) sum += own[i]!;
      earned[p]![k] = sum;
    });
  }
  return earned;
}
