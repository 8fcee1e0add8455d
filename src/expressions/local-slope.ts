/**
 * The derivative of a formula at one point, by the rules of calculus applied from the inside out. It serves where the formula
 * of the derivative has no value although there is a derivative: cbrt(x) at -8, x^y by y at x = 0, x cbrt(x) at 0.
 */
import type { MathNode } from "mathjs";
import type { Compiled } from "./compile.js";

/** A value with its derivative by one input; null where it does not depend on that input. */
interface Dual {
  readonly value: number;
  readonly slope: number | null;
}

type DualRun = (values: Float64Array) => Dual;

/** What is needed of a node: its function, and whether it holds the input. */
interface Context {
  readonly name: string;
  readonly compile: (node: MathNode) => Compiled;
}

interface Parts {
  readonly type: string;
  readonly name: string;
  readonly fn: unknown;
  readonly args: readonly MathNode[];
  readonly content: MathNode;
  readonly condition: MathNode;
  readonly trueExpr: MathNode;
  readonly falseExpr: MathNode;
}
const partsOf = (node: MathNode): Parts => node as unknown as Parts;

/** The derivatives of the functions of one number. */
const slopes: ReadonlyMap<string, (x: number) => number> = new Map<string, (x: number) => number>([
  ["abs", (x) => (x === 0 ? Number.NaN : Math.sign(x))],
  ["sqrt", (x) => 0.5 / Math.sqrt(x)],
  ["cbrt", (x) => 1 / (3 * Math.cbrt(x) ** 2)],
  ["square", (x) => 2 * x],
  ["cube", (x) => 3 * x * x],
  ["exp", Math.exp],
  ["expm1", Math.exp],
  ["log", (x) => 1 / x],
  ["log1p", (x) => 1 / (1 + x)],
  ["log2", (x) => 1 / (x * Math.LN2)],
  ["log10", (x) => 1 / (x * Math.LN10)],
  ["sin", Math.cos],
  ["cos", (x) => -Math.sin(x)],
  ["tan", (x) => 1 / Math.cos(x) ** 2],
  ["sec", (x) => Math.sin(x) / Math.cos(x) ** 2],
  ["asin", (x) => 1 / Math.sqrt((1 - x) * (1 + x))],
  ["acos", (x) => -1 / Math.sqrt((1 - x) * (1 + x))],
  ["atan", (x) => 1 / (1 + x * x)],
  ["sinh", Math.cosh],
  ["cosh", Math.sinh],
  ["tanh", (x) => 1 / Math.cosh(x) ** 2],
  ["sech", (x) => -Math.sinh(x) / Math.cosh(x) ** 2],
]);

/** The derivative of a formula by one input as a function of the inputs; NaN where there is none. */
export function localSlope(node: MathNode, context: Context): Compiled {
  const run = dual(node, context);
  return (values) => run(values).slope ?? 0;
}

function dual(node: MathNode, context: Context): DualRun {
  const { type, args, content, condition, trueExpr, falseExpr } = partsOf(node);
  const value = context.compile(node);
  if (!holds(node, context.name)) return (values) => ({ value: value(values), slope: null });
  if (type === "SymbolNode") return (values) => ({ value: value(values), slope: 1 });
  if (type === "ParenthesisNode") return dual(content, context);
  if (type === "ConditionalNode") {
    const decide = context.compile(condition);
    const [yes, no] = [dual(trueExpr, context), dual(falseExpr, context)];
    return (values) => (decide(values) !== 0 ? yes(values) : no(values));
  }
  const inner = args.map((arg) => dual(arg, context));
  const name = nameOf(node);
  return (values) => ({
    value: value(values),
    slope: slopeOf(
      name,
      inner.map((run) => run(values)),
    ),
  });
}

function holds(node: MathNode, name: string): boolean {
  let found = false;
  node.traverse((child) => {
    if (child.type === "SymbolNode" && partsOf(child).name === name) found = true;
  });
  return found;
}

function nameOf(node: MathNode): string {
  const { type, fn } = partsOf(node);
  return type === "FunctionNode" && typeof fn === "object" ? partsOf(fn as MathNode).name : String(fn);
}

function slopeOf(name: string, duals: readonly Dual[]): number {
  const [a, b] = duals as [Dual, Dual];
  const [da, db] = [a.slope ?? 0, b?.slope ?? 0];
  switch (name) {
    case "unaryMinus":
      return -da;
    case "unaryPlus":
      return da;
    case "add":
      return da + db;
    case "subtract":
      return da - db;
    case "multiply":
      return ofProduct(a, b) + ofProduct(b, a);
    case "divide": {
      const quotient = a.value / b.value;
      return da / b.value - (quotient === 0 ? 0 : (quotient * db) / b.value);
    }
    case "pow":
      return ofPower(a, b);
    case "min":
    case "max":
      return ofExtreme(name, duals);
    case "larger":
    case "largerEq":
    case "smaller":
    case "smallerEq":
      return 0;
    case "log":
      if (duals.length === 2) {
        const base = Math.log(b.value);
        return (
          da / (a.value * base) - (b.slope === null ? 0 : (Math.log(a.value) * db) / (b.value * base * base))
        );
      }
  }
  return (slopes.get(name)?.(a.value) ?? Number.NaN) * da;
}

/** What a factor adds: its slope times the other; where the other is 0 there, whatever the slope does. */
function ofProduct({ slope }: Dual, other: Dual): number {
  return slope === null || (other.value === 0 && Number.isFinite(other.slope ?? 0)) ? 0 : slope * other.value;
}

function ofPower({ value: x, slope: dx }: Dual, { value: y, slope: dy }: Dual): number {
  const byBase = dx === null || y === 0 ? 0 : y * x ** (y - 1) * dx;
  // 0^y stays 0 while y is above 0.
  const byExponent = dy === null || (x === 0 && y > 0) ? 0 : x ** y * Math.log(x) * dy;
  return byBase + byExponent;
}

/** The slope of the first of the arguments that is the extreme. */
function ofExtreme(name: "min" | "max", duals: readonly Dual[]): number {
  const best = Math[name](...duals.map(({ value }) => value));
  return duals.find(({ value }) => value === best)?.slope ?? 0;
}
