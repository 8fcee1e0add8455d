/** From "two thirds did so at least once" to how often it happens. */
import { checkFields, checkFraction, checkPositive } from "../../errors.js";

/** A share of persons to whom something happened at least once. */
export interface IncidenceRateInput {
  /** Share of persons to whom it happened at least once in the period asked about: 0 to below 1. */
  readonly share: number;
  /** Occasions per person in that period (visits, calls): for the probability per occasion; above 0. */
  readonly occasions?: number | undefined;
  /** Shape k of the gamma distribution of rates over persons: small where few suffer most. Left out, all are alike. */
  readonly shape?: number | undefined;
}

/** How often something happens to which a share of persons was exposed at least once. */
export interface IncidenceRate {
  /** Events per person and period, if all are alike (Poisson) or with the gamma shape given. */
  readonly meanEvents: number;
  /** Probability per occasion, if all are alike; null where occasions were not given. */
  readonly perOccasion: number | null;
}

/**
 * Events per person behind a share to whom something happened at least once.
 *
 * A survey that asks "has it ever …" or "in the past year" gives no rate by itself: the window matters, and so does how
 * unequal people are. An event is not a defection either.
 *
 * Formula: -ln(1 - p) if all are alike; k [(1 - p)^(-1/k) - 1] with gamma rates of shape k; per occasion 1 - (1 - p)^(1/n).
 *
 * @param input - The share, the occasions per person, the shape of the heterogeneity.
 * @returns Mean events per person, and the probability per occasion; plain data.
 * @throws {InvalidInputError} If the share is no fraction below 1, or occasions or shape are not above 0.
 * @see Greenwood & Yule (1920), "An Inquiry into the Nature of Frequency Distributions Representative of Multiple
 *   Happenings", Journal of the Royal Statistical Society 83(2), 255-279, for gamma rates.
 * @example
 * // 64% left a shop because of the service, at least once in twelve months.
 * incidenceRate({ share: 0.64 }).meanEvents; // ≈ 1.02
 * incidenceRate({ share: 0.64, occasions: 52 }).perOccasion; // ≈ 0.019
 * incidenceRate({ share: 0.64, shape: 1 }).meanEvents; // ≈ 1.78
 */
export function incidenceRate(input: IncidenceRateInput): IncidenceRate {
  const where = "incidenceRate";
  checkFields(where, "input", input, ["share", "occasions", "shape"]);
  const { share, occasions, shape } = input;
  checkFraction(where, "share", share, "belowOne");
  if (occasions !== undefined) checkPositive(where, "occasions", occasions);
  if (shape !== undefined) checkPositive(where, "shape", shape);
  const rate = -Math.log1p(-share) + 0;
  return {
    meanEvents: shape === undefined ? rate : shape * Math.expm1(rate / shape),
    perOccasion: occasions === undefined ? null : -Math.expm1(-rate / occasions) + 0,
  };
}
