import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { complaintIceberg, excessContacts } from "../../src/economics/churn-cost/complaint-iceberg.js";
import { breakEvenLosses, segmentChurn } from "../../src/economics/churn-cost/segment-churn.js";
import {
  complaintFunnel,
  recoveryParadox,
  type ServiceRecoveryInput,
  serviceRecovery,
} from "../../src/economics/churn-cost/service-recovery.js";
import { conjunctiveCriteria } from "../../src/economics/evidence/criteria.js";
import { incidenceRate } from "../../src/economics/evidence/incidence-rate.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../support.js";

const open = fc.double({ min: 0.001, max: 0.999, noNaN: true });

describe("complaintIceberg", () => {
  it.each([
    // Source: 400,000 contacts (the count in the article) over the rate; calls alone are 1,500 a day for 79 days.
    [400_000, 0.01, 40_000_000],
    [400_000, 0.02, 20_000_000],
    [400_000, 0.04, 10_000_000],
    [400_000, 0.05, 8_000_000],
    [400_000, 0.25, 1_600_000],
    [118_500, 0.04, 2_962_500],
    [118_500, 0.1, 1_185_000],
  ])("%f contacts at a complaint rate of %f: %f affected", (contacts, rate, affected) => {
    const iceberg = complaintIceberg({
      contacts,
      contactsPerComplainer: [1, 1],
      complaintRate: [rate, rate],
    });
    expectClose(iceberg.affected.lower, affected, { relative: 1e-14 });
    expect(iceberg.affected.upper).toBe(iceberg.affected.lower);
    expectPlainData(iceberg);
  });

  it("spans both ranges", () => {
    // Source: 400,000 / (1 to 3 contacts each) / (1 to 50%).
    const iceberg = complaintIceberg({
      contacts: 400_000,
      contactsPerComplainer: [1, 3],
      complaintRate: [0.01, 0.5],
    });
    expectClose(iceberg.complainers.lower, 133333.33333333334, { relative: 1e-14 });
    expect(iceberg.complainers.upper).toBe(400_000);
    expectClose(iceberg.affected.lower, 400_000 / 1.5, { relative: 1e-14 });
    expectClose(iceberg.affected.upper, 40_000_000, { relative: 1e-14 });
  });

  it("refuses a ratio that is no range", () => {
    const input = { contacts: 1, contactsPerComplainer: [1, 2], complaintRate: [0.01, 0.05] };
    const refuse = (change: object, message: string) =>
      expectRefusal(() => complaintIceberg({ ...input, ...change } as never), `complaintIceberg: ${message}`);
    refuse({ complaintRate: 0.04 }, "complaintRate must be a range [lower, upper], received 0.04");
    refuse(
      { complaintRate: [0.05, 0.01] },
      "complaintRate must be a range [lower, upper], received [0.05, 0.01]",
    );
    refuse(
      { complaintRate: [0, 0.01] },
      "complaintRate[0] must be a fraction above 0 and at most 1, received 0",
    );
    refuse({ contactsPerComplainer: [0.5, 1] }, "contactsPerComplainer[0] must be 1 or more, received 0.5");
    refuse({ contacts: -1 }, "contacts must be a finite number of 0 or more, received -1");
  });
});

describe("excessContacts", () => {
  it("measures the calls of 1985 against the usual", () => {
    // Source: 400 calls a day before, 1,500 after, 23 April to 11 July 1985 is 79 days; z = 1100 / 20.
    const days = (Date.UTC(1985, 6, 11) - Date.UTC(1985, 3, 23)) / 86_400_000;
    expect(days).toBe(79);
    const surge = excessContacts({ contactsPerPeriod: 1500, usualPerPeriod: 400, periods: days });
    expect(surge).toStrictEqual({ contacts: 118_500, excess: 86_900, ratio: 3.75, z: 55 });
    const bunched = excessContacts({
      contactsPerPeriod: 1500,
      usualPerPeriod: 400,
      periods: 79,
      overdispersion: 10,
    });
    expectClose(bunched.z, 17.392527130926087, { relative: 1e-14 });
    // 400,000 contacts leave 281,500 letters, 70%; at 1,500 a day they would take 267 days, in 79 days 5,063 a day.
    expect(400_000 - surge.contacts).toBe(281_500);
    expectPrinted((400_000 - surge.contacts) / 400_000, "0.70");
    expectPrinted(400_000 / 1500, "267");
    expectPrinted(400_000 / 79, "5063");
    expectPlainData(surge);
  });

  it("refuses no usual number", () => {
    expectRefusal(
      () => excessContacts({ contactsPerPeriod: 1, usualPerPeriod: 0, periods: 1 }),
      "excessContacts: usualPerPeriod must be a finite number above 0, received 0",
    );
  });
});

