import { describe, expect, it } from "vitest";
import { binomialAt, poissonAt } from "../../src/math/counts-by-inversion.js";
import { binomialCdf, poissonCdf } from "../../src/math/distributions.js";

const levels = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);

describe("counts by inversion", () => {
  it.each([
    [1, 0.3],
    [20, 0.05],
    [400, 0.1],
    [60, 0.97],
  ])("is the smallest count whose distribution function reaches the level, of %d trials at %d", (n, p) => {
    for (const u of levels) {
      const k = binomialAt(u, n, p);
      expect(binomialCdf(k, n, p)).toBeGreaterThanOrEqual(u - 1e-12);
      if (k > 0) expect(binomialCdf(k - 1, n, p)).toBeLessThan(u + 1e-12);
    }
  });

  it.each([0.2, 7, 55])("is the smallest Poisson count that reaches the level, of mean %d", (mean) => {
    for (const u of levels) {
      const k = poissonAt(u, mean);
      expect(poissonCdf(k, mean)).toBeGreaterThanOrEqual(u - 1e-12);
      if (k > 0) expect(poissonCdf(k - 1, mean)).toBeLessThan(u + 1e-12);
    }
  });

  it("is within one count where the expansion around the normal takes over", () => {
    for (const u of [0.001, ...levels, 0.999]) {
      const k = binomialAt(u, 5000, 0.02);
      expect(binomialCdf(k + 1, 5000, 0.02)).toBeGreaterThanOrEqual(u);
      expect(binomialCdf(k - 2, 5000, 0.02)).toBeLessThan(u);
      const m = poissonAt(u, 300);
      expect(poissonCdf(m + 1, 300)).toBeGreaterThanOrEqual(u);
      expect(poissonCdf(m - 2, 300)).toBeLessThan(u);
    }
  });

  it("rises with its uniform number, and keeps to the ends", () => {
    const counts = levels.map((u) => binomialAt(u, 1000, 0.3));
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect([binomialAt(0, 10, 0.5), binomialAt(1 - 2 ** -53, 10, 0.5)]).toEqual([0, 10]);
    expect([binomialAt(0.5, 10, 0), binomialAt(0.5, 10, 1), binomialAt(0.5, 0, 0.5)]).toEqual([0, 10, 0]);
    expect([poissonAt(0.5, 0), poissonAt(0, 3)]).toEqual([0, 0]);
    expect(binomialAt(0, 100_000, 0.2)).toBeGreaterThanOrEqual(0);
  });
});
