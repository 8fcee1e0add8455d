/** What a company is worked out from, read and checked. */

import {
  check,
  checkChoice,
  checkCount,
  checkFields,
  checkFinite,
  checkFraction,
  checkNonNegative,
  isList,
} from "../errors.js";
import {
  type DiscountInput,
  discountFields,
  type PaymentTiming,
  periodDiscount,
  type TimeUnit,
} from "../time.js";
import { type AcquisitionForecast, readBase, readForecast, type TenureGroup } from "./customer-equity.js";
import {
  extrapolate,
  readCurve,
  refuseCurve,
  type StayingInput,
  type SurvivalCurve,
  startLater,
} from "./survival-curve.js";

/** An amount per period: one for all, a list for periods 1, 2, …, or a function of the period. */
export type AmountByPeriod = number | readonly number[] | ((period: number) => number);

/** How long the customers of every cohort stay, where cohorts differ: in the season they came in, or for good. */
export interface CohortStaying {
  /**
   * Share of a cohort still there so many periods after the end of the period it was won in: 1, 2, … for those to be won,
   * 0, -1, -2, … for the base of 0, 1, 2, … renewals.
   */
  readonly cohortSurvival: (time: number, wonIn: number) => number;
  /** Left out: `cohortSurvival` is given. */
  readonly retention?: undefined;
  /** Left out: `cohortSurvival` is given. */
  readonly survival?: undefined;
  /** Left out: `cohortSurvival` is given. */
  readonly extrapolation?: undefined;
}

/** Input of `corporateValuation`. */
export type CorporateValuationInput = DiscountInput &
  ((StayingInput & { readonly cohortSurvival?: undefined }) | CohortStaying) & {
    /** The customers there are, by tenure in whole periods. */
    readonly base: readonly TenureGroup[];
    /** The customers to be won: a list for periods 1, 2, …, or a function with `periods`; 0 after its end. */
    readonly acquisition: Pick<AcquisitionForecast, "customers" | "periods">;
    /** Revenue per customer and period. */
    readonly revenuePerCustomer: AmountByPeriod;
    /** Share of revenue left after the costs that vary with it: a fraction from 0 to 1. */
    readonly marginShare: number;
    /** Cost of acquiring one customer, in the period of acquisition. Default 0. */
    readonly acquisitionCost?: number | undefined;
    /** Costs that do not vary with customers, per period. Default 0. */
    readonly fixedCost?: AmountByPeriod | undefined;
    /** Tax on the profit of a period, a fraction below 1; losses are taxed as a credit. Default 0. */
    readonly taxRate?: number | undefined;
    /** How many periods are worked out: a whole number of 1 or more. */
    readonly horizon: number;
    /** Growth of the last cash flow for ever after, below the discount rate. Default: nothing after the horizon counts. */
    readonly terminalGrowth?: number | undefined;
    /** When cash flows fall in their period. Default `"midPeriod"`. */
    readonly timing?: Extract<PaymentTiming, "midPeriod" | "afterOnePeriod"> | undefined;
    /** Value of assets that the business does not need. Default 0. */
    readonly nonOperatingAssets?: number | undefined;
    /** Net debt, negative for net cash. Default 0. */
    readonly netDebt?: number | undefined;
    /** Shares outstanding. Default none. */
    readonly shares?: number | undefined;
  };
/** Customers with the curve that they follow from the day they are counted. */
interface Cohort {
  readonly customers: number;
  readonly curve: SurvivalCurve;
}
/** Every cohort is followed through every period, so work grows with the square of the horizon. */
const mostPeriods = 10_000;
/** The public function that refuses. */
export const where = "corporateValuation";

/** A company, checked. */
export interface Company {
  readonly base: readonly Cohort[];
  readonly won: readonly Cohort[];
  readonly revenueOf: (period: number) => number;
  readonly fixedCostOf: (period: number) => number;
  readonly marginShare: number;
  readonly acquisitionCost: number;
  readonly taxRate: number;
  readonly discount: number;
  readonly timeUnit: TimeUnit | null;
  readonly horizon: number;
  readonly terminalGrowth: number | null;
  readonly timing: Extract<PaymentTiming, "midPeriod" | "afterOnePeriod">;
}

