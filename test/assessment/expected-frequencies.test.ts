/** Observed against expected customers by repeat count: laws, printed numbers, the closed model, invariances, refusals. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedFrequencies } from "../../src/assessment/expected-frequencies.js";
import * as bgNbd from "../../src/models/transactions/beta-geometric/bg-nbd.js";
import * as bgBb from "../../src/models/transactions/bg-bb.js";
import { expectClose, expectPlainData, expectRefusal } from "../support.js";
import { donations } from "./donations.js";

const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const customers = { frequency: [0, 1, 3, 9], recency: [0, 12, 30, 35], T: [39, 30, 39, 36] };

describe("expectedFrequencies", () => {
  it("expects as many customers as there are, whatever their ages", () => {
    const age = fc.double({ min: 0, max: 200, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(age, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 12 }),
        (T, largest) => {
          const none = T.map(() => 0);
          const { rows } = expectedFrequencies(
            { model: bgNbd, fit: parameters },
            { frequency: none, recency: none, T },
            { largest },
          );
          expect(rows.length).toBe(largest + 1);
          expectClose(
            rows.reduce((sum, row) => sum + row.expected, 0),
            T.length,
            { relative: 1e-11 },
          );
          expect(rows[0]?.observed).toBe(T.length);
        },
      ),
    );
  });

  it("is plain data", () => {
    expectPlainData(expectedFrequencies({ model: bgNbd, fit: parameters }, customers));
  });

  // Fader, Hardie & Shang (2010) on the donation data; both counts quoted from Hardie's workbook for note 010, sheet
  // "In-Sample Fit", at the workbook's own parameters: 3 units of the last digit.
  it("gives the workbook's BG/BB customers without and with six repeat donations", () => {
    const fit = bgBb.fit(donations);
    const { rows, chiSquare } = expectedFrequencies({ model: bgBb, fit: fit.parameters }, donations, {
      largest: 7,
    });
    expectClose(rows[0]!.expected, 3454.9, { absolute: 0.3 });
    expectClose(rows[6]!.expected, 1253.1, { absolute: 0.3 });
    expect(rows.map((row) => row.observed)).toEqual([3464, 1823, 1430, 1085, 1036, 1063, 1203, 0]);
    // Six opportunities leave no customer with seven: that row counts for nothing.
    expect(rows[7]?.expected).toBe(0);
    expect(chiSquare.degreesOfFreedom).toBe(2);
  });

  it("has no statistic where customers are in a row in which none can be", () => {
    const tooMany = { frequency: [1, 2], recency: [1, 2], T: [2, 2] };
    const never = { transactionProbability: (_: object, { x }: { x: number }) => (x < 2 ? 0.5 : 0) };
    expect(expectedFrequencies({ model: never, fit: {} }, tooMany, { largest: 2 }).chiSquare).toEqual({
      statistic: null,
      degreesOfFreedom: 1,
      pValue: null,
    });
  });

  it("takes rows, repeated rows and weights alike, in any order", () => {
    const { frequency, recency, T } = customers;
    const rows = frequency.map((x, i) => ({ frequency: x, recency: recency[i]!, T: T[i]! }));
    const expected = expectedFrequencies({ model: bgNbd, fit: parameters }, [...rows, rows[0]!, rows[2]!]);
    const weighted = [{ ...rows[2]!, weight: 2 }, rows[3]!, { ...rows[0]!, weight: 2 }, rows[1]!];
    expect(expectedFrequencies({ model: bgNbd, fit: parameters }, weighted)).toEqual(expected);
    expect(
      expectedFrequencies({ model: bgNbd, fit: parameters }, { ...customers, weight: [2, 1, 2, 1] }),
    ).toEqual(expected);
  });

  it("says what is wrong", () => {
    const where = "expectedFrequencies:";
    const call = (change: object, options = {}) =>
      expectedFrequencies({ model: bgNbd, fit: parameters }, { ...customers, ...change }, options);
    expectRefusal(
      () => expectedFrequencies({ model: {} as typeof bgNbd, fit: parameters }, customers),
      `${where} fitted.model.transactionProbability must be a function, received undefined`,
    );
    expectRefusal(
      () => expectedFrequencies({ model: undefined as unknown as typeof bgNbd, fit: parameters }, customers),
      `${where} fitted.model must be an object, received undefined`,
    );
    expectRefusal(
      () => expectedFrequencies({ model: bgNbd, fit: undefined as unknown as typeof parameters }, customers),
      `${where} fitted.fit must be an object, received undefined`,
    );
    expectRefusal(
      () => expectedFrequencies({ model: bgNbd, fit: { ...parameters, r: -1 } }, customers),
      "bgNbd.transactionProbability: parameters.r must be a finite number above 0, received -1",
    );
    expectRefusal(
      () => expectedFrequencies({ model: bgNbd, fit: parameters }, undefined as unknown as typeof customers),
      `${where} customers must be an array of rows, or an object of columns, received undefined`,
    );
    expectRefusal(
      () => call({ frequency: [0, 1, 1.5, 9] }),
      `${where} customers.frequency[2] must be a whole number of 0 or more, received 1.5`,
    );
    expectRefusal(
      () => call({ recency: [0, 12, 40, 35] }),
      `${where} customers.recency[2] must be from 0 to T (39), received 40`,
    );
    expectRefusal(
      () => call({ recency: [3, 12, 30, 35] }),
      `${where} customers.recency[0] must be 0 where frequency is 0, received 3`,
    );
    expectRefusal(
      () => call({ T: [39, 30, 39] }),
      `${where} customers.T must have as many entries as customers.frequency (4), received 3`,
    );
    expectRefusal(
      () => call({ weight: [1, 1, -1, 1] }),
      `${where} customers.weight[2] must be a finite number of 0 or more, received -1`,
    );
    expectRefusal(
      () => call({ weight: [0, 0, 0, 0] }),
      `${where} customers must hold a customer of weight above 0, received 0`,
      "INSUFFICIENT_DATA",
    );
    expectRefusal(
      () => call({}, { largest: 0 }),
      `${where} options.largest must be a whole number of 1 or more, received 0`,
    );
    expectRefusal(
      () => call({}, { estimated: -1 }),
      `${where} options.estimated must be a whole number of 0 or more, received -1`,
    );
  });
});
