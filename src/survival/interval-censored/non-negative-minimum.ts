/** Minimum of a convex quadratic over x ≥ 0. */
import { cholesky, choleskySolve } from "../../math/linear-algebra.js";

/**
 * The x ≥ 0 at which ½ xᵀHx - dᵀx is least: a set of positive entries is solved for, cut back where one would fall below 0, and
 * extended by the entry with the steepest fall, until none falls.
 *
 * @param matrix - H, symmetric and positive semidefinite.
 * @param target - d.
 * @param start - A point x ≥ 0 to begin with.
 * @see Lawson & Hanson (1974), "Solving Least Squares Problems", section 23.3.
 */
export function nonNegativeMinimum(
  matrix: Float64Array,
  target: Float64Array,
  start: Float64Array,
): Float64Array {
  const n = target.length;
  const x = start.slice();
  let positive = Array.from(x.keys()).filter((i) => x[i]! > 0);
  let added = -1;
  for (let round = 0; round < 3 * n + 10; round++) {
    positive = descend(matrix, target, x, positive);
    // An entry that falls back at once rises by rounding alone.
    if (added >= 0 && x[added] === 0) break;
    let steepest = -1;
    let fall = 1e-14;
    for (let i = 0; i < n; i++) {
      if (positive.includes(i)) continue;
      let slope = target[i]!;
      for (const k of positive) slope -= matrix[i * n + k]! * x[k]!;
      if (slope > fall) [steepest, fall] = [i, slope];
    }
    if (steepest < 0) break;
    positive.push(steepest);
    added = steepest;
  }
  return x;
}

/** Moves to the minimum over some entries as far as all stay at 0 or above; returns the entries that are left. */
function descend(
  matrix: Float64Array,
  target: Float64Array,
  x: Float64Array,
  entries: readonly number[],
): number[] {
  let open = [...entries];
  while (open.length > 0) {
    const best = solveFor(matrix, target, open);
    let share = 1;
    open.forEach((i, at) => {
      if (best[at]! <= 0) share = Math.min(share, x[i]! / (x[i]! - best[at]!));
    });
    const left: number[] = [];
    open.forEach((i, at) => {
      const value = x[i]! + share * (best[at]! - x[i]!);
      const isLeft = best[at]! > 0 || value > 1e-15;
      x[i] = isLeft && value > 0 ? value : 0;
      if (x[i]! > 0) left.push(i);
    });
    if (share === 1 || left.length === open.length) return left;
    open = left;
  }
  return open;
}

/** The solution for some entries; where the data do not tell them apart, a little on the diagonal chooses among equals. */
function solveFor(matrix: Float64Array, target: Float64Array, open: readonly number[]): Float64Array {
  const [n, size] = [target.length, open.length];
  const own = Float64Array.from({ length: size * size }, (_, at) => {
    const [a, b] = [Math.floor(at / size), at % size];
    return matrix[open[a]! * n + open[b]!]!;
  });
  const wanted = open.map((i) => target[i]!);
  let mean = 0;
  for (let a = 0; a < size; a++) mean += own[a * size + a]! / size;
  for (let ridge = 1e-15; ; ridge *= 100) {
    for (let a = 0; a < size; a++) own[a * size + a]! += ridge * mean;
    const factor = cholesky(own, size);
    if (factor !== null) return choleskySolve(factor, wanted);
  }
}
