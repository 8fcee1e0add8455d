/** Tenures in tables that hand out their columns by name, as Arquero and Arrow do, with vectors read by `get`. */
import { describe, expect, it } from "vitest";
import * as betaDiscreteWeibull from "../../../src/models/contractual/beta-discrete-weibull.js";
import * as shiftedBetaGeometric from "../../../src/models/contractual/shifted-beta-geometric.js";
import { expectRefusal } from "../../support.js";

const columns = {
  duration: [1, 1, 2, 3, 3, 4, 4, 5],
  event: [true, true, true, true, true, false, false, true],
  entry: [0, 0, 0, 1, 0, 2, 0, 0],
  weight: [131, 20, 126, 90, 12, 300, 200, 34],
};
type Name = keyof typeof columns;
const has = (name: string): name is Name => name in columns;

const vector = (values: readonly unknown[]) => ({
  length: values.length,
  get: (i: number) => values[i] as never,
});
const arquero = {
  columnNames: () => Object.keys(columns),
  array(name: string): ArrayLike<unknown> {
    if (!has(name)) throw new Error("no such column");
    return columns[name];
  },
};
const arrow = { getChild: (name: string) => (has(name) ? vector(columns[name]) : null) };

describe("tables of tenures", () => {
  it("fit as their columns do, optional ones left out", () => {
    for (const { fit } of [shiftedBetaGeometric, betaDiscreteWeibull]) {
      const expected = fit(columns);
      expect(fit(arquero)).toStrictEqual(expected);
      expect(fit(arrow)).toStrictEqual(expected);
      expect(expected.timeUnit).toBe(null);
    }
    const { duration, event } = columns;
    const bare = {
      getChild: (name: string) =>
        name === "duration" ? vector(duration) : name === "event" ? vector(event) : null,
    };
    expect(shiftedBetaGeometric.fit(bare)).toStrictEqual(shiftedBetaGeometric.fit({ duration, event }));
  });

  it("are redrawn as tables, with the draws of their columns", () => {
    const parameters = { alpha: 0.7, beta: 3 };
    const redrawn = shiftedBetaGeometric.inference.resample(arrow, { seed: 3 });
    expect(shiftedBetaGeometric.fit(redrawn)).toStrictEqual(
      shiftedBetaGeometric.fit(shiftedBetaGeometric.inference.resample(columns, { seed: 3 })),
    );
    const replicate = shiftedBetaGeometric.inference.replicate(parameters, arrow, { seed: 3 });
    expect(shiftedBetaGeometric.fit(replicate)).toStrictEqual(
      shiftedBetaGeometric.fit(shiftedBetaGeometric.inference.replicate(parameters, columns, { seed: 3 })),
    );
  });

  it("are refused by name and index", () => {
    expectRefusal(
      () => shiftedBetaGeometric.fit({ getChild: () => null }),
      "shiftedBetaGeometric.fit: duration must be an array or a vector with get, received undefined",
    );
    const holed = {
      getChild: (name: string) =>
        name === "duration" ? vector([1, null, 2]) : name === "event" ? vector([1, 1, 0]) : null,
    };
    expectRefusal(
      () => shiftedBetaGeometric.fit(holed),
      "shiftedBetaGeometric.fit: duration[1] must be a whole number of 1 or more, received null",
    );
  });
});
