import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ChurnShockInput,
  churnShock,
  type ShockShape,
} from "../../../src/economics/shocks/churn-shock.js";
import { lifetimeValue } from "../../../src/value/lifetime-value.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../../support.js";

const step: ShockShape = { kind: "step" };
const decaying = (meanDuration: number): ShockShape => ({ kind: "decaying", meanDuration });

describe("churnShock", () => {
  it.each([
    // Source: Netflix, letter to shareholders of 24 October 2011 (24.59 to 23.79 million); with h = -ln(1 - 0.0453) the
    // excess hazard is -ln(1 - share / e^(-3h)), over 3h, in mpmath at 20 digits.
    [0, 0.032533550223668155, 0.03810471791799315, 0.2739880639975382],
    [0.72397, 0.061975193167954454, 0.07388605736336355, 0.5312701135058084],
    [1.8, 0.10573403822692151, 0.12955140120221817, 0.9315260561685725],
  ])("Netflix against a counterfactual of +%f million", (counterfactualNet, share, hazard, rise) => {
    const observed = { atStart: 24.59, atEnd: 23.79, counterfactualNet, periods: 3 };
    const shock = churnShock({ churnRate: 0.0453, shape: step, observed });
    expectClose(shock.evidence!.excessShare, share, { relative: 1e-9 });
    expectClose(shock.evidence!.excessHazard, hazard, { relative: 1e-9 });
    expectClose(shock.hazardRise, rise, { relative: 1e-9 });
    // The rise reproduces the counts it was worked out from.
    expectClose(shock.path[3]!.extraLost, 0.8 + counterfactualNet, { relative: 1e-12 });
    expectPlainData(shock);
  });

  it("would be smaller if those who join were exposed too, by as much as the documentation says", () => {
    // Additions at a steady rate A: N' = A - hN, so N(3) = N₀ e^(-3h) + A (1 - e^(-3h)) / h, without and with the shock.
    const h = -Math.log1p(-0.0453);
    const baseAfter = (hazard: number, additions: number) =>
      24.59 * Math.exp(-3 * hazard) - (additions * Math.expm1(-3 * hazard)) / hazard;
    for (const [net, rise] of [
      [0, 0.2549364224983171],
      [1.8, 0.8287251241071028],
    ] as const) {
      const additions = ((24.59 + net - 24.59 * Math.exp(-3 * h)) * h) / -Math.expm1(-3 * h);
      expectClose(baseAfter(h * (1 + rise), additions), 23.79, { relative: 1e-12 });
      const observed = { atStart: 24.59, atEnd: 23.79, counterfactualNet: net, periods: 3 };
      const { hazardRise } = churnShock({ churnRate: 0.0453, shape: step, observed });
      expect(rise).toBeLessThan(hazardRise);
    }
  });

  it.each([
    // Source: arithmetic in Python from a net loss of 0.81 million on 24.59 and a counterfactual of +1.8.
    [0.045, 3172506.5137500037, 4972506.513750004, 0.2351568326047175, 0.08548507604913569],
    [0.05, 3507148.750000003, 5307148.750000003, 0.2487657076047174, 0.09094156383322272],
    [0.063, 4360865.525729995, 6160865.525729995, 0.2834837546047172, 0.10516695460662928],
  ])("what net counts leave open, at a monthly churn of %f", (churnRate, loss, additions, quarter, month) => {
    const observed = { atStart: 24.59e6, atEnd: 23.78e6, counterfactualNet: 1.8e6, periods: 3 };
    const { evidence } = churnShock({ churnRate, shape: step, observed });
    expectClose(evidence!.excess, 2_610_000, { relative: 1e-12 });
    expectClose(evidence!.usualLoss, loss, { relative: 1e-12 });
    expectClose(evidence!.additions, additions, { relative: 1e-12 });
    expectClose(evidence!.churnIfAdditionsCame!, quarter, { relative: 1e-12 });
    expectClose(evidence!.churnPerPeriodIfAdditionsCame!, month, { relative: 1e-12 });
  });

  it.each([
    // Source: 1 - e^(-h₀ k τ) with h₀ = -ln(1 - 0.0453), in Python.
    [1, 0.25, 0.011522631075840617],
    [1, 1, 0.04530000000000001],
    [1, 3, 0.12983668967700002],
    [1, 12, 0.4266721075140102],
    [2, 0.25, 0.02291249112477134],
    [2, 3, 0.2428158133677184],
    [4, 1, 0.16925508763463193],
    [4, 12, 0.8919531069246454],
  ])("a rise of %f that fades in %f months loses %f in the end", (hazardRise, duration, lost) => {
    const fading = churnShock({ churnRate: 0.0453, shape: decaying(duration), hazardRise });
    expectClose(fading.shareLostInTheEnd, lost, { relative: 1e-12 });
    const reversed = churnShock({
      churnRate: 0.0453,
      shape: { kind: "reversed", after: duration },
      hazardRise,
    });
    expectClose(reversed.shareLostInTheEnd, lost, { relative: 1e-12 });
    expect(fading.lifetimeRatio).toBeNull();
    expectPlainData(fading);
  });

  it.each([
    [0.1, 1 / 1.1],
    [0.25, 0.8],
    [0.5, 2 / 3],
    [1, 0.5],
  ])("a step of %f multiplies lives by %f", (hazardRise, ratio) => {
    // Source: 1 / (1 + k).
    const shock = churnShock({ churnRate: 0.0453, shape: step, hazardRise });
    expectClose(shock.lifetimeRatio!, ratio, { relative: 1e-15 });
    expect(shock.shareLostInTheEnd).toBe(1);
  });

  it("values what it destroyed: a lost customer's lifetime value for a shock that is over at once", () => {
    // Source: 11.01 a month at 30 and 37% margin, churn 4.5%, 10% a year: 63 to 78 a customer, 50 to 62 million for 0.80.
    const money = { discountRate: { rate: 0.1, per: "year" }, timeUnit: "month" } as const;
    for (const [share, printed, total] of [
      [0.3, "63", "50"],
      [0.37, "78", "62"],
    ] as const) {
      const { value } = lifetimeValue({ margin: 11.01 * share, retention: 0.955, ...money });
      expectPrinted(value, printed);
      expectPrinted(value * 0.8, total);
    }
    const sudden = churnShock({
      churnRate: 0.045,
      shape: decaying(1e-6),
      hazardRise: 1e6,
      customers: 100,
      margin: 3,
      ...money,
    });
    const { value } = lifetimeValue({ margin: 3, retention: 0.955, ...money });
    // The payment at once is made before the shock acts.
    expectClose(sudden.valueDestroyed!, 100 * sudden.shareLostInTheEnd * (value - 3), { relative: 1e-9 });
  });

  it("a step destroys the difference of two lifetime values", () => {
    const shock = churnShock({ churnRate: 0.1, shape: step, hazardRise: 1, margin: 10, discountRate: 0.02 });
    const worth = (retention: number) => lifetimeValue({ margin: 10, retention, discountRate: 0.02 }).value;
    expectClose(shock.valueDestroyed!, worth(0.9) - worth(0.81), { relative: 1e-12 });
  });

  it("agrees with the sum of its path, tends to a step as it fades more slowly, and is found again from its counts", () => {
    const rate = fc.double({ min: 0.005, max: 0.3, noNaN: true });
    fc.assert(
      fc.property(
        rate,
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        rate,
        (churnRate, hazardRise, affectedShare) => {
          const base: ChurnShockInput = {
            churnRate,
            shape: decaying(2.5),
            hazardRise,
            periods: 3000,
            affectedShare,
          };
          const shock = churnShock({ ...base, margin: 7, discountRate: 0.01 });
          const sum = shock.path.reduce(
            (total, each) => total + 7 * each.extraLost * 1.01 ** -each.period,
            0,
          );
          expectClose(shock.valueDestroyed!, sum, { relative: 1e-9 });
          const slow = churnShock({ ...base, periods: 12, shape: decaying(1e8) });
          const forever = churnShock({ ...base, periods: 12, shape: step });
          expectClose(slow.path[12]!.extraLost, forever.path[12]!.extraLost, { relative: 1e-6 });
          // Counts that the path itself makes give the rise that it was made with.
          const lost = shock.path[3]!.extraLost;
          const stay = Math.exp(-3 * shock.hazard);
          const extra = -Math.expm1(-shock.hazard * hazardRise * 2.5 * -Math.expm1(-3 / 2.5));
          expectClose(lost, affectedShare * stay * extra, { relative: 1e-12 });
          expectClose(shock.path[3]!.withoutShock, stay, { relative: 1e-12 });
          expectClose(shock.path[3]!.withShock, stay - lost, { relative: 1e-12 });
          const observed = { atStart: 1, atEnd: 1 - lost, counterfactualNet: 0, periods: 3 };
          const found = churnShock({ churnRate, shape: decaying(2.5), observed, affectedShare });
          expectClose(found.hazardRise, hazardRise, { relative: 1e-8 });
        },
      ),
    );
  });

  it("acts on the affected alone: all that it does is in proportion to them", () => {
    const terms = {
      churnRate: 0.05,
      shape: step,
      hazardRise: 0.4,
      customers: 2000,
      margin: 3,
      discountRate: 0.01,
    };
    const all = churnShock(terms);
    const quarter = churnShock({ ...terms, affectedShare: 0.25 });
    for (const [t, whole] of all.path.entries()) {
      const part = quarter.path[t]!;
      expectClose(part.extraLost, whole.extraLost / 4, { relative: 1e-12 });
      expectClose(part.withoutShock, 2000 * 0.95 ** t, { relative: 1e-12 });
      expectClose(part.withShock, 2000 * 0.95 ** t * (0.75 + 0.25 * 0.95 ** (0.4 * t)), { relative: 1e-12 });
    }
    expectClose(quarter.valueDestroyed!, all.valueDestroyed! / 4, { relative: 1e-12 });
  });

  it("refuses what is no shock", () => {
    const base: ChurnShockInput = { churnRate: 0.05, shape: step, hazardRise: 1 };
    const refuse = (change: object, message: string) =>
      expectRefusal(() => churnShock({ ...base, ...change } as ChurnShockInput), `churnShock: ${message}`);
    refuse({ churnRate: 0 }, "churnRate must be a fraction above 0 and below 1, received 0");
    refuse({ shape: undefined }, "shape must be an object, received undefined");
    refuse(
      { shape: { kind: "slow" } },
      'shape.kind must be one of "step", "decaying", "reversed", received "slow"',
    );
    refuse(
      { shape: { kind: "decaying" } },
      "shape.meanDuration must be a finite number above 0, received undefined",
    );
    refuse(
      { shape: { kind: "reversed", after: 0 } },
      "shape.after must be a finite number above 0, received 0",
    );
    refuse(
      { hazardRise: undefined },
      "hazardRise must be given, or observed, and not both, received undefined",
    );
    refuse({ hazardRise: -0.1 }, "hazardRise must be a finite number of 0 or more, received -0.1");
    refuse({ margin: 3 }, "discountRate must be given with margin, or both left out, received undefined");
    const counts = { atStart: 10, atEnd: 12, counterfactualNet: 1, periods: 3 };
    refuse(
      { hazardRise: undefined, observed: counts },
      "observed.counterfactualNet must be at least the net growth observed (2), received 1",
    );
    refuse(
      { hazardRise: undefined, observed: { ...counts, counterfactualNet: 7 }, affectedShare: 0.5 },
      "observed.counterfactualNet must leave an excess below the affected customers who would have stayed (4.286875), received 7",
    );
    refuse({ periods: -1 }, "periods must be a whole number of 0 or more, received -1");
    expectRefusal(
      () => churnShock(undefined as never),
      "churnShock: input must be an object, received undefined",
    );
  });
});
