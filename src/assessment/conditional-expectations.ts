/** Predicted against observed purchases of a holdout, for customers grouped by what they had done before. */
import { check, checkCount, checkOptions, checkPositive } from "../errors.js";
import {
  type AssessedCustomers,
  type AssessedModel,
  checkModel,
  forecastOf,
  type HistoryColumns,
  type HoldoutOptions,
  type PeriodAhead,
  readPeriodAhead,
} from "./customers.js";

/** What `conditionalExpectations` needs of a model: `bgNbd` and every other transaction model has it. */
export interface ConditionalModel<Parameters> {
  /** Expected purchases of each customer in the time t after T, given the history. */
  readonly conditionalExpectedTransactions: (
    parameters: Parameters,
    customers: HistoryColumns,
    t: number,
  ) => Float64Array;
}

/** The holdout period, and how customers are grouped. */
export interface ConditionalExpectationsOptions extends HoldoutOptions {
  /** The last row by frequency holds the customers with this many repeat purchases or more: 7 by default. */
  readonly largest?: number | undefined;
  /** Width of the recency bins in the time unit of the model; default a tenth of the largest T. */
  readonly recencyWidth?: number | undefined;
}

/** Means of a group of customers. */
export interface ConditionalMeans {
  /** Customers in the group: the sum of their weights. */
  readonly customers: number;
  /** Mean of the purchases predicted for the holdout; null without customers. */
  readonly predicted: number | null;
  /** Mean of the purchases observed in it; null without customers, and where none were given. */
  readonly observed: number | null;
}

/** Customers of one number of repeat purchases. */
export interface FrequencyBin extends ConditionalMeans {
  /** Number of repeat purchases. */
  readonly frequency: number;
  /** Whether the row holds this many or more: so in the last row alone. */
  readonly orMore: boolean;
}

/** Customers whose last purchase fell into one range of ages. */
export interface RecencyBin extends ConditionalMeans {
  /** Recency (t_x) above which the row begins; 0 and 0 is the row of those without a repeat purchase. */
  readonly from: number;
  /** Largest recency of the row. */
  readonly to: number;
}

/** Predicted and, where given, observed means by frequency and by recency. */
export interface ConditionalExpectations {
  /** Length of the holdout. */
  readonly horizon: number;
  /** By number of repeat purchases, from 0 on. */
  readonly byFrequency: readonly FrequencyBin[];
  /** By age at the last purchase, those without a repeat purchase first. */
  readonly byRecency: readonly RecencyBin[];
}

/**
 * Mean predicted and mean observed purchases in a holdout, by number of repeat purchases and by recency (t_x). Without
 * observed purchases, predictions alone.
 *
 * This is the field's picture of whether a model tells good customers from bad ones. The means of a small group are noise:
 * look at `customers` before a difference.
 *
 * Formula: mean over the group of E[X(T, T+t) | x, t_x, T], and of the purchases in (T, T+t].
 *
 * @param fitted - A transaction model with its fit to the calibration period, or with parameters: `{ model: bgNbd, fit }`.
 * @param customers - The result of `splitCalibrationHoldout`, or columns or rows `{ frequency, recency, T, weight? }`.
 * @param options - The holdout, where the customers do not hold it, and how to group.
 * @returns The groups with both means, as plain data.
 * @throws {InvalidInputError} If a history, a parameter or an option breaks a rule, or no holdout is given.
 * @throws {InsufficientDataError} If there are no customers.
 * @see Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2), 275-284, figure 6.
 *
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customers = { frequency: [0, 2, 9], recency: [0, 30.43, 35], T: [38.86, 38.86, 38.86] };
 * const options = { horizon: 39, observed: [0, 1, 8], largest: 2, recencyWidth: 20 };
 * const { byFrequency, byRecency } = conditionalExpectations({ model: bgNbd, fit: parameters }, customers, options);
 * byFrequency[1]; // => { frequency: 1, orMore: false, customers: 0, predicted: null, observed: null }
 * byFrequency[2]; // ≈ { frequency: 2, orMore: true, customers: 2, predicted: 3.403, observed: 4.5 }
 * byRecency.map((row) => row.customers); // => [1, 0, 2]
 */
export function conditionalExpectations<Fit extends object>(
  fitted: AssessedModel<ConditionalModel<Fit>, Fit>,
  customers: AssessedCustomers,
  options: ConditionalExpectationsOptions = {},
): ConditionalExpectations {
  const where = "conditionalExpectations";
  checkModel(where, fitted, "conditionalExpectedTransactions");
  const { model, fit } = fitted;
  checkOptions(where, options, ["largest", "recencyWidth", "horizon", "observed"]);
  const histories = readPeriodAhead(where, customers, options);
  const { frequency, recency, T, horizon: t } = histories;
  const longest = T.reduce((most, age) => Math.max(most, age), 0);
  const { largest = 7, recencyWidth = longest > 0 ? longest / 10 : 1 } = options;
  checkCount(where, "options.largest", largest, 1);
  check(largest <= 10_000, where, "options.largest", "must be a whole number from 1 to 10000", largest);
  checkPositive(where, "options.recencyWidth", recencyWidth);
  const fine = `must be at least the largest T (${longest}) / 10000`;
  check(longest / recencyWidth <= 10_000, where, "options.recencyWidth", fine, recencyWidth);
  const verb = "conditionalExpectedTransactions";
  const predicted = forecastOf(where, verb, model[verb](fit, { frequency, recency, T }, t), T);
  const recencyBins = Math.max(1, binOf(longest, recencyWidth));
  const meansBy = (bins: number, bin: (i: number) => number) => groupMeans(histories, predicted, bins, bin);
  return {
    horizon: t,
    byFrequency: meansBy(largest + 1, (i) => Math.min(frequency[i]!, largest)).map((means, x) => ({
      frequency: x,
      orMore: x === largest,
      ...means,
    })),
    byRecency: meansBy(recencyBins + 1, (i) =>
      frequency[i] === 0 ? 0 : Math.max(1, binOf(recency[i]!, recencyWidth)),
    ).map((means, bin) => ({
      from: Math.max(0, bin - 1) * recencyWidth,
      to: bin * recencyWidth,
      ...means,
    })),
  };
}

/** Number of the bin of a recency, from 1: bin b holds (b - 1, b] widths, whatever the rounding of the quotient. */
function binOf(recency: number, width: number): number {
  return Math.ceil((recency / width) * (1 - 1e-12));
}

function groupMeans(
  { weight, observed }: Pick<PeriodAhead, "weight" | "observed">,
  predicted: ArrayLike<number>,
  bins: number,
  binOfCustomer: (i: number) => number,
): ConditionalMeans[] {
  const customers = new Float64Array(bins);
  const sums = { predicted: new Float64Array(bins), observed: new Float64Array(bins) };
  for (let i = 0; i < weight.length; i++) {
    const bin = binOfCustomer(i);
    customers[bin]! += weight[i]!;
    sums.predicted[bin]! += weight[i]! * predicted[i]!;
    if (observed !== null) sums.observed[bin]! += weight[i]! * observed[i]!;
  }
  return Array.from(customers, (count, bin) => ({
    customers: count,
    predicted: count > 0 ? sums.predicted[bin]! / count : null,
    observed: count > 0 && observed !== null ? sums.observed[bin]! / count : null,
  }));
}
