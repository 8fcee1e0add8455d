import { describe, expect, it } from "vitest";
import * as economics from "../../src/economics/index.js";
import { bgNbd, geometric, shiftedBetaGeometric } from "../../src/index.js";
import * as value from "../../src/value/index.js";
import { expectRefusal } from "../support.js";

const customer = { margin: 100, retention: 0.8, discountRate: 0.1 };
const hint = "(not a percentage: 0.05 means 5%)";

describe("a percentage where a fraction is meant", () => {
  it("is refused as a discount rate, bare or of a named period, everywhere that takes one", () => {
    const yearly = { rate: 15, per: "year" } as const;
    expectRefusal(
      () => value.lifetimeValue({ ...customer, discountRate: 10 }),
      `lifetimeValue: discountRate must be a fraction from 0 to 1 ${hint}, received 10`,
    );
    const named = `discountRate.rate must be a fraction from 0 to 1 ${hint}, received 15`;
    const spending = {
      acquisition: { ceiling: 0.4, steepness: 0.1 },
      retention: { ceiling: 0.7, steepness: 0.1 },
    };
    const calls: [string, (discountRate: typeof yearly) => unknown][] = [
      ["lifetimeValue", (discountRate) => value.lifetimeValue({ ...customer, discountRate })],
      ["marginMultiple", (discountRate) => value.marginMultiple({ retention: 0.8, discountRate })],
      ["payback", (discountRate) => value.payback({ ...customer, acquisitionCost: 50, discountRate })],
      [
        "migrationValue",
        (discountRate) =>
          value.migrationValue({ transitions: [[1]], rewards: [1], horizon: 2, discountRate }),
      ],
      [
        "bergerNasrValue",
        (discountRate) => value.bergerNasrValue({ contribution: 1, retention: 0.8, cycles: 2, discountRate }),
      ],
      [
        "customerLifetimeValue",
        (discountRate) =>
          value.customerLifetimeValue({
            expectedTransactions: (times) => times,
            spend: 3,
            horizon: 2,
            discountRate,
          }),
      ],
      [
        "optimalSpending",
        (discountRate) => economics.optimalSpending({ margin: 10, ...spending, discountRate }),
      ],
      [
        "retentionLift",
        (discountRate) =>
          economics.retentionLift({
            retention: 0.7,
            change: economics.points(0.05),
            measure: "lifetimeValue",
            discountRate,
          }),
      ],
      [
        "geometric.discountedExpectedLifetime",
        (discountRate) => geometric.discountedExpectedLifetime({ theta: 0.2 }, { discountRate }),
      ],
      [
        "shiftedBetaGeometric.discountedExpectedResidualLifetime",
        (discountRate) =>
          shiftedBetaGeometric.discountedExpectedResidualLifetime(
            { alpha: 1, beta: 2 },
            { renewals: 1, discountRate },
          ),
      ],
    ];
    for (const [where, call] of calls) expectRefusal(() => call(yearly), `${where}: ${named}`);
    const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
    const history = { frequency: 2, recency: 30, T: 38 };
    expectRefusal(
      () =>
        bgNbd.discountedExpectedResidualTransactions(parameters, history, {
          discountRate: yearly,
          timeUnit: "week",
        }),
      `bgNbd.discountedExpectedResidualTransactions: discounting.${named}`,
    );
    expect(value.lifetimeValue({ ...customer, discountRate: 1 }).value).toBeCloseTo(200 / 1.2, 10);
  });

  it("is refused as a share, a growth and a gain", () => {
    const bought = { discountedTransactions: 14.2, spend: 35 };
    expectRefusal(
      () => value.customerLifetimeValue({ ...bought, marginShare: 30 }),
      `customerLifetimeValue: marginShare must be a fraction from 0 to 1 ${hint}, received 30`,
    );
    expectRefusal(
      () => value.lifetimeValue({ ...customer, marginGrowth: 8, horizon: 3 }),
      `lifetimeValue: marginGrowth must be at most 1 ${hint}, received 8`,
    );
    expectRefusal(
      () => economics.solveRetentionLift({ gain: 25, solveFor: "retention", change: economics.points(0.05) }),
      `solveRetentionLift: gain must be at most 10 ${hint}, received 25`,
    );
  });
});

