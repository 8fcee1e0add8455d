import { check, checkFinite, checkOptions, isList } from "../../errors.js";
import {
  checkInputName,
  checkInputValues,
  checkModel,
  type InputModel,
  type InputValues,
  outputOrNaN,
} from "../inputs/model.js";

/** One point of a spider chart. */
export interface SpiderPoint<Name extends string = string> {
  /** The input that is moved. */
  readonly input: Name;
  /** Relative change of the input from its base value, a fraction: 0.1 is 10% up. */
  readonly relativeChange: number;
  /** The input's value after the change. */
  readonly value: number;
  /** The output there; `null` where the model gives no finite number. */
  readonly output: number | null;
}

/** Which inputs a spider chart moves, and how far. */
export interface SpiderOptions<Name extends string = string> {
  /** Inputs to move; all by default. An input at 0 has no relative change and is refused by name, left out by default. */
  readonly inputs?: readonly Name[] | undefined;
  /** Relative changes, fractions; default -0.5 to 0.5 in steps of 0.1. */
  readonly relativeChanges?: readonly number[] | undefined;
}

const defaultChanges = [-0.5, -0.4, -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5];

/**
 * Output along each input's own axis, all inputs moved by the same relative changes: the lines of a spider chart.
 *
 * Equal relative changes are not equally likely: a discount rate may halve where a retention rate cannot. Use
 * `oneWay` with ranges that have a source to rank inputs; use this to see curvature.
 *
 * Formula: y = f(base, x = base.x (1 + change)).
 *
 * @param evaluate - Any function from named inputs to one number, without side effects. Where it throws or gives no finite
 *   number, as beyond the domain of a rate, the output is `null`.
 * @param base - Base value of every input.
 * @param options - Which inputs, and which relative changes.
 * @returns One row per input and change, in their order.
 * @throws {InvalidInputError} If an input is unknown, or its base is 0 although it is named.
 * @see Eschenbach (1992), "Spiderplots versus Tornado Diagrams for Sensitivity Analysis", Interfaces 22(6), 40-46,
 *   doi:10.1287/inte.22.6.40.
 *
 * @example
 * const profit = ({ price, volume }: Record<"price" | "volume", number>) => price * volume - 50;
 * spider(profit, { price: 2, volume: 100 }, { inputs: ["price"], relativeChanges: [-0.5, 0.5] }).map((row) => row.output);
 * // => [50, 250]
 */
export function spider<Name extends string>(
  evaluate: InputModel<Name>,
  base: InputValues<Name>,
  options: SpiderOptions<NoInfer<Name>> = {},
): readonly SpiderPoint<Name>[] {
  const where = "spider";
  checkModel(where, evaluate);
  checkInputValues(where, "base", base);
  checkOptions(where, options, ["inputs", "relativeChanges"]);
  const { relativeChanges = defaultChanges } = options;
  const inputs = options.inputs ?? (Object.keys(base) as Name[]).filter((name) => base[name] !== 0);
  for (const [i, input] of inputs.entries()) {
    checkInputName(where, `inputs[${i}]`, input, base);
    check(base[input] !== 0, where, `base.${input}`, "must not be 0 to have a relative change", base[input]);
  }
  check(isList(relativeChanges), where, "relativeChanges", "must be a list of fractions", relativeChanges);
  const changes = Array.from(relativeChanges);
  for (const [i, change] of changes.entries()) checkFinite(where, `relativeChanges[${i}]`, change);
  return inputs.flatMap((input) =>
    changes.map((relativeChange) => {
      const value = base[input] * (1 + relativeChange) + 0;
      const output = outputOrNaN(evaluate, { ...base, [input]: value });
      return { input, relativeChange, value, output: Number.isNaN(output) ? null : output };
    }),
  );
}
