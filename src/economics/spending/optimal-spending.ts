/**
 * How much to spend on winning customers and how much on keeping them: the customer equity test of Blattberg and Deighton,
 * with the marginal costs that decide and the average costs that do not.
 */

import { checkFields, checkPositive } from "../../errors.js";
import { findRoot } from "../../math/roots.js";
import { type DiscountInput, discountFields, periodDiscount } from "../../time.js";
import {
  curveParameters,
  rateAt,
  type SpendingCurve,
  type SpendingCurveParameters,
  slopeAt,
} from "./spending-curve.js";

/** What decides the optimum: the margin, the two responses to spend, the clock, and a budget if there is one. */
export interface SpendingProblem extends DiscountInput {
  /** Margin of a customer per period, before the retention spend: above 0, in money. */
  readonly margin: number;
  /** Share of prospects won, by acquisition spend per prospect. */
  readonly acquisition: SpendingCurve;
  /** Share of customers kept from one period to the next, by retention spend per customer and period. */
  readonly retention: SpendingCurve;
  /** Money per prospect for acquisition and for one period's retention of those won; left out, there is no limit. */
  readonly budget?: number | undefined;
}

/** One of the two decisions at the optimum. */
export interface SpendingDecision {
  /** Optimal spend, per prospect or per customer and period; 0 where the first unit of money does not pay. */
  readonly spend: number;
  /** The rate that it brings. */
  readonly rate: number;
  /** spend / rate: money per customer won, or per customer kept for a period; null where the rate is 0. */
  readonly averageCost: number | null;
  /** Money that one more customer won or kept would cost. */
  readonly marginalCost: number;
  /** The response, by its parameters. */
  readonly curve: SpendingCurveParameters;
}

/** The optimum of acquisition and retention spend. */
export interface OptimalSpending {
  /** Acquisition, per prospect. */
  readonly acquisition: SpendingDecision;
  /** Retention, per customer and period. */
  readonly retention: SpendingDecision;
  /** Value of a customer just won, the first margin now, retention spend deducted. */
  readonly customerValue: number;
  /** Customer equity per prospect: rate × customerValue - acquisition spend. */
  readonly valuePerProspect: number;
  /** Average cost of winning over average cost of keeping: the "five times" of so many articles; null where either is missing. */
  readonly averageCostRatio: number | null;
  /** Marginal cost of winning over marginal cost of keeping: 1 at an unconstrained optimum. */
  readonly marginalCostRatio: number;
  /** Acquisition spend plus one period's retention spend on those won, per prospect. */
  readonly spendPerProspect: number;
  /** What one more unit of budget would add to `valuePerProspect`; 0 where the budget does not bind or there is none. */
  readonly shadowPrice: number;
}

/**
 * Optimal spend on acquisition per prospect and on retention per customer, in money, at which the equity of a prospect is
 * largest.
 *
 * At the optimum the marginal cost of winning and the marginal cost of keeping both equal the value of a customer, whatever
 * the average costs are: that winning costs "five times as much" on average says nothing about where the next unit of
 * money belongs. The answer is no better than the two curves: the ceiling is a judgement, and the curves are taken to be
 * free of each other (customers who are cheap to win are often hard to keep).
 *
 * Formula: a = c_a (1 - e^(-k_a A)), r = c_r (1 - e^(-k_r R)), V = m + (m r - R) / (1 + d - r), maximise a V - A,
 * subject to A + a R ≤ budget.
 *
 * @param problem - Margin, the two curves, the clock, and a budget per prospect if it is limited.
 * @returns Both decisions with their average and marginal costs, and the shadow price of the budget; plain data.
 * @throws {InvalidInputError} If the margin or budget is not above 0, or no curve fits.
 * @see Blattberg & Deighton (1996), "Manage Marketing by the Customer Equity Test", Harvard Business Review 74(4), 136-144.
 * @see Pfeifer (2005), "The Optimal Ratio of Acquisition and Retention Costs", Journal of Targeting, Measurement and
 *   Analysis for Marketing 13, 179-188, doi:10.1057/palgrave.jt.5740142.
 * @see Berger & Nasr-Bechwati (2001), "The Allocation of Promotion Budget to Maximize Customer Equity", Omega 29(1), 49-61.
 * @example
 * const best = optimalSpending({
 *   margin: 100,
 *   acquisition: { ceiling: 0.4, point: { spend: 5, rate: 0.05 } },
 *   retention: { ceiling: 0.7, point: { spend: 10, rate: 0.4 } },
 *   discountRate: 0.2,
 * });
 * best.retention.spend; // ≈ 26.767
 * best.acquisition.marginalCost; // ≈ 162.862
 * best.customerValue; // ≈ 162.862
 * best.averageCostRatio; // ≈ 2.858
 */
