/** Rank correlation between inputs: its matrix, and the two ways to bring it into a sample. */
import { check, checkFields, checkFinite, checkOptions, isDense } from "../../errors.js";
import { cholesky } from "../../math/linear-algebra.js";
import { normalQuantile } from "../../math/normal.js";
import { createRandom } from "../../math/random.js";
import { orderOf } from "../../math/sample-statistics.js";
import { samplePermutation } from "../../math/samplers.js";

/** The rank correlation (Spearman's) of two inputs. */
export interface RankCorrelation<Name extends string = string> {
  /** The two inputs. */
  readonly between: readonly [Name, Name];
  /** Spearman's rank correlation, above -1 and below 1. */
  readonly rank: number;
}

/** The correlation matrix (by rows) of the named inputs; those without a stated correlation are uncorrelated. */
export function correlationMatrix(
  where: string,
  names: readonly string[],
  correlations: readonly RankCorrelation[],
): Float64Array {
  const n = names.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  check(isDense(correlations), where, "correlations", "must be a list", correlations);
  const seen = new Set<string>();
  for (const [index, correlation] of (correlations as readonly RankCorrelation[]).entries()) {
    const argument = `correlations[${index}]`;
    checkFields(where, argument, correlation, ["between", "rank"]);
    const { between, rank } = correlation as RankCorrelation;
    check(
      isDense(between) && between.length === 2,
      where,
      `${argument}.between`,
      "must be two inputs",
      between,
    );
    const [i, j] = between.map((name, k) => {
      const position = names.indexOf(name);
      const rule = `must be one of the uncertain inputs ${names.join(", ")}`;
      check(position >= 0, where, `${argument}.between[${k}]`, rule, name);
      return position;
    }) as [number, number];
    check(i !== j, where, `${argument}.between`, "must be two different inputs", between[0]);
    const pair = `${Math.min(i, j)},${Math.max(i, j)}`;
    check(!seen.has(pair), where, `${argument}.between`, "must not repeat a pair", between.join(" and "));
    seen.add(pair);
    checkFinite(where, `${argument}.rank`, rank);
    check(Math.abs(rank) < 1, where, `${argument}.rank`, "must be above -1 and below 1", rank);
    matrix[i * n + j] = rank;
    matrix[j * n + i] = rank;
  }
  return matrix;
}

/**
 * The lower triangle L with L Lᵀ = matrix; a matrix that is not positive definite is refused, and the inputs that
 * contradict each other are named.
 */
export function correlationFactor(
  where: string,
  names: readonly string[],
  matrix: Float64Array,
): Float64Array {
  const n = names.length;
  const factor = cholesky(matrix, n);
  if (factor !== null) return factor;
  let size = 2;
  while (size < n && cholesky(leading(matrix, n, size), size) !== null) size++;
  const earlier = names
    .slice(0, size - 1)
    .filter((_, i) => matrix[(size - 1) * n + i] !== 0 || size <= 3)
    .join(", ");
  check(
    false,
    where,
    "correlations",
    `must be possible together: those of ${names[size - 1]} contradict those among ${earlier} (no positive-definite matrix)`,
    lastRow(matrix, n, size),
  );
  return matrix;
}

function leading(matrix: Float64Array, n: number, size: number): Float64Array {
  return Float64Array.from(
    { length: size * size },
    (_, k) => matrix[Math.floor(k / size) * n + (k % size)] as number,
  );
}

/** What is reported as received: the correlations of the last input of the smallest block that fails. */
function lastRow(matrix: Float64Array, n: number, size: number): string {
  const row = Array.from({ length: size - 1 }, (_, i) => matrix[(size - 1) * n + i] as number);
  return row.map((value) => Number(value.toPrecision(4))).join(", ");
}

/** Pearson correlations of normal variables whose ranks have the given Spearman correlations: 2 sin(π ρ / 6). */
export function copulaMatrix(ranks: Float64Array): Float64Array {
  return ranks.map((rho) => (rho === 1 ? 1 : 2 * Math.sin((Math.PI * rho) / 6)));
}

/** Where the order of the sample comes from. */
export interface ImanConoverOptions {
  /** Seed of the order in which the scores are dealt, any number up to 1e150 in size; default 1. */
  readonly seed?: number | undefined;
  /** The order itself, one permutation of 0 ... n - 1 per column, instead of a seed. */
  readonly permutations?: readonly ArrayLike<number>[] | undefined;
}

/**
 * Reorders the values of each column so that the columns have a given rank correlation; every column keeps exactly
 * its own values.
 *
 * The correlation reached differs from the target by sampling noise of about 1 / sqrt(n). Reordering keeps marginal
 * distributions but makes only one kind of dependence, that of correlated normal scores.
 *
 * Formula: scores Φ⁻¹(i / (n + 1)) dealt at random, correlated to the target by Cholesky factors; each column takes
 * the order of its scores.
 *
 * @param columns - Two or more columns of the same length, 3 or more values each.
 * @param target - The correlation matrix, row by row.
 * @param options - Seed, or the permutations themselves.
 * @returns The columns, each reordered.
 * @throws {InvalidInputError} If the target is no correlation matrix, or is not positive definite.
 * @see Iman & Conover (1982), "A distribution-free approach to inducing rank correlation among input variables",
 *   Communications in Statistics B 11(3), 311-334, doi:10.1080/03610918208812265.
 *
 * @example
 * const columns = [[1, 2, 3, 4, 5, 6, 7, 8], [10, 20, 30, 40, 50, 60, 70, 80]];
 * const [a, b] = imanConover(columns, [[1, 0.99], [0.99, 1]]);
 * [...(a ?? [])].sort().join() === columns[0]?.join(); // => true
 */
