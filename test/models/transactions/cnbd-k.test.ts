/** BG/CNBD-k and MBG/CNBD-k: k = 1, printed numbers, sums of probabilities, simulation, refusals. */
import { describe, expect, it } from "vitest";
import * as bgCnbdK from "../../../src/models/transactions/beta-geometric/bg-cnbd-k.js";
import * as bgNbd from "../../../src/models/transactions/beta-geometric/bg-nbd.js";
import * as mbgCnbdK from "../../../src/models/transactions/beta-geometric/mbg-cnbd-k.js";
import * as mbgNbd from "../../../src/models/transactions/beta-geometric/mbg-nbd.js";
import { expectClose, expectPlainData, expectPrinted, expectRefusal } from "../../support.js";

const typical = { k: 3, r: 1, alpha: 2, a: 0.8, b: 3 };
const families = [
  { name: "bgCnbdK", model: bgCnbdK, random: bgNbd },
  { name: "mbgCnbdK", model: mbgCnbdK, random: mbgNbd },
] as const;

/** The sums of logarithms of gaps of simulated customers, up to T. */
function withGaps({ customers, orders }: ReturnType<typeof bgCnbdK.simulate>) {
  const { frequency, recency, T } = customers;
  const sumLogGaps = new Float64Array(T.length);
  const last = new Float64Array(T.length);
  orders.customer.forEach((i, order) => {
    const age = orders.age[order]!;
    if (age > T[i]!) return;
    sumLogGaps[i]! += Math.log(age - last[i]!);
    last[i] = age;
  });
  return { frequency, recency, T, sumLogGaps };
}

// BTYDplus 1.2.0: unit assertions of its sampler (k, r, alpha, a, b = 3, 0.5, 2, 0.3, 0.6), and functions run on k = 3.
describe("the numbers of the R package BTYDplus", () => {
  it("are those of bgCnbdK and mbgCnbdK", () => {
    const p = { k: 3, r: 0.5, alpha: 2, a: 0.3, b: 0.6 };
    const history = { recency: 12, T: 14, sumLogGaps: 3 };
    expectPrinted(bgCnbdK.logLikelihood(p, { frequency: 3, ...history }), "-10.42500");
    expectPrinted(bgCnbdK.logLikelihood(p, { frequency: 4, ...history }), "-12.22396");
    const q = { k: 3, r: 0.85, alpha: 1.45, a: 0.79, b: 2.42 };
    const customer = { frequency: 3, recency: 12, T: 32 };
    expectPrinted(mbgCnbdK.probabilityAlive(q, customer), "0.02208681");
    expectPrinted(bgCnbdK.probabilityAlive(q, customer), "0.01808545");
    ["0.3929845", "0.1978049", "0.1185279", "0.07721509", "0.05302631"].forEach((printed, x) => {
      expectPrinted(mbgCnbdK.transactionProbability(q, { x, t: 28 }), printed);
    });
  });
});

describe.each(families)("$name", ({ name, model, random }) => {
  it("is the model of random purchases at k = 1", () => {
    const { k: _, ...rest } = typical;
    const one = { k: 1, ...rest };
    const customer = { frequency: 3, recency: 20, T: 30 };
    const timed = { ...customer, sumLogGaps: 4 };
    expect(model.logLikelihood(one, timed)).toBe(random.logLikelihood(rest, customer));
    expect(model.probabilityAlive(one, customer)).toBe(random.probabilityAlive(rest, customer));
    expect(model.conditionalExpectedTransactions(one, customer, 20)).toBe(
      random.conditionalExpectedTransactions(rest, customer, 20),
    );
  });

  it("has probabilities that sum to one, and to the expectation, by the sum and by the integral", () => {
    const customer = { frequency: 3, recency: 20, T: 30 };
    // At t = 400 the sum over counts is too long, and the expectation is an integral over the drop-out probability.
    for (const [t, most] of [
      [20, 300],
      [400, 4000],
    ] as const) {
      let [sum, mean, conditional] = [0, 0, 0];
      for (let x = 0; x < most; x++) {
        const probability = model.transactionProbability(typical, { x, t });
        sum += probability;
        mean += x * probability;
        if (t === 20) conditional += x * model.conditionalTransactionProbability(typical, customer, { x, t });
      }
      expectClose(sum, 1, { absolute: 1e-9 });
      expectClose(mean, model.expectedTransactions(typical, t), { relative: 1e-7 });
      if (t === 20)
        expectClose(conditional, model.conditionalExpectedTransactions(typical, customer, t), {
          relative: 1e-9,
        });
    }
  });

  it("agrees with simulated customers, alive and buying", () => {
    const size = 20_000;
    const options = { customers: size, T: 30, holdout: 20, seed: 5 };
    const { customers } = model.simulate(typical, options);
    const total = (column: Float64Array): number => column.reduce((sum, value) => sum + value, 0);
    const alive = model.probabilityAlive(typical, customers);
    expectClose(total(customers.alive), total(alive), { absolute: 4 * Math.sqrt(size / 4) });
    const expected = model.conditionalExpectedTransactions(typical, customers, 20);
    const squares = customers.holdoutFrequency.reduce((sum, x, i) => sum + (x - expected[i]!) ** 2, 0);
    expectClose(total(customers.holdoutFrequency), total(expected), { absolute: 4 * Math.sqrt(squares) });
  });

  it("finds the shape of the gaps, and the parameters within their errors", () => {
    const customers = withGaps(model.simulate(typical, { customers: 1500, T: 30, seed: 8 }));
    const fit = model.fit(customers, { shapes: [1, 2, 3, 4] });
    expectPlainData(fit);
    expect(fit.parameters.k).toBe(3);
    expect(fit.shapes.map(({ k }) => k)).toEqual([1, 2, 3, 4]);
    for (const parameter of ["r", "alpha", "a", "b"] as const)
      expectClose(fit.parameters[parameter], typical[parameter], {
        absolute: 4 * fit.standardErrors[parameter]!,
      });
    expectClose(fit.logLikelihood, model.logLikelihood(fit.parameters, customers), { relative: 1e-10 });
  });

  it("discounts what it expects", () => {
    const customer = { frequency: 3, recency: 20, T: 30 };
    // ∫ e^(-δt) dE(t) = δ ∫ e^(-δt) E(t) dt, by Simpson's rule over 400 steps of 1.
    const delta = 0.05;
    let sum = 0;
    for (let i = 0; i <= 400; i++) {
      const weight = i === 0 || i === 400 ? 1 : i % 2 === 1 ? 4 : 2;
      sum += weight * Math.exp(-delta * i) * model.conditionalExpectedTransactions(typical, customer, i);
    }
    const discounted = model.discountedExpectedResidualTransactions(typical, customer, {
      continuousDiscountRate: delta,
    });
    expectClose(discounted, (delta * sum) / 3, { relative: 1e-5 });
  });

  it("refuses what it cannot answer, and says why", () => {
    expectRefusal(
      () => model.expectedTransactions({ ...typical, k: 1.5 }, 3),
      `${name}.expectedTransactions: parameters.k must be a whole number of 1 or more, received 1.5`,
    );
    expectRefusal(
      // @ts-expect-error the gaps are missing
      () => model.fit({ frequency: [2, 1], recency: [9, 3], T: [10, 10] }),
      `${name}.fit: customers must have a column sumLogGaps (frequency, recency, T), received an object`,
    );
  });
});
