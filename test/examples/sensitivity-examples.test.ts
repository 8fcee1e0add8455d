import { describe, expect, it } from "vitest";
import { howOftenTrue } from "../../examples/how-often-true.js";
import { typedFormula } from "../../examples/typed-formula.js";

describe("sensitivity examples", () => {
  it("says how often the five-per-cent claim is true", () => {
    const text = howOftenTrue().join("\n");
    // P(retention - discount >= 0.75) over the two ranges: 0.035 / 0.3 = 11.7%.
    expect(text).toMatch(/gross +11\.\d%/);
    expect(text).toContain("retention");
  });

  it("reads a typed formula and refuses others", () => {
    const text = typedFormula().join("\n");
    expect(text).toContain("= 140.00");
    // Closed form: 120 · 1.1 / (1.1 - r) = 300 at r = 1.1 - 0.44.
    expect(text).toContain("retention of 0.6600 on");
    expect(text).toContain('"an assignment"');
  });
});
