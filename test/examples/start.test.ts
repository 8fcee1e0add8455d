/** What `npm start` prints: it fits on the screen, and its code gives the numbers beside it. */
import * as library from "retention-economics";
import { describe, expect, it } from "vitest";
import { firstScreen, linesFor, topics } from "../../examples/start.js";
import { topicLines } from "../../examples/topics/topic.js";

const widest = (lines: readonly string[]) => Math.max(...lines.map(({ length }) => length));

describe("npm start", () => {
  it("says on 25 lines of 80 characters what the claim comes to", () => {
    const lines = firstScreen();
    expect(lines.length).toBeLessThanOrEqual(25);
    expect(widest(lines)).toBeLessThanOrEqual(80);
    // Closed form: 0.05 / (1 - 0.85) and 0.04 / (1 - 0.84) of contribution.
    expect(lines.find((line) => line.startsWith("5 points"))).toContain("+33.3%");
    expect(lines.find((line) => line.startsWith("5% of the rate"))).toContain("+25.0%");
    expect(linesFor([])).toStrictEqual(lines);
  });

  it.each(Object.entries(topics))("has a page that fits on %s, whose code is true", (_, { topic }) => {
    const page = topic();
    expect(widest(topicLines(page))).toBeLessThanOrEqual(80);
    const scope = { ...library, ...page.given };
    const [last, ...before] = page.code.filter((line) => !line.startsWith("import")).reverse();
    const [expression = "", stated = ""] = (last ?? "").split("; // ≈ ");
    const code = `${before.reverse().join("\n")}\nreturn ${expression};`;
    const value = new Function(...Object.keys(scope), code)(...Object.values(scope)) as number;
    const digits = stated.replace(/^-?0?\.?0*/, "").replace(".", "").length;
    expect(value.toPrecision(digits)).toBe(Number(stated).toPrecision(digits));
  });

  it("takes the reader's own numbers", () => {
    const lines = linesFor(["five", "--keep", "0.75", "--margin", "100", "--cac", "150"]);
    const text = lines.join(" ");
    expect(text).toContain(
      "This firm keeps 75% of its customers a year, earns 100 a year from each, pays 150",
    );
    expect(lines.find((line) => line.startsWith("5 points"))).toContain("+25.0%");
    expect(linesFor(["Article", "3"]).join(" ")).toContain("retention up 5%, profit up 25%");
  });

  it("refuses what it does not know", () => {
    expect(() => linesFor(["netflux"])).toThrow('no topic called "netflux": there are five, netflix');
    expect(() => linesFor(["five", "--keep", "82"])).toThrow(
      '--keep must be a number from 0 to below 0.95, received "82"',
    );
    expect(() => linesFor(["shop", "--keep", "0.8"])).toThrow("belong to: five");
  });
});
