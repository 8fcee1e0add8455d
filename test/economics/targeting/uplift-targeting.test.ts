import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { saveOfferBreakEven } from "../../../src/economics/targeting/break-even.js";
import { qiniCurve } from "../../../src/economics/targeting/qini-curve.js";
import { type UpliftCustomers, upliftTargeting } from "../../../src/economics/targeting/uplift-targeting.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

const probability = fc.double({ min: 0, max: 1, noNaN: true });
const money = { customerValue: 200, incentive: 10, contactCost: 1 };

describe("upliftTargeting", () => {
  const policy = upliftTargeting({
    churnUntreated: [0.9, 0.4, 0.1, 0.2],
    churnTreated: [0.88, 0.15, 0.1, 0.5],
    ...money,
  });

  it("weighs what each customer gains by treatment against what it costs", () => {
    // Source: (1 - c₁)(V - δ) - f - (1 - c₀) V by hand: 1.8, 40.5, -10, -66.
    expect([...policy.gain].map((gain) => Number(gain.toFixed(10)))).toEqual([1.8, 40.5, -10, -66]);
    expect(policy).toMatchObject({ treat: [true, true, false, false], treated: 2, sleepingDogs: 1 });
    expectClose(policy.profit, 42.3, { relative: 1e-12 });
    expectClose(policy.profitTreatingAll, -33.7, { relative: 1e-12 });
    expectClose(policy.profitTreatingRiskiest, 42.3, { relative: 1e-12 });
    expect(structuredClone(policy)).toStrictEqual(policy);
  });

  it("no policy earns more: not everybody, not the riskiest", () => {
    const rows = fc.array(fc.tuple(probability, probability), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(rows, (pairs) => {
        const columns = { churnUntreated: pairs.map(([p]) => p), churnTreated: pairs.map(([, p]) => p) };
        const best = upliftTargeting({ ...columns, ...money });
        expect(best.profit).toBeGreaterThanOrEqual(
          Math.max(0, best.profitTreatingAll, best.profitTreatingRiskiest) - 1e-9,
        );
        const byColumn = upliftTargeting({ ...columns, ...money, customerValue: pairs.map(() => 200) });
        expect(byColumn).toStrictEqual(best);
      }),
    );
  });

  it("agrees with the save offer: at its break-even acceptance the gain is 0", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.06, max: 0.99, noNaN: true }), (p) => {
        const { acceptance } = saveOfferBreakEven({ churnProbability: p, ...money });
        const churnTreated = [p * (1 - Math.min(1, acceptance))];
        const { gain } = upliftTargeting({ churnUntreated: [p], churnTreated, ...money });
        if (acceptance <= 1) expectClose(gain[0]!, 0, { absolute: 1e-9 });
      }),
    );
  });

  it("refuses columns and money that cannot be", () => {
    const base: UpliftCustomers = { churnUntreated: [0.5, 0.5], churnTreated: [0.4, 0.4], ...money };
    const refuse = (change: object, message: string) =>
      expectRefusal(
        () => upliftTargeting({ ...base, ...change } as UpliftCustomers),
        `upliftTargeting: ${message}`,
      );
    refuse({ churnTreated: [0.4] }, "churnTreated must have one entry per customer (2), received [0.4]");
    refuse({ churnTreated: undefined }, "churnTreated must be an array or a typed array, received undefined");
    refuse(
      { churnUntreated: [0.5, 50] },
      "churnUntreated[1] must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 50",
    );
    refuse({ customerValue: [200] }, "customerValue must have one entry per customer (2), received [200]");
    refuse(
      { customerValue: [200, 10] },
      "customerValue[1] must be a finite number above incentive (10), received 10",
    );
    refuse({ customerValue: 9 }, "incentive must be below customerValue (9), received 10");
    expectRefusal(
      () => upliftTargeting(undefined as never),
      "upliftTargeting: input must be an object, received undefined",
    );
  });
});

