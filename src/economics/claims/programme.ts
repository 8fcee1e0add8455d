/**
 * Claims as linear programmes over the atoms. A ratio of probabilities under different conditions is not linear: its lower
 * probability is a parameter, boxed in and cut until the question is decided. Every row stands against a bound of 0.
 */
import { type LinearConstraint, solveLinearProgramme } from "../../math/linear-programme.js";
import type { AtomClaim, AtomProbability, AtomQuantity } from "./input.js";

/** From where to where the lower probability of a ratio runs. */
export type Box = readonly [low: number, high: number];

/** Claims split into what is linear and the ratios that are not. */
export interface ClaimSystem {
  readonly rows: readonly LinearConstraint[];
  /** Sets of atoms that must have probability: the conditions, and what ratios divide by. */
  readonly positive: readonly Float64Array[];
  readonly ratios: readonly AtomClaim[];
}

/** A condition, or a divisor, less probable than this counts as impossible. */
export const leastProbability = 1e-6;

/** Splits claims. */
export function claimSystem(claims: readonly AtomClaim[]): ClaimSystem {
  const rows: LinearConstraint[] = [];
  const positive: Float64Array[] = [];
  const ratios: AtomClaim[] = [];
  for (const claim of claims) {
    positive.push(claim.above.condition);
    if (claim.below !== null) positive.push(claim.below.event);
    const divisor = claim.below === null ? claim.above.condition : claim.below.event;
    if (claim.below === null || sameAtoms(claim.above.condition, claim.below.condition))
      rows.push(...between(claim.above.event, divisor, claim.lower, claim.upper));
    else ratios.push(claim);
  }
  return { rows, positive, ratios };
}

/** lower × divisor ≤ set ≤ upper × divisor, in probabilities. */
function between(set: Float64Array, divisor: Float64Array, lower: number, upper: number): LinearConstraint[] {
  const less = (factor: number) => set.map((mark, i) => mark - factor * divisor[i]!);
  if (lower === upper) return [{ coefficients: less(lower), relation: "equal", bound: 0 }];
  const rows: LinearConstraint[] = [{ coefficients: less(lower), relation: "atLeast", bound: 0 }];
  if (upper < Number.POSITIVE_INFINITY)
    rows.push({ coefficients: less(upper), relation: "atMost", bound: 0 });
  return rows;
}

/** The linear rows with each ratio's lower probability in its box (a single value makes the ratio exact). */
export function rowsInBoxes({ rows, ratios }: ClaimSystem, boxes: readonly Box[]): LinearConstraint[] {
  const boxed = ratios.flatMap(({ above, below, lower, upper }, i) => {
    const [low, high] = boxes[i]!;
    const ends = upper === Number.POSITIVE_INFINITY ? upper : high * upper;
    return [...inBox(below!, boxes[i]!), ...between(above.event, above.condition, low * lower, ends)];
  });
  return [...rows, ...boxed];
}

/** A probability within a box. */
export function inBox({ event, condition }: AtomProbability, [low, high]: Box): LinearConstraint[] {
  return between(event, condition, low, high);
}

/**
 * The atoms that fulfil the rows with every required set as probable as can be; null if some set cannot have probability.
 */
export function pointIn(
  rows: readonly LinearConstraint[],
  positive: readonly Float64Array[],
  atoms: number,
): Float64Array | null {
  const extended = (coefficients: ArrayLike<number>, last: number): Float64Array => {
    const all = new Float64Array(atoms + 1);
    for (let i = 0; i < atoms; i++) all[i] = coefficients[i]!;
    all[atoms] = last;
    return all;
  };
  const one = new Float64Array(atoms).fill(1);
  const constraints: LinearConstraint[] = [
    ...rows.map((row) => ({ ...row, coefficients: extended(row.coefficients, 0) })),
    ...positive.map((set) => ({ coefficients: extended(set, -1), relation: "atLeast" as const, bound: 0 })),
    { coefficients: extended(one, 0), relation: "equal", bound: 1 },
    { coefficients: extended(new Float64Array(atoms), 1), relation: "atMost", bound: 1 },
  ];
  const solution = solveLinearProgramme({ objective: extended(new Float64Array(atoms), -1), constraints });
  if (solution.status !== "optimal" || solution.x[atoms]! < leastProbability) return null;
  return solution.x.slice(0, atoms);
}

/**
 * The largest (direction 1) or least (-1) probability of `set` among `divisor` under the rows, by scaling the atoms so that
 * the divisor has probability 1; null if it cannot have any, infinite if it is unbounded.
 */
export function extreme(
  rows: readonly LinearConstraint[],
  sets: { set: Float64Array; divisor: Float64Array },
  direction: 1 | -1,
): number | null {
  return extremePoint(rows, sets, direction)?.value ?? null;
}

/** The same with the atoms at which it is attained, in no particular scale. */
export function extremePoint(
  rows: readonly LinearConstraint[],
  { set, divisor }: { set: Float64Array; divisor: Float64Array },
  direction: 1 | -1,
): { value: number; x: Float64Array } | null {
  const scale: LinearConstraint = { coefficients: divisor, relation: "equal", bound: 1 };
  const objective = set.map((mark) => -direction * mark);
  const solution = solveLinearProgramme({ objective, constraints: [...rows, scale] });
  if (solution.status === "optimal") return { value: -direction * solution.value + 0, x: solution.x };
  return solution.status === "unbounded" ? { value: Number.POSITIVE_INFINITY, x: divisor } : null;
}

/** The lower probability of a ratio of at least k is at most 1 / k. */
export function firstBox({ lower }: AtomClaim): Box {
  return [0, lower > 1 ? 1 / lower : 1];
}

/** The probability of a set at given atoms. */
export function massOf(set: Float64Array, atoms: Float64Array): number {
  return set.reduce((total, mark, i) => total + mark * atoms[i]!, 0);
}

/** The value of a probability at given atoms. */
export function valueAt({ event, condition }: AtomProbability, atoms: Float64Array): number {
  return massOf(event, atoms) / massOf(condition, atoms);
}

/** Whether a ratio compares probabilities under one condition, or none: then it is linear. */
export function isLinear({ above, below }: AtomQuantity): boolean {
  return below === null || sameAtoms(above.condition, below.condition);
}

function sameAtoms(a: Float64Array, b: Float64Array): boolean {
  return a.every((mark, i) => mark === b[i]);
}
