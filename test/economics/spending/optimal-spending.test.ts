import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type OptimalSpending,
  optimalSpending,
  type SpendingProblem,
} from "../../../src/economics/spending/optimal-spending.js";
import {
  calibrateSpendingCurve,
  type SpendingCurve,
  spendingResponse,
} from "../../../src/economics/spending/spending-curve.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../../support.js";

const company: SpendingProblem = {
  margin: 100,
  acquisition: { ceiling: 0.4, point: { spend: 5, rate: 0.05 } },
  retention: { ceiling: 0.7, point: { spend: 10, rate: 0.4 } },
  discountRate: 0.2,
};

const fraction = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const problems = fc.record({
  margin: fraction(5, 500),
  discountRate: fraction(0.01, 0.4),
  acquisition: fc.record({ ceiling: fraction(0.05, 1), steepness: fraction(0.005, 0.5) }),
  retention: fc.record({ ceiling: fraction(0.05, 1), steepness: fraction(0.005, 0.5) }),
});

/** Equity of a prospect, written out anew from the formula of the documentation. */
function equity(
  { margin, discountRate, acquisition, retention }: SpendingProblem,
  A: number,
  R: number,
): number {
  const a = spendingResponse(acquisition, A);
  const r = spendingResponse(retention, R);
  return a * (margin + (margin * r - R) / (1 + (discountRate as number) - r)) - A;
}

