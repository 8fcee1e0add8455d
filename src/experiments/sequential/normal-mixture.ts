/**
 * The normal mixture: evidence against a value averaged over a normal distribution of effects, which may be looked at at any time.
 */
import { check, checkChoice, checkFields, checkFraction, checkPositive, isList } from "../../errors.js";
import { findRoot } from "../../math/roots.js";

/** Half the width of the interval at one look; `variance` of the estimate, and `ratio`, the variance of the mixed effects to it. */
export function mixtureHalfWidth(variance: number, ratio: number, alpha: number): number {
  return Math.sqrt((variance * (2 * (1 + ratio)) * (0.5 * Math.log1p(ratio) - Math.log(alpha))) / ratio);
}

/** Logarithm of the likelihood ratio of the mixture to the null value, `distance` from the estimate. */
export function mixtureEvidence(variance: number, ratio: number, distance: number): number {
  return ((distance / (1 + ratio)) * distance * ratio) / (2 * variance) - 0.5 * Math.log1p(ratio);
}

/**
 * The ρ² at which an asymptotic sequence is narrowest near one size, in its usual approximation.
 *
 * @see Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), "Time-Uniform Central Limit Theory and Asymptotic Confidence
 *   Sequences", Annals of Statistics 52(6), 2613-2640.
 */
export function approximateRhoSquared(alpha: number, tunedAt: number): number {
  const twice = -2 * Math.log(alpha);
  return (twice + Math.log1p(twice)) / tunedAt;
}

/** The ρ at which the boundary is lowest at one intrinsic time. */
export function bestRho(alpha: number, intrinsicTime: number): number {
  // x = -W₋₁(-α²/e), the larger solution of x - log x = 1 - 2 log α.
  const target = 1 - 2 * Math.log(alpha);
  const x = findRoot((x) => x - Math.log(x) - target, [1, 2 * target + 2]);
  return intrinsicTime / (x - 1);
}

/** Where the boundary of sums is asked for. */
export interface NormalMixtureInput {
  /** Intrinsic times: sums of the variances of the outcomes up to a look, each above 0. */
  readonly intrinsicTimes: ArrayLike<number>;
  /** The intrinsic time at which the boundary is to be lowest, fixed before the first outcome. */
  readonly tunedAt: number;
  /** Share of experiments in which the boundary is never crossed: a fraction; 0.95 if left out. */
  readonly level?: number | undefined;
  /** How ρ is found from `tunedAt`: `"best"` (exactly, the default) or `"approximate"` (the usual closed form). */
  readonly tuning?: "best" | "approximate" | undefined;
}

/** A boundary that sums cross with a small probability, ever. */
export interface NormalMixtureBoundary {
  /** Variance of the mixture: its tuning. */
  readonly rho: number;
  /** The boundary at each intrinsic time: sums of outcomes less their means stay within ± this at all times. */
  readonly boundary: readonly number[];
}

/**
 * Boundary within which a sum of independent outcomes less their means stays at all times, with probability `level` at least.
 *
 * The variances must be known, or bounded: normal outcomes of known standard deviation σ have intrinsic time nσ² after n of
 * them, outcomes in [0, 1] n/4.
 *
 * Formula: √((v + ρ) log((v + ρ)/(α²ρ))), α = 1 - level; lowest at v₀ if ρ = v₀/(-W₋₁(-α²/e) - 1).
 *
 * @param input - Intrinsic times, the one to tune for, level and tuning.
 * @returns ρ and the boundary at every intrinsic time.
 * @throws {InvalidInputError} If a time is not above 0, or the level no fraction.
 * @see Howard, Ramdas, McAuliffe & Sekhon (2021), "Time-Uniform, Nonparametric, Nonasymptotic Confidence Sequences", Annals of
 *   Statistics 49(2), 1055-1080, doi:10.1214/20-AOS1991; Robbins (1970), Annals of Mathematical Statistics 41(5), 1397-1409.
 *
 * @example
 * normalMixtureBoundary({ intrinsicTimes: [100, 1000], tunedAt: 1000 }).boundary; // ≈ [38.23, 95.98]
 */
export function normalMixtureBoundary(input: NormalMixtureInput): NormalMixtureBoundary {
  const where = "normalMixtureBoundary";
  checkFields(where, "input", input, ["intrinsicTimes", "tunedAt", "level", "tuning"]);
  const { intrinsicTimes, tunedAt, level = 0.95, tuning = "best" } = input;
  check(isList(intrinsicTimes), where, "intrinsicTimes", "must be an array of numbers", intrinsicTimes);
  for (let i = 0; i < intrinsicTimes.length; i++)
    checkPositive(where, `intrinsicTimes[${i}]`, intrinsicTimes[i]);
  checkPositive(where, "tunedAt", tunedAt);
  checkFraction(where, "level", level, "open");
  checkChoice(where, "tuning", tuning, ["best", "approximate"]);
  const alpha = 1 - level;
  const rho = tuning === "best" ? bestRho(alpha, tunedAt) : 1 / approximateRhoSquared(alpha, tunedAt);
  // The width of the interval of a mean whose variance is the time, at a ratio of v/ρ.
  return { rho, boundary: Array.from(intrinsicTimes, (v) => mixtureHalfWidth(v, v / rho, alpha)) };
}
