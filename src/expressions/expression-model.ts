import { check, checkObject, checkOptions, isDense } from "../errors.js";
import type { InputModel, InputValues } from "../sensitivity/inputs/model.js";
import { type Compiled, compile, DEEPEST, isInputName, NAMING, type Scope } from "./compile.js";
import { type Formula, parseFormula, parseFormulas } from "./parse-formulas.js";
import { type Slope, slopesOf } from "./symbolic-derivative.js";

/** A model made from a formula: a function of named inputs that knows its text, its inputs and its derivatives. */
export interface ExpressionModel extends InputModel {
  (inputs: Readonly<Record<string, number>>): number;
  /** The formula as it was given. */
  readonly text: string;
  /** The inputs as listed in the options, or else in the order of their first appearance. */
  readonly inputs: readonly string[];
  /** Formula of the derivative by each input; `null` where the formula has a step, or is too long to differentiate. */
  readonly derivatives: Readonly<Record<string, string | null>>;
  /** Exact partial derivatives; absent where one of them is `null`. */
  readonly gradient?: ((inputs: Readonly<Record<string, number>>) => Record<string, number>) | undefined;
}

/** A model made from formulas by name: a function of named inputs that returns one number for each name. */
export interface ExpressionModels<Output extends string = string> {
  (inputs: Readonly<Record<string, number>>): Readonly<Record<Output, number>>;
  /** The inputs as listed in the options, or else in the order of their first appearance. */
  readonly inputs: readonly string[];
  /** One model per name, over the same inputs, with its own text and derivatives. */
  readonly outputs: Readonly<Record<Output, ExpressionModel>>;
}

/** What formulas may refer to. */
export interface ExpressionOptions {
  /** The only inputs there may be; by default every unknown name is an input, so that a misspelt one is too. */
  readonly inputs?: readonly string[] | undefined;
}

const MOST_INPUTS = 100;

/**
 * A model from a formula typed by a user, or from several by name, with exact derivatives by symbolic differentiation.
 *
 * A formula holds numbers, inputs, + - * / ^, comparisons, conditions (`a > b ? c : d`), the constants pi and e, and
 * functions such as exp, log, sqrt, min and max. Everything else is refused before anything runs: assignment, function
 * definition, property access, strings, arrays, units, imports. Evaluation runs no mathjs code and reads nothing but
 * the inputs. Percentages are refused: write 0.05. A product may be written without its sign, and then binds tighter
 * than `/` (`1/x y` is 1 / (x y)), but after a fraction of two numbers (`1/2 x` is 0.5 x). A comparison is 1 or 0; a condition
 * holds unless it is 0, and has no answer where it has no value (`log(-1) ? 1 : 2` is NaN). Derivatives are exact where there is one, and `gradient` refuses where there is none; formulas
 * with steps (floor, ceil, round, sign) and very long ones have none. Through a condition, min or max they are those of the
 * branch taken, and at the kink itself so too. Formulas by name may use one another's names, unless that leads back to the
 * first.
 *
 * Formula: whatever is typed.
 *
 * @param formula - The formula, at most 4000 characters and nested less than 200 deep; or formulas by name, at most 100.
 * @param options - The inputs there may be.
 * @returns A function of named inputs, usable wherever this library takes a model. From formulas by name it returns
 *   numbers by name, and `outputs` holds one model per name, for what takes a model of one number.
 * @throws {InvalidInputError} If a text is no such formula, names something that is no input, or uses itself; or if an
 *   input is missing when it is evaluated.
 * @see de Jong & Mansfield (2018), "Math.js", Computing in Science & Engineering 20(1), doi:10.1109/MCSE.2018.011111122.
 *
 * @example
 * import { expressionModel } from "retention-economics/expressions";
 * const value = expressionModel("margin * (1 + discount) / (1 + discount - retention)");
 * value.inputs; // => ["margin", "discount", "retention"]
 * value({ margin: 100, retention: 0.8, discount: 0.1 }); // ≈ 366.667
 * value.gradient?.({ margin: 100, retention: 0.8, discount: 0.1 })["retention"]; // ≈ 1222.22
 *
 * @example
 * import { expressionModel } from "retention-economics/expressions";
 * const firm = expressionModel({ clv: "margin / (1.1 - retention)", profit: "customers * (clv - cost)" });
 * firm({ margin: 60, retention: 0.8, customers: 10, cost: 150 }); // ≈ { clv: 200.0, profit: 500.0 }
 * firm.outputs.profit.derivatives["cost"]; // => "-customers"
 */
export function expressionModel(formula: string, options?: ExpressionOptions): ExpressionModel;
/**
 * The same of several formulas, which may use one another by name.
 * @param formula - The formulas by the name of their output.
 * @param options - As for one formula.
 */
