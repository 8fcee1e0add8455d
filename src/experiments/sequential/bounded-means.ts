/**
 * Confidence sequences of the mean of outcomes in [0, 1], in their order of arrival: bets whose size is fixed before each outcome.
 *
 * @see Waudby-Smith & Ramdas (2024), "Estimating Means of Bounded Random Variables by Betting", JRSS B 86(1), 1-27,
 *   doi:10.1093/jrsssb/qkad009, theorems 2 and 3.
 */
import { findRoot } from "../../math/roots.js";

/** The two ends at one look, and the logarithm of the evidence against a null mean if there is one. */
export interface SequenceEnds {
  readonly lower: number;
  readonly upper: number;
  readonly logEvidence: number | null;
}

/** What the bets are made by. */
export interface BettingOptions {
  readonly alpha: number;
  /** Largest share of the capital that is ever staked. */
  readonly fraction: number;
  /** The numbers of outcomes at which the ends are asked for, rising. */
  readonly at: readonly number[];
  /** The null mean, in [0, 1]. */
  readonly nullMean: number | null;
}

/** What is known before each outcome: the plug-in bet, and the running mean. */
function plugInBets(values: ArrayLike<number>, alpha: number): { bets: Float64Array; means: Float64Array } {
  const [bets, means] = [new Float64Array(values.length), new Float64Array(values.length)];
  const stake = 2 * Math.log(2 / alpha);
  let [sum, squares, mean, variance] = [0.5, 0.25, 0.5, 0.25];
  for (let i = 0; i < values.length; i++) {
    const t = i + 1;
    means[i] = mean;
    bets[i] = Math.sqrt(stake / (variance * t * Math.log1p(t)));
    sum += values[i]!;
    mean = sum / (t + 1);
    squares += (values[i]! - mean) ** 2;
    variance = squares / (t + 1);
  }
  return { bets, means };
}

/**
 * Ends by hedged capital: a mean is excluded once a gambler who bets that outcomes lie above it, or one who bets that they
 * lie below, has made 2/α of a capital of 1. All ends are the intersection of those of every n so far.
 */
export function hedgedEnds(values: ArrayLike<number>, options: BettingOptions): SequenceEnds[] {
  const { alpha, fraction, at, nullMean } = options;
  const { bets } = plugInBets(values, alpha);
  const goal = Math.log(2 / alpha);
  // The largest capital so far falls in the mean that is bet against, so that each end is one root.
  const richest = (mean: number, n: number, side: 1 | -1): number => {
    const most = fraction / (side === 1 ? mean : 1 - mean);
    let [capital, largest] = [0, 0];
    for (let i = 0; i < n; i++) {
      capital += Math.log1p(side * Math.min(bets[i]!, most) * (values[i]! - mean));
      if (capital > largest) largest = capital;
    }
    return largest;
  };
  let [lower, upper] = [0, 1];
  return at.map((n) => {
    const [above, below] = [(m: number) => richest(m, n, 1) - goal, (m: number) => richest(m, n, -1) - goal];
    if (above(lower) > 0) lower = findRoot(above, [lower, 1]);
    if (below(upper) > 0) upper = findRoot(below, [0, upper]);
    const made = nullMean === null ? null : Math.max(richest(nullMean, n, 1), richest(nullMean, n, -1));
    return { lower, upper, logEvidence: made === null ? null : made - Math.LN2 };
  });
}

/**
 * Ends by the predictable plug-in empirical Bernstein bound: wider than those of the hedged capital, but in closed form. All
 * ends are the intersection of those of every n so far.
 */
export function empiricalBernsteinEnds(values: ArrayLike<number>, options: BettingOptions): SequenceEnds[] {
  const { alpha, fraction, at, nullMean } = options;
  const { bets, means } = plugInBets(values, alpha);
  const goal = Math.log(2 / alpha);
  const ends: SequenceEnds[] = [];
  let [staked, won, variance, lower, upper, evidence] = [0, 0, 0, 0, 1, -Math.LN2];
  for (let i = 0; i < values.length && ends.length < at.length; i++) {
    const bet = Math.min(bets[i]!, fraction);
    staked += bet;
    won += bet * values[i]!;
    variance += (values[i]! - means[i]!) ** 2 * (-Math.log1p(-bet) - bet);
    const [centre, half] = [won / staked, (goal + variance) / staked];
    lower = Math.max(lower, centre - half);
    upper = Math.min(upper, centre + half);
    if (nullMean !== null)
      evidence = Math.max(evidence, Math.abs(won - nullMean * staked) - variance - Math.LN2);
    if (i + 1 === at[ends.length])
      ends.push({ lower, upper, logEvidence: nullMean === null ? null : evidence });
  }
  return ends;
}
