import type { PeriodLabel } from "../data/currencies.js";
import { checkChoice, checkOptions } from "../errors.js";
import { layCalendar } from "../tables/calendar.js";
import { createProblems } from "../tables/problems.js";
import { type CustomerId, readCustomers } from "../tables/read-customers.js";
import { openColumn } from "../tables/table.js";
import type { TimeZone } from "../tables/time-zone.js";
import { type RevenueBalanceOptions, type RevenueBalances, readBalances } from "./revenue-balances.js";

/** What happened to the recurring revenue of a customer between two periods. */
export type RevenueMovementKind = "new" | "reactivation" | "expansion" | "contraction" | "churn" | "currency";

/** The movement of one customer's recurring revenue into a period. */
export interface RevenueMovement {
  /** The period in which it happened, as its statement names it. */
  readonly period: PeriodLabel;
  /** The customer. */
  readonly customer: CustomerId;
  /** What happened. */
  readonly kind: RevenueMovementKind;
  /** Change of the recurring amount, with its sign: below 0 for contraction and churn. */
  readonly change: number;
}

/** Recurring revenue of one period: what it opened with, what moved, what it closed with. Losses are positive amounts. */
export interface RevenueStatement {
  /**
   * The period that the statement describes: the one whose balances it leads to, or where balances are taken at moments the
   * time between two of them (`2026-02` for a month, `2026-Q1`, `2026`, `2026-02-01` for a day, else `from/to`).
   */
  readonly period: PeriodLabel;
  /** The balances that it opens with: a period, or a moment; null for nothing. */
  readonly from: PeriodLabel | null;
  /** The balances that it closes with. */
  readonly to: PeriodLabel;
  /** Recurring revenue of the period before. */
  readonly opening: number;
  /** From customers who never paid before. */
  readonly new: number;
  /** From customers who had paid before, but not in the period before. */
  readonly reactivation: number;
  /** Additional revenue of customers who paid already. */
  readonly expansion: number;
  /** Revenue lost from customers who still pay, as a positive amount. */
  readonly contraction: number;
  /** Revenue of customers who no longer pay anything, as a positive amount. */
  readonly churn: number;
  /** Change in worth of unchanged amounts in other currencies, of either sign. */
  readonly currency: number;
  /** Recurring revenue of the period: opening + new + reactivation + expansion - contraction - churn + currency. */
  readonly closing: number;
  /** Paying customers of the period before. */
  readonly customersAtStart: number;
  /** Customers who pay for the first time. */
  readonly customersNew: number;
  /** Customers who pay again. */
  readonly customersReactivated: number;
  /** Customers who pay more. */
  readonly customersExpanded: number;
  /** Customers who pay less. */
  readonly customersContracted: number;
  /** Customers who no longer pay anything. */
  readonly customersChurned: number;
  /** Paying customers of the period. */
  readonly customersAtEnd: number;
}

/** Statements and movements of a table of balances. */
export interface RevenueMovements {
  /** One statement for each period after the first, or for every one when nothing came before. */
  readonly statements: readonly RevenueStatement[];
  /** Every movement of every customer, in order of period and of first appearance. */
  readonly movements: readonly RevenueMovement[];
}

/** Where the balances are, and what came before them. */
export interface RevenueMovementOptions<Table> extends RevenueBalanceOptions<Table> {
  /** What the first period is: `"balance"` (default), what was there already, or `"movement"`, from nothing before it. */
  readonly firstPeriod?: "balance" | "movement" | undefined;
  /** Customers who had paid before the first period without paying in it: their return is a reactivation. */
  readonly paidBefore?: readonly CustomerId[] | undefined;
}

/**
 * Movements of recurring revenue from period to period, by customer: new, reactivation, expansion, contraction, churn
 * and currency effect.
 *
 * A movement is a customer's net change: cancelling one of two subscriptions is contraction, not churn, and what goes up
 * and down within a period is invisible. Someone is new once only. Revenue of customers who stay is valued at the new
 * exchange rate, what the rate did to their old amount is the currency effect; churn is valued at the old rate. Put in
 * what the company counts as recurring: monthly amounts without trials, taxes and one-off charges (`monthlyAmount`).
 *
 * Formula: closing = opening + new + reactivation + expansion - contraction - churn + currency.
 *
 * @param balances - Rows or columns of customer, period and recurring amount; a customer without a row pays nothing then,
 *   several rows of one customer in a period are summed.
 * @param options - Field names; `periods` in order; `exchangeRates` for several currencies; `firstPeriod`; `paidBefore`; `timeZone`.
 * @returns A statement for each period and the movements of each customer; changes below 1e-12 of the amount are none.
 * @throws {InvalidInputError} If a value is missing, an amount negative, a period left out or a currency without a rate.
 * @throws {InsufficientDataError} If there are no rows.
 * @see ChartMogul, "MRR movements" (help pages); Stripe, "Calculating MRR in Billing" (currency as a line of its own).
 *
 * @example
 * const balances = [
 *   { customer: "a", period: 1, amount: 100 }, { customer: "b", period: 1, amount: 50 },
 *   { customer: "a", period: 2, amount: 120 }, { customer: "c", period: 2, amount: 30 },
 * ];
 * const { statements, movements } = revenueMovements(balances);
 * statements[0]?.closing; // => 150
 * movements.map(({ customer, kind, change }) => `${customer} ${kind} ${change}`);
 * // => ["a expansion 20", "b churn -50", "c new 30"]
 */
