/** The ratio of two independent means, by Fieller's theorem, on the logarithm, or by the delta method. */

import type { Interval } from "../../inference/interval.js";
import { largestOf, smallestOf } from "../../math/extremes.js";
import type { GroupEstimate } from "./sample.js";

/** Methods for the ratio of two means. */
export type MeanRatioMethod = "fieller" | "log-delta" | "delta";

/** Every method for the ratio of two means, the default first. */
export const meanRatioMethods: readonly MeanRatioMethod[] = ["fieller", "log-delta", "delta"];

/** A ratio of two means; its ends are null where what is not excluded is no bounded interval. */
export interface RatioOfMeans extends Interval<number | null> {
  /**
   * What Fieller's theorem leaves: from `lower` to `upper` (`"bounded"`); all but what lies between the two `excluded` ratios
   * (`"complement"`); `"everything"`. Null for other methods.
   */
  readonly form: "bounded" | "complement" | "everything" | null;
  /** The ends of what a `"complement"` excludes; null otherwise. */
  readonly excluded: { readonly lower: number; readonly upper: number } | null;
  /** Why an end is null; null where none is. */
  readonly reason: string | null;
}

/** The ratio of two means with its interval at the normal quantile `z`. */
export function ratioOfMeans(
  first: GroupEstimate,
  second: GroupEstimate,
  { method, level, z }: { readonly method: MeanRatioMethod; readonly level: number; readonly z: number },
): RatioOfMeans {
  const estimate = second.estimate === 0 ? null : first.estimate / second.estimate;
  const found = methods[method](first, second, z);
  return {
    estimate,
    lower: null,
    upper: null,
    form: null,
    excluded: null,
    reason: null,
    ...found,
    level,
    method,
  };
}

type Found = Partial<Omit<RatioOfMeans, "estimate" | "level" | "method">>;

const methods: Readonly<Record<MeanRatioMethod, (a: GroupEstimate, b: GroupEstimate, z: number) => Found>> = {
  fieller,
  "log-delta"(first, second, z) {
    const [a, b] = [first.estimate, second.estimate];
    if (a <= 0 || b <= 0) return { reason: "a mean that is not above 0 has no logarithm" };
    const factor = Math.exp(z * Math.sqrt(first.variance / a ** 2 + second.variance / b ** 2));
    return { lower: a / b / factor, upper: (a / b) * factor };
  },
  delta(first, second, z) {
    const [a, b] = [first.estimate, second.estimate];
    if (b === 0) return { reason: "the second mean is 0" };
    const half = (z / Math.abs(b)) * Math.sqrt(first.variance + (a / b) ** 2 * second.variance);
    return { lower: a / b - half, upper: a / b + half };
  },
};

/** The ratios ρ for which a - ρ b does not differ from 0: those with (a - ρ b)² ≤ z² (v₁ + ρ² v₂). */
function fieller(first: GroupEstimate, second: GroupEstimate, z: number): Found {
  const [a, b] = [first.estimate, second.estimate];
  const leading = b * b - z * z * second.variance;
  const last = a * a - z * z * first.variance;
  const discriminant = a * a * b * b - leading * last;
  const reason = "the second mean does not differ from 0 at this level";
  if (discriminant < 0 || leading === 0) return { form: "everything", reason };
  // Both roots without the difference of two alike numbers.
  const q = a * b + (a * b >= 0 ? 1 : -1) * Math.sqrt(discriminant);
  const roots = q === 0 ? [0, 0] : [q / leading, last / q];
  const [lower, upper] = [smallestOf(roots), largestOf(roots)];
  if (leading > 0) return { form: "bounded", lower, upper };
  return { form: "complement", excluded: { lower, upper }, reason };
}