describe("inputs that say two things", () => {
  it("are refused where a margin multiple has a rate and a curve", () => {
    const both = { retention: 0.9, discountRate: 0.1, survival: [1, 0.5] };
    expectRefusal(
      () => value.marginMultiple(both as never),
      "marginMultiple: survival must be left out: retention is given, received [1, 0.5]",
    );
    // Of one customer several questions are asked: what is no contradiction passes.
    expect(value.marginMultiple({ ...customer, margin: 100 } as never)).toBeCloseTo(0.8 / 0.3, 12);
  });

  it("are refused where transactions are discounted twice", () => {
    const bought = { discountedTransactions: 14.2, spend: 35 };
    for (const [name, given] of Object.entries({
      horizon: 5,
      timing: "midPeriod",
      discountRate: 0.1,
      timeUnit: "week",
    }))
      expectRefusal(
        () => value.customerLifetimeValue({ ...bought, [name]: given } as never),
        `customerLifetimeValue: ${name} must be left out: transactions are discounted, received ${JSON.stringify(given)}`,
      );
  });

  it("are refused where a forecast of customers is listed and counted otherwise, or a ranking given twice", () => {
    const base = [{ renewals: 0, customers: 10 }];
    const acquisition = { customers: [1, 2], periods: 3 };
    expectRefusal(
      () => value.customerEquity({ ...customer, base, acquisition }),
      "customerEquity: acquisition.periods must be left out, or 2 as customers has, received 3",
    );
    const ranking = { scores: [1, 2], churned: [0, 1], points: [], churnRate: 0.2 };
    expectRefusal(
      () => economics.maximumProfit(ranking),
      "maximumProfit: ranking must hold scores or points, not both, received an object",
    );
    expectRefusal(
      () =>
        economics.churnShock({
          churnRate: 0.05,
          hazardRise: 0.2,
          shape: { kind: "step", after: 3 } as never,
        }),
      'churnShock: shape must hold nothing but kind, received "after"',
    );
  });

  it("are refused at every depth where a name is unknown", () => {
    const curve = { time: [0, 1], survival: [1, 0.8] };
    const extrapolation = { model: "x", survival: (t: number) => 0.8 ** t, modell: 1 };
    expectRefusal(
      () => value.lifetimeValue({ margin: 1, discountRate: 0.1, survival: curve, horizon: 3, extrapolation }),
      'lifetimeValue: extrapolation must hold nothing but model, survival (did you mean model?), received "modell"',
    );
    const discountRate = { rate: 0.1, per: "year", every: 2 } as const;
    expectRefusal(
      () => value.lifetimeValue({ ...customer, discountRate }),
      'lifetimeValue: discountRate must hold nothing but rate, per, received "every"',
    );
    expectRefusal(
      () =>
        economics.expectedMaximumProfit(
          { points: [], churnRate: 0.2 },
          { acceptance: { alpha: 6, beta: 14, mean: 1 } as never },
        ),
      'expectedMaximumProfit: acceptance must hold nothing but alpha, beta, received "mean"',
    );
  });
});

describe("a customer without a spend", () => {
  it.each([null, undefined, Number.NaN])("is refused, not valued at nothing: %s", (missing) => {
    expectRefusal(
      () => value.customerLifetimeValue({ discountedTransactions: [1, 2], spend: [10, missing as never] }),
      `customerLifetimeValue: spend[1] must be a finite number, received ${String(missing)}`,
    );
    expectRefusal(
      () => value.customerLifetimeValue({ discountedTransactions: [missing as never, 2], spend: 10 }),
      `customerLifetimeValue: discountedTransactions[0] must be a finite number of 0 or more, received ${String(missing)}`,
    );
  });
});
