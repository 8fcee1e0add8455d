/** The distribution of one output of a sample: a histogram that tells losses apart. */
import {
  check,
  checkCount,
  checkFinite,
  checkOptions,
  checkSufficient,
  isFiniteNumber,
  isList,
} from "../../errors.js";
import { histogram } from "../../math/histogram.js";

/** Outputs between two values. */
export interface OutputBin {
  /** Lower edge, in the unit of the output. */
  readonly from: number;
  /** Upper edge; only the last bin includes it. */
  readonly to: number;
  /** Number of samples. */
  readonly count: number;
  /** Share of the samples, a fraction. */
  readonly share: number;
  /** Whether the bin lies below the threshold of a loss: an edge always falls on it. */
  readonly loss: boolean;
}

/** The distribution of an output. */
export interface OutputDistribution {
  /** Number of samples. */
  readonly samples: number;
  /** The threshold of a loss. */
  readonly lossBelow: number;
  /** Share of the samples below it. */
  readonly lossShare: number;
  /** Mean of the samples. */
  readonly mean: number;
  /** Bins of equal width, ascending. */
  readonly bins: readonly OutputBin[];
}

/** Options of `outputDistribution`. */
export interface OutputDistributionOptions {
  /** Outputs below this are losses, 0 by default. */
  readonly lossBelow?: number | undefined;
  /** At most about so many bins, 50 by default. */
  readonly bins?: number | undefined;
}

const where = "outputDistribution";

/**
 * Distribution of one output of `sampleModel`: a histogram with an edge at the threshold of a loss, and the share of losses.
 *
 * @param output - The samples, finite numbers: `sampleModel(…).outputs.profit`.
 * @param options - `lossBelow`, `bins`.
 * @returns Summaries and bins, as plain data.
 * @throws {InvalidInputError} If an entry is no finite number.
 * @throws {InsufficientDataError} If there are no samples.
 * @see {@link sampleModel}, {@link monteCarlo}
 *
 * @example
 * outputDistribution([-2, -1, 1, 2, 2, 3, 4, 7], { bins: 5 }).bins.map(({ from, count, loss }) => [from, count, loss]);
 * // => [[-2, 2, true], [0, 1, false], [2, 3, false], [4, 1, false], [6, 1, false]]
 */
export function outputDistribution(
  output: ArrayLike<number>,
  options: OutputDistributionOptions = {},
): OutputDistribution {
  checkOptions(where, options, ["lossBelow", "bins"]);
  const { lossBelow = 0, bins = 50 } = options;
  checkFinite(where, "lossBelow", lossBelow);
  checkCount(where, "bins", bins, 1);
  check(bins <= 1000, where, "bins", "must be a whole number from 1 to 1000", bins);
  check(isList(output), where, "output", "must be a list of numbers", output);
  checkSufficient(output.length > 0, where, "output", "must hold a sample or more", 0);
  let [sum, losses] = [0, 0];
  for (let i = 0; i < output.length; i++) {
    const value = output[i]!;
    check(isFiniteNumber(value), where, `output[${i}]`, "must be a finite number", value);
    sum += value;
    if (value < lossBelow) losses++;
  }
  const counted = histogram(output, { bins, origin: lossBelow });
  return {
    samples: output.length,
    lossBelow,
    lossShare: losses / output.length,
    mean: sum / output.length,
    bins: counted.map((bin) => ({ ...bin, loss: (bin.from + bin.to) / 2 < lossBelow })),
  };
}