describe("qiniCurve", () => {
  it("gives the curve of six customers", () => {
    // Source: qini_curve and qini_auc_score of scikit-uplift 0.5.1, y being staying.
    const curve = qiniCurve({
      uplift: [0.4, 0.3, 0.2, 0.1, -0.1, -0.2],
      treated: [1, 0, 1, 0, 1, 0],
      churned: [0, 1, 0, 0, 1, 0],
    });
    expect(curve.points.map((point) => point.incrementalStayers)).toEqual([0, 1, 1, 2, 1, 0.5, 0]);
    expect(curve.coefficient).toBe(0.6875);
    expectPlainData(curve);
  });

  it("takes customers of equal predicted effect as one step", () => {
    // Source: qini_curve and qini_auc_score of scikit-uplift 0.5.1 on the same 40 customers.
    const index = Array.from({ length: 40 }, (_, i) => i);
    const curve = qiniCurve({
      uplift: index.map((i) => ((i * 37) % 11) / 10),
      treated: index.map((i) => ((i * 7) % 3) % 2),
      churned: index.map((i) => ((i * i + 3 * i) % 5) % 2),
    });
    const expected = [
      0, -0.5, -0.20000000000000018, -0.875, -0.8000000000000003, 0.08333333333333304, -0.5, -0.625,
      -0.1111111111111116, -0.8095238095238102, 0, 0.2962962962962967,
    ];
    expect(curve.points).toHaveLength(expected.length);
    curve.points.forEach((point, i) => {
      expectClose(point.incrementalStayers, expected[i]!, { absolute: 1e-12 });
    });
    expect(curve.points.map((point) => point.targetedShare * 40)).toEqual([
      0, 3, 7, 11, 14, 17, 21, 25, 28, 32, 36, 40,
    ]);
    expectClose(curve.coefficient!, -0.09466625864055306, { relative: 1e-12 });
  });

  it("is 1 for the best order, and its end does not depend on the order", () => {
    const rows = fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.integer({ min: -3, max: 3 })), {
      minLength: 4,
      maxLength: 30,
    });
    fc.assert(
      fc.property(rows, (all) => {
        const treated = all.map(([t]) => t);
        const churned = all.map(([, c]) => c);
        if (treated.every(Boolean) || !treated.some(Boolean)) return;
        const best = qiniCurve({ treated, churned, uplift: all.map(([t, c]) => (c ? 0 : t ? 1 : -1)) });
        const any = qiniCurve({ treated, churned, uplift: all.map(([, , u]) => u) });
        if (best.coefficient !== null) expectClose(best.coefficient, 1, { relative: 1e-12 });
        expectClose(any.incrementalStayers, best.incrementalStayers, { absolute: 1e-12 });
        expectPlainData(any);
      }),
    );
  });

  it("refuses what is no experiment", () => {
    const refuse = (customers: unknown, message: string, code?: string) =>
      expectRefusal(() => qiniCurve(customers as never), `qiniCurve: ${message}`, code);
    refuse(undefined, "input must be an object, received undefined");
    refuse({ uplift: [1], treated: [1] }, "churned must be an array or a typed array, received undefined");
    refuse(
      { uplift: [1, 2], treated: [1, 0], churned: [1] },
      "churned must have one entry per customer (2), received [1]",
    );
    refuse(
      { uplift: [1, 2], treated: [1, 7], churned: [1, 0] },
      "treated[1] must be true, false, 1 or 0, received 7",
    );
    refuse(
      { uplift: [1, 2], treated: [0, 0], churned: [1, 0] },
      "treated must hold at least one who was treated, received 0",
      "INSUFFICIENT_DATA",
    );
    refuse(
      { uplift: [1, 2], treated: [1, 1], churned: [1, 0] },
      "treated must hold at least one who was not treated, received 0",
      "INSUFFICIENT_DATA",
    );
  });
});
