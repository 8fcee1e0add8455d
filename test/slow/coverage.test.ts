/** Coverage of intervals over simulated cohorts of 1,000 customers: between 92 and 98%. */
import { describe, expect, it } from "vitest";
import * as shiftedBetaGeometric from "../../src/models/contractual/shifted-beta-geometric.js";
import { coverage } from "./interval-coverage.js";

const highEnd = { alpha: 0.668, beta: 3.806 };
const regular = { alpha: 0.704, beta: 1.182 };

describe("coverage of 95% intervals", () => {
  it.each([
    ["High End", highEnd],
    ["Regular", regular],
  ])("is 92 to 98% for cohorts of 1,000 customers over seven periods (%s)", (name, truth) => {
    const result = coverage(shiftedBetaGeometric, truth, {
      customers: 1000,
      periods: 7,
      cohorts: 1000,
      profiled: "alpha",
    });
    console.log(name, JSON.stringify(result));
    for (const share of [
      ...Object.values(result.parameters),
      result.survival,
      result.profile ?? 0,
      result.survivalProfile ?? 0,
      result.prediction,
    ]) {
      expect(share).toBeGreaterThanOrEqual(0.92);
      expect(share).toBeLessThanOrEqual(0.98);
    }
  });
});
