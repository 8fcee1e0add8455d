/** Numbers of purchases within a length of time, as the methods for probabilities take them. */
import { check, checkCount, checkObject } from "../../errors.js";
import { asList, type ColumnInput, entriesOf, isColumn } from "../../tables/columns.js";
import {
  type CustomerHistory,
  type Customers,
  isOneCustomer,
  readHistories,
} from "../../tables/read-histories.js";
import { checkTime, finiteResult, type NumberOrColumn, type OfHistory } from "./per-customer.js";

/** The event whose probability is asked for: exactly x purchases within t. */
export interface CountInTime {
  /** Number of purchases: a whole number of 0 or more. */
  readonly x: number;
  /** Length of time, 0 or more, in the time unit of the model. */
  readonly t: number;
}

/** Many such events: a list of numbers of purchases, of lengths of time, or of both. */
export interface CountsInTime {
  /** Numbers of purchases, or one for all. */
  readonly x: number | ColumnInput;
  /** Lengths of time, or one for all. */
  readonly t: number | ColumnInput;
}

/** The event whose probability is asked for: exactly x purchases at the next n opportunities. */
export interface CountInOpportunities {
  /** Number of purchases: a whole number of 0 or more. */
  readonly x: number;
  /** Number of opportunities: a whole number of 0 or more. */
  readonly n: number;
}

/** Many such events: a list of numbers of purchases, of opportunities, or of both. */
export interface CountsInOpportunities {
  /** Numbers of purchases, or one for all. */
  readonly x: number | ColumnInput;
  /** Numbers of opportunities, or one for all. */
  readonly n: number | ColumnInput;
}

/** One event or many, in time or in opportunities. */
type Counted = CountInTime | CountsInTime | CountInOpportunities | CountsInOpportunities;

/** What a method returns for an event: a number for one, a column for many. */
export type PerEvent<Event> = Event extends CountInTime | CountInOpportunities ? number : Float64Array;

/** The same for an event of one customer or of many. */
export type PerCustomerEvent<Input, Event> = Input extends CustomerHistory ? PerEvent<Event> : Float64Array;

/** Events read and checked; `length` is null where there is one for all. */
interface Counts {
  readonly length: number | null;
  readonly at: (i: number) => readonly [x: number, t: number];
}

/** What purchases are counted over: a length of time, or a number of opportunities. */
type Span = "t" | "n";

/** Reads an event or a list of them, and checks each. */
function readCounts(where: string, event: Counted, name: Span): Counts {
  checkObject(where, "event", event);
  const { x, [name]: over } = event as { readonly x: unknown; readonly t: unknown; readonly n: unknown };
  const xs = isColumn(x) ? x : null;
  const spans = isColumn(over) ? over : null;
  const length = (xs ?? spans)?.length ?? null;
  if (xs !== null && spans !== null)
    check(
      spans.length === length,
      where,
      `event.${name}`,
      `must have as many entries as x (${length})`,
      over,
    );
  const [atX, atSpan] = [xs && entriesOf(xs), spans && entriesOf(spans)];
  const at = (i: number): [number, number] => {
    const count = atX === null ? x : atX(i);
    const span = atSpan === null ? over : atSpan(i);
    checkCount(where, atX === null ? "event.x" : `event.x[${i}]`, count);
    const argument = atSpan === null ? `event.${name}` : `event.${name}[${i}]`;
    if (name === "t") checkTime(where, argument, span);
    else checkCount(where, argument, span);
    return [count, span as number];
  };
  return { length, at };
}

/** Evaluates a probability of one event, or of each in a list. */
export function perCount(
  where: string,
  event: Counted,
  probability: (x: number, t: number) => number,
  over: Span = "t",
): NumberOrColumn {
  const { length, at } = readCounts(where, event, over);
  const value = (i: number) => finiteResult(where, probability(...at(i)));
  return (
    length === null ? value(0) : asList(Float64Array.from({ length }, (_, i) => value(i)))
  ) as NumberOrColumn;
}

/** How a probability is worked out given histories. */
export interface GivenHistories {
  /** One event of every customer. */
  readonly all: (x: number, t: number) => NumberOrColumn;
  /** An event of the customer at one position. */
  readonly each: (x: number, t: number, position: number) => OfHistory;
}

/** The same given histories: one event for all, one for each customer, or any number for one customer. */
export function perCustomerAndCount(
  where: string,
  [customers, event]: readonly [CustomerHistory | Customers, Counted],
  { all, each }: GivenHistories,
  over: Span = "t",
): NumberOrColumn {
  const { length, at } = readCounts(where, event, over);
  if (length === null) return all(...at(0));
  if (isOneCustomer(customers)) {
    const value = (i: number): number => all(...at(i));
    return asList(Float64Array.from({ length }, (_, i) => value(i))) as unknown as NumberOrColumn;
  }
  const { frequency, recency, T, length: size } = readHistories(where, customers);
  check(length === size, where, "event", `must have one entry, or one for each customer (${size})`, length);
  const values = Float64Array.from({ length }, (_, i) => {
    const probability = each(...at(i), i)(frequency[i]!, recency[i]!, T[i]!);
    return finiteResult(where, probability, ` for customers[${i}]`);
  });
  return asList(values) as unknown as NumberOrColumn;
}
