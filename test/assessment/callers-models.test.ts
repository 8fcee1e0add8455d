/** Models come from callers too: what is no number is refused, not averaged. */
import { describe, expect, it } from "vitest";
import {
  calibrationCurve,
  compareForecasts,
  conditionalExpectations,
  expectedFrequencies,
  holdoutLogScore,
  trackTransactions,
} from "../../src/assessment/index.js";
import { expectRefusal } from "../support.js";

const customers = { frequency: [0, 2, 9], recency: [0, 30, 35], T: [38, 38, 38] };
const options = { horizon: 39, observed: [0, 1, 8] };
const fit = { model: "own", parameters: { a: 1 }, logLikelihood: -1, likelihoodOf: "x", aic: 1, bic: 1 };
/** A model whose verbs all give the same. */
const model = (given: unknown) => {
  const verb = () => given as never;
  return {
    conditionalExpectedTransactions: verb,
    conditionalTransactionProbability: verb,
    transactionProbability: verb,
    expectedTransactions: verb,
  };
};
const columns: Readonly<Record<string, (given: unknown) => unknown>> = {
  conditionalExpectations: (given) =>
    conditionalExpectations({ model: model(given), fit: {} }, customers, options),
  calibrationCurve: (given) => calibrationCurve({ model: model(given), fit: {} }, customers, options),
  compareForecasts: (given) => compareForecasts([{ model: model(given), fit } as never], customers, options),
};
const single: Readonly<Record<string, (given: unknown) => unknown>> = {
  expectedFrequencies: (given) => expectedFrequencies({ model: model(given), fit: {} }, customers),
  trackTransactions: (given) =>
    trackTransactions({ model: model(given), fit: {} }, customers, { periods: 3 }),
};

describe("a caller's model", () => {
  it.each(Object.entries(columns))(
    "of which %s asks many is refused where it gives no numbers",
    (name, call) => {
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, "1", 1n, null, undefined, Symbol("s")])
        expect(() => call([0.5, bad, 0.5]), String(bad)).toThrow(
          new RegExp(`^${name}: model\\.\\w+ must give a finite number for customers\\[1\\], received `),
        );
      expect(() => call([0.5, 0.5])).toThrow(/must give as many numbers as customers \(3\), received 2$/);
      for (const bad of [0.5, undefined, { 0: 1 }])
        expect(() => call(bad)).toThrow(/must give a number for each customer, received/);
    },
  );

  it.each(Object.entries(single))("of which %s asks one after another is refused too", (name, call) => {
    for (const bad of [Number.NaN, Number.NEGATIVE_INFINITY, "1", 1n, null, undefined])
      expect(() => call(bad), String(bad)).toThrow(
        new RegExp(`^${name}: model\\.\\w+ must give a finite number at `),
      );
  });

  it("is asked by holdoutLogScore for what each count is worth", () => {
    expect(() =>
      holdoutLogScore({ model: model([Number.NaN]) as never, fit: {} }, customers, options),
    ).toThrow(
      "holdoutLogScore: model.conditionalTransactionProbability must give a finite number for customers[0], received NaN",
    );
  });

  it("may give vectors and lists", () => {
    const forecast = conditionalExpectations({ model: model([1, 2, 3]), fit: {} }, customers, options);
    const vector = { length: 3, get: (i: number) => i + 1 };
    expect(conditionalExpectations({ model: model(vector), fit: {} }, customers, options)).toEqual(forecast);
  });

  it("is grouped into no more rows than can be read", () => {
    expectRefusal(
      () =>
        conditionalExpectations({ model: model([1, 2, 3]), fit: {} }, customers, {
          ...options,
          largest: 1e6,
        }),
      "conditionalExpectations: options.largest must be a whole number from 1 to 10000, received 1000000",
    );
  });
});
