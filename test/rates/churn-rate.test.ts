import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { churnRate, retentionRate } from "../../src/rates/churn-rate.js";
import { churnRates } from "../../src/rates/churn-rates.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const counts = fc
  .tuple(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([atStart, share]) => ({ atStart, lost: Math.round(share * atStart) }));

describe("churnRate and retentionRate", () => {
  it("are fractions of the customers at the start that add up to 1", () => {
    fc.assert(
      fc.property(counts, (period) => {
        const churn = churnRate(period)!;
        expect(churn >= 0 && churn <= 1).toBe(true);
        expectClose(churn + retentionRate(period)!, 1, { relative: 1e-15 });
      }),
    );
  });

  it("are null for an empty period, as every other rate of it", () => {
    const empty = { atStart: 0, lost: 0 };
    expect([churnRate(empty), retentionRate(empty)]).toEqual([null, null]);
    expect(churnRates({ ...empty, added: 5 }).ofStart).toBeNull();
    expectRefusal(
      () => churnRate({ atStart: 0, lost: 1 }),
      "churnRate: lost must be a whole number from 0 to atStart (0), received 1",
    );
  });

  it("are exact at the ends", () => {
    expect(churnRate({ atStart: 7, lost: 0 })).toBe(0);
    expect(churnRate({ atStart: 7, lost: 7 })).toBe(1);
    expect(retentionRate({ atStart: 7, lost: 7 })).toBe(0);
    // Source: Baremetrics, help page 5380347: 5% means 5% of the customers of 30 days ago.
    expect(churnRate({ atStart: 1000, lost: 50 })).toBe(0.05);
    // Source: the same page: non-monthly plans are counted over a 365-day window.
    expect(churnRate({ atStart: 200, lost: 30 })).toBe(0.15);
  });

  it("name the function, the field, the rule and the value when they refuse", () => {
    const whole = "must be a whole number of 0 or more";
    for (const [name, rate] of Object.entries({ churnRate, retentionRate })) {
      const call = (period: unknown) => () => rate(period as { atStart: number; lost: number });
      expectRefusal(call(undefined), `${name}: counts must be an object, received undefined`);
      expectRefusal(call(250), `${name}: counts must be an object, received 250`);
      expectRefusal(call({ lost: 1 }), `${name}: atStart ${whole}, received undefined`);
      expectRefusal(call({ atStart: -5, lost: 0 }), `${name}: atStart ${whole}, received -5`);
      expectRefusal(call({ atStart: Number.NaN, lost: 0 }), `${name}: atStart ${whole}, received NaN`);
      expectRefusal(
        call({ atStart: Number.POSITIVE_INFINITY, lost: 0 }),
        `${name}: atStart ${whole}, received Infinity`,
      );
      expectRefusal(
        call({ atStart: 2 ** 53, lost: 0 }),
        `${name}: atStart ${whole}, received 9007199254740992`,
      );
      expectRefusal(call({ atStart: 250n, lost: 0 }), `${name}: atStart ${whole}, received 250n`);
      const range = "lost must be a whole number from 0 to atStart (250)";
      expectRefusal(call({ atStart: 250, lost: 312 }), `${name}: ${range}, received 312`);
      expectRefusal(call({ atStart: 250, lost: -1 }), `${name}: ${range}, received -1`);
      expectRefusal(call({ atStart: 250, lost: 0.05 }), `${name}: ${range}, received 0.05`);
      expectRefusal(call({ atStart: 250, lost: Number.NaN }), `${name}: ${range}, received NaN`);
      expectRefusal(call({ atStart: 250, lost: "10" }), `${name}: ${range}, received "10"`);
      expectRefusal(call({ atStart: 250 }), `${name}: ${range}, received undefined`);
    }
  });
});

