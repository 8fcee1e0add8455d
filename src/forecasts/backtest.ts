/** How a forecast would have done: made at earlier times with what was known then, and compared with what followed. */
import {
  check,
  checkChoice,
  checkCount,
  checkFields,
  checkFinite,
  checkSufficient,
  isList,
} from "../errors.js";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../inference/steps.js";
import { type BacktestRow, type ForecastScore, scoreRows } from "./backtest-scores.js";
import { readCohorts } from "./cohort-cells.js";
import { cohortsBefore } from "./cohort-past.js";
import { naiveForecasts, naiveOfSeries, pastOf } from "./naive-forecasts.js";
import type { ForecastCohort } from "./subscriber-model.js";
import { watchedSteps } from "./watched-steps.js";

/** What is compared: of cohorts one of the columns of a forecast. */
export type BacktestQuantity = "closing" | "added" | "lost";

/** What a forecast function is told besides the past. */
export interface BacktestOrigin {
  /** How many periods to forecast. */
  readonly horizon: number;
  /** Number of the last period that is known, by the cohorts' labels, or counted back from 0, the last one of all. */
  readonly lastPeriod: number;
  /** Starters of the periods that followed: a plan that came true; empty for a series. */
  readonly intake: readonly number[];
}

/** A number to come with its interval, if it has one. */
export interface ForecastWithEnds {
  /** The forecast. */
  readonly estimate: number;
  /** Lower end of its interval. */
  readonly lower?: number | null;
  /** Upper end of its interval. */
  readonly upper?: number | null;
}

/** A number to come, alone or with its interval. */
export type ForecastNumber = number | ForecastWithEnds;

/** What a forecast function gives for one period: a number, an interval, or a row that holds one of the compared quantity. */
export type ForecastAnswer = ForecastNumber | { readonly [Quantity in BacktestQuantity]?: ForecastNumber };

/** A back-test of cohorts. */
export interface CohortBacktestInput {
  /** Not with cohorts. */
  readonly series?: undefined;
  /** The cohorts, all watched to the same period. */
  readonly cohorts: readonly ForecastCohort[];
  /** From the cohorts as they were to one answer a period. */
  readonly forecast: (past: readonly ForecastCohort[], origin: BacktestOrigin) => readonly ForecastAnswer[];
  /** What is compared: `closing` by default. */
  readonly quantity?: BacktestQuantity | undefined;
  /** Whether the naive forecasts are told the starters of the periods to come: false by default. */
  readonly intakeKnown?: boolean | undefined;
}

/** A back-test of any series. */
export interface SeriesBacktestInput {
  /** Not with a series. */
  readonly cohorts?: undefined;
  /** The numbers, one a period. */
  readonly series: readonly number[];
  /** From the numbers as they were to one answer a period. */
  readonly forecast: (past: readonly number[], origin: BacktestOrigin) => readonly ForecastAnswer[];
}

/** How far ahead and from where. */
export interface BacktestSize {
  /** Periods to forecast from each origin: whole, 1 or more. */
  readonly horizon: number;
  /** How many origins, one period apart, the last one being `horizon` periods before the end: by default as many as leave `leastPeriods`. */
  readonly origins?: number | undefined;
  /** Periods that the first origin has behind it, at least: 6 by default. */
  readonly leastPeriods?: number | undefined;
}

/** Input of `backtest`. */
export type BacktestInput = (CohortBacktestInput | SeriesBacktestInput) & BacktestSize;

/** A back-test as plain data. */
export interface Backtest {
  /** What was compared. */
  readonly quantity: BacktestQuantity | "series";
  /** Number of origins. */
  readonly origins: number;
  /** One row an origin and period ahead: what the forecast said and what came. */
  readonly rows: readonly BacktestRow[];
  /** One row a forecast and number of periods ahead, `forecast` first. */
  readonly scores: readonly ForecastScore[];
}

