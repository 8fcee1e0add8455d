/** Quantiles and moments of the input distributions. */
import { check, checkFields, checkFinite, checkFraction, checkObject, isFiniteNumber } from "../../errors.js";
import { betaQuantile, gammaQuantile } from "../../math/distributions.js";
import { normalCdf, normalPdf, normalQuantile } from "../../math/normal.js";
import { checkShape } from "./distribution-shape.js";
import { tabulated } from "./tabulated.js";
import type { Distribution, UncertainInput } from "./uncertain-input.js";

/** Fractions are kept this far from 0, at which an unbounded input would be infinite: half a cell of the sequence. */
const LEAST_FRACTION = 2 ** -33;

type Quantile = (fraction: number) => number;

/**
 * The quantile function of a distribution for sampling: prepared once, called many times with fractions from 0 to
 * below 1. Those without a closed form are interpolated.
 */
export function samplingQuantile(distribution: Distribution): Quantile {
  const exact = quantileFunction(distribution);
  const lower = "lower" in distribution ? (distribution.lower ?? Number.NEGATIVE_INFINITY) : 0;
  const upper =
    "upper" in distribution ? (distribution.upper ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  switch (distribution.kind) {
    case "pert":
    case "beta":
    case "gamma": {
      const quick = tabulated(exact);
      return (u) => Math.min(Math.max(quick(u), lower), upper);
    }
    default:
      return exact;
  }
}

/** The quantile function of a distribution at fractions from 0 to below 1. */
export function quantileFunction(distribution: Distribution): Quantile {
  switch (distribution.kind) {
    case "uniform": {
      const { lower, upper } = distribution;
      return (u) => lower + u * (upper - lower);
    }
    case "triangular":
      return triangularQuantile(distribution);
    case "pert": {
      const { lower, mode, upper } = distribution;
      const width = upper - lower;
      const [a, b] = [1 + (4 * (mode - lower)) / width, 1 + (4 * (upper - mode)) / width];
      return (u) => lower + width * betaQuantile(u, a, b);
    }
    case "beta": {
      const { alpha, beta, lower, upper } = distribution;
      return (u) => lower + (upper - lower) * betaQuantile(u, alpha, beta);
    }
    case "gamma": {
      const { mean, standardDeviation } = distribution;
      const [shape, scale] = [
        (mean / standardDeviation) * (mean / standardDeviation),
        (standardDeviation * standardDeviation) / mean,
      ];
      return (u) => scale * gammaQuantile(u, shape);
    }
    case "exponential":
      return (u) => -distribution.mean * Math.log1p(-u);
    case "normal":
      return (u) =>
        distribution.mean + distribution.standardDeviation * normalQuantile(Math.max(u, LEAST_FRACTION));
    case "truncatedNormal":
      return truncatedQuantile(distribution);
    case "logNormal": {
      const { location, scale } = logMoments(distribution);
      return (u) => Math.exp(location + scale * normalQuantile(Math.max(u, LEAST_FRACTION)));
    }
    case "empirical": {
      const { values } = distribution;
      return (u) => values[Math.min(values.length - 1, Math.floor(u * values.length))] as number;
    }
    case "choice":
      return choiceQuantile(distribution);
    case "integer": {
      const { lower, upper } = distribution;
      return (u) => Math.min(upper, lower + Math.floor(u * (upper - lower + 1)));
    }
  }
}

function triangularQuantile({ lower, mode, upper }: Extract<Distribution, { kind: "triangular" }>): Quantile {
  const width = upper - lower;
  const below = (mode - lower) / width;
  return (u) =>
    u < below
      ? lower + Math.sqrt(u * width * (mode - lower))
      : upper - Math.sqrt((1 - u) * width * (upper - mode));
}

function truncatedQuantile(shape: Extract<Distribution, { kind: "truncatedNormal" }>): Quantile {
  const { mean, standardDeviation, lower, upper } = shape;
  const start = lower === null ? Number.NEGATIVE_INFINITY : (lower - mean) / standardDeviation;
  const end = upper === null ? Number.POSITIVE_INFINITY : (upper - mean) / standardDeviation;
  // Above the mean the upper tail is used instead: beside 1 the lower one has no digits left.
  const mirrored = start > 0;
  const [a, b] = mirrored ? [normalCdf(-end), normalCdf(-start)] : [normalCdf(start), normalCdf(end)];
  return (u) => {
    const fraction = Math.max(u, LEAST_FRACTION);
    const z = mirrored ? -normalQuantile(b - fraction * (b - a)) : normalQuantile(a + fraction * (b - a));
    return mean + standardDeviation * Math.min(Math.max(z, start), end);
  };
}

function choiceQuantile({ values, weights }: Extract<Distribution, { kind: "choice" }>): Quantile {
  const last = weights.reduce((found, weight, i) => (weight > 0 ? i : found), 0);
  return (u) => {
    let left = u;
    for (const [i, weight] of weights.entries()) {
      if (i === last || (left < weight && weight > 0)) return values[i] as number;
      left -= weight;
    }
    return values[last] as number;
  };
}

function logMoments({ mean, standardDeviation }: { mean: number; standardDeviation: number }): {
  location: number;
  scale: number;
} {
  const ratio = standardDeviation / mean;
  const square = Math.log1p(ratio * ratio);
  return { location: Math.log(mean) - square / 2, scale: Math.sqrt(square) };
}

/** Mean and standard deviation of an input; a constant has standard deviation 0. */
export function momentsOf(input: UncertainInput): { mean: number; standardDeviation: number } {
  if (typeof input === "number") return { mean: input, standardDeviation: 0 };
  switch (input.kind) {
    case "uniform":
      return {
        mean: (input.lower + input.upper) / 2,
        standardDeviation: (input.upper - input.lower) / Math.sqrt(12),
      };
    case "integer": {
      const count = input.upper - input.lower + 1;
      return {
        mean: (input.lower + input.upper) / 2,
        standardDeviation: Math.sqrt((count * count - 1) / 12),
      };
    }
    case "triangular": {
      const { lower, mode, upper } = input;
      const [b, c] = [mode - lower, upper - lower];
      return { mean: lower + (b + c) / 3, standardDeviation: Math.sqrt((b * b + c * c - b * c) / 18) };
    }
    case "pert": {
      const { lower, mode, upper } = input;
      const mean = (lower + 4 * mode + upper) / 6;
      return { mean, standardDeviation: Math.sqrt(((mean - lower) * (upper - mean)) / 7) };
    }
    case "beta": {
      const { alpha, beta, lower, upper } = input;
      const total = alpha + beta;
      const standardDeviation = Math.sqrt((alpha / total) * (beta / total) * (1 / (total + 1)));
      return {
        mean: lower + ((upper - lower) * alpha) / total,
        standardDeviation: (upper - lower) * standardDeviation,
      };
    }
    case "exponential":
      return { mean: input.mean, standardDeviation: input.mean };
    case "truncatedNormal":
      return truncatedMoments(input);
    case "empirical":
      return weightedMoments(
        input.values,
        input.values.map(() => 1 / input.values.length),
      );
    case "choice":
      return weightedMoments(input.values, input.weights);
    default:
      return { mean: input.mean, standardDeviation: input.standardDeviation };
  }
}

function truncatedMoments({
  mean,
  standardDeviation,
  lower,
  upper,
}: Extract<Distribution, { kind: "truncatedNormal" }>): {
  mean: number;
  standardDeviation: number;
} {
  const start = lower === null ? Number.NEGATIVE_INFINITY : (lower - mean) / standardDeviation;
  const end = upper === null ? Number.POSITIVE_INFINITY : (upper - mean) / standardDeviation;
  const kept = start > 0 ? normalCdf(-start) - normalCdf(-end) : normalCdf(end) - normalCdf(start);
  const [atStart, atEnd] = [
    lower === null ? 0 : normalPdf(start) / kept,
    upper === null ? 0 : normalPdf(end) / kept,
  ];
  const shift = atStart - atEnd;
  const spread =
    1 + (lower === null ? 0 : start * atStart) - (upper === null ? 0 : end * atEnd) - shift * shift;
  return {
    mean: mean + standardDeviation * shift,
    standardDeviation: standardDeviation * Math.sqrt(Math.max(0, spread)),
  };
}

function weightedMoments(
  values: readonly number[],
  weights: readonly number[],
): { mean: number; standardDeviation: number } {
  const mean = values.reduce((sum, value, i) => sum + value * (weights[i] as number), 0);
  const variance = values.reduce(
    (sum, value, i) => sum + (value - mean) * (value - mean) * (weights[i] as number),
    0,
  );
  return { mean, standardDeviation: Math.sqrt(variance) };
}

const kinds = new Set<unknown>([
  "uniform",
  "triangular",
  "pert",
  "normal",
  "truncatedNormal",
  "logNormal",
  "beta",
  "gamma",
  "exponential",
  "empirical",
  "choice",
  "integer",
]);

/** The fields of each kind of distribution; lists are those of `empirical` and `choice`. */
const fields: Readonly<Record<Distribution["kind"], readonly string[]>> = {
  uniform: ["lower", "upper"],
  triangular: ["lower", "mode", "upper"],
  pert: ["lower", "mode", "upper"],
  normal: ["mean", "standardDeviation"],
  truncatedNormal: ["mean", "standardDeviation", "lower", "upper"],
  logNormal: ["mean", "standardDeviation"],
  beta: ["alpha", "beta", "lower", "upper"],
  gamma: ["mean", "standardDeviation"],
  exponential: ["mean"],
  empirical: ["values"],
  choice: ["values", "weights"],
  integer: ["lower", "upper"],
};

/** Checks the fields of a distribution that comes from a store, or was written by hand. */
function checkStored(where: string, argument: string, distribution: Distribution): void {
  const known = ["kind", "unit", "source", ...fields[distribution.kind]];
  checkFields<Partial<Record<string, unknown>>>(where, argument, { ...distribution }, known);
  for (const [name, value] of Object.entries(distribution)) {
    if (Array.isArray(value))
      for (const [i, item] of value.entries()) checkFinite(where, `${argument}.${name}[${i}]`, item);
    else if (typeof value === "number") checkFinite(where, `${argument}.${name}`, value);
  }
  for (const name of fields[distribution.kind]) {
    const value = (distribution as unknown as Readonly<Record<string, unknown>>)[name];
    const open = value === null && distribution.kind === "truncatedNormal";
    const known = open || typeof value === "number" || (Array.isArray(value) && value.length > 0);
    check(known, where, `${argument}.${name}`, "must be given as the constructor gives it", value);
  }
  checkShape(where, argument, distribution);
}

/** Checks that a value is an input of a study: a finite number, or a distribution made by a constructor. */
export function checkUncertainInput(
  where: string,
  argument: string,
  input: unknown,
): asserts input is UncertainInput {
  const made = typeof input === "object" && input !== null && kinds.has((input as { kind?: unknown }).kind);
  check(
    made || isFiniteNumber(input),
    where,
    argument,
    "must be a finite number or a distribution, such as uncertain.uniform({ lower, upper })",
    input,
  );
  if (made) checkStored(where, argument, input as Distribution);
}

/**
 * Quantile of a distribution: the value with the given fraction of the probability at or below it.
 *
 * @param distribution - As a constructor made it.
 * @param fraction - Above 0 and below 1.
 * @throws {InvalidInputError} If the fraction is 0, 1 or outside.
 * @example
 * uncertain.quantile(uncertain.uniform({ lower: 2, upper: 4 }), 0.25); // => 2.5
 */
export function quantile(distribution: Distribution, fraction: number): number {
  checkObject("uncertain.quantile", "distribution", distribution);
  checkUncertainInput("uncertain.quantile", "distribution", distribution);
  checkFraction("uncertain.quantile", "fraction", fraction, "open");
  return quantileFunction(distribution)(fraction);
}

/**
 * Mean of an input, from its closed form.
 *
 * @param input - A distribution, or a number.
 * @example
 * uncertain.mean(uncertain.uniform({ lower: 2, upper: 4 })); // => 3
 */
export function mean(input: UncertainInput): number {
  checkUncertainInput("uncertain.mean", "input", input);
  return momentsOf(input).mean;
}

/**
 * Standard deviation of an input, from its closed form; 0 of a number.
 *
 * @param input - A distribution, or a number.
 * @example
 * uncertain.standardDeviation(uncertain.uniform({ lower: 0, upper: 12 })); // ≈ 3.464
 */
export function standardDeviation(input: UncertainInput): number {
  checkUncertainInput("uncertain.standardDeviation", "input", input);
  return momentsOf(input).standardDeviation;
}
