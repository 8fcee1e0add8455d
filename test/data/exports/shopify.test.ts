/** Order exports as files, parsed by csv-parse: test/reference/exports/shopify. */
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { type ShopifyRow, shopifyOrders } from "../../../src/data/exports/shopify-orders.js";
import { expectClose, expectPlainData, expectRefusal, readReference, referenceText } from "../../support.js";

const files = ["01-one-shop", "02-summer-time", "03-currencies", "04-sixty-orders"];
const rowsIn = (file: string): ShopifyRow[] =>
  parse(referenceText(`exports/shopify/${file}.csv`), { columns: true, bom: true });

describe.each(files)("export %s", (file) => {
  const { expected } = readReference(`exports/shopify/${file}.json`);
  const rows = rowsIn(file);
  const result = shopifyOrders(rows);

  it("has one row for each order, and counts the others", () => {
    expectPlainData(result);
    expect(rows.length).toBe(expected.rows);
    expect(result.leftOut).toEqual(expected.leftOut);
    const wanted = expected.orders.rows.map((row: unknown[]) =>
      Object.fromEntries(expected.orders.columns.map((name: string, i: number) => [name, row[i]])),
    );
    const found = result.orders.map((order) => ({ ...order, time: order.time.replace(".000Z", "Z") }));
    expect(found).toEqual(wanted);
  });

  it.each(Object.keys(expected.byMonth))("adds up by month in %s", (timeZone) => {
    const { columns, rows: months } = expected.byMonth[timeZone];
    const named = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit" });
    const sums = new Map<string, number[]>();
    for (const { time, currency, gross, refunded, net } of result.orders) {
      const key = `${named.format(new Date(time))} ${currency}`;
      const [n = 0, g = 0, r = 0, s = 0] = sums.get(key) ?? [];
      sums.set(key, [n + 1, g + gross, r + refunded, s + net]);
    }
    expect(columns).toEqual(["month", "currency", "orders", "gross", "refunded", "net"]);
    expect(sums.size).toBe(months.length);
    for (const [month, currency, ...wanted] of months)
      for (const [i, value] of wanted.entries())
        expectClose(sums.get(`${month} ${currency}`)![i]!, value, { relative: 1e-9, absolute: 1e-9 }, month);
  });
});

describe("shopifyOrders", () => {
  const rows = rowsIn("04-sixty-orders");

  it("gives the orders of an export split between orders and put together again", () => {
    const names = [...new Set(rows.map(({ Name }) => Name))];
    const early = new Set(names.slice(0, 30));
    const parts = [rows.filter(({ Name }) => early.has(Name)), rows.filter(({ Name }) => !early.has(Name))];
    const orders = parts.flatMap((part) => [...shopifyOrders(part).orders]);
    expect(orders).toEqual(shopifyOrders(rows).orders);
  });

  it("takes the statuses, tests and times asked for", () => {
    const { orders, leftOut } = shopifyOrders(rowsIn("01-one-shop"), {
      statuses: ["paid", "pending"],
      testOrders: "count",
    });
    expect(orders.map(({ status }) => status)).not.toContain("refunded");
    expect(leftOut).not.toHaveProperty("test");
    expect(leftOut).toMatchObject({ refunded: 1, partially_refunded: 1, voided: 1 });
  });

  it("refuses what it cannot read by row and column", () => {
    const [first] = rowsIn("01-one-shop");
    const spoilt = (change: ShopifyRow) => () => shopifyOrders([{ ...first, ...change }]);
    expectRefusal(
      spoilt({ "Financial Status": "maybe" }),
      'shopifyOrders: rows[0]["Financial Status"] must be one of paid, partially_paid, partially_refunded, refunded, pending, authorized, voided, expired, received "maybe"',
    );
    expectRefusal(
      spoilt({ Total: "62,90" }),
      'shopifyOrders: rows[0]["Total"] must be a number such as 62.90, received "62,90"',
    );
    expectRefusal(
      spoilt({ "Created at": "05/03/2026" }),
      'shopifyOrders: rows[0]["Created at"] must be a time such as 2026-03-05 04:16:23 +0500, received "05/03/2026"',
    );
    expectRefusal(
      () => shopifyOrders([{ ...first }, { ...first, Id: "7" }]),
      'shopifyOrders: rows[1]["Name"] must be that of one order, received "#1001"',
    );
    expectRefusal(
      spoilt({ Name: "" }),
      'shopifyOrders: rows[0]["Name"] must be the name of the order, received ""',
    );
  });
});
