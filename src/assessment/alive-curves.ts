/** P(alive) along time: of one customer through a history, and of customers who fall silent. */
import { check, checkCount, checkOptions, checkPositive, isFiniteNumber, isList } from "../errors.js";
import { type AssessedModel, checkModel, forecastOf, type HistoryColumns } from "./customers.js";

/** The verb that the curves need. */
export interface AliveModel<Parameters> {
  /** P(alive) of many customers. */
  readonly probabilityAlive: (parameters: Parameters, customers: HistoryColumns) => Float64Array;
}

/** P(alive) of one customer at one age. */
export interface AlivePoint {
  /** Age of the customer. */
  readonly time: number;
  /** Repeat purchases up to then. */
  readonly frequency: number;
  /** P(alive) then. */
  readonly probabilityAlive: number;
  /** Whether the customer bought at that moment. */
  readonly purchase: boolean;
}

/** Options of `aliveHistory`. */
export interface AliveHistoryOptions {
  /** Ages at the repeat purchases, ascending, above 0 and at most T: the first purchase, at 0, is not among them. */
  readonly purchases: ArrayLike<number>;
  /** Age at the end of observation. */
  readonly T: number;
  /** Number of steps from 0 to T, 200 by default; the purchases are added. */
  readonly steps?: number | undefined;
}

/**
 * P(alive) of one customer through a history: it falls while the customer is silent and jumps up at each purchase.
 *
 * @param fitted - A model and its fit, `{ model, fit }`.
 * @param options - `purchases`, `T`, `steps`.
 * @returns One row per moment, ascending; at a purchase one row just before it counts and one after.
 * @throws {InvalidInputError} If purchases are not ascending ages up to T, or the model gives no P(alive).
 * @see {@link bgNbd}, `probabilityAlive`, of which this is the course.
 *
 * @example
 * const fit = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const history = aliveHistory({ model: bgNbd, fit }, { purchases: [2, 30], T: 40, steps: 4 });
 * history.filter(({ purchase }) => purchase).map(({ time }) => time); // => [2, 30]
 */
export function aliveHistory<Fit extends object>(
  fitted: AssessedModel<AliveModel<Fit>, Fit>,
  options: AliveHistoryOptions,
): AlivePoint[] {
  const where = "aliveHistory";
  checkOptions(where, options, ["purchases", "T", "steps"]);
  checkModel(where, fitted, "probabilityAlive");
  const { purchases, T, steps = 200 } = options;
  checkPositive(where, "options.T", T);
  checkCount(where, "options.steps", steps, 1);
  const ages = readPurchases(where, purchases, T);
  const rows = momentsOf(ages, T, steps).map(({ time, purchase }) => {
    const bought = ages.filter((age) => age < time || (purchase && age === time));
    return { time, purchase, frequency: bought.length, recency: bought.at(-1) ?? 0 };
  });
  const histories = rows.map((row) => [row.frequency, row.recency, row.time]);
  const alive = aliveOf(where, fitted, histories);
  return rows.map(({ time, frequency, purchase }, i) => {
    return { time, frequency, probabilityAlive: alive[i]!, purchase };
  });
}

/** The ages at the purchases, checked to ascend up to the end. */
function readPurchases(where: string, purchases: ArrayLike<number>, T: number): number[] {
  check(isList(purchases), where, "options.purchases", "must be a list of ages", purchases);
  const ages = Array.from(purchases);
  ages.forEach((age, i) => {
    const previous = ages[i - 1] ?? 0;
    const fits = isFiniteNumber(age) && age > previous && age <= T;
    check(fits, where, `options.purchases[${i}]`, `must be above ${previous} and at most T (${T})`, age);
  });
  return ages;
}

/** Even steps up to the end, and each purchase twice: before it counts and after. */
function momentsOf(ages: readonly number[], T: number, steps: number) {
  const even = Array.from({ length: steps }, (_, i) => (T * (i + 1)) / steps);
  const quiet = [...even.filter((time) => !ages.includes(time)), ...ages];
  return [
    ...quiet.map((time) => ({ time, purchase: false })),
    ...ages.map((time) => ({ time, purchase: true })),
  ].sort((a, b) => a.time - b.time || Number(a.purchase) - Number(b.purchase));
}

/** P(alive) of customers of one frequency after a silence. */
export interface SilencePoint {
  /** Number of repeat purchases. */
  readonly frequency: number;
  /** Time since the last purchase. */
  readonly silence: number;
  /** P(alive) after it. */
  readonly probabilityAlive: number;
}

/** Options of `aliveBySilence`. */
export interface AliveBySilenceOptions {
  /** Numbers of repeat purchases to compare, each 1 or more. */
  readonly frequencies: ArrayLike<number>;
  /** Age at the last purchase, above 0, the same for all. */
  readonly recency: number;
  /** Longest silence, above 0. */
  readonly longest: number;
  /** Number of steps up to it, 60 by default. */
  readonly steps?: number | undefined;
}

/**
 * P(alive) against the time of silence, by frequency: the same silence says more of a customer who used to buy often.
 *
 * @param fitted - A model and its fit, `{ model, fit }`.
 * @param options - `frequencies`, `recency`, `longest`, `steps`.
 * @returns Rows by frequency, then silence.
 * @throws {InvalidInputError} If an option breaks its rule, or the model gives no P(alive).
 * @see Fader, Hardie & Lee (2005), Marketing Science 24(2), 275-284, on the increasing frequency paradox.
 *
 * @example
 * const fit = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const rows = aliveBySilence({ model: bgNbd, fit }, { frequencies: [1, 10], recency: 30, longest: 20, steps: 1 });
 * rows.map(({ probabilityAlive }) => probabilityAlive.toFixed(2)); // => ["0.75", "0.63", "0.94", "0.12"]
 */
export function aliveBySilence<Fit extends object>(
  fitted: AssessedModel<AliveModel<Fit>, Fit>,
  options: AliveBySilenceOptions,
): SilencePoint[] {
  const where = "aliveBySilence";
  checkOptions(where, options, ["frequencies", "recency", "longest", "steps"]);
  checkModel(where, fitted, "probabilityAlive");
  const { frequencies, recency, longest, steps = 60 } = options;
  check(isList(frequencies), where, "options.frequencies", "must be a list of numbers", frequencies);
  const counts = Array.from(frequencies);
  counts.forEach((frequency, i) => {
    checkCount(where, `options.frequencies[${i}]`, frequency, 1);
  });
  checkPositive(where, "options.recency", recency);
  checkPositive(where, "options.longest", longest);
  checkCount(where, "options.steps", steps, 1);
  const rows = counts.flatMap((frequency) =>
    Array.from({ length: steps + 1 }, (_, i) => ({ frequency, silence: (longest * i) / steps })),
  );
  const alive = aliveOf(
    where,
    fitted,
    rows.map((row) => [row.frequency, recency, recency + row.silence]),
  );
  return rows.map((row, i) => ({ ...row, probabilityAlive: alive[i]! }));
}

function aliveOf<Fit>(
  where: string,
  { model, fit }: AssessedModel<AliveModel<Fit>, Fit>,
  histories: readonly (readonly number[])[],
): ArrayLike<number> {
  const column = (k: number) => Float64Array.from(histories, (row) => row[k]!);
  const customers = { frequency: column(0), recency: column(1), T: column(2) };
  const alive = model.probabilityAlive(fit, customers);
  return forecastOf(where, "probabilityAlive", alive, histories);
}
