/** Lays the lines of a subscription beside each other in time: what it brought per month, and its state where it brought nothing. */
import type { LeftOutCounter } from "./read-object.js";
import { type Charge, outside, type Stretch, sumCharges, unionOf, within } from "./stretches.js";
import type { OpenSubscription, ReadInvoice, ReadInvoices, ReadLine } from "./stripe-lines.js";
import type { ReadSubscription, StripeCause } from "./stripe-status.js";
import type { StripeChurnAt } from "./stripe-subscriptions.js";

/** A stretch of time in which a plan of a subscription brought one amount, or had one state. */
export interface RevenueRow {
  /** The customer. */
  readonly customer: string;
  /** The subscription. */
  readonly subscription: string;
  /** The price. */
  readonly plan: string;
  /** First moment of the stretch, an ISO instant. */
  readonly start: string;
  /** The moment after its last, an ISO instant; null for no end. */
  readonly end: string | null;
  /** Recurring revenue per month, in units of the currency; 0 but for `active` and `pastDue`. */
  readonly amount: number;
  /** The currency, in small letters. */
  readonly currency: string;
  /**
   * `active`, `pastDue`, `paused`, `trial`, `churned` where a rule makes time that was billed none, or `none` from when a trial is given up
   * to when it would have been over.
   */
  readonly state: "active" | "pastDue" | "paused" | "trial" | "churned" | "none";
  /** Why the revenue ended, of the last stretch of a subscription that has ended; why it does not count, where `churned`; else null. */
  readonly cause: StripeCause | "pause" | "refund" | null;
  /** The vendor's reason. */
  readonly reason: string | null;
  /** What the customer said. */
  readonly feedback: string | null;
}

interface Rules {
  readonly subscriptions: readonly OpenSubscription[];
  readonly churnAt: StripeChurnAt;
  readonly pastDueDays: number | null;
  readonly pauses: "paused" | "count" | "churn";
  readonly left: LeftOutCounter;
}

const day = 86_400_000;

/** A row before its times are written. */
interface Laid extends Stretch {
  readonly plan: string;
  readonly currency: string;
  readonly monthly: number;
  readonly state: RevenueRow["state"];
  readonly why: Why;
}

interface Why {
  readonly cause: RevenueRow["cause"];
  readonly reason: string | null;
  readonly feedback: string | null;
}

const unexplained: Why = { cause: null, reason: null, feedback: null };

/** Rows of all subscriptions, each by time. */
export function layRevenue({ invoices, lines }: ReadInvoices, rules: Rules): RevenueRow[] {
  const bySubscription = new Map<string, ReadLine[]>();
  for (const line of lines) {
    const own = bySubscription.get(line.subscription);
    if (own === undefined) bySubscription.set(line.subscription, [line]);
    else own.push(line);
  }
  const unpaid = unpaidTimes(invoices);
  return rules.subscriptions.flatMap((subscription) => {
    const { read } = subscription;
    const laid = laySubscription(subscription, bySubscription.get(read.id) ?? [], rules);
    return splitPastDue(laid, unpaid.get(read.customer) ?? []).map((row) => writeRow(read, row));
  });
}

const writeRow = ({ customer, id }: ReadSubscription, row: Laid): RevenueRow => ({
  ...{ customer, subscription: id, plan: row.plan },
  start: new Date(row.start).toISOString(),
  end: row.end === Number.POSITIVE_INFINITY ? null : new Date(row.end).toISOString(),
  ...{ amount: row.monthly, currency: row.currency, state: row.state, ...row.why },
});

/** When a customer had an invoice that was at least a day old, unpaid and not written off. */
function unpaidTimes(invoices: readonly ReadInvoice[]): Map<string, Stretch[]> {
  const times = new Map<string, Stretch[]>();
  for (const { customer, created, kind, total, paidAt, writtenOffAt } of invoices) {
    if (kind !== "billed" || !(total > 0)) continue;
    const unpaid = { start: created + day, end: Math.min(paidAt, writtenOffAt) };
    if (unpaid.end > unpaid.start) times.set(customer, [...(times.get(customer) ?? []), unpaid]);
  }
  for (const [customer, stretches] of times) times.set(customer, unionOf(stretches));
  return times;
}

