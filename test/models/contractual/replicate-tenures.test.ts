/** Single tenures drawn again from a model: the design that the data do not say in full is drawn too. */
import { describe, expect, it } from "vitest";
import { bootstrap } from "../../../src/inference/bootstrap.js";
import { createRandom } from "../../../src/math/random.js";
import * as geometric from "../../../src/models/contractual/geometric.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import type { TenureRow } from "../../../src/models/contractual/tenure-data.js";
import { expectClose, expectRefusal } from "../../support.js";

const truth = { alpha: 0.8, beta: 3 };
const retention = shiftedBetaGeometric.retentionRate(truth, [1, 2, 3, 4, 5, 6, 7, 8]);

/** Customers who enter at ages 0 to 2 and are watched to ages 3 to 8, evenly. */
function watchedTenures(stream: number): TenureRow[] {
  const random = createRandom(5, stream);
  return Array.from({ length: 3000 }, (_, i) => {
    const [entry, end] = [i % 3, 3 + (i % 6)];
    for (let t = entry + 1; t <= end; t++)
      if (random.next() > retention[t - 1]!) return { duration: t, event: true, entry };
    return { duration: end, event: false, entry };
  });
}

const tenures = watchedTenures(0);

function tally(rows: readonly TenureRow[]) {
  const counts = { lost: 0, periods: 0 };
  for (const { duration, event, entry = 0, weight = 1 } of rows) {
    if (event) counts.lost += weight;
    counts.periods += weight * (duration - entry);
  }
  return counts;
}

describe("replicate of single tenures", () => {
  it("keeps customers, ages at entry and everything else of a row", () => {
    const rows = tenures.slice(0, 200).map((row, i) => ({ ...row, plan: `plan ${i}` }));
    const drawn = shiftedBetaGeometric.inference.replicate(truth, rows, { seed: 2 });
    expect(drawn).toHaveLength(rows.length);
    drawn.forEach((row, i) => {
      expect([row.entry, row.plan, row.weight]).toStrictEqual([rows[i]!.entry, `plan ${i}`, 1]);
      expect(row.duration).toBeGreaterThan(row.entry!);
      if (!rows[i]!.event) expect(row.duration).toBeLessThanOrEqual(rows[i]!.duration);
    });
    expect(shiftedBetaGeometric.inference.replicate(truth, rows, { seed: 2 })).toStrictEqual(drawn);
    expect(shiftedBetaGeometric.inference.replicate(truth, rows, { seed: 3 })).not.toStrictEqual(drawn);
  });

  it("draws as many losses over as many periods as the design that it cannot see gives", () => {
    const draws = Array.from({ length: 60 }, (_, stream) =>
      tally(shiftedBetaGeometric.inference.replicate(truth, tenures, { seed: 6, stream })),
    );
    const again = Array.from({ length: 60 }, (_, k) => tally(watchedTenures(k + 1)));
    for (const field of ["lost", "periods"] as const) {
      const mean = (list: typeof draws) => list.reduce((sum, one) => sum + one[field], 0) / list.length;
      const spread = (list: typeof draws) =>
        Math.sqrt(list.reduce((sum, one) => sum + (one[field] - mean(list)) ** 2, 0) / (list.length - 1));
      // The watching times are themselves estimated from one sample, whose error is of the size of one draw's.
      expect(Math.abs(mean(draws) - mean(again))).toBeLessThan(3 * spread(again));
      expectClose(spread(draws), spread(again), { relative: 0.5 });
    }
  });

  it("is the replicate of a cohort where all are watched to one age", () => {
    const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90], stillActive: 653 } as const;
    const rows = [
      ...cohort.lostByPeriod.map((weight, i) => ({ duration: i + 1, event: 1, weight })),
      { duration: 3, event: 0, weight: 653 },
    ];
    const parameters = { theta: 0.12 };
    const drawn = geometric.inference.replicate(parameters, rows, { seed: 1 });
    expect(drawn.every(({ duration, event }) => duration <= 3 && (event === 1 || duration === 3))).toBe(true);
    expect(drawn.reduce((sum, { weight }) => sum + weight, 0)).toBe(1000);
    const errorOf = (data: typeof rows | typeof cohort) =>
      bootstrap(geometric, data, ({ theta }: { theta: number }) => theta, {
        method: "parametric",
        resamples: 400,
      });
    const [ofRows, ofCohort] = [errorOf(rows), errorOf(cohort)];
    // Standard deviations of 400 draws are known to 3.5%; four times that, twice.
    expectClose(ofRows.standardError!, ofCohort.standardError!, { relative: 0.2 });
    expectClose(ofRows.standardError!, geometric.fit(cohort).standardErrors.theta!, { relative: 0.15 });
  });

  it("gives columns with every column in step", () => {
    const columns = {
      timeUnit: "month" as const,
      duration: Float64Array.from(tenures, ({ duration }) => duration),
      event: tenures.map(({ event }) => event),
      entry: Float64Array.from(tenures, ({ entry }) => entry!),
      customer: tenures.map((_, i) => `c${i}`),
    };
    const drawn = shiftedBetaGeometric.inference.replicate(truth, columns, { seed: 2 });
    const rows = shiftedBetaGeometric.inference.replicate(truth, tenures, { seed: 2 });
    expect(drawn.timeUnit).toBe("month");
    expect(drawn.customer).toStrictEqual(columns.customer);
    expect(Array.from(drawn.duration)).toStrictEqual(rows.map(({ duration }) => duration));
    expect(drawn.event).toStrictEqual(rows.map(({ event }) => event));
    expect(shiftedBetaGeometric.fit(drawn).parameters).toStrictEqual(
      shiftedBetaGeometric.fit(rows).parameters,
    );
  });

  it("refuses weights that count no customers, and leaves rows that were never watched as they are", () => {
    const name = "geometric.inference.replicate";
    expectRefusal(
      () => geometric.inference.replicate({ theta: 0.2 }, [{ duration: 3, event: true, weight: 1.5 }]),
      `${name}: weight[0] must be a whole count to be drawn from, received 1.5`,
    );
    const still = { duration: 2, event: false, entry: 2, weight: 3 };
    const nobody = { duration: 4, event: true, weight: 0 };
    const lost = { duration: 1, event: true };
    expect(geometric.inference.replicate({ theta: 0.2 }, [still, nobody, lost]).slice(0, 2)).toStrictEqual([
      still,
      nobody,
    ]);
  });
});
