import fc from "fast-check";
import { evaluate } from "mathjs";
import { describe, expect, it } from "vitest";
import { expressionModel } from "../../src/expressions/expression-model.js";
import * as uncertain from "../../src/sensitivity/inputs/uncertain.js";
import { breakEven } from "../../src/sensitivity/local/break-even.js";
import { elasticities } from "../../src/sensitivity/local/elasticities.js";
import { oneWay } from "../../src/sensitivity/local/one-way.js";
import { monteCarlo } from "../../src/sensitivity/sampling/monte-carlo.js";
import { expectClose, expectRefusal } from "../support.js";

const clvText = "(margin - cost) * (1 + discount) / (1 + discount - retention) - cac";
const base = { margin: 100, cost: 5, discount: 0.1, retention: 0.8, cac: 120 };

describe("expressionModel", () => {
  it("evaluates as the formula says", () => {
    const clv = expressionModel(clvText);
    expect(clv.inputs).toEqual(["margin", "cost", "discount", "retention", "cac"]);
    expectClose(clv(base), (95 * 1.1) / 0.3 - 120, { relative: 1e-13 });
    expect(expressionModel("-2^2 + 2 * 3 - 4 / 2")({})).toBe(0);
    expect(expressionModel("x > 2 ? min(x, 3, 10) : max(x, -1)")({ x: 5 })).toBe(3);
    expect(expressionModel("x > 2 ? min(x, 3) : max(x, -1)")({ x: -4 })).toBe(-1);
    expectClose(
      expressionModel("log(8, 2) + exp(0) + sqrt(16) + cbrt(27) + pi - e + abs(-1)")({}),
      12 + Math.PI - Math.E,
      {
        relative: 1e-14,
      },
    );
    expect(expressionModel("2 x * (x + 1)")({ x: 3 })).toBe(24);
  });

  const calls = {
    one: ["abs", "sign", "sqrt", "cbrt", "square", "cube", "exp", "expm1", "log", "log1p", "log2", "log10"],
    steps: ["floor", "ceil", "round"],
    angles: ["sin", "cos", "tan", "sec", "asin", "acos", "atan", "sinh", "cosh", "tanh", "sech"],
    more: ["log(x, 3)", "pow(x, 2.5)", "min(x, 0.5, 2)", "max(x, 0.5)", "x ^ 3", "+x"],
  };
  const names = [...calls.one, ...calls.steps, ...calls.angles].map((name) => `${name}(x)`);

  it.each([...names, ...calls.more])("evaluates %s as mathjs does", (formula) => {
    for (const x of [0.11, 0.5, 0.93]) {
      expectClose(expressionModel(formula)({ x }), evaluate(formula, { x }) as number, { relative: 4e-16 });
    }
  });

  it.each([...names, ...calls.more])("differentiates %s", (formula) => {
    const model = expressionModel(formula);
    const steps = [...calls.steps, "sign"].some((name) => formula.startsWith(name));
    expect(model.gradient === undefined).toBe(steps);
    for (const x of steps ? [] : [0.11, 0.37, 0.93]) {
      const step = 1e-5;
      const slope = (model({ x: x + step }) - model({ x: x - step })) / (2 * step);
      // The error of central differences: step² times a third derivative of up to some hundreds.
      expectClose(model.gradient!({ x }).x!, slope, { absolute: 1e-7, relative: 1e-7 });
    }
  });

  it("differentiates functions of functions", () => {
    const model = expressionModel("log1p(square(x) + expm1(cube(x)))");
    const x = 0.3;
    // By the chain rule: (2x + 3x² exp(x³)) / (x² + exp(x³)).
    const slope = (2 * x + 3 * x * x * Math.exp(x ** 3)) / (x * x + Math.exp(x ** 3));
    expectClose(model.gradient!({ x }).x!, slope, { relative: 1e-14 });
  });

  it("has exact derivatives", () => {
    const clv = expressionModel(clvText);
    const { rows } = elasticities(clv, base);
    const value = 95 * 1.1;
    const exact = {
      margin: 1.1 / 0.3,
      cost: -1.1 / 0.3,
      retention: value / 0.09,
      discount: (-95 * 0.8) / 0.09,
      cac: -1,
    };
    for (const row of rows) {
      expect(row.method).toBe("exact");
      expectClose(row.derivative, exact[row.input as "cac"], { relative: 1e-12 }, row.input);
    }
    expect(expressionModel("x^2").derivatives).toEqual({ x: "2 * x" });
  });

  it.each([
    "x^y",
    "exp(x * y)",
    "log(x + y^2)",
    "sqrt(x) / (1 + y)",
    "x * sin(y) + tanh(x)",
    "log(x, y)",
    "1 / (1 + exp(-x * y))",
    "atan(x) * cosh(y)",
  ])("agrees with differences: %s", (text) => {
    const model = expressionModel(text);
    const plain = (inputs: Record<"x" | "y", number>) => model(inputs);
    const number = fc.double({ min: 0.5, max: 3, noNaN: true });
    fc.assert(
      fc.property(number, number, (x, y) => {
        fc.pre(text !== "log(x, y)" || Math.abs(y - 1) > 0.2);
        const exact = elasticities(model, { x, y }).rows;
        const numeric = elasticities(plain, { x, y }).rows;
        for (const [i, row] of exact.entries())
          expectClose(
            row.derivative,
            numeric[i]!.derivative,
            { relative: 1e-6, absolute: 1e-8 },
            `${row.input} at ${x}, ${y}`,
          );
      }),
      { numRuns: 20 },
    );
  });

  it("differentiates through conditions, minima and maxima by the branch taken", () => {
    expect(expressionModel("max(x, 0) * 2").derivatives).toEqual({ x: "2 * ((x >= 0) ? 1 : 0)" });
    expect(expressionModel("x > 1 ? x^2 * y : y^3").derivatives).toEqual({
      x: "(x > 1) ? (y * 2 * x) : 0",
      y: "(x > 1) ? (x ^ 2) : (3 * y ^ 2)",
    });
    // At the kink itself the side that the formula takes.
    expect(expressionModel("max(x, 0)").gradient!({ x: 0 })).toEqual({ x: 1 });
  });

  it.each([
    "min(x, y, 2)^2 + x",
    "exp(max(x, y) - min(x, y)) / (x > 1 ? x : 1)",
    "max(max(x, y), x * y, 3) * min(x, 2)",
    "x > y ? (x > 2 ? x * y : x^2) : max(y, 2 - x)",
    "max(x, y)^max(x, 1)",
    "abs(x - 1.4) * max(x, y)",
  ])("agrees with differences beside the kinks: %s", (text) => {
    const model = expressionModel(text);
    const number = fc.double({ min: 0.5, max: 3, noNaN: true });
    fc.assert(
      fc.property(number, number, (x, y) => {
        const kinks = [
          x - y,
          x - 1,
          x - 1.4,
          x - 2,
          y - 2,
          x * y - 3,
          x - 3,
          y - 3,
          y + x - 2,
          x * y - x,
          x * y - y,
        ];
        fc.pre(kinks.every((distance) => Math.abs(distance) > 0.2));
        const exact = model.gradient!({ x, y });
        const at = (dx: number, dy: number) => model({ x: x + dx, y: y + dy });
        const h = 1e-5;
        expectClose(exact.x!, (at(h, 0) - at(-h, 0)) / (2 * h), { relative: 1e-6, absolute: 1e-7 });
        expectClose(exact.y!, (at(0, h) - at(0, -h)) / (2 * h), { relative: 1e-6, absolute: 1e-7 });
      }),
      { numRuns: 30 },
    );
  });

  it("leaves steps, and derivatives without a value, to differences", () => {
    const stepped = expressionModel("floor(x) + x");
    expect(stepped.gradient).toBeUndefined();
    expect(stepped.derivatives).toEqual({ x: null });
    expect(elasticities(stepped, { x: 3.5 }).rows[0]).toMatchObject({ method: "richardson" });
    // The formula of the derivative is 0 / 0 at the kink of abs; differences give the mean of both sides.
    expect(elasticities(expressionModel("abs(x) + x"), { x: 0 }).rows[0]).toMatchObject({
      derivative: 1,
      method: "richardson",
    });
  });

  it("works wherever a model does", () => {
    const clv = expressionModel(clvText);
    expect(oneWay(clv, base, { retention: [0.7, 0.9] }).rows[0]!.higherAt).toBe("upper");
    const { roots } = breakEven(clv, base, { input: "retention", within: [0, 1] });
    expectClose(roots[0]!, 1.1 - (95 * 1.1) / 120, { relative: 1e-12 });
  });

  it("refuses to be evaluated without its inputs", () => {
    expectRefusal(() => expressionModel(3 as never), "expressionModel: text must be a formula, received 3");
    expectRefusal(
      () => expressionModel(undefined as never),
      "expressionModel: text must be a formula, received undefined",
    );
    expectRefusal(
      () => expressionModel("x + y")({ x: 1 }),
      "expressionModel: inputs.y must be a number, received undefined",
    );
    expectRefusal(
      () => expressionModel("x")({ x: "1" as never }),
      'expressionModel: inputs.x must be a number, received "1"',
    );
    expectRefusal(
      () => expressionModel("x")(undefined as never),
      "expressionModel: inputs must be an object, received undefined",
    );
  });

  it("refuses names that are no inputs, where the inputs are listed", () => {
    const inputs = ["margin", "retention"];
    expect(expressionModel("retention * 2", { inputs }).inputs).toEqual(inputs);
    expect(expressionModel("retention * 2", { inputs }).derivatives).toEqual({ margin: "0", retention: "2" });
    expectRefusal(
      () => expressionModel("margin * retentoin", { inputs }),
      'expressionModel: text must use only the inputs margin, retention, received "retentoin"',
    );
    expectRefusal(
      () => expressionModel({ a: "margin", b: "a * churn" }, { inputs }),
      'expressionModel: formulas.b must use only the inputs margin, retention, received "churn"',
    );
    expectRefusal(
      () => expressionModel("x", { inputs: [] }),
      "expressionModel: inputs must list names, received []",
    );
    expectRefusal(
      () => expressionModel("x", { inputs: ["x", "x"] }),
      'expressionModel: inputs[1] must be listed once, received "x"',
    );
    expectRefusal(
      () => expressionModel("x", null as never),
      "expressionModel: options must be an object, received null",
    );
  });
});

