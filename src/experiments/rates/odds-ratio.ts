/** Intervals of the ratio of the odds of two shares, first over second. */
import type { Share } from "../../inference/score-interval.js";
import { findRoot } from "../../math/roots.js";
import { conditionalOddsRatio, type OddsRatio } from "./conditional-odds-ratio.js";
import type { OpenEnds } from "./share-ratio.js";

/** Methods for the ratio of two odds. */
export type OddsRatioMethod =
  | "score"
  | "miettinen-nurminen"
  | "woolf"
  | "gart"
  | "conditional-exact"
  | "mid-p";

/** Every method for the ratio of two odds, the default first. */
export const oddsRatioMethods: readonly OddsRatioMethod[] = [
  "score",
  "miettinen-nurminen",
  "woolf",
  "gart",
  "conditional-exact",
  "mid-p",
];

/** How the ends are found: the method, the probability on either side, and the quantile that belongs to it. */
interface OddsRatioEnds {
  readonly method: OddsRatioMethod;
  readonly tail: number;
  readonly z: number;
}

/** The odds ratio of two shares with its interval. */
export function oddsRatioOf(first: Share, second: Share, { method, tail, z }: OddsRatioEnds): OddsRatio {
  if (method === "conditional-exact" || method === "mid-p")
    return conditionalOddsRatio(first, second, { tail, midP: method === "mid-p" });
  const [gained, held] = [first.x * (second.n - second.x), second.x * (first.n - first.x)];
  const estimate = held === 0 ? null : gained / held;
  if (method === "gart") return { estimate, ...logEnds(halves(first), halves(second), z) };
  if (method === "woolf")
    return gained === 0 || held === 0
      ? { estimate, lower: null, upper: null }
      : { estimate, ...logEnds(first, second, z) };
  const all = first.n + second.n;
  const critical = method === "score" ? z : z * Math.sqrt(all / (all - 1));
  return { estimate, ...scoreEnds(first, second, critical) };
}

const halves = ({ x, n }: Share): Share => ({ x: x + 0.5, n: n + 1 });

/** The normal approximation of the logarithm. */
function logEnds(first: Share, second: Share, z: number): OpenEnds {
  const [a, b, c, d] = [first.x, first.n - first.x, second.x, second.n - second.x];
  const estimate = (a * d) / (b * c);
  const factor = Math.exp(z * Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d));
  return { lower: estimate / factor, upper: estimate * factor };
}

/** The odds ratios that the score test does not reject. */
function scoreEnds(first: Share, second: Share, critical: number): OpenEnds {
  const lower = lowerScoreEnd(first, second, critical);
  const turned = lowerScoreEnd(second, first, critical);
  return { lower, upper: turned === 0 ? null : 1 / turned };
}

function lowerScoreEnd(first: Share, second: Share, critical: number): number {
  if (first.x === 0 || second.x === second.n) return 0;
  // The statistic falls as the odds ratio grows, through 0 at the estimate.
  const excess = (log: number) => scoreStatistic(first, second, Math.exp(log)) - critical;
  let high = 0;
  while (excess(high) > 0) high += 1;
  let low = high - 1;
  while (excess(low) < 0) low -= 1;
  return Math.exp(findRoot(excess, [low, high]));
}

/** Standard normal statistic of the hypothesis of an odds ratio, at the most likely shares with the total that was seen. */
function scoreStatistic(first: Share, second: Share, oddsRatio: number): number {
  const total = first.x + second.x;
  const more = oddsRatio - 1;
  // n₂ ψ' p² + b p - total = 0 with ψ' = ψ - 1; the root between 0 and 1, by the form that subtracts nothing alike.
  const b = first.n * oddsRatio + second.n - total * more;
  const root = Math.sqrt(b * b + 4 * second.n * more * total);
  const p2 = b > 0 ? (2 * total) / (b + root) : (root - b) / (2 * second.n * more);
  const p1 = (oddsRatio * p2) / (1 + p2 * more);
  const [q1, q2] = [1 - p1, 1 - p2];
  return (first.x - first.n * p1) * Math.sqrt(1 / (first.n * p1 * q1) + 1 / (second.n * p2 * q2));
}
