/** Intervals about a survival estimate at one time, on the scale of a transform. */

/** The scale on which the interval about S(t) is symmetric. */
export type SurvivalTransform = "logLog" | "log" | "plain" | "logit" | "arcsine";

/** The two ends of an interval; null where the transform has none. */
export interface SurvivalEnds {
  /** Lower end. */
  readonly lower: number | null;
  /** Upper end. */
  readonly upper: number | null;
}

/** Every transform. */
export const survivalTransforms: readonly SurvivalTransform[] = [
  "logLog",
  "log",
  "plain",
  "logit",
  "arcsine",
];

const none: SurvivalEnds = { lower: null, upper: null };

/**
 * The interval about a survival estimate, within 0 to 1.
 *
 * There is none where S = 0, whose standard error is unknown, nor where S = 1 on the scales that are infinite there or (the
 * arcsine's) have no error there.
 *
 * @param survival - S(t).
 * @param error - Standard error of ln S(t).
 * @param z - Normal quantile of the level.
 */
export function survivalEnds(
  transform: SurvivalTransform,
  survival: number,
  { error, z }: { readonly error: number; readonly z: number },
): SurvivalEnds {
  if (survival === 0 || !Number.isFinite(error)) return none;
  const width = z * error;
  if (transform === "plain")
    return {
      lower: Math.max(survival - survival * width, 0),
      upper: Math.min(survival + survival * width, 1),
    };
  if (transform === "log")
    return { lower: survival * Math.exp(-width), upper: Math.min(survival * Math.exp(width), 1) };
  if (survival === 1) return none;
  if (transform === "logLog") {
    const power = Math.exp(-width / Math.log(survival));
    return { lower: survival ** power, upper: survival ** (1 / power) };
  }
  if (transform === "logit") {
    const odds = survival / (1 - survival);
    const factor = Math.exp(width / (1 - survival));
    return { lower: odds / (odds + factor), upper: 1 / (1 + 1 / (odds * factor)) };
  }
  const angle = Math.asin(Math.sqrt(survival));
  const half = 0.5 * width * Math.sqrt(survival / (1 - survival));
  return {
    lower: Math.sin(Math.max(0, angle - half)) ** 2,
    upper: Math.sin(Math.min(Math.PI / 2, angle + half)) ** 2,
  };
}
