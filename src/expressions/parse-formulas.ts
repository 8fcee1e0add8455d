/** Formulas as text to trees: what is refused before mathjs reads them, and formulas that use one another. */
import { type MathNode, ParenthesisNode, parse } from "mathjs";
import { check, checkObject } from "../errors.js";
import { compile, DEEPEST, isInputName, NAMING, refuseDepth } from "./compile.js";

/** A formula with its tree, in which no other formula's name is left. */
export interface Formula {
  /** Its name; `null` where there is only one, without a name. */
  readonly name: string | null;
  /** Its name in messages. */
  readonly argument: string;
  /** The formula as it was given. */
  readonly text: string;
  /** The tree. */
  readonly node: MathNode;
}

const LONGEST = 4000;
const MOST_FORMULAS = 100;
const MOST_NODES = 2000;

/** Reads one formula. */
export function parseFormula(where: string, argument: string, text: unknown): MathNode {
  check(typeof text === "string" && text.trim() !== "", where, argument, "must be a formula", text);
  check(text.length <= LONGEST, where, argument, `must have at most ${LONGEST} characters`, text.length);
  check(!text.includes("%"), where, argument, "must not hold %: write 0.05 for five per cent", text);
  const unfinished = /(?<![\w.])[\d.]+[eE](?!\w|[+-]\d)/.exec(text)?.[0];
  const exponent = "must not hold a number whose exponent is left out (write * e for the constant)";
  check(unfinished === undefined, where, argument, exponent, unfinished);
  let depth = 0;
  for (const character of text) {
    if ("([{".includes(character)) depth++;
    if (")]}".includes(character)) depth--;
    if (depth >= DEEPEST) refuseDepth({ where, argument, text });
  }
  try {
    return parse(text);
  } catch (error) {
    // Chains of signs and powers nest without brackets: the parser runs out of stack at a depth that engines choose.
    if (error instanceof RangeError) refuseDepth({ where, argument, text });
    const why = error instanceof Error ? error.message : String(error);
    check(false, where, argument, `must be a formula (${why})`, text);
    throw error;
  }
}

/** Reads formulas by name, and puts those that others use in their places. */
export function parseFormulas(
  where: string,
  formulas: unknown,
  inputs: readonly string[] | null,
): readonly Formula[] {
  checkObject(where, "formulas", formulas);
  const given = Object.entries(formulas as Readonly<Record<string, unknown>>);
  const most = `must have from 1 to ${MOST_FORMULAS} formulas`;
  check(given.length > 0 && given.length <= MOST_FORMULAS, where, "formulas", most, given.length);
  for (const [name] of given) {
    check(isInputName(name), where, "formulas", `must be named ${NAMING}`, name);
    check(!inputs?.includes(name), where, `formulas.${name}`, "must not have the name of an input", name);
  }
  const names = given.map(([name]) => name);
  const raw = given.map(([name, text]): Formula => {
    const argument = `formulas.${name}`;
    return { name, argument, text: text as string, node: parseFormula(where, argument, text) };
  });
  const uses = new Map(
    raw.map((formula) => [formula.name as string, usesOf(where, formula, { names, inputs })]),
  );
  const done = new Map<string, { node: MathNode; size: number }>();
  const put = (name: string, path: readonly string[]): { node: MathNode; size: number } => {
    const found = done.get(name);
    if (found !== undefined) return found;
    const { argument, node } = raw[names.indexOf(name)] as Formula;
    const chain = [...path, name];
    check(!path.includes(name), where, argument, "must not use itself", chain.join(" uses "));
    const used = new Map((uses.get(name) as string[]).map((other) => [other, put(other, chain)]));
    let size = 0;
    node.traverse((child) => {
      size += used.get(symbolOf(child) ?? "")?.size ?? 1;
    });
    const rule = `must have at most ${MOST_NODES} numbers, inputs and operators with the formulas it uses`;
    check(size <= MOST_NODES, where, argument, rule, size);
    const whole = node.transform((child) => {
      const other = used.get(symbolOf(child) ?? "");
      return other === undefined ? child : new ParenthesisNode(other.node);
    });
    done.set(name, { node: whole, size });
    return { node: whole, size };
  };
  return raw.map((formula) => ({ ...formula, node: put(formula.name as string, []).node }));
}

/** The formulas that a formula uses by name; everything it must not hold is refused here, under its own name. */
function usesOf(
  where: string,
  { argument, text, node }: Formula,
  { names, inputs }: { names: readonly string[]; inputs: readonly string[] | null },
): string[] {
  const positions = new Map([...names, ...(inputs ?? [])].map((name, i) => [name, i]));
  compile(node, { where, argument, text, positions, closed: inputs, deepest: DEEPEST });
  const used = new Set<string>();
  node.traverse((child) => {
    const name = symbolOf(child);
    if (name !== null && names.includes(name)) used.add(name);
  });
  return [...used];
}

function symbolOf(node: MathNode): string | null {
  return node.type === "SymbolNode" ? (node as unknown as { name: string }).name : null;
}
