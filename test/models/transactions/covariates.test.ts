/** Static covariates: 40-digit likelihoods, the model without covariates, groups in closed form, units, forms of input, refusals. */
import { describe, expect, it } from "vitest";
import { summarizeTransactions } from "../../../src/data/summarize-transactions.js";
import { likelihoodRatioTest } from "../../../src/inference/compare.js";
import type { Fit, LikelihoodProblem } from "../../../src/inference/fit.js";
import * as bgNbd from "../../../src/models/transactions/beta-geometric/bg-nbd.js";
import * as mbgNbd from "../../../src/models/transactions/beta-geometric/mbg-nbd.js";
import * as bgCnbdKRegression from "../../../src/models/transactions/covariates/bg-cnbd-k-regression.js";
import * as bgNbdRegression from "../../../src/models/transactions/covariates/bg-nbd-regression.js";
import * as ggomNbdRegression from "../../../src/models/transactions/covariates/ggom-nbd-regression.js";
import * as mbgNbdRegression from "../../../src/models/transactions/covariates/mbg-nbd-regression.js";
import * as paretoNbdRegression from "../../../src/models/transactions/covariates/pareto-nbd-regression.js";
import * as ggomNbd from "../../../src/models/transactions/lifetimes/ggom-nbd.js";
import * as paretoNbd from "../../../src/models/transactions/lifetimes/pareto-nbd.js";
import reference from "../../reference/covariates.json" with { type: "json" };
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";

type Numbers = Readonly<Record<string, number>>;
type Verb = (...args: readonly unknown[]) => number & Float64Array;
interface Module {
  readonly [verb: string]: Verb;
}
interface Regression extends Module {
  readonly fit: ((customers: unknown, options?: object) => Fit<Numbers>) & Verb;
  readonly inference: {
    readonly likelihoodProblem: (customers: unknown, options?: object) => LikelihoodProblem<Numbers>;
  } & Verb;
  readonly parametersFor: ((parameters: Numbers, covariates: Numbers) => Numbers) & Verb;
}
const beta = { r: 0.6, alpha: 8, a: 0.9, b: 3 };
const models = {
  bgNbd: [bgNbdRegression, bgNbd, beta],
  mbgNbd: [mbgNbdRegression, mbgNbd, beta],
  paretoNbd: [paretoNbdRegression, paretoNbd, { r: 0.6, alpha: 10, s: 0.6, beta: 12 }],
  ggomNbd: [ggomNbdRegression, ggomNbd, { r: 0.6, alpha: 11, b: 0.05, s: 0.4, beta: 0.5 }],
} as unknown as Readonly<Record<string, readonly [Regression, Module, Numbers]>>;
const column = (i: number): number[] => reference.rows.map((row) => row[i]!);
const made = {
  frequency: column(0),
  recency: column(1),
  T: column(2),
  weight: column(3),
  online: column(4),
  age: column(5),
};
const coefficients = {
  "purchase.online": 0.6,
  "purchase.age": -0.25,
  "dropout.online": -0.4,
  "dropout.age": 0.3,
};
const discounting = { continuousDiscountRate: 0.003 };

describe.each(reference.cases)("$model at $parameters", ({ model, parameters, logLikelihoods, total }) => {
  const [regression] = models[model.replace("Regression", "")]!;
  it("has the likelihood of 40-digit arithmetic, row by row and in all", () => {
    logLikelihoods.forEach((expected, i) => {
      const [frequency, recency, T, , online, age] = reference.rows[i]!;
      const customer = { frequency, recency, T, online, age };
      expectClose(regression.logLikelihood!(parameters, customer), expected, {
        relative: 1e-12,
        absolute: 1e-13,
      });
    });
    expectClose(regression.logLikelihood!(parameters, made), total, { relative: 1e-12 });
  });
});

