/** Every figure of the examples fits on lines of 80 characters. */
import { expect, it } from "vitest";
import { howOftenTrue } from "../../examples/how-often-true.js";
import { linesFor, topics } from "../../examples/start.js";

it.each(Object.keys(topics))("fits: %s", (name) => {
  const lines = linesFor([name, "--details"]);
  expect(lines.filter(({ length }) => length > 80)).toStrictEqual([]);
});

it("says how often the five-per-cent claim is true", () => {
  const text = howOftenTrue().join("\n");
  // P(retention - discount >= 0.75) over the two ranges: 0.035 / 0.3 = 11.7%.
  expect(text).toMatch(/gross +11\.\d%/);
  expect(text).toContain("retention");
});
