/** Confidence sequences: intervals that hold at all looks together, however often one looks. */
import { check, checkChoice, checkFraction, checkObject, checkOptions } from "../../errors.js";
import { asymptoticSequence } from "./asymptotic-sequence.js";
import { betaBinomialSequence } from "./beta-binomial-sequence.js";
import { bettingSequence } from "./betting-sequence.js";
import { areValues, type Look } from "./looks.js";
import { mixtureSequence, normalMixtureSequence } from "./mixture-sequence.js";
import type { ConfidenceSequenceOptions, SequenceMethod, SequenceRequest } from "./sequence-request.js";

/** One look of a confidence sequence. */
export interface SequenceRow {
  /** Customers so far, of both groups together. */
  readonly n: number;
  /** Mean, rate or difference (first minus second) so far. */
  readonly estimate: number;
  /** Lower end at this look. */
  readonly lower: number;
  /** Upper end at this look. */
  readonly upper: number;
  /** The largest lower end so far: it holds too, and is never lower. */
  readonly runningLower: number;
  /** The smallest upper end so far. Where it is below the lower one, the data contradict the assumptions, or are among the 1 - level. */
  readonly runningUpper: number;
  /** Logarithm of the evidence against the null value at this look: a likelihood ratio, or the capital made by betting; null without a null value. */
  readonly logEvidence: number | null;
  /** Smallest of 1/evidence so far, 1 at most: an always-valid p-value; null without a null value. */
  readonly pValue: number | null;
}

/** A confidence sequence. */
export interface ConfidenceSequence {
  /** The method. */
  readonly method: SequenceMethod;
  /** Level of all looks together. */
  readonly level: number;
  /** The value that the p-values are against, or null. */
  readonly nullValue: number | null;
  /** What the method was tuned with: `rho`, `rhoSquared`, `from`, `mixtureVariance`, `bettingFraction`, … */
  readonly parameters: Readonly<Record<string, number>>;
  /** One row for each look. */
  readonly rows: readonly SequenceRow[];
}

const methods = {
  hedged: { names: ["bounds", "bettingFraction", "at"], run: bettingSequence },
  "empirical-bernstein": { names: ["bounds", "bettingFraction", "at"], run: bettingSequence },
  "beta-binomial": { names: ["at"], run: betaBinomialSequence },
  "normal-mixture": { names: ["bounds", "tunedAt", "standardDeviation", "at"], run: normalMixtureSequence },
  asymptotic: { names: ["tunedAt", "from", "fewestLost", "at"], run: asymptoticSequence },
  mixture: { names: ["mixtureVariance", "standardDeviation", "fewestLost"], run: mixtureSequence },
} as const;

/**
 * Confidence sequence: intervals for a mean, a rate or a difference that all hold together, at every look, with
 * probability `level`. The experiment may be monitored, ended or prolonged at any time.
 *
 * The price is width: about twice that of the interval of one look. `"hedged"` and `"empirical-bernstein"` (outcomes within bounds, in
 * their order of arrival, which matters) and `"beta-binomial"` (rates and their difference, order of no matter) hold from the first
 * customer on; `"normal-mixture"` too, of a known standard deviation or bounds. `"asymptotic"` and `"mixture"` of rates rest on
 * the normal approximation: looks before `from`, or before every group has lost and kept `fewestLost`, are refused.
 * Tuning after seeing data voids the promise.
 *
 * Formula: the values m against which the evidence has never reached 1/(1 - level): a likelihood ratio mixed over effects
 * (√(v/(v+τ²)) exp(d²τ²/(2v(v+τ²))) for normal ones), or the capital Π(1 ± λᵢ(xᵢ - m)) of a gambler.
 *
 * @param data - Values in order of arrival (0 or 1 for rates), or cumulative looks: `{ atStart, lost }`, `{ first, second }` of
 *   such counts or of `{ n, mean, standardDeviation }`, or `{ perGroup, difference }`.
 * @param options - Method, level and what the method is tuned with.
 * @returns A row for each look: estimate, ends, and a p-value against the null value that may be read at any look.
 * @throws {InvalidInputError} If looks shrink, a value is out of bounds, an option is missing or not used by the method, or a look is earlier than `from`.
 * @throws {InsufficientDataError} If a group has not yet lost and kept `fewestLost` customers where the method needs it, or nothing varies.
 * @see Waudby-Smith & Ramdas (2024), JRSS B 86(1), 1-27, doi:10.1093/jrsssb/qkad009; Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas
 *   (2024), Annals of Statistics 52(6), 2613-2640, theorem 2.2; Johari, Koomen, Pekelis & Walsh (2022), "Always Valid Inference",
 *   Operations Research 70(3), 1806-1821, doi:10.1287/opre.2021.2135.
 *
 * @example
 * const looks = [
 *   { first: { atStart: 500, lost: 40 }, second: { atStart: 500, lost: 31 } },
 *   { first: { atStart: 8000, lost: 640 }, second: { atStart: 8000, lost: 505 } },
 * ];
 * confidenceSequence(looks, { method: "mixture", mixtureVariance: 0.0001 }).rows[1];
 * // ≈ { n: 16000, estimate: 0.0169, lower: 0.00448, upper: 0.0293, runningLower: 0.00448, runningUpper: 0.0293, logEvidence: 6.385, pValue: 0.00169 }
 */
export function confidenceSequence(
  data: ArrayLike<number> | readonly Look[],
  options: ConfidenceSequenceOptions,
): ConfidenceSequence {
  const where = "confidenceSequence";
  checkObject(where, "options", options);
  const { method, level = 0.95 } = options;
  checkChoice(where, "method", method, Object.keys(methods) as SequenceMethod[]);
  const { names, run } = methods[method];
  checkOptions(where, options, ["method", "level", "nullValue", ...names]);
  checkFraction(where, "level", level, "open");
  const request: SequenceRequest = { where, options, alpha: 1 - level, data };
  const { looks, parameters, nullValue } = run(request, areValues(where, data));
  let [runningLower, runningUpper, evidence] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  const rows = looks.map(({ n, estimate, lower, upper, logEvidence }): SequenceRow => {
    runningLower = Math.max(runningLower, lower);
    runningUpper = Math.min(runningUpper, upper);
    evidence = Math.max(evidence, logEvidence ?? 0);
    const pValue = logEvidence === null ? null : Math.exp(-evidence);
    return { n, estimate, lower, upper, runningLower, runningUpper, logEvidence, pValue };
  });
  check(rows.length > 0, where, "at", "must name a look or more", options.at);
  return { method, level, nullValue, parameters, rows };
}
