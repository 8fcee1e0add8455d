/** Predictions against a holdout: conditional expectations, errors, log score, calibration. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibrationCurve } from "../../src/assessment/calibration-curve.js";
import { conditionalExpectations } from "../../src/assessment/conditional-expectations.js";
import { holdoutErrors } from "../../src/assessment/holdout-errors.js";
import { holdoutLogScore } from "../../src/assessment/holdout-log-score.js";
import * as bgNbd from "../../src/models/transactions/beta-geometric/bg-nbd.js";
import * as bgBb from "../../src/models/transactions/bg-bb.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";
import { donations } from "./donations.js";

const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const customers = { frequency: [0, 2, 9, 1], recency: [0, 30.43, 35, 4], T: [38.86, 38.86, 38, 30] };
const holdout = { horizon: 39, observed: [0, 1, 8, 0] };
const split = { ...customers, holdoutFrequency: Float64Array.from(holdout.observed), holdoutDuration: 39 };

describe("conditionalExpectations", () => {
  it("keeps the totals in both groupings", () => {
    const { byFrequency, byRecency } = conditionalExpectations(
      { model: bgNbd, fit: parameters },
      customers,
      holdout,
    );
    const each = bgNbd.conditionalExpectedTransactions(parameters, customers, 39);
    const total = each.reduce((sum, one) => sum + one, 0);
    for (const rows of [byFrequency, byRecency]) {
      const sum = (of: "predicted" | "observed") =>
        rows.reduce((s, row) => s + row.customers * (row[of] ?? 0), 0);
      expectClose(sum("predicted"), total, { relative: 1e-12 });
      expect(sum("observed")).toBe(9);
    }
    expect(byRecency.length).toBe(11);
    expect(byRecency[0]).toMatchObject({ from: 0, to: 0, customers: 1 });
    expect(byFrequency[7]).toMatchObject({ frequency: 7, orMore: true, customers: 1, observed: 8 });
    expectClose(byFrequency[7]!.predicted!, each[2]!, { relative: 1e-15 });
  });

  it("puts a recency on a boundary into the bin that ends there", () => {
    const onEdges = { frequency: [1, 1, 1], recency: [0.1, 0.3, 0.30001], T: [1, 1, 1] };
    const { byRecency } = conditionalExpectations({ model: bgNbd, fit: parameters }, onEdges, {
      horizon: 1,
      observed: [0, 0, 0],
    });
    expect(byRecency.map((row) => row.customers)).toEqual([0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0]);
  });

  it("takes the holdout that a split has put beside the customers", () => {
    const given = conditionalExpectations({ model: bgNbd, fit: parameters }, customers, holdout);
    expect(conditionalExpectations({ model: bgNbd, fit: parameters }, split)).toEqual(given);
    const rows = customers.frequency.map((frequency, i) => ({
      frequency,
      recency: customers.recency[i]!,
      T: customers.T[i]!,
      holdoutFrequency: holdout.observed[i]!,
    }));
    expect(conditionalExpectations({ model: bgNbd, fit: parameters }, rows, { horizon: 39 })).toEqual(given);
    expectPlainData(given);
  });

  it("predicts where nothing has been observed yet", () => {
    const given = conditionalExpectations({ model: bgNbd, fit: parameters }, customers, holdout);
    const ahead = conditionalExpectations({ model: bgNbd, fit: parameters }, customers, {
      horizon: holdout.horizon,
    });
    expect(ahead.byFrequency).toEqual(given.byFrequency.map((row) => ({ ...row, observed: null })));
    expect(ahead.byRecency).toEqual(given.byRecency.map((row) => ({ ...row, observed: null })));
  });

  it("says what is wrong", () => {
    const call = (options?: object) =>
      conditionalExpectations({ model: bgNbd, fit: parameters }, customers, options);
    const where = "conditionalExpectations:";
    expectRefusal(
      () => call(),
      `${where} options.horizon must be a finite number above 0 (or customers.holdoutDuration given), received undefined`,
    );
    expectRefusal(
      () => call({ horizon: 39, observed: [1, 2] }),
      `${where} options.observed must have as many entries as there are customers (4), received 2`,
    );
    expectRefusal(
      () => call({ horizon: 39, observed: [0, 1, 0.5, 0] }),
      `${where} options.observed[2] must be a whole number of 0 or more, received 0.5`,
    );
    expectRefusal(
      () => call({ ...holdout, largest: 0 }),
      `${where} options.largest must be a whole number of 1 or more, received 0`,
    );
    expectRefusal(
      () => call({ ...holdout, recencyWidth: 1e-9 }),
      `${where} options.recencyWidth must be at least the largest T (38.86) / 10000, received 1e-9`,
    );
  });
});

describe("holdoutErrors", () => {
  it("gives bias, mean absolute and root mean squared error in their order", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.record({ predicted: number, observed: number }), { minLength: 1 }), (rows) => {
        const errors = holdoutErrors(rows);
        const slack = 1e-9 * (1 + errors.rootMeanSquareError);
        expect(Math.abs(errors.bias) <= errors.meanAbsoluteError + slack).toBe(true);
        expect(errors.meanAbsoluteError <= errors.rootMeanSquareError + slack).toBe(true);
        expectPlainData(errors);
      }),
    );
  });

  it("takes weights for repeated customers", () => {
    const repeated = holdoutErrors({ predicted: [1, 1, 3], observed: [0, 0, 5] });
    expect(holdoutErrors({ predicted: [1, 3], observed: [0, 5], weight: [2, 1] })).toEqual(repeated);
    expect(
      holdoutErrors([
        { predicted: 1, observed: 0, weight: 2 },
        { predicted: 3, observed: 5 },
      ]),
    ).toEqual(repeated);
    expect(holdoutErrors({ predicted: [1], observed: [0] }).relativeErrorOfTotal).toBe(null);
  });

  it("says what is wrong", () => {
    const where = "holdoutErrors:";
    expectRefusal(
      () => holdoutErrors(undefined as unknown as []),
      `${where} forecasts must be an array of rows, or an object of columns, received undefined`,
    );
    expectRefusal(
      () => holdoutErrors({ predicted: [1, 2], observed: [1] }),
      `${where} forecasts.observed must have as many entries as forecasts.predicted (2), received 1`,
    );
    expectRefusal(
      () => holdoutErrors({ predicted: [1, Number.NaN], observed: [1, 2] }),
      `${where} forecasts.predicted[1] must be a finite number, received NaN`,
    );
    expectRefusal(
      () => holdoutErrors({ predicted: [1e150], observed: [0], weight: [1e9] }),
      `${where} forecasts must hold numbers whose squared errors have a finite sum, received an object`,
    );
    expectRefusal(
      () => holdoutErrors({ predicted: [], observed: [] }),
      `${where} forecasts must hold a customer of weight above 0, received 0`,
      "INSUFFICIENT_DATA",
    );
  });
});

describe("holdoutLogScore", () => {
  it("adds the logarithms of what the model said of each customer", () => {
    const expected = customers.frequency.map((frequency, i) =>
      Math.log(
        bgNbd.conditionalTransactionProbability(
          parameters,
          { frequency, recency: customers.recency[i]!, T: customers.T[i]! },
          { x: holdout.observed[i]!, t: 39 },
        ),
      ),
    );
    const score = holdoutLogScore({ model: bgNbd, fit: parameters }, customers, holdout);
    expectClose(
      score.logScore!,
      expected.reduce((sum, one) => sum + one, 0),
      { relative: 1e-12 },
    );
    expectClose(score.meanLogScore!, score.logScore! / 4, { relative: 1e-12 });
    expectPlainData(score);
    const doubled = holdoutLogScore({ model: bgNbd, fit: parameters }, { ...split, weight: [2, 2, 2, 2] });
    expectClose(doubled.logScore!, 2 * score.logScore!, { relative: 1e-12 });
  });

  it("has no score where the impossible happened", () => {
    const donor = { frequency: [2], recency: [3], T: [6], weight: [5] };
    const atPrint = { alpha: 1.203528, beta: 0.749726, gamma: 0.6567808, delta: 2.783796 };
    expect(holdoutLogScore({ model: bgBb, fit: atPrint }, donor, { horizon: 2, observed: [3] })).toEqual({
      horizon: 2,
      customers: 5,
      logScore: null,
      meanLogScore: null,
      impossible: 5,
    });
  });

  it("prefers the model that drew the customers", () => {
    const { customers: drawn } = bgNbd.simulate(parameters, { customers: 4000, T: 39, holdout: 39, seed: 5 });
    const options = { horizon: 39, observed: drawn.holdoutFrequency };
    const right = holdoutLogScore({ model: bgNbd, fit: parameters }, drawn, options).meanLogScore!;
    const wrong = holdoutLogScore({ model: bgNbd, fit: { ...parameters, a: 2 } }, drawn, options)
      .meanLogScore!;
    expect(right).toBeGreaterThan(wrong);
  });
});

describe("calibrationCurve", () => {
  it("is calibrated where the model drew the customers", () => {
    const { customers: drawn } = bgNbd.simulate(parameters, {
      customers: 5000,
      T: 39,
      holdout: 39,
      seed: 11,
    });
    const observed = drawn.holdoutFrequency;
    const { bins, skill, brierScore } = calibrationCurve({ model: bgNbd, fit: parameters }, drawn, {
      horizon: 39,
      observed,
    });
    // Each bin within 4 standard errors of its prediction.
    for (const bin of bins)
      expect(Math.abs(bin.observed - bin.predicted)).toBeLessThan(4 * bin.standardError);
    expect(bins.reduce((sum, bin) => sum + bin.customers, 0)).toBe(5000);
    expect(skill).toBeGreaterThan(0.1);
    const reversed = {
      frequency: drawn.frequency.slice().reverse(),
      recency: drawn.recency.slice().reverse(),
      T: drawn.T.slice().reverse(),
      holdoutFrequency: observed.slice().reverse(),
    };
    const again = calibrationCurve({ model: bgNbd, fit: parameters }, reversed, { horizon: 39 });
    expect(again.bins).toEqual(bins);
    expect(again.brierScore).toBe(brierScore);
  });

  it("keeps equal customers in one bin", () => {
    const alike = { frequency: [0, 0, 0, 2], recency: [0, 0, 0, 30], T: [39, 39, 39, 39] };
    const { bins, skill } = calibrationCurve({ model: bgNbd, fit: parameters }, alike, {
      horizon: 39,
      observed: [0, 0, 1, 1],
      bins: 4,
    });
    expect(bins.map((bin) => bin.customers)).toEqual([3, 1]);
    expectClose(bins[0]!.observed, 1 / 3, { relative: 1e-15 });
    expect(skill).not.toBe(null);
    const idle = calibrationCurve({ model: bgNbd, fit: parameters }, alike, {
      horizon: 39,
      observed: [0, 0, 0, 0],
    });
    expect(idle.skill).toBe(null);
    expectPlainData(idle);
  });

  it("says what is wrong", () => {
    expectRefusal(
      () => calibrationCurve({ model: bgNbd, fit: parameters }, customers, { ...holdout, bins: 0 }),
      "calibrationCurve: options.bins must be a whole number of 1 or more, received 0",
    );
    expectRefusal(
      () => calibrationCurve({ model: bgNbd, fit: parameters }, { ...split, holdoutDuration: 0 }),
      "calibrationCurve: options.horizon must be a finite number above 0 (or customers.holdoutDuration given), received 0",
    );
    expectRefusal(
      () => calibrationCurve({ model: {} as typeof bgNbd, fit: parameters }, split),
      "calibrationCurve: fitted.model.conditionalTransactionProbability must be a function, received undefined",
    );
  });
});

describe("conditionalExpectations on the donations", () => {
  // Fader, Hardie & Shang (2010), workbook of note 010: 12,884.2 donations expected in the next five years.
  it("gives the workbook's total", () => {
    const fit = bgBb.fit(donations);
    const observed = donations.frequency.map(() => 0);
    const { byFrequency } = conditionalExpectations({ model: bgBb, fit: fit.parameters }, donations, {
      horizon: 5,
      observed,
    });
    const total = byFrequency.reduce((sum, row) => sum + row.customers * (row.predicted ?? 0), 0);
    expectClose(total, 12_884.2, { absolute: 0.3 });
  });
});
