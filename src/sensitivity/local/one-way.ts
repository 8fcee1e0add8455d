import { check, checkFinite, checkObject, isDense } from "../../errors.js";
import {
  checkInputName,
  checkInputValues,
  checkModel,
  type InputModel,
  type InputValues,
  outputAt,
} from "../inputs/model.js";

/** What one input does to the output while every other input stays at its base value: one bar of a tornado chart. */
export interface InputSwing<Name extends string = string> {
  /** The input that is moved. */
  readonly input: Name;
  /** Its lower end. */
  readonly lower: number;
  /** Its upper end. */
  readonly upper: number;
  /** Output at the lower end. */
  readonly outputAtLower: number;
  /** Output at the upper end. */
  readonly outputAtUpper: number;
  /** |outputAtUpper - outputAtLower|, in the unit of the output. */
  readonly swing: number;
  /** Which end gives the higher output: `"neither"` if both give the same. */
  readonly higherAt: "lower" | "upper" | "neither";
  /** Whether both outputs lie strictly on one side of the base output: the bar does not straddle the base line. */
  readonly sameSide: boolean;
  /** Whether "do it if the output is above 0" is decided otherwise at an end than at the base. */
  readonly switchesDecision: boolean;
}

/** Base output and one row per varied input, widest swing first: the bars of a tornado chart. */
export interface OneWay<Name extends string = string> {
  /** Output with every input at its base value. */
  readonly baseOutput: number;
  /** One row per range, widest swing first; equal swings keep the order of the ranges. */
  readonly rows: readonly InputSwing<Name>[];
}

/**
 * One-at-a-time sensitivity: move each input across its own range with the others held at base, and rank inputs by
 * how far the output moves.
 *
 * Blind to interactions: when the effect of one input depends on the level of another, use `sobolIndices`. Blind to
 * what happens inside a range: see `breakEven` and `spider`. The ranking is that of the ranges as much as of the
 * model, so ranges need a source. Costs 2k + 1 evaluations for k ranges.
 *
 * Formula: swing = |f(base, x = upper) - f(base, x = lower)|.
 *
 * @param evaluate - Any function from named inputs to one number, without side effects. For a decision at another
 *   threshold than 0, subtract the threshold in it.
 * @param base - Base value of every input, each in the unit `evaluate` expects.
 * @param ranges - `[lower, upper]` of each input to vary, in the same units; the others stay fixed.
 * @returns The base output and one row per range, widest swing first; plain data.
 * @throws {InvalidInputError} If `lower` is above `upper`, a range is of no input, or `evaluate` returns a non-finite number.
 * @see Saltelli et al. (2008), "Global Sensitivity Analysis: The Primer", chapter 1, on its limits.
 *
 * @example
 * const clv = ({ margin, retention, discount }: Record<"margin" | "retention" | "discount", number>) =>
 *   (margin * retention) / (1 + discount - retention);
 * const base = { margin: 30, retention: 0.8, discount: 0.1 };
 * oneWay(clv, base, { retention: [0.7, 0.9] }).rows[0]?.swing; // ≈ 82.5
 */
export function oneWay<Name extends string>(
  evaluate: InputModel<Name>,
  base: InputValues<Name>,
  ranges: Readonly<Partial<Record<NoInfer<Name>, readonly [lower: number, upper: number]>>>,
): OneWay<Name> {
  return swings("oneWay", evaluate, { base, ranges });
}

/** The bars of a tornado chart, for the function named `where`. */
export function swings<Name extends string>(
  where: string,
  evaluate: InputModel<Name>,
  {
    base,
    ranges,
  }: {
    base: InputValues<Name>;
    ranges: Readonly<Partial<Record<NoInfer<Name>, readonly [lower: number, upper: number]>>>;
  },
): OneWay<Name> {
  checkModel(where, evaluate);
  checkInputValues(where, "base", base);
  checkObject(where, "ranges", ranges);
  const baseOutput = outputAt(where, evaluate, { base, change: {} });
  const rows = (Object.entries(ranges) as [Name, readonly [number, number]][]).map(([input, range]) => {
    checkInputName(where, "ranges", input, base);
    checkRange(where, `ranges.${input}`, range);
    const [lower, upper] = range;
    const [outputAtLower, outputAtUpper] = [lower, upper].map((value) =>
      outputAt(where, evaluate, { base, change: { [input]: value } as Record<Name, number> }),
    ) as [number, number];
    return swingOf({ input, lower, upper, outputAtLower, outputAtUpper }, baseOutput);
  });
  return { baseOutput, rows: rows.sort((a, b) => b.swing - a.swing) };
}

function swingOf<Name extends string>(
  ends: Pick<InputSwing<Name>, "input" | "lower" | "upper" | "outputAtLower" | "outputAtUpper">,
  baseOutput: number,
): InputSwing<Name> {
  const { outputAtLower, outputAtUpper } = ends;
  const difference = outputAtUpper - outputAtLower;
  return {
    ...ends,
    swing: Math.abs(difference),
    higherAt: difference > 0 ? "upper" : difference < 0 ? "lower" : "neither",
    sameSide: (outputAtLower - baseOutput) * (outputAtUpper - baseOutput) > 0,
    switchesDecision: outputAtLower > 0 !== baseOutput > 0 || outputAtUpper > 0 !== baseOutput > 0,
  };
}

/** Checks that a range is a pair of finite numbers in order. */
export function checkRange(
  where: string,
  argument: string,
  range: unknown,
): asserts range is [number, number] {
  check(isDense(range) && range.length === 2, where, argument, "must be [lower, upper]", range);
  for (const [i, end] of (range as readonly unknown[]).entries())
    checkFinite(where, `${argument}[${i}]`, end);
  const [lower, upper] = range as [number, number];
  check(lower <= upper, where, argument, "must be [lower, upper] with lower <= upper", range);
}
