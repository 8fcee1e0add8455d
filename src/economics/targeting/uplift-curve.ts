/** What treating the customers of the highest predicted effect brings: the curve, the area under it, and groups of the ranking. */
import { check, checkCount, checkFraction, checkOptions } from "../../errors.js";
import type { Interval } from "../../inference/interval.js";
import { newcombeEnds } from "../../inference/score-interval.js";
import { studentTQuantile } from "../../math/distributions.js";
import { armsBetween, type RankedCustomers, type RankedExperiment, readRanked } from "./uplift-experiment.js";

/** Options of `upliftCurve`. */
export interface UpliftCurveOptions {
  /** Number of groups of equal size into which the ranking is cut: 2 or more; 10 (deciles) if left out. */
  readonly groups?: number | undefined;
  /** Confidence level of the groups' intervals: a fraction above 0 and below 1; 0.95 if left out. */
  readonly level?: number | undefined;
}

/** One point of an uplift curve. */
export interface UpliftPoint {
  /** Share of all customers reached, highest predicted effect first. */
  readonly targetedShare: number;
  /** Effect of treatment on those reached, per customer of all: their mean effect times their share; null while one arm is empty. */
  readonly gain: number | null;
  /** What treating as large a random share would bring. */
  readonly atRandom: number;
}

/** One group of the ranking. */
export interface UpliftGroup {
  /** Position from 1, the highest predicted effects first. */
  readonly group: number;
  /** Customers in it. */
  readonly customers: number;
  /** Of these, treated. */
  readonly treated: number;
  /** Mean predicted effect. */
  readonly predicted: number;
  /** Mean outcome of the treated; null where there is none. */
  readonly meanTreated: number | null;
  /** Mean outcome of the others; null where there is none. */
  readonly meanUntreated: number | null;
  /** Treated less others, with its interval; null where an arm has fewer than two customers. */
  readonly uplift: Interval | null;
}

/** An uplift curve, its area, and the groups of the ranking. */
export interface UpliftCurve {
  /** From nobody to everybody; customers of equal predicted effect (rounding apart) are one step. */
  readonly points: readonly UpliftPoint[];
  /** Mean effect of treatment over all customers: the end of the curve. */
  readonly averageEffect: Interval;
  /** Area under the curve (AUUC), in units of the outcome per customer. */
  readonly area: number;
  /** Area under the line of a random order: half the average effect. */
  readonly areaAtRandom: number;
  /** Groups of equal size, highest predicted effects first. */
  readonly groups: readonly UpliftGroup[];
}

const where = "upliftCurve";

/**
 * Uplift curve of a predicted effect of treatment, the area under it (AUUC), and the effect by decile of the prediction: for churn,
 * and for outcomes in money.
 *
 * The customers must have been treated at random, and must not be those the prediction was fitted to. Areas have several
 * definitions: here the curve is the mean effect of those reached times their share (no scaling by the arms as in `qiniCurve`), and the
 * area is not divided by that of any other order. Whether it is more than chance, `rankAverageTreatmentEffect` tests. Deciles of
 * a small experiment are noise: read their intervals.
 *
 * Formula: g(φ) = φ (ȳ_t(φ) - ȳ_c(φ)), ȳ the mean outcomes of the treated and the others among the share φ reached; AUUC = ∫₀¹ g dφ by
 * trapezoids, from 0 to the first step at which both arms are reached.
 *
 * @param customers - `uplift`, `treated`, and either `outcome` (more is better) or `churned`, one entry per customer.
 * @param options - `groups`, `level`.
 * @returns The curve, the average effect, the area and that of a random order, and the groups; plain data. Customers of equal
 *   predicted effect are in the group in which their middle one lies. Intervals are Welch's, Newcombe's of `churned`.
 * @throws {InvalidInputError} If columns differ in length or hold anything else, or both outcomes are given.
 * @throws {InsufficientDataError} If fewer than two were treated, or fewer than two not, or customers are fewer than groups.
 * @see Gutierrez & Gérardy (2017), "Causal Inference and Uplift Modelling", PMLR 67, 1-13 (section 5.2); Devriendt, Guns & Verbeke
 *   (2020), "Learning to rank for uplift modeling", IEEE TKDE 34(10), doi:10.1109/TKDE.2020.3048510 (definitions of the area).
 *
 * @example
 * const customers = Array.from({ length: 400 }, (_, i) => {
 *   const [score, treated] = [(i % 20) / 20, Math.floor(i / 20) % 2];
 *   return { score, treated, spend: 10 + ((i * 7) % 9) + treated * 2 * score };
 * });
 * const uplift = customers.map(({ score }) => score);
 * const treated = customers.map((customer) => customer.treated);
 * const outcome = customers.map(({ spend }) => spend);
 * const curve = upliftCurve({ uplift, treated, outcome }, { groups: 4 });
 * curve.averageEffect.estimate; // ≈ 0.955
 * [curve.area, curve.areaAtRandom]; // ≈ [0.640, 0.477]
 * curve.groups.map((group) => group.uplift?.estimate); // ≈ [1.66, 1.16, 0.66, 0.34]
 */
