/**
 * Recovery, interval coverage, forecasts and P(alive) of the transaction models over simulated customer bases: the table that
 * docs/transactions.md prints. Run with `BASES=10 npx vitest run --project slow test/slow/transactions.test.ts`; without BASES a
 * tenth of the bases is drawn.
 */
import { describe, expect, it } from "vitest";
import type { Fit } from "../../src/inference/fit.js";
import * as models from "../../src/models/index.js";
import type { PurchaseSimulation } from "../../src/models/transactions/simulation.js";

type Parameters = Readonly<Record<string, number>>;
interface Histories {
  readonly frequency: Float64Array;
  readonly recency: Float64Array;
  readonly T: Float64Array;
  readonly sumLogGaps?: Float64Array;
}
interface Model {
  fit(customers: Histories, options?: object): Fit<Parameters>;
  simulate(parameters: Parameters, options: object): PurchaseSimulation;
  probabilityAlive?(parameters: Parameters, customers: Histories): Float64Array;
  conditionalExpectedTransactions(parameters: Parameters, customers: Histories, t: number): Float64Array;
}

/** Truth, customers in a base, bases, ages, and the options of the fit. */
interface Design {
  readonly truth: Parameters;
  readonly customers: number;
  readonly bases: number;
  readonly T: number;
  readonly holdout: number;
  readonly options?: object;
}

const designs: Readonly<Record<string, Design>> = {
  nbd: { truth: { r: 0.4, alpha: 12 }, customers: 500, bases: 400, T: 39, holdout: 39 },
  bgNbd: { truth: { r: 0.6, alpha: 6, a: 0.8, b: 2.5 }, customers: 2000, bases: 250, T: 39, holdout: 39 },
  mbgNbd: { truth: { r: 0.6, alpha: 6, a: 0.8, b: 2.5 }, customers: 2000, bases: 250, T: 39, holdout: 39 },
  paretoNbd: {
    truth: { r: 0.6, alpha: 6, s: 0.7, beta: 12 },
    customers: 2000,
    bases: 150,
    T: 52,
    holdout: 52,
  },
  ggomNbd: {
    truth: { r: 1.5, alpha: 6, b: 0.2, s: 0.3, beta: 0.3 },
    customers: 1500,
    bases: 25,
    T: 60,
    holdout: 30,
  },
  bgCnbdK: {
    truth: { k: 2, r: 0.8, alpha: 3, a: 0.8, b: 2.5 },
    customers: 2000,
    bases: 150,
    T: 39,
    holdout: 39,
    options: { shapes: [2] },
  },
  mbgCnbdK: {
    truth: { k: 2, r: 0.8, alpha: 3, a: 0.8, b: 2.5 },
    customers: 2000,
    bases: 150,
    T: 39,
    holdout: 39,
    options: { shapes: [2] },
  },
  bgBb: {
    truth: { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 },
    customers: 3000,
    bases: 250,
    T: 8,
    holdout: 5,
  },
};
const effort = Number(process.env.BASES ?? 1) / 10;
const modules = models as unknown as Readonly<Record<string, Model>>;
const z = 1.959963984540054;
const sum = (column: ArrayLike<number>): number =>
  Array.from(column).reduce((total, value) => total + value, 0);

/** Sums of logarithms of gaps, for the models of regular purchases. */
function withGaps({ customers, orders }: PurchaseSimulation): Histories {
  const sumLogGaps = new Float64Array(customers.T.length);
  const last = new Float64Array(customers.T.length);
  orders.customer.forEach((i, k) => {
    const age = orders.age[k]!;
    if (age > customers.T[i]!) return;
    sumLogGaps[i]! += Math.log(age - last[i]!);
    last[i] = age;
  });
  const { frequency, recency, T } = customers;
  return { frequency, recency, T, sumLogGaps };
}

interface Study {
  readonly boundary: number;
  readonly coverage: Readonly<Record<string, number>>;
  /** Median of ln(estimate / truth). */
  readonly drift: Readonly<Record<string, number>>;
  /** Mean relative error of forecast totals, and its standard error over bases. */
  readonly forecast: readonly [mean: number, standardError: number];
}

