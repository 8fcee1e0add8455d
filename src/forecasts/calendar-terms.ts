/** What moves everybody's churn in a calendar period: the month of the year, and stated events. */
import type { NormalPrior } from "../inference/prior.js";
import type { TimeUnit } from "../time.js";

/** Effects on the logit of churn: one number a term, and which of them act in a period. */
export interface CalendarTerms {
  /** Names of the terms: `season1`, `season2`, …, and `event` with the name of each event. */
  readonly names: readonly string[];
  /** Priors of the terms. */
  readonly priors: readonly NormalPrior[];
  /** How much of each term acts in a period, the last observed one being 0. */
  readonly weights: (period: number) => ArrayLike<number>;
}

/** An event as the terms need it: periods are counted from the last observed one, which is 0. */
export interface EventTerm {
  readonly name: string;
  readonly sizeAt: ReadonlyMap<number, number>;
  readonly prior: NormalPrior;
}

export const noTerms: CalendarTerms = { names: [], priors: [], weights: () => [] };

/** Periods of a year by their unit; other units have no calendar cycle that a few years of data could show. */
const cycles: Readonly<Record<string, number>> = { month: 12, quarter: 4 };

/** Periods of a calendar cycle, or null where the unit has none. */
export const cycleOf = (timeUnit: TimeUnit | null): number | null => cycles[timeUnit ?? ""] ?? null;

/** Where a period stands in a cycle: 0 for the last observed period and those a whole number of cycles away. */
export const positionIn = (length: number, period: number): number => ((period % length) + length) % length;

/** Weakly informative: a season moves the odds of leaving by a factor of e at most, in all likelihood by less. */
const seasonPrior: NormalPrior = { mean: 0, standardDeviation: 1 };

/** Effects of the positions in a cycle, which add up to 0, so that the last one is minus the sum of the others. */
export function seasonTerms(length: number): CalendarTerms {
  const names = Array.from({ length: length - 1 }, (_, i) => `season${i + 1}`);
  const rows = Array.from({ length }, (_, position) =>
    names.map((_, i) => (position === length - 1 ? -1 : position === i ? 1 : 0)),
  );
  const weights = (period: number) => rows[positionIn(length, period)]!;
  return { names, priors: names.map(() => seasonPrior), weights };
}

/** Effects of stated events. */
export function eventTerms(events: readonly EventTerm[]): CalendarTerms {
  return {
    names: events.map(({ name }) => `event ${name}`),
    priors: events.map(({ prior }) => prior),
    weights: (period) => events.map(({ sizeAt }) => sizeAt.get(period) ?? 0),
  };
}

/** The terms of both. */
export function joinTerms(a: CalendarTerms, b: CalendarTerms): CalendarTerms {
  return {
    names: [...a.names, ...b.names],
    priors: [...a.priors, ...b.priors],
    weights: (period) => [...Array.from(a.weights(period)), ...Array.from(b.weights(period))],
  };
}

/** Effect of the terms in a period at given coefficients. */
export function effectIn(terms: CalendarTerms, coefficients: ArrayLike<number>, period: number): number {
  const weights = terms.weights(period);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * coefficients[i]!;
  return sum;
}
