/** The survival curve that a cumulative hazard gives. */
import { check, checkChoice, checkOptions } from "../errors.js";
import { hazardSums } from "./hazard-sums.js";
import { curveOptions, type KaplanMeierOptions, makeCurve, readCurveData } from "./kaplan-meier.js";
import type { HazardTies, KaplanMeierCurve } from "./kaplan-meier-curve.js";
import { robustErrors } from "./standard-errors.js";
import type { WatchedData } from "./watched-data.js";

/** Options of `flemingHarrington`. */
export interface FlemingHarringtonOptions<Table> extends KaplanMeierOptions<Table> {
  /**
   * `"plain"` (default) takes losses at one time at once, d/n (R's `ctype = 1`); `"corrected"` takes them one after the other (R's
   * `ctype = 2`, and what lifelines does).
   */
  readonly ties?: HazardTies | undefined;
}

const where = "flemingHarrington";

/**
 * Fleming-Harrington estimate of S(t), the share of subjects that last longer than t: exp(-H) of the cumulative hazard H.
 *
 * It is never 0, even where all who were observed are lost; with many at risk it is the Kaplan-Meier curve but for rounding. Its
 * standard errors are those of H (Poisson), R's `stype = 2`; they leave the share of those lost out of account, and so are a
 * little larger than Greenwood's.
 *
 * Formula: S(t) = exp(-H(t)), H(t) = Σ dᵢ/nᵢ over tᵢ ≤ t, or Σᵢ Σₖ 1/(nᵢ - k) for k = 0 to dᵢ - 1; se(ln S)² = Σ dᵢ/nᵢ², or Σᵢ Σₖ 1/(nᵢ - k)².
 *
 * @param data - Rows or columns: `duration`, `event` (true or 1 if lost then), and where needed `entry` and `weight`.
 * @param options - `ties`, and what `kaplanMeier` takes.
 * @returns A curve as `kaplanMeier` gives it, which every function of curves takes.
 * @throws {InvalidInputError} As `kaplanMeier`; or if ties are to be corrected where weights are no counts, or errors robust.
 * @throws {InsufficientDataError} If there are no rows, or all weights are 0.
 * @see Fleming & Harrington (1984), "Nonparametric estimation of the survival distribution in censored data", Communications in
 *   Statistics 13(20), 2469-2486, doi:10.1080/03610928408828837.
 *
 * @example
 * const data = { duration: [2, 4, 4, 7, 9], event: [1, 1, 1, 0, 1] };
 * flemingHarrington(data).steps.map((step) => step.survival); // ≈ [0.819, 0.497, 0.497, 0.183]
 * flemingHarrington(data, { ties: "corrected" }).steps.map((step) => step.survival); // ≈ [0.819, 0.457, 0.457, 0.168]
 */
export function flemingHarrington<Table extends object>(
  data: Table,
  options: FlemingHarringtonOptions<Table> = {},
): KaplanMeierCurve {
  checkOptions(where, options, [...curveOptions, "ties"]);
  const read = readCurveData(where, data, options);
  const ties = readTies(where, options.ties ?? "plain", read);
  const { counts, rows } = read;
  const { hazard, variance } = hazardSums(counts, ties);
  const survival = hazard.map((each) => Math.exp(-each));
  const lossAt = (i: number) => variance[i]! - 1 / counts.atRisk[i]!;
  return makeCurve(read, {
    method: "flemingHarrington",
    ties,
    survival,
    ...(rows === null
      ? { variances: variance, robustArea: null }
      : robustErrors({ ...read, survival }, rows, { watched: variance, lossAt })),
  });
}

/** Checks how ties are to enter: one after the other only where weights count subjects. */
export function readTies(
  where: string,
  ties: HazardTies,
  { weights, rows }: Pick<WatchedData<string>, "weights" | "rows">,
): HazardTies {
  checkChoice(where, "ties", ties, ["plain", "corrected"]);
  if (ties === "plain") return ties;
  check(rows === null, where, "ties", 'must be "plain" where standard errors are robust', ties);
  const broken = weights?.find((weight) => !Number.isSafeInteger(weight));
  check(broken === undefined, where, "ties", 'must be "plain" where weights are no whole numbers', ties);
  return ties;
}