describe("optimalSpending", () => {
  it.each([
    // Source: scipy optimisation of the same two curves; the retention points were solved for whole average ratios.
    [0.4, 26.766745, 20.735059, 162.862062, 6.965387, 2.858111],
    [0.5853166284488793, 17.685368, 27.203589, 193.572851, 12.781174, 5],
    [0.6574893739966341, 13.211012, 29.613082, 206.4385, 15.517939, 7],
    [0.6747685424637635, 11.710473, 30.353353, 210.560376, 16.426419, 8],
  ])(
    "with 10 a year keeping %f: the average ratio is free, the marginal one is 1",
    (rate, R, A, V, CE, ratio) => {
      const best = optimalSpending({ ...company, retention: { ceiling: 0.7, point: { spend: 10, rate } } });
      expectClose(best.retention.spend, R, { relative: 2e-7 });
      expectClose(best.acquisition.spend, A, { relative: 2e-7 });
      expectClose(best.customerValue, V, { relative: 2e-8 });
      expectClose(best.valuePerProspect, CE, { relative: 1e-7 });
      expectClose(best.averageCostRatio!, ratio, { relative: 2e-7 });
      expectClose(best.marginalCostRatio, 1, { relative: 1e-12 });
      expectPlainData(best);
    },
  );

  it("has an average ratio of 6 where the next unit of money is worth the same on both sides", () => {
    // Source: as above; R* = 15.14, A* = 28.6.
    const best = optimalSpending({
      ...company,
      retention: { ceiling: 0.7, point: { spend: 10, rate: 0.6295 } },
    });
    expectPrinted(best.retention.spend, "15.14");
    expectPrinted(best.acquisition.spend, "28.6");
    expectPrinted(best.averageCostRatio!, "6.00");
  });

  it("gives the optimum of two curves by their parameters", () => {
    // Source: the model of Blattberg & Deighton (1996) optimised in scipy: 7.861, 13.052, 54.871, 4.087; both marginal
    // costs 54.8711 (Pfeifer 2005: at the optimum they equal the value of a customer).
    const best = optimalSpending({
      margin: 50,
      discountRate: 0.1,
      acquisition: { ceiling: 0.4, steepness: 0.1 },
      retention: { ceiling: 0.7, steepness: 0.05 },
    });
    expectPrinted(best.acquisition.spend, "7.861");
    expectPrinted(best.retention.spend, "13.052");
    expectPrinted(best.customerValue, "54.871");
    expectPrinted(best.valuePerProspect, "4.087");
    expectPrinted(best.acquisition.marginalCost, "54.8711");
    expectPrinted(best.retention.marginalCost, "54.8711");
  });

  it("both marginal costs equal the value of a customer, and no other split is better", () => {
    fc.assert(
      fc.property(problems, fraction(0.5, 1.5), fraction(0.5, 1.5), (problem, x, y) => {
        const best = optimalSpending(problem);
        const { acquisition, retention, customerValue } = best;
        if (retention.spend > 0) expectClose(retention.marginalCost, customerValue, { relative: 1e-9 });
        else expect(retention.marginalCost).toBeGreaterThanOrEqual(customerValue * (1 - 1e-12));
        if (acquisition.spend > 0) expectClose(acquisition.marginalCost, customerValue, { relative: 1e-9 });
        else expect(acquisition.marginalCost).toBeGreaterThanOrEqual(customerValue * (1 - 1e-12));
        const other = equity(problem, acquisition.spend * x + (x - 0.5), retention.spend * y + (y - 0.5));
        expect(other).toBeLessThanOrEqual(best.valuePerProspect + 1e-9 * problem.margin);
      }),
    );
  });

  it("spends a budget that binds where its shadow price says, and its price falls to 0 as the budget grows", () => {
    fc.assert(
      fc.property(problems, fraction(0.05, 0.95), (problem, share) => {
        const free = optimalSpending(problem);
        if (free.spendPerProspect < 1e-3) return;
        const budget = share * free.spendPerProspect;
        const bound = optimalSpending({ ...problem, budget });
        expectClose(bound.spendPerProspect, budget, { relative: 1e-9 });
        expect(bound.shadowPrice).toBeGreaterThan(-1e-9);
        expect(bound.valuePerProspect).toBeLessThanOrEqual(free.valuePerProspect + 1e-9 * problem.margin);
        const { shadowPrice, customerValue, retention, acquisition } = bound;
        // The first-order conditions with the multiplier of the budget.
        expectClose(
          acquisition.marginalCost * (1 + shadowPrice),
          customerValue - shadowPrice * retention.spend,
          {
            relative: 1e-8,
          },
        );
        const step = budget * 1e-5;
        const more = optimalSpending({ ...problem, budget: budget + step });
        const less = optimalSpending({ ...problem, budget: budget - step });
        const slope = (more.valuePerProspect - less.valuePerProspect) / (2 * step);
        if (retention.spend > 0) expectClose(slope, shadowPrice, { relative: 1e-3, absolute: 1e-5 });
        const r = 1 + (problem.discountRate as number) - retention.rate;
        if (retention.spend > 0)
          expectClose(retention.marginalCost * (1 + shadowPrice * r), customerValue, { relative: 1e-6 });
      }),
      { numRuns: 40 },
    );
  });

  it("finds the best split on the budget line: no point of a fine grid beats it", () => {
    const budget = 12;
    const best = optimalSpending({ ...company, budget });
    for (let i = 1; i <= 600; i++) {
      const A = (budget * i) / 600;
      const R = (budget - A) / spendingResponse(company.acquisition, A);
      expect(equity(company, A, R)).toBeLessThanOrEqual(best.valuePerProspect + 1e-9);
    }
    expect(optimalSpending({ ...company, budget: 1000 })).toStrictEqual(optimalSpending(company));
  });

  it("spends nothing where the first unit of money does not pay", () => {
    const poor: OptimalSpending = optimalSpending({
      margin: 1,
      discountRate: 0.1,
      acquisition: { ceiling: 0.1, steepness: 0.1 },
      retention: { ceiling: 0.5, steepness: 0.1 },
    });
    expect(poor).toMatchObject({
      valuePerProspect: 0,
      spendPerProspect: 0,
      averageCostRatio: null,
      shadowPrice: 0,
    });
    expect(poor.acquisition).toMatchObject({ spend: 0, rate: 0, averageCost: null });
    expectPlainData(poor);
  });

  it("converts a named discount rate to the period of the margin", () => {
    const byYear = optimalSpending({
      ...company,
      discountRate: { rate: 0.2, per: "year" },
      timeUnit: "month",
    });
    const byMonth = optimalSpending({ ...company, discountRate: 1.2 ** (1 / 12) - 1 });
    expectClose(byYear.customerValue, byMonth.customerValue, { relative: 1e-12 });
  });

  it("refuses what is no problem of spending", () => {
    const refuse = (change: object, message: string) =>
      expectRefusal(
        () => optimalSpending({ ...company, ...change } as SpendingProblem),
        `optimalSpending: ${message}`,
      );
    refuse({ margin: 0 }, "margin must be a finite number above 0, received 0");
    refuse({ budget: -1 }, "budget must be a finite number above 0, received -1");
    refuse(
      { discountRate: undefined },
      'discountRate must be a rate per period of the time unit (0.15 for 15%), or one of a named period, { rate: 0.15, per: "year" }, received undefined',
    );
    refuse({ acquisition: undefined }, "acquisition must be an object, received undefined");
    refuse(
      { acquisition: { ceiling: 40, steepness: 1 } },
      "acquisition.ceiling must be a fraction above 0 and at most 1 (not a percentage: 0.05 means 5%), received 40",
    );
    refuse(
      { retention: { ceiling: 0.7, point: { spend: 10, rate: 0.7 } } },
      "retention.point.rate must be below the ceiling (0.7), received 0.7",
    );
    const ways =
      "must hold one of steepness (with ceiling), point (with ceiling) and points, received an object";
    refuse({ retention: { ceiling: 0.7 } }, `retention ${ways}`);
    const point = { spend: 10, rate: 0.4 };
    refuse({ retention: { ceiling: 0.7, point, steepness: 1 } }, `retention ${ways}`);
    refuse({ retention: { points: [point, { spend: 20, rate: 0.5 }], steepness: 1 } }, `retention ${ways}`);
    refuse(
      { retention: { points: [point, { spend: 20, rate: 0.5 }], ceiling: 0.7 } },
      "retention.ceiling must be left out beside two points, received 0.7",
    );
    refuse(
      { retention: { ceiling: 0.7, k: 0.1 } },
      'retention must hold nothing but ceiling, steepness, point, points, received "k"',
    );
    refuse(
      { retention: { ceiling: 0.7, point: { ...point, spent: 1 } } },
      'retention.point must hold nothing but spend, rate (did you mean spend?), received "spent"',
    );
    refuse(
      { retention: { points: [{ spend: 1, rate: 0.1 }] } },
      "retention.points must be an array of two points, received array of 1",
    );
    refuse(
      {
        retention: {
          points: [
            { spend: 0, rate: 0.1 },
            { spend: 1, rate: 0.2 },
          ],
        },
      },
      "retention.points[0].spend must be a finite number above 0, received 0",
    );
    expectRefusal(
      () => optimalSpending(undefined as unknown as SpendingProblem),
      "optimalSpending: input must be an object, received undefined",
    );
  });
});

