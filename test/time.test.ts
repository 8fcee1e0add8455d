import { describe, expect, it } from "vitest";
import {
  checkDiscountRate,
  continuousDiscountRate,
  discountRatePer,
  lengthInDays,
  periodDiscount,
  periodsPer,
  timeUnits,
} from "../src/time.js";
import { expectClose, expectRefusal } from "./support.js";

describe("lengths of time units", () => {
  it("are those of the Julian year of 365.25 days", () => {
    expect(timeUnits.map((unit) => lengthInDays(unit))).toStrictEqual([
      1 / 24,
      1,
      7,
      30.4375,
      91.3125,
      365.25,
    ]);
    expect(periodsPer("year", "month")).toBe(12);
    expect(periodsPer("quarter", "month")).toBe(3);
  });

  it("make a year of 52 weeks where the papers on CDNOW do", () => {
    expect(periodsPer("year", "week", { weeksPerYear: 52 })).toBe(52);
    expect(periodsPer("year", "month", { weeksPerYear: 52 })).toBe(12);
  });
});

describe("discount rates", () => {
  it("convert by compounding", () => {
    // (1 + 0.01)^12 - 1, in 30-digit arithmetic (mpmath).
    expectClose(discountRatePer({ rate: 0.01, per: "month" }, "year"), 0.12682503013196972, {
      relative: 1e-14,
    });
    expectClose(discountRatePer({ rate: 0.15, per: "year" }, "year"), 0.15, { relative: 1e-15 });
  });

  it("give the continuous weekly rate that the papers round to 0.0027", () => {
    // ln(1.15)/52 in 30-digit arithmetic (mpmath); Fader, Hardie & Lee (2005), "RFM and CLV": 15% a year is 0.0027 a week.
    const weekly = continuousDiscountRate({ rate: 0.15, per: "year" }, "week", { weeksPerYear: 52 });
    expectClose(weekly, 0.002687729661060744, { relative: 1e-14 });
  });

  it("are read per period of the time unit, or of a named period", () => {
    expect(periodDiscount("f", { discountRate: 0.15 })).toEqual({ rate: 0.15, timeUnit: null });
    expect(periodDiscount("f", { discountRate: 0.15, timeUnit: "month" })).toEqual({
      ...{ rate: 0.15, timeUnit: "month" },
    });
    expect(periodDiscount("f", { discountRate: { rate: 0.15, per: "year" } })).toEqual({
      ...{ rate: 0.15, timeUnit: "year" },
    });
    const monthly = periodDiscount("f", { discountRate: { rate: 0.15, per: "year" }, timeUnit: "month" });
    expectClose((1 + monthly.rate) ** 12, 1.15, { relative: 1e-14 });
    const papers = { discountRate: { rate: 0.15, per: "year" }, timeUnit: "week", weeksPerYear: 52 } as const;
    expectClose((1 + periodDiscount("f", papers).rate) ** 52, 1.15, { relative: 1e-13 });
  });

  it("are refused as percentages, below 0, and in other forms", () => {
    const read = (discountRate: unknown) => () =>
      periodDiscount("f", { discountRate: discountRate as number }, "of.");
    for (const form of ["15%", null, undefined, [0.15]])
      expectRefusal(
        read(form),
        `f: of.discountRate must be a rate per period of the time unit (0.15 for 15%), or one of a named period, { rate: 0.15, per: "year" }, received ${form === "15%" ? '"15%"' : Array.isArray(form) ? "[0.15]" : form}`,
      );
    const percentage = "must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%)";
    expectRefusal(read(15), `f: of.discountRate ${percentage}, received 15`);
    expectRefusal(read({ rate: 1.5, per: "month" }), `f: of.discountRate.rate ${percentage}, received 1.5`);
    expectRefusal(
      read({ rate: -0.1, per: "year" }),
      "f: of.discountRate.rate must be a fraction from 0 to 1, received -0.1",
    );
    expectRefusal(read(Number.NaN), "f: of.discountRate must be a fraction from 0 to 1, received NaN");
  });

  it("are refused per an unknown period", () => {
    expectRefusal(
      () => checkDiscountRate("f", "discountRate", { rate: 0.1, per: "fortnight" }),
      'f: discountRate.per must be one of "hour", "day", "week", "month", "quarter", "year", received "fortnight"',
    );
    expectRefusal(
      () => lengthInDays("year", { weeksPerYear: 53 as 52 }),
      "lengthInDays: weeksPerYear must be 52 or left out, received 53",
    );
  });
});
