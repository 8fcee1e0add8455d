/** How many customers should have bought 0, 1, 2, ... times, against how many did. */
import { checkCount, checkOptions } from "../errors.js";
import { chiSquareUpper } from "../math/distributions.js";
import {
  type AssessedCustomers,
  type AssessedHistories,
  type AssessedModel,
  checkModel,
  distinctAges,
  finiteForecast,
  readAssessed,
} from "./customers.js";

/** A number of purchases in a length of time, or at as many opportunities. */
export interface AssessedEvent {
  /** Number of purchases: a whole number of 0 or more. */
  readonly x: number;
  /** Length of time, in the time unit of the model. */
  readonly t: number;
  /** The same length under the name that BG/BB gives it: a number of opportunities. */
  readonly n: number;
}

/** What `expectedFrequencies` needs of a model: `bgNbd` and every other transaction model has it. */
export interface FrequencyModel<Parameters> {
  /** Probability that a new customer makes exactly x repeat purchases in t. */
  readonly transactionProbability: (parameters: Parameters, event: AssessedEvent) => number;
}

/** How frequencies are grouped. */
export interface ExpectedFrequenciesOptions {
  /** The last row holds the customers with this many repeat purchases or more: a whole number of 1 or more, 7 by default. */
  readonly largest?: number | undefined;
  /** Number of parameters estimated from these customers, taken off the degrees of freedom; default: the number of parameters. */
  readonly estimated?: number | undefined;
}

/** Customers of one repeat count. */
export interface FrequencyRow {
  /** Number of repeat purchases. */
  readonly frequency: number;
  /** Whether the row holds this many or more: so in the last row alone. */
  readonly orMore: boolean;
  /** Customers observed. */
  readonly observed: number;
  /** Customers expected by the model. */
  readonly expected: number;
}

/** Pearson's test of the frequencies. */
export interface FrequencyTest {
  /** Σ (observed - expected)² / expected; null where customers were observed in a row in which none can be. */
  readonly statistic: number | null;
  /** Rows with customers expected, less 1, less the estimated parameters; null below 1. */
  readonly degreesOfFreedom: number | null;
  /** Probability of a larger statistic if the model were true; null where one of the others is. */
  readonly pValue: number | null;
}

/** Observed and expected frequencies. */
export interface ExpectedFrequencies {
  /** One row per repeat count from 0 on, the last one open. */
  readonly rows: readonly FrequencyRow[];
  /** Pearson's test of them. */
  readonly chiSquare: FrequencyTest;
}

/**
 * Observed and expected number of customers by number of repeat purchases, with Pearson's chi-square.
 *
 * The customers are those of the fit, so agreement says that the model can describe them, not that it predicts: compare
 * `trackTransactions` and `calibrationCurve` on a holdout. The test takes customers of different ages for one multinomial sample
 * and is approximate; with many customers it refuses every model, so look at the rows first. Widen the last row until each
 * expects 5 customers or more.
 *
 * Formula: expected(x) = Σ_i w_i P(X(T_i) = x); the last row holds the rest. χ² = Σ (O - E)² / E.
 *
 * @param fitted - A transaction model with its fit to the calibration period, or with parameters: `{ model: bgNbd, fit }`.
 * @param customers - AssessedHistories: columns `{ frequency, recency, T, weight? }`, or rows.
 * @param options - Where the open row begins.
 * @returns The rows and the test, as plain data.
 * @throws {InvalidInputError} If a history, a parameter or an option breaks a rule.
 * @throws {InsufficientDataError} If there are no customers.
 * @see Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2), 275-284, figure 3.
 *
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customers = { frequency: [0, 1, 3], recency: [0, 12, 30], T: [39, 39, 39], weight: [1400, 480, 500] };
 * const { rows } = expectedFrequencies({ model: bgNbd, fit: parameters }, customers, { largest: 2 });
 * rows[0]; // ≈ { frequency: 0, orMore: false, observed: 1400, expected: 1365.61 }
 * rows[2]?.orMore; // => true
 */
export function expectedFrequencies<Fit extends object>(
  fitted: AssessedModel<FrequencyModel<Fit>, Fit>,
  customers: AssessedCustomers,
  options: ExpectedFrequenciesOptions = {},
): ExpectedFrequencies {
  const where = "expectedFrequencies";
  checkModel(where, fitted, "transactionProbability");
  const { model, fit } = fitted;
  checkOptions(where, options, ["largest", "estimated"]);
  const { largest = 7, estimated = parametersOf(fit) } = options;
  checkCount(where, "options.largest", largest, 1);
  checkCount(where, "options.estimated", estimated);
  const histories = readAssessed(where, customers);
  const expected = expectedCounts(model, fit, histories, largest);
  const observed = new Float64Array(largest + 1);
  histories.frequency.forEach((x, i) => {
    observed[Math.min(x, largest)]! += histories.weight[i]!;
  });
  const rows = Array.from(observed, (count, frequency) => ({
    frequency,
    orMore: frequency === largest,
    observed: count,
    expected: expected[frequency]!,
  }));
  return { rows, chiSquare: testRows(rows, estimated) };
}

function expectedCounts<Parameters>(
  model: FrequencyModel<Parameters>,
  parameters: Parameters,
  histories: AssessedHistories,
  largest: number,
): Float64Array {
  const verb = "transactionProbability";
  const expected = new Float64Array(largest + 1);
  const { ages, weights } = distinctAges(histories);
  ages.forEach((t, i) => {
    let rest = 1;
    for (let x = 0; x < largest; x++) {
      const given = model[verb](parameters, { x, t, n: t });
      const probability = finiteForecast("expectedFrequencies", verb, given, ` at x = ${x}, t = ${t}`);
      expected[x]! += weights[i]! * probability;
      rest -= probability;
    }
    // What is left below this is the rounding of the sum, not customers.
    if (rest > 1e-12) expected[largest]! += weights[i]! * rest;
  });
  return expected;
}

function testRows(rows: readonly FrequencyRow[], estimated: number): FrequencyTest {
  let statistic: number | null = 0;
  let cells = 0;
  for (const { observed, expected } of rows) {
    if (expected > 0) {
      cells++;
      if (statistic !== null) statistic += (observed - expected) ** 2 / expected;
    } else if (observed > 0) statistic = null;
  }
  const free = cells - 1 - estimated;
  const degreesOfFreedom = free >= 1 ? free : null;
  const known = statistic !== null && degreesOfFreedom !== null;
  return {
    statistic,
    degreesOfFreedom,
    pValue: known ? chiSquareUpper(statistic!, degreesOfFreedom!) : null,
  };
}

/** The number of parameters, given alone or in a fit. */
function parametersOf(fit: object): number {
  const { parameters = fit } = fit as { readonly parameters?: object };
  return Object.keys(parameters).length;
}
