/** Winsorised outcomes: what is above a cap counts as the cap. */
import { sortedQuantile } from "../../math/sample-statistics.js";
import type { OutcomeCap } from "./compare-means-options.js";
import { type Sample, sumOver } from "./sample.js";

/** The cap on outcomes and what it did. */
export interface Capped {
  /** The cap, in the unit of the outcome. */
  readonly at: number;
  /** The quantile of all outcomes that gave it; null where the amount was stated. */
  readonly quantile: number | null;
  /** Customers of the first group above the cap, and of the second. */
  readonly customers: readonly [number, number];
  /** Share of the outcomes' sum that the cap cut off, in the first group and in the second. */
  readonly shareCut: readonly [number, number];
}

/** Both samples with outcomes capped; as they are where there is no cap. */
export function capOutcomes(
  samples: readonly [Sample, Sample],
  cap: OutcomeCap | null,
): { readonly samples: readonly [Sample, Sample]; readonly capped: Capped | null } {
  if (cap === null) return { samples, capped: null };
  const quantile = typeof cap === "number" ? null : cap.quantile;
  const at = typeof cap === "number" ? cap : sortedQuantile(allOutcomes(samples), cap.quantile);
  const kept = samples.map((sample) => ({
    ...sample,
    outcome: sample.outcome.map((y) => Math.min(y, at)),
  })) as [Sample, Sample];
  const above = (sample: Sample): number => sumOver(sample, (i) => (sample.outcome[i]! > at ? 1 : 0));
  const cut = (sample: Sample): number => {
    const sum = sumOver(sample, (i) => sample.outcome[i]!);
    return sum > 0 ? sumOver(sample, (i) => Math.max(0, sample.outcome[i]! - at)) / sum : 0;
  };
  const [first, second] = samples;
  return {
    samples: kept,
    capped: { at, quantile, customers: [above(first), above(second)], shareCut: [cut(first), cut(second)] },
  };
}

/** Outcomes of all customers, ascending, each as often as its entry counts. */
function allOutcomes(samples: readonly [Sample, Sample]): Float64Array {
  const all = samples.flatMap(({ outcome, weight }) =>
    Array.from(outcome).flatMap((y, i) =>
      weight === null ? [y] : Array.from({ length: weight[i]! }, () => y),
    ),
  );
  return Float64Array.from(all).sort();
}
