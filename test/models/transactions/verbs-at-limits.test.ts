/** Every method at every vector of parameters that a fit can return on a boundary: finite, and right by the limit's closed form. */
import { describe, expect, it } from "vitest";
import * as bgCnbdK from "../../../src/models/transactions/beta-geometric/bg-cnbd-k.js";
import * as bgNbd from "../../../src/models/transactions/beta-geometric/bg-nbd.js";
import * as mbgCnbdK from "../../../src/models/transactions/beta-geometric/mbg-cnbd-k.js";
import * as mbgNbd from "../../../src/models/transactions/beta-geometric/mbg-nbd.js";
import * as bgBb from "../../../src/models/transactions/bg-bb.js";
import * as ggomNbd from "../../../src/models/transactions/lifetimes/ggom-nbd.js";
import * as paretoNbd from "../../../src/models/transactions/lifetimes/pareto-nbd.js";
import { expectClose } from "../../support.js";

type Numbers = Readonly<Record<string, number>>;
type Verbs = Readonly<Record<string, (...values: unknown[]) => number>>;

const customer = { frequency: 3, recency: 20, T: 40, sumLogGaps: 5 };
const oneTime = { frequency: 0, recency: 0, T: 40, sumLogGaps: 0 };
const discounting = { continuousDiscountRate: 0.003 };
const purchases = { r: 0.8, alpha: 15 };
const oneRate = { r: 1e12, alpha: 1e12 / 0.05 };

const dropouts = {
  nobody: { a: 1e-300, b: 1 },
  alike: { a: 1e12 * 0.1, b: 1e12 * 0.9 },
  atOnceOrNever: { a: 1e-150 * 0.3, b: 1e-150 * 0.7 },
  everybody: { a: 1, b: 1e-300 },
};
const lifetimes = {
  nobody: { s: 1e-290, beta: 1 },
  alike: { s: 1e12, beta: 1e12 / 0.02 },
  atOnceOrNever: { s: 5e-4, beta: 1e-280 },
};
const gompertz = {
  nobody: { b: 1, s: 1e-290, beta: 1 },
  pareto: { b: 1e-26, s: 0.6, beta: 1e-26 * 12 },
  alike: { b: 0.01, s: 1e12, beta: 1e12 / 2 },
  atOnceOrNever: { b: 2e-5, s: 5e-4, beta: 2e-285 },
};
const opportunities = {
  nobody: { gamma: 1e-300, delta: 1 },
  alike: { gamma: 1e11, delta: 9e11 },
  atOnceOrNever: { gamma: 3e-151, delta: 7e-151 },
};

const grid: [string, Verbs, Numbers][] = [];
for (const [where, rates] of Object.entries({ ofRates: purchases, oneRate })) {
  for (const [name, leaving] of Object.entries(dropouts))
    for (const [model, verbs, k] of [
      ["bgNbd", bgNbd, {}],
      ["mbgNbd", mbgNbd, {}],
      ["bgCnbdK", bgCnbdK, { k: 2 }],
      ["mbgCnbdK", mbgCnbdK, { k: 2 }],
    ] as const)
      grid.push([`${model}, ${where}, ${name}`, verbs as never, { ...k, ...rates, ...leaving }]);
  for (const [name, leaving] of Object.entries(lifetimes))
    grid.push([`paretoNbd, ${where}, ${name}`, paretoNbd as never, { ...rates, ...leaving }]);
  for (const [name, leaving] of Object.entries(gompertz))
    grid.push([`ggomNbd, ${where}, ${name}`, ggomNbd as never, { ...rates, ...leaving }]);
}

/** Every method of a model at parameters, by what it is asked. */
function answers(verbs: Verbs, parameters: Numbers): Readonly<Record<string, number>> {
  const each = (history: object, prefix: string) => ({
    [`${prefix}P(alive)`]: verbs.probabilityAlive!(parameters, history),
    [`${prefix}purchases`]: verbs.conditionalExpectedTransactions!(parameters, history, 39),
    [`${prefix}none`]: verbs.conditionalTransactionProbability!(parameters, history, { x: 0, t: 39 }),
    [`${prefix}two`]: verbs.conditionalTransactionProbability!(parameters, history, { x: 2, t: 39 }),
    [`${prefix}DERT`]: verbs.discountedExpectedResidualTransactions!(parameters, history, discounting),
    [`${prefix}logLikelihood`]: verbs.logLikelihood!(parameters, history),
  });
  return {
    ...each(customer, "of a buyer, "),
    ...each(oneTime, "of a one-time buyer, "),
    "new, purchases": verbs.expectedTransactions!(parameters, 52),
    "new, two": verbs.transactionProbability!(parameters, { x: 2, t: 52 }),
  };
}