/** A sample with one or two covariates, large groups and single customers in it. */
function sampleOf(name: string, size = 120) {
  const [regression, , base] = models[name]!;
  const online = Array.from({ length: size }, (_, i) => i % 2);
  const age = Array.from({ length: size }, (_, i) => (i < size / 2 ? 0.5 : Math.sin(i)));
  const parameters = { ...base, ...coefficients };
  const { customers } = regression.simulate!(parameters, {
    T: 39,
    covariates: { online, age },
    seed: 4,
  }) as unknown as bgNbdRegression_Simulation;
  return { regression, parameters, customers };
}
type bgNbdRegression_Simulation = ReturnType<typeof bgNbdRegression.simulate>;

describe.each(Object.entries(models))("%sRegression", (name, [regression, base, values]) => {
  const where = `${name}Regression`;
  const zeros = Object.fromEntries(Object.keys(coefficients).map((key) => [key, 0]));

  it("is the model without covariates where coefficients are 0, to the last digit", () => {
    const parameters = { ...values, ...zeros };
    const { frequency, recency, T, weight } = made;
    const plain = { frequency, recency, T, weight };
    expect(regression.parametersFor(parameters, { online: 3, age: -7 })).toStrictEqual(values);
    const verbs: readonly (readonly [string, ...unknown[]])[] = [
      ["probabilityAlive"],
      ["conditionalExpectedTransactions", 20],
      ["conditionalTransactionProbability", { x: 0, t: 20 }],
      ["discountedExpectedResidualTransactions", discounting],
    ];
    for (const [verb, ...rest] of verbs)
      expect(regression[verb]!(parameters, made, ...rest), verb).toStrictEqual(
        base[verb]!(values, plain, ...rest),
      );
    const covariates = { online: 1, age: 2 };
    expect(regression.expectedTransactions!(parameters, covariates, 52)).toBe(
      base.expectedTransactions!(values, 52),
    );
    expect(regression.transactionProbability!(parameters, covariates, { x: 1, t: 52 })).toBe(
      base.transactionProbability!(values, { x: 1, t: 52 }),
    );
    expectClose(regression.logLikelihood!(parameters, made), base.logLikelihood!(values, plain), {
      relative: 1e-14,
    });
  });

  it("gives what the model without covariates gives at the parameters of each customer", () => {
    const parameters = { ...values, ...coefficients };
    const alive = regression.probabilityAlive!(parameters, made);
    const ahead = regression.conditionalExpectedTransactions!(parameters, made, 20);
    reference.rows.forEach(([frequency, recency, T, , online, age], i) => {
      const own = regression.parametersFor(parameters, { online: online!, age: age! });
      const customer = { frequency, recency, T };
      expect(alive[i]).toBe(base.probabilityAlive!(own, customer));
      expect(ahead[i]).toBe(base.conditionalExpectedTransactions!(own, customer, 20));
      expect(regression.probabilityAlive!(parameters, { ...customer, online, age })).toBe(alive[i]);
      expect(regression.probabilityAlive!(parameters, { ...customer, covariates: { age, online } })).toBe(
        alive[i],
      );
    });
    const many = regression.expectedTransactions!(parameters, { online: 1, age: 0 }, [10, 52]);
    expect(many[1]).toBe(regression.expectedTransactions!(parameters, { online: 1, age: 0 }, 52));
  });

  it("has the gradient of its likelihood, whatever the sizes of the groups", () => {
    const { customers, parameters } = sampleOf(name);
    const layouts = /bg/.test(name)
      ? [[{}, parameters] as const, [{ effect: "both" }, split(values)] as const]
      : [[{}, parameters] as const, [{ equal: ["age"] }, shared(values)] as const];
    for (const [options, point] of layouts) {
      const { evaluate, scale } = regression.inference.likelihoodProblem(customers, options);
      const names = Object.keys(scale);
      const at = Float64Array.from(names, (key) => (point as Numbers)[key]!);
      const gradient = new Float64Array(at.length);
      const value = evaluate(at, gradient);
      expectClose(evaluate(at), value, { relative: 1e-14 });
      expectClose(value, regression.logLikelihood!(point, customers), { relative: 1e-12 });
      names.forEach((_, i) => {
        const step = 1e-4 * Math.max(0.1, Math.abs(at[i]!));
        const moved = (by: number) => evaluate(at.map((x, j) => (j === i ? x + by * step : x)));
        // Fourth-order differences: what is left is the rounding of sums of a few thousand.
        const slope = (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * step);
        expectClose(gradient[i]!, slope, { relative: 1e-6, absolute: 1e-5 }, names[i]);
      });
    }
  });

  // The hazard's growth in the GGom/NBD is on the clock too, and no covariate moves it.
  if (name === "ggomNbd") return;
  it("finds the clocks of two groups that differ in nothing else", () => {
    // The second group is the first on a clock twice as fast: in closed form, alpha (and beta) double and the rest is shared.
    const { customers } = base.simulate!(values, { customers: 250, T: 39, seed: 8 }) as unknown as ReturnType<
      typeof bgNbd.simulate
    >;
    const twice = (x: Float64Array) => [...x, ...x.map((value) => 2 * value)];
    const data = {
      frequency: [...customers.frequency, ...customers.frequency],
      recency: twice(customers.recency),
      T: twice(customers.T),
      slow: twice(new Float64Array(250)).map((_, i) => (i < 250 ? 0 : 1)),
    };
    const alone = (base.fit as unknown as (data: unknown) => Fit<Numbers>)(customers);
    const fit = regression.fit(data, { covariates: ["slow"] });
    expectPlainData(fit);
    expect(fit.model).toBe(where);
    expect(fit.convergence.scaledGradient).toBeLessThan(1e-8);
    for (const [key, value] of Object.entries(alone.parameters))
      expectClose(fit.parameters[key]!, value, { relative: 1e-5 }, key);
    expectClose(fit.parameters["purchase.slow"]!, -Math.LN2, { absolute: 1e-6 });
    const expected = name === "paretoNbd" ? -Math.LN2 : 0;
    expectClose(fit.parameters["dropout.slow"]!, expected, { absolute: 1e-5 });
    // The densities of the purchase times shrink by the factor of the clock, once per purchase.
    const purchases = customers.frequency.reduce((sum, x) => sum + x, 0);
    expectClose(fit.logLikelihood, 2 * alone.logLikelihood - purchases * Math.LN2, { relative: 1e-10 });
    const test = likelihoodRatioTest((base.fit as unknown as (data: unknown) => Fit<Numbers>)(data), fit);
    expect(test).toMatchObject({ simple: name, full: where, restrictions: 2, method: "chi-square" });
  });
});

