/**
 * The cost of churn from seven lines that any company can fill in, and the checks that keep the lines honest:
 * the stated tenure against 1 / churn, and two bases of cost that are never added.
 */

import {
  check,
  checkChoice,
  checkCount,
  checkFields,
  checkFraction,
  checkNonNegative,
  checkPositive,
} from "../../errors.js";
import { type DiscountInput, discountFields, periodDiscount, type TimeUnit } from "../../time.js";

/** The seven lines of the worksheet for one period, and the three that it needs besides. */
export interface ChurnWorksheet extends DiscountInput {
  /** Customers when the period opens: a whole number of 1 or more. */
  readonly atStart: number;
  /** Line 1: how many of them left during the period, those who came back included. */
  readonly departed: number;
  /** Line 1: how many of those departed came back before the period closed. */
  readonly returned: number;
  /** Line 2: average first purchase of a new customer, in money. */
  readonly firstPurchase: number;
  /** Share of a first purchase that is margin: a fraction from 0 to 1. */
  readonly firstPurchaseMargin: number;
  /** Line 3: how long a loyal customer stays, in periods: 1 or more. */
  readonly lifetime: number;
  /** Line 4: profit over a whole relationship, in money, before the cost of acquisition. */
  readonly lifetimeProfit: number;
  /** Whose profit line 4 is: that of one loyal customer, or of all customers at the start together. */
  readonly lifetimeProfitOf: "oneCustomer" | "allCustomers";
  /** Line 5: advertising and acquisition cost of the period, in money. */
  readonly acquisitionSpend: number;
  /** Line 6: new customers won in the period. */
  readonly newCustomers: number;
  /** Line 7: cost of warranty, repair and complaints in the period, in money. */
  readonly complaintCost: number;
}

/** Something in the worksheet that does not fit, as data. */
export interface ChurnWorksheetWarning {
  /** `lifetimeAgainstChurn`: line 3 differs from 1 / churn by more than a quarter; `growingBase`: more customers come than go. */
  readonly code: "lifetimeAgainstChurn" | "growingBase";
  /** What to think of it, in one sentence. */
  readonly message: string;
}

/** The cost of one period's churn, in money of the inputs unless said otherwise. */
export interface ChurnCost {
  /** Length of the period; null where neither `timeUnit` nor a named discount rate said it. */
  readonly timeUnit: TimeUnit | null;
  /** Departed less returned. */
  readonly netLost: number;
  /** Customers of the start still there at the end. */
  readonly kept: number;
  /** Departed / atStart. */
  readonly grossChurnRate: number;
  /** netLost / atStart: the churn rate of the worksheet. */
  readonly churnRate: number;
  /** returned / departed; null when nobody departed. */
  readonly winBackRate: number | null;
  /** 1 / churnRate, in periods; null when nobody was lost. */
  readonly lifetimeFromChurn: number | null;
  /** lifetime × churnRate: 1 when lines 1 and 3 tell one story. */
  readonly lifetimeRatio: number;
  /** Acquisition spend per new customer; null when nobody was won. */
  readonly acquisitionCost: number | null;
  /** Profit of one customer over the whole relationship. */
  readonly profitPerLifetime: number;
  /** Profit of one customer per period. */
  readonly profitPerPeriod: number;
  /** Profit lost with the lost customers, undiscounted: an upper bound, as if each had just begun. */
  readonly lostProfit: number;
  /** The same if the lost were half way through a life of fixed length. */
  readonly lostProfitAtMidLife: number;
  /** The same discounted, the chance of staying being 1 - 1 / lifetime each period and the first profit due now. */
  readonly lostProfitPresentValue: number;
  /** Cost of winning as many customers as were lost; null when nobody was won. */
  readonly replacementCost: number | null;
  /** Margin that the first purchases of the replacements bring back. */
  readonly firstPurchaseOffset: number;
  /** replacementCost - firstPurchaseOffset. */
  readonly netReplacementCost: number | null;
  /** Cost of complaints, repeated from line 7. */
  readonly complaintCost: number;
  /** Cost of churn if every lost customer can be replaced: replacementCost + complaintCost. */
  readonly costByReplacement: number | null;
  /** Cost of churn if none can be replaced: lostProfitPresentValue + complaintCost. */
  readonly costByLostProfit: number;
  /** The most that saving one customer may cost: the present value of that customer's profit. */
  readonly saveBreakEven: number;
  /** complaintCost per customer kept; null when none was kept. */
  readonly serviceCostPerKept: number | null;
  /** acquisitionCost / serviceCostPerKept, the "five times" of the articles; null when either is missing or 0. */
  readonly acquisitionCostRatio: number | null;
  /** What does not fit, as data; empty when all is well. */
  readonly warnings: readonly ChurnWorksheetWarning[];
}

