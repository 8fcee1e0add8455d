/** The five articles on customer loyalty, a page each: what it claims, what the library computes, and when it is false. */
import {
  churnShock,
  frechetBounds,
  geometric,
  points,
  retentionLift,
  shiftedBetaGeometric,
} from "retention-economics";
import type { WorkedClaim } from "../articles/claim-table.js";
import { loyaltyAsLiabilityClaims } from "../articles/loyalty-as-liability.js";
import { multiplyByFiveClaims } from "../articles/multiply-by-five.js";
import { reasonNumberOneClaims } from "../articles/reason-number-one.js";
import { retentionAsPriorityClaims } from "../articles/retention-as-priority.js";
import { satisfactionToLoyaltyClaims } from "../articles/satisfaction-to-loyalty.js";
import { type Bar, gain, number, percent } from "../print.js";
import type { Topic } from "./topic.js";

/** The claims that stand in the text of an article, those in brackets being readings of the one before. */
function claimsTable(claims: readonly WorkedClaim[], least: readonly string[]): Topic["table"] {
  const rows = least.map((beginning) => {
    const found = claims.find(({ claim }) => claim.startsWith(beginning));
    if (found === undefined) throw new Error(`no claim begins with ${beginning}`);
    return [found.claim, found.ourNumber, found.falseWhen];
  });
  return { headers: ["The claim", "What follows", "False when"], rows };
}

const shareBar = (label: string, value: number): Bar => ({ label, value, text: percent(value, 0) });

/** "Do you keep the customer as a priority?" (Serbian). */
export function article1(): Topic {
  const { all, any } = frechetBounds([0.64, 0.67]);
  return {
    question: "Article 1 (Serbian): do two thirds of customers leave over bad service?",
    answer: `No. 64% walked out of a shop and 67% hung up at least once in twelve months. These are incidents, not customers lost. Between ${percent(any.lower, 0)} and ${percent(any.upper, 0)} did one or the other.`,
    table: claimsTable(retentionAsPriorityClaims(), ["64%", "Win, keep", "High spenders"]),
    chart: {
      title: "Share who did so at least once in twelve months:",
      full: 1,
      bars: [
        shareBar("walked out", 0.64),
        shareBar("hung up", 0.67),
        shareBar("both, if independent", all.independent),
        shareBar("either, if independent", any.independent),
      ],
    },
    caveat:
      "The article leaves out the twelve months, and without them the shares mean nothing (Consumer Reports, June 2011, about 1,000 people).",
    code: [
      'import { frechetBounds } from "retention-economics";',
      "const { any } = frechetBounds([0.64, 0.67]);",
      `any.independent; // ≈ ${number(any.independent, 4)}`,
    ],
  };
}

/** "Why customer loyalty is bad for business" (Estonian). */
export function article2(): Topic {
  const lifetime = (hazardRise: number) =>
    churnShock({ churnRate: 0.045, shape: { kind: "step" }, hazardRise }).lifetimeRatio ?? 0;
  return {
    question: "Article 2 (Estonian): is a loyal customer a liability?",
    answer: `Only in the sense that there is more to lose. If broken trust doubles churn for good, every customer keeps ${percent(lifetime(1), 0)} of the expected lifetime, and a loyal one's lifetime is longer.`,
    table: claimsTable(loyaltyAsLiabilityClaims(), ["Fidelity", "Consistency", "Loyal customers are"]),
    chart: {
      title: "Lifetime left when churn of 4.5% a month rises for good by",
      full: 1,
      bars: [0.1, 0.25, 0.5, 1, 2].map((rise) => shareBar(percent(rise, 0), lifetime(rise))),
    },
    caveat:
      "Netflix itself blamed the losses of 2011 on the price, and 800,000 is a net count. New Coke (1985) lost no customers: sales rose when the old recipe came back.",
    code: [
      'import { churnShock } from "retention-economics";',
      'const rise = { churnRate: 0.045, shape: { kind: "step" }, hazardRise: 1 };',
      `churnShock(rise).lifetimeRatio; // ≈ ${Number(lifetime(1).toPrecision(4))}`,
    ],
  };
}

