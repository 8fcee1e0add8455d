/** What a forecast asks of a contractual model, of its cohorts, and of a base without a history. */
import type { Fit } from "../inference/fit.js";
import type { TimeUnit } from "../time.js";

/** A contractual model as a forecast needs it: every module of one, such as `shiftedBetaGeometric`, has these functions. */
export interface SubscriberModel {
  /** Maximum-likelihood fit to cohorts. */
  readonly fit: (cohorts: never) => Fit<object>;
  /** Probability of staying in each of these periods of a customer's life, at given parameters. */
  readonly retentionRate: (parameters: never, periods: readonly number[]) => ArrayLike<number>;
}

/** One cohort: customers who started together, watched until the last observed period, the same for all cohorts. */
export interface ForecastCohort {
  /** Length of a period: the time between two renewals; null for an interval that has no name. */
  readonly timeUnit: TimeUnit | null;
  /** The first period of their lives in which the customers were watched: 1 by default. */
  readonly firstPeriod?: number | undefined;
  /** Customers lost in that period, in the next one, and so on up to the last observed period; empty for a cohort that has just started. */
  readonly lostByPeriod: readonly number[];
  /** Customers still active after it: whole, 0 or more. */
  readonly stillActive: number;
  /** Customers known only to have been lost before `firstPeriod`. */
  readonly lostBefore?: number | undefined;
  /** A label: the period of the start as a number, or a name. */
  readonly cohort?: string | number | undefined;
  /** A label that `renewalCohorts` gives: the name of the interval. */
  readonly interval?: string | undefined;
  /** A label that `renewalCohorts` gives: how many of them. */
  readonly intervalCount?: number | undefined;
}

/** Customers of the same number of renewals. */
export interface BaseByTenure {
  /** Renewals that they have made: whole, 0 or more. */
  readonly renewals: number;
  /** How many they are: whole, 0 or more. */
  readonly customers: number;
}
