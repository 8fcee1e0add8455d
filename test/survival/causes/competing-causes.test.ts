/** Competing causes: R's survfit, cmprsk's cuminc and Gray's test, and sums over all rows at each time. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { subscriptionTenures } from "../../../src/data/subscription-tenures.js";
import { aalenJohansen } from "../../../src/survival/causes/aalen-johansen.js";
import { causeSpecificHazards } from "../../../src/survival/causes/cause-specific-hazards.js";
import { grayTest } from "../../../src/survival/causes/gray-test.js";
import { kaplanMeier } from "../../../src/survival/kaplan-meier.js";
import { nelsonAalen } from "../../../src/survival/nelson-aalen.js";
import {
  expectClose,
  expectPlainData,
  expectRefusal,
  itOutside,
  outsideText,
  readReference,
} from "../../support.js";
import { brokenRows, type RandomRow, rows } from "../random-rows.js";

type Cells = readonly (readonly (number | null)[])[];
interface Curves {
  readonly states: readonly string[];
  readonly time: readonly number[];
  readonly n_risk: readonly number[];
  readonly n_event: Cells;
  readonly pstate: Cells;
  readonly std_err: Cells;
  readonly cumhaz: Cells;
}
type CurveCells = Curves & Record<string, Cells>;
interface Case {
  readonly name: string;
  readonly inputs: {
    readonly time: readonly number[];
    readonly event: readonly number[];
    readonly event_labels: readonly string[];
    readonly group: readonly string[];
  };
  readonly expected: Readonly<Record<string, Curves & Record<string, Cells>>> & {
    readonly cmprsk: {
      readonly rows: readonly string[];
      readonly times: readonly number[];
      readonly est: readonly (readonly number[])[];
      readonly var_aalen: readonly (readonly number[])[];
    };
    readonly gray_test: { readonly chisq: readonly number[]; readonly p: readonly number[] };
    readonly naive_one_minus_km_event1: {
      readonly times: readonly number[];
      readonly value: readonly number[];
    };
  };
}

const closed = { relative: 1e-12, absolute: 1e-15 };
const expectCell = (actual: number | null, wanted: number | null | undefined, name: string) => {
  if (actual === null || wanted === null || wanted === undefined) expect(actual, name).toBe(wanted);
  else expectClose(actual, wanted, closed, name);
};

function compareCurves(
  data: { duration: number[]; cause: (string | null)[] },
  wanted: Curves & Record<string, Cells>,
) {
  const transforms = { log: "log", loglog: "logLog", plain: "plain" } as const;
  for (const [named, transform] of Object.entries(transforms))
    for (const standardErrors of ["greenwood", "robust"] as const) {
      const curves = aalenJohansen(data, { transform, standardErrors });
      const survival = kaplanMeier({ ...data, event: data.cause.map((each) => each !== null) });
      survival.steps.forEach((step, i) => {
        expectCell(step.survival, wanted.pstate[i]![0], `survival at ${step.time}`);
      });
      for (const { cause, steps } of curves.causes) {
        const state = wanted.states.indexOf(String(cause));
        steps.forEach((step, i) => {
          const at = `${cause} ${named} ${standardErrors} at ${step.time}`;
          expect(step.time).toBe(wanted.time[i]);
          expect(step.atRisk).toBe(wanted.n_risk[i]);
          expect(step.events).toBe(wanted.n_event[i]![state]);
          expectCell(step.incidence, wanted.pstate[i]![state], at);
          expectCell(step.standardError, wanted.std_err[i]![state], at);
          expectCell(step.lower, wanted[`lower_${named}`]![i]![state], at);
          expectCell(step.upper, wanted[`upper_${named}`]![i]![state], at);
        });
      }
    }
  for (const { cause, hazard } of causeSpecificHazards(data))
    hazard.steps.forEach((step, i) => {
      const state = wanted.states.indexOf(String(cause)) - 1;
      expectCell(step.cumulativeHazard, wanted.cumhaz[i]![state], `hazard of ${cause} at ${step.time}`);
    });
}

function compare({ inputs, expected }: Case): void {
  const { time, event, event_labels: labels, group } = inputs;
  const cause = event.map((code) => (code === 0 ? null : labels[code - 1]!));
  const dataOf = (chosen: string | null) => {
    const keep = group.map((each) => chosen === null || each === chosen);
    return { duration: time.filter((_, i) => keep[i]), cause: cause.filter((_, i) => keep[i]) };
  };
  for (const [named, wanted] of Object.entries(expected))
    if (named === "all" || named.startsWith("group_"))
      compareCurves(dataOf(named === "all" ? null : named.slice("group_".length)), wanted as CurveCells);
  const { cmprsk, gray_test: gray } = expected;
  cmprsk?.rows.forEach((row, r) => {
    const [chosen, code] = row.split(" ") as [string, string];
    const curves = aalenJohansen(dataOf(chosen), { standardErrors: "aalen" });
    const curve = curves.causes.find((each) => each.cause === labels[Number(code) - 1])!;
    cmprsk.times.forEach((t, i) => {
      const step = curve.steps.filter((each) => each.time <= t).at(-1)!;
      expectCell(step.incidence, cmprsk.est[r]![i], `${row} at ${t}`);
      expectCell(step.standardError! ** 2, cmprsk.var_aalen[r]![i], `variance of ${row} at ${t}`);
    });
  });
  for (const test of gray === undefined ? [] : grayTest({ duration: time, cause, group })) {
    const i = labels.indexOf(String(test.cause));
    expectCell(test.chiSquare, gray.chisq[i], `Gray's test of ${test.cause}`);
    expectClose(test.pValue!, gray.p[i]!, { relative: 1e-11 });
  }
}

const size = (chosen: readonly RandomRow[]) => chosen.reduce((sum, { weight }) => sum + weight, 0);
const watchedAt = (table: readonly RandomRow[], time: number) =>
  table.filter(({ entry, duration }) => (entry === 0 || entry < time) && duration >= time);
const withCause = (table: readonly RandomRow[]) => table.some(({ cause }) => cause !== null);

describe("aalenJohansen", () => {
  it("gives R's survfit and cmprsk's cuminc, and Gray's test, of made-up subscriptions", () => {
    for (const each of readReference<{ cases: Case[] }>("survival/competing_risks.json").cases) compare(each);
  });

  itOutside("reference/survival/competing_risks.json", "gives those of R's data sets", () => {
    const { cases } = JSON.parse(outsideText("reference/survival/competing_risks.json")) as { cases: Case[] };
    for (const each of cases) compare(each);
    expect(cases.length).toBeGreaterThan(1);
  });

  it("is what sums over all rows give, of 500 random tables with ties, weights and late entry", () => {
    fc.assert(
      fc.property(rows, (table) => {
        fc.pre(withCause(table));
        const curves = aalenJohansen(table);
        const survival = kaplanMeier(table);
        const times = survival.steps.map(({ time }) => time);
        for (const { cause, steps } of curves.causes) {
          const parts = times.map((time, i) => {
            const n = size(watchedAt(table, time));
            const lost = table.filter(({ event, duration }) => event && duration === time);
            const own = size(lost.filter((row) => row.cause === cause));
            return { n, d: size(lost), own, before: i > 0 ? survival.steps[i - 1]!.survival : 1 };
          });
          let incidence = 0;
          const sums = parts.map(({ n, own, before }) => (incidence += (before * own) / n));
          steps.forEach((step, i) => {
            expectClose(step.incidence, sums[i]!, closed);
            // Multinomial losses at each time: the delta method on d/n and the own part of it.
            const variance = parts.slice(0, i + 1).reduce((sum, { n, d, own, before }, j) => {
              const later = d < n ? ((sums[i]! - sums[j]!) * n) / (n - d) : 0;
              const [q, p] = [d / n, own / n];
              return (
                sum +
                (before ** 2 * p * (1 - p) + later ** 2 * q * (1 - q) - 2 * before * later * p * (1 - q)) / n
              );
            }, 0);
            expectClose(step.standardError! ** 2, variance, { relative: 1e-11, absolute: 1e-14 });
          });
        }
        // The shares lost and the share left are all there is, where nobody who enters later can be lost again.
        if (survival.steps.slice(0, -1).every((step) => step.survival > 0))
          times.forEach((_, i) => {
            const lost = curves.causes.reduce((sum, { steps }) => sum + steps[i]!.incidence, 0);
            expectClose(lost + survival.steps[i]!.survival, 1, { absolute: 1e-13 });
          });
        expectPlainData(curves);
      }),
      { numRuns: 500 },
    );
  });

  it("has robust errors that are what each customer's weight does to the estimate", () => {
    fc.assert(
      fc.property(brokenRows, (table) => {
        fc.pre(withCause(table));
        const curves = aalenJohansen(table, { cluster: "customer" });
        const moved = (factor: number, customer: number) =>
          aalenJohansen(
            table.map((row) => (row.customer === customer ? { ...row, weight: row.weight * factor } : row)),
            { standardErrors: "robust" },
          ).causes;
        const customers = [...new Set(table.map(({ customer }) => customer))];
        const slopes = customers.map((customer) => {
          const [up, down] = [moved(1 + 1e-5, customer), moved(1 - 1e-5, customer)];
          return up.map(({ steps }, c) =>
            steps.map((step, i) => (step.incidence - down[c]!.steps[i]!.incidence) / 2e-5),
          );
        });
        curves.causes.forEach(({ steps }, c) => {
          steps.forEach(({ standardError }, i) => {
            const variance = slopes.reduce((sum, slope) => sum + slope[c]![i]! ** 2, 0);
            expectClose(standardError!, Math.sqrt(variance), { relative: 1e-5, absolute: 1e-7 });
          });
        });
      }),
      { numRuns: 100 },
    );
  });

  it("takes the causes that subscriptions keep", () => {
    const subscriptions = [
      { customer: "a", start: "2026-01-01", end: "2026-01-20", cause: "card" },
      { customer: "b", start: "2026-01-01", end: null, cause: null },
      { customer: "c", start: "2026-01-01", end: "2026-02-10", cause: null },
      { customer: "d", start: "2026-01-01", end: "2026-02-20", cause: "left" },
    ];
    const tenures = subscriptionTenures(subscriptions, { asOf: "2026-03-01", timeUnit: "day" });
    expectRefusal(
      () => aalenJohansen(tenures),
      "aalenJohansen: data.cause[2] must be a cause where the event has happened, or unknownCause be given, received null",
    );
    const { causes, timeUnit } = aalenJohansen(tenures, { unknownCause: "unknown" });
    expect(timeUnit).toBe("day");
    expect(causes.map(({ cause, events, steps }) => [cause, events, steps.at(-1)!.incidence])).toEqual([
      ["card", 1, 0.25],
      ["left", 1, 0.25],
      ["unknown", 1, 0.25],
    ]);
  });

  it("refuses causes of what has not happened, and data without any", () => {
    expectRefusal(
      () => aalenJohansen({ duration: [1, 2], event: [1, 0], cause: ["a", "b"] }),
      'aalenJohansen: data.cause[1] must be null where the event has not happened, received "b"',
    );
    expectRefusal(
      () => aalenJohansen({ duration: [1, 2], cause: [null, null] }),
      "aalenJohansen: data must have an event with a cause, received 0",
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => aalenJohansen({ duration: [1, 2], cause: ["a", null] }, { unknownCause: "b" }),
      'aalenJohansen: unknownCause must be left out where there is no field of events, received "b"',
    );
    expectRefusal(
      () => aalenJohansen({ duration: [1, 2], event: [1, 1], cause: ["a", null] }, { unknownCause: "a" }),
      'aalenJohansen: unknownCause must be no cause that is in the data, received "a"',
    );
  });
});

describe("causeSpecificHazards", () => {
  it("takes other losses for censored, and sums to the hazard of all", () => {
    fc.assert(
      fc.property(fc.oneof(rows, brokenRows), (table) => {
        fc.pre(withCause(table));
        const hazards = causeSpecificHazards(table);
        for (const { cause, hazard } of hazards) {
          const own = table.map((row) => ({ ...row, event: row.cause === cause }));
          const alone = nelsonAalen(own);
          expect(hazard.standardErrors).toBe(alone.standardErrors);
          hazard.steps.forEach((step, i) => {
            expectClose(step.cumulativeHazard, alone.steps[i]!.cumulativeHazard, { relative: 1e-13 });
            expectClose(step.standardError!, alone.steps[i]!.standardError!, {
              relative: 1e-9,
              absolute: 1e-12,
            });
          });
        }
        nelsonAalen(table).steps.forEach(({ cumulativeHazard }, i) => {
          const sum = hazards.reduce((total, { hazard }) => total + hazard.steps[i]!.cumulativeHazard, 0);
          expectClose(sum, cumulativeHazard, { relative: 1e-12 });
        });
      }),
    );
  });
});

interface State {
  readonly a: readonly number[][];
  readonly c: readonly number[][];
  readonly s: readonly number[];
  readonly after: readonly number[];
  readonly n: readonly number[];
  readonly other: readonly number[];
  readonly h: number;
  readonly F: number;
  readonly d: number;
}

/** Gray's score and covariance with every estimate made anew at each time. */
function bruteGray(table: readonly RandomRow[], cause: string, labels: readonly string[]) {
  const causeAt = (row: RandomRow, time: number) => row.duration === time && row.cause === cause;
  const times = [...new Set(table.filter(({ event }) => event).map(({ duration }) => duration))].sort(
    (a, b) => a - b,
  );
  const k = labels.length;
  const [score, v] = [labels.map(() => 0), labels.map(() => labels.map(() => 0))];
  const states: State[] = [];
  let F = 0;
  const [S, own1] = [labels.map(() => 1), labels.map(() => 0)];
  for (const time of times) {
    const inGroup = labels.map((label) => table.filter((row) => row.group === label && row.duration >= time));
    const n = inGroup.map(size);
    const own = inGroup.map((group) => size(group.filter((row) => causeAt(row, time))));
    const lost = inGroup.map((group) => size(group.filter((row) => row.event && row.duration === time)));
    const weights = n.map((each, g) => (each > 0 ? each / S[g]! : 0));
    const h = weights.reduce((sum, each) => sum + each, 0);
    const R = weights.map((each, g) => each * (1 - own1[g]!));
    const [total, d] = [R, own].map((list) => list.reduce((sum, each) => sum + each, 0)) as [number, number];
    labels.forEach((_, g) => {
      score[g]! += own[g]! - (d * R[g]!) / total;
    });
    const a = weights.map((each, i) => weights.map((other, g) => each * ((i === g ? 1 : 0) - other / h)));
    const c = a.map((row) => row.map((each) => (each * d) / h / (1 - F)));
    F += d / h;
    const s = [...S];
    labels.forEach((_, g) => {
      if (n[g]! === 0) return;
      own1[g]! += (S[g]! * own[g]!) / n[g]!;
      S[g]! *= (n[g]! - lost[g]!) / n[g]!;
    });
    states.push({ a, c, s, after: [...S], n, other: lost.map((each, g) => each - own[g]!), h, F, d });
  }
  states.forEach(({ a, s, after, n, other, h, F: now, d }, t) => {
    for (let g = 0; g < k; g++) {
      if (n[g] === 0) continue;
      const later = labels.map((_, i) =>
        states.slice(t + 1).reduce((sum, state) => sum + state.c[i]![g]!, 0),
      );
      const ratio = after[g]! > 0 ? (1 - now) / after[g]! : 0;
      const ties = d > 1 ? 1 - (d - 1) / (h * s[g]! - 1) : 1;
      const tiesOther = other[g]! > 1 ? 1 - (other[g]! - 1) / (n[g]! - 1) : 1;
      for (let i = 0; i < k; i++)
        for (let j = 0; j < k; j++) {
          const own = (m: number) => a[m]![g]! + (1 - ratio) * later[m]!;
          v[i]![j]! +=
            ((ties * s[g]! * d) / h / n[g]!) * own(i) * own(j) +
            ((tiesOther * s[g]! ** 2 * other[g]!) / n[g]! ** 2) * ratio ** 2 * later[i]! * later[j]!;
        }
    }
  });
  return { score, v };
}

