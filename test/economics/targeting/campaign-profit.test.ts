import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { saveOfferBreakEven } from "../../../src/economics/targeting/break-even.js";
import { type Campaign, campaignProfit } from "../../../src/economics/targeting/campaign-profit.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

const campaign: Campaign = {
  customers: 100_000,
  targetedShare: 0.1,
  churnRate: 0.05,
  lift: 3,
  acceptance: 0.3,
  customerValue: 500,
  incentive: 50,
  contactCost: 0.5,
};

describe("campaignProfit", () => {
  it("adds up as equation 2 of Neslin et al. (2006) does", () => {
    // Source: the equation evaluated by hand; slope N α β₀ [γ V + δ (1 - γ)].
    const result = campaignProfit(campaign);
    expectClose(result.profit, -227_500, { relative: 1e-12 });
    expectClose(result.profitPerLift, 92_500, { relative: 1e-12 });
    expect(result).toMatchObject({ targeted: 10_000 });
    expectClose(result.leaversTargeted, 1500, { relative: 1e-14 });
    expectClose(result.saved, 450, { relative: 1e-14 });
    expectPlainData(result);
  });

  it("breaks even at the lift it says", () => {
    // Source: 19,000 and 3.2835820895522385, computed in Python from the same equation.
    const small: Campaign = {
      ...campaign,
      lift: 4,
      customerValue: 200,
      incentive: 10,
      contactCost: 1,
      fixedCost: 5000,
    };
    const result = campaignProfit(small);
    expectClose(result.profit, 19_000, { relative: 1e-12 });
    expectClose(result.breakEvenLiftBeforeFixedCost!, 3.2835820895522385, { relative: 1e-14 });
    expectClose(campaignProfit({ ...small, lift: result.breakEvenLift! }).profit, 0, { absolute: 1e-9 });
  });

  it("with everyone targeted is a save offer to everyone", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 1, noNaN: true }), (churnRate) => {
        const money = { customerValue: 200, incentive: 10, contactCost: 1 };
        const { acceptance, possible } = saveOfferBreakEven({ ...money, churnProbability: churnRate });
        if (!possible) return;
        const all = { ...campaign, ...money, targetedShare: 1, lift: 1, churnRate, acceptance };
        expectClose(campaignProfit(all).profit, 0, { absolute: 1e-6 });
      }),
    );
  });

  it("has no break-even lift where a saved customer brings nothing", () => {
    expect(campaignProfit({ ...campaign, acceptance: 0, incentive: 0 })).toMatchObject({
      breakEvenLift: null,
      breakEvenLiftBeforeFixedCost: null,
    });
  });

  it("refuses impossible lifts and shares", () => {
    const refuse = (change: object, message: string) =>
      expectRefusal(
        () => campaignProfit({ ...campaign, ...change } as Campaign),
        `campaignProfit: ${message}`,
      );
    refuse(
      { lift: 11 },
      "lift must be at most 10 (1 / churnRate and 1 / targetedShare bound it), received 11",
    );
    refuse({ lift: -1 }, "lift must be a finite number of 0 or more, received -1");
    refuse(
      { acceptance: 30 },
      "acceptance must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 30",
    );
    refuse({ customers: 0 }, "customers must be a whole number of 1 or more, received 0");
    refuse({ incentive: 500 }, "incentive must be below customerValue (500), received 500");
    refuse({ fixedCost: -1 }, "fixedCost must be a finite number of 0 or more, received -1");
    expectRefusal(
      () => campaignProfit(undefined as never),
      "campaignProfit: input must be an object, received undefined",
    );
  });
});