export function imanConover(
  columns: readonly ArrayLike<number>[],
  target: readonly (readonly number[])[],
  options: ImanConoverOptions = {},
): Float64Array[] {
  const where = "imanConover";
  check(isDense(columns) && columns.length >= 2, where, "columns", "must be two or more columns", columns);
  checkOptions(where, options, ["seed", "permutations"]);
  const count = columns[0]?.length ?? 0;
  check(count >= 3, where, "columns[0]", "must have 3 or more values", columns[0]);
  for (const [j, column] of columns.entries()) {
    check(column?.length === count, where, `columns[${j}]`, `must have ${count} values`, column);
    for (let i = 0; i < count; i++) checkFinite(where, `columns[${j}][${i}]`, column[i]);
  }
  const names = columns.map((_, j) => `column ${j}`);
  const factor = correlationFactor(where, names, checkedMatrix(where, target, columns.length));
  const permutations = options.permutations ?? dealtOrders(where, options.seed ?? 1, [count, columns.length]);
  check(
    permutations.length === columns.length,
    where,
    "permutations",
    "must be one per column",
    permutations,
  );
  for (const [j, order] of permutations.entries()) {
    const whole = order?.length === count && new Set(Array.from(order)).size === count;
    const inRange = whole && Array.from(order).every((k) => Number.isInteger(k) && k >= 0 && k < count);
    check(inRange, where, `permutations[${j}]`, `must hold 0 to ${count - 1}, each once`, order);
  }
  return reorder(columns, factor, permutations);
}

function dealtOrders(
  where: string,
  seed: number,
  [count, columns]: readonly [number, number],
): Uint32Array[] {
  checkFinite(where, "seed", seed);
  const random = createRandom(seed);
  return Array.from({ length: columns }, () => samplePermutation(random, count));
}

function checkedMatrix(where: string, target: readonly (readonly number[])[], size: number): Float64Array {
  check(isDense(target) && target.length === size, where, "target", `must be ${size} rows`, target);
  const matrix = new Float64Array(size * size);
  for (const [i, row] of target.entries()) {
    check(isDense(row) && row.length === size, where, `target[${i}]`, `must be ${size} numbers`, row);
    for (const [j, value] of row.entries()) {
      checkFinite(where, `target[${i}][${j}]`, value);
      const rule = i === j ? "must be 1 on the diagonal" : "must be above -1, below 1 and the same both ways";
      const right = i === j ? value === 1 : Math.abs(value) < 1 && target[j]?.[i] === value;
      check(right, where, `target[${i}][${j}]`, rule, value);
      matrix[i * size + j] = value;
    }
  }
  return matrix;
}

/** Iman and Conover's reordering, given the factor of the target and the orders of the scores. */
export function reorder(
  columns: readonly ArrayLike<number>[],
  factor: Float64Array,
  permutations: readonly ArrayLike<number>[],
): Float64Array[] {
  const n = columns[0]?.length ?? 0;
  const size = columns.length;
  const half = Float64Array.from({ length: n }, (_, i) => normalQuantile((i + 1) / (n + 1)));
  const scores = permutations.map((order) => Float64Array.from(order, (k) => half[k] as number));
  // Remove the correlation the dealt scores happen to have: rows of M times the inverse of their factor.
  const own = cholesky(correlationsOf(scores), size);
  const white = own === null ? scores : whiten(scores, own);
  return columns.map((column, j) => {
    const mixed = new Float64Array(n);
    for (let k = 0; k <= j; k++) {
      const weight = factor[j * size + k] as number;
      const source = white[k] as Float64Array;
      for (let i = 0; i < n; i++) mixed[i] = (mixed[i] as number) + weight * (source[i] as number);
    }
    const sorted = Float64Array.from(column).sort();
    const place = new Float64Array(n);
    orderOf(mixed).forEach((row, rank) => {
      place[row] = sorted[rank] as number;
    });
    return place;
  });
}

function correlationsOf(columns: readonly Float64Array[]): Float64Array {
  const size = columns.length;
  const matrix = new Float64Array(size * size);
  const norms = columns.map((column) => Math.sqrt(dot(column, column)));
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const product = dot(columns[i] as Float64Array, columns[j] as Float64Array);
      matrix[i * size + j] = i === j ? 1 : product / ((norms[i] as number) * (norms[j] as number));
    }
  return matrix;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Columns w with Σ_k factor[j, k] w_k = columns[j]: forward substitution on whole columns. */
function whiten(columns: readonly Float64Array[], factor: Float64Array): Float64Array[] {
  const size = columns.length;
  const white: Float64Array[] = [];
  for (let j = 0; j < size; j++) {
    const column = Float64Array.from(columns[j] as Float64Array);
    for (let k = 0; k < j; k++) {
      const weight = factor[j * size + k] as number;
      const known = white[k] as Float64Array;
      for (let i = 0; i < column.length; i++)
        column[i] = (column[i] as number) - weight * (known[i] as number);
    }
    const scale = factor[j * size + j] as number;
    white.push(column.map((value) => value / scale));
  }
  return white;
}
