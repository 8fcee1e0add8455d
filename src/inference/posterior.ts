/** Draws from the posterior distribution of a model's parameters, and what follows from them. */
import { check, checkCount, checkFinite, checkObject, checkOptions, isDense } from "../errors.js";
import { cholesky } from "../math/linear-algebra.js";
import { createRandom, type Random } from "../math/random.js";
import { meanOf, sortedQuantile, varianceOf } from "../math/sample-statistics.js";
import type { TimeUnit } from "../time.js";
import { effectiveSampleSize, splitRHat } from "./chain-diagnostics.js";
import {
  checkLevel,
  type DerivedOutput,
  evaluateDerived,
  finiteOrNull,
  isList,
  type PerOutput,
  summarizeDraws,
} from "./derived.js";
import type { LikelihoodProblem } from "./fit.js";
import { type Chain, type ChainTask, chainSteps } from "./hamiltonian.js";
import type { Interval } from "./interval.js";
import { maximizeLikelihood } from "./maximum-likelihood.js";
import { pointOf, type ScaledProblem, scaledProblem } from "./objective.js";
import { type NormalPrior, orderedPriors, type Priors } from "./prior.js";
import { type LikelihoodModel, problemOf } from "./profile.js";
import { type ByParameter, fromScale, type ParameterScale } from "./scale.js";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "./steps.js";

/** How to sample. */
export interface PosteriorOptions<Parameters> {
  /** Normal priors on the fit's scale; a parameter left out has the model's weakly informative default. */
  readonly prior?: Priors<Parameters> | undefined;
  /** Number of chains: 4 by default, at least 2. */
  readonly chains?: number | undefined;
  /** Draws kept per chain: 1,000 by default, at least 100. */
  readonly draws?: number | undefined;
  /** Draws per chain thrown away while it adapts: 500 by default, at least 100. */
  readonly warmup?: number | undefined;
  /** Level of the intervals, 0.95 by default. */
  readonly level?: number | undefined;
  /** Seed: any number up to 1e150 in size, 1 by default. */
  readonly seed?: number | undefined;
  /** An independent sequence of the same seed: a whole number, 0 by default. */
  readonly stream?: number | undefined;
}

/** The posterior of one parameter, on its natural scale. */
export interface PosteriorRow {
  /** Name of the parameter. */
  readonly parameter: string;
  /** Mean of the draws. */
  readonly mean: number;
  /** Standard deviation of the draws. */
  readonly standardDeviation: number;
  /** Median of the draws: the estimate that goes with the interval. */
  readonly estimate: number;
  /** Lower end of the equal-tailed interval. */
  readonly lower: number;
  /** Upper end of the equal-tailed interval. */
  readonly upper: number;
  /** How many independent draws would be worth as much. */
  readonly effectiveSampleSize: number;
  /** Split R̂: 1 where all chains agree; do not use draws with more than 1.01. */
  readonly splitRHat: number;
}

/** A chain that did not mix: its draws are not yet to be trusted. */
export interface MixingWarning {
  /** Which warning this is: R̂ above 1.01, or fewer than 400 effective draws. */
  readonly code: "poorMixing";
  /** Name of the parameter. */
  readonly parameter: string;
}

/** Draws from a posterior, as plain data. */
export interface Posterior<Parameters> {
  /** Version of this layout. */
  readonly formatVersion: 1;
  /** Name of the model. */
  readonly model: string;
  /** What the likelihood is the density of. */
  readonly likelihoodOf: string;
  /** Unit of time of the parameters, or null. */
  readonly timeUnit: TimeUnit | null;
  /** Number of observations. */
  readonly observations: number;
  /** The prior of each parameter: normal on the fit's scale. */
  readonly prior: ByParameter<Parameters, NormalPrior>;
  /** The scale of each parameter. */
  readonly scale: ByParameter<Parameters, ParameterScale>;
  /** Number of chains. */
  readonly chains: number;
  /** Draws per chain. */
  readonly drawsPerChain: number;
  /** Draws of each parameter on its natural scale, chain after chain. */
  readonly draws: ByParameter<Parameters, readonly number[]>;
  /** One row per parameter. */
  readonly summary: readonly PosteriorRow[];
  /** Level of the intervals. */
  readonly level: number;
  /** Mean probability of acceptance: about 0.8. */
  readonly acceptance: number;
  /** Warnings as data; empty where the chains mixed. */
  readonly warnings: readonly MixingWarning[];
}

