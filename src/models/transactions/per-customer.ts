/** The functions of the transaction models: one number a customer, or one number a time, whatever the form of the input. */
import { check, checkNonNegative, checkObject, checkPositive, isFiniteNumber, isList } from "../../errors.js";
import { asList } from "../../tables/columns.js";
import {
  type CustomerHistory,
  type Customers,
  checkHistory,
  type Histories,
  isOneCustomer,
  readHistories,
} from "../../tables/read-histories.js";

/** What a method returns: a number for one customer, a column for many. */
export type PerCustomer<Input> = Input extends CustomerHistory ? number : Float64Array;

/** What `perCustomer` returns, before the type of the argument says which. */
export type NumberOrColumn = number & Float64Array;

/** A function of one history: the frequency, the age at the last purchase and the age at the end of observation. */
export interface OfHistory {
  (frequency: number, recency: number, T: number): number;
  /** The same function prepared for many histories, where that saves work. */
  readonly forMany?: (histories: Histories) => OfHistory;
  /** Its values for many histories in one loop, where a call for each would take as long as the function itself. */
  readonly fill?: (histories: Histories<Float64Array>, values: Float64Array) => void;
}

/** With fewer customers, preparing for many would take longer than it saves. */
const many = 1000;

/** Evaluates a function of (x, t_x, T) for one customer or for each of many, after checking every history. */
export function perCustomer(
  where: string,
  customers: CustomerHistory | Customers,
  verb: OfHistory,
): NumberOrColumn {
  return forCustomers(where, customers)(verb);
}

/** Reads and checks one customer or many, once for all the functions that are then evaluated. */
function forCustomers(
  where: string,
  customers: CustomerHistory | Customers,
): (verb: OfHistory) => NumberOrColumn {
  if (isOneCustomer(customers)) {
    checkHistory(where, customers);
    const { frequency, recency, T } = customers;
    return (verb) => finiteResult(where, verb(frequency, recency, T)) as NumberOrColumn;
  }
  const histories = readHistories(where, customers);
  const { frequency, recency, T, length } = histories;
  return (verb) => {
    const values = new Float64Array(length);
    if (verb.fill !== undefined) verb.fill(histories, values);
    else {
      const evaluate = (length >= many ? verb.forMany?.(histories) : undefined) ?? verb;
      for (let i = 0; i < length; i++) values[i] = evaluate(frequency[i]!, recency[i]!, T[i]!);
    }
    checkResults(where, values);
    return asList(values) as unknown as NumberOrColumn;
  };
}

/** What a method of customers and times returns: for one time a number or a column, for a list one of them for each time. */
export type PerCustomerAndTime<Input, Time> = Time extends number ? PerCustomer<Input> : PerCustomer<Input>[];

/** What `overTimes` returns, before the type of the argument says which. */
type OneOrEach = NumberOrColumn & NumberOrColumn[];

/** How a length of time is called, and what it must be. */
interface TimeRule {
  readonly argument: string;
  readonly check: (where: string, argument: string, t: unknown) => void;
}

const anyTime: TimeRule = { argument: "t", check: checkTime };

/** Applies a function to one time, or to each of a list; it is opened once, when all the times have been checked. */
export function overTimes(
  where: string,
  t: unknown,
  open: () => (t: number) => NumberOrColumn,
  { argument, check: checkOne }: TimeRule = anyTime,
): OneOrEach {
  if (!isList(t)) {
    checkOne(where, argument, t);
    return open()(t as number) as OneOrEach;
  }
  const times = Array.from(t as ArrayLike<number>);
  for (const [i, time] of times.entries()) checkOne(where, `${argument}[${i}]`, time);
  return times.map(open()) as unknown as OneOrEach;
}

/** Evaluates a function of history and time, at one time or at each of a list; the customers are read and checked once. */
export function perCustomerAndTime(
  where: string,
  customers: CustomerHistory | Customers,
  t: unknown,
  of: (t: number) => OfHistory,
  rule: TimeRule = anyTime,
): OneOrEach {
  const open = () => {
    const evaluate = forCustomers(where, customers);
    return (time: number) => evaluate(of(time));
  };
  return overTimes(where, t, open, rule);
}

/** Refuses a result that overflowed, or that rounding has made no number: parameters and histories were too extreme for it. */
export function finiteResult(where: string, value: number, of = ""): number {
  check(Number.isFinite(value), where, "parameters", `must give a finite result${of}`, value);
  return value;
}

function checkResults(where: string, values: Float64Array): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i])) finiteResult(where, values[i]!, ` for customers[${i}]`);
}

/** Checks that a parameter object has each of the named parameters, finite and above 0. */
export function checkParameters(where: string, parameters: unknown, names: readonly string[]): void {
  checkObject(where, "parameters", parameters);
  for (const name of names) {
    const value = (parameters as Readonly<Record<string, unknown>>)[name];
    checkPositive(where, `parameters.${name}`, value);
  }
}

/** Evaluates a function of time at one time or at each of many. */
export function perTime(
  where: string,
  t: number | ArrayLike<number>,
  evaluate: (t: number) => number,
): NumberOrColumn {
  if (typeof t === "number" || typeof t !== "object" || t === null) {
    checkTime(where, "t", t);
    return finiteResult(where, evaluate(t)) as NumberOrColumn;
  }
  check(Number.isSafeInteger(t.length), where, "t", "must be a number or an array of numbers", t);
  const values = new Float64Array(t.length);
  for (let i = 0; i < t.length; i++) {
    const time = t[i];
    // The name of the entry is built only where it is needed.
    if (!isFiniteNumber(time) || time < 0) checkTime(where, `t[${i}]`, time);
    values[i] = finiteResult(where, evaluate(time!));
  }
  return asList(values) as unknown as NumberOrColumn;
}

/** Checks that a length of time is finite and 0 or more. */
export function checkTime(where: string, argument: string, t: unknown): asserts t is number {
  checkNonNegative(where, argument, t);
}
