/** "Do you keep the customer as a priority?" (Serbian): survey shares, the referral loop, the comped meal, five criteria. */
import {
  churnRateInterval,
  complaintFunnel,
  conjunctiveCriteria,
  frechetBounds,
  incidenceRate,
  lifetimeValue,
  referralLoop,
  segmentChurn,
  serviceRecovery,
  valueWithReferrals,
} from "retention-economics";
import { gain, number, percent, printWhenRun } from "../print.js";
import { articleLines, type WorkedClaim } from "./claim-table.js";

function walkedOut(share: number): string {
  const { meanEvents } = incidenceRate({ share });
  const weekly = incidenceRate({ share, occasions: 52 }).perOccasion;
  const unequal = incidenceRate({ share, shape: 1 }).meanEvents;
  const { lower, upper } = churnRateInterval({ atStart: 1000, lost: 1000 * share });
  return `${number(meanEvents, 2)} times a person and year; ${percent(weekly)} of weekly contacts; ${number(unequal, 2)} times if persons differ much. Of 1,000 asked: ${percent(lower)} to ${percent(upper)}`;
}

function either(): string {
  const { any, all } = frechetBounds([0.64, 0.67]);
  return `either ${percent(any.lower, 0)} to ${percent(any.upper, 0)}, both ${percent(all.lower, 0)} to ${percent(all.upper, 0)}; ${percent(any.independent, 0)} did either if the two are independent`;
}

function ecosystem(): string {
  const alone = referralLoop({ retention: 0.8, referrals: 0, acquisition: 1 });
  const loop = referralLoop({ retention: 0.8, referrals: 0.1, acquisition: 1 });
  const worth = valueWithReferrals({ margin: 1, retention: 0.8, referrals: 0.1, discountRate: 0.1 });
  return `with 80% kept, one referral a year by every tenth customer doubles the base (from ${number(alone.steadyTotal)} to ${number(loop.steadyTotal)} times a year's intake) and adds ${percent(worth.gain, 0)} to a customer's value; the loop lives by itself from ${number(loop.criticalReferrals, 1)} referrals on`;
}

function meal(retention: number, recoveredRetention: number, visitsPerPeriod: number): string {
  const recovery = serviceRecovery({
    marginPerVisit: 18,
    visitsPerPeriod,
    retention,
    recoveredRetention,
    compensationCost: 8,
    compensationPrice: 25,
    discountRate: 0.1,
  });
  return `${gain(recovery.onCost.returnOnCost, 0)} on its cost of 8, ${gain(recovery.onPrice.returnOnCost, 0)} on its price of 25`;
}

function highSpenders(): string {
  const { customerChurn, revenueChurn } = segmentChurn([
    { customers: 0.2, revenue: 0.6, churnRate: 0.25 },
    { customers: 0.8, revenue: 0.4, churnRate: 0.08 },
  ]);
  return `a fifth of customers with 60% of revenue leaving at 25%, the rest at 8%: ${percent(customerChurn)} of customers lost, ${percent(revenueChurn)} of revenue`;
}

function fiveCriteria(): string {
  const five = conjunctiveCriteria({ met: [0.95, 0.95, 0.95, 0.95, 0.95], target: 0.8 });
  return `each met 95 times in 100: all five for ${percent(five.conjunctive)}; to keep 80% each must be met ${percent(five.neededEach)} of the time`;
}

function indispensable(): string {
  const worth = (retention: number) =>
    number(lifetimeValue({ margin: 1, retention, discountRate: 0.1 }).value, 1);
  return `a customer kept with 80% a year is worth ${worth(0.8)} yearly margins, with 90% ${worth(0.9)}, with 95% ${worth(0.95)}`;
}

function complaint(): string {
  const stay = (silent: number, quick: number) =>
    complaintFunnel([
      { outcome: "silent", share: silent, loyalty: 0.09 },
      { outcome: "complained in vain", share: 1 - silent - quick, loyalty: 0.19 },
      { outcome: "satisfied quickly", share: quick, loyalty: 0.82 },
    ]).loyalty;
  return `of those with a costly problem 9% stay if they keep silent, 19% if they complain in vain, 82% if helped quickly; half silent, half in vain: ${percent(stay(0.5, 0), 0)} stay; half silent, half helped: ${percent(stay(0.5, 0.5), 0)}`;
}

