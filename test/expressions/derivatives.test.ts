import { describe, expect, it } from "vitest";
import { type ExpressionModel, expressionModel } from "../../src/expressions/index.js";
import { elasticities } from "../../src/sensitivity/local/elasticities.js";
import { expectClose, expectRefusal } from "../support.js";

const gradientOf = (text: string, at: Record<string, number>) =>
  (expressionModel(text) as ExpressionModel).gradient!(at);

describe("derivatives of expressions where their formula has no value", () => {
  it.each<[string, Record<string, number>, string, number]>([
    // By hand.
    ["cbrt(x)", { x: -8 }, "x", 1 / 12],
    ["cbrt(2 * x + 2)^2", { x: -5 }, "x", (2 / 3) * (1 / -2) * 2],
    ["x^y", { x: 0, y: 2 }, "y", 0],
    ["x^y", { x: 0, y: 2 }, "x", 0],
    ["x^y", { x: 0, y: 1 }, "x", 1],
    ["(x - 1)^(2 * y) + y", { x: 1, y: 3 }, "y", 1],
    ["x * cbrt(x)", { x: 0 }, "x", 0],
    ["x * cbrt(y)", { x: 0, y: 0 }, "x", 0],
    ["x * cbrt(y)", { x: 0, y: 0 }, "y", 0],
    ["x * abs(x)", { x: 0 }, "x", 0],
    ["x * abs(y)", { x: 0, y: 0 }, "y", 0],
    ["x / (1 + cbrt(x))", { x: 0 }, "x", 1],
    ["a ? cbrt(x) : x", { a: 1, x: -27 }, "x", 1 / 27],
    ["max(cbrt(x), -9)", { x: -8 }, "x", 1 / 12],
    ["log(x, 2) * cbrt(y)", { x: 4, y: -1 }, "y", 2 / 3],
  ])("%s", (text, at, input, slope) => {
    expectClose(gradientOf(text, at)[input]!, slope, { relative: 1e-14, absolute: 1e-15 });
  });

  it("agrees with differences at ordinary points for every function", () => {
    const texts = [
      "sqrt(x)",
      "square(x)",
      "cube(x)",
      "exp(x)",
      "expm1(x)",
      "log(x)",
      "log(x, 3)",
      "log1p(x)",
      "log2(x)",
    ];
    const more = [
      "log10(x)",
      "pow(x, 2.5)",
      "pow(2.5, x)",
      "x^x",
      "sin(x)",
      "cos(x)",
      "tan(x)",
      "sec(x)",
      "asin(x)",
    ];
    const last = [
      "acos(x)",
      "atan(x)",
      "sinh(x)",
      "cosh(x)",
      "tanh(x)",
      "sech(x)",
      "min(x, x^2)",
      "abs(x)",
      "-x / (x + 2)",
    ];
    for (const text of [...texts, ...more, ...last]) {
      const model = expressionModel(`cbrt(z) + (${text})`) as ExpressionModel;
      const plain = expressionModel(text) as ExpressionModel;
      const x = 0.37;
      const step = 1e-5;
      const difference = (plain({ x: x + step }) - plain({ x: x - step })) / (2 * step);
      expectClose(model.gradient!({ x, z: -1 }).x!, difference, { relative: 1e-7 });
      // Through the rules from the inside out: the formula of cbrt has no value at negative numbers.
      const inside = expressionModel(`cbrt((${text}) - 1000)`) as ExpressionModel;
      const u = plain({ x }) - 1000;
      expectClose(inside.gradient!({ x }).x!, difference / (3 * Math.cbrt(u) ** 2), { relative: 1e-7 });
    }
  });

  it("are refused where there is none", () => {
    const none =
      "expressionModel: gradient must be asked for where the formula has a derivative in x, received NaN";
    expectRefusal(() => gradientOf("abs(x)", { x: 0 }), none);
    expectRefusal(() => gradientOf("sqrt(x^2)", { x: 0 }), none);
    expectRefusal(
      () => gradientOf("x^y", { x: 0, y: 0 }),
      none.replace("in x", "in y").replace("NaN", "-Infinity"),
    );
    expectRefusal(() => gradientOf("cbrt(x)", { x: 0 }), none.replace("NaN", "Infinity"));
    expectRefusal(
      () => gradientOf("0 * sqrt(x)", { x: -1 }),
      "expressionModel: gradient must be asked for where the formula has a value, received NaN",
    );
    // A study takes differences there, and says so.
    const model = expressionModel("abs(x) + y") as ExpressionModel;
    const [x] = elasticities(model, { x: 0, y: 1 }).rows;
    expect(x?.method).toBe("richardson");
    expect(elasticities(expressionModel("cbrt(x)") as ExpressionModel, { x: -8 }).rows[0]?.method).toBe(
      "exact",
    );
  });
});

describe("what a formula leaves to be guessed", () => {
  it("is as documented for products without a sign", () => {
    expect(expressionModel("1/2 x")({ x: 3 })).toBe(1.5);
    expectClose(expressionModel("1/x y")({ x: 3, y: 5 }), 1 / 15, { relative: 1e-15 });
    expect(expressionModel("2(x + 1)")({ x: 3 })).toBe(8);
    expect(expressionModel("2exp(x)")({ x: 0 })).toBe(2);
  });

  it("is refused for a number whose exponent is left out", () => {
    const rule = "text must not hold a number whose exponent is left out (write * e for the constant)";
    for (const [text, number] of [
      ["1e", "1e"],
      ["x + 2.5E", "2.5E"],
      ["1e x", "1e"],
      ["3e+x", "3e"],
    ] as const)
      expectRefusal(() => expressionModel(text), `expressionModel: ${rule}, received "${number}"`);
    expect(expressionModel("1e3 + x1e")({ x1e: 2 })).toBe(1002);
    expectClose(expressionModel("2 e")({}), 2 * Math.E, { relative: 1e-15 });
  });

  it("is no number for a condition that has no value", () => {
    expect(expressionModel("log(x) ? 1 : 2")({ x: -1 })).toBeNaN();
    expect(expressionModel("log(x) ? 1 : 2")({ x: 1 })).toBe(2);
    expect(expressionModel("log(x) ? 1 : 2")({ x: 3 })).toBe(1);
  });
});
