import { describe, expect, it } from "vitest";
import { positiveDefiniteInverse } from "../../src/math/linear-algebra.js";
import {
  differenceHessian,
  minimizeBfgs,
  minimizeNewton,
  type Objective,
  scaledGradient,
} from "../../src/math/optimize.js";
import { expectClose } from "../support.js";

/** Rosenbrock's valley: minimum 0 at (1, 1), Hessian [[802, -400], [-400, 200]] there (Nocedal & Wright, ex. 2.1). */
const valley: Objective = ([x = 0, y = 0], gradient) => {
  gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
  gradient[1] = 200 * (y - x * x);
  return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
};

/** A quartic in ten coordinates of very different curvature. */
const bowl: Objective = (x, gradient) => {
  let sum = 0;
  x.forEach((value, i) => {
    const scale = 10 ** (i / 2 - 2);
    sum += scale * (value - i) ** 2 + 0.1 * (value - i) ** 4;
    gradient[i] = 2 * scale * (value - i) + 0.4 * (value - i) ** 3;
  });
  return sum;
};

const limits = { gradient: 1e-10, decrement: 1e-12 };

describe("minimizeBfgs", () => {
  it("walks down a curved valley from the classical start", () => {
    const end = minimizeBfgs(valley, Float64Array.of(-1.2, 1), { tolerance: 1e-8 });
    expectClose(end.x[0]!, 1, { absolute: 1e-7 });
    expectClose(end.x[1]!, 1, { absolute: 1e-7 });
    expect(end.evaluations).toBeLessThan(120);
  });

  it("stops at its bound where the function falls for ever", () => {
    const falling: Objective = ([x = 0], gradient) => {
      gradient[0] = -1;
      return -x;
    };
    const end = minimizeBfgs(falling, Float64Array.of(0));
    expect(end.x[0]).toBeGreaterThan(40);
    expect(end.x[0]).toBeLessThan(60);
  });

  it("steps back from values that are not finite", () => {
    const edge: Objective = ([x = 0], gradient) => {
      gradient[0] = 1 - 1 / x;
      return x > 0 ? x - Math.log(x) : Number.NaN;
    };
    expectClose(minimizeBfgs(edge, Float64Array.of(8), { tolerance: 1e-9 }).x[0]!, 1, { absolute: 1e-8 });
  });
});

describe("minimizeNewton", () => {
  it("finishes to the last digits, with the Hessian of the minimum", () => {
    const near = minimizeBfgs(valley, Float64Array.of(-1.2, 1), { tolerance: 1e-2 });
    const end = minimizeNewton(valley, near.x, limits);
    expect(end.converged).toBe(true);
    expect(scaledGradient(end)).toBeLessThan(1e-10);
    [802, -400, -400, 200].forEach((entry, i) => {
      expectClose(end.hessian[i]!, entry, { relative: 1e-6 });
    });
  });

  it("starts where the Hessian is not positive definite, too", () => {
    // x⁴ - x²: a maximum at 0, minima at ±1/√2.
    const saddle: Objective = ([x = 0], gradient) => {
      gradient[0] = 4 * x ** 3 - 2 * x;
      return x ** 4 - x ** 2;
    };
    const end = minimizeNewton(saddle, Float64Array.of(0.01), limits);
    expectClose(Math.abs(end.x[0]!), Math.SQRT1_2, { relative: 1e-10 });
  });

  it("finds a minimum in ten coordinates of very different curvature", () => {
    const start = new Float64Array(10).fill(3);
    const end = minimizeNewton(bowl, minimizeBfgs(bowl, start).x, limits);
    expect(end.converged).toBe(true);
    end.x.forEach((value, i) => {
      expectClose(value, i, { absolute: 1e-7 });
    });
  });
});

describe("derivatives and inverses", () => {
  it("differences a gradient to 1e-8", () => {
    const hessian = differenceHessian(valley, Float64Array.of(0.5, -0.3));
    // 1200 x² - 400 y + 2, -400 x, 200
    expectClose(hessian[0]!, 1200 * 0.25 + 120 + 2, { relative: 1e-7 });
    expectClose(hessian[1]!, -200, { relative: 1e-8 });
    expect(hessian[1]).toBe(hessian[2]);
    expectClose(hessian[3]!, 200, { relative: 1e-8 });
  });

  it("inverts positive definite matrices symmetrically and refuses others", () => {
    const matrix = Float64Array.of(4e8, 1, 2, 1, 3e-4, 0.01, 2, 0.01, 5);
    const inverse = positiveDefiniteInverse(matrix, 3)!;
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        let product = 0;
        for (let k = 0; k < 3; k++) product += matrix[i * 3 + k]! * inverse[k * 3 + j]!;
        expectClose(product, i === j ? 1 : 0, { absolute: 1e-6 });
        expect(inverse[i * 3 + j]).toBe(inverse[j * 3 + i]);
      }
    expect(positiveDefiniteInverse(Float64Array.of(1, 2, 2, 1), 2)).toBe(null);
    expect(positiveDefiniteInverse(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2)).toBe(null);
  });
});
