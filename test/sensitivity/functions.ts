/** Test functions of the field, with uniform inputs, and their exact indices by closed form. */
import { solve } from "../../src/math/linear-algebra.js";
import * as uncertain from "../../src/sensitivity/inputs/uncertain.js";
import type { Distribution } from "../../src/sensitivity/inputs/uncertain-input.js";
import { readReference } from "../support.js";

export type Values = Readonly<Record<string, number>>;

export const ishigami = ({ x1 = 0, x2 = 0, x3 = 0 }: Values): number =>
  Math.sin(x1) + 7 * Math.sin(x2) ** 2 + 0.1 * x3 ** 4 * Math.sin(x1);

export const ishigamiInputs = uniforms({
  x1: [-Math.PI, Math.PI],
  x2: [-Math.PI, Math.PI],
  x3: [-Math.PI, Math.PI],
});

export const clv6 = ({
  margin = 0,
  retentionCost = 0,
  retention = 0,
  discount = 0,
  growth = 0,
  cac = 0,
}: Values): number =>
  ((margin - retentionCost) * (1 + discount)) / (1 + discount - retention * (1 + growth)) - cac;

export const clv6Inputs = uniforms({
  margin: [80, 120],
  retentionCost: [0, 10],
  retention: [0.7, 0.9],
  discount: [0.08, 0.15],
  growth: [-0.02, 0.04],
  cac: [50, 150],
});

/** Sobol's g-function: the product of (|4x - 2| + a) / (1 + a). */
export const gCoefficients = [0, 1, 4.5, 9, 99, 99, 99, 99];
export const gFunction = (inputs: Values): number =>
  gCoefficients.reduce(
    (product, a, i) => (product * (Math.abs(4 * inputs[`x${i + 1}`]! - 2) + a)) / (1 + a),
    1,
  );
export const gInputs = uniforms(
  Object.fromEntries(gCoefficients.map((_, i) => [`x${i + 1}`, [0, 1] as const])),
);

export function uniforms(
  bounds: Readonly<Record<string, readonly [number, number]>>,
): Record<string, Distribution> {
  return Object.fromEntries(
    Object.entries(bounds).map(([name, [lower, upper]]) => [name, uncertain.uniform({ lower, upper })]),
  );
}

/** A linear model of correlated normal inputs, with its explained variances and Shapley effects in closed form. */
export function linearGaussian({
  slopes,
  sds,
  correlation,
}: {
  slopes: readonly number[];
  sds: readonly number[];
  correlation: readonly (readonly number[])[];
}) {
  const size = slopes.length;
  const names = slopes.map((_, j) => `x${j + 1}`);
  const covariance = correlation.map((row, i) => row.map((rho, j) => rho * sds[i]! * sds[j]!));
  const withOutput = slopes.map((_, i) =>
    slopes.reduce((sum, slope, j) => sum + slope * covariance[i]![j]!, 0),
  );
  const variance = slopes.reduce((sum, slope, i) => sum + slope * withOutput[i]!, 0);
  /** Var(E[Y | X_u]) / Var(Y) = c' C_uu^-1 c / Var(Y), c the covariances of X_u with Y. */
  const explained = (subset: number): number => {
    const members = names.map((_, j) => j).filter((j) => (subset >> j) & 1);
    const c = Float64Array.from(members, (j) => withOutput[j]!);
    if (members.length === 0) return 0;
    const among = Float64Array.from(members.flatMap((i) => members.map((j) => covariance[i]![j]!)));
    const weights = solve(among, c, members.length)!;
    return members.reduce((sum, _, k) => sum + weights[k]! * c[k]!, 0) / variance;
  };
  // Owen & Prieur (2017), by their definition: the mean over all orders of what an input adds.
  const effects = names.map(() => 0);
  const orders = permutations(names.map((_, j) => j));
  for (const order of orders) {
    let [subset, before] = [0, 0];
    for (const j of order) {
      subset |= 1 << j;
      effects[j]! += (explained(subset) - before) / orders.length;
      before = explained(subset);
    }
  }
  return {
    variance,
    explained,
    effects,
    evaluate: (x: Values): number => names.reduce((sum, name, j) => sum + slopes[j]! * x[name]!, 0),
    inputs: Object.fromEntries(
      names.map((name, j) => [name, uncertain.normal({ mean: j, standardDeviation: sds[j]! })]),
    ),
    /** Rank correlations of normal inputs with these Pearson correlations. */
    correlations: names.flatMap((_, i) =>
      Array.from({ length: size - i - 1 }, (__, k) => i + k + 1)
        .filter((j) => correlation[i]![j] !== 0)
        .map((j) => ({
          between: [names[i]!, names[j]!] as [string, string],
          rank: (6 / Math.PI) * Math.asin(correlation[i]![j]! / 2),
        })),
    ),
  };
}

function permutations(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

/** A reference of the sensitivity chapter. */
// biome-ignore lint/suspicious/noExplicitAny: reference files differ in shape, and tests state what they read
export const reference = (name: string): any => readReference(`sensitivity/${name}.json`);
