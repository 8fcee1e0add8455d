import { checkCount, checkFraction, checkOptions, checkSufficient } from "../errors.js";
import { wilsonEnds } from "../inference/score-interval.js";
import { createProblems, type Problems } from "../tables/problems.js";
import { type GroupLabel, readLabels } from "../tables/read-labels.js";
import {
  checkNumericTime,
  type NumericTime,
  readOptionalTimes,
  readTime,
  readTimes,
  type TimeInput,
} from "../tables/read-times.js";
import { type OpenTable, openTable, type TableField } from "../tables/table.js";
import { openTimeZone, type TimeZone } from "../tables/time-zone.js";

/** Where a table of trials keeps its fields, and what is observed. */
export interface TrialOptions<Table> {
  /** End of observation, not included: what happens on that day or later is not known. */
  readonly asOf: TimeInput;
  /** Days after the end of the trial within which it may still convert; default 0. */
  readonly graceDays?: number | undefined;
  /** Field of the trial's identifier; default `trial`, else `subscription`, else `customer`. */
  readonly trial?: TableField<Table> | undefined;
  /** Field of the start; default `trialStart`. */
  readonly trialStart?: TableField<Table> | undefined;
  /** Field of the end, as agreed; default `trialEnd`. */
  readonly trialEnd?: TableField<Table> | undefined;
  /** Field of the first payment, null where there was none; default `convertedAt`. */
  readonly convertedAt?: TableField<Table> | undefined;
  /** Field of giving up, null where nobody did; default `canceledAt`. */
  readonly canceledAt?: TableField<Table> | undefined;
  /** IANA time zone of the days; default `UTC`. */
  readonly timeZone?: string | undefined;
  /** Unit of times given as numbers. Left out, they are milliseconds and a number below 1e11 is refused as probable seconds. */
  readonly numericTime?: NumericTime | undefined;
  /** Confidence level of the share of the due, above 0 and below 1; default 0.95. */
  readonly level?: number | undefined;
}

/** What became of a trial by the end of observation. */
export interface TrialOutcome {
  /** Identifier of the trial. */
  readonly trial: GroupLabel | null;
  /** Month of its start, such as `2026-03`. */
  readonly cohort: string;
  /** `converted`, `gaveUp` (cancelled or run out), or `open`. */
  readonly state: "converted" | "gaveUp" | "open";
  /** Days from the start to that, or to the end of observation. */
  readonly days: number;
  /** Whether its end and the days of grace had passed. */
  readonly due: boolean;
}

/** Trials counted by what became of them. */
export interface TrialCounts {
  /** Trials. */
  readonly started: number;
  /** Paid. */
  readonly converted: number;
  /** Cancelled, or run out. */
  readonly gaveUp: number;
  /** Not decided. */
  readonly open: number;
  /** Converted of all: too low, open ones count as not converted. */
  readonly ofStarted: number | null;
  /** Converted of the decided: biased to who decides quickly; null if there are none. */
  readonly ofDecided: number | null;
  /** Trials whose end and grace have passed. */
  readonly due: number;
  /** Converted of the due: the share to quote; null if there are none. */
  readonly ofDue: number | null;
  /** Lower end of Wilson's interval of the share of the due. */
  readonly lower: number | null;
  /** Upper end. */
  readonly upper: number | null;
}

/** Trials that began in a month. */
export interface TrialCohort extends TrialCounts {
  /** The month. */
  readonly cohort: string;
}

/** Share converted and given up by a day since the start, the two competing. */
export interface TrialDay {
  /** Days since the start. */
  readonly day: number;
  /** Trials open just before it. */
  readonly atRisk: number;
  /** Converted on it. */
  readonly converted: number;
  /** Given up on it. */
  readonly gaveUp: number;
  /** Estimated share converted by then. */
  readonly incidenceConverted: number;
  /** Estimated share given up by then. */
  readonly incidenceGaveUp: number;
  /** Estimated share still open: the three add up to 1. */
  readonly open: number;
}