describe("spendingResponse", () => {
  it("calibrates the steepness from one point and the ceiling", () => {
    // Source: k = -ln(1 - a / ceiling) / A = 0.1386 for a = 0.2, ceiling = 0.4, A = 5 (Blattberg & Deighton 1996).
    const curve: SpendingCurve = { ceiling: 0.4, point: { spend: 5, rate: 0.2 } };
    expectPrinted(optimalSpending({ ...company, acquisition: curve }).acquisition.curve.steepness, "0.1386");
    expectPrinted(calibrateSpendingCurve(curve).steepness, "0.1386");
    expectPlainData(calibrateSpendingCurve(curve));
    expectClose(spendingResponse(curve, 5), 0.2, { relative: 1e-15 });
    expect(spendingResponse(curve, 0)).toBe(0);
  });

  it("passes through two points, in either order, and back to the curve they came from", () => {
    fc.assert(
      fc.property(
        fraction(0.05, 0.99),
        fraction(0.01, 1),
        fraction(0.5, 4),
        fraction(1.2, 5),
        (c, k, s, factor) => {
          const point = (spend: number) => ({ spend, rate: c * -Math.expm1(-k * spend) });
          const [low, high] = [point(s), point(s * factor)];
          const there: SpendingCurve = { points: [low, high] };
          expectClose(spendingResponse(there, s), low.rate, { relative: 1e-9 });
          expectClose(spendingResponse(there, s * factor), high.rate, { relative: 1e-9 });
          expectClose(spendingResponse({ points: [high, low] }, 2 * s), point(2 * s).rate, {
            relative: 1e-7,
          });
        },
      ),
    );
  });

  it("refuses points that no such curve joins, and negative spend", () => {
    const two = (low: number, high: number): SpendingCurve => ({
      points: [
        { spend: 10, rate: low },
        { spend: 20, rate: high },
      ],
    });
    const rule = "spendingResponse: curve.points must rise with spend, and less than in proportion to it";
    expectRefusal(() => spendingResponse(two(0.2, 0.4), 1), `${rule}, received [0.2, 0.4]`);
    expectRefusal(() => spendingResponse(two(0.2, 0.2), 1), `${rule}, received [0.2, 0.2]`);
    expectRefusal(
      () => calibrateSpendingCurve({ ceiling: 0.4, point: { spend: 0, rate: 0.2 } }),
      "calibrateSpendingCurve: curve.point.spend must be a finite number above 0, received 0",
    );
    expect(() => spendingResponse(two(0.5, 0.9), 1)).toThrow(
      "must lie on a curve whose ceiling is at most 1",
    );
    expectRefusal(
      () => spendingResponse({ ceiling: 0.4, steepness: 1 }, -1),
      "spendingResponse: spend must be a finite number of 0 or more, received -1",
    );
  });
});
