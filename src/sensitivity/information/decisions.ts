/** Decisions compared over one sample: what each earns, what it loses against the best, and which rule chooses which. */
import { meanOf } from "../../math/sample-statistics.js";

/** How a decision does over the sample. */
export interface DecisionSummary {
  /** Name of the decision. */
  readonly decision: string;
  /** Mean net benefit. */
  readonly expected: number;
  /** Mean of what is lost against the decision that would have been best. */
  readonly expectedRegret: number;
  /** The largest such loss met. */
  readonly maximumRegret: number;
  /** Share of the sample in which it is the best. */
  readonly probabilityBest: number;
  /** Lowest net benefit met. */
  readonly minimum: number;
  /** Highest net benefit met. */
  readonly maximum: number;
}

/** The highest of several columns, row by row. */
export function bestOf(columns: readonly Float64Array[]): Float64Array {
  const best = Float64Array.from(columns[0] as Float64Array);
  for (const column of columns.slice(1))
    for (let i = 0; i < best.length; i++)
      if ((column[i] as number) > (best[i] as number)) best[i] = column[i] as number;
  return best;
}

/** One column less another, row by row. */
export function gainOver(reference: Float64Array | undefined, column: Float64Array): Float64Array {
  const gain = Float64Array.from(column);
  for (let i = 0; i < gain.length; i++)
    gain[i] = (gain[i] as number) - ((reference as Float64Array)[i] as number);
  return gain;
}

/** Summary of one decision, given the best benefit of each row. */
export function decisionSummary(
  decision: string,
  benefit: Float64Array,
  best: Float64Array,
): DecisionSummary {
  let [regret, worst, wins, low, high] = [0, 0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < benefit.length; i++) {
    const value = benefit[i] as number;
    const loss = (best[i] as number) - value;
    regret += loss;
    worst = Math.max(worst, loss);
    if (loss === 0) wins++;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const n = benefit.length;
  return {
    decision,
    expected: meanOf(benefit) + 0,
    expectedRegret: regret / n,
    maximumRegret: worst,
    probabilityBest: wins / n,
    minimum: low + 0,
    maximum: high + 0,
  };
}

/** The decision that each rule chooses. */
export interface DecisionChoices {
  /** Highest mean. */
  readonly expected: string;
  /** Least maximum regret. */
  readonly minimaxRegret: string;
  /** Highest minimum. */
  readonly maximin: string;
  /** Highest weighting of best and worst outcome by Hurwicz' optimism. */
  readonly hurwicz: string;
}

/** The choices of the four rules; of equals, the first. */
export function choose(decisions: readonly DecisionSummary[], optimism: number): DecisionChoices {
  const most = (score: (summary: DecisionSummary) => number): string =>
    decisions.reduce((a, b) => (score(b) > score(a) ? b : a)).decision;
  return {
    expected: most(({ expected }) => expected),
    minimaxRegret: most(({ maximumRegret }) => -maximumRegret),
    maximin: most(({ minimum }) => minimum),
    hurwicz: most(({ minimum, maximum }) => optimism * maximum + (1 - optimism) * minimum),
  };
}