/**
 * Cost of one period's churn from the seven-line worksheet: what the lost customers would have earned, what replacing
 * them costs, and what saving one is worth.
 *
 * The two costs answer different questions and are never added: a customer who is replaced is not lost as well. Lost
 * profit holds when the market gives no replacement, replacement cost when it gives as many as you pay for. The worksheet
 * cannot say which of the lost could have been kept.
 *
 * Formula: c = (departed - returned) / atStart; V = (L / T)(1 + d) / (d + 1/T), L the lifetime profit, T the lifetime.
 *
 * @param worksheet - Counts of customers, amounts of one period, the lifetime in periods, and the clock.
 * @returns The statement, amounts in the currency of the inputs; plain data.
 * @throws {InvalidInputError} If a count is not whole, `departed` exceeds `atStart`, `returned` exceeds `departed`, a
 *   share is no fraction, an amount is negative, or the lifetime is below one period.
 * @see the worksheet of seven lines as printed in an article on multiplying profit by five; Gupta & Lehmann (2005),
 *   "Managing Customers as Investments", for the value with the first margin now.
 * @example
 * const cost = costOfChurn({
 *   atStart: 1000, departed: 240, returned: 40,
 *   firstPurchase: 60, firstPurchaseMargin: 0.4,
 *   lifetime: 5, lifetimeProfit: 600, lifetimeProfitOf: "oneCustomer",
 *   acquisitionSpend: 24_000, newCustomers: 200, complaintCost: 19_200,
 *   timeUnit: "year", discountRate: { rate: 0.1, per: "year" },
 * });
 * cost.churnRate; // => 0.2
 * cost.costByReplacement; // => 43200
 * cost.costByLostProfit; // ≈ 107200
 * cost.acquisitionCostRatio; // => 5
 */
export function costOfChurn(worksheet: ChurnWorksheet): ChurnCost {
  checkWorksheet(worksheet);
  const { rate: discount, timeUnit } = periodDiscount(where, worksheet);
  const { atStart, departed, returned, lifetime, complaintCost } = worksheet;
  const netLost = departed - returned;
  const kept = atStart - netLost;
  const profitPerLifetime =
    worksheet.lifetimeProfitOf === "oneCustomer"
      ? worksheet.lifetimeProfit
      : worksheet.lifetimeProfit / atStart;
  const profitPerPeriod = profitPerLifetime / lifetime;
  const saveBreakEven = (profitPerPeriod * (1 + discount)) / (discount + 1 / lifetime);
  const replacement = replacementOf(worksheet, netLost);
  const { acquisitionCost } = replacement;
  const serviceCostPerKept = kept > 0 ? complaintCost / kept : null;
  return {
    timeUnit,
    netLost,
    kept,
    grossChurnRate: departed / atStart,
    churnRate: netLost / atStart,
    winBackRate: departed > 0 ? returned / departed : null,
    lifetimeFromChurn: netLost > 0 ? atStart / netLost : null,
    lifetimeRatio: (lifetime * netLost) / atStart,
    ...replacement,
    profitPerLifetime,
    profitPerPeriod,
    lostProfit: netLost * profitPerLifetime,
    lostProfitAtMidLife: (netLost * profitPerLifetime) / 2,
    lostProfitPresentValue: netLost * saveBreakEven,
    complaintCost,
    costByLostProfit: netLost * saveBreakEven + complaintCost,
    saveBreakEven,
    serviceCostPerKept,
    acquisitionCostRatio:
      serviceCostPerKept && acquisitionCost !== null ? acquisitionCost / serviceCostPerKept : null,
    warnings: findWarnings(worksheet, netLost),
  };
}

