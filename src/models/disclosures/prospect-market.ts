/** The people who could become customers, read once: pools of prospects by the period in which they became so. */
import { check, checkCount, checkFields, checkFinite, checkNonNegative, isList } from "../../errors.js";
import { checkTimeUnit, type TimeUnit } from "../../time.js";
import type { DisclosedBase, DisclosedSeries } from "./disclosures.js";

/** The people who could become customers, in the unit of the disclosures (heads, thousands, households). */
export interface ProspectMarket {
  /** Length of a period: `"quarter"` for most companies. */
  readonly timeUnit: TimeUnit;
  /** Population at the start of the first period and at the end of every period: one entry more than there are periods. */
  readonly population: ArrayLike<number>;
  /** Those of the population who were customers at the start of the first period. Default 0. */
  readonly customersAtStart?: number | undefined;
  /** Customers lost in each period who become prospects again. Default none. */
  readonly returning?: ArrayLike<number> | undefined;
  /** Seasons of a year that may differ, 4 for quarters: 1 to 12. Default 1, no seasons. */
  readonly seasons?: number | undefined;
  /** Season of the first period: 1 to `seasons`. Default 1. */
  readonly firstSeason?: number | undefined;
}

/** A market and the customers that a company discloses to have won in it. */
export interface ProspectDisclosures extends ProspectMarket {
  /** Customers won in each period (gross additions); null where not disclosed. */
  readonly added: DisclosedSeries;
}

const marketNames = [
  ...(["timeUnit", "population", "customersAtStart", "returning"] as const),
  ...(["seasons", "firstSeason", "added"] as const),
] as const;

/** Pools by period: the first of those there at the start, the others formed in each period and open from the next. */
export function readMarket(
  where: string,
  argument: string,
  market: ProspectMarket,
): Omit<DisclosedBase, "lost"> {
  checkFields<ProspectMarket | ProspectDisclosures>(where, argument, market, marketNames);
  const { timeUnit, population, customersAtStart = 0, returning, seasons = 1, firstSeason = 1 } = market;
  checkTimeUnit(where, `${argument}.timeUnit`, timeUnit);
  checkCount(where, `${argument}.seasons`, seasons, 1);
  check(seasons <= 12, where, `${argument}.seasons`, "must be at most 12", seasons);
  checkCount(where, `${argument}.firstSeason`, firstSeason, 1);
  const rule = `must be at most seasons (${seasons})`;
  check(firstSeason <= seasons, where, `${argument}.firstSeason`, rule, firstSeason);
  const people = readAmounts(where, `${argument}.population`, population, {});
  const periods = people.length - 1;
  check(periods >= 1, where, `${argument}.population`, "must hold 2 amounts or more", population);
  checkNonNegative(where, `${argument}.customersAtStart`, customersAtStart);
  const within = `must be at most the population at the start (${people[0]})`;
  check(customersAtStart <= people[0]!, where, `${argument}.customersAtStart`, within, customersAtStart);
  const back =
    returning === undefined
      ? new Float64Array(periods)
      : readAmounts(where, `${argument}.returning`, returning, { length: periods });
  const added = Float64Array.from(back, (returned, i) => {
    const pool = people[i + 1]! - people[i]! + returned;
    const shrinks = "must not shrink by more than the customers who return";
    check(pool >= 0, where, `${argument}.population[${i + 1}]`, shrinks, people[i + 1]);
    return pool;
  });
  const opening = [{ renewals: 0, customers: people[0]! - customersAtStart }];
  return { timeUnit, periods, added, customers: new Float64Array(periods), opening, seasons, firstSeason };
}

/** Amounts of 0 or more; NaN where unknown, if any may be. */
export function readAmounts(
  where: string,
  argument: string,
  amounts: ArrayLike<number | null>,
  { length, unknown = false }: { readonly length?: number; readonly unknown?: boolean },
): Float64Array {
  const some = isList(amounts) && amounts.length > 0;
  check(some, where, argument, "must be a list of amounts by period", amounts);
  if (length !== undefined) {
    const rule = `must hold one amount per period (${length})`;
    check(amounts.length === length, where, argument, rule, amounts);
  }
  return Float64Array.from({ length: amounts.length }, (_, i) => {
    const amount = amounts[i] ?? null;
    if (amount === null && unknown) return Number.NaN;
    checkFinite(where, `${argument}[${i}]`, amount);
    checkNonNegative(where, `${argument}[${i}]`, amount);
    return amount;
  });
}
