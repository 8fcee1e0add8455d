import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expressionModel } from "../../src/expressions/expression-model.js";
import { expectRefusal } from "../support.js";

/** The security boundary: everything that is no arithmetic on the inputs is refused before anything runs. */
describe("what a formula must not hold", () => {
  it.each([
    ["x = 3", "an assignment"],
    ["a.b = 3", "an assignment"],
    ["f(x) = x^2", "a function definition"],
    ["x.constructor", "a property access"],
    ['x["constructor"]', "a property access"],
    ["x[1]", "a property access"],
    ["[1, 2, 3]", "an array"],
    ["[1, 2; 3, 4]", "an array"],
    ["{a: 1}", "an object"],
    ["1; 2", "several statements"],
    ["x\ny", "several statements"],
    ["1:3", "a range"],
    ["x:y:2", "a range"],
    ["1 < x < 3", "a chain of comparisons"],
    ["import({a: 1})", "an object"],
    ["import(x)", "the function import"],
    ["evaluate(x)", "the function evaluate"],
    ["parse(x)", "the function parse"],
    ["compile(x)", "the function compile"],
    ["parser()", "the function parser"],
    ["createUnit(x)", "the function createUnit"],
    ["unit(x)", "the function unit"],
    ["simplify(x)", "the function simplify"],
    ["rationalize(x)", "the function rationalize"],
    ["derivative(x, x)", "the function derivative"],
    ["config(x)", "the function config"],
    ["concat(x, y)", "the function concat"],
    ["format(x)", "the function format"],
    ["string(x)", "the function string"],
    ["range(1, 3)", "the function range"],
    ["matrix(x)", "the function matrix"],
    ["zeros(1000000)", "the function zeros"],
    ["ones(x)", "the function ones"],
    ["resize(x, y)", "the function resize"],
    ["cos.constructor(x)", "the function of an expression"],
    ["toString(x)", "the function toString"],
    ["constructor(x)", "the function constructor"],
    ["__proto__(x)", "the function __proto__"],
    ["hasOwnProperty(x)", "the function hasOwnProperty"],
    ["x!", "the operator !"],
    ["x'", "the operator '"],
    ["x to cm", "the operator to"],
    ["x in cm", "the operator in"],
    ["x and y", "the operator and"],
    ["not x", "the operator not"],
    ["x == y", "the operator =="],
    ["x .* y", "the operator .*"],
    ["x | y", "the operator |"],
    ["~x", "the operator ~"],
    ["x << 2", "the operator <<"],
    ["x mod 2", "the operator mod"],
    ["random()", "the function random"],
    ["print(x)", "the function print"],
    ["help(x)", "the function help"],
    ["map(x, y)", "the function map"],
    ["factorial(170)", "the function factorial"],
    ["gamma(x)", "the function gamma"],
    ["typed(x)", "the function typed"],
    ["chain(x)", "the function chain"],
    ["x ?? y", "the operator ??"],
    ["1:1e9", "a range"],
    ["x?.y", "a property access"],
    ["x;", "several statements"],
    ["factorial(1e9)", "the function factorial"],
    ["170!", "the operator !"],
    ["eval(x)", "the function eval"],
    ["resolve(x, y)", "the function resolve"],
    ["leafCount(x)", "the function leafCount"],
    ["lup(x)", "the function lup"],
    ["nthRoot(x)", "the function nthRoot"],
    ["pi(x)", "the function pi"],
    ["x.^y", "the operator .^"],
  ])("refuses %s", (text, received) => {
    const rule = "must be one formula of numbers, inputs, operators and functions";
    expectRefusal(() => expressionModel(text), `expressionModel: text ${rule}, received "${received}"`);
    expectRefusal(
      () => expressionModel({ y1: "x", y2: text }),
      `expressionModel: formulas.y2 ${rule}, received "${received}"`,
    );
  });

  it.each([
    ['import("fs")', '"fs"'],
    ['evaluate("1")', '"1"'],
    ['parse("1")', '"1"'],
    ['createUnit("foo")', '"foo"'],
    ['unit("5 cm")', '"5 cm"'],
    ['simplify("x")', '"x"'],
    ['derivative("x", "x")', '"x"'],
    ['concat("a", "b")', '"a"'],
    ['"a" + "b"', '"a"'],
    ["'text'", '"text"'],
    ["true", "true"],
    ["null", "null"],
    ["undefined", "undefined"],
    ["NaN", "NaN"],
    ["Infinity", "Infinity"],
    ["1e999", "Infinity"],
  ])("refuses the value in %s", (text, received) => {
    expectRefusal(
      () => expressionModel(text),
      `expressionModel: text must hold only finite numbers, received ${received}`,
    );
  });

  it.each([
    "__proto__",
    "__defineGetter__",
    "constructor",
    "prototype",
    "toString",
    "valueOf",
    "hasOwnProperty",
    "isPrototypeOf",
    "exp",
    "_x",
    "$x",
    "é",
    "π",
    "𝑥",
  ])("refuses %s as a name", (name) => {
    const rule = "by letters, digits and _, not like a function or a built-in";
    expectRefusal(
      () => expressionModel(`${name} + 1`),
      `expressionModel: text must name inputs ${rule}, received "${name}"`,
    );
    expectRefusal(
      () => expressionModel(Object.fromEntries([[name, "x"]])),
      `expressionModel: formulas must be named ${rule}, received "${name}"`,
    );
    expectRefusal(
      () => expressionModel("x", { inputs: [name] }),
      `expressionModel: inputs[0] must be a name ${rule}, received "${name}"`,
    );
  });

  it.each(["х + 1", "ｘ + 1", "x\u200b + 1", "∞", "x\u0000y", "\ud800", "`x`", "x\\y", "x // c", "x => x"])(
    "refuses what no keyboard of numbers has: %j",
    (text) => {
      expect(() => expressionModel(text)).toThrow(/^expressionModel: text must be a formula \(/);
    },
  );

  it.each([
    ["sqrt()", "must call sqrt with 1 argument, received 0"],
    ["pow(x)", "must call pow with 2 arguments, received 1"],
    ["log(x, y, z)", "must call log with 1 to 2 arguments, received 3"],
    ["", 'must be a formula, received ""'],
    ["1 +", 'must be a formula (Unexpected end of expression (char 4)), received "1 +"'],
    [
      'f.constructor("return process")()',
      'must be a formula (Value expected (char 33)), received "f.constructor(\\"return process\\")()"',
    ],
    ["price * 5%", 'must not hold %: write 0.05 for five per cent, received "price * 5%"'],
    ["x".repeat(4001), "must have at most 4000 characters, received 4001"],
    [
      Array.from({ length: 101 }, (_, i) => `max(a${i},0)`).join("+"),
      "must have at most 100 inputs, received 101",
    ],
  ])("refuses %s", (text, why) => {
    expectRefusal(() => expressionModel(text), `expressionModel: text ${why}`);
  });

  it.each([
    `${"(".repeat(1990)}x${")".repeat(1990)}`,
    `${"exp(".repeat(200)}x${")".repeat(200)}`,
    `${"-".repeat(3990)}x`,
    Array(1990).fill("x").join("^"),
    Array(1990).fill("x").join("+"),
    `${"x?1:".repeat(990)}x`,
    `${"[".repeat(1990)}x`,
  ])("refuses depth: %#", (text) => {
    expectRefusal(
      () => expressionModel(text),
      `expressionModel: text must be nested less than 200 deep, received ${JSON.stringify(`${text.slice(0, 40)}…`)}`,
    );
  });

  // mathjs' own simplification of such a derivative takes minutes.
  it("differentiates long products without long work", () => {
    const model = expressionModel(Array(60).fill("x").join("*"));
    expect(model.gradient!({ x: 1 })).toEqual({ x: 60 });
  });

  it("takes long formulas without long work: derivatives wait until they are asked for, and very long ones are left out", () => {
    const balanced = (items: string[], op: string): string =>
      items.length < 2
        ? items[0]!
        : `(${balanced(items.slice(0, items.length >> 1), op)}${op}${balanced(items.slice(items.length >> 1), op)})`;
    const long = balanced(
      Array.from({ length: 300 }, (_, i) => `a${i % 100}`),
      "*",
    );
    const before = performance.now();
    const models = expressionModel(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`f${i}`, long])));
    expect(models.outputs.f3!.derivatives.a1).toBeNull();
    expect(models.outputs.f3!.gradient).toBeUndefined();
    expect(expressionModel("max(x, 0) * ".repeat(21) + "1").gradient).toBeUndefined();
    // Differentiated, these would take minutes.
    expect(performance.now() - before).toBeLessThan(5000);
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
