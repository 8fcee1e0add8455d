/** Times as shops, warehouses and frameworks write them. */
import { describe, expect, it } from "vitest";
import { summarizeTransactions } from "../../src/data/index.js";
import { parseIsoTime } from "../../src/tables/iso-time.js";
import { openTimeZone } from "../../src/tables/time-zone.js";
import reference from "../reference/order-logs.json" with { type: "json" };

const { read, refused } = reference.times;
const parse = (text: string, zone = "UTC") => parseIsoTime(text, openTimeZone("f", "timeZone", zone));
const instant = Date.UTC(2026, 2, 5, 4, 16, 23);

describe("times of exports", () => {
  it("are read as the reference reads them", () => {
    for (const [text, zone, milliseconds] of read.rows as [string, string, number][])
      expect(parse(text, zone), text).toBe(milliseconds);
  });

  it("of another form are refused, national ones among them", () => {
    const neighbours = [
      ...["05.03.2026", "03/05/2026 04:16:23", "2026/03/05", "2026-3-5", "March 5, 2026", "05-03-2026"],
      ...["Thu Mar 05 2026", "2026-03-05 04:16:23 GMT+1", "2026-03-05 04:16:23 Europe/Berlin"],
      ...["2026-03-05  04:16:23", "2026-03-05 04:16:23  UTC", "2026-03-05 04:16:23 UTC+1", "2026-03-05 UTC"],
      ...[
        "2026-03-05 04:16:23 +5",
        "2026-03-05 04:16:23 +05:60",
        "2026-03-05 04:16:23 PM",
        "2026-03-05 +0500",
      ],
      ...[
        "2026-03-05 4:16",
        " 2026-03-05",
        "2026-03-05 ",
        "2026-03-05 04:16:23 ",
        "2026-02-29",
        "2026-00-10",
      ],
    ];
    for (const text of [...refused, ...neighbours]) expect(parse(text), text).toBeNaN();
  });

  it("read a space before the zone as none", () => {
    // BigQuery, Rails, Snowflake (TZH:TZM), Postgres, with fractions of any length.
    for (const fraction of ["", ".5", ".500", ".500000", ".500999999"])
      for (const [zone, offset] of [
        ...[["UTC", 0] as const, ["Z", 0] as const, ["+00", 0] as const, ["+0530", 330] as const],
        ...[["-03:30", -210] as const, ["+14:00", 840] as const, ["-12", -720] as const],
      ])
        for (const text of [
          `2026-03-05 04:16:23${fraction}${zone}`,
          `2026-03-05T04:16:23${fraction} ${zone}`,
        ])
          expect(parse(text, "Asia/Tokyo"), text).toBe(
            instant - offset * 60_000 + (fraction === "" ? 0 : 500),
          );
    expect(parse("2026-03-05 04:16 UTC", "Asia/Tokyo")).toBe(instant - 23_000);
  });

  it("of a Shopify export go into a summary", () => {
    const { firstPurchase } = summarizeTransactions([{ customer: 1, time: "2026-03-05 04:16:23 +0500" }], {
      asOf: "2026-04-01",
    });
    expect(new Date(firstPurchase[0] as number).toISOString()).toBe("2026-03-04T23:16:23.000Z");
  });
});
