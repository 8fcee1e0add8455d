/** Every fixture of items A and B of the collection of published numbers, to the digits that it prints. */
import { describe, expect, it } from "vitest";
import * as betaDiscreteWeibull from "../../../src/models/contractual/beta-discrete-weibull.js";
import * as discreteWeibull from "../../../src/models/contractual/discrete-weibull.js";
import * as geometric from "../../../src/models/contractual/geometric.js";
import { retentionTrend, retentionTrendAt } from "../../../src/models/contractual/retention-trend.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import { expectClose, expectPrinted, readReference } from "../../support.js";

interface Fixture {
  readonly id: string;
  readonly inputs: Readonly<Record<string, never>>;
  readonly expected: number | readonly number[];
  readonly tolerance_abs: number;
}

const { fixtures } = readReference<{ fixtures: readonly Fixture[] }>("published/contractual.json");

const percents = {
  high: [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1],
  regular: [100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1],
};
const cohortOf = (percent: readonly number[], customers = 1000) => ({
  timeUnit: "year" as const,
  lostByPeriod: percent.slice(1).map((share, i) => ((percent[i]! - share) * customers) / 100),
  stillActive: (percent[percent.length - 1]! * customers) / 100,
});
const sbg = (percent: readonly number[]) => shiftedBetaGeometric.fit(cohortOf(percent));
const bdw = (percent: readonly number[]) =>
  Object.values(betaDiscreteWeibull.fit(cohortOf(percent)).parameters);
const range = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const trend = (percent: readonly number[], curve: "linear" | "quadratic" | "exponential") =>
  retentionTrend(
    percent.map((share) => share / 100),
    curve,
  );
const miss = (percent: readonly number[], curve: "linear" | "quadratic" | "exponential", actual: number) =>
  100 * (retentionTrendAt(trend(percent, curve), 12) / actual - 1);
const high = () => sbg(percents.high).parameters;
const derl = (parameters: { alpha: number; beta: number }, renewals: number, rate = 0.1) =>
  shiftedBetaGeometric.discountedExpectedResidualLifetime(parameters, { renewals, discountRate: rate }) ?? 0;
const elasticity = (alpha: number, beta: number, kind: "individual" | "ofExpectedValue") =>
  [1, 2, 5].map((n) =>
    shiftedBetaGeometric.retentionElasticity({ alpha, beta }, { renewals: n - 1, discountRate: 0.1, kind }),
  );
const constant = (kind: "individual" | "ofExpectedValue") =>
  geometric.retentionElasticity({ theta: 0.2 }, { renewals: 0, discountRate: 0.1, kind });

/** Note 017: active customers by year of a cohort, the others being the same cohort seen for fewer years. */
const active = [10000, 8000, 6480, 5307, 4391];
const multicohort = {
  full: active.map((_, k) => ({
    timeUnit: "year" as const,
    lostByPeriod: active.slice(1, 5 - k).map((count, i) => active[i]! - count),
    stillActive: active[4 - k]!,
  })),
  ends: active.map((_, k) => ({
    timeUnit: "year" as const,
    firstPeriod: 5 - k,
    lostByPeriod: [],
    lostBefore: 10000 - active[4 - k]!,
    stillActive: active[4 - k]!,
  })),
};

/** The base of Fader & Hardie (2010): five yearly intakes, each seen after so many renewals. */
function base(alpha: number, beta: number) {
  const arrivals = [10000, 15000, 17500, 19000, 20500];
  const counts = (years: number) =>
    arrivals.map(
      (count, i) => count * shiftedBetaGeometric.survival({ alpha, beta }, Math.max(0, years - i)),
    );
  const now = counts(4);
  const before = arrivals
    .slice(0, 4)
    .map((count, i) => count * shiftedBetaGeometric.survival({ alpha, beta }, 3 - i));
  const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
  const retention = sum(now.slice(0, 4)) / sum(before);
  const value = sum(now.map((count, i) => count * derl({ alpha, beta }, 4 - i)));
  const naive =
    sum(now) *
    (geometric.discountedExpectedResidualLifetime(
      { theta: 1 - retention },
      { renewals: 0, discountRate: 0.1 },
    ) ?? 0);
  return { now, retention, value, naive, underestimate: 100 * (1 - naive / value) };
}
const case1 = () => base(3.8, 15.2);
const case2 = () => base(1 / 15, 4 / 15);

