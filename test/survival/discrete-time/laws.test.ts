/** Discrete-time hazards: laws, invariances, what the one fit gives, and refusals. */
import { describe, expect, it } from "vitest";
import {
  bootstrap,
  discreteTimeHazard,
  type HazardModel,
  likelihoodRatioTest,
  profileInterval,
  samplePosterior,
  uncertainty,
} from "../../../src/index.js";
import { createRandom } from "../../../src/math/random.js";
import { expectClose, expectPlainData, expectRefusal } from "../../support.js";
import { type MadeRows, makeRows } from "./made.js";

const links = ["cloglog", "logit"] as const;
const options = { covariates: ["price", "usage"], time: { steps: [3] } } as const;
const rows = makeRows(7, 300);

/** The same rows in another order. */
function shuffled(data: MadeRows, seed: number): MadeRows {
  const random = createRandom(seed);
  const order = data.duration.map((_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.integerBelow(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return columnsAt(data, order);
}

function columnsAt(data: MadeRows, order: readonly number[]): MadeRows {
  const columns = Object.entries(data).map(([name, column]) => [name, order.map((i) => column[i])]);
  return Object.fromEntries(columns);
}

/** One row for each period. */
function cutByPeriod(data: MadeRows): MadeRows {
  const cut: MadeRows = { customer: [], entry: [], duration: [], event: [], price: [], usage: [] };
  data.duration.forEach((duration, i) => {
    for (let t = data.entry[i]! + 1; t <= duration; t++) {
      cut.customer.push(data.customer[i]!);
      cut.entry.push(t - 1);
      cut.duration.push(t);
      cut.event.push(t === duration ? data.event[i]! : 0);
      cut.price.push(data.price[i]!);
      cut.usage.push(data.usage[i]!);
    }
  });
  return cut;
}

const objects = (data: MadeRows) =>
  data.duration.map((duration, i) => ({
    duration,
    entry: data.entry[i]!,
    event: data.event[i] === 1,
    price: data.price[i]!,
    usage: data.usage[i]!,
  }));

describe.each(links)("a fit with a %s link", (link) => {
  const fit = discreteTimeHazard.fit(rows, { ...options, link });

  it("is plain data", () => {
    expectPlainData(fit);
    expect(fit.model).toBe(`discreteTimeHazard.${link}`);
    expect(Object.keys(fit.parameters)).toEqual(["period.1-2", "period.3+", "price", "usage"]);
    expect(fit.losses).toBe(rows.event.filter((each) => each === 1).length);
  });

  it("depends in no bit on the order of rows, nor on how time is cut", () => {
    for (const seed of [1, 2, 3]) {
      expect(discreteTimeHazard.fit(shuffled(rows, seed), { ...options, link })).toStrictEqual(fit);
      const cut = shuffled(cutByPeriod(rows), seed);
      expect(discreteTimeHazard.fit(cut, { ...options, link })).toStrictEqual(fit);
    }
  });

  it("takes rows and columns, fields and nested covariates alike", () => {
    const list = objects(rows);
    expect(discreteTimeHazard.fit(list, { ...options, link })).toStrictEqual(fit);
    const { price, usage, ...rest } = rows;
    const nested = { ...rest, covariates: { usage, price } };
    expect(discreteTimeHazard.fit(nested, { time: options.time, link })).toStrictEqual(fit);
    const nestedRows = list.map(({ price: p, usage: u, ...row }) => ({
      ...row,
      covariates: { price: p, usage: u },
    }));
    expect(discreteTimeHazard.fit(nestedRows, { time: options.time, link })).toStrictEqual(fit);
  });

  it("takes a weight for so many rows", () => {
    const weight = rows.duration.map((_, i) => i % 4);
    const repeated = rows.duration.flatMap((_, i) => Array<number>(weight[i]!).fill(i));
    const { customer, ...columns } = columnsAt(rows, repeated);
    expect(customer.length).toBe(repeated.length);
    const { customer: _, ...given } = rows;
    const weighted = discreteTimeHazard.fit({ ...given, weight }, { ...options, link });
    expect(discreteTimeHazard.fit(columns, { ...options, link })).toStrictEqual(weighted);
    const fractions = discreteTimeHazard.fit(
      { ...given, weight: weight.map((w) => 0.37 * w) },
      { ...options, link },
    );
    Object.entries(weighted.parameters).forEach(([name, value]) => {
      expectClose(fractions.parameters[name]!, value, { relative: 1e-10 });
    });
    expectClose(fractions.logLikelihood, 0.37 * weighted.logLikelihood, { relative: 1e-12 });
  });

  it("follows the units of covariates, however far from 0", () => {
    const year = {
      ...rows,
      price: rows.price.map((price) => 2020 + price),
      usage: rows.usage.map((u) => 1e9 * u),
    };
    const moved = discreteTimeHazard.fit(year, { ...options, link });
    expectClose(moved.logLikelihood, fit.logLikelihood, { relative: 1e-12 });
    expectClose(moved.parameters.price!, fit.parameters.price!, { relative: 1e-9 });
    expectClose(moved.parameters.usage! * 1e9, fit.parameters.usage!, { relative: 1e-9 });
    expectClose(moved.standardErrors.usage! * 1e9, fit.standardErrors.usage!, { relative: 1e-8 });
    const level = fit.parameters["period.3+"]! - 2020 * fit.parameters.price!;
    expectClose(moved.parameters["period.3+"]!, level, { relative: 1e-9 });
    const predict = (model: HazardModel, price: number, usage: number) =>
      discreteTimeHazard.survival(model, { price, usage }, 5);
    expectClose(predict(moved, 2027, 1e9), predict(fit, 7, 1), { relative: 1e-10 });
  });

  it("says the same of everybody whatever the reference level", () => {
    const plan = rows.price.map((price) => ["gold", "silver", "tin"][price % 3]!);
    const other = { covariates: ["plan", "usage"], time: options.time, link };
    const first = discreteTimeHazard.fit({ ...rows, plan }, other);
    const second = discreteTimeHazard.fit({ ...rows, plan }, { ...other, reference: { plan: "tin" } });
    expect(first.covariates[0]).toEqual({
      name: "plan",
      kind: "category",
      reference: "gold",
      levels: ["silver", "tin"],
    });
    expect(Object.keys(second.parameters)).toEqual([
      "period.1-2",
      "period.3+",
      "plan=gold",
      "plan=silver",
      "usage",
    ]);
    expectClose(second.logLikelihood, first.logLikelihood, { absolute: 1e-10 });
    for (const level of ["gold", "silver", "tin"]) {
      const at = (model: HazardModel) => discreteTimeHazard.hazard(model, { plan: level, usage: 1 }, 2);
      expectClose(at(second), at(first), { relative: 1e-10 });
    }
    expectClose(second.parameters["plan=gold"]!, -first.parameters["plan=tin"]!, { relative: 1e-9 });
  });

  it("takes numbers for a category where a reference is named", () => {
    const byLevel = discreteTimeHazard.fit(rows, { ...options, link, reference: { usage: 0 } });
    expect(byLevel.covariates[1]).toEqual({
      name: "usage",
      kind: "category",
      reference: "0",
      levels: ["1", "2"],
    });
    const text = { ...rows, usage: rows.usage.map(String) };
    expect(discreteTimeHazard.fit(text, { ...options, link })).toStrictEqual(byLevel);
    const at = (usage: number | string) => discreteTimeHazard.hazard(byLevel, { price: 6, usage }, 2);
    expect(at(1)).toBe(at("1"));
  });

  it("predicts by one law: S(0) = 1, S falls by the hazard, losses add up, horizons multiply", () => {
    const model = discreteTimeHazard.fit(rows, { ...options, link, time: { powers: ["log"] } });
    const customer = { price: 7, usage: 1 };
    const periods = Array.from({ length: 25 }, (_, t) => t);
    const survival = discreteTimeHazard.survival(model, customer, periods);
    const hazard = discreteTimeHazard.hazard(model, customer, periods.slice(1));
    const lost = discreteTimeHazard.churnProbability(model, customer, periods.slice(1));
    expect(survival[0]).toBe(1);
    let sum = 0;
    for (let t = 1; t < 25; t++) {
      expectClose(survival[t]!, survival[t - 1]! * (1 - hazard[t - 1]!), { relative: 1e-13 });
      sum += lost[t - 1]!;
      expectClose(sum, 1 - survival[t]!, { relative: 1e-12 });
      const next = discreteTimeHazard.conditionalChurnProbability(model, { tenure: t - 1, ...customer });
      expectClose(next, hazard[t - 1]!, { relative: 1e-13 });
    }
    const ahead = discreteTimeHazard.conditionalChurnProbability(
      model,
      { tenure: 4, ...customer },
      { horizon: 20 },
    );
    expectClose(1 - ahead, survival[24]! / survival[4]!, { relative: 1e-12 });
    const customers = { months: [4, 0, 9], price: [7, 5, 8], usage: [1, 0, 2] };
    const many = discreteTimeHazard.conditionalChurnProbability(model, customers, {
      horizon: 20,
      tenure: "months",
    });
    expect(many[0]).toBe(ahead);
    const list = customers.months.map((tenure, i) => ({
      tenure,
      covariates: { price: customers.price[i]!, usage: customers.usage[i]! },
    }));
    expect(discreteTimeHazard.conditionalChurnProbability(model, list, { horizon: 20 })).toStrictEqual(many);
    expect(discreteTimeHazard.conditionalChurnProbability(model, list[0]!, { horizon: 20 })).toBe(ahead);
  });

  it("simulates tenures with those hazards", () => {
    const price = Array.from({ length: 4000 }, (_, i) => 5 + (i % 4));
    const customers = { price, usage: price.map((p) => p % 3) };
    const drawn = discreteTimeHazard.simulate(fit, customers, { periods: 4, seed: 3 });
    expect(discreteTimeHazard.simulate(fit, customers, { periods: 4, seed: 3 })).toStrictEqual(drawn);
    for (const t of [1, 2, 3, 4]) {
      let [expected, variance, seen] = [0, 0, 0];
      price.forEach((_, i) => {
        const share = discreteTimeHazard.churnProbability(
          fit,
          { price: price[i]!, usage: customers.usage[i]! },
          t,
        );
        expected += share;
        variance += share * (1 - share);
        if (drawn.duration[i] === t && drawn.event[i] === 1) seen++;
      });
      expect(Math.abs(seen - expected)).toBeLessThan(4 * Math.sqrt(variance));
    }
    const again = discreteTimeHazard.fit({ ...customers, ...drawn }, { ...options, link });
    for (const name of ["price", "usage"])
      expect(Math.abs(again.parameters[name]! - fit.parameters[name]!)).toBeLessThan(
        4 * again.standardErrors[name]!,
      );
  });

  it("comes with uncertainty, profile, bootstrap and posterior, which agree", () => {
    const settled = discreteTimeHazard.withOptions<MadeRows>({ ...options, link });
    const standardError = fit.standardErrors.usage!;
    const profile = profileInterval(settled, rows, "usage");
    expectClose(profile.estimate!, fit.parameters.usage!, { relative: 1e-9 });
    expectClose(profile.upper! - profile.lower!, 2 * 1.96 * standardError, { relative: 0.02 });
    const refits = bootstrap(settled, rows, ({ usage }) => usage!, { resamples: 99 });
    expect(refits.failed).toBe(0);
    expectClose(refits.standardError!, standardError, { relative: 0.3 });
    const posterior = samplePosterior(settled, rows, { draws: 200, warmup: 100, chains: 2 });
    const row = posterior.summary.find(({ parameter }) => parameter === "usage")!;
    expectClose(row.standardDeviation, standardError, { relative: 0.25 });
    const score = uncertainty(fit, (parameters) =>
      discreteTimeHazard.conditionalChurnProbability(
        { ...fit, parameters },
        { tenure: 2, price: 7, usage: 1 },
      ),
    );
    expect(score.lower! < score.estimate! && score.estimate! < score.upper!).toBe(true);
  });

  it("draws the rows of a customer together", () => {
    const drawn = discreteTimeHazard.inference.resample(rows, { seed: 2 }) as MadeRows & {
      readonly weight: Float64Array;
    };
    const counts = new Map<number, number>();
    drawn.customer.forEach((customer, i) => {
      expect(drawn.weight[i]).toBe(counts.get(customer) ?? drawn.weight[i]);
      counts.set(customer, drawn.weight[i]!);
    });
    expect([...counts.values()].reduce((sum, each) => sum + each, 0)).toBe(counts.size);
  });

  it("is nested in a fit with more covariates of the same link, and in no other", () => {
    const small = discreteTimeHazard.fit(rows, { ...options, covariates: ["usage"], link });
    const test = likelihoodRatioTest(small, fit);
    expect(test.restrictions).toBe(1);
    expectClose(test.statistic, 2 * (fit.logLikelihood - small.logLikelihood), { relative: 1e-9 });
    const others = { cloglog: "logit", logit: "cloglog" } as const;
    const other = discreteTimeHazard.fit(rows, { ...options, link: others[link] });
    expect(() => likelihoodRatioTest(small, other)).toThrow(
      `must be a model that contains discreteTimeHazard.${link}`,
    );
  });

  it("keeps a separated coefficient finite by a prior", () => {
    const plan = rows.event.map((event, i) => (event === 1 || i % 2 === 0 ? "a" : "b"));
    const separated = { ...options, covariates: ["plan"], link };
    expect(() => discreteTimeHazard.fit({ ...rows, plan }, separated)).toThrow("data.plan");
    const prior = { "plan=b": { mean: 0, standardDeviation: 2 } };
    const kept = discreteTimeHazard.fit({ ...rows, plan }, { ...separated, prior });
    expect(kept.parameters["plan=b"]!).toBeLessThan(-2);
    expect(kept.prior).toEqual(prior);
    // The slope of the log-likelihood there is that of the prior, with the other sign.
    const step = 1e-5;
    const at = (by: number) =>
      discreteTimeHazard.logLikelihood(
        { ...kept, parameters: { ...kept.parameters, "plan=b": kept.parameters["plan=b"]! + by } },
        { ...rows, plan },
      );
    expectClose((at(step) - at(-step)) / (2 * step), kept.parameters["plan=b"]! / 4, { relative: 1e-6 });
  });
});

describe("special cases", () => {
  it("without covariates is the share lost in each period", () => {
    const data = { duration: [1, 1, 2, 2, 2, 3, 3, 3], event: [1, 0, 1, 0, 0, 1, 0, 0] };
    for (const link of links) {
      const fit = discreteTimeHazard.fit(data, { link });
      expect(Object.keys(fit.parameters)).toEqual(["period.1", "period.2", "period.3"]);
      const hazard = discreteTimeHazard.hazard(fit, {}, [1, 2, 3]);
      [1 / 8, 1 / 6, 1 / 3].forEach((share, i) => {
        expectClose(hazard[i]!, share, { relative: 1e-12 });
      });
    }
  });

  it("with one flag and a constant hazard has the log of the ratio of the hazards", () => {
    const data = {
      duration: [1, 2, 3, 1, 2, 4, 4, 1],
      event: [true, true, false, true, false, true, false, true],
      vip: [false, false, false, false, true, true, true, true],
    };
    const fit = discreteTimeHazard.fit(data, { covariates: ["vip"], time: { powers: [] } });
    // 3 losses in 7 periods; 2 in 11.
    const rate = (share: number) => Math.log(-Math.log(1 - share));
    expectClose(fit.parameters["vip=true"]!, rate(2 / 11) - rate(3 / 7), { relative: 1e-12 });
  });

  it("ignores who joined in this very period, and rows of weight 0", () => {
    const data = { duration: [1, 2, 2, 3, 0], event: [1, 1, 0, 0, 0] };
    const without = { duration: [1, 2, 2, 3], event: [1, 1, 0, 0] };
    const time = { powers: [] } as const;
    expect(discreteTimeHazard.fit(data, { time })).toStrictEqual(discreteTimeHazard.fit(without, { time }));
    const weight = [1, 1, 1, 1, 0];
    const more = { duration: [1, 2, 2, 3, 9], event: [1, 1, 0, 0, 1], weight };
    expect(discreteTimeHazard.fit(more, { time })).toStrictEqual(discreteTimeHazard.fit(without, { time }));
  });

  it("is finite at extremes: hazards near 0 and 1, and covariates of 1e100", () => {
    const model = (intercept: number, link: "cloglog" | "logit"): HazardModel => ({
      link,
      baseline: { kind: "powers", powers: [] },
      covariates: [],
      parameters: { intercept },
    });
    const data = { duration: [2, 3], event: [1, 0] };
    for (const link of links) {
      expectClose(discreteTimeHazard.logLikelihood(model(-600, link), data), -600, { relative: 1e-12 });
      expect(discreteTimeHazard.hazard(model(800, link), {}, 1)).toBe(1);
      expectClose(discreteTimeHazard.hazard(model(-30, link), {}, 1), Math.exp(-30), { relative: 1e-12 });
    }
    expectClose(discreteTimeHazard.logLikelihood(model(800, "logit"), data), -3200, { relative: 1e-12 });
    const price = [1e100, 2e100, 3e100, 2e100, 1e100, 3e100, 2e100, 1e100];
    const wide = { duration: [1, 2, 3, 1, 2, 4, 4, 1], event: [1, 1, 0, 1, 0, 1, 0, 1], price };
    const fit = discreteTimeHazard.fit(wide, { covariates: ["price"], time: { powers: [] } });
    const narrow = discreteTimeHazard.fit(
      { ...wide, price: price.map((p) => p / 1e100) },
      { covariates: ["price"], time: { powers: [] } },
    );
    expectClose(fit.parameters.price! * 1e100, narrow.parameters.price!, { relative: 1e-9 });
  });
});

describe("many different customers", () => {
  it("begin at the maximum of some of them, and end at that of all", () => {
    const random = createRandom(11);
    const price = Array.from({ length: 30_000 }, () => 10 * random.next());
    const model: HazardModel = {
      link: "logit",
      baseline: { kind: "powers", powers: ["log"] },
      covariates: [{ name: "price", kind: "number" }],
      parameters: { intercept: -3, "log(t)": -0.3, price: 0.1 },
    };
    const rows = { price, ...discreteTimeHazard.simulate(model, { price }, { periods: 6, seed: 5 }) };
    for (const link of links) {
      const options = { covariates: ["price"], link, time: { powers: ["log"] } } as const;
      const fit = discreteTimeHazard.fit(rows, options);
      const at = Float64Array.from(Object.values(fit.parameters));
      const gradient = new Float64Array(3);
      const value = discreteTimeHazard.inference.likelihoodProblem(rows, options).evaluate(at, gradient);
      expectClose(value, fit.logLikelihood, { relative: 1e-12 });
      gradient.forEach((slope) => {
        expectClose(slope / fit.observations, 0, { absolute: 1e-9 });
      });
      const reversed = {
        ...rows,
        price: [...price].reverse(),
        duration: [...rows.duration].reverse(),
        event: [...rows.event].reverse(),
      };
      expect(discreteTimeHazard.fit(reversed, options)).toStrictEqual(fit);
      if (link === "logit")
        for (const name of ["intercept", "log(t)", "price"])
          expect(Math.abs(fit.parameters[name]! - model.parameters[name]!)).toBeLessThan(
            4 * fit.standardErrors[name]!,
          );
    }
  });
});

describe("refusals", () => {
  const where = "discreteTimeHazard.fit";
  const data = {
    duration: [1, 2, 3, 1, 2, 4, 4, 1],
    event: [1, 1, 0, 1, 0, 1, 0, 1],
    price: [1, 2, 3, 2, 1, 3, 2, 1],
  };
  const time = { powers: [] } as const;
  const refused = (call: () => unknown, message: string, code = "INSUFFICIENT_DATA") =>
    expectRefusal(call, `${where}: ${message}`, code);

  it("refuses nested covariates of another length", () => {
    const { price, ...rest } = data;
    expectRefusal(
      () => discreteTimeHazard.fit({ ...rest, covariates: { price: price.slice(1) } }),
      `${where}: data.covariates.price must have as many entries as rows (8), received 7`,
    );
  });

  it("names a column that is constant, determined by others or separates", () => {
    const constant = { ...data, price: data.price.map(() => 9) };
    refused(
      () => discreteTimeHazard.fit(constant, { covariates: ["price"], time }),
      "data.price must vary (price is constant), received 9",
    );
    const twice = { ...data, double: data.price.map((price) => 2 * price + 1) };
    expect(() => discreteTimeHazard.fit(twice, { covariates: ["price", "double"], time })).toThrow(
      `${where}: data.double must not be determined by the other covariates and time (double: of its variance, a share of 1e-10 or more must be its own), received `,
    );
    const clock = {
      entry: [0, 1, 0, 1, 0, 1],
      duration: [1, 2, 1, 2, 1, 2],
      event: [0, 1, 0, 0, 1, 1],
      age: [1, 2, 1, 2, 1, 2],
    };
    expect(() => discreteTimeHazard.fit(clock, { covariates: ["age"], time: { powers: [1] } })).toThrow(
      `${where}: data.age must not be determined`,
    );
    const plan = ["a", "a", "b", "a", "b", "a", "b", "a"];
    refused(
      () => discreteTimeHazard.fit({ ...data, plan }, { covariates: ["plan"], time }),
      'data.plan must have losses and stays in each level (0 lost of 9 watched), so that its coefficient grows without end: join levels, or give a prior, received "b"',
    );
    refused(
      () => discreteTimeHazard.fit({ ...data, plan: plan.map(() => "a") }, { covariates: ["plan"], time }),
      'data.plan must have two levels or more, received "a"',
    );
  });

  it("names a number that separates, alone or with others, under both links", () => {
    for (const link of links) {
      const risk = {
        entry: [0, 0, 0, 0, 0, 0],
        duration: [1, 1, 1, 1, 1, 1],
        event: [0, 0, 0, 1, 1, 1],
        risk: [1, 2, 3, 4, 5, 9],
      };
      refused(
        () => discreteTimeHazard.fit(risk, { covariates: ["risk"], time, link }),
        'data.risk must not separate the lost from those who stay (risk), alone or with others, so that its coefficient grows without end: join levels, or give a prior, received "losses above"',
      );
      // Two numbers that separate together and not alone: lost where b > a.
      const a = [1, 5, 3, 2, 6, 4, 2, 7];
      const b = [2, 4, 5, 1, 7, 2, 3, 5];
      const pair = { duration: a.map(() => 1), event: a.map((each, i) => (b[i]! > each ? 1 : 0)), a, b };
      expect(() => discreteTimeHazard.fit(pair, { covariates: ["a", "b"], time, link })).toThrow(
        /must not separate the lost from those who stay \([ab]\)/,
      );
      // Separated up to ties: nobody with risk above 3 stays, and some of 3 are lost.
      const ties = { duration: [1, 1, 1, 1, 1, 1], event: [0, 0, 1, 1, 0, 1], risk: [1, 2, 3, 4, 3, 9] };
      expect(() => discreteTimeHazard.fit(ties, { covariates: ["risk"], time, link })).toThrow(
        "data.risk must not separate",
      );
    }
  });

  it("does not take rare losses or near relations for separation", () => {
    const random = createRandom(4);
    const many = Array.from({ length: 4000 }, (_, i) => i);
    const x = many.map(() => random.next());
    const rare = {
      duration: many.map(() => 3),
      event: many.map((i) => (i % 1333 === 7 ? 1 : 0)),
      x,
      y: x.map((v) => v + 1e-3 * random.next()),
    };
    for (const link of links) {
      const fit = discreteTimeHazard.fit(rare, { covariates: ["x", "y"], time, link });
      expect(fit.convergence.status).toBe("interior");
    }
  });

  it("wants losses and stays in each step, and a loss at all", () => {
    refused(
      () => discreteTimeHazard.fit(data),
      'time must have losses and stays in each step (period.3: 0 lost of 3 watched); join periods by { steps: […] }, received "period.3"',
    );
    refused(
      () => discreteTimeHazard.fit({ duration: [1, 2], event: [0, 0] }),
      "data must have a loss or more, received 0",
    );
    refused(
      () => discreteTimeHazard.fit({ duration: [1, 1], event: [1, 1] }),
      "data must have somebody who stays for a period or more, received 0",
    );
    refused(
      () => discreteTimeHazard.fit({ duration: [], event: [] }),
      "data must have a row or more, received 0",
    );
  });

  it("refuses durations that are not whole, overlapping rows and unknown fields", () => {
    const invalid = (call: () => unknown, message: string) => refused(call, message, "INVALID_INPUT");
    invalid(
      () => discreteTimeHazard.fit({ duration: [1.5, 2], event: [1, 0] }),
      "data.duration[0] must be a whole number of periods, 10000 at most, received 1.5",
    );
    invalid(
      () => discreteTimeHazard.fit({ duration: [0, 2], event: [1, 0] }),
      "data.duration[0] must be 1 or more for the lost: the period in which they left, received 0",
    );
    invalid(
      () => discreteTimeHazard.fit({ customer: ["a", "a"], entry: [0, 1], duration: [2, 3], event: [0, 1] }),
      'data.customer[1] must not have rows that overlap (one ends at 2, the next begins at 1), received "a"',
    );
    invalid(
      () => discreteTimeHazard.fit({ customer: ["a", "a"], entry: [0, 2], duration: [2, 3], event: [1, 1] }),
      'data.customer[1] must have no row after the loss, received "a"',
    );
    invalid(
      () => discreteTimeHazard.fit(data, { covariates: ["size"] as never }),
      'covariates[0] must name a column of data (duration, event, price), received "size"',
    );
    invalid(
      () =>
        discreteTimeHazard.fit({ ...data, price: [1, 2, null, 2, 1, 3, 2, 1] }, { covariates: ["price"] }),
      "data.price[2] must be a finite number, received null",
    );
    invalid(
      () => discreteTimeHazard.fit(data, { link: "probit" as never }),
      'link must be one of "cloglog", "logit", received "probit"',
    );
    invalid(
      () => discreteTimeHazard.fit(data, { time: { steps: [3, 3] } }),
      "time.steps[1] must be whole, 2 or more, and above the one before it, received 3",
    );
    invalid(
      () => discreteTimeHazard.fit(data, { time: { steps: [9] } }),
      "time.steps[0] must make steps in each of which somebody is watched, received 9",
    );
    invalid(
      () => discreteTimeHazard.fit(data, { reference: { plan: "a" } }),
      'reference.plan must belong to a covariate, received "a"',
    );
  });

  it("refuses to predict for what the fit has not seen", () => {
    const free = discreteTimeHazard.fit({ duration: [1, 1, 2, 2], event: [1, 0, 1, 0] });
    expectRefusal(
      () => discreteTimeHazard.conditionalChurnProbability(free, { tenure: [1, 2] }),
      "discreteTimeHazard.conditionalChurnProbability: customers.tenure[1] must leave the next period within those for which the fit has levels (to 2): fit time as steps or powers to go beyond, received 2",
    );
    expectRefusal(
      () => discreteTimeHazard.survival(free, {}, 3),
      "discreteTimeHazard.survival: periods must be a period for which the fit has a level: fit time as steps or powers to go beyond, received 3",
    );
    const plan = ["a", "a", "b", "a", "b", "b", "b", "a"];
    const fit = discreteTimeHazard.fit({ ...data, plan }, { covariates: ["plan"], time });
    expectRefusal(
      () => discreteTimeHazard.survival(fit, { plan: "c" }, 3),
      'discreteTimeHazard.survival: covariates.plan must be a level that the fit has seen ("a", "b"), received "c"',
    );
    expectRefusal(
      () => discreteTimeHazard.survival(fit, { plan: "a", price: 2 }, 3),
      "discreteTimeHazard.survival: covariates.price must be a covariate of the model, received 2",
    );
  });
});
