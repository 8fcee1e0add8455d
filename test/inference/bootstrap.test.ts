import { describe, expect, it } from "vitest";
import { bootstrap } from "../../src/inference/bootstrap.js";
import { uncertainty } from "../../src/inference/uncertainty.js";
import * as shiftedBetaGeometric from "../../src/models/contractual/shifted-beta-geometric.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
const year12 = (p: { alpha: number; beta: number }) => shiftedBetaGeometric.survival(p, 12);

describe("bootstrap", () => {
  it.each(["case", "parametric"] as const)(
    "agrees with the delta method on a large cohort (%s)",
    (method) => {
      const result = bootstrap(shiftedBetaGeometric, cohort, year12, { method, resamples: 400, seed: 2 });
      const delta = uncertainty(shiftedBetaGeometric.fit(cohort), year12);
      // The standard deviation of 400 resamples is known to 3.5%; four times that.
      expectClose(result.standardError ?? 0, delta.standardError ?? 1, { relative: 0.14 });
      expect(result.failed).toBe(0);
      expect(result.lower).toBeLessThan(result.estimate ?? 0);
      expect(result.upper).toBeGreaterThan(result.estimate ?? 1);
      expectPlainData(result);
    },
  );

  it("is the same again for the same seed, and another for another", () => {
    const run = (seed: number, stream = 0) =>
      bootstrap(shiftedBetaGeometric, cohort, year12, { resamples: 19, seed, stream });
    expect(run(1)).toStrictEqual(run(1));
    expect(run(2)).not.toStrictEqual(run(1));
    expect(run(1, 1)).not.toStrictEqual(run(1));
  });

  it("counts failed and boundary refits of a small cohort instead of dropping them in silence", () => {
    const small = { timeUnit: "year", lostByPeriod: [3, 2, 1], stillActive: 6 } as const;
    const result = bootstrap(shiftedBetaGeometric, small, year12, { resamples: 99 });
    expect(result.onBoundary).toBeGreaterThan(10);
    expect(result.resamples).toBe(99);
  });

  it("resamples weighted tenures as it does the cohort", () => {
    const rows = [
      ...cohort.lostByPeriod.map((weight, i) => ({ duration: i + 1, event: true, weight })),
      { duration: 7, event: false, weight: cohort.stillActive },
    ];
    const result = bootstrap(shiftedBetaGeometric, rows, year12, { resamples: 19 });
    expect(result.failed).toBe(0);
    const drawn = bootstrap(shiftedBetaGeometric, rows, year12, { resamples: 19, method: "parametric" });
    expect(drawn.failed).toBe(0);
    expect(drawn.method).toBe("parametric bootstrap");
  });

  it("refuses too few resamples and fractional customers", () => {
    expectRefusal(
      () => bootstrap(shiftedBetaGeometric, cohort, year12, { resamples: 3 }),
      "bootstrap: resamples must be a whole number of 19 or more, received 3",
    );
    expectRefusal(
      () => bootstrap(shiftedBetaGeometric, { ...cohort, stillActive: 490.5 }, year12),
      "shiftedBetaGeometric.inference.resample: cohort must hold whole counts to be drawn from, received 490.5",
    );
  });
});
