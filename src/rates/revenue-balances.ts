/** Reads what each customer pays in each period, in one currency or with exchange rates. */

import { type CurrencyOptions, type PeriodLabel, readCurrencies, readRates } from "../data/currencies.js";
import { check, checkSufficient, describe, isList } from "../errors.js";
import { createProblems } from "../tables/problems.js";
import { type CustomerId, readCustomers } from "../tables/read-customers.js";
import { readLabels } from "../tables/read-labels.js";
import { nonNegativeNumbers, readNumbers } from "../tables/read-numbers.js";
import { type TimeInput, toMilliseconds } from "../tables/read-times.js";
import { openTable, type TableField } from "../tables/table.js";
import { openTimeZone, type TimeZone } from "../tables/time-zone.js";

/** Where a table of balances keeps its columns, and how it is to be understood. */
export interface RevenueBalanceOptions<Table> extends CurrencyOptions<Table> {
  /** Field of the customer's identifier; default `customer`. */
  readonly customer?: TableField<Table> | undefined;
  /** Field of the period; default `period`. */
  readonly period?: TableField<Table> | undefined;
  /** Field of the recurring amount of that customer in that period, 0 or more; default `amount`. */
  readonly amount?: TableField<Table> | undefined;
  /**
   * Every period in order, also those without rows; left out, the periods found. A gap among whole numbers, years, quarters
   * (`2026-Q1`) or months (`2026-03`) is then refused; among other names, such as dates, none can be seen: state them. Where
   * the periods of the table are moments, as those of `recurringRevenue`, these may be its `at`.
   */
  readonly periods?: readonly (PeriodLabel | TimeInput)[] | undefined;
  /** IANA time zone of stated moments without an offset, and of the months that statements are named by; default `UTC`. */
  readonly timeZone?: string | undefined;
}

/** The balances of every period, ready to be compared. */
export interface RevenueBalances {
  readonly ids: readonly CustomerId[];
  readonly periods: readonly PeriodLabel[];
  /** The zone of moments, where the periods are such; null where they are names. */
  readonly zone: TimeZone | null;
  /** Adds the amounts of the rows of a period, each in its own currency, to whatever `add` keeps. */
  forEachRow(period: number, add: (customer: number, amount: number, currency: number) => void): void;
  /** Worth of a unit of a currency in a period. */
  rate(currency: number, period: number): number;
}

const isMissing = (value: unknown) => value === null || value === undefined;

/** Reads a table of balances, rows or columns; several rows of one customer and period are summed. */
export function readBalances<Table extends object>(
  where: string,
  balances: Table,
  options: RevenueBalanceOptions<Table>,
): RevenueBalances {
  const table = openTable(where, "balances", balances);
  const problems = createProblems(where);
  const { codes, ids } = readCustomers(table.column("customer", options.customer), problems);
  const periodColumn = table.column("period", options.period);
  const { codes: periodCodes, labels } = readLabels(periodColumn, problems);
  const values = readNumbers(table.column("amount", options.amount), problems, nonNegativeNumbers);
  const currencies = readCurrencies(table, options, problems);
  for (let i = 0; i < codes.length; i++) {
    // What is no label at all has been noted.
    if (periodCodes[i] === -1 && isMissing(periodColumn.at(i)))
      problems.add(periodColumn.name(i), "must be text or a whole number", periodColumn.at(i));
  }
  problems.throwIfAny();
  checkSufficient(codes.length > 0, where, "balances", "must have a row or more", codes.length);

  const opened = openTimeZone(where, "timeZone", options.timeZone ?? "UTC");
  const zone = labels.every(isMoment) ? opened : null;
  const periods = orderPeriods(where, labels, statedPeriods(where, options.periods, zone));
  const positions = new Map(periods.map((label, i) => [label, i]));
  const periodOf = periodCodes.map((code) => positions.get(labels[code] as PeriodLabel)!);
  const { starts, order } = rowsByPeriod(periodOf, periods.length);
  return {
    ids: Array.from(ids),
    periods,
    zone,
    rate: readRates(where, currencies.names, periods, options.exchangeRates),
    forEachRow(period, add) {
      for (let place = starts[period]!; place < starts[period + 1]!; place++) {
        const row = order[place]!;
        add(codes[row]!, values[row]!, currencies.codes?.[row] ?? 0);
      }
    },
  };
}

/** The rows in order of their periods, and where each period starts, by counting. */
function rowsByPeriod(periodOf: Int32Array, periods: number): { starts: Int32Array; order: Int32Array } {
  const starts = new Int32Array(periods + 1);
  for (const period of periodOf) starts[period + 1]!++;
  for (let period = 0; period < periods; period++) starts[period + 1]! += starts[period]!;
  const next = starts.slice();
  const order = new Int32Array(periodOf.length);
  for (const [row, period] of periodOf.entries()) order[next[period]!++] = row;
  return { starts, order };
}

/** Whether a period is a moment as `recurringRevenue` writes it: an instant in full. */
export function isMoment(label: unknown): boolean {
  return typeof label === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(label);
}

/** The stated periods; where those of the table are moments, each as the table writes it. */
function statedPeriods(
  where: string,
  stated: unknown,
  zone: TimeZone | null,
): readonly PeriodLabel[] | undefined {
  if (stated === undefined) return undefined;
  check(isList(stated) && stated.length > 0, where, "periods", "must be an array of periods", stated);
  return Array.from(stated, (label, i) => {
    const time = zone === null ? Number.NaN : toMilliseconds(label, { zone, numbers: null });
    const period = Number.isFinite(time) ? new Date(time).toISOString() : label;
    const known = typeof period === "string" || Number.isFinite(period);
    check(known, where, `periods[${i}]`, "must be a period by its name", label);
    return period as PeriodLabel;
  });
}

function orderPeriods(
  where: string,
  found: readonly unknown[],
  stated: readonly PeriodLabel[] | undefined,
): readonly PeriodLabel[] {
  const kinds = new Set(found.map((label) => (typeof label === "string" ? "text" : typeof label)));
  check(
    kinds.size <= 1 && !kinds.has("boolean"),
    where,
    "period",
    "must be all text or all whole numbers",
    found[0],
  );
  const labels = found as PeriodLabel[];
  if (stated !== undefined) {
    check(new Set(stated).size === stated.length, where, "periods", "must not repeat a period", stated);
    for (const label of labels)
      check(stated.includes(label), where, "periods", "must hold every period of the table", label);
    return stated;
  }
  const sorted = [...labels].sort((a, b) => (a < b ? -1 : 1));
  const numbers = sorted.map(placeInSequence);
  for (const [i, number] of numbers.entries()) {
    const before = numbers[i - 1];
    const gap = i > 0 && number !== null && before !== null && number !== before! + 1;
    check(
      !gap,
      where,
      "periods",
      `must be given, as there is no row between ${describe(sorted[i - 1])} and the next`,
      sorted[i],
    );
  }
  return sorted;
}

/** The place of a whole number, year, quarter or month (2026, `2026`, `2026-Q1`, `2026-03`) in its sequence; null for other names. */
function placeInSequence(label: PeriodLabel): number | null {
  if (typeof label === "number") return label;
  const [, year, quarter, month] = /^(\d{4})(?:-Q([1-4])|-(\d{2}))?$/.exec(label) ?? [];
  if (year === undefined) return null;
  if (quarter !== undefined) return Number(year) * 4 + Number(quarter);
  return month === undefined ? Number(year) : Number(year) * 12 + Number(month);
}