describe("likelihood-ratio tests between models with covariates", () => {
  const { customers } = sampleOf("paretoNbd", 240);
  const fit = (options: object, of: Regression = models.paretoNbd![0]) => of.fit(customers, options);
  const both = { covariates: ["online", "age"] };
  const full = fit(both);
  const online = { covariates: ["online"] };
  const statistic = (simple: Fit<Numbers>, larger = full) =>
    2 * (larger.logLikelihood - simple.logLikelihood);

  it("take fewer covariates inside more, and none inside some", () => {
    const simple = fit(online);
    expect(likelihoodRatioTest(simple, full)).toMatchObject({
      simple: "paretoNbdRegression",
      full: "paretoNbdRegression",
      statistic: statistic(simple),
      restrictions: 2,
      method: "chi-square",
    });
    // With two degrees of freedom the upper tail is exp(-statistic / 2).
    expectClose(likelihoodRatioTest(simple, full).pValue!, Math.exp(-statistic(simple) / 2), {
      relative: 1e-9,
    });
    const purchase = fit({ covariates: { purchase: ["online"], dropout: [] } });
    expect(likelihoodRatioTest(purchase, full).restrictions).toBe(3);
    expect(likelihoodRatioTest(purchase, simple).restrictions).toBe(1);
    const without = paretoNbd.fit(customers) as unknown as Fit<Numbers>;
    expect(likelihoodRatioTest(without, purchase).restrictions).toBe(1);
  });

  it("take equal coefficients inside separate ones, and the Pareto/NBD inside the GGom/NBD on its boundary", () => {
    const equal = fit({ ...both, equal: ["age", "online"] });
    expect(likelihoodRatioTest(equal, full)).toMatchObject({ restrictions: 2, method: "chi-square" });
    expect(likelihoodRatioTest(fit({ ...online, equal: ["online"] }), full).restrictions).toBe(3);
    const gompertz = fit(online, models.ggomNbd![0]);
    const test = likelihoodRatioTest(fit(online), gompertz);
    expect(test).toMatchObject({ restrictions: 1, method: "mixture of chi-squares" });
    const without = paretoNbd.fit(customers) as unknown as Fit<Numbers>;
    expect(likelihoodRatioTest(without, gompertz)).toMatchObject({
      restrictions: 3,
      method: "mixture of chi-squares",
    });
  });

  it("refuse what is not nested, and other data", () => {
    const simple = fit(online);
    expectRefusal(
      () => likelihoodRatioTest(fit({ covariates: ["age"] }), simple),
      "likelihoodRatioTest: full must be a model that contains paretoNbdRegression with purchase.age, dropout.age and more, " +
        'received "purchase.online, dropout.online"',
    );
    expect(() => likelihoodRatioTest(simple, simple)).toThrow("and more, received");
    expect(() => likelihoodRatioTest(full, simple)).toThrow("must be a model that contains");
    expect(() => likelihoodRatioTest(fit({ ...both, equal: ["age"] }), fit(online))).toThrow("equal.age");
    const ofBeta = (options: object) => fit({ ...both, ...options }, models.bgNbd![0]);
    expect(() => likelihoodRatioTest(ofBeta({}), ofBeta({ effect: "both" }))).toThrow("must be a model");
    const other = { ...full, logLikelihood: simple.logLikelihood - 20 };
    expect(() => likelihoodRatioTest(simple, other)).toThrow(
      /full.logLikelihood must be at least that of simple \(-.*\) if both are maxima for the same data, received/,
    );
    const fewer = { ...full, observations: 239 };
    expect(() => likelihoodRatioTest(simple, fewer)).toThrow("the same data");
  });
});

