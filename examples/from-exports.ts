/**
 * "Here are our exports. What are our customers worth?" Generated exports of a billing system and of a shop, from objects and CSV to recurring
 * revenue, renewals, a fitted curve and value.
 */
import { parse } from "csv-parse/sync";
import {
  cancelReasons,
  renewalCohorts,
  repeatPurchaseRate,
  revenueRates,
  revenueStatements,
  type StripeInvoice,
  type StripeSubscription,
  shiftedBetaGeometric,
  shopifyOrders,
  stripeInvoiceLines,
  stripeSubscriptions,
} from "retention-economics";
import { heading, number, paragraph, percent, printWhenRun, table } from "./print.js";

const truth = { alpha: 0.9, beta: 4 };
const asOf = "2026-01-01";
const price = {
  ...{ id: "price_pro", currency: "usd", unit_amount: 3000 },
  recurring: { interval: "month", interval_count: 1, usage_type: "licensed" },
};
/** The tenth of a month, in seconds: subscriptions of this company renew on it. */
const tenth = (month: number): number => Date.UTC(2025, month, 10) / 1000;

/** The months that each customer of a start month stays, drawn from the truth; null for one who still does. */
function stays(startMonth: number): (number | null)[] {
  const options = {
    customers: 60,
    periods: 11 - startMonth,
    timeUnit: "month",
    seed: 40 + startMonth,
  } as const;
  if (options.periods === 0) return Array.from({ length: options.customers }, () => null);
  const { lostByPeriod, stillActive } = shiftedBetaGeometric.simulate(truth, options);
  const lost = lostByPeriod.flatMap((count, i) => Array.from({ length: count }, () => i + 1));
  return [...lost, ...Array.from({ length: stillActive }, () => null)];
}

/** What the billing system would export: a subscription and monthly invoices for each customer. */
function billing(): { subscriptions: StripeSubscription[]; invoices: StripeInvoice[] } {
  const subscriptions: StripeSubscription[] = [];
  const invoices: StripeInvoice[] = [];
  for (let month = 0; month < 12; month++)
    for (const [i, months] of stays(month).entries()) {
      const [id, customer] = [`sub_${month}_${i}`, `cus_${month}_${i}`];
      const ended = months === null ? null : tenth(month + months);
      const reason = i % 3 === 0 ? "payment_failed" : "cancellation_requested";
      subscriptions.push({
        ...{ id, customer, status: ended === null ? "active" : "canceled", currency: "usd" },
        ...{
          start_date: tenth(month),
          ended_at: ended,
          cancellation_details: ended === null ? null : { reason },
        },
        items: { data: [{ id: `si_${month}_${i}`, price, quantity: 1 }], has_more: false },
      });
      for (let paid = month; paid < Math.min(12, month + (months ?? 12)); paid++)
        invoices.push(invoiceOf(customer, id, paid));
    }
  return { subscriptions, invoices };
}

function invoiceOf(customer: string, subscription: string, month: number): StripeInvoice {
  const [start, end] = [tenth(month), tenth(month + 1)];
  const line = {
    ...{
      id: `il_${subscription}_${month}`,
      amount: 3000,
      currency: "usd",
      quantity: 1,
      period: { start, end },
    },
    parent: { subscription_item_details: { subscription } },
    pricing: { price_details: { price: price.id } },
  };
  return {
    ...{ id: `in_${subscription}_${month}`, customer, status: "paid", currency: "usd", created: start },
    ...{ total: 3000, amount_paid: 3000, lines: { data: [line], has_more: false } },
    status_transitions: {
      finalized_at: start,
      marked_uncollectible_at: null,
      paid_at: start,
      voided_at: null,
    },
  };
}

