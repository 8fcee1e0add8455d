/** Interval-censored durations: R's curves, optimality, and special cases of known answer. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { turnbull } from "../../src/survival/interval-censored/turnbull.js";
import { kaplanMeier } from "../../src/survival/kaplan-meier.js";
import {
  expectClose,
  expectPlainData,
  expectPrinted,
  expectRefusal,
  itOutside,
  outsideText,
  readReference,
} from "../support.js";

interface Case {
  readonly name: string;
  readonly inputs: { readonly lower: readonly number[]; readonly upper: readonly (number | "Inf" | null)[] };
  readonly expected: { readonly time: readonly number[]; readonly surv: readonly number[] };
}
interface Row {
  readonly lower: number | null;
  readonly upper: number | null;
  readonly weight: number;
}

type Interval = ReturnType<typeof turnbull>["intervals"][number];

/** Whether a row holds one of the curve's intervals. */
const holds = ({ lower, upper }: Omit<Row, "weight">, { from, to }: Interval) => {
  const isPoint = from === to;
  const begins =
    lower === null || (isPoint && lower === upper ? from >= lower : isPoint ? from > lower : from >= lower);
  return begins && (upper ?? Number.POSITIVE_INFINITY) >= (to ?? Number.POSITIVE_INFINITY);
};

/** Σ w ln P, and the largest Σ w/P over points in time by n, from the rows themselves. */
function judge(rows: readonly Row[], intervals: readonly Interval[]) {
  const n = rows.reduce((sum, { weight }) => sum + weight, 0);
  const P = rows.map((row) =>
    intervals.filter((each) => holds(row, each)).reduce((sum, { mass }) => sum + mass, 0),
  );
  const logLikelihood = rows.reduce(
    (sum, { weight }, i) => sum + (weight > 0 ? weight * Math.log(P[i]!) : 0),
    0,
  );
  const times = [...new Set(rows.flatMap(({ lower, upper }) => [lower ?? 0, upper ?? 1e9]))].sort(
    (a, b) => a - b,
  );
  // Every point at an end, and one between each two.
  const points = times.flatMap((time, i) => [time, (time + (times[i + 1] ?? 2 * time + 1)) / 2]);
  const slopes = points.map((point) =>
    rows.reduce((sum, row, i) => {
      const isIn =
        (row.lower === null || point > row.lower || (row.lower === row.upper && point === row.lower)) &&
        point <= (row.upper ?? Number.POSITIVE_INFINITY);
      return sum + (isIn && row.weight > 0 ? row.weight / P[i]! / n : 0);
    }, 0),
  );
  return { logLikelihood, largest: Math.max(...slopes) };
}

function compare({ name, inputs, expected }: Case): void {
  const upper = inputs.upper.map((end) => (end === "Inf" ? null : end));
  const curve = turnbull({ lower: inputs.lower, upper });
  const rows = inputs.lower.map((lower, i) => ({ lower, upper: upper[i]!, weight: 1 }));
  const { logLikelihood, largest } = judge(rows, curve.intervals);
  expectClose(curve.logLikelihood, logLikelihood, { relative: 1e-12 });
  expect(largest).toBeLessThan(1 + 1e-8);
  // R puts the mass at the middle of its interval; the likelihood of its curve by the same intervals.
  const masses = curve.intervals.map(({ from, to }) => {
    const middle = to === null ? Number.POSITIVE_INFINITY : (from + to) / 2;
    const at = expected.time.findIndex((time) => time >= middle);
    const before = at < 0 ? expected.surv.length - 1 : at - 1;
    return (before < 0 ? 1 : expected.surv[before]!) - (at < 0 ? 0 : expected.surv[at]!);
  });
  const theirs = judge(
    rows,
    curve.intervals.map((each, i) => ({ ...each, mass: masses[i]! })),
  );
  expect(curve.logLikelihood).toBeGreaterThanOrEqual(theirs.logLikelihood - 1e-9);
  if (name === "overlapping_intervals_small") return;
  curve.intervals.forEach(({ mass }, i) => {
    expectClose(mass, masses[i]!, { absolute: 1e-8 });
  });
}

const row = fc
  .record({
    lower: fc.integer({ min: 0, max: 9 }),
    length: fc.constantFrom(0, 1, 2, 3, 5, null),
    isLeft: fc.boolean(),
    weight: fc.constantFrom(0, 0.5, 1, 2),
  })
  .map(({ lower, length, isLeft, weight }): Row => {
    const upper = length === null ? null : lower + length;
    return { lower: isLeft && length !== 0 && length !== null ? null : lower, upper, weight };
  });
