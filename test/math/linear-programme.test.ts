import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LinearConstraint, solveLinearProgramme } from "../../src/math/linear-programme.js";
import { expectClose } from "../support.js";

const atMost = (coefficients: number[], bound: number): LinearConstraint => ({
  coefficients,
  relation: "atMost",
  bound,
});
const atLeast = (coefficients: number[], bound: number): LinearConstraint => ({
  coefficients,
  relation: "atLeast",
  bound,
});
const equal = (coefficients: number[], bound: number): LinearConstraint => ({
  coefficients,
  relation: "equal",
  bound,
});

describe("solveLinearProgramme", () => {
  it("solves the first example of Chvátal (1983), chapter 2", () => {
    // Source: maximise 5x + 4y + 3z: 13 at (2, 0, 1).
    const solution = solveLinearProgramme({
      objective: [-5, -4, -3],
      constraints: [atMost([2, 3, 1], 5), atMost([4, 1, 2], 11), atMost([3, 4, 2], 8)],
    });
    if (solution.status !== "optimal") throw new Error(solution.status);
    expectClose(solution.value, -13, { relative: 1e-13 });
    [2, 0, 1].forEach((x, i) => {
      expectClose(solution.x[i]!, x, { absolute: 1e-13 });
    });
  });

  it("does not cycle on Beale's example", () => {
    // Source: Beale (1955): the optimum is -0.05 although every pivot by the largest coefficient stands still.
    const solution = solveLinearProgramme({
      objective: [-0.75, 150, -0.02, 6],
      constraints: [
        atMost([0.25, -60, -0.04, 9], 0),
        atMost([0.5, -90, -0.02, 3], 0),
        atMost([0, 0, 1, 0], 1),
      ],
    });
    if (solution.status !== "optimal") throw new Error(solution.status);
    expectClose(solution.value, -0.05, { relative: 1e-12 });
  });

  it("says when there is no point, and when there is no least value", () => {
    expect(
      solveLinearProgramme({ objective: [1], constraints: [atLeast([1], 2), atMost([1], 1)] }).status,
    ).toBe("infeasible");
    expect(solveLinearProgramme({ objective: [-1, 0], constraints: [equal([1, -1], 0)] }).status).toBe(
      "unbounded",
    );
    expect(solveLinearProgramme({ objective: [0], constraints: [equal([1], -1)] }).status).toBe("infeasible");
  });

  it("bears redundant rows, and negative bounds", () => {
    const rows = [equal([1, 1], 1), equal([2, 2], 2), atMost([-1, 0], -0.25), atLeast([0, 0], 0)];
    const solution = solveLinearProgramme({ objective: [1, 2], constraints: rows });
    if (solution.status !== "optimal") throw new Error(solution.status);
    expectClose(solution.value, 1, { relative: 1e-13 });
  });

  it("finds the least cost on a simplex with a floor for each variable", () => {
    const share = fc.double({ min: 0, max: 0.2, noNaN: true });
    const cost = fc.double({ min: -5, max: 5, noNaN: true });
    const problem = fc.array(fc.tuple(cost, share), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(problem, (entries) => {
        const n = entries.length;
        const unit = (k: number) => entries.map((_, i) => (i === k ? 1 : 0));
        const solution = solveLinearProgramme({
          objective: entries.map(([c]) => c),
          constraints: [
            equal(new Array<number>(n).fill(1), 1),
            ...entries.map(([, floor], k) => atLeast(unit(k), floor)),
          ],
        });
        if (solution.status !== "optimal") throw new Error(solution.status);
        const floors = entries.reduce((sum, [c, floor]) => sum + c * floor, 0);
        const rest = 1 - entries.reduce((sum, [, floor]) => sum + floor, 0);
        expectClose(solution.value, floors + rest * Math.min(...entries.map(([c]) => c)), { absolute: 1e-9 });
      }),
    );
  });
});
