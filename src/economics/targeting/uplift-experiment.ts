/** Customers of an experiment who were ranked by a predicted effect: read, and sorted by it. */
import { check, checkFields, checkFinite, checkSufficient } from "../../errors.js";
import { largestSize, mergeTies } from "../../math/ties.js";
import { checkColumn } from "./receiver-curve.js";

/** Customers of an experiment: predicted effect, treatment at random, and what came of it. */
export interface RankedCustomers {
  /** Predicted effect of treatment, higher for those to treat first; any numbers up to 1e150 in size. */
  readonly uplift: ArrayLike<number>;
  /** Whether each customer was treated: `true` or 1, `false` or 0. */
  readonly treated: ArrayLike<boolean | number>;
  /** Outcome of each customer, more being better, such as revenue. Either this or `churned`. */
  readonly outcome?: ArrayLike<number> | undefined;
  /** Whether each customer left: `true` or 1, `false` or 0; the outcome is then staying. */
  readonly churned?: ArrayLike<boolean | number> | undefined;
}

/** An experiment sorted by predicted effect, highest first. */
export interface RankedExperiment {
  readonly uplift: Float64Array;
  readonly treated: Uint8Array;
  readonly outcome: Float64Array;
  /** Whether outcomes are shares of one: stayed or not. */
  readonly isShare: boolean;
  /** Position after the last customer of equal predicted effect, for each such step. */
  readonly stepEnds: readonly number[];
}

/** Reads an experiment; predicted effects that differ by rounding alone are equal. */
export function readRanked(where: string, customers: RankedCustomers): RankedExperiment {
  checkFields(where, "customers", customers, ["uplift", "treated", "outcome", "churned"]);
  const raw = readFinite(where, "uplift", customers.uplift);
  const treated = readFlags(where, "treated", customers.treated);
  const outcome = readOutcome(where, customers);
  const isShare = customers.outcome === undefined;
  const rule = `must have one entry per customer (${raw.length})`;
  for (const [name, column] of [
    ["treated", treated],
    [isShare ? "churned" : "outcome", outcome],
  ] as const)
    check(column.length === raw.length, where, name, rule, column);
  const reached = treated.reduce((sum, each) => sum + each, 0);
  const others = raw.length - reached;
  checkSufficient(reached >= 2, where, "treated", "must hold at least two who were treated", reached);
  checkSufficient(others >= 2, where, "treated", "must hold at least two who were not treated", others);
  // A difference of two probabilities is as exact as these, though it be 0.
  const merged = mergeTies(raw, { size: Math.max(largestSize(raw), 1e-3) });
  const order = Array.from(merged.keys()).sort((a, b) => merged[b]! - merged[a]!);
  return {
    uplift: Float64Array.from(order, (i) => raw[i]!),
    treated: Uint8Array.from(order, (i) => treated[i]!),
    outcome: Float64Array.from(order, (i) => outcome[i]!),
    isShare,
    stepEnds: order.flatMap((i, k) =>
      k + 1 < order.length && merged[order[k + 1]!] === merged[i] ? [] : [k + 1],
    ),
  };
}

/** The outcome, more being better: as it is, or 1 for who stayed. */
function readOutcome(where: string, customers: RankedCustomers): Float64Array {
  const { outcome, churned } = customers;
  const either = (outcome === undefined) !== (churned === undefined);
  check(either, where, "customers", "must have either outcome or churned", customers);
  if (outcome !== undefined) return readFinite(where, "outcome", outcome);
  return readFlags(where, "churned", churned!).map((left) => 1 - left);
}

function readFinite(where: string, name: string, column: ArrayLike<number>): Float64Array {
  checkColumn(where, name, column);
  for (let i = 0; i < column.length; i++) checkFinite(where, `${name}[${i}]`, column[i]);
  return Float64Array.from(column);
}

function readFlags(where: string, name: string, column: ArrayLike<boolean | number>): Float64Array {
  checkColumn(where, name, column);
  return Float64Array.from({ length: column.length }, (_, i) => {
    const value = column[i];
    const known = value === true || value === false || value === 0 || value === 1;
    check(known, where, `${name}[${i}]`, "must be true, false, 1 or 0", value);
    return Number(value);
  });
}

/** Mean outcomes of the treated and the others, and how many they are. */
export interface Arms {
  readonly customers: readonly [untreated: number, treated: number];
  readonly mean: readonly [untreated: number, treated: number];
}

/** The two arms among the customers from one position of the ranking to another. */
export function armsBetween({ treated, outcome }: RankedExperiment, from: number, to: number): Arms {
  const [customers, sums] = [
    [0, 0],
    [0, 0],
  ] as [[number, number], [number, number]];
  for (let i = from; i < to; i++) {
    customers[treated[i]!]!++;
    sums[treated[i]!]! += outcome[i]!;
  }
  return { customers, mean: [sums[0] / customers[0], sums[1] / customers[1]] };
}