function split(values: Numbers): Numbers {
  return {
    ...values,
    "purchase.age": -0.25,
    "purchase.online": 0.6,
    "a.age": 0.3,
    "a.online": -0.4,
    "b.age": -0.1,
    "b.online": 0.2,
  };
}
function shared(values: Numbers): Numbers {
  return { ...values, "purchase.online": 0.6, "dropout.online": -0.4, "equal.age": 0.3 };
}

describe("data with covariates", () => {
  const { customers } = sampleOf("bgNbd", 160);
  const { frequency, recency, T, covariates } = customers;
  const flat = { frequency, recency, T, ...covariates };
  const names = ["age", "online"];
  const fit = bgNbdRegression.fit(customers);

  it("may be columns or rows, flat or under `covariates`, in any order, repeated or weighted", () => {
    expect(Object.keys(fit.parameters).slice(4)).toEqual([
      "purchase.age",
      "purchase.online",
      "dropout.age",
      "dropout.online",
    ]);
    expect(bgNbdRegression.fit(flat, { covariates: names })).toStrictEqual(fit);
    const rows = Array.from(frequency, (x, i) => ({
      frequency: x,
      recency: recency[i]!,
      T: T[i]!,
      age: covariates.age![i]!,
      online: covariates.online![i]!,
    }));
    expect(bgNbdRegression.fit([...rows].reverse(), { covariates: names })).toStrictEqual(fit);
    const nested = rows.map(({ age, online, ...row }) => ({ ...row, covariates: { online, age } }));
    expect(bgNbdRegression.fit(nested)).toStrictEqual(fit);
    const vectors = { ...flat, age: { length: 160, get: (i: number) => covariates.age![i]! } };
    expect(bgNbdRegression.fit(vectors, { covariates: names })).toStrictEqual(fit);
    const weighted = { ...customers, weight: new Float64Array(160).fill(2) };
    expectClose(bgNbdRegression.fit(weighted).logLikelihood, 2 * fit.logLikelihood, { relative: 1e-12 });
    const one = bgNbdRegression.fit(customers, { covariates: { purchase: ["age"], dropout: ["online"] } });
    expect(Object.keys(one.parameters).slice(4)).toEqual(["purchase.age", "dropout.online"]);
  });

  it("may count covariates in any unit", () => {
    const scaled = { ...flat, age: covariates.age!.map((x) => 3e5 * x) };
    const big = bgNbdRegression.fit(scaled, { covariates: names });
    const sure = { relative: 1e-6 };
    expectClose(big.logLikelihood, fit.logLikelihood, { relative: 1e-12 });
    for (const key of ["purchase.age", "dropout.age"]) {
      expectClose(big.parameters[key as "a.a"]! * 3e5, fit.parameters[key as "a.a"]!, { relative: 1e-5 });
      expectClose(big.standardErrors[key as "a.a"]! * 3e5, fit.standardErrors[key as "a.a"]!, sure);
    }
    expectClose(big.covariance[4]![0]! * 3e5, fit.covariance[4]![0]!, { relative: 1e-4 });
    const penalised = bgNbdRegression.fit(scaled, {
      covariates: names,
      prior: { "purchase.age": { mean: 0, standardDeviation: 1e-6 } },
    });
    const small = bgNbdRegression.fit(flat, {
      covariates: names,
      prior: { "purchase.age": { mean: 0, standardDeviation: 0.3 } },
    });
    expectClose(penalised.parameters["purchase.age"]! * 3e5, small.parameters["purchase.age"]!, {
      relative: 1e-5,
    });
    expectClose(penalised.logPrior, small.logPrior + Math.log(3e5), { relative: 1e-6 });
    expect(penalised.prior!["purchase.age"]).toEqual({ mean: 0, standardDeviation: 1e-6 });
  });

  it("may come from summarizeTransactions, which carries covariates", () => {
    const orders = Array.from(customers.frequency, (x, i) =>
      Array.from({ length: x + 1 }, (_, k) => ({
        customer: `c${i}`,
        time: new Date(Date.UTC(2024, 0, 1 + 3 * k + (i % 7))),
        online: i % 2,
        age: Math.round(10 * covariates.age![i]!),
      })),
    ).flat();
    const summary = summarizeTransactions(orders, { timeUnit: "week", carry: ["online", "age"] });
    const ofLog = bgNbdRegression.fit(summary, { covariates: ["online", "age"] });
    expect(ofLog.timeUnit).toBe("week");
    expect(ofLog.observations).toBe(160);
    expect(bgNbdRegression.probabilityAlive(ofLog.parameters, summary).length).toBe(160);
  });

  it("may be drawn again", () => {
    const drawn = bgNbdRegression.inference.replicate(fit.parameters, customers, { seed: 3 });
    expect(drawn.covariates.age).toStrictEqual(covariates.age);
    expect(drawn.T).toStrictEqual(T);
    expect(drawn.frequency).not.toStrictEqual(frequency);
    const rows = { frequency: [0, 3], recency: [0, 20], T: [38, 39], weight: [30, 9], online: [0, 1] };
    const again = bgNbdRegression.inference.resample(rows, { seed: 2 });
    expect(again.online).toBe(rows.online);
    expect(again.weight[0]! + again.weight[1]!).toBe(39);
  });
});