type Replacement = Pick<
  ChurnCost,
  "acquisitionCost" | "replacementCost" | "firstPurchaseOffset" | "netReplacementCost" | "costByReplacement"
>;

/** What winning as many customers as were lost costs; null where no cost of winning one is known. */
function replacementOf(worksheet: ChurnWorksheet, netLost: number): Replacement {
  const { acquisitionSpend, newCustomers, complaintCost, firstPurchase, firstPurchaseMargin } = worksheet;
  const acquisitionCost = newCustomers > 0 ? acquisitionSpend / newCustomers : null;
  const replacementCost = acquisitionCost === null ? null : netLost * acquisitionCost;
  const firstPurchaseOffset = netLost * firstPurchase * firstPurchaseMargin;
  return {
    acquisitionCost,
    replacementCost,
    firstPurchaseOffset,
    netReplacementCost: replacementCost === null ? null : replacementCost - firstPurchaseOffset,
    costByReplacement: replacementCost === null ? null : replacementCost + complaintCost,
  };
}

const where = "costOfChurn";

function checkWorksheet(worksheet: ChurnWorksheet): void {
  checkFields(where, "input", worksheet, [
    "atStart",
    "departed",
    "returned",
    "firstPurchase",
    "firstPurchaseMargin",
    "lifetime",
    "lifetimeProfit",
    "lifetimeProfitOf",
    "acquisitionSpend",
    "newCustomers",
    "complaintCost",
    ...discountFields,
  ]);
  const { atStart, departed, returned } = worksheet;
  checkCount(where, "atStart", atStart, 1);
  const departedRule = `must be a whole number from 0 to atStart (${atStart})`;
  check(
    Number.isSafeInteger(departed) && departed >= 0 && departed <= atStart,
    where,
    "departed",
    departedRule,
    departed,
  );
  const returnedRule = `must be a whole number from 0 to departed (${departed})`;
  check(
    Number.isSafeInteger(returned) && returned >= 0 && returned <= departed,
    where,
    "returned",
    returnedRule,
    returned,
  );
  checkNonNegative(where, "firstPurchase", worksheet.firstPurchase);
  checkFraction(where, "firstPurchaseMargin", worksheet.firstPurchaseMargin);
  checkPositive(where, "lifetime", worksheet.lifetime);
  check(worksheet.lifetime >= 1, where, "lifetime", "must be 1 period or more", worksheet.lifetime);
  checkNonNegative(where, "lifetimeProfit", worksheet.lifetimeProfit);
  checkChoice(where, "lifetimeProfitOf", worksheet.lifetimeProfitOf, ["oneCustomer", "allCustomers"]);
  checkNonNegative(where, "acquisitionSpend", worksheet.acquisitionSpend);
  checkCount(where, "newCustomers", worksheet.newCustomers);
  checkNonNegative(where, "complaintCost", worksheet.complaintCost);
}

function findWarnings(worksheet: ChurnWorksheet, netLost: number): ChurnWorksheetWarning[] {
  const warnings: ChurnWorksheetWarning[] = [];
  const ratio = (worksheet.lifetime * netLost) / worksheet.atStart;
  if (ratio < 0.8 || ratio > 1.25)
    warnings.push({
      code: "lifetimeAgainstChurn",
      message:
        ratio < 0.8
          ? "The stated lifetime is shorter than 1 / churn: it may count only those who already left."
          : "The stated lifetime is longer than 1 / churn: it may describe the loyal few, not the customers being lost.",
    });
  if (worksheet.newCustomers > netLost)
    warnings.push({
      code: "growingBase",
      message:
        "More customers come than go: the mean tenure of present customers understates how long they will stay.",
    });
  return warnings;
}
