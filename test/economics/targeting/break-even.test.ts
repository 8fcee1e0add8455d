import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { returnOnMarketing } from "../../../src/economics/spending/return-on-marketing.js";
import {
  acquisitionCostRatio,
  blanketProgrammeBreakEven,
  retentionSpendBreakEven,
  type SaveOffer,
  saveOfferBreakEven,
} from "../../../src/economics/targeting/break-even.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../../support.js";

const fraction = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe("acquisitionCostRatio", () => {
  it.each([
    [24, 5],
    [20, 6],
    [120 / 7, 7],
    [15, 8],
  ])("120 to win against %f to keep is %f to one", (keep, ratio) => {
    // Source: arithmetic of the seven-line company (24,000 / 200 against spend on 800 customers kept).
    const result = acquisitionCostRatio({
      acquisitionSpend: 24_000,
      newCustomers: 200,
      retentionSpend: keep * 800,
      customers: 800,
      per: "customerKept",
    });
    expectClose(result.ratio, ratio, { relative: 1e-14 });
    expectPlainData(result);
  });

  it("demands the customers it is per", () => {
    const input = { acquisitionSpend: 1, newCustomers: 1, retentionSpend: 1, customers: 1 };
    expectRefusal(
      () => acquisitionCostRatio(input as never),
      'acquisitionCostRatio: per must be one of "customerServed", "customerKept", "customerSaved", received undefined',
    );
    expectRefusal(
      () => acquisitionCostRatio({ ...input, customers: 0, per: "customerKept" }),
      "acquisitionCostRatio: customers must be a whole number of 1 or more, received 0",
    );
    expectRefusal(
      () => acquisitionCostRatio({ ...input, retentionSpend: 0, per: "customerKept" }),
      "acquisitionCostRatio: retentionSpend must be a finite number above 0, received 0",
    );
    expectRefusal(
      () => acquisitionCostRatio(1 as never),
      "acquisitionCostRatio: input must be an object, received 1",
    );
  });
});

describe("retentionSpendBreakEven", () => {
  it.each([
    // Source: R* / m = 1 - (1 + d - r1) / (1 + d - r0), evaluated in Python.
    [0.7, 0.75, 0.1, "0.125"],
    [0.7, 0.75, 0, "0.167"],
    [0.8, 0.85, 0.1, "0.167"],
    [0.8, 0.85, 0, "0.25"],
    [0.85, 0.9, 0.1, "0.20"],
    [0.85, 0.9, 0, "0.33"],
    [0.9, 0.95, 0.1, "0.25"],
    [0.9, 0.95, 0, "0.50"],
  ])("from %f to %f at %f allows %s of the margin", (retention, improvedRetention, discountRate, printed) => {
    const result = retentionSpendBreakEven({ margin: 80, retention, improvedRetention, discountRate });
    expectPrinted(result.shareOfMargin, printed);
    expectClose(result.spend, 80 * result.shareOfMargin, { relative: 1e-15 });
    expectPlainData(result);
  });

  it("leaves the value of a customer as it was", () => {
    fc.assert(
      fc.property(fraction(0, 0.99), fraction(0, 0.99), fraction(0.001, 0.5), (r0, r1, d) => {
        const { spend } = retentionSpendBreakEven({
          margin: 50,
          retention: r0,
          improvedRetention: r1,
          discountRate: d,
        });
        expectClose(((50 - spend) * (1 + d)) / (1 + d - r1), (50 * (1 + d)) / (1 + d - r0), {
          relative: 1e-9,
        });
      }),
    );
  });

  it("refuses a value that diverges, and percentages", () => {
    const input = { margin: 1, retention: 0.8, improvedRetention: 0.9, discountRate: 0 };
    expectRefusal(
      () => retentionSpendBreakEven({ ...input, improvedRetention: 1 }),
      "retentionSpendBreakEven: improvedRetention must be a fraction from 0 to below 1, received 1",
    );
    expectRefusal(
      () => retentionSpendBreakEven({ ...input, retention: 80 }),
      "retentionSpendBreakEven: retention must be a fraction from 0 to below 1 (not a percentage: 0.05 means 5%), received 80",
    );
    expectRefusal(
      () => retentionSpendBreakEven({ ...input, margin: 0 }),
      "retentionSpendBreakEven: margin must be a finite number above 0, received 0",
    );
  });
});