export function revenueMovements<Table extends object>(
  balances: Table,
  options: RevenueMovementOptions<Table> = {},
): RevenueMovements {
  const where = "revenueMovements";
  checkOptions(where, options, [
    "firstPeriod",
    "paidBefore",
    "customer",
    "period",
    "amount",
    "currency",
    "exchangeRates",
    "periods",
    "timeZone",
  ]);
  const { firstPeriod = "balance", paidBefore = [] } = options;
  checkChoice(where, "firstPeriod", firstPeriod, ["balance", "movement"]);
  const earlier = readEarlier(where, paidBefore);
  const read = readBalances(where, balances, options);
  const paid = read.ids.map((id) => earlier.has(id));
  const statements: RevenueStatement[] = [];
  const movements: RevenueMovement[] = [];
  const compare = comparePeriods(read);
  if (firstPeriod === "balance") markPaid(paid, compare(0));
  for (let place = firstPeriod === "balance" ? 1 : 0; place < read.periods.length; place++) {
    const [from, to] = [read.periods[place - 1] ?? null, read.periods[place]!];
    const period = read.zone === null ? to : nameBetween(read.zone, from as string | null, to as string);
    const changes = compare(place);
    const before = movements.length;
    for (const change of changes) {
      const customer = read.ids[change.customer]!;
      for (const [kind, amount] of movementsOf(change, paid[change.customer]!))
        movements.push({ period, customer, kind, change: amount });
    }
    statements.push({ period, from, to, ...summarize(changes, movements.slice(before)) });
    markPaid(paid, changes);
  }
  return { statements, movements };
}

/** The customers who had paid earlier. */
function readEarlier(where: string, paidBefore: unknown): Set<CustomerId> {
  const problems = createProblems(where);
  const { ids } = readCustomers(openColumn(where, "paidBefore", paidBefore), problems);
  problems.throwIfAny();
  return new Set(Array.from(ids));
}

const calendarPeriods = ["month", "quarter", "year", "day"] as const;

/** The name of the time between two moments: that of a calendar period where it is one, else both of them. */
export function nameBetween(zone: TimeZone, from: string | null, to: string): string {
  if (from === null) return to;
  const [start, end] = [Date.parse(from), Date.parse(to)];
  for (const period of start < end ? calendarPeriods : []) {
    const calendar = layCalendar("revenueMovements", { zone, period, weekStart: "monday" }, start, start);
    if (calendar.starts[0] === start && calendar.starts[1] === end) return calendar.label(0);
  }
  return `${from}/${to}`;
}

/** A customer who paid in a period or in the one before it, by code. */
export interface CustomerChange {
  readonly customer: number;
  readonly opening: number;
  readonly closing: number;
  /** What the change of the exchange rate did to the opening amount. */
  readonly revaluation: number;
}

/** Compares a period with the one before it; the columns that it sums into are laid once for all periods. */
function comparePeriods({ ids, forEachRow, rate }: RevenueBalances): (period: number) => CustomerChange[] {
  const opening = new Float64Array(ids.length);
  const closing = new Float64Array(ids.length);
  const revaluation = new Float64Array(ids.length);
  return (period) => {
    opening.fill(0);
    closing.fill(0);
    revaluation.fill(0);
    if (period > 0)
      forEachRow(period - 1, (customer, amount, currency) => {
        const before = rate(currency, period - 1);
        opening[customer]! += amount * before;
        revaluation[customer]! += amount * (rate(currency, period) - before);
      });
    forEachRow(period, (customer, amount, currency) => {
      closing[customer]! += amount * rate(currency, period);
    });
    const changes: CustomerChange[] = [];
    for (let customer = 0; customer < ids.length; customer++) {
      const [start, end] = [opening[customer]!, closing[customer]!];
      if (start > 0 || end > 0)
        changes.push({ customer, opening: start, closing: end, revaluation: revaluation[customer]! });
    }
    return changes;
  };
}

function markPaid(paid: boolean[], changes: readonly CustomerChange[]): void {
  for (const { customer, closing } of changes) if (closing > 0) paid[customer] = true;
}

/** What happened to a customer's revenue, with the change of each kind. */
export function movementsOf(
  { opening, closing, revaluation }: CustomerChange,
  paidBefore: boolean,
): [RevenueMovementKind, number][] {
  if (opening === 0) return [[paidBefore ? "reactivation" : "new", closing]];
  if (closing === 0) return [["churn", -opening]];
  const moved: [RevenueMovementKind, number][] = [];
  if (revaluation !== 0) moved.push(["currency", revaluation]);
  const change = closing - opening - revaluation;
  // Sums of the same subscriptions in another order differ in their last digits, which is no movement.
  if (Math.abs(change) > 1e-12 * Math.max(opening, closing))
    moved.push([change > 0 ? "expansion" : "contraction", change]);
  return moved;
}

function summarize(
  changes: readonly CustomerChange[],
  moved: readonly RevenueMovement[],
): Omit<RevenueStatement, "period" | "from" | "to"> {
  const sums = { new: 0, reactivation: 0, expansion: 0, contraction: 0, churn: 0, currency: 0 };
  const counts = { ...sums };
  for (const { kind, change } of moved) {
    sums[kind] += kind === "currency" ? change : Math.abs(change);
    counts[kind]++;
  }
  return {
    opening: changes.reduce((sum, { opening }) => sum + opening, 0),
    ...sums,
    closing: changes.reduce((sum, { closing }) => sum + closing, 0),
    customersAtStart: changes.filter(({ opening }) => opening > 0).length,
    customersNew: counts.new,
    customersReactivated: counts.reactivation,
    customersExpanded: counts.expansion,
    customersContracted: counts.contraction,
    customersChurned: counts.churn,
    customersAtEnd: changes.filter(({ closing }) => closing > 0).length,
  };
}
