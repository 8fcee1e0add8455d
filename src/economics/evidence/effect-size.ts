/** "Ten times more likely to stay": what it can mean, what it cannot, and how one reading turns into another. */
import { check, checkChoice, checkFields, checkFraction, checkPositive } from "../../errors.js";

/**
 * What a ratio compares: the probabilities of staying (`relativeRisk`), their odds (`oddsRatio`), the probabilities of
 * leaving, how many times lower (`churnRatio`), or the shares still there after some periods (`survivalRatio`).
 */
export type EffectSizeKind = "relativeRisk" | "oddsRatio" | "churnRatio" | "survivalRatio";

/** An effect: how many times, of what, against which baseline. */
export interface EffectSizeInput {
  /** What the ratio compares. */
  readonly kind: EffectSizeKind;
  /** The ratio: above 0. */
  readonly ratio: number;
  /** Probability of staying for one period without the effect: above 0, below 1. */
  readonly baseline: number;
  /** Periods after which survival is compared; needed for `survivalRatio`, not allowed otherwise. */
  readonly horizon?: number | undefined;
}

/** An effect in every measure. */
export interface EffectSize {
  /** Probability of staying without the effect. */
  readonly baseline: number;
  /** Probability of staying with it. */
  readonly compared: number;
  /** compared - baseline. */
  readonly difference: number;
  /** compared / baseline. */
  readonly relativeRisk: number;
  /** Odds of staying with the effect over those without; null where staying becomes certain. */
  readonly oddsRatio: number | null;
  /** Probability of leaving without the effect over that with it, which is also the ratio of lifetimes; null as above. */
  readonly churnRatio: number | null;
}

/**
 * One effect size in every measure: relative risk, odds ratio, churn ratio, survival ratio.
 *
 * "Ten times as likely" says nothing until the measure and the baseline are known: where 70% stay anyway, nobody can be ten
 * times as likely to stay, but the odds can be ten times as high (96%), and so can the lifetime (97%).
 *
 * Formula: p₁ = k p₀; odds₁ = k odds₀; 1 - p₁ = (1 - p₀) / k; p₁ = p₀ k^(1/T).
 *
 * @param input - Kind, ratio, baseline probability of staying, and `horizon` for a survival ratio.
 * @returns The probability that follows and every ratio; plain data.
 * @throws {InvalidInputError} If the effect is impossible at this baseline, or an input is out of range.
 * @see Zhang & Yu (1998), "What's the Relative Risk?", JAMA 280(19), 1690-1691, doi:10.1001/jama.280.19.1690.
 * @example
 * convertEffectSize({ kind: "oddsRatio", ratio: 10, baseline: 0.7 }).compared; // ≈ 0.959
 * convertEffectSize({ kind: "churnRatio", ratio: 10, baseline: 0.7 }).compared; // ≈ 0.97
 * convertEffectSize({ kind: "relativeRisk", ratio: 10, baseline: 0.7 });
 * // throws convertEffectSize: ratio must be at most 1.43 at a baseline of 0.7 (10 times 0.7 is above 1), received 10
 */
export function convertEffectSize(input: EffectSizeInput): EffectSize {
  const where = "convertEffectSize";
  checkFields(where, "input", input, ["kind", "ratio", "baseline", "horizon"]);
  const { kind, ratio, baseline, horizon } = input;
  checkChoice(where, "kind", kind, ["relativeRisk", "oddsRatio", "churnRatio", "survivalRatio"]);
  checkPositive(where, "ratio", ratio);
  checkFraction(where, "baseline", baseline, "open");
  if (kind === "survivalRatio") checkPositive(where, "horizon", horizon);
  else check(horizon === undefined, where, "horizon", "must be left out except for a survivalRatio", horizon);
  const highest = highestRatio(kind, baseline, horizon ?? 1);
  check(ratio <= highest, where, "ratio", impossible(kind, ratio, baseline, highest), ratio);
  return describeEffect(baseline, comparedProbability(kind, ratio, baseline, horizon ?? 1));
}