const printed = { alpha: 0.25936956, beta: 1.72276277, c: 1.58428486 };
const four = percents.high.slice(0, 5);

const computed: Readonly<Record<string, () => unknown>> = {
  "A.highend.params": () => Object.values(high()),
  "A.highend.LL_start_1_1": () =>
    shiftedBetaGeometric.logLikelihood({ alpha: 1, beta: 1 }, cohortOf(percents.high)),
  "A.highend.workbook_params": () => Object.values(high()),
  "A.highend.workbook_P_T": () =>
    shiftedBetaGeometric.churnProbability({ alpha: 0.6680855041789977, beta: 3.8060662559235356 }, range(12)),
  "A.geometric.theta": () => geometric.fit(cohortOf(percents.high)).parameters.theta,
  "A.regular.params": () => Object.values(sbg(percents.regular).parameters),
  "A.regular.LL": () => sbg(percents.regular).logLikelihood,
  "A.highend.project_8_12": () => shiftedBetaGeometric.survival(high(), [8, 9, 10, 11, 12]),
  "A.retention_rates_highend": () => shiftedBetaGeometric.retentionRate(high(), [1, 2, 4, 7, 10, 12]),
  "A.highend.ols_linear": () => trend(percents.high, "linear").coefficients,
  "A.highend.ols_quadratic": () => trend(percents.high, "quadratic").coefficients,
  "A.highend.ols_exponential": () => trend(percents.high, "exponential").coefficients,
  "A.highend.ols_R2": () =>
    (["linear", "quadratic", "exponential"] as const).map((curve) => trend(percents.high, curve).rSquared),
  "A.highend.ols_year12_error_pct": () =>
    (["linear", "quadratic", "exponential"] as const).map((curve) => miss(percents.high, curve, 0.394)),
  "A.regular.ols_linear": () => trend(percents.regular, "linear").coefficients,
  "A.regular.ols_quadratic": () => trend(percents.regular, "quadratic").coefficients,
  "A.regular.ols_exp_year12_error_pct": () => miss(percents.regular, "exponential", 0.173),
  "A.note032.params": () =>
    Object.values(shiftedBetaGeometric.fitRetentionRates(cohortOf([100, 63.1, 46.8, 38.2, 32.6])).parameters),
  "A.note032.S": () =>
    shiftedBetaGeometric.survival({ alpha: 0.7597529439929674, beta: 1.2862594474904927 }, range(12)),
  "A.multicohort.full.params": () => Object.values(shiftedBetaGeometric.fit(multicohort.full).parameters),
  "A.multicohort.full.LL": () => shiftedBetaGeometric.fit(multicohort.full).logLikelihood,
  "A.multicohort.case1.LL": () => shiftedBetaGeometric.fit(multicohort.ends).logLikelihood,
  "A.perils.case1.DERL": () => [4, 3, 2, 1, 0].map((renewals) => derl({ alpha: 3.8, beta: 15.2 }, renewals)),
  "A.perils.case1.active": () => case1().now,
  "A.perils.case1.aggregate_retention": () => case1().retention,
  "A.perils.case1.correct_value": () => case1().value,
  "A.perils.case1.naive_value": () => case1().naive,
  "A.perils.case2.active": () => case2().now,
  "A.perils.case2.aggregate_retention": () => case2().retention,
  "A.perils.case2.correct_value": () => case2().value,
  "A.perils.case2.naive_value": () => case2().naive,
  "A.perils.case2.underestimate_pct": () => case2().underestimate,
  "A.handbook.RLV": () =>
    shiftedBetaGeometric.residualLifetimeValue(
      { alpha: 0.764, beta: 1.296 },
      { margin: 100, renewals: [0, 1, 4], discountRate: { rate: 0.1, per: "year" } },
    ),
  "A.handbook.RLV_constant": () =>
    geometric.residualLifetimeValue({ theta: 1 - 0.833 }, { margin: 100, renewals: 0, discountRate: 0.1 }),
  "A.elasticity.homogeneous": () => constant("individual"),
  "A.elasticity.equals_duration_r80": () => constant("ofExpectedValue"),
  "A.elasticity.of_expected_value_3.8_15.2": () => elasticity(3.8, 15.2, "ofExpectedValue"),
  "A.elasticity.fader_hardie_3.8_15.2": () => elasticity(3.8, 15.2, "individual"),
  "A.elasticity.fader_hardie_0.668_3.806": () => elasticity(0.668, 3.806, "individual"),
  "A.elasticity.of_expected_value_0.764_1.296": () => elasticity(0.764, 1.296, "ofExpectedValue"),
  "B.highend4.params": () => bdw(four),
  "B.highend4.negLL_per100": () => -betaDiscreteWeibull.fit(cohortOf(four, 100)).logLikelihood,
  "B.highend4.negLL_at_printed": () => -betaDiscreteWeibull.logLikelihood(printed, cohortOf(four, 100)),
  "B.highend4.projection": () => betaDiscreteWeibull.survival(printed, range(10)).map((share) => 100 * share),
  "B.highend.fit4": () => bdw(four),
  "B.highend.fit7": () => bdw(percents.high),
  "B.regular.fit4": () => bdw(percents.regular.slice(0, 5)),
  "B.regular.fit7": () => bdw(percents.regular),
  "B.highend.fit7_printed": () => bdw(percents.high),
  "B.dw.highend": () => Object.values(discreteWeibull.fit(cohortOf(percents.high)).parameters),
  "B.reduces_to_sbg": () => betaDiscreteWeibull.survival({ alpha: 0.8, beta: 2, c: 1 }, range(12)),
};

