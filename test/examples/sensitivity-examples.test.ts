import { describe, expect, it } from "vitest";
import { sharesOfFirms } from "../../examples/how-often-true.js";
import { typedFormula } from "../../examples/typed-formula.js";
import { expectClose } from "../support.js";

describe("sensitivity examples", () => {
  it("says for which share of firms each reading holds, by what is meant by profit", () => {
    // 131,072 firms of a Sobol' sequence, by an own program (Python): contribution, after all costs, value of a customer,
    // the same after acquisition, base cannot grow, first year. 4,096 firms come within a hundredth.
    const expected = [
      [0.5, 0.793, 0.1167, 0.2597, 0.0441, 0.0108],
      [0.3333, 0.5399, 0.0386, 0.0898, 0.0147, 0.0034],
      [0, 0.0124, 0, 0.0006, 0.0017, 0.0007],
    ];
    for (const [i, { shares }] of sharesOfFirms(2 ** 12).entries())
      for (const [j, share] of shares.entries()) expectClose(share, expected[i]![j]!, { absolute: 0.01 });
  });

  it("reads a typed formula and refuses others", () => {
    const text = typedFormula().join("\n");
    expect(text).toContain("= 140.00");
    // Closed form: 120 · 1.1 / (1.1 - r) = 300 at r = 1.1 - 0.44.
    expect(text).toContain("retention of 0.6600 on");
    expect(text).toContain('"an assignment"');
  });
});
