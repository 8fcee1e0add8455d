/** Customers won back: what a contact is worth by how long they have been gone, and what a campaign earns. */
import {
  check,
  checkCount,
  checkFields,
  checkFinite,
  checkNonNegative,
  checkPositive,
  isList,
} from "../../errors.js";
import { checkLevel } from "../../inference/derived.js";
import type { Interval } from "../../inference/interval.js";
import { createRandom, type Random } from "../../math/random.js";
import { sortedQuantile } from "../../math/sample-statistics.js";
import { sampleBeta, sampleBinomial } from "../../math/samplers.js";

/** Lost customers of one time lapsed, and what a trial among them showed. */
export interface LapsedGroup {
  /** Periods since they left. */
  readonly lapsed: number;
  /** Lost customers who could be contacted: whole. */
  readonly customers: number;
  /** Of those contacted in a trial, how many there were: whole, 1 or more. */
  readonly contacted: number;
  /** How many of them came back. */
  readonly returned: number;
  /** How many were left alone in the trial: whole; 0 by default, as if nobody came back unasked. */
  readonly leftAlone?: number | undefined;
  /** How many of those came back all the same. */
  readonly returnedAlone?: number | undefined;
  /** Present value of a customer who is back; by default `value`. */
  readonly value?: number | undefined;
}

/** A campaign among lost customers. */
export interface WinBackInput {
  /** The groups, by time lapsed. */
  readonly groups: readonly LapsedGroup[];
  /** Present value of a customer who is back, before the incentive: above 0. Needed unless every group has its own. */
  readonly value?: number | undefined;
  /** Cost of contacting one customer: 0 by default. */
  readonly contactCost?: number | undefined;
  /** Cost of the incentive, taken by everybody contacted who comes back: 0 by default. */
  readonly incentive?: number | undefined;
  /** Most customers who can be contacted: everybody by default. */
  readonly capacity?: number | undefined;
  /** Level of the intervals, 0.95 by default. */
  readonly level?: number | undefined;
  /** Draws: 2,000 by default. */
  readonly draws?: number | undefined;
  /** Seed of the draws, 1 by default. */
  readonly seed?: number | undefined;
}

/** What a contact is worth in one group. */
export interface WinBackRow {
  /** Periods since they left. */
  readonly lapsed: number;
  /** Lost customers who could be contacted. */
  readonly customers: number;
  /** Share of those contacted who came back. */
  readonly returnRate: number;
  /** Share who came back unasked; 0 where nobody was left alone. */
  readonly returnRateAlone: number;
  /** What contacting one customer earns, with the interval for the error of both rates. */
  readonly perContact: Interval;
  /** The rate of return at which a contact pays, given who comes back unasked. */
  readonly breakEvenRate: number;
  /** How many are contacted in the campaign. */
  readonly chosen: number;
}

/** Win-back by time lapsed, and the campaign. */
export interface WinBackValue {
  /** One row a group. */
  readonly rows: readonly WinBackRow[];
  /** Customers contacted. */
  readonly contacted: number;
  /** What the campaign earns over leaving everybody alone, with the interval in which it will lie. */
  readonly campaign: Interval;
  /** What contacting everybody would earn. */
  readonly everybody: Interval;
}

const where = "winBackValue";
const fields = [
  ...(["groups", "value", "contactCost", "incentive", "capacity", "level", "draws", "seed"] as const),
] as const;

/**
 * What lost customers are worth by how long they have been gone, and what a campaign among them earns.
 *
 * Some come back unasked, and the incentive is paid to them too: without a group left alone the whole return is counted as the campaign's
 * (`returnRateAlone` 0), which is too much. `value` is that of a customer who is back, whose churn is usually higher than that of a new
 * one.
 *
 * Formula: per contact p (v - i) - q v - k, p and q the rates of return of those contacted and left alone; contacted where above 0.
 *   Intervals: rates from Beta(½ + returned, ½ + others), and for campaigns a binomial number of returns.
 *
 * @param input - `groups` `{ lapsed, customers, contacted, returned, leftAlone?, returnedAlone?, value? }`, `value`, `contactCost`,
 *   `incentive`, `capacity` (customers), `level`, `draws` (2,000), `seed`.
 * @returns One row a group, the campaign that contacts where it pays, within the capacity, and contacting everybody.
 * @throws {InvalidInputError} If an argument breaks its rule, or more came back than were there.
 * @see Stauss & Friege (1999), "Regaining Service Customers", Journal of Service Research 1(4), 347-361,
 *   doi:10.1177/109467059914006.
 *
 * @example
 * const { rows, campaign } = winBackValue({
 *   groups: [
 *     { lapsed: 1, customers: 800, contacted: 200, returned: 30, leftAlone: 200, returnedAlone: 12 },
 *     { lapsed: 6, customers: 2000, contacted: 200, returned: 9, leftAlone: 200, returnedAlone: 6 },
 *   ],
 *   value: 120, incentive: 15, contactCost: 1.5,
 * });
 * rows.map(({ perContact }) => perContact.estimate); // ≈ [7.05, -0.375]
 * campaign.estimate; // ≈ 5640
 */
