/** Several criteria at once: fail any and the customer is gone, or strength in one makes up for weakness in another. */
import { check, checkFields, checkFraction, isDense } from "../../errors.js";

/** How often each criterion is met. */
export interface ConjunctiveCriteriaInput {
  /** Share of contacts, or customers, for whom each criterion is met: fractions, at least one. */
  readonly met: readonly number[];
  /** Share that should have all criteria met: for `neededEach`. */
  readonly target?: number | undefined;
}

/** The two readings of several criteria. */
export interface ConjunctiveCriteria {
  /** Share for whom all are met, if the criteria are independent (conjunctive rule). */
  readonly conjunctive: number;
  /** The least that share can be, whatever the dependence. */
  readonly conjunctiveLower: number;
  /** The most it can be. */
  readonly conjunctiveUpper: number;
  /** Mean share met: what counts if strengths make up for weaknesses (compensatory rule). */
  readonly compensatory: number;
  /** Share to which each criterion must be met for all to be met by `target`, alike and independent; null without a target. */
  readonly neededEach: number | null;
}

/**
 * Share of customers with every criterion met, against the mean over the criteria.
 *
 * An average of 95% on five criteria can mean that 23% were failed on one of them. Which rule customers follow is an
 * empirical question; "fail any of these and I am gone" is the conjunctive one.
 *
 * Formula: Π pᵢ (independent), max(0, 1 - Σ(1 - pᵢ)) to min pᵢ (any dependence), Σ pᵢ / n; each needed: target^(1/n).
 *
 * @param input - Shares met, and a target for all of them together.
 * @returns Both readings, with the bounds of the first; plain data.
 * @throws {InvalidInputError} If a share is no fraction or there is none.
 * @see Coombs (1964), "A Theory of Data", for conjunctive and compensatory rules.
 * @example
 * const five = conjunctiveCriteria({ met: [0.95, 0.95, 0.95, 0.95, 0.95], target: 0.8 });
 * five.conjunctive; // ≈ 0.774
 * five.compensatory; // ≈ 0.95
 * five.neededEach; // ≈ 0.956
 */
export function conjunctiveCriteria(input: ConjunctiveCriteriaInput): ConjunctiveCriteria {
  const where = "conjunctiveCriteria";
  checkFields(where, "input", input, ["met", "target"]);
  const { met, target } = input;
  check(isDense(met) && met.length > 0, where, "met", "must be an array of at least one fraction", met);
  met.forEach((share, i) => {
    checkFraction(where, `met[${i}]`, share);
  });
  if (target !== undefined) checkFraction(where, "target", target);
  const failed = met.reduce((sum, share) => sum + (1 - share), 0);
  return {
    conjunctive: met.reduce((product, share) => product * share, 1),
    conjunctiveLower: Math.max(0, 1 - failed),
    conjunctiveUpper: met.reduce((least, share) => Math.min(least, share), 1),
    compensatory: met.reduce((sum, share) => sum + share, 0) / met.length,
    neededEach: target === undefined ? null : target ** (1 / met.length),
  };
}
