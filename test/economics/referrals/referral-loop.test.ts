import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ReferralState, referralLoop } from "../../../src/economics/referrals/referral-loop.js";
import {
  customerReferralValue,
  valueWithReferrals,
} from "../../../src/economics/referrals/referral-value.js";
import { lifetimeValue } from "../../../src/value/lifetime-value.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../../support.js";

const rate = (max: number) => fc.double({ min: 0, max, noNaN: true });
const twoStates: readonly ReferralState[] = [
  { name: "new", becomes: { loyal: 0.55 }, refers: { new: 0.1 } },
  { name: "loyal", becomes: { loyal: 0.85 }, refers: { new: 0.25 } },
];

describe("referralLoop", () => {
  it.each([
    // Source: λ = r + q, A / (1 - r - q), ln 2 / ln λ, in Python.
    [0.7, 0, 0.7, 3.333333333333333, null],
    [0.7, 0.2, 0.9, 9.999999999999996, null],
    [0.8, 0, 0.8, 5.000000000000001, null],
    [0.8, 0.1, 0.9, 10.000000000000005, null],
    [0.8, 0.3, 1.1, null, 7.272540897341713],
    [0.9, 0.05, 0.95, 20.00000000000001, null],
    [0.9, 0.3, 1.2, null, 3.8017840169239308],
  ])("r %f, q %f", (retention, referrals, factor, steady, doubling) => {
    const loop = referralLoop({ retention, referrals, acquisition: 1 });
    expectClose(loop.growthFactor, factor, { relative: 1e-14 });
    expectClose(loop.growthRate, factor - 1, { absolute: 1e-14 });
    if (steady === null) expect(loop.steadyTotal).toBeNull();
    else expectClose(loop.steadyTotal!, steady, { relative: 1e-12 });
    if (doubling === null) expect(loop.doublingTime).toBeNull();
    else expectClose(loop.doublingTime!, doubling, { relative: 1e-12 });
    expectClose(loop.criticalReferrals!, 1 - retention, { absolute: 1e-15 });
    expect(loop.selfSustaining).toBe(factor >= 1);
    expectPlainData(loop);
  });

  it("with new and loyal customers has the growth, shares and elasticities of its matrix", () => {
    // Source: numpy.linalg.eig of [[0.10, 0.25], [0.55, 0.85]].
    const loop = referralLoop({ states: twoStates });
    expectClose(loop.growthFactor, 1.0023755777432246, { relative: 1e-13 });
    const close = (actual: readonly number[], expected: readonly number[]) => {
      actual.forEach((x, i) => {
        expectClose(x, expected[i]!, { relative: 1e-12 });
      });
    };
    close(loop.stableShares!, [0.21694316057061186, 0.7830568394293882]);
    close(loop.reproductiveValue!, [1, 1.640682868624044]);
    close(
      loop.sensitivities!.flat(),
      [0.14446590264501713, 0.5214500094539751, 0.2370227315699886, 0.8555340973549829],
    );
    close(
      loop.elasticities!.flat(),
      [0.014412352600436612, 0.13005355004458052, 0.13005355004458047, 0.7254805473104023],
    );
    expectPlainData(loop);
  });

  it("sustains itself exactly at the critical factor", () => {
    fc.assert(
      fc.property(
        rate(0.9),
        rate(0.9),
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        rate(1),
        (a, b, q1, q2) => {
          const states = (factor: number): ReferralState[] => [
            { name: "x", becomes: { x: a / 2, y: a / 2 }, refers: { x: q1 * factor } },
            { name: "y", becomes: { y: b }, refers: { x: q2 * factor } },
          ];
          const { criticalFactor } = referralLoop({ states: states(1) });
          expectClose(referralLoop({ states: states(criticalFactor!) }).growthFactor, 1, { relative: 1e-9 });
        },
      ),
    );
  });

  it("elasticities sum to 1 and one state of several gives the simple loop", () => {
    fc.assert(
      fc.property(rate(1), fc.double({ min: 0.01, max: 1, noNaN: true }), (retention, referrals) => {
        const simple = referralLoop({ retention, referrals, acquisition: 5, atStart: 10 });
        const state = { name: "customer", becomes: { customer: retention }, refers: { customer: referrals } };
        const structured = referralLoop({ states: [{ ...state, acquisition: 5, atStart: 10 }] });
        expect({ ...structured, criticalReferrals: simple.criticalReferrals }).toStrictEqual(simple);
        const sum = simple.elasticities!.flat().reduce((total, x) => total + x, 0);
        expectClose(sum, 1, { relative: 1e-12 });
      }),
    );
  });

  it("five hundredths of a referral do what five points of retention do", () => {
    const kept = referralLoop({ retention: 0.85, referrals: 0.1, acquisition: 7 });
    const referred = referralLoop({ retention: 0.8, referrals: 0.15, acquisition: 7 });
    expectClose(kept.growthFactor, referred.growthFactor, { relative: 1e-14 });
    expectClose(kept.steadyTotal!, referred.steadyTotal!, { relative: 1e-12 });
  });

  it("runs to its balance, with and without a limit to the market", () => {
    const free = referralLoop({ retention: 0.8, referrals: 0.1, acquisition: 100, periods: 400 });
    expectClose(free.path.at(-1)!.total, 1000, { relative: 1e-12 });
    expect(free.path[0]!.total).toBe(0);
    expectClose(free.path[2]!.total, 190, { relative: 1e-14 });
    const full = referralLoop({
      retention: 0.8,
      referrals: 0.3,
      acquisition: 100,
      capacity: 5000,
      periods: 2000,
    });
    expectClose(full.path.at(-1)!.total, full.steadyTotal!, { relative: 1e-9 });
    // N = 0.8 N + 100 + 0.3 N (1 - N / 5000): a quadratic.
    expectClose(full.steadyTotal!, (0.1 + Math.sqrt(0.01 + 4 * 100 * (0.3 / 5000))) / (2 * (0.3 / 5000)), {
      relative: 1e-9,
    });
    const alone = referralLoop({ retention: 0.8, referrals: 0.3, atStart: 1, capacity: 3000, periods: 3000 });
    expectClose(alone.steadyTotal!, 1000, { relative: 1e-12 });
    expectClose(alone.path.at(-1)!.total, 1000, { relative: 1e-9 });
    const dying = referralLoop({ retention: 0.8, referrals: 0.1, atStart: 50, capacity: 100 });
    expect(dying.steadyTotal).toBe(0);
  });

  it("says null where nothing feeds itself and where customers never leave", () => {
    const still = referralLoop({ retention: 0, referrals: 0 });
    expect(still).toMatchObject({ growthFactor: 0, stableShares: null, elasticities: null, steadyTotal: 0 });
    const kept = referralLoop({ retention: 1, referrals: 0, acquisition: 3 });
    expect(kept).toMatchObject({ referralsPerLifetime: null, criticalFactor: null, steadyTotal: null });
    expectPlainData(still);
    expectPlainData(kept);
  });

  it("refuses loops that cannot be", () => {
    const refuse = (loop: unknown, message: string) =>
      expectRefusal(() => referralLoop(loop as never), `referralLoop: ${message}`);
    refuse(undefined, "input must be an object, received undefined");
    refuse(
      { retention: 80, referrals: 0 },
      "retention must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 80",
    );
    refuse({ retention: 0.8 }, "referrals must be a finite number of 0 or more, received undefined");
    refuse(
      { retention: 0.8, referrals: 0.1, capacity: 0 },
      "capacity must be a finite number above 0, received 0",
    );
    refuse(
      { retention: 0.8, referrals: 0.1, periods: 1.5 },
      "periods must be a whole number of 0 or more, received 1.5",
    );
    refuse({ states: [] }, "states must be an array of at least one state, received []");
    refuse({ states: [{ name: "a" }] }, "states[0].becomes must be an object, received undefined");
    refuse(
      { states: [{ name: "a", becomes: { b: 0.1 } }] },
      'states[0].becomes must name states (a), received "b"',
    );
    refuse(
      { states: [...twoStates, { name: "new", becomes: {} }] },
      'states[2].name must be a name that no other state has, received "new"',
    );
    const both = { a: 0.6, b: 0.6 };
    refuse(
      {
        states: [
          { name: "a", becomes: both },
          { name: "b", becomes: {} },
        ],
      },
      "states[0].becomes must sum to at most 1, received 1.2",
    );
  });
});

