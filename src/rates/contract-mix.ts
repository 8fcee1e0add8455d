import { readRates } from "../data/currencies.js";
import { optionalColumn } from "../data/read-subscriptions.js";
import {
  type BillingInterval,
  type BillingTerm,
  billingIntervals,
  billingTerm,
} from "../data/renewals/billing-term.js";
import { checkOptions } from "../errors.js";
import { readMoments } from "./read-moments.js";
import { type ReadStates, readStates, rowKinds } from "./read-states.js";
import { type RevenueStatementOptions, statementOptions } from "./revenue-statements.js";

/** Contracts of one billing interval at a moment. */
export interface ContractMixRow {
  /** The moment, an ISO string in UTC. */
  readonly period: string;
  /** Unit of the billing interval. */
  readonly interval: BillingInterval;
  /** Number of units between two bills. */
  readonly intervalCount: number;
  /** Rows that pay. */
  readonly subscriptions: number;
  /** Customers who have one: someone with a monthly and a yearly contract is counted under both. */
  readonly customers: number;
  /** Monthly recurring revenue. */
  readonly monthly: number;
  /** Of all rows that pay. */
  readonly shareOfSubscriptions: number;
  /** Of all monthly recurring revenue. */
  readonly shareOfRevenue: number;
}

const where = "contractMix";

/**
 * Mix of contracts: how many customers and how much recurring revenue are on yearly, monthly or other billing intervals, at moments.
 *
 * A growing share of yearly contracts lowers monthly churn without anyone staying longer: compare renewal rates by interval (`renewalRate`).
 *
 * @param subscriptions - Rows or columns as `revenueStatements` takes them, with `interval` and `intervalCount` (12 months are a year).
 * @param options - `at`, or `period` and `asOf`; field names; `exchangeRates`.
 * @returns One row for each moment and billing interval in use, intervals by name.
 * @throws {InvalidInputError} If a value cannot be read, or moments are not in order.
 * @throws {InsufficientDataError} If there is no subscription.
 *
 * @example
 * const subscriptions = [
 *   { customer: "a", start: "2026-01-01", end: null, amount: 10, interval: "month", intervalCount: 1 },
 *   { customer: "b", start: "2026-01-01", end: null, amount: 360, interval: "month", intervalCount: 12 },
 * ];
 * const rows = contractMix(subscriptions, { at: ["2026-02-01"] });
 * rows.map(({ interval, monthly, shareOfRevenue }) => [interval, monthly, shareOfRevenue]); // => [["month", 10, 0.25], ["year", 30, 0.75]]
 */
export function contractMix<Table extends object>(
  subscriptions: Table,
  options: RevenueStatementOptions<Table>,
): readonly ContractMixRow[] {
  checkOptions(where, options, [...statementOptions]);
  const read = readStates(where, subscriptions, options);
  const moments = readMoments(where, options, read);
  const terms = readTerms(read, options);
  const periods = Array.from(moments, (moment) => new Date(moment).toISOString());
  const rate = readRates(where, read.currencyNames, periods, options.exchangeRates);
  return periods.flatMap((period, place) =>
    mixAt(read, terms, { period, moment: moments[place]!, rate: (currency) => rate(currency, place) }),
  );
}

/** The billing interval of each row. */
function readTerms<Table>(read: ReadStates, options: RevenueStatementOptions<Table>): BillingTerm[] {
  const { table, problems } = read;
  const units = optionalColumn(table, "interval", options.interval);
  const counts = optionalColumn(table, "intervalCount", options.intervalCount);
  const terms = Array.from(read.codes, (_, i) => {
    const unit = units === null ? "month" : units.at(i);
    const known = (billingIntervals as readonly unknown[]).includes(unit);
    if (!known) problems.add(units!.name(i), "must be a billing interval", unit);
    return billingTerm(
      known ? (unit as BillingInterval) : "month",
      counts === null ? 1 : (counts.at(i) as number),
    );
  });
  problems.throwIfAny();
  return terms;
}

interface MixMoment {
  readonly period: string;
  readonly moment: number;
  readonly rate: (currency: number) => number;
}

function mixAt(
  read: ReadStates,
  terms: readonly BillingTerm[],
  { period, moment, rate }: MixMoment,
): ContractMixRow[] {
  const found = new Map<string, { term: BillingTerm; codes: number[]; monthly: number }>();
  let [all, revenue] = [0, 0];
  for (const [i, term] of terms.entries()) {
    const pays = read.kinds[i] === rowKinds.paying || read.kinds[i] === rowKinds.pastDue;
    if (!pays || read.starts[i]! > moment || read.ends[i]! <= moment) continue;
    const key = `${term.interval} ${String(term.intervalCount).padStart(4, "0")}`;
    const own = found.get(key) ?? { term, codes: [], monthly: 0 };
    const monthly = read.monthly[i]! * rate(read.currencies?.[i] ?? 0);
    own.codes.push(read.codes[i]!);
    own.monthly += monthly;
    found.set(key, own);
    all++;
    revenue += monthly;
  }
  return [...found.keys()].sort().map((key): ContractMixRow => {
    const { term, codes, monthly } = found.get(key)!;
    return {
      ...{ period, interval: term.interval, intervalCount: term.intervalCount, subscriptions: codes.length },
      ...{ customers: new Set(codes).size, monthly },
      ...{ shareOfSubscriptions: codes.length / all, shareOfRevenue: monthly / revenue },
    };
  });
}
