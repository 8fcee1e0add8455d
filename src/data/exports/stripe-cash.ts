/** What was billed, collected and refunded by month. */
import { layCalendar } from "../../tables/calendar.js";
import type { TimeZone } from "../../tables/time-zone.js";
import { minorUnits, momentOf, neededMoment, type ReadObject, textOf } from "./read-object.js";
import type { StripeCreditNote, StripeInvoice } from "./stripe-objects.js";
import { minorUnitsPer } from "./stripe-price.js";

/** What was billed, collected and given back in a month, in units of the currency. */
export interface BillingCash {
  /** The month, such as `2026-03`. */
  readonly month: string;
  /** The currency, in small letters. */
  readonly currency: string;
  /** Total of the paid and open invoices made in it. */
  readonly billed: number;
  /** Paid in it. */
  readonly collected: number;
  /** Given back in it after payment. */
  readonly refunded: number;
}

type CashKind = "billed" | "collected" | "refunded";

interface Entry {
  readonly kind: CashKind;
  readonly currency: string;
  readonly moment: number;
  readonly amount: number;
}

/** Adds up invoices and credit notes by month and currency. */
export function cashOf(
  invoices: readonly (readonly [StripeInvoice, ReadObject])[],
  notes: readonly (readonly [StripeCreditNote, ReadObject])[],
  zone: TimeZone,
): BillingCash[] {
  const entries = [...invoices.flatMap(invoiceCash), ...notes.flatMap(noteCash)].filter(({ moment }) =>
    Number.isFinite(moment),
  );
  if (entries.length === 0) return [];
  const moments = entries.map(({ moment }) => moment);
  const [first, last] = moments.reduce(
    ([a, b], t) => [Math.min(a, t), Math.max(b, t)],
    [Infinity, -Infinity],
  );
  const calendar = layCalendar(
    "stripeInvoiceLines",
    { zone, period: "month", weekStart: "monday" },
    first!,
    last!,
  );
  const months = new Map<string, Record<CashKind, number> & { month: string; currency: string }>();
  for (const { kind, currency, moment, amount } of entries) {
    const month = String(calendar.label(calendar.indexOf(moment)));
    const key = `${month} ${currency}`;
    const row = months.get(key) ?? { month, currency, billed: 0, collected: 0, refunded: 0 };
    // Whole minor units add up exactly.
    row[kind] += amount;
    months.set(key, row);
  }
  return [...months.keys()].sort().map((key) => {
    const row = months.get(key)!;
    const units = minorUnitsPer(row.currency);
    return {
      ...{ month: row.month, currency: row.currency, billed: row.billed / units },
      ...{ collected: row.collected / units, refunded: row.refunded / units },
    };
  });
}

function invoiceCash([invoice, at]: readonly [StripeInvoice, ReadObject]): Entry[] {
  const { status } = invoice;
  const currency = textOf(at, "currency", invoice.currency);
  const billed = status === "paid" || status === "open";
  const total = minorUnits(at, "total", invoice.total);
  const paid = minorUnits(at, "amount_paid", invoice.amount_paid);
  const paidAt = momentOf(at, "status_transitions.paid_at", invoice.status_transitions?.paid_at);
  const made = neededMoment(at, "created", invoice.created);
  return [
    { kind: "billed", currency, moment: billed ? made : Number.NaN, amount: total },
    { kind: "collected", currency, moment: paidAt ?? Number.NaN, amount: paid },
  ];
}

function noteCash([note, at]: readonly [StripeCreditNote, ReadObject]): Entry[] {
  if (note.status === "void") return [];
  const stated = note.post_payment_amount ?? (note.type === "post_payment" ? note.amount : 0);
  const amount = minorUnits(at, "post_payment_amount", stated);
  return [
    {
      kind: "refunded",
      currency: textOf(at, "currency", note.currency),
      moment: neededMoment(at, "created", note.created),
      amount,
    },
  ];
}
