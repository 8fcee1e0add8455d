/** The value of a customer base: the customers there are, by tenure, and those still to be won. */
import {
  check,
  checkChoice,
  checkCount,
  checkFields,
  checkNonNegative,
  checkObject,
  isList,
} from "../errors.js";
import { checkTimeUnit, type PaymentTiming, periodsPer, type TimeUnit, type YearLength } from "../time.js";
import { type CustomerInput, checkCustomer, readStream } from "./customer-stream.js";
import { type CustomerStanding, type ResidualValueInput, residualValueFor } from "./residual-value.js";
import { valueOfStream } from "./stream-value.js";

/** Customers of one tenure. */
export interface TenureGroup {
  /** Renewals that they have made: a whole number of 0 or more. */
  readonly renewals: number;
  /** How many customers: 0 or more, not necessarily whole. */
  readonly customers: number;
}

/** Customers forecast to be won in the periods to come. */
export interface AcquisitionForecast {
  /** Customers won in periods 1, 2, …: a list, or a function of the period with `periods`. */
  readonly customers: readonly number[] | ((period: number) => number);
  /** How many periods a function is asked for. */
  readonly periods?: number | undefined;
  /** Cost of acquiring one customer, at the time of acquisition. Default 0. */
  readonly acquisitionCost?: number | undefined;
  /** Length of the periods of the forecast, where customers are won by the quarter and kept by the year. Default `timeUnit`. */
  readonly timeUnit?: TimeUnit | undefined;
  /** When in its period a customer is won, in the words of payments. Default `"afterOnePeriod"`. */
  readonly arrival?: Extract<PaymentTiming, "now" | "midPeriod" | "afterOnePeriod"> | undefined;
}

/** Input of `customerEquity`. */
export type CustomerEquityInput = CustomerInput & {
  /** The customers there are, by tenure. */
  readonly base: readonly TenureGroup[];
  /** Where they stand. Default `"active"`. */
  readonly standing?: CustomerStanding | undefined;
  /** The customers still to be won. Default none. */
  readonly acquisition?: AcquisitionForecast | undefined;
};

/** Value of the customers of one tenure. */
export interface TenureValue {
  /** Renewals that they have made. */
  readonly renewals: number;
  /** How many they are. */
  readonly customers: number;
  /** Residual value of each. */
  readonly valueEach: number;
  /** Residual value of all. */
  readonly value: number;
}

/** Value of the customers forecast for one period. */
export interface AcquisitionValue {
  /** The period: 1, 2, …. */
  readonly period: number;
  /** How many are won. */
  readonly customers: number;
  /** Present value, at time 0, of their lifetime value less acquisition cost. */
  readonly value: number;
}

/** The value of a customer base and what it is made of. */
export interface CustomerEquity {
  /** Value of the customers there are. */
  readonly existing: number;
  /** Present value of the customers still to be won, net of acquisition cost. */
  readonly future: number;
  /** `existing` plus `future`. */
  readonly total: number;
  /** How many customers there are. */
  readonly customers: number;
  /** Lifetime value of a customer when won, before acquisition cost. */
  readonly newCustomerValue: number;
  /** The existing customers by tenure. */
  readonly byTenure: readonly TenureValue[];
  /** The customers to be won by period. */
  readonly byAcquisition: readonly AcquisitionValue[];
  /** When payments of new customers fall, and of existing ones unless a renewal is due. */
  readonly timing: PaymentTiming;
  /** Where the existing customers stand. */
  readonly standing: CustomerStanding;
  /** Effective discount rate per period. */
  readonly discountRate: number;
  /** The unit of a period; null where it was not named. */
  readonly timeUnit: TimeUnit | null;
}

const where = "customerEquity";
/** So many periods a forecast that is a function is asked for. */
const mostPeriods = 1_000_000;
const arrivals = ["now", "midPeriod", "afterOnePeriod"] as const;

/**
 * Customer equity: the residual value of existing customers, by tenure, plus the present value of those to be won.
 *
 * Valuing every customer with the average retention rate of the base understates it when customers differ (by 13% and 45%
 * in the two examples of Fader and Hardie): old customers stay longer, and the average mixes them. Use a survival
 * curve. The acquisition forecast is yours, and much of the total often rests on it.
 *
 * Formula: Σ_n customers(n) RLV(n) + Σ_t (1+d)^-t won(t) (LTV - cost).
 *
 * @param input - The input of `lifetimeValue` without acquisition cost; `base`, rows `{ renewals, customers }`; `standing`
 *   of that base (default `"active"`); `acquisition` `{ customers, periods?, acquisitionCost?, arrival?, timeUnit? }` (default none).
 * @returns Existing, future and total value in the currency of the margin, with a table of each.
 * @throws {InvalidInputError} If an argument breaks its rule or a sum diverges.
 * @see Fader & Hardie (2010), "Customer-Base Valuation in a Contractual Setting: The Perils of Ignoring Heterogeneity",
 *   Marketing Science 29(1), 85-93, doi:10.1287/mksc.1080.0482.
 * @see Gupta, Lehmann & Stuart (2004), "Valuing Customers", Journal of Marketing Research 41(1), 7-18, equation 8.
 *
 * @example
 * const base = [{ renewals: 0, customers: 500 }, { renewals: 1, customers: 300 }];
 * const acquisition = { customers: [100, 110, 120], acquisitionCost: 120 };
 * const equity = customerEquity({ margin: 100, retention: 0.8, discountRate: 0.1, base, acquisition });
 * equity.existing; // ≈ 293333
 * equity.future; // ≈ 67087.4
 */
