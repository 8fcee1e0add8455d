/** Lifetime value of customers who move between states: the Markov model of Pfeifer and Carraway. */

import { check, checkCount, checkFields, checkFinite, checkFraction, isList } from "../errors.js";
import { multiplyVector, solve } from "../math/linear-algebra.js";
import { type DiscountInput, discountFields, periodDiscount } from "../time.js";

/** Input of `migrationValue`. */
export interface MigrationInput extends DiscountInput {
  /** Probability of moving from the state of the row to the state of the column in one period: rows of fractions that sum to 1. */
  readonly transitions: readonly (readonly number[])[];
  /** Reward received on being in a state at 0, 1, 2, …, in one currency: one per state, negative for a cost. */
  readonly rewards: readonly number[];
  /** Names of the states. Default "1", "2", …. */
  readonly states?: readonly string[] | undefined;
  /** The paper's T: rewards at 0, 1, …, T count, a whole number of 0 or more. Default: all of them. */
  readonly horizon?: number | undefined;
  /** The state that the forecast and the elasticities start from, by name. Default: the first. */
  readonly start?: string | undefined;
  /** How many periods the forecast covers. Default `horizon`, or 10. */
  readonly periods?: number | undefined;
}

/** Share of customers in a state after some periods. */
export interface MigrationForecast {
  /** Periods from now: 0, 1, 2, …. */
  readonly period: number;
  /** Name of the state. */
  readonly state: string;
  /** Probability of being in it: a fraction. */
  readonly share: number;
}

/** What one probability of moving does to the value of the starting state. */
export interface TransitionEffect {
  /** The state left. */
  readonly from: string;
  /** The state entered. */
  readonly to: string;
  /** Probability of the move in one period. */
  readonly probability: number;
  /** Derivative of the value in the probability, the other probabilities unchanged. */
  readonly derivative: number;
  /** Per cent by which the value changes per per cent of the probability; null when the value is 0. */
  readonly elasticity: number | null;
}

/** Values of customers by state. */
export interface MigrationValue {
  /** Names of the states. */
  readonly states: readonly string[];
  /** Value of a customer in each state, the reward of that state received now, in the order of `states`. */
  readonly values: readonly number[];
  /** The state that `value`, `forecast` and `effects` start from. */
  readonly start: string;
  /** Value of a customer in the starting state. */
  readonly value: number;
  /** Shares of the states by period, from the starting state. */
  readonly forecast: readonly MigrationForecast[];
  /** Effect of every transition of positive probability on `value`. */
  readonly effects: readonly TransitionEffect[];
  /** Rewards fall at once on being in a state. */
  readonly timing: "now";
  /** T; null when all rewards count. */
  readonly horizon: number | null;
  /** Effective discount rate per period. */
  readonly discountRate: number;
}

const where = "migrationValue";

/**
 * Lifetime value of a customer who moves between states (of recency, of tier, of engagement) as a Markov chain.
 *
 * States remember nothing but themselves: put into them whatever decides what customers do next. An elasticity here
 * lets one probability rise alone; when the row is to sum to 1 again, subtract the derivative of the move that gives way
 * (it is 0 for a lost state that earns nothing).
 *
 * Formula: V = (I - P / (1+d))⁻¹ R; to a horizon T, V = Σ_{t=0..T} (1+d)^-t P^t R.
 *
 * @param input - `transitions` (square, rows of fractions that sum to 1), `rewards` (one per state), `discountRate` (0 or
 *   more per period, or `{ rate, per }`), `horizon` (T, default none), `states` (names), `start` (a name, default the
 *   first), `periods` (of the forecast, default the horizon or 10); both at
 *   most 10,000.
 * @returns Values by state, the forecast of states and the effect of each transition, from the starting state.
 * @throws {InvalidInputError} If a row does not sum to 1, sizes disagree, an argument breaks its rule, or the sum diverges:
 *   nothing is discounted and customers can stay for ever in states with rewards.
 * @see Pfeifer & Carraway (2000), "Modeling Customer Relationships as Markov Chains", Journal of Interactive Marketing
 *   14(2), 43-55.
 *
 * @example
 * // Recency 1 to 4 and lost; a purchase brings 40, a mailing costs 4.
 * const transitions = [
 *   [0.3, 0.7, 0, 0, 0], [0.2, 0, 0.8, 0, 0], [0.15, 0, 0, 0.85, 0], [0.05, 0, 0, 0, 0.95], [0, 0, 0, 0, 1],
 * ];
 * const rewards = [36, -4, -4, -4, 0];
 * migrationValue({ transitions, rewards, discountRate: 0.2, horizon: 4 }).values; // ≈ [50.115, 4.220, 0.592, -1.980, 0]
 * migrationValue({ transitions, rewards, discountRate: 0.2 }).value; // ≈ 52.320
 */
