import { describe, expect, it } from "vitest";
import { log1mExp, logAddExp, logSubExp, logSumExp } from "../../src/math/log-sum-exp.js";
import { expectClose } from "../support.js";

describe("sums of logarithms", () => {
  it("adds without overflow or underflow", () => {
    expectClose(logSumExp([1000, 1000, 1000]), 1000 + Math.log(3), { relative: 1e-15 });
    expectClose(logSumExp([-1000, -1001]), -1000 + Math.log1p(Math.exp(-1)), { relative: 1e-15 });
    expectClose(logAddExp(-1000, -1001), -1000 + Math.log1p(Math.exp(-1)), { relative: 1e-15 });
    expect(logSumExp([0])).toBe(0);
  });

  it("knows 0 and infinity", () => {
    expect(logSumExp([])).toBe(-Infinity);
    expect(logSumExp([-Infinity, -Infinity])).toBe(-Infinity);
    expect(logSumExp([Infinity, 1])).toBe(Infinity);
    expect(logSumExp([Number.NaN, 1])).toBe(Number.NaN);
    expect(logAddExp(-Infinity, 3)).toBe(3);
    expect(logAddExp(-Infinity, -Infinity)).toBe(-Infinity);
    expect(logSubExp(3, -Infinity)).toBe(3);
    expect(logSubExp(3, 3)).toBe(-Infinity);
    expect(logSubExp(2, 3)).toBe(Number.NaN);
    expect(log1mExp(0)).toBe(-Infinity);
    expect(log1mExp(-Infinity)).toBe(-0);
    expect(log1mExp(1)).toBe(Number.NaN);
  });

  it("subtracts near-equal and very different terms", () => {
    // ln(1 - e^(-1e-10)) = ln(1e-10 - 5e-21) and ln(1 - e^(-50)) = -e^(-50).
    expectClose(log1mExp(-1e-10), Math.log(1e-10) - 5e-11, { relative: 1e-15 });
    expectClose(log1mExp(-50), -Math.exp(-50), { relative: 1e-15 });
    expectClose(logSubExp(-1000, -1001), -1000 + Math.log(-Math.expm1(-1)), { relative: 1e-15 });
  });
});
