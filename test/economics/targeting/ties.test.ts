import { describe, expect, it } from "vitest";
import { gainCurve } from "../../../src/assessment/gain-curve.js";
import { rfm } from "../../../src/cohorts/rfm.js";
import { rfmFromSummary } from "../../../src/cohorts/rfm-from-summary.js";
import { expectedMaximumProfit, maximumProfit } from "../../../src/economics/targeting/maximum-profit.js";
import { qiniCurve } from "../../../src/economics/targeting/qini-curve.js";
import { upliftTargeting } from "../../../src/economics/targeting/uplift-targeting.js";
import { expectClose } from "../../support.js";

// 0.2 six times, as differences of two models: three of them are not the double 0.2.
const untreated = [0.9, 0.8, 0.7, 0.3, 0.6, 0.5];
const treated = [0.7, 0.6, 0.5, 0.1, 0.4, 0.3];
const differences = untreated.map((risk, i) => risk - treated[i]!);

describe("scores that rounding alone separates", () => {
  it("are one step of a Qini curve", () => {
    const curve = qiniCurve({
      uplift: differences,
      treated: [1, 0, 1, 0, 1, 0],
      churned: [0, 1, 0, 0, 1, 1],
    });
    expect(curve.points.length).toBe(2);
    expect(curve.area).toBe(0);
    expect(curve.coefficient).toBe(0);
    // Two equal models: the differences are 0 but for rounding, whatever their size among themselves.
    const same = { treated: [1, 0, 1, 0], churned: [0, 1, 0, 1] };
    expect(qiniCurve({ uplift: [0, 5.5e-17, -5.5e-17, 1.1e-16], ...same }).points.length).toBe(2);
    expect(qiniCurve({ uplift: [0.001, 0.002, 0.003, 0.901 - 0.9], ...same }).points.length).toBe(4);
  });

  it("are one step of a gain curve, but not the small among positive ones", () => {
    const curve = gainCurve({ score: differences, value: [6, 3, 1, 0, 2, 2] });
    expect(curve.points.length).toBe(2);
    expect(curve.gini).toBe(0);
    const exact = gainCurve({ score: [3, 2, 1], value: [6, 3, 1] });
    expect(gainCurve({ score: [1, 1e-20, 1e-40], value: [6, 3, 1] })).toEqual(exact);
  });

  it("are one corner of a receiver curve, so that no threshold lies between them", () => {
    const churned = [1, 0, 1, 0, 1, 0];
    const rounded = { scores: differences, churned };
    const exact = { scores: differences.map(() => 0.2), churned };
    const money = { acceptance: 0.9 };
    expect(maximumProfit(rounded, money).profit).toBe(maximumProfit(exact, money).profit);
    expect(maximumProfit(rounded, money).targetedShare).toBe(1);
    expect(expectedMaximumProfit(rounded)).toEqual(expectedMaximumProfit(exact));
  });

  it("get one score of recency, frequency and monetary value", () => {
    const spends = (customer: number) => (customer % 2 ? [24.3] : [8.1, 16.2]);
    const orders = Array.from({ length: 10 }, (_, customer) =>
      spends(customer).map((amount, k) => ({ customer, time: `2024-01-0${1 + 2 * k}`, amount })),
    ).flat();
    const { customers } = rfm(orders, { asOf: "2024-02-01" });
    expect(new Set(customers.monetaryScore)).toEqual(new Set([1]));
    const column = (value: number) => Array.from({ length: 10 }, () => value);
    const summary = {
      frequency: column(1),
      recency: column(5),
      T: column(38),
      totalAmount: customers.amount,
      monetaryValue: Array.from({ length: 10 }, (_, i) => (i % 2 ? 0.3 : 0.1 + 0.2)),
    };
    expect(new Set(rfmFromSummary(summary).customers.monetaryScore)).toEqual(new Set([1]));
    const means = rfmFromSummary(summary, { monetary: "meanOfRepeats" });
    expect(new Set(means.customers.monetaryScore)).toEqual(new Set([1]));
    // A cent apart at a million is no rounding.
    const apart = { ...summary, totalAmount: column(1e6).map((amount, i) => amount + (i < 5 ? 0.01 : 0)) };
    expect(new Set(rfmFromSummary(apart).customers.monetaryScore)).toEqual(new Set([1, 3]));
  });

  it("are neither a reason to treat nor to count a sleeping dog", () => {
    const offer = { incentive: 0, contactCost: 0.1 };
    // What staying is worth more by, 0.1 of 1, is what the contact costs.
    const even = upliftTargeting({
      churnUntreated: [0.3, 0.5],
      churnTreated: [0.2, 0.4],
      customerValue: 1,
      ...offer,
    });
    expect(even.treat).toEqual([false, false]);
    expect(even.profit).toBe(0);
    const same = upliftTargeting({
      churnUntreated: [0.3],
      churnTreated: [0.1 + 0.2],
      customerValue: 1,
      ...offer,
    });
    expect(same.sleepingDogs).toBe(0);
  });

  it("are treated in equal parts where they are the riskiest, in whatever order they come", () => {
    const offer = { customerValue: 100, incentive: 0, contactCost: 1 };
    const policy = (order: readonly number[]) =>
      upliftTargeting({
        churnUntreated: order.map((i) => [0.5, 0.5, 0.5, 0.1][i]!),
        churnTreated: order.map((i) => [0.2, 0.5, 0.6, 0.1][i]!),
        ...offer,
      });
    expect(policy([0, 1, 2, 3]).treated).toBe(1);
    // The three riskiest are worth 29, -1 and -11: a third of them is treated.
    expectClose(policy([0, 1, 2, 3]).profitTreatingRiskiest, 17 / 3, { relative: 1e-12 });
    expectClose(policy([3, 2, 1, 0]).profitTreatingRiskiest, 17 / 3, { relative: 1e-12 });
  });
});

describe("the Qini coefficient", () => {
  it("passes 1 where a group is small, and not where both are large", () => {
    // By hand: the untreated leaver first, then nothing is subtracted from the treated stayer.
    const few = qiniCurve({ uplift: [2, 0, 3, 3], treated: [0, 1, 0, 0], churned: [0, 1, 0, 1] });
    expectClose(few.coefficient!, 1.5, { relative: 1e-12 });
    const many = Array.from({ length: 4000 }, (_, i) => ({ treated: i % 2, churned: Math.floor(i / 2) % 2 }));
    const perfect = qiniCurve({
      uplift: many.map((row) => (row.treated === 1 ? 1 : -1) * (1 - row.churned)),
      treated: many.map((row) => row.treated),
      churned: many.map((row) => row.churned),
    });
    expectClose(perfect.coefficient!, 1, { relative: 1e-12 });
  });
});