/** A shop's export as the file that a browser saves: a byte order mark, several rows an order, names with commas. */
const shopFile = [
  "\ufeffName,Email,Financial Status,Created at,Currency,Total,Refunded Amount,Lineitem quantity,Lineitem name",
  '#1,Ann@example.com,paid,2025-11-02 09:10:00 +0100,EUR,62.90,0.00,1,"Kettle, 1 l"',
  "#1,Ann@example.com,,2025-11-02 09:10:00 +0100,,,,2,Cup",
  "#2,bob@example.com,paid,2025-11-03 12:00:00 +0100,EUR,19.00,0.00,1,Cup",
  "#3,ann@example.com,partially_refunded,2025-11-20 08:00:00 +0100,EUR,40.00,10.00,1,Tea",
  "#4,cem@example.com,voided,2025-11-21 08:00:00 +0100,EUR,40.00,0.00,1,Tea",
].join("\r\n");

function revenueLines(revenue: ReturnType<typeof stripeInvoiceLines>["revenue"]): string[] {
  const { statements, movements } = revenueStatements(revenue, { period: "month", asOf });
  const rows = statements
    .slice(-4)
    .map((statement) => [
      String(statement.period),
      ...[statement.opening, statement.new, statement.churn, statement.closing].map((amount) =>
        number(amount),
      ),
      percent(revenueRates(statement).grossChurn),
    ]);
  const reasons = cancelReasons(movements).map(
    ({ reason, customers, shareOfRevenue }) =>
      `${reason} ${number(customers)} (${percent(shareOfRevenue, 0)} of revenue)`,
  );
  return [
    ...table(["Month", "opening", "new", "churn", "closing", "revenue churn"], rows),
    "",
    ...paragraph(`Lost in the year: ${reasons.join(", ")}.`),
  ];
}

function valueLines(subscriptions: readonly StripeSubscription[]): string[] {
  const { subscriptions: rows } = stripeSubscriptions(subscriptions, { asOf });
  const { cohorts, byPeriod } = renewalCohorts(rows, { asOf });
  const fit = shiftedBetaGeometric.fit(cohorts);
  const shown = byPeriod
    .slice(0, 6)
    .map(({ period, retention }) => [
      `renewal ${period}`,
      percent(retention),
      percent(shiftedBetaGeometric.retentionRate(fit, period)),
    ]);
  const discountRate = { rate: 0.15, per: "year" } as const;
  const worth = [0, 6].map((renewals) =>
    shiftedBetaGeometric.residualLifetimeValue(fit, { margin: 24, renewals, discountRate }),
  );
  const { alpha, beta } = fit.parameters;
  return [
    ...table(["Decided at", "renewed", "fitted"], shown),
    "",
    ...paragraph(
      `Fitted to all cohorts: alpha ${number(alpha, 2)}, beta ${number(beta, 2)} (drawn from ${truth.alpha} and ${truth.beta}). ` +
        `At a margin of 24 a month and 15% a year, a customer before the first renewal is worth ${number(worth[0] ?? null)}, ` +
        `one who has renewed six times ${number(worth[1] ?? null)}.`,
    ),
  ];
}

/** The example as lines of text. */
export function fromExports(): string[] {
  const { subscriptions, invoices } = billing();
  const { revenue, leftOut } = stripeInvoiceLines(invoices, { subscriptions });
  const { orders, leftOut: noOrders } = shopifyOrders(parse(shopFile, { columns: true, bom: true }));
  const again = repeatPurchaseRate(orders, { by: "order", asOf: "2026-01-01" });
  return [
    ...heading("From exports to value"),
    ...paragraph(
      `${number(subscriptions.length)} subscriptions and ${number(invoices.length)} invoices, generated; ` +
        `${number(Object.keys(leftOut).length)} kinds of lines left out.`,
    ),
    "",
    ...revenueLines(revenue),
    "",
    ...valueLines(subscriptions),
    "",
    ...paragraph(
      `A shop's file: ${number(orders.length)} orders of ${number(
        orders.reduce((sum, { net }) => sum + net, 0),
        2,
      )} EUR net; ` +
        `left out ${Object.entries(noOrders)
          .map(([reason, count]) => `${reason} ${count}`)
          .join(", ")}. ` +
        `Of ${again[0]?.reached ?? 0} buyers ${again[0]?.again ?? 0} ordered again.`,
    ),
  ];
}

printWhenRun(import.meta.url, fromExports);
