/** Intervals of a Poisson rate: x losses over an exposure, at tail probability `tail` on either side. */

import type { Ends } from "../inference/score-interval.js";
import { gammaQuantile } from "../math/distributions.js";
import { normalQuantile } from "../math/normal.js";

/** Methods for the interval of a rate per exposure. */
export type ExposureMethod = "garwood" | "byar" | "log-wald";

/** Every method for a rate per exposure, the default first. */
export const exposureMethods: readonly ExposureMethod[] = ["garwood", "byar", "log-wald"];

/** Interval of the expected number of losses when x were seen; null where the method has no interval at 0. */
export function countInterval(x: number, tail: number, method: ExposureMethod): Ends | null {
  if (method === "garwood")
    return { lower: x === 0 ? 0 : gammaQuantile(tail, x), upper: garwoodUpper(x, tail) };
  const z = -normalQuantile(tail);
  if (method === "byar")
    return { lower: x === 0 ? 0 : Math.max(0, byarEnd(x, -z)), upper: byarEnd(x + 1, z) };
  if (x === 0) return null;
  const factor = Math.exp(z / Math.sqrt(x));
  return { lower: x / factor, upper: x * factor };
}

/** The mean at which x or fewer losses have probability `tail`: half a chi-squared quantile of 2x + 2 degrees. */
function garwoodUpper(x: number, tail: number): number {
  // Of 0 losses the probability is e^-mean; taking the logarithm keeps the digits of a small tail.
  return x === 0 ? -Math.log(tail) : gammaQuantile(1 - tail, x + 1);
}

/** Wilson and Hilferty's cube of a normal variable. */
function byarEnd(x: number, z: number): number {
  return x * (1 - 1 / (9 * x) + z / (3 * Math.sqrt(x))) ** 3;
}