/** What became of trials. */
export interface TrialOutcomes {
  /** One row for each trial that had begun. */
  readonly trials: readonly TrialOutcome[];
  /** All of them. */
  readonly all: TrialCounts;
  /** By month of the start. */
  readonly byCohort: readonly TrialCohort[];
  /** By day since the start, where something was decided. */
  readonly incidence: readonly TrialDay[];
}

const where = "trialOutcomes";
const day = 86_400_000;

/**
 * What became of trials: converted, given up or still open, in counts, by month, and as competing risks by day.
 *
 * The share of all that started is too low while trials are open, that of the decided favours those who decide quickly; the share of the due is
 * the one to quote. The incidence uses the open trials for as long as they were watched.
 *
 * Formula: incidence of converting by day t = Σ S(i - 1) c(i)/n(i) over days i ≤ t (Aalen-Johansen), S the share still open.
 *
 * @param trials - Rows or columns of `trialStart`, `trialEnd`, `convertedAt` and `canceledAt`: those of `stripeSubscriptions` are such.
 * @param options - `asOf`, `graceDays`, names of the fields, `timeZone`, `level`.
 * @returns Trials, counts, cohorts and the table of incidence; trials that start at or after `asOf` are none yet.
 * @throws {InvalidInputError} If a time cannot be read, or a trial ends before it starts.
 * @throws {InsufficientDataError} If no trial had begun.
 * @see Aalen & Johansen (1978), Scandinavian Journal of Statistics 5(3), 141-150.
 *
 * @example
 * const trials = [
 *   { trial: 1, trialStart: "2025-03-01", trialEnd: "2025-03-15", convertedAt: "2025-03-15", canceledAt: null },
 *   { trial: 2, trialStart: "2025-03-03", trialEnd: "2025-03-17", convertedAt: null, canceledAt: "2025-03-10" },
 *   { trial: 3, trialStart: "2025-03-20", trialEnd: "2025-04-03", convertedAt: null, canceledAt: null },
 * ];
 * const { all, incidence } = trialOutcomes(trials, { asOf: "2025-04-01" });
 * [all.started, all.converted, all.gaveUp, all.open, all.ofDue]; // => [3, 1, 1, 1, 0.5]
 * incidence.at(-1); // ≈ { day: 14, atRisk: 1, converted: 1, gaveUp: 0, incidenceConverted: 0.667, incidenceGaveUp: 0.333, open: 0 }
 */
export function trialOutcomes<Table extends object>(
  trials: Table,
  options: TrialOptions<Table>,
): TrialOutcomes {
  checkOptions(where, options, [
    ...(["asOf", "graceDays", "trial", "trialStart", "trialEnd", "convertedAt", "canceledAt"] as const),
    ...(["timeZone", "numericTime", "level"] as const),
  ]);
  const { graceDays = 0, level = 0.95 } = options;
  checkCount(where, "graceDays", graceDays);
  checkFraction(where, "level", level, "open");
  const outcomes = readTrials(openTable(where, "trials", trials), options, graceDays);
  checkSufficient(outcomes.length > 0, where, "trials", "must hold a trial that starts before asOf", 0);
  const cohorts = [...new Set(outcomes.map(({ cohort }) => cohort))].sort();
  return {
    trials: outcomes,
    all: countTrials(outcomes, level),
    byCohort: cohorts.map((cohort) => ({
      cohort,
      ...countTrials(
        outcomes.filter((outcome) => outcome.cohort === cohort),
        level,
      ),
    })),
    incidence: incidenceOf(outcomes),
  };
}

