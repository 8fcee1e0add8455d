/** A company valued through its customers: the customers there are and to come, what they bring, and what it costs. */
import type { PaymentTiming, TimeUnit } from "../time.js";
import { type Company, type CorporateValuationInput, readCompany, where } from "./company-input.js";
import { bridgeToShareholders, type ShareholderValue } from "./shareholder-value.js";

/** One period of a company worked out from its customers. */
export interface CompanyPeriod {
  /** The period: 1, 2, …. */
  readonly period: number;
  /** Customers at its end. */
  readonly customers: number;
  /** Customers won in it. */
  readonly added: number;
  /** Customers lost in it. */
  readonly lost: number;
  /** Revenue, from the mean of the customers at its start and end. */
  readonly revenue: number;
  /** Revenue less the costs that vary with it. */
  readonly contribution: number;
  /** Cost of acquiring the customers won. */
  readonly acquisitionCost: number;
  /** Costs that do not vary with customers. */
  readonly fixedCost: number;
  /** Tax; negative when a loss is credited. */
  readonly tax: number;
  /** Contribution less acquisition cost, fixed cost and tax. */
  readonly cashFlow: number;
  /** Its present value. */
  readonly presentValue: number;
}

/** A company valued through its customers. */
export interface CorporateValuation extends ShareholderValue {
  /** Value of the operating assets: present value of all cash flows. */
  readonly operatingAssets: number;
  /** Part of it that lies beyond the horizon. */
  readonly terminalValue: number;
  /** `terminalValue` as a share of the operating assets; null when those are 0. */
  readonly terminalShare: number | null;
  /** The periods worked out. */
  readonly periods: readonly CompanyPeriod[];
  /** When cash flows fall in their period. */
  readonly timing: Extract<PaymentTiming, "midPeriod" | "afterOnePeriod">;
  /** Effective discount rate per period. */
  readonly discountRate: number;
  /** The unit of a period; null where it was not named. */
  readonly timeUnit: TimeUnit | null;
}

/**
 * Customer-based corporate valuation. Values a company from its current and future customers, period by period: cash
 * flows, their present value, and the value of a share.
 *
 * It rests on three forecasts (acquisition, survival, revenue per customer); check `terminalShare` before believing the
 * price. A customer won in a period is there at its end; revenue counts the mean of the customers at start and end.
 *
 * Formula: C(t) = Σ_n base(n) S(n+t)/S(n) + Σ_{s≤t} won(s) S(t-s); OA = Σ_t FCF(t) (1+d)^-(t - ½ or 0) + terminal value.
 *
 * @param input - `base` by tenure; `acquisition` `{ customers, periods? }`; `retention` or `survival` as `lifetimeValue`
 *   takes them, or `cohortSurvival(time, wonIn)` where cohorts differ; `revenuePerCustomer`, `fixedCost` (default 0) by period; `marginShare` (fraction 0 to 1);
 *   `acquisitionCost` each (default 0); `taxRate` (fraction below 1, default 0); `discountRate` (per period, or
 *   `{ rate, per }`); `horizon` (periods, at most 10,000); `terminalGrowth` (below the discount rate, default none); `timing` (default
 *   `"midPeriod"`); `nonOperatingAssets`, `netDebt` (default 0); `shares` (default none).
 * @returns The value of the operating assets, of the company and of a share, the share of the terminal value, and every
 *   period.
 * @throws {InvalidInputError} If an argument breaks its rule, or a curve ends before the horizon.
 * @see McCarthy, Fader & Hardie (2017), "Valuing Subscription-Based Businesses Using Publicly Disclosed Customer Data",
 *   Journal of Marketing 81(1), 17-35, doi:10.1509/jm.15.0519.
 *
 * @example
 * const company = corporateValuation({
 *   base: [{ renewals: 0, customers: 1000 }], acquisition: { customers: [200, 200] }, retention: 0.8,
 *   revenuePerCustomer: 200, marginShare: 0.5, acquisitionCost: 120, discountRate: 0.1, horizon: 2, timing: "afterOnePeriod",
 * });
 * company.periods[0]?.customers; // ≈ 1000
 * company.operatingAssets; // ≈ 131901
 */
export function corporateValuation(input: CorporateValuationInput): CorporateValuation {
  const company = readCompany(input);
  const { discount, horizon, timing, terminalGrowth } = company;
  const early = timing === "midPeriod" ? 0.5 : 0;
  const periods: CompanyPeriod[] = [];
  let before = company.base.reduce((sum, { customers }) => sum + customers, 0);
  for (let t = 1; t <= horizon; t++) {
    const row = workOutPeriod(company, t, before);
    periods.push({ ...row, presentValue: row.cashFlow * (1 + discount) ** -(t - early) + 0 });
    before = row.customers;
  }
  const explicit = periods.reduce((sum, { presentValue }) => sum + presentValue, 0);
  const last = periods[periods.length - 1] as CompanyPeriod;
  const terminalValue =
    terminalGrowth === null
      ? 0
      : (last.presentValue * (1 + terminalGrowth)) / (discount - terminalGrowth) + 0;
  const operatingAssets = explicit + terminalValue;
  const { nonOperatingAssets, netDebt, shares } = input;
  const bridge = bridgeToShareholders(where, { operatingAssets, nonOperatingAssets, netDebt, shares });
  return {
    ...bridge,
    operatingAssets,
    terminalValue,
    terminalShare: operatingAssets === 0 ? null : terminalValue / operatingAssets,
    periods,
    timing,
    discountRate: discount,
    timeUnit: company.timeUnit,
  };
}

function workOutPeriod(company: Company, t: number, before: number): Omit<CompanyPeriod, "presentValue"> {
  const { base, won, marginShare, taxRate } = company;
  const added = won[t - 1]?.customers ?? 0;
  let customers = 0;
  for (const group of base) customers += group.customers * group.curve.at(t);
  won.slice(0, t).forEach((group, i) => {
    customers += group.customers * group.curve.at(t - 1 - i);
  });
  const revenue = 0.5 * (before + customers) * company.revenueOf(t);
  const contribution = revenue * marginShare;
  const acquisitionCost = added * company.acquisitionCost;
  const fixedCost = company.fixedCostOf(t);
  const profit = contribution - acquisitionCost - fixedCost;
  const tax = profit * taxRate;
  return {
    period: t,
    customers,
    added,
    lost: before + added - customers + 0,
    revenue: revenue + 0,
    contribution: contribution + 0,
    acquisitionCost,
    fixedCost: fixedCost + 0,
    tax: tax + 0,
    cashFlow: profit - tax + 0,
  };
}
