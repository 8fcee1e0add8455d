/** The loop of winning, keeping and being recommended: how fast it grows, when it sustains itself, where it settles. */
import {
  check,
  checkCount,
  checkFields,
  checkFraction,
  checkNonNegative,
  checkObject,
  checkPositive,
  isDense,
} from "../../errors.js";
import {
  balance,
  growthOf,
  lifetimeReferrals,
  project,
  projection,
  type ReferralFlows,
  saturatedBalance,
} from "./referral-matrix.js";

/** One state that customers can be in, for instance new or loyal. */
export interface ReferralState {
  /** Name of the state. */
  readonly name: string;
  /** Probability of being in each state one period later, by name; what is missing to 1 is lost. */
  readonly becomes: Readonly<Record<string, number>>;
  /** New customers that one customer of this state brings per period, by the state they enter; left out, none. */
  readonly refers?: Readonly<Record<string, number>> | undefined;
  /** Customers won per period by other means, entering this state. Default 0. */
  readonly acquisition?: number | undefined;
  /** Customers in this state at the start. Default 0. */
  readonly atStart?: number | undefined;
}

/** A loop of customers who are all alike. */
export interface SimpleReferralLoop {
  /** Retention probability per period: 0 to 1. */
  readonly retention: number;
  /** New customers that one customer brings per period: 0 or more. */
  readonly referrals: number;
  /** Customers won per period by other means. Default 0. */
  readonly acquisition?: number | undefined;
  /** Customers at the start. Default 0. */
  readonly atStart?: number | undefined;
}

/** A loop of customers in several states. */
export interface StructuredReferralLoop {
  /** The states, at least one. */
  readonly states: readonly ReferralState[];
}

/** How a loop is followed over time, and whether the market is limited. */
export interface ReferralLoopPlan {
  /** Periods of `path`: a whole number of 0 or more. Default 20. */
  readonly periods?: number | undefined;
  /** Customers that the market holds: referrals slow down by 1 - total / capacity. Left out, there is no limit. */
  readonly capacity?: number | undefined;
}

/** A base at one time. */
export interface ReferralLoopStep {
  /** Periods since the start. */
  readonly period: number;
  /** All customers. */
  readonly total: number;
  /** Customers by state, in the order of `states`. */
  readonly customers: readonly number[];
}

/** What a loop of winning, keeping and referring comes to. */
export interface ReferralLoop {
  /** Names of the states; of alike customers `["customer"]`. */
  readonly states: readonly string[];
  /** λ, the factor by which the base multiplies each period in the long run, acquisition and saturation aside. */
  readonly growthFactor: number;
  /** λ - 1: below 0 the base needs acquisition to last. */
  readonly growthRate: number;
  /** Whether staying and referring alone keep the base up: λ is 1 or more. */
  readonly selfSustaining: boolean;
  /** Periods in which the base doubles; null where it does not grow. */
  readonly doublingTime: number | null;
  /** Customers that one brings in its whole life; null where some never leave. The loop sustains itself from 1 on. */
  readonly referralsPerLifetime: number | null;
  /** Factor on all referral rates at which the loop just sustains itself; null where there are none, or customers never leave. */
  readonly criticalFactor: number | null;
  /** Referrals per customer and period at which the loop just sustains itself, 1 - r; null with several states. */
  readonly criticalReferrals: number | null;
  /** Shares of the states in the long run; null where no state feeds itself. */
  readonly stableShares: readonly number[] | null;
  /** How many customers of the first state one of each state is worth to growth; null as above. */
  readonly reproductiveValue: readonly number[] | null;
  /** ∂λ / ∂(flow from state `from` to state `to`), as [to][from]; null as above. */
  readonly sensitivities: readonly (readonly number[])[] | null;
  /** The same in proportion, as [to][from]; they sum to 1. Null as above. */
  readonly elasticities: readonly (readonly number[])[] | null;
  /** Customers by state where gains and losses balance; null where the base grows for ever. */
  readonly steadyState: readonly number[] | null;
  /** All customers where gains and losses balance; null as above. */
  readonly steadyTotal: number | null;
  /** The base over time. */
  readonly path: readonly ReferralLoopStep[];
}

/**
 * The loop of acquiring, retaining and referring customers: growth per period, the referral rate at which it sustains
 * itself, what growth hangs on, and the base over time.
 *
 * With customers alike, 0.05 more referrals per customer and period do exactly what 5 points of retention do, provided
 * that a referred customer costs nothing, is like the others, and would not have come anyway. Reported referrals often
 * would have: see `customerReferralValue`.
 *
 * Formula: N' = r N + A + q N (1 - N / K); λ = r + q; steady base A / (1 - r - q); critical q = 1 - r. With states,
 * N' = M N + A and λ is the dominant eigenvalue of M.
 *
 * @param loop - Either retention and referrals, or states with what they become and refer; then periods and capacity.
 * @returns Growth, its elasticities, the balance and the path; plain data.
 * @throws {InvalidInputError} If a probability is out of range, transitions of a state sum above 1, or a state is unknown.
 * @see Caswell (2001), "Matrix Population Models", 2nd ed., chapters 4 and 9, for growth, sensitivities and elasticities.
 * @see Jaffe (2010), "Flip the Funnel", for the loop.
 * @example
 * const loop = referralLoop({ retention: 0.8, referrals: 0.1, acquisition: 100 });
 * loop.growthFactor; // ≈ 0.9
 * loop.steadyTotal; // ≈ 1000
 * loop.criticalReferrals; // ≈ 0.2
 * @example
 * const loop = referralLoop({
 *   states: [
 *     { name: "new", becomes: { loyal: 0.55 }, refers: { new: 0.1 } },
 *     { name: "loyal", becomes: { loyal: 0.85 }, refers: { new: 0.25 } },
 *   ],
 * });
 * loop.growthFactor; // ≈ 1.0024
 * loop.elasticities; // ≈ [[0.014, 0.130], [0.130, 0.725]]
 */
