/** Joint samples of uncertain inputs, a chunk at a time. */
import { check, checkChoice, checkFinite, checkObject } from "../../errors.js";
import { normalCdf, normalQuantile } from "../../math/normal.js";
import { latinHypercube, type Scrambling, sobolSequence } from "../../math/quasi-random.js";
import { createRandom, type Random } from "../../math/random.js";
import { samplePermutation } from "../../math/samplers.js";
import {
  copulaMatrix,
  correlationFactor,
  correlationMatrix,
  type RankCorrelation,
  reorder,
} from "../inputs/correlation.js";
import { checkUncertainInput, samplingQuantile } from "../inputs/distribution.js";
import type { Distribution, UncertainInputs } from "../inputs/uncertain-input.js";

/** How points are spread: a scrambled Sobol' sequence, a Latin hypercube, or plain random numbers. */
export type Sampling = "sobol" | "latinHypercube" | "random";

/** The inputs of a study, checked and split into constants and uncertain ones. */
export interface InputSpace {
  /** Names of the uncertain inputs, in their order. */
  readonly names: readonly string[];
  /** Their distributions. */
  readonly distributions: readonly Distribution[];
  /** Values of the constants. */
  readonly constants: Readonly<Record<string, number>>;
}

/** Checks the inputs of a study: at least one of them uncertain. */
export function inputSpace(where: string, inputs: UncertainInputs): InputSpace {
  checkObject(where, "inputs", inputs);
  const constants: Record<string, number> = {};
  const uncertain: [string, Distribution][] = [];
  for (const [name, input] of Object.entries(inputs)) {
    checkUncertainInput(where, `inputs.${name}`, input);
    if (typeof input === "number") constants[name] = input;
    else uncertain.push([name, input]);
  }
  check(uncertain.length > 0, where, "inputs", "must have at least one distribution", inputs);
  return {
    names: uncertain.map(([name]) => name),
    distributions: uncertain.map(([, distribution]) => distribution),
    constants,
  };
}

/** Seed, stream and spread of a sample. */
export interface SamplingOptions<Name extends string = string> {
  /** Seed, any number up to 1e150 in size; default 1. 0 is a seed. */
  readonly seed?: number | undefined;
  /** Stream, any number up to 1e150 in size; default 0: independent samples of one seed. */
  readonly stream?: number | undefined;
  /** How points are spread; default `"sobol"`, scrambled. */
  readonly sampling?: Sampling | undefined;
  /**
   * How the Sobol' sequence is randomised; default `"owen"`. `"none"` gives the sequence of Joe and Kuo itself, its first point
   * with every fraction 0: a single replicate then, without errors.
   */
  readonly scrambling?: Scrambling | undefined;
  /** Rank correlations between inputs; none by default. */
  readonly correlations?: readonly RankCorrelation<Name>[] | undefined;
  /** How correlation is made: `"gaussianCopula"` (default) or `"imanConover"`, which reorders each replicate and so holds it whole. */
  readonly dependence?: "gaussianCopula" | "imanConover" | undefined;
}

/** Names of these options. */
export const samplingOptions = [
  "seed",
  "stream",
  "sampling",
  "scrambling",
  "correlations",
  "dependence",
] as const;

/** One replicate of a sample: rows of uncertain inputs, written chunk by chunk. */
export interface SampleRows {
  /** Writes rows `start` to `start + count - 1` into `out`, row by row. */
  fill(start: number, count: number, out: Float64Array): void;
}

/** Independent generators, one a replicate, of one seed and stream. */
export function replicateRandoms(
  where: string,
  { seed = 1, stream = 0 }: { seed?: number | undefined; stream?: number | undefined },
): (replicate: number) => Random {
  checkFinite(where, "seed", seed);
  checkFinite(where, "stream", stream);
  const root = createRandom(seed, stream);
  const child = root.next();
  return (replicate) => createRandom(child, replicate);
}

