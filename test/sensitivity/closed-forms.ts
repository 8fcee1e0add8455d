/** Test functions of the field with first, total and second-order indices in closed form. */
import { expect } from "vitest";
import { sobolIndices } from "../../src/sensitivity/global/sobol-indices.js";
import * as uncertain from "../../src/sensitivity/inputs/uncertain.js";
import type { Distribution } from "../../src/sensitivity/inputs/uncertain-input.js";
import { expectClose } from "../support.js";
import { clv6, clv6Inputs, reference, uniforms, type Values } from "./functions.js";

/** A test function with its exact indices. */
export interface Case {
  readonly name: string;
  readonly evaluate: (inputs: Values) => number;
  readonly inputs: Record<string, Distribution>;
  readonly first: readonly number[];
  readonly total: readonly number[];
  /** Second order by pair, "1,3" for the first and third input; others are 0. */
  readonly second?: Readonly<Record<string, number>>;
}

const unit = (count: number) =>
  uniforms(Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i + 1}`, [0, 1] as const])));

/** A product of independent factors of mean 1 and these variances. */
function product(variances: readonly number[]): Pick<Case, "first" | "total" | "second"> {
  const variance = variances.reduce((whole, v) => whole * (1 + v), 1) - 1;
  const pairs = variances.flatMap((v, i) =>
    variances.slice(i + 1).map((w, k) => [`${i + 1},${i + k + 2}`, (v * w) / variance] as const),
  );
  return {
    first: variances.map((v) => v / variance),
    total: variances.map((v) => (v * (variance + 1)) / (1 + v) / variance),
    second: Object.fromEntries(pairs),
  };
}

/** Sobol's g-function (Saltelli & Sobol' 1995). */
function gCase(a: readonly number[]): Case {
  return {
    name: `g-function with a = ${a.join(", ")}`,
    evaluate: (x) => a.reduce((p, c, i) => (p * (Math.abs(4 * x[`x${i + 1}`]! - 2) + c)) / (1 + c), 1),
    inputs: unit(a.length),
    ...product(a.map((c) => 1 / (3 * (1 + c) ** 2))),
  };
}

/** Ishigami & Homma (1990) with other constants. */
function ishigamiCase(a: number, b: number): Case {
  const [one, two] = [0.5 * (1 + (b * Math.PI ** 4) / 5) ** 2, (a * a) / 8];
  const both = b * b * Math.PI ** 8 * (1 / 18 - 1 / 50);
  const variance = one + two + both;
  const range = [-Math.PI, Math.PI] as const;
  return {
    name: `Ishigami with a = ${a}, b = ${b}`,
    evaluate: ({ x1, x2, x3 }) => Math.sin(x1!) + a * Math.sin(x2!) ** 2 + b * x3! ** 4 * Math.sin(x1!),
    inputs: uniforms({ x1: range, x2: range, x3: range }),
    first: [one / variance, two / variance, 0],
    total: [(one + both) / variance, two / variance, both / variance],
    second: { "1,3": both / variance },
  };
}

/** Bratley, Fox & Niederreiter (1992): the sum of (-1)^i x1 ... xi, its closed variances from E x = 1/2 and E x² = 1/3. */
function bratleyCase(size: number): Case {
  const closed = (known: (j: number) => boolean): number => {
    let [square, mean] = [0, 0];
    for (let i = 1; i <= size; i++) {
      mean += (-1) ** i * 2 ** -i;
      for (let k = 1; k <= size; k++) {
        let moment = (-1) ** (i + k);
        for (let j = 1; j <= Math.max(i, k); j++)
          moment *= j > Math.min(i, k) ? 1 / 2 : known(j) ? 1 / 3 : 1 / 4;
        square += moment;
      }
    }
    return square - mean * mean;
  };
  const variance = closed(() => true);
  const numbers = Array.from({ length: size }, (_, i) => i + 1);
  const first = numbers.map((j) => closed((k) => k === j) / variance);
  const pairs = numbers.flatMap((i) =>
    numbers
      .filter((j) => j > i)
      .map((j) => [
        `${i},${j}`,
        closed((k) => k === i || k === j) / variance - first[i - 1]! - first[j - 1]!,
      ]),
  );
  return {
    name: `Bratley in ${size} inputs`,
    evaluate: (x) => {
      let [term, sum] = [1, 0];
      for (const j of numbers) {
        term *= -x[`x${j}`]!;
        sum += term;
      }
      return sum;
    },
    inputs: unit(size),
    first,
    total: numbers.map((j) => 1 - closed((k) => k !== j) / variance),
    second: Object.fromEntries(pairs),
  };
}

const additive = {
  x1: uncertain.beta({ mean: 0.8, standardDeviation: 0.05 }),
  x2: uncertain.pert({ lower: 0, mode: 0.1, upper: 1 }),
  x3: uncertain.triangular({ lower: 0, mode: 0.2, upper: 0.5 }),
  x4: uncertain.choice({ values: [0, 0.1, 0.5], weights: [1, 2, 1] }),
  x5: uncertain.gamma({ mean: 1, standardDeviation: 0.2 }),
  x6: uncertain.truncatedNormal({ mean: 0, standardDeviation: 0.3, lower: 0 }),
};
const spreads = Object.values(additive).map((input) => uncertain.standardDeviation(input) ** 2);
const shares = spreads.map((v) => v / spreads.reduce((sum, w) => sum + w, 0));

/** Test functions with exact indices. */
export const closedForms: Case[] = [
  gCase([0, 1, 4.5, 9]),
  gCase([1, 1, 1]),
  ishigamiCase(7, 0.1),
  ishigamiCase(7, 0.05),
  ishigamiCase(5, 0.1),
  bratleyCase(4),
  {
    name: "a linear function of normal inputs with their interaction",
    evaluate: ({ x1, x2 }) => 100 + x1! + x2! + 0.5 * x1! * x2!,
    inputs: {
      x1: uncertain.normal({ mean: 0, standardDeviation: 2 }),
      x2: uncertain.normal({ mean: 0, standardDeviation: 3 }),
    },
    first: [4 / 22, 9 / 22],
    total: [13 / 22, 18 / 22],
    second: { "1,2": 9 / 22 },
  },
  {
    name: "a product of log-normal, gamma and exponential inputs",
    evaluate: ({ x1, x2, x3 }) => x1! * x2! * x3!,
    inputs: {
      x1: uncertain.logNormal({ mean: 100, standardDeviation: 20 }),
      x2: uncertain.gamma({ mean: 5, standardDeviation: 1.5 }),
      x3: uncertain.uniform({ lower: 1, upper: 3 }),
    },
    ...product([0.04, 0.09, 1 / 12]),
  },
  {
    name: "a sum of six kinds of distribution",
    evaluate: ({ x1, x2, x3, x4, x5, x6 }) => x1! + x2! + x3! + x4! + x5! + x6!,
    inputs: additive,
    first: shares,
    total: shares,
  },
];

const clv = reference("clv6")?.analytic;
/** The value model of six inputs, by quadrature; empty without the reference. */
export const valueModel: Case[] = clv
  ? [{ name: "CLV6", evaluate: clv6, inputs: clv6Inputs, first: clv.S1, total: clv.ST }]
  : [];

/** Every index within 6.4 standard errors of the exact one, and within an absolute error. */
export function expectIndices(
  { evaluate, inputs, first, total, second }: Case,
  samples: number,
  absolute: number,
): void {
  const options = { samplesPerReplicate: samples, secondOrder: second !== undefined };
  const found = sobolIndices(evaluate, inputs, options).outputs.output;
  const near = (
    estimate: { estimate: number | null; standardError: number | null },
    exact: number,
    what: string,
  ) =>
    expectClose(
      estimate.estimate!,
      exact,
      { absolute: Math.min(absolute, 6.4 * estimate.standardError! + 1e-12) },
      what,
    );
  for (const [j, row] of found.inputs.entries()) {
    near(row.first, first[j]!, `first ${row.input}`);
    near(row.total, total[j]!, `total ${row.input}`);
  }
  for (const pair of found.pairs) {
    const key = `${pair.input.slice(1)},${pair.with.slice(1)}`;
    near(pair.second, second?.[key] ?? 0, `pair ${key}`);
  }
  expect(found.pairs.length).toBe(second === undefined ? 0 : (first.length * (first.length - 1)) / 2);
}
