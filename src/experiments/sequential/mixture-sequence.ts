/** Confidence sequences from a normal mixture, of estimates whose variance is known or is that of rates. */
import { check, checkPositive } from "../../errors.js";
import { checkEnoughLost, type DifferenceLook, type Look, readLooks, type TwoRatesLook } from "./looks.js";
import { bestRho, mixtureEvidence, mixtureHalfWidth } from "./normal-mixture.js";
import {
  type MadeSequence,
  momentsAt,
  onlyValues,
  readBounds,
  readFewestLost,
  readNullDifference,
  readValues,
  type SequenceLook,
  type SequenceRequest,
} from "./sequence-request.js";

/** Means of outcomes whose variance is known, or bounded by the width of their bounds. */
export function normalMixtureSequence(request: SequenceRequest, areValues: boolean): MadeSequence {
  const { where, options, alpha } = request;
  onlyValues(request, areValues);
  const { tunedAt, standardDeviation } = options;
  checkPositive(where, "tunedAt", tunedAt);
  if (standardDeviation !== undefined) {
    checkPositive(where, "standardDeviation", standardDeviation);
    check(
      options.bounds === undefined,
      where,
      "bounds",
      "must be left out beside standardDeviation",
      options.bounds,
    );
  }
  const bounds = standardDeviation === undefined ? readBounds(request) : undefined;
  const read = readValues(request, bounds);
  const deviation = standardDeviation ?? (bounds!.upper - bounds!.lower) / 2;
  const rho = bestRho(alpha, tunedAt * deviation ** 2);
  const looks = momentsAt(read).map(({ n, mean }) =>
    mixtureLook(
      { n, estimate: mean, nullValue: read.nullValue, alpha },
      deviation ** 2 / n,
      (n * deviation ** 2) / rho,
    ),
  );
  return { looks, nullValue: read.nullValue, parameters: { tunedAt, rho, standardDeviation: deviation } };
}

/** A look at an estimate that is taken as normal. */
export function mixtureLook(
  { n, estimate, nullValue, alpha }: { n: number; estimate: number; nullValue: number | null; alpha: number },
  variance: number,
  ratio: number,
): SequenceLook {
  const half = mixtureHalfWidth(variance, ratio, alpha);
  return {
    n,
    estimate,
    lower: estimate - half,
    upper: estimate + half,
    logEvidence: nullValue === null ? null : mixtureEvidence(variance, ratio, estimate - nullValue),
  };
}

/** Differences of means of known standard deviation, or of rates: the mixture sequential probability ratio test. */
export function mixtureSequence(request: SequenceRequest, areValues: boolean): MadeSequence {
  const { where, options, alpha, data } = request;
  check(!areValues, where, "data", 'must be looks for method "mixture"', data);
  const { mixtureVariance, standardDeviation } = options;
  checkPositive(where, "mixtureVariance", mixtureVariance);
  const { form, looks } = readLooks(where, data as readonly Look[]);
  check(
    form === "difference" || form === "twoRates",
    where,
    "looks[0]",
    'must be { perGroup, difference }, or { first, second } of { atStart, lost }, for method "mixture"',
    looks[0],
  );
  const nullValue = readNullDifference(request);
  const known = form === "difference";
  if (known) checkPositive(where, "standardDeviation", standardDeviation);
  else
    check(
      standardDeviation === undefined,
      where,
      "standardDeviation",
      "must be left out of rates, which have their own",
      standardDeviation,
    );
  const fewest = readFewestLost(request);
  const made = looks.map((look, k) => {
    const { n, estimate, variance } = known
      ? knownDifference(look as DifferenceLook, standardDeviation!)
      : rateDifference(where, `looks[${k}]`, look as TwoRatesLook, fewest);
    return mixtureLook({ n, estimate, nullValue, alpha }, variance, mixtureVariance / variance);
  });
  const parameters: Readonly<Record<string, number>> = known
    ? { mixtureVariance, standardDeviation: standardDeviation! }
    : { mixtureVariance, fewestLost: fewest };
  return { looks: made, nullValue, parameters };
}

const knownDifference = ({ perGroup, difference }: DifferenceLook, standardDeviation: number) => ({
  n: 2 * perGroup,
  estimate: difference,
  variance: (2 * standardDeviation ** 2) / perGroup,
});

function rateDifference(where: string, name: string, look: TwoRatesLook, fewest: number) {
  checkEnoughLost(where, name, look, fewest);
  const [p, q] = [look.first.lost / look.first.atStart, look.second.lost / look.second.atStart];
  return {
    n: look.first.atStart + look.second.atStart,
    estimate: p - q,
    variance: (p * (1 - p)) / look.first.atStart + (q * (1 - q)) / look.second.atStart,
  };
}
