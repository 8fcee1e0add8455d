import { describe, expect, it } from "vitest";
import { fivePerCent } from "../../examples/five-per-cent.js";
import { netflix2010 } from "../../examples/netflix-2010.js";
import { sevenLineCompany } from "../../examples/seven-line-company.js";

/** The cells of the line that begins with a label. */
function cells(lines: readonly string[], label: string): string[] {
  const line = lines.find((text) => text.startsWith(label));
  return (line ?? "").slice(label.length).trim().split(/ {2,}/);
}

describe("the examples on retention lift", () => {
  it("five per cent: prints the table of research section 1.6 C1", () => {
    const lines = fivePerCent();
    expect(cells(lines, "5 percentage points, steady-state contribution")).toEqual(["0.750", "0.897"]);
    expect(cells(lines, "5% of the rate, steady-state contribution")).toEqual(["0.800", "0.907"]);
    expect(cells(lines, "5% fewer defections, steady-state contribution")).toEqual(["never", "never"]);
    expect(cells(lines, "5 percentage points, lifetime value at 10%")).toEqual(["0.850", "never"]);
    expect(cells(lines, "5 points, first payment left out, at 10%")).toEqual(["0.289 and 0.761", "0.058"]);
    expect(cells(lines, "75.0%")).toEqual([
      ...["+5.0%", "+9.0%", "+12.2%", "+16.8%", "+22.3%", "+24.7%", "+25.0%", "+25.0%"],
    ]);
    // The "95%" case: 5%, 23% (year 5), 40% (year 10), 63% (year 20), 84% (year 40).
    expect(cells(lines, "89.7%").slice(3)).toEqual(["+22.5%", "+39.7%", "+62.8%", "+84.1%", "+95.0%"]);
    expect(cells(lines, "5% of the rate      ")).toEqual(["+25.0%", "+5.00%", "+4.0%"]);
  });

  it("Netflix: prints three churn rates under their names", () => {
    const lines = netflix2010();
    expect(cells(lines, "of opening and added")[0]).toBe("3.78%");
    expect(cells(lines, "of the average base")[0]).toBe("4.53%");
    expect(cells(lines, "of the opening base")[0]).toBe("4.82%");
    expect(lines.join(" ")).toContain("Sampling error is negligible");
  });

  it("seven-line company: prints every five at once", () => {
    const lines = sevenLineCompany();
    expect(cells(lines, "Mean lifetime by that rate")).toEqual(["5 years"]);
    expect(cells(lines, "Acquiring against keeping a customer")).toEqual(["5.0 times"]);
    expect(cells(lines, "Most that saving one customer may cost")).toEqual(["440"]);
    expect(cells(lines, "5% of the rate")).toEqual(["80% to 84%", "+25.00%", "+31.25%", "+5.00%", "+4.00%"]);
  });

  it("prints tables whose columns line up", () => {
    for (const lines of [fivePerCent(), netflix2010(), sevenLineCompany()])
      for (const [i, line] of lines.entries())
        if (line.startsWith("─")) expect(line.length).toBeGreaterThanOrEqual((lines[i + 1] ?? "").length);
  });
});
