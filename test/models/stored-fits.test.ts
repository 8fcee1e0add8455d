/** Fits stored by an earlier version are still fits: every verb takes their parameters, `uncertainty` takes them whole. */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Fit } from "../../src/inference/fit.js";
import { uncertainty } from "../../src/inference/uncertainty.js";
import * as models from "../../src/models/index.js";
import { expectClose } from "../support.js";

type Parameters = Readonly<Record<string, number>>;
type Verb = (...args: readonly unknown[]) => unknown;
interface Stored {
  readonly source: string;
  readonly data: unknown;
  readonly fit: Fit<Parameters>;
}

const folder = resolve(import.meta.dirname, "../reference/fits");
const stored = readdirSync(folder).map((file): [string, Stored] => [
  file.replace(".json", ""),
  JSON.parse(readFileSync(resolve(folder, file), "utf8")),
]);
const modules = models as unknown as Readonly<Record<string, Readonly<Record<string, Verb>>>>;

const customer = { frequency: 2, recency: 3, T: 6 };
const residual = { renewals: 2, discountRate: 0.1 };
/** What each verb takes after the parameters; a verb that is not listed fails the test. */
const rest: Readonly<Record<string, (data: unknown, model: string) => readonly unknown[]>> = {
  logLikelihood: (data) => [data],
  survival: () => [12],
  retentionRate: () => [3],
  churnProbability: () => [3],
  expectedLifetime: () => [{ horizon: 12 }],
  medianLifetime: () => [],
  discountedExpectedLifetime: () => [{ discountRate: 0.1 }],
  discountedExpectedResidualLifetime: () => [residual],
  residualLifetimeValue: () => [{ ...residual, margin: 50 }],
  retentionElasticity: () => [{ ...residual, kind: "individual" }],
  churnPosterior: () => [{ renewals: 2 }],
  segments: () => [{ renewals: 2 }],
  parametersFor: () => [{ regular: 1 }],
  probabilityAlive: () => [customer],
  expectedTransactions: () => [5],
  conditionalExpectedTransactions: () => [customer, 5],
  transactionProbability: (_, model) => [model === "bgBb" ? { x: 1, n: 5 } : { x: 1, t: 5 }],
  conditionalTransactionProbability: (_, model) => [
    customer,
    model === "bgBb" ? { x: 1, n: 5 } : { x: 1, t: 5 },
  ],
  discountedExpectedResidualTransactions: (_, model) => [
    customer,
    model === "bgBb" ? { discountRate: 0.1 } : { continuousDiscountRate: 0.01 },
  ],
  expectedDropoutProbability: () => [customer],
  expectedPurchaseProbability: () => [customer],
  expectedSpend: () => [],
  conditionalExpectedSpend: () => [{ frequency: 3, monetaryValue: 35 }],
  probabilityOfLoss: () => [{ frequency: 3, monetaryValue: 35 }],
  simulate: (_, model) => [
    {
      contractual: { customers: 100, periods: 4, timeUnit: "year" },
      transactions: { customers: 10, T: 20 },
      spending: { frequency: [1, 2, 3] },
    }[kindOf(model)],
  ],
};
/** Functions of a model that take data, not parameters. */
const ofData = new Set(["fit", "fitAsync", "fitRetentionRates", "independence", "inference"]);

function kindOf(model: string): "contractual" | "transactions" | "spending" {
  if (model === "gammaGamma" || model === "normalNormal") return "spending";
  return /nbd|bgbb/i.test(model) ? "transactions" : "contractual";
}

/** Every number in a value, NaN and infinities included. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

/** Keys and types of plain data, the keys in order. */
function layout(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(layout);
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return Object.entries(value).map(([key, entry]) => [key, layout(entry)]);
}

describe.each(stored)("the stored fit of %s", (name, { source, data, fit }) => {
  const model = modules[name]!;

  it("says where it is from and which layout it has", () => {
    expect(source).toContain(`our own output of ${name}.fit`);
    expect(fit.formatVersion).toBe(1);
    expect(fit.model).toBe(name);
  });

  it("works in every verb", () => {
    const verbs = Object.keys(model).filter((verb) => !ofData.has(verb));
    for (const verb of verbs) {
      const args = rest[verb];
      expect(args, `${name}.${verb} has no arguments in this test`).toBeDefined();
      const result = model[verb]!(fit.parameters, ...args!(data, name));
      if (verb === "simulate") continue;
      expect(model[verb]!(fit, ...args!(data, name)), `${verb} of the fit itself`).toStrictEqual(result);
      const numbers = numbersIn(result);
      expect(numbers.length, verb).toBeGreaterThan(0);
      expect(numbers.every(Number.isFinite), verb).toBe(true);
    }
    expectClose(model.logLikelihood!(fit.parameters, data) as number, fit.logLikelihood, { relative: 1e-12 });
    const { replicate } = model.inference as unknown as Readonly<Record<string, Verb>>;
    if (replicate === undefined) return;
    const drawn = replicate(fit.parameters, data, { seed: 2 });
    expect(numbersIn(drawn).every(Number.isFinite)).toBe(true);
    expect(replicate(fit, data, { seed: 2 })).toStrictEqual(drawn);
  });

  it("works in uncertainty", () => {
    // The first estimated parameter: the shape k of regular purchases is held.
    const [first] = Object.keys(fit.scale) as [string];
    const interval = uncertainty(fit, (parameters: Parameters) => parameters[first]!);
    expectClose(interval.standardError!, fit.standardErrors[first]!, { relative: 1e-6 });
    expect(interval.lower!).toBeLessThan(fit.parameters[first]!);
    expect(interval.upper!).toBeGreaterThan(fit.parameters[first]!);
  });

  it("has the layout and the numbers of a fit made today", () => {
    const today = model.fit!(data) as Fit<Parameters>;
    expect(layout(today)).toStrictEqual(layout(fit));
    expectClose(today.logLikelihood, fit.logLikelihood, { relative: 1e-12 });
    // What the convergence criteria leave open in a flat direction.
    for (const [parameter, value] of Object.entries(fit.parameters))
      expectClose(today.parameters[parameter]!, value, { relative: 1e-5 });
  });
});
