/**
 * The special functions against 60-digit values: test/reference/math-tables.py says how each number was computed.
 */
import { describe, expect, it } from "vitest";
import * as exponentialIntegral from "../../src/math/exponential-integral.js";
import * as gamma from "../../src/math/gamma.js";
import * as hypergeometric from "../../src/math/hypergeometric.js";
import * as incompleteBeta from "../../src/math/incomplete-beta.js";
import * as incompleteGamma from "../../src/math/incomplete-gamma.js";
import * as normal from "../../src/math/normal.js";
import gammaTables from "../reference/math-gamma.json" with { type: "json" };
import hypergeometricTables from "../reference/math-hypergeometric.json" with { type: "json" };
import incompleteTables from "../reference/math-incomplete.json" with { type: "json" };
import normalTables from "../reference/math-normal.json" with { type: "json" };
import { expectClose } from "../support.js";

interface Table {
  readonly function: string;
  readonly rows: readonly (readonly number[])[];
}
type Call = (...args: number[]) => number;

const functions = {
  ...exponentialIntegral,
  ...gamma,
  ...hypergeometric,
  ...incompleteBeta,
  ...incompleteGamma,
  ...normal,
} as Record<string, unknown>;
const tables: readonly Table[] = [
  ...gammaTables,
  ...normalTables,
  ...incompleteTables,
  ...hypergeometricTables,
];

/** Relative error allowed: what these functions reach leaves room below 1e-14, the others meet the design's 1e-12. */
const exact = new Set([...gammaTables, ...normalTables].map((table) => table.function));

describe("special functions", () => {
  it.each(tables)("$function agrees with mpmath", ({ function: name, rows }) => {
    const call = functions[name] as Call;
    const relative = exact.has(name) ? 1e-14 : 1e-12;
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const args = row.slice(0, -1);
      // A logarithm near 0 stands for a value near 1: its error is absolute.
      const absolute = name.startsWith("log") && name !== "logGamma" && name !== "log1pMinusX" ? relative : 0;
      expectClose(call(...args), row.at(-1)!, { relative, absolute }, `${name}(${args.join(", ")})`);
    }
  });
});

