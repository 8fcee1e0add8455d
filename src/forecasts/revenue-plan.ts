/** What is stated period by period: prices, expansion and contraction, and events. */
import {
  check,
  checkFields,
  checkFinite,
  checkFraction,
  checkNonNegative,
  checkPositive,
  checkSufficient,
  isDense,
  isList,
} from "../errors.js";
import type { EventTerm } from "./calendar-terms.js";
import type { RevenuePlan } from "./subscriber-paths.js";

/** A price from a period on. */
export interface PriceStep {
  /** First period of the price, in the numbers of the periods. */
  readonly from: number;
  /** Price per customer and period. */
  readonly price: number;
}

/** Something that moves everybody's churn in stated periods, such as a change of price. */
export interface ForecastEvent {
  /** Its name. */
  readonly name: string;
  /** Periods in which it acts, past and to come, in the numbers of the periods. */
  readonly periods: readonly number[];
  /** How large it is in each of them, for instance the logarithm of the change in price: 1 each by default. */
  readonly sizes?: readonly number[] | undefined;
  /**
   * Factor on the odds of leaving, where it is stated and not estimated from the past: 1.2 for a fifth more. It applies to the
   * periods to come alone.
   */
  readonly oddsRatio?: number | undefined;
}

/** One number for all periods, or one for each: a number, a list, or prices from periods on. */
export type PricePath = number | readonly number[] | readonly PriceStep[];

interface Clock {
  readonly horizon: number;
  /** Number of the last observed period. */
  readonly lastPeriod: number;
}

function listOf(
  where: string,
  name: string,
  path: number | readonly number[],
  horizon: number,
): Float64Array {
  const rule = `must be a number, or one for each of the ${horizon} periods`;
  check(typeof path === "number" || (isList(path) && path.length >= horizon), where, name, rule, path);
  return Float64Array.from({ length: horizon }, (_, i) => (typeof path === "number" ? path : path[i]!));
}

/** Prices of the periods to come. */
export function pricesOf(where: string, path: PricePath, { horizon, lastPeriod }: Clock): Float64Array {
  const steps = isList(path) && path.length > 0 && typeof path[0] === "object";
  const prices = steps
    ? pricesFrom(where, path as readonly PriceStep[], { horizon, lastPeriod })
    : listOf(where, "prices", path as number | readonly number[], horizon);
  prices.forEach((price, i) => {
    checkNonNegative(where, typeof path === "number" ? "prices" : `prices[${i}]`, price);
  });
  return prices;
}

function pricesFrom(
  where: string,
  steps: readonly PriceStep[],
  { horizon, lastPeriod }: Clock,
): Float64Array {
  steps.forEach((step, i) => {
    checkFields(where, `prices[${i}]`, step, ["from", "price"]);
    checkFinite(where, `prices[${i}].from`, step.from);
    checkNonNegative(where, `prices[${i}].price`, step.price);
    const later = i === 0 || step.from > steps[i - 1]!.from;
    check(later, where, `prices[${i}].from`, "must be later than the one before", step.from);
  });
  const first = steps[0]!.from;
  const rule = `must be at most ${lastPeriod + 1}, the first period to come`;
  check(first <= lastPeriod + 1, where, "prices[0].from", rule, first);
  return Float64Array.from(
    { length: horizon },
    (_, i) => steps.filter(({ from }) => from <= lastPeriod + i + 1).at(-1)!.price,
  );
}

/** Prices and growth, or null without prices. */
export function revenuePlan(
  where: string,
  {
    prices,
    expansion = 0,
    contraction = 0,
  }: {
    readonly prices?: PricePath | undefined;
    readonly expansion?: number | readonly number[] | undefined;
    readonly contraction?: number | readonly number[] | undefined;
  },
  clock: Clock,
): RevenuePlan | null {
  const more = listOf(where, "expansion", expansion, clock.horizon);
  const less = listOf(where, "contraction", contraction, clock.horizon);
  more.forEach((rate) => {
    checkNonNegative(where, "expansion", rate);
    check(rate <= 1, where, "expansion", "must be at most 1 (not a percentage: 0.05 means 5%)", rate);
  });
  less.forEach((rate) => {
    checkFraction(where, "contraction", rate);
  });
  if (prices === undefined) {
    const stated = more.some((rate) => rate > 0) || less.some((rate) => rate > 0);
    check(!stated, where, "prices", "must be given with expansion or contraction", prices);
    return null;
  }
  return { prices: pricesOf(where, prices, clock), growth: more.map((rate, i) => 1 + rate - less[i]!) };
}

/** Events estimated from the past, and the effects of stated ones on the periods to come. */
export interface EventPlan {
  readonly estimated: readonly EventTerm[];
  /** On the logit of churn, by period to come. */
  readonly stated: Float64Array;
}

/** Reads events. */
export function eventPlan(
  where: string,
  events: readonly ForecastEvent[],
  { horizon, lastPeriod }: Clock,
): EventPlan {
  check(isDense(events), where, "events", "must be an array of events", events);
  const stated = new Float64Array(horizon);
  const estimated: EventTerm[] = [];
  const names = new Set<string>();
  events.forEach((event, i) => {
    const name = `events[${i}]`;
    const sizeAt = sizesOf(where, name, event, lastPeriod);
    check(!names.has(event.name), where, `${name}.name`, "must be another than those before", event.name);
    names.add(event.name);
    if (event.oddsRatio === undefined) {
      const seen = [...sizeAt].some(([period, size]) => period <= 0 && size !== 0);
      const rule = "must have a period that was observed, or an oddsRatio";
      checkSufficient(seen, where, `${name}.periods`, rule, event.periods);
      estimated.push({ name: event.name, sizeAt, prior: { mean: 0, standardDeviation: 3 } });
      return;
    }
    checkPositive(where, `${name}.oddsRatio`, event.oddsRatio);
    for (const [period, size] of sizeAt)
      if (period > 0 && period <= horizon) stated[period - 1]! += size * Math.log(event.oddsRatio);
  });
  return { estimated, stated };
}

/** Sizes by period, the last observed one being 0. */
function sizesOf(
  where: string,
  name: string,
  event: ForecastEvent,
  lastPeriod: number,
): ReadonlyMap<number, number> {
  checkFields(where, name, event, ["name", "periods", "sizes", "oddsRatio"]);
  check(
    typeof event.name === "string" && event.name !== "",
    where,
    `${name}.name`,
    "must be a name",
    event.name,
  );
  const { periods, sizes } = event;
  check(
    isList(periods) && periods.length > 0,
    where,
    `${name}.periods`,
    "must be an array of periods",
    periods,
  );
  const rule = `must be an array of ${periods.length} numbers`;
  check(
    sizes === undefined || (isList(sizes) && sizes.length === periods.length),
    where,
    `${name}.sizes`,
    rule,
    sizes,
  );
  return new Map(
    Array.from(periods, (period, i) => {
      check(Number.isSafeInteger(period), where, `${name}.periods[${i}]`, "must be a whole number", period);
      const size = sizes?.[i] ?? 1;
      checkFinite(where, `${name}.sizes[${i}]`, size);
      return [period - lastPeriod, size];
    }),
  );
}
