/** How much of the value a ranking of customers finds first. */

import { check, checkSufficient } from "../errors.js";
import { mergeTies, scoreSize } from "../math/ties.js";
import type { ColumnInput } from "../tables/columns.js";
import { finiteNumbers } from "../tables/read-numbers.js";
import { openTable } from "../tables/table.js";
import { readColumn, weightsOf } from "./customers.js";

/** Scores and values of customers, as columns. */
export interface RankingColumns {
  /** What customers are ranked by, the highest first: any numbers up to 1e150 in size, such as predicted purchases. */
  readonly score: ColumnInput;
  /** What each customer turned out to be worth: finite numbers, such as purchases or margin in a holdout. */
  readonly value: ColumnInput;
  /** How many customers share each entry: 1 each unless given. */
  readonly weight?: ColumnInput | undefined;
}

/** One ranked customer, as a row. */
export interface RankedCustomer {
  /** What the customer is ranked by. */
  readonly score: number;
  /** What the customer turned out to be worth. */
  readonly value: number;
  /** How many customers share this row: 1 unless given. */
  readonly weight?: number | undefined;
}

/** One point of a gain curve. */
export interface GainPoint {
  /** Share of the customers reached, highest scores first. */
  readonly customers: number;
  /** Share of all value that they hold. */
  readonly value: number;
  /** `value` over `customers`: how many times the average customer they are worth; null where nobody is reached. */
  readonly lift: number | null;
}

/** A gain curve and its summaries. */
export interface GainCurve {
  /** From nobody to everybody; customers of equal score are one step. */
  readonly points: readonly GainPoint[];
  /** Gini coefficient of the ranking: twice the area between the curve and the diagonal; 0 for a ranking at random. */
  readonly gini: number;
  /** Gini coefficient of the best ranking, by value itself: how concentrated the value is. */
  readonly giniAtBest: number;
  /** `gini` over `giniAtBest`: 1 at best; null where all customers are worth the same. */
  readonly normalizedGini: number | null;
  /** Share of all value held by the tenth of customers with the highest scores, over 0.1. */
  readonly topDecileLift: number;
}

/**
 * Gain curve of a ranking: the share of all value held by the customers of the highest scores, with lift and Gini coefficient.
 *
 * A ranking says nothing about levels: predictions twice too high rank as well as right ones (`holdoutErrors`, `calibrationCurve`).
 * Customers of equal score (rounding apart) are reached together, and inside such a block the curve is straight, as if they were taken at
 * random. With negative values the curve can rise above 1 before it ends there.
 *
 * Formula: gain(φ) = Σ value of the share φ of highest score / Σ value; lift = gain / φ; Gini = 2 ∫ gain dφ - 1.
 *
 * @param ranking - Columns `{ score, value, weight? }`, or rows.
 * @returns The curve and its summaries, as plain data.
 * @throws {InvalidInputError} If columns differ in length or hold anything but finite numbers.
 * @throws {InsufficientDataError} If there are no customers, or the values do not add up to more than 0.
 * @see Malthouse & Blattberg (2005), "Can We Predict Customer Lifetime Value?", Journal of Interactive Marketing 19(1), 2-16,
 *   on how often the best customers are misjudged.
 *
 * @example
 * const curve = gainCurve({ score: [0.9, 0.4, 0.4, 0.1], value: [6, 3, 1, 0] });
 * curve.points;
 * // => [
 * //   { customers: 0, value: 0, lift: null },
 * //   { customers: 0.25, value: 0.6, lift: 2.4 },
 * //   { customers: 0.75, value: 1, lift: 1.3333333333333333 },
 * //   { customers: 1, value: 1, lift: 1 }]
 * curve.gini; // ≈ 0.45
 * curve.normalizedGini; // ≈ 0.9
 * curve.topDecileLift; // ≈ 2.4
 */
export function gainCurve(ranking: RankingColumns | readonly RankedCustomer[]): GainCurve {
  const where = "gainCurve";
  const open = openTable(where, "ranking", ranking);
  const score = readColumn(open, "score", finiteNumbers);
  const value = readColumn(open, "value", finiteNumbers);
  const { weight } = weightsOf(open, score.length);
  const total = value.reduce((sum, v, i) => sum + weight[i]! * v, 0);
  check(Number.isFinite(total), where, "ranking.value", "must have a finite sum", total);
  checkSufficient(total > 0, where, "ranking.value", "must have a sum above 0", total);
  const points = cumulate(mergeTies(score, { size: scoreSize(score) }), value, weight);
  const gini = giniOf(points);
  const giniAtBest = giniOf(cumulate(value, value, weight));
  return {
    points,
    gini,
    giniAtBest,
    normalizedGini: giniAtBest > 1e-12 ? gini / giniAtBest : null,
    topDecileLift: gainAt(points, 0.1) / 0.1,
  };
}

function cumulate(score: Float64Array, value: Float64Array, weight: Float64Array): GainPoint[] {
  const order = Uint32Array.from(score.keys()).sort((a, b) => score[b]! - score[a]! || value[b]! - value[a]!);
  const steps: { readonly reached: number; readonly held: number }[] = [];
  let [reached, held] = [0, 0];
  order.forEach((i, rank) => {
    reached += weight[i]!;
    held += weight[i]! * value[i]!;
    const next = order[rank + 1];
    if ((next === undefined || score[next] !== score[i]) && reached > (steps[steps.length - 1]?.reached ?? 0))
      steps.push({ reached, held });
  });
  // Divided by the sums of this very order, so that the curve ends in 1 exactly.
  const points = steps.map((step): GainPoint => {
    const customers = step.reached / reached;
    const share = step.held / held + 0;
    return { customers, value: share, lift: share / customers };
  });
  return [{ customers: 0, value: 0, lift: null }, ...points];
}

/** Twice the area between the curve and the diagonal. */
function giniOf(points: readonly GainPoint[]): number {
  let area = 0;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    // Measured from the diagonal, so that a curve along it has an area of 0 without cancellation.
    area += (b.customers - a.customers) * (a.value - a.customers + (b.value - b.customers));
  }
  return area + 0;
}

/** Value of the curve at a share of customers, straight between points. */
function gainAt(points: readonly GainPoint[], share: number): number {
  const after = points.findIndex((point) => point.customers >= share);
  const [a, b] = [points[after - 1]!, points[after]!];
  return a.value + ((b.value - a.value) * (share - a.customers)) / (b.customers - a.customers);
}
