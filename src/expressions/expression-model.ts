import { derivative, type MathNode, parse } from "mathjs";
import { check } from "../errors.js";
import type { Model } from "../sensitivity/model.js";
import { type Compiled, compile } from "./compile.js";

/** A model made from a formula: a function of named inputs that knows its text, its inputs and its derivatives. */
export interface ExpressionModel extends Model {
  (inputs: Readonly<Record<string, number>>): number;
  /** The formula as it was given. */
  readonly text: string;
  /** The inputs of the formula, in the order of their first appearance. */
  readonly inputs: readonly string[];
  /** Formula of the derivative by each input; `null` where the formula has a kink, a step or a condition. */
  readonly derivatives: Readonly<Record<string, string | null>>;
  /** Exact partial derivatives; absent where one of them is `null`. */
  readonly gradient?: ((inputs: Readonly<Record<string, number>>) => Record<string, number>) | undefined;
}

const LONGEST = 4000;
const MOST_INPUTS = 100;

/**
 * A model from a formula typed by a user, with exact derivatives by symbolic differentiation.
 *
 * A formula holds numbers, inputs, + - * / ^, comparisons, conditions (`a > b ? c : d`), the constants pi and e, and
 * functions such as exp, log, sqrt, min and max. Everything else is refused before anything runs: assignment, function
 * definition, property access, strings, arrays, units, imports. Evaluation runs no mathjs code and reads nothing but
 * the inputs. Percentages are refused: write 0.05. A derivative is exact where the formula is smooth.
 *
 * Formula: whatever is typed.
 *
 * @param text - The formula, at most 4000 characters.
 * @returns A function of named inputs, usable wherever this library takes a model.
 * @throws {InvalidInputError} If the text is no such formula, or an input is missing when it is evaluated.
 * @see de Jong & Mansfield (2018), "Math.js", Computing in Science & Engineering 20(1), doi:10.1109/MCSE.2018.011111122.
 *
 * @example
 * import { expressionModel } from "retention-economics/expressions";
 * const value = expressionModel("margin * (1 + discount) / (1 + discount - retention)");
 * value.inputs; // => ["margin", "discount", "retention"]
 * value({ margin: 100, retention: 0.8, discount: 0.1 }); // ≈ 366.667
 * value.gradient?.({ margin: 100, retention: 0.8, discount: 0.1 })["retention"]; // ≈ 1222.22
 */
export function expressionModel(text: string): ExpressionModel {
  const where = "expressionModel";
  check(typeof text === "string" && text.trim() !== "", where, "text", "must be a formula", text);
  check(text.length <= LONGEST, where, "text", `must have at most ${LONGEST} characters`, text.length);
  check(!text.includes("%"), where, "text", "must not hold %: write 0.05 for five per cent", text);
  const node = parsed(where, text);
  const positions = new Map<string, number>();
  const scope = { where, positions };
  const run = compile(node, scope);
  const inputs = [...positions.keys()];
  check(
    inputs.length <= MOST_INPUTS,
    where,
    "text",
    `must have at most ${MOST_INPUTS} inputs`,
    inputs.length,
  );
  const values = new Float64Array(inputs.length);
  const read = (given: Readonly<Record<string, number>>): Float64Array => {
    check(typeof given === "object" && given !== null, where, "inputs", "must be an object", given);
    for (let i = 0; i < inputs.length; i++) {
      const name = inputs[i] as string;
      const value = given[name];
      if (typeof value !== "number") check(false, where, `inputs.${name}`, "must be a number", value);
      values[i] = value;
    }
    return values;
  };
  const slopes = inputs.map((name) => slope(node, name, scope));
  const derivatives = Object.fromEntries(inputs.map((name, i) => [name, slopes[i]?.text ?? null]));
  const smooth = slopes.every((found) => found !== null);
  const gradient = (given: Readonly<Record<string, number>>): Record<string, number> => {
    const at = read(given);
    return Object.fromEntries(inputs.map((name, i) => [name, (slopes[i] as Slope).run(at)]));
  };
  const evaluate = (given: Readonly<Record<string, number>>): number => run(read(given));
  return Object.assign(evaluate, { text, inputs, derivatives, ...(smooth ? { gradient } : {}) });
}

function parsed(where: string, text: string): MathNode {
  try {
    return parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    check(false, where, "text", `must be a formula (${why})`, text);
    throw error;
  }
}

interface Slope {
  readonly text: string;
  readonly run: Compiled;
}

/** The derivative by one input; null where symbolic differentiation has none. */
function slope(
  node: MathNode,
  name: string,
  scope: { where: string; positions: Map<string, number> },
): Slope | null {
  try {
    const found = derivative(node, name);
    return { text: found.toString(), run: compile(found, scope) };
  } catch {
    return null;
  }
}
