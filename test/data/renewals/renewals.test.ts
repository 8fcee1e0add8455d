/** Renewals counted from dates: laws over any rows and zone, what models take, and refusals. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renewalCohorts } from "../../../src/data/renewals/renewal-cohorts.js";
import { renewalTenures } from "../../../src/data/renewals/renewal-tenures.js";
import { subscriptionTenures } from "../../../src/data/subscription-tenures.js";
import * as geometric from "../../../src/models/contractual/geometric.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import { toRows } from "../../../src/tables/to-rows.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

const n1 = [
  { customer: "a", start: "2024-01-15", end: "2024-04-15" },
  { customer: "b", start: "2024-01-31", end: "2024-02-29" },
  { customer: "c", start: "2024-02-01", end: null },
];
const units = ["day", "week", "month", "quarter", "year"] as const;
type Unit = (typeof units)[number];

const zones = [
  "UTC",
  "America/New_York",
  "Europe/Paris",
  "Asia/Tokyo",
  "Australia/Lord_Howe",
  "America/St_Johns",
];
const formats = new Map(
  zones.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat("en-CA", {
      ...{ timeZone, year: "numeric", month: "numeric", day: "numeric", calendar: "gregory" },
    }),
  ]),
);

/** The local date of an instant as the engine's calendar shows it. */
function localDate(instant: number, timeZone: string): [number, number, number] {
  const format = formats.get(timeZone)!;
  const [year, month, day] = format.format(instant).split("-").map(Number) as [number, number, number];
  return [year, month, day];
}

/** Date k of a plan by walking the calendar: as day, counted from the first, in a short month the last. */
function walk([year, month, day]: [number, number, number], unit: Unit, count: number, k: number): number {
  if (unit === "day" || unit === "week")
    return Date.UTC(year, month - 1, day + k * count * (unit === "week" ? 7 : 1));
  const months = k * count * { month: 1, quarter: 3, year: 12 }[unit];
  let date = day;
  // Backwards from the 31st until there is such a day in the month.
  while (new Date(Date.UTC(year, month - 1 + months, date)).getUTCDate() !== date) date--;
  return Date.UTC(year, month - 1 + months, date);
}

const day = 86_400_000;
const begin = Date.UTC(2020, 0, 1);

const row = fc.record({
  start: fc.integer({ min: begin, max: begin + 900 * day }),
  length: fc.option(fc.integer({ min: 0, max: 900 * day }), { nil: null }),
  interval: fc.constantFrom(...units),
  intervalCount: fc.integer({ min: 1, max: 4 }),
});