export function winBackValue(input: WinBackInput): WinBackValue {
  const { groups, incentive, contactCost, capacity, level, draws, seed } = read(input);
  const gains = groups.map(
    ({ value, returned, contacted, returnedAlone, leftAlone }) =>
      (returned / contacted) * (value - incentive) -
      (leftAlone === 0 ? 0 : returnedAlone / leftAlone) * value -
      contactCost,
  );
  const chosen = choose(groups, gains, capacity);
  const random = createRandom(seed);
  const per = groups.map(() => new Float64Array(draws));
  const campaign = new Float64Array(draws);
  const everybody = new Float64Array(draws);
  for (let k = 0; k < draws; k++)
    groups.forEach((group, i) => {
      const { p, q } = drawRates(random, group);
      per[i]![k] = p * (group.value - incentive) - q * group.value - contactCost;
      const earns = (customers: number) =>
        sampleBinomial(random, customers, p) * (group.value - incentive) -
        sampleBinomial(random, customers, q) * group.value -
        customers * contactCost;
      campaign[k]! += earns(chosen[i]!);
      everybody[k]! += earns(group.customers);
    });
  const expected = (counts: readonly number[]) =>
    counts.reduce((sum, count, i) => sum + count * gains[i]!, 0);
  return {
    rows: groups.map((group, i) =>
      rowOf(group, { incentive, contactCost, chosen: chosen[i]! }, interval(gains[i]!, per[i]!, level)),
    ),
    contacted: chosen.reduce((sum, count) => sum + count, 0),
    campaign: interval(expected(chosen), campaign, level),
    everybody: interval(expected(groups.map(({ customers }) => customers)), everybody, level),
  };
}

type Group = Required<LapsedGroup> & {
  readonly value: number;
  readonly leftAlone: number;
  readonly returnedAlone: number;
};

function rowOf(
  { lapsed, customers, contacted, returned, leftAlone, returnedAlone, value }: Group,
  {
    incentive,
    contactCost,
    chosen,
  }: { readonly incentive: number; readonly contactCost: number; readonly chosen: number },
  perContact: Interval,
): WinBackRow {
  const alone = leftAlone === 0 ? 0 : returnedAlone / leftAlone;
  return {
    ...{ lapsed, customers, returnRate: returned / contacted, returnRateAlone: alone, perContact, chosen },
    breakEvenRate: (alone * value + contactCost) / (value - incentive),
  };
}

function drawRates(random: Random, { contacted, returned, leftAlone, returnedAlone }: Group) {
  const p = sampleBeta(random, 0.5 + returned, 0.5 + contacted - returned);
  const q = leftAlone === 0 ? 0 : sampleBeta(random, 0.5 + returnedAlone, 0.5 + leftAlone - returnedAlone);
  return { p, q };
}

/** The groups where a contact pays, best first, as far as the capacity goes. */
function choose(groups: readonly Group[], gains: readonly number[], capacity: number): number[] {
  const chosen = groups.map(() => 0);
  let left = capacity;
  const order = gains.map((_, i) => i).sort((a, b) => gains[b]! - gains[a]!);
  for (const i of order) {
    if (!(gains[i]! > 0)) break;
    chosen[i] = Math.min(left, groups[i]!.customers);
    left -= chosen[i]!;
  }
  return chosen;
}

function interval(estimate: number, drawn: Float64Array, level: number): Interval {
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

function read(input: WinBackInput) {
  checkFields(where, "input", input, fields);
  const { contactCost = 0, incentive = 0, capacity, level = 0.95, draws = 2000, seed = 1 } = input;
  checkNonNegative(where, "contactCost", contactCost);
  checkNonNegative(where, "incentive", incentive);
  if (capacity !== undefined) checkCount(where, "capacity", capacity);
  checkLevel(where, level);
  checkCount(where, "draws", draws, 100);
  checkFinite(where, "seed", seed);
  check(
    isList(input.groups) && input.groups.length > 0,
    where,
    "groups",
    "must be an array of groups",
    input.groups,
  );
  const groups = input.groups.map((group, i) => readGroup(`groups[${i}]`, group, input.value, incentive));
  return {
    groups,
    contactCost,
    incentive,
    capacity: capacity ?? Number.POSITIVE_INFINITY,
    level,
    draws,
    seed,
  };
}

function readGroup(name: string, group: LapsedGroup, common: number | undefined, incentive: number): Group {
  checkFields(where, name, group, [
    ...(["lapsed", "customers", "contacted", "returned", "leftAlone", "returnedAlone", "value"] as const),
  ]);
  const { lapsed, customers, contacted, returned, leftAlone = 0, returnedAlone = 0, value = common } = group;
  checkNonNegative(where, `${name}.lapsed`, lapsed);
  checkCount(where, `${name}.customers`, customers);
  checkCount(where, `${name}.contacted`, contacted, 1);
  checkCount(where, `${name}.returned`, returned);
  check(
    returned <= contacted,
    where,
    `${name}.returned`,
    `must be at most contacted (${contacted})`,
    returned,
  );
  checkCount(where, `${name}.leftAlone`, leftAlone);
  checkCount(where, `${name}.returnedAlone`, returnedAlone);
  const rule = `must be at most leftAlone (${leftAlone})`;
  check(returnedAlone <= leftAlone, where, `${name}.returnedAlone`, rule, returnedAlone);
  checkPositive(where, group.value === undefined ? "value" : `${name}.value`, value);
  check(value > incentive, where, "value", `must be above incentive (${incentive})`, value);
  return { lapsed, customers, contacted, returned, leftAlone, returnedAlone, value };
}