const companyFields = [
  "base",
  "acquisition",
  "retention",
  "survival",
  "extrapolation",
  "cohortSurvival",
  "revenuePerCustomer",
  "marginShare",
  "acquisitionCost",
  "fixedCost",
  "taxRate",
  "horizon",
  "terminalGrowth",
  "timing",
  "nonOperatingAssets",
  "netDebt",
  "shares",
  ...discountFields,
] as const;

/** Reads and checks a company. */
export function readCompany(input: CorporateValuationInput): Company {
  checkFields(where, "input", input, companyFields);
  const {
    marginShare,
    acquisitionCost = 0,
    taxRate = 0,
    horizon,
    terminalGrowth,
    timing = "midPeriod",
  } = input;
  checkCount(where, "horizon", horizon, 1);
  check(horizon <= mostPeriods, where, "horizon", `must be at most ${mostPeriods}`, horizon);
  checkFraction(where, "marginShare", marginShare);
  checkNonNegative(where, "acquisitionCost", acquisitionCost);
  checkFraction(where, "taxRate", taxRate, "belowOne");
  checkChoice(where, "timing", timing, ["midPeriod", "afterOnePeriod"]);
  const { rate, timeUnit } = periodDiscount(where, input);
  if (terminalGrowth !== undefined) {
    checkFinite(where, "terminalGrowth", terminalGrowth);
    const rule = `must be above -1 and below the discount rate (${rate})`;
    check(terminalGrowth > -1 && terminalGrowth < rate, where, "terminalGrowth", rule, terminalGrowth);
  }
  return {
    ...readCustomers(input, horizon),
    revenueOf: readAmount("revenuePerCustomer", input.revenuePerCustomer, horizon),
    fixedCostOf: readAmount("fixedCost", input.fixedCost ?? 0, horizon),
    marginShare,
    acquisitionCost,
    taxRate,
    discount: rate + 0,
    timeUnit,
    horizon,
    terminalGrowth: terminalGrowth ?? null,
    timing,
  };
}

/** The customers there are and to be won, with their curves, which must reach the horizon. */
function readCustomers(input: CorporateValuationInput, horizon: number): Pick<Company, "base" | "won"> {
  checkFields(where, "acquisition", input.acquisition, ["customers", "periods"]);
  const curveOf = readCurves(input);
  const reaches = (name: string, last: number | null) => {
    const rule = `must reach the horizon (${horizon}), the curve of ${name} ends before`;
    check(last === null || last >= horizon, where, "survival", rule, last ?? undefined);
  };
  const first = curveOf(1);
  reaches("a new customer", first.lastTime === null ? null : first.lastTime + 1);
  const base = readBase(where, input.base).map(({ customers, renewals }) => {
    const curve = startLater(where, curveOf(-renewals), renewals);
    reaches(`tenure ${renewals}`, curve.lastTime);
    return { customers, curve };
  });
  const won = readForecast(where, "acquisition", input.acquisition);
  return { base, won: won.map((customers, i) => ({ customers, curve: curveOf(i + 1) })) };
}

/** The curve of the customers won in a period: the same for all, or each cohort's own. */
function readCurves(input: CorporateValuationInput): (wonIn: number) => SurvivalCurve {
  const { cohortSurvival } = input;
  if (cohortSurvival === undefined) {
    const observed = readCurve(where, input);
    const { extrapolation } = input;
    const curve = extrapolation === undefined ? observed : extrapolate(where, observed, extrapolation);
    return () => curve;
  }
  const callable = typeof cohortSurvival === "function";
  check(callable, where, "cohortSurvival", "must be a function of time and period", cohortSurvival);
  refuseCurve(where, input, "cohortSurvival is");
  return (wonIn) => readCurve(where, { survival: (time) => cohortSurvival(time, wonIn) });
}

function readAmount(name: string, amount: AmountByPeriod, horizon: number): (period: number) => number {
  if (isList(amount)) {
    const rule = `must hold one amount per period up to the horizon (${horizon})`;
    check(amount.length >= horizon, where, name, rule, amount);
  } else if (typeof amount !== "function") checkFinite(where, name, amount);
  return (period) => {
    const value =
      typeof amount === "function" ? amount(period) : isList(amount) ? amount[period - 1] : amount;
    checkFinite(where, `${name}(${period})`, value);
    return value;
  };
}
