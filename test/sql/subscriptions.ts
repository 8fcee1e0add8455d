/** Subscriptions to try every statement on: overlaps, changes of plan, returns, missing ends and labels, currencies. */
import fc from "fast-check";
import type { MadeTable } from "./engines.js";
import type { TriedLog } from "./logs.js";

/** One subscription. */
export interface SubscriptionRow {
  readonly who: string;
  readonly start: number;
  readonly end: number | null;
  readonly plan: string | null;
  readonly cause: string | null;
  readonly billed: number;
  readonly per: "month" | "year" | "week";
  readonly currency: "EUR" | "USD";
  /** The interval between two bills where renewals are counted. */
  readonly unit: "day" | "week" | "month" | "quarter" | "year";
  readonly every: number;
  /** When the customer asked to leave. */
  readonly asked: number | null;
  readonly status: string | null;
}

const day = 86_400_000;
const columns = [
  ["who", "text"],
  ["start", "instant"],
  ["end", "instant"],
  ["plan", "text"],
  ["cause", "text"],
  ["billed", "real"],
  ["per", "text"],
  ["currency", "text"],
  ["unit", "text"],
  ["every", "whole"],
  ["asked", "instant"],
  ["status", "text"],
] as const;

const subscription = fc.record({
  who: fc.constantFrom("ann", "bob", "cem", "o'neil", "Zoë"),
  start: fc.oneof(
    fc.nat(90).map((days) => days * day),
    fc.nat(90 * 24).map((hours) => (hours * day) / 24),
  ),
  length: fc.option(
    fc.oneof(
      fc.nat(60).map((days) => days * day),
      fc.nat(1000).map((hours) => (hours * day) / 24),
    ),
  ),
  plan: fc.constantFrom("basic", "Pro", "zero", null),
  cause: fc.constantFrom("price", "Card", null),
  cents: fc.oneof(fc.nat(9000), fc.constant(0)),
  per: fc.constantFrom("month", "month", "year", "week"),
  currency: fc.constantFrom("EUR", "USD"),
  unit: fc.constantFrom("month", "month", "week", "day", "quarter", "year"),
  every: fc.constantFrom(1, 1, 1, 2, 7, 12),
  notice: fc.option(fc.nat(40)),
  status: fc.constantFrom("active", "active", "pastDue", "paused", "trial", null),
});

const tables = fc.array(subscription, { minLength: 3, maxLength: 25 });

/** A table of subscriptions for each log, which lends it its zone and its choices. */
export function subscriptionsFor(
  log: TriedLog,
  seed: number,
): { table: MadeTable; rows: readonly SubscriptionRow[] } {
  // As many tables together as the log is of others, with customers of their own.
  const parts = fc.sample(tables, { numRuns: Math.ceil(log.rows.length / 60), seed });
  const sampled = parts.flatMap((part, i) =>
    part.map((row) => ({ ...row, who: i === 0 ? row.who : `${row.who} ${i}` })),
  );
  const base = Date.parse(log.asOf) - 75 * day;
  const rows = sampled.map(({ start, length, cents, notice, ...rest }) => ({
    ...rest,
    ...{ start: base + start, end: length === null ? null : base + start + length, billed: cents / 100 },
    asked: notice === null ? null : base + start + notice * day,
  }));
  return { table: { name: `${log.table.name}_subscriptions`, columns, rows: rows as never }, rows };
}
