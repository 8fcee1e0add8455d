/** The likelihood of many histories when lifetimes end unobserved, with its gradient. */

import { digammaDifference, logGammaRatio } from "../../../math/gamma.js";
import { addedInPieces, overRows, piece, type RowRange, rangesOf, sumParts } from "../../../pieces.js";
import {
  type DistinctCustomers,
  type DistinctValues,
  distinctValues,
  type FrequencyGroup,
  frequencyGroups,
} from "../distinct-customers.js";
import type { Lifetime } from "./lifetime.js";
import type { MortalBuyers } from "./lifetime-mixture.js";
import { createSweep, type Sweep, sweepAges } from "./lifetime-sweep.js";

/** Log-likelihood at r, alpha and the lifetime's parameters; adds its gradient when that is given. */
export type Evaluate = (parameters: Float64Array, gradient?: Float64Array) => number;

/** Prepares the log-likelihood of grouped customers; `lifetimeOf` makes the lifetime from the parameters after alpha. */
export function mortalLikelihood(
  rows: DistinctCustomers,
  size: number,
  lifetimeOf: (parameters: Float64Array) => Lifetime,
): Evaluate {
  const groups = frequencyGroups(rows).map((group) => piece(() => ({ ...group, ages: agesOf(group, rows) })));
  const most = groups.reduce((longest, { ages }) => Math.max(longest, ages.values.length), 0);
  const sweep = createSweep(most, size);
  const ends = piece(() => createEnds(rows));
  return addedInPieces((parameters, gradient) => {
    const [r, alpha] = parameters as unknown as [number, number];
    const buyers = { r, alpha, lifetime: lifetimeOf(parameters) };
    fillEnds(buyers, ends);
    const ofGroup = (group: AgedGroup, slopes?: Float64Array): number => {
      const sum = frequencyTerm(buyers, group, slopes);
      sweepAges(buyers, group.frequency, group.ages.values, sweep);
      return sum + groupTerms(buyers, { group, rows, ends, sweep }, slopes);
    };
    const sum = sumParts(groups, rows.length, ofGroup, gradient);
    if (gradient !== undefined) addAliveGradient(buyers, ends, gradient);
    return sum;
  });
}

/** Customers of one frequency, with the ages at which their last purchases and the observation of them fall. */
interface AgedGroup extends FrequencyGroup {
  /** Ranked are the recency of each row, then the T of each. */
  readonly ages: DistinctValues;
}

function agesOf({ from, to }: FrequencyGroup, { recency, T }: DistinctCustomers): DistinctValues {
  const ages = new Float64Array(2 * (to - from));
  ages.set(recency.subarray(from, to));
  ages.set(T.subarray(from, to), to - from);
  return distinctValues(ages);
}

/** The distinct T, with what is worked out once for each. */
interface Ends {
  readonly values: Float64Array;
  /** Position of each row's T. */
  readonly ranks: Uint32Array;
  /** ln(1 + T/α). */
  readonly grown: Float64Array;
  /** ln P(lifetime > T). */
  readonly survival: Float64Array;
  /** Expected number of customers alive at T, and their repeat purchases. */
  readonly alive: Float64Array;
  readonly purchases: Float64Array;
}

function createEnds(rows: DistinctCustomers): Ends {
  const { values, ranks } = distinctValues(rows.T);
  const column = (): Float64Array => new Float64Array(values.length);
  return { values, ranks, grown: column(), survival: column(), alive: column(), purchases: column() };
}

function fillEnds({ alpha, lifetime }: MortalBuyers, ends: Ends): void {
  const { values, grown, survival } = ends;
  const clear = () => {
    ends.alive.fill(0);
    ends.purchases.fill(0);
    return ends;
  };
  const fill = (_: Ends, from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      grown[i] = Math.log1p(values[i]! / alpha);
      survival[i] = lifetime.logSurvival(values[i]!);
    }
  };
  overRows(values.length, clear, fill, 1 << 15);
}

/** ln Γ(r + x)/Γ(r) - x ln α, for all customers of one frequency. */
function frequencyTerm(
  { r, alpha }: MortalBuyers,
  { frequency, weight }: FrequencyGroup,
  gradient?: Float64Array,
): number {
  if (gradient !== undefined) gradient[0]! += weight * digammaDifference(r, frequency);
  return weight * (logGammaRatio(r, frequency) - (frequency === 0 ? 0 : frequency * Math.log(alpha)));
}

interface GroupTerms {
  readonly group: AgedGroup;
  readonly rows: DistinctCustomers;
  readonly ends: Ends;
  readonly sweep: Sweep;
}

/** Σ ln(alive at T + left before) over the customers of one frequency, both without what `frequencyTerm` holds. */
function groupTerms(
  { r }: MortalBuyers,
  { group, rows, ends, sweep }: GroupTerms,
  gradient?: Float64Array,
): number {
  const { frequency, from, to } = group;
  const { ranks } = group.ages;
  const { level, sums, width } = sweep;
  const size = to - from;
  let sum = 0;
  for (let i = from; i < to; i++) {
    const w = rows.weight[i]!;
    const end = ends.ranks[i]!;
    const alive = ends.survival[end]! - (r + frequency) * ends.grown[end]!;
    // The integral from recency to T is the one from recency on, less the one from T on.
    const first = ranks[i - from]!;
    const last = ranks[size + i - from]!;
    const top = level[first]!;
    const rest = Math.exp(level[last]! - top);
    const between = sums[first * width]! - rest * sums[last * width]!;
    const gone = between > 0 ? between : 0;
    const stayed = Math.exp(alive - top);
    // So likely alive that nothing else counts, or even too likely for a number.
    const certain = stayed > 1e100;
    sum += w * (certain ? alive + gone / stayed : top + Math.log(stayed + gone));
    if (gradient === undefined) continue;
    const share = certain ? gone / stayed : gone / (stayed + gone);
    ends.alive[end]! += w * (1 - share);
    ends.purchases[end]! += w * (1 - share) * frequency;
    if (!(share > 0)) continue;
    const each = (w * share) / gone;
    for (let k = 1, a = first * width, b = last * width; k < width; k++)
      gradient[k - 1]! += each * (sums[a + k]! - rest * sums[b + k]!);
  }
  return sum;
}

/** The derivatives of the terms of those alive at T, once for each T. */
function addAliveGradient({ r, alpha, lifetime }: MortalBuyers, ends: Ends, gradient: Float64Array): void {
  const addRange = ({ from, to }: RowRange, slopes: Float64Array = gradient): number => {
    for (let i = from; i < to; i++) {
      const [T, alive] = [ends.values[i]!, ends.alive[i]!];
      slopes[0]! -= alive * ends.grown[i]!;
      slopes[1]! += (alive * ((r * T) / alpha) - ends.purchases[i]!) / (alpha + T);
      lifetime.addSurvivalGradient(T, alive, slopes, 2);
    }
    return 0;
  };
  // A sum of its own, and alike with pauses and without.
  const own = new Float64Array(gradient.length);
  sumParts(rangesOf(ends.values.length), ends.values.length, addRange, own);
  for (let i = 0; i < own.length; i++) gradient[i]! += own[i]!;
}
