/**
 * From a parsed formula to a function: an allow-list of what a formula may contain. Nothing of mathjs runs when the
 * function does; whatever is not listed here is refused before anything is evaluated.
 */
import type { MathNode } from "mathjs";
import { check } from "../errors.js";

/** A formula as a function of the values of its inputs, by position. */
export type Compiled = (values: Float64Array) => number;

/** How names are resolved. */
export interface Scope {
  /** Name of the caller, for messages. */
  readonly where: string;
  /** Name of the formula, for messages. */
  readonly argument: string;
  /** The formula as it was given. */
  readonly text: string;
  /** Position of each input; an unknown name is added, unless the inputs are `closed`. */
  readonly positions: Map<string, number>;
  /** The only inputs there may be; `null` where any name is one. */
  readonly closed: readonly string[] | null;
  /** How deep the formula may be nested. */
  readonly deepest: number;
}

const constants: ReadonlyMap<string, number> = new Map([
  ["pi", Math.PI],
  ["e", Math.E],
]);

type Arguments = readonly [least: number, most: number];
interface Permitted {
  readonly takes: Arguments;
  readonly run: (...values: number[]) => number;
}

const one: Arguments = [1, 1];
const many: Arguments = [1, 100];

/** The functions a formula may call. */
export const functions: ReadonlyMap<string, Permitted> = new Map<string, Permitted>([
  ["abs", { takes: one, run: Math.abs }],
  ["sign", { takes: one, run: Math.sign }],
  ["sqrt", { takes: one, run: Math.sqrt }],
  ["cbrt", { takes: one, run: Math.cbrt }],
  ["square", { takes: one, run: (x = 0) => x * x }],
  ["cube", { takes: one, run: (x = 0) => x * x * x }],
  ["exp", { takes: one, run: Math.exp }],
  ["expm1", { takes: one, run: Math.expm1 }],
  [
    "log",
    {
      takes: [1, 2],
      run: (x = 0, base?: number) => (base === undefined ? Math.log(x) : Math.log(x) / Math.log(base)),
    },
  ],
  ["log1p", { takes: one, run: Math.log1p }],
  ["log2", { takes: one, run: Math.log2 }],
  ["log10", { takes: one, run: Math.log10 }],
  ["pow", { takes: [2, 2], run: (x = 0, y = 0) => x ** y }],
  ["min", { takes: many, run: Math.min }],
  ["max", { takes: many, run: Math.max }],
  ["floor", { takes: one, run: Math.floor }],
  ["ceil", { takes: one, run: Math.ceil }],
  ["round", { takes: one, run: Math.round }],
  ["sin", { takes: one, run: Math.sin }],
  ["cos", { takes: one, run: Math.cos }],
  ["tan", { takes: one, run: Math.tan }],
  ["sec", { takes: one, run: (x = 0) => 1 / Math.cos(x) }],
  ["asin", { takes: one, run: Math.asin }],
  ["acos", { takes: one, run: Math.acos }],
  ["atan", { takes: one, run: Math.atan }],
  ["sinh", { takes: one, run: Math.sinh }],
  ["cosh", { takes: one, run: Math.cosh }],
  ["tanh", { takes: one, run: Math.tanh }],
  ["sech", { takes: one, run: (x = 0) => 1 / Math.cosh(x) }],
]);

const inputName = /^[A-Za-z][A-Za-z0-9_]*$/;
/** Names that mean something to JavaScript objects are never inputs. */
const forbidden = new Set([
  "constructor",
  "prototype",
  "hasOwnProperty",
  "isPrototypeOf",
  "toString",
  "valueOf",
]);
/** How deep a formula may be nested. */
export const DEEPEST = 200;

interface Shape {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: string;
  readonly fn?: unknown;
  readonly op?: string;
  readonly args?: readonly MathNode[];
  readonly content?: MathNode;
  readonly condition?: MathNode;
  readonly trueExpr?: MathNode;
  readonly falseExpr?: MathNode;
}

