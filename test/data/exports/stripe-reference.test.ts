/** Billing accounts whose answers a second program gave from the rules alone: test/reference/exports/stripe. */
import { describe, expect, it } from "vitest";
import { stripeInvoiceLines } from "../../../src/data/exports/stripe-invoice-lines.js";
import { stripeSubscriptions } from "../../../src/data/exports/stripe-subscriptions.js";
import { customerStates } from "../../../src/rates/customer-states.js";
import { recurringRevenue } from "../../../src/rates/recurring-revenue.js";
import { revenueStatements } from "../../../src/rates/revenue-statements.js";
import { expectClose, expectPlainData, readReference } from "../../support.js";

const accounts = [
  "01-trial-converting",
  "02-trial-abandoned",
  "03-pause-collection",
  "04-quantity-change",
  "05-yearly",
  "06-cancel-at-period-end",
  "07-past-due",
  "08-coupons",
  "09-several-items",
  "10-zero-decimal",
  "11-several-currencies",
  "12-refunds-and-tax",
  "13-quantity-change-older-api",
];
const relative = 1e-9;

type Row = Record<string, unknown>;
const rowsOf = ({ columns, rows }: { columns: string[]; rows: unknown[][] }): Row[] =>
  rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));

/** Times as milliseconds: the reference writes them without fractions of a second. */
const timed = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : value,
    ]),
  );

function expectRows(actual: readonly object[], expected: readonly Row[], name: string): void {
  expect(actual.length, name).toBe(expected.length);
  for (const [i, row] of expected.entries())
    for (const [field, value] of Object.entries(timed(row))) {
      const got = timed(actual[i] as Row)[field];
      if (typeof value === "number" && typeof got === "number")
        expectClose(got, value, { relative }, `${name} ${i} ${field}`);
      else expect(got, `${name} ${i} ${field}`).toEqual(value);
    }
}

describe.each(accounts)("account %s", (file) => {
  const account = readReference(`exports/stripe/${file}.json`);
  const { subscriptions, invoices, creditNotes, asOf, expected } = account;
  const prices = account.prices ?? [];
  const rates = account.exchangeRates
    ? Object.fromEntries(
        Object.entries(account.exchangeRates).map(([name, rate]) => [name.toLowerCase(), rate]),
      )
    : undefined;
  const exchangeRates = rates as Record<string, number> | undefined;

  it("gives the rows of its subscriptions", () => {
    const result = stripeSubscriptions(subscriptions, { asOf });
    expectPlainData(result);
    const place = new Map(subscriptions.map(({ id }: { id: string }, i: number) => [id, i]));
    const rows = [...result.subscriptions, ...result.undated].sort(
      (a, b) => Number(place.get(a.subscription)) - Number(place.get(b.subscription)),
    );
    expectRows(rows, rowsOf(expected.fromSubscriptions), "row");
    // What counts now is what the history has at the moment of the export, but for taxes within prices.
    const now = recurringRevenue(result.subscriptions, {
      at: [asOf],
      ...(exchangeRates && { exchangeRates }),
    });
    const counted = rows.reduce(
      (sum, row) => sum + (row.counts ? row.monthly * (exchangeRates?.[row.currency] ?? 1) : 0),
      0,
    );
    expectClose(now.totals[0]!.monthly, counted, { relative });
  });

  it("gives the cash of its invoices", () => {
    const { cash } = stripeInvoiceLines(invoices, { subscriptions, prices, creditNotes });
    expectRows(cash, expected.cash, "cash");
  });

  // biome-ignore lint/suspicious/noExplicitAny: the file's own shape
  it.each<[string, any]>(
    expected.history.map((run: { options: object }) => [JSON.stringify(run.options), run]),
  )("gives the history under %s", (_, run) => {
    const result = stripeInvoiceLines(invoices, { subscriptions, prices, creditNotes, ...run.options });
    expectPlainData(result);
    const { revenue } = result;
    const at = run.totals.map((total: { at: string }) => total.at);
    const options = { at, ...(exchangeRates && { exchangeRates }) };
    const { totals, statements, movements } = revenueStatements(revenue, options);
    for (const [i, total] of run.totals.entries()) {
      const { customers, pastDue, trials, paused } = total;
      expect(totals[i], total.at).toMatchObject({ customers, pastDue, trials, paused });
      const sum = total.converted ?? Object.values(total.monthly as number[]).reduce((a, b) => a + b, 0);
      expectClose(totals[i]!.monthly, sum, { relative }, total.at);
      for (const [currency, amount] of Object.entries(total.monthly as Record<string, number>)) {
        const own = recurringRevenue(
          revenue.filter((row) => row.currency === currency),
          { at: [total.at] },
        );
        expectClose(own.totals[0]!.monthly, amount, { relative }, `${total.at} ${currency}`);
      }
    }
    const states = customerStates(revenue, options);
    for (const { customer, states: wanted } of run.states) {
      const own = states.filter((row) => row.customer === customer).map(({ state }) => state);
      const known = own.length > 0 ? own : wanted.map(() => "none");
      expect(known, customer).toEqual(wanted);
    }
    const { balances } = recurringRevenue(revenue, options);
    const sorted = rowsOf(run.balances).sort((a, b) =>
      `${a.at}${a.customer}` < `${b.at}${b.customer}` ? -1 : 1,
    );
    const found = balances
      .map((row) => ({ ...row, at: row.period, monthly: row.amount }))
      .sort((a, b) => (`${a.at}${a.customer}` < `${b.at}${b.customer}` ? -1 : 1));
    expectRows(found, sorted, "balance");
    const dated = movements.map((movement) => ({
      ...movement,
      period: statements.find(({ period }) => period === movement.period)!.to,
    }));
    expectRows(dated, run.movements, "movement");
  });
});

it("reads an account in the form before March 2025 as it reads the same in today's", () => {
  const [now, before] = ["04-quantity-change", "13-quantity-change-older-api"].map((file) => {
    const { subscriptions, invoices, prices = [] } = readReference(`exports/stripe/${file}.json`);
    return stripeInvoiceLines(invoices, { subscriptions, prices });
  });
  expect(before).toEqual(now);
});
