/** "Why customer loyalty is bad for business" (Estonian): four broken promises, as shocks to churn. */
import {
  churnShock,
  complaintIceberg,
  excessContacts,
  lifetimeValue,
  points,
  profitDecomposition,
} from "retention-economics";
import { gain, number, percent, printWhenRun } from "../print.js";
import { articleLines, type WorkedClaim } from "./claim-table.js";

const clock = { discountRate: { rate: 0.1, per: "year" }, timeUnit: "month" } as const;

/** Netflix's monthly churn before the shock, as the average of its quarters gives it. */
const churnBefore = 0.0453;

function netflix(counterfactualNet: number): string {
  const observed = { atStart: 24.59, atEnd: 23.79, counterfactualNet, periods: 3 };
  const { evidence, hazardRise } = churnShock({ churnRate: churnBefore, shape: { kind: "step" }, observed });
  const worth = (margin: number) => lifetimeValue({ margin, retention: 1 - churnBefore, ...clock }).value;
  const excess = evidence?.excess ?? 0;
  const destroyed = [0.3, 0.37].map((share) => number(excess * worth(11.01 * share)));
  return `${number(excess, 2)} million missing, the hazard up ${percent(hazardRise, 0)} over the quarter, ${destroyed.join(" to ")} million dollars of value`;
}

function newCoke(): string {
  const { contacts, excess, z } = excessContacts({
    contactsPerPeriod: 1500,
    usualPerPeriod: 400,
    periods: 79,
  });
  return `1,500 calls on 79 days are ${number(contacts)}; the other ${number(400_000 - contacts)} of 400,000 would be letters. ${number(excess)} calls beyond the usual 400 a day, ${number(z * Math.sqrt(79))} times the standard deviation of their number over the 79 days`;
}

function iceberg(): string {
  const { affected } = complaintIceberg({
    contacts: 400_000,
    contactsPerComplainer: [1, 1],
    complaintRate: [0.01, 0.05],
  });
  return `if 1 to 5% of those upset write or call: ${number(affected.lower / 1e6)} to ${number(affected.upper / 1e6)} million upset`;
}

function gap(): string {
  const pulse = (hazardRise: number) =>
    churnShock({ churnRate: 0.045, shape: { kind: "reversed", after: 6 / 30.44 }, hazardRise })
      .shareLostInTheEnd;
  return `six days at three times a monthly churn of 4.5% lose ${percent(pulse(2), 1)} of the customers in the end`;
}

function whiteWave(): string {
  const life = (hazardRise: number) =>
    churnShock({ churnRate: 0.045, shape: { kind: "step" }, hazardRise }).lifetimeRatio;
  return `a hazard up for good by 25% leaves ${percent(life(0.25), 0)} of the lifetime, up by 100% leaves ${percent(life(1), 0)}`;
}

function loyalists(): string {
  const worth = (retention: number) => lifetimeValue({ margin: 1, retention, discountRate: 0.1 }).value;
  const loss = (churnRate: number) => {
    const shock = churnShock({
      churnRate,
      shape: { kind: "step" },
      hazardRise: 0.5,
      margin: 1,
      discountRate: 0.1,
    });
    return shock.valueDestroyed ?? 0;
  };
  return `the hazard up by half costs ${number(loss(0.1), 2)} yearly margins of a loyalist (90% kept, worth ${number(worth(0.9), 1)}) and ${number(loss(0.5), 2)} of a waverer (50%, worth ${number(worth(0.5), 1)})`;
}

function benefits(): string {
  const years = (payment: number) => Math.min(payment - 1, 6);
  const { gain: total, parts } = profitDecomposition({
    parts: {
      base: 30,
      purchases: (payment) => 6 * years(payment),
      costs: (payment) => 3 * years(payment),
      referrals: (payment) => 2.5 * years(payment),
      price: (payment) => 2 * Math.max(0, years(payment) - 1),
    },
    ...{ retention: 0.8, change: points(0.05), discountRate: 0.1, horizon: 400, acquisitionCost: 51 },
  });
  const share = (name: string) => percent(parts.find(({ part }) => part === name)?.share ?? null, 0);
  return `five points more retention are worth ${gain(total, 0)} there: ${share("purchases")} of it from more sales, ${share("referrals")} from word of mouth, ${share("price")} from higher prices, ${share("costs")} from lower costs, ${share("base")} from the sales there were`;
}

