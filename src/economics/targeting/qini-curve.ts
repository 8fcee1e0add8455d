/** How well a predicted effect of treatment orders customers, judged on an experiment. */
import { check, checkFinite, checkObject, checkSufficient } from "../../errors.js";
import { largestSize, mergeTies } from "../../math/ties.js";
import { checkColumn } from "./receiver-curve.js";

/** Customers of an experiment: the predicted effect, whether treated (at random), whether they left. */
export interface ExperimentCustomers {
  /** Predicted effect of treatment on staying, higher for those to treat first; any numbers up to 1e150 in size. */
  readonly uplift: ArrayLike<number>;
  /** Whether each customer was treated: `true` or 1, `false` or 0. */
  readonly treated: ArrayLike<boolean | number>;
  /** Whether each customer left: `true` or 1, `false` or 0. */
  readonly churned: ArrayLike<boolean | number>;
}

/** One point of a Qini curve. */
export interface QiniPoint {
  /** Share of all customers reached, highest predicted effect first. */
  readonly targetedShare: number;
  /** Customers kept by treatment among those reached and treated: stayers treated, less stayers untreated scaled to as many. */
  readonly incrementalStayers: number;
  /** What treating as large a random share would keep. */
  readonly atRandom: number;
}

/** The Qini curve and its summary. */
export interface QiniCurve {
  /** From nobody to everybody; customers of equal predicted effect (rounding apart) are one step. */
  readonly points: readonly QiniPoint[];
  /** Customers kept by treating all: the end of the curve. */
  readonly incrementalStayers: number;
  /** Area between the curve and the random line, in customers. */
  readonly area: number;
  /**
   * The same over the area of the perfect order; about 0 for a random order, null where that area is not above 0. It is no
   * share: where a group is small, noise carries an order past the perfect one, and the coefficient above 1.
   */
  readonly coefficient: number | null;
}

/**
 * Qini curve of a predicted effect of treatment: how many customers the treatment keeps when the customers with the highest
 * predicted effect are treated first.
 *
 * The customers must have been treated at random, and must not be those the prediction was fitted to. Where a step reaches
 * no untreated customer yet, nothing is subtracted, so the first steps of a small sample are noise. The perfect order puts
 * treated stayers first and untreated stayers last, as is usual; no order does better in a large sample, but in a small one
 * some can, because the scale n_t / n_c moves with every step. Predicted effects that differ by rounding alone are equal.
 *
 * Formula: Q(φ) = R_t(φ) - R_c(φ) n_t(φ) / n_c(φ), R the stayers and n the customers reached, treated (t) and control (c).
 *
 * @param customers - Predicted effect, treatment and outcome, one entry per customer.
 * @returns The curve, its area over the random line, and that area over the one of the perfect order; plain data.
 * @throws {InvalidInputError} If columns differ in length or hold anything else.
 * @throws {InsufficientDataError} If nobody was treated, or everybody.
 * @see Radcliffe (2007), "Using Control Groups to Target on Predicted Lift: Building and Assessing Uplift Models", Direct
 *   Marketing Analytics Journal 1, 14-21.
 * @example
 * const curve = qiniCurve({
 *   uplift: [0.4, 0.3, 0.2, 0.1, -0.1, -0.2],
 *   treated: [1, 0, 1, 0, 1, 0],
 *   churned: [0, 1, 0, 0, 1, 0],
 * });
 * curve.incrementalStayers; // => 0
 * curve.area; // => 5.5
 * curve.coefficient; // => 0.6875
 */
export function qiniCurve(customers: ExperimentCustomers): QiniCurve {
  const rows = checkExperiment(customers);
  const points = cumulate(rows);
  const total = points[points.length - 1]!.incremental;
  const count = rows.length;
  const area = areaOverLine(points, total);
  // The perfect order: treated stayers, then treated and untreated leavers, then untreated stayers.
  const ideal = rows.map((row) => ({ ...row, uplift: row.stayed * (2 * row.treated - 1) }));
  const best = areaOverLine(cumulate(ideal), total);
  return {
    points: points.map(({ reached, incremental }) => ({
      targetedShare: reached / count,
      incrementalStayers: incremental,
      atRandom: (total * reached) / count + 0,
    })),
    incrementalStayers: total,
    area,
    coefficient: best > 0 ? area / best : null,
  };
}

interface Row {
  readonly uplift: number;
  readonly treated: number;
  readonly stayed: number;
}

interface Step {
  readonly reached: number;
  readonly incremental: number;
}

function cumulate(rows: readonly Row[]): Step[] {
  const sorted = [...rows].sort((a, b) => b.uplift - a.uplift);
  const steps: Step[] = [{ reached: 0, incremental: 0 }];
  const reached = [0, 0];
  const stayed = [0, 0];
  sorted.forEach((row, i) => {
    reached[row.treated]!++;
    stayed[row.treated]! += row.stayed;
    if (sorted[i + 1]?.uplift === row.uplift) return;
    const [untreated, treated] = reached as [number, number];
    const scaled = untreated > 0 ? (stayed[0]! * treated) / untreated : 0;
    steps.push({ reached: i + 1, incremental: stayed[1]! - scaled });
  });
  return steps;
}

/** Area between the steps, joined by straight lines, and the line from nothing to the end. */
function areaOverLine(steps: readonly Step[], total: number): number {
  const count = steps[steps.length - 1]!.reached;
  let area = (-total * count) / 2;
  for (let i = 1; i < steps.length; i++) {
    const [a, b] = [steps[i - 1]!, steps[i]!];
    area += ((b.reached - a.reached) * (a.incremental + b.incremental)) / 2;
  }
  return area;
}

function checkExperiment(customers: ExperimentCustomers): Row[] {
  const where = "qiniCurve";
  checkObject(where, "input", customers);
  const { uplift, treated, churned } = customers;
  for (const [name, column] of Object.entries({ uplift, treated, churned })) {
    checkColumn(where, name, column);
    const lengths = `must have one entry per customer (${uplift.length})`;
    check(column.length === uplift.length, where, name, lengths, column);
  }
  const yes = (name: string, column: ArrayLike<boolean | number>, i: number): number => {
    const value = column[i];
    const known = value === true || value === false || value === 0 || value === 1;
    check(known, where, `${name}[${i}]`, "must be true, false, 1 or 0", value);
    return Number(value);
  };
  for (let i = 0; i < uplift.length; i++) checkFinite(where, `uplift[${i}]`, uplift[i]);
  // A difference of two probabilities is as exact as these, though it be 0.
  const effect = mergeTies(uplift, { size: Math.max(largestSize(uplift), 1e-3) });
  const rows = Array.from({ length: uplift.length }, (_, i) => {
    return {
      uplift: effect[i]!,
      treated: yes("treated", treated, i),
      stayed: 1 - yes("churned", churned, i),
    };
  });
  const reached = rows.reduce((total, row) => total + row.treated, 0);
  checkSufficient(reached > 0, where, "treated", "must hold at least one who was treated", reached);
  const alone = rows.length - reached;
  checkSufficient(alone > 0, where, "treated", "must hold at least one who was not treated", alone);
  return rows;
}