/**
 * Draws from the posterior of a model's parameters by Hamiltonian Monte Carlo.
 *
 * For small data sets and flat likelihoods, where standard errors mislead and the maximum may lie on a boundary: with a
 * prior it never does. The priors matter there; state them. Check `warnings`: draws that did not mix are not a posterior.
 *
 * Formula: log posterior = log-likelihood of the whole data + Σ log N(scale(θ); mean, standardDeviation), the density being
 * that on the fit's scale.
 *
 * @param model - The module of a model, for instance `shiftedBetaGeometric`.
 * @param data - The data that the model is fitted to.
 * @param options - `prior`, `chains`, `draws` per chain, `warmup`, `level`, `seed`, `stream`. Default priors are the model's:
 *   on the log scale N(0, 1.5²) for shapes of beta distributions, N(0, 0.75²) for Weibull shapes; on the logit scale
 *   N(0, 1.5²); for a model that states none, 2 around its first starting point (5 around 0 for coefficients).
 * @returns Draws, a summary with effective sample sizes and split R̂, and warnings; plain data.
 * @throws {InvalidInputError} If an option is outside its range.
 * @throws {InsufficientDataError} If the data cannot be fitted.
 * @see Neal (2011), "MCMC using Hamiltonian dynamics", Handbook of Markov Chain Monte Carlo, chapter 5.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * const posterior = samplePosterior(shiftedBetaGeometric, cohort, { draws: 500 });
 * posterior.warnings; // => []
 * const inYear12 = posteriorInterval(posterior, (parameters) => shiftedBetaGeometric.survival(parameters, 12));
 * inYear12.estimate; // ≈ 0.38
 */
export function samplePosterior<Data, Parameters>(
  model: LikelihoodModel<Data, Parameters>,
  data: Data,
  options: PosteriorOptions<Parameters> = {},
): Posterior<Parameters> {
  return runSteps(posteriorSteps("samplePosterior", { model, data }, options));
}

/**
 * `samplePosterior` that yields to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * @param model - As in `samplePosterior`.
 * @param data - As in `samplePosterior`.
 * @param options - As in `samplePosterior`, with `signal` and `onProgress`.
 * @returns A promise of the same draws, in every bit; rejected with what `samplePosterior` throws, or with the signal's reason.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * const posterior = await samplePosteriorAsync(geometric, cohort, { draws: 200 });
 * posterior.summary[0]?.estimate; // ≈ 0.10
 */
export function samplePosteriorAsync<Data, Parameters>(
  model: LikelihoodModel<Data, Parameters>,
  data: Data,
  options: PosteriorOptions<Parameters> & AsyncOptions = {},
): Promise<Posterior<Parameters>> {
  return runStepsAsync(posteriorSteps("samplePosteriorAsync", { model, data }, options), options);
}

interface PosteriorTask<Data, Parameters> {
  readonly model: LikelihoodModel<Data, Parameters>;
  readonly data: Data;
}

