/** Errors and coverage of forecasts, by how far ahead they looked. */

/** One forecast of one period, made at one origin. */
export interface BacktestRow {
  /** `forecast`, or the name of a naive one. */
  readonly forecast: string;
  /** Number of the last period that was known. */
  readonly origin: number;
  /** How many periods ahead. */
  readonly ahead: number;
  /** What came. */
  readonly actual: number;
  /** What was said; null where the naive forecast has no answer. */
  readonly estimate: number | null;
  /** Lower end of its interval; null without one. */
  readonly lower: number | null;
  /** Upper end of its interval; null without one. */
  readonly upper: number | null;
}

/** How one forecast did, so many periods ahead. */
export interface ForecastScore {
  /** `forecast`, or the name of a naive one. */
  readonly forecast: string;
  /** How many periods ahead. */
  readonly ahead: number;
  /** Mean size of the error; null without answers. */
  readonly meanAbsoluteError: number | null;
  /** The same as a share of what came; null where that was 0. */
  readonly meanAbsolutePercentageError: number | null;
  /** Mean error: above 0 where it says too much. */
  readonly bias: number | null;
  /** 1 less its mean absolute error over that of `noChange`: above 0 where it is better; null without one. */
  readonly skill: number | null;
  /** Share of the intervals that held what came; null without intervals. */
  readonly coverage: number | null;
  /** Mean width of the intervals; null without intervals. */
  readonly meanWidth: number | null;
}

/** Rows with their scores by forecast and periods ahead. */
export function scoreRows(rows: readonly BacktestRow[], horizon: number) {
  const names = [...new Set(rows.map(({ forecast }) => forecast))];
  const scores = names.flatMap((name) =>
    Array.from({ length: horizon }, (_, i) => {
      const ahead = rows.filter((row) => row.ahead === i + 1);
      const base = errorsOf(ahead.filter(({ forecast }) => forecast === "noChange"));
      const score = scoreOf(ahead.filter(({ forecast }) => forecast === name));
      const error = score.meanAbsoluteError;
      const skill =
        error === null || base.length === 0 || meanSize(base) === 0 ? null : 1 - error / meanSize(base);
      return { forecast: name, ahead: i + 1, ...score, skill };
    }),
  );
  return { rows, scores };
}

const errorsOf = (rows: readonly BacktestRow[]): number[] =>
  rows.flatMap(({ estimate, actual }) => (estimate === null ? [] : [estimate - actual]));

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const meanSize = (errors: readonly number[]): number => mean(errors.map(Math.abs));

function scoreOf(rows: readonly BacktestRow[]): Omit<ForecastScore, "forecast" | "ahead" | "skill"> {
  const errors = errorsOf(rows);
  const answered = errors.length === rows.length && rows.length > 0;
  const intervals = rows.flatMap(({ lower, upper, actual }) =>
    lower === null || upper === null
      ? []
      : [{ held: actual >= lower && actual <= upper, width: upper - lower }],
  );
  const whole = intervals.length === rows.length && rows.length > 0;
  const shares = rows.map(({ actual }, i) => Math.abs(errors[i]! / actual));
  return {
    meanAbsoluteError: answered ? meanSize(errors) : null,
    meanAbsolutePercentageError: answered && rows.every(({ actual }) => actual !== 0) ? mean(shares) : null,
    bias: answered ? mean(errors) : null,
    coverage: whole ? mean(intervals.map(({ held }) => (held ? 1 : 0))) : null,
    meanWidth: whole ? mean(intervals.map(({ width }) => width)) : null,
  };
}
