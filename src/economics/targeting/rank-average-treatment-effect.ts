/** Whether a predicted effect of treatment orders customers better than chance: RATE, with its test. */
import {
  checkChoice,
  checkCount,
  checkFinite,
  checkFraction,
  checkOptions,
  checkSufficient,
} from "../../errors.js";
import type { Interval } from "../../inference/interval.js";
import { normalCdf, normalQuantile } from "../../math/normal.js";
import { createRandom } from "../../math/random.js";
import { armsBetween, type RankedCustomers, type RankedExperiment, readRanked } from "./uplift-experiment.js";

/** How parts of the ranking are weighted: `"autoc"` stresses its top, `"qini"` all who would be treated. */
export type RankWeighting = "autoc" | "qini";

/** Options of `rankAverageTreatmentEffect`. */
export interface RankEffectOptions {
  /** `"autoc"` (default), best where few react strongly; `"qini"`, where many react a little. */
  readonly weighting?: RankWeighting | undefined;
  /** Share of customers who were to be treated, where the experiment fixed it: above 0 and below 1; the share seen if left out. */
  readonly treatedShare?: number | undefined;
  /** Half-samples behind the standard error: 100 or more; 500 if left out. */
  readonly resamples?: number | undefined;
  /** Seed of the half-samples: a number, 0 included; 1 if left out. */
  readonly seed?: number | undefined;
  /** Confidence level: a fraction above 0 and below 1; 0.95 if left out. */
  readonly level?: number | undefined;
}

/** A rank-weighted average treatment effect, and the test of whether it is 0. */
export interface RankAverageTreatmentEffect extends Interval {
  /** How parts of the ranking were weighted. */
  readonly weighting: RankWeighting;
  /** Standard error, from half-samples. */
  readonly standardError: number;
  /** Estimate over its error; null where the error is 0. */
  readonly z: number | null;
  /** Two-sided p-value of "the ranking is no better than chance"; null with `z`. */
  readonly pValue: number | null;
  /** Mean effect over all customers. */
  readonly averageEffect: number;
}

const where = "rankAverageTreatmentEffect";

/**
 * Rank-weighted average treatment effect (RATE): how much more treatment does for the customers ranked first than for
 * all. With a test of whether the ranking is better than chance. For churn, and for outcomes in money.
 *
 * The customers must have been treated at random and must not be those the prediction was fitted to: in its own data every
 * ranking looks good. Below 0 the ranking is upside down. A significant ranking may still not pay: that is a question of money
 * (`upliftTargeting`).
 *
 * Formula: TOC(q) = E[Γ | rank among the first share q] - E[Γ]; AUTOC = ∫₀¹ TOC(q) dq, QINI = ∫₀¹ q TOC(q) dq, with the scores Γ = ȳ₁ - ȳ₀ +
 * w(y - ȳ₁)/e - (1 - w)(y - ȳ₀)/(1 - e); equal ranks share their mean score. The error is the deviation over half-samples.
 *
 * @param customers - `uplift`, `treated`, and either `outcome` (more is better) or `churned`, one entry per customer.
 * @param options - `weighting`, `treatedShare`, `resamples`, `seed`, `level`.
 * @returns Estimate and interval in units of the outcome per customer, error, z and p-value.
 * @throws {InvalidInputError} If columns differ in length or hold anything else, or an option is unknown.
 * @throws {InsufficientDataError} If fewer than two were treated, or fewer than two not, or all have the same predicted effect.
 * @see Yadlowsky, Fleming, Shah, Brunskill & Wager (2025), "Evaluating Treatment Prioritization Rules via Rank-Weighted Average
 *   Treatment Effects", JASA 120(549), 38-51, doi:10.1080/01621459.2024.2393466.
 *
 * @example
 * const customers = Array.from({ length: 400 }, (_, i) => {
 *   const [score, treated] = [(i % 20) / 20, Math.floor(i / 20) % 2];
 *   return { score, treated, spend: 10 + ((i * 7) % 9) + treated * 2 * score };
 * });
 * const uplift = customers.map(({ score }) => score);
 * const treated = customers.map((customer) => customer.treated);
 * const outcome = customers.map(({ spend }) => spend);
 * const { estimate, pValue } = rankAverageTreatmentEffect({ uplift, treated, outcome });
 * [estimate, pValue]; // ≈ [0.473, 0.067]
 */
