import { describe, expect, it } from "vitest";
import {
  checkDiscountRate,
  continuousDiscountRate,
  discountRatePer,
  lengthInDays,
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

  it("are refused without a period, or as a total loss", () => {
    expectRefusal(
      () => checkDiscountRate("f", "discountRate", 0.1),
      "f: discountRate must be an object, received 0.1",
    );
    expectRefusal(
      () => checkDiscountRate("f", "discountRate", { rate: -1, per: "year" }),
      "f: discountRate.rate must be above -1, received -1",
    );
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