export function customerEquity(input: CustomerEquityInput): CustomerEquity {
  checkCustomer(where, input, ["base", "standing", "acquisition"]);
  const { base, standing = "active", acquisition } = input;
  const stream = readStream(where, input);
  const newCustomerValue = valueOfStream(where, stream).value;
  const byTenure = readBase(where, base).map(({ renewals, customers }): TenureValue => {
    const valueEach = residualValueFor(where, { ...input, renewals, standing } as ResidualValueInput).value;
    return { renewals, customers, valueEach, value: customers * valueEach };
  });
  const byAcquisition =
    acquisition === undefined
      ? []
      : valueAcquisition(acquisition, newCustomerValue, {
          rate: stream.discountRate,
          timeUnit: stream.timeUnit,
          weeksPerYear: input.weeksPerYear,
        });
  const existing = byTenure.reduce((total, { value }) => total + value, 0);
  const future = byAcquisition.reduce((total, { value }) => total + value, 0);
  return {
    existing,
    future,
    total: existing + future,
    customers: byTenure.reduce((total, { customers }) => total + customers, 0),
    newCustomerValue,
    byTenure,
    byAcquisition,
    timing: stream.timing,
    standing,
    discountRate: stream.discountRate,
    timeUnit: stream.timeUnit,
  };
}

/** The customers there are, by tenure, checked. */
export function readBase(caller: string, base: readonly TenureGroup[]): readonly TenureGroup[] {
  check(isList(base), caller, "base", "must be a list of { renewals, customers }", base);
  base.forEach((group, i) => {
    checkObject(caller, `base[${i}]`, group);
    checkCount(caller, `base[${i}].renewals`, group.renewals);
    checkNonNegative(caller, `base[${i}].customers`, group.customers);
  });
  return base;
}

interface Discounting extends YearLength {
  readonly rate: number;
  readonly timeUnit: TimeUnit | null;
}

/** Length of a period of the forecast, in periods of the retention rate. */
function intakeLength(unit: TimeUnit | undefined, { timeUnit, weeksPerYear }: Discounting): number {
  if (unit === undefined) return 1;
  checkTimeUnit(where, "acquisition.timeUnit", unit);
  const rule = "must be left out unless timeUnit says how long a period of the retention rate is";
  check(timeUnit !== null, where, "acquisition.timeUnit", rule, unit);
  return periodsPer(unit, timeUnit, { weeksPerYear });
}

function valueAcquisition(
  forecast: AcquisitionForecast,
  each: number,
  discounting: Discounting,
): AcquisitionValue[] {
  const fields = ["customers", "periods", "acquisitionCost", "timeUnit", "arrival"] as const;
  checkFields(where, "acquisition", forecast, fields);
  const { acquisitionCost = 0, arrival = "afterOnePeriod" } = forecast;
  checkNonNegative(where, "acquisition.acquisitionCost", acquisitionCost);
  checkChoice(where, "acquisition.arrival", arrival, arrivals);
  const early = { now: 1, midPeriod: 0.5, afterOnePeriod: 0 }[arrival];
  const length = intakeLength(forecast.timeUnit, discounting);
  return readForecast(where, "acquisition", forecast).map((customers, i) => ({
    period: i + 1,
    customers,
    value: customers * (each - acquisitionCost) * (1 + discounting.rate) ** -((i + 1 - early) * length) + 0,
  }));
}

/** The customers won in each period, checked. */
export function readForecast(
  caller: string,
  name: string,
  { customers, periods }: Pick<AcquisitionForecast, "customers" | "periods">,
): number[] {
  if (typeof customers === "function") {
    checkCount(caller, `${name}.periods`, periods);
    check(periods <= mostPeriods, caller, `${name}.periods`, `must be at most ${mostPeriods}`, periods);
  } else {
    const rule = "must be a list or a function of the period";
    check(isList(customers), caller, `${name}.customers`, rule, customers);
    const agrees = periods === undefined || periods === customers.length;
    check(
      agrees,
      caller,
      `${name}.periods`,
      `must be left out, or ${customers.length} as customers has`,
      periods,
    );
  }
  const list =
    typeof customers === "function"
      ? Array.from({ length: periods as number }, (_, i) => customers(i + 1))
      : Array.from(customers);
  list.forEach((count, i) => {
    checkNonNegative(caller, `${name}.customers[${i}]`, count);
  });
  return list;
}