function impossible(kind: EffectSizeKind, ratio: number, baseline: number, highest: number): string {
  const short = (x: number) => Number(x.toPrecision(3));
  if (kind === "relativeRisk")
    return `must be at most ${short(highest)} at a baseline of ${baseline} (${ratio} times ${baseline} is above 1)`;
  const bound = kind === "churnRatio" ? `at least ${short(1 - baseline)}` : `at most ${short(highest)}`;
  return `must be ${bound} at a baseline of ${baseline}, or a probability leaves 0 to 1`;
}

/** The largest ratio that keeps the probability at or below 1. */
function highestRatio(kind: EffectSizeKind, baseline: number, horizon: number): number {
  if (kind === "relativeRisk") return 1 / baseline;
  return kind === "survivalRatio" ? baseline ** -horizon : Number.POSITIVE_INFINITY;
}

function comparedProbability(kind: EffectSizeKind, ratio: number, baseline: number, horizon: number): number {
  if (kind === "relativeRisk") return Math.min(1, ratio * baseline);
  if (kind === "survivalRatio") return Math.min(1, baseline * ratio ** (1 / horizon));
  if (kind === "oddsRatio") return (ratio * baseline) / (1 - baseline + ratio * baseline);
  const compared = 1 - (1 - baseline) / ratio;
  const rule = impossible(kind, ratio, baseline, 0);
  check(compared >= 0, "convertEffectSize", "ratio", rule, ratio);
  return compared;
}

function describeEffect(baseline: number, compared: number): EffectSize {
  const certain = compared >= 1;
  return {
    baseline,
    compared,
    difference: compared - baseline,
    relativeRisk: compared / baseline,
    oddsRatio: certain ? null : (compared * (1 - baseline)) / ((1 - compared) * baseline),
    churnRatio: certain ? null : (1 - baseline) / (1 - compared),
  };
}

/** A ratio in words, and whom it compares. */
export interface EffectSizeReadingsInput {
  /** How many times: above 1. */
  readonly times: number;
  /** Probability of staying per period of those compared with: above 0, below 1. */
  readonly baseline: number;
  /** Probability of staying per period of those said to be more loyal, above `baseline`: for the survival reading. */
  readonly compared?: number | undefined;
}

/** Every reading of "k times more likely to stay". */
export interface EffectSizeReadings {
  /** The largest baseline at which k times the probability is possible: 1 / k. */
  readonly highestBaseline: number;
  /** Probability of staying if the probability is k times as high; null where that is above 1. */
  readonly asRelativeRisk: number | null;
  /** Probability of staying if the odds are. */
  readonly asOddsRatio: number;
  /** Probability of staying if leaving is k times less likely, and the life k times as long. */
  readonly asChurnRatio: number;
  /** Periods after which k times as many are still there, `compared` against `baseline`; null without `compared`. */
  readonly asSurvivalAfter: number | null;
}

/**
 * Every reading of "k times more likely to stay loyal" at one baseline, with null for the impossible one.
 *
 * @param input - How many times, the baseline, and the other probability for the survival reading.
 * @returns The probability of staying that each reading gives; plain data.
 * @throws {InvalidInputError} If `times` is not above 1, a probability is no fraction, or `compared` is not above `baseline`.
 * @see Zhang & Yu (1998), "What's the Relative Risk?", JAMA 280(19), 1690-1691, doi:10.1001/jama.280.19.1690.
 * @example
 * const readings = effectSizeReadings({ times: 10, baseline: 0.7, compared: 0.8 });
 * readings.asRelativeRisk; // => null
 * readings.asOddsRatio; // ≈ 0.959
 * readings.asChurnRatio; // ≈ 0.97
 * readings.asSurvivalAfter; // ≈ 17.2
 */
export function effectSizeReadings(input: EffectSizeReadingsInput): EffectSizeReadings {
  const where = "effectSizeReadings";
  checkFields(where, "input", input, ["times", "baseline", "compared"]);
  const { times, baseline, compared } = input;
  checkPositive(where, "times", times);
  check(times > 1, where, "times", "must be above 1", times);
  checkFraction(where, "baseline", baseline, "open");
  if (compared !== undefined) {
    checkFraction(where, "compared", compared, "aboveZero");
    check(compared > baseline, where, "compared", `must be above baseline (${baseline})`, compared);
  }
  return {
    highestBaseline: 1 / times,
    asRelativeRisk: times * baseline <= 1 ? times * baseline : null,
    asOddsRatio: comparedProbability("oddsRatio", times, baseline, 1),
    asChurnRatio: comparedProbability("churnRatio", times, baseline, 1),
    asSurvivalAfter: compared === undefined ? null : Math.log(times) / Math.log(compared / baseline),
  };
}