const meal: ServiceRecoveryInput = {
  marginPerVisit: 18,
  visitsPerPeriod: 6,
  retention: 0.5,
  recoveredRetention: 0.7,
  compensationCost: 8,
  compensationPrice: 25,
  discountRate: 0.1,
};

describe("serviceRecovery", () => {
  it.each([
    // Source: the formula of the documentation evaluated in Python.
    [{}, 98.99999999999994, 11.374999999999993, 2.9599999999999977, 0.5233009708737875, 0.5672645739910307],
    [
      { visitsPerPeriod: 4, retention: 0.55, recoveredRetention: 0.6 },
      14.399999999999977,
      0.7999999999999972,
      -0.42400000000000093,
      0.5789473684210696,
      0.631360946745514,
    ],
    [
      {
        marginPerVisit: 60,
        retention: 0.45,
        recoveredRetention: 0.75,
        compensationCost: 21,
        compensationPrice: 60,
      },
      522.1978021978022,
      23.86656200941915,
      7.703296703296703,
      0.47165873306481154,
      0.5082758620689655,
    ],
  ])("%j", (change, gain, onCost, onPrice, breakEvenCost, breakEvenPrice) => {
    const recovery = serviceRecovery({ ...meal, ...change });
    expectClose(recovery.gain, gain, { relative: 1e-12 });
    expectClose(recovery.onCost.returnOnCost, onCost, { relative: 1e-12 });
    expectClose(recovery.onPrice.returnOnCost, onPrice, { relative: 1e-12 });
    // The break-evens of the source were found by a search to about 1e-10.
    expectClose(recovery.onCost.breakEvenRetention, breakEvenCost, { relative: 1e-9 });
    expectClose(recovery.onPrice.breakEvenRetention, breakEvenPrice, { relative: 1e-9 });
    expectPlainData(recovery);
  });

  it.each([
    // Source: the same formula, by visits a year: break-even retention on food cost and on price.
    [1, "0.617", "0.759"],
    [2, "0.565", "0.665"],
    [4, "0.534", "0.596"],
    [6, "0.523", "0.567"],
    [12, "0.512", "0.536"],
  ])("with %f visits a year breaks even at %s and %s", (visitsPerPeriod, onCost, onPrice) => {
    const recovery = serviceRecovery({ ...meal, visitsPerPeriod });
    expectPrinted(recovery.onCost.breakEvenRetention, onCost);
    expectPrinted(recovery.onPrice.breakEvenRetention, onPrice);
  });

  it("at its break-even retention the profit is 0", () => {
    fc.assert(
      fc.property(open, open, (retention, recoveredRetention) => {
        const { onCost } = serviceRecovery({ ...meal, retention, recoveredRetention });
        if (onCost.breakEvenRetention > 1) return;
        const there = serviceRecovery({ ...meal, retention, recoveredRetention: onCost.breakEvenRetention });
        expectClose(there.onCost.profit, 0, { absolute: 1e-7 });
      }),
    );
  });

  it("refuses values that diverge and missing costs", () => {
    const refuse = (change: object, message: string) =>
      expectRefusal(() => serviceRecovery({ ...meal, ...change } as never), `serviceRecovery: ${message}`);
    refuse(
      { recoveredRetention: 1, discountRate: 0 },
      "recoveredRetention must be a fraction from 0 to below 1, received 1",
    );
    refuse(
      { compensationPrice: undefined },
      "compensationPrice must be a finite number above 0, received undefined",
    );
    refuse({ visitsPerPeriod: 0 }, "visitsPerPeriod must be a finite number above 0, received 0");
  });
});

