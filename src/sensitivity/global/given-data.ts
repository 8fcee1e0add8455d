import {
  check,
  checkCount,
  checkFields,
  checkFinite,
  checkObject,
  checkOptions,
  checkSufficient,
  isFiniteNumber,
  isList,
} from "../../errors.js";
import {
  type AsyncOptions,
  runSteps,
  runStepsAsync,
  type Steps,
  scaledSteps,
} from "../../inference/steps.js";
import { createRandom } from "../../math/random.js";
import { isConstant, ranksOf } from "../../math/sample-statistics.js";
import { mergeTies, scoreSize } from "../../math/ties.js";
import { type ConstantOutput, constantOutput } from "../sampling/guards.js";
import { binOutput, noDistances, rbdFast, withFloors } from "./distances.js";
import { linearMeasures } from "./linear-measures.js";

/** A sample of inputs and one output, as columns of the same length. */
export interface SampleData<Name extends string = string> {
  /** One column per input. */
  readonly inputs: Readonly<Record<Name, ArrayLike<number>>>;
  /** The output, row for row. */
  readonly output: ArrayLike<number>;
}

/** Bins, harmonics, and the permutations that show the noise floor. */
export interface GivenDataOptions {
  /** Conditioning slices of PAWN, default 10. */
  readonly slices?: number | undefined;
  /** Harmonics of RBD-FAST, default 10. */
  readonly harmonics?: number | undefined;
  /** Random permutations behind the noise floors of PAWN and delta, default 20. */
  readonly permutations?: number | undefined;
  /** Seed of the permutations, any number up to 1e150 in size; default 1. */
  readonly seed?: number | undefined;
}

/** Every given-data measure of one input; `null` where the input or the output does not vary, or inputs are collinear. */
export interface GivenDataRow<Name extends string = string> {
  /** The input. */
  readonly input: Name;
  /** Pearson correlation with the output. */
  readonly pearson: number | null;
  /** Spearman rank correlation. */
  readonly spearman: number | null;
  /** Standardised regression coefficient. */
  readonly src: number | null;
  /** Standardised rank regression coefficient. */
  readonly srrc: number | null;
  /** Partial correlation, the other inputs held. */
  readonly pcc: number | null;
  /** Partial rank correlation. */
  readonly prcc: number | null;
  /** Squared Spearman correlation over the sum of them, with the sign of the correlation: the spreadsheet add-ins' measure. */
  readonly contributionToVariance: number | null;
  /** First-order Sobol' index by random balance design, bias removed. */
  readonly rbdFast: number | null;
  /** PAWN: median over slices of the distance between conditional and unconditional distribution. */
  readonly pawnMedian: number | null;
  /** PAWN: mean over slices. */
  readonly pawnMean: number | null;
  /** PAWN: maximum over slices. */
  readonly pawnMaximum: number | null;
  /** Mean of pawnMedian over random permutations of the input: what no effect at all shows. */
  readonly pawnFloor: number | null;
  /** Delta, moment-independent: half the mean absolute difference between conditional and unconditional density. */
  readonly delta: number | null;
  /** Mean of delta over random permutations of the input: what no effect at all shows. */
  readonly deltaFloor: number | null;
  /** Whether delta exceeds every permutation's. */
  readonly deltaAboveFloor: boolean;
}

/** Given-data measures of every input. */
export interface GivenDataIndices<Name extends string = string> {
  /** Number of rows. */
  readonly observations: number;
  /** Share of the output's variance that a linear model explains; `null` where there is none. */
  readonly rSquared: number | null;
  /** The same on ranks. */
  readonly rankRSquared: number | null;
  /** One row per input. */
  readonly inputs: readonly GivenDataRow<Name>[];
  /** That the output does not vary, where it does not. */
  readonly warnings: readonly ConstantOutput[];
}

/**
 * Sensitivity measures of a sample you already have: correlation, regression and partial coefficients on values and
 * ranks, first-order indices (RBD-FAST), and distances between distributions (PAWN, delta) with their noise floors.
 *
 * Read the floor beside PAWN and delta: both are positive for an input without any effect. Regression measures speak for
 * the part of the variance that `rSquared` and `rankRSquared` state. With correlated inputs every measure mixes an
 * input's own effect with that of its companions; PRCC less than the others. Rows may come in any order, and values that
 * differ by rounding alone are equal. Where the output does not vary `warnings` says so.
 *
 * Formula: SRC = R⁻¹ r (R the correlations of the inputs, r those with the output); PCC = -P_jy / sqrt(P_jj P_yy), P the
 * inverse of the joint correlation matrix; RBD-FAST = share of the first harmonics in the spectrum of the output
 * ordered by the input, unskewed; PAWN = Kolmogorov-Smirnov distances; delta = ½ Σ p(class) Σ |p(bin | class) - p(bin)|.
 *
 * @param data - Columns of inputs and the output.
 * @param options - Slices, harmonics, permutations, seed.
 * @returns One row per input; plain data.
 * @throws {InvalidInputError} If columns differ in length or hold numbers that are not finite.
 * @throws {InsufficientDataError} If there are fewer rows than inputs + 3, or than twice the harmonics + 1.
 * @see Saltelli et al. (2008), "Global Sensitivity Analysis: The Primer"; Tarantola, Gatelli & Mara (2006) and Tissot &
 *   Prieur (2012), doi:10.1016/j.ress.2012.06.010 (RBD-FAST); Pianosi & Wagener (2018), doi:10.1016/j.envsoft.2018.07.019
 *   (PAWN); Borgonovo (2007), doi:10.1016/j.ress.2006.04.015, and Plischke et al. (2013) (delta).
 *
 * @example
 * const x = Array.from({ length: 40 }, (_, i) => i);
 * const z = Array.from({ length: 40 }, (_, i) => (i * 17) % 40);
 * const data = { inputs: { x, z }, output: x.map((value, i) => 3 * value + (z[i] ?? 0)) };
 * givenDataIndices(data).inputs.map((row) => row.pcc); // ≈ [1.0000, 1.0000]
 */
