/** Which lines of invoices were credited in full, and when. */
import { entriesWithin, idOf, minorUnits, neededMoment, type ReadObject } from "./read-object.js";
import type { StripeCreditNote, StripeInvoice } from "./stripe-objects.js";

type Opened<Object> = readonly (readonly [Object, ReadObject])[];

/** The moment from which all of a line was credited, by the line's identifier; of a note over a whole invoice, all its lines. */
export function creditedLines(
  invoices: Opened<StripeInvoice>,
  notes: Opened<StripeCreditNote>,
): Map<string, number> {
  const lines = new Map<string, { readonly net: number; credited: number }>();
  const byInvoice = new Map<string, { readonly invoice: StripeInvoice; credited: number }>();
  for (const [invoice] of invoices) {
    byInvoice.set(invoice.id, { invoice, credited: 0 });
    for (const { id, amount, discount_amounts } of invoice.lines?.data ?? []) {
      const off = (discount_amounts ?? []).reduce((sum, each) => sum + each.amount, 0);
      lines.set(id, { net: amount - off, credited: 0 });
    }
  }
  const when = new Map<string, number>();
  const inTime = [...notes].sort(([a], [b]) => a.created - b.created);
  for (const [note, at] of inTime) {
    if (note.status === "void") continue;
    const created = neededMoment(at, "created", note.created);
    for (const [entry, place] of entriesWithin(at, "lines", note.lines)) {
      const line = lines.get(entry.invoice_line_item ?? "");
      if (line === undefined) continue;
      line.credited += minorUnits(place, "amount", entry.amount) - (entry.discount_amount ?? 0);
      if (line.net > 0 && line.credited >= line.net && !when.has(entry.invoice_line_item!))
        when.set(entry.invoice_line_item!, created);
    }
    const whole = byInvoice.get(idOf(at, "invoice", note.invoice));
    if (whole === undefined) continue;
    whole.credited += minorUnits(at, "amount", note.amount);
    if (whole.invoice.total > 0 && whole.credited >= whole.invoice.total)
      for (const { id } of whole.invoice.lines.data) if (!when.has(id)) when.set(id, created);
  }
  return when;
}
