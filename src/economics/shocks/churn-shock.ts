/** A shock to churn: how many more left than would have, how the excess fades or lasts, and what it destroyed. */

import {
  check,
  checkCount,
  checkFields,
  checkFinite,
  checkFraction,
  checkNonNegative,
  checkObject,
  checkPositive,
} from "../../errors.js";
import { type DiscountRate, discountFields, periodDiscount, type TimeUnit } from "../../time.js";

/**
 * How the extra hazard runs over time: it stays (`step`), fades exponentially with a mean duration (`decaying`), or ends
 * when the change is taken back (`reversed`). Durations are in periods.
 */
export type ShockShape =
  | { readonly kind: "step" }
  | { readonly kind: "decaying"; readonly meanDuration: number }
  | { readonly kind: "reversed"; readonly after: number };

/** Subscriber counts around a shock, and the net growth there would have been without it. */
export interface ObservedShock {
  /** Subscribers when it began, in any unit (persons, millions): above 0. */
  readonly atStart: number;
  /** Subscribers at the end of the time observed, in the same unit. */
  readonly atEnd: number;
  /** Net growth over that time without the shock, in the same unit: 0 for a base that stood still. A judgement. */
  readonly counterfactualNet: number;
  /** Length of that time in periods: 3 for a quarter when churn is monthly. */
  readonly periods: number;
}

/** What is known of a shock. */
export interface ChurnShockInput {
  /** Churn rate per period before the shock: above 0, below 1. */
  readonly churnRate: number;
  /** How the extra hazard runs over time. */
  readonly shape: ShockShape;
  /** How much higher the hazard is at its highest, relative to before: 0.25 is a quarter higher. Or give `observed`. */
  readonly hazardRise?: number | undefined;
  /** Counts from which the rise of the hazard is worked out. */
  readonly observed?: ObservedShock | undefined;
  /** Customers when the shock begins. Default: `observed.atStart`, or 1, which makes every count a share. */
  readonly customers?: number | undefined;
  /** Share of the customers that the shock concerns: above 0, at most 1. Default 1. */
  readonly affectedShare?: number | undefined;
  /** Periods of `path`: a whole number. Default 12. */
  readonly periods?: number | undefined;
  /** Margin per customer and period, received at the start of each: with `discountRate`, for the value destroyed. */
  readonly margin?: number | undefined;
  /** Effective discount rate per period, or with its own period named; needed for the value destroyed. */
  readonly discountRate?: number | DiscountRate | undefined;
  /** Length of a period. Left out: the period that `discountRate` names. */
  readonly timeUnit?: TimeUnit | undefined;
  /** Set to 52 to count a year as 52 weeks; left out, a year is 365.25 days. */
  readonly weeksPerYear?: 52 | undefined;
}

/** What the counts around a shock say. */
export interface ShockEvidence {
  /** atEnd - atStart. */
  readonly net: number;
  /** counterfactualNet - net: subscribers missing. */
  readonly excess: number;
  /** excess / atStart. */
  readonly excessShare: number;
  /** Extra hazard of the affected over the time observed, were all of the excess customers of the start who left. */
  readonly excessHazard: number;
  /** Subscribers of the start who would have left in that time without the shock. */
  readonly usualLoss: number;
  /** Gross additions that the counterfactual needs: usualLoss + counterfactualNet. */
  readonly additions: number;
  /** Churn over the time observed if the additions came in spite of the shock, of the start: (additions - net) / atStart; null above 1. */
  readonly churnIfAdditionsCame: number | null;
  /** The same per period; null as above. */
  readonly churnPerPeriodIfAdditionsCame: number | null;
}

/** The base with and without the shock, one period. New customers are not counted. */
export interface ShockStep {
  /** Periods since the shock. */
  readonly period: number;
  /** Customers of the start still there without the shock. */
  readonly withoutShock: number;
  /** The same with it. */
  readonly withShock: number;
  /** withoutShock - withShock. */
  readonly extraLost: number;
}

/** A shock to churn, worked out. */
export interface ChurnShock {
  /** Shape of the shock. */
  readonly shape: ShockShape["kind"];
  /** Hazard per period before the shock: -ln(1 - churnRate). */
  readonly hazard: number;
  /** Relative rise of the hazard at its highest. */
  readonly hazardRise: number;
  /** What the counts say; null where none were given. */
  readonly evidence: ShockEvidence | null;
  /** Share of the affected who would in the end have been kept and are not: 1 for a step, which goes on until all are gone. */
  readonly shareLostInTheEnd: number;
  /** Mean remaining life of the affected with the shock over that without, 1 / (1 + rise) for a step; null for shocks that pass. */
  readonly lifetimeRatio: number | null;
  /** The base over time. */
  readonly path: readonly ShockStep[];
  /** Present value of the margins lost, over all affected customers; null where margin or discount rate was not given. */
  readonly valueDestroyed: number | null;
}