describe("blanketProgrammeBreakEven", () => {
  it.each([
    // Source: s = 1 / (k churn) for a programme that costs a kth of the value of a save.
    [5, 0.2, 1],
    [5, 0.3, 2 / 3],
    [5, 0.5, 0.4],
    [5, 0.05, 4],
    [6, 0.1, 1 / 0.6],
    [7, 0.4, 1 / 2.8],
    [8, 0.125, 1],
  ])("at %f to one and churn %f it must save %f of the leavers", (times, churnRate, share) => {
    const result = blanketProgrammeBreakEven({ costPerCustomer: 120 / times, valuePerSave: 120, churnRate });
    expectClose(result.savedShare, share, { relative: 1e-14 });
    expectClose(result.lowestChurnRate, 1 / times, { relative: 1e-14 });
    expect(result.possible).toBe(share <= 1);
    expectPlainData(result);
  });

  it("refuses what cannot be", () => {
    const programme = { costPerCustomer: 24, valuePerSave: 120, churnRate: 0.2 };
    expectRefusal(
      () => blanketProgrammeBreakEven({ ...programme, churnRate: 0 }),
      "blanketProgrammeBreakEven: churnRate must be a fraction above 0 and at most 1, received 0",
    );
    expectRefusal(
      () => blanketProgrammeBreakEven({ ...programme, valuePerSave: Number.NaN }),
      "blanketProgrammeBreakEven: valuePerSave must be a finite number above 0, received NaN",
    );
  });
});

describe("saveOfferBreakEven", () => {
  it.each([
    // Source: γ* = (f + (1 - p) δ) / (p (V - δ)), evaluated in Python.
    [0.05, 200, 10, 1, 1.105263157894737],
    [0.05, 500, 50, 2, 2.2],
    [0.1, 200, 10, 1, 0.5263157894736842],
    [0.1, 500, 50, 2, 1.0444444444444445],
    [0.2, 200, 10, 1, 0.23684210526315788],
    [0.2, 500, 50, 2, 0.4666666666666667],
    [0.4, 200, 10, 1, 0.09210526315789473],
    [0.4, 500, 50, 2, 0.17777777777777778],
  ])("p %f, value %f, incentive %f, contact %f: %f", (p, customerValue, incentive, contactCost, expected) => {
    const result = saveOfferBreakEven({ churnProbability: p, customerValue, incentive, contactCost });
    expectClose(result.acceptance, expected, { relative: 1e-13 });
    expect(result.possible).toBe(expected <= 1);
    expectPlainData(result);
  });

  it("refuses an incentive worth more than the customer, and missing money", () => {
    const offer: SaveOffer = { churnProbability: 0.1, customerValue: 200, incentive: 10, contactCost: 1 };
    expectRefusal(
      () => saveOfferBreakEven({ ...offer, incentive: 200 }),
      "saveOfferBreakEven: incentive must be below customerValue (200), received 200",
    );
    expectRefusal(
      () => saveOfferBreakEven({ ...offer, contactCost: undefined } as never),
      "saveOfferBreakEven: contactCost must be a finite number of 0 or more, received undefined",
    );
    expectRefusal(
      () => saveOfferBreakEven({ ...offer, churnProbability: 10 }),
      "saveOfferBreakEven: churnProbability must be a fraction above 0 and at most 1 (not a percentage: 0.05 means 5%), received 10",
    );
  });
});

describe("returnOnMarketing", () => {
  it("gives the return of the airline of Rust, Lemon & Zeithaml (2004)", () => {
    // Source: 70 million invested, customer equity up by 101.3 million, 44.7%.
    const result = returnOnMarketing({ customerEquityGain: 101.3, cost: 70 });
    expectPrinted(100 * result.returnOnCost, "44.7");
    expectClose(result.profit, 31.3, { relative: 1e-13 });
    expectPlainData(result);
  });

  it("refuses a cost of 0", () => {
    expectRefusal(
      () => returnOnMarketing({ customerEquityGain: 1, cost: 0 }),
      "returnOnMarketing: cost must be a finite number above 0, received 0",
    );
    expectRefusal(
      () => returnOnMarketing({ cost: 1 } as never),
      "returnOnMarketing: customerEquityGain must be a finite number, received undefined",
    );
  });
});
