import { describe, expect, it } from "vitest";
import { cohortsAndChurn } from "../../examples/cohorts-and-churn.js";
import { publishedRetention } from "../../examples/published-retention.js";

/** The cells of the first line that begins with a label. */
function cells(lines: readonly string[], label: string): string[] {
  const line = lines.find((text) => text.startsWith(label));
  return (line ?? "").slice(label.length).trim().split(/ {2,}/);
}

const numbers = (texts: readonly string[]) => texts.map(Number.parseFloat);

describe("the examples on cohorts and churn", () => {
  const lines = cohortsAndChurn();

  it("shows unfinished months as dots, never as 0", () => {
    expect(cells(lines, "2026-01").slice(1).pop()).toBe(".");
    expect(cells(lines, "2026-06")).toEqual(["38", "100%", ".", ".", ".", ".", ".", "."]);
  });

  it("pools what the table shows, over denominators that shrink", () => {
    const points = [0, 1, 2, 3, 4, 5].map((month) => cells(lines, `month ${month}  `));
    const eligible = points.map((point) => Number(point[1]));
    for (const [i, point] of points.entries()) {
      const [, members, kept, rate] = numbers(point) as [number, number, number, number];
      expect(rate).toBeCloseTo((100 * kept) / members, 1);
      if (i > 0) expect(members).toBeLessThan(eligible[i - 1] as number);
      // All 240 customers in the denominator: what a dashboard that counts dots as 0 shows.
      expect(Number.parseFloat(point[5] as string)).toBeCloseTo((100 * kept) / 240, 1);
      const [lower, upper] = numbers((point[4] as string).split(" to ")) as [number, number];
      expect(lower).toBeLessThan(rate);
      expect(upper).toBeGreaterThanOrEqual(rate);
    }
  });

  it("finds more customers still there than on or after does, which counts the late as lost", () => {
    for (const age of [30, 60, 90]) {
      const [onOrAfter, kaplanMeier] = numbers(cells(lines, `day ${age}`)) as [number, number];
      expect(kaplanMeier).toBeGreaterThan(onOrAfter);
    }
  });

  it("orders the three definitions as they must be", () => {
    const on = numbers(cells(lines, "in that month (on)"));
    const after = numbers(cells(lines, "in it or later (on or after)"));
    const before = numbers(cells(lines, "in it or before"));
    expect(on).toHaveLength(5);
    on.forEach((rate, i) => {
      expect(after[i] as number).toBeGreaterThanOrEqual(rate);
      expect(before[i] as number).toBeGreaterThanOrEqual(rate);
    });
  });

  it("gives one month its five churn rates", () => {
    // By hand: 60/1000, 60/1170, 50/1000, 60/1400, and 60 per 1170 customer-months.
    const table = lines.slice(lines.findIndex((line) => line.startsWith("Churn of the month")) + 2);
    expect(table.slice(0, 5).map((line) => /\d\.\d\d%/.exec(line)?.[0])).toEqual([
      ...["6.00%", "5.13%", "5.00%", "4.29%", "5.13%"],
    ]);
  });

  it("states the movements of revenue, and retention by movements and by customer", () => {
    // By hand: 290 opens; lost 80 + 60 + 30 + 10; won 50 expansion, 60 reactivation, 40 new.
    expect(cells(lines, "opening  ")).toEqual(["290", "310", "290"]);
    expect(cells(lines, "churn  ")).toEqual(["-60", "-80", "-140"]);
    expect(cells(lines, "closing")).toEqual(["310", "260", "260"]);
    // 110/290, 160/290, 220/290; static pool: (100 + 60 + 40)/290, (120 + 60 + 40)/290.
    expect(cells(lines, "by movements  ")).toEqual(["37.9%", "55.2%"]);
    expect(cells(lines, "by movements, reactivation counted as kept")).toEqual(["37.9%", "75.9%"]);
    expect(cells(lines, "static pool: January's customers in March")).toEqual(["69.0%", "75.9%"]);
  });

  it("reproduces what vendors print, but for the misprint", () => {
    const rule = publishedRetention().findIndex((line) => line.startsWith("─"));
    const rows = publishedRetention().slice(rule + 1, rule + 16);
    expect(rows.pop()).toMatch(/^Quick ratio .* 2\.92 +2\.92$/);
    for (const row of rows) {
      const [, printed = "", here = ""] = row.split(/ {2,}/);
      if (printed === "-") continue;
      if (printed === "72%") expect(here).toBe("38.4%, a misprint");
      else if (printed.includes("%"))
        expect(Number.parseFloat(here)).toBeCloseTo(Number.parseFloat(printed), 1);
      else expect(here).toBe(printed);
    }
  });

  it("prints lines no wider than 80 characters", () => {
    for (const line of [...lines, ...publishedRetention()]) expect(line.length).toBeLessThanOrEqual(80);
  });
});