export function upliftCurve(customers: RankedCustomers, options: UpliftCurveOptions = {}): UpliftCurve {
  checkOptions(where, options, ["groups", "level"]);
  const { groups = 10, level = 0.95 } = options;
  checkCount(where, "groups", groups, 2);
  checkFraction(where, "level", level, "open");
  const experiment = readRanked(where, customers);
  const count = experiment.treated.length;
  check(groups <= count, where, "groups", `must be at most the customers (${count})`, groups);
  const averageEffect = effectBetween(experiment, 0, count, level)!;
  const points = pointsOf(experiment, averageEffect.estimate);
  return {
    points,
    averageEffect,
    area: areaUnder(points),
    areaAtRandom: averageEffect.estimate / 2,
    groups: groupEnds(experiment, groups).map(([from, to], g) =>
      describeGroup(experiment, [from, to], { group: g + 1, level }),
    ),
  };
}

function pointsOf(experiment: RankedExperiment, averageEffect: number): UpliftPoint[] {
  const { treated, outcome, stepEnds } = experiment;
  const count = treated.length;
  const points: UpliftPoint[] = [{ targetedShare: 0, gain: 0, atRandom: 0 }];
  const [reached, sums] = [
    [0, 0],
    [0, 0],
  ];
  let i = 0;
  for (const end of stepEnds) {
    for (; i < end; i++) {
      reached[treated[i]!]!++;
      sums[treated[i]!]! += outcome[i]!;
    }
    const [untreated, treatedReached] = reached as [number, number];
    const targetedShare = end / count;
    const both = untreated > 0 && treatedReached > 0;
    const effect = both ? sums[1]! / treatedReached - sums[0]! / untreated : 0;
    points.push({
      targetedShare,
      gain: both ? targetedShare * effect : null,
      atRandom: averageEffect * targetedShare,
    });
  }
  return points;
}

function areaUnder(points: readonly UpliftPoint[]): number {
  const known = points.filter(({ gain }) => gain !== null);
  let area = 0;
  for (let i = 1; i < known.length; i++) {
    const [a, b] = [known[i - 1]!, known[i]!];
    area += ((b.targetedShare - a.targetedShare) * (a.gain! + b.gain!)) / 2;
  }
  return area;
}

/** From where to where in the ranking each group goes: customers of equal predicted effect stay together. */
function groupEnds({ stepEnds, treated }: RankedExperiment, groups: number): [number, number][] {
  const count = treated.length;
  const ends = new Array<number>(groups).fill(0);
  let from = 0;
  for (const end of stepEnds) {
    const group = Math.min(groups - 1, Math.floor((((from + end) / 2) * groups) / count));
    ends.fill(end, group);
    from = end;
  }
  return ends.map((end, g) => [g === 0 ? 0 : ends[g - 1]!, end]);
}

function describeGroup(
  experiment: RankedExperiment,
  [from, to]: readonly [number, number],
  { group, level }: { readonly group: number; readonly level: number },
): UpliftGroup {
  const { customers, mean } = armsBetween(experiment, from, to);
  const predicted = experiment.uplift.subarray(from, to).reduce((sum, each) => sum + each, 0) / (to - from);
  const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
  return {
    group,
    customers: to - from,
    treated: customers[1],
    predicted: orNull(predicted) ?? 0,
    meanTreated: orNull(mean[1]),
    meanUntreated: orNull(mean[0]),
    uplift: effectBetween(experiment, from, to, level),
  };
}

/** The effect among a stretch of the ranking: Welch's interval of means, Newcombe's of shares; null where an arm has fewer than two. */
function effectBetween(
  experiment: RankedExperiment,
  from: number,
  to: number,
  level: number,
): Interval | null {
  const { treated, outcome, isShare } = experiment;
  const { customers, mean } = armsBetween(experiment, from, to);
  if (customers[0] < 2 || customers[1] < 2) return null;
  const tail = (1 - level) / 2;
  const estimate = mean[1] - mean[0];
  if (isShare) {
    const [untreated, reached] = ([0, 1] as const).map((arm) => ({
      x: Math.round(mean[arm] * customers[arm]),
      n: customers[arm],
    }));
    return { estimate, ...newcombeEnds(reached!, untreated!, tail), level, method: "newcombe" };
  }
  const squares: [number, number] = [0, 0];
  for (let i = from; i < to; i++)
    squares[treated[i] as 0 | 1] += (outcome[i]! - mean[treated[i] as 0 | 1]) ** 2;
  const arms = [0, 1] as const;
  const variance = arms.map((arm) => squares[arm] / (customers[arm] - 1) / customers[arm]);
  const spread = variance[0]! ** 2 / (customers[0] - 1) + variance[1]! ** 2 / (customers[1] - 1);
  const all = variance[0]! + variance[1]!;
  const half = spread > 0 ? -studentTQuantile(tail, all ** 2 / spread) * Math.sqrt(all) : 0;
  return { estimate, lower: estimate - half, upper: estimate + half, level, method: "welch" };
}
