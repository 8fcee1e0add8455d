/** Amounts of a log in one currency: what is refused, what is left out, and what a unit of each currency is worth. */
import type { ExchangeRates } from "../data/currencies.js";
import { check, checkChoice, checkObject, describe, isFiniteNumber } from "../errors.js";
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
  const money = readMoney(writer, writer.name("amount", amount), options);
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
  column: string,
  { currency, exchangeRates: rates }: SqlAmounts,
  pricedLater = false,
): Required<EventColumns> {
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
  return {
    extra,
    refused: [
      ...refused,
      pricedLater ? "currency IS NULL" : `(${rateOf(writer, rates, inMonth("utc_time"))}) IS NULL`,
    ],
    refusals: [],
    leftOut: [],
  };
}

/** The worth of the money of a row in the currency of the report. */
export function worthOf(writer: Writer, rates: ExchangeRates | undefined): string {
  return rates === undefined ? "paid" : `paid * ${rateOf(writer, rates, inMonth("utc_time"))}`;
}

/** The condition by which a rate holds that is named by a period; null where that is no period there. */
export type PeriodCondition = (period: string) => string | null;

/** The condition that a timestamp lies in a month (UTC). */
export const inMonth =
  (timestamp: string): PeriodCondition =>
  (period) => {
    const [, year, month] = /^(\d{4})-(\d{2})$/.exec(period) ?? [];
    const part = (name: string, value: string | undefined) =>
      `EXTRACT(${name} FROM ${timestamp}) = ${Number(value)}`;
    return year === undefined ? null : `${part("YEAR", year)} AND ${part("MONTH", month)}`;
  };

/** What a unit of the currency of a row is worth, where its rate is by period then; null for what has no rate. */
export function rateOf(writer: Writer, rates: ExchangeRates, holds: PeriodCondition): string {
  const { where } = writer;
  checkObject(where, "exchangeRates", rates);
  const cases = Object.entries(rates).flatMap(([name, rate]) => {
    const argument = `exchangeRates.${name}`;
    const is = `currency = ${writer.value(argument, name)}`;
    if (typeof rate !== "object") return [`WHEN ${is} THEN ${rateText(writer, argument, rate)}`];
    checkObject(where, argument, rate);
    return Object.entries(rate).flatMap(([period, worth]) => {
      const when = holds(period);
      const value = rateText(writer, `${argument}[${describe(period)}]`, worth);
      return when === null ? [] : [`WHEN ${is} AND ${when} THEN ${value}`];
    });
  });
  return cases.length === 0 ? writer.toReal("NULL") : `CASE ${cases.join(" ")} END`;
}

function rateText(writer: Writer, argument: string, rate: unknown): string {
  check(isFiniteNumber(rate) && rate > 0, writer.where, argument, "must be a finite number above 0", rate);
  return writer.toReal(numberText(rate));
}

/** A number as every dialect reads it. */
export const numberText = (value: number): string => String(value).replace("e+", "e");
