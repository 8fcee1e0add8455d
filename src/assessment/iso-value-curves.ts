/** Histories that are worth the same: how little recency makes up for much frequency. */
import { check, checkCount, checkOptions, checkPositive, isFiniteNumber, isList } from "../errors.js";
import { forecastOf, type HistoryColumns } from "./customers.js";

/** A point of an iso-value curve. */
export interface IsoValuePoint {
  /** The value that the customers of the curve share. */
  readonly value: number;
  /** Number of repeat purchases. */
  readonly frequency: number;
  /** Age at the last purchase at which a customer of that frequency has the value. */
  readonly recency: number;
}

/** Options of `isoValueCurves`. */
export interface IsoValueOptions {
  /** Age of the customers, above 0. */
  readonly T: number;
  /** The values to trace; by default 5%, 10%, 25%, 50% and 75% of the highest in the range. */
  readonly values?: ArrayLike<number> | undefined;
  /** Largest frequency, 20 by default. */
  readonly largest?: number | undefined;
}

const where = "isoValueCurves";
const halvings = 50;

/**
 * Iso-value curves: the combinations of frequency and recency that are worth the same to the firm.
 *
 * They bend back: of two customers who were last seen long ago, the one who used to buy more often is worth less, because silence
 * says more of that customer.
 *
 * @param worth - Value of each of many customers `{ frequency, recency, T }`, one that rises with recency: say
 *   `(customers) => bgNbd.conditionalExpectedTransactions(fit, customers, 52)`, or discounted purchases times expected spend.
 * @param options - `T`, `values`, `largest`.
 * @returns Rows by value, then frequency; a frequency at which no recency has the value is left out.
 * @throws {InvalidInputError} If an option breaks its rule, or the function gives no finite numbers.
 * @see Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of Marketing Research
 *   42(4), 415-430, Figures 5 and 7, doi:10.1509/jmkr.2005.42.4.415.
 *
 * @example
 * const fit = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const curves = isoValueCurves(
 *   (customers) => bgNbd.conditionalExpectedTransactions(fit, customers, 39) as Float64Array,
 *   { T: 78, values: [1], largest: 4 },
 * );
 * curves.map(({ recency }) => Math.round(recency)); // => [61, 51]
 */
export function isoValueCurves(
  worth: (customers: HistoryColumns) => ArrayLike<number>,
  options: IsoValueOptions,
): IsoValuePoint[] {
  check(typeof worth === "function", where, "worth", "must be a function of customers", worth);
  checkOptions(where, options, ["T", "values", "largest"]);
  const { T, largest = 20 } = options;
  checkPositive(where, "options.T", T);
  checkCount(where, "options.largest", largest, 1);
  check(largest <= 1000, where, "options.largest", "must be a whole number from 1 to 1000", largest);
  const frequency = Float64Array.from({ length: largest }, (_, i) => i + 1);
  const ages = new Float64Array(largest).fill(T);
  const valuesAt = (recency: Float64Array) =>
    forecastOf(where, "worth", worth({ frequency, recency, T: ages }), frequency);
  const top = valuesAt(ages);
  const bottom = valuesAt(new Float64Array(largest).fill(T * 1e-9));
  const most = Array.from(top).reduce((a, b) => Math.max(a, b), 0);
  const { values = [0.05, 0.1, 0.25, 0.5, 0.75].map((share) => share * most) } = options;
  check(isList(values), where, "options.values", "must be a list of numbers", values);
  return Array.from(values).flatMap((value, i) => {
    check(isFiniteNumber(value), where, `options.values[${i}]`, "must be a finite number", value);
    const recency = rootsAt(value, { T, largest, valuesAt });
    return Array.from(frequency)
      .map((x, k) => ({ value, frequency: x, recency: recency[k]! }))
      .filter((_, k) => bottom[k]! <= value && value <= top[k]!);
  });
}

/** The recency of each frequency at which the value is reached, by halving: it rises with recency. */
function rootsAt(
  value: number,
  {
    T,
    largest,
    valuesAt,
  }: { T: number; largest: number; valuesAt: (recency: Float64Array) => ArrayLike<number> },
): Float64Array {
  const lower = new Float64Array(largest);
  const upper = new Float64Array(largest).fill(T);
  for (let step = 0; step < halvings; step++) {
    const middle = lower.map((low, k) => (low + upper[k]!) / 2);
    const reached = valuesAt(middle);
    middle.forEach((recency, k) => {
      (reached[k]! < value ? lower : upper)[k] = recency;
    });
  }
  return upper;
}