describe("priors of coefficients", () => {
  const { customers } = sampleOf("paretoNbd", 100);
  it("shrink, with one meaning: the log density of a normal, added to the log-likelihood", () => {
    const free = paretoNbdRegression.fit(customers);
    const ridge = paretoNbdRegression.fit(customers, { coefficientPrior: { standardDeviation: 0.2 } });
    const each = Object.fromEntries(
      Object.keys(coefficients).map((name) => [name, { mean: 0, standardDeviation: 0.2 }]),
    );
    expect(paretoNbdRegression.fit(customers, { prior: each })).toStrictEqual(ridge);
    expect(ridge.logLikelihood).toBeLessThan(free.logLikelihood);
    const { evaluate, scale } = paretoNbdRegression.inference.likelihoodProblem(customers);
    const names = Object.keys(scale);
    const gradient = new Float64Array(names.length);
    const parameters: Numbers = { ...ridge.parameters };
    evaluate(
      Float64Array.from(names, (name) => parameters[name]!),
      gradient,
    );
    // At the mode the slope of the likelihood is γ/σ² for a coefficient, and 0 for the rest.
    names.forEach((name, i) => {
      const slope = name.includes(".") ? parameters[name]! / 0.2 ** 2 : 0;
      expectClose(gradient[i]!, slope, { relative: 1e-6, absolute: 1e-5 }, name);
    });
    const none = paretoNbdRegression.fit(customers, { coefficientPrior: { standardDeviation: 1e-6 } });
    const base = paretoNbd.fit(customers);
    expectClose(none.logLikelihood, base.logLikelihood, { relative: 1e-8 });
    expectClose(none.parameters.beta, base.parameters.beta, { relative: 1e-4 });
  });

  it("and equal coefficients cost likelihood", () => {
    const free = paretoNbdRegression.fit(customers);
    const equal = paretoNbdRegression.fit(customers, { equal: ["age"] });
    expect(Object.keys(equal.parameters).slice(4)).toEqual([
      "purchase.online",
      "dropout.online",
      "equal.age",
    ]);
    expect(equal.logLikelihood).toBeLessThan(free.logLikelihood);
    expect(equal.nested).toEqual([{ model: "paretoNbd", restrictions: 3, onBoundary: 0, regular: true }]);
  });
});

