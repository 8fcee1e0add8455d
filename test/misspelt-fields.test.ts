/**
 * Inputs with fields that may be left out refuse a misspelt one, in the part of the input where it stands. The top level of
 * every such input is swept by test/slow/refusals.test.ts.
 */
import { describe, expect, it } from "vitest";
import { checkClaims } from "../src/economics/claims/check-claims.js";
import { points } from "../src/economics/lift/retention-change.js";
import { retentionLift } from "../src/economics/lift/retention-lift.js";
import { retentionLiftBySegment } from "../src/economics/lift/segments.js";
import { solveRetentionLift } from "../src/economics/lift/solve-retention-lift.js";
import { referralLoop } from "../src/economics/referrals/referral-loop.js";
import { departureSpiral } from "../src/economics/shocks/departure-spiral.js";
import { experimentSize } from "../src/experiments/design/experiment-size.js";
import * as bgNbd from "../src/models/transactions/beta-geometric/bg-nbd.js";
import * as uncertain from "../src/sensitivity/inputs/uncertain.js";
import { twoWay } from "../src/sensitivity/local/two-way.js";
import { study } from "../src/sensitivity/study/study.js";
import { corporateValuation } from "../src/value/corporate-valuation.js";
import { customerEquity } from "../src/value/customer-equity.js";
import { internalRateOfReturn } from "../src/value/internal-rate-of-return.js";
import { lifetimeValue } from "../src/value/lifetime-value.js";
import { marginMultiple } from "../src/value/margin-multiple.js";
import { payback } from "../src/value/payback.js";
import { residualValue } from "../src/value/residual-value.js";
import { expectRefusal } from "./support.js";

const customer = { margin: 100, retention: 0.8, discountRate: 0.1 };
const company = {
  base: [],
  revenuePerCustomer: 1,
  marginShare: 1,
  retention: 0.8,
  discountRate: 0.1,
  horizon: 1,
};
const buyer = { frequency: 2, recency: 30, T: 38 };
const state = { name: "a", becomes: { a: 0.8 } };
const model = ({ a, b }: Record<"a" | "b", number>) => a + b;

describe("a misspelt field", () => {
  it.each<[string, () => unknown, string]>([
    [
      "of a customer",
      () => lifetimeValue({ ...customer, horizont: 5 } as never),
      'lifetimeValue: input must hold nothing but discountRate, timeUnit, weeksPerYear, margin, marginGrowth, horizon, timing, retention, survival, extrapolation, acquisitionCost (did you mean horizon?), received "horizont"',
    ],
    [
      "of an acquisition",
      () =>
        customerEquity({
          ...customer,
          base: [],
          acquisition: { customers: [1], arival: "midPeriod" },
        } as never),
      'customerEquity: acquisition must hold nothing but customers, periods, acquisitionCost, timeUnit, arrival (did you mean arrival?), received "arival"',
    ],
    [
      "of a company's acquisition, where its cost has another place",
      () => corporateValuation({ ...company, acquisition: { customers: [1], acquisitionCost: 9 } } as never),
      'corporateValuation: acquisition must hold nothing but customers, periods, received "acquisitionCost"',
    ],
    [
      "of a state",
      () => referralLoop({ states: [{ ...state, refer: { a: 0.1 } }] } as never),
      'referralLoop: states[0] must hold nothing but name, becomes, refers, acquisition, atStart (did you mean refers?), received "refer"',
    ],
    [
      "of a claim",
      () => checkClaims({ claims: [{ probability: "lost", givn: "satisfied", equals: 0.4 }] } as never),
      'checkClaims: claims[0] must hold nothing but probability, given, ratioOf, to, equals, atLeast, atMost (did you mean given?), received "givn"',
    ],
    [
      "of a ratio",
      () =>
        checkClaims({
          claims: [{ ratioOf: { probability: "a", if: "b" }, to: { probability: "a" }, equals: 1 }],
        } as never),
      'checkClaims: claims[0].ratioOf must hold nothing but probability, given, received "if"',
    ],
    [
      "of a rise",
      () => departureSpiral({ employeesFollow: 0, customersFollow: 0, rise: { customer: 0.1 } } as never),
      'departureSpiral: rise must hold nothing but customers, employees (did you mean customers?), received "customer"',
    ],
    [
      "of an axis",
      () =>
        twoWay(model, { a: 1, b: 1 }, {
          x: { input: "a", within: [0, 1], steps: 3 },
          y: { input: "b", within: [0, 1] },
        } as never),
      'twoWay: x must hold nothing but input, values, within, points, received "steps"',
    ],
    [
      "of a claim on an output",
      () =>
        study(model, { a: uncertain.uniform({ lower: 0, upper: 1 }), b: 1 }, {
          claim: { atLeast: 1, outputs: "output" },
        } as never),
      'study: claim must hold nothing but output, atLeast, atMost (did you mean output?), received "outputs"',
    ],
    [
      "of a distribution",
      () => uncertain.truncatedNormal({ mean: 1, standardDeviation: 1, lower: 0, max: 2 } as never),
      'uncertain.truncatedNormal: shape must hold nothing but mean, standardDeviation, unit, source, lower, upper, received "max"',
    ],
    [
      "that the segments make superfluous",
      () =>
        retentionLiftBySegment({
          segments: [{ retention: 0.8, customers: 1 }],
          retention: 0.8,
          change: points(0.05),
        } as never),
      "retentionLiftBySegment: retention must be left out: each segment has its own, received 0.8",
    ],
    [
      "of a discount rate, which would make its year longer",
      () =>
        bgNbd.discountedExpectedResidualTransactions({ r: 0.24, alpha: 4.4, a: 0.8, b: 2.4 }, buyer, {
          ...{ discountRate: { rate: 0.15, per: "year" }, timeUnit: "week", weekPerYear: 52 },
        } as never),
      'bgNbd.discountedExpectedResidualTransactions: discounting must hold nothing but discountRate, timeUnit, weeksPerYear, continuousDiscountRate (did you mean weeksPerYear?), received "weekPerYear"',
    ],
  ])("%s is refused", (_, call, message) => {
    expectRefusal(call, message);
  });
});

describe("one record for several questions", () => {
  it("of a customer", () => {
    const one = { ...customer, acquisitionCost: 120 };
    expect(payback(one).periods).toBe(2);
    expect(internalRateOfReturn(one).rate).toBeCloseTo(3.8, 12);
    expect(marginMultiple(one)).toBeCloseTo(8 / 3, 12);
    expect(residualValue({ ...one, renewals: 3 }).value).toBe(lifetimeValue(one).value);
  });

  it("of a claim: it is solved, and lifted again", () => {
    const claim = { gain: 0.25, solveFor: "retention", change: points(0.05) } as const;
    const [retention = 0] = solveRetentionLift(claim).roots;
    expect(retentionLift({ ...claim, retention }).gain).toBeCloseTo(0.25, 12);
  });

  it("of a comparison: its size, and the power of that", () => {
    const plan = { of: "rates", first: 0.05, second: 0.04 } as const;
    const { customers, power } = experimentSize(plan);
    expect(experimentSize({ ...plan, customers }).power).toBe(power);
  });
});
