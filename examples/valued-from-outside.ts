/**
 * A company valued from outside, made from the process printed for DISH: from the customers it discloses to have won and
 * lost in every quarter to how long they stay, how many will come, what they pay, and what all that is worth, with an
 * interval. Since the process is known, every estimate stands beside what it should be.
 *
 * Sources: how long customers stay: McCarthy, Fader & Hardie (2017), "Valuing Subscription-Based Businesses Using
 * Publicly Disclosed Customer Data", Journal of Marketing 81(1), table 2, DISH. How many come: Gupta, Lehmann & Stuart
 * (2004), "Valuing Customers", Journal of Marketing Research 41(1), table 3, Capital One, at half its speed. Revenue,
 * costs, tax, discount rate and the disturbance are assumptions. No amount here was disclosed by anybody.
 */
import {
  corporateValuation,
  type DisclosedAcquisitionParameters,
  type DisclosedRetentionParameters,
  type DisclosedRevenueParameters,
  disclosedAcquisition,
  disclosedRetention,
  disclosedRevenue,
  uncertainty,
} from "retention-economics";
import { heading, number, paragraph, percent, printWhenRun, table } from "./print.js";

interface Processes {
  readonly retention: DisclosedRetentionParameters;
  readonly acquisition: DisclosedAcquisitionParameters;
  readonly revenue: DisclosedRevenueParameters;
}

/** The printed processes. */
export const made: Processes = {
  retention: { r: 1.648, alpha: 81.196, c: 1.423, season1: -0.079, season2: 0.036, season3: 0.107 },
  acquisition: { alpha: 171.2, beta: -3.052, gamma: 0.149 / 2 },
  revenue: { level: 100, growth: 1.01 },
};
const quarters = 76;
const horizon = 120;

/** A company made from the printed process: its disclosures are up to 2% off, and rounded to thousands and cents. */
export function companyFromPrintedProcess() {
  const disturbed = (amount: number, quarter: number, series: number) =>
    amount * (1 + 0.02 * Math.sin(series * quarter ** 2));
  const rounded = (amount: number, decimals: number) => Number(amount.toFixed(decimals));
  const each = Array.from({ length: quarters }, (_, i) => i + 1);
  const added = each.map((quarter) =>
    rounded(disturbed(disclosedAcquisition.additions(made.acquisition, quarter), quarter, 1), 3),
  );
  const nobodyLost = { timeUnit: "quarter", added, lost: added.map(() => 0), seasons: 4 } as const;
  const lost = disclosedRetention
    .track(made.retention, nobodyLost)
    .map(({ expectedLost, period }) => rounded(disturbed(expectedLost, period, 2), 3));
  const revenuePerCustomer = each.map((quarter) =>
    rounded(disturbed(disclosedRevenue.revenuePerCustomer(made.revenue, quarter), quarter, 3), 2),
  );
  return { timeUnit: "quarter", added, lost, revenuePerCustomer } as const;
}

const { revenuePerCustomer, ...customers } = companyFromPrintedProcess();
/** What it discloses of its customers, the year in quarters. */
export const bySeason = { ...customers, seasons: 4 } as const;

/** The three processes, fitted to the disclosures. */
export function fitProcesses() {
  return {
    retention: disclosedRetention.fit(bySeason),
    acquisition: disclosedAcquisition.fit(customers),
    revenue: disclosedRevenue.fit({ timeUnit: "quarter", revenuePerCustomer }),
  };
}

/** The value of the company, in millions, that follows from its three processes. */
export function valueOfCompany({ retention, acquisition, revenue }: Processes): number {
  return corporateValuation({
    base: disclosedRetention.activeByTenure(retention, bySeason),
    acquisition: {
      customers: (ahead) => disclosedAcquisition.additions(acquisition, quarters + ahead),
      periods: horizon,
    },
    cohortSurvival: disclosedRetention.survivalByCohort(retention),
    // The trend of nineteen years is carried on for five, and prices stay there.
    revenuePerCustomer: (ahead) =>
      disclosedRevenue.revenuePerCustomer(revenue, quarters + Math.min(ahead, 20)),
    ...{ marginShare: 0.4, acquisitionCost: 600, fixedCost: 450, taxRate: 0.38 },
    ...{ discountRate: { rate: 0.07, per: "year" }, timeUnit: "quarter", horizon },
  }).operatingAssets;
}

function parameters(fits: ReturnType<typeof fitProcesses>): string[] {
  const rows = (["retention", "acquisition", "revenue"] as const).flatMap((process) => {
    const fitted: Readonly<Record<string, number>> = { ...fits[process].parameters };
    const errors: Readonly<Record<string, number | null>> = { ...fits[process].standardErrors };
    return Object.entries(made[process]).map(([name, truth]) => [
      `${process}, ${name}`,
      ...[truth, fitted[name], errors[name]].map((value) => number(value ?? null, 4)),
    ]);
  });
  return table(["Parameter", "true", "estimate", "standard error"], rows);
}

/** The lines of the example. */
export function valuedFromOutside(): string[] {
  const fits = fitProcesses();
  const value = uncertainty(fits, valueOfCompany);
  const estimated = fits.retention.parameters;
  const leftAfter = (years: number) => [
    `new customers left after ${years} years`,
    percent(disclosedRetention.survival(made.retention, 4 * years)),
    percent(disclosedRetention.survival(estimated, 4 * years)),
  ];
  const years = (process: DisclosedRetentionParameters) =>
    number(((disclosedRetention.expectedLifetime(process, { season: 2 }) ?? Number.NaN) - 1) / 4, 2);
  return [
    ...heading("A company valued from outside, made from DISH's printed process"),
    ...paragraph(
      `${quarters} quarters of disclosures, made for this example: customers won, customers lost, revenue per customer, each up to 2% off and rounded. How long customers stay is the process that McCarthy, Fader and Hardie (2017) print for DISH; how many come, the curve that Gupta, Lehmann and Stuart (2004) print for Capital One, at half its speed. Can they be told from the totals of every quarter?`,
    ),
    "",
    ...parameters(fits),
    "",
    ...paragraph(
      "The parameters of retention make up for each other, which is why their errors are wide; the curve that they give together is much better known:",
    ),
    "",
    ...table(
      ["What follows", "true", "estimate"],
      [
        leftAfter(5),
        leftAfter(10),
        ["mean life, whole quarters, in years", years(made.retention), years(estimated)],
        ["value of the company, millions", number(valueOfCompany(made)), number(value.estimate)],
      ],
    ),
    "",
    ...paragraph(
      `95% interval of the value: ${number(value.lower)} to ${number(value.upper)} million. The mean life is that of a customer won at the end of a first quarter, which the paper prints as 5.5 years.`,
    ),
    "",
    ...paragraph(
      "The interval holds what the disclosures leave open about the three processes. A real company is no such process: its errors are larger, last for several quarters, and its process changes. The interval leaves out the assumptions, which matter more: 40% of revenue left after costs that vary with it, 600 to win a customer, 450 million of fixed costs a quarter, 38% tax, 7% discount, nothing after thirty years. For DISH itself, whose costs it takes from the accounts, the paper comes to operating assets of 15,700 million dollars and 64.62 dollars a share: those are other customers, other costs, and not this company.",
    ),
  ];
}

printWhenRun(import.meta.url, valuedFromOutside);
