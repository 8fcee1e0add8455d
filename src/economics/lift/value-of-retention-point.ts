/** What a point of retention is worth to a fitted base whose customers differ, and how sure that is. */

import {
  check,
  checkCount,
  checkFields,
  checkFraction,
  checkObject,
  checkPositive,
  isList,
} from "../../errors.js";
import type { Fit } from "../../inference/fit.js";
import { checkWhole, type DerivedInterval, uncertaintyFor } from "../../inference/uncertainty.js";
import { largestOf } from "../../math/extremes.js";
import { type DiscountInput, discountFields, periodDiscount, type TimeUnit } from "../../time.js";

/** A contractual model as the value of a base needs it: every module of one has this function. */
export interface RetentionModel {
  /** Probability of staying in each of these periods of a customer's life, at given parameters. */
  readonly retentionRate: (parameters: never, periods: readonly number[]) => ArrayLike<number>;
}

/** Customers of the same number of renewals. */
export interface TenureCount {
  /** Renewals that they have made: whole, 0 or more. */
  readonly renewals: number;
  /** How many they are: whole, 0 or more. */
  readonly customers: number;
}

/** A fitted base, what its customers pay, and the change. */
export interface RetentionPointInput extends DiscountInput {
  /** The model, for instance `shiftedBetaGeometric`. */
  readonly model: RetentionModel;
  /** A fit of it. */
  readonly fit: Fit<object>;
  /** The customers there are: a list whose first entry has made no renewal, or rows. */
  readonly base: readonly number[] | readonly TenureCount[];
  /** Margin of a renewal payment, above 0. */
  readonly margin: number;
  /** By how much the retention rate of every tenure rises, as a fraction: 0.01 by default, one percentage point. */
  readonly points?: number | undefined;
  /** How many renewals count: all by default, which a discount rate above 0 makes finite. */
  readonly horizon?: number | undefined;
  /** Level of the intervals, 0.95 by default. */
  readonly level?: number | undefined;
}

/** Value of the customers of one tenure. */
export interface RetentionPointTenure {
  /** Renewals made. */
  readonly renewals: number;
  /** Customers. */
  readonly customers: number;
  /** Probability of the next renewal before the change. */
  readonly retention: number;
  /** Value of one customer before. */
  readonly before: number;
  /** Value of one customer after. */
  readonly after: number;
  /** What the change brings for all customers of this tenure. */
  readonly difference: number;
}

/** What a change of retention is worth to a base. */
export interface RetentionPointValue {
  /** By how much retention rises. */
  readonly points: number;
  /** Customers of the base. */
  readonly customers: number;
  /** Present value of the renewals to come, before the change, with its interval for the error of the fit. */
  readonly before: DerivedInterval;
  /** The same after the change. */
  readonly after: DerivedInterval;
  /** What the change brings: the interval is that of the difference. */
  readonly difference: DerivedInterval;
  /** The same for each customer. */
  readonly perCustomer: DerivedInterval;
  /** One row a tenure. */
  readonly byTenure: readonly RetentionPointTenure[];
  /** Effective discount rate per period. */
  readonly discountRate: number;
  /** How many renewals count; null for all. */
  readonly horizon: number | null;
  /** The unit of a period; null where it was not named. */
  readonly timeUnit: TimeUnit | null;
}

const where = "valueOfRetentionPoint";
const fields = [
  ...discountFields,
  ...(["model", "fit", "base", "margin", "points", "horizon", "level"] as const),
] as const;

/**
 * Value of one more percentage point of retention among existing customers: the present value of their renewals with
 * every tenure's retention a point higher, less the value as it is. The difference has an interval.
 *
 * It is the point of those who are there: new customers gain too (`retentionLift`). Here the rate of a tenure rises as a whole; where it
 * would pass 1 it stops there. If instead each customer's own rate rose by a point, the mix of a tenure would change as well:
 * `retentionLiftBySegment`. The interval holds the error of the fit, not whether the point can be had.
 *
 * Formula: V(n) = r(n+1) (m + V(n+1)) / (1 + d) for a customer with n renewals, Σ customers × (V₁(n) - V(n)), r₁ = min(1, r + points);
 *   intervals by the delta method.
 *
 * @param input - `model`, `fit`, `base` (customers by renewals made), `margin` of a renewal, `discountRate` (or `{ rate, per }`; the
 *   fit knows its period), `points` (fraction, default 0.01), `horizon` (renewals, default all), `level` (0.95).
 * @returns Value before and after, their difference and that per customer, each with its interval, and one row a tenure.
 * @throws {InvalidInputError} If an argument breaks its rule, or the value has no end: without a discount give a `horizon`.
 * @throws {InsufficientDataError} If the fit has no standard errors.
 * @see Fader & Hardie (2010), "Customer-Base Valuation in a Contractual Setting: The Perils of Ignoring Heterogeneity",
 *   Marketing Science 29(1), 85-93, doi:10.1287/mksc.1080.0482.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * const fit = shiftedBetaGeometric.fit(cohort);
 * const point = valueOfRetentionPoint({
 *   model: shiftedBetaGeometric, fit, base: [400, 300, 250, 491], margin: 100, discountRate: 0.1,
 * });
 * point.difference.estimate; // ≈ 73221
 * point.difference.lower; // ≈ 65006
 */
