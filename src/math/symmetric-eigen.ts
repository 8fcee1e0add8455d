/** Eigenvalues and eigenvectors of a small symmetric matrix. */
import { identity } from "./linear-algebra.js";

/** Eigenvalues, and the eigenvectors as columns of a matrix, row by row. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

const mostSweeps = 50;

/**
 * Jacobi's method: rotations that make one entry off the diagonal 0 after the other, until all are.
 *
 * @param matrix - Symmetric, row by row.
 * @see Golub & Van Loan (2013), "Matrix Computations" (4th ed.), section 8.5.
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const a = Float64Array.from(matrix);
  const vectors = identity(n);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const size = Math.abs(a[p * n + q]!);
        if (size <= 1e-16 * Math.sqrt(Math.abs(a[p * n + p]! * a[q * n + q]!)) || size < 1e-300) continue;
        rotate(a, vectors, [p, q, n]);
        rotated = true;
      }
    if (!rotated) break;
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), vectors };
}

/** The rotation in the plane of p and q that makes their entry 0. */
function rotate(a: Float64Array, vectors: Float64Array, [p, q, n]: readonly [number, number, number]): void {
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * a[p * n + q]!);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  const turn = (matrix: Float64Array, one: number, other: number): void => {
    const [u, v] = [matrix[one]!, matrix[other]!];
    matrix[one] = c * u - s * v;
    matrix[other] = s * u + c * v;
  };
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q);
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k);
  for (let k = 0; k < n; k++) turn(vectors, k * n + p, k * n + q);
}
