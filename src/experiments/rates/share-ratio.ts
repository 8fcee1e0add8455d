/** Intervals of the ratio of two shares, first over second. */
import type { Share } from "../../inference/score-interval.js";
import { scoreRatioEnds } from "./score-ratio.js";

/** Methods for the ratio of two shares. */
export type RatioMethod = "koopman" | "miettinen-nurminen" | "katz" | "adjusted-log";

/** Every method for the ratio of two shares, the default first. */
export const ratioMethods: readonly RatioMethod[] = ["koopman", "miettinen-nurminen", "katz", "adjusted-log"];

/** Two ends of an interval that may be open above. */
export interface OpenEnds {
  readonly lower: number;
  readonly upper: number | null;
}

/** The ratio of two shares; null where the second is 0. */
export const shareRatio = (first: Share, second: Share): number | null =>
  second.x === 0 ? null : (first.x * second.n) / (first.n * second.x);

/** The ends of the interval of a ratio of two shares at the normal quantile `z`; 0 and null where the method says nothing. */
export function ratioEnds(first: Share, second: Share, method: RatioMethod, z: number): OpenEnds {
  const all = first.n + second.n;
  if (method === "koopman") return scoreRatioEnds(first, second, z * z);
  if (method === "miettinen-nurminen") return scoreRatioEnds(first, second, (z * z * all) / (all - 1));
  if (method === "adjusted-log") return logEnds(halfMore(first), halfMore(second), z);
  return first.x === 0 || second.x === 0 ? { lower: 0, upper: null } : logEnds(first, second, z);
}

const halfMore = ({ x, n }: Share): Share => ({ x: x + 0.5, n: n + 0.5 });

/** The normal approximation of the logarithm. */
function logEnds(first: Share, second: Share, z: number): OpenEnds {
  const estimate = (first.x * second.n) / (first.n * second.x);
  const variance = (first.n - first.x) / (first.x * first.n) + (second.n - second.x) / (second.x * second.n);
  const factor = Math.exp(z * Math.sqrt(variance));
  return { lower: estimate / factor, upper: estimate * factor };
}
