/** Asymptotic confidence sequences, of means and differences that are nearly normal. */

import { check, checkPositive, checkSufficient } from "../../errors.js";
import { largestOf } from "../../math/extremes.js";
import { checkEnoughLost, type Look, readLooks, type TwoMeansLook, type TwoRatesLook } from "./looks.js";
import { mixtureLook } from "./mixture-sequence.js";
import { approximateRhoSquared } from "./normal-mixture.js";
import {
  type MadeSequence,
  momentsAt,
  type ReadValues,
  readFewestLost,
  readNullDifference,
  readValues,
  type SequenceRequest,
} from "./sequence-request.js";

/** The first look from which the normal approximation is trusted. */
function readFrom({ where, options }: SequenceRequest): number {
  const { from = 200 } = options;
  check(Number.isSafeInteger(from) && from >= 2, where, "from", "must be a whole number of 2 or more", from);
  return from;
}

/** Refuses a look before `from`. */
function checkFrom(where: string, name: string, n: number, from: number): void {
  check(n >= from, where, name, `must be at least from (${from}): earlier looks have no guarantee`, n);
}

/** Means and differences of means or rates, once they are nearly normal. */
export function asymptoticSequence(request: SequenceRequest, areValues: boolean): MadeSequence {
  const { where, options, alpha, data } = request;
  const { tunedAt } = options;
  checkPositive(where, "tunedAt", tunedAt);
  const from = readFrom(request);
  const fewest = readFewestLost(request);
  const rhoSquared = approximateRhoSquared(alpha, tunedAt);
  const parameters = { tunedAt, from, fewestLost: fewest, rhoSquared };
  if (areValues) {
    const read = readValues(request);
    for (const [k, n] of read.at.entries())
      checkFrom(where, options.at === undefined ? "values" : `at[${k}]`, n, from);
    checkVaries(where, read, fewest);
    const { nullValue } = read;
    const looks = momentsAt(read).map(({ n, mean, squares }) =>
      mixtureLook({ n, estimate: mean, nullValue, alpha }, squares / n / n, n * rhoSquared),
    );
    return { looks, nullValue, parameters };
  }
  check(options.at === undefined, where, "at", "must be left out of looks", options.at);
  const { form, looks } = readLooks(where, data as readonly Look[]);
  const isPair = form === "twoRates" || form === "twoMeans";
  check(isPair, where, "looks[0]", 'must be { first, second } for method "asymptotic"', looks[0]);
  const nullValue = readNullDifference(request);
  const made = (looks as (TwoRatesLook | TwoMeansLook)[]).map((look, k) => {
    if (form === "twoRates") checkEnoughLost(where, `looks[${k}]`, look as TwoRatesLook, fewest);
    const { n, least, estimate, variance } = differenceOf(look);
    checkFrom(where, `looks[${k}]: customers of the smaller group`, least, from);
    checkSufficient(variance > 0, where, `looks[${k}]`, "must hold outcomes that vary", look);
    return mixtureLook({ n, estimate, nullValue, alpha }, variance, n * rhoSquared);
  });
  return { looks: made, nullValue, parameters };
}

/** Refuses values of which, at the first look, nearly all are the same: their variance is hardly estimated. */
function checkVaries(where: string, { values, at }: ReadValues, fewest: number): void {
  const counts = new Map<number, number>();
  for (const value of values.subarray(0, at[0])) counts.set(value, (counts.get(value) ?? 0) + 1);
  const others = at[0]! - largestOf(counts.values());
  // Where `from` is stated to be small, a quarter of it does.
  const needed = Math.max(1, Math.min(fewest, Math.floor(at[0]! / 4)));
  checkSufficient(
    others >= needed,
    where,
    "values",
    `must hold ${needed} or more at the first look that differ from the commonest: earlier looks have no guarantee (methods "hedged" and "beta-binomial" have one)`,
    others,
  );
}

/** Difference of two groups, and its variance. */
function differenceOf(look: TwoRatesLook | TwoMeansLook) {
  const [first, second] = ([look.first, look.second] as const).map((group) => {
    if ("n" in group) return group;
    const { atStart: n, lost } = group;
    const mean = lost / n;
    return { n, mean, standardDeviation: Math.sqrt((mean * (1 - mean) * n) / (n - 1)) };
  }) as [TwoMeansLook["first"], TwoMeansLook["first"]];
  return {
    n: first.n + second.n,
    least: Math.min(first.n, second.n),
    estimate: first.mean - second.mean,
    variance: first.standardDeviation ** 2 / first.n + second.standardDeviation ** 2 / second.n,
  };
}
