/** What a statistic is measured by: the normal distribution, or Student's t where the scatter of clusters was estimated. */
import { studentTCdf, studentTQuantile } from "../math/distributions.js";
import { normalCdf, normalQuantile } from "../math/normal.js";

/** A distribution around 0. */
export interface Yardstick {
  /** Degrees of freedom; null of the normal distribution. */
  readonly degreesOfFreedom: number | null;
  /** The value above which there is a probability. */
  quantile(tail: number): number;
  /** The probability above a value. */
  upperTail(value: number): number;
}

/** The standard normal distribution. */
export const normal: Yardstick = {
  degreesOfFreedom: null,
  quantile: (tail) => -normalQuantile(tail),
  upperTail: (value) => normalCdf(-value),
};

/** Student's t distribution. */
export const studentT = (degreesOfFreedom: number): Yardstick => ({
  degreesOfFreedom,
  quantile: (tail) => -studentTQuantile(tail, degreesOfFreedom),
  upperTail: (value) => studentTCdf(-value, degreesOfFreedom),
});

/** The two-sided p-value of a statistic. */
export const twoSided = ({ upperTail }: Yardstick, value: number): number =>
  Math.min(1, 2 * upperTail(Math.abs(value)));
