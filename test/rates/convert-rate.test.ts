import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  churnFromHazard,
  convertRate,
  hazardFromChurn,
  type RateConversion,
  type RateKind,
} from "../../src/rates/convert-rate.js";
import { timeUnits } from "../../src/time.js";
import { expectClose, expectRefusal } from "../support.js";

const kinds: readonly RateKind[] = ["churn", "retention", "growth", "discount", "hazard"];
const yearly = (kind: RateKind): RateConversion => ({ kind, from: "month", to: "year" });
const monthly = (kind: RateKind): RateConversion => ({ kind, from: "year", to: "month" });

describe("convertRate", () => {
  it("gives the yearly churn of a monthly one and back", () => {
    // Source: 1 - (1 - m)^12 and 1 - (1 - a)^(1/12) in 30-digit arithmetic (mpmath) on the same doubles.
    const pairs: readonly [number, number][] = [
      [0.01, 0.1136151282838708],
      [0.02, 0.2152832762652],
      [0.03, 0.3061576390045623],
      [0.05, 0.45963991233736334],
      [0.1, 0.717570463519],
    ];
    for (const [month, year] of pairs) {
      expectClose(convertRate(month, yearly("churn")), year, { relative: 1e-14 });
      expectClose(convertRate(year, monthly("churn")), month, { relative: 1e-14 });
      expectClose(convertRate(1 - month, yearly("retention")), 1 - year, { relative: 1e-14 });
    }
    // The same: what 10%, 25% and 50% a year are a month.
    expectClose(convertRate(0.1, monthly("churn")), 0.008741610954696723, { relative: 1e-14 });
    expectClose(convertRate(0.25, monthly("churn")), 0.02368842422260675, { relative: 1e-14 });
    expectClose(convertRate(0.5, monthly("churn")), 0.05612568731830648, { relative: 1e-14 });
  });

  it("converts each kind by its own formula", () => {
    expectClose(convertRate(0.01, yearly("growth")), 1.01 ** 12 - 1, { relative: 1e-13 });
    expectClose(convertRate(0.01, yearly("discount")), 1.01 ** 12 - 1, { relative: 1e-13 });
    expectClose(convertRate(0.5, yearly("hazard")), 6, { relative: 1e-15 });
    expectClose(convertRate(0.99, yearly("retention")), 0.99 ** 12, { relative: 1e-15 });
    expectClose(convertRate(-0.02, yearly("growth")), 0.98 ** 12 - 1, { relative: 1e-13 });
  });

  it("keeps the digits of a tiny churn", () => {
    expectClose(convertRate(1e-18, yearly("churn")), 12e-18, { relative: 1e-14 });
  });

  it("counts a month as a twelfth of 365.25 days, a year as 52 weeks on request, and days as stated", () => {
    expectClose(convertRate(0.3, { kind: "hazard", from: "week", to: "year" }), (0.3 * 365.25) / 7, {
      relative: 1e-15,
    });
    expect(convertRate(0.3, { kind: "hazard", from: "week", to: "year", weeksPerYear: 52 })).toBe(0.3 * 52);
    expectClose(
      convertRate(0.05, { kind: "churn", from: { days: 28 }, to: { days: 31 } }),
      1 - 0.95 ** (31 / 28),
      { relative: 1e-14 },
    );
  });

  it("is the identity there and back, between any two units", () => {
    const unit = fc.constantFrom(...timeUnits);
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        unit,
        unit,
        fc.double({ min: 1e-4, max: 0.2, noNaN: true }),
        (kind, from, to, rate) => {
          // Kept where the way there is not rounded away: e^(-h) must neither underflow nor round to 1.
          const small = kind === "hazard" ? rate : rate * 1e-3;
          const start = kind === "retention" ? 1 - small : small;
          const there = convertRate(start, { kind, from, to });
          fc.pre(kind === "hazard" || Math.abs(Math.log1p(kind === "churn" ? -there : there)) < 8);
          fc.pre(kind !== "retention" || (there > 1e-6 && there < 1 - 1e-6));
          const back = convertRate(there, { kind, from: to, to: from });
          expectClose(back, start, { relative: kind === "retention" ? 1e-12 : 1e-11 });
        },
      ),
    );
  });

  it("is the identity from month to year and back at every rate", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.double({ min: 1e-12, max: 0.9, noNaN: true }),
        (kind, rate) => {
          const back = convertRate(convertRate(rate, yearly(kind)), monthly(kind));
          // A yearly churn near 1 holds the months in what little it leaves: 1e-12 of the customers at 90% a month.
          const absolute = kind === "churn" ? 1e-15 / (1 - rate) ** 12 : 0;
          expectClose(back, rate, { relative: 1e-13, absolute });
        },
      ),
    );
  });

  it("agrees between kinds, and leaves certain churn and the same period alone", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (churn) => {
        expectClose(convertRate(churn, yearly("churn")) + convertRate(1 - churn, yearly("retention")), 1, {
          absolute: 1e-14,
        });
        for (const kind of kinds) expect(convertRate(churn, { kind, from: "week", to: "week" })).toBe(churn);
      }),
    );
    expect(convertRate(1, yearly("churn"))).toBe(1);
    expect(convertRate(0, yearly("retention"))).toBe(0);
    expect(convertRate(0, yearly("churn"))).toBe(0);
  });

  it("names what is wrong when it refuses", () => {
    const churn = yearly("churn");
    expectRefusal(
      () => convertRate(0.05, undefined as never),
      "convertRate: conversion must be an object, received undefined",
    );
    expectRefusal(
      () => convertRate(0.05, { from: "month", to: "year" } as never),
      'convertRate: kind must be one of "churn", "retention", "growth", "discount", "hazard", received undefined',
    );
    expectRefusal(
      () => convertRate(5, churn),
      "convertRate: rate must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 5",
    );
    for (const rate of [-0.1, Number.NaN])
      expectRefusal(
        () => convertRate(rate, churn),
        `convertRate: rate must be a fraction from 0 to 1, received ${rate}`,
      );
    expectRefusal(
      () => convertRate(-1, yearly("discount")),
      "convertRate: rate must be above -1, received -1",
    );
    expectRefusal(
      () => convertRate(Number.POSITIVE_INFINITY, yearly("growth")),
      "convertRate: rate must be a finite number, received Infinity",
    );
    expectRefusal(
      () => convertRate(1e100, yearly("growth")),
      "convertRate: rate must be small enough to convert to a finite rate, received 1e+100",
    );
    expectRefusal(
      () => convertRate(-2, yearly("hazard")),
      "convertRate: rate must be a finite number of 0 or more, received -2",
    );
    expectRefusal(
      () => convertRate(0.1, { ...churn, to: "fortnight" as never }),
      'convertRate: to must be one of "hour", "day", "week", "month", "quarter", "year", received "fortnight"',
    );
    expectRefusal(
      () => convertRate(0.1, { ...churn, from: { days: 0 } }),
      "convertRate: from.days must be a finite number above 0, received 0",
    );
    expectRefusal(
      () => convertRate(0.1, { ...churn, weeksPerYear: 53 as never }),
      "convertRate: weeksPerYear must be 52 or left out, received 53",
    );
  });
});

