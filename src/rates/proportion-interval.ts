/** Intervals of a binomial proportion: x of n, at tail probability `tail` on either side. */
import { type Ends, wilsonEnds } from "../inference/score-interval.js";
import { betaQuantile } from "../math/distributions.js";
import { normalQuantile } from "../math/normal.js";

/** Methods for the interval of a share of customers. */
export type ProportionMethod =
  | "wilson"
  | "clopper-pearson"
  | "jeffreys"
  | "agresti-coull"
  | "wilson-continuity";

/** Every method for a share, the default first. */
export const proportionMethods: readonly ProportionMethod[] = [
  "wilson",
  "clopper-pearson",
  "jeffreys",
  "agresti-coull",
  "wilson-continuity",
];

/** Interval of a proportion, x of n. */
export function proportionInterval(x: number, n: number, tail: number, method: ProportionMethod): Ends {
  return intervals[method](x, n, tail);
}

type Method = (x: number, n: number, tail: number) => Ends;

const intervals: Readonly<Record<ProportionMethod, Method>> = {
  wilson: (x, n, tail) => wilsonEnds({ x, n }, tail),
  "clopper-pearson": (x, n, tail) => ({
    lower: x === 0 ? 0 : betaQuantile(tail, x, n - x + 1),
    upper: x === n ? 1 : upperBetaQuantile(tail, x + 1, n - x),
  }),
  jeffreys: (x, n, tail) => ({
    lower: x === 0 ? 0 : betaQuantile(tail, x + 0.5, n - x + 0.5),
    upper: x === n ? 1 : upperBetaQuantile(tail, x + 0.5, n - x + 0.5),
  }),
  "agresti-coull"(x, n, tail) {
    const z2 = normalQuantile(tail) ** 2;
    const centre = (x + z2 / 2) / (n + z2);
    const half = Math.sqrt((z2 * centre * (1 - centre)) / (n + z2));
    return { lower: Math.max(0, centre - half), upper: Math.min(1, centre + half) };
  },
  "wilson-continuity"(x, n, tail) {
    const z = -normalQuantile(tail);
    const end = (sign: 1 | -1): number => {
      const root = Math.sqrt(Math.max(0, z * z + 2 * sign - 1 / n + (4 * x * (n - x - sign)) / n));
      return (2 * x + z * z + sign * (1 + z * root)) / (2 * (n + z * z));
    };
    return { lower: x === 0 ? 0 : Math.max(0, end(-1)), upper: x === n ? 1 : Math.min(1, end(1)) };
  },
};

/** The x above which Beta(a, b) has probability `tail`. */
function upperBetaQuantile(tail: number, a: number, b: number): number {
  // The complement keeps the digits of a small tail, the direct quantile those of a small x.
  const x = 1 - betaQuantile(tail, b, a);
  return x > 0.1 ? x : betaQuantile(1 - tail, a, b);
}
