/**
 * Arguments far beyond any customer: a number in the range of its quantity, or a refusal that names the function; never NaN,
 * an infinity or a search without end. The cases are those in which sums once ran on, and a seeded sample.
 */
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/math/random.js";
import * as models from "../../../src/models/index.js";
import { expectClose, expectRefusal } from "../../support.js";

type Verb = (...args: readonly unknown[]) => number;
const verbs = models as unknown as Readonly<Record<string, Readonly<Record<string, Verb>>>>;
type Case = readonly [parameters: object, history: object, count: object, rate: number];

function expectAnswerOrRefusal(model: string, [parameters, history, event, rate]: Case): void {
  const { t, n } = event as { readonly t?: number; readonly n?: number };
  const discounting = model === "bgBb" ? { discountRate: rate } : { continuousDiscountRate: rate };
  const calls: readonly (readonly [string, readonly unknown[]])[] = [
    ["logLikelihood", [{ ...history, sumLogGaps: 1 }]],
    ["probabilityAlive", [history]],
    ["expectedTransactions", [n ?? t]],
    ["conditionalExpectedTransactions", [history, n ?? t]],
    ["transactionProbability", [event]],
    ["conditionalTransactionProbability", [history, event]],
    ["discountedExpectedResidualTransactions", [history, discounting]],
  ];
  for (const [verb, args] of calls) {
    const call = verbs[model]![verb];
    if (call === undefined) continue;
    const name = `${model}.${verb} ${JSON.stringify([parameters, ...args])}`;
    try {
      const value = call(parameters, ...args);
      expect(Number.isFinite(value), name).toBe(true);
      if (verb.includes("robability")) expect(value >= 0 && value <= 1 + 1e-12, name).toBe(true);
      else if (verb !== "logLikelihood") expect(value >= 0, name).toBe(true);
    } catch (error) {
      expect((error as { code?: string }).code, `${name}: ${(error as Error).message}`).toBe("INVALID_INPUT");
      expect((error as Error).message.startsWith(`${model}.${verb}: `), name).toBe(true);
    }
  }
}

const none = { frequency: 0, recency: 0 };
const onceEndless: readonly (readonly [string, Case])[] = [
  [
    "bgNbd",
    [
      { r: 1, alpha: 1.1e24, a: 0.007, b: 0.058 },
      { frequency: 10_000, recency: 0.2, T: 5 },
      { x: 1, t: 2 },
      2e-5,
    ],
  ],
  [
    "bgNbd",
    [{ r: 1, alpha: 2e-20, a: 116.5, b: 2e-247 }, { ...none, T: 1e-200 }, { x: 1, t: 1e-70 }, 2e-294],
  ],
  [
    "paretoNbd",
    [{ r: 0.014, alpha: 3e-28, s: 1e-14, beta: 22 }, { ...none, T: 308 }, { x: 1, t: 4e140 }, 3e-96],
  ],
  [
    "paretoNbd",
    [{ r: 1, alpha: 536, s: 8e25, beta: 6e-36 }, { ...none, T: 8e-24 }, { x: 3, t: 8000 }, 1.6e-82],
  ],
  [
    "ggomNbd",
    [{ r: 87, alpha: 6e38, b: 0.0012, s: 3e7, beta: 0.25 }, { ...none, T: 1e90 }, { x: 20, t: 1e6 }, 1e-25],
  ],
  [
    "ggomNbd",
    [{ r: 1, alpha: 1e-143, b: 3e18, s: 254, beta: 1 }, { ...none, T: 317 }, { x: 1000, t: 5e-11 }, 7e-285],
  ],
  [
    "bgCnbdK",
    [
      { k: 12, r: 1, alpha: 1, a: 1, b: 19.6 },
      { frequency: 10_000, recency: 5072, T: 10_000 },
      { x: 3, t: 1e4 },
      0.0044,
    ],
  ],
  ["nbd", [{ r: 1e59, alpha: 0.002 }, { ...none, T: 1 }, { x: 1, t: 1e149 }, 1e-109]],
  [
    "bgBb",
    [{ alpha: 1e6, beta: 1, gamma: 3e-5, delta: 1.1 }, { ...none, T: 10_000 }, { x: 1000, n: 5 }, 4e-251],
  ],
];

describe("extreme arguments", () => {
  it.each(onceEndless)("of %s get an answer or a refusal: %j", (model, call) => {
    expectAnswerOrRefusal(model, call);
  });

  const names = {
    nbd: ["r", "alpha"],
    bgNbd: ["r", "alpha", "a", "b"],
    mbgNbd: ["r", "alpha", "a", "b"],
    paretoNbd: ["r", "alpha", "s", "beta"],
    ggomNbd: ["r", "alpha", "b", "s", "beta"],
    bgBb: ["alpha", "beta", "gamma", "delta"],
  };
  it.each(Object.entries(names))("of %s, drawn from 1e-100 to 1e30, too", (model, parameters) => {
    const random = createRandom(11);
    const pick = <Value>(...values: readonly Value[]): Value => values[random.integerBelow(values.length)]!;
    const spread = (low: number, high: number): number => 10 ** (low + (high - low) * random.next());
    for (let i = 0; i < 12; i++) {
      const drawn = parameters.map((name) => [
        name,
        pick(spread(-100, 30), spread(-20, 20), spread(-3, 3), 1),
      ]);
      const opportunities = model === "bgBb";
      const T = opportunities ? pick(1, 50, 10_000) : pick(spread(-100, 100), spread(0, 4));
      const x = opportunities ? pick(0, 1) : pick(0, 1, 300, 10_000);
      const history = { frequency: x, recency: x === 0 ? 0 : T, T };
      const count = {
        x: pick(0, 3, 1000),
        ...(opportunities ? { n: pick(1, 100) } : { t: spread(-100, 100) }),
      };
      expectAnswerOrRefusal(model, [Object.fromEntries(drawn), history, count, spread(-100, 2)]);
    }
  });

  it("are refused where the answer is no double", () => {
    expectRefusal(
      () => models.nbd.expectedTransactions({ r: 1e100, alpha: 1e-100 }, 1e140),
      "nbd.expectedTransactions: parameters must give a finite result, received Infinity",
    );
    const two = { frequency: [1, 0], recency: [1, 0], T: [2, 1e-100] };
    expectRefusal(
      () => models.nbd.conditionalExpectedTransactions({ r: 1e149, alpha: 1e-100 }, two, 1e100),
      "nbd.conditionalExpectedTransactions: parameters must give a finite result for customers[1], received Infinity",
    );
  });

  it("give the limit where rounding would drown an integral", () => {
    // All leave within 1e-17: with s/β = 1e17 a customer without a purchase by T = 1 is gone.
    const parameters = { r: 1, alpha: 1, s: 1e25, beta: 1e8 };
    const customer = { ...none, T: 1 };
    expect(models.paretoNbd.probabilityAlive(parameters, customer)).toBe(0);
    expectClose(models.paretoNbd.logLikelihood(parameters, customer), 0, { absolute: 1e-6 });
  });
});