/** "Do not expect miracles from advertising, multiply by five" (Ukrainian). */
export function article3(): Topic {
  const lift = (retention: number) => retentionLift({ retention, change: points(0.05) }).gain ?? 0;
  return {
    question: "Article 3 (Ukrainian): retention up 5%, profit up 25%?",
    answer:
      "Exactly true where a firm that keeps 75% of its customers a year comes to keep 80%: in the contribution of a base that can grow, once it has settled. Elsewhere it is more or less.",
    table: claimsTable(multiplyByFiveClaims(), [
      "Customers change",
      "A new customer",
      "Retention up",
      "Seven lines",
    ]),
    chart: {
      title: "Gain in settled contribution from five points more, by the share kept now:",
      bars: [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9].map((keep) => ({
        label: percent(keep, 0),
        value: lift(keep),
        text: gain(lift(keep)),
      })),
    },
    caveat:
      "In the first year the gain is 5%. In a full market only the cost of replacements is saved. The claim goes back to a computed example of 1990, not to a measurement.",
    code: [
      'import { points, retentionLift } from "retention-economics";',
      "const lift = retentionLift({ retention: 0.75, change: points(0.05) });",
      "lift.gain; // ≈ 0.25",
    ],
  };
}

/** "From satisfaction to loyalty" (Russian). */
export function article4(): Topic {
  const alike = geometric.expectedLifetime({ theta: 0.4 }) ?? 0;
  const spread = (k: number) => shiftedBetaGeometric.expectedLifetime({ alpha: 0.4 * k, beta: 0.6 * k }) ?? 0;
  return {
    question: "Article 4 (Russian): what if 40% of satisfied customers never return?",
    answer: `If 40% leave after every purchase, a customer makes ${number(alike, 1)} on average. If the 40% holds only for the first purchase, because customers differ, it is more.`,
    table: claimsTable(satisfactionToLoyaltyClaims(), [
      "40% of quite",
      "A new customer",
      "Loyalty is an exam",
    ]),
    chart: {
      title: "Purchases of a customer, on average, when 40% leave after the first:",
      bars: [
        { label: "all alike", value: alike, text: number(alike, 1) },
        { label: "mildly different", value: spread(10), text: number(spread(10), 1) },
        { label: "different", value: spread(5), text: number(spread(5), 1) },
        { label: "very different", value: spread(3.5), text: number(spread(3.5), 1) },
      ],
    },
    caveat:
      'The 40% stands in no source that could be found with what is counted and over which time; 40% is two of five, not "almost every second".',
    code: [
      'import { shiftedBetaGeometric } from "retention-economics";',
      "const differing = { alpha: 2, beta: 3 };",
      `shiftedBetaGeometric.expectedLifetime(differing); // ≈ ${Number(spread(5).toPrecision(4))}`,
    ],
  };
}

/** "No. 1 reason why customers stay or leave" (Georgian). */
export function article5(): Topic {
  const { all, any } = frechetBounds([0.6, 0.7]);
  return {
    question: "Article 5 (Georgian): what is the first reason why customers leave?",
    answer: `60% and 70% sum to 130%, so they cannot tell. Between ${percent(all.lower, 0)} and ${percent(all.upper, 0)} of the leavers name both reasons, and by these numbers the second is the more frequent.`,
    table: claimsTable(reasonNumberOneClaims(), ["60% of all", "80% of those", "Those who find"]),
    chart: {
      title: "Leavers who name both reasons, and either:",
      full: 1,
      bars: [
        shareBar("both, at least", all.lower),
        shareBar("both, if independent", all.independent),
        shareBar("both, at most", all.upper),
        shareBar("either, if independent", any.independent),
      ],
    },
    caveat: "The figures are attributed to the Peppers & Rogers Group; no study with a definition was found.",
    code: [
      'import { frechetBounds } from "retention-economics";',
      "const { all } = frechetBounds([0.6, 0.7]);",
      `all.independent; // ≈ ${number(all.independent, 4)}`,
    ],
  };
}
