/** Sums over times that make a cumulative hazard and its variance. */
import type { EventCounts } from "../inference/event-counts.js";
import type { HazardTies } from "./kaplan-meier-curve.js";

/** What one time adds to a cumulative hazard, and to its variance. */
export interface HazardIncrement {
  readonly hazard: number;
  readonly variance: number;
}

/**
 * What d losses of n watched add to the cumulative hazard.
 *
 * Plain: d/n, variance d/n² (Poisson). Corrected for ties: the losses one after the other, Σ 1/(n - k) and Σ 1/(n - k)² for
 * k = 0 to d - 1.
 */
export function hazardIncrement(n: number, d: number, ties: HazardTies): HazardIncrement {
  if (d === 0) return { hazard: 0, variance: 0 };
  if (ties === "plain") return { hazard: d / n, variance: d / n / n };
  let [hazard, variance] = [0, 0];
  for (let k = d - 1; k >= 0; k--) {
    const share = 1 / (n - k);
    hazard += share;
    variance += share * share;
  }
  return { hazard, variance };
}

/** The cumulative hazard and its variance after each time. */
export function hazardSums(
  { atRisk, events }: Pick<EventCounts, "atRisk" | "events">,
  ties: HazardTies,
): { readonly hazard: Float64Array; readonly variance: Float64Array } {
  const [hazard, variance] = [new Float64Array(atRisk.length), new Float64Array(atRisk.length)];
  let [sum, squares] = [0, 0];
  for (let i = 0; i < atRisk.length; i++) {
    const step = hazardIncrement(atRisk[i]!, events[i]!, ties);
    sum += step.hazard;
    squares += step.variance;
    hazard[i] = sum;
    variance[i] = squares;
  }
  return { hazard, variance };
}
