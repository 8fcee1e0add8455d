/** Test functions of the field, with uniform inputs, and their exact indices by closed form. */
import { existsSync, readFileSync } from "node:fs";
import * as uncertain from "../../src/sensitivity/uncertain.js";
import { sharedFolder } from "../support.js";

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

/** Exact indices of the g-function (Saltelli & Sobol' 1995): partial variances 1 / (3 (1 + a)²) of a product of means 1. */
export function gIndices(): { variance: number; first: number[]; total: number[] } {
  const parts = gCoefficients.map((a) => 1 / (3 * (1 + a) ** 2));
  const variance = parts.reduce((product, v) => product * (1 + v), 1) - 1;
  const total = parts.map((v) => (v * (variance + 1)) / (1 + v) / variance);
  return { variance, first: parts.map((v) => v / variance), total };
}

export function uniforms(
  bounds: Readonly<Record<string, readonly [number, number]>>,
): Record<string, uncertain.Distribution> {
  return Object.fromEntries(
    Object.entries(bounds).map(([name, [low, high]]) => [name, uncertain.uniform({ low, high })]),
  );
}

/** A reference file of the sensitivity chapter, or null where there is none. */
// biome-ignore lint/suspicious/noExplicitAny: reference files differ in shape, and tests state what they read
export function reference(name: string): any {
  const file = `${sharedFolder}/reference/sensitivity/${name}.json`;
  return sharedFolder !== null && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}
