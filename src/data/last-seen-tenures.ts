/** From a log of events to tenures, where nobody cancels: how long each customer kept coming, as far as it can be known. */
import { checkChoice, checkOptions, checkPositive, checkSufficient } from "../errors.js";
import { asLists } from "../tables/columns.js";
import { elapsed } from "../tables/elapsed.js";
import type { CustomerId } from "../tables/read-customers.js";
import type { TableField } from "../tables/table.js";
import { checkTimeUnit, lengthInDays, type TimeUnit } from "../time.js";
import {
  type EventKinds,
  type EventLog,
  type EventLogOptions,
  eventLogOptions,
  markKinds,
  readEventLog,
} from "./event-log.js";
import { mergeOrders } from "./purchases.js";

/** Options of `lastSeenTenures`. */
export interface LastSeenTenureOptions<Table> extends EventLogOptions<Table> {
  /** Days without an event after which a customer counts as lost at the last one: above 0. */
  readonly inactiveAfter: number;
  /** Kind of event that starts a customer's tenure; default any. Needs `event`. */
  readonly startEvent?: EventKinds | undefined;
  /** Kind of event that shows that the customer is still there; default any. Needs `event`. */
  readonly returnEvent?: EventKinds | undefined;
  /** Unit of the durations; default `day`. */
  readonly timeUnit?: TimeUnit | undefined;
  /**
   * Customers who come back after a longer silence: `"continue"` (default) ignores silences that ended, so that the tenure
   * runs to the last event, `"firstOnly"` ends it where the first silence begins, `"newTenure"` starts another one with each return.
   */
  readonly winBacks?: "continue" | "firstOnly" | "newTenure" | undefined;
}

/** One entry per tenure: columns that `kaplanMeier` takes as they are. */
export interface LastSeenTenures {
  /** Unit of `duration`. */
  readonly timeUnit: TimeUnit;
  /** End of observation, as an ISO instant. */
  readonly asOf: string;
  /** Days without an event after which a customer counts as lost. */
  readonly inactiveAfter: number;
  /** `inactiveAfter` before `asOf`, as an ISO instant: losses are known up to then, and tenures that reach it are censored there. */
  readonly censoredAt: string;
  /** How returns after a longer silence were taken. */
  readonly winBacks: "continue" | "firstOnly" | "newTenure";
  /** Number of tenures that began after `censoredAt`, and so are not in the table: nothing can be known of them yet. */
  readonly tooRecent: number;
  /** Number of customers in the table who came back at least once after a silence longer than `inactiveAfter`. */
  readonly wonBack: number;
  /** The customer. */
  readonly customer: readonly CustomerId[];
  /** 1 for the customer's first tenure, 2 for the first win-back, and so on. */
  readonly tenure: Float64Array;
  /** The first event of the tenure, as an ISO instant. */
  readonly startedAt: readonly string[];
  /** The last event of the tenure by `asOf`, as an ISO instant. */
  readonly lastSeenAt: readonly string[];
  /** Time from the first event to the last, or to `censoredAt`. */
  readonly duration: Float64Array;
  /** 1 if the customer was lost with the last event, 0 if the tenure reached `censoredAt`. */
  readonly event: Float64Array;
}

const where = "lastSeenTenures";
const day = 86_400_000;

/**
 * Tenures of customers who never say that they leave: from the first event to the last, with a loss where `inactiveAfter` days
 * of silence followed, ready for `kaplanMeier`.
 *
 * Whether a customer was lost at an age shows only `inactiveAfter` later. So tenures are censored at the age reached that
 * long before `asOf`, not at the last event (which would censor those about to be lost) and not at `asOf` (up to which no
 * loss can be seen). With `"firstOnly"` that is exact, and with `"newTenure"` if later tenures are like first ones. With
 * `"continue"` a customer who was silent for longer and has not come back yet counts as lost: choose `inactiveAfter` such that
 * few come back (`wonBack`).
 *
 * Formula: lost if asOf - t(last) ≥ inactiveAfter; duration = t(last) - t(first), or asOf - inactiveAfter - t(first).
 *
 * @param events - Rows (objects), or columns by name, one entry per event in any order.
 * @param options - Where the fields are found, `inactiveAfter`, the end of observation, the unit and the rule of win-backs.
 * @returns Columns with one entry per tenure, by customer in order of first appearance; `toRows` makes rows of them.
 * @throws {InvalidInputError} If rows cannot be read (the first ten are named) or lie after a stated `asOf`.
 * @throws {InsufficientDataError} If nobody started at least `inactiveAfter` days before `asOf`.
 * @see Kaplan & Meier (1958), section 2, on limits of observation that do not depend on the lifetime, doi:10.2307/2281868.
 *
 * @example
 * const orders = [
 *   { customer: "ann", time: "2024-01-01" },
 *   { customer: "ann", time: "2024-01-21" }, // then silent for more than 30 days: lost at the age of 20 days
 *   { customer: "bob", time: "2024-02-01" },
 *   { customer: "bob", time: "2024-03-20" }, // seen within the last 30 days: censored on 2 March, at the age of 30
 *   { customer: "cem", time: "2024-03-15" }, // too recent to tell
 * ];
 * const tenures = lastSeenTenures(orders, { inactiveAfter: 30, asOf: "2024-04-01" });
 * toRows(tenures).map((row) => [row.customer, row.duration, row.event]); // => [["ann", 20, 1], ["bob", 30, 0]]
 * tenures.tooRecent; // => 1
 */
