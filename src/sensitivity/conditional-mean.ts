/** The mean of outputs given some inputs, from one sample: by regression, or within nested cells. */
import { cholesky, choleskySolve } from "../math/linear-algebra.js";
import { meanOf, ranksOf, varianceOf } from "../math/sample-statistics.js";

/** Highest total degree of the polynomials, by number of inputs. */
const degrees = [0, 8, 5, 4, 3, 3];

/** Positions of each row in 0 to 1 along each input: rank over number of rows. */
export function rankPositions(columns: readonly Float64Array[]): Float64Array[] {
  return columns.map((column) => ranksOf(column).map((rank) => (rank - 0.5) / column.length));
}

/**
 * Fitted means by least squares on products of Legendre polynomials in the rank positions of the inputs, and on the
 * inputs themselves, whose long tails polynomials of ranks cannot follow.
 *
 * @param positions - One column per input, from `rankPositions`.
 * @param values - The inputs themselves.
 * @returns A function that fits one output.
 */
export function polynomialMeans(
  positions: readonly Float64Array[],
  values: readonly Float64Array[],
): (output: Float64Array) => Float64Array {
  const n = positions[0]?.length ?? 0;
  const degree = degrees[positions.length] ?? 2;
  const columns = [...basis(positions, degree, n), ...values.flatMap(standardised)];
  const size = columns.length;
  const gram = new Float64Array(size * size);
  for (let a = 0; a < size; a++)
    for (let b = 0; b <= a; b++) {
      const product = dot(columns[a] as Float64Array, columns[b] as Float64Array) / n;
      gram[a * size + b] = product;
      gram[b * size + a] = product;
    }
  // Columns may repeat one another (choices have few positions, uniform inputs are their ranks): a trace of ridge
  // keeps them apart.
  for (let a = 0; a < size; a++) gram[a * size + a] = (gram[a * size + a] as number) + 1e-9;
  const factor = cholesky(gram, size) as Float64Array;
  return (output) => {
    const right = columns.map((column) => dot(column, output) / n);
    const weights = choleskySolve(factor, right);
    const fitted = new Float64Array(n);
    for (let a = 0; a < size; a++) {
      const weight = weights[a] as number;
      const column = columns[a] as Float64Array;
      for (let i = 0; i < n; i++) fitted[i] = (fitted[i] as number) + weight * (column[i] as number);
    }
    return fitted;
  };
}

function basis(positions: readonly Float64Array[], degree: number, n: number): Float64Array[] {
  let terms: { column: Float64Array; left: number }[] = [
    { column: new Float64Array(n).fill(1), left: degree },
  ];
  for (const position of positions) {
    const polynomials = legendre(position, degree);
    terms = terms.flatMap(({ column, left }) =>
      polynomials.slice(0, left + 1).map((polynomial, k) => ({
        column: k === 0 ? column : column.map((value, i) => value * (polynomial[i] as number)),
        left: left - k,
      })),
    );
  }
  return terms.map(({ column }) => column);
}

/** Orthonormal Legendre polynomials on 0 to 1, up to a degree. */
function legendre(position: Float64Array, degree: number): Float64Array[] {
  const x = position.map((u) => 2 * u - 1);
  const raw = [new Float64Array(x.length).fill(1), x];
  for (let k = 1; k < degree; k++) {
    const [now, before] = [raw[k] as Float64Array, raw[k - 1] as Float64Array];
    raw.push(now.map((p, i) => ((2 * k + 1) * (x[i] as number) * p - k * (before[i] as number)) / (k + 1)));
  }
  return raw.slice(0, degree + 1).map((column, k) => column.map((p) => p * Math.sqrt(2 * k + 1)));
}

/** Means within cells: each input cut in equal slices by rank, a cell for every combination of slices. */
export function cellMeans(
  positions: readonly Float64Array[],
  slices: number,
): (output: Float64Array) => Float64Array {
  const n = positions[0]?.length ?? 0;
  const ids = new Map<number, number>();
  const cells = Uint32Array.from({ length: n }, (_, i) => {
    const key = positions.reduce(
      (code, position) => code * slices + Math.floor((position[i] as number) * slices),
      0,
    );
    const known = ids.get(key) ?? ids.size;
    ids.set(key, known);
    return known;
  });
  return (output) => {
    const sums = new Float64Array(ids.size);
    const counts = new Float64Array(ids.size);
    for (let i = 0; i < n; i++) {
      const cell = cells[i] as number;
      sums[cell] = (sums[cell] as number) + (output[i] as number);
      counts[cell] = (counts[cell] as number) + 1;
    }
    return Float64Array.from(cells, (cell) => (sums[cell] as number) / (counts[cell] as number));
  };
}

/** A column less its mean over its standard deviation; none if it does not vary. */
function standardised(column: Float64Array): Float64Array[] {
  const mean = meanOf(column);
  const sd = Math.sqrt(varianceOf(column));
  return sd > 0 ? [column.map((value) => (value - mean) / sd)] : [];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
