/** When customers have brought in what they cost, as observed: from a curve of value to date. */
import { check, checkFields, checkFraction, checkPositive, isList } from "../errors.js";
import type { Interval } from "../inference/interval.js";

/** What one customer has brought in by the end of a period, over the customers watched so long. */
export interface ValueToDatePoint {
  /** Number of the period, 0 being that of the acquisition. */
  readonly period: number;
  /** Value per customer up to the end of it; null where nobody was watched so long. */
  readonly estimate: number | null;
  /** Lower end of its interval; null where there is none. */
  readonly lower: number | null;
  /** Upper end of its interval; null where there is none. */
  readonly upper: number | null;
}

/** A curve of value to date, as `retentionCurve` makes it of a cumulative table of sums. */
export interface ValueToDate {
  /** Confidence level of the intervals. */
  readonly level: number;
  /** How they were made; null for no intervals. */
  readonly intervalMethod: string | null;
  /** One point per period, in order. */
  readonly points: readonly ValueToDatePoint[];
}

/** Input of `realizedPayback`. */
export interface RealizedPaybackInput {
  /** Value to date: `retentionCurve(cohortTable(orders, { measure: "sum", definition: "onOrBefore", … }))`. */
  readonly valueToDate: ValueToDate;
  /** Cost of acquiring one customer, in the currency of the values: above 0. */
  readonly acquisitionCost: number;
}

/** The period in which the value to date reaches the cost, with its interval. */
export interface RealizedPayback extends Interval<number | null> {
  /** Why the cost is not covered yet, in words; null when it is. */
  readonly reason: string | null;
}

/** Checks a curve of value to date. */
export function checkValueToDate(where: string, argument: string, curve: ValueToDate): void {
  const rule = "must be a curve with points, as retentionCurve makes it of cumulative sums";
  const known =
    typeof curve === "object" && curve !== null && isList(curve.points) && curve.points.length > 0;
  check(known, where, argument, rule, curve);
  checkFraction(where, `${argument}.level`, curve.level, "open");
  for (const [i, point] of curve.points.entries())
    for (const name of ["period", "estimate", "lower", "upper"] as const) {
      const value: unknown = point?.[name];
      const fine = Number.isFinite(value) || (name !== "period" && value === null);
      check(fine, where, `${argument}.points[${i}].${name}`, "must be a finite number", value);
    }
}

/**
 * Payback as observed: the period in which the value of the customers of a curve reaches what one of them cost.
 *
 * Nothing is projected: a cost that is not covered yet is null, with the value so far (`payback` projects). Use margins, not
 * revenue. The interval holds the periods at which the cost lies within the interval of the value, so an end that lies
 * beyond the data is null. A pooled curve can fall where young cohorts leave it: the first period counts.
 *
 * Formula: smallest k with V(k) ≥ A; lower and upper the smallest k with U(k) ≥ A and L(k) ≥ A.
 *
 * @param input - `valueToDate`, and the `acquisitionCost` of one customer.
 * @returns The number of the period, 0 being that of the acquisition, and its ends; null where it lies beyond the data.
 * @throws {InvalidInputError} If an argument breaks its rule.
 * @see Brookmeyer & Crowley (1982), Biometrics 38(1), 29-41 (the interval by test inversion, there of a median).
 *
 * @example
 * const orders = ["a", "b", "c", "d"].flatMap((customer, i) =>
 *   ["01", "02", "03"].map((month) => ({ customer, time: `2024-${month}-10`, amount: 10 + 2 * i })));
 * const table = cohortTable(orders, { period: "month", asOf: "2024-04-01", measure: "sum", definition: "onOrBefore" });
 * realizedPayback({ valueToDate: retentionCurve(table), acquisitionCost: 25 }).estimate; // => 1
 */
export function realizedPayback(input: RealizedPaybackInput): RealizedPayback {
  const where = "realizedPayback";
  checkFields(where, "input", input, ["valueToDate", "acquisitionCost"]);
  const { valueToDate, acquisitionCost } = input;
  checkValueToDate(where, "valueToDate", valueToDate);
  checkPositive(where, "acquisitionCost", acquisitionCost);
  const { points, level, intervalMethod } = valueToDate;
  // A sum that reaches the cost but for rounding covers it.
  const cost = acquisitionCost * (1 - 1e-14);
  const reach = (name: "estimate" | "lower" | "upper") =>
    points.find((point) => (point[name] ?? Number.NEGATIVE_INFINITY) >= cost)?.period ?? null;
  const estimate = reach("estimate");
  const known = points.filter((point) => point.estimate !== null);
  const last = known.at(-1);
  const so =
    last === undefined
      ? "nobody was watched"
      : `${Number(last.estimate!.toPrecision(4))} by the end of period ${last.period}`;
  return {
    ...{ estimate, lower: reach("upper"), upper: reach("lower"), level },
    method: `inverted ${intervalMethod ?? "curve"}`,
    reason:
      estimate === null
        ? `the value to date is ${so}, less than the acquisition cost of ${acquisitionCost}`
        : null,
  };
}
