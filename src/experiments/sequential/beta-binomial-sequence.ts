/** Exact confidence sequences of rates and of the difference of two. */
import { check, checkFraction } from "../../errors.js";
import type { PeriodCounts } from "../../rates/churn-rate.js";
import { differenceEnds, differenceEvidence, rateEnds, rateEvidence } from "./beta-binomial.js";
import { type Look, readLooks, type TwoRatesLook } from "./looks.js";
import {
  type MadeSequence,
  readNullDifference,
  readValues,
  type SequenceLook,
  type SequenceRequest,
} from "./sequence-request.js";

/** Rates and their difference, from likelihoods mixed over all rates alike. */
export function betaBinomialSequence(request: SequenceRequest, areValues: boolean): MadeSequence {
  const { where, options, alpha, data } = request;
  if (areValues) return betaBinomialOfValues(request);
  check(options.at === undefined, where, "at", "must be left out of looks", options.at);
  const { form, looks } = readLooks(where, data as readonly Look[]);
  check(
    form === "rate" || form === "twoRates",
    where,
    "looks[0]",
    'must be { atStart, lost }, or { first, second } of such counts, for method "beta-binomial"',
    looks[0],
  );
  if (form === "rate") {
    const nullValue = readNullRate(request);
    return {
      looks: (looks as PeriodCounts[]).map((counts) => rateLook(counts, alpha, nullValue)),
      nullValue,
      parameters: {},
    };
  }
  const nullValue = readNullDifference(request);
  check(Math.abs(nullValue) < 1, where, "nullValue", "must be above -1 and below 1", nullValue);
  return {
    looks: (looks as TwoRatesLook[]).map(({ first, second }) => ({
      n: first.atStart + second.atStart,
      estimate: first.lost / first.atStart - second.lost / second.atStart,
      ...differenceEnds(first, second, alpha),
      logEvidence: differenceEvidence(first, second, nullValue),
    })),
    nullValue,
    parameters: {},
  };
}

function readNullRate({ where, options }: SequenceRequest): number | null {
  const { nullValue } = options;
  if (nullValue === undefined) return null;
  checkFraction(where, "nullValue", nullValue, "open");
  return nullValue;
}

function rateLook(counts: PeriodCounts, alpha: number, nullValue: number | null): SequenceLook {
  return {
    n: counts.atStart,
    estimate: counts.lost / counts.atStart,
    ...rateEnds(counts, alpha),
    logEvidence: nullValue === null ? null : rateEvidence(counts, nullValue),
  };
}

/** Of single customers, the ends are the intersection of those of every n so far. */
function betaBinomialOfValues(request: SequenceRequest): MadeSequence {
  const { where, alpha } = request;
  const nullValue = readNullRate(request);
  const { values, at } = readValues(request);
  const looks: SequenceLook[] = [];
  let [lost, lower, upper, evidence] = [0, 0, 1, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length && looks.length < at.length; i++) {
    if (values[i] !== 0 && values[i] !== 1) check(false, where, `values[${i}]`, "must be 0 or 1", values[i]);
    lost += values[i]!;
    const counts = { atStart: i + 1, lost };
    // An end moves only where the evidence against it has reached 1/α.
    const excludes = (rate: number): boolean => rateEvidence(counts, rate) >= -Math.log(alpha);
    if (excludes(lower) || excludes(upper)) {
      const ends = rateEnds(counts, alpha);
      [lower, upper] = [Math.max(lower, ends.lower), Math.min(upper, ends.upper)];
    }
    if (nullValue !== null) evidence = Math.max(evidence, rateEvidence(counts, nullValue));
    if (i + 1 === at[looks.length])
      looks.push({
        n: i + 1,
        estimate: lost / (i + 1),
        lower,
        upper,
        logEvidence: nullValue === null ? null : evidence,
      });
  }
  return { looks, nullValue, parameters: {} };
}
