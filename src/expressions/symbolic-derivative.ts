/**
 * Exact derivatives by mathjs' symbolic differentiation, made short by rules that take one pass: mathjs' own
 * simplification takes seconds for a product of ten factors and has no bound.
 */
import { ConstantNode, derivative, FunctionNode, type MathNode, OperatorNode } from "mathjs";
import { type Compiled, compile, type Scope } from "./compile.js";

/** A derivative: its formula, and the formula as a function. */
export interface Slope {
  readonly text: string;
  readonly run: Compiled;
}

/** The derivative by one input; null where symbolic differentiation has none. */
export function slope(node: MathNode, name: string, scope: Scope): Slope | null {
  const used = node.filter((child) => partsOf(child).name === name && child.type === "SymbolNode");
  if (used.length === 0) return { text: "0", run: () => 0 };
  try {
    const found = shorten(derivative(node, name, { simplify: false }));
    return { text: found.toString(), run: compile(found, { ...scope, deepest: 2000 }) };
  } catch {
    return null;
  }
}

interface Parts {
  readonly type: string;
  readonly name: unknown;
  readonly fn: unknown;
  readonly op: string;
  readonly args: readonly MathNode[];
  readonly content: MathNode;
  readonly value: number;
}
const partsOf = (node: MathNode): Parts => node as unknown as Parts;

/** The same formula without sums with 0, products with 0 and 1, powers of 1, and arithmetic of whole numbers. */
function shorten(node: MathNode): MathNode {
  const { type, fn, op, args, content } = partsOf(node);
  if (type === "ParenthesisNode") return shorten(content);
  if (type === "FunctionNode") return new FunctionNode(fn as never, args.map(shorten));
  if (type !== "OperatorNode") return node;
  const [a, b] = args.map(shorten) as [MathNode, MathNode | undefined];
  if (b === undefined)
    return fn === "unaryMinus" ? negative(a) : new OperatorNode(op as never, fn as never, [a]);
  return binary(fn as string, a, b) ?? new OperatorNode(op as never, fn as never, [a, b]);
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
