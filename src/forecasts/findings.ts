/** What a forecast says of itself: the season, the events and the scatter that it found, with their intervals. */
import { sortedQuantile } from "../math/sample-statistics.js";
import { positionIn } from "./calendar-terms.js";
import type { ReadBase } from "./forecast-input.js";

/** The odds of leaving in one position of the cycle. */
export interface SeasonRow {
  /** Number of the first period to come that stands there. */
  readonly period: number;
  /** Factor on the odds of leaving. */
  readonly oddsRatio: number;
  /** Lower end of its interval. */
  readonly lower: number;
  /** Upper end of its interval. */
  readonly upper: number;
}

/** What was found of a season. */
export interface SeasonFindings {
  /** Periods of a cycle, 12 for months, 4 for quarters; null where it was not asked or there are not two cycles. */
  readonly length: number | null;
  /** Probability of so large a season by chance, by an F test that knows how periods scatter; null where it was not tested. */
  readonly pValue: number | null;
  /** Whether the forecast has the season. */
  readonly used: boolean;
  /** One row for each position of the cycle where it has. */
  readonly rows: readonly SeasonRow[];
}

/** What was found of an event. */
export interface EventFindings {
  /** Its name. */
  readonly event: string;
  /** Factor on the odds of leaving, per unit of size. */
  readonly oddsRatio: number;
  /** Lower end of its interval. */
  readonly lower: number;
  /** Upper end of its interval. */
  readonly upper: number;
}

interface Term {
  readonly name: string;
  readonly oddsRatio: number;
  readonly lower: number;
  readonly upper: number;
}

/** Factors on the odds from one combination of the calendar coefficients. */
function factorOf({ leadingDraws }: ReadBase, weights: ArrayLike<number>, level: number): Omit<Term, "name"> {
  const { ownParameters, estimates, draws } = leadingDraws;
  const at = (values: Float64Array) => {
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += weights[i]! * values[ownParameters + i]!;
    return Math.exp(sum);
  };
  const ascending = Float64Array.from(draws.values, at).sort();
  return {
    oddsRatio: at(estimates),
    lower: sortedQuantile(ascending, (1 - level) / 2),
    upper: sortedQuantile(ascending, (1 + level) / 2),
  };
}

/** The season of the model with most weight. */
export function seasonFindings(base: ReadBase, level: number): SeasonFindings {
  const season = base.leading?.season ?? { length: null, pValue: null, used: false };
  const { length, used } = season;
  if (length === null || !used) return { ...season, rows: [] };
  const { terms } = base.leadingDraws;
  const seasonal = terms.names.map((name) => name.startsWith("season"));
  const rows = Array.from({ length }, (_, i) => {
    const weights = Array.from(terms.weights(positionIn(length, i + 1)), (weight, k) =>
      seasonal[k] ? weight : 0,
    );
    return { period: base.lastPeriod + i + 1, ...factorOf(base, weights, level) };
  });
  return { ...season, rows };
}

/** Events estimated from the past, by the model with most weight. */
export function eventFindings(base: ReadBase, level: number): EventFindings[] {
  const { names } = base.leadingDraws.terms;
  return base.events.estimated.map(({ name }) => {
    const weights = names.map((term) => (term === `event ${name}` ? 1 : 0));
    return { event: name, ...factorOf(base, weights, level) };
  });
}