describe("grayTest", () => {
  it("is what estimates made anew at each time give, of 500 random tables with ties and weights", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const table = given.map((row) => ({ ...row, entry: 0 }));
        const labels = [...new Set(table.map(({ group }) => group))];
        fc.pre(labels.length > 1 && withCause(table));
        for (const test of grayTest(table)) {
          const brute = bruteGray(table, String(test.cause), labels);
          test.groups.forEach(({ observed, expected }, g) => {
            expectClose(observed - expected, brute.score[g]!, { absolute: 1e-11 });
          });
          if (labels.length === 2 && test.chiSquare !== null)
            expectClose(test.chiSquare, brute.score[0]! ** 2 / brute.v[0]![0]!, {
              relative: 1e-9,
              absolute: 1e-12,
            });
        }
      }),
      { numRuns: 500 },
    );
  });

  it("takes a weight for so many rows, sums strata, and does not depend on order or unit", () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(0, 1), (given, rho) => {
        const table = given.map((row) => ({ ...row, entry: 0 }));
        fc.pre(new Set(table.map(({ group }) => group)).size > 1 && withCause(table));
        const options = { strata: "stratum", rho } as const;
        const repeated = table.flatMap((row) =>
          Array.from({ length: row.weight }, () => ({ ...row, weight: 1 })),
        );
        const scaled = table.map((row) => ({ ...row, duration: row.duration * 0.3 }));
        for (const other of [grayTest(repeated.reverse(), options), grayTest(scaled, options)])
          for (const test of grayTest(table, options)) {
            const same = other.find(({ cause }) => cause === test.cause)!;
            if (test.chiSquare === null) expect(same.chiSquare).toBe(null);
            else expectClose(same.chiSquare!, test.chiSquare, { relative: 1e-8, absolute: 1e-10 });
          }
      }),
    );
  });

  it("refuses late entry, for which it has no form", () => {
    expectRefusal(
      () => grayTest({ duration: [1, 2], cause: ["a", "b"], group: ["x", "y"], entry: [0, 1] }),
      "grayTest: data.entry[1] must be 0: the test has no form for late entry, received 1",
    );
  });
});
