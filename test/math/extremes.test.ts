/** Special functions at arguments from 1e-150 to 1e150, the largest that any public function takes: a number, at once. */
import { describe, expect, it } from "vitest";
import * as distributions from "../../src/math/distributions.js";
import { scaledExponentialIntegral } from "../../src/math/exponential-integral.js";
import * as gamma from "../../src/math/gamma.js";
import { hypergeometric2F1, logHypergeometric2F1 } from "../../src/math/hypergeometric.js";
import * as incompleteBeta from "../../src/math/incomplete-beta.js";
import * as incompleteGamma from "../../src/math/incomplete-gamma.js";
import * as normal from "../../src/math/normal.js";
import { expectClose } from "../support.js";

type Call = (...args: number[]) => number;

const positive = [1e-150, 1e-50, 1e-10, 0.3, 1, 7.3, 1e4, 1e9, 1e20, 1e50, 1e150];
const signed = [...positive.map((x) => -x), 0, ...positive];
const share = [1e-150, 1e-20, 1e-3, 0.5, 0.999, 1 - 2 ** -53];
const whole = [0, 1, 7, 1e4, 1e9, 1e15];

const grids: readonly (readonly [string, object, readonly (readonly number[])[]])[] = [
  ["logGamma", gamma, [positive]],
  ["digamma", gamma, [positive]],
  ["trigamma", gamma, [positive]],
  ["logGammaRatio", gamma, [positive, positive]],
  ["logBeta", gamma, [positive, positive]],
  ["logBetaRatio", gamma, [positive, positive, positive]],
  ["logBinomial", gamma, [positive, positive]],
  ["digammaDifference", gamma, [positive, positive]],
  ["trigammaDifference", gamma, [positive, positive]],
  ["logBetaSecondDifference", gamma, [positive, positive, positive]],
  ["gammaPower", incompleteGamma, [positive, positive]],
  ["regularizedGammaP", incompleteGamma, [positive, positive]],
  ["regularizedGammaQ", incompleteGamma, [positive, positive]],
  ["betaPower", incompleteBeta, [share, positive, positive]],
  ["regularizedBeta", incompleteBeta, [share, positive, positive]],
  ["regularizedBetaComplement", incompleteBeta, [share, positive, positive]],
  ["scaledExponentialIntegral", { scaledExponentialIntegral }, [positive, positive]],
  ["erf", normal, [signed]],
  ["erfc", normal, [signed]],
  ["erfcx", normal, [positive]],
  ["normalCdf", normal, [signed]],
  ["logNormalCdf", normal, [signed]],
  ["normalQuantile", normal, [share]],
  ["gammaQuantile", distributions, [share, positive]],
  ["betaQuantile", distributions, [share, positive, positive]],
  ["studentTCdf", distributions, [signed, positive]],
  ["studentTQuantile", distributions, [share, positive]],
  ["fCdf", distributions, [positive, positive, positive]],
  ["poissonCdf", distributions, [whole, positive]],
  ["poissonPmf", distributions, [whole, positive]],
  ["binomialCdf", distributions, [whole, whole.slice(1), share]],
];

function points(axes: readonly (readonly number[])[]): number[][] {
  return axes.reduce<number[][]>((rows, axis) => rows.flatMap((row) => axis.map((x) => [...row, x])), [[]]);
}

describe("special functions at extreme arguments", () => {
  it.each(grids)("%s is a number", (name, module, axes) => {
    const call = (module as Record<string, unknown>)[name] as Call;
    const without = points(axes).filter((args) => Number.isNaN(call(...args)));
    expect(without).toStrictEqual([]);
  });

  it("₂F₁ of positive parameters is a number for z from 0 to 1, in a few thousandths of a second", () => {
    const few = [1e-150, 1e-10, 1, 7.3, 1e20, 1e150];
    const all = points([few, few, few, share]);
    const before = process.cpuUsage();
    const without = all.filter((args) => Number.isNaN((logHypergeometric2F1 as Call)(...args)));
    const { user } = process.cpuUsage(before);
    expect(without).toStrictEqual([]);
    // About 1 ms a call on a slow machine; sums without end took seconds.
    expect(user / all.length).toBeLessThan(10_000);
  });

  it("no function goes on for ever where an argument is no number", () => {
    for (const [name, module, axes] of grids) {
      const call = (module as Record<string, unknown>)[name] as Call;
      axes.forEach((_, i) => {
        const args = axes.map((axis, k) => (k === i ? Number.NaN : (axis.at(-2) ?? 1)));
        expect(typeof call(...args), name).toBe("number");
      });
    }
  });

  // mpmath 1.4.1 at 60 digits: the power series of ₂F₁ term by term, gammainc; √(n / 4π) is Stirling's formula.
  it.each<[string, Call, number[], number]>([
    ["₂F₁", hypergeometric2F1 as Call, [1, 1e-300, 1e-300, 0.1], 1.1111111111111112],
    ["₂F₁", hypergeometric2F1 as Call, [0.3, 1, 1e-300, 0.1], 3.440376658093967e298],
    ["₂F₁", hypergeometric2F1 as Call, [1e9, 1e9, 1e-300, 1e-100], 1e218],
    ["ln ₂F₁", logHypergeometric2F1 as Call, [1, 1e20, 2.5, 0.5], 6.931471805599453e19],
    ["I", incompleteBeta.regularizedBeta as Call, [1e-100, 0.5, 1e100], 0.8427007929497149],
    ["I", incompleteBeta.regularizedBeta as Call, [3e-150, 2.5, 1e150], 0.6937810815867216],
    ["betaPower", incompleteBeta.betaPower as Call, [0.5, 1e100, 1e100], Math.sqrt(1e100 / (4 * Math.PI))],
  ])("%s agrees with mpmath", (_, call, args, expected) => {
    expectClose(call(...args), expected, { relative: 1e-12 });
  });
});
