/** From Shopify's export of orders, one row for each line item, to one row for each order. */
import { check, checkOptions, isList } from "../../errors.js";
import { createProblems, type Problems } from "../../tables/problems.js";
import { toMilliseconds } from "../../tables/read-times.js";
import { openTimeZone, type TimeZone } from "../../tables/time-zone.js";
import { countLeftOut, type LeftOut, type LeftOutCounter } from "./read-object.js";

/** A row of the export by the names of its columns, text as a parser of CSV gives it. */
export type ShopifyRow = Readonly<Record<string, string | null | undefined>>;

/** Statuses of payment that Shopify writes. */
export type ShopifyStatus =
  | "paid"
  | "partially_paid"
  | "partially_refunded"
  | "refunded"
  | "pending"
  | "authorized"
  | "voided"
  | "expired";

/** Options of `shopifyOrders`. */
export interface ShopifyOrderOptions {
  /** Which column is the time of the order: `"Created at"` (default) or `"Paid at"`, which may be days later. */
  readonly time?: "Created at" | "Paid at" | undefined;
  /** Statuses of payment that count; default `paid`, `partially_paid`, `partially_refunded`, `refunded`. */
  readonly statuses?: readonly ShopifyStatus[] | undefined;
  /** Whether orders of the gateway for tests ("bogus") are left out (`"leaveOut"`, default) or count. */
  readonly testOrders?: "leaveOut" | "count" | undefined;
  /** IANA time zone of times without an offset; default `UTC`. */
  readonly timeZone?: string | undefined;
}

/** One order. */
export interface ShopifyOrder {
  /** Its name, such as `#1001`. */
  readonly order: string;
  /** The customer: e-mail in small letters, else the phone. */
  readonly customer: string;
  /** The time, an ISO instant. */
  readonly time: string;
  /** The currency. */
  readonly currency: string;
  /** `Total` less what is still owed. */
  readonly gross: number;
  /** What was given back. */
  readonly refunded: number;
  /** Gross less refunded: the amount of the order. An order refunded in full stays one of 0. */
  readonly net: number;
  /** Status of payment. */
  readonly status: ShopifyStatus;
  /** Whether it was cancelled. */
  readonly cancelled: boolean;
  /** Rows of the order: its line items. */
  readonly lines: number;
  /** Units of all line items. */
  readonly units: number;
}

/** Orders, and what is none. */
export interface ShopifyOrders {
  /** One row for each order, in order of their first rows. */
  readonly orders: readonly ShopifyOrder[];
  /** Orders left out, by reason: a status, `test`, `withoutCustomer`. */
  readonly leftOut: LeftOut;
}

const where = "shopifyOrders";
const known = [
  "paid",
  "partially_paid",
  "partially_refunded",
  "refunded",
  "pending",
  "authorized",
  "voided",
  "expired",
];

/**
 * Orders from the CSV that Shopify's admin exports, whose rows are line items: one row for each order.
 *
 * Only the first row of an order holds its status and amounts: counting rows counts line items, and a total that some exports repeat would
 * be added up again. Parse the file with a parser of CSV (quoted fields hold commas and line breaks); a byte order mark is taken off here.
 *
 * Formula: net = Total - Outstanding Balance - Refunded Amount.
 *
 * @param rows - Objects by the names of the columns, all values text.
 * @param options - `time`, `statuses`, `testOrders`, `timeZone`.
 * @returns Orders for `summarizeTransactions` and the cohorts (`amount: "net"`), and counts of what is left out.
 * @throws {InvalidInputError} If a column is missing, a status is unknown, a time or an amount cannot be read, or rows of an order are apart and both
 *   hold its status.
 * @see Shopify Help Center, "Exporting orders" and "Order CSV file columns".
 *
 * @example
 * const rows = [
 *   { Name: "#1", Email: "Ann@example.com", "Financial Status": "paid", "Created at": "2026-03-05 04:16:23 +0500", Currency: "USD", Total: "62.90", "Lineitem quantity": "1" },
 *   { Name: "#1", Email: "ann@example.com", "Financial Status": "", "Created at": "2026-03-05 04:16:23 +0500", Currency: "", Total: "", "Lineitem quantity": "2" },
 * ];
 * const { orders } = shopifyOrders(rows);
 * orders.map(({ customer, time, net, lines, units }) => [customer, time, net, lines, units]);
 * // => [["ann@example.com", "2026-03-04T23:16:23.000Z", 62.9, 2, 3]]
 */
export function shopifyOrders(rows: readonly ShopifyRow[], options: ShopifyOrderOptions = {}): ShopifyOrders {
  checkOptions(where, options, ["time", "statuses", "testOrders", "timeZone"]);
  const { time = "Created at", statuses = known.slice(0, 4), testOrders = "leaveOut" } = options;
  check(
    time === "Created at" || time === "Paid at",
    where,
    "time",
    'must be "Created at" or "Paid at"',
    time,
  );
  const listed = isList(statuses) && Array.from(statuses).every((status) => known.includes(status));
  check(listed, where, "statuses", `must be an array of ${known.join(", ")}`, statuses);
  const tests = testOrders === "leaveOut" || testOrders === "count";
  check(tests, where, "testOrders", 'must be one of "leaveOut", "count"', testOrders);
  check(isList(rows), where, "rows", "must be an array of objects", rows);
  const zone = openTimeZone(where, "timeZone", options.timeZone ?? "UTC");
  const problems = createProblems(where);
  const left = countLeftOut();
  const read: Rules = { time, statuses, withTests: testOrders === "count", zone, left, problems };
  const grouped = groupLines(Array.from(rows), problems);
  const orders = grouped.flatMap((lines) => readOrder(lines, read));
  problems.throwIfAny();
  return { orders, leftOut: left.counts() };
}