describe("expressionModel of several formulas", () => {
  const firm = expressionModel({
    profit: "customers * (clv - cac)",
    clv: "margin / (1 + discount - retention)",
  });
  const at = { customers: 10, margin: 60, discount: 0.1, retention: 0.8, cac: 150 };

  it("returns numbers by name, and exact derivatives of each", () => {
    const value = firm(at);
    expect(Object.keys(value)).toEqual(["profit", "clv"]);
    expectClose(value.clv, 200, { relative: 1e-14 });
    expectClose(value.profit, 500, { relative: 1e-14 });
    expect([...firm.inputs].sort()).toEqual(Object.keys(at).sort());
    const { rows } = elasticities(firm.outputs.profit, at);
    const exact = { customers: 50, margin: 10 / 0.3, retention: 600 / 0.09, discount: -600 / 0.09, cac: -10 };
    for (const { input, derivative, method } of rows) {
      expect(method).toBe("exact");
      expectClose(derivative, exact[input as "cac"], { relative: 1e-12 }, input);
    }
    expect(firm.outputs.clv.derivatives.cac).toBe("0");
    expect(firm.outputs.profit.derivatives.cac).toBe("-customers");
    expect(firm.outputs.profit.text).toBe("customers * (clv - cac)");
  });

  it("gives what the formulas give one by one, whatever their order", () => {
    const number = fc.double({ min: 0.5, max: 3, noNaN: true });
    const forward = expressionModel({ a: "x^2 + y", b: "a * y", c: "b - a / x" });
    const backward = expressionModel({ c: "b - a / x", b: "a * y", a: "x^2 + y" });
    const whole = expressionModel("(x^2 + y) * y - (x^2 + y) / x");
    fc.assert(
      fc.property(number, number, (x, y) => {
        expect(forward({ x, y })).toEqual(backward({ x, y }));
        expectClose(forward({ x, y }).c, whole({ x, y }), { relative: 1e-14, absolute: 1e-13 });
        for (const name of ["x", "y"])
          expectClose(forward.outputs.c.gradient!({ x, y })[name]!, whole.gradient!({ x, y })[name]!, {
            relative: 1e-12,
            absolute: 1e-12,
          });
      }),
      { numRuns: 50 },
    );
  });

  it("is a model of several outputs", () => {
    const { outputs } = monteCarlo(
      firm,
      { ...at, retention: uncertain.uniform({ lower: 0.7, upper: 0.9 }) },
      { samples: 256 },
    );
    // The mean of 60 / (1.1 - r) over r uniform from 0.7 to 0.9 is 300 log 2.
    expectClose(outputs.clv.mean.estimate, 300 * Math.log(2), { relative: 1e-3 });
    expectClose(outputs.profit.mean.estimate, 10 * (outputs.clv.mean.estimate - 150), { relative: 1e-10 });
  });

  it("refuses what leads back to itself, and too much", () => {
    expectRefusal(
      () => expressionModel({ a: "a + 1" }),
      'expressionModel: formulas.a must not use itself, received "a uses a"',
    );
    expectRefusal(
      () => expressionModel({ a: "b", b: "c + 1", c: "a * x" }),
      'expressionModel: formulas.a must not use itself, received "a uses b uses c uses a"',
    );
    expectRefusal(
      () => expressionModel({ a: "x", x: "2" }, { inputs: ["x"] }),
      'expressionModel: formulas.x must not have the name of an input, received "x"',
    );
    expectRefusal(
      () => expressionModel({}),
      "expressionModel: formulas must have from 1 to 100 formulas, received 0",
    );
    expectRefusal(
      () => expressionModel({ a: 3 as never }),
      "expressionModel: formulas.a must be a formula, received 3",
    );
    expectRefusal(
      () => expressionModel(["x"] as never),
      "expressionModel: formulas must be an object, received array of 1",
    );
    const doubling = Array.from({ length: 60 }, (_, i) => [
      `f${i}`,
      i === 0 ? "x + x" : `f${i - 1} + f${i - 1}`,
    ]);
    expectRefusal(
      () => expressionModel(Object.fromEntries(doubling)),
      "expressionModel: formulas.f9 must have at most 2000 numbers, inputs and operators with the formulas it uses, received 2047",
    );
    const nested = Array.from({ length: 90 }, (_, i) => [
      `f${i}`,
      i === 0 ? "x" : `exp(exp(exp(f${i - 1})))`,
    ]);
    expectRefusal(
      () => expressionModel(Object.fromEntries(nested)),
      'expressionModel: formulas.f50 must be nested less than 200 deep, received "exp(exp(exp(f49)))"',
    );
  });
});
