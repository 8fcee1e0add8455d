/** A survival curve as plain data. */
import type { Interval } from "../inference/interval.js";
import type { TimeUnit } from "../time.js";
import type { SurvivalTransform } from "./pointwise-interval.js";
import type { UnwatchedStretch } from "./unwatched-stretches.js";

/** How the standard errors of a curve were made. */
export type SurvivalErrors = "greenwood" | "robust";

/** The curve at one distinct time, and from there to the next. */
export interface KaplanMeierStep {
  /** A time at which someone was lost or censored. */
  readonly time: number;
  /** Watched just before that time. */
  readonly atRisk: number;
  /** Lost at that time. */
  readonly events: number;
  /** Censored at that time: counted as watched at it, and not after. */
  readonly censored: number;
  /** Estimated share that lasts longer than that time. */
  readonly survival: number;
  /** Standard error of `survival`; null where it is 0. */
  readonly standardError: number | null;
  /** Lower end of the pointwise interval; null where `survival` is 0, and where it is 1 unless `transform` is plain or log. */
  readonly lower: number | null;
  /** Upper end of the pointwise interval; null where the lower is. */
  readonly upper: number | null;
}

/** A survival curve with its intervals. */
export interface KaplanMeierCurve {
  /** Name of the estimator. */
  readonly method: "kaplanMeier" | "flemingHarrington";
  /** Unit of all times; null where neither data nor options name one. */
  readonly timeUnit: TimeUnit | null;
  /** Confidence level of the intervals. */
  readonly level: number;
  /** Scale on which the intervals are symmetric. */
  readonly transform: SurvivalTransform;
  /** How the standard errors were made. */
  readonly standardErrors: SurvivalErrors;
  /** How ties enter the cumulative hazard of a Fleming-Harrington curve; null for Kaplan-Meier, where there is one way. */
  readonly ties: HazardTies | null;
  /** Number of observations: the sum of the weights. */
  readonly observations: number;
  /** Lost by the end of their time, of the observations. */
  readonly events: number;
  /** Not lost by the end of their time, of the observations. */
  readonly censored: number;
  /** Time by which half are lost; each of the three is null where the curve, or that end of its interval, stays above a half. */
  readonly median: Interval<number | null>;
  /** Stretches of time in which nobody was watched: empty unless subjects came under observation late. */
  readonly unwatched: readonly UnwatchedStretch[];
  /** What `restrictedMean` takes beside the steps of a curve with robust errors; null with Greenwood's. */
  readonly robustArea: RobustArea | null;
  /** One row for each distinct time, ascending; made when they are first asked for. */
  readonly steps: readonly KaplanMeierStep[];
}

/** How ties enter a cumulative hazard: as d/n (`ctype = 1` in R), or one after the other (`ctype = 2`). */
export type HazardTies = "plain" | "corrected";

/** How far the area under a curve with robust errors is known: what the steps do not hold. */
export interface RobustArea {
  /** Variance of ∫ S dt from 0 to each time of the steps; null where a weight is too small for one. */
  readonly variance: readonly (number | null)[];
  /** Covariance of that area with S after the same time; null where the variance is. */
  readonly covariance: readonly (number | null)[];
}
