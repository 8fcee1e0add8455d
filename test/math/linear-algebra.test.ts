import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as algebra from "../../src/math/linear-algebra.js";
import { expectClose } from "../support.js";

const order = 4;
const entries = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
  minLength: order ** 2,
  maxLength: order ** 2,
});
const matrix = (x: readonly number[]) => Float64Array.from(x);

/** A Aᵀ + I: symmetric positive definite. */
function positiveDefinite(x: readonly number[]): Float64Array {
  const a = matrix(x);
  return algebra
    .multiply(a, algebra.transpose(a, order), order)
    .map((y, i) => y + algebra.identity(order)[i]!);
}

describe("cholesky", () => {
  it("factors, solves and inverts every positive definite matrix", () => {
    fc.assert(
      fc.property(entries, (x) => {
        const a = positiveDefinite(x);
        const factor = algebra.cholesky(a, order)!;
        const back = algebra.multiply(factor, algebra.transpose(factor, order), order);
        const inverse = algebra.choleskyInverse(factor, order);
        const unit = algebra.multiply(a, inverse, order);
        const solution = algebra.choleskySolve(factor, [1, 2, 3, 4]);
        const again = algebra.multiplyVector(a, solution);
        for (let i = 0; i < order ** 2; i++) {
          expectClose(back[i]!, a[i]!, { absolute: 1e-12 });
          expectClose(unit[i]!, algebra.identity(order)[i]!, { absolute: 1e-10 });
        }
        for (let i = 0; i < order; i++) expectClose(again[i]!, i + 1, { absolute: 1e-9 });
        expect(algebra.transpose(inverse, order)).toEqual(inverse);
      }),
    );
  });

  it("takes the determinant, and refuses what is not positive definite by null", () => {
    const factor = algebra.cholesky(matrix([4, 2, 2, 3]), 2)!;
    expect(Array.from(factor)).toEqual([2, 0, 1, Math.SQRT2]);
    expectClose(algebra.choleskyLogDeterminant(factor, 2), Math.log(8), { relative: 1e-15 });
    expect(algebra.cholesky(matrix([1, 2, 2, 1]), 2)).toBeNull();
    expect(algebra.cholesky(matrix([0]), 1)).toBeNull();
    expect(algebra.cholesky(matrix([Number.NaN]), 1)).toBeNull();
  });
});

describe("solve", () => {
  it("solves with pivoting, for several right-hand sides, and leaves its arguments alone", () => {
    const a = matrix([0, 2, 1, 1]);
    const b = [4, 2, 3, 1];
    expect(Array.from(algebra.solve(a, b, 2)!)).toEqual([1, 0, 2, 1]);
    expect(Array.from(a)).toEqual([0, 2, 1, 1]);
    expect(b).toEqual([4, 2, 3, 1]);
  });

  it("answers null for a singular matrix", () => {
    expect(algebra.solve(matrix([1, 2, 2, 4]), [1, 1], 2)).toBeNull();
    expect(algebra.solve(matrix([0, 0, 0, 0]), [1, 1], 2)).toBeNull();
  });
});

describe("dominantEigenvalue", () => {
  it("gives growth rate, stable distribution and reproductive value of a Leslie matrix", () => {
    const leslie = matrix([0, 1.5, 1, 0.5, 0, 0, 0, 0.3, 0]);
    const { value, right, left } = algebra.dominantEigenvalue(leslie, 3);
    // The Euler-Lotka equation of this matrix: 1 = 1.5 · 0.5/λ² + 1 · 0.5 · 0.3/λ³.
    expectClose(0.75 / value ** 2 + 0.15 / value ** 3, 1, { relative: 1e-14 });
    const image = algebra.multiplyVector(leslie, right);
    const back = algebra.multiplyVector(algebra.transpose(leslie, 3), left);
    for (let i = 0; i < 3; i++) {
      expectClose(image[i]!, value * right[i]!, { relative: 1e-13 });
      expectClose(back[i]!, value * left[i]!, { relative: 1e-13 });
    }
    expectClose(right[0]! + right[1]! + right[2]!, 1, { relative: 1e-15 });
  });

  it("does not mind periodic matrices or empty ones", () => {
    expect(algebra.dominantEigenvalue(matrix([0, 1, 1, 0]), 2)).toEqual({
      value: 1,
      right: Float64Array.of(0.5, 0.5),
      left: Float64Array.of(1, 1),
    });
    expect(algebra.dominantEigenvalue(matrix([0, 0, 0, 0]), 2).value).toBe(0);
  });
});
