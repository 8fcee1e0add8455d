/**
 * The boundaries of a transaction model as faces of its parameter space: on each a distribution across customers has become
 * simpler. What happens to purchases and what to leaving combine, so that a model's boundaries are all pairs of them.
 */
import type { ParameterScale } from "../../inference/scale.js";

/** Parameters by their names. */
export type Named = Readonly<Record<string, number>>;

/** So large a shape that the distribution is a point to rounding, and so small that nothing is lost in sums with it. */
const concentration = 1e12;
/** So small a sum of shapes that a beta distribution is 0 or 1 to rounding, whatever it is multiplied by. */
const split = 1e-150;

/** A distribution of two parameters (or more) that has become one of a single value, or of none. */
export interface Face {
  /** The parameters of the distribution, which have no finite estimates here. */
  readonly lost: readonly string[];
  /** The single value: its name and scale; null where nothing is left to estimate. */
  readonly identified: { readonly name: string; readonly scale: ParameterScale } | null;
  /** The parameters, in the order of `lost`, at a value. */
  readonly at: (value: number) => readonly number[];
  /** Their derivatives by the value. */
  readonly slopes: (value: number) => readonly number[];
  /** The value that a point inside comes nearest to. */
  readonly valueAt: (point: Named) => number;
  /** Parameters off the boundary at a distance, in proportion to which the likelihood at first changes. */
  readonly beside: (value: number, distance: number) => readonly (readonly number[])[];
}

/** All customers share one value: a gamma distribution of shape and rate parameter has shrunk to its mean. */
export function oneRate(lost: readonly [string, string], name: string): Face {
  return {
    lost,
    identified: { name, scale: "log" },
    at: (rate) => [concentration, concentration / rate],
    slopes: (rate) => [0, -concentration / rate ** 2],
    valueAt: (point) => point[lost[0]]! / point[lost[1]]!,
    beside: (rate, distance) => [[1 / distance, 1 / (distance * rate)]],
  };
}

/** All customers share one probability: a beta distribution has shrunk to its mean. */
export function oneProbability(lost: readonly [string, string], name: string): Face {
  return betaFace(lost, name, concentration, (distance) => 1 / distance);
}

/** The probability is 1 for a share of the customers and 0 for the rest: both shapes of a beta distribution are 0. */
export function allOrNone(lost: readonly [string, string], name: string): Face {
  return betaFace(lost, name, split, (distance) => distance);
}

function betaFace(
  lost: readonly [string, string],
  name: string,
  sum: number,
  sumAt: (distance: number) => number,
): Face {
  return {
    lost,
    identified: { name, scale: "logit" },
    at: (share) => [sum * share, sum * (1 - share)],
    slopes: () => [sum, -sum],
    valueAt: (point) => {
      const [one, two] = [point[lost[0]]!, point[lost[1]]!];
      return Math.min(Math.max(one / (one + two), 1e-12), 1 - 1e-12);
    },
    beside: (share, distance) => [[sumAt(distance) * share, sumAt(distance) * (1 - share)]],
  };
}

/** The same for all customers, and known: nothing is left to estimate. */
export function fixed(
  lost: readonly string[],
  values: readonly number[],
  beside: (distance: number) => readonly (readonly number[])[],
): Face {
  return {
    lost,
    identified: null,
    at: () => values,
    slopes: () => [],
    valueAt: () => 0,
    beside: (_, distance) => beside(distance),
  };
}

/** The probability is 0 for everybody, as it nearly is for beta distributions of every width with a mean near 0. */
export function none(lost: readonly [string, string]): Face {
  const sums = [1e-5, 0.01, 0.1, 1, 10, 1000];
  return fixed(lost, [1e-300, 1], (distance) => sums.map((sum) => [sum * distance, sum * (1 - distance)]));
}

/** The probability is 1 for everybody. */
export function all(lost: readonly [string, string]): Face {
  return fixed(lost, [1, 1e-300], (distance) => [[1, distance]]);
}
