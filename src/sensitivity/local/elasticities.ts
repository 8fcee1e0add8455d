import { check, checkOptions, InvalidInputError } from "../../errors.js";
import {
  checkInputName,
  checkInputValues,
  checkModel,
  type InputModel,
  type InputValues,
  outputAt,
  outputOrNaN,
} from "../inputs/model.js";

/** How the output answers to a small change of one input, at the base. */
export interface Elasticity<Name extends string = string> {
  /** The input. */
  readonly input: Name;
  /** Its base value. */
  readonly value: number;
  /** Change of the output per unit of the input. */
  readonly derivative: number;
  /** Relative change of the output per relative change of the input (5 means: 1% more input, 5% more output); `null` at output 0. */
  readonly elasticity: number | null;
  /** Relative change of the output per unit of the input; `null` at output 0. For a rate, 0.01 of it is one percentage point. */
  readonly semiElasticity: number | null;
  /** `"exact"` from the model's own derivatives, `"richardson"` from extrapolated differences. */
  readonly method: "exact" | "richardson";
  /** Estimated absolute error of the derivative; 0 when exact. */
  readonly error: number;
}

/** Base output and one row per input. */
export interface Elasticities<Name extends string = string> {
  /** Output with every input at its base value. */
  readonly baseOutput: number;
  /** One row per input, in the order of `inputs`, or else of `base`. */
  readonly rows: readonly Elasticity<Name>[];
}

/** Which inputs to differentiate by. */
export interface ElasticityOptions<Name extends string = string> {
  /** Inputs to differentiate by; all of `base` by default. */
  readonly inputs?: readonly Name[] | undefined;
}

/**
 * Derivative, elasticity and semi-elasticity of the output in each input, at the base.
 *
 * Local: says nothing about larger moves, nor of how uncertain an input is; two inputs of equal elasticity matter
 * unequally if one is known to 1% and the other to 30%. Use `sobolIndices` for that.
 *
 * Formula: elasticity = (x / y) dy/dx; semi-elasticity = (1 / y) dy/dx.
 *
 * @param evaluate - Any function from named inputs to one number; its `gradient` is used if it has one (as models
 *   made by `expressionModel` do), otherwise central differences at twelve steps are extrapolated.
 * @param base - Base value of every input.
 * @param options - Which inputs.
 * @returns Base output and one row per input; plain data.
 * @throws {InvalidInputError} If the output at the base, or beside it, is not a finite number.
 * @see Ridders (1982), "Accurate computation of F'(x) and F'(x) F''(x)", Advances in Engineering Software 4(2), 75-76,
 *   doi:10.1016/S0141-1195(82)80057-0.
 *
 * @example
 * const clv = ({ margin, retention, discount }: Record<"margin" | "retention" | "discount", number>) =>
 *   (margin * (1 + discount)) / (1 + discount - retention);
 * const { rows } = elasticities(clv, { margin: 100, retention: 0.8, discount: 0.1 });
 * rows.map((row) => row.elasticity); // ≈ [1.0000, 2.6667, -0.2424]
 */
export function elasticities<Name extends string>(
  evaluate: InputModel<Name>,
  base: InputValues<Name>,
  options: ElasticityOptions<NoInfer<Name>> = {},
): Elasticities<Name> {
  return slopes("elasticities", evaluate, { base, options });
}

/** Derivatives at the base, for the function named `where`. */
export function slopes<Name extends string>(
  where: string,
  evaluate: InputModel<Name>,
  { base, options }: { base: InputValues<Name>; options: ElasticityOptions<NoInfer<Name>> },
): Elasticities<Name> {
  checkModel(where, evaluate);
  checkInputValues(where, "base", base);
  checkOptions(where, options, ["inputs"]);
  const { inputs = Object.keys(base) as Name[] } = options;
  for (const [i, input] of inputs.entries()) checkInputName(where, `inputs[${i}]`, input, base);
  const baseOutput = outputAt(where, evaluate, { base, change: {} });
  const gradient = gradientAt(evaluate, base);
  const rows = inputs.map((input): Elasticity<Name> => {
    const value = base[input];
    const known = gradient?.[input];
    const exact = known !== undefined && Number.isFinite(known) ? known : undefined;
    const { derivative, error } =
      exact === undefined ? richardson(where, evaluate, { base, input }) : { derivative: exact, error: 0 };
    const relative = baseOutput === 0 ? null : derivative / baseOutput;
    return {
      input,
      value,
      derivative: derivative + 0,
      elasticity: relative === null ? null : relative * value + 0,
      semiElasticity: relative === null ? null : relative + 0,
      method: exact === undefined ? "richardson" : "exact",
      error,
    };
  });
  return { baseOutput, rows };
}

/** The model's own derivatives; undefined where it has none, or refuses to give them at the kink of an absolute value. */
function gradientAt<Name extends string>(
  evaluate: InputModel<Name>,
  base: InputValues<Name>,
): Readonly<Partial<Record<Name, number>>> | undefined {
  try {
    return evaluate.gradient?.(base);
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}

const LEVELS = 12;

/** Central differences at halved steps, extrapolated to step 0; the entry with the least estimated error is taken. */
function richardson<Name extends string>(
  where: string,
  evaluate: InputModel<Name>,
  { base, input }: { base: InputValues<Name>; input: Name },
): { derivative: number; error: number } {
  const x = base[input];
  const at = (value: number): number => outputOrNaN(evaluate, { ...base, [input]: value });
  const difference = (step: number): number => (at(x + step) - at(x - step)) / (x + step - (x - step));
  let step = x === 0 ? 0.01 : 0.05 * Math.abs(x);
  // Near the end of the model's domain the first step may leave it: shrink until both sides are inside.
  for (let i = 0; i < 30 && Number.isNaN(difference(step)); i++) step /= 2;
  let row = [difference(step)];
  check(
    Number.isFinite(row[0]),
    where,
    `evaluate near base.${input}`,
    "must return a finite number on both sides",
    row[0],
  );
  let best = { derivative: row[0] as number, error: Number.POSITIVE_INFINITY };
  for (let level = 1; level < LEVELS; level++) {
    step /= 2;
    const next = [difference(step)];
    let factor = 4;
    for (const [j, above] of row.entries()) {
      const left = next[j] as number;
      const value = left + (left - above) / (factor - 1);
      const error = Math.max(Math.abs(value - left), Math.abs(value - above));
      if (error < best.error) best = { derivative: value, error };
      next.push(value);
      factor *= 4;
    }
    row = next;
  }
  return best;
}
