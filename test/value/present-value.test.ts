/** A plain present value, and customers won in periods other than those they are kept in. */
import { describe, expect, it } from "vitest";
import { customerEquity } from "../../src/value/customer-equity.js";
import { lifetimeValue } from "../../src/value/lifetime-value.js";
import { presentValue } from "../../src/value/present-value.js";
import { expectClose, expectRefusal } from "../support.js";

describe("presentValue", () => {
  it("discounts each amount from when it falls", () => {
    const terms = { amounts: [100, 80, -30], discountRate: 0.1 };
    // 100 + 80 / 1.1 - 30 / 1.21
    expectClose(presentValue(terms), 147.93388429752065, { relative: 1e-14 });
    expectClose(presentValue({ ...terms, timing: "afterOnePeriod" }) * 1.1, presentValue(terms), {
      relative: 1e-14,
    });
    expectClose(presentValue({ ...terms, timing: "midPeriod" }) * 1.1 ** 0.5, presentValue(terms), {
      relative: 1e-14,
    });
    const yearly = presentValue({
      ...terms,
      discountRate: { rate: 1.1 ** 0.25 - 1, per: "quarter" },
      timeUnit: "year",
    });
    expectClose(yearly, presentValue(terms), { relative: 1e-12 });
  });

  it("is a lifetime value where nobody leaves, the sum without discount, and 0 of nothing", () => {
    const certain = lifetimeValue({ margin: [5, 6, 7], retention: 1, discountRate: 0.07 }).value;
    expectClose(presentValue({ amounts: Int32Array.of(5, 6, 7), discountRate: 0.07 }), certain, {
      relative: 1e-14,
    });
    expect(presentValue({ amounts: [5, 6, 7], discountRate: 0 })).toBe(18);
    expect(presentValue({ amounts: [], discountRate: 0.1 })).toBe(0);
  });

  it("refuses holes, text and percentages", () => {
    const refuse = (input: object, message: string) =>
      expectRefusal(
        () => presentValue({ amounts: [1], discountRate: 0.1, ...input } as never),
        `presentValue: ${message}`,
      );
    refuse({ amounts: [1, null] }, "amounts[1] must be a finite number, received null");
    refuse({ amounts: 5 }, "amounts must be a list of amounts, received 5");
  });
});

describe("customerEquity with intake by the quarter", () => {
  const terms = { margin: 100, retention: 0.8, discountRate: 0.1, timeUnit: "year", base: [] } as const;

  it("discounts each quarter from its own end", () => {
    const equity = customerEquity({ ...terms, acquisition: { customers: [10, 20], timeUnit: "quarter" } });
    const expected = (10 * 1.1 ** -0.25 + 20 * 1.1 ** -0.5) * (110 / 0.3);
    expectClose(equity.future, expected, { relative: 1e-13 });
    const same = customerEquity({ ...terms, acquisition: { customers: [10, 20], timeUnit: "year" } });
    expect(same).toEqual(customerEquity({ ...terms, acquisition: { customers: [10, 20] } }));
  });

  it("needs the unit of the retention rate", () => {
    const acquisition = { customers: [10], timeUnit: "quarter" } as const;
    const call = () =>
      customerEquity({ margin: 1, retention: 0.8, discountRate: 0.1, base: [], acquisition });
    const rule =
      "acquisition.timeUnit must be left out unless timeUnit says how long a period of the retention rate is";
    expectRefusal(call, `customerEquity: ${rule}, received "quarter"`);
  });
});
