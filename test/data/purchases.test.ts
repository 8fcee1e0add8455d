import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeOrders, type Orders } from "../../src/data/purchases.js";
import { checkCalendarRule, layCalendar } from "../../src/tables/calendar.js";
import { openTimeZone } from "../../src/tables/time-zone.js";

const hour = 3_600_000;
const start = Date.UTC(2024, 2, 25);
const zone = openTimeZone("test", "timeZone", "Europe/Paris");
const days = layCalendar(
  "test",
  checkCalendarRule("test", zone, { period: "day" }),
  start,
  start + 400 * hour,
);

/** Few orders of customers whose numbers lie far apart, so that they fall into several blocks; some orders left out. */
const order = fc.record({
  code: fc.constantFrom(-1, 0, 1, 8191, 8192, 8193, 16_384, 29_999),
  hours: fc.integer({ min: 0, max: 400 }),
  amount: fc.integer({ min: -20, max: 60 }),
});
const log = fc.record({
  orders: fc.array(order, { maxLength: 60 }),
  sorted: fc.boolean(),
  net: fc.boolean(),
  merged: fc.boolean(),
});

type Purchase = [time: number, amount: number];

/** The same by the definition: customer by customer, order by order. */
function purchasesOf(code: number, { codes, times, amounts, calendar, net }: Orders): Purchase[] {
  const orders = Array.from(codes, (_, i): Purchase => [times[i]!, amounts?.[i] ?? 0])
    .filter((_, i) => codes[i] === code)
    .sort(([s, a], [t, b]) => s - t || a - b);
  const merged: Purchase[] = [];
  for (const [time, amount] of orders) {
    const last = merged.at(-1);
    if (last && calendar && calendar.indexOf(last[0]) === calendar.indexOf(time)) last[1] += amount;
    else merged.push([time, amount]);
  }
  return net ? settled(merged) : merged;
}

function settled(purchases: Purchase[]): Purchase[] {
  const kept: Purchase[] = [];
  for (const [time, amount] of purchases) {
    if (amount > 0) kept.push([time, amount]);
    for (let debt = -amount; debt > 0 && kept.length > 0; ) {
      const last = kept.at(-1)!;
      const paid = Math.min(debt, last[1]);
      debt -= paid;
      last[1] -= paid;
      if (last[1] === 0) kept.pop();
    }
  }
  return kept;
}

describe("mergeOrders", () => {
  it("gathers what the definition gathers, whichever block of customers an order belongs to", () => {
    fc.assert(
      fc.property(log, ({ orders, sorted, net, merged }) => {
        const rows = sorted ? [...orders].sort((a, b) => a.hours - b.hours) : orders;
        const input: Orders = {
          codes: Int32Array.from(rows, ({ code }) => code),
          customers: 30_000,
          times: Float64Array.from(rows, ({ hours }) => start + hours * hour),
          amounts: Float64Array.from(rows, ({ amount }) => amount),
          calendar: merged ? days : null,
          net,
        };
        const { starts, times, amounts } = mergeOrders(input);
        for (const code of new Set(rows.map((row) => row.code).filter((c) => c >= 0))) {
          const found = Array.from(times.subarray(starts[code], starts[code + 1]), (time, i) => [
            time,
            amounts[starts[code]! + i]!,
          ]);
          expect(found).toStrictEqual(purchasesOf(code, input));
        }
        expect(starts[30_000]).toBe(times.length);
      }),
      { numRuns: 200 },
    );
  });

  it("takes a log without amounts, and one of which nothing is left", () => {
    const input = {
      codes: Int32Array.of(0, 0),
      customers: 1,
      times: Float64Array.of(start, start + hour),
      amounts: null,
      calendar: days,
      net: false,
    };
    expect(mergeOrders(input).amounts).toStrictEqual(Float64Array.of(0));
    expect(mergeOrders({ ...input, codes: Int32Array.of(-1, -1) }).times).toHaveLength(0);
  });
});
