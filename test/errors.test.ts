import { once } from "node:events";
import { MessageChannel } from "node:worker_threads";
import { expect, it, describe as suite } from "vitest";
import {
  ConvergenceError,
  check,
  checkChoice,
  checkCount,
  checkFinite,
  checkFraction,
  checkNonNegative,
  checkObject,
  checkOptions,
  checkPositive,
  checkSufficient,
  describe,
  InsufficientDataError,
  InvalidInputError,
  isDense,
  isList,
} from "../src/errors.js";
import { frechetBounds, spider, uncertain } from "../src/index.js";
import { expectRefusal } from "./support.js";

suite("errors", () => {
  it("are told apart by a stable code, also after JSON", () => {
    const errors = [
      new InvalidInputError("f: x must be 1, received 2"),
      new InsufficientDataError("f: x must vary, received 2"),
      new ConvergenceError("f: stopped short", { alpha: 1 }),
    ];
    const stored = JSON.parse(JSON.stringify(errors));
    expect(stored).toStrictEqual([
      { name: "InvalidInputError", code: "INVALID_INPUT", message: "f: x must be 1, received 2" },
      { name: "InsufficientDataError", code: "INSUFFICIENT_DATA", message: "f: x must vary, received 2" },
      { name: "ConvergenceError", code: "NO_CONVERGENCE", message: "f: stopped short", best: { alpha: 1 } },
    ]);
    expect(errors.map(String)[0]).toBe("InvalidInputError: f: x must be 1, received 2");
  });

  it("keep their code, their message and the best point through a structured clone, as on the way out of a worker", async () => {
    const errors = [
      new InvalidInputError("f: x must be 1, received 2", { cause: () => 1 }),
      new InsufficientDataError("f: x must vary, received 2"),
      new ConvergenceError("f: stopped short", { alpha: 1 }),
    ];
    const { port1, port2 } = new MessageChannel();
    const posted = once(port2, "message");
    port1.postMessage(errors);
    const [received] = await posted;
    port1.close();
    expect(received).toEqual(structuredClone(errors));
    expect(received).toEqual(errors.map((error) => error.toJSON()));
  });

  it("are errors to whoever catches them", () => {
    const error = new InvalidInputError("f: x must be 1, received 2", { cause: 7 });
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toBeInstanceOf(Error);
    expect([error.cause, String(error)]).toEqual([7, "InvalidInputError: f: x must be 1, received 2"]);
    expect(error.stack).toContain("errors.test.ts");
    expect(Object.keys(error).sort()).toEqual(["code", "message", "name"]);
    expect(new (class Own extends ConvergenceError {})("m", 1)).toMatchObject({ best: 1, message: "m" });
  });

  it("name the function, the argument, the rule and the value", () => {
    check(true, "f", "x", "must be 1", 2);
    expectRefusal(() => check(false, "f", "x", "must be 1", "two"), 'f: x must be 1, received "two"');
    expectRefusal(
      () => checkSufficient(false, "f", "x", "must vary", [1, 1]),
      "f: x must vary, received [1, 1]",
      "INSUFFICIENT_DATA",
    );
  });
});

suite("describe", () => {
  it.each([
    ["a short text", '"a short text"'],
    ["x".repeat(50), `"${"x".repeat(40)}…"`],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    [12n, "12n"],
    [undefined, "undefined"],
    [null, "null"],
    [true, "true"],
    [Symbol("s"), "Symbol(s)"],
    [[3, 1], "[3, 1]"],
    [[1, 2, 3, 4], "array of 4"],
    [["Ann", "Bob"], "array of 2"],
    [new Float64Array(9), "array of 9"],
    [Array(2), "array of 2 with a hole"],
    [{ name: "Ann", income: 1 }, "an object"],
    [() => 1, "a function"],
    [new Date("2026-01-31T12:00:00Z"), "2026-01-31T12:00:00.000Z"],
    [new Date(Number.NaN), "an invalid Date"],
  ])("prints %o", (value, printed) => {
    expect(describe(value)).toBe(printed);
  });
});

