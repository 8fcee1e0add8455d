/** What a company discloses about its customers, period by period, read once for every model of it. */
import { check, checkCount, checkFields, checkNonNegative, isDense, isList } from "../../errors.js";
import { checkTimeUnit, type TimeUnit } from "../../time.js";

/** A disclosed series, one entry per period; null where nothing was disclosed. */
export type DisclosedSeries = ArrayLike<number | null>;

/** Customers of one tenure. */
export interface DisclosedTenure {
  /** Whole periods that they have been customers: 0 or more. */
  readonly renewals: number;
  /** How many they are. */
  readonly customers: number;
}

/** Customer figures of consecutive periods, any two of the three series, in one unit (heads, thousands, millions). */
export interface Disclosures {
  /** Length of a period: `"quarter"` for most companies. */
  readonly timeUnit: TimeUnit;
  /** Customers won in each period (gross additions). Left out or null: from the other two series. */
  readonly added?: DisclosedSeries | undefined;
  /** Customers lost in each period. Left out or null: from the other two series, or unknown. */
  readonly lost?: DisclosedSeries | undefined;
  /** Customers at the end of each period. Left out or null: not disclosed. */
  readonly customers?: DisclosedSeries | undefined;
  /** Customers before the first period, by tenure. Default none: the company began with the first period. */
  readonly opening?: readonly DisclosedTenure[] | undefined;
  /** Seasons of a year that may differ, 4 for quarters: 1 to 12. Default 1, no seasons. */
  readonly seasons?: number | undefined;
  /** Season of the first period: 1 to `seasons`. Default 1. */
  readonly firstSeason?: number | undefined;
}

/** The disclosures completed: every addition known, losses NaN where unknown. */
export interface DisclosedBase {
  readonly timeUnit: TimeUnit;
  readonly periods: number;
  readonly added: Float64Array;
  readonly lost: Float64Array;
  readonly customers: Float64Array;
  readonly opening: readonly DisclosedTenure[];
  readonly seasons: number;
  readonly firstSeason: number;
}

const disclosureNames = [
  ...(["timeUnit", "added", "lost", "customers"] as const),
  ...(["opening", "seasons", "firstSeason"] as const),
] as const;

/** Reads disclosures and works out what follows from customers = customers before + added - lost. */
export function readDisclosures(where: string, disclosures: Disclosures): DisclosedBase {
  checkFields(where, "disclosures", disclosures, disclosureNames);
  const { timeUnit, opening = [], seasons = 1, firstSeason = 1 } = disclosures;
  checkTimeUnit(where, "disclosures.timeUnit", timeUnit);
  checkCount(where, "disclosures.seasons", seasons, 1);
  check(seasons <= 12, where, "disclosures.seasons", "must be at most 12", seasons);
  checkCount(where, "disclosures.firstSeason", firstSeason, 1);
  const rule = `must be at most seasons (${seasons})`;
  check(firstSeason <= seasons, where, "disclosures.firstSeason", rule, firstSeason);
  const start = readOpening(where, opening);
  const periods = lengthOf(where, disclosures);
  const series = (name: "added" | "lost" | "customers") =>
    readSeries(where, name, disclosures[name], periods);
  const given = { added: series("added"), lost: series("lost"), customers: series("customers") };
  return { ...complete(where, given, start), timeUnit, periods, opening, seasons, firstSeason };
}

function readOpening(where: string, opening: readonly DisclosedTenure[]): number {
  check(isDense(opening), where, "disclosures.opening", "must be a list of { renewals, customers }", opening);
  return opening.reduce((sum, group: DisclosedTenure, i) => {
    checkFields(where, `disclosures.opening[${i}]`, group, ["renewals", "customers"]);
    checkCount(where, `disclosures.opening[${i}].renewals`, group.renewals);
    checkNonNegative(where, `disclosures.opening[${i}].customers`, group.customers);
    return sum + group.customers;
  }, 0);
}

function lengthOf(where: string, { added, lost, customers }: Disclosures): number {
  const lists = { added, lost, customers };
  const given = Object.entries(lists).filter(([, list]) => list !== undefined && list !== null);
  const two = "must hold two of added, lost and customers";
  check(given.length >= 2, where, "disclosures", two, disclosuresGiven(given.length));
  const [name, first] = given[0]!;
  for (const [other, list] of given) {
    check(
      isList(list) && list.length > 0,
      where,
      `disclosures.${other}`,
      "must be a list of amounts by period",
      list,
    );
    const rule = `must be as long as ${name} (${first!.length})`;
    check(list.length === first!.length, where, `disclosures.${other}`, rule, list);
  }
  return first!.length;
}

function disclosuresGiven(count: number): string {
  return count === 0 ? "none" : "one";
}

function readSeries(
  where: string,
  name: string,
  series: DisclosedSeries | undefined,
  periods: number,
): Float64Array {
  return Float64Array.from({ length: periods }, (_, i) => {
    const amount = series?.[i] ?? null;
    if (amount === null) return Number.NaN;
    checkNonNegative(where, `disclosures.${name}[${i}]`, amount);
    return amount;
  });
}

type Series = Readonly<Record<"added" | "lost" | "customers", Float64Array>>;

function complete(where: string, { added, lost, customers }: Series, start: number): Series {
  let before = start;
  for (let i = 0; i < added.length; i++) {
    const change = customers[i]! - before;
    if (Number.isNaN(added[i]!)) added[i] = change + lost[i]!;
    const rule = "must be disclosed, or follow from lost and customers";
    check(!Number.isNaN(added[i]!), where, `disclosures.added[${i}]`, rule, null);
    if (Number.isNaN(lost[i]!)) lost[i] = added[i]! - change;
    if (Number.isNaN(customers[i]!)) customers[i] = before + added[i]! - lost[i]!;
    // Rounded disclosures of a period in which almost nobody left may miss 0 by their last digit.
    const slack = 1e-2 * customers[i]!;
    const follows = "must not follow as an amount below 0 from the other two";
    check(!(added[i]! < -slack), where, `disclosures.added[${i}]`, follows, added[i]);
    check(!(lost[i]! < -slack), where, `disclosures.lost[${i}]`, follows, lost[i]);
    if (added[i]! < 0) added[i] = 0;
    if (lost[i]! < 0) lost[i] = 0;
    before = customers[i]!;
  }
  return { added, lost, customers };
}
