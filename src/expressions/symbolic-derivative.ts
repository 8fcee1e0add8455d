/**
 * Exact derivatives by mathjs' symbolic differentiation, made short by rules that take one pass: mathjs' own
 * simplification takes seconds for a product of ten factors and has no bound.
 *
 * mathjs knows no derivative of conditions, min and max. Each is put aside as one symbol, by which the rest is
 * differentiated too; its own derivative is that of the branch taken, by the chain rule. Other functions that it does not
 * know are written as ones that it does.
 */
import {
  ConditionalNode,
  ConstantNode,
  derivative,
  FunctionNode,
  type MathNode,
  OperatorNode,
  SymbolNode,
} from "mathjs";
import { type Compiled, compile, type Scope } from "./compile.js";
import { localSlope } from "./local-slope.js";

/** A derivative: its formula, and the formula as a function. */
export interface Slope {
  readonly text: string;
  readonly run: Compiled;
}

/** Parts of a formula, times the inputs to differentiate by, beyond which that would take seconds. */
const MOST_WORK = 20_000;
/** Conditions, minima and maxima in one formula, beyond which differences are taken. */
const MOST_BRANCHES = 20;

/** The derivatives of a formula by the inputs; null where symbolic differentiation has none, or would take too long. */
export function slopesOf(node: MathNode, names: readonly string[], scope: Scope): (Slope | null)[] {
  let size = 0;
  let branches = 0;
  const used = new Set<unknown>();
  node.traverse((child) => {
    size++;
    if (isBranch(child)) branches++;
    if (child.type === "SymbolNode") used.add(partsOf(child).name);
  });
  const count = names.filter((name) => used.has(name)).length;
  const long = size * count * (1 + branches) > MOST_WORK || branches > MOST_BRANCHES;
  return names.map((name) => {
    if (!used.has(name)) return { text: "0", run: () => 0 };
    return long ? null : slope(node, name, scope);
  });
}

/** The derivative by one input; null where symbolic differentiation has none. */
function slope(node: MathNode, name: string, scope: Scope): Slope | null {
  try {
    const found = shorten(differentiate(inKnownFunctions(node), name));
    const deep = { ...scope, deepest: 2000 };
    const written = compile(found, deep);
    let other: Compiled | null = null;
    const run: Compiled = (values) => {
      const value = written(values);
      if (Number.isFinite(value)) return value;
      other ??= localSlope(node, { name, compile: (part) => compile(part, deep) });
      return other(values);
    };
    return { text: found.toString(), run };
  } catch {
    return null;
  }
}

const isCall = (node: MathNode, name: "max" | "min"): boolean =>
  node.type === "FunctionNode" && partsOf(partsOf(node).fn as MathNode).name === name;
const isBranch = (node: MathNode): boolean =>
  node.type === "ConditionalNode" || isCall(node, "max") || isCall(node, "min");

const one = new ConstantNode(1);
/** Functions that mathjs does not differentiate, in terms of those that it does. */
const known = new Map<unknown, (x: MathNode) => MathNode>([
  ["square", (x) => new OperatorNode("^", "pow", [x, new ConstantNode(2)])],
  ["cube", (x) => new OperatorNode("^", "pow", [x, new ConstantNode(3)])],
  ["expm1", (x) => new OperatorNode("-", "subtract", [new FunctionNode("exp", [x]), one])],
  ["log1p", (x) => new FunctionNode("log", [new OperatorNode("+", "add", [one, x])])],
  ["log2", (x) => new FunctionNode("log", [x, new ConstantNode(2)])],
]);

function inKnownFunctions(node: MathNode): MathNode {
  return node.transform((child) => {
    const { fn, args } = partsOf(child);
    const write = child.type === "FunctionNode" ? known.get(partsOf(fn as MathNode).name) : undefined;
    return write === undefined ? child : write(inKnownFunctions(args[0] as MathNode));
  });
}

/** The derivative as a tree: by the input itself, and through each condition, minimum and maximum. */
function differentiate(node: MathNode, name: string): MathNode {
  const branches: MathNode[] = [];
  // No input begins with _, so that these names are free.
  const smooth = node.transform((child) => {
    if (!isBranch(child)) return child;
    branches.push(child);
    return new SymbolNode(`_${branches.length - 1}`);
  });
  const by = (variable: string): MathNode => derivative(smooth, variable, { simplify: false });
  const sum = branches.reduce<MathNode>(
    (total, branch, k) =>
      new OperatorNode("+", "add", [
        total,
        new OperatorNode("*", "multiply", [by(`_${k}`), branchSlope(branch, name)]),
      ]),
    by(name),
  );
  return sum.transform((child) => {
    const found = child.type === "SymbolNode" ? /^_(\d+)$/.exec(partsOf(child).name as string) : null;
    return found === null ? child : (branches[Number(found[1])] as MathNode);
  });
}