/** The claims of the article, worked out. */
export function loyaltyAsLiabilityClaims(): WorkedClaim[] {
  return [
    {
      claim: "Fidelity: Netflix betrayed its customers and lost 800,000 members",
      ourNumber: `had it stood still: ${netflix(0)}; had it gone on growing by 1.80 million: ${netflix(1.8)}`,
      assumes:
        "the whole gap is customers of the start who left; 4.53% monthly churn before; 11.01 dollars a month at 30 to 37% margin",
      falseWhen: "the price rise of 60% in the same months did it, as the company said",
    },
    {
      claim: "Ownership: Coca-Cola had 1,500 calls a day, over 400,000 calls and letters",
      ourNumber: newCoke(),
      assumes: "79 days, 23 April to 11 July 1985; calls independent of one another",
      falseWhen: "complaints are read as churn: sales rose when the old recipe came back",
    },
    {
      claim: "(how many were upset)",
      ourNumber: iceberg(),
      assumes: "one contact each; a range, for there is no constant ratio",
      falseWhen: 'taken as "26 stay silent for each complaint", which the source itself calls a misquotation',
    },
    {
      claim: "Stability: Gap changed its logo and the rug was pulled",
      ourNumber: gap(),
      assumes: "churn as of a subscription; the old logo back after six days",
      falseWhen: "called a disaster: a week is too short for one",
    },
    {
      claim: "Consistency: WhiteWave's products were suddenly not organic",
      ourNumber: whiteWave(),
      assumes: "the change stays; the same for all affected",
      falseWhen: "the customers never noticed, or had nowhere to go",
    },
    {
      claim: "Loyalty brings more sales, word of mouth, higher prices",
      ourNumber: benefits(),
      assumes:
        "an invented profile in Reichheld's parts, six years of growth, 80% kept, 10% discount, 51 to acquire",
      falseWhen: "margins do not grow with tenure: then only the last of these is left",
    },
    {
      claim: "Loyal customers are the liability",
      ourNumber: loyalists(),
      assumes: "the same relative rise for both",
      falseWhen:
        "it is the stake that is larger, not the loss relative to it: 19 and 20% of their value; and where loyalists forgive more the rise is smaller",
    },
  ];
}

/** The lines of the example. */
export function loyaltyAsLiability(): string[] {
  return articleLines({
    title: "Article 2 (Estonian): why customer loyalty is bad for business",
    article:
      "Loyal customers expect to be asked, to own, to find things as they were. Four firms that broke the promise.",
    claims: loyaltyAsLiabilityClaims(),
    slips: [
      "More sales, word of mouth, higher prices: Reichheld's parts of profit, to which he adds lower costs; the profile here is invented in Reichheld's parts, and steeper than his, which gives 37% (payments at year end) or 36% (at once). Reinartz & Kumar (Harvard Business Review, July 2002) found no support for lower costs, higher prices or word of mouth from longer tenure.",
      'Netflix: 24.59 to 23.79 million (letter of 24 October 2011, which gives 0.81 from unrounded counts). The letter blames mainly the price, Qwikster (not "Quikster") less. The quarter before had added 1.80 million: net loss is not gross loss.',
      'New Coke was 1985, not 1983. Accounts of the calls differ: 1,000 to 8,000 a day; "40,000 letters" in others. The usual 400 a day is quoted from memory in the literature.',
      'The "4% complain" ratio: TARP\'s own author wrote that about half complain at the front line and 1 to 5% reach head office.',
      `WhiteWave was sold in 2002; the labels changed in early 2009, seven years later, so not "suddenly"; and Silk's "natural" line stayed free of genetically modified soya. Gap withdrew its logo of 6 October 2010 within the week (rise of the hazard: ${gain(2, 0)}, our assumption).`,
    ],
  });
}

printWhenRun(import.meta.url, loyaltyAsLiability);
