/** "Do not expect miracles from advertising" (Ukrainian): multiply by five. */
import {
  acquisitionCostRatio,
  attributableChurn,
  blanketProgrammeBreakEven,
  breakEvenLosses,
  competingCauses,
  costOfChurn,
  departureSpiral,
  optimalSpending,
  points,
  relative,
  retentionLift,
  solveRetentionLift,
} from "retention-economics";
import { gain, number, percent, printWhenRun } from "../print.js";
import { articleLines, type WorkedClaim } from "./claim-table.js";

const year = costOfChurn({
  atStart: 1000,
  departed: 240,
  returned: 40,
  firstPurchase: 50,
  firstPurchaseMargin: 0.4,
  lifetime: 5,
  lifetimeProfit: 600,
  lifetimeProfitOf: "oneCustomer",
  acquisitionSpend: 24_000,
  newCustomers: 200,
  complaintCost: 19_200,
  timeUnit: "year",
  discountRate: { rate: 0.1, per: "year" },
});

function serviceAndPrice(): string {
  const [service, price] = competingCauses({ churnRate: 0.2, causes: { service: 5, price: 1 } });
  const [withOther] = competingCauses({ churnRate: 0.2, causes: { service: 4, price: 0.8, other: 1.2 } });
  return `${percent(service?.share ?? null)} service, ${percent(price?.share ?? null)} price; ${percent(withOther?.share ?? null)} service with 20% other reasons. Without service troubles churn of 20% falls to ${percent(service?.churnWithout ?? null, 2)}, not to ${percent(service?.churnSubtracted ?? null, 2)}`;
}

function acquisition(): string {
  const { ratio, acquisitionCost, retentionCost } = acquisitionCostRatio({
    acquisitionSpend: 24_000,
    newCustomers: 200,
    retentionSpend: 19_200,
    customers: 800,
    per: "customerKept",
  });
  const best = optimalSpending({
    margin: 100,
    acquisition: { ceiling: 0.4, point: { spend: 5, rate: 0.05 } },
    retention: { ceiling: 0.7, point: { spend: 10, rate: 0.5853166284488793 } },
    discountRate: 0.2,
  });
  return `${number(acquisitionCost)} to win against ${number(retentionCost)} to keep: ${number(ratio, 1)}. In another firm the best budget has a ratio of ${number(best.averageCostRatio, 1)} on average and ${number(best.marginalCostRatio, 1)} at the margin`;
}

function blanket(): string {
  const needed = (churnRate: number) =>
    percent(blanketProgrammeBreakEven({ costPerCustomer: 24, valuePerSave: 120, churnRate }).savedShare, 0);
  return `a programme at a fifth of the price of a new customer must save ${needed(0.2)} of the leavers at 20% churn, ${needed(0.3)} at 30%, ${needed(0.5)} at 50%`;
}

function dissatisfied(): string {
  const effect = attributableChurn({ riskRatio: 5, exposedShare: 0.25, unexposedChurn: 0.1 });
  return `possible if at most ${percent(effect.highestUnexposedChurn, 0)} of the satisfied leave. A quarter dissatisfied, ${percent(effect.exposedChurn, 0)} against 10%: churn ${percent(effect.churnRate, 0)}, ${percent(effect.attributableFraction, 0)} of it due to dissatisfaction; an odds ratio of ${number(effect.oddsRatio)}`;
}

function fivePerCent(): string {
  const solve = (change: ReturnType<typeof points>) =>
    percent(solveRetentionLift({ gain: 0.25, solveFor: "retention", change }).roots[0] ?? null, 0);
  const limited = { margin: 120, acquisitionCost: 120, measure: "baseLimited" } as const;
  const capped = retentionLift({ retention: 0.8, change: relative(0.05), ...limited });
  const first = retentionLift({ retention: 0.8, change: relative(0.05) }).path[0];
  return `exactly true from ${solve(points(0.05))} (5 points) or ${solve(relative(0.05))} (5% of the rate). Where the base cannot grow: ${gain(capped.gain)}; in the first year: ${gain(first?.gain ?? null)}`;
}

function rudeEmployee(): string {
  const loss = { spend: 24_000, customerValue: year.saveBreakEven, customers: 1000 };
  const tenth = breakEvenLosses({ ...loss, contactShare: 0.1 });
  return `${number(tenth.customersLost, 1)} customers lost (${percent(tenth.shareOfCustomers, 2)}) undo the year's advertising; one who serves a tenth of all must lose ${percent(tenth.shareOfServed, 0)} of them`;
}

