import { describe, expect, it } from "vitest";
import * as disclosedAcquisition from "../../../src/models/disclosures/disclosed-acquisition.js";
import * as disclosedRevenue from "../../../src/models/disclosures/disclosed-revenue.js";
import reference from "../../reference/made-company.json" with { type: "json" };
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../../support.js";
import { companyFromPrintedProcess, slowedAcquisition } from "./made-company.js";

/** Additions alone: nobody lost. */
const won = (added: readonly number[]) => ({ timeUnit: "quarter", added, lost: added.map(() => 0) }) as const;

describe("disclosedAcquisition", () => {
  it("has the peaks of Gupta, Lehmann and Stuart's table 3", () => {
    const peak = (beta: number, gamma: number) => disclosedAcquisition.peak({ alpha: 1, beta, gamma });
    expectPrinted(peak(-3.345, 0.263), "12.72"); // Ameritrade
    expectPrinted(peak(-3.052, 0.149), "20.48"); // Capital One
    expectPrinted(peak(-6.009, 0.317), "18.96"); // eBay
    // Amazon: printed 15.64, from parameters before rounding.
    expectClose(peak(-4.114, 0.265), 15.64, { absolute: 0.12 });
  });

  it("adds up to the curve, with most won around the peak", () => {
    const parameters = { alpha: 4.719, beta: -3.441, gamma: 0.365 };
    let total = disclosedAcquisition.wonBy(parameters, 0);
    for (let period = 1; period <= 60; period++) {
      total += disclosedAcquisition.additions(parameters, period);
      expectClose(total, disclosedAcquisition.wonBy(parameters, period), { relative: 1e-13 });
    }
    expectClose(disclosedAcquisition.wonBy(parameters, disclosedAcquisition.peak(parameters)), 4.719 / 2, {
      relative: 1e-14,
    });
  });

  it("fits the additions of a company made from the printed process as scipy does", () => {
    const { added } = companyFromPrintedProcess();
    expectClose(
      added.reduce((sum, won) => sum + won, 0),
      reference.totals.added,
      { absolute: 1e-9 },
    );
    const fit = disclosedAcquisition.fit({ ...won(added), seasons: 4, firstSeason: 2 });
    for (const [name, value] of Object.entries(reference.acquisition)) {
      expectClose(fit.parameters[name as "alpha"], value, { relative: 1e-6 }, name);
      const error = reference.acquisitionErrors[name as "alpha"];
      expectClose(fit.standardErrors[name as "alpha"]!, error, { relative: 1e-5 }, name);
      // Within two errors of the curve that made them.
      expect(Math.abs(value - slowedAcquisition[name as "alpha"])).toBeLessThan(2 * error);
    }
    const squares = added.reduce(
      (sum, won, i) =>
        sum + (won - disclosedAcquisition.additions(fit.parameters, i + 1, { firstSeason: 2 })) ** 2,
      0,
    );
    expectClose(squares, reference.acquisitionSquares, { relative: 1e-11 });
    expectPlainData(fit);
  });

  it("finds a curve again that made the additions", () => {
    const curve = { alpha: 900, beta: -2.5, gamma: 0.3, season1: 0.2 };
    const added = Array.from({ length: 20 }, (_, i) => disclosedAcquisition.additions(curve, i + 1));
    const fit = disclosedAcquisition.fit({ ...won(added), seasons: 2 });
    for (const [name, value] of Object.entries(curve))
      expectClose(fit.parameters[name as "alpha"], value, { relative: 1e-6 }, name);
  });

  it.each([
    ["grow without a sign of slowing", [20, 24, 29.1, 34.2, 41.1, 50.5], 1],
    ["fall from the start", [50, 38, 31, 26, 22.5, 20, 18], -1],
  ])("becomes exponential where additions %s", (_, added, direction) => {
    const fit = disclosedAcquisition.fit(won(added));
    expect(fit.warnings[0]).toMatchObject({ limitingModel: "exponentialGrowth", lost: ["alpha"] });
    const { firstAdditions, growth } = fit.warnings[0]!.identified;
    expect(Math.sign(growth!.estimate)).toBe(direction);
    // The verbs give that growth.
    for (const period of [1, 4, 9])
      expectClose(
        disclosedAcquisition.additions(fit.parameters, period),
        firstAdditions!.estimate * Math.exp(growth!.estimate * (period - 1)),
        { relative: 1e-6 },
      );
    // With alpha held, the error of the first additions follows from those of beta and gamma.
    const [, [, bb, bg], [, gb, gg]] = fit.covariance as readonly (readonly number[])[] as [
      number[],
      number[],
      number[],
    ];
    const g = growth!.estimate;
    const byGamma = direction * Math.abs(g) * (Math.exp(g) / Math.expm1(g));
    const variance = bb! + direction * byGamma * (bg! + gb!) + byGamma ** 2 * gg!;
    const relative = firstAdditions!.standardError! / firstAdditions!.estimate;
    expectClose(Math.sqrt(variance), relative, { relative: 1e-6 });
  });

  it("refuses what is no curve", () => {
    expectRefusal(
      () => disclosedAcquisition.peak({ alpha: 1, beta: 0, gamma: -1 }),
      "disclosedAcquisition.peak: parameters.gamma must be a finite number above 0, received -1",
    );
    expectRefusal(
      () => disclosedAcquisition.additions({ alpha: 1, beta: 0, gamma: 1 }, 0),
      "disclosedAcquisition.additions: period must be a whole number of 1 or more, received 0",
    );
    expectRefusal(
      () => disclosedAcquisition.fit(won([1, 2, 3])),
      "disclosedAcquisition.fit: the disclosures must be at least 4 amounts for 3 parameters, received 3",
      "INSUFFICIENT_DATA",
    );
  });
});