/** Compiles one node of a formula, and all below it. */
export function compile(node: MathNode, scope: Scope, depth = 0): Compiled {
  const { where, argument } = scope;
  const shape = node as unknown as Shape;
  if (depth >= scope.deepest) refuseDepth(scope);
  const inner = (child: MathNode): Compiled => compile(child, scope, depth + 1);
  switch (shape.type) {
    case "ConstantNode": {
      const { value } = shape;
      check(Number.isFinite(value), where, argument, "must hold only finite numbers", value);
      return () => value as number;
    }
    case "SymbolNode":
      return symbol(shape.name as string, scope);
    case "ParenthesisNode":
      return inner(shape.content as MathNode);
    case "OperatorNode":
      return operator(shape, (shape.args ?? []).map(inner), scope);
    case "FunctionNode":
      return call(shape, (shape.args ?? []).map(inner), scope);
    case "ConditionalNode": {
      const condition = inner(shape.condition as MathNode);
      const [yes, no] = [inner(shape.trueExpr as MathNode), inner(shape.falseExpr as MathNode)];
      return (values) => {
        const holds = condition(values);
        return Number.isNaN(holds) ? Number.NaN : holds !== 0 ? yes(values) : no(values);
      };
    }
    default:
      return refuse(scope, kinds.get(shape.type) ?? shape.type);
  }
}

const kinds: ReadonlyMap<string, string> = new Map([
  ["AssignmentNode", "an assignment"],
  ["FunctionAssignmentNode", "a function definition"],
  ["AccessorNode", "a property access"],
  ["IndexNode", "an index"],
  ["ArrayNode", "an array"],
  ["ObjectNode", "an object"],
  ["BlockNode", "several statements"],
  ["RangeNode", "a range"],
  ["RelationalNode", "a chain of comparisons"],
]);

function refuse({ where, argument }: Scope, what: string): never {
  check(false, where, argument, "must be one formula of numbers, inputs, operators and functions", what);
  throw new Error("unreachable");
}

/** Refuses a formula that is nested too deep. */
export function refuseDepth({ where, argument, text }: Pick<Scope, "where" | "argument" | "text">): never {
  check(false, where, argument, `must be nested less than ${DEEPEST} deep`, text);
  throw new Error("unreachable");
}

/** Whether a name can be an input: letters, digits and _, and nothing that means something already. */
export function isInputName(name: unknown): name is string {
  return (
    typeof name === "string" &&
    inputName.test(name) &&
    !forbidden.has(name) &&
    !functions.has(name) &&
    !constants.has(name)
  );
}

/** The rule that `isInputName` tests. */
export const NAMING = "by letters, digits and _, not like a function or a built-in";

function symbol(name: string, { where, argument, positions, closed }: Scope): Compiled {
  const constant = constants.get(name);
  if (constant !== undefined) return () => constant;
  check(isInputName(name), where, argument, `must name inputs ${NAMING}`, name);
  if (closed !== null) {
    const rule = `must use only the inputs ${closed.join(", ")}`;
    check(positions.has(name), where, argument, rule, name);
  }
  if (!positions.has(name)) positions.set(name, positions.size);
  const position = positions.get(name) as number;
  return (values) => values[position] as number;
}

function operator({ fn, op }: Shape, args: readonly Compiled[], scope: Scope): Compiled {
  const [a, b] = args as [Compiled, Compiled];
  if (args.length === 1) {
    if (fn === "unaryMinus") return (values) => -a(values);
    if (fn === "unaryPlus") return a;
    return refuse(scope, `the operator ${op}`);
  }
  switch (fn) {
    case "add":
      return (values) => a(values) + b(values);
    case "subtract":
      return (values) => a(values) - b(values);
    case "multiply":
      return (values) => a(values) * b(values);
    case "divide":
      return (values) => a(values) / b(values);
    case "pow":
      return (values) => a(values) ** b(values);
    case "larger":
      return (values) => (a(values) > b(values) ? 1 : 0);
    case "largerEq":
      return (values) => (a(values) >= b(values) ? 1 : 0);
    case "smaller":
      return (values) => (a(values) < b(values) ? 1 : 0);
    case "smallerEq":
      return (values) => (a(values) <= b(values) ? 1 : 0);
    default:
      return refuse(scope, `the operator ${op}`);
  }
}

function call({ fn }: Shape, args: readonly Compiled[], scope: Scope): Compiled {
  const target = fn as Shape | string;
  const name =
    typeof target === "string" ? target : target.type === "SymbolNode" ? (target.name as string) : "";
  const permitted = functions.get(name);
  if (permitted === undefined) return refuse(scope, `the function ${name || "of an expression"}`);
  const [least, most] = permitted.takes;
  check(
    args.length >= least && args.length <= most,
    scope.where,
    scope.argument,
    `must call ${name} with ${least === most ? least : `${least} to ${most}`} argument${most === 1 ? "" : "s"}`,
    args.length,
  );
  const { run } = permitted;
  const [a, b] = args as [Compiled, Compiled];
  if (args.length === 1) return (values) => run(a(values));
  if (args.length === 2) return (values) => run(a(values), b(values));
  return (values) => run(...args.map((arg) => arg(values)));
}
