/** Correlation, regression and partial coefficients of a sample. */
import { cholesky, choleskyInverse, choleskySolve } from "../../math/linear-algebra.js";
import { correlationOf } from "../../math/sample-statistics.js";

/** Linear measures of each input; `null` where the input does not vary, or inputs are collinear. */
export interface LinearMeasures {
  readonly correlations: readonly (number | null)[];
  readonly coefficients: readonly (number | null)[];
  readonly partials: readonly (number | null)[];
  readonly rSquared: number | null;
}

/** Correlations, standardised coefficients and partial correlations; inputs that do not vary are left out. */
export function linearMeasures(columns: readonly Float64Array[], output: Float64Array): LinearMeasures {
  const correlations = columns.map((column) => {
    const r = correlationOf(column, output);
    return Number.isFinite(r) ? r : null;
  });
  const kept = columns.map((_, j) => j).filter((j) => correlations[j] !== null);
  const none = columns.map(() => null);
  const size = kept.length;
  if (size === 0) return { correlations, coefficients: none, partials: none, rSquared: null };
  const all = [...kept.map((j) => columns[j] as Float64Array), output];
  const joint = new Float64Array((size + 1) ** 2);
  for (let i = 0; i <= size; i++)
    for (let j = 0; j <= size; j++)
      joint[i * (size + 1) + j] = i === j ? 1 : correlationOf(all[i] as Float64Array, all[j] as Float64Array);
  const among = Float64Array.from(
    { length: size * size },
    (_, k) => joint[Math.floor(k / size) * (size + 1) + (k % size)] as number,
  );
  const factor = cholesky(among, size);
  if (factor === null || collinear(factor, size))
    return { correlations, coefficients: none, partials: none, rSquared: null };
  const r = Float64Array.from(kept, (j) => correlations[j] as number);
  const solved = choleskySolve(factor, Float64Array.from(r));
  const rSquared = Math.min(
    1,
    solved.reduce((sum, beta, i) => sum + beta * (r[i] as number), 0),
  );
  const coefficients: (number | null)[] = [...none];
  const partials: (number | null)[] = [...none];
  const jointFactor = cholesky(joint, size + 1);
  const inverse = jointFactor === null ? null : choleskyInverse(jointFactor, size + 1);
  for (const [i, j] of kept.entries()) {
    coefficients[j] = (solved[i] as number) + 0;
    // With an exact linear model the joint matrix is singular: every partial correlation is then 1 or -1.
    partials[j] = inverse === null ? Math.sign(solved[i] as number) : partialFrom(inverse, size + 1, i);
  }
  return { correlations, coefficients, partials, rSquared };
}

/** Whether the last pivots of a correlation matrix are rounding errors. */
function collinear(factor: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) if ((factor[i * size + i] as number) < 1e-7) return true;
  return false;
}

function partialFrom(inverse: Float64Array, size: number, i: number): number {
  const last = size - 1;
  const scale = Math.sqrt((inverse[i * size + i] as number) * (inverse[last * size + last] as number));
  return Math.min(1, Math.max(-1, -(inverse[i * size + last] as number) / scale)) + 0;
}