function* posteriorSteps<Data, Parameters>(
  where: string,
  { model, data }: PosteriorTask<Data, Parameters>,
  options: PosteriorOptions<Parameters>,
): Steps<Posterior<Parameters>> {
  checkObject(where, "model", model);
  checkOptions(where, options, ["prior", "chains", "draws", "warmup", "level", "seed", "stream"]);
  const { chains, draws, warmup, level, seed, stream } = checkChains(where, options);
  const problem = problemOf(where, model, data);
  const names = Object.keys(problem.scale);
  const priors = properPriors(where, problem, options.prior);
  const prior = Object.fromEntries(names.map((name, i) => [name, priors[i]!])) as Priors<Parameters>;
  const mode = maximizeLikelihood(problem, { prior });
  const scaled = scaledProblem(problem, priors);
  const factor = cholesky(
    Float64Array.from(mode.covariance.flat(), (entry) => entry ?? 0),
    names.length,
  );
  const task = {
    potential: (x: Float64Array, gradient: Float64Array) => {
      const value = scaled.observations * scaled.objective(x, gradient);
      for (let i = 0; i < gradient.length; i++) gradient[i]! *= scaled.observations;
      return value;
    },
    mode: pointOf(scaled, mode.parameters),
    factor: (factor ?? new Float64Array(names.length ** 2)).map(
      (entry, i) => entry / scaled.units[Math.floor(i / names.length)]!,
    ),
    warmup,
    draws,
  };
  const randoms = Array.from({ length: chains }, (_, k) => createRandom(seed, stream * 1024 + k));
  const run = placed(scaled, yield* allChains(randoms, task));
  const summary = names.map((name, i) =>
    summarize(
      name,
      scaled.scales[i]!,
      run.map((chain) => chain.draws[i]!),
      level,
    ),
  );
  const warnings = summary
    .filter((row) => row.splitRHat > 1.01 || row.effectiveSampleSize < 400)
    .map(({ parameter }) => ({ code: "poorMixing" as const, parameter }));
  return {
    formatVersion: 1,
    model: problem.model,
    likelihoodOf: problem.likelihoodOf,
    timeUnit: problem.timeUnit,
    observations: problem.observations,
    prior: prior as ByParameter<Parameters, NormalPrior>,
    scale: { ...problem.scale },
    chains,
    drawsPerChain: draws,
    draws: naturalDraws(scaled, run) as ByParameter<Parameters, readonly number[]>,
    summary,
    level,
    acceptance: run.reduce((sum, chain) => sum + chain.acceptance, 0) / chains,
    warnings,
  };
}

/** One chain after the other, each with its own sequence of random numbers. */
function* allChains(randoms: readonly Random[], task: ChainTask): Steps<readonly Chain[]> {
  const run: Chain[] = [];
  for (const random of randoms) {
    const steps = chainSteps(random, task);
    let step = steps.next();
    while (!step.done) {
      yield (run.length + step.value) / randoms.length;
      step = steps.next();
    }
    run.push(step.value);
  }
  return run;
}

function checkChains<Parameters>(where: string, options: PosteriorOptions<Parameters>) {
  const { chains = 4, draws = 1000, warmup = 500, level = 0.95, seed = 1, stream = 0 } = options;
  checkCount(where, "chains", chains, 2);
  check(chains <= 1024, where, "chains", "must be at most 1024", chains);
  checkCount(where, "draws", draws, 100);
  checkCount(where, "warmup", warmup, 100);
  checkLevel(where, level);
  checkFinite(where, "seed", seed);
  checkCount(where, "stream", stream);
  return { chains, draws, warmup, level, seed, stream };
}

/** Priors for every parameter: the caller's, the model's, or wide ones around the first start. */
function properPriors<Parameters>(
  where: string,
  problem: LikelihoodProblem<Parameters>,
  given: Priors<Parameters> | undefined,
): NormalPrior[] {
  const scaled = scaledProblem(problem, []);
  const own = orderedPriors(where, scaled.names, given);
  const stated = orderedPriors(where, scaled.names, problem.defaultPriors);
  const start = pointOf(scaled, problem.starts[0]);
  return scaled.scales.map((scale, i) => {
    const fallback =
      scale === "identity" ? { mean: 0, standardDeviation: 5 } : { mean: start[i]!, standardDeviation: 2 };
    const { mean, standardDeviation } = own[i] ?? stated[i] ?? fallback;
    return { mean, standardDeviation };
  });
}

/** Draws on the fit's scale. */
function placed({ origins, units }: ScaledProblem, run: readonly Chain[]): readonly Chain[] {
  const place = (draws: Float64Array, i: number) => draws.map((x) => origins[i]! + units[i]! * x);
  return run.map((chain) => ({ ...chain, draws: chain.draws.map(place) }));
}

function naturalDraws({ names, scales }: ScaledProblem, run: readonly Chain[]) {
  const entries = names.map((name, i) => [
    name,
    run.flatMap((chain) => Array.from(chain.draws[i]!, (x) => fromScale(x, scales[i]!))),
  ]);
  return Object.fromEntries(entries) as Readonly<Record<string, readonly number[]>>;
}