describe("renewals from dates", () => {
  it("equal a count by walking the calendar, in any zone", () => {
    fc.assert(
      fc.property(
        row,
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 10 }),
        (given, timeZone, graceDays) => {
          const asOf = begin + 1000 * day;
          const { start, length, interval, intervalCount } = given;
          const end = length === null ? null : start + length;
          const table = [
            { customer: "a", start: new Date(start), end: end && new Date(end), interval, intervalCount },
          ];
          const [tenure] = toRows(renewalTenures(table, { asOf, timeZone, graceDays }));
          const first = localDate(start, timeZone);
          const utc = (instant: number) =>
            Date.UTC(
              ...(localDate(instant, timeZone).map((x, i) => (i === 1 ? x - 1 : x)) as [
                number,
                number,
                number,
              ]),
            );
          const decision = (k: number) => walk(first, interval, intervalCount, k) + graceDays * day;
          let over = 0;
          while (decision(over + 1) < utc(asOf)) over++;
          let lost = 0;
          if (end !== null && utc(end) <= utc(asOf)) {
            lost = 1;
            while (utc(end) > decision(lost)) lost++;
          }
          const wanted = lost > 0 && lost <= over ? [lost - 1, lost] : [over, null];
          expect([tenure!.renewals, tenure!.lostAt]).toEqual(wanted);
        },
      ),
      { numRuns: 150 },
    );
  });

  const dated = fc.record({
    customer: fc.constantFrom("a", "b", "c", "d"),
    start: fc.integer({ min: 0, max: 700 }),
    length: fc.option(fc.integer({ min: 0, max: 400 }), { nil: null }),
    interval: fc.constantFrom("month", "year"),
  });
  const asDate = (days: number) => new Date(begin + days * day).toISOString().slice(0, 10);
  const tableOf = (
    rows: readonly { customer: string; start: number; length: number | null; interval: string }[],
  ) =>
    rows.map(({ customer, start, length, interval }) => ({
      ...{ customer, start: asDate(start), end: length === null ? null : asDate(start + length), interval },
    }));
  const asOf = asDate(800);

  it("do not depend on the order of rows, nor on rows that are split in two", () => {
    fc.assert(
      fc.property(
        fc.array(dated, { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom("newTenure" as const, "firstOnly" as const, "continue" as const),
        (rows, share, winBacks) => {
          const options = { asOf, winBacks };
          const { leftOut: _, ...whole } = renewalCohorts(tableOf(rows), options);
          const split = rows.flatMap((one) => {
            const cut = Math.floor(share * (one.length ?? 100));
            return [
              { ...one, length: cut },
              { ...one, start: one.start + cut, length: one.length === null ? null : one.length - cut },
            ];
          });
          const { leftOut: _left, ...parts } = renewalCohorts(tableOf(split.reverse()), options);
          expect(parts).toEqual(whole);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("account for every tenure, and customers of one file are those of its parts", () => {
    fc.assert(
      fc.property(fc.array(dated, { minLength: 2, maxLength: 12 }), (rows) => {
        const all = renewalCohorts(tableOf(rows), { asOf });
        const tenures = renewalTenures(tableOf(rows), { asOf });
        const inCohorts = all.cohorts.reduce(
          (sum, { lostByPeriod, stillActive }) => sum + lostByPeriod.reduce((a, b) => a + b, 0) + stillActive,
          0,
        );
        expect(inCohorts + all.outcomes.leftBefore).toBe(tenures.customer.length);
        const parts = ["a", "b", "c", "d"].map((name) => rows.filter(({ customer }) => customer === name));
        const counted = parts
          .filter((part) => part.length > 0)
          .flatMap((part) => renewalCohorts(tableOf(part), { asOf }).byPeriod);
        for (const { interval, intervalCount, period, atRisk, lost } of all.byPeriod) {
          const own = counted.filter((one) => one.interval === interval && one.period === period);
          expect(own.every((one) => one.intervalCount === intervalCount)).toBe(true);
          expect(own.reduce((sum, one) => sum + one.atRisk, 0)).toBe(atRisk);
          expect(own.reduce((sum, one) => sum + one.lost, 0)).toBe(lost);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("are plain data, and tenures survive JSON", () => {
    expectPlainData(renewalCohorts(n1, { asOf: "2024-09-01" }));
    const tenures = renewalTenures(n1, { asOf: "2024-09-01" });
    const stored = JSON.parse(JSON.stringify(tenures)) as { duration: number[]; event: number[] };
    expect(geometric.fit(stored).parameters).toEqual(geometric.fit(tenures).parameters);
  });
});

describe("contractual models", () => {
  it("take renewals, where lengths of time are refused with the function that counts them", () => {
    const tenures = subscriptionTenures(n1, { asOf: "2024-09-01", timeUnit: "month" });
    expectRefusal(
      () => shiftedBetaGeometric.fit(tenures),
      `shiftedBetaGeometric.fit: duration[0] must be a whole number of 1 or more (renewals are counted from dates by renewalCohorts or renewalTenures), received ${tenures.duration[0]}`,
    );
    const { cohorts } = renewalCohorts(n1, { asOf: "2024-09-01" });
    // 2 losses in 3 + 2 + 2 + ... renewals: 3 + 1 (a, b) decisions of the lost, 6 of c.
    expectClose(geometric.fit(cohorts).parameters.theta, 2 / (3 + 1 + 6), { relative: 1e-9 });
  });

  it("take an interval without a name, and refuse to discount by the year", () => {
    const rows = n1.map((one) => ({ ...one, start: one.start.replace("2024", "2020"), intervalCount: 6 }));
    const { cohorts } = renewalCohorts(rows, { asOf: "2024-09-01" });
    expect(
      cohorts.map(({ timeUnit, interval, intervalCount }) => [timeUnit, interval, intervalCount]),
    ).toEqual(cohorts.map(() => [null, "quarter", 2]));
    const fit = geometric.fit(cohorts);
    expect(fit.timeUnit).toBeNull();
    expectRefusal(
      () => geometric.discountedExpectedLifetime(fit, { discountRate: { rate: 0.1, per: "year" } }),
      "geometric.discountedExpectedLifetime: discountRate must be a rate per period, as a number: the fit names no unit of time, received an object",
    );
    expect(geometric.discountedExpectedLifetime(fit, { discountRate: 0.05 })).toBeGreaterThan(1);
  });

  it("refuse several billing intervals in one fit", () => {
    const rows = [
      { customer: "a", start: "2022-01-15", end: "2023-04-15", interval: "month", intervalCount: 2 },
      { customer: "b", start: "2022-01-31", end: null, interval: "week", intervalCount: 2 },
    ];
    const options = { asOf: "2024-09-01" };
    expectRefusal(
      () => geometric.fit(renewalCohorts(rows, options).cohorts),
      'geometric.fit: cohorts[1].interval must be that of cohorts[0] ("month"), received "week"',
    );
    expectRefusal(
      () => geometric.fit(renewalTenures(rows, options)),
      'geometric.fit: interval[1] must be that of the first ("month"), received "week"',
    );
    expectRefusal(
      () => geometric.fit(toRows(renewalTenures(rows, options)) as never),
      'geometric.fit: data[1].interval must be that of the first ("month"), received "week"',
    );
  });
});

describe("renewalCohorts refuses", () => {
  const options = { asOf: "2024-09-01" };
  const good = {
    customer: "a",
    start: "2024-01-15",
    end: null,
    interval: "month",
    intervalCount: 1,
    amount: 9,
  };
  it.each<[string, object, object, string]>([
    [
      "an interval of hours",
      { interval: "hour" },
      {},
      'renewalCohorts: subscriptions[0].interval must be one of "day", "week", "month", "quarter", "year", received "hour"',
    ],
    [
      "an interval that is missing",
      { interval: null, amount: undefined },
      { amount: () => 9, interval: "interval" },
      'renewalCohorts: subscriptions[0].interval must be one of "hour", "day", "week", "month", "quarter", "year", received null',
    ],
    [
      "a count of intervals that is no whole number",
      { intervalCount: 0.5 },
      {},
      "renewalCohorts: subscriptions[0].intervalCount must be a whole number of 1 or more, received 0.5",
    ],
    [
      "an end before the start",
      { end: "2024-01-01" },
      {},
      'renewalCohorts: subscriptions[0].end must not be before subscriptions[0].start, received "2024-01-01"',
    ],
    [
      "a missing start",
      { start: null },
      {},
      "renewalCohorts: subscriptions[0].start must be a time (Date, milliseconds, ISO 8601 string or Temporal instant), received null",
    ],
    [
      "an amount as text",
      { amount: "9" },
      {},
      'renewalCohorts: subscriptions[0].amount must be a finite number of 0 or more (pass Number(…) of it), received "9"',
    ],
    [
      "days of grace that are no whole number",
      {},
      { graceDays: 1.5 },
      "renewalCohorts: graceDays must be a whole number of 0 or more, received 1.5",
    ],
    [
      "an unknown rule",
      {},
      { churnAt: "cancel" },
      'renewalCohorts: churnAt must be one of "end", "request", "periodEnd", received "cancel"',
    ],
    [
      "a field of requests that is not read",
      {},
      { canceledAt: "end" },
      'renewalCohorts: canceledAt must be left out unless churnAt is "request", received "end"',
    ],
    [
      "requests that the table does not have",
      {},
      { churnAt: "request" },
      'renewalCohorts: canceledAt must name a field of subscriptions (customer, start, end, interval, intervalCount, amount), received "canceledAt"',
    ],
    [
      "a start of observation after its end",
      {},
      { observedFrom: "2025-01-01" },
      'renewalCohorts: observedFrom must be before asOf, received "2025-01-01"',
    ],
    [
      "a misspelt option",
      {},
      { graceDay: 1 },
      'renewalCohorts: options must hold nothing but customer, start, end, subscription, amount, interval, intervalCount, timeZone, numericTime, asOf, observedFrom, plan, cause, canceledAt, churnAt, zeroAmounts, mergeGap, graceDays, unfinished, winBacks (did you mean graceDays?), received "graceDay"',
    ],
  ])("%s", (_, change, more, message) => {
    const rows = [{ ...good, ...change }];
    expectRefusal(() => renewalCohorts(rows, { ...options, ...more }), message);
  });

  it("the same subscription twice", () => {
    const rows = [1, 2].map(() => ({ ...good, subscription: "s1" }));
    expectRefusal(
      () => renewalTenures(rows, options),
      'renewalTenures: subscriptions[1].subscription must be unique, received "s1"',
    );
  });
});
