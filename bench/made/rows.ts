/** The made-up log of events as objects, with the texts that a parser or a database driver hands out: flat, and not yet hashed. */
import { makeEvents } from "./events.js";

/** Kinds of identifiers: `c1048576`, `cus_` and 14 letters or digits, UUIDs. */
export const identifierKinds = ["short", "cus_", "uuid"] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

/** A row of the log. */
export interface EventRow<Time = Date | string> {
  readonly customer: string;
  readonly time: Time;
}

/** Thirty-two bits that depend on both numbers. */
function bits(code: number, part: number): number {
  let mixed = Math.imul(code + 1, 0x9e3779b1) ^ Math.imul(part + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

function identifier(kind: IdentifierKind, code: number): string {
  if (kind === "short") return `c${1_048_576 + code}`;
  const part = (i: number, radix: number, length: number) =>
    bits(code, i).toString(radix).padStart(7, "0").slice(-length);
  if (kind === "cus_") return `cus_${part(0, 36, 5)}${part(1, 36, 5)}${part(2, 36, 4)}`;
  return `${part(0, 16, 7)}0-${part(1, 16, 4)}-4${part(2, 16, 3)}-a${part(3, 16, 3)}-${part(4, 16, 6)}${part(5, 16, 6)}`;
}

/** As many rows as asked for, parsed from JSON; times are ISO strings, or `Date` objects as a driver makes them. */
export function makeRows(count: number, kind: IdentifierKind, times: "Date" | "ISO"): EventRow[] {
  const { customer, time } = makeEvents(count);
  const names = Array.from({ length: Math.max(1, Math.floor(count / 10)) }, (_, code) =>
    identifier(kind, code),
  );
  const rows: EventRow[] = [];
  for (let from = 0; from < count; from += 20_000) {
    const texts: string[] = [];
    for (let i = from; i < Math.min(from + 20_000, count); i++)
      texts.push(
        `{"customer":"${names[customer[i] as number]}","time":"${new Date(time[i] as number).toISOString()}"}`,
      );
    for (const row of JSON.parse(`[${texts.join(",")}]`) as EventRow<string>[])
      rows.push(times === "ISO" ? row : { customer: row.customer, time: new Date(row.time) });
  }
  return rows;
}