describe("disclosedRevenue", () => {
  it("follows revenue made of 1% growth and a disturbance as scipy does", () => {
    const revenuePerCustomer = Array.from(
      { length: 24 },
      (_, i) => Math.round(10_000 * 1.01 ** i * (1 + 0.02 * Math.sin(3 * (i + 1) ** 2))) / 100,
    );
    const fit = disclosedRevenue.fit({ timeUnit: "quarter", revenuePerCustomer });
    const { level, growth, squares } = reference.revenueFrom100By1Percent;
    expectClose(fit.parameters.growth, growth, { relative: 1e-9 });
    expectClose(fit.parameters.level, level, { relative: 1e-8 });
    const residual = (amount: number, i: number) =>
      amount - disclosedRevenue.revenuePerCustomer(fit.parameters, i + 1);
    expectClose(
      revenuePerCustomer.reduce((sum, amount, i) => sum + residual(amount, i) ** 2, 0),
      squares,
      { relative: 1e-10 },
    );
    expectPlainData(fit);
  });

  it("finds a trend again, with periods missing", () => {
    const amounts = [100, null, 104.04, 106.1208, null, 110.40808032];
    const fit = disclosedRevenue.fit({ timeUnit: "year", revenuePerCustomer: amounts });
    expectClose(fit.parameters.level, 100, { relative: 1e-9 });
    expectClose(fit.parameters.growth, 1.02, { relative: 1e-9 });
  });

  it("refuses what is no revenue", () => {
    expectRefusal(
      () => disclosedRevenue.fit({ timeUnit: "year", revenuePerCustomer: [1, 0, 2] }),
      "disclosedRevenue.fit: disclosures.revenuePerCustomer[1] must be a finite number above 0, received 0",
    );
    expectRefusal(
      () => disclosedRevenue.revenuePerCustomer({ level: 1, growth: 1 }, 0),
      "disclosedRevenue.revenuePerCustomer: period must be a whole number of 1 or more, received 0",
    );
  });
});
