import { describe, expect, it } from "vitest";
import { lifetimeValue, priceChange, savePolicy, upliftTargeting, winBackValue } from "../../../src/index.js";
import { createRandom } from "../../../src/math/random.js";
import { expectClose } from "../../support.js";

describe("savePolicy", () => {
  const random = createRandom(3);
  const column = (least: number, most: number) =>
    Array.from({ length: 200 }, () => least + (most - least) * random.next());
  const input = {
    ...{ churn: column(0, 0.6), value: column(50, 400), effect: column(-0.05, 0.4) },
    ...{ incentive: 10, contactCost: 1, capacity: 40, draws: 1000 },
  };
  const policy = savePolicy(input);

  it("has the gains and the choice of upliftTargeting, within the capacity", () => {
    const churnTreated = input.churn.map((p, i) => p * (1 - input.effect[i]!));
    const uplift = upliftTargeting({
      ...{
        churnUntreated: input.churn,
        churnTreated,
        customerValue: input.value,
        incentive: 10,
        contactCost: 1,
      },
    });
    uplift.gain.forEach((gain, i) => {
      expectClose(policy.gain[i]!, gain, { absolute: 1e-10 });
    });
    const all = savePolicy({ ...input, capacity: undefined });
    expect(all.contact).toEqual(uplift.treat);
    expectClose(all.policies[0]!.expected, uplift.profit, { relative: 1e-12 });
    expect(policy.policies.map(({ contacted }) => contacted)).toEqual([40, 40, 0]);
  });

  it("no choice of as many customers earns more", () => {
    const best = [...policy.gain].sort((a, b) => b - a).slice(0, 40);
    expectClose(
      policy.policies[0]!.expected,
      best.reduce((sum, gain) => sum + gain, 0),
      { relative: 1e-12 },
    );
    expect(policy.leastGain).toBe(best[39]);
    expect(policy.overRiskiest.estimate).toBeGreaterThan(0);
  });

  it("has an interval as wide as the chance of every customer, and wider with the error of the effect", () => {
    // One customer who leaves half the time and is saved half of that: earns 100 once in four.
    const one = savePolicy({ churn: Array(400).fill(0.5), value: 100, effect: 0.5, draws: 2000 }).policies[0]!
      .value;
    const spread = 1.96 * 100 * Math.sqrt(400 * 0.25 * 0.75);
    expect(one.estimate).toBe(10_000);
    expect(Math.abs((one.upper - one.lower) / (2 * spread) - 1)).toBeLessThan(0.1);
    const unsure = savePolicy({
      churn: Array(400).fill(0.5),
      value: 100,
      effect: 0.5,
      effectStandardError: 0.1,
      draws: 2000,
    });
    const wider = Math.sqrt(400 * 0.25 * 0.75 + (400 * 0.5 * 0.1) ** 2) * 1.96 * 100;
    const { lower, upper } = unsure.policies[0]!.value;
    expect(Math.abs((upper - lower) / (2 * wider) - 1)).toBeLessThan(0.08);
  });

  it("leaves everybody alone where no offer pays, and refuses what it cannot use", () => {
    const none = savePolicy({ churn: [0.5, 0.1], value: 10, effect: 0.1, contactCost: 5 });
    expect(none.contact).toEqual([false, false]);
    expect([none.leastGain, none.policies[0]!.value.estimate]).toEqual([null, 0]);
    expect(() => savePolicy({ churn: [0.5], value: 10, effect: [0.1, 0.2] })).toThrow(
      "savePolicy: effect must have one entry per customer (1), received [0.1, 0.2]",
    );
    expect(() => savePolicy({ churn: [0.5], value: 10, effect: 20 })).toThrow(
      "savePolicy: effect must be from -1 to 1",
    );
  });
});

