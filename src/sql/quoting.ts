/** Names and values in the text of a statement: quoted and escaped by the rules of a dialect, or refused. */
import { check } from "../errors.js";
import type { Primitives, SqlParameter } from "./dialects.js";

// A call of a template (dbt's Jinja, say) within a name or a value would be run.
const template = /\{[{%#]/;

/** Whether a text holds no control character, no half of a surrogate pair and no mark of a template. */
function isPlain(text: string): boolean {
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    const isControl = code < 32 || (code > 126 && code < 160) || code === 0x2028 || code === 0x2029;
    if (isControl || (code >= 0xd800 && code < 0xe000)) return false;
  }
  return !template.test(text);
}

const bytesOf = (text: string) => encodeURIComponent(text).replace(/%../g, ".").length;

/** Quotes an identifier; refuses one that an engine would cut, or that could end its quotes. */
export function quoteName(
  where: string,
  { quote, longestName }: Primitives,
  argument: string,
  name: unknown,
) {
  const safe = typeof name === "string" && name.trim() !== "" && isPlain(name) && !/["'`\\]/.test(name);
  const rule = `must be a name of at most ${longestName} bytes without quotes, back-ticks, backslashes, control characters and marks of templates (give it another one in a view)`;
  check(safe && bytesOf(name) <= longestName, where, argument, rule, name);
  return quote + name + quote;
}

/** Quotes the name of a table, part by part, or writes the call by which dbt finds it. */
export function quoteTable(where: string, primitives: Primitives, argument: string, table: unknown): string {
  const { ref, source } = Object(table) as { ref?: unknown; source?: unknown };
  if (ref !== undefined || source !== undefined) return callOfDbt(where, argument, ref, source);
  const parts: unknown = typeof table === "string" ? table.split(".") : table;
  const rule = "must be the name of a table, its parts, or { ref } or { source } for dbt";
  check(Array.isArray(parts) && parts.length > 0 && parts.length <= 4, where, argument, rule, table);
  return parts.map((part) => quoteName(where, primitives, argument, part)).join(".");
}

function callOfDbt(where: string, argument: string, ref: unknown, source: unknown): string {
  const words: unknown = ref === undefined ? source : [ref];
  const isWord = (word: unknown) => typeof word === "string" && /^\w{1,128}$/.test(word);
  const fine = Array.isArray(words) && words.length === (ref === undefined ? 2 : 1) && words.every(isWord);
  const rule = "must name a dbt model or source by letters, digits and underscores";
  check(fine && (ref === undefined || source === undefined), where, argument, rule, ref ?? source);
  return `{{ ${ref === undefined ? "source" : "ref"}(${words.map((word) => `'${word}'`).join(", ")}) }}`;
}

/** A text as a literal. */
export function quoteText({ quoteInText, backslash }: Primitives, text: string): string {
  const escaped = backslash === "escapes" ? text.replaceAll("\\", "\\\\") : text;
  return `'${escaped.replaceAll("'", quoteInText)}'`;
}

/** A value of an option as a literal; refuses what a literal cannot hold in every engine's settings. */
export function quoteValue(
  where: string,
  primitives: Primitives,
  argument: string,
  value: SqlParameter,
): string {
  if (typeof value !== "string") return String(value).toUpperCase();
  const noBackslash = primitives.backslash === "refused";
  const rule = `must hold no control characters${noBackslash ? ", no backslashes" : ""} and no marks of templates (or pass values: "parameters")`;
  check(isPlain(value) && !(noBackslash && value.includes("\\")), where, argument, rule, value);
  return quoteText(primitives, value);
}
