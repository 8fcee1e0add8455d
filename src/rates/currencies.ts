/** The currencies of amounts, and what a unit of each is worth. */

import { check, checkObject, describe } from "../errors.js";
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
    const list = names.slice(0, 3).join(", ");
    check(
      names.length <= 1,
      where,
      "exchangeRates",
      `must be given for several currencies (${list})`,
      undefined,
    );
    return () => 1;
  }
  checkObject(where, "exchangeRates", rates);
  const table = names.map((name) =>
    periods.map((period) => {
      const entry = Object.hasOwn(rates, name) ? rates[name] : undefined;
      const rate = typeof entry === "object" && entry !== null ? entry[period] : entry;
      const argument = `exchangeRates.${name}${typeof entry === "object" ? `[${describe(period)}]` : ""}`;
      check(Number.isFinite(rate) && rate! > 0, where, argument, "must be a finite number above 0", rate);
      return rate!;
    }),
  );
  return (currency, period) => table[currency]?.[period] ?? 1;
}
