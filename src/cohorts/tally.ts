/**
 * Counts members of cohorts into cells. A member is opened with the cohort and the last window that is over for it, visited
 * once per event, and closed: only then is it known in which windows the member counts as retained.
 */
import type { CohortPlan } from "./table-options.js";

/** What has been counted, by cohort and period: entry cohort × periods + period. */
export interface Tally {
  /** Number of periods, or of brackets. */
  readonly periods: number;
  /** Members of each cohort. */
  readonly sizes: Float64Array;
  /** Last window begun by any member of a cohort; -1 for an empty one. */
  readonly begun: Int32Array;
  /** The measure, over the members that count for the cell. */
  readonly values: Float64Array;
  /** Members whose window is over. */
  readonly eligible: Float64Array;
  /** The denominator of the rate, where it is not the number of members: see `relativeTo` and the measure `mean`. */
  readonly bases: Float64Array | null;
  /** Begins a member: its cohort, the last window over (below 0 for none) and the last one begun. */
  open(cohort: number, lastOver: number, lastBegun: number): void;
  /** Adds events of the member in a window, and the sum of their values. */
  visit(window: number, events: number, sum: number): void;
  /** Ends the member. */
  close(): void;
  /** Adds members of one cohort at once, with the number retained in each window: for customers retained `"on"` only. */
  addMembers(cohort: number, members: number, lastOver: number, retained: Float64Array): void;
  /** Ends the counting: before it, on-or-after cells hold differences. */
  finish(): void;
}