export function rankAverageTreatmentEffect(
  customers: RankedCustomers,
  options: RankEffectOptions = {},
): RankAverageTreatmentEffect {
  checkOptions(where, options, ["weighting", "treatedShare", "resamples", "seed", "level"]);
  const { weighting = "autoc", treatedShare, resamples = 500, seed = 1, level = 0.95 } = options;
  checkChoice(where, "weighting", weighting, ["autoc", "qini"]);
  if (treatedShare !== undefined) checkFraction(where, "treatedShare", treatedShare, "open");
  checkCount(where, "resamples", resamples, 100);
  checkFinite(where, "seed", seed);
  checkFraction(where, "level", level, "open");
  const experiment = readRanked(where, customers);
  const steps = experiment.stepEnds.length;
  checkSufficient(steps > 1, where, "uplift", "must hold two different values or more", steps);
  const scores = scoresOf(experiment, treatedShare);
  const all = new Uint8Array(scores.length).fill(1);
  const estimate = rankEffect(experiment, { scores, isIn: all, weighting });
  const standardError = halfSampleError(experiment, { scores, weighting, resamples, seed });
  const half = -normalQuantile((1 - level) / 2) * standardError;
  const z = standardError > 0 ? estimate / standardError : null;
  return {
    ...{ estimate, lower: estimate - half, upper: estimate + half, level, method: "half-samples" },
    weighting,
    standardError,
    z,
    pValue: z === null ? null : Math.min(1, 2 * normalCdf(-Math.abs(z))),
    averageEffect: scores.reduce((sum, each) => sum + each, 0) / scores.length,
  };
}

/** What each customer says of the effect: unbiased where treatment was at random, with the means of both arms taken out. */
function scoresOf(experiment: RankedExperiment, treatedShare: number | undefined): Float64Array {
  const { treated, outcome } = experiment;
  const { customers, mean } = armsBetween(experiment, 0, treated.length);
  const share = treatedShare ?? customers[1] / treated.length;
  return outcome.map(
    (y, i) => mean[1] - mean[0] + (treated[i] === 1 ? (y - mean[1]) / share : (mean[0] - y) / (1 - share)),
  );
}

interface RankedScores {
  readonly scores: Float64Array;
  readonly weighting: RankWeighting;
}

/** The weighted mean of TOC over the customers that are in. */
function rankEffect(
  { stepEnds }: RankedExperiment,
  { scores, isIn, weighting }: RankedScores & { readonly isIn: Uint8Array },
): number {
  let [count, total] = [0, 0];
  for (let i = 0; i < scores.length; i++) {
    count += isIn[i]!;
    total += isIn[i]! * scores[i]!;
  }
  const mean = total / count;
  let [reached, sum, effect, from] = [0, 0, 0, 0];
  for (const end of stepEnds) {
    let [tied, tiedSum] = [0, 0];
    for (let i = from; i < end; i++) {
      tied += isIn[i]!;
      tiedSum += isIn[i]! * scores[i]!;
    }
    from = end;
    // Customers of equal rank come in any order: each adds their mean.
    const each = tied > 0 ? tiedSum / tied : 0;
    for (let k = 0; k < tied; k++) {
      reached++;
      sum += each;
      const toc = sum / reached - mean;
      effect += weighting === "autoc" ? toc : (reached / count) * toc;
    }
  }
  return effect / count;
}

/** Standard deviation over random halves of the customers: that of the estimate from all. */
function halfSampleError(
  experiment: RankedExperiment,
  options: RankedScores & { readonly resamples: number; readonly seed: number },
): number {
  const { scores, weighting, resamples, seed } = options;
  const random = createRandom(seed);
  const n = scores.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  const isIn = new Uint8Array(n);
  let [mean, squares] = [0, 0];
  for (let r = 0; r < resamples; r++) {
    isIn.fill(0);
    // The first half of a shuffle, which need not be undone.
    for (let k = 0; k < n >> 1; k++) {
      const other = k + random.integerBelow(n - k);
      const picked = order[other]!;
      order[other] = order[k]!;
      order[k] = picked;
      isIn[picked] = 1;
    }
    const estimate = rankEffect(experiment, { scores, isIn, weighting });
    const gap = estimate - mean;
    mean += gap / (r + 1);
    squares += gap * (estimate - mean);
  }
  return Math.sqrt(squares / (resamples - 1));
}
