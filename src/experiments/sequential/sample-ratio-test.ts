/** Sample-ratio mismatch: do the groups have the sizes that the assignment promised? */
import {
  check,
  checkCount,
  checkFields,
  checkFraction,
  checkPositive,
  isDense,
  isList,
} from "../../errors.js";
import { binomialCdf, chiSquareUpper, logBinomialPmf } from "../../math/distributions.js";
import { logGammaRatio } from "../../math/gamma.js";
import { notBelow } from "./looks.js";

/** Sizes of the groups, once. */
export interface SampleRatioInput {
  /** Customers in each group: whole numbers. */
  readonly counts: ArrayLike<number>;
  /** The share of customers that was to come into each group: fractions above 0 that add up to 1. */
  readonly shares: ArrayLike<number>;
  /** p-value below which a mismatch is called: a fraction; 0.001 if left out. */
  readonly threshold?: number | undefined;
}

/** Sizes of the groups at every look. */
export interface SampleRatioLooksInput {
  /** Customers in each group up to each look: whole numbers that never fall. */
  readonly looks: readonly ArrayLike<number>[];
  /** The share of customers that was to come into each group: fractions above 0 that add up to 1. */
  readonly shares: ArrayLike<number>;
  /** How closely shares other than the promised ones are thought to lie around them, in customers: above 0, fixed before the first. */
  readonly concentration: number;
  /** p-value below which a mismatch is called: a fraction; 0.001 if left out. */
  readonly threshold?: number | undefined;
}

/** A test of the sizes of groups, once. */
export interface SampleRatioTest {
  /** Always `"pearson"`. */
  readonly method: "pearson";
  /** Customers expected in each group. */
  readonly expected: readonly number[];
  /** Pearson's χ². */
  readonly chiSquare: number;
  /** Degrees of freedom: one less than the groups. */
  readonly degreesOfFreedom: number;
  /** Probability of so large a χ² if the assignment worked. */
  readonly pValue: number;
  /** Exact two-sided binomial probability of two groups; null of more. */
  readonly exactPValue: number | null;
  /** p-value below which a mismatch is called. */
  readonly threshold: number;
  /** Whether the p-value is below the threshold: if so, no result of the experiment means anything. */
  readonly mismatch: boolean;
}

/** A look at the sizes of groups. */
export interface SampleRatioLook {
  /** Customers so far. */
  readonly n: number;
  /** Natural logarithm of the Bayes factor against the promised shares. */
  readonly logBayesFactor: number;
  /** Smallest 1/Bayes factor so far, 1 at most: an always-valid p-value. */
  readonly pValue: number;
}

/** A test of the sizes of groups at every look. */
export interface SequentialSampleRatioTest {
  /** Always `"dirichlet-multinomial"`. */
  readonly method: "dirichlet-multinomial";
  /** Concentration of the alternative shares. */
  readonly concentration: number;
  /** One row for each look. */
  readonly looks: readonly SampleRatioLook[];
  /** p-value at the last look. */
  readonly pValue: number;
  /** p-value below which a mismatch is called. */
  readonly threshold: number;
  /** Whether the p-value is below the threshold: if so, no result of the experiment means anything. */
  readonly mismatch: boolean;
}

/**
 * Test for a sample-ratio mismatch: whether groups have the sizes that the assignment promised, once or at every look.
 *
 * A mismatch means that customers were lost on the way into a group, so the groups differ in more than the treatment; no analysis mends
 * that. The question is asked of every experiment, so the threshold is 0.001, not 0.05. Watched daily, `counts` raises
 * false alarms; `looks` does not, whenever they come. A large concentration finds small mismatches late, a small one large ones early.
 *
 * Formula: χ² = Σ (nᵢ - nπᵢ)²/(nπᵢ); Bayes factor Γ(c)/Γ(c + n) Π Γ(cπᵢ + nᵢ)/Γ(cπᵢ) / Π πᵢ^nᵢ, c the concentration.
 *
 * @param input - Counts or looks, the promised shares, for looks the concentration, and the threshold (0.001 if left out).
 * @returns The test, and whether it calls a mismatch.
 * @throws {InvalidInputError} If shares do not add up to 1, counts are not whole, looks shrink, or the numbers of groups differ.
 * @see Fabijan et al. (2019), "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments", KDD, doi:10.1145/3292500.3330722;
 *   Lindon & Malek (2022), "Anytime-Valid Inference for Multinomial Count Data", NeurIPS 35.
 *
 * @example
 * sampleRatioTest({ counts: [50312, 49311], shares: [0.5, 0.5] }).pValue; // ≈ 0.00152
 * sampleRatioTest({ looks: [[520, 480], [10900, 10100]], shares: [0.5, 0.5], concentration: 100 }).mismatch; // => true
 */
export function sampleRatioTest(input: SampleRatioInput): SampleRatioTest;
/**
 * Whether groups have the shares that were planned, at every look.
 * @param input - `looks`: counts by group at each look; planned `shares`; `concentration`; `threshold`.
 * @returns The evidence at each look, and whether there is a mismatch.
 */
export function sampleRatioTest(input: SampleRatioLooksInput): SequentialSampleRatioTest;
/**
 * Whether groups have the shares that were planned, once or at every look.
 * @param input - `counts` or `looks`, planned `shares`, and `threshold`.
 * @returns The test of the counts, or of each look.
 */
