/**
 * Coverage of the replicate intervals of Sobol' indices: 16 Owen scrambles, t quantile with 15 degrees of freedom, 1024 base
 * points, 100 seeds; and the indices of test functions in closed form at 4096 points. Run with `npx vitest run --project slow test/slow/sobol-coverage.test.ts`.
 */
import { describe, expect, it } from "vitest";
import { sobolIndices } from "../../src/sensitivity/global/sobol-indices.js";
import { closedForms, expectIndices, valueModel } from "../sensitivity/closed-forms.js";
import { clv6, clv6Inputs, ishigami, ishigamiInputs, reference } from "../sensitivity/functions.js";

const clv = reference("clv6")?.analytic;
const cases = [
  {
    name: "Ishigami",
    evaluate: ishigami,
    inputs: ishigamiInputs,
    first: [0.31390519114781146, 0.4424111447900409, 0],
  },
  ...(clv ? [{ name: "CLV6", evaluate: clv6, inputs: clv6Inputs, first: clv.S1 as number[] }] : []),
];

describe("replicate intervals of first-order indices", () => {
  it.each(cases)("cover at least 88 of 100 times: $name", ({ name, evaluate, inputs, first }) => {
    const covered = first.map(() => 0);
    const halfWidths: number[][] = first.map(() => []);
    for (let seed = 0; seed < 100; seed++)
      for (const [i, row] of sobolIndices(evaluate, inputs, { seed }).outputs.output.inputs.entries()) {
        const { lower, upper } = row.first;
        if (lower! <= first[i]! && first[i]! <= upper!) covered[i]! += 1;
        halfWidths[i]!.push((upper! - lower!) / 2);
      }
    const medians = halfWidths.map((widths) => widths.sort((a, b) => a - b)[50]!.toFixed(5));
    console.log(`${name}: covered ${covered.join(", ")} of 100; median half-widths ${medians.join(", ")}`);
    for (const count of covered) expect(count).toBeGreaterThanOrEqual(88);
  });
});

describe("indices from 4096 points and 16 scrambles", () => {
  it.each([...closedForms, ...valueModel])(
    "are within 6.4 standard errors and 0.01 of the exact ones: $name",
    (exact) => expectIndices(exact, 4096, 0.01),
  );
});
