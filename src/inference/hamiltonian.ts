/** One Markov chain by Hamiltonian Monte Carlo, with a step size and a metric that adapt while the chain warms up. */
import { cholesky } from "../math/linear-algebra.js";
import type { Objective } from "../math/optimize.js";
import type { Random } from "../math/random.js";
import { sampleNormal } from "../math/samplers.js";
import type { Steps } from "./steps.js";

/** The density to be drawn from, and where and how to start. */
export interface ChainTask {
  /** Minus the log density, with its gradient. */
  readonly potential: Objective;
  /** A point of high density. */
  readonly mode: Float64Array;
  /** Lower Cholesky factor of a guess of the covariance. */
  readonly factor: Float64Array;
  /** Draws thrown away while the chain adapts. */
  readonly warmup: number;
  /** Draws kept. */
  readonly draws: number;
}

/** A chain: one array of draws per coordinate. */
export interface Chain {
  readonly draws: readonly Float64Array[];
  /** Mean probability of acceptance after the warm-up. */
  readonly acceptance: number;
}

interface State {
  readonly x: Float64Array;
  readonly energy: number;
  readonly gradient: Float64Array;
}

/** Share of acceptances that the step size aims at. */
const target = 0.8;

/**
 * Draws one chain, in steps of one trajectory.
 *
 * @see Neal (2011), "MCMC using Hamiltonian dynamics", Handbook of Markov Chain Monte Carlo, chapter 5; Hoffman & Gelman
 *   (2014), "The No-U-Turn Sampler", JMLR 15, 1593-1623, section 3.2 (step size by dual averaging).
 */
export function* chainSteps(random: Random, task: ChainTask): Steps<Chain> {
  const { potential, mode, warmup, draws } = task;
  const n = mode.length;
  let factor = task.factor;
  let state = evaluate(potential, start(random, mode, factor));
  for (let k = 0; k < 20 && !Number.isFinite(state.energy); k++)
    state = evaluate(potential, start(random, mode, factor));
  let step = adaptiveStep(0.7);
  const half = Math.floor(warmup / 2);
  const seen: Float64Array[] = [];
  for (let k = 0; k < warmup; k++) {
    yield k / (warmup + draws);
    const move = trajectory(random, potential, state, factor, step.current());
    state = move.state;
    step.learn(move.acceptance);
    if (k < half) seen.push(state.x);
    if (k !== half - 1 || half < 50) continue;
    // The covariance of what has been seen replaces the guess, once there is enough of it.
    factor = cholesky(covariance(seen.slice(Math.floor(half / 3)), factor), n) ?? factor;
    step = adaptiveStep(step.settled());
  }
  const kept = Array.from({ length: n }, () => new Float64Array(draws));
  let accepted = 0;
  for (let k = 0; k < draws; k++) {
    yield (warmup + k) / (warmup + draws);
    const move = trajectory(random, potential, state, factor, step.settled());
    state = move.state;
    accepted += move.acceptance / draws;
    for (let i = 0; i < n; i++) kept[i]![k] = state.x[i]!;
  }
  return { draws: kept, acceptance: accepted };
}

function evaluate(potential: Objective, x: Float64Array): State {
  const gradient = new Float64Array(x.length);
  return { x, energy: potential(x, gradient), gradient };
}

/** An overdispersed start, so that chains which agree have forgotten where they began. */
function start(random: Random, mode: Float64Array, factor: Float64Array): Float64Array {
  const z = mode.map(() => 1.5 * sampleNormal(random));
  return mode.map((value, i) => value + rowProduct(factor, i, z));
}

/** Row i of a lower triangular matrix times a vector. */
function rowProduct(factor: Float64Array, i: number, z: Float64Array): number {
  let sum = 0;
  for (let j = 0; j <= i; j++) sum += factor[i * z.length + j]! * z[j]!;
  return sum;
}

/** Column j of a lower triangular matrix times a vector. */
function columnProduct(factor: Float64Array, j: number, v: Float64Array): number {
  let sum = 0;
  for (let i = j; i < v.length; i++) sum += factor[i * v.length + j]! * v[i]!;
  return sum;
}

/** A leapfrog path of random length in coordinates whitened by the factor, accepted or not. */
function trajectory(random: Random, potential: Objective, from: State, factor: Float64Array, step: number) {
  const n = from.x.length;
  const momentum = Float64Array.from({ length: n }, () => sampleNormal(random));
  const kinetic = () => momentum.reduce((sum, p) => sum + p * p, 0) / 2;
  const push = (state: State, length: number) => {
    for (let j = 0; j < n; j++) momentum[j]! -= length * columnProduct(factor, j, state.gradient);
  };
  const before = from.energy + kinetic();
  let state = from;
  const steps = 1 + random.integerBelow(6);
  for (let k = 0; k < steps && Number.isFinite(state.energy); k++) {
    push(state, step / 2);
    state = evaluate(
      potential,
      state.x.map((value, i) => value + step * rowProduct(factor, i, momentum)),
    );
    push(state, step / 2);
  }
  const rise = state.energy + kinetic() - before;
  const acceptance = Number.isNaN(rise) ? 0 : Math.min(1, Math.exp(-rise));
  // The uniform number is drawn in any case, so that the stream does not depend on the decision.
  const accepted = random.next() < acceptance;
  return { state: accepted ? state : from, acceptance };
}

/** Step size by dual averaging: larger where more is accepted than aimed at. */
function adaptiveStep(initial: number) {
  const centre = Math.log(2 * initial);
  let excess = 0;
  let logStep = Math.log(initial);
  let logSettled = 0;
  let count = 0;
  return {
    current: () => Math.exp(logStep),
    settled: () => Math.exp(count === 0 ? logStep : logSettled),
    learn: (acceptance: number) => {
      count++;
      excess += (target - acceptance - excess) / (count + 10);
      logStep = centre - (Math.sqrt(count) / 0.05) * excess;
      const weight = Math.exp(-0.75 * Math.log(count));
      logSettled = weight * logStep + (1 - weight) * logSettled;
    },
  };
}

/** Covariance of points, drawn a little towards the earlier guess so that it stays positive definite. */
function covariance(points: readonly Float64Array[], factor: Float64Array): Float64Array {
  const n = points[0]!.length;
  const mean = new Float64Array(n);
  for (const x of points) for (let i = 0; i < n; i++) mean[i]! += x[i]! / points.length;
  const share = points.length / (points.length + 5 * n);
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (const x of points) sum += (x[i]! - mean[i]!) * (x[j]! - mean[j]!);
      let guess = 0;
      for (let k = 0; k <= Math.min(i, j); k++) guess += factor[i * n + k]! * factor[j * n + k]!;
      result[i * n + j] = (share * sum) / (points.length - 1) + (1 - share) * guess;
    }
  return result;
}
