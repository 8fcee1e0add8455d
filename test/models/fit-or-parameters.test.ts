/** Every method that takes parameters takes a fit too: of its own model only, whose unit of time then counts. */
import { describe, expect, it } from "vitest";
import * as models from "../../src/models/index.js";
import { bgBb, bgNbd, geometric, mbgNbd, shiftedBetaGeometric } from "../../src/models/index.js";
import { expectClose, expectRefusal } from "../support.js";

type Method = (...given: readonly unknown[]) => unknown;
const customer = { frequency: 2, recency: 30.43, T: 38.86 };
const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const perYear = { rate: 0.15, per: "year" } as const;
const ofWeeks = { model: "bgNbd", timeUnit: "week", parameters } as const;

/** Methods of a model that take parameters first. */
const methodsOf = (module: object): [string, Method][] => {
  const { inference = {} } = module as { readonly inference?: object };
  const { replicate }: { readonly replicate?: Method } = inference;
  const own = Object.entries(module).filter(
    ([name, method]) =>
      typeof method === "function" &&
      !["fit", "fitAsync", "fitRetentionRates", "independence"].includes(name),
  ) as [string, Method][];
  return replicate === undefined ? own : [...own, ["inference.replicate", replicate]];
};
const modules = Object.entries(models).filter(([, value]) => typeof value === "object");

describe.each(modules)("%s", (name, module) => {
  it.each(methodsOf(module))("%s refuses a fit of another model by its name", (method, call) => {
    expectRefusal(
      () => call({ model: "another", timeUnit: null, parameters: {} }, customer, customer),
      `${name}.${method}: parameters.model must be "${name}", as in a fit of it, received "another"`,
    );
  });
});

describe("a fit in place of its parameters", () => {
  it("gives the numbers of its parameters, fresh and from JSON", () => {
    const fit = bgNbd.fit({
      frequency: [0, 1, 2, 3, 0, 1, 5],
      recency: [0, 10, 20, 30, 0, 3, 38],
      T: [39, 39, 39, 39, 39, 39, 39],
    });
    const expected = bgNbd.probabilityAlive(fit.parameters, customer);
    expect(bgNbd.probabilityAlive(fit, customer)).toBe(expected);
    expect(bgNbd.probabilityAlive(JSON.parse(JSON.stringify(fit)), customer)).toBe(expected);
    expectRefusal(
      () => mbgNbd.probabilityAlive(fit, customer),
      'mbgNbd.probabilityAlive: parameters.model must be "mbgNbd", as in a fit of it, received "bgNbd"',
    );
  });

  it("discounts in its own unit of time, and refuses another one", () => {
    const dert = bgNbd.discountedExpectedResidualTransactions;
    const stated = dert(parameters, customer, { discountRate: perYear, timeUnit: "week" });
    expect(dert(ofWeeks, customer, { discountRate: perYear })).toBe(stated);
    expect(dert(ofWeeks, customer, { discountRate: perYear, timeUnit: "week" })).toBe(stated);
    expectRefusal(
      () => dert(ofWeeks, customer, { discountRate: perYear, timeUnit: "day" }),
      'bgNbd.discountedExpectedResidualTransactions: discounting.timeUnit must be the time unit of the fit ("week"), received "day"',
    );
    expectRefusal(
      () =>
        bgNbd.probabilityAlive(ofWeeks, { frequency: [2], recency: [3], T: [9], timeUnit: "day" } as never),
      'bgNbd.probabilityAlive: customers.timeUnit must be the time unit of the fit ("week"), received "day"',
    );
    expectRefusal(
      () => dert(ofWeeks, customer, { discountRate: 0.15 }),
      'bgNbd.discountedExpectedResidualTransactions: discounting.discountRate must be a rate per period of the time unit (0.15 for 15%), or one of a named period, { rate: 0.15, per: "year" }, received 0.15',
    );
    const weekly = 1.15 ** (7 / 365.25) - 1;
    expectClose(dert(ofWeeks, customer, { discountRate: weekly, timeUnit: "week" }), stated, {
      relative: 1e-12,
    });
    const opportunities = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 };
    const cruises = { model: "bgBb", timeUnit: "quarter", parameters: opportunities } as const;
    const passenger = { frequency: 3, recency: 4, T: 6 };
    const each = (given: typeof cruises | typeof opportunities, timeUnit?: "quarter") =>
      bgBb.discountedExpectedResidualTransactions(given, passenger, { discountRate: perYear, timeUnit });
    expect(each(cruises)).toBe(each(opportunities, "quarter"));
  });

  it("knows the length of a contract's period, which may have no name", () => {
    const monthly = { model: "geometric", timeUnit: "month", parameters: { theta: 0.05 } } as const;
    const stated = { discountRate: perYear, timeUnit: "month" } as const;
    const del = geometric.discountedExpectedLifetime;
    expect(del(monthly, { discountRate: perYear })).toBe(del(monthly.parameters, stated));
    expectRefusal(
      () => del(monthly, { discountRate: perYear, timeUnit: "year" }),
      'geometric.discountedExpectedLifetime: timeUnit must be the time unit of the fit ("month"), received "year"',
    );
    const nameless = { ...monthly, timeUnit: null };
    expect(del(nameless, { discountRate: 0.01 })).toBe(del(monthly, { discountRate: 0.01 }));
    expectRefusal(
      () => del(nameless, { discountRate: perYear }),
      "geometric.discountedExpectedLifetime: discountRate must be a rate per period, as a number: the fit names no unit of time, received an object",
    );
    const cohort = { customers: 100, periods: 3, seed: 2 };
    expect(geometric.simulate(monthly, cohort).timeUnit).toBe("month");
    expectRefusal(
      () => geometric.simulate(monthly.parameters, cohort),
      'geometric.simulate: timeUnit must be one of "hour", "day", "week", "month", "quarter", "year", received undefined',
    );
  });

  it("is refused where its unit of time is none", () => {
    expectRefusal(
      () =>
        shiftedBetaGeometric.survival(
          { ...ofWeeks, model: "shiftedBetaGeometric", timeUnit: "moon" } as never,
          2,
        ),
      'shiftedBetaGeometric.survival: parameters.timeUnit must be one of "hour", "day", "week", "month", "quarter", "year", received "moon"',
    );
  });
});