describe("refusals", () => {
  const online = Array.from({ length: 60 }, (_, i) => i % 2);
  const { customers } = bgNbdRegression.simulate({ ...beta, "purchase.online": 0.5 } as never, {
    T: 39,
    covariates: { online },
    seed: 5,
  });
  const { frequency, recency, T } = customers;
  const data = { frequency, recency, T };
  const fit = (more: object, covariates: readonly string[] | undefined = ["online"]) =>
    bgNbdRegression.fit({ ...data, ...more } as never, { covariates });
  const name = "bgNbdRegression.fit";
  const given = { ...beta, "purchase.online": 0.5 };
  const customer = { frequency: 2, recency: 3, T: 6 };

  it("of covariates that are missing, no numbers, or called by reserved names", () => {
    expectRefusal(
      () => fit({}),
      `${name}: customers must have a column online (frequency, recency, T), received an object`,
    );
    expectRefusal(
      () => fit({ online: online.map((x, i) => (i === 7 ? Number.NaN : x)) }),
      `${name}: customers.online[7] must be a finite number, received NaN`,
    );
    expectRefusal(
      () => fit({ online: online.map((x, i) => (i === 0 ? "yes" : x)) }),
      `${name}: customers.online[0] must be a finite number, received "yes"`,
    );
    expectRefusal(
      () => fit({ online: [1] }),
      `${name}: customers.online must have as many entries as customers (60), received 1`,
    );
    expectRefusal(
      () => bgNbdRegression.fit(data),
      `${name}: options.covariates must be an array of the names of covariates, one or more, received undefined`,
    );
    expectRefusal(
      () => fit({}, ["T"]),
      `${name}: options.covariates[0] must be the name of a covariate, received "T"`,
    );
    const rows = Array.from(frequency, (x, i) => ({
      frequency: x,
      recency: recency[i]!,
      T: T[i]!,
      covariates: i === 9 ? {} : { online: i % 2 },
    }));
    expectRefusal(
      () => bgNbdRegression.fit(rows as never),
      `${name}: customers[9].covariates.online must be a finite number, received undefined`,
    );
  });

  it("of covariates that identify nothing", () => {
    const code = "INSUFFICIENT_DATA";
    expectRefusal(
      () => fit({ online: online.map(() => 1) }),
      `${name}: covariates.online must differ between customers, received 1`,
      code,
    );
    const year = online.map((x) => 2020 + x);
    const thrown = () => fit({ year }, ["year"]);
    expect(thrown).toThrow(/covariates.year must be measured from a typical value/);
    const twice = online.map((x) => 1 - 2 * x);
    expect(() => fit({ online, twice }, ["online", "twice"])).toThrow(
      /^bgNbdRegression.fit: covariates.twice must not be determined by other covariates \(online\)/,
    );
  });

  it("of predictions for other covariates than those of the fit", () => {
    const verb = "bgNbdRegression.probabilityAlive";
    expectRefusal(
      () => bgNbdRegression.probabilityAlive(given, customer),
      `${verb}: customer.online must be a finite number, received undefined`,
    );
    // Customers may have covariates that this fit has left out.
    expect(
      bgNbdRegression.probabilityAlive(given, [{ ...customer, covariates: { online: 1, age: 3 } }])[0],
    ).toBe(bgNbdRegression.probabilityAlive(given, { ...customer, online: 1 }));
    expectRefusal(
      () => bgNbdRegression.parametersFor(given, {}),
      "bgNbdRegression.parametersFor: covariates.online must be a finite number, received undefined",
    );
    expectRefusal(
      () => bgNbdRegression.parametersFor(given, { online: 1, colour: 2 }),
      "bgNbdRegression.parametersFor: covariates.colour must be one of the covariates (online), received 2",
    );
    expectRefusal(
      () => bgNbdRegression.parametersFor({ ...given, "churn.online": 1 }, { online: 1 }),
      "bgNbdRegression.parametersFor: parameters.churn.online must be a coefficient (purchase.name, dropout.name, a.name, b.name), received 1",
    );
    expectRefusal(
      () => bgNbdRegression.parametersFor(given, { online: 3000 }),
      "bgNbdRegression.parametersFor: covariates must leave alpha a finite number above 0, received 0",
    );
    expectRefusal(
      () => bgNbdRegression.conditionalExpectedTransactions(given, { ...customer, online: 1 }, -1),
      "bgNbdRegression.conditionalExpectedTransactions: t must be a finite number of 0 or more, received -1",
    );
    expectRefusal(
      () =>
        paretoNbdRegression.discountedExpectedResidualTransactions(
          { r: 1, alpha: 1, s: 0.5, beta: 1, "dropout.online": 1 },
          { ...customer, online: 1 },
          { continuousDiscountRate: 0 },
        ),
      "paretoNbdRegression.discountedExpectedResidualTransactions: discounting must be a rate above 0 where parameters.s is 1 or less (the expected number of purchases is infinite), received 0",
    );
  });

  it("of options that the model has not", () => {
    for (const [where, model] of Object.entries({ bgNbdRegression, mbgNbdRegression, bgCnbdKRegression }))
      for (const equal of [["online"], []])
        expectRefusal(
          () => model.fit(customers as never, { equal } as never),
          `${where}.fit: options.equal must be left out: purchases and drop-out are on one scale in paretoNbdRegression and ggomNbdRegression only, received ${equal.length === 0 ? "[]" : "array of 1"}`,
        );
    for (const [where, model] of Object.entries({ paretoNbdRegression, ggomNbdRegression }))
      for (const [effect, call] of [
        ["mean", model.fit],
        ["both", model.inference.likelihoodProblem],
      ] as const)
        expectRefusal(
          () => call(customers, { effect } as never),
          `${where}.fit: options.effect must be left out: it says how covariates move a and b of bgNbdRegression, mbgNbdRegression, bgCnbdKRegression and mbgCnbdKRegression, received "${effect}"`,
        );
    expectRefusal(
      () => bgNbdRegression.fit(customers, { effect: "half" } as never),
      `${name}: options.effect must be one of "mean", "both", received "half"`,
    );
    expectRefusal(
      () => ggomNbdRegression.fit(customers, { covariate: ["online"] } as never),
      'ggomNbdRegression.fit: options must hold nothing but covariates, equal, coefficientPrior, start, prior, maxIterations (did you mean covariates?), received "covariate"',
    );
    expectRefusal(
      () => paretoNbdRegression.fit(customers, { equal: ["age"] }),
      'paretoNbdRegression.fit: options.equal[0] must be a covariate of both processes, received "age"',
    );
    expectRefusal(
      () => bgNbdRegression.fit(customers, { coefficientPrior: { standardDeviation: 0 } }),
      `${name}: options.coefficientPrior.standardDeviation must be a finite number above 0, received 0`,
    );
  });
});
