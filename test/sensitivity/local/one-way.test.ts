import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { oneWay } from "../../../src/sensitivity/local/one-way.js";
import { spider } from "../../../src/sensitivity/local/spider.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

type Clv = Record<"margin" | "retention" | "discount", number>;
const clv = ({ margin, retention, discount }: Clv) => (margin * retention) / (1 + discount - retention);
const base = { margin: 30, retention: 0.8, discount: 0.1 };

describe("oneWay", () => {
  it("gives both outputs, the swing and its side, widest first", () => {
    // By hand: 30 · 0.7 / 0.4 = 52.5, 30 · 0.9 / 0.2 = 135; 20 · 0.8 / 0.3 and 40 · 0.8 / 0.3.
    const result = oneWay(clv, base, { margin: [20, 40], retention: [0.7, 0.9], discount: [0.05, 0.09] });
    expect(result.rows.map((row) => row.input)).toEqual(["retention", "margin", "discount"]);
    expectClose(result.baseOutput, 80, { relative: 1e-14 });
    const [retention, margin, discount] = result.rows;
    expectClose(retention!.outputAtLower, 52.5, { relative: 1e-14 });
    expectClose(retention!.outputAtUpper, 135, { relative: 1e-14 });
    expectClose(margin!.swing, 160 / 3, { relative: 1e-14 });
    expect(retention).toMatchObject({ higherAt: "upper", sameSide: false, switchesDecision: false });
    expect(discount).toMatchObject({ higherAt: "lower", sameSide: true });
    expectPlainData(result);
  });

  it("gives derivative times range on a linear model", () => {
    const finite = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(finite, finite, finite, finite, (slope, other, x, width) => {
        const linear = (inputs: { a: number; b: number }) => slope * inputs.a + other * inputs.b;
        const range: [number, number] = [x, x + Math.abs(width)];
        const { rows } = oneWay(linear, { a: x, b: 1 }, { a: range });
        expectClose(rows[0]!.swing, Math.abs(slope) * (range[1] - range[0]), {
          relative: 1e-12,
          absolute: 1e-8,
        });
      }),
    );
  });

  it("says when an end turns the decision, and when both ends agree", () => {
    const profit = ({ price }: { price: number }) => price - 10;
    expect(oneWay(profit, { price: 12 }, { price: [9, 13] }).rows[0]).toMatchObject({
      switchesDecision: true,
    });
    expect(oneWay(profit, { price: 12 }, { price: [11, 13] }).rows[0]).toMatchObject({
      switchesDecision: false,
    });
    expect(oneWay(() => 1, { price: 12 }, { price: [11, 13] }).rows[0]).toMatchObject({
      swing: 0,
      higherAt: "neither",
      sameSide: false,
    });
  });

  it("refuses what has no answer", () => {
    const call = (ranges: unknown) => () => oneWay(clv, base, ranges as Record<string, never>);
    expectRefusal(
      call({ margin: [40, 20] }),
      "oneWay: ranges.margin must be [lower, upper] with lower <= upper, received [40, 20]",
    );
    expectRefusal(call({ margin: 3 }), "oneWay: ranges.margin must be [lower, upper], received 3");
    expectRefusal(
      call({ price: [1, 2] }),
      'oneWay: ranges must be one of margin, retention, discount, received "price"',
    );
    expectRefusal(call(undefined), "oneWay: ranges must be an object, received undefined");
    expectRefusal(
      call({ retention: [0.8, 1.1] }),
      'oneWay: evaluate({"retention":1.1}) must return a finite number, received Infinity',
    );
    expectRefusal(
      () => oneWay(clv, { ...base, margin: Number.NaN }, {}),
      "oneWay: base.margin must be a finite number, received NaN",
    );
    expectRefusal(
      () => oneWay(3 as never, base, {}),
      "oneWay: evaluate must be a function of named inputs, received 3",
    );
  });
});

describe("spider", () => {
  it("moves each input by the same relative changes", () => {
    const points = spider(clv, base, { relativeChanges: [-0.1, 0, 0.1] });
    expect(points.length).toBe(9);
    expect(points.filter((point) => point.relativeChange === 0).map((point) => point.output)).toEqual(
      Array(3).fill(clv(base)),
    );
    expect(points[3]).toMatchObject({ input: "retention", value: 0.8 * 0.9 });
    expectPlainData(points);
  });

  it("refuses a relative change of nothing", () => {
    const zero = { ...base, discount: 0 };
    expect(new Set(spider(clv, zero, { relativeChanges: [0.1] }).map((point) => point.input)).size).toBe(2);
    expectRefusal(
      () => spider(clv, zero, { inputs: ["discount"] }),
      "spider: base.discount must not be 0 to have a relative change, received 0",
    );
  });
});
