/** p-values of several tests, adjusted for their number. */
import { check, checkChoice, checkFraction, checkOptions, isList } from "../errors.js";

/** How p-values are adjusted: the first three hold the chance of any false finding, the last two the share of findings that are false. */
export type PValueAdjustment =
  | "holm"
  | "bonferroni"
  | "hochberg"
  | "benjaminiHochberg"
  | "benjaminiYekutieli";

/** Options of `adjustPValues`. */
export interface AdjustPValuesOptions {
  /** Default `"holm"`, which needs no assumption and is never worse than `"bonferroni"`. */
  readonly method?: PValueAdjustment | undefined;
}

/** Every method of adjustment. */
export const pValueAdjustments: readonly PValueAdjustment[] = [
  "holm",
  "bonferroni",
  "hochberg",
  "benjaminiHochberg",
  "benjaminiYekutieli",
];

const where = "adjustPValues";

/**
 * p-values of several tests adjusted for their number: each may be compared with the level of a single test.
 *
 * Holm, Bonferroni and Hochberg (of independent tests) keep the chance of even one false finding at the level; Benjamini-Hochberg
 * (independent or positively dependent tests) and Benjamini-Yekutieli (any) keep the expected share of false ones among the findings.
 *
 * Formula: with p sorted ascending, Holm max over j ≤ i of (m - j + 1) p(j); Hochberg min over j ≥ i of the same;
 * Benjamini-Hochberg min over j ≥ i of m p(j)/j, Benjamini-Yekutieli that times Σ 1/k; each at most 1.
 *
 * @param pValues - p-values, 0 to 1; null where a test gave none, which then does not count among the m.
 * @param options - `method`.
 * @returns The adjusted p-values in the same order; null where there was none.
 * @throws {InvalidInputError} If a value is neither null nor a fraction, or the method is unknown.
 * @see Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70; Hochberg (1988), Biometrika 75(4), 800-802,
 *   doi:10.1093/biomet/75.4.800; Benjamini & Hochberg (1995), JRSS B 57(1), 289-300, doi:10.1111/j.2517-6161.1995.tb02031.x;
 *   Benjamini & Yekutieli (2001), Annals of Statistics 29(4), 1165-1188, doi:10.1214/aos/1013699998.
 *
 * @example
 * adjustPValues([0.01, 0.04, 0.03]); // ≈ [0.03, 0.06, 0.06]
 * adjustPValues([0.01, 0.04, 0.03], { method: "benjaminiHochberg" }); // ≈ [0.03, 0.04, 0.04]
 */
export function adjustPValues(
  pValues: ArrayLike<number | null>,
  options: AdjustPValuesOptions = {},
): (number | null)[] {
  checkOptions(where, options, ["method"]);
  const { method = "holm" } = options;
  checkChoice(where, "method", method, pValueAdjustments);
  check(isList(pValues), where, "pValues", "must be a list of p-values", pValues);
  const values: (number | null)[] = Array.from(pValues);
  values.forEach((value, i) => {
    if (value !== null) checkFraction(where, `pValues[${i}]`, value);
  });
  const known = values.flatMap((value, i) => (value === null ? [] : [{ value, i }]));
  known.sort((a, b) => a.value - b.value);
  const m = known.length;
  const total = known.reduce((sum, _, j) => sum + 1 / (j + 1), 0);
  const factor = {
    holm: (j: number) => m - j,
    hochberg: (j: number) => m - j,
    bonferroni: () => m,
    benjaminiHochberg: (j: number) => m / (j + 1),
    benjaminiYekutieli: (j: number) => (total * m) / (j + 1),
  }[method];
  const scaled = known.map(({ value }, j) => Math.min(1, value * factor(j)));
  if (method === "holm") for (let j = 1; j < m; j++) scaled[j] = Math.max(scaled[j]!, scaled[j - 1]!);
  else for (let j = m - 2; j >= 0; j--) scaled[j] = Math.min(scaled[j]!, scaled[j + 1]!);
  known.forEach(({ i }, j) => {
    values[i] = scaled[j]!;
  });
  return values;
}
