/** What each measure of a retention lift is worth at a rate of retention, before and after the change. */
import { geometricSum, headroom, weighGeometric } from "../../value/geometric-stream.js";
import type { LiftQuestion } from "./input.js";
import { changedRate } from "./retention-change.js";

/** The measure before and after, in one unit; infinite where a sum diverges. */
export interface LiftLevels {
  readonly before: number;
  readonly after: number;
}

/** The measure before and after the change; `horizon` overrides that of the question. */
export function liftLevels(question: LiftQuestion, horizon = question.horizon): LiftLevels {
  const { measure, retention, change, acquisitionCost, fixedCostShare, margin, programmeCost } = question;
  const newRate = changedRate(retention, change);
  if (measure === "baseLimited") {
    const profit = (rate: number, spent: number) =>
      margin * (1 - fixedCostShare - spent) - (1 - rate) * acquisitionCost;
    return { before: profit(retention, 0), after: profit(newRate, programmeCost) };
  }
  const before = customerValue(question, retention, horizon);
  const after = (1 - programmeCost) * customerValue(question, newRate, horizon);
  const cost = measure === "lifetimeValueNet" ? acquisitionCost : fixedCostShare * before;
  return { before: before - cost, after: after - cost };
}

/** Present value of a customer (of the customers of one intake, when nothing is discounted). */
function customerValue(question: LiftQuestion, retention: number, horizon: number | null): number {
  const left = headroom(question.discountRate, retention, question.marginGrowth);
  if (horizon === null && left <= 0) return Number.POSITIVE_INFINITY;
  return weighGeometric({ ...question, retention, horizon }).value;
}

/** Gain as a fraction; null where the measure before is 0 or less and a fraction of it means nothing. */
export function gainOf({ before, after }: LiftLevels): number | null {
  if (!(before > 0)) return null;
  const gain = (after - before) / before;
  // Equal levels may differ by the rounding of their sums: the first payment does not depend on retention.
  return Math.abs(gain) <= 2 * Number.EPSILON ? 0 : gain;
}

/** One period after the change. */
export interface RetentionLiftStep {
  /** Periods since the change: 1, 2, …. */
  readonly period: number;
  /** Gain by then, as a fraction; null where the measure before the change is not above 0. */
  readonly gain: number | null;
}

/**
 * The gain by period. A steady-state measure shows the base on its way from the old steady state to the new one; a
 * lifetime value, the value of the payments up to that period; a base that cannot grow gains at once.
 */
export function liftPath(question: LiftQuestion): RetentionLiftStep[] {
  const { measure, periods, fixedCostShare, discountRate, horizon } = question;
  const steady = measure === "contribution" || (measure === "profit" && discountRate === 0);
  const gainAt = (period: number): number | null => {
    if (steady) return settling(question, period) / (1 - fixedCostShare);
    if (measure === "baseLimited") return gainOf(liftLevels(question));
    return gainOf(liftLevels(question, Math.min(period, horizon ?? period)));
  };
  return Array.from({ length: periods }, (_, i) => ({ period: i + 1, gain: gainAt(i + 1) }));
}

/** Growth of the contribution of a base in its old steady state, `period` periods after its retention has changed. */
export function settling({ retention, change, programmeCost }: LiftQuestion, period: number): number {
  const newRate = changedRate(retention, change);
  // N(t)/N(0) - 1 = (r₁ - r)(1 + r₁ + … + r₁^(t-1)): no steady state need exist for the base to be on its way.
  const growth = (newRate - retention) * geometricSum(1 - newRate, period);
  return growth - programmeCost * (1 + growth);
}

/** Mean lifetime in periods, 1 / (1 - r); null when nobody ever leaves. */
export function meanLifetime(retention: number): number | null {
  return retention === 1 ? null : 1 / (1 - retention);
}