/**
 * Back-test: runs a forecast function at earlier times, with what was known then. Reports its errors and the share of
 * its intervals that held, beside naive forecasts.
 *
 * Origins a period apart overlap, so that ten of them are worth far fewer independent trials: a coverage of 80% from ten is no proof of bad
 * intervals. A function that looks at later data cheats without being noticed: it must use its argument alone.
 *
 * Formula: error = forecast - actual by periods ahead; skill = 1 - MAE / MAE of `noChange`.
 *
 * @param input - `cohorts` (with `quantity`, `closing` by default, and `intakeKnown`) or a `series`; `forecast`, from the past and
 *   `{ horizon, lastPeriod, intake }` to one answer a period (a number, `{ estimate, lower, upper }`, or a row of
 *   `forecastSubscribers`); `horizon`; `origins`, `leastPeriods`.
 * @returns Rows by origin and period, and scores by forecast and periods ahead. Naive forecasts of cohorts: `noChange`, `lastMonthsRate`,
 *   `meanRateOfSixMonths`, `oneRateForAllAges`, `straightLine`, `ratesByAge`; of a series: `noChange`, `straightLine`,
 *   `meanOfSix`, `sameAsYearBefore` (twelve periods). `coverage` is null where the forecast gave no intervals.
 * @throws {InvalidInputError} If an argument breaks its rule, or `forecast` gives too few answers or one that is no number.
 * @throws {InsufficientDataError} If there are too few periods for one origin.
 * @see Tashman (2000), "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting 16(4), 437-450.
 *
 * @example
 * const series = [100, 104, 109, 115, 118, 125, 131, 134, 141, 147, 151, 158];
 * const { scores } = backtest({
 *   series, horizon: 2,
 *   forecast: (past, { horizon }) => Array.from({ length: horizon }, (_, i) => past.at(-1)! + 5 * (i + 1)),
 * });
 * scores.filter(({ ahead }) => ahead === 2).map(({ forecast, meanAbsoluteError }) => [forecast, meanAbsoluteError]);
 * // ≈ [["forecast", 1], ["noChange", 10.6], ["straightLine", 1.04], ["meanOfSix", 24.03], ["sameAsYearBefore", null]]
 */
export function backtest(input: BacktestInput): Backtest {
  return runSteps(backtestSteps("backtest", input));
}

/**
 * `backtest` that yields to the event loop between origins, can be stopped, and reports its progress.
 *
 * @param input - As in `backtest`.
 * @param options - `signal` stops the work, `onProgress` is told the share of it that is done.
 * @returns A promise of the same result, in every bit.
 *
 * @example
 * const series = [3, 4, 5, 6, 7, 8, 9, 10];
 * const result = await backtestAsync({ series, horizon: 1, forecast: (past) => [past.at(-1)! + 1] });
 * result.scores[0]?.meanAbsoluteError; // => 0
 */
export function backtestAsync(input: BacktestInput, options: AsyncOptions = {}): Promise<Backtest> {
  return runStepsAsync(
    watchedSteps("backtestAsync", options, backtestSteps("backtestAsync", input)),
    options,
  );
}

/** What a back-test does at an origin, so many periods before the end. */
interface Task {
  readonly quantity: Backtest["quantity"];
  readonly periods: number;
  readonly lastPeriod: number;
  /** What came in each period, the last one last. */
  readonly actual: readonly number[];
  readonly ask: (before: number, origin: BacktestOrigin) => readonly ForecastAnswer[];
  readonly naive: (
    before: number,
    origin: BacktestOrigin,
  ) => Readonly<Record<string, readonly (number | null)[]>>;
  readonly intake: readonly number[];
}

const fields = [
  ...(["cohorts", "series", "forecast", "quantity", "intakeKnown"] as const),
  ...(["horizon", "origins", "leastPeriods"] as const),
] as const;

function* backtestSteps(where: string, input: BacktestInput): Steps<Backtest> {
  checkFields(where, "input", input, fields);
  const { horizon, leastPeriods = 6, forecast } = input;
  checkCount(where, "horizon", horizon, 1);
  checkCount(where, "leastPeriods", leastPeriods, 1);
  check(typeof forecast === "function", where, "forecast", "must be a function", forecast);
  const either = "must be given, or a series, not both";
  check(
    (input.cohorts === undefined) !== (input.series === undefined),
    where,
    "cohorts",
    either,
    input.cohorts,
  );
  const task = input.cohorts === undefined ? seriesTask(where, input) : cohortTask(where, input);
  const possible = task.periods - horizon - leastPeriods + 1;
  const rule = `must leave ${leastPeriods} periods before the first origin and ${horizon} after the last`;
  checkSufficient(possible >= 1, where, "periods", rule, task.periods);
  const { origins = possible } = input;
  checkCount(where, "origins", origins, 1);
  check(origins <= possible, where, "origins", `must be at most ${possible}`, origins);
  const rows: BacktestRow[] = [];
  for (let k = 0; k < origins; k++) {
    rows.push(...rowsAt(where, task, horizon, horizon + origins - 1 - k));
    yield (k + 1) / origins;
  }
  return { quantity: task.quantity, origins, ...scoreRows(rows, horizon) };
}