describe("valueWithReferrals", () => {
  const customer = { margin: 100, retention: 0.8, discountRate: 0.1 };

  it.each([
    // Source: m (1 + d) / (1 + d - r - q) / m, in Python; gains 20%, 50%, 100%, 200%.
    [0.05, 4.4, 0.2],
    [0.1, 5.5, 0.5],
    [0.15, 22 / 3, 1],
    [0.2, 11, 2],
    [0.25, 22, 5],
  ])("with %f referrals a period is %f margins", (referrals, margins, gain) => {
    const result = valueWithReferrals({ ...customer, referrals });
    expectClose(result.value / 100, margins, { relative: 1e-12 });
    expectClose(result.gain!, gain, { relative: 1e-11 });
    expectPrinted(result.valueAlone, "366.6667");
    expectPlainData(result);
  });

  it("without referrals is the lifetime value; referrals that would have come anyway save only acquisition", () => {
    const alone = valueWithReferrals({ ...customer, referrals: 0 });
    expectClose(alone.value, lifetimeValue(customer).value, { relative: 1e-14 });
    expect(alone.gain).toBe(0);
    const anyway = valueWithReferrals({ ...customer, referrals: 0.1, typeOneShare: 0, acquisitionCost: 120 });
    // One tenth of a customer a period, each worth 120 one period later, over a life of 366.67 / 100 discounted periods.
    expectClose(anyway.value, alone.value + (0.1 * 120 * alone.value) / 110, { relative: 1e-12 });
  });

  it("refuses a chain that never ends", () => {
    expectRefusal(
      () => valueWithReferrals({ ...customer, referrals: 0.3 }),
      "valueWithReferrals: referrals must leave retention + typeOneShare × referrals below 1 + discount rate (1.1), or the value diverges, received 0.3",
    );
    expectRefusal(
      () => valueWithReferrals({ margin: 1, retention: 1, referrals: 0, discountRate: 0 }),
      "valueWithReferrals: retention must be below 1 + discount rate (1), received 1",
    );
  });
});