export function sampleRatioTest(
  input: SampleRatioInput | SampleRatioLooksInput,
): SampleRatioTest | SequentialSampleRatioTest;
export function sampleRatioTest(
  input: SampleRatioInput | SampleRatioLooksInput,
): SampleRatioTest | SequentialSampleRatioTest {
  const where = "sampleRatioTest";
  checkFields(where, "input", input, ["counts", "looks", "shares", "concentration", "threshold"]);
  const { threshold = 0.001 } = input;
  const shares = readShares(where, input.shares);
  checkFraction(where, "threshold", threshold, "open");
  const either: Partial<SampleRatioInput & SampleRatioLooksInput> = input;
  const { counts, looks, concentration } = either;
  if (looks === undefined) {
    check(
      concentration === undefined,
      where,
      "concentration",
      "must be left out of a test without looks",
      concentration,
    );
    return testOnce(where, counts, shares, threshold);
  }
  check(counts === undefined, where, "counts", "must be left out beside looks", counts);
  checkPositive(where, "concentration", concentration);
  return testEachLook(where, { looks, concentration }, shares, threshold);
}

function readShares(where: string, shares: unknown): number[] {
  const enough = isList(shares) && shares.length >= 2;
  check(enough, where, "shares", "must be an array of two shares or more", shares);
  for (let i = 0; i < shares.length; i++) checkFraction(where, `shares[${i}]`, shares[i], "open");
  const all = Array.from(shares as ArrayLike<number>);
  const sum = all.reduce((total, share) => total + share, 0);
  check(Math.abs(sum - 1) <= 1e-9, where, "shares", "must add up to 1", sum);
  return all;
}

/** The customers of each group, checked. */
function readCounts(where: string, name: string, counts: unknown, groups: number): number[] {
  check(
    isList(counts) && counts.length === groups,
    where,
    name,
    `must be an array of ${groups} counts, one for each share`,
    counts,
  );
  const all = Array.from(counts, (count, i) => {
    checkCount(where, `${name}[${i}]`, count);
    return count;
  });
  check(sumOf(all) > 0, where, name, "must hold a customer or more", counts);
  return all;
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

function testOnce(
  where: string,
  given: unknown,
  shares: readonly number[],
  threshold: number,
): SampleRatioTest {
  const counts = readCounts(where, "counts", given, shares.length);
  const n = sumOf(counts);
  const expected = shares.map((share) => n * share);
  const chiSquare = expected.reduce((sum, mean, i) => sum + (counts[i]! - mean) ** 2 / mean, 0);
  const degreesOfFreedom = shares.length - 1;
  const pValue = chiSquareUpper(chiSquare, degreesOfFreedom);
  return {
    method: "pearson",
    expected,
    chiSquare,
    degreesOfFreedom,
    pValue,
    exactPValue: shares.length === 2 ? exactBinomial(counts[0]!, n, shares[0]!) : null,
    threshold,
    mismatch: pValue < threshold,
  };
}

/** Probability of the outcomes that are no likelier than x of n, those within rounding of it among them. */
function exactBinomial(x: number, n: number, p: number): number {
  const limit = logBinomialPmf(x, n, p) + 1e-7;
  const asRare = (k: number): boolean => logBinomialPmf(k, n, p) <= limit;
  const mode = Math.min(n, Math.floor((n + 1) * p));
  if (asRare(mode)) return 1;
  // On either side of the mode the probabilities fall.
  let [low, aboveLow] = [-1, mode];
  while (aboveLow - low > 1) {
    const middle = Math.floor((low + aboveLow) / 2);
    if (asRare(middle)) low = middle;
    else aboveLow = middle;
  }
  let [belowHigh, high] = [mode, n + 1];
  while (high - belowHigh > 1) {
    const middle = Math.floor((belowHigh + high) / 2);
    if (asRare(middle)) high = middle;
    else belowHigh = middle;
  }
  // The upper tail as the lower one of those who are in the other group.
  return (low < 0 ? 0 : binomialCdf(low, n, p)) + (high > n ? 0 : binomialCdf(n - high, n, 1 - p));
}

function testEachLook(
  where: string,
  { looks, concentration }: Pick<SampleRatioLooksInput, "looks" | "concentration">,
  shares: readonly number[],
  threshold: number,
): SequentialSampleRatioTest {
  check(isDense(looks) && looks.length > 0, where, "looks", "must be an array of a look or more", looks);
  let largest = 0;
  let before: readonly number[] = shares.map(() => 0);
  const rows = looks.map((given, k): SampleRatioLook => {
    const counts = readCounts(where, `looks[${k}]`, given, shares.length);
    for (const [i, count] of counts.entries()) notBelow(where, `looks[${k}][${i}]`, count, before[i]!);
    before = counts;
    const n = sumOf(counts);
    const logBayesFactor = shares.reduce(
      (sum, share, i) =>
        sum + logGammaRatio(concentration * share, counts[i]!) - counts[i]! * Math.log(share),
      -logGammaRatio(concentration, n),
    );
    largest = Math.max(largest, logBayesFactor);
    return { n, logBayesFactor, pValue: Math.exp(-largest) };
  });
  const pValue = rows.at(-1)!.pValue;
  return {
    method: "dirichlet-multinomial",
    concentration,
    looks: rows,
    pValue,
    threshold,
    mismatch: pValue < threshold,
  };
}
