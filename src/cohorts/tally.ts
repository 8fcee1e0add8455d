/**
 * Counts members of cohorts into cells. A member is opened with its cohort and the last window that is over for it, visited
 * once per event, and closed: only then is it known in which windows the member counts as retained.
 */
import { createMoments, foldMoments, type Moments } from "./moments.js";
import { addTo, clearSum, createSums, foldErrors, type Sums } from "./sums.js";
import type { CohortPlan } from "./table-options.js";

/** What has been counted, by cohort and period (entry cohort × periods + period), and the member being counted. */
export interface Tally {
  readonly plan: CohortPlan;
  /** Number of periods, or of brackets. */
  readonly periods: number;
  /** Number of windows that a member may have events in. */
  readonly windows: number;
  /** Whether every member counts in period 0. */
  readonly forced: boolean;
  /** Members of each cohort. */
  readonly sizes: Float64Array;
  /** Last window begun by any member of a cohort; -1 for an empty one. */
  readonly begun: Int32Array;
  /** The measure, over the members that count for the cell. */
  readonly values: Sums;
  /** Members whose window is over. */
  readonly eligible: Float64Array;
  /** The denominator of the rate, where it is not the number of members: see `relativeTo` and the measure `mean`. */
  readonly bases: Sums | null;
  /** Powers of what members brought, for the intervals of amounts; null where those are not estimated. */
  readonly moments: Moments | null;
  /** Events of the open member by window; a window is fresh unless it bears the member's stamp. */
  readonly stamps: Int32Array;
  readonly counts: Int32Array;
  /** Sums of the values of those events. */
  readonly sums: Sums;
  /** The sum of the bracket that is being closed. */
  readonly bracket: Sums;
  /** The windows in which the open member had events, `touches` of them. */
  readonly touched: Int32Array;
  touches: number;
  /** Number of the open member, the first cell of its cohort, and the last window over for it. */
  member: number;
  row: number;
  over: number;
}

/** Opens a tally of `cohorts` by `periods`, for windows 0 to `windows` - 1. */
export function createTally(plan: CohortPlan, cohorts: number, periods: number, windows: number): Tally {
  const cells = cohorts * periods;
  const withBases = plan.relativeTo !== "cohort" || plan.measure === "mean";
  // Counts are whole and lose nothing.
  const exact = plan.measure === "sum" || plan.measure === "mean";
  return {
    ...{ plan, periods, windows },
    forced: plan.periodZero === "forced" && plan.measure === "customers",
    sizes: new Float64Array(cohorts),
    begun: new Int32Array(cohorts).fill(-1),
    values: createSums(cells, exact),
    eligible: new Float64Array(cells),
    bases: withBases ? createSums(cells, exact) : null,
    moments: hasMoments(plan) ? createMoments(cells, withBases) : null,
    stamps: new Int32Array(windows),
    counts: new Int32Array(windows),
    sums: createSums(windows, exact),
    bracket: createSums(1, exact),
    touched: new Int32Array(windows),
    ...{ touches: 0, member: 0, row: 0, over: 0 },
  };
}

/** Amounts have intervals, unless they are summed up from the end, or unfinished cells mix members watched for longer and shorter. */
function hasMoments({ measure, definition, partial }: CohortPlan): boolean {
  return measure !== "customers" && definition !== "onOrAfter" && !partial;
}

/** Begins a member: its cohort, the last window over (below 0 for none) and the last one begun. */
export function openMember(tally: Tally, cohort: number, lastOver: number, lastBegun: number): void {
  const { sizes, begun } = tally;
  tally.member++;
  tally.touches = 0;
  tally.row = cohort * tally.periods;
  tally.over = lastOver;
  sizes[cohort] = (sizes[cohort] as number) + 1;
  if (lastBegun > (begun[cohort] as number)) begun[cohort] = lastBegun;
  if (tally.forced) visitWindow(tally, 0, tally.plan.minimumEvents, 0);
}

/** Adds events of the open member in a window, and the sum of their values. */
export function visitWindow(tally: Tally, window: number, events: number, sum: number): void {
  const { stamps, counts, sums } = tally;
  if (stamps[window] !== tally.member) {
    stamps[window] = tally.member;
    counts[window] = 0;
    clearSum(sums, window);
    tally.touched[tally.touches++] = window;
  }
  counts[window] = (counts[window] as number) + events;
  addTo(sums, window, sum);
}

/** Adds members of one cohort at once, with the number retained in each window: for customers retained `"on"` only. */
export function addMembers(
  tally: Tally,
  cohort: number,
  members: { readonly size: number; readonly lastOver: number; readonly retained: Float64Array },
): void {
  const { sizes, begun, values, eligible, periods } = tally;
  const { size, lastOver, retained } = members;
  const row = cohort * periods;
  sizes[cohort] = (sizes[cohort] as number) + size;
  begun[cohort] = Math.max(begun[cohort] as number, lastOver + 1);
  const last = Math.min(tally.plan.partial ? tally.windows - 1 : lastOver, periods - 1);
  for (let k = 0; k <= last; k++) addTo(values, row + k, retained[k] as number);
  if (lastOver < 0) return;
  const cell = row + Math.min(lastOver, periods - 1);
  eligible[cell] = (eligible[cell] as number) + size;
}

/** Ends the counting: before it, eligible members and on-or-after cells hold differences. */
export function finishTally({ plan, values, eligible, bases, moments, periods }: Tally): void {
  foldErrors(values);
  if (moments !== null) foldMoments(moments);
  if (bases !== null) foldErrors(bases);
  if (plan.brackets !== null) return;
  sumFromEnd(eligible, periods);
  if (plan.definition !== "onOrAfter") return;
  sumFromEnd(values.totals, periods);
  if (bases !== null) sumFromEnd(bases.totals, periods);
}

function sumFromEnd(cells: Float64Array, periods: number): void {
  for (let cell = cells.length - 2; cell >= 0; cell--)
    if ((cell + 1) % periods !== 0) cells[cell] = (cells[cell] as number) + (cells[cell + 1] as number);
}
