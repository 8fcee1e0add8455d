/** The mean of outputs given some inputs, from one sample: by regression, or within nested cells. */
import { cholesky, choleskySolve } from "../../math/linear-algebra.js";
import { meanOf, ranksOf, varianceOf } from "../../math/sample-statistics.js";

/** Highest total degree of the polynomials, by number of inputs. */
const degrees = [0, 8, 5, 4, 3, 3];

/** Positions of each row in 0 to 1 along each input: rank over number of rows. */
export function rankPositions(columns: readonly Float64Array[]): Float64Array[] {
  return columns.map((column) => ranksOf(column).map((rank) => (rank - 0.5) / column.length));
}

/**
 * Fitted means by least squares on products of Legendre polynomials in the rank positions of the inputs, and on the
 * inputs themselves, whose long tails polynomials of ranks cannot follow. Terms are made row by row, twice a fit, so that
 * no column of them is kept.
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
  const { size, fill } = createTerms(positions, values);
  const terms = new Float64Array(size);
  const gram = new Float64Array(size * size);
  for (let i = 0; i < n; i++) {
    fill(i, terms);
    for (let a = 0; a < size; a++) {
      const term = terms[a] as number;
      for (let b = 0; b <= a; b++)
        gram[a * size + b] = (gram[a * size + b] as number) + term * (terms[b] as number);
    }
  }
  for (let a = 0; a < size; a++)
    for (let b = 0; b <= a; b++) {
      // Terms may repeat one another (choices have few positions, uniform inputs are their ranks): a trace of ridge
      // keeps them apart.
      const product = (gram[a * size + b] as number) / n + (a === b ? 1e-9 : 0);
      gram[a * size + b] = product;
      gram[b * size + a] = product;
    }
  const factor = cholesky(gram, size) as Float64Array;
  return (output) => {
    const right = new Float64Array(size);
    for (let i = 0; i < n; i++) {
      fill(i, terms);
      const y = output[i] as number;
      for (let a = 0; a < size; a++) right[a] = (right[a] as number) + y * (terms[a] as number);
    }
    const weights = choleskySolve(
      factor,
      right.map((sum) => sum / n),
    );
    const fitted = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      fill(i, terms);
      let sum = 0;
      for (let a = 0; a < size; a++) sum += (weights[a] as number) * (terms[a] as number);
      fitted[i] = sum;
    }
    return fitted;
  };
}

interface Terms {
  readonly size: number;
  /** Writes the terms of one row. */
  fill(row: number, out: Float64Array): void;
}

/** A product of polynomials is an earlier product times one more of the polynomials. */
interface Product {
  readonly of: number;
  readonly polynomial: number;
}

interface Scaled {
  readonly column: Float64Array;
  readonly mean: number;
  readonly standardDeviation: number;
}

function createTerms(positions: readonly Float64Array[], values: readonly Float64Array[]): Terms {
  const degree = degrees[positions.length] ?? 2;
  const products = productsOf(positions.length, degree);
  const scaled = values
    .map(
      (column): Scaled => ({
        column,
        mean: meanOf(column),
        standardDeviation: Math.sqrt(varianceOf(column)),
      }),
    )
    .filter(({ standardDeviation }) => standardDeviation > 0);
  const width = degree + 1;
  const polynomials = new Float64Array(positions.length * width);
  return {
    size: products.length + 1 + scaled.length,
    fill(row, out) {
      for (let j = 0; j < positions.length; j++)
        legendre(2 * ((positions[j] as Float64Array)[row] as number) - 1, polynomials, [j * width, degree]);
      out[0] = 1;
      for (let p = 0; p < products.length; p++) {
        const { of, polynomial } = products[p] as Product;
        out[p + 1] = (out[of] as number) * (polynomials[polynomial] as number);
      }
      for (let k = 0; k < scaled.length; k++) {
        const { column, mean, standardDeviation } = scaled[k] as Scaled;
        out[products.length + 1 + k] = ((column[row] as number) - mean) / standardDeviation;
      }
    },
  };
}

/** Every product of polynomials up to a total degree, but the constant, each after the product it extends. */
function productsOf(inputs: number, degree: number): Product[] {
  const products: Product[] = [];
  let terms = [{ at: 0, left: degree }];
  for (let input = 0; input < inputs; input++) {
    const longer = terms.flatMap(({ at, left }) =>
      Array.from({ length: left }, (_, k) => {
        products.push({ of: at, polynomial: input * (degree + 1) + k + 1 });
        return { at: products.length, left: left - k - 1 };
      }),
    );
    terms = [...terms, ...longer];
  }
  return products;
}

/** Legendre polynomials of x in -1 to 1, orthonormal for uniform x, in ascending degree. */
function legendre(x: number, out: Float64Array, [at, degree]: readonly [number, number]): void {
  let before = 1;
  let now = x;
  out[at] = 1;
  for (let k = 1; k <= degree; k++) {
    out[at + k] = now * Math.sqrt(2 * k + 1);
    const next = ((2 * k + 1) * x * now - k * before) / (k + 1);
    before = now;
    now = next;
  }
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