function summarize(
  parameter: string,
  scale: ParameterScale,
  chains: readonly Float64Array[],
  level: number,
): PosteriorRow {
  const natural = chains.flatMap((chain) => Array.from(chain, (x) => fromScale(x, scale)));
  const ascending = Float64Array.from(natural).sort();
  return {
    parameter,
    mean: meanOf(natural),
    standardDeviation: Math.sqrt(varianceOf(natural, 1)),
    estimate: sortedQuantile(ascending, 0.5),
    lower: sortedQuantile(ascending, (1 - level) / 2),
    upper: sortedQuantile(ascending, (1 + level) / 2),
    // Judged on the fit's scale, where heavy tails of the natural one do not hide poor mixing.
    effectiveSampleSize: effectiveSampleSize(chains),
    splitRHat: splitRHat(chains),
  };
}

/** The posterior of something derived from parameters. */
export interface PosteriorInterval extends Interval<number | null> {
  /** Standard deviation of the finite draws; null where fewer than two are finite. */
  readonly standardError: number | null;
  /** Share of the draws in which the number is infinite. */
  readonly infiniteShare: number;
}

/**
 * Posterior median and equal-tailed interval of anything computed from parameters.
 *
 * Formula: quantiles (type 7) of f over the draws, infinite ones included.
 *
 * @param posterior - What `samplePosterior` returned.
 * @param evaluate - From parameters to a number, or a list of numbers; null means infinite.
 * @param options - `level`, 0.95 by default.
 * @returns An interval whose estimate is the median; ends that are infinite are null. A list of them for a list.
 * @throws {InvalidInputError} If the level is not a fraction or `evaluate` returns something that is no number.
 * @see Gelman et al. (2013), "Bayesian Data Analysis" (3rd ed.), section 2.3.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * const posterior = samplePosterior(geometric, cohort, { draws: 500 });
 * posteriorInterval(posterior, ({ theta }) => 1 - theta).estimate; // ≈ 0.90
 */
export function posteriorInterval<Parameters, Output extends DerivedOutput>(
  posterior: Posterior<Parameters>,
  evaluate: (parameters: Parameters) => Output,
  options: { readonly level?: number | undefined } = {},
): PerOutput<Output, PosteriorInterval> {
  const where = "posteriorInterval";
  checkObject(where, "posterior", posterior);
  check(typeof evaluate === "function", where, "evaluate", "must be a function", evaluate);
  checkOptions(where, options, ["level"]);
  const { level = 0.95 } = options;
  checkLevel(where, level);
  checkObject(where, "posterior.draws", posterior.draws);
  checkCount(where, "posterior.chains", posterior.chains, 1);
  checkCount(where, "posterior.drawsPerChain", posterior.drawsPerChain, 1);
  const columns = Object.entries(posterior.draws) as [string, readonly number[]][];
  const count = posterior.chains * posterior.drawsPerChain;
  for (const [name, draws] of columns) {
    check(isDense(draws), where, `posterior.draws.${name}`, "must be an array of numbers", draws);
    const rule = `must have chains times drawsPerChain (${count}) entries`;
    check(draws.length === count, where, `posterior.draws.${name}`, rule, draws.length);
    draws.forEach((draw, i) => {
      checkFinite(where, `posterior.draws.${name}[${i}]`, draw);
    });
  }
  const values: number[][] = [];
  let list = false;
  for (let k = 0; k < count; k++) {
    const parameters = Object.fromEntries(columns.map(([name, draws]) => [name, draws[k]!])) as Parameters;
    const output = evaluate(parameters);
    list = isList(output);
    evaluateDerived(where, output).forEach((value, j) => {
      const column = values[j];
      if (column === undefined) values.push([value]);
      else column.push(value);
    });
  }
  const results = values.map((draws) => ({
    estimate: finiteOrNull(sortedQuantile(Float64Array.from(draws).sort(), 0.5)),
    level,
    method: "posterior",
    ...summarizeDraws(draws, level),
  }));
  return (list ? results : results[0]) as PerOutput<Output, PosteriorInterval>;
}