describe("published numbers, items A and B", () => {
  const mine = fixtures.filter(({ id }) => id.startsWith("A.") || id.startsWith("B."));

  it.each(mine.map((fixture) => [fixture.id, fixture] as const))("%s", (id, { expected, tolerance_abs }) => {
    const values = computed[id]?.();
    const actual = typeof values === "number" ? [values] : Array.from(values as ArrayLike<number>);
    const wanted = typeof expected === "number" ? [expected] : expected;
    expect(actual).toHaveLength(wanted.length);
    wanted.forEach((value, i) => {
      expectClose(actual[i]!, value, { absolute: tolerance_abs });
    });
  });
});

describe("more of the same sources", () => {
  it.each([
    // A public script's comments give both cohorts: "dw theta=0.15 c=0.77, regular theta=0.38 c=0.57", "bdw ... Regular: 0.46, 0.78, 1.28".
    [
      "discreteWeibull, Regular",
      () => discreteWeibull.fit(cohortOf(percents.regular)).parameters,
      [0.38, 0.57],
    ],
    [
      "betaDiscreteWeibull, Regular",
      () => betaDiscreteWeibull.fit(cohortOf(percents.regular)).parameters,
      [0.46, 0.78, 1.28],
    ],
    // Fader & Hardie (2015), Handbook of Research on Customer Equity, chapter 3: four renewals of Regular.
    ["sBG, Regular, four renewals", () => sbg(percents.regular.slice(0, 5)).parameters, [0.764, 1.296]],
  ] as const)("%s", (_, parameters, printed) => {
    Object.values(parameters()).forEach((value, i) => {
      expectPrinted(value, String(printed[i]));
    });
  });

  it("DERL of a customer is worth a discount less just after a payment", () => {
    const options = { margin: 100, renewals: [0, 1, 4], discountRate: { rate: 0.1, per: "year" } } as const;
    const due = shiftedBetaGeometric.residualLifetimeValue({ alpha: 0.764, beta: 1.296 }, options);
    const paid = shiftedBetaGeometric.residualLifetimeValue(
      { alpha: 0.764, beta: 1.296 },
      { ...options, timing: "afterOnePeriod" },
    );
    // Fader & Hardie (2015), p. 88.
    [288, 394, 568].forEach((value, i) => {
      expectPrinted(due[i]!, String(value));
      expectClose(paid[i]!, due[i]! / 1.1, { relative: 1e-12 });
    });
  });
});