const tables = fc.array(row, { minLength: 1, maxLength: 25 });

describe("turnbull", () => {
  it("gives R's curve of made-up subscriptions by month", () => {
    for (const each of readReference<{ cases: Case[] }>("survival/interval_censored.json").cases)
      compare(each);
  });

  itOutside("reference/survival/interval_censored.json", "is above R's curve where R stopped short", () => {
    const { cases } = JSON.parse(outsideText("reference/survival/interval_censored.json")) as {
      cases: Case[];
    };
    for (const each of cases) compare(each);
    expect(cases.map(({ name }) => name)).toContain("overlapping_intervals_small");
  });

  it("meets the conditions of a maximum at every point in time, of 500 random tables with weights and ties", () => {
    fc.assert(
      fc.property(tables, (rows) => {
        fc.pre(rows.some(({ weight }) => weight > 0));
        const curve = turnbull(rows);
        const { logLikelihood, largest } = judge(rows, curve.intervals);
        expectClose(curve.logLikelihood, logLikelihood, { relative: 1e-10, absolute: 1e-10 });
        expect(largest).toBeLessThan(1 + 1e-8);
        const sum = curve.intervals.reduce((total, { mass }) => total + mass, 0);
        expectClose(sum, 1, { relative: 1e-12 });
        expectPlainData(curve);
      }),
      { numRuns: 500 },
    );
  });

  it("is the Kaplan-Meier curve where times are exact or right-censored", () => {
    const durations = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(durations, (given) => {
        const curve = turnbull(given.map(([time, lost]) => ({ lower: time, upper: lost ? time : null })));
        const product = kaplanMeier(given.map(([duration, event]) => ({ duration, event })));
        for (const { to, survival } of curve.intervals) {
          if (to === null) continue;
          expectClose(survival!, product.steps.find(({ time }) => time === to)!.survival, { absolute: 1e-8 });
        }
      }),
    );
  });

  it("gives the printed masses of breast cosmesis under radiotherapy", () => {
    // Source: Finkelstein & Wolfe (1985), Biometrics 41, 933-945, radiotherapy alone; the masses as Fay & Shaw (2010), Journal of
    // Statistical Software 36(2), print them.
    const lower = [
      0, 0, 0, 4, 5, 5, 6, 7, 7, 11, 11, 15, 17, 17, 17, 18, 19, 19, 22, 24, 24, 25, 26, 27, 32, 33, 34, 36,
      36, 36, 36, 37, 37, 37, 37, 38, 40, 45, 46, 46, 46, 46, 46, 46, 46, 46,
    ];
    const upper = [
      7,
      8,
      5,
      11,
      12,
      11,
      10,
      16,
      14,
      15,
      18,
      null,
      null,
      25,
      25,
      null,
      35,
      26,
      null,
      null,
      null,
      37,
      40,
      34,
      null,
      null,
      null,
      44,
      48,
      null,
      null,
      44,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
    ];
    expect(lower.length).toBe(46);
    const { intervals } = turnbull({ lower, upper });
    const printed: readonly (readonly [number, number, string])[] = [
      [4, 5, "0.0463"],
      [6, 7, "0.0334"],
      [7, 8, "0.0887"],
      [11, 12, "0.0708"],
      [24, 25, "0.0926"],
      [33, 34, "0.0818"],
      [38, 40, "0.1209"],
      [46, 48, "0.4656"],
    ];
    expect(intervals.length).toBe(printed.length);
    intervals.forEach(({ from, to, mass }, i) => {
      expect([from, to]).toEqual(printed[i]!.slice(0, 2));
      expectPrinted(mass, printed[i]![2]);
    });
  });

  it("refuses ends that are no times, or turned", () => {
    expectRefusal(
      () => turnbull({ lower: [1], upper: [0] }),
      "turnbull: data.upper[0] must be at or after its lower end (1), received 0",
    );
    expectRefusal(
      () => turnbull({ lower: [-1], upper: [2] }),
      // -1 would stand for nothing known.
      "turnbull: data.lower[0] must be a finite number of 0 or more, or null, received -1",
    );
    expectRefusal(
      () => turnbull({ lower: [1], upper: [2], weight: [0] }),
      "turnbull: data must have a row of weight above 0, received 0",
      "INSUFFICIENT_DATA",
    );
  });
});