function readTrials<Table>(
  table: OpenTable,
  options: TrialOptions<Table>,
  graceDays: number,
): TrialOutcome[] {
  const zone = openTimeZone(where, "timeZone", options.timeZone ?? "UTC");
  const reading = { zone, numbers: checkNumericTime(where, options.numericTime) };
  const asOf = dateOf(zone, readTime(where, "asOf", options.asOf, reading));
  const problems: Problems = createProblems(where);
  const startColumn = table.column("trialStart", options.trialStart);
  const endColumn = table.column("trialEnd", options.trialEnd);
  const starts = readTimes(startColumn, reading, problems).times;
  const ends = readTimes(endColumn, reading, problems).times;
  const converted = readOptionalTimes(table.column("convertedAt", options.convertedAt), reading, problems);
  const canceled = readOptionalTimes(table.column("canceledAt", options.canceledAt), reading, problems);
  const name = ["trial", "subscription", "customer"].find((field) => table.has(field)) ?? "trial";
  const { codes, labels } = readLabels(table.column("trial", options.trial ?? name), problems);
  for (let i = 0; i < starts.length; i++)
    if (ends[i]! < starts[i]!)
      problems.add(endColumn.name(i), `must not be before ${startColumn.name(i)}`, endColumn.at(i));
  problems.throwIfAny();
  const date = (instant: number) => dateOf(zone, instant);
  return Array.from(starts, (start, i) => {
    const times = [start, ends[i]!, converted[i]!, canceled[i]!].map(date) as [
      number,
      number,
      number,
      number,
    ];
    return decide(labels[codes[i]!] ?? null, times, { asOf, graceDays });
  }).filter((outcome) => outcome !== null);
}

/** What became of one trial, from its dates; null where it had not begun. */
function decide(
  trial: GroupLabel | null,
  [start, end, paid, canceled]: readonly [number, number, number, number],
  { asOf, graceDays }: { readonly asOf: number; readonly graceDays: number },
): TrialOutcome | null {
  if (start >= asOf) return null;
  const over = end + graceDays;
  const gaveUp = Number.isNaN(canceled) ? over : Math.min(over, canceled);
  const state = paid < asOf ? "converted" : gaveUp < asOf ? "gaveUp" : "open";
  const last = state === "converted" ? paid : state === "gaveUp" ? gaveUp : asOf;
  const cohort = new Date(start * day).toISOString().slice(0, 7);
  return { trial, cohort, state, days: Math.max(0, last - start), due: over < asOf };
}

/** The local date of an instant, as days since 1970; NaN for none. */
const dateOf = (zone: TimeZone, instant: number): number =>
  Number.isNaN(instant) ? instant : Math.floor((instant + zone.offsetAt(instant)) / day);

function countTrials(outcomes: readonly TrialOutcome[], level: number): TrialCounts {
  const count = (test: (outcome: TrialOutcome) => boolean) => outcomes.filter(test).length;
  const [started, converted] = [outcomes.length, count(({ state }) => state === "converted")];
  const gaveUp = count(({ state }) => state === "gaveUp");
  const due = count((outcome) => outcome.due);
  const paid = count((outcome) => outcome.due && outcome.state === "converted");
  const ends = due === 0 ? { lower: null, upper: null } : wilsonEnds({ x: paid, n: due }, (1 - level) / 2);
  const over = (part: number, all: number) => (all === 0 ? null : part / all);
  return {
    ...{ started, converted, gaveUp, open: started - converted - gaveUp },
    ...{ ofStarted: over(converted, started), ofDecided: over(converted, converted + gaveUp) },
    ...{ due, ofDue: over(paid, due), lower: ends.lower, upper: ends.upper },
  };
}

function incidenceOf(outcomes: readonly TrialOutcome[]): TrialDay[] {
  const days = [...new Set(outcomes.filter(({ state }) => state !== "open").map((each) => each.days))];
  const sorted = outcomes.map((each) => each.days).sort((a, b) => a - b);
  let [incidenceConverted, incidenceGaveUp, open, before] = [0, 0, 1, 0];
  return days
    .sort((a, b) => a - b)
    .map((time) => {
      while (before < sorted.length && sorted[before]! < time) before++;
      const atRisk = sorted.length - before;
      const own = outcomes.filter((each) => each.days === time);
      const converted = own.filter(({ state }) => state === "converted").length;
      const gaveUp = own.filter(({ state }) => state === "gaveUp").length;
      incidenceConverted += (open * converted) / atRisk;
      incidenceGaveUp += (open * gaveUp) / atRisk;
      open *= (atRisk - converted - gaveUp) / atRisk;
      return { day: time, atRisk, converted, gaveUp, incidenceConverted, incidenceGaveUp, open };
    });
}
