/** compareMeans against the reference cases of test/reference/experiments. */
import { describe, expect, it } from "vitest";
import { compareMeans } from "../../src/experiments/means/compare-means.js";
import { expectClose, expectPlainData } from "../support.js";
import { type Any, casesOf, expectFields } from "./cases.js";

/** A ratio as the reference writes it: the ends of a complement are those of what is excluded. */
function expectRatio(ratio: Any, expected: Any, tolerance: Any): void {
  const { lower, upper, ...rest } = expected;
  expectFields(ratio, rest, tolerance);
  const ends = expected.form === "complement" ? ratio.excluded : ratio;
  expectFields({ lower: ends.lower, upper: ends.upper }, { lower, upper }, tolerance);
  if (expected.form === "complement" || expected.form === "everything")
    expect([ratio.lower, ratio.upper, typeof ratio.reason]).toStrictEqual([null, null, "string"]);
}

const ratios = { delta: "delta", logDelta: "log-delta", fieller: "fieller" } as const;

describe("means", () => {
  it.each(casesOf("means.json", "meanDifference"))("$id", ({ inputs, expected, tolerance }) => {
    const { first, second, level } = inputs;
    const result = compareMeans(first, second, { level });
    const { n, ...group } = expected.first;
    expectFields(result.first, { ...group, customers: n }, tolerance);
    expectClose(result.second.standardError, expected.second.standardError, tolerance);
    expectFields(result.difference, expected.difference, tolerance);
    expectClose(result.statistic!, expected.t, tolerance);
    expectClose(result.degreesOfFreedom!, expected.degreesOfFreedom, tolerance);
    expectClose(result.pValue!, expected.pValue, tolerance);
    for (const [name, ratio] of Object.entries(ratios))
      expectRatio(compareMeans(first, second, { level, ratio }).ratio, expected.ratio[name], tolerance);
    expectPlainData(result);
  });

  it.each(casesOf("means.json", "meanDifferenceOfSummaries"))("$id", ({ inputs, expected, tolerance }) => {
    const { first, second, level } = inputs;
    const result = compareMeans(first, second, { level });
    expectFields(result.difference, expected.difference, tolerance);
    expectFields(
      [result.statistic, result.degreesOfFreedom, result.pValue],
      [expected.t, expected.degreesOfFreedom, expected.pValue],
      tolerance,
    );
    for (const ratio of ["log-delta", "fieller"] as const) {
      const name = ratio === "fieller" ? "fieller" : "logDelta";
      expectRatio(compareMeans(first, second, { level, ratio }).ratio, expected.ratio[name], tolerance);
    }
    expectPlainData(result);
  });
});

describe("ratio metrics", () => {
  it.each(casesOf("ratio-metrics.json", "ratioMetricDifference"))(
    "$id",
    ({ inputs, expected, tolerance }) => {
      const { first, second, level } = inputs;
      const options = { level, outcome: "numerator", denominator: "denominator" } as const;
      const result = compareMeans(first, second, options);
      for (const group of ["first", "second"] as const) {
        const { ratio, jackknifeStandardError, ...rest } = expected[group];
        expectFields(result[group], { ...rest, mean: ratio }, tolerance);
        const jackknife = compareMeans(first, second, { ...options, method: "jackknife" })[group];
        expectClose(jackknife.standardError, jackknifeStandardError, tolerance);
      }
      expectFields(result.difference, expected.difference, tolerance);
      expectFields(
        [result.statistic, result.pValue, result.degreesOfFreedom],
        [expected.z, expected.pValue, null],
        tolerance,
      );
      expectRatio(
        compareMeans(first, second, { ...options, ratio: "log-delta" }).ratio,
        expected.ratioOfRatios,
        tolerance,
      );
    },
  );
});

describe("adjustment by covariates", () => {
  it.each(casesOf("covariates.json", "adjustedMeanDifference"))("$id", ({ inputs, expected, tolerance }) => {
    const { outcome, treated, covariates, level } = inputs;
    const names = covariates.map((_: unknown, j: number) => `x${j}`);
    const columns = {
      outcome,
      treated,
      ...Object.fromEntries(names.map((name: string, j: number) => [name, covariates[j]])),
    };
    const options = { group: "treated", first: 1, covariates: names, level } as const;
    for (const [adjust, name] of [
      ["cuped", "cupedPooledTotal"],
      ["ancova", "cupedPooledWithin"],
    ] as const) {
      const result = compareMeans(columns, { ...options, adjust });
      const { theta, estimate, lower, upper, standardError, varianceReduction, z, pValue } = expected[name];
      expectFields(result.difference, { estimate, lower, upper, method: adjust }, tolerance);
      expectFields(result, { standardError, statistic: z, pValue, degreesOfFreedom: null }, tolerance);
      expectFields(
        result.adjustment,
        { slopes: [theta, theta], varianceReduction, unadjusted: expected.unadjusted },
        tolerance,
      );
    }
    const { lin } = expected;
    for (const robust of ["hc0", "hc1", "hc2", "hc3"] as const)
      expectClose(
        compareMeans(columns, { ...options, robust }).standardError,
        lin.standardErrors[robust],
        tolerance,
      );
    const result = compareMeans(columns, options);
    expectFields(
      result.difference,
      { estimate: lin.estimate, lower: lin.lowerT, upper: lin.upperT, method: "lin" },
      tolerance,
    );
    expect(result.degreesOfFreedom).toBe(lin.degreesOfFreedom);
    expectFields(
      result.adjustment,
      {
        slopes: lin.slopes,
        varianceReduction: lin.varianceReduction,
        rSquared: expected.withinGroupRSquared,
        populationVariance: lin.samplingOfCovariatesVariance,
      },
      tolerance,
    );
    const wider = compareMeans(columns, { ...options, effectFor: "wider" });
    expectClose(
      wider.standardError ** 2,
      result.standardError ** 2 + lin.samplingOfCovariatesVariance,
      tolerance,
    );
    expectPlainData(wider);
  });
});