function splitPastDue(rows: readonly Laid[], unpaid: readonly Stretch[]): Laid[] {
  return rows
    .flatMap((row) => {
      if (row.state !== "active" || unpaid.length === 0) return [row];
      const parts = [
        ...outside(row, unpaid).map((part) => ({ ...row, ...part })),
        ...within(row, unpaid).map((part) => ({ ...row, ...part, state: "pastDue" as const })),
      ];
      // What is said of the end belongs to the last part.
      return parts.map((part) => (part.end === row.end ? part : { ...part, why: unexplained }));
    })
    .sort((a, b) => a.start - b.start || (a.plan < b.plan ? -1 : a.plan > b.plan ? 1 : 0));
}

/** A line cut at what ends it. */
interface CutLine extends Charge {
  readonly line: ReadLine;
  /** Whether a refund in full cut it. */
  readonly refunded: boolean;
}

function laySubscription(
  { object, read }: OpenSubscription,
  lines: readonly ReadLine[],
  { churnAt, pastDueDays, pauses, left }: Rules,
): Laid[] {
  const end = churnAt === "paidThrough" ? null : read.end(null);
  const cuts = cutLines(lines, {
    end: end ?? Number.POSITIVE_INFINITY,
    drafts: read.pause === "keep_as_draft",
    left,
  });
  const isPaused = ({ line }: CutLine) => line.invoice.kind === "paused" && pauses !== "count";
  const arrears = pastDueDays === null ? [] : arrearsOf(lines, pastDueDays);
  const paying = layPaying(
    cuts.filter((cut) => !isPaused(cut)),
    { arrears, left },
  );
  const known = [...paying, ...layIdle(cuts.filter(isPaused), paying, pauses)];
  const rows = [...known, ...layArrears(known, arrears, lines)];
  const plan = object.items.data[0]?.price.id ?? "";
  return [
    ...layTrial(read, { plan, currency: object.currency, rows }),
    ...explainEnd(rows, { read, churnAt }),
  ];
}

interface Cuts {
  /** End of the subscription; Infinity for none. */
  readonly end: number;
  /** Whether drafts count. */
  readonly drafts: boolean;
  readonly left: LeftOutCounter;
}

/** Lines cut at what ends them; those that add nothing are counted. */
function cutLines(lines: readonly ReadLine[], { end, drafts, left }: Cuts): CutLine[] {
  const cuts: CutLine[] = [];
  for (const line of lines) {
    const { start, monthly, invoice, creditedAt } = line;
    const uncredited = Math.min(line.end, end, invoice.writtenOffAt);
    const cut = { line, monthly, start, end: Math.min(uncredited, creditedAt) };
    if (invoice.kind === "draft" && !drafts) left.add("draft");
    else if (monthly === 0) left.add("zeroAfterDiscounts");
    else if (cut.end > start) cuts.push({ ...cut, refunded: creditedAt < uncredited });
  }
  return cuts;
}

/** From when until when an unpaid invoice, and later ones, do not count. */
interface Arrears extends Stretch {
  readonly created: number;
}

function arrearsOf(lines: readonly ReadLine[], days: number): Arrears[] {
  const invoices = new Set(lines.map(({ invoice }) => invoice));
  return [...invoices]
    .filter(({ kind, total }) => kind === "billed" && total > 0)
    .map(({ created, paidAt }) => ({ created, start: created + days * day, end: paidAt }))
    .filter(({ start, end }) => end > start);
}

interface PayingRules {
  readonly arrears: readonly Arrears[];
  readonly left: LeftOutCounter;
}

