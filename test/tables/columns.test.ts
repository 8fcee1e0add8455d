import { describe, expect, it } from "vitest";
import { bootstrap } from "../../src/inference/bootstrap.js";
import * as gammaGamma from "../../src/models/spending/gamma-gamma.js";
import type { Spenders } from "../../src/models/spending/spenders.js";
import * as bgCnbdK from "../../src/models/transactions/beta-geometric/bg-cnbd-k.js";
import * as bgNbd from "../../src/models/transactions/beta-geometric/bg-nbd.js";
import type { TimedCustomers } from "../../src/models/transactions/beta-geometric/erlang-gaps.js";
import * as bgNbdRegression from "../../src/models/transactions/covariates/bg-nbd-regression.js";
import { expectRefusal } from "../support.js";

const truth = { r: 0.5, alpha: 5, a: 0.8, b: 2.5, "purchase.online": 0.4 };
const online = Array.from({ length: 120 }, (_, i) => i % 2);
const { customers } = bgNbdRegression.simulate(truth, { T: 40, covariates: { online }, seed: 4 });
const columns: Readonly<Record<string, ArrayLike<number>>> = {
  frequency: customers.frequency,
  recency: customers.recency,
  T: customers.T,
  sumLogGaps: customers.sumLogGaps,
  weight: new Float64Array(120).fill(2),
  monetaryValue: Array.from(customers.frequency, (x, i) => (x === 0 ? 0 : 10 + (i % 7))),
  online,
};
/** As Arquero hands out its columns, and as Arrow does. */
const arquero = { columnNames: () => Object.keys(columns), array: (name: string) => columns[name]! };
const arrow = {
  getChild: (name: string) => {
    const values = columns[name];
    return values === undefined ? null : { length: values.length, get: (i: number) => values[i] };
  },
};

describe("tables with columns by name", () => {
  it.each([
    ["table.array(name)", arquero],
    ["table.getChild(name)", arrow],
  ])("%s are customers to every verb", (_, table) => {
    const plain = columns as unknown as TimedCustomers;
    const { parameters } = bgNbd.fit(plain);
    expect(bgNbd.fit(table)).toEqual(bgNbd.fit(plain));
    expect(bgNbd.logLikelihood(parameters, table)).toBe(bgNbd.logLikelihood(parameters, plain));
    expect(bgNbd.probabilityAlive(parameters, table)).toEqual(bgNbd.probabilityAlive(parameters, plain));
    expect(bgCnbdK.fit(table, { shapes: [2] })).toEqual(bgCnbdK.fit(plain, { shapes: [2] }));
    const spending = { p: 6, q: 4, gamma: 16 };
    expect(gammaGamma.conditionalExpectedSpend(spending, table)).toEqual(
      gammaGamma.conditionalExpectedSpend(spending, columns as unknown as Spenders),
    );
    const options = { covariates: ["online"] };
    expect(bgNbdRegression.fit(table, options)).toEqual(bgNbdRegression.fit(plain, options));
  });

  it("keep their columns when customers are drawn again", () => {
    const mean = (p: bgNbd.BgNbdParameters) => p.r / p.alpha;
    const ofPlain = bootstrap(bgNbd, columns as unknown as TimedCustomers, mean, { resamples: 19 });
    expect(bootstrap(bgNbd, arrow, mean, { resamples: 19 })).toEqual(ofPlain);
    expect(bootstrap(bgNbd, arquero, mean, { resamples: 19 })).toEqual(ofPlain);
  });

  it("miss a column by its name", () => {
    expectRefusal(
      () => bgNbd.fit({ getChild: () => null }),
      "bgNbd.fit: customers must have a column frequency, received an object",
    );
    const without = { columnNames: () => ["frequency", "recency", "T"], array: arquero.array };
    expectRefusal(
      () => bgNbdRegression.fit(without, { covariates: ["online"] }),
      "bgNbdRegression.fit: customers must have a column online (frequency, recency, T), received an object",
    );
  });
});
