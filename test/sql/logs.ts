/** Logs to try every statement on: ties, refunds, missing values, changes of daylight saving, in three zones. */
import fc from "fast-check";
import type { MadeTable } from "./engines.js";

/** A log of events with amounts, and how it is to be read. */
export interface TriedLog {
  readonly table: MadeTable;
  readonly rows: readonly EventRow[];
  readonly timeZone: string;
  readonly asOf: string;
  /** A choice of options that goes with the log: whole numbers to pick from lists by. */
  readonly pick: readonly number[];
}

/** One event. */
export interface EventRow {
  readonly who: string | null;
  readonly at: number;
  readonly total: number;
  readonly kind: string | null;
  readonly channel: string | null;
}

const zones = ["UTC", "America/New_York", "Europe/Berlin"] as const;
const hour = 3_600_000;
// The weeks of 2024 in which clocks are changed, in America and in Europe.
const bases = [Date.UTC(2024, 2, 6), Date.UTC(2024, 2, 26), Date.UTC(2024, 9, 23), Date.UTC(2024, 9, 30)];
const columns = [
  ["who", "text"],
  ["at", "instant"],
  ["total", "real"],
  ["kind", "text"],
  ["channel", "text"],
] as const;

const time = fc.oneof(
  { weight: 3, arbitrary: fc.nat(14 * 24).map((hours) => hours * hour) },
  { weight: 2, arbitrary: fc.nat(14 * 24 * 4).map((quarters) => quarters * (hour / 4) + 1) },
  { weight: 1, arbitrary: fc.nat(14 * 24 * hour) },
);
const customers = ["ann", "bob", "cem", "dee", "o'neil", "Zoë", null];
const kinds = ["order", "visit", "visit", null];
const channels = ["ads", "mail", null];
const event = fc.record({
  who: fc.nat(customers.length - 1),
  after: time,
  cents: fc.oneof(fc.integer({ min: -3000, max: 9000 }), fc.constantFrom(0, 999, -999)),
  kind: fc.constantFrom(...kinds),
  channel: fc.constantFrom(...channels),
});

const log = fc.record({
  base: fc.constantFrom(...bases),
  zone: fc.constantFrom(...zones),
  events: fc.array(event, { minLength: 6, maxLength: 40 }),
  pick: fc.array(fc.nat(59), { minLength: 12, maxLength: 12 }),
});

/** So many logs, the same in every run. */
export function sampleLogs(count: number, seed = 20): TriedLog[] {
  return fc.sample(log, { numRuns: count, seed }).map(({ base, zone, events, pick }, i) => {
    const rows = events.map(({ who, after, cents, kind, channel }) => ({
      who: customers[who] ?? null,
      ...{ at: base + after, total: cents / 100, kind, channel },
    }));
    const asOf = new Date(base + 17 * 24 * hour + pick[0]! * hour).toISOString();
    // Customers, starts and returns occur in every log, or most functions have nothing to count.
    const first = { who: "ann", at: base, total: 10, kind: "order", channel: "ads" };
    const all = [...rows, first, { ...first, at: base + hour, kind: "visit" }];
    return {
      table: { name: `log_${i}`, columns, rows: all as never },
      rows: all,
      timeZone: zone,
      asOf,
      pick,
    };
  });
}

/** Rows as the package reads them: what a warehouse has as null. */
export const eventFields = { customer: "who", time: "at", withoutCustomer: "leaveOut" } as const;

/** One of a list, by the number that a log picks at a place. */
export function pickFrom<Choice>({ pick }: TriedLog, place: number, choices: readonly Choice[]): Choice {
  return choices[pick[place]! % choices.length]!;
}

/** All logs as six larger ones, two a zone: customers keep apart, and the options are those of the first of each. */
export function unionsOf(logs: readonly TriedLog[]): TriedLog[] {
  return zones.flatMap((zone) =>
    [0, 1].map((half) => {
      const parts = logs.filter(({ timeZone }) => timeZone === zone).filter((_, i) => i % 2 === half);
      const rows = parts.flatMap((part, i) =>
        part.rows.map((row) => ({ ...row, who: row.who === null ? null : `${row.who} ${i}` })),
      );
      const asOf = parts
        .map((part) => part.asOf)
        .sort()
        .at(-1)!;
      const { pick } = parts[half]!;
      const name = `logs_${zone.slice(0, 3).toLowerCase()}_${half}`;
      return { table: { name, columns, rows: rows as never }, rows, timeZone: zone, asOf, pick };
    }),
  );
}