export function lastSeenTenures<Table extends object>(
  events: Table,
  options: LastSeenTenureOptions<Table>,
): LastSeenTenures {
  checkOptions(where, options, optionNames);
  const { inactiveAfter, timeUnit = "day", winBacks = "continue" } = options;
  checkPositive(where, "inactiveAfter", inactiveAfter);
  checkTimeUnit(where, "timeUnit", timeUnit);
  checkChoice(where, "winBacks", winBacks, ["continue", "firstOnly", "newTenure"]);
  const log = readEventLog(where, events, options, { keepDense: false });
  const { zone, asOf, ids } = log;
  const silence = inactiveAfter * day;
  const spells = readSpells(log, options, { silence, timeUnit });
  const begun = applyWinBacks(spells, winBacks);
  const known = begun.filter(({ start }) => elapsed(zone, start, asOf, timeUnit) >= silence);
  const end = new Date(asOf).toISOString();
  const rule = `must hold a start at least ${inactiveAfter} days before asOf (${end})`;
  checkSufficient(known.length > 0, where, "events", rule, 0);
  const limit = timeUnit === "hour" ? asOf - silence : zone.instantOf(asOf + zone.offsetAt(asOf) - silence);
  const dates = (of: (spell: Spell) => number) => known.map((spell) => new Date(of(spell)).toISOString());
  return asLists({
    timeUnit,
    asOf: end,
    inactiveAfter,
    censoredAt: new Date(limit).toISOString(),
    winBacks,
    tooRecent: begun.length - known.length,
    wonBack: countReturned(spells, known),
    customer: known.map(({ code }) => ids[code] as CustomerId),
    tenure: Float64Array.from(known, ({ number }) => number),
    startedAt: dates(({ start }) => start),
    lastSeenAt: dates(({ last }) => last),
    ...measure(log, known, { silence, timeUnit }),
  });
}

const optionNames = [
  ...eventLogOptions,
  "event",
  "inactiveAfter",
  "startEvent",
  "returnEvent",
  "timeUnit",
  "winBacks",
] as const;

/** Events of a customer that follow one another without a longer silence. */
interface Spell {
  readonly code: number;
  readonly number: number;
  readonly start: number;
  readonly last: number;
}

/** How long a silence is a loss, in milliseconds, and on which clock. */
interface SilenceRule {
  readonly silence: number;
  readonly timeUnit: TimeUnit;
}

/** Duration and event of each spell. */
function measure(
  { zone, asOf }: EventLog,
  spells: readonly Spell[],
  { silence, timeUnit }: SilenceRule,
): Pick<LastSeenTenures, "duration" | "event"> {
  const unit = lengthInDays(timeUnit) * day;
  const event = Float64Array.from(spells, ({ last }) =>
    elapsed(zone, last, asOf, timeUnit) >= silence ? 1 : 0,
  );
  const duration = event.map((isLost, i) => {
    const { start, last } = spells[i]!;
    const until =
      isLost === 1 ? elapsed(zone, start, last, timeUnit) : elapsed(zone, start, asOf, timeUnit) - silence;
    // In the hour that clocks repeat, what comes later can be earlier by the local clock.
    return Math.max(0, until) / unit;
  });
  return { duration, event };
}

/** How many of the customers who are in the table came back after a silence. */
function countReturned(spells: readonly Spell[], known: readonly Spell[]): number {
  const included = new Set(known.map(({ code }) => code));
  // The second spell of a customer is the first return.
  return spells.filter(({ number, code }) => number === 2 && included.has(code)).length;
}

function readSpells<Table>(
  log: EventLog,
  options: LastSeenTenureOptions<Table>,
  { silence, timeUnit }: SilenceRule,
): Spell[] {
  const { ids, times, zone } = log;
  const codes = readTenureRows(log, options);
  const sorted = mergeOrders({
    codes,
    customers: ids.length,
    times,
    amounts: null,
    calendar: null,
    net: false,
  });
  const spells: Spell[] = [];
  for (let code = 0; code < ids.length; code++) {
    const [from, to] = [sorted.starts[code]!, sorted.starts[code + 1]!];
    let [number, start] = [1, sorted.times[from]!];
    for (let i = from; i < to; i++) {
      const time = sorted.times[i]!;
      const next = sorted.times[i + 1]!;
      if (i + 1 < to && elapsed(zone, time, next, timeUnit) <= silence) continue;
      spells.push({ code, number: number++, start, last: time });
      start = next;
    }
  }
  return spells;
}

/** The customer of each row that is the start of a tenure or shows that it goes on; -1 for all other rows. */
function readTenureRows<Table>(log: EventLog, options: LastSeenTenureOptions<Table>): Int32Array {
  const { codes, times, ids } = log;
  const field: TableField<Table> | undefined = options.event;
  const starting = markKinds(log, "startEvent", options.startEvent, field);
  const returning = markKinds(log, "returnEvent", options.returnEvent, field);
  if (starting === null && returning === null) return codes;
  const starts = new Float64Array(ids.length).fill(Number.POSITIVE_INFINITY);
  const isStart = (i: number) => codes[i]! >= 0 && starting?.[i] !== 0;
  for (let i = 0; i < codes.length; i++)
    if (isStart(i)) starts[codes[i]!] = Math.min(starts[codes[i]!]!, times[i]!);
  return codes.map((code, i) => {
    if (code < 0) return -1;
    const since = times[i]! - starts[code]!;
    return (isStart(i) && since === 0) || (returning?.[i] !== 0 && since >= 0) ? code : -1;
  });
}

function applyWinBacks(spells: readonly Spell[], winBacks: LastSeenTenures["winBacks"]): readonly Spell[] {
  if (winBacks === "newTenure") return spells;
  const firsts = spells.filter(({ number }) => number === 1);
  if (winBacks === "firstOnly") return firsts;
  // The last spell of a customer is the one before the next customer's first.
  const lasts = spells.filter((_, i) => (spells[i + 1]?.number ?? 1) === 1);
  return firsts.map((first, i) => ({ ...first, last: lasts[i]!.last }));
}