export function referralLoop(
  loop: (SimpleReferralLoop | StructuredReferralLoop) & ReferralLoopPlan,
): ReferralLoop {
  checkFields(where, "input", loop, loopFields);
  const { names, flows, acquisition, start } = "states" in loop ? readStates(loop) : readSimple(loop);
  const { periods = 20, capacity } = loop;
  checkCount(where, "periods", periods);
  if (capacity !== undefined) checkPositive(where, "capacity", capacity);
  const matrix = projection(flows);
  const growth = growthOf(matrix, flows.count);
  const brought = lifetimeReferrals(flows);
  const steady =
    capacity === undefined ? balance(matrix, acquisition) : saturatedBalance(flows, acquisition, capacity);
  const sum = (customers: readonly number[]) => customers.reduce((total, x) => total + x, 0);
  const path = project(flows, { start, acquisition, capacity: capacity ?? null, periods });
  return {
    states: names,
    growthFactor: growth.factor,
    growthRate: growth.factor - 1,
    selfSustaining: growth.factor >= 1,
    doublingTime: growth.factor > 1 ? Math.LN2 / Math.log(growth.factor) : null,
    referralsPerLifetime: brought,
    criticalFactor: brought === null || brought === 0 ? null : 1 / brought,
    criticalReferrals: "states" in loop ? null : 1 - loop.retention,
    stableShares: growth.stable,
    reproductiveValue: growth.reproductive,
    sensitivities: growth.sensitivities,
    elasticities: growth.elasticities,
    steadyState: steady,
    steadyTotal: steady === null ? null : sum(steady),
    path: path.map((customers, period) => ({ period, total: sum(customers), customers })),
  };
}

const where = "referralLoop";
const simpleFields = ["retention", "referrals", "acquisition", "atStart"] as const;
const loopFields = [...simpleFields, "states", "periods", "capacity"] as const;
const stateFields = ["name", "becomes", "refers", "acquisition", "atStart"] as const;

interface ReadLoop {
  readonly names: string[];
  readonly flows: ReferralFlows;
  readonly acquisition: number[];
  readonly start: number[];
}

function readSimple({ retention, referrals, acquisition = 0, atStart = 0 }: SimpleReferralLoop): ReadLoop {
  checkFraction(where, "retention", retention);
  checkNonNegative(where, "referrals", referrals);
  checkNonNegative(where, "acquisition", acquisition);
  checkNonNegative(where, "atStart", atStart);
  const flows = { count: 1, staying: Float64Array.of(retention), referring: Float64Array.of(referrals) };
  return { names: ["customer"], flows, acquisition: [acquisition], start: [atStart] };
}

function readStates({ states }: StructuredReferralLoop): ReadLoop {
  check(
    isDense(states) && states.length > 0,
    where,
    "states",
    "must be an array of at least one state",
    states,
  );
  states.forEach((state, i) => {
    checkFields(where, `states[${i}]`, state, stateFields);
  });
  const names = states.map(({ name }) => name);
  names.forEach((name, i) => {
    const fresh = typeof name === "string" && name !== "" && names.indexOf(name) === i;
    check(fresh, where, `states[${i}].name`, "must be a name that no other state has", name);
  });
  const count = names.length;
  const flows = {
    count,
    staying: new Float64Array(count * count),
    referring: new Float64Array(count * count),
  };
  states.forEach((state, from) => {
    const stay = flow(names, from, "becomes", state.becomes, flows.staying);
    check(stay <= 1 + 1e-12, where, `states[${from}].becomes`, "must sum to at most 1", stay);
    flow(names, from, "refers", state.refers ?? {}, flows.referring);
  });
  const amount = (key: "acquisition" | "atStart") =>
    states.map((state, i) => {
      checkNonNegative(where, `states[${i}].${key}`, state[key] ?? 0);
      return state[key] ?? 0;
    });
  return { names, flows, acquisition: amount("acquisition"), start: amount("atStart") };
}

/** Writes the flows out of one state into a matrix and gives their sum. */
function flow(
  names: readonly string[],
  from: number,
  key: "becomes" | "refers",
  flows: Readonly<Record<string, number>>,
  into: Float64Array,
): number {
  const argument = `states[${from}].${key}`;
  checkObject(where, argument, flows);
  let sum = 0;
  for (const [name, value] of Object.entries(flows)) {
    const to = names.indexOf(name);
    check(to >= 0, where, argument, `must name states (${names.join(", ")})`, name);
    if (key === "becomes") checkFraction(where, `${argument}.${name}`, value);
    else checkNonNegative(where, `${argument}.${name}`, value);
    into[to * names.length + from] = value;
    sum += value;
  }
  return sum;
}
