import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expressionModel } from "../../src/expressions/expression-model.js";
import { breakEven } from "../../src/sensitivity/break-even.js";
import { elasticities } from "../../src/sensitivity/elasticities.js";
import { oneWay } from "../../src/sensitivity/one-way.js";
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

  it("leaves kinks and conditions to differences", () => {
    const model = expressionModel("max(x, 0) * 2");
    expect(model.gradient).toBeUndefined();
    expect(model.derivatives).toEqual({ x: null });
    expect(elasticities(model, { x: 3 }).rows[0]).toMatchObject({ method: "richardson" });
  });

  it("works wherever a model does", () => {
    const clv = expressionModel(clvText);
    expect(oneWay(clv, base, { retention: [0.7, 0.9] }).rows[0]!.higherAt).toBe("high");
    const { roots } = breakEven(clv, base, { input: "retention", within: [0, 1] });
    expectClose(roots[0]!, 1.1 - (95 * 1.1) / 120, { relative: 1e-12 });
  });

  // The security boundary: everything that is no arithmetic on the inputs is refused before anything runs.
  const rule =
    "expressionModel: text must be one formula of numbers, inputs, operators and functions, received";
  it.each([
    ["x = 3", '"an assignment"'],
    ["a.b = 3", '"an assignment"'],
    ["f(x) = x^2", '"a function definition"'],
    ["x.constructor", '"a property access"'],
    ['x["constructor"]', '"a property access"'],
    ["x[1]", '"a property access"'],
    ["[1, 2, 3]", '"an array"'],
    ["{a: 1}", '"an object"'],
    ["1; 2", '"several statements"'],
    ["x\ny", '"several statements"'],
    ["1:3", '"a range"'],
    ["1 < x < 3", '"a chain of comparisons"'],
    ['import("fs")', '"the function import"'],
    ["import({a: 1})", '"an object"'],
    ['evaluate("1")', '"the function evaluate"'],
    ['parse("1")', '"the function parse"'],
    ["createUnit(x)", '"the function createUnit"'],
    ["simplify(x)", '"the function simplify"'],
    ["derivative(x, x)", '"the function derivative"'],
    ["config(x)", '"the function config"'],
    ["cos.constructor(x)", '"the function of an expression"'],
    ["toString(x)", '"the function toString"'],
    ["constructor(x)", '"the function constructor"'],
    ["__proto__(x)", '"the function __proto__"'],
    ["x!", '"the operator !"'],
    ["x'", '"the operator \'"'],
    ["x to cm", '"the operator to"'],
    ["x and y", '"the operator and"'],
    ["x == y", '"the operator =="'],
    ["x .* y", '"the operator .*"'],
    ["x | y", '"the operator |"'],
    ["random()", '"the function random"'],
    ["print(x)", '"the function print"'],
    ["help(x)", '"the function help"'],
    ["map(x, y)", '"the function map"'],
  ])("refuses %s", (text, received) => {
    let message = "";
    try {
      expressionModel(text);
    } catch (error) {
      message = (error as Error).message;
      expect((error as { code?: string }).code).toBe("INVALID_INPUT");
    }
    // Some are refused for their inner part, some by the parser: each before anything is evaluated.
    const inner = "expressionModel: text must hold only finite numbers, received";
    expect([`${rule} ${received}`, message.startsWith(inner) ? message : ""]).toContain(message);
    expect(message).not.toBe("");
  });

  it.each(["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "exp", "_x"])(
    "refuses %s as the name of an input",
    (name) => {
      expectRefusal(
        () => expressionModel(`${name} + 1`),
        `expressionModel: text must name inputs by letters, digits and _, not like a function or a built-in, received "${name}"`,
      );
    },
  );

  it.each(["'text'", "true", "null", "undefined", "NaN", "Infinity", "1e999"])(
    "refuses the value %s",
    (text) => {
      expect(() => expressionModel(text)).toThrow(/^expressionModel: text must/);
    },
  );

  it("refuses what is no formula, or too much of one", () => {
    expectRefusal(() => expressionModel(""), 'expressionModel: text must be a formula, received ""');
    expectRefusal(() => expressionModel(3 as never), "expressionModel: text must be a formula, received 3");
    expectRefusal(
      () => expressionModel("1 +"),
      'expressionModel: text must be a formula (Unexpected end of expression (char 4)), received "1 +"',
    );
    expectRefusal(
      () => expressionModel("x".repeat(4001)),
      "expressionModel: text must have at most 4000 characters, received 4001",
    );
    expectRefusal(
      () => expressionModel("price * 5%"),
      'expressionModel: text must not hold %: write 0.05 for five per cent, received "price * 5%"',
    );
    expect(() => expressionModel('f.constructor("return process")()')).toThrow(
      /^expressionModel: text must be a formula/,
    );
    expect(() => expressionModel(`${"(".repeat(1990)}x${")".repeat(1990)}`)).toThrow(
      /^expressionModel: text must/,
    );
    expect(() => expressionModel(`${"-".repeat(3990)}x`)).toThrow(/^expressionModel: text must/);
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

  it("changes nothing outside, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const before = Object.getOwnPropertyNames(Object.prototype).length;
        try {
          const model = expressionModel(text);
          expect(typeof model(Object.fromEntries(model.inputs.map((name) => [name, 1])))).toBe("number");
        } catch (error) {
          expect((error as { code?: string }).code).toBe("INVALID_INPUT");
        }
        expect(Object.getOwnPropertyNames(Object.prototype).length).toBe(before);
      }),
      { numRuns: 100 },
    );
  });
});