describe("customerReferralValue", () => {
  const referrals = {
    referralsByPeriod: [1, 1],
    typeOneShare: 0.5,
    referredValue: 220,
    acquisitionCost: 121,
    incentive: 11,
    discountRate: 0.1,
  };

  it("adds up its parts", () => {
    // Source: by hand, Σ 1.1^-t = 1.7355 for two periods.
    const result = customerReferralValue(referrals);
    const number = 1 / 1.1 + 1 / 1.21;
    expectClose(result.typeOne, number * 110, { relative: 1e-14 });
    expectClose(result.typeTwo, number * 60.5, { relative: 1e-14 });
    expectClose(result.incentives, number * 11, { relative: 1e-14 });
    expectClose(result.value, number * 159.5, { relative: 1e-14 });
    expectPlainData(result);
  });

  it("lies between the saved acquisition and the whole value", () => {
    const value = (typeOneShare: number) => customerReferralValue({ ...referrals, typeOneShare }).value;
    expect(value(0)).toBeLessThan(value(0.5));
    expect(value(0.5)).toBeLessThan(value(1));
    expect(customerReferralValue({ ...referrals, referralsByPeriod: [] }).value).toBe(0);
  });

  it("refuses negative counts and shares above 1", () => {
    expectRefusal(
      () => customerReferralValue({ ...referrals, referralsByPeriod: [1, -1] }),
      "customerReferralValue: referralsByPeriod[1] must be a finite number of 0 or more, received -1",
    );
    expectRefusal(
      () => customerReferralValue({ ...referrals, typeOneShare: 50 }),
      "customerReferralValue: typeOneShare must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 50",
    );
    expectRefusal(
      () => customerReferralValue({ ...referrals, referralsByPeriod: 3 } as never),
      "customerReferralValue: referralsByPeriod must be an array, received 3",
    );
  });
});