suite("checks", () => {
  const refused: readonly (readonly [string, () => void, string])[] = [
    ["object", () => checkObject("f", "x", [1]), "f: x must be an object, received [1]"],
    ["missing object", () => checkObject("f", "x", undefined), "f: x must be an object, received undefined"],
    [
      "misspelt option",
      () => checkOptions("f", { level: 0.9, metod: "wilson" } as { level: number }, ["level"]),
      'f: options must hold nothing but level, received "metod"',
    ],
    ...(
      [
        ["timezone", "timeZone"],
        ["tmieZone", "timeZone"],
        ["timeZones", "timeZone"],
        ["leve", "level"],
        ["at", "as"],
        ["discount", null],
        ["", null],
        ["timeZone".repeat(200), null],
      ] as const
    ).map(([given, meant]): (typeof refused)[number] => [
      `option ${given.slice(0, 9)}`,
      () => checkOptions("f", { [given]: 1 } as { level?: 1 }, ["level", "timeZone", "as"] as never),
      `f: options must hold nothing but level, timeZone, as${meant ? ` (did you mean ${meant}?)` : ""}, received ${describe(given)}`,
    ]),
    ["finite", () => checkFinite("f", "x", "7"), 'f: x must be a finite number, received "7"'],
    ["positive", () => checkPositive("f", "x", 0), "f: x must be a finite number above 0, received 0"],
    [
      "not negative",
      () => checkNonNegative("f", "x", -1),
      "f: x must be a finite number of 0 or more, received -1",
    ],
    ["count", () => checkCount("f", "x", 1.5, 1), "f: x must be a whole number of 1 or more, received 1.5"],
    [
      "huge count",
      () => checkCount("f", "x", 2 ** 53),
      "f: x must be a whole number of 0 or more, received 9007199254740992",
    ],
    ["choice", () => checkChoice("f", "x", "c", ["a", "b"]), 'f: x must be one of "a", "b", received "c"'],
    ["fraction", () => checkFraction("f", "x", -0.1), "f: x must be a fraction from 0 to 1, received -0.1"],
    [
      "percentage",
      () => checkFraction("f", "x", 5),
      "f: x must be a fraction from 0 to 1 (not a percentage: 0.05 means 5%), received 5",
    ],
    ...[Symbol("s"), 5n, "0.5", [0.5], new Date(0), { valueOf: () => 0.5 }, null].map(
      (value): (typeof refused)[number] => [
        `fraction but ${describe(value)}`,
        () => checkFraction("f", "x", value),
        `f: x must be a fraction from 0 to 1, received ${describe(value)}`,
      ],
    ),
    [
      "open",
      () => checkFraction("f", "x", 0, "open"),
      "f: x must be a fraction above 0 and below 1, received 0",
    ],
    [
      "below one",
      () => checkFraction("f", "x", 1, "belowOne"),
      "f: x must be a fraction from 0 to below 1, received 1",
    ],
    [
      "above zero",
      () => checkFraction("f", "x", 0, "aboveZero"),
      "f: x must be a fraction above 0 and at most 1, received 0",
    ],
    [
      "not a number",
      () => checkFraction("f", "x", Number.NaN),
      "f: x must be a fraction from 0 to 1, received NaN",
    ],
  ];
  it.each(refused)("refuse what is no %s", (_, call, message) => {
    expectRefusal(call, message);
  });

  it("let the ends of a range pass where they belong to it", () => {
    for (const end of [0, 1]) checkFraction("f", "x", end);
    checkFraction("f", "x", 0, "belowOne");
    checkFraction("f", "x", 1, "aboveZero");
    checkCount("f", "x", Number.MAX_SAFE_INTEGER);
  });
});

suite("lists", () => {
  it("have no holes, which every and forEach pass over in silence", () => {
    const holed = [1, 2, 3];
    delete holed[1];
    expect(isList(holed)).toBe(false);
    expect(isDense(holed)).toBe(false);
    expect(isList([1, undefined, 3])).toBe(true);
    expect(isDense([1, undefined, 3])).toBe(true);
    expect(isDense(Int32Array.of(1))).toBe(false);
    expect(isList(Int32Array.of(1))).toBe(true);
    expectRefusal(
      () => frechetBounds(holed),
      "frechetBounds: shares must be an array of two or more fractions, received array of 3 with a hole",
    );
  });

  it("keep their fractions where they are typed arrays of whole numbers", () => {
    const weights = Int32Array.of(3, 1) as unknown as number[];
    expect(uncertain.choice({ values: [0, 1], weights })).toMatchObject({ weights: [0.75, 0.25] });
    const relativeChanges = Int32Array.of(-1, 1) as unknown as number[];
    const rows = spider(({ a }: { a: number }) => a, { a: 1.5 }, { relativeChanges });
    expect(rows.map(({ output }) => output)).toEqual([0, 3]);
  });
});