function employees(): string {
  const rise = { customers: 0.05 };
  const mild = departureSpiral({ employeesFollow: 0.5, customersFollow: 0.4, rise });
  const total = mild.total;
  return `5% more customers lost in a year; half as large a share of employees leaves after them, 0.4 times that of customers after those: ${percent(total?.customers ?? null, 2)} of customers and ${percent(total?.employees ?? null, 1)} of employees in all; it dies out unless ${number(mild.criticalEmployeesFollow, 1)} times as large a share of employees follows`;
}

/** The claims of the article, worked out. */
export function multiplyByFiveClaims(): WorkedClaim[] {
  return [
    {
      claim: "Customers change over service 5 times as often as over price",
      ourNumber: serviceAndPrice(),
      assumes: "one reason each; causes independent",
      falseWhen: "the ratio is another: 69, 18 and 13% in the likely origin is 3.8 times price",
    },
    {
      claim: "A new customer costs 5 times as much",
      ourNumber: acquisition(),
      assumes: "the company of the seven lines; spend on complaints per customer kept",
      falseWhen: "taken as a reason to move money: averages do not say where the next unit belongs",
    },
    {
      claim: "(so a programme for all pays)",
      ourNumber: blanket(),
      assumes: "a save is worth one replacement",
      falseWhen: "churn is below 20%: it cannot pay at all",
    },
    {
      claim: "The dissatisfied go to competitors 5 times as often as the satisfied",
      ourNumber: dissatisfied(),
      assumes: "one period, one meaning of satisfied; freed of it they would leave like the others",
      falseWhen: "more than a fifth of the satisfied leave",
    },
    {
      claim: "Retention up 5%, profit up 25%",
      ourNumber: fivePerCent(),
      assumes: "steady state, no discount, contribution, a saved customer is one more",
      falseWhen: "retention is lower, the market is full, or you look at the first year",
    },
    {
      claim: "Seven lines show the scale of your churn",
      ourNumber: `${number(year.costByReplacement)} if the lost are replaced, ${number(year.costByLostProfit)} if they are not; a save is worth ${number(year.saveBreakEven)}`,
      assumes: "the lines of the seven-line company, 10% discount",
      falseWhen: "both are added, or line 4 is read for all customers",
    },
    {
      claim: "One rude employee can undo all advertising",
      ourNumber: rudeEmployee(),
      assumes: "24,000 spent, 440 a customer",
      falseWhen: "he serves less than 5.45% of the customers",
    },
    {
      claim: "No advertising returns what satisfying a dissatisfied customer does",
      ourNumber: `a save is worth up to ${number(year.saveBreakEven)}, but only ${number(year.acquisitionCost)} where a replacement can be bought`,
      assumes: "the saved customer stays as long as the others",
      falseWhen: "replacements are as good and cost less than the save",
    },
    {
      claim: "Ask those who left for another chance",
      ourNumber: `240 left and 40 came back (${percent(year.winBackRate, 0)}): each return is worth as much as a save, ${number(year.saveBreakEven)}, and spares ${number(year.acquisitionCost)} of winning another`,
      assumes: "who comes back stays as long as the others",
      falseWhen: "the returned leave again at once, or both sums are added",
    },
    {
      claim: "If nothing is done, employees follow customers",
      ourNumber: employees(),
      assumes: "each follows the other a year later, in proportion; both responses are made up",
      falseWhen: "employees have reasons of their own: measure it first",
    },
  ];
}

/** The lines of the example. */
export function multiplyByFive(): string[] {
  return articleLines({
    title: "Article 3 (Ukrainian): do not expect miracles from advertising, multiply by five",
    article:
      "Good service pays: three fives, a quarter more profit, and seven lines to find out for yourself.",
    claims: multiplyByFiveClaims(),
    slips: [
      "Service against price: probably Forum Corporation data in Whiteley (1991), 69% service, 13% product, 18% price, which is 3.8 times price and 5.3 times product; others quote 4.",
      "Five times: from TARP studies of the 1970s and 80s. Pfeifer (2005) lists 3, 5, 6, 10, 11, 12 and 20 in print, Goodman 2:1 to 20:1; all are averages. Read as a ratio of marginal costs, five to one would be right.",
      "5% and 25%: after Reichheld & Sasser (1990), who computed the present value of a customer, not a company's profit; from 10 to 5% defection, which halves churn, their profile gives +75% with fixed lives (see the example on its root). Sharp calls it a thought experiment without data.",
      'The author of the line on the rude employee is John Tschohl ("Shole" in the article); the seven lines of the calculation are as printed in the article, without a source. Left out here: the bags of money that service brings home, the firms that invest millions in it, and the leaky bucket ("advertising brings them to your door, bad service sends them out again"). That employees follow customers is put down to the Forum Corporation without a number.',
    ],
  });
}

printWhenRun(import.meta.url, multiplyByFive);