export function optimalSpending(problem: SpendingProblem): OptimalSpending {
  const where = "optimalSpending";
  checkFields(where, "input", problem, ["margin", "acquisition", "retention", "budget", ...discountFields]);
  checkPositive(where, "margin", problem.margin);
  const model: Model = {
    margin: problem.margin,
    discount: periodDiscount(where, problem).rate,
    acquisition: curveParameters(where, "acquisition", problem.acquisition),
    retention: curveParameters(where, "retention", problem.retention),
  };
  const free = freeOptimum(model);
  if (problem.budget === undefined) return describeOptimum(model, free, 0);
  checkPositive(where, "budget", problem.budget);
  if (outlay(model, free) <= problem.budget) return describeOptimum(model, free, 0);
  const bound = boundOptimum(model, free, problem.budget);
  return describeOptimum(model, bound, shadowPrice(model, bound));
}

interface Model {
  readonly margin: number;
  readonly discount: number;
  readonly acquisition: SpendingCurveParameters;
  readonly retention: SpendingCurveParameters;
}

interface Spends {
  readonly acquisition: number;
  readonly retention: number;
}

/** 1 + d - r, formed so that a ceiling of 1 without discount does not cancel. */
function denominator({ discount, retention: { ceiling, steepness } }: Model, spend: number): number {
  return discount + (1 - ceiling) + ceiling * Math.exp(-steepness * spend);
}

function valueAt(model: Model, spend: number): number {
  return model.margin + (model.margin * rateAt(model.retention, spend) - spend) / denominator(model, spend);
}

/** dV/dR = (r' V - 1) / (1 + d - r). */
function valueSlope(model: Model, spend: number): number {
  return (slopeAt(model.retention, spend) * valueAt(model, spend) - 1) / denominator(model, spend);
}

function freeOptimum(model: Model): Spends {
  // r'(R) V(R) falls throughout, because V'/V < k: one root at most.
  const retention = fallingRoot((spend) => slopeAt(model.retention, spend) * valueAt(model, spend) - 1);
  const value = valueAt(model, retention);
  const { ceiling, steepness } = model.acquisition;
  return { acquisition: Math.max(0, Math.log(ceiling * steepness * value) / steepness), retention };
}

function fallingRoot(f: (x: number) => number): number {
  if (f(0) <= 0) return 0;
  let upper = 1;
  while (f(upper) > 0) upper *= 2;
  return findRoot(f, [0, upper]);
}

/** Acquisition spend plus one period's retention spend on those won, per prospect. */
function outlay(model: Model, { acquisition, retention }: Spends): number {
  return acquisition + rateAt(model.acquisition, acquisition) * retention;
}

/** The best split of a budget that binds: along the budget line the retention spend runs from 0 to its free optimum. */
function boundOptimum(model: Model, free: Spends, budget: number): Spends {
  const acquisitionFor = (retention: number) =>
    retention === 0
      ? budget
      : findRoot((spend) => outlay(model, { acquisition: spend, retention }) - budget, [0, budget]);
  const equity = (retention: number) =>
    equityAt(model, { acquisition: acquisitionFor(retention), retention });
  const pieces = 256;
  const step = free.retention / pieces;
  // The equity along the line can have two maxima (V can be convex in R), so it is scanned before it is refined.
  let best = 0;
  for (let piece = 1; piece <= pieces; piece++) if (equity(piece * step) > equity(best * step)) best = piece;
  const condition = (retention: number) => {
    const acquisition = acquisitionFor(retention);
    const slope = slopeAt(model.acquisition, acquisition);
    return valueSlope(model, retention) * (1 + slope * retention) - slope * valueAt(model, retention) + 1;
  };
  const lower = Math.max(0, best - 1) * step;
  const upper = Math.min(pieces, best + 1) * step;
  const atStart = best === 0 && condition(0) <= 0;
  const retention = atStart || upper === 0 ? 0 : findRoot(condition, [lower, upper]);
  return { acquisition: acquisitionFor(retention), retention };
}

function equityAt(model: Model, { acquisition, retention }: Spends): number {
  return rateAt(model.acquisition, acquisition) * valueAt(model, retention) - acquisition;
}

/** λ = (a' V - 1) / (1 + a' R), the gain of the best use of one more unit of budget. */
function shadowPrice(model: Model, { acquisition, retention }: Spends): number {
  const slope = slopeAt(model.acquisition, acquisition);
  return (slope * valueAt(model, retention) - 1) / (1 + slope * retention);
}

function describeOptimum(model: Model, spends: Spends, price: number): OptimalSpending {
  const acquisition = decision(model.acquisition, spends.acquisition);
  const retention = decision(model.retention, spends.retention);
  const ratio =
    acquisition.averageCost === null || retention.averageCost === null
      ? null
      : acquisition.averageCost / retention.averageCost;
  return {
    acquisition,
    retention,
    customerValue: valueAt(model, spends.retention),
    valuePerProspect: equityAt(model, spends),
    averageCostRatio: ratio,
    marginalCostRatio: acquisition.marginalCost / retention.marginalCost,
    spendPerProspect: outlay(model, spends),
    shadowPrice: price,
  };
}

function decision(curve: SpendingCurveParameters, spend: number): SpendingDecision {
  const rate = rateAt(curve, spend);
  const averageCost = rate > 0 ? spend / rate : null;
  return { spend, rate: rate > 0 ? rate : 0, averageCost, marginalCost: 1 / slopeAt(curve, spend), curve };
}