interface Rules {
  readonly time: "Created at" | "Paid at";
  readonly statuses: readonly string[];
  readonly withTests: boolean;
  readonly zone: TimeZone;
  readonly left: LeftOutCounter;
  readonly problems: Problems;
}

interface Line {
  readonly row: ShopifyRow;
  readonly path: string;
}

const textIn = (row: ShopifyRow, column: string): string => {
  const value: unknown = row[column];
  return typeof value === "string" ? value.trim() : "";
};

/** The rows of each order, the one with its status first. */
function groupLines(rows: readonly ShopifyRow[], problems: Problems): Line[][] {
  const orders = new Map<string, Line[]>();
  for (const [i, given] of rows.entries()) {
    const path = `rows[${i}]`;
    if (typeof given !== "object" || given === null) {
      problems.add(path, "must be an object", given);
      continue;
    }
    // The byte order mark of the file is the first character of its first column's name.
    const row: ShopifyRow = "\ufeffName" in given ? { ...given, Name: given["\ufeffName"] } : given;
    const name = textIn(row, "Name");
    if (name === "") problems.add(`${path}["Name"]`, "must be the name of the order", row.Name);
    const lines = orders.get(name);
    const holds = textIn(row, "Financial Status") !== "";
    if (lines === undefined) orders.set(name, [{ row, path }]);
    else if (holds && textIn(lines[0]!.row, "Financial Status") !== "" && lines[0]!.row.Id !== row.Id)
      problems.add(`${path}["Name"]`, "must be that of one order", name);
    else if (holds && textIn(lines[0]!.row, "Financial Status") === "") lines.unshift({ row, path });
    else lines.push({ row, path });
  }
  return [...orders.values()];
}

function readOrder(lines: readonly Line[], rules: Rules): ShopifyOrder[] {
  const { left, problems } = rules;
  const { row, path } = lines[0]!;
  const status = textIn(row, "Financial Status");
  const place = (column: string) => `${path}["${column}"]`;
  if (!known.includes(status))
    problems.add(place("Financial Status"), `must be one of ${known.join(", ")}`, row["Financial Status"]);
  const reason = reasonLeftOut(row, status, rules);
  if (reason !== null) {
    left.add(reason);
    return [];
  }
  const money = (column: string, needed: boolean): number => {
    const text = textIn(row, column);
    const amount = text === "" && !needed ? 0 : numberIn(text);
    if (Number.isNaN(amount)) problems.add(place(column), "must be a number such as 62.90", row[column]);
    return amount;
  };
  const time = toMilliseconds(textIn(row, rules.time), { zone: rules.zone, numbers: null });
  if (Number.isNaN(time))
    problems.add(place(rules.time), "must be a time such as 2026-03-05 04:16:23 +0500", row[rules.time]);
  const currency = textIn(row, "Currency");
  if (currency === "") problems.add(place("Currency"), "must be the name of a currency", row.Currency);
  const gross = cents(money("Total", true) - money("Outstanding Balance", false));
  const refunded = money("Refunded Amount", false);
  return [
    {
      ...{ order: textIn(row, "Name"), customer: customerOf(row) },
      time: Number.isNaN(time) ? "" : new Date(time).toISOString(),
      ...{ currency, gross, refunded, net: cents(gross - refunded), status: status as ShopifyStatus },
      cancelled: textIn(row, "Cancelled at") !== "",
      ...{ lines: lines.length, units: unitsOf(lines, problems) },
    },
  ];
}

/** Test, status and customer are asked in this order. */
function reasonLeftOut(row: ShopifyRow, status: string, { withTests, statuses }: Rules): string | null {
  if (!withTests && textIn(row, "Payment Method").toLowerCase().includes("bogus")) return "test";
  if (!statuses.includes(status)) return status;
  return customerOf(row) === "" ? "withoutCustomer" : null;
}

/** E-mail in small letters; else the phone, without the apostrophe that spreadsheets need before it. */
const customerOf = (row: ShopifyRow): string =>
  textIn(row, "Email").toLowerCase() || textIn(row, "Phone").replace(/^'/, "").trim();

function unitsOf(lines: readonly Line[], problems: Problems): number {
  let units = 0;
  for (const { row, path } of lines) {
    const count = numberIn(textIn(row, "Lineitem quantity"));
    if (!(Number.isSafeInteger(count) && count >= 0))
      problems.add(`${path}["Lineitem quantity"]`, "must be a whole number", row["Lineitem quantity"]);
    units += count;
  }
  return units;
}

const numberIn = (text: string): number => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN);

/** A difference of amounts with at most three decimals, without the rounding of binary fractions. */
const cents = (amount: number): number => Math.round(amount * 1000) / 1000 + 0;