export function givenDataIndices<Name extends string>(
  data: SampleData<Name>,
  options: GivenDataOptions = {},
): GivenDataIndices<Name> {
  return runSteps(givenDataSteps("givenDataIndices", data, options));
}

/**
 * `givenDataIndices` that yields to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * @param data - As in `givenDataIndices`.
 * @param options - As in `givenDataIndices`, with `signal` and `onProgress`.
 * @returns A promise of the same result, in every bit.
 * @example
 * const x = Array.from({ length: 40 }, (_, i) => i);
 * const result = await givenDataIndicesAsync({ inputs: { x }, output: x.map((value) => value ** 3) });
 * result.inputs[0]?.spearman; // ≈ 1.00
 */
export function givenDataIndicesAsync<Name extends string>(
  data: SampleData<Name>,
  options: GivenDataOptions & AsyncOptions = {},
): Promise<GivenDataIndices<Name>> {
  return runStepsAsync(givenDataSteps("givenDataIndicesAsync", data, options), options);
}

/** The measures as steps, for the function named `where`. */
export function* givenDataSteps<Name extends string>(
  where: string,
  data: SampleData<Name>,
  options: GivenDataOptions,
): Steps<GivenDataIndices<Name>> {
  const sample = checkSample(where, data);
  const { names } = sample;
  // What rounding alone separates is a tie in every measure.
  const [output, ...columns] = [sample.output, ...sample.columns].map((column) =>
    mergeTies(column, { size: scoreSize(column) }),
  ) as [Float64Array, ...Float64Array[]];
  checkOptions(where, options, ["slices", "harmonics", "permutations", "seed"]);
  const { slices = 10, harmonics = 10, permutations = 20, seed = 1 } = options;
  checkCount(where, "slices", slices, 2);
  checkCount(where, "harmonics", harmonics, 1);
  checkCount(where, "permutations", permutations, 1);
  checkFinite(where, "seed", seed);
  const least = Math.max(names.length + 3, 2 * harmonics + 2, 2 * slices);
  checkSufficient(output.length >= least, where, "output", `must have at least ${least} rows`, output.length);
  const values = linearMeasures(columns, output);
  const ranks = linearMeasures(columns.map(ranksOf), ranksOf(output));
  const squares = ranks.correlations.map((r) => (r === null ? 0 : r * r));
  const total = squares.reduce((sum, square) => sum + square, 0);
  const random = createRandom(seed);
  const bins = binOutput(output);
  const rows: GivenDataRow<Name>[] = [];
  for (const [j, input] of names.entries()) {
    const column = columns[j] as Float64Array;
    const spearman = ranks.correlations[j] ?? null;
    const constant = spearman === null;
    const share: [number, number] = [j / names.length, (j + 1) / names.length];
    const measured = constant
      ? noDistances
      : yield* scaledSteps(withFloors(bins, column, { slices, permutations, random }), share);
    rows.push({
      input,
      pearson: values.correlations[j] ?? null,
      spearman,
      src: values.coefficients[j] ?? null,
      srrc: ranks.coefficients[j] ?? null,
      pcc: values.partials[j] ?? null,
      prcc: ranks.partials[j] ?? null,
      contributionToVariance:
        constant || total === 0 ? null : (Math.sign(spearman) * (squares[j] as number)) / total + 0,
      rbdFast: constant ? null : rbdFast(column, output, harmonics),
      ...measured,
    });
  }
  return {
    observations: output.length,
    rSquared: values.rSquared,
    rankRSquared: ranks.rSquared,
    inputs: rows,
    warnings: isConstant(output) ? [constantOutput("output", output[0]!)] : [],
  };
}

/** Checks a sample, and copies its columns. */
export function checkSample<Name extends string>(
  where: string,
  data: SampleData<Name>,
): { names: Name[]; columns: Float64Array[]; output: Float64Array } {
  checkFields(where, "data", data, ["inputs", "output"]);
  checkObject(where, "data.inputs", data.inputs);
  const names = Object.keys(data.inputs) as Name[];
  check(names.length > 0, where, "data.inputs", "must name at least one input", data.inputs);
  const output = checkColumn(where, "data.output", data.output);
  const columns = names.map((name) => {
    const column = checkColumn(where, `data.inputs.${name}`, data.inputs[name]);
    check(
      column.length === output.length,
      where,
      `data.inputs.${name}`,
      `must have ${output.length} values, as the output has`,
      column.length,
    );
    return column;
  });
  return { names, columns, output };
}

function checkColumn(where: string, argument: string, column: unknown): Float64Array {
  check(isList(column), where, argument, "must be a column of numbers", column);
  const numbers = column as ArrayLike<unknown>;
  const values = Float64Array.from(numbers, (value) => (typeof value === "number" ? value : Number.NaN));
  for (let i = 0; i < values.length; i++)
    if (!isFiniteNumber(values[i])) checkFinite(where, `${argument}[${i}]`, (column as ArrayLike<number>)[i]);
  return values;
}