/** How many times as often the exposed leave, and how many are exposed. */
export interface AttributableChurnInput {
  /** Churn of the exposed (for instance dissatisfied) over that of the others: above 0. */
  readonly riskRatio: number;
  /** Share of customers who are exposed: 0 to 1. */
  readonly exposedShare: number;
  /** Churn rate of those not exposed: above 0, at most 1, and with the ratio at most 1. Left out, rates are null. */
  readonly unexposedChurn?: number | undefined;
}

/** What an exposure does to churn. */
export interface AttributableChurn {
  /** The largest churn of the others at which the ratio is possible: min(1, 1 / ratio). */
  readonly highestUnexposedChurn: number;
  /** Share of the leavers who were exposed. */
  readonly shareOfLeavers: number;
  /** Share of churn that would go if the exposed left no more often than the others; negative for a ratio below 1. */
  readonly attributableFraction: number;
  /** Churn rate of all; null without `unexposedChurn`. */
  readonly churnRate: number | null;
  /** Churn rate of the exposed; null as above. */
  readonly exposedChurn: number | null;
  /** The same effect as an odds ratio of leaving; null as above, and where all exposed leave. */
  readonly oddsRatio: number | null;
}

/**
 * What an exposure that multiplies churn does to all customers: share of the leavers exposed, and share of churn that is
 * due to it.
 *
 * "Due to it" holds if the exposed, freed from it, would leave like the others; satisfied customers may differ otherwise.
 *
 * Formula: with u exposed and ratio k, churn = c(1 + (k - 1) u); exposed among leavers = k u / (1 + (k - 1) u);
 * attributable = (k - 1) u / (1 + (k - 1) u).
 *
 * @param input - Ratio, exposed share, churn of those not exposed.
 * @returns Shares of leavers, attributable fraction, rates; plain data.
 * @throws {InvalidInputError} If a share is no fraction, or ratio × unexposedChurn exceeds 1.
 * @see Levin (1953), "The Occurrence of Lung Cancer in Man", Acta Unio Internationalis Contra Cancrum 9, 531-541.
 * @example
 * const effect = attributableChurn({ riskRatio: 5, exposedShare: 0.25, unexposedChurn: 0.1 });
 * effect.churnRate; // => 0.2
 * effect.shareOfLeavers; // => 0.625
 * effect.attributableFraction; // => 0.5
 */
export function attributableChurn(input: AttributableChurnInput): AttributableChurn {
  const where = "attributableChurn";
  checkFields(where, "input", input, ["riskRatio", "exposedShare", "unexposedChurn"]);
  const { riskRatio, exposedShare, unexposedChurn } = input;
  checkPositive(where, "riskRatio", riskRatio);
  checkFraction(where, "exposedShare", exposedShare);
  const highest = Math.min(1, 1 / riskRatio);
  if (unexposedChurn !== undefined) {
    checkFraction(where, "unexposedChurn", unexposedChurn, "aboveZero");
    const rule = `must be at most ${highest} for the exposed to leave ${riskRatio} times as often`;
    check(unexposedChurn <= highest * (1 + 1e-12), where, "unexposedChurn", rule, unexposedChurn);
  }
  const all = 1 + (riskRatio - 1) * exposedShare;
  const exposedChurn = unexposedChurn === undefined ? null : Math.min(1, riskRatio * unexposedChurn);
  return {
    highestUnexposedChurn: highest,
    shareOfLeavers: (riskRatio * exposedShare) / all,
    attributableFraction: ((riskRatio - 1) * exposedShare) / all + 0,
    churnRate: unexposedChurn === undefined ? null : unexposedChurn * all,
    exposedChurn,
    oddsRatio:
      exposedChurn === null || exposedChurn >= 1 || unexposedChurn! >= 1
        ? null
        : (exposedChurn * (1 - unexposedChurn!)) / ((1 - exposedChurn) * unexposedChurn!),
  };
}
