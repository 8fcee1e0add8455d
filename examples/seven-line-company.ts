/**
 * One company that fits every "five" of the articles at once: the seven-line worksheet of the cost of churn, five
 * years of lifetime, acquisition at five times the cost of keeping, and 25% for 5% more retention.
 */
import {
  attributableChurn,
  competingCauses,
  costOfChurn,
  points,
  type RetentionChange,
  relative,
  retentionLift,
} from "retention-economics";
import { gain, heading, number, paragraph, percent, printWhenRun, table } from "./print.js";

/** A year of the company. */
export const worksheet = {
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
} as const;

const cost = costOfChurn(worksheet);

function statement(): string[] {
  const amounts: [string, string][] = [
    ["Customers lost, net of those who returned", number(cost.netLost)],
    ["Churn rate a year", percent(cost.churnRate, 0)],
    ["Mean lifetime by that rate", `${number(cost.lifetimeFromChurn)} years`],
    ["Acquisition cost of a customer", number(cost.acquisitionCost)],
    ["Profit of a customer and year", number(cost.profitPerPeriod)],
    ["Profit lost with the lost, undiscounted", number(cost.lostProfit)],
    ["Profit lost with the lost, present value", number(cost.lostProfitPresentValue)],
    ["Cost of replacing the lost", number(cost.replacementCost)],
    ["Cost of replacing them, net of the margin of first purchases", number(cost.netReplacementCost)],
    ["Warranty, repair, complaints", number(cost.complaintCost)],
    ["Cost of churn if the lost are replaced", number(cost.costByReplacement)],
    ["Cost of churn if they are not", number(cost.costByLostProfit)],
    ["Most that saving one customer may cost", number(cost.saveBreakEven)],
    ["Acquiring against keeping a customer", `${number(cost.acquisitionCostRatio, 1)} times`],
  ];
  return table(["Statement of one year", "amount"], amounts);
}

const meanings = ["settled", "net of winning", "base is full", "first year"] as const;

/** What a change in retention is worth, by what is meant by profit. */
function worthOf(change: RetentionChange) {
  const margin = cost.profitPerPeriod;
  const acquisitionCost = cost.acquisitionCost ?? 0;
  const retention = 1 - cost.churnRate;
  const steady = retentionLift({ retention, change });
  // What is spent on a constant intake of new customers is a cost that does not grow with the base.
  const fixedCostShare = worksheet.acquisitionSpend / (worksheet.atStart * margin);
  const net = retentionLift({ retention, change, measure: "profit", fixedCostShare });
  const capped = retentionLift({ retention, change, measure: "baseLimited", margin, acquisitionCost });
  const gains = [steady.gain, net.gain, capped.gain, steady.path[0]?.gain ?? null];
  return { steady, gains };
}

/** What 5% more retention is worth to the company, by meaning. */
export function liftsOf(): { meaning: string; value: number }[] {
  const { gains } = worthOf(relative(0.05));
  return meanings.map((meaning, i) => ({ meaning, value: gains[i] ?? 0 }));
}

function lifts(): string[] {
  const rows = ([relative(0.05), points(0.05)] as const).map((change) => {
    const { steady, gains } = worthOf(change);
    return [
      change.kind === "points" ? "5 points" : "5% of the rate",
      `${percent(steady.retention, 0)} to ${percent(steady.newRetention, 0)}`,
      ...gains.map((one) => gain(one, 2)),
    ];
  });
  return table(["Reading", "retention", ...meanings], rows);
}

function theFives(): string[] {
  const causes = { service: 100, price: 20, other: 80 };
  const [service, price] = competingCauses({ churnRate: cost.churnRate, causes });
  const dissatisfied = attributableChurn({ riskRatio: 5, exposedShare: 0.25, unexposedChurn: 0.1 });
  const lift = retentionLift({ retention: 1 - cost.churnRate, change: relative(0.05) });
  const ratio = (service?.share ?? 0) / (price?.share ?? 1);
  const rows: [string, string, string][] = [
    [
      "Acquiring against keeping",
      `${number(cost.acquisitionCost)} to ${number(cost.serviceCostPerKept)}`,
      number(cost.acquisitionCostRatio, 1),
    ],
    ["Leaving over service against price", "100 to 20, 80 others", number(ratio, 1)],
    [
      "The dissatisfied against the others",
      `${percent(dissatisfied.exposedChurn, 0)} to 10%, churn ${percent(dissatisfied.churnRate, 0)}`,
      number((dissatisfied.exposedChurn ?? 0) / 0.1, 1),
    ],
    ["Years that a customer stays", `1 / ${percent(cost.churnRate, 0)}`, number(cost.lifetimeFromChurn, 1)],
    ["Contribution for 5% more retention", "80% to 84%", gain(lift.gain)],
  ];
  return table(["Claim", "in this company", "figure"], rows);
}

/** The lines of the example. */
export function sevenLineCompany(): string[] {
  return [
    ...heading("The seven-line company: every five at once"),
    ...paragraph(
      "A thousand customers; 240 leave in a year and 40 of them come back; a first purchase of 50 at 40% margin; five years of lifetime, 600 of profit in them; 24,000 spent to win 200; 19,200 on complaints.",
    ),
    "",
    ...statement(),
    "",
    ...paragraph(
      "The stated lifetime of five years and one over the churn rate agree, as they should. The two costs of churn are answers to two questions and are never added: a customer who is replaced is not lost as well.",
    ),
    "",
    ...paragraph("Every five of the articles holds here at the same time:"),
    "",
    ...theFives(),
    "",
    ...paragraph("What 5% more retention is worth to this company, by reading and by measure:"),
    "",
    ...lifts(),
    "",
    ...paragraph(
      "The 25% of the articles is the contribution of the settled base in the first line, in a market that takes every customer saved. In one that does not, the same effort gives 5%, all of it in replacements not bought.",
    ),
  ];
}

printWhenRun(import.meta.url, sevenLineCompany);
