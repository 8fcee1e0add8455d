/** Models on one holdout: agreement with the functions it is made of, order, printed totals, refusals. */
import { describe, expect, it } from "vitest";
import { compareForecasts } from "../../src/assessment/compare-forecasts.js";
import { holdoutErrors } from "../../src/assessment/holdout-errors.js";
import { holdoutLogScore } from "../../src/assessment/holdout-log-score.js";
import { trackTransactions } from "../../src/assessment/track-transactions.js";
import * as bgNbd from "../../src/models/transactions/beta-geometric/bg-nbd.js";
import * as paretoNbd from "../../src/models/transactions/lifetimes/pareto-nbd.js";
import * as nbd from "../../src/models/transactions/nbd.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";

const truth = { r: 0.5, alpha: 6, s: 0.6, beta: 10 };
const { customers } = paretoNbd.simulate(truth, { customers: 1000, T: 39, holdout: 39, seed: 5 });
const holdout = { horizon: 39, observed: customers.holdoutFrequency };
const fitted = [nbd, bgNbd, paretoNbd].map((model) => ({ model, fit: model.fit(customers) }));

describe("compareForecasts", () => {
  it("holds what the functions of the chapter say of each model", () => {
    const observed = new Array(78).fill(20);
    const rows = compareForecasts(fitted, customers, { ...holdout, tracking: { periods: 78, observed } });
    expectPlainData(rows);
    expect(rows.map((row) => row.model)).toEqual(["paretoNbd", "bgNbd", "nbd", "as before"]);
    const { fit } = fitted[2]!;
    const { parameters } = paretoNbd.fit(customers);
    const predicted = paretoNbd.conditionalExpectedTransactions(parameters, customers, 39);
    expect(rows[0]).toMatchObject({ logLikelihood: fit.logLikelihood, aic: fit.aic, bic: fit.bic });
    const errors = holdoutErrors({ predicted, observed: holdout.observed });
    for (const name of ["predictedTotal", "meanAbsoluteError", "rootMeanSquareError"] as const)
      expectClose(rows[0]![name], errors[name], { relative: 1e-13 });
    const score = holdoutLogScore({ model: paretoNbd, fit: parameters }, customers, holdout).meanLogScore!;
    expectClose(rows[0]!.meanLogScore!, score, { relative: 1e-13 });
    const tracked = trackTransactions({ model: paretoNbd, fit: parameters }, customers, {
      periods: 78,
      observed,
    });
    expectClose(rows[0]!.trackingError!, tracked.holdoutErrors!.meanAbsoluteError / 20, { relative: 1e-12 });
  });

  it("has the rule of thumb last, with nothing that a rule has not", () => {
    const rows = compareForecasts(fitted.slice(0, 1), customers, holdout);
    expect(rows[1]).toMatchObject({ model: "as before", logLikelihood: null, aic: null, meanLogScore: null });
    // All of T is 39, as long as the holdout: everybody buys as often again.
    expect(rows[1]!.predictedTotal).toBe(customers.frequency.reduce((sum, x) => sum + x, 0));
    expect(rows[0]!.trackingError).toBe(null);
  });

  it("takes weights, and models without probabilities", () => {
    const own = {
      conditionalExpectedTransactions: (_: never, { frequency }: { frequency: Float64Array }) => frequency,
    };
    const fit = { model: "own", parameters: {}, logLikelihood: -3, likelihoodOf: "own", aic: 6, bic: 6 };
    const data = { frequency: [1, 2], recency: [1, 2], T: [3, 3], weight: [2, 1] };
    const [row] = compareForecasts([{ model: own, fit }], data, { horizon: 3, observed: [0, 2] });
    expect(row).toMatchObject({
      predictedTotal: 4,
      observedTotal: 2,
      meanAbsoluteError: 2 / 3,
      meanLogScore: null,
    });
  });

  it("says what is wrong", () => {
    const { frequency, recency, T } = customers;
    const where = "compareForecasts:";
    const call = (models: unknown, options: object = holdout) =>
      compareForecasts(models as typeof fitted, customers, options);
    expectRefusal(() => call([]), `${where} fitted must be an array of models with their fits, received []`);
    expectRefusal(
      () => call(undefined),
      `${where} fitted must be an array of models with their fits, received undefined`,
    );
    expectRefusal(() => call([bgNbd]), `${where} fitted[0].model must be an object, received undefined`);
    expectRefusal(
      () => call([{ model: {}, fit: {} }]),
      `${where} fitted[0].model.conditionalExpectedTransactions must be a function, received undefined`,
    );
    expectRefusal(
      () => call([{ model: bgNbd }]),
      `${where} fitted[0].fit must be an object, received undefined`,
    );
    expectRefusal(
      () => compareForecasts(fitted, { frequency, recency, T }, { horizon: 39 }),
      `${where} options.observed must be a column of numbers (or customers.holdoutFrequency given), received undefined`,
    );
    expectRefusal(
      () => call(fitted, { ...holdout, tracking: { periods: 2, observed: [1] } }),
      `${where} options.tracking.observed must have one entry per period (2), received 1`,
    );
  });
});
