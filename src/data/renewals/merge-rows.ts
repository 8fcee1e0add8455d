/** Joins each customer's subscriptions into tenures: what runs on with the same billing interval is one, whatever the plan. */
import { rowsByCustomer } from "../event-log.js";
import { noEnd, type SubscriptionRows } from "./subscription-rows.js";

/** Tenures by customer, in order of first appearance, then of their start: `length` entries of each column are filled. */
export interface Tenures {
  length: number;
  /** Code of the customer. */
  readonly code: Int32Array;
  /** 1 for the customer's first tenure. */
  readonly number: Int32Array;
  readonly start: Int32Array;
  /** `noEnd` while it runs. */
  readonly end: Int32Array;
  /** Place of its billing interval among the terms. */
  readonly term: Int32Array;
  /** The row that began it, and the one that ended last. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** 1 where another interval of the customer ran on when it ended. */
  readonly changed: Uint8Array;
}

/** How subscriptions become tenures. */
export interface MergeRule {
  /** Days between two subscriptions that still are one tenure. */
  readonly gap: number;
  /** Whether subscriptions of another interval are another tenure. */
  readonly byTerm: boolean;
  /** Whether tenures after a gap are left out. */
  readonly firstOnly: boolean;
}

/** The rule for customers who come back. */
export function mergeRule(mergeGap: number, winBacks: string, byTerm: boolean): MergeRule {
  const gap = winBacks === "continue" ? Number.POSITIVE_INFINITY : mergeGap;
  return { gap, byTerm, firstOnly: winBacks === "firstOnly" };
}

/** Joins the rows that count into tenures. */
export function mergeRows(rows: SubscriptionRows, rule: MergeRule): Tenures {
  const { starts: bounds, order } = rowsByCustomer(rows.codes, rows.ids.length);
  const tenures = createTenures(order.length);
  const compare = (a: number, b: number) => compareRows(rows, a, b, rule.byTerm);
  for (let code = 0; code < rows.ids.length; code++) {
    const [from, to] = [bounds[code]!, bounds[code + 1]!];
    if (to === from) continue;
    const own = to - from === 1 ? order.subarray(from, to) : order.subarray(from, to).sort(compare);
    const begin = tenures.length;
    joinRows(rows, own, tenures, rule);
    if (tenures.length - begin > 1) {
      orderTenures(rows, tenures, begin);
      if (rule.firstOnly) dropReturns(tenures, begin, rule.gap);
    }
    finish(rows, own, tenures, begin, rule);
  }
  return tenures;
}

function createTenures(most: number): Tenures {
  const column = () => new Int32Array(most);
  return {
    length: 0,
    ...{ code: column(), number: column(), start: column(), end: column(), term: column() },
    ...{ first: column(), last: column(), changed: new Uint8Array(most) },
  };
}

/** The rows of one customer, by interval and start, as tenures at the end of the list. */
function joinRows(
  rows: SubscriptionRows,
  own: Int32Array,
  tenures: Tenures,
  { gap, byTerm }: MergeRule,
): void {
  const begin = tenures.length;
  for (const row of own) {
    const open = tenures.length - 1;
    const [start, end, term] = [rows.starts[row]!, rows.ends[row]!, rows.termOf[row]!];
    const same = open >= begin && (!byTerm || tenures.term[open] === term);
    if (same && start - tenures.end[open]! <= gap) {
      if (end < tenures.end[open]!) continue;
      tenures.end[open] = end;
      tenures.last[open] = row;
      continue;
    }
    const place = tenures.length++;
    tenures.code[place] = rows.codes[row]!;
    tenures.start[place] = start;
    tenures.end[place] = end;
    tenures.term[place] = term;
    tenures.first[place] = tenures.last[place] = row;
  }
}

/** By interval, where it tells tenures apart, then by start and end, and of rows alike by the names of plan and cause. */
function compareRows(rows: SubscriptionRows, a: number, b: number, byTerm: boolean): number {
  const { termOf, starts, ends } = rows;
  const term = byTerm ? compareTerms(rows, termOf[a]!, termOf[b]!) : 0;
  return term || starts[a]! - starts[b]! || ends[a]! - ends[b]! || compareNames(rows, a, b);
}

function compareTerms({ terms }: SubscriptionRows, a: number, b: number): number {
  if (a === b) return 0;
  const [first, second] = [terms[a]!, terms[b]!];
  if (first.interval === second.interval) return first.intervalCount - second.intervalCount;
  return first.interval < second.interval ? -1 : 1;
}

function compareNames({ plans, causes }: SubscriptionRows, a: number, b: number): number {
  const [first, second] = [`${plans(a)}\n${causes(a)}`, `${plans(b)}\n${causes(b)}`];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Puts the tenures of one customer, from place `begin` on, in order of their start. */
function orderTenures(rows: SubscriptionRows, tenures: Tenures, begin: number): void {
  const { start, end, term } = tenures;
  const places = Array.from({ length: tenures.length - begin }, (_, i) => begin + i);
  places.sort((a, b) => start[a]! - start[b]! || compareTerms(rows, term[a]!, term[b]!) || end[a]! - end[b]!);
  for (const column of [start, end, term, tenures.first, tenures.last])
    column.set(
      places.map((place) => column[place]!),
      begin,
    );
}

/** Keeps the tenures up to the first gap, across intervals. */
function dropReturns(tenures: Tenures, begin: number, gap: number): void {
  let latest = tenures.end[begin]!;
  for (let place = begin + 1; place < tenures.length; place++) {
    if (tenures.start[place]! - latest > gap) {
      tenures.length = place;
      return;
    }
    latest = Math.max(latest, tenures.end[place]!);
  }
}

/** Numbers the tenures of one customer, and marks those that ended while another interval ran on. */
function finish(
  rows: SubscriptionRows,
  own: Int32Array,
  tenures: Tenures,
  begin: number,
  { gap, byTerm }: MergeRule,
): void {
  for (let place = begin; place < tenures.length; place++) {
    tenures.number[place] = place - begin + 1;
    if (own.length === 1) return;
    const [end, term] = [tenures.end[place]!, tenures.term[place]!];
    const runsOn = (row: number) =>
      rows.termOf[row] !== term && rows.starts[row]! - end <= gap && rows.ends[row]! > end;
    tenures.changed[place] = byTerm && end !== noEnd && own.some(runsOn) ? 1 : 0;
  }
}
