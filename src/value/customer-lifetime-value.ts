/** The value of customers without a contract: expected transactions times expected spend, discounted. */
import {
  check,
  checkChoice,
  checkCount,
  checkFields,
  checkFinite,
  checkFraction,
  checkNonNegative,
  isList,
} from "../errors.js";
import { asList, type OneOrMany } from "../tables/columns.js";
import {
  type DiscountInput,
  discountFields,
  type PaymentTiming,
  periodDiscount,
  type TimeUnit,
} from "../time.js";

/** What both ways of counting transactions need. */
export interface CustomerLifetimeValueTerms<Column extends OneOrMany> {
  /**
   * Expected spend per transaction, for instance of the gamma-gamma model, or expected profit, which may be negative, of the
   * normal-normal model: one number, or a column.
   */
  readonly spend: Column;
  /** Share of spend that is margin, a fraction from 0 to 1; 1 when spend already is a margin. Default 1. */
  readonly marginShare?: number | undefined;
}

/** Transactions already discounted by their model (DERT). */
export interface DiscountedTransactionsInput<Column extends OneOrMany>
  extends CustomerLifetimeValueTerms<Column> {
  /** Discounted expected residual transactions: one number, or a column. */
  readonly discountedTransactions: Column;
  /** Left out: the model has discounted. */
  readonly expectedTransactions?: undefined;
}

/** Expected transactions by time, discounted here, period by period. */
export interface ExpectedTransactionsInput<Column extends OneOrMany>
  extends CustomerLifetimeValueTerms<Column>,
    DiscountInput {
  /**
   * Expected transactions from now until each of `times` (1, 2, … periods ahead), cumulative: for each time one number, or a
   * column. It is called once, as the models' `conditionalExpectedTransactions` takes a list of times.
   */
  readonly expectedTransactions: (times: number[]) => ArrayLike<Column>;
  /** How many periods ahead: a whole number of 1 or more. */
  readonly horizon: number;
  /** When the transactions of a period fall. Default `"midPeriod"`. */
  readonly timing?: Extract<PaymentTiming, "midPeriod" | "afterOnePeriod"> | undefined;
  /** Left out: transactions are discounted here. */
  readonly discountedTransactions?: undefined;
}

/** Input of `customerLifetimeValue`: transactions in one of two ways. */
export type CustomerLifetimeValueInput<Column extends OneOrMany = OneOrMany> =
  | DiscountedTransactionsInput<Column>
  | ExpectedTransactionsInput<Column>;

/** The value of one customer, or of each of a column. */
export interface CustomerLifetimeValue<Value extends number | Float64Array = number | Float64Array> {
  /** Present value of the margins still to come, in the currency of `spend`. */
  readonly value: Value;
  /** When the transactions of a period fall; null when the model has discounted them. */
  readonly timing: Extract<PaymentTiming, "midPeriod" | "afterOnePeriod"> | null;
  /** Effective discount rate per period; null when the model has discounted. */
  readonly discountRate: number | null;
  /** How many periods ahead; null when the model has discounted. */
  readonly horizon: number | null;
  /** The unit of a period; null where it was not named. */
  readonly timeUnit: TimeUnit | null;
}

/** A number where spend and transactions are numbers, a column where both are columns, and otherwise what is found. */
export type CustomerLifetimeValueOf<Input> =
  Input extends CustomerLifetimeValueInput<number>
    ? number
    : Input extends CustomerLifetimeValueInput<ArrayLike<number>>
      ? Float64Array
      : number | Float64Array;

const where = "customerLifetimeValue";
const timings = ["midPeriod", "afterOnePeriod"] as const;

/**
 * Lifetime value of a customer without a contract: expected transactions times expected spend times margin, discounted.
 *
 * The first purchase is not in it: transactions are those still to come. Frequency and spend are taken as independent, as
 * the gamma-gamma model takes them; test that. A period shorter than the one in which most is bought brings the sum close
 * to the exact DERT, which `discountedTransactions` takes directly.
 *
 * Formula: CLV = margin E[M] Σ_k (E[X(k)] - E[X(k-1)]) (1+d)^-(k - ½ or 0), or margin E[M] DERT.
 *
 * @param input - `spend` per transaction, or profit, which may be negative (a number or a column), `marginShare` (default 1), and either
 *   `discountedTransactions` (a number or a column), or `expectedTransactions` (a function of a list of times that
 *   gives, for each, the cumulative number or a column of them), `horizon` (whole periods), `discountRate` (0 or more per period, or `{ rate, per }`) and
 *   `timing` (default `"midPeriod"`).
 * @returns The value, a number or a Float64Array as the input is, and what it rests on.
 * @throws {InvalidInputError} If an argument breaks its rule, columns differ in length, or the expected number falls.
 * @see Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of Marketing
 *   Research 42(4), 415-430, doi:10.1509/jmkr.2005.42.4.415.
 *
 * @example
 * customerLifetimeValue({ discountedTransactions: 14.2, spend: 35, marginShare: 0.3 }).value; // ≈ 149.1
 * const terms = { horizon: 52, discountRate: { rate: 0.15, per: "year" }, timeUnit: "week" } as const;
 * const fading = (weeks: number[]) => weeks.map((week) => 4 * (1 - 0.98 ** week));
 * customerLifetimeValue({ ...terms, expectedTransactions: fading, spend: 35 }).value; // ≈ 85.999
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const customer = { frequency: 2, recency: 30.43, T: 38.86 };
 * const coming = (weeks: number[]) => bgNbd.conditionalExpectedTransactions(parameters, customer, weeks);
 * customerLifetimeValue({ ...terms, expectedTransactions: coming, spend: 35 }).value; // ≈ 51.178
 */