describe("recoveryParadox", () => {
  it.each([
    // Source: (p₁ - p₀) 300 - 8.
    [0.85, 0.88, 1, true],
    [0.85, 0.8, -23, false],
    [0.8, 0.9, 22, true],
  ])("served %f, recovered %f", (returnWithoutFailure, returnAfterRecovery, gain, paradox) => {
    const result = recoveryParadox({
      returnWithoutFailure,
      returnAfterRecovery,
      valueOfReturn: 300,
      compensation: 8,
    });
    expectClose(result.gain, gain, { absolute: 1e-12 });
    expect(result.paradox).toBe(paradox);
    expectPlainData(result);
  });

  it("refuses percentages", () => {
    const input = { returnWithoutFailure: 85, returnAfterRecovery: 0.8, valueOfReturn: 1, compensation: 0 };
    expectRefusal(
      () => recoveryParadox(input),
      "recoveryParadox: returnWithoutFailure must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 85",
    );
  });
});

describe("complaintFunnel", () => {
  it("adds up what stays and what is lost", () => {
    const funnel = complaintFunnel([
      { outcome: "silent", share: 0.6, loyalty: 0.09 },
      { outcome: "satisfied quickly", share: 0.4, loyalty: 0.82 },
    ]);
    expectClose(funnel.loyalty, 0.382, { relative: 1e-14 });
    expectClose(
      funnel.lost.reduce((sum, { lostShare }) => sum + lostShare, 0),
      1 - funnel.loyalty,
      { relative: 1e-14 },
    );
    expectPlainData(funnel);
  });

  it("refuses shares that do not sum to 1", () => {
    expectRefusal(
      () => complaintFunnel([{ outcome: "silent", share: 0.5, loyalty: 0.09 }]),
      "complaintFunnel: outcomes must have shares that sum to 1, received 0.5",
    );
    expectRefusal(
      () => complaintFunnel([]),
      "complaintFunnel: outcomes must be an array of outcomes, received []",
    );
  });
});

describe("incidenceRate", () => {
  it.each([
    // Source: -ln(1 - p) and 1 - (1 - p)^(1/n), in Python.
    [0.64, 1.0216512475319814, 12, 0.08161409783155471],
    [0.64, 1.0216512475319814, 26, 0.038532272011602364],
    [0.64, 1.0216512475319814, 52, 0.01945539214760983],
    [0.67, 1.1086626245216114, 12, 0.088249181932055],
    [0.67, 1.1086626245216114, 26, 0.041744533601704714],
    [0.67, 1.1086626245216114, 52, 0.021094761277530405],
  ])("%f at least once is %f events, with %f occasions", (share, rate, occasions, each) => {
    const incidence = incidenceRate({ share, occasions });
    expectClose(incidence.meanEvents, rate, { relative: 1e-13 });
    expectClose(incidence.perOccasion!, each, { relative: 1e-12 });
    expectPlainData(incidence);
  });

  it.each([
    // Source: k [(1 - p)^(-1/k) - 1], in Python.
    [0.5, 3.358024691358025],
    [1, 1.7777777777777777],
    [2, 1.3333333333333335],
    [5, 1.1335160234819441],
  ])("with gamma rates of shape %f it is %f events", (shape, mean) => {
    expectClose(incidenceRate({ share: 0.64, shape }).meanEvents, mean, { relative: 1e-13 });
  });

  it("tends to the case of all alike, and is never less", () => {
    fc.assert(
      fc.property(open, (share) => {
        const alike = incidenceRate({ share }).meanEvents;
        expectClose(incidenceRate({ share, shape: 1e9 }).meanEvents, alike, { relative: 1e-7 });
        expect(incidenceRate({ share, shape: 3 }).meanEvents).toBeGreaterThanOrEqual(alike);
      }),
    );
    expect(incidenceRate({ share: 0, occasions: 3 })).toStrictEqual({ meanEvents: 0, perOccasion: 0 });
  });

  it("refuses a share of everybody", () => {
    expectRefusal(
      () => incidenceRate({ share: 1 }),
      "incidenceRate: share must be a fraction from 0 to below 1, received 1",
    );
    expectRefusal(
      () => incidenceRate({ share: 0.5, shape: 0 }),
      "incidenceRate: shape must be a finite number above 0, received 0",
    );
  });
});

