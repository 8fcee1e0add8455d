/** In which windows a member of a cohort counts as retained, and with what amount: one rule for each definition. */
import { addMoments } from "./moments.js";
import { addTo, clearSum, sumAt } from "./sums.js";
import type { Tally } from "./tally.js";

/** Ends the open member: counts it in the windows in which it is retained, and in those that are over for it. */
export function endMember(tally: Tally): void {
  const { plan, over, eligible, periods, row } = tally;
  closeMember(tally);
  if (plan.brackets !== null) {
    for (const [b, [, last]] of plan.brackets.entries())
      if (over >= last) eligible[row + b] = (eligible[row + b] as number) + 1;
    return;
  }
  if (over < 0 || (plan.horizon !== null && over < plan.horizon - 1)) return;
  // Counted at the last period over, and summed from the end when all members are in.
  const cell = row + Math.min(over, periods - 1);
  eligible[cell] = (eligible[cell] as number) + 1;
}

/** Adds the open member of a tally to the cells in which it counts. */
function closeMember(tally: Tally): void {
  const { definition, brackets } = tally.plan;
  if (brackets !== null) closeBrackets(tally, brackets);
  else if (definition === "on") closeOn(tally);
  else if (definition === "onOrAfter") closeOnOrAfter(tally);
  else if (definition === "onOrBefore") closeOnOrBefore(tally);
  else closeEveryPeriod(tally);
}

/** What the open member adds to a window: 1 for a retained customer, the number of events, or their sum. */
function amountIn({ plan, stamps, member, counts, sums }: Tally, window: number): number {
  if (stamps[window] !== member) return 0;
  if (plan.measure === "customers") return (counts[window] as number) >= plan.minimumEvents ? 1 : 0;
  return plan.measure === "events" ? (counts[window] as number) : sumAt(sums, window);
}

/** The last period that the member may count in: of those over, or of all where unfinished cells are asked for. */
function lastPeriod({ plan, windows, over, periods }: Tally): number {
  return Math.min(plan.partial ? windows - 1 : over, periods - 1);
}

/** Adds an amount to a cell, and the number of events that a mean divides it by. */
function addCell(tally: Tally, period: number, amount: number, events: number): void {
  const { plan, values, bases, moments, row } = tally;
  addTo(values, row + period, amount);
  if (moments !== null && plan.relativeTo === "cohort")
    addMoments(moments, row + period, amount, plan.measure === "mean" ? events : 1);
  if (plan.measure === "mean" && bases !== null) addTo(bases, row + period, events);
}

function closeOn(tally: Tally): void {
  const { plan, touches, touched, counts, bases, row } = tally;
  const last = lastPeriod(tally);
  for (let i = 0; i < touches; i++) {
    const k = touched[i] as number;
    const amount = amountIn(tally, k);
    if (k <= last) addCell(tally, k, amount, counts[k] as number);
    if (plan.relativeTo === "previousPeriod" && bases !== null && k + 1 <= last)
      addTo(bases, row + k + 1, amount);
  }
  if (plan.relativeTo === "cohort") return;
  const first = amountIn(tally, 0);
  if (plan.relativeTo === "firstPeriod" && bases !== null)
    for (let k = 0; k <= last; k++) addTo(bases, row + k, first);
  addRelative(tally, last, first);
}

/** Moments of what the open member brought in each period beside what it brought in the first, or in the one before. */
function addRelative(tally: Tally, last: number, first: number): void {
  const { plan, moments, row } = tally;
  if (moments === null) return;
  for (let k = 0; k <= last; k++) {
    const before = k === 0 ? 1 : amountIn(tally, k - 1);
    addMoments(moments, row + k, amountIn(tally, k), plan.relativeTo === "firstPeriod" ? first : before);
  }
}

/** Counts at the latest window (customers) or at each (amounts); the tally is summed from the end when it is finished. */
function closeOnOrAfter(tally: Tally): void {
  const { plan, touches, touched, counts, over } = tally;
  const { horizon, partial, measure } = plan;
  if (horizon !== null && !partial && over < horizon - 1) return;
  const last = lastPeriod(tally);
  let latest = -1;
  for (let i = 0; i < touches && last >= 0; i++) {
    const k = touched[i] as number;
    if (horizon !== null && k >= horizon) continue;
    if (measure === "customers") latest = amountIn(tally, k) === 1 ? Math.max(latest, k) : latest;
    else addCell(tally, Math.min(k, last), amountIn(tally, k), counts[k] as number);
  }
  if (latest >= 0) addCell(tally, Math.min(latest, last), 1, 0);
}

function closeOnOrBefore(tally: Tally): void {
  const { plan, stamps, counts, member, forced } = tally;
  const last = lastPeriod(tally);
  let [amount, events] = [0, 0];
  for (let k = 0; k <= last; k++) {
    const own = amountIn(tally, k);
    amount = plan.measure === "customers" ? Math.max(amount, own) : amount + own;
    if (stamps[k] === member) events += counts[k] as number;
    addCell(tally, k, amount, events);
    // A forced period 0 is no return: the cumulation begins with period 1.
    if (forced && k === 0) amount = 0;
  }
}

function closeEveryPeriod(tally: Tally): void {
  const last = lastPeriod(tally);
  for (let k = 0; k <= last && amountIn(tally, k) === 1; k++) addCell(tally, k, 1, 0);
}

function closeBrackets(tally: Tally, brackets: readonly (readonly [number, number])[]): void {
  const { plan, touches, touched, counts, sums, bracket, over } = tally;
  for (const [b, [first, last]] of brackets.entries()) {
    if (over < last && !plan.partial) continue;
    let events = 0;
    clearSum(bracket, 0);
    for (let i = 0; i < touches; i++) {
      const k = touched[i] as number;
      if (k < first || k > last) continue;
      events += counts[k] as number;
      addTo(bracket, 0, sumAt(sums, k));
    }
    const retained = events >= plan.minimumEvents ? 1 : 0;
    const amount =
      plan.measure === "customers" ? retained : plan.measure === "events" ? events : sumAt(bracket, 0);
    addCell(tally, b, amount, events);
  }
}
