import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digamma, digammaDifference, logGammaRatio } from "../../src/math/gamma.js";
import { gammaQuotient, hasGammaQuotient } from "../../src/math/gamma-quotient.js";
import { expectClose } from "../support.js";

const quotient = (x: number, a: number) => {
  const out = { value: 0, byBase: 0, byStep: 0 };
  gammaQuotient(x, a, true, out);
  return out;
};

/** x, a, ln Γ(x + a) - ln Γ(x), ψ(x + a) - ψ(x), ψ(x + a): mpmath 1.3 at 40 digits (loggamma and digamma of both). */
const values: readonly (readonly [number, number, number, number, number])[] = [
  [1e-80, 0.05, -181.2379282384719, 1e80, -20.497844991299868],
  [0.001, 0.03, -3.4505257984090134, 967.7901608442925, -32.78541108751776],
  [0.7, 0.2, -0.19449100679692358, 0.4650966037508833, -0.7549269499470515],
  [1.43, 0.21, 0.014126920155981406, 0.19089437655486252, 0.1598334528834154],
  [3.3, 700, 3904.0366326853896, 5.520249951611092, 6.555072440670713],
  [9.999, 2.5, 5.932286577851527, 0.23346494537816467, 2.4851123625839],
  [10, 0.04, 0.09015411901314284, 0.004197838227305541, 2.2559504272940267],
  [55.5, 1e6, 12816105.009989766, 9.808218597911427, 13.81556555645187],
  [1e9, 0.5, 10.361632918348207, 5.00000000125e-10, 20.72326583694641],
  [1e14, 3e14, 9925375135022948, 1.3862943611198943, 33.62248566303653],
];

describe("gammaQuotient", () => {
  it.each(values)("agrees with mpmath at x = %d, a = %d", (x, a, value, byBase, byStep) => {
    const found = quotient(x, a);
    // Each is a sum of terms, to some units of the last place of the largest.
    expectClose(found.value, value, { relative: 1e-14, absolute: 4e-15 * (1 + a) });
    expectClose(found.byBase, byBase, { relative: 1e-14, absolute: 1e-15 });
    expectClose(found.byStep, byStep, { relative: 1e-14, absolute: 1e-15 });
  });

  it("is what the functions that never cancel give", () => {
    const log = (least: number, most: number) =>
      fc.double({ min: least, max: most, noNaN: true }).map((power) => 10 ** power);
    fc.assert(
      fc.property(log(-50, 15), log(-1.5, 4), (x, a) => {
        fc.pre(hasGammaQuotient(x, a));
        const found = quotient(x, a);
        const absolute = 1e-14 * (1 + a);
        expectClose(found.value, logGammaRatio(x, a), { relative: 1e-14, absolute });
        expectClose(found.byBase, digammaDifference(x, a), { relative: 1e-13, absolute: 1e-14 });
        expectClose(found.byStep, digamma(x + a), { relative: 1e-13, absolute: 1e-14 });
      }),
    );
  });

  it("leaves alone what its products cannot hold", () => {
    expect([hasGammaQuotient(1e-120, 1), hasGammaQuotient(1, 0.01), hasGammaQuotient(1e16, 1)]).toStrictEqual(
      [false, false, false],
    );
    expect([hasGammaQuotient(Number.NaN, 1), hasGammaQuotient(1, Infinity)]).toStrictEqual([false, false]);
  });
});
