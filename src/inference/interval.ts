/**
 * An estimate with its interval, in the one shape that every interval of the library has.
 *
 * `Bound` is `number | null` where an end, or the estimate itself, may not exist (an infinite lifetime, say).
 */
export interface Interval<Bound extends number | null = number> {
  /** The estimate, in the unit of its quantity. */
  readonly estimate: Bound;
  /** Lower end of the interval, in the same unit. */
  readonly lower: Bound;
  /** Upper end of the interval, in the same unit. */
  readonly upper: Bound;
  /** Confidence level, a fraction: 0.95 for a 95% interval. */
  readonly level: number;
  /** Name of the method that gave the two ends. */
  readonly method: string;
}