export function expressionModel<Output extends string>(
  formula: Readonly<Record<Output, string>>,
  options?: ExpressionOptions,
): ExpressionModels<Output>;
export function expressionModel(
  formula: string | Readonly<Record<string, string>>,
  options: ExpressionOptions = {},
): ExpressionModel | ExpressionModels {
  const where = "expressionModel";
  const closed = checkClosed(where, options);
  if (typeof formula !== "object" || formula === null) {
    const node = parseFormula(where, "text", formula);
    const only: Formula = { name: null, argument: "text", text: formula, node };
    return createModels(where, [only], closed)[0] as ExpressionModel;
  }
  const formulas = parseFormulas(where, formula, closed);
  const models = createModels(where, formulas, closed);
  const named = formulas.map(({ name }, k) => [name as string, models[k] as ExpressionModel] as const);
  const evaluate = (inputs: InputValues): Record<string, number> =>
    Object.fromEntries(named.map(([name, model]) => [name, model(inputs)]));
  return Object.assign(evaluate, {
    inputs: models[0]?.inputs as readonly string[],
    outputs: Object.fromEntries(named) as Record<string, ExpressionModel>,
  });
}

function checkClosed(where: string, options: ExpressionOptions): readonly string[] | null {
  checkOptions(where, options, ["inputs"]);
  const { inputs } = options;
  if (inputs === undefined) return null;
  check(isDense(inputs) && inputs.length > 0, where, "inputs", "must list names", inputs);
  for (const [i, name] of inputs.entries()) {
    check(isInputName(name), where, `inputs[${i}]`, `must be a name ${NAMING}`, name);
    check(inputs.indexOf(name) === i, where, `inputs[${i}]`, "must be listed once", name);
  }
  return inputs;
}

/** One model per formula, all over the same inputs. */
function createModels(
  where: string,
  formulas: readonly Formula[],
  closed: readonly string[] | null,
): ExpressionModel[] {
  const positions = new Map((closed ?? []).map((name, i) => [name, i]));
  const scopes = formulas.map(
    ({ argument, text }): Scope => ({ where, argument, text, positions, closed, deepest: DEEPEST }),
  );
  const compiled = formulas.map(({ node }, k) => compile(node, scopes[k] as Scope));
  const inputs = [...positions.keys()];
  const most = `must have at most ${MOST_INPUTS} inputs`;
  const whole = formulas.length > 1 ? "formulas" : (formulas[0]?.argument as string);
  check(inputs.length <= MOST_INPUTS, where, whole, most, inputs.length);
  return formulas.map((formula, k) => createModel(formula, compiled[k] as Compiled, scopes[k] as Scope));
}

function createModel({ text, node }: Formula, run: Compiled, scope: Scope): ExpressionModel {
  const inputs = [...scope.positions.keys()];
  const read = inputReader(scope.where, inputs);
  // Differentiation costs far more than evaluation: it is done when it is first asked for.
  let known: (Slope | null)[] | null = null;
  const slopes = (): (Slope | null)[] => {
    known ??= slopesOf(node, inputs, scope);
    return known;
  };
  const gradient = (given: InputValues): Record<string, number> => {
    const at = read(given);
    const value = run(at);
    check(
      Number.isFinite(value),
      scope.where,
      "gradient",
      "must be asked for where the formula has a value",
      value,
    );
    return Object.fromEntries(
      inputs.map((name, i) => {
        const found = (slopes()[i] as Slope).run(at);
        const rule = `must be asked for where the formula has a derivative in ${name}`;
        check(Number.isFinite(found), scope.where, "gradient", rule, found);
        return [name, found + 0];
      }),
    );
  };
  const evaluate = (given: InputValues): number => run(read(given));
  Object.defineProperties(evaluate, {
    text: { value: text, enumerable: true },
    inputs: { value: inputs, enumerable: true },
    derivatives: {
      get: () => Object.fromEntries(inputs.map((name, i) => [name, slopes()[i]?.text ?? null])),
      enumerable: true,
    },
    gradient: {
      get: () => (slopes().every((found) => found !== null) ? gradient : undefined),
      enumerable: true,
    },
  });
  return evaluate as ExpressionModel;
}

/** Reads the inputs into one array, the same from call to call. */
function inputReader(where: string, inputs: readonly string[]): (given: InputValues) => Float64Array {
  const values = new Float64Array(inputs.length);
  return (given) => {
    checkObject(where, "inputs", given);
    for (let i = 0; i < inputs.length; i++) {
      const name = inputs[i] as string;
      const value = given[name];
      if (typeof value !== "number") check(false, where, `inputs.${name}`, "must be a number", value);
      values[i] = value as number;
    }
    return values;
  };
}