/**
 * A shock to churn, against what would have been: extra customers lost over time, and the value destroyed.
 *
 * "Lost 800,000 subscribers because of X" says three things that counts do not: that net loss is loss (new subscribers
 * hide leavers, and missing ones look like leavers), that the base would have stood still, and that X was the cause. The
 * first two are `evidence` and `counterfactualNet`; the third no arithmetic can say.
 *
 * Convention: the customers of the start alone are exposed. What is missing at the end of the time observed are those of
 * them who would still be there, so that `path` reproduces the counts. Were newcomers exposed too, the rise would be smaller
 * (83% where the example below has 93%).
 *
 * Formula: h(t) = h₀ (1 + k w(t)), w = 1 (step), e^(-t/τ) (decaying), or 1 up to T (reversed); extra lost by t:
 * N a e^(-h₀ t) (1 - e^(-h₀ k ∫w)), a the share affected; k from counts: excess = extra lost by their end.
 *
 * @param input - Churn before, the shape, the rise of the hazard or the counts it follows from; money for the value.
 * @returns The rise, the evidence, the base over time and the value destroyed; plain data.
 * @throws {InvalidInputError} If neither or both of `hazardRise` and `observed` are given, the counts leave no excess, or
 *   an input is out of range.
 * @see Netflix, letter to shareholders of 24 October 2011, for the case of the example.
 * @example
 * // Netflix, third quarter of 2011: 24.59 to 23.79 million where the quarter before had added 1.80.
 * const observed = { atStart: 24.59, atEnd: 23.79, counterfactualNet: 1.8, periods: 3 };
 * const shock = churnShock({ churnRate: 0.0453, shape: { kind: "step" }, observed });
 * shock.evidence?.excess; // ≈ 2.60
 * shock.hazardRise; // ≈ 0.93
 * shock.path[3]?.extraLost; // ≈ 2.60
 * @example
 * const pulse = churnShock({ churnRate: 0.0453, shape: { kind: "decaying", meanDuration: 1 }, hazardRise: 2 });
 * pulse.shareLostInTheEnd; // ≈ 0.0885
 */
export function churnShock(input: ChurnShockInput): ChurnShock {
  checkShock(input);
  const { churnRate, shape, observed, affectedShare = 1, periods = 12 } = input;
  const hazard = -Math.log1p(-churnRate);
  const evidence = observed === undefined ? null : readEvidence(observed, hazard, affectedShare);
  const rise = input.hazardRise ?? evidence!.excessHazard / (hazard * exposure(shape, observed!.periods));
  const affected = (input.customers ?? observed?.atStart ?? 1) * affectedShare;
  const unaffected = (input.customers ?? observed?.atStart ?? 1) - affected;
  const total = exposure(shape, Number.POSITIVE_INFINITY);
  const path = Array.from({ length: periods + 1 }, (_, period) => {
    const stay = Math.exp(-hazard * period);
    const extraLost = -affected * stay * Math.expm1(-hazard * rise * exposure(shape, period)) + 0;
    const withoutShock = (affected + unaffected) * stay;
    return { period, withoutShock, withShock: withoutShock - extraLost, extraLost };
  });
  return {
    shape: shape.kind,
    hazard,
    hazardRise: rise,
    evidence,
    shareLostInTheEnd: rise === 0 ? 0 : -Math.expm1(-hazard * rise * total),
    lifetimeRatio: shape.kind === "step" ? 1 / (1 + rise) : null,
    path,
    valueDestroyed: valueDestroyed(input, { hazard, rise, affected }),
  };
}

const where = "churnShock";

/** ∫ w over the first `time` periods: how long the extra hazard has acted at full strength. */
function exposure(shape: ShockShape, time: number): number {
  if (shape.kind === "step") return time;
  if (shape.kind === "reversed") return Math.min(time, shape.after);
  return -shape.meanDuration * Math.expm1(-time / shape.meanDuration);
}

