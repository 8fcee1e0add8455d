import { describe, it } from "vitest";
import { lifetimeValue } from "../../src/value/lifetime-value.js";
import { marginMultiple } from "../../src/value/margin-multiple.js";
import { expectClose, expectPrinted, expectRefusal } from "../support.js";

describe("marginMultiple", () => {
  // Gupta & Lehmann (2005), "Managing Customers as Investments", table 2.1 (and its growth table at 12%).
  it.each([
    [0.6, [1.2, 1.15, 1.11, 1.07]],
    [0.7, [1.75, 1.67, 1.59, 1.52]],
    [0.8, [2.67, 2.5, 2.35, 2.22]],
    [0.9, [4.5, 4.09, 3.75, 3.46]],
  ])("gives Gupta and Lehmann's row for retention %d", (retention, row) => {
    row.forEach((printed, i) => {
      const multiple = marginMultiple({ retention, discountRate: [0.1, 0.12, 0.14, 0.16][i] as number });
      expectPrinted(multiple, printed.toFixed(2));
    });
  });

  it("gives their row for a growing margin", () => {
    [4.09, 4.46, 4.89, 5.42, 6.08].forEach((printed, i) => {
      const multiple = marginMultiple({ retention: 0.9, discountRate: 0.12, marginGrowth: 0.02 * i });
      expectPrinted(multiple, printed.toFixed(2));
    });
  });

  it("is one margin larger when the first margin is received now", () => {
    const input = { retention: 0.8, discountRate: 0.1 };
    expectClose(marginMultiple({ ...input, timing: "now" }), marginMultiple(input) + 1, { relative: 1e-14 });
    expectClose(lifetimeValue({ ...input, margin: 7 }).multiple ?? 0, 11 / 3, { relative: 1e-14 });
  });

  it("refuses what has no multiple", () => {
    expectRefusal(
      () => marginMultiple({ retention: 90, discountRate: 0.12 }),
      "marginMultiple: retention must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 90",
    );
    expectRefusal(
      () => marginMultiple(undefined as never),
      "marginMultiple: input must be an object, received undefined",
    );
    expectRefusal(
      () => marginMultiple({ retention: 1, discountRate: 0.02, marginGrowth: 0.02 }),
      "marginMultiple: retention must be below (1 + discountRate) / (1 + marginGrowth) = 1 or the sum diverges (give a horizon), received 1",
    );
  });
});