function study(model: Model, bases: number, { truth, customers, T, holdout, options }: Design): Study {
  const names = Object.keys(truth).filter((name) => name !== "k");
  const hits = new Float64Array(names.length);
  const errors = names.map((): number[] => []);
  const forecasts: number[] = [];
  let boundary = 0;
  for (let stream = 0; stream < bases; stream++) {
    const simulation = model.simulate(truth, { customers, T, holdout, seed: 20, stream });
    const histories = "k" in truth ? withGaps(simulation) : simulation.customers;
    const fit = model.fit(histories, options);
    const expected = sum(model.conditionalExpectedTransactions(fit.parameters, histories, holdout));
    forecasts.push(expected / sum(simulation.customers.holdoutFrequency) - 1);
    if (fit.convergence.status === "boundary") {
      boundary++;
      continue;
    }
    names.forEach((name, i) => {
      const error = Math.log(fit.parameters[name]! / truth[name]!);
      if (Math.abs(error) <= z * Math.sqrt(fit.covariance[i]![i]!)) hits[i]!++;
      errors[i]!.push(error);
    });
  }
  const spread = (values: readonly number[]): readonly [number, number] => {
    const mean = sum(values) / values.length;
    return [mean, Math.sqrt(sum(values.map((value) => (value - mean) ** 2))) / values.length];
  };
  return {
    boundary: boundary / bases,
    coverage: Object.fromEntries(names.map((name, i) => [name, hits[i]! / (bases - boundary)])),
    drift: Object.fromEntries(
      names.map((name, i) => {
        const middle = Float64Array.from(errors[i]!).sort()[errors[i]!.length >> 1]!;
        return [name, Math.round(middle * 1000) / 1000];
      }),
    ),
    forecast: spread(forecasts),
  };
}

describe.each(Object.entries(designs))("%s", (name, design) => {
  const model = modules[name]!;

  it("finds its parameters, with intervals that hold them, and forecasts totals without bias", () => {
    const bases = Math.ceil(design.bases * effort);
    const { boundary, coverage, drift, forecast } = study(model, bases, design);
    const row = { customers: design.customers, bases, boundary, ...coverage };
    console.log(
      name,
      JSON.stringify({ ...row, medianError: drift, forecast: forecast.map((v) => v.toFixed(4)) }),
    );
    expect(boundary).toBeLessThan(0.1);
    // Four standard errors of a share of 95% over so many bases, and 1% for the curvature of the likelihood.
    const slack = 0.01 + 4 * Math.sqrt((0.95 * 0.05) / bases);
    for (const share of Object.values(coverage)) {
      expect(share).toBeGreaterThanOrEqual(0.95 - slack);
      expect(share).toBeLessThanOrEqual(1);
    }
    // A ratio of sums is biased by its variance: one percent beside four standard errors.
    expect(Math.abs(forecast[0])).toBeLessThan(0.01 + 4 * forecast[1]);
  });

  it("has a calibrated P(alive) and conditional expectation", () => {
    const { truth, T, holdout } = design;
    const { customers } = model.simulate(truth, { customers: 20_000, T, holdout, seed: 6 });
    const expected = model.conditionalExpectedTransactions(truth, customers, holdout);
    const squares = sum(expected.map((value, i) => (value - customers.holdoutFrequency[i]!) ** 2));
    const error = sum(expected) - sum(customers.holdoutFrequency);
    expect(Math.abs(error)).toBeLessThan(4 * Math.sqrt(squares));
    if (model.probabilityAlive === undefined) return;
    const alive = model.probabilityAlive(truth, customers);
    expect(alive.every((p) => p >= 0 && p <= 1)).toBe(true);
    const bins = Array.from({ length: 10 }, () => ({ n: 0, predicted: 0, alive: 0, variance: 0 }));
    alive.forEach((p, i) => {
      const bin = bins[Math.min(9, Math.floor(p * 10))]!;
      bin.n++;
      bin.predicted += p;
      bin.alive += customers.alive[i]!;
      bin.variance += p * (1 - p);
    });
    for (const bin of bins)
      expect(Math.abs(bin.alive - bin.predicted)).toBeLessThanOrEqual(4 * Math.sqrt(bin.variance) + 1e-9);
  });
});