describe("conjunctiveCriteria", () => {
  it("tells the product from the mean", () => {
    // Source: 0.95^5 = 0.774, 0.8^(1/5) = 0.956.
    const five = conjunctiveCriteria({ met: [0.95, 0.95, 0.95, 0.95, 0.95], target: 0.8 });
    expectPrinted(five.conjunctive, "0.774");
    expectPrinted(five.neededEach!, "0.956");
    expectClose(five.compensatory, 0.95, { relative: 1e-15 });
    expectClose(five.conjunctiveLower, 0.75, { relative: 1e-14 });
    expect(five.conjunctiveUpper).toBe(0.95);
    expectPlainData(five);
  });

  it("keeps the order: least, product, most, mean", () => {
    fc.assert(
      fc.property(fc.array(open, { minLength: 1, maxLength: 6 }), (met) => {
        const all = conjunctiveCriteria({ met });
        expect(all.conjunctiveLower).toBeLessThanOrEqual(all.conjunctive + 1e-12);
        expect(all.conjunctive).toBeLessThanOrEqual(all.conjunctiveUpper + 1e-12);
        expect(all.conjunctiveUpper).toBeLessThanOrEqual(all.compensatory + 1e-12);
        expect(all.neededEach).toBeNull();
      }),
    );
  });

  it("refuses no criteria and percentages", () => {
    expectRefusal(
      () => conjunctiveCriteria({ met: [] }),
      "conjunctiveCriteria: met must be an array of at least one fraction, received []",
    );
    expectRefusal(
      () => conjunctiveCriteria({ met: [95] }),
      "conjunctiveCriteria: met[0] must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 95",
    );
  });
});

describe("segmentChurn and breakEvenLosses", () => {
  it("counts heads and money", () => {
    // Source: 0.2 × 0.25 + 0.8 × 0.08 and 0.6 × 0.25 + 0.4 × 0.08.
    const churn = segmentChurn([
      { customers: 0.2, revenue: 0.6, churnRate: 0.25 },
      { customers: 0.8, revenue: 0.4, churnRate: 0.08 },
    ]);
    expectClose(churn.customerChurn, 0.114, { relative: 1e-14 });
    expectClose(churn.revenueChurn, 0.182, { relative: 1e-14 });
    expectPlainData(churn);
  });

  it.each([
    // Source: 24,000 / 440 = 54.5 customers, 5.45% of 1000.
    [0.1, "0.55", true],
    [0.0545454545454545, "1.0", true],
    [0.05, "1.09", false],
  ])("an employee who serves %f of the customers must lose %s of them", (contactShare, printed, possible) => {
    const undone = breakEvenLosses({ spend: 24_000, customerValue: 440, customers: 1000, contactShare });
    expectPrinted(undone.customersLost, "54.5");
    expectPrinted(undone.shareOfCustomers, "0.0545");
    expectPrinted(undone.shareOfServed, printed);
    if (contactShare !== 0.0545454545454545) expect(undone.possible).toBe(possible);
    expectPlainData(undone);
  });

  it("refuses empty segments and values of 0", () => {
    expectRefusal(() => segmentChurn([]), "segmentChurn: segments must be an array of segments, received []");
    expectRefusal(
      () => segmentChurn([{ customers: 1, revenue: 0, churnRate: 0.1 }]),
      "segmentChurn: segments must have revenue that sum to more than 0, received 0",
    );
    expectRefusal(
      () => breakEvenLosses({ spend: 1, customerValue: 0, customers: 1 }),
      "breakEvenLosses: customerValue must be a finite number above 0, received 0",
    );
  });
});