/** The claims of the article, worked out. */
export function retentionAsPriorityClaims(): WorkedClaim[] {
  return [
    {
      claim: "64% of consumers walked out of shops because of poor service",
      ourNumber: walkedOut(0.64),
      assumes: "at least once in twelve months; persons alike unless said otherwise",
      falseWhen: "read as a rate of defection: an incident is not a lost customer",
    },
    {
      claim: "67% hung up the telephone",
      ourNumber: walkedOut(0.67),
      assumes: "the same; calls to any company",
      falseWhen:
        "read as more than 64% of other people: one sample answered both, and how far apart the two are depends on the overlap (31 to 64%: z from 1.1 to above 4)",
    },
    {
      claim: "(the two shares together)",
      ourNumber: either(),
      assumes: "nothing: these are bounds",
      falseWhen: "added up to 131%",
    },
    {
      claim: "Win, keep and be referred: the perfect ecosystem, but possible only if retention has priority",
      ourNumber: ecosystem(),
      assumes: "referred customers cost nothing, are like the others, would not have come anyway",
      falseWhen:
        "read as only: retention + referrals of 1 or more feed the loop, so that referrals can stand in for retention",
    },
    {
      claim: "Few brands compete for loyalty; those that do are indispensable",
      ourNumber: indispensable(),
      assumes: "10% discount, the first margin at once; nothing for what it costs to be so",
      falseWhen: "the last points of retention cost more than they bring",
    },
    {
      claim:
        "The package signed for was not the one she was on; her line had to be cut off before she could ask; the agents were clueless, indifferent or rude",
      ourNumber: complaint(),
      assumes: "an old survey (TARP), known at second hand, problems above 100 dollars",
      falseWhen: "there is no other cable company: who cannot leave stays",
    },
    {
      claim: "The manager took the dish off the bill: he will see me again",
      ourNumber: `from 50 to 70% returning, 6 visits a year: ${meal(0.5, 0.7, 6)}; from 55 to 60%, 4 visits: ${meal(0.55, 0.6, 4)}`,
      assumes: "18 margin a visit, 10% discount; the rise in returning is a guess",
      falseWhen: "the table was full, so that the price counts, and the rise is small",
    },
    {
      claim: "High spenders who are not treated like gold leave at once",
      ourNumber: highSpenders(),
      assumes: "the two churn rates are made up; the gap is the point",
      falseWhen: "churn is counted by heads alone",
    },
    {
      claim:
        "Not consistent, responsive, knowledgeable, relevant and pleasant: any failure, and the company vanishes from my world",
      ourNumber: fiveCriteria(),
      assumes: "the five are independent; one failure is enough",
      falseWhen: "strengths make up for weaknesses: then the mean of 95% counts",
    },
  ];
}

/** The lines of the example. */
export function retentionAsPriority(): string[] {
  return articleLines({
    title: "Article 1 (Serbian): do you keep the customer as a priority?",
    article:
      "A consumer's complaint about cable companies and restaurants, with two survey shares and a loop.",
    claims: retentionAsPriorityClaims(),
    slips: [
      "64 and 67%: Consumer Reports, 7 June 2011, almost 1,000 persons asked about the twelve months before. The article leaves out the twelve months, without which the shares mean nothing. Those who hung up had not had their problem dealt with.",
      "The loop is Joseph Jaffe's, Flip the Funnel (2010); the diagram is missing from the text, and so are the names of the Bloomberg list of service companies.",
      "A meta-analysis (de Matos and others, 2007) finds recovered customers more satisfied, but no effect on what they intend to buy again; intentions, not purchases.",
      "The restaurant was understaffed and the main course took 45 minutes: staff for that evening is the cost to set against the dish taken off the bill, and the example leaves it out.",
    ],
  });
}

printWhenRun(import.meta.url, retentionAsPriority);
