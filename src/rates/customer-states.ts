import { readRates } from "../data/currencies.js";
import { checkOptions } from "../errors.js";
import type { CustomerId } from "../tables/read-customers.js";
import { followCustomers } from "./customer-history.js";
import { readMoments } from "./read-moments.js";
import { type CustomerState, readStates } from "./read-states.js";
import { type RevenueStatementOptions, statementOptions } from "./revenue-statements.js";

/** The state of a customer at a moment. */
export interface CustomerStateRow {
  /** The moment, an ISO string in UTC. */
  readonly period: string;
  /** The customer. */
  readonly customer: CustomerId;
  /** The state at that moment. */
  readonly state: CustomerState;
  /** What the customer pays monthly then; 0 unless `active` or `pastDue`. */
  readonly amount: number;
  /** Why the customer is lost, where `churned`; null otherwise. */
  readonly cause: string | null;
}

const where = "customerStates";

/**
 * The state of every customer at stated moments: `active`, `pastDue` (pays, with an unpaid invoice), `paused`,
 * `trial`, `churned` (paid before), `trialExpired` (never paid) or `none` (not begun). A plan of amount 0 can be
 * `free`.
 *
 * Of several rows at one moment the first of these states counts: a customer who pays for one subscription and pauses another is active.
 *
 * @param subscriptions - Rows or columns as `revenueStatements` takes them.
 * @param options - `at`, or `period` and `asOf`; field names; `zeroAmounts`; `exchangeRates`.
 * @returns One row for each moment and customer, by moment, customers in order of first appearance.
 * @throws {InvalidInputError} If a value cannot be read, a state is unknown, a subscription is there twice, or moments are not in order.
 * @throws {InsufficientDataError} If there is no subscription.
 *
 * @example
 * const subscriptions = [
 *   { customer: "a", start: "2026-01-10", end: "2026-01-24", amount: 0, state: "trial" },
 *   { customer: "a", start: "2026-01-24", end: null, amount: 49, state: "active" },
 *   { customer: "b", start: "2026-01-20", end: "2026-02-03", amount: 0, state: "trial" },
 * ];
 * const states = customerStates(subscriptions, { at: ["2026-01-22", "2026-03-01"] });
 * states.map(({ customer, state }) => [customer, state]);
 * // => [["a", "trial"], ["b", "trial"], ["a", "active"], ["b", "trialExpired"]]
 */
export function customerStates<Table extends object>(
  subscriptions: Table,
  options: RevenueStatementOptions<Table>,
): readonly CustomerStateRow[] {
  checkOptions(where, options, [...statementOptions]);
  const read = readStates(where, subscriptions, options);
  const moments = readMoments(where, options, read);
  const periods = Array.from(moments, (moment) => new Date(moment).toISOString());
  const rate = readRates(where, read.currencyNames, periods, options.exchangeRates);
  const currencies = Math.max(1, read.currencyNames.length);
  const rows: CustomerStateRow[][] = periods.map(() => []);
  const codes: number[][] = periods.map(() => []);
  const why = followCustomers(read, moments, (history) => {
    for (const [place, period] of periods.entries()) {
      const state = history.state(place);
      let amount = 0;
      for (let c = 0; c < currencies; c++)
        amount += history.amounts[place * currencies + c]! * rate(c, place);
      rows[place]!.push({ period, customer: read.ids[history.customer]!, state, amount, cause: null });
      codes[place]!.push(history.customer);
    }
  });
  return rows.flatMap((own, place) =>
    own.map((row, i) =>
      row.state === "churned" ? { ...row, cause: why(codes[place]![i]!, place).cause } : row,
    ),
  );
}
