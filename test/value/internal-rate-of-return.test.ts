import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type InternalRateOfReturnInput,
  internalRateOfReturn,
} from "../../src/value/internal-rate-of-return.js";
import { lifetimeValue } from "../../src/value/lifetime-value.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const firm = { margin: 100, retention: 0.8, acquisitionCost: 120 };
const timings = ["now", "afterOnePeriod", "endOfPeriodCertain", "midPeriod", "continuous"] as const;

describe("internalRateOfReturn", () => {
  it("differs by a factor of eight between timings", () => {
    // shared reference economics_fixtures.json: first margin after one period.
    const later = internalRateOfReturn({ ...firm, timing: "afterOnePeriod" }).rate ?? 0;
    expectClose(later, 0.46666666666666673, { relative: 1e-14 });
    // 1 + i = A r / (A - m) = 96 / 20.
    expectClose(internalRateOfReturn(firm).rate ?? 0, 3.8, { relative: 1e-14 });
  });

  it("makes lifetime value equal to the cost", () => {
    const anyone = fc.record({
      margin: fc.double({ min: 1, max: 100, noNaN: true }),
      retention: fc.double({ min: 0.05, max: 1, noNaN: true }),
      marginGrowth: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
      timing: fc.constantFrom(...timings),
      acquisitionCost: fc.double({ min: 101, max: 500, noNaN: true }),
    });
    fc.assert(
      fc.property(anyone, (input) => {
        const found = internalRateOfReturn(input);
        expectPlainData(found);
        const { acquisitionCost, ...customer } = input;
        // Lifetime value takes no discount rate below 0, nor one above 1, which would be a percentage.
        if (found.rate === null || found.rate < 0 || found.rate > 1) return;
        const worth = lifetimeValue({ ...customer, discountRate: found.rate }).value;
        expectClose(worth, acquisitionCost, { relative: 1e-9 });
      }),
    );
  });

  it.each([
    // By hand, m = 50, r = 0.8, g = 0.1, A = 120, y = m / A: the rates at which each closed form is A.
    ["afterOnePeriod", 0.8 * 1.1 + (0.8 * 50) / 120 - 1],
    ["endOfPeriodCertain", 0.8 * 1.1 + 50 / 120 - 1],
    ["now", (0.8 * 1.1) / (1 - 50 / 120) - 1],
    ["continuous", 0.8 * 1.1 * Math.exp(50 / 120) - 1],
    ["midPeriod", ((25 / 120) * Math.sqrt(0.8) + Math.sqrt((25 / 120) ** 2 * 0.8 + 0.88)) ** 2 - 1],
  ] as const)("grows with the margin, paid %s", (timing, rate) => {
    const grown = { margin: 50, retention: 0.8, marginGrowth: 0.1, acquisitionCost: 120, timing };
    expectClose(internalRateOfReturn(grown).rate!, rate, { relative: 1e-12 });
    // Growth and decline of the margin are not the same.
    expect(internalRateOfReturn({ ...grown, marginGrowth: -0.1 }).rate!).toBeLessThan(rate - 0.1);
  });

  it("is found by search for lists and horizons, and agrees with the closed form in the limit", () => {
    for (const timing of timings) {
      const endless = internalRateOfReturn({ ...firm, timing }).rate ?? Number.NaN;
      const long = internalRateOfReturn({ ...firm, timing, horizon: 150 }).rate ?? Number.NaN;
      expectClose(long, endless, { relative: 1e-10 });
      const retention = Array<number>(60).fill(0.8);
      const listed = internalRateOfReturn({ ...firm, timing, retention, horizon: 60 }).rate ?? Number.NaN;
      expectClose(listed, endless, { relative: 1e-6 });
    }
  });

  it("goes below 0 where customers never earn their cost back", () => {
    // r m / A + r - 1 = 0.8 / 12 + 0.8 - 1
    const poor = internalRateOfReturn({ ...firm, margin: 10, timing: "afterOnePeriod" });
    expectClose(poor.rate ?? 0, 0.8 / 12 - 0.2, { relative: 1e-13 });
    const short = internalRateOfReturn({
      ...firm,
      margin: 50,
      horizon: 2,
      retention: 1,
      timing: "afterOnePeriod",
    });
    // 50 v + 50 v² = 120, v = (√10.6 - 1) / 2.
    expectClose(short.rate ?? 0, 2 / (Math.sqrt(10.6) - 1) - 1, { relative: 1e-12 });
  });

  it("says why there is none, or more than one", () => {
    const reasons: [Partial<InternalRateOfReturnInput>, string][] = [
      [{ margin: 120 }, "the first margin already covers the acquisition cost"],
      [{ margin: 150, horizon: 5 }, "the first margin already covers the acquisition cost"],
      [{ margin: -1 }, "the margin is not above 0"],
      [{ retention: 0 }, "the only margin does not cover the acquisition cost"],
      [{ retention: 0, timing: "afterOnePeriod" }, "nobody stays to make the first payment"],
      [{ retention: 0, timing: "continuous" }, "nobody stays for any time at all"],
      [{ margin: -1, horizon: 4 }, "the margins do not cover the acquisition cost at any rate"],
      [
        { margin: [276, -158.4], retention: [1, 1], timing: "endOfPeriodCertain", horizon: 2 },
        "the margins change sign, so that 2 rates fit",
      ],
    ];
    for (const [input, reason] of reasons) {
      const found = internalRateOfReturn({ ...firm, ...input } as InternalRateOfReturnInput);
      expect(found).toMatchObject({ rate: null, reason });
    }
  });

  it("refuses what cannot be asked", () => {
    const refuse = (input: object, message: string) =>
      expectRefusal(() => internalRateOfReturn({ ...firm, ...input } as never), message);
    refuse(
      { acquisitionCost: -1 },
      "internalRateOfReturn: acquisitionCost must be a finite number above 0, received -1",
    );
    refuse(
      { retention: () => 0.8 },
      "internalRateOfReturn: horizon must be given when retention or survival is a function, received undefined",
    );
    refuse(
      { retention: 80 },
      "internalRateOfReturn: retention must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 80",
    );
    expectRefusal(
      () => internalRateOfReturn(undefined as never),
      "internalRateOfReturn: input must be an object, received undefined",
    );
  });
});
