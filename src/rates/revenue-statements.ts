import { currencyOptions, readRates } from "../data/currencies.js";
import { subscriptionOptions } from "../data/read-subscriptions.js";
import { checkOptions } from "../errors.js";
import { followCustomers } from "./customer-history.js";
import { type MomentOptions, momentOptions, readMoments } from "./read-moments.js";
import { readStates, type StateOptions, stateOptions } from "./read-states.js";
import { nameBetween } from "./revenue-movements.js";
import { StatementTally } from "./statement-tally.js";
import type { RevenueStatements } from "./statement-types.js";

/** Options of `revenueStatements`. */
export interface RevenueStatementOptions<Table> extends StateOptions<Table>, MomentOptions {}

/** Names of the options of functions that follow states through moments. */
export const statementOptions = [
  ...subscriptionOptions,
  ...currencyOptions,
  ...stateOptions,
  ...momentOptions,
] as const;

const where = "revenueStatements";

/**
 * Statements of recurring revenue between moments, straight from subscriptions: new, expansion, contraction, churn, reactivation, and of
 * states also pause and resume, with the cause of each churn.
 *
 * Trials and pauses are no customers and no churn. A movement is a customer's net change between two moments; what comes and goes between them
 * does not show. The first moment is the opening balance; a customer who had paid before it comes back as a reactivation.
 *
 * Formula: closing = opening + new + reactivation + resume + expansion - contraction - churn - pause + currency.
 *
 * @param subscriptions - Rows or columns of customer, start, end (null while it runs) and amount, as `recurringRevenue` takes them, with `state`
 *   and `cause` where known: rows of `stripeInvoiceLines` are such.
 * @param options - `at`, or `period` and `asOf`; field names; `zeroAmounts`; `exchangeRates` (by moment as an ISO string, where they change).
 * @returns Totals by moment, statements by period, and movements.
 * @throws {InvalidInputError} If a value cannot be read, a state is unknown, a subscription is there twice, or moments are not in order.
 * @throws {InsufficientDataError} If there is no subscription.
 * @see ChartMogul, "MRR movements" (help pages); Stripe, "Calculating MRR in Billing" (currency as a line of its own).
 *
 * @example
 * const subscriptions = [
 *   { customer: "a", start: "2026-01-10", end: "2026-02-10", amount: 30, state: "active", cause: null },
 *   { customer: "a", start: "2026-02-10", end: "2026-03-10", amount: 0, state: "paused", cause: null },
 *   { customer: "a", start: "2026-03-10", end: null, amount: 30, state: "active", cause: null },
 *   { customer: "b", start: "2026-01-20", end: "2026-03-20", amount: 50, state: "active", cause: "card declined" },
 * ];
 * const { statements, movements } = revenueStatements(subscriptions, { period: "month", asOf: "2026-04-01" });
 * statements.map(({ period, pause, resume, churn, closing }) => [period, pause, resume, churn, closing]);
 * // => [["2026-01", 0, 0, 0, 80], ["2026-02", 30, 0, 0, 50], ["2026-03", 0, 30, 50, 30]]
 * movements.filter(({ kind }) => kind === "churn").map(({ customer, cause }) => [customer, cause]); // => [["b", "card declined"]]
 */
export function revenueStatements<Table extends object>(
  subscriptions: Table,
  options: RevenueStatementOptions<Table>,
): RevenueStatements {
  checkOptions(where, options, [...statementOptions]);
  const read = readStates(where, subscriptions, options);
  const moments = readMoments(where, options, read);
  const periods = Array.from(moments, (moment) => new Date(moment).toISOString());
  const rate = readRates(where, read.currencyNames, periods, options.exchangeRates);
  const names = periods.slice(1).map((to, i) => nameBetween(read.zone, periods[i]!, to));
  const tally = new StatementTally(read, { rate, periods, names });
  return tally.result(followCustomers(read, moments, (history) => tally.add(history)));
}