export function customerLifetimeValue<Input extends CustomerLifetimeValueInput>(
  input: Input,
): CustomerLifetimeValue<CustomerLifetimeValueOf<Input>>;
export function customerLifetimeValue(input: CustomerLifetimeValueInput): CustomerLifetimeValue {
  checkFields(where, "input", input, [
    "spend",
    "marginShare",
    "discountedTransactions",
    "expectedTransactions",
    "horizon",
    "timing",
    ...discountFields,
  ]);
  const { spend, marginShare = 1, discountedTransactions, expectedTransactions } = input;
  checkFraction(where, "marginShare", marginShare);
  const either = (discountedTransactions === undefined) !== (expectedTransactions === undefined);
  check(
    either,
    where,
    "expectedTransactions",
    "must be given, or discountedTransactions, not both",
    expectedTransactions,
  );
  const spends = readColumn("spend", spend, checkFinite);
  if (input.discountedTransactions !== undefined) {
    const terms: Readonly<Partial<Record<string, unknown>>> = { ...input };
    for (const name of ["horizon", "timing", ...discountFields])
      check(
        terms[name] === undefined,
        where,
        name,
        "must be left out: transactions are discounted",
        terms[name],
      );
    const discounted = readColumn("discountedTransactions", input.discountedTransactions);
    const value = multiply(spends, discounted, marginShare);
    return { value, timing: null, discountRate: null, horizon: null, timeUnit: null };
  }
  const { timing = "midPeriod", horizon } = input;
  checkChoice(where, "timing", timing, timings);
  checkCount(where, "horizon", horizon, 1);
  const { rate, timeUnit } = periodDiscount(where, input);
  const discounted = discountTransactions(input, rate, timing);
  return {
    value: multiply(spends, discounted, marginShare),
    timing,
    discountRate: rate + 0,
    horizon,
    timeUnit,
  };
}

function discountTransactions(
  { expectedTransactions, horizon }: ExpectedTransactionsInput<OneOrMany>,
  rate: number,
  timing: Extract<PaymentTiming, "midPeriod" | "afterOnePeriod">,
): number | Float64Array {
  check(
    typeof expectedTransactions === "function",
    where,
    "expectedTransactions",
    "must be a function",
    expectedTransactions,
  );
  const early = timing === "midPeriod" ? 0.5 : 0;
  const times = Array.from({ length: horizon }, (_, i) => i + 1);
  const all: unknown = expectedTransactions([...times]);
  const rule = `must give one entry for each of the ${horizon} times`;
  check(isList(all) && all.length === horizon, where, "expectedTransactions", rule, all);
  let before: number | Float64Array = 0;
  let total: number | Float64Array = 0;
  for (const time of times) {
    const name = `expectedTransactions(${time})`;
    const now = readColumn(name, all[time - 1] as OneOrMany);
    const weight = (1 + rate) ** -(time - early);
    const previous = before;
    const step = combine(name, now, previous, (a, b) => {
      // Model functions may err in the last digits; a real fall is a mistake.
      check(a >= b * (1 - 1e-9), where, name, `must not fall below the number one period earlier (${b})`, a);
      return (a - b) * weight;
    });
    total = combine(name, step, total, (a, b) => a + b);
    before = now;
  }
  return total;
}

function readColumn(
  name: string,
  column: OneOrMany,
  checkEntry: (where: string, name: string, value: unknown) => asserts value is number = checkNonNegative,
): number | Float64Array {
  if (!isList(column)) {
    checkEntry(where, name, column);
    return column;
  }
  const numbers = new Float64Array(column.length);
  for (let i = 0; i < numbers.length; i++) {
    // The entry itself is checked: as a number null would be 0.
    const value: unknown = column[i];
    checkEntry(where, `${name}[${i}]`, value);
    numbers[i] = value;
  }
  return numbers;
}

/** Combines numbers and columns, a number standing for a column of itself. */
function combine(
  name: string,
  a: number | Float64Array,
  b: number | Float64Array,
  f: (a: number, b: number) => number,
): number | Float64Array {
  if (typeof a === "number") return typeof b === "number" ? f(a, b) : b.map((y) => f(a, y));
  if (typeof b === "number") return a.map((x) => f(x, b));
  check(a.length === b.length, where, name, `must hold one number per customer (${b.length})`, a);
  return a.map((x, i) => f(x, b[i] as number));
}

function multiply(
  spends: number | Float64Array,
  transactions: number | Float64Array,
  marginShare: number,
): number | Float64Array {
  const value = combine("spend", spends, transactions, (a, b) => a * b * marginShare + 0);
  return typeof value === "number" ? value : asList(value);
}
