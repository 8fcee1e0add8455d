/** The exponential response of Blattberg and Deighton: a rate that rises with spend towards a ceiling it never reaches. */
import { check, checkFields, checkFraction, checkNonNegative, checkPositive, isDense } from "../../errors.js";
import { findRoot } from "../../math/roots.js";

/** What was spent per person and which rate came of it. */
export interface SpendingPoint {
  /** Spend per person, in money: above 0. */
  readonly spend: number;
  /** The rate that it brought: a fraction above 0 and below 1. */
  readonly rate: number;
}

/**
 * How a rate responds to spend: rate = ceiling × (1 - e^(-steepness × spend)), given by its two parameters, by the ceiling
 * and one observed point, or by two observed points.
 */
export type SpendingCurve =
  | { readonly ceiling: number; readonly steepness: number }
  | { readonly ceiling: number; readonly point: SpendingPoint }
  | { readonly points: readonly [SpendingPoint, SpendingPoint] };

/** A spending curve by its two parameters. */
export interface SpendingCurveParameters {
  /** The rate that no spend can exceed: a fraction above 0, at most 1. */
  readonly ceiling: number;
  /** How fast the ceiling is approached, per unit of money: above 0. */
  readonly steepness: number;
}

/** Checks a curve and gives its parameters: k = -ln(1 - rate / ceiling) / spend. */
export function curveParameters(
  where: string,
  argument: string,
  curve: SpendingCurve,
): SpendingCurveParameters {
  checkFields(where, argument, curve, ["ceiling", "steepness", "point", "points"]);
  const { ceiling, steepness, point, points } = curve as Partial<SpendingCurveParameters> & {
    readonly point?: SpendingPoint;
    readonly points?: readonly [SpendingPoint, SpendingPoint];
  };
  const ways = [steepness, point, points].filter((way) => way !== undefined).length;
  const rule = "must hold one of steepness (with ceiling), point (with ceiling) and points";
  check(ways === 1, where, argument, rule, curve);
  if (points !== undefined) {
    check(ceiling === undefined, where, `${argument}.ceiling`, "must be left out beside two points", ceiling);
    return throughTwoPoints(where, argument, points);
  }
  checkFraction(where, `${argument}.ceiling`, ceiling, "aboveZero");
  if (point === undefined) {
    checkPositive(where, `${argument}.steepness`, steepness);
    return { ceiling, steepness };
  }
  checkPoint(where, `${argument}.point`, point);
  const { spend, rate } = point;
  check(rate < ceiling, where, `${argument}.point.rate`, `must be below the ceiling (${ceiling})`, rate);
  return { ceiling, steepness: -Math.log1p(-rate / ceiling) / spend };
}

function throughTwoPoints(
  where: string,
  argument: string,
  points: readonly [SpendingPoint, SpendingPoint],
): SpendingCurveParameters {
  const name = `${argument}.points`;
  check(isDense(points) && points.length === 2, where, name, "must be an array of two points", points);
  points.forEach((point, index) => {
    checkPoint(where, `${name}[${index}]`, point);
  });
  const [low, high] = points[0].spend < points[1].spend ? points : [points[1], points[0]];
  const spends = high.spend / low.spend;
  const rates = high.rate / low.rate;
  const rule = "must rise with spend, and less than in proportion to it";
  check(rates > 1 && rates < spends, where, name, rule, [low.rate, high.rate]);
  // In x = steepness × low.spend the ratio of the rates falls from `spends` at 0 to 1 at infinity.
  const excess = (x: number) => Math.expm1(-x * spends) / Math.expm1(-x) - rates;
  let upper = 1;
  while (excess(upper) > 0) upper *= 2;
  let lower = upper / 2;
  while (excess(lower) < 0) lower /= 2;
  const steepness = findRoot(excess, [lower, upper]) / low.spend;
  const ceiling = low.rate / -Math.expm1(-steepness * low.spend);
  // Points on a ceiling of exactly 1 may round to a little above it.
  check(ceiling <= 1 + 1e-9, where, name, "must lie on a curve whose ceiling is at most 1", ceiling);
  return { ceiling: Math.min(1, ceiling), steepness };
}

function checkPoint(where: string, argument: string, point: SpendingPoint): void {
  checkFields(where, argument, point, ["spend", "rate"]);
  checkPositive(where, `${argument}.spend`, point.spend);
  checkFraction(where, `${argument}.rate`, point.rate, "open");
}

/** The rate at a spend of 0 or more. */
export function rateAt({ ceiling, steepness }: SpendingCurveParameters, spend: number): number {
  return -ceiling * Math.expm1(-steepness * spend);
}

/** Derivative of the rate: what one more unit of money per person adds. */
export function slopeAt({ ceiling, steepness }: SpendingCurveParameters, spend: number): number {
  return ceiling * steepness * Math.exp(-steepness * spend);
}

/**
 * Rate that a spend per person brings: rises from 0 towards a ceiling, each unit of money adding less than the one before.
 *
 * Two points always fit: whether the response is of this shape, only a third can tell.
 *
 * Formula: rate = c (1 - e^(-k s)).
 *
 * @param curve - The curve: `{ ceiling, steepness }`, `{ ceiling, point: { spend, rate } }` or `{ points: [p1, p2] }`.
 * @param spend - Spend per person, in the money of the curve: 0 or more.
 * @returns The rate: a fraction from 0 to the ceiling.
 * @throws {InvalidInputError} If no such curve passes through the points, or the spend is negative.
 * @see Blattberg & Deighton (1996), "Manage Marketing by the Customer Equity Test", Harvard Business Review 74(4), 136-144.
 * @example
 * spendingResponse({ ceiling: 0.4, point: { spend: 5, rate: 0.2 } }, 10); // ≈ 0.3
 */
export function spendingResponse(curve: SpendingCurve, spend: number): number {
  checkNonNegative("spendingResponse", "spend", spend);
  return rateAt(curveParameters("spendingResponse", "curve", curve), spend);
}

/**
 * Parameters of the spending curve through one observed point under a known ceiling, or through two observed points.
 *
 * The ceiling is a judgement ("what share could we win if money were no object?"), and the optimum depends on it: try several.
 *
 * Formula: k = -ln(1 - rate / ceiling) / spend; through two points, the k at which both give one ceiling.
 *
 * @param curve - `{ ceiling, point: { spend, rate } }` or `{ points: [p1, p2] }`.
 * @returns Ceiling and steepness; plain data.
 * @throws {InvalidInputError} If no such curve passes through the points.
 * @see Blattberg & Deighton (1996), "Manage Marketing by the Customer Equity Test", Harvard Business Review 74(4), 136-144.
 * @example
 * calibrateSpendingCurve({ ceiling: 0.4, point: { spend: 5, rate: 0.2 } }).steepness; // ≈ 0.1386
 */
export function calibrateSpendingCurve(curve: SpendingCurve): SpendingCurveParameters {
  return curveParameters("calibrateSpendingCurve", "curve", curve);
}
