import { describe, expect, it } from "vitest";
import { articlesTogether, articlesTogetherCheck } from "../../examples/articles/articles-together.js";
import type { WorkedClaim } from "../../examples/articles/claim-table.js";
import {
  loyaltyAsLiability,
  loyaltyAsLiabilityClaims,
} from "../../examples/articles/loyalty-as-liability.js";
import { multiplyByFive, multiplyByFiveClaims } from "../../examples/articles/multiply-by-five.js";
import { reasonNumberOne, reasonNumberOneClaims } from "../../examples/articles/reason-number-one.js";
import {
  retentionAsPriority,
  retentionAsPriorityClaims,
} from "../../examples/articles/retention-as-priority.js";
import {
  satisfactionToLoyalty,
  satisfactionToLoyaltyClaims,
} from "../../examples/articles/satisfaction-to-loyalty.js";
import { sevenLineCompany } from "../../examples/seven-line-company.js";

/** The number that an article's example gives for the claim that begins with these words. */
function ourNumber(claims: readonly WorkedClaim[], beginning: string): string {
  const found = claims.find(({ claim }) => claim.startsWith(beginning));
  if (found === undefined) throw new Error(`no claim begins with ${beginning}`);
  return found.ourNumber;
}

describe("the examples on the five articles", () => {
  it("Serbian: survey shares, loop, recovery, criteria", () => {
    const claims = retentionAsPriorityClaims();
    expect(ourNumber(claims, "64%")).toBe(
      "1.02 times a person and year; 1.9% of weekly contacts; 1.78 times if persons differ much. Of 1,000 asked: 61.0% to 66.9%",
    );
    expect(ourNumber(claims, "67%")).toContain("64.0% to 69.8%");
    expect(ourNumber(claims, "(the two")).toContain("either 67% to 100%, both 31% to 64%; 88%");
    expect(ourNumber(claims, "Win, keep")).toContain("from 5 to 10 times a year's intake) and adds 50%");
    expect(ourNumber(claims, "The manager")).toContain(
      "from 55 to 60%, 4 visits: +80% on its cost of 8, -42% on its price",
    );
    expect(ourNumber(claims, "High spenders")).toContain("11.4% of customers lost, 18.2% of revenue");
    expect(ourNumber(claims, "Few brands")).toContain("with 80% a year is worth 3.7 yearly margins");
    expect(ourNumber(claims, "The package")).toContain("half silent, half in vain: 14% stay");
    expect(ourNumber(claims, "Not consistent")).toContain("77.4%; to keep 80% each must be met 95.6%");
  });

  it("Estonian: shocks and complaints", () => {
    const claims = loyaltyAsLiabilityClaims();
    const netflix = ourNumber(claims, "Fidelity");
    expect(netflix).toContain(
      "0.80 million missing, the hazard up 27% over the quarter, 50 to 62 million dollars",
    );
    expect(netflix).toContain(
      "2.60 million missing, the hazard up 93% over the quarter, 162 to 200 million dollars",
    );
    expect(ourNumber(claims, "Ownership")).toContain("118,500; the other 281,500 of 400,000");
    expect(ourNumber(claims, "(how many")).toContain("8 to 40 million");
    // economics: five parts of Reichheld's profile, +40.3% (research figures 32.8, 30.8, 15.4, 12.8, 8.1).
    expect(ourNumber(claims, "Loyalty brings")).toContain(
      "+40% there: 31% of it from more sales, 13% from word of mouth, 8% from higher prices, 15% from lower costs, 33%",
    );
    expect(ourNumber(claims, "Consistency")).toContain(
      "25% leaves 80% of the lifetime, up by 100% leaves 50%",
    );
  });

  it("Ukrainian: the fives", () => {
    const claims = multiplyByFiveClaims();
    expect(ourNumber(claims, "Customers change")).toContain("falls to 3.65%, not to 3.33%");
    expect(ourNumber(claims, "A new customer")).toContain("ratio of 5.0 on average and 1.0 at the margin");
    expect(ourNumber(claims, "(so a programme")).toContain(
      "100% of the leavers at 20% churn, 67% at 30%, 40% at 50%",
    );
    expect(ourNumber(claims, "The dissatisfied")).toContain("churn 20%, 50% of it due to dissatisfaction");
    expect(ourNumber(claims, "Retention up")).toBe(
      "exactly true from 75% (5 points) or 80% (5% of the rate). Where the base cannot grow: +5.0%; in the first year: +4.0%",
    );
    expect(ourNumber(claims, "Seven lines")).toBe(
      "43,200 if the lost are replaced, 107,200 if they are not; a save is worth 440",
    );
    expect(ourNumber(claims, "One rude")).toContain("54.5 customers lost (5.45%)");
    expect(ourNumber(claims, "Ask those")).toContain("came back (17%)");
    // 5% / (1 - 0.5 · 0.4), and half of it: the total of the loop.
    expect(ourNumber(claims, "If nothing")).toContain("6.25% of customers and 3.1% of employees in all");
  });

  it("Russian: one purchase at a time", () => {
    const claims = satisfactionToLoyaltyClaims();
    expect(ourNumber(claims, "(never")).toContain(
      "4 purchases, worth 3.0 margins; 90%: 7 purchases, worth 4.0",
    );
    expect(ourNumber(claims, "Loyalty programmes")).toContain("16.7% of the margin each year, 25.0% without");
    expect(ourNumber(claims, "40%")).toContain(
      "2.5 purchases on average, half make no more than 2; 13% make five, 1% ten; worth 2.20",
    );
    expect(ourNumber(claims, "(the same")).toBe(
      "mildly different: 3.0 purchases, worth 2.43 margins; more: 4.0 purchases, worth 2.68 margins; very: no finite mean of purchases, worth 4.22 margins",
    );
    expect(ourNumber(claims, "A new")).toContain(
      "6.0 (at the margin 1.0), 7.0 (at the margin 1.0) and 8.0 (at the margin 1.0)",
    );
    expect(ourNumber(claims, "Loyalty is")).toContain(
      "0.9816 at each of 12 purchases and 0.9957 at each of 52",
    );
  });

  it("Georgian: overlapping causes and multiples", () => {
    const claims = reasonNumberOneClaims();
    expect(ourNumber(claims, "60%")).toContain(
      "130%: 30% to 60% name both, 70% to 100% either (42% and 88% if independent)",
    );
    expect(ourNumber(claims, "(so repair")).toContain(
      "0% to 30% of the leavers, repairing service 10% to 40%",
    );
    expect(ourNumber(claims, "(who is")).toContain(
      "45% and 55% with the least overlap, 39% and 49% if independent, 30% and 40%",
    );
    expect(ourNumber(claims, "80%")).toContain("1.00 times if 80%, 4.75 times if 95%");
    expect(ourNumber(claims, "Those who find")).toContain(
      "as odds 95.9%, as lifetimes 97%, as survivors after 17 years",
    );
    expect(ourNumber(claims, "(or 15")).toContain("at most 6.7%");
    expect(ourNumber(claims, "Price")).toContain("price is 14% and 16% something else");
  });

  it("together: 40% and five times contradict each other", () => {
    expect(articlesTogetherCheck().conflicts.map(({ claims }) => claims)).toEqual([[1, 2]]);
    const text = articlesTogether().join("\n");
    expect(text).toContain("0.952");
    expect(text).toContain("0.000 to 0.909");
    expect(text).toContain("0.000 to 2.500");
  });

  it("the seven-line company fits every five", () => {
    const text = sevenLineCompany().join("\n");
    for (const line of [
      /Acquiring against keeping +120 to 24 +5\.0/,
      /Leaving over service against price +100 to 20, 80 others +5\.0/,
      /against the others +50% to 10%, churn 20% +5\.0/,
      /stays +1 \/ 20% +5\.0/,
      /retention +80% to 84% +\+25\.0%/,
    ])
      expect(text).toMatch(line);
  });

  it("prints lines no wider than 80 characters, with all of a claim and the slips", () => {
    for (const example of [
      retentionAsPriority,
      loyaltyAsLiability,
      multiplyByFive,
      satisfactionToLoyalty,
      reasonNumberOne,
    ]) {
      const lines = example();
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
      for (const part of ["  Our number   ", "  Assumes      ", "  False when   "])
        expect(lines.filter((line) => line.startsWith(part)).length).toBeGreaterThan(3);
      expect(lines.filter((line) => line.startsWith("- ")).length).toBeGreaterThan(1);
    }
  });
});
