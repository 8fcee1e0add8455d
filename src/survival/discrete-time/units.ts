/**
 * Covariates and powers of time in units of their own: measured from their means, and each only by what those before it leave, in
 * standard deviations. A search is then the same whatever the units of the data and however alike the columns, and what it finds
 * is carried back.
 */
import { multiply, transpose } from "../../math/linear-algebra.js";
import type { HazardData } from "./hazard-data.js";
import type { HazardDesign } from "./likelihood.js";

/** A block of columns in other units: (row - means) times an upper triangular matrix. */
interface Block {
  /** Position of its first parameter. */
  readonly first: number;
  readonly width: number;
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** Of the variance of each column, the share that the columns before it leave. */
  readonly shares: Float64Array;
  /** Row by row. */
  readonly matrix: Float64Array;
}

/** The units of a data set: of the powers of time, if it has any, and of the covariates. */
export interface Units {
  readonly time: Block;
  readonly covariates: Block;
}

/** The units of a data set; plain ones, for priors, only divide by deviations. */
export function unitsOf(data: HazardData, plain: boolean): Units {
  const { baselineSize, columns, terms, stayed, lost, design, baseline } = data;
  const powers = baseline.kind === "powers" ? baselineSize - 1 : 0;
  const factors = new Float64Array(terms.length * powers);
  terms.forEach((term, t) => {
    for (let j = 0; j < powers; j++) factors[t * powers + j] = term?.factors[j + 1] ?? 0;
  });
  const byPeriod = stayed.map((weight, t) => weight + lost[t]!);
  const time = momentsOf(factors, byPeriod, { first: 1, width: powers });
  const covariates = momentsOf(design, watchedByGroup(data), { first: baselineSize, width: columns });
  return { time: plain ? onlyScaled(time) : time, covariates: plain ? onlyScaled(covariates) : covariates };
}

/** Weighted means, and the matrix that makes the covariance that of independent columns of variance 1. */
function momentsOf(
  values: Float64Array,
  weights: Float64Array,
  { first, width }: { readonly first: number; readonly width: number },
): Block {
  const means = new Float64Array(width);
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    total += weights[i]!;
    for (let k = 0; k < width; k++) means[k]! += weights[i]! * values[i * width + k]!;
  }
  for (let k = 0; k < width; k++) means[k]! /= total;
  const products = new Float64Array(width * width);
  for (let i = 0; i < weights.length; i++)
    for (let k = 0; k < width; k++) {
      const part = (weights[i]! / total) * (values[i * width + k]! - means[k]!);
      for (let l = 0; l <= k; l++) products[k * width + l]! += part * (values[i * width + l]! - means[l]!);
    }
  const deviations = Float64Array.from(means, (_, k) => Math.sqrt(products[k * width + k]!));
  return { first, width, means, deviations, ...whitening(products, deviations) };
}

/** From the lower triangle of a covariance L Lᵀ: L⁻ᵀ, and the squares of L's diagonal as shares of the variances. */
function whitening(products: Float64Array, deviations: Float64Array) {
  const width = deviations.length;
  const lower = new Float64Array(width * width);
  const matrix = new Float64Array(width * width);
  const shares = new Float64Array(width);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = products[i * width + j]! / deviations[i]! / deviations[j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * width + k]! * lower[j * width + k]!;
      lower[i * width + j] = i === j ? Math.sqrt(Math.max(0, sum)) : sum / lower[j * width + j]!;
    }
    shares[i] = lower[i * width + i]! ** 2;
  }
  for (let j = 0; j < width; j++)
    for (let i = j; i < width; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= lower[i * width + k]! * (matrix[j * width + k]! * deviations[j]!);
      matrix[j * width + i] = sum / lower[i * width + i]! / deviations[j]!;
    }
  return { matrix, shares };
}

/** A prior of a coefficient is one of the covariate as it is, and that of a level one at covariates of 0. */
function onlyScaled(block: Block): Block {
  const { width, deviations } = block;
  const matrix = new Float64Array(width * width);
  for (let k = 0; k < width; k++) matrix[k * width + k] = 1 / deviations[k]!;
  return { ...block, means: new Float64Array(width), matrix };
}

/** Periods watched of each group of equal covariates. */
export function watchedByGroup({ exposures }: HazardDesign): Float64Array {
  const { firstRows, runBounds, runFrom, runTo, runWeight, lossBounds, lossWeight } = exposures;
  const watched = new Float64Array(firstRows.length);
  for (let g = 0; g < watched.length; g++) {
    let sum = 0;
    for (let i = runBounds[g]!; i < runBounds[g + 1]!; i++) sum += runWeight[i]! * (runTo[i]! - runFrom[i]!);
    for (let i = lossBounds[g]!; i < lossBounds[g + 1]!; i++) sum += lossWeight[i]!;
    watched[g] = sum;
  }
  return watched;
}

/** The same data in those units. */
export function inUnits(data: HazardData, { time, covariates }: Units): HazardDesign {
  const design = new Float64Array(data.design.length);
  const { columns } = data;
  for (let at = 0; at < design.length; at += columns) changed(covariates, data.design, at, design);
  const terms = data.terms.map((term) => {
    if (term === null || time.width === 0) return term;
    const factors = Float64Array.from(term.factors);
    changed(time, Float64Array.from(term.factors), 1, factors);
    return { positions: term.positions, factors: Array.from(factors) };
  });
  return { ...data, design, terms };
}

/** Writes one row of a block in its units. */
function changed({ width, means, matrix }: Block, from: Float64Array, at: number, to: Float64Array): void {
  for (let k = 0; k < width; k++) {
    let sum = 0;
    for (let j = 0; j <= k; j++) sum += (from[at + j]! - means[j]!) * matrix[j * width + k]!;
    to[at + k] = sum;
  }
}

/**
 * The matrix from parameters in those units to parameters of the data; what means take away goes into the levels of time, or the
 * intercept.
 */
export function fromUnits(
  { baseline, baselineSize, names }: HazardData,
  { time, covariates }: Units,
): Float64Array {
  const n = names.length;
  const matrix = new Float64Array(n * n);
  const levels = baseline.kind === "powers" ? 1 : baselineSize;
  for (let i = 0; i < levels; i++) matrix[i * n + i] = 1;
  for (const { first, width, means, matrix: block } of [time, covariates])
    for (let k = 0; k < width; k++) {
      let taken = 0;
      for (let j = 0; j <= k; j++) {
        const factor = block[j * width + k]!;
        matrix[(first + j) * n + first + k] = factor;
        taken += means[j]! * factor;
      }
      for (let i = 0; i < levels; i++) matrix[i * n + first + k] = -taken;
    }
  return matrix;
}

/** A covariance carried over: M C Mᵀ. */
export function carried(matrix: Float64Array, covariance: Float64Array, n: number): Float64Array {
  const product = multiply(multiply(matrix, covariance, n), transpose(matrix, n), n);
  // Symmetric to the last bit.
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) product[j * n + i] = product[i * n + j]!;
  return product;
}
