/** A survival curve enters a value whole, and brings its unit of time. */
import { describe, expect, it } from "vitest";
import { kaplanMeier } from "../../src/survival/kaplan-meier.js";
import { lifetimeValue } from "../../src/value/lifetime-value.js";
import { expectRefusal } from "../support.js";

const curve = kaplanMeier(
  { duration: [1, 2, 3, 4, 5, 5, 5], event: [1, 1, 0, 1, 0, 0, 0] },
  { timeUnit: "month" },
);
const customer = { margin: 20, horizon: 5, discountRate: { rate: 0.1, per: "year" } } as const;

describe("a whole curve", () => {
  it("gives the value of its steps in its unit of time, fresh and from JSON", () => {
    const expected = lifetimeValue({ ...customer, survival: curve.steps, timeUnit: "month" });
    expect(lifetimeValue({ ...customer, survival: curve })).toStrictEqual(expected);
    expect(lifetimeValue({ ...customer, survival: curve, timeUnit: "month" })).toStrictEqual(expected);
    expect(lifetimeValue({ ...customer, survival: JSON.parse(JSON.stringify(curve)) })).toStrictEqual(
      expected,
    );
  });

  it("is refused beside another unit of time, and without steps", () => {
    expectRefusal(
      () => lifetimeValue({ ...customer, survival: curve, timeUnit: "week" }),
      'lifetimeValue: timeUnit must be that of the curve ("month"), received "week"',
    );
    expectRefusal(
      () => lifetimeValue({ ...customer, survival: { steps: 3, timeUnit: null } as never }),
      "lifetimeValue: survival.steps must be the steps of a curve, received 3",
    );
  });
});
