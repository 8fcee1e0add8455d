/** Every figure of the examples fits on lines of 80 characters. */
import { expect, it } from "vitest";
import { linesFor, topics } from "../../examples/start.js";

it.each(Object.keys(topics))("fits: %s", (name) => {
  const lines = linesFor([name, "--details"]);
  expect(lines.filter(({ length }) => length > 80)).toStrictEqual([]);
});
