/** The actuarial life table: durations known by interval. */
import { check, checkFraction, checkOptions, isFiniteNumber, isList } from "../errors.js";
import { countEvents } from "../inference/event-counts.js";
import { normalQuantile } from "../math/normal.js";
import { countBelow } from "../math/sorted-search.js";
import type { TimeUnit } from "../time.js";
import { readTransform } from "./kaplan-meier.js";
import { type SurvivalTransform, survivalEnds } from "./pointwise-interval.js";
import { type DurationFields, durationFields, readSurvivalData, readTimeUnit } from "./survival-data.js";

/** Options of `lifeTable`. */
export interface LifeTableOptions<Table> extends Omit<DurationFields<Table>, "entry"> {
  /** Ends of the intervals, rising from 0: `[0, 1, 2, 3]` makes the intervals from 0 to below 1, from 1 to below 2, and from 2 to below 3. */
  readonly breaks: readonly number[];
  /** Confidence level, above 0 and below 1; default 0.95. */
  readonly level?: number | undefined;
  /** Scale on which the intervals of `survival` are symmetric; default `"logLog"`. */
  readonly transform?: SurvivalTransform | undefined;
}

/** One interval of a life table. */
export interface LifeTableRow {
  /** Begin of the interval, which belongs to it. */
  readonly from: number;
  /** End of the interval, which belongs to the next. */
  readonly to: number;
  /** Watched when it begins. */
  readonly atStart: number;
  /** Lost in it. */
  readonly events: number;
  /** Censored in it. */
  readonly censored: number;
  /** At risk in it: those at its start, less half of those censored. */
  readonly exposed: number;
  /** Share of those exposed who are lost in it; null where nobody is exposed. */
  readonly churnProbability: number | null;
  /** Share still there at its end; null from the first interval on in which nobody is exposed. */
  readonly survival: number | null;
  /** Standard error of `survival` (Greenwood); null where that is 0 or null. */
  readonly standardError: number | null;
  /** Lower end of the pointwise interval of `survival`; null as with `kaplanMeier`. */
  readonly lower: number | null;
  /** Upper end of it. */
  readonly upper: number | null;
  /** Losses per unit of time at the middle of the interval; null where nobody is exposed. */
  readonly hazard: number | null;
}

/** An actuarial life table. */
export interface LifeTable {
  /** Name of the estimator. */
  readonly method: "actuarial";
  /** Unit of all times; null where neither data nor options name one. */
  readonly timeUnit: TimeUnit | null;
  /** Confidence level of the intervals. */
  readonly level: number;
  /** Scale on which the intervals are symmetric. */
  readonly transform: SurvivalTransform;
  /** One row for each interval. */
  readonly rows: readonly LifeTableRow[];
}

const where = "lifeTable";

/**
 * Actuarial life table: for each interval who began it, who was lost or censored in it, and the share that lasts to its end.
 *
 * It is for durations that are known by interval only, such as whole months since joining. Those censored in an interval count for
 * half of it, which is right if censorings spread evenly over it; where the times themselves are known, `kaplanMeier` needs no such
 * assumption.
 *
 * Formula: q = d / (n - c/2), S = Π (1 - q), se(S) = S √ Σ q/(n' (1 - q)) with n' = n - c/2; hazard at the middle d / (b (n' - d/2)), b the
 * length of the interval.
 *
 * @param data - Rows or columns: `duration`, `event`, and where needed `weight` (a count); who was watched late has no place here.
 * @param options - `breaks`; names of the fields, `level`, `transform`, `timeUnit`.
 * @returns Plain data: one row for each interval.
 * @throws {InvalidInputError} If the breaks do not rise from 0, or a duration lies beyond the last.
 * @throws {InsufficientDataError} If there are no rows, or all weights are 0.
 * @see Cutler & Ederer (1958), "Maximum utilization of the life table method in analyzing survival", Journal of Chronic Diseases
 *   8(6), 699-712, doi:10.1016/0021-9681(58)90126-7; Klein & Moeschberger (2003), "Survival Analysis", 2nd ed., section 5.4.
 *
 * @example
 * const months = { duration: [0, 0, 1, 1, 1, 2, 2, 3, 3, 3], event: [1, 0, 1, 1, 0, 1, 0, 0, 0, 0], timeUnit: "month" } as const;
 * const { rows } = lifeTable(months, { breaks: [0, 1, 2, 3, 4] });
 * rows.map(({ atStart, exposed, survival }) => [atStart, exposed, survival]);
 * // ≈ [[10, 9.5, 0.895], [8, 7.5, 0.656], [5, 4.5, 0.510], [3, 1.5, 0.510]]
 */
export function lifeTable<Table extends object>(data: Table, options: LifeTableOptions<Table>): LifeTable {
  const fields = durationFields.filter((name) => name !== "entry");
  checkOptions(where, options, [...fields, "breaks", "level", "transform"]);
  const { breaks, level = 0.95 } = options;
  checkFraction(where, "level", level, "open");
  const transform = readTransform(where, options.transform);
  const ends = readBreaks(breaks);
  const read = readSurvivalData(where, data, options, { weights: "whole", more: () => null });
  const late = read.entries?.findIndex((entry) => entry > 0) ?? -1;
  const name = read.entryColumn?.name(late) ?? "entry";
  check(late < 0, where, name, "must be 0: a life table has no place for late entry", read.entries?.[late]);
  const { times, events, ended } = countEvents(read);
  const [last, end] = [times[times.length - 1]!, ends[ends.length - 1]!];
  check(last < end, where, "breaks", `must reach beyond the last duration (${last})`, end);
  const z = -normalQuantile((1 - level) / 2);
  let [survival, variance] = [1 as number | null, 0];
  let atStart = ended.reduce((sum, each) => sum + each, 0);
  const rows = ends.slice(1).map((to, i): LifeTableRow => {
    const from = ends[i]!;
    const within = [countBelow(times, from), countBelow(times, to)] as const;
    const sum = (column: Float64Array) => column.subarray(...within).reduce((total, each) => total + each, 0);
    const lost = sum(events);
    const censored = sum(ended) - lost;
    const exposed = atStart - censored / 2;
    const q = exposed > 0 ? lost / exposed : null;
    survival = q === null || survival === null ? null : survival * (1 - q);
    if (q !== null && q < 1) variance += q / exposed / (1 - q);
    const row = {
      from,
      to,
      atStart,
      events: lost,
      censored,
      exposed,
      churnProbability: q,
      survival,
      standardError: survival === null || survival === 0 ? null : survival * Math.sqrt(variance),
      ...survivalEnds(transform, survival ?? 0, { error: Math.sqrt(variance), z }),
      hazard: q === null ? null : lost / (to - from) / (exposed - lost / 2),
    };
    atStart -= lost + censored;
    return row;
  });
  return {
    method: "actuarial",
    timeUnit: readTimeUnit(where, data, options.timeUnit),
    level,
    transform,
    rows,
  };
}

function readBreaks(breaks: readonly number[]): number[] {
  check(isList(breaks) && breaks.length > 1, where, "breaks", "must be a list of two ends or more", breaks);
  const ends = Array.from(breaks);
  ends.forEach((end, i) => {
    const rule = i === 0 ? "must be 0" : `must be a finite number above ${ends[i - 1]}`;
    check(
      isFiniteNumber(end) && (i === 0 ? end === 0 : end > ends[i - 1]!),
      where,
      `breaks[${i}]`,
      rule,
      end,
    );
  });
  return ends;
}