/** Fractions in the unit cube, before they become inputs. */
export function unitPoints(
  random: Random,
  { sampling, scrambling = "owen", count, dimensions }: UnitPlan,
): SampleRows {
  if (sampling === "sobol") return sobolSequence(dimensions, scrambling, random);
  if (sampling === "latinHypercube") {
    const points = latinHypercube(random, count, dimensions);
    return {
      fill: (start, rows, out) => out.set(points.subarray(start * dimensions, (start + rows) * dimensions)),
    };
  }
  return {
    fill: (_, rows, out) => {
      for (let i = 0; i < rows * dimensions; i++) out[i] = Math.max(random.next(), 2 ** -33);
    },
  };
}

interface UnitPlan {
  readonly sampling: Sampling;
  readonly scrambling?: Scrambling | undefined;
  readonly count: number;
  readonly dimensions: number;
}

/**
 * A function that gives the rows of each replicate. Rows must be asked for in order when the sampling is random.
 *
 * @param where - Public name of the caller.
 * @param space - The inputs.
 * @param plan - Options and the number of rows of a replicate.
 */
export function createSampler(
  where: string,
  space: InputSpace,
  plan: { readonly options: SamplingOptions; readonly count: number },
): (replicate: number) => SampleRows {
  const { options, count } = plan;
  const { sampling = "sobol", dependence = "gaussianCopula", correlations = [] } = options;
  const { scrambling = "owen" } = options;
  checkChoice(where, "sampling", sampling, ["sobol", "latinHypercube", "random"]);
  checkChoice(where, "scrambling", scrambling, ["owen", "shift", "none"]);
  checkChoice(where, "dependence", dependence, ["gaussianCopula", "imanConover"]);
  const dimensions = space.names.length;
  const randoms = replicateRandoms(where, options);
  const quantiles = space.distributions.map(samplingQuantile);
  const matrix = copulaMatrix(correlationMatrix(where, space.names, correlations));
  const unit = (random: Random) => unitPoints(random, { sampling, scrambling, count, dimensions });
  const toInputs = (out: Float64Array, rows: number): void => {
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < dimensions; j++) {
        const k = i * dimensions + j;
        const quantile = quantiles[j] as (u: number) => number;
        const value = quantile(out[k] as number);
        // Only the first point of an unscrambled sequence is at 0, where a distribution without a lower end has no value.
        out[k] = Number.isFinite(value) ? value : quantile(2 ** -33);
      }
  };
  if (correlations.length === 0)
    return (replicate) => {
      const points = unit(randoms(replicate));
      return {
        fill: (start, rows, out) => {
          points.fill(start, rows, out);
          toInputs(out, rows);
        },
      };
    };
  // Both ways aim at the same ranks: normal scores of correlation 2 sin(π ρ / 6) have rank correlation ρ.
  const factor = correlationFactor(where, space.names, matrix);
  if (dependence === "gaussianCopula") {
    const mix = copula(factor, dimensions);
    return (replicate) => {
      const points = unit(randoms(replicate));
      return {
        fill: (start, rows, out) => {
          points.fill(start, rows, out);
          mix(out, rows);
          toInputs(out, rows);
        },
      };
    };
  }
  return (replicate) => {
    const random = randoms(replicate);
    const whole = new Float64Array(count * dimensions);
    unit(random).fill(0, count, whole);
    toInputs(whole, count);
    const columns = Array.from({ length: dimensions }, (_, j) =>
      Float64Array.from({ length: count }, (__, i) => whole[i * dimensions + j] as number),
    );
    const permutations = columns.map(() => samplePermutation(random, count));
    const ordered = reorder(columns, factor, permutations);
    return {
      fill: (start, rows, out) => {
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < dimensions; j++)
            out[i * dimensions + j] = (ordered[j] as Float64Array)[start + i] as number;
      },
    };
  };
}

/** Turns rows of independent fractions into rows of fractions with a Gaussian copula, in place. */
export function copula(factor: Float64Array, dimensions: number): (out: Float64Array, rows: number) => void {
  const z = new Float64Array(dimensions);
  return (out, rows) => {
    for (let i = 0; i < rows; i++) {
      const at = i * dimensions;
      for (let j = 0; j < dimensions; j++) z[j] = normalQuantile(Math.max(out[at + j] as number, 2 ** -33));
      for (let j = 0; j < dimensions; j++) {
        let sum = 0;
        for (let k = 0; k <= j; k++) sum += (factor[j * dimensions + k] as number) * (z[k] as number);
        out[at + j] = normalCdf(sum);
      }
    }
  };
}