export function valueOfRetentionPoint(input: RetentionPointInput): RetentionPointValue {
  const { model, fit, base, customers, terms, level, timeUnit } = readInput(input);
  const valuesAt = valuesOf(model, base, terms);
  const total = (values: readonly number[]) =>
    values.reduce((sum, value, i) => sum + value * base[i]!.customers, 0);
  const [before, after, difference, perCustomer] = uncertaintyFor(
    where,
    fit,
    (parameters) => {
      const tenures = valuesAt(parameters);
      const was = total(tenures.map((one) => one.before));
      const is = total(tenures.map((one) => one.after));
      return [was, is, is - was, (is - was) / customers];
    },
    { level },
  );
  const tenures = valuesAt(fit.parameters);
  return {
    points: terms.points,
    customers,
    before: before!,
    after: after!,
    difference: difference!,
    perCustomer: perCustomer!,
    byTenure: base.map((row, i) => ({
      ...row,
      ...tenures[i]!,
      difference: row.customers * (tenures[i]!.after - tenures[i]!.before),
    })),
    discountRate: terms.rate,
    horizon: terms.horizon,
    timeUnit,
  };
}

function readInput(input: RetentionPointInput) {
  checkFields(where, "input", input, fields);
  const { model, fit, margin, points = 0.01, horizon, level } = input;
  checkObject(where, "model", model);
  check(typeof model.retentionRate === "function", where, "model", "must be a contractual model", model);
  checkObject(where, "fit", fit);
  check("formatVersion" in fit && "parameters" in fit, where, "fit", "must be a fit", fit);
  checkWhole(where, "fit", fit);
  // A fit of another model is refused by the method itself.
  model.retentionRate(fit as never, [1]);
  checkPositive(where, "margin", margin);
  checkFraction(where, "points", points, "aboveZero");
  if (horizon !== undefined) checkCount(where, "horizon", horizon, 1);
  const base = readBase(input.base);
  const customers = base.reduce((sum, row) => sum + row.customers, 0);
  check(customers > 0, where, "base", "must hold at least one customer", customers);
  const discount = { ...input, timeUnit: input.timeUnit ?? fit.timeUnit ?? undefined };
  const { rate, timeUnit } = periodDiscount(where, discount);
  check(
    rate > 0 || horizon !== undefined,
    where,
    "horizon",
    "must be given without a discount rate",
    horizon,
  );
  const terms: Terms = { margin, points, rate, horizon: horizon ?? null };
  return { model, fit, base, customers, terms, level, timeUnit };
}

function readBase(base: RetentionPointInput["base"]): TenureCount[] {
  check(isList(base), where, "base", "must be an array of customers by renewals made", base);
  return (base as readonly (number | TenureCount)[]).map((entry, i) => {
    const row =
      typeof entry === "object" && entry !== null ? entry : { renewals: i, customers: entry as number };
    checkFields(where, `base[${i}]`, row, ["renewals", "customers"]);
    checkCount(where, `base[${i}].renewals`, row.renewals);
    check(row.renewals <= 10_000, where, `base[${i}].renewals`, "must be at most 10000", row.renewals);
    checkCount(where, `base[${i}].customers`, row.customers);
    return { renewals: row.renewals, customers: row.customers };
  });
}

interface Terms {
  readonly margin: number;
  readonly points: number;
  readonly rate: number;
  readonly horizon: number | null;
}

/** Discounted payments beyond this many are below 1e-14 of the first. */
const endOf = (rate: number): number => Math.min(100_000, Math.ceil(32 / Math.log1p(rate)));

/** Value before and after of one customer of each tenure, at given parameters. */
function valuesOf(model: RetentionModel, base: readonly TenureCount[], terms: Terms) {
  const { horizon, rate } = terms;
  const oldest = largestOf(base.map(({ renewals }) => renewals));
  const ages = Array.from({ length: oldest + (horizon ?? endOf(rate)) }, (_, i) => i + 1);
  return (parameters: object) => {
    const rates = model.retentionRate(parameters as never, ages);
    const [before, after] = [0, terms.points].map((points) => residualValues(rates, { ...terms, points }));
    return base.map(({ renewals }) => ({
      retention: rates[renewals]!,
      before: before!(renewals),
      after: after!(renewals),
    }));
  };
}

/** Value of the renewals to come, by renewals made. */
function residualValues(rates: ArrayLike<number>, { margin, points, rate, horizon }: Terms) {
  const stay = (age: number) => Math.min(1, rates[age - 1]! + points);
  if (horizon !== null)
    return (renewals: number): number => {
      let value = 0;
      for (let k = horizon; k >= 1; k--) value = (stay(renewals + k) * (margin + value)) / (1 + rate);
      return value;
    };
  const values = new Float64Array(rates.length + 1);
  for (let n = rates.length - 1; n >= 0; n--)
    values[n] = (stay(n + 1) * (margin + values[n + 1]!)) / (1 + rate);
  return (renewals: number): number => values[renewals]!;
}