function layPaying(lines: readonly CutLine[], { arrears, left }: PayingRules): Laid[] {
  const counting = lines.flatMap((cut) => {
    const own = unionOf(arrears.filter(({ created }) => created <= cut.line.invoice.created));
    return outside(cut, own).map((part) => ({ ...cut, ...part }));
  });
  const plans = new Map<string, CutLine[]>();
  for (const cut of counting) {
    const key = `${cut.line.plan} ${cut.line.currency}`;
    plans.set(key, [...(plans.get(key) ?? []), cut]);
  }
  return [...plans.values()].flatMap((own) => {
    const { plan, currency } = own[0]!.line;
    const refunds = new Set(own.filter(({ refunded }) => refunded).map(({ end }) => end));
    const sums = sumCharges(own);
    // A credit without the charge that it takes back is no revenue.
    left.add("creditWithoutCharge", sums.filter(({ monthly }) => monthly < 0).length);
    return sums
      .filter(({ monthly }) => monthly > 0)
      .map((sum): Laid => {
        const why: Why = refunds.has(sum.end) ? { ...unexplained, cause: "refund" } : unexplained;
        return { ...sum, plan, currency, state: "active", why };
      });
  });
}

/** Paused time, where nothing is paid. */
function layIdle(paused: readonly CutLine[], paying: readonly Laid[], pauses: Rules["pauses"]): Laid[] {
  const busy = unionOf(paying);
  const state = pauses === "churn" ? "churned" : "paused";
  const why: Why = pauses === "churn" ? { ...unexplained, cause: "pause" } : unexplained;
  return unionOf(paused)
    .flatMap((stretch) => outside(stretch, busy))
    .map((stretch) => {
      const { line } = paused.find((cut) => cut.start <= stretch.start && stretch.start < cut.end)!;
      return { ...stretch, plan: line.plan, currency: line.currency, monthly: 0, state, why };
    });
}

/** Time in arrears for so long that it does not count. */
function layArrears(known: readonly Laid[], arrears: readonly Arrears[], lines: readonly ReadLine[]): Laid[] {
  const busy = unionOf(known);
  const why: Why = { cause: "involuntary", reason: "past_due", feedback: null };
  return unionOf(arrears)
    .flatMap((stretch) => outside(stretch, busy))
    .map((stretch) => {
      const { plan, currency } = lines[0]!;
      return { ...stretch, plan, currency, monthly: 0, state: "churned", why };
    });
}

interface TrialTerms {
  readonly plan: string;
  readonly currency: string;
  /** What else there is of the subscription. */
  readonly rows: readonly Laid[];
}

function layTrial({ trial, endedAt }: ReadSubscription, { plan, currency, rows }: TrialTerms): Laid[] {
  if (trial === null) return [];
  const given = endedAt ?? Number.POSITIVE_INFINITY;
  const parts = [
    { start: trial[0], end: Math.min(trial[1], given), state: "trial" },
    { start: given, end: trial[1], state: "none" },
  ] as const;
  const busy = unionOf(rows);
  return parts.flatMap(({ state, ...stretch }) =>
    (stretch.end > stretch.start ? outside(stretch, busy) : []).map((part) => ({
      ...{ ...part, plan, currency, monthly: 0, why: unexplained },
      state,
    })),
  );
}

/** The last stretches of a subscription that has ended say why it did. */
function explainEnd(
  rows: readonly Laid[],
  { read, churnAt }: { readonly read: ReadSubscription; readonly churnAt: StripeChurnAt },
): Laid[] {
  const arrears = read.status === "unpaid" || read.status === "past_due";
  const over = read.endedAt !== null || (churnAt === "request" && read.canceledAt !== null);
  if (!over && !arrears) return [...rows];
  const known = read.cause !== "unknown";
  const involuntary: Why = {
    cause: "involuntary",
    reason: read.reason ?? read.status,
    feedback: read.feedback,
  };
  const stated: Why = { cause: read.cause, reason: read.reason, feedback: read.feedback };
  const last = rows.reduce((end, row) => (row.state === "active" ? Math.max(end, row.end) : end), -Infinity);
  return rows.map((row) => {
    if (row.state !== "active" || row.end !== last) return row;
    if (known) return { ...row, why: stated };
    if (arrears) return { ...row, why: involuntary };
    return row.why.cause === "refund" ? row : { ...row, why: stated };
  });
}