function readEvidence(observed: ObservedShock, hazard: number, affectedShare: number): ShockEvidence {
  const { atStart, atEnd, counterfactualNet, periods } = observed;
  const net = atEnd - atStart;
  const excess = counterfactualNet - net;
  const argument = "observed.counterfactualNet";
  check(excess >= 0, where, argument, `must be at least the net growth observed (${net})`, counterfactualNet);
  const excessShare = excess / atStart;
  const remaining = affectedShare * Math.exp(-hazard * periods);
  const rule = `must leave an excess below the affected customers who would have stayed (${remaining * atStart})`;
  check(excessShare < remaining, where, argument, rule, counterfactualNet);
  const usualLoss = -atStart * Math.expm1(-hazard * periods);
  const additions = usualLoss + counterfactualNet;
  const churn = (additions - net) / atStart;
  const possible = churn >= 0 && churn <= 1;
  return {
    net,
    excess,
    excessShare,
    excessHazard: -Math.log1p(-excessShare / remaining) + 0,
    usualLoss,
    additions,
    churnIfAdditionsCame: possible ? churn : null,
    churnPerPeriodIfAdditionsCame: possible ? -Math.expm1(Math.log1p(-churn) / periods) + 0 : null,
  };
}

/** Σ m S(t) [1 - e^(-extra hazard)] v^t over t = 0, 1, …; once the shock has passed the rest is a geometric series. */
function valueDestroyed(
  input: ChurnShockInput,
  { hazard, rise, affected }: { hazard: number; rise: number; affected: number },
): number | null {
  const { margin, discountRate, timeUnit, weeksPerYear, shape } = input;
  if (margin === undefined || discountRate === undefined) return null;
  const { rate } = periodDiscount(where, { discountRate, timeUnit, weeksPerYear });
  const keep = Math.exp(-hazard) / (1 + rate);
  if (shape.kind === "step")
    return margin * affected * (1 / (1 - keep) - 1 / (1 - keep * Math.exp(-hazard * rise)));
  // 40 mean durations leave e^-40 of a fading shock, below the resolution of a number.
  const passed = Math.ceil(shape.kind === "reversed" ? shape.after : 40 * shape.meanDuration);
  let destroyed = 0;
  for (let t = 0; t < passed; t++) destroyed -= keep ** t * Math.expm1(-hazard * rise * exposure(shape, t));
  destroyed -= (keep ** passed / (1 - keep)) * Math.expm1(-hazard * rise * exposure(shape, passed));
  return margin * affected * destroyed + 0;
}

function checkShock(input: ChurnShockInput): void {
  checkFields(where, "input", input, [
    "churnRate",
    "shape",
    "hazardRise",
    "observed",
    "customers",
    "affectedShare",
    "periods",
    "margin",
    ...discountFields,
  ]);
  checkFraction(where, "churnRate", input.churnRate, "open");
  checkShape(input.shape);
  const { hazardRise, observed, customers, affectedShare, periods, margin, discountRate } = input;
  const one = (hazardRise === undefined) !== (observed === undefined);
  check(one, where, "hazardRise", "must be given, or observed, and not both", hazardRise);
  if (hazardRise !== undefined) checkNonNegative(where, "hazardRise", hazardRise);
  if (observed !== undefined) {
    checkFields(where, "observed", observed, ["atStart", "atEnd", "counterfactualNet", "periods"]);
    checkPositive(where, "observed.atStart", observed.atStart);
    checkNonNegative(where, "observed.atEnd", observed.atEnd);
    checkFinite(where, "observed.counterfactualNet", observed.counterfactualNet);
    checkPositive(where, "observed.periods", observed.periods);
  }
  if (customers !== undefined) checkPositive(where, "customers", customers);
  if (affectedShare !== undefined) checkFraction(where, "affectedShare", affectedShare, "aboveZero");
  if (periods !== undefined) checkCount(where, "periods", periods);
  if (margin !== undefined) checkNonNegative(where, "margin", margin);
  const both = (margin === undefined) === (discountRate === undefined);
  check(both, where, "discountRate", "must be given with margin, or both left out", discountRate);
}

function checkShape(shape: ShockShape): void {
  checkObject(where, "shape", shape);
  const { kind } = shape;
  const known = kind === "step" || kind === "decaying" || kind === "reversed";
  check(known, where, "shape.kind", 'must be one of "step", "decaying", "reversed"', kind);
  // A length that its kind does not use would say something else than the kind.
  const lengths = { step: [], decaying: ["meanDuration"], reversed: ["after"] } as const;
  checkFields<Partial<Record<string, unknown>>>(where, "shape", { ...shape }, ["kind", ...lengths[kind]]);
  if (kind === "decaying") checkPositive(where, "shape.meanDuration", shape.meanDuration);
  if (kind === "reversed") checkPositive(where, "shape.after", shape.after);
}
