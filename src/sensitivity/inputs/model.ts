/** What every analysis of this chapter is run on: a function from named inputs to a number. */
import { check, checkFinite, checkObject, InvalidInputError } from "../../errors.js";

/** One value for each named input, each in the unit the model expects. */
export type InputValues<Name extends string = string> = Readonly<Record<Name, number>>;

/**
 * A function from named inputs to one number, free of side effects. Any such function will do; `expressionModel`
 * makes one from a formula, and adds its exact derivatives.
 */
export interface InputModel<Name extends string = string> {
  (inputs: InputValues<Name>): number;
  /** Exact partial derivatives at the given inputs, where the model knows them. */
  readonly gradient?: ((inputs: InputValues<Name>) => Readonly<Partial<Record<Name, number>>>) | undefined;
}

/** Checks that the model is a function. */
export function checkModel(where: string, evaluate: unknown): asserts evaluate is InputModel {
  check(typeof evaluate === "function", where, "evaluate", "must be a function of named inputs", evaluate);
}

/** Checks that every input has a finite value, and that there is at least one. */
export function checkInputValues(where: string, argument: string, values: unknown): void {
  checkObject(where, argument, values);
  const entries = Object.entries(values);
  check(entries.length > 0, where, argument, "must name at least one input", values);
  for (const [input, value] of entries) checkFinite(where, `${argument}.${input}`, value);
}

/** Checks that a name is one of the inputs. */
export function checkInputName(where: string, argument: string, name: unknown, base: object): void {
  const known = typeof name === "string" && Object.hasOwn(base, name);
  check(known, where, argument, `must be one of ${Object.keys(base).join(", ")}`, name);
}

/** What the user is told when the model throws: where it did, and why; its own exception is kept as the cause. */
export function modelFailure(where: string, at: string, error: unknown): InvalidInputError {
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new InvalidInputError(`${where}: ${at} must not throw, received ${why}`, { cause: error });
}

/** The output at some inputs, named `at` in messages; an exception, or an output that is no finite number, is refused. */
export function checkedOutput<Name extends string>(
  where: string,
  evaluate: InputModel<Name>,
  { inputs, at }: { inputs: InputValues<Name>; at: string },
): number {
  let output: number;
  try {
    output = evaluate(inputs);
  } catch (error) {
    throw modelFailure(where, at, error);
  }
  check(Number.isFinite(output), where, at, "must return a finite number", output);
  // JSON knows no -0.
  return output + 0;
}

/** The output at the base with some inputs changed, refused as by `checkedOutput`. */
export function outputAt<Name extends string>(
  where: string,
  evaluate: InputModel<Name>,
  { base, change }: { base: InputValues<Name>; change: Partial<Record<Name, number>> },
): number {
  const at = `evaluate(${JSON.stringify(change)})`;
  return checkedOutput(where, evaluate, { inputs: { ...base, ...change }, at });
}

/** The output, or NaN where the model gives no finite number or refuses its inputs. */
export function outputOrNaN<Name extends string>(
  evaluate: InputModel<Name>,
  inputs: InputValues<Name>,
): number {
  try {
    const output = evaluate(inputs);
    return Number.isFinite(output) ? output + 0 : Number.NaN;
  } catch {
    return Number.NaN;
  }
}