describe("churnRates", () => {
  const month = { atStart: 1000, added: 400, lost: 60, lostOfAdded: 10, exposure: 1170 };

  it("gives the five answers for one month", () => {
    // Source: exact fractions of the counts: 60/1000, 50/1000, 60/1400, 60/1170, 60/1170.
    expect(churnRates(month)).toStrictEqual({
      ofStart: 60 / 1000,
      ofStartExcludingAdded: 50 / 1000,
      ofStartAndAdded: 60 / 1400,
      ofAverage: 60 / 1170,
      perExposure: 60 / 1170,
    });
  });

  it("gives Stripe's denominator: the customers of 30 days ago and those who joined since", () => {
    // Source: Stripe, "Calculating churn rate in Billing"; the numbers are ours.
    expect(churnRates({ atStart: 1000, added: 200, lost: 60 }).ofStartAndAdded).toBe(0.05);
  });

  it("gives the three monthly rates of Netflix in the third quarter of 2010", () => {
    // Source: Netflix, figures of the third quarter of 2010: 15.001 million subscribers at the start, 16.933 at the end, 4.101
    // million gross additions. A third of a quarter's losses over each base; Netflix's own is start and additions.
    const rates = churnRates({ atStart: 15_001_000, added: 4_101_000, lost: 2_169_000 });
    expectClose(rates.ofStartAndAdded! / 3, 0.0378, { absolute: 5e-5 });
    expectClose(rates.ofAverage! / 3, 0.0453, { absolute: 5e-5 });
    expectClose(rates.ofStart! / 3, 0.0482, { absolute: 5e-5 });
  });

  it("has one rate when nobody joins, whatever the denominator's name", () => {
    fc.assert(
      fc.property(counts, ({ atStart, lost }) => {
        const rates = churnRates({ atStart, added: 0, lost, lostOfAdded: 0 });
        expect(rates.ofStart).toBe(churnRate({ atStart, lost }));
        expect(rates.ofStartExcludingAdded).toBe(rates.ofStart);
        expect(rates.ofStartAndAdded).toBe(rates.ofStart);
      }),
    );
  });

  it("orders its definitions, and none changes when every count doubles", () => {
    const any = fc.tuple(
      counts,
      fc.integer({ min: 0, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(any, ([{ atStart, lost }, added, share]) => {
        const lostOfAdded = Math.round(share * added);
        const all = { atStart, added, lost: lost + lostOfAdded, lostOfAdded, exposure: atStart + added };
        const rates = churnRates(all);
        expect(rates.ofStart!).toBeGreaterThanOrEqual(rates.ofStartExcludingAdded!);
        expect(rates.ofStart!).toBeGreaterThanOrEqual(rates.ofStartAndAdded!);
        expect(rates.ofAverage === null || rates.ofAverage >= rates.ofStartAndAdded!).toBe(true);
        const doubled = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, 2 * value]));
        expect(churnRates(doubled as unknown as typeof all)).toStrictEqual(rates);
        expectPlainData(rates);
      }),
    );
  });

  it("is null where a definition has no denominator or its input is left out, and may exceed 1 where it says so", () => {
    expect(churnRates({ atStart: 0, added: 0, lost: 0 })).toStrictEqual({
      ofStart: null,
      ofStartExcludingAdded: null,
      ofStartAndAdded: null,
      ofAverage: null,
      perExposure: null,
    });
    expect(churnRates({ atStart: 10, added: 0, lost: 10 }).ofAverage).toBe(2);
    expect(churnRates({ atStart: 10, added: 90, lost: 50 }).ofStart).toBe(5);
    expect(churnRates({ atStart: 10, added: 0, lost: 10, exposure: 2 }).perExposure).toBe(5);
  });

  it("refuses counts that cannot be, and names the field", () => {
    const call = (change: object) => () => churnRates({ ...month, ...change });
    expectRefusal(
      () => churnRates(undefined as never),
      "churnRates: counts must be an object, received undefined",
    );
    expectRefusal(
      call({ atStart: -1 }),
      "churnRates: atStart must be a whole number of 0 or more, received -1",
    );
    expectRefusal(
      call({ added: Number.NaN }),
      "churnRates: added must be a whole number of 0 or more, received NaN",
    );
    expectRefusal(
      call({ added: undefined }),
      "churnRates: added must be a whole number of 0 or more, received undefined",
    );
    expectRefusal(
      call({ lost: 1401 }),
      "churnRates: lost must be a whole number from 0 to atStart + added (1400), received 1401",
    );
    expectRefusal(
      call({ lost: 0.06 }),
      "churnRates: lost must be a whole number from 0 to atStart + added (1400), received 0.06",
    );
    expectRefusal(
      call({ lostOfAdded: 61 }),
      "churnRates: lostOfAdded must be a whole number from 0 to 60, received 61",
    );
    expectRefusal(
      call({ lost: 1200, lostOfAdded: 10 }),
      "churnRates: lostOfAdded must be a whole number from 200 to 400, received 10",
    );
    expectRefusal(
      call({ returned: 51 }),
      "churnRates: returned must be a whole number from 0 to 50, received 51",
    );
    for (const exposure of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expectRefusal(
        call({ exposure }),
        `churnRates: exposure must be a finite number above 0, received ${exposure}`,
      );
  });
});
