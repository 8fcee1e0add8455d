import { check, checkCount, checkFields, checkFinite, checkOptions } from "../../errors.js";
import {
  checkInputName,
  checkInputValues,
  checkModel,
  type InputModel,
  type InputValues,
  outputOrNaN,
} from "../inputs/model.js";
import { scanCrossings } from "./crossings.js";
import { checkRange } from "./one-way.js";

/** One axis of a two-way table: values given one by one, or a number of equal steps over an interval. */
export interface TwoWayAxis<Name extends string = string> {
  /** The input that is moved along this axis. */
  readonly input: Name;
  /** The values, ascending; or else give `within`. */
  readonly values?: readonly number[] | undefined;
  /** `[lower, upper]`, cut in equal steps. */
  readonly within?: readonly [lower: number, upper: number] | undefined;
  /** Number of values over `within`, ends included; default 21. */
  readonly points?: number | undefined;
}

/** The two axes and the threshold of the break-even line. */
export interface TwoWayOptions<Name extends string = string> {
  /** The first axis. */
  readonly x: TwoWayAxis<Name>;
  /** The second axis. */
  readonly y: TwoWayAxis<Name>;
  /** Output along the break-even line; default 0. */
  readonly target?: number | undefined;
}

/** One cell of the table. */
export interface TwoWayCell {
  /** Value of the first input. */
  readonly x: number;
  /** Value of the second input. */
  readonly y: number;
  /** The output; `null` where the model gives no finite number. */
  readonly output: number | null;
}

/** Two inputs moved together, the others at base. */
export interface TwoWay<Name extends string = string> {
  /** Input of the first axis. */
  readonly x: Name;
  /** Input of the second axis. */
  readonly y: Name;
  /** The threshold of the break-even line. */
  readonly target: number;
  /** One row per pair of values, the second axis running fastest. */
  readonly cells: readonly TwoWayCell[];
  /** Points at which the output equals the target: for each value of x every y, poles left out; ascending in x, then y. */
  readonly breakEvenLine: readonly { readonly x: number; readonly y: number }[];
  /** Share of the defined cells with an output at least the target. */
  readonly shareAtLeastTarget: number;
}

/**
 * Output over a grid of two inputs, with the line along which it equals a target.
 *
 * The line is found between the points of the grid, to full precision, at each value of x. Cells are equally
 * weighted: `shareAtLeastTarget` is no probability unless the two inputs are equally likely over the grid.
 *
 * Formula: z = f(base, x, y); line {(x, y): f(base, x, y) = target}.
 *
 * @param evaluate - Any function from named inputs to one number. Where it throws or returns no finite number, the
 *   cell is `null`.
 * @param base - Base value of every input.
 * @param options - The two axes and the target.
 * @returns Cells as flat rows, and the break-even line; plain data.
 * @throws {InvalidInputError} If an axis has no values, or both axes are the same input.
 * @see Clemen & Reilly, "Making Hard Decisions", on two-way sensitivity analysis.
 *
 * @example
 * // Gain from five percentage points more retention, with discounting.
 * const gain = ({ retention, discount }: Record<"retention" | "discount", number>) =>
 *   (1 + discount - retention) / (1 + discount - retention - 0.05) - 1;
 * const grid = twoWay(gain, { retention: 0.8, discount: 0.1 }, {
 *   x: { input: "discount", values: [0.05, 0.1] },
 *   y: { input: "retention", values: [0.6, 0.7, 0.8, 0.9] },
 *   target: 0.25,
 * });
 * grid.breakEvenLine; // ≈ [{ x: 0.05, y: 0.80 }, { x: 0.10, y: 0.85 }]
 */
export function twoWay<Name extends string>(
  evaluate: InputModel<Name>,
  base: InputValues<Name>,
  options: TwoWayOptions<NoInfer<Name>>,
): TwoWay<Name> {
  const where = "twoWay";
  checkModel(where, evaluate);
  checkInputValues(where, "base", base);
  checkOptions(where, options, ["x", "y", "target"]);
  const { x, y, target = 0 } = options;
  const xs = axisValues(where, "x", x, base);
  const ys = axisValues(where, "y", y, base);
  check(x.input !== y.input, where, "y.input", "must differ from x.input", y.input);
  checkFinite(where, "target", target);
  const outputAt = (a: number, b: number): number =>
    outputOrNaN(evaluate, { ...base, [x.input]: a, [y.input]: b });
  const cells = xs.flatMap((a) =>
    ys.map((b): TwoWayCell => {
      const output = outputAt(a, b);
      return { x: a, y: b, output: Number.isNaN(output) ? null : output };
    }),
  );
  const ends = [ys[0] as number, ys.at(-1) as number] as const;
  const pieces = Math.max(200, 4 * ys.length);
  const breakEvenLine = xs.flatMap((a) =>
    scanCrossings((b) => outputAt(a, b) - target, ends, { pieces, level: target })
      .crossings.filter(({ kind }) => kind === "root")
      .map(({ at }) => ({ x: a, y: at })),
  );
  const defined = cells.filter(({ output }) => output !== null);
  const reached = defined.filter(({ output }) => (output as number) >= target).length;
  check(defined.length > 0, where, "evaluate", "must return a finite number in some cell", null);
  return {
    x: x.input,
    y: y.input,
    target,
    cells,
    breakEvenLine,
    shareAtLeastTarget: reached / defined.length,
  };
}

function axisValues(where: string, name: string, axis: TwoWayAxis, base: object): number[] {
  checkFields(where, name, axis, ["input", "values", "within", "points"]);
  checkInputName(where, `${name}.input`, axis.input, base);
  if (axis.values !== undefined) {
    const { values } = axis;
    const ascending =
      Array.isArray(values) && values.every((v, i) => i === 0 || v > (values[i - 1] as number));
    check(
      ascending && values.length >= 2,
      where,
      `${name}.values`,
      "must be two or more ascending numbers",
      values,
    );
    for (const [i, value] of values.entries()) checkFinite(where, `${name}.values[${i}]`, value);
    return [...values];
  }
  checkRange(where, `${name}.within`, axis.within);
  const { points = 21 } = axis;
  checkCount(where, `${name}.points`, points, 2);
  const [lower, upper] = axis.within as readonly [number, number];
  check(lower < upper, where, `${name}.within`, "must be [lower, upper] with lower < upper", axis.within);
  return Array.from({ length: points }, (_, i) =>
    i === points - 1 ? upper : lower + ((upper - lower) * i) / (points - 1),
  );
}
