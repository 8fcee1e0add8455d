/** What the pictures of value, of lifts, of campaigns and of uncertain results are drawn from. */
import {
  cohortTable,
  fewerDefections,
  layerCake,
  lifetimeValue,
  maximumProfit,
  optimalSpending,
  outputDistribution,
  payback,
  paybackCurve,
  points,
  profitCurve,
  retentionLift,
  retentionLiftCurves,
  spendingCurves,
  spendingResponse,
  valueDistribution,
} from "retention-economics";
import { describe, expect, it } from "vitest";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

describe("valueDistribution", () => {
  const values = [0, 5, 10, 12, 14, 20, 25, 40, 90, 300];
  const spread = valueDistribution(values, { bins: 6 });

  it("summarises and counts every customer once", () => {
    expect(spread).toMatchObject({ customers: 10, total: 516, mean: 51.6, median: 17 });
    expectClose(spread.topTenthShare!, 300 / 516, { relative: 1e-15 });
    expect(spread.bins.map(({ from, to, count }) => [from, to, count])).toEqual([
      [0, 50, 8],
      [50, 100, 1],
      [100, 150, 0],
      [150, 200, 0],
      [200, 250, 0],
      [250, 300, 1],
    ]);
    expectPlainData(spread);
  });

  it("does not depend on the order, and takes typed arrays", () => {
    expect(valueDistribution(Float64Array.from([...values].reverse()), { bins: 6 })).toEqual(spread);
  });

  it("has one bin for equal values, and no share of a total that is not above 0", () => {
    expect(valueDistribution([7, 7]).bins.filter(({ count }) => count > 0)).toHaveLength(1);
    expect(valueDistribution([-1, 0]).topTenthShare).toBeNull();
  });

  it("refuses what is no number, and nothing", () => {
    expectRefusal(
      () => valueDistribution([1, Number.NaN]),
      "valueDistribution: values[1] must be a finite number, received NaN",
    );
    expectRefusal(
      () => valueDistribution([]),
      "valueDistribution: values must hold a value or more, received 0",
      "INSUFFICIENT_DATA",
    );
  });
});

describe("paybackCurve", () => {
  const input = { margin: 22, retention: 0.93, discountRate: 0.01, acquisitionCost: 140 };

  it("passes the cost at the payment that payback names", () => {
    for (const timing of [
      "now",
      "afterOnePeriod",
      "midPeriod",
      "continuous",
      "endOfPeriodCertain",
    ] as const) {
      const curve = paybackCurve({ ...input, timing });
      const paid = payback({ ...input, timing }).periods!;
      expect(curve.find(({ net }) => net >= 0)!.payments, timing).toBe(Math.ceil(paid));
    }
  });

  it("is the sum of a geometric series, and ends at the lifetime value", () => {
    const curve = paybackCurve(input, { periods: 2000 });
    const factor = 0.93 / 1.01;
    expectClose(curve[5]!.earned, (22 * (1 - factor ** 5)) / (1 - factor), { relative: 1e-12 });
    const { value } = lifetimeValue({ margin: 22, retention: 0.93, discountRate: 0.01 });
    expectClose(curve.at(-1)!.earned, value, { relative: 1e-12 });
    expectPlainData(curve);
  });

  it("ends with the payments, and refuses what payback refuses", () => {
    expect(paybackCurve({ ...input, horizon: 3 }).map(({ payments }) => payments)).toEqual([0, 1, 2, 3]);
    expectRefusal(
      () => paybackCurve({ ...input, acquisitionCost: 0 }),
      "paybackCurve: acquisitionCost must be a finite number above 0, received 0",
    );
    expectRefusal(
      () => paybackCurve(input, { periods: 0 }),
      "paybackCurve: periods must be a whole number of 1 or more, received 0",
    );
  });
});

describe("profitCurve", () => {
  const ranking = { scores: [0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.8, 0.9], churned: [0, 1, 0, 1, 0, 1, 0, 1] };
  const curve = profitCurve(ranking);

  it("runs from nobody to everybody, its highest point that of maximumProfit", () => {
    expect(curve[0]).toEqual({ targetedShare: 0, profit: 0 });
    const best = curve.reduce((top, point) => (point.profit > top.profit ? point : top));
    const { profit, targetedShare } = maximumProfit(ranking);
    expect(best).toEqual({ targetedShare, profit });
    // All are contacted: half of them leavers, of whom 30% accept.
    expectClose(curve.at(-1)!.profit, 0.5 * (0.3 * 190 - 1) - 0.5 * 11, { relative: 1e-12 });
    expectPlainData(curve);
  });

  it("refuses an acceptance that is no fraction", () => {
    expect(() => profitCurve(ranking, { acceptance: 30 })).toThrow(
      "profitCurve: acceptance must be a fraction from 0 to 1",
    );
  });
});

