/** "From satisfaction to loyalty" (Russian): 40% never return, six to eight times, an exam at each interaction. */
import {
  blanketProgrammeBreakEven,
  geometric,
  lifetimeValue,
  optimalSpending,
  retentionSpendBreakEven,
  shiftedBetaGeometric,
} from "retention-economics";
import { number, percent, printWhenRun } from "../print.js";
import { articleLines, type WorkedClaim } from "./claim-table.js";

function alike(): string {
  const parameters = { theta: 0.4 };
  const value = lifetimeValue({ margin: 1, retention: 0.6, discountRate: 0.1 }).value;
  return `${number(geometric.expectedLifetime(parameters), 1)} purchases on average, half make no more than ${geometric.medianLifetime(parameters)}; ${percent(geometric.survival(parameters, 4), 0)} make five, ${percent(geometric.survival(parameters, 9), 0)} ten; worth ${number(value, 2)} margins`;
}

function different(k: number): string {
  const parameters = { alpha: 0.4 * k, beta: 0.6 * k };
  const purchases = shiftedBetaGeometric.expectedLifetime(parameters);
  const value = lifetimeValue({
    margin: 1,
    retention: (period) => shiftedBetaGeometric.retentionRate(parameters, period),
    discountRate: 0.1,
    horizon: 2000,
  }).value;
  return `${purchases === null ? "no finite mean of" : number(purchases, 1)} purchases, worth ${number(value, 2)} margins`;
}

function neverAtAll(later: number): string {
  const retention = (payment: number) => (payment === 1 ? 0.6 : later);
  const worth = (discountRate: number, horizon: number) =>
    lifetimeValue({ margin: 1, retention, discountRate, horizon }).value;
  return `${number(worth(0, 2000), 0)} purchases, worth ${number(worth(0.1, 2000), 1)} margins`;
}

function programme(): string {
  const most = (retention: number, discountRate: number) => {
    const terms = { margin: 1, retention, improvedRetention: retention + 0.05, discountRate };
    return percent(retentionSpendBreakEven(terms).shareOfMargin);
  };
  return `to raise 80% to 85% it may cost every customer ${most(0.8, 0.1)} of the margin each year, ${most(0.8, 0)} without discounting; from 70% to 75% ${most(0.7, 0.1)}`;
}

function bestRatio(rate: number): string {
  const best = optimalSpending({
    margin: 100,
    acquisition: { ceiling: 0.4, point: { spend: 5, rate: 0.05 } },
    retention: { ceiling: 0.7, point: { spend: 10, rate } },
    discountRate: 0.2,
  });
  return `${number(best.averageCostRatio, 1)} (at the margin ${number(best.marginalCostRatio, 1)})`;
}

function lowestChurn(times: number): string {
  const programme = { costPerCustomer: 1 / times, valuePerSave: 1, churnRate: 0.5 };
  return percent(blanketProgrammeBreakEven(programme).lowestChurnRate);
}

function exam(): string {
  const each = (purchases: number) => (0.8 ** (1 / purchases)).toFixed(4);
  return `80% kept a year is ${each(12)} at each of 12 purchases and ${each(52)} at each of 52; with 0.6 at each, a weekly customer stays ${number(1 / 0.4, 1)} weeks and one who buys a car every 3 years ${number(3 / 0.4, 1)} years`;
}

/** The claims of the article, worked out. */
export function satisfactionToLoyaltyClaims(): WorkedClaim[] {
  return [
    {
      claim: "40% of quite satisfied customers never return",
      ourNumber: `if each purchase is the last for 40%: ${alike()}`,
      assumes: "all customers alike; 10% discount from one purchase to the next",
      falseWhen: "customers differ: see the next line",
    },
    {
      claim: "(the same 40% after the first purchase, customers different)",
      ourNumber: `mildly different: ${different(10)}; more: ${different(5)}; very: ${different(1)}`,
      assumes: "chances of leaving spread as Beta(0.4k, 0.6k), k = 10, 5, 1",
      falseWhen: "the 40% is read as a constant: it understates the value by up to a half",
    },
    {
      claim: "(never, taken literally)",
      ourNumber: `40% leave after the first purchase for good, of the others 80% stay on each time: ${neverAtAll(0.8)}; 90%: ${neverAtAll(0.9)}`,
      assumes: "two kinds of customers; the 80 and 90% are made up",
      falseWhen: 'the 40% come back later, as the source\'s "up to 40%" a year allows',
    },
    {
      claim: "Almost every second customer may not buy again",
      ourNumber: "40% is two of five, not almost every second",
      assumes: "nothing",
      falseWhen: "taken literally: half would be 50%; as a manner of speaking it stands",
    },
    {
      claim: "A new customer costs 6 to 8 times as much as keeping one",
      ourNumber: `three firms that spend exactly right have average ratios of ${bestRatio(0.6295)}, ${bestRatio(0.6575)} and ${bestRatio(0.6748)}`,
      assumes: "responses to spend after Blattberg and Deighton",
      falseWhen: "taken as a reason to move money to keeping",
    },
    {
      claim: "(what would follow for a programme for all, which the article argues against)",
      ourNumber: `at 6, 7 and 8 to one it cannot pay where churn is below ${lowestChurn(6)}, ${lowestChurn(7)} or ${lowestChurn(8)}`,
      assumes: "given to everybody; a save is worth one replacement",
      falseWhen: "it saves only some of those who would leave, as all do",
    },
    {
      claim: "Loyalty is an exam at each interaction",
      ourNumber: exam(),
      assumes: "the same chance at each purchase",
      falseWhen: "the purchase cycle is left out: the same 0.6 is weeks or years",
    },
    {
      claim: "Loyalty programmes lead astray",
      ourNumber: programme(),
      assumes: "paid to everyone, those included who would have stayed; 10% discount",
      falseWhen:
        "it costs less, or keeps more than five customers in a hundred: this answers whether it can pay, not whether it leads astray",
    },
  ];
}

/** The lines of the example. */
export function satisfactionToLoyalty(): string[] {
  return articleLines({
    title: "Article 4 (Russian): from satisfaction to loyalty",
    article: "Satisfaction does not bring customers back; loyalty is earned again at each purchase.",
    claims: satisfactionToLoyaltyClaims(),
    slips: [
      'The 40%: a blog quotes two professors of Vanderbilt with "up to 40%"; a survey of 1996 has "15 to 40% of satisfied customers defect each year". The article drops "up to" and turns "each year" into "never".',
      'Six to eight times: no source is given; LeBoeuf has "six times (at least)", and ratios from 3 to 20 are in print (Pfeifer 2005).',
      "That loyalty for life is impossible is not tested here.",
      "The exchange rates on the page are of October 2017 and have nothing to do with the text.",
    ],
  });
}

printWhenRun(import.meta.url, satisfactionToLoyalty);
