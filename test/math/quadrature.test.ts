import { describe, expect, it } from "vitest";
import { logGamma } from "../../src/math/gamma.js";
import { integrate, integrateLog, integratePanels } from "../../src/math/quadrature.js";
import { expectClose, expectRefusal } from "../support.js";

const root2Pi = Math.sqrt(2 * Math.PI);

describe("integrate", () => {
  // Closed forms.
  it.each([
    ["e^x over 0 to 1", Math.exp, 0, 1, Math.E - 1],
    ["1/(1 + x²) over the left half-line", (x: number) => 1 / (1 + x * x), -Infinity, 0, Math.PI / 2],
    ["e^(-x) over 3 to infinity", (x: number) => Math.exp(-x), 3, Infinity, Math.exp(-3)],
    ["e^(-x²/2) over the line", (x: number) => Math.exp((-x * x) / 2), -Infinity, Infinity, root2Pi],
    ["ln x over 0 to 1", Math.log, 0, 1, -1],
    ["1/√x over 0 to 1", (x: number) => 1 / Math.sqrt(x), 0, 1, 2],
    ["e^x over 1 to 0", Math.exp, 1, 0, 1 - Math.E],
    ["x over nothing", (x: number) => x, 2, 2, 0],
  ] as const)("%s", (_, f, a, b, expected) => {
    const { value, error } = integrate(f, a, b);
    expectClose(value, expected, { relative: 1e-12 });
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(error + 1e-15);
  });

  it("cuts where it is told, and meets a narrow peak so", () => {
    const f = (x: number) => Math.exp(-0.5 * ((x - 500) / 0.01) ** 2);
    expectClose(integrate(f, 0, 1000, { points: [499.9, 500.1] }).value, 0.01 * root2Pi, { relative: 1e-12 });
    expectClose(integrate(Math.abs, -1, 2, { points: [0] }).value, 2.5, { relative: 1e-15 });
    expect(integrate(Math.abs, -1, 2, { points: [0] }).evaluations).toBe(30);
  });

  it("says when it has not reached its tolerance", () => {
    const hard = integrate((x) => Math.sin(1 / x), 0, 1, { pieces: 20 });
    expect(hard.error).toBeGreaterThan(1e-9);
    expect(integrate(() => Number.NaN, 0, 1).value).toBe(Number.NaN);
    expectRefusal(
      () => integrate(Math.exp, Number.NaN, 1),
      "integrate: ends must be numbers, received [NaN, 1]",
    );
  });
});

describe("integrateLog", () => {
  // ∫₀^∞ x^(a-1) e^(-x) dx = Γ(a).
  it.each([1, 2.5, 50, 1001, 1e6])("gives ln Γ(%d)", (a) => {
    const result = integrateLog((x) => (a === 1 ? 0 : (a - 1) * Math.log(x)) - x, 0, Infinity);
    // The integrand's logarithm is of size 1e7 at a = 1e6, so its rounding is 1e-9 there.
    expectClose(result.log, logGamma(a), { relative: 1e-14, absolute: 1e-12 });
  });

  it("meets peaks of any width, and far below underflow", () => {
    const narrow = integrateLog((x) => -0.5 * ((x - 512) / 2 ** -10) ** 2, 0, 1000);
    // The nodes are rounded to 1e-13, which is 1e-10 of the width of the peak.
    expectClose(narrow.log, Math.log(root2Pi * 2 ** -10), { absolute: 1e-10 });
    const low = integrateLog((x) => -5000 - (x * x) / 2, -Infinity, Infinity);
    expectClose(low.log, -5000 + Math.log(root2Pi), { relative: 1e-15 });
    expectClose(integrateLog((x) => -1e6 * x, 0, Infinity).log, -Math.log(1e6), { relative: 1e-13 });
  });

  it("is minus infinity for an integrand of 0 or an empty interval", () => {
    expect(integrateLog(() => -Infinity, 0, 1).log).toBe(-Infinity);
    expect(integrateLog((x) => x, 1, 1).log).toBe(-Infinity);
    expect(integrateLog((x) => x, 2, 1).log).toBe(Number.NaN);
  });
});

describe("integratePanels", () => {
  it("is exact for smooth integrands", () => {
    expectClose(
      integratePanels((x) => Math.exp(-x), [0, 5], 1),
      -Math.expm1(-5),
      { relative: 1e-15 },
    );
    expect(integratePanels(Math.exp, [1, 1], 1)).toBe(0);
  });
});
