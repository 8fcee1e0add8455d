import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as distributions from "../../src/math/distributions.js";
import { regularizedBeta, regularizedBetaComplement } from "../../src/math/incomplete-beta.js";
import { regularizedGammaP, regularizedGammaQ } from "../../src/math/incomplete-gamma.js";
import { expectClose } from "../support.js";

type Call = (...args: number[]) => number;
const call = (name: string) => (distributions as unknown as Record<string, Call>)[name]!;

// mpmath 1.3.0 at 50 digits: quantiles by findroot on betainc and gammainc (regularized), the last beta quantile as
// -expm1(log(1 - p)/1e9); distribution functions by betainc and gammainc.
const values: readonly (readonly [string, readonly number[], number])[] = [
  ["betaQuantile", [0.975, 11, 239], 0.07261487595973726],
  ["betaQuantile", [0.025, 0.5, 100.5], 4.898073104397485e-6],
  ["betaQuantile", [1e-5, 68, 0.08], 0.9000401800721427],
  ["betaQuantile", [0.975, 1, 1e9], 3.68887944731002e-9],
  ["gammaQuantile", [0.975, 11], 18.39035604201778],
  ["gammaQuantile", [0.025, 0.01], 3.522685997313792e-161],
  ["studentTQuantile", [0.975, 10], 2.2281388519862744],
  ["studentTQuantile", [1e-10, 1.5], -2422663.101134394],
  ["chiSquareQuantile", [0.95, 1], 3.841458820694124],
  ["chiSquareUpper", [150, 3], 2.634913928488044e-32],
  ["fCdf", [2.5, 3, 10], 0.8809604373417218],
  ["fUpper", [250, 3, 10], 1.0617712633796077e-9],
  ["studentTCdf", [-20, 7], 9.774413554001996e-8],
  ["binomialCdf", [100, 1000, 0.07], 0.9998288488898847],
  ["binomialCdf", [899, 1000, 0.93], 0.0001711511100752875],
  ["binomialPmf", [899, 1000, 0.93], 5.9725295984237914e-5],
  ["poissonCdf", [100, 150], 9.050259570857873e-6],
  ["poissonPmf", [100, 150], 3.125719235373958e-6],
];

describe("distributions", () => {
  it.each(values)("%s(%j) agrees with mpmath", (name, args, expected) => {
    expectClose(call(name)(...args), expected, { relative: 1e-12 });
  });

  // mpmath 1.3.0 at 40 digits: quad of the density on pieces of a standard deviation.
  it.each([
    [regularizedGammaP, [1e6, 998_000], 0.022696114006736802],
    [regularizedGammaP, [1e9, 1_000_050_000.5], 0.9430768510192606],
    [regularizedGammaP, [1e12, 999_997_000_000], 0.001349886213392038],
    [regularizedBeta, [0.29998, 3e8, 7e8], 0.08377185732233575],
    [regularizedBeta, [0.30002, 3e8, 7e8], 0.9162255800258304],
    [regularizedBeta, [0.5001, 1e6, 1e6], 0.611351282137678],
    [regularizedBeta, [0.0010001, 1e6, 999e6], 0.5399784923552668],
  ] as const)("%o holds for huge shapes %j", (f, args, expected) => {
    expectClose((f as Call)(...args), expected, { relative: 1e-12 });
  });

  const shape = fc.double({ min: -2, max: 4, noNaN: true }).map((x) => 10 ** x);
  const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });

  it("has tails that sum to 1, and quantiles that invert", () => {
    fc.assert(
      fc.property(shape, shape, share, (a, b, p) => {
        const x = distributions.betaQuantile(p, a, b);
        // Where the quantile is within rounding of 0 or 1 it cannot carry p back.
        if (x > 1e-290 && x < 1 - 1e-9) expectClose(regularizedBeta(x, a, b), p, { relative: 1e-9 });
        expectClose(regularizedBeta(p, a, b) + regularizedBetaComplement(p, a, b), 1, { relative: 1e-13 });
        const y = distributions.gammaQuantile(p, a);
        if (y > 1e-290) expectClose(regularizedGammaP(a, y), p, { relative: 1e-10 });
        expectClose(regularizedGammaP(a, b) + regularizedGammaQ(a, b), 1, { relative: 1e-13 });
        const t = distributions.studentTQuantile(p, a);
        if (Math.abs(t) < 1e100) expectClose(distributions.studentTCdf(t, a), p, { relative: 1e-10 });
      }),
    );
  });

  it("has probabilities that add up to its distribution functions", () => {
    let binomial = 0;
    let poisson = 0;
    for (let k = 0; k <= 40; k++) {
      binomial += distributions.binomialPmf(k, 40, 0.3);
      poisson += distributions.poissonPmf(k, 12.5);
      expectClose(distributions.binomialCdf(k, 40, 0.3), binomial, { relative: 1e-13 });
      expectClose(distributions.poissonCdf(k, 12.5), poisson, { relative: 1e-13 });
      expectClose(Math.exp(distributions.logBinomialPmf(k, 40, 0.3)), distributions.binomialPmf(k, 40, 0.3), {
        relative: 1e-12,
      });
    }
  });

  it.each([
    ["betaQuantile", [0, 2, 3], 0],
    ["betaQuantile", [1, 2, 3], 1],
    ["betaQuantile", [0.5, 0, 3], Number.NaN],
    ["betaQuantile", [0.025, 0.001, 2], 0],
    ["gammaQuantile", [0, 2], 0],
    ["gammaQuantile", [1, 2], Infinity],
    ["gammaQuantile", [0.5, 0], Number.NaN],
    ["studentTQuantile", [0, 3], -Infinity],
    ["studentTQuantile", [1, 3], Infinity],
    ["studentTQuantile", [0.5, 3], -0],
    ["fCdf", [0, 2, 3], 0],
    ["fCdf", [-1, 2, 3], Number.NaN],
    ["fUpper", [0, 2, 3], 1],
    ["binomialCdf", [-1, 5, 0.5], 0],
    ["binomialCdf", [5, 5, 0.5], 1],
    ["binomialPmf", [0, 5, 0], 1],
    ["binomialPmf", [2, 5, 1], 0],
    ["binomialPmf", [2.5, 5, 0.5], 0],
    ["poissonCdf", [-1, 5], 0],
    ["poissonPmf", [0, 0], 1],
    ["poissonPmf", [-1, 5], 0],
  ] as const)("%s(%j) is %d", (name, args, expected) => {
    expect(call(name)(...args)).toBe(expected);
  });
});
