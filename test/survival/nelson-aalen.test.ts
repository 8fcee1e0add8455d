/** Cumulative hazards, and the survival curves that they give. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flemingHarrington } from "../../src/survival/fleming-harrington.js";
import { kaplanMeier } from "../../src/survival/kaplan-meier.js";
import { nelsonAalen } from "../../src/survival/nelson-aalen.js";
import { restrictedMean } from "../../src/survival/restricted-mean.js";
import {
  expectClose,
  expectPlainData,
  expectRefusal,
  itOutside,
  outsideText,
  readReference,
} from "../support.js";
import { brokenRows, rows } from "./random-rows.js";

interface Case {
  readonly name: string;
  readonly inputs: { readonly time: readonly number[]; readonly status: readonly number[] };
  readonly expected: Readonly<Record<string, readonly number[]>> & {
    readonly ci95_linear: Readonly<Record<"lower" | "upper", readonly number[]>>;
    readonly ci95_log: Readonly<Record<"lower" | "upper", readonly (number | null)[]>>;
  };
}

function compare({ name, inputs, expected }: Case): void {
  const data = { duration: inputs.time, event: inputs.status };
  const closed = { relative: 1e-12 };
  const check = (
    what: string,
    actual: readonly (number | null)[],
    wanted: readonly (number | null)[] | undefined,
  ) => {
    expect(actual.length).toBe(wanted?.length);
    actual.forEach((each, i) => {
      if (each === null || wanted?.[i] === null) expect(each, `${name} ${what} ${i}`).toBe(wanted?.[i]);
      else expectClose(each, wanted![i]!, closed, `${name} ${what} ${i}`);
    });
  };
  const plain = nelsonAalen(data).steps;
  check(
    "time",
    plain.map(({ time }) => time),
    expected.time,
  );
  check(
    "at risk",
    plain.map(({ atRisk }) => atRisk),
    expected.n_risk,
  );
  check(
    "events",
    plain.map(({ events }) => events),
    expected.n_event,
  );
  check(
    "hazard",
    plain.map((step) => step.cumulativeHazard),
    expected.cumhaz,
  );
  check(
    "poisson",
    plain.map((step) => step.standardError),
    expected.std_err_poisson,
  );
  check(
    "log lower",
    plain.map(({ lower }) => lower),
    expected.ci95_log.lower,
  );
  check(
    "log upper",
    plain.map(({ upper }) => upper),
    expected.ci95_log.upper,
  );
  const linear = nelsonAalen(data, { transform: "plain" }).steps;
  // Ours are cut at 0: a hazard is never less.
  check(
    "linear lower",
    linear.map(({ lower }) => lower),
    expected.ci95_linear.lower.map((x) => Math.max(0, x)),
  );
  check(
    "linear upper",
    linear.map(({ upper }) => upper),
    expected.ci95_linear.upper,
  );
  const binomial = nelsonAalen(data, { standardErrors: "binomial" }).steps;
  check(
    "binomial",
    binomial.map((step) => step.standardError),
    expected.std_err_binomial,
  );
  const corrected = nelsonAalen(data, { ties: "corrected" }).steps;
  check(
    "corrected",
    corrected.map((step) => step.cumulativeHazard),
    expected.cumhaz_fleming_harrington,
  );
  check(
    "its error",
    corrected.map((step) => step.standardError),
    expected.std_err_fleming_harrington,
  );
}

describe("nelsonAalen", () => {
  it("gives the hazards and errors of R's survfit", () => {
    for (const each of readReference<{ readonly cases: readonly Case[] }>("survival/nelson_aalen.json").cases)
      compare(each);
  });

  itOutside("reference/survival/nelson_aalen.json", "gives those of R's data sets", () => {
    const { cases } = JSON.parse(outsideText("reference/survival/nelson_aalen.json")) as { cases: Case[] };
    for (const each of cases) compare(each);
    expect(cases.length).toBeGreaterThan(2);
  });

  it("is what sums over all rows at each time give, of 500 random tables with ties, weights and late entry", () => {
    fc.assert(
      fc.property(rows, (table) => {
        const curve = nelsonAalen(table);
        const tied = nelsonAalen(table, { ties: "corrected" });
        const shares = nelsonAalen(table, { standardErrors: "binomial" });
        let [hazard, poisson, binomial, one, oneSquared] = [0, 0, 0, 0, 0];
        curve.steps.forEach(({ time, cumulativeHazard, standardError }, i) => {
          const of = (chosen: typeof table) => chosen.reduce((sum, { weight }) => sum + weight, 0);
          const n = of(
            table.filter(({ entry, duration }) => (entry === 0 || entry < time) && duration >= time),
          );
          const d = of(table.filter(({ event, duration }) => event && duration === time));
          hazard += d / n;
          poisson += d / n ** 2;
          binomial += (d * (n - d)) / n ** 3;
          for (let k = 0; k < d; k++) {
            one += 1 / (n - k);
            oneSquared += 1 / (n - k) ** 2;
          }
          expectClose(cumulativeHazard, hazard, { relative: 1e-12 });
          expectClose(standardError!, Math.sqrt(poisson), { relative: 1e-12 });
          expectClose(shares.steps[i]!.standardError!, Math.sqrt(binomial), {
            relative: 1e-12,
            absolute: 1e-12,
          });
          expectClose(tied.steps[i]!.cumulativeHazard, one, { relative: 1e-12 });
          expectClose(tied.steps[i]!.standardError!, Math.sqrt(oneSquared), { relative: 1e-12 });
        });
        expectPlainData(curve);
      }),
      { numRuns: 500 },
    );
  });

  it("has robust errors that are what each customer's weight does to the estimate", () => {
    fc.assert(
      fc.property(brokenRows, (table) => {
        const curve = nelsonAalen(table, { cluster: "customer" });
        expect(curve.standardErrors).toBe("robust");
        const customers = [...new Set(table.map(({ customer }) => customer))];
        const moved = (factor: number, customer: number) =>
          nelsonAalen(
            table.map((row) => (row.customer === customer ? { ...row, weight: row.weight * factor } : row)),
            { standardErrors: "robust" },
          ).steps;
        const slopes = customers.map((customer) => {
          const [up, down] = [moved(1 + 1e-5, customer), moved(1 - 1e-5, customer)];
          return up.map((step, i) => (step.cumulativeHazard - down[i]!.cumulativeHazard) / 2e-5);
        });
        curve.steps.forEach(({ standardError }, i) => {
          const variance = slopes.reduce((sum, slope) => sum + slope[i]! ** 2, 0);
          expectClose(standardError!, Math.sqrt(variance), { relative: 1e-6, absolute: 1e-8 });
        });
      }),
      { numRuns: 100 },
    );
  });

  it("refuses ties one after the other where there are no counts", () => {
    const broken = { duration: [1, 2], event: [1, 1], weight: [0.5, 1] };
    expectRefusal(
      () => nelsonAalen(broken, { ties: "corrected" }),
      'nelsonAalen: ties must be "plain" where standard errors are robust, received "corrected"',
    );
    expectRefusal(
      () => flemingHarrington(broken, { ties: "corrected", standardErrors: "greenwood" }),
      'flemingHarrington: ties must be "plain" where weights are no whole numbers, received "corrected"',
    );
    expectRefusal(
      () => nelsonAalen({ duration: [1], event: [1] }, { ties: "corrected", standardErrors: "binomial" }),
      'nelsonAalen: ties must be one of "plain", received "corrected"',
    );
    expectRefusal(
      () =>
        nelsonAalen({ duration: [1], event: [1], who: ["a"] }, { cluster: "who", standardErrors: "poisson" }),
      'nelsonAalen: standardErrors must be "robust" where there are clusters, received "poisson"',
    );
  });
});

describe("flemingHarrington", () => {
  it("is exp(-H), above Kaplan-Meier, with the errors of H", () => {
    fc.assert(
      fc.property(rows, fc.constantFrom("plain", "corrected"), (table, ties) => {
        const hazard = nelsonAalen(table, { ties });
        const product = kaplanMeier(table);
        flemingHarrington(table, { ties }).steps.forEach((step, i) => {
          const { cumulativeHazard, standardError } = hazard.steps[i]!;
          expectClose(step.survival, Math.exp(-cumulativeHazard), { relative: 1e-15 });
          expectClose(step.standardError!, step.survival * standardError!, { relative: 1e-12 });
          expect(step.survival).toBeGreaterThanOrEqual(product.steps[i]!.survival * (1 - 1e-12));
        });
      }),
    );
  });

  it("has a restricted mean whose error sums those of the hazard's increments", () => {
    const data = { duration: [2, 4, 4, 7, 9, 12], event: [1, 1, 1, 0, 1, 0] };
    const curve = flemingHarrington(data);
    const moved = (i: number, by: number) => {
      let [area, hazard, last, k] = [0, 0, 0, 0];
      for (const { time, atRisk, events } of curve.steps) {
        area += Math.exp(-hazard) * (time - last);
        hazard += events / atRisk + (k++ === i ? by : 0);
        last = time;
      }
      return area;
    };
    const variance = curve.steps.reduce((sum, { atRisk, events }, i) => {
      const slope = (moved(i, 1e-5) - moved(i, -1e-5)) / 2e-5;
      return sum + (slope ** 2 * events) / atRisk ** 2;
    }, 0);
    const mean = restrictedMean(curve, { horizon: 12 });
    expectClose(mean.estimate, moved(-1, 0), { relative: 1e-14 });
    expectClose(mean.standardError!, Math.sqrt(variance), { relative: 1e-8 });
  });
});