describe("winBackValue", () => {
  const group = {
    lapsed: 1,
    customers: 800,
    contacted: 200,
    returned: 30,
    leftAlone: 200,
    returnedAlone: 12,
  };
  const late = { lapsed: 6, customers: 2000, contacted: 200, returned: 9, leftAlone: 200, returnedAlone: 6 };
  const input = { groups: [late, group], value: 120, incentive: 15, contactCost: 1.5, draws: 500 };

  it("pays per contact what those who come back bring, less those who would have come anyway", () => {
    const { rows, campaign, contacted, everybody } = winBackValue(input);
    expectClose(rows[1]!.perContact.estimate, 0.15 * 105 - 0.06 * 120 - 1.5, { relative: 1e-12 });
    expectClose(rows[1]!.breakEvenRate * 105, 0.06 * 120 + 1.5, { relative: 1e-12 });
    expect(rows.map(({ chosen }) => chosen)).toEqual([0, 800]);
    expect(contacted).toBe(800);
    expectClose(campaign.estimate, 800 * rows[1]!.perContact.estimate, { relative: 1e-12 });
    expectClose(everybody.estimate, campaign.estimate + 2000 * rows[0]!.perContact.estimate, {
      relative: 1e-12,
    });
    expect(campaign.lower).toBeLessThan(campaign.estimate);
    // Trials of 200 leave the rates uncertain by far more than the chance of 800 customers.
    const rate = Math.sqrt((0.15 * 0.85) / 200) * 105;
    const alone = Math.sqrt((0.06 * 0.94) / 200) * 120;
    const width = rows[1]!.perContact.upper - rows[1]!.perContact.lower;
    expect(Math.abs(width / (2 * 1.96 * Math.hypot(rate, alone)) - 1)).toBeLessThan(0.1);
  });

  it("keeps to the capacity, takes a value for each group, and refuses more returns than contacts", () => {
    expect(winBackValue({ ...input, capacity: 100 }).contacted).toBe(100);
    const own = winBackValue({
      groups: [
        { ...late, value: 1000 },
        { ...group, value: 120 },
      ],
    });
    expect(own.rows.map(({ chosen }) => chosen)).toEqual([2000, 800]);
    expect(() => winBackValue({ ...input, groups: [{ ...group, returned: 201 }] })).toThrow(
      "winBackValue: groups[0].returned must be at most contacted (200), received 201",
    );
    expect(() => winBackValue({ groups: [group] })).toThrow(
      "winBackValue: value must be a finite number above 0, received undefined",
    );
  });
});

describe("priceChange", () => {
  const rise = { margin: 7, newMargin: 9, churnRate: 0.045, discountRate: 0.01 };

  it("bears the churn at which both lifetime values are equal", () => {
    const { breakEvenChurn, valueBefore } = priceChange(rise);
    const value = (margin: number, churn: number) =>
      lifetimeValue({ margin, retention: 1 - churn, discountRate: 0.01 }).value;
    expectClose(valueBefore, value(7, 0.045), { relative: 1e-12 });
    expectClose(value(9, breakEvenChurn!), valueBefore, { relative: 1e-12 });
  });

  it("tells the value at a churn that is expected, and every break-even leaves it as it was", () => {
    const changed = { ...rise, leaveAtOnce: 0.05, downgradeShare: 0.1, downgradeMargin: 4 };
    const { breakEvenChurn, breakEvenLoss, breakEvenDowngrades } = priceChange(changed);
    const at = (more: object) => priceChange({ ...changed, newChurnRate: 0.045, ...more }).difference!;
    expect(at({ newChurnRate: breakEvenChurn! })).toBeCloseTo(0, 9);
    expect(at({ leaveAtOnce: breakEvenLoss! })).toBeCloseTo(0, 9);
    expect(at({ downgradeShare: breakEvenDowngrades! })).toBeCloseTo(0, 9);
    expect(at({})).toBeGreaterThan(0);
  });

  it("has no break-even where the margin falls too far", () => {
    const cut = priceChange({ ...rise, newMargin: 5, downgradeMargin: 4, discountRate: 0.1 });
    expect(cut).toMatchObject({ breakEvenLoss: null, breakEvenDowngrades: null, valueAfter: null });
    expect(priceChange({ ...rise, newMargin: 1, discountRate: 0.1 }).breakEvenChurn).toBeNull();
    expect(() => priceChange({ ...rise, downgradeShare: 0.2 })).toThrow(
      "priceChange: downgradeMargin must be given with downgradeShare, received undefined",
    );
  });
});
