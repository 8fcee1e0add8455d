/** The lifetime value that a model predicts, beside what the cohort has brought in so far. */
import { check } from "../errors.js";
import { type CustomerInput, checkCustomer, readPayments, readStream } from "./customer-stream.js";
import { checkValueToDate, type ValueToDate } from "./realized-payback.js";
import { valueOfStream } from "./stream-value.js";

/** Input of `trackLifetimeValue`: that of `lifetimeValue`, and what was realised. */
export type TrackLifetimeValueInput = CustomerInput & {
  /** Value to date per customer: `retentionCurve(cohortTable(payments, { measure: "sum", definition: "onOrBefore", … }))`. */
  readonly realized: ValueToDate;
};

/** Value per customer up to the end of one period: realised, and predicted. */
export interface TrackedValue {
  /** Number of the period, 0 being that of the acquisition. */
  readonly period: number;
  /** What a customer has brought in, undiscounted; null where nobody was watched so long. */
  readonly realized: number | null;
  /** Lower end of its interval; null where there is none. */
  readonly lower: number | null;
  /** Upper end of its interval; null where there is none. */
  readonly upper: number | null;
  /** What the model says that a customer brings in, undiscounted. */
  readonly predicted: number;
  /** Realised over predicted; null where nothing was realised or predicted. */
  readonly ratio: number | null;
  /** Whether the prediction lies in the interval; null where there is none. */
  readonly within: boolean | null;
}

/** Predicted and realised value of a cohort. */
export interface TrackedLifetimeValue {
  /** One row per period of the curve. */
  readonly rows: readonly TrackedValue[];
  /** Predicted value of the whole lifetime, discounted as asked. */
  readonly lifetimeValue: number;
  /** Realised by the last period that was watched, undiscounted; null if none was. */
  readonly realizedToDate: number | null;
}

/**
 * Predicted lifetime value of a cohort beside its realised one, period by period.
 *
 * A model fitted to the same periods follows them whatever it says later: predict from the first periods, and look at those
 * after them. Both are undiscounted sums, period k holding payments 1 to k + 1 (the first in the period of acquisition), so
 * the realised table needs periods of the model's length. The interval is that of the realised mean over customers.
 *
 * Formula: predicted(k) = Σ_{j=0..k} m_{j+1} S(j), beside Σ payments up to period k / customers.
 *
 * @param input - The input of `lifetimeValue` with payments `"now"` (the default `timing`), and `realized`, a curve of value to date.
 * @returns Rows by period, the lifetime value, and what was realised.
 * @throws {InvalidInputError} If an argument breaks its rule, or payments do not begin at once.
 *
 * @example
 * const realized = { level: 0.95, intervalMethod: null, points: [20, 37, 52].map((estimate, period) =>
 *   ({ period, estimate, lower: estimate - 3, upper: estimate + 3 })) };
 * const { rows, lifetimeValue: total } = trackLifetimeValue({ margin: 20, retention: 0.85, discountRate: 0.01, realized });
 * rows.map(({ predicted, within }) => [predicted, within]); // ≈ [[20, true], [37, true], [51.45, true]]
 * total; // ≈ 126.25
 */
export function trackLifetimeValue(input: TrackLifetimeValueInput): TrackedLifetimeValue {
  const where = "trackLifetimeValue";
  checkCustomer(where, input, ["realized"]);
  const { realized, ...customer } = input;
  checkValueToDate(where, "realized", realized);
  const { timing = "now" } = customer;
  check(timing === "now", where, "timing", 'must be "now" or left out', timing);
  const last = realized.points.reduce((most, { period }) => Math.max(most, period), 0);
  const { value } = valueOfStream(where, readStream(where, customer as CustomerInput));
  check(Number.isFinite(value), where, "margin", "must give a finite value", customer.margin);
  const stream = readPayments(where, { ...customer, discountRate: 0, horizon: last + 1 } as CustomerInput);
  const rows = realized.points.map(({ period, estimate, lower, upper }): TrackedValue => {
    const predicted = valueOfStream(where, { ...stream, horizon: period + 1 }).value + 0;
    const known = lower !== null && upper !== null;
    return {
      ...{ period, realized: estimate, lower, upper, predicted },
      ratio: estimate === null || predicted === 0 ? null : estimate / predicted,
      within: known ? lower <= predicted && predicted <= upper : null,
    };
  });
  const watched = rows.filter((row) => row.realized !== null);
  return { rows, lifetimeValue: value + 0, realizedToDate: watched.at(-1)?.realized ?? null };
}
