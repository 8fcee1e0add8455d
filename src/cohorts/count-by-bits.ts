/**
 * The commonest cohort table, in one pass over the log: every event starts and returns, cohorts are the periods of the first
 * events, and only whether a customer was there counts, so that one bit per customer and period holds all that matters.
 */
import { overRows, piece } from "../pieces.js";
import { findPeriod } from "../tables/calendar.js";
import type { Counting } from "./counting.js";
import { endMember } from "./retained-windows.js";
import { addMembers, openMember, type Tally, visitWindow } from "./tally.js";

/** Customers and their periods: that of customer c in period p is bit p % 32 of word c × words + p / 32. */
interface PresenceBits {
  readonly bits: Int32Array;
  readonly words: number;
  readonly periods: number;
}

/** Counts by bits where the table allows it; returns false, with nothing counted, where it does not. */
export function countByBits({ log, plan, clock, marks, tally }: Counting): boolean {
  const { calendar, asOf } = clock;
  const everyEvent = marks.starts === null && marks.returns === null && plan.periodZero === "forced";
  const onlyThere = plan.measure === "customers" && plan.minimumEvents === 1 && plan.membership === "first";
  if (calendar === null || !everyEvent || !onlyThere || marks.cohortOf !== null) return false;
  const words = Math.ceil(calendar.count / 32);
  // Many periods and few events per customer would make more bits than events: then they are sorted instead.
  if (words * log.ids.length > 4 * log.codes.length + 1e6) return false;
  const create = () => ({ bits: new Int32Array(words * log.ids.length), words, periods: calendar.count });
  const presence = overRows(log.codes.length, create, (bits, first, last) => {
    // A block of periods stays in the first cache; the second loop is then short enough for its misses to overlap.
    const block = new Int32Array(4096);
    for (let from = first; from < last; from += block.length) {
      const to = Math.min(from + block.length, last);
      for (let i = from; i < to; i++)
        block[i - from] =
          (log.codes[i] as number) < 0
            ? 0
            : findPeriod(calendar.grid, calendar.starts, log.times[i] as number);
      setBits(bits, log.codes, block, from, to);
    }
  });
  if (plan.definition === "on" && plan.brackets === null && plan.relativeTo === "cohort")
    addTogether(presence, asOf, tally);
  else addOneByOne(presence, asOf, tally);
  return true;
}

function setBits(
  { bits, words }: PresenceBits,
  codes: Int32Array,
  block: Int32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const code = codes[i] as number;
    if (code < 0) continue;
    const period = block[i - from] as number;
    const word = code * words + (period >>> 5);
    bits[word] = (bits[word] as number) | (1 << (period & 31));
  }
}

/** Adds all customers at once: they are counted by period of the start and period, and then put into the tally. */
function addTogether({ bits, words, periods }: PresenceBits, asOf: number, tally: Tally): void {
  const create = () => ({ sizes: new Float64Array(periods), seen: new Float64Array(periods * periods) });
  const { sizes, seen } = overRows(bits.length / words, create, ({ sizes, seen }, from, to) => {
    for (let first = from * words; first < to * words; first += words) {
      let row = -1;
      for (let word = 0; word < words; word++) {
        for (let rest = bits[first + word] as number; rest !== 0; rest &= rest - 1) {
          const period = word * 32 + 31 - Math.clz32(rest & -rest);
          if (row < 0) {
            sizes[period] = (sizes[period] as number) + 1;
            // The start is window 0 of its row.
            row = period * periods - period;
          }
          seen[row + period] = (seen[row + period] as number) + 1;
        }
      }
    }
  });
  piece(() => {
    for (let start = 0; start < periods; start++) {
      const retained = seen.subarray(start * periods, (start + 1) * periods);
      const size = sizes[start] as number;
      if (size > 0) addMembers(tally, start, { size, lastOver: asOf - start - 1, retained });
    }
  });
}

/** Adds customers one by one, for definitions that look at several periods of a customer. */
function addOneByOne({ bits, words }: PresenceBits, asOf: number, tally: Tally): void {
  const addCustomers = (_: Tally, from: number, to: number): void => {
    for (let first = from * words; first < to * words; first += words) {
      let start = -1;
      for (let word = 0; word < words; word++) {
        for (let rest = bits[first + word] as number; rest !== 0; rest &= rest - 1) {
          const period = word * 32 + 31 - Math.clz32(rest & -rest);
          if (start < 0) {
            start = period;
            openMember(tally, start, asOf - start - 1, asOf - start);
          }
          visitWindow(tally, period - start, 1, 0);
        }
      }
      if (start >= 0) endMember(tally);
    }
  };
  overRows(bits.length / words, () => tally, addCustomers, 1 << 15);
}