export function migrationValue(input: MigrationInput): MigrationValue {
  const { chain, horizon, start, periods, discountRate } = readMigration(input);
  const values = horizon === null ? endlessValues(chain) : finiteValues(chain, horizon)[horizon]!;
  const derivatives =
    horizon === null ? endlessEffects(chain, start, values) : finiteEffects(chain, start, horizon);
  const { states, n, transitions } = chain;
  const value = values[start]!;
  const effects: TransitionEffect[] = [];
  for (let j = 0; j < n; j++)
    for (let k = 0; k < n; k++) {
      const probability = transitions[j * n + k]!;
      if (probability === 0) continue;
      const derivative = derivatives[j * n + k]! + 0;
      const elasticity = value === 0 ? null : (derivative * probability) / value + 0;
      effects.push({ from: states[j]!, to: states[k]!, probability, derivative, elasticity });
    }
  return {
    states,
    values: Array.from(values, (x) => x + 0),
    start: states[start]!,
    value: value + 0,
    forecast: forecastStates(chain, start, periods),
    effects,
    timing: "now",
    horizon,
    discountRate,
  };
}

/** A checked chain: transitions row by row, with the factor of one period. */
interface Chain {
  readonly n: number;
  readonly states: readonly string[];
  readonly transitions: Float64Array;
  readonly rewards: Float64Array;
  readonly factor: number;
}

/** Each period has values and a forecast of its own; what has no end has a closed form. */
const mostPeriods = 10_000;

function checkPeriods(name: "horizon" | "periods", value: number): void {
  checkCount(where, name, value);
  check(value <= mostPeriods, where, name, `must be at most ${mostPeriods}`, value);
}

function readMigration(input: MigrationInput) {
  checkFields(where, "input", input, [
    "transitions",
    "rewards",
    "states",
    "horizon",
    "start",
    "periods",
    ...discountFields,
  ]);
  const { transitions, rewards, horizon } = input;
  check(
    isList(transitions) && transitions.length > 0,
    where,
    "transitions",
    "must be a list of rows",
    transitions,
  );
  const n = transitions.length;
  const flat = new Float64Array(n * n);
  transitions.forEach((row, i) => {
    checkRow(row, i, n);
    flat.set(row, i * n);
  });
  const count = `must hold one reward per state (${n})`;
  check(isList(rewards) && rewards.length === n, where, "rewards", count, rewards);
  rewards.forEach((reward, i) => {
    checkFinite(where, `rewards[${i}]`, reward);
  });
  const states = readStates(input.states, n);
  const start = input.start === undefined ? 0 : states.indexOf(input.start);
  check(start >= 0, where, "start", `must be one of the states`, input.start);
  if (horizon !== undefined) checkPeriods("horizon", horizon);
  const periods = input.periods ?? horizon ?? 10;
  checkPeriods("periods", periods);
  const discountRate = periodDiscount(where, input).rate;
  const factor = 1 / (1 + discountRate);
  const chain: Chain = { n, states, transitions: flat, rewards: Float64Array.from(rewards), factor };
  return { chain, horizon: horizon ?? null, start, periods, discountRate: discountRate + 0 };
}

function checkRow(row: readonly number[], i: number, n: number): void {
  const rule = `must hold one probability per state (${n})`;
  check(isList(row) && row.length === n, where, `transitions[${i}]`, rule, row);
  row.forEach((probability, j) => {
    checkFraction(where, `transitions[${i}][${j}]`, probability);
  });
  const sum = row.reduce((total, probability) => total + probability, 0);
  check(Math.abs(sum - 1) < 1e-9, where, `transitions[${i}]`, "must sum to 1", sum);
}

