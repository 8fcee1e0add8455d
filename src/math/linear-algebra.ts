/**
 * Small dense matrices: square, of order n, stored by rows in a Float64Array of n² entries, entry (i, j) at i n + j.
 */

/** Product of two square matrices of order n. */
export function multiply(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const x = a[i * n + k]!;
      if (x !== 0) for (let j = 0; j < n; j++) product[i * n + j]! += x * b[k * n + j]!;
    }
  return product;
}

/** Product of a square matrix and a column. */
export function multiplyVector(a: Float64Array, x: ArrayLike<number>): Float64Array {
  const n = x.length;
  const product = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += a[i * n + j]! * x[j]!;
    product[i] = sum;
  }
  return product;
}

/** The identity matrix of order n. */
export function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
}

/**
 * Cholesky factor of a symmetric positive definite matrix: the lower triangular L with L Lᵀ = A.
 *
 * Only the lower triangle of A is read.
 *
 * @param a - Matrix of order n.
 * @param n - Its order.
 * @returns L, zero above the diagonal; null if A is not positive definite.
 * @see Golub & Van Loan (2013), "Matrix Computations", 4th ed., algorithm 4.2.1.
 */
export function cholesky(a: Float64Array, n: number): Float64Array | null {
  const factor = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * n + k]! * factor[j * n + k]!;
      if (i > j) factor[i * n + j] = sum / factor[j * n + j]!;
      else if (sum > 0 && sum < Infinity) factor[j * n + j] = Math.sqrt(sum);
      else return null;
    }
  }
  return factor;
}

/**
 * Solution x of A x = b from the Cholesky factor of A.
 *
 * @param factor - What `cholesky` returned.
 * @param b - Right-hand side, n entries; not changed.
 */
export function choleskySolve(factor: Float64Array, b: ArrayLike<number>): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * x[k]!;
    x[i] = sum / factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i]! * x[k]!;
    x[i] = sum / factor[i * n + i]!;
  }
  return x;
}

/**
 * Inverse of A from its Cholesky factor, symmetric to the last bit.
 *
 * @param factor - What `cholesky` returned.
 * @param n - Order of the matrix.
 */
export function choleskyInverse(factor: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  const unit = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    unit.fill(0);
    unit[j] = 1;
    const column = choleskySolve(factor, unit);
    for (let i = j; i < n; i++) {
      inverse[i * n + j] = column[i]!;
      inverse[j * n + i] = column[i]!;
    }
  }
  return inverse;
}

/** Exactly symmetric inverse of a symmetric positive definite matrix, or null where it is not positive definite. */
export function positiveDefiniteInverse(matrix: Float64Array, n: number): Float64Array | null {
  // Scaled to a unit diagonal first: parameters may differ in information by many orders of magnitude.
  const scale = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const diagonal = matrix[i * n + i]!;
    if (!(diagonal > 0) || diagonal === Number.POSITIVE_INFINITY) return null;
    scale[i] = 1 / Math.sqrt(diagonal);
  }
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]! * scale[i]! * scale[j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * n + k]! * lower[j * n + k]!;
      if (i !== j) lower[i * n + j] = sum / lower[j * n + j]!;
      else if (sum > 1e-13) lower[i * n + i] = Math.sqrt(sum);
      else return null;
    }
  return inverseFromCholesky(lower, scale);
}

function inverseFromCholesky(lower: Float64Array, scale: Float64Array): Float64Array {
  const n = scale.length;
  const inverseLower = new Float64Array(n * n);
  for (let j = 0; j < n; j++)
    for (let i = j; i < n; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= lower[i * n + k]! * inverseLower[k * n + j]!;
      inverseLower[i * n + j] = sum / lower[i * n + i]!;
    }
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += inverseLower[k * n + i]! * inverseLower[k * n + j]!;
      inverse[i * n + j] = sum * scale[i]! * scale[j]!;
      inverse[j * n + i] = inverse[i * n + j]!;
    }
  return inverse;
}

/** ln det A from the Cholesky factor of A. */
export function choleskyLogDeterminant(factor: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(factor[i * n + i]!);
  return 2 * sum;
}

/**
 * Solution X of A X = B for a general square A, by elimination with partial pivoting.
 *
 * @param a - Matrix of order n; not changed.
 * @param b - Right-hand sides: n rows of m columns, by rows (m = b.length / n); not changed.
 * @param n - Order of the matrix.
 * @returns X in the shape of B; null if A is singular to working precision.
 * @see Golub & Van Loan (2013), "Matrix Computations", 4th ed., algorithm 3.4.1.
 */
