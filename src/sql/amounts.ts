/** Amounts of a log in one currency: what is refused, what is left out, and what a unit of each currency is worth. */
import type { ExchangeRates } from "../data/currencies.js";
import { check, checkChoice, checkObject, isFiniteNumber } from "../errors.js";
import type { EventColumns } from "./event-steps.js";
import type { Writer } from "./statement.js";

/** What statements are told about amounts, by the names that the options have. */
export interface SqlAmounts {
  readonly amount?: unknown;
  readonly currency?: unknown;
  readonly exchangeRates?: ExchangeRates | undefined;
  readonly refunds?: unknown;
  readonly zeroAmounts?: unknown;
}

const size = (amount: string) => `NOT (${amount} BETWEEN -1e150 AND 1e150)`;

/** What is read of a log for its amounts; null where it has none. */
export function readAmounts(writer: Writer, options: SqlAmounts): Required<EventColumns> | null {
  const { where } = writer;
  const { amount, currency, exchangeRates, refunds = "refuse", zeroAmounts = "count" } = options;
  checkChoice(where, "refunds", refunds, ["refuse", "leaveOut", "net"]);
  checkChoice(where, "zeroAmounts", zeroAmounts, ["count", "leaveOut", "refuse"]);
  if (refunds === "net")
    check(
      false,
      where,
      "refunds",
      'must be "refuse" or "leaveOut": to settle refunds against earlier purchases is a loop (settle them in the package, or in the billing system\'s own table of net orders)',
      refunds,
    );
  if (amount === undefined) {
    check(currency === undefined, where, "currency", "needs a field of amounts", currency);
    check(exchangeRates === undefined, where, "exchangeRates", "needs a field of amounts", exchangeRates);
    return null;
  }
  const money = readMoney(writer, { name: "amount", column: writer.name("amount", amount) }, options);
  return {
    ...money,
    refused: [
      ...money.refused,
      ...(refunds === "refuse" ? ["paid < 0"] : []),
      ...(zeroAmounts === "refuse" ? ["paid = 0"] : []),
    ],
    leftOut: [
      ...(refunds === "leaveOut" ? ["paid < 0"] : []),
      ...(zeroAmounts === "leaveOut" ? ["paid = 0"] : []),
    ],
  };
}

/** Reads a column of money as `paid`, and its worth in the currency of the report as `amount`, an expression of later steps. */
export function readMoney(
  writer: Writer,
  { column }: { readonly name: string; readonly column: string },
  { currency, exchangeRates: rates }: SqlAmounts,
): Required<EventColumns> {
  const { where } = writer;
  const paid = writer.toReal(column);
  const refused = ["paid IS NULL", size("paid")];
  if (currency === undefined && rates === undefined)
    return { extra: { paid }, refused, refusals: [], leftOut: [] };
  const name = writer.name("currency", currency ?? "currency");
  const extra = { paid, currency: name };
  if (rates === undefined) {
    const several = "CASE WHEN COUNT(DISTINCT currency) > 1 THEN 1 ELSE 0 END";
    return { extra, refused: [...refused, "currency IS NULL"], refusals: [several], leftOut: [] };
  }
  checkObject(where, "exchangeRates", rates);
  return {
    extra,
    refused: [...refused, `(${rateOf(writer, rates, "utc_time")}) IS NULL`],
    refusals: [],
    leftOut: [],
  };
}

/** The worth of the money of a row in the currency of the report. */
export function worthOf(writer: Writer, rates: ExchangeRates | undefined): string {
  return rates === undefined ? "paid" : `paid * ${rateOf(writer, rates, "utc_time")}`;
}

/** What a unit of the currency of a row is worth, at the rate of the month (UTC) of a timestamp; null for an unknown one. */
export function rateOf(writer: Writer, rates: ExchangeRates, timestamp: string): string {
  const cases = Object.entries(rates).flatMap(([name, rate]) => {
    const argument = `exchangeRates.${name}`;
    const is = `currency = ${writer.value(argument, name)}`;
    if (typeof rate !== "object") return [`WHEN ${is} THEN ${rateText(writer, argument, rate)}`];
    checkObject(writer.where, argument, rate);
    return Object.entries(rate).map(([month, worth]) => {
      const [, year, number] = /^(\d{4})-(\d{2})$/.exec(month) ?? [];
      check(year !== undefined, writer.where, argument, "must have rates by month such as 2024-03", month);
      const at = `EXTRACT(YEAR FROM ${timestamp}) = ${Number(year)} AND EXTRACT(MONTH FROM ${timestamp}) = ${Number(number)}`;
      return `WHEN ${is} AND ${at} THEN ${rateText(writer, `${argument}["${month}"]`, worth)}`;
    });
  });
  check(cases.length > 0, writer.where, "exchangeRates", "must hold a rate", rates);
  return `CASE ${cases.join(" ")} END`;
}

function rateText(writer: Writer, argument: string, rate: unknown): string {
  check(isFiniteNumber(rate) && rate > 0, writer.where, argument, "must be a finite number above 0", rate);
  return writer.toReal(numberText(rate));
}

/** A number as every dialect reads it: with an exponent where it has no short digits. */
export function numberText(value: number): string {
  return String(value).replace("e+", "e");
}
