/** Histories gathered while orders go by, against those read off the lists of purchases. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gatherHistories } from "../../src/data/histories.js";
import { mergeOrders } from "../../src/data/purchases.js";
import { checkCalendarRule, layCalendar } from "../../src/tables/calendar.js";
import { openTimeZone } from "../../src/tables/time-zone.js";

const hour = 3_600_000;
const unit = 24 * hour;
// The log begins before 1970, where times are negative.
const start = -100 * hour;
const zone = openTimeZone("test", "timeZone", "Europe/Paris");
const rule = checkCalendarRule("test", zone, { period: "day" });
const calendar = layCalendar("test", rule, start, start + 400 * hour);

/** Few orders of customers whose numbers lie far apart, so that they fall into several blocks; some orders left out. */
const order = fc.record({
  code: fc.constantFrom(-1, 0, 1, 8191, 8192, 8193, 16_384),
  hours: fc.integer({ min: 0, max: 400 }),
  amount: fc.double({ min: 0.01, max: 60, noNaN: true }),
});
const log = fc.record({
  orders: fc.array(order, { maxLength: 60 }),
  sorted: fc.boolean(),
  merged: fc.boolean(),
  withAmounts: fc.boolean(),
  endHours: fc.integer({ min: 0, max: 400 }),
});

describe("gatherHistories", () => {
  it("tells of each customer what the list of purchases tells, to the last bit but that of the logarithm", () => {
    fc.assert(
      fc.property(log, ({ orders, sorted, merged, withAmounts, endHours }) => {
        const rows = sorted ? [...orders].sort((a, b) => a.hours - b.hours) : orders;
        const columns = {
          codes: Int32Array.from(rows, ({ code }) => code),
          customers: 16_385,
          times: Float64Array.from(rows, ({ hours }) => start + hours * hour),
          amounts: withAmounts ? Float64Array.from(rows, ({ amount }) => amount) : null,
          calendar: merged ? calendar : null,
        };
        const end = start + endHours * hour;
        const { starts, times, amounts } = mergeOrders({ ...columns, net: false });
        const { columns: found, ...rest } = gatherHistories({ ...columns, unit, clock: null, end });
        let [row, later] = [0, 0];
        for (let code = 0; code < 16_385; code++) {
          const own = Array.from(times.subarray(starts[code], starts[code + 1]));
          if (own.length === 0) continue;
          const paid = Array.from(amounts.subarray(starts[code], starts[code + 1]));
          const size = own.filter((time) => time <= end).length;
          if (size === 0) {
            later++;
            continue;
          }
          const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
          const repeats = sum(paid.slice(1, size));
          const none = Number.NaN;
          expect([
            rest.codes[row],
            found.frequency[row],
            found.recency[row],
            found.T[row],
            found.monetaryValue[row],
            found.totalAmount[row],
            found.firstPurchase[row],
            rest.holdoutFrequency[row],
            rest.holdoutAmount[row],
          ]).toStrictEqual([
            code,
            size - 1,
            (own[size - 1]! - own[0]!) / unit,
            (end - own[0]!) / unit,
            withAmounts && size > 1 ? repeats / (size - 1) : none,
            withAmounts ? repeats + paid[0]! : none,
            own[0],
            own.length - size,
            sum(paid.slice(size)),
          ]);
          const logs = sum(own.slice(1, size).map((time, i) => Math.log((time - own[i]!) / unit)));
          if (Number.isFinite(logs)) expect(found.sumLogGaps[row]).toBeCloseTo(logs, 10);
          else expect(found.sumLogGaps[row]).toBeNaN();
          row++;
        }
        expect([rest.codes.length, rest.acquiredLater, rest.withoutPurchase]).toStrictEqual([
          row,
          later,
          16_385 - row - later,
        ]);
      }),
      { numRuns: 40 },
    );
  });

  it("takes as many gaps as there are, of any length", () => {
    const times = Float64Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? i : i + 1e-6) * unit);
    const log = { codes: new Int32Array(400), customers: 1, times, amounts: null, calendar: null };
    const { sumLogGaps } = gatherHistories({
      ...log,
      unit: 1e9 * unit,
      clock: null,
      end: 400 * unit,
    }).columns;
    let expected = 0;
    for (let i = 1; i < 400; i++) expected += Math.log((times[i]! - times[i - 1]!) / (1e9 * unit));
    expect(sumLogGaps[0]! / expected).toBeCloseTo(1, 12);
  });
});