describe("retentionLiftCurves", () => {
  const readings = {
    contribution: { change: points(0.05) },
    value: { change: fewerDefections(0.2), measure: "lifetimeValue", discountRate: 0.1 },
    net: {
      change: points(0.05),
      measure: "lifetimeValueNet",
      discountRate: 0.1,
      margin: 10,
      acquisitionCost: 20,
    },
  } as const;

  it("is retentionLift at every rate", () => {
    const rows = retentionLiftCurves(readings, { retentions: [0.7, 0.8, 0.9] });
    expect(rows).toHaveLength(9);
    for (const { reading, retention, gain, measure } of rows) {
      const lift = retentionLift({ ...readings[reading as keyof typeof readings], retention });
      expect([gain, measure]).toEqual([lift.gain, lift.measure]);
    }
    expectPlainData(rows);
  });

  it("is null where retentionLift refuses: above 1, and where nothing is left before the change", () => {
    const gains = (retention: number) =>
      retentionLiftCurves(readings, { retentions: [retention] }).map(({ gain }) => gain);
    expect(gains(0.97)[0]).toBeNull();
    expect(gains(0.2)[2]).toBeNull();
    expect(() => retentionLift({ ...readings.contribution, retention: 0.97 })).toThrow();
    expect(() => retentionLift({ ...readings.net, retention: 0.2 })).toThrow();
  });

  it("refuses rates that are no fractions", () => {
    expectRefusal(
      () => retentionLiftCurves(readings, { retentions: [75] }),
      "retentionLiftCurves: retentions[0] must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 75",
    );
  });
});

describe("spendingCurves", () => {
  const optimum = optimalSpending({
    margin: 60,
    discountRate: 0.2,
    acquisition: { ceiling: 0.4, point: { spend: 5, rate: 0.15 } },
    retention: { ceiling: 0.7, point: { spend: 10, rate: 0.4 } },
  });

  it("is the response at even spends, up to twice the larger of the best ones", () => {
    const rows = spendingCurves(optimum, { points: 5 });
    const most = 2 * Math.max(optimum.acquisition.spend, optimum.retention.spend);
    expect(rows.map(({ spend }) => spend)).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4].map((i) => (most * i) / 4));
    for (const { decision, spend, rate } of rows)
      expect(rate).toBe(spendingResponse(optimum[decision].curve, spend));
    expectPlainData(rows);
  });

  it("refuses what is no optimum", () => {
    expectRefusal(
      () => spendingCurves({} as never),
      "spendingCurves: optimum.acquisition must be an object, received undefined",
    );
    expectRefusal(
      () => spendingCurves(optimum, { points: 1 }),
      "spendingCurves: points must be a whole number of 2 or more, received 1",
    );
  });
});

describe("outputDistribution", () => {
  it("has an edge at the threshold, so that no bin holds losses and gains", () => {
    const output = Array.from({ length: 200 }, (_, i) => Math.sin(i) * 3 + 0.3);
    const { bins, lossShare, mean, samples } = outputDistribution(output, { lossBelow: 0.7, bins: 13 });
    expect(bins.some(({ from }) => from === 0.7)).toBe(true);
    const below = output.filter((value) => value < 0.7).length;
    expect(bins.filter(({ loss }) => loss).reduce((sum, { count }) => sum + count, 0)).toBe(below);
    expect([lossShare, samples]).toEqual([below / 200, 200]);
    expectClose(mean, output.reduce((sum, value) => sum + value, 0) / 200, { relative: 1e-12 });
    expectPlainData(bins);
  });

  it("refuses what is no number", () => {
    expectRefusal(
      () => outputDistribution([1, Number.POSITIVE_INFINITY]),
      "outputDistribution: output[1] must be a finite number, received Infinity",
    );
    expectRefusal(
      () => outputDistribution([]),
      "outputDistribution: output must hold a sample or more, received 0",
      "INSUFFICIENT_DATA",
    );
  });
});

describe("layerCake", () => {
  const orders = [
    "ann 2024-01-05",
    "bob 2024-01-20",
    "ann 2024-02-11",
    "cem 2024-02-12",
    "ann 2024-04-02",
    "cem 2024-04-20",
  ].map((line) => {
    const [customer, time] = line.split(" ") as [string, string];
    return { customer, time, amount: 10 };
  });
  const options = { period: "month", asOf: "2024-05-01" } as const;

  it("adds up to who was active in each calendar month", () => {
    const { rows } = layerCake(cohortTable(orders, options));
    const active = (period: string) =>
      new Set(orders.filter(({ time }) => time.startsWith(period)).map(({ customer }) => customer)).size;
    for (const period of ["2024-01", "2024-02", "2024-03", "2024-04"])
      expect(
        rows.filter((row) => row.period === period).reduce((sum, { value }) => sum + value, 0),
        period,
      ).toBe(active(period));
    expectPlainData(rows);
  });

  it("labels weeks and zones as the cohorts are", () => {
    const weekly = cohortTable(orders, {
      period: "week",
      asOf: "2024-05-01",
      timeZone: "Pacific/Auckland",
      weekStart: "sunday",
    });
    const { rows } = layerCake(weekly);
    for (const { cohort } of weekly.cohorts)
      expect(rows.some((row) => row.period === cohort && row.cohort === cohort)).toBe(true);
  });

  it("refuses tables that have no place in the calendar", () => {
    const refusal = (more: object, message: string) =>
      expectRefusal(
        () => layerCake(cohortTable(orders, { ...options, ...more })),
        `layerCake: table ${message}`,
      );
    refusal({ windows: "rolling" }, 'must have windows "calendar", received "rolling"');
    refusal({ groupBy: "customer" }, 'must have cohorts by time, received "ann"');
    refusal(
      { cohortPeriod: "quarter" },
      'must have cohorts of the same length as its periods, received "2024-Q1"',
    );
    refusal(
      {
        brackets: [
          [0, 0],
          [1, 2],
        ],
      },
      "must have no brackets, received 2",
    );
    refusal({ measure: "mean", amount: "amount" }, 'must count customers, events or a sum, received "mean"');
  });
});
