/** The currencies of amounts, and what a unit of each is worth. */

import { check, checkObject, describe, isFiniteNumber, sizeHint } from "../errors.js";
import { overRows } from "../pieces.js";
import type { Problems } from "../tables/problems.js";
import { readLabels } from "../tables/read-labels.js";
import type { OpenTable, TableField } from "../tables/table.js";

/** A period by name: a whole number, or text in the order of the alphabet such as `"2026-03"`. */
export type PeriodLabel = string | number;

/** What one unit of a currency is worth in the currency of the report: one rate, or one for each period. */
export type ExchangeRates = Readonly<Record<string, number | Readonly<Record<PeriodLabel, number>>>>;

/** Where a table keeps the currency of its amounts, and what currencies are worth. */
export interface CurrencyOptions<Table> {
  /** Field of the amount's currency; read if given, if there is a field `currency`, or if there are `exchangeRates`. */
  readonly currency?: TableField<Table> | undefined;
  /** Worth of one unit of each currency in the reporting currency; needed where the table has several. */
  readonly exchangeRates?: ExchangeRates | undefined;
}

/** The currency of each row. */
export interface Currencies {
  /** Place in `names` of each row's currency; null where the table has no currencies. */
  readonly codes: Int32Array | null;
  readonly names: readonly string[];
}

/** Reads the currency of each row; notes rows without one in `problems`. */
export function readCurrencies<Table>(
  table: OpenTable,
  { currency, exchangeRates }: CurrencyOptions<Table>,
  problems: Problems,
): Currencies {
  if (currency === undefined && exchangeRates === undefined && !table.has("currency"))
    return { codes: null, names: [] };
  const column = table.column("currency", currency);
  const { codes, labels } = readLabels(column, problems);
  for (let i = 0; i < codes.length; i++) {
    // What is no label at all has been noted.
    const value = codes[i] === -1 ? column.at(i) : "";
    if (value === null || value === undefined)
      problems.add(column.name(i), "must be the name of a currency", value);
  }
  return { codes, names: labels.map(String) };
}

/** What a unit of a currency (its place among the names) is worth in a period (its place among the periods). */
export function readRates(
  where: string,
  names: readonly string[],
  periods: readonly PeriodLabel[],
  rates: ExchangeRates | undefined,
): (currency: number, period: number) => number {
  if (rates === undefined) {
    checkOneCurrency(where, names);
    return () => 1;
  }
  checkObject(where, "exchangeRates", rates);
  const table = names.map((name) => periods.map((period) => readRate(where, rates, name, period)));
  return (currency, period) => table[currency]?.[period] ?? 1;
}

/** Refuses a mix of currencies for which no rates are given. */
function checkOneCurrency(where: string, names: readonly string[]): void {
  const list = names.slice(0, 3).join(", ");
  const rule = `must be given for several currencies (${list})`;
  check(names.length <= 1, where, "exchangeRates", rule, undefined);
}

/** What a unit of a currency is worth in a period; the only rate of a currency that has one for all. */
function readRate(where: string, rates: ExchangeRates, name: string, period: PeriodLabel): number {
  const entry = Object.hasOwn(rates, name) ? rates[name] : undefined;
  const byPeriod = typeof entry === "object" && entry !== null;
  const rate = byPeriod ? (Object.hasOwn(entry, period) ? entry[period] : undefined) : entry;
  const argument = `exchangeRates.${name}${byPeriod ? `[${describe(period)}]` : ""}`;
  const rule = `must be a finite number above 0${sizeHint(rate)}`;
  check(isFiniteNumber(rate) && rate > 0, where, argument, rule, rate);
  return rate;
}

/** Names of the options that say what currencies are worth. */
export const currencyOptions = ["currency", "exchangeRates"] as const;

/** Amounts of a table, and the time of each in milliseconds since 1970. */
interface TimedAmounts {
  readonly amounts: Float64Array;
  readonly times: Float64Array;
}

/**
 * Amounts in one currency, each at its rate, or where rates are by month (`"2024-03"`) at that of the month (UTC) of its time.
 * Without rates they are as they are, and a mix of currencies is refused.
 */
export function convertAmounts<Table>(
  table: OpenTable,
  options: CurrencyOptions<Table>,
  problems: Problems,
  { amounts, times }: TimedAmounts,
): Float64Array {
  const { where } = table;
  const { exchangeRates: rates } = options;
  if (rates !== undefined) checkObject(where, "exchangeRates", rates);
  const { codes, names } = readCurrencies(table, options, problems);
  problems.throwIfAny();
  if (rates === undefined || codes === null) {
    checkOneCurrency(where, names);
    return amounts;
  }
  const known = names.map(() => new Map<number, number>());
  const create = () => new Float64Array(amounts.length);
  return overRows(amounts.length, create, (converted, from, to) => {
    for (let i = from; i < to; i++) {
      const code = codes[i]!;
      const byMonth = typeof rates[names[code]!] === "object";
      const month = byMonth ? monthOf(times[i]!) : 0;
      const rate = known[code]!.get(month) ?? readRate(where, rates, names[code]!, monthLabel(month));
      known[code]!.set(month, rate);
      converted[i] = amounts[i]! * rate;
    }
  });
}

/** Number of the month (UTC) of an instant, and its name. */
function monthOf(instant: number): number {
  const date = new Date(instant);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function monthLabel(month: number): string {
  return `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
}
