import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distinctRows } from "../../src/inference/distinct-rows.js";

describe("distinctRows", () => {
  it("groups equal rows with the sum of their weights, sorted by column", () => {
    const { columns, weights, totalWeight } = distinctRows(
      [
        [2, 1, 2, 1],
        [5, 7, 5, 6],
      ],
      [1, 2, 3, 0],
    );
    expect(columns.map((column) => [...column])).toStrictEqual([
      [1, 2],
      [7, 5],
    ]);
    expect([...weights]).toStrictEqual([2, 4]);
    expect(totalWeight).toBe(6);
  });

  it("gives the same bits for every order of the rows, fractional weights included", () => {
    const row = fc.tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    const shuffled = fc
      .array(row, { minLength: 1, maxLength: 30 })
      .chain((rows) =>
        fc.tuple(
          fc.constant(rows),
          fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
        ),
      );
    const group = (rows: readonly (readonly [number, number, number])[]) =>
      distinctRows(
        [rows.map(([a]) => a), rows.map(([, b]) => b)],
        rows.map(([, , weight]) => weight),
      );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(group(other)).toStrictEqual(group(one));
      }),
    );
  });

  it("counts each row once without weights", () => {
    expect(distinctRows([[3, 3, 1]]).totalWeight).toBe(3);
  });
});
