/** Confidence sequences of means of bounded outcomes. */
import { check, checkFraction } from "../../errors.js";
import { empiricalBernsteinEnds, hedgedEnds } from "./bounded-means.js";
import {
  type MadeSequence,
  momentsAt,
  onlyValues,
  readBounds,
  readValues,
  type SequenceRequest,
} from "./sequence-request.js";

/** Bounded means, by hedged capital or the empirical Bernstein bound. */
export function bettingSequence(request: SequenceRequest, areValues: boolean): MadeSequence {
  const { where, options, alpha } = request;
  onlyValues(request, areValues);
  const bounds = readBounds(request);
  const { bettingFraction = 0.5 } = options;
  checkFraction(where, "bettingFraction", bettingFraction, "open");
  const read = readValues(request, bounds);
  const { at, nullValue } = read;
  const rule = `must lie within bounds (${bounds.lower} to ${bounds.upper})`;
  const possible = nullValue === null || (nullValue >= bounds.lower && nullValue <= bounds.upper);
  check(possible, where, "nullValue", rule, nullValue);
  const width = bounds.upper - bounds.lower;
  const ends = options.method === "hedged" ? hedgedEnds : empiricalBernsteinEnds;
  const made = ends(
    read.values.map((value) => (value - bounds.lower) / width),
    {
      alpha,
      fraction: bettingFraction,
      at,
      nullMean: nullValue === null ? null : (nullValue - bounds.lower) / width,
    },
  );
  const moments = momentsAt(read);
  return {
    looks: made.map(({ lower, upper, logEvidence }, k) => ({
      n: at[k]!,
      estimate: moments[k]!.mean,
      lower: bounds.lower + width * lower,
      upper: bounds.lower + width * upper,
      logEvidence,
    })),
    nullValue,
    parameters: { bettingFraction },
  };
}