function readStates(states: readonly string[] | undefined, n: number): readonly string[] {
  if (states === undefined) return Array.from({ length: n }, (_, i) => String(i + 1));
  const rule = `must hold one name per state (${n}), all different`;
  check(isList(states) && new Set(states).size === n && states.length === n, where, "states", rule, states);
  return [...states];
}

/** I - vP over the states that matter: all but those from which only states without reward are ever entered. */
function system({ n, transitions, rewards, factor }: Chain): { matrix: Float64Array; earning: boolean[] } {
  const earning = Array.from(rewards, (reward) => reward !== 0);
  for (let pass = 0; pass < n; pass++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) if (earning[j] && transitions[i * n + j]! > 0) earning[i] = true;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const moves = earning[i] && earning[j] ? factor * transitions[i * n + j]! : 0;
      matrix[i * n + j] = (i === j ? 1 : 0) - moves;
    }
  return { matrix, earning };
}

function endlessValues(chain: Chain): Float64Array {
  const { matrix, earning } = system(chain);
  if (chain.factor === 1) checkLeaving(chain, earning);
  const solution = solve(matrix, chain.rewards, chain.n);
  const rule = "must be above 0 or given a horizon, since customers may stay for ever in states with rewards";
  check(solution !== null, where, "discountRate", rule, 0);
  return solution;
}

/** Without discounting, every earning state must have a way out to states that earn nothing. */
function checkLeaving({ n, transitions }: Chain, earning: readonly boolean[]): void {
  const leaving = earning.map((earns) => !earns);
  for (let pass = 0; pass < n; pass++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) if (leaving[j] && transitions[i * n + j]! > 0) leaving[i] = true;
  const rule = "must be above 0 or given a horizon, since customers may stay for ever in states with rewards";
  check(leaving.every(Boolean), where, "discountRate", rule, 0);
}

/** Values to the horizons 0, 1, …, T. */
function finiteValues({ transitions, rewards, factor }: Chain, horizon: number): Float64Array[] {
  const values = [rewards];
  for (let t = 1; t <= horizon; t++) {
    const next = multiplyVector(transitions, values[t - 1]!);
    values.push(next.map((ahead, i) => rewards[i]! + factor * ahead));
  }
  return values;
}

/** ∂V(start)/∂p(j,k) = M(start,j) v V(k) with M = (I - vP)⁻¹: discounted visits to j times what k is worth. */
function endlessEffects(chain: Chain, start: number, values: Float64Array): Float64Array {
  const { n, factor } = chain;
  const { matrix, earning } = system(chain);
  const transposed = matrix.map((_, i) => matrix[(i % n) * n + Math.floor(i / n)]!);
  const unit = new Float64Array(n);
  unit[start] = 1;
  const visits = earning[start] ? solve(transposed, unit, n) : unit;
  return Float64Array.from({ length: n * n }, (_, i) => {
    const j = Math.floor(i / n);
    return (visits?.[j] ?? 0) * factor * values[i % n]!;
  });
}

/** The same to a horizon: visits at s = 0 … T-1 times what k is worth in the time that is left. */
function finiteEffects(chain: Chain, start: number, horizon: number): Float64Array {
  const { n, transitions, factor } = chain;
  const values = finiteValues(chain, horizon);
  const effects = new Float64Array(n * n);
  let shares = new Float64Array(n);
  shares[start] = 1;
  for (let s = 0; s < horizon; s++) {
    const weight = factor ** (s + 1);
    const left = values[horizon - 1 - s]!;
    for (let j = 0; j < n; j++)
      for (let k = 0; k < n; k++) effects[j * n + k]! += weight * shares[j]! * left[k]!;
    shares = nextShares(shares, transitions);
  }
  return effects;
}

function nextShares(shares: Float64Array, transitions: Float64Array): Float64Array<ArrayBuffer> {
  const n = shares.length;
  const next = new Float64Array(n);
  for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) next[k]! += shares[j]! * transitions[j * n + k]!;
  return next;
}

function forecastStates(
  { n, states, transitions }: Chain,
  start: number,
  periods: number,
): MigrationForecast[] {
  let shares = new Float64Array(n);
  shares[start] = 1;
  const rows: MigrationForecast[] = [];
  for (let period = 0; period <= periods; period++) {
    for (let i = 0; i < n; i++) rows.push({ period, state: states[i]!, share: shares[i]! });
    shares = nextShares(shares, transitions);
  }
  return rows;
}
