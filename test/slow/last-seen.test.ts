/** Simulations in which the share last seen after each age is known: what estimates it, and what does not. */
import { describe, expect, it } from "vitest";
import { cohortTable } from "../../src/cohorts/cohort-table.js";
import { retentionCurve } from "../../src/cohorts/retention-curve.js";
import { lastSeenTenures } from "../../src/data/last-seen-tenures.js";
import { createRandom } from "../../src/math/random.js";
import { kaplanMeier } from "../../src/survival/kaplan-meier.js";
import type { KaplanMeierCurve } from "../../src/survival/kaplan-meier-curve.js";
import { survivalAt } from "../../src/survival/survival-at.js";

const day = 86_400_000;
const begin = Date.UTC(2024, 0, 1);

interface Seen {
  readonly customer: string;
  readonly time: number;
}

/** Standard errors between an estimate and the truth. */
function errorsOff(curve: KaplanMeierCurve, time: number, truth: number): number {
  const step = curve.steps.filter((each) => each.time <= time).pop()!;
  expect(survivalAt(curve, { time }).estimate).toBe(step.survival);
  return (step.survival - truth) / step.standardError!;
}

describe("the Kaplan-Meier curve on last-seen", () => {
  const end = begin + 1440 * day;

  /**
   * Customers arrive evenly over four years, buy at random (0.02 a day) and leave unseen at random (0.001 a day): e^(-0.001 t)
   * are there at age t, and 20 of 21 of them buy again. A silence of 500 days while there has the probability e^(-10).
   */
  function buyers(customers: number): Seen[] {
    const random = createRandom(20240901);
    const wait = (rate: number) => -Math.log(1 - random.next()) / rate;
    const rows: Seen[] = [];
    for (let i = 0; i < customers; i++) {
      const start = random.next() * 1440;
      const leaves = wait(0.001);
      for (let age = 0; age <= leaves && start + age <= 1440; age += wait(0.02))
        rows.push({ customer: `c${i}`, time: begin + (start + age) * day });
    }
    return rows;
  }
  const truth = (age: number) => (20 / 21) * Math.exp(-0.001 * age);

  it("finds the share last seen after each age, where the usual answers are far off", () => {
    const rows = buyers(12_000);
    for (const winBacks of ["continue", "firstOnly", "newTenure"] as const) {
      const curve = kaplanMeier(lastSeenTenures(rows, { inactiveAfter: 500, asOf: end, winBacks }));
      for (const age of [0, 30, 90, 200, 400, 600, 800, 930])
        expect(Math.abs(errorsOff(curve, age, truth(age))), `${winBacks} at ${age}`).toBeLessThan(3);
    }

    // On or after counts as lost who has not come back yet: with a mean wait of 50 days, of those now 30 to 240 days older one in
    // eight, and of those 30 to 120 days older one in four.
    const table = cohortTable(rows, {
      period: "month",
      windows: "rolling",
      definition: "onOrAfter",
      asOf: end,
    });
    const onOrAfter = retentionCurve(table, { level: 0.99 }).points;
    expect(onOrAfter[40]!.upper!).toBeLessThan(truth(1200));
    expect(onOrAfter[44]!.upper!).toBeLessThan(truth(1320));

    const all = lastSeenTenures(rows, { inactiveAfter: 1e-9, asOf: end });
    const ages = all.startedAt.map((start, i) => {
      const [first, last] = [Date.parse(start), Date.parse(all.lastSeenAt[i]!)];
      return { seen: (last - first) / day, now: (end - first) / day, lost: end - last >= 500 * day };
    });
    const event = ages.map(({ lost }) => lost);
    // Censored at the last event: those lost within the last 500 days count as if they had stopped being watched.
    const atLast = kaplanMeier({ duration: ages.map(({ seen }) => seen), event });
    expect(errorsOff(atLast, 800, truth(800))).toBeGreaterThan(5);
    // Censored at the end: at risk for 500 days in which no loss could be seen.
    const atEnd = kaplanMeier({ duration: ages.map(({ seen, now, lost }) => (lost ? seen : now)), event });
    expect(errorsOff(atEnd, 800, truth(800))).toBeGreaterThan(5);
  });

  it("is exact for the first silence, also where everybody comes back from each", () => {
    // A visit every day, each the last before 100 days of silence with probability 0.02: P(T > t) = 0.98^(⌊t⌋ + 1).
    const random = createRandom(7);
    const rows: Seen[] = [];
    for (let i = 0; i < 3000; i++) {
      let time = Math.floor(random.next() * 300);
      for (; time <= 400; time += random.next() < 0.02 ? 100 : 1)
        rows.push({ customer: `c${i}`, time: begin + time * day });
    }
    const given = { inactiveAfter: 50, asOf: begin + 400 * day };
    for (const winBacks of ["firstOnly", "newTenure"] as const) {
      const curve = kaplanMeier(lastSeenTenures(rows, { ...given, winBacks }));
      for (const age of [0, 10, 50, 100, 200])
        expect(Math.abs(errorsOff(curve, age, 0.98 ** (age + 1))), `${winBacks} at ${age}`).toBeLessThan(3);
    }
    // Nobody ever leaves, and who has not come back yet counts as lost: wonBack tells how common that is.
    const { wonBack, customer } = lastSeenTenures(rows, given);
    expect(wonBack / customer.length).toBeGreaterThan(0.7);
  });
});
