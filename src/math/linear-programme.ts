/** Small linear programmes, solved exactly up to rounding by the two-phase simplex method with Bland's rule. */

/** One constraint: coefficients · x, relation, bound. */
export interface LinearConstraint {
  /** One coefficient per variable. */
  readonly coefficients: ArrayLike<number>;
  /** How the product stands to the bound. */
  readonly relation: "atMost" | "atLeast" | "equal";
  /** The bound. */
  readonly bound: number;
}

/** A linear programme in variables of 0 or more. */
export interface LinearProgramme {
  /** Coefficients of the objective, which is minimised. */
  readonly objective: ArrayLike<number>;
  /** The constraints. */
  readonly constraints: readonly LinearConstraint[];
}

/** The outcome: an optimum with its point, or the reason why there is none. */
export type LinearProgrammeSolution =
  | { readonly status: "optimal"; readonly value: number; readonly x: Float64Array }
  | { readonly status: "infeasible" | "unbounded" };

/** Below this a coefficient, a reduced cost or a residual counts as rounding of numbers of the size of 1. */
const tiny = 1e-10;

/**
 * Minimum of a linear function of variables of 0 or more under linear constraints.
 *
 * Dense and meant for some hundred variables with coefficients of the size of 1. Bland's rule keeps it from cycling, which
 * matters because the programmes of the library have many bounds of 0.
 *
 * @param programme - Objective and constraints.
 * @returns The optimum, or that there is none.
 * @see Chvátal (1983), "Linear Programming", chapters 3 and 8.
 */
export function solveLinearProgramme({ objective, constraints }: LinearProgramme): LinearProgrammeSolution {
  const n = objective.length;
  const tableau = firstTableau(n, constraints);
  const auxiliary = new Float64Array(tableau.width).fill(0);
  auxiliary.fill(1, tableau.artificialFrom);
  if (!pivotToOptimum(tableau, auxiliary, tableau.width)) return { status: "infeasible" };
  const infeasibility = tableau.basis.reduce(
    (sum, variable, row) =>
      variable >= tableau.artificialFrom ? sum + tableau.rows[row]![tableau.width]! : sum,
    0,
  );
  if (infeasibility > 1e-9) return { status: "infeasible" };
  driveOutArtificials(tableau);
  const cost = new Float64Array(tableau.width);
  for (let j = 0; j < n; j++) cost[j] = objective[j]!;
  if (!pivotToOptimum(tableau, cost, tableau.artificialFrom)) return { status: "unbounded" };
  const x = new Float64Array(n);
  tableau.basis.forEach((variable, row) => {
    if (variable < n) x[variable] = Math.max(0, tableau.rows[row]![tableau.width]!);
  });
  return { status: "optimal", value: x.reduce((sum, each, j) => sum + each * objective[j]!, 0), x };
}

interface Tableau {
  /** Constraint rows; the last entry of each is the value of its basic variable. */
  rows: Float64Array[];
  basis: number[];
  readonly width: number;
  readonly artificialFrom: number;
}

/**
 * Slack variables after the n given ones, artificial variables after those; every bound 0 or more. A slack that can itself
 * stand for its row to begin with spares the artificial variable.
 */
function firstTableau(n: number, constraints: readonly LinearConstraint[]): Tableau {
  const signed = constraints.map(({ coefficients, relation, bound }) => {
    const turn = bound < 0 || (bound === 0 && relation === "atLeast");
    const slack = relation === "equal" ? 0 : (relation === "atMost") === turn ? -1 : 1;
    return { coefficients, sign: turn ? -1 : 1, slack, bound: Math.abs(bound) };
  });
  const artificialFrom = n + signed.filter(({ slack }) => slack !== 0).length;
  const width = artificialFrom + signed.filter(({ slack }) => slack !== 1).length;
  let [slackAt, artificialAt] = [n, artificialFrom];
  const basis: number[] = [];
  const rows = signed.map(({ coefficients, sign, slack, bound }) => {
    const row = new Float64Array(width + 1);
    for (let j = 0; j < n; j++) row[j] = sign * coefficients[j]!;
    basis.push(slack === 1 ? slackAt : artificialAt);
    if (slack !== 1) row[artificialAt++] = 1;
    if (slack !== 0) row[slackAt++] = slack;
    row[width] = bound;
    return row;
  });
  return { rows, basis, width, artificialFrom };
}

/** Pivots until no column below `columns` lowers the cost; false if the cost has no lower bound. */
function pivotToOptimum(tableau: Tableau, cost: Float64Array, columns: number): boolean {
  const { width } = tableau;
  for (;;) {
    const entering = enteringColumn(tableau, cost, columns);
    if (entering < 0) return true;
    let leaving = -1;
    let least = Number.POSITIVE_INFINITY;
    tableau.rows.forEach((row, i) => {
      if (row[entering]! <= tiny) return;
      const ratio = row[width]! / row[entering]!;
      const tie = Math.abs(ratio - least) <= 1e-14;
      if (tie ? tableau.basis[i]! < tableau.basis[leaving]! : ratio < least) {
        least = ratio;
        leaving = i;
      }
    });
    if (leaving < 0) return false;
    pivot(tableau, leaving, entering);
  }
}

/** The first column whose reduced cost is negative (Bland's rule), or -1. */
function enteringColumn({ rows, basis }: Tableau, cost: Float64Array, columns: number): number {
  for (let j = 0; j < columns; j++) {
    let reduced = cost[j]!;
    for (let i = 0; i < rows.length; i++) reduced -= cost[basis[i]!]! * rows[i]![j]!;
    if (reduced < -tiny) return j;
  }
  return -1;
}

function pivot(tableau: Tableau, leaving: number, entering: number): void {
  const row = tableau.rows[leaving]!;
  const divisor = row[entering]!;
  for (let j = 0; j < row.length; j++) row[j]! /= divisor;
  tableau.rows.forEach((other, i) => {
    const factor = other[entering]!;
    if (i === leaving || factor === 0) return;
    for (let j = 0; j < row.length; j++) other[j]! -= factor * row[j]!;
  });
  tableau.basis[leaving] = entering;
}

/** Artificial variables left in the basis are 0: another takes their place, or the row says nothing and goes. */
function driveOutArtificials(tableau: Tableau): void {
  for (let i = tableau.rows.length - 1; i >= 0; i--) {
    if (tableau.basis[i]! < tableau.artificialFrom) continue;
    let column = -1;
    for (let j = 0; j < tableau.artificialFrom && column < 0; j++)
      if (Math.abs(tableau.rows[i]![j]!) > 1e-9) column = j;
    if (column >= 0) pivot(tableau, i, column);
    else {
      tableau.rows.splice(i, 1);
      tableau.basis.splice(i, 1);
    }
  }
}
