import fc from "fast-check";
import { expect, it } from "vitest";
import { stableOrder } from "../../src/math/stable-order.js";

const value = fc.oneof(
  fc.nat(3),
  fc.double({ min: 0, noNaN: true }).map((x) => x + 0),
  fc.constantFrom(0, 5e-324, Number.MAX_VALUE, Number.POSITIVE_INFINITY, 1 / 7, 2 / 7),
);

it("orders rows as a stable sort by comparison does", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { maxLength: 60 }), (rows) => {
      const columns = [0, 1].map((c) => Float64Array.from(rows, (row) => row[c]!));
      const compare = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0);
      const expected = rows
        .map((_, i) => i)
        .sort((i, j) => compare(rows[i]![0], rows[j]![0]) || compare(rows[i]![1], rows[j]![1]));
      expect(Array.from(stableOrder(columns))).toEqual(expected);
    }),
  );
});

it("orders many rows that differ in their last bits only", () => {
  const column = Float64Array.from({ length: 200 }, (_, i) => 1 + ((i * 89) % 100) * Number.EPSILON);
  const expected = Array.from(column, (_, i) => i).sort((i, j) => column[i]! - column[j]! || i - j);
  expect(Array.from(stableOrder([column]))).toEqual(expected);
});

it("reads a column that does not begin its buffer", () => {
  const whole = Float64Array.of(9, 3, 1, 2);
  expect(Array.from(stableOrder([whole.subarray(1)]))).toEqual([1, 2, 0]);
});