/** Opens a tally of `cohorts` by `periods`, for windows 0 to `windows` - 1. */
export function createTally(plan: CohortPlan, cohorts: number, periods: number, windows: number): Tally {
  const { definition, brackets, horizon, minimumEvents, measure, relativeTo, partial } = plan;
  const customers = measure === "customers";
  const forced = plan.periodZero === "forced" && customers;
  const cells = cohorts * periods;
  const [values, eligible] = [new Float64Array(cells), new Float64Array(cells)];
  const bases = relativeTo !== "cohort" || measure === "mean" ? new Float64Array(cells) : null;
  const [sizes, begun] = [new Float64Array(cohorts), new Int32Array(cohorts).fill(-1)];
  // What the open member did in each window; a window is fresh unless it bears the member's stamp.
  const [stamps, counts] = [new Int32Array(windows), new Int32Array(windows)];
  const [sums, touched] = [new Float64Array(windows), new Int32Array(windows)];
  let [member, touches, row, over] = [0, 0, 0, 0];

  const eventsIn = (k: number): number => (stamps[k] === member ? (counts[k] as number) : 0);
  const amountIn = (k: number): number => {
    if (stamps[k] !== member) return 0;
    if (customers) return (counts[k] as number) >= minimumEvents ? 1 : 0;
    return measure === "events" ? (counts[k] as number) : (sums[k] as number);
  };
  const add = (target: Float64Array, period: number, amount: number): void => {
    target[row + period] = (target[row + period] as number) + amount;
  };
  const addCell = (period: number, amount: number, events: number): void => {
    add(values, period, amount);
    if (measure === "mean" && bases !== null) add(bases, period, events);
  };
  /** The last period that the member may count in: of those over, or of all where unfinished cells are asked for. */
  const lastPeriod = (): number => Math.min(partial ? windows - 1 : over, periods - 1);

  const closeOn = (): void => {
    const last = lastPeriod();
    for (let i = 0; i < touches; i++) {
      const k = touched[i] as number;
      const amount = amountIn(k);
      if (k <= last) addCell(k, amount, counts[k] as number);
      if (relativeTo === "previousPeriod" && bases !== null && k + 1 <= last) add(bases, k + 1, amount);
    }
    if (relativeTo === "firstPeriod" && bases !== null)
      for (let k = 0, first = amountIn(0); k <= last && first !== 0; k++) add(bases, k, first);
  };
  const closeOnOrAfter = (): void => {
    if (horizon !== null && !partial && over < horizon - 1) return;
    const last = lastPeriod();
    let latest = -1;
    for (let i = 0; i < touches && last >= 0; i++) {
      const k = touched[i] as number;
      if ((horizon !== null && k >= horizon) || amountIn(k) === 0) continue;
      if (customers) latest = Math.max(latest, k);
      else addCell(Math.min(k, last), amountIn(k), counts[k] as number);
    }
    if (latest >= 0) addCell(Math.min(latest, last), 1, 0);
  };
  const closeOnOrBefore = (): void => {
    const last = lastPeriod();
    let [amount, events] = [0, 0];
    for (let k = 0; k <= last; k++) {
      amount = customers ? Math.max(amount, amountIn(k)) : amount + amountIn(k);
      events += eventsIn(k);
      addCell(k, amount, events);
      // A forced period 0 is no return: the cumulation begins with period 1.
      if (forced && k === 0) amount = 0;
    }
  };
  const closeEveryPeriod = (): void => {
    const last = lastPeriod();
    for (let k = 0; k <= last && amountIn(k) === 1; k++) addCell(k, 1, 0);
  };
  const closeBrackets = (list: readonly (readonly [number, number])[]): void => {
    for (const [b, [first, last]] of list.entries()) {
      if (over < last && !partial) continue;
      let [events, sum] = [0, 0];
      for (let i = 0; i < touches; i++) {
        const k = touched[i] as number;
        if (k < first || k > last) continue;
        events += counts[k] as number;
        sum += sums[k] as number;
      }
      const retained = events >= minimumEvents ? 1 : 0;
      addCell(b, customers ? retained : measure === "events" ? events : sum, events);
    }
  };
  const countEligible = (): void => {
    if (brackets !== null) {
      for (const [b, [, last]] of brackets.entries()) if (over >= last) add(eligible, b, 1);
      return;
    }
    const known = horizon === null || over >= horizon - 1;
    // Counted at the last period over, and summed from the end when all members are in.
    if (over >= 0 && known) add(eligible, Math.min(over, periods - 1), 1);
  };
  const closeBy = {
    on: closeOn,
    onOrAfter: closeOnOrAfter,
    onOrBefore: closeOnOrBefore,
    everyPeriod: closeEveryPeriod,
  }[definition];

  const visit = (window: number, events: number, sum: number): void => {
    if (stamps[window] !== member) {
      stamps[window] = member;
      counts[window] = 0;
      sums[window] = 0;
      touched[touches++] = window;
    }
    counts[window] = (counts[window] as number) + events;
    sums[window] = (sums[window] as number) + sum;
  };

  return {
    periods,
    sizes,
    begun,
    values,
    eligible,
    bases,
    visit,
    open(cohort, lastOver, lastBegun) {
      member++;
      touches = 0;
      row = cohort * periods;
      over = lastOver;
      sizes[cohort] = (sizes[cohort] as number) + 1;
      if (lastBegun > (begun[cohort] as number)) begun[cohort] = lastBegun;
      if (forced) visit(0, minimumEvents, 0);
    },
    close() {
      if (brackets !== null) closeBrackets(brackets);
      else closeBy();
      countEligible();
    },
    addMembers(cohort, members, lastOver, retained) {
      row = cohort * periods;
      over = lastOver;
      sizes[cohort] = (sizes[cohort] as number) + members;
      begun[cohort] = Math.max(begun[cohort] as number, lastOver + 1);
      for (let k = 0, last = lastPeriod(); k <= last; k++) add(values, k, retained[k] as number);
      if (over >= 0) add(eligible, Math.min(over, periods - 1), members);
    },
    finish() {
      if (brackets !== null) return;
      sumFromEnd(eligible, cohorts, periods);
      if (definition !== "onOrAfter") return;
      sumFromEnd(values, cohorts, periods);
      if (bases !== null) sumFromEnd(bases, cohorts, periods);
    },
  };
}

function sumFromEnd(cells: Float64Array, cohorts: number, periods: number): void {
  for (let cohort = 0; cohort < cohorts; cohort++)
    for (let cell = (cohort + 1) * periods - 2; cell >= cohort * periods; cell--)
      cells[cell] = (cells[cell] as number) + (cells[cell + 1] as number);
}