describe("churnFromHazard and hazardFromChurn", () => {
  it("undo each other and give the probability of 27 losses in 3650 customer-days over 30 days", () => {
    // Source: 1 - exp(-27/3650 × 30), R 4.2.2.
    expectClose(churnFromHazard(27 / 3650, 30), 0.199018804299897, { relative: 1e-14 });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.99, noNaN: true }), (churn) => {
        expectClose(churnFromHazard(hazardFromChurn(churn)), churn, { relative: 1e-14 });
      }),
    );
    expect(churnFromHazard(0)).toBe(0);
    expect(hazardFromChurn(0)).toBe(0);
    expect(churnFromHazard(1e6)).toBe(1);
  });

  it("refuse what is no hazard and no churn below 1", () => {
    expectRefusal(
      () => churnFromHazard(-0.1),
      "churnFromHazard: hazard must be a finite number of 0 or more, received -0.1",
    );
    expectRefusal(
      () => churnFromHazard(0.1, Number.NaN),
      "churnFromHazard: time must be a finite number of 0 or more, received NaN",
    );
    expectRefusal(
      () => hazardFromChurn(5),
      "hazardFromChurn: churn must be a fraction from 0 to below 1 (not a percentage: 0.05 means 5%), received 5",
    );
    expectRefusal(
      () => hazardFromChurn(1),
      "hazardFromChurn: churn must be a fraction from 0 to below 1, received 1",
    );
  });
});