/** The derivative of the branch that is taken; where two meet, that of the one the formula takes. */
function branchSlope(node: MathNode, name: string): MathNode {
  const { condition, trueExpr, falseExpr, args } = partsOf(node);
  if (node.type === "ConditionalNode")
    return new ConditionalNode(condition, differentiate(trueExpr, name), differentiate(falseExpr, name));
  const [first, ...rest] = args as [MathNode, ...MathNode[]];
  if (rest.length === 0) return differentiate(first, name);
  const other = rest.length === 1 ? (rest[0] as MathNode) : new FunctionNode(partsOf(node).fn as never, rest);
  const [op, fn] = isCall(node, "max") ? [">=", "largerEq"] : ["<=", "smallerEq"];
  const wins = new OperatorNode(op as never, fn as never, [first, other]);
  const otherSlope = rest.length === 1 ? differentiate(other, name) : branchSlope(other, name);
  return new ConditionalNode(wins, differentiate(first, name), otherSlope);
}

interface Parts {
  readonly type: string;
  readonly name: unknown;
  readonly fn: unknown;
  readonly op: string;
  readonly args: readonly MathNode[];
  readonly content: MathNode;
  readonly condition: MathNode;
  readonly trueExpr: MathNode;
  readonly falseExpr: MathNode;
  readonly value: number;
}
const partsOf = (node: MathNode): Parts => node as unknown as Parts;

/** The same formula without sums with 0, products with 0 and 1, powers of 1, and arithmetic of whole numbers. */
function shorten(node: MathNode): MathNode {
  const { type, fn, op, args, content } = partsOf(node);
  if (type === "ParenthesisNode") return shorten(content);
  if (type === "ConditionalNode") return shortenCondition(partsOf(node));
  if (type === "FunctionNode") return new FunctionNode(fn as never, args.map(shorten));
  if (type !== "OperatorNode") return node;
  const [a, b] = args.map(shorten) as [MathNode, MathNode | undefined];
  if (b === undefined)
    return fn === "unaryMinus" ? negative(a) : new OperatorNode(op as never, fn as never, [a]);
  return binary(fn as string, a, b) ?? new OperatorNode(op as never, fn as never, [a, b]);
}

/** A condition whose two sides are the same is that side. */
function shortenCondition({ condition, trueExpr, falseExpr }: Parts): MathNode {
  const [yes, no] = [shorten(trueExpr), shorten(falseExpr)];
  return yes.equals(no) ? yes : new ConditionalNode(condition, yes, no);
}

function binary(fn: string, a: MathNode, b: MathNode): MathNode | null {
  const [x, y] = [constantOf(a), constantOf(b)];
  if (x !== null && y !== null) {
    const folded = fold(fn, x, y);
    if (Number.isSafeInteger(folded)) return constant(folded);
  }
  switch (fn) {
    case "add":
      return x === 0 ? b : y === 0 ? a : null;
    case "subtract":
      return y === 0 ? a : x === 0 ? negative(b) : null;
    case "multiply":
      if (x === 0 || y === 0) return constant(0);
      return x === 1 ? b : y === 1 ? a : x === -1 ? negative(b) : y === -1 ? negative(a) : null;
    case "divide":
      return x === 0 ? constant(0) : y === 1 ? a : null;
    case "pow":
      return y === 1 ? a : y === 0 ? constant(1) : null;
    default:
      return null;
  }
}

function fold(fn: string, x: number, y: number): number {
  if (fn === "add") return x + y;
  if (fn === "subtract") return x - y;
  if (fn === "multiply") return x * y;
  return Number.NaN;
}

function constantOf(node: MathNode): number | null {
  const { type, fn, args, value } = partsOf(node);
  if (type === "ConstantNode") return value;
  const inner = type === "OperatorNode" && fn === "unaryMinus" ? partsOf(args[0] as MathNode) : null;
  return inner?.type === "ConstantNode" ? -inner.value : null;
}

const constant = (value: number): MathNode =>
  value < 0 ? negative(new ConstantNode(-value)) : new ConstantNode(value);

function negative(node: MathNode): MathNode {
  const { type, fn, args, value } = partsOf(node);
  if (type === "ConstantNode" && value === 0) return node;
  if (type === "OperatorNode" && fn === "unaryMinus") return args[0] as MathNode;
  return new OperatorNode("-", "unaryMinus", [node]);
}
