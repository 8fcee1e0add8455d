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

/** A survival estimate, and the columns that its ends go to. */
export interface EndsAt {
  /** S(t). */
  readonly share: number;
  /** Standard error of ln S(t). */
  readonly error: number;
  /** Normal quantile of the level. */
  readonly z: number;
  readonly i: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * Writes the ends of the interval about a survival estimate, within 0 to 1; NaN for none.
 *
 * There is none where S = 0, whose standard error is unknown, nor where S = 1 on the scales that are infinite there or (the
 * arcsine's) have no error there.
 */
export function writeEnds(transform: SurvivalTransform, { share, error, z, i, lower, upper }: EndsAt): void {
  const width = z * error;
  const hasEnds = share > 0 && error < Number.POSITIVE_INFINITY;
  if (!hasEnds || (share === 1 && transform !== "plain" && transform !== "log")) {
    lower[i] = upper[i] = Number.NaN;
  } else if (transform === "logLog") {
    const log = Math.log(share);
    const power = Math.exp(-width / log);
    lower[i] = Math.exp(log * power);
    upper[i] = Math.exp(log / power);
  } else if (transform === "log") {
    lower[i] = share * Math.exp(-width);
    upper[i] = Math.min(share * Math.exp(width), 1);
  } else if (transform === "plain") {
    lower[i] = Math.max(share - share * width, 0);
    upper[i] = Math.min(share + share * width, 1);
  } else if (transform === "logit") {
    const odds = share / (1 - share);
    const factor = Math.exp(width / (1 - share));
    lower[i] = odds / (odds + factor);
    upper[i] = 1 / (1 + 1 / (odds * factor));
  } else {
    const angle = Math.asin(Math.sqrt(share));
    const half = 0.5 * width * Math.sqrt(share / (1 - share));
    lower[i] = Math.sin(Math.max(0, angle - half)) ** 2;
    upper[i] = Math.sin(Math.min(Math.PI / 2, angle + half)) ** 2;
  }
}

/** The two ends of an interval about a survival estimate, as `writeEnds` makes them. */
export function survivalEnds(
  transform: SurvivalTransform,
  share: number,
  { error, z }: Pick<EndsAt, "error" | "z">,
): SurvivalEnds {
  const [lower, upper] = [new Float64Array(1), new Float64Array(1)];
  writeEnds(transform, { share, error, z, i: 0, lower, upper });
  const [low, high] = [lower[0]!, upper[0]!];
  return Number.isNaN(low) ? { lower: null, upper: null } : { lower: low, upper: high };
}