export function solve(a: Float64Array, b: ArrayLike<number>, n: number): Float64Array | null {
  const m = b.length / n;
  const left = Float64Array.from(a);
  const right = Float64Array.from(b);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++)
      if (Math.abs(left[i * n + k]!) > Math.abs(left[pivot * n + k]!)) pivot = i;
    const size = Math.abs(left[pivot * n + k]!);
    if (!(size > n * Number.EPSILON * largestInColumn(a, n, k)) || size === Infinity) return null;
    swapRows(left, n, k, pivot);
    swapRows(right, m, k, pivot);
    for (let i = k + 1; i < n; i++) {
      const ratio = left[i * n + k]! / left[k * n + k]!;
      if (ratio === 0) continue;
      for (let j = k; j < n; j++) left[i * n + j]! -= ratio * left[k * n + j]!;
      for (let j = 0; j < m; j++) right[i * m + j]! -= ratio * right[k * m + j]!;
    }
  }
  for (let i = n - 1; i >= 0; i--)
    for (let j = 0; j < m; j++) {
      let sum = right[i * m + j]!;
      for (let k = i + 1; k < n; k++) sum -= left[i * n + k]! * right[k * m + j]!;
      right[i * m + j] = sum / left[i * n + i]!;
    }
  return right;
}

/** Largest absolute entry of column k, the scale against which its pivot is judged. */
function largestInColumn(a: Float64Array, n: number, k: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(a[i * n + k]!));
  return largest;
}

function swapRows(matrix: Float64Array, width: number, i: number, k: number): void {
  if (i === k) return;
  for (let j = 0; j < width; j++) {
    const held = matrix[i * width + j]!;
    matrix[i * width + j] = matrix[k * width + j]!;
    matrix[k * width + j] = held;
  }
}

/** The dominant eigenvalue of a non-negative matrix, with its eigenvectors. */
export interface DominantEigenvalue {
  /** The largest eigenvalue, real and 0 or more (Perron-Frobenius). */
  readonly value: number;
  /** Right eigenvector (stable distribution over states), entries of 0 or more that sum to 1. */
  readonly right: Float64Array;
  /** Left eigenvector (reproductive value), scaled so that its product with `right` is 1 where that is possible. */
  readonly left: Float64Array;
}

/**
 * Dominant eigenvalue of a non-negative matrix with its right and left eigenvectors, by repeated squaring
 * of the shifted matrix A + s I, whose dominant eigenvalue is simple in modulus even where that of A is not.
 *
 * @param a - Non-negative matrix of order n.
 * @param n - Its order.
 * @returns The eigenvalue and vectors; value 0 with uniform vectors for a matrix without entries.
 * @see Caswell (2001), "Matrix Population Models", 2nd ed., chapter 4.
 */
export function dominantEigenvalue(a: Float64Array, n: number): DominantEigenvalue {
  const shift = largestRowSum(a, n);
  if (shift === 0)
    return { value: 0, right: new Float64Array(n).fill(1 / n), left: new Float64Array(n).fill(1) };
  let power = Float64Array.from(a);
  for (let i = 0; i < n; i++) power[i * n + i]! += shift;
  for (let step = 0; step < 60; step++) {
    const scale = 1 / largestRowSum(power, n);
    for (let i = 0; i < power.length; i++) power[i]! *= scale;
    power = multiply(power, power, n) as Float64Array<ArrayBuffer>;
  }
  const right = normalised(rowSums(power, n));
  const left = normalised(rowSums(transpose(power, n), n));
  const image = multiplyVector(a, right);
  const value = image.reduce((sum, x) => sum + x, 0);
  let product = 0;
  for (let i = 0; i < n; i++) product += left[i]! * right[i]!;
  return { value, right, left: product > 0 ? left.map((x) => x / product) : left };
}

/** Transpose of a square matrix of order n. */
export function transpose(a: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) result[j * n + i] = a[i * n + j]!;
  return result;
}

function rowSums(a: Float64Array, n: number): Float64Array {
  return multiplyVector(a, new Float64Array(n).fill(1));
}

function largestRowSum(a: Float64Array, n: number): number {
  return rowSums(a, n).reduce((largest, x) => Math.max(largest, x), 0);
}

function normalised(x: Float64Array): Float64Array {
  const total = x.reduce((sum, y) => sum + y, 0);
  return x.map((y) => y / total);
}