describe("every method at every limit", () => {
  it.each(grid)("%s: finite, and probabilities between 0 and 1", (_, verbs, parameters) => {
    for (const [what, value] of Object.entries(answers(verbs, parameters))) {
      // Everybody leaves at the first repeat purchase: nobody who bought twice is possible, and none is alive.
      expect(Number.isFinite(value), `${what}: ${value}`).toBe(true);
      if (/P\(alive\)|none|two/.test(what)) expect(value, what).toBeGreaterThanOrEqual(0);
      if (/P\(alive\)|none|two/.test(what)) expect(value, what).toBeLessThanOrEqual(1);
    }
  });

  it.each([
    ["bgNbd", bgNbd, dropouts.nobody],
    ["mbgNbd", mbgNbd, dropouts.nobody],
    ["paretoNbd", paretoNbd, lifetimes.nobody],
    ["ggomNbd", ggomNbd, gompertz.nobody],
  ] as const)(
    "%s where nobody leaves: (r + x)/(α + T), t of them, and 1/δ of them discounted",
    (_, model, leaving) => {
      const found = answers(model as never, { ...purchases, ...leaving });
      const rate = (purchases.r + 3) / (purchases.alpha + 40);
      expectClose(found["of a buyer, P(alive)"]!, 1, { relative: 1e-12 });
      expectClose(found["of a buyer, purchases"]!, rate * 39, { relative: 1e-10 });
      expectClose(found["of a buyer, DERT"]!, rate / 0.003, { relative: 1e-10 });
      expectClose(found["new, purchases"]!, (purchases.r / purchases.alpha) * 52, { relative: 1e-10 });
    },
  );

  it.each([1e6, 1e8, 1e10, 1e12])(
    "one drop-out probability as of a + b = %s: the same to its reciprocal",
    (sum) => {
      const at = (shapes: number) =>
        answers(bgNbd as never, { ...purchases, a: shapes * 0.1, b: shapes * 0.9 })["of a buyer, DERT"]!;
      // P(alive) E[λ/(λp + δ)] at p = 0.1, λ of a gamma(3.8, 55) distribution: mpmath 1.3.0, 40 digits.
      expectClose(at(sum), 4.068122640509915, { relative: 30 / sum + 1e-12 });
    },
  );

  it("MBG/NBD with a share who never return: Bayes by hand", () => {
    const parameters = { ...purchases, ...dropouts.atOnceOrNever };
    const found = answers(mbgNbd as never, parameters);
    const silent = (15 / 55) ** 0.8;
    const alive = (0.7 * silent) / (0.3 + 0.7 * silent);
    expectClose(found["of a one-time buyer, P(alive)"]!, alive, { relative: 1e-12 });
    expectClose(found["of a one-time buyer, purchases"]!, (alive * 0.8 * 39) / 55, { relative: 1e-10 });
    expectClose(found["of a buyer, P(alive)"]!, 1, { relative: 1e-12 });
    expectClose(found["new, purchases"]!, (0.7 * 0.8 * 52) / 15, { relative: 1e-10 });
  });

  it.each(Object.entries(opportunities))("bgBb, %s", (name, leaving) => {
    const parameters = { alpha: 1.2, beta: 0.75, ...leaving };
    const history = { frequency: 3, recency: 4, T: 6 };
    const found = [
      bgBb.probabilityAlive(parameters, history),
      bgBb.conditionalExpectedTransactions(parameters, history, 5),
      bgBb.discountedExpectedResidualTransactions(parameters, history, { discountRate: 0.1 }),
      bgBb.expectedTransactions(parameters, 5),
      bgBb.logLikelihood(parameters, history),
    ];
    for (const value of found) expect(Number.isFinite(value), `${name}: ${found}`).toBe(true);
    if (name === "nobody") expectClose(found[2]!, ((1.2 + 3) / (1.95 + 6)) * 10, { relative: 1e-10 });
    if (name === "alike")
      expectClose(found[3]!, (1.2 / 1.95) * (0.9 + 0.81 + 0.729 + 0.6561 + 0.59049), { relative: 1e-10 });
  });
});
