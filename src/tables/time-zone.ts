/**
 * Offsets of an IANA time zone. Each transition is found once through `Intl.DateTimeFormat` and kept, so that a look-up
 * per event costs a comparison. Years are charted on demand: a stray date in the year 9999 costs nothing in between.
 */
import { check } from "../errors.js";

/** A time zone opened for one call. */
export interface TimeZone {
  /** IANA name as the engine canonicalises it, `UTC` among them. */
  readonly name: string;
  /** Local time minus UTC, in milliseconds, at an instant. */
  offsetAt(instant: number): number;
  /**
   * The instant of a local time (milliseconds as if the local clock were UTC). A local time that occurs twice is the
   * earlier, unless the clock goes back to the day before in between: the day begins when it begins to stay. One that is
   * skipped is as far after the change as it was into the gap (Temporal's "compatible").
   */
  instantOf(local: number): number;
  /** The instant from which the local time is `local` or later: the change itself for a local time that is skipped. */
  firstInstantFrom(local: number): number;
  /** The change of the offset that an instant follows or is; only for an instant that follows one. */
  stretchStart(instant: number): number;
}

const day = 86_400_000;
// 2^35 ms is 398 days; the clock is read every 6.2 days within it, finer than any two changes that cancel out.
const chunkLength = 2 ** 35;
const step = 2 ** 29;
// Clocks are set back over midnight by an hour or two.
const longestReturn = 10_800_000;
// The years 100 to 9999; beyond them the nearest offset is used.
const earliest = -59_011_459_200_000;
const latest = 253_402_300_799_999;

/** Opens a time zone by its IANA name; refuses a name that the engine does not know. */
export function openTimeZone(where: string, argument: string, name: unknown): TimeZone {
  check(typeof name === "string", where, argument, 'must be an IANA time zone such as "Europe/Paris"', name);
  // The default needs no look into the engine's zones, which takes longer than counting a small log.
  if (name === "UTC") return utc;
  const format = openFormat(where, argument, name);
  const canonical = format.resolvedOptions().timeZone;
  return canonical === "UTC" ? utc : chartZone(canonical, (instant) => readOffset(format, instant));
}

const utc: TimeZone = {
  name: "UTC",
  offsetAt: () => 0,
  instantOf: (local) => local,
  firstInstantFrom: (local) => local,
  stretchStart: (instant) => instant,
};

function openFormat(where: string, argument: string, timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    check(false, where, argument, 'must be an IANA time zone such as "Europe/Paris"', timeZone);
  }
}

/** Reads the clock of the zone at an instant, to the second. */
function readOffset(format: Intl.DateTimeFormat, instant: number): number {
  const second = Math.floor(Math.min(Math.max(instant, earliest), latest) / 1000) * 1000;
  const [month = 1, date = 1, year = 0, hour = 0, minute = 0, seconds = 0] = (
    format.format(second).match(/\d+/g) ?? []
  ).map(Number);
  return Date.UTC(year, month - 1, date, hour, minute, seconds) - second;
}

interface Chunk {
  /** Start of each stretch of one offset, ascending; the first is the start of the chunk. */
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
}

function chartChunk(from: number, read: (instant: number) => number): Chunk {
  const starts = [from];
  const offsets = [read(from)];
  for (let low = from, before = read(from); low < from + chunkLength; low += step) {
    const after = read(low + step);
    if (after !== before) {
      let [left, right] = [low, low + step];
      while (right - left > 1) {
        const middle = left + Math.floor((right - left) / 2);
        if (read(middle) === before) left = middle;
        else right = middle;
      }
      starts.push(right);
      offsets.push(after);
    }
    before = after;
  }
  return { starts, offsets };
}

function chartZone(name: string, read: (instant: number) => number): TimeZone {
  const chunks = new Map<number, Chunk>();
  let [from, to, offset] = [0, 0, 0];

  const offsetAt = (instant: number): number => {
    if (instant >= from && instant < to) return offset;
    const index = Math.floor(instant / chunkLength);
    let chunk = chunks.get(index);
    if (chunk === undefined) {
      chunk = chartChunk(index * chunkLength, read);
      chunks.set(index, chunk);
    }
    const { starts, offsets } = chunk;
    let i = starts.length - 1;
    while (i > 0 && instant < starts[i]!) i--;
    from = starts[i]!;
    to = starts[i + 1] ?? (index + 1) * chunkLength;
    offset = offsets[i]!;
    return offset;
  };

  const stretchStart = (instant: number): number => {
    const own = offsetAt(instant);
    // A chart ends after a year, where the offset need not change.
    let change = from;
    while (offsetAt(change - 1) === own) change = from;
    return change;
  };

  // The offsets a day either side of the local time include the one in force, before and after any change.
  const resolve = (local: number): { instant: number; skipped: boolean } => {
    const before = offsetAt(local - day);
    if (offsetAt(local - before) === before) return { instant: afterMidnight(local, before), skipped: false };
    const after = offsetAt(local + day);
    if (offsetAt(local - after) === after) return { instant: local - after, skipped: false };
    return { instant: local - before, skipped: true };
  };

  // Newfoundland set its clocks back at 00:01 until 2011, so that the first minute of the day came twice, an hour apart.
  const afterMidnight = (local: number, before: number): number => {
    const sinceMidnight = local - Math.floor(local / day) * day;
    if (sinceMidnight >= longestReturn) return local - before;
    const after = offsetAt(local - before + longestReturn);
    const again = local - after;
    if (after >= before || offsetAt(again) !== after) return local - before;
    return stretchStart(again) + after < local - sinceMidnight ? again : local - before;
  };

  return {
    name,
    offsetAt,
    instantOf: (local) => resolve(local).instant,
    firstInstantFrom(local) {
      const { instant, skipped } = resolve(local);
      // A local time that is skipped is placed after the change that skips it.
      return skipped ? stretchStart(instant) : instant;
    },
    stretchStart,
  };
}