/** All forecasts made so many periods before the end. */
function rowsAt(where: string, task: Task, horizon: number, before: number): BacktestRow[] {
  const after = (values: readonly number[]) => values.slice(values.length - before).slice(0, horizon);
  const lastPeriod = task.lastPeriod - before;
  const origin = { horizon, lastPeriod, intake: after(task.intake) };
  const actual = after(task.actual);
  const answers = task.ask(before, origin);
  const rule = `must give one answer for each of the ${horizon} periods`;
  check(isList(answers) && answers.length >= horizon, where, "forecast", rule, answers);
  const own = actual.map((came, i) => ({
    forecast: "forecast",
    origin: lastPeriod,
    ahead: i + 1,
    actual: came,
    ...numbersOf(where, answers[i]!, task.quantity),
  }));
  const naive = Object.entries(task.naive(before, origin)).flatMap(([forecast, estimates]) =>
    actual.map((came, i) => ({
      ...{ forecast, origin: lastPeriod, ahead: i + 1, actual: came },
      ...{ estimate: estimates[i] ?? null, lower: null, upper: null },
    })),
  );
  return [...own, ...naive];
}

/** The numbers of one answer. */
function numbersOf(where: string, answer: ForecastAnswer, quantity: Backtest["quantity"]) {
  const of =
    typeof answer === "object" && answer !== null && !("estimate" in answer) && quantity !== "series"
      ? answer[quantity]
      : (answer as ForecastNumber);
  const { estimate, lower = null, upper = null } = typeof of === "number" ? { estimate: of } : (of ?? {});
  checkFinite(where, "forecast's answer", estimate);
  if (lower !== null) checkFinite(where, "forecast's lower", lower);
  if (upper !== null) checkFinite(where, "forecast's upper", upper);
  return { estimate, lower, upper };
}

function cohortTask(where: string, input: CohortBacktestInput & BacktestSize): Task {
  const { cohorts, forecast, quantity = "closing", intakeKnown = false } = input;
  checkChoice(where, "quantity", quantity, ["closing", "added", "lost"]);
  check(typeof intakeKnown === "boolean", where, "intakeKnown", "must be true or false", intakeKnown);
  const history = readCohorts(where, "cohorts", cohorts);
  const past = pastOf(history);
  checkSufficient(history.started.length > 0, where, "cohorts", "must be counted from their start", cohorts);
  const at = (before: number) => cohortsBefore(cohorts, before);
  return {
    quantity,
    periods: past.length,
    lastPeriod: history.lastPeriod ?? 0,
    actual: past.map((row) => row[quantity]),
    intake: past.map(({ added }) => added),
    ask: (before, origin) => forecast(at(before), origin),
    naive: (before, { horizon, intake }) =>
      Object.fromEntries(
        Object.entries(naiveForecasts(at(before), horizon, intakeKnown ? intake : undefined)).map(
          ([name, rows]) => [
            name,
            // These two say nothing about who comes and goes.
            quantity !== "closing" && ["noChange", "straightLine"].includes(name)
              ? []
              : rows.map((row) => row[quantity]),
          ],
        ),
      ),
  };
}

function seriesTask(where: string, { series, forecast }: SeriesBacktestInput): Task {
  check(isList(series), where, "series", "must be an array of numbers", series);
  const actual = Array.from(series);
  actual.forEach((value, i) => {
    checkFinite(where, `series[${i}]`, value);
  });
  const at = (before: number) => actual.slice(0, actual.length - before);
  return {
    ...{ quantity: "series", periods: actual.length, lastPeriod: 0, actual, intake: [] },
    ask: (before, origin) => forecast(at(before), origin),
    naive: (before, { horizon }) => naiveOfSeries(at(before), horizon),
  };
}