describe("special values", () => {
  const cases: readonly (readonly [string, readonly number[], number])[] = [
    ["logGamma", [0], Infinity],
    ["logGamma", [1], 0],
    ["logGamma", [2], 0],
    ["logGamma", [Infinity], Infinity],
    ["logGamma", [-0.5], Number.NaN],
    ["logGamma", [Number.NaN], Number.NaN],
    ["digamma", [0], -Infinity],
    ["digamma", [Infinity], Infinity],
    ["digamma", [-1], Number.NaN],
    ["trigamma", [0], Infinity],
    ["trigamma", [Infinity], 0],
    ["trigamma", [-1], Number.NaN],
    ["logGammaRatio", [3, 0], 0],
    ["logGammaRatio", [3, -3], Infinity],
    ["logGammaRatio", [-1, 2], Number.NaN],
    ["digammaDifference", [3, 0], 0],
    ["digammaDifference", [0, 1], Number.NaN],
    ["logBeta", [0, 2], Infinity],
    ["logBeta", [1, 1], 0],
    ["logBeta", [1, Infinity], -Infinity],
    ["logBeta", [-1, 2], Number.NaN],
    ["logBetaRatio", [1, 1, 0], 0],
    ["logBetaRatio", [1, 1, Infinity], -Infinity],
    ["logBetaRatio", [1, 0, 1], Number.NaN],
    ["logBinomial", [5, 0], 0],
    ["logBinomial", [5, 5], 0],
    ["logBinomial", [5, 6], -Infinity],
    ["log1pMinusX", [0], 0],
    ["log1pMinusX", [-1], -Infinity],
    ["log1pMinusX", [-2], Number.NaN],
    ["erf", [0], 0],
    ["erf", [Infinity], 1],
    ["erf", [-Infinity], -1],
    ["erf", [Number.NaN], Number.NaN],
    ["erfc", [0], 1],
    ["erfc", [-Infinity], 2],
    ["erfc", [Infinity], 0],
    ["erfc", [Number.NaN], Number.NaN],
    ["erfcx", [0], 1],
    ["erfcx", [-1], Number.NaN],
    ["erfcx", [Infinity], 0],
    ["normalCdf", [0], 0.5],
    ["normalCdf", [Infinity], 1],
    ["normalCdf", [-Infinity], 0],
    ["normalCdf", [Number.NaN], Number.NaN],
    ["logNormalCdf", [Infinity], 0],
    ["logNormalCdf", [-Infinity], -Infinity],
    ["normalQuantile", [0], -Infinity],
    ["normalQuantile", [0.5], 0],
    ["normalQuantile", [1], Infinity],
    ["normalQuantile", [-0.1], Number.NaN],
    ["regularizedGammaP", [2, 0], 0],
    ["regularizedGammaP", [2, Infinity], 1],
    ["regularizedGammaP", [0, 2], 1],
    ["regularizedGammaP", [0, 0], Number.NaN],
    ["regularizedGammaP", [-1, 1], Number.NaN],
    ["regularizedGammaQ", [2, 0], 1],
    ["regularizedGammaQ", [2, Infinity], 0],
    ["regularizedGammaQ", [0, 2], 0],
    ["scaledExponentialIntegral", [2, 0], 1],
    ["scaledExponentialIntegral", [1, 0], Infinity],
    ["regularizedBeta", [0, 2, 3], 0],
    ["regularizedBeta", [1, 2, 3], 1],
    ["regularizedBeta", [0.5, 0, 3], Number.NaN],
    ["regularizedBeta", [1.5, 2, 3], Number.NaN],
    ["regularizedBetaComplement", [0, 2, 3], 1],
    ["regularizedBetaComplement", [1, 2, 3], 0],
    ["hypergeometric2F1", [0, 2, 3, 0.5], 1],
    ["hypergeometric2F1", [1, 2, 3, 0], 1],
    ["hypergeometric2F1", [1, 2, 3, 1], Infinity],
    ["hypergeometric2F1", [1, 2, -2, 0.5], Number.NaN],
    ["hypergeometric2F1", [1, 2, 3, 1.5], Number.NaN],
    ["hypergeometric2F1", [1, 2, 3, Number.NaN], Number.NaN],
    ["logHypergeometric2F1", [1, 2, 3, 1], Infinity],
  ];
  it.each(cases)("%s(%j) is %d", (name, args, expected) => {
    expect((functions[name] as Call)(...args)).toBe(expected);
  });
});

describe("hypergeometric2F1", () => {
  it("meets its elementary cases", () => {
    for (const z of [-50, -0.3, 1e-9, 0.2, 0.9, 0.999999]) {
      expectClose(
        hypergeometric.hypergeometric2F1(1, 1, 2, z),
        -Math.log1p(-z) / z,
        { relative: 1e-13 },
        "DLMF 15.4.1",
      );
      expectClose(
        hypergeometric.hypergeometric2F1(2.5, 3, 3, z),
        (1 - z) ** -2.5,
        { relative: 1e-13 },
        "DLMF 15.4.6",
      );
    }
  });

  it("sums Gauss's series at z = 1", () => {
    // Γ(5) Γ(2) / (Γ(4) Γ(3)) = 2, DLMF 15.4.20.
    expectClose(hypergeometric.hypergeometric2F1(1, 2, 5, 1), 2, { relative: 1e-14 });
    expectClose(hypergeometric.logHypergeometric2F1(1, 2, 5, 1), Math.LN2, { relative: 1e-14 });
  });

  it("has a logarithm where it overflows", () => {
    expect(hypergeometric.hypergeometric2F1(10_000, 10_000, 3, 0.9)).toBe(Infinity);
    // mpmath 1.3.0, mp.dps = 60: log(hyp2f1(10000, 10000, 3, 0.9)), equal at mp.dps = 110.
    expectClose(hypergeometric.logHypergeometric2F1(10_000, 10_000, 3, 0.9), 59362.40466446083, {
      relative: 1e-12,
    });
  });
});
