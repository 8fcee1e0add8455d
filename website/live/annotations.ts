/** What a comment behind a statement says it gives: `// => value`, `// ≈ value`, `// throws message`. */
export interface Annotation {
  readonly kind: "=>" | "≈" | "throws";
  readonly text: string;
}

const first = /^\s*\/\/\s*(=>|≈|throws)\s?(.*)$/;

/** The annotation after a statement: on its last line, or on the comment lines right after it. */
export function annotationAfter(code: string, end: number): Annotation | null {
  const rest = code.slice(end).replace(/^;/, "").split("\n");
  if (rest[0]?.trim() === "") rest.shift();
  const match = first.exec(rest[0] ?? "");
  if (match === null) return null;
  let text = match[2]!;
  for (let i = 1; match[1] !== "throws" && !isWhole(text); i++) {
    const next = /^\s*\/\/(.*)$/.exec(rest[i] ?? "");
    if (next === null) break;
    text += next[1]!;
  }
  return { kind: match[1] as Annotation["kind"], text: text.trim() };
}

function isWhole(text: string): boolean {
  try {
    new Function(`return (${text});`);
    return text.trim() !== "";
  } catch {
    return false;
  }
}

/** A literal with the digits of its numbers, which are the tolerance. */
type Literal =
  | { readonly number: string }
  | { readonly value: unknown }
  | readonly Literal[]
  | Map<string, Literal>;

/** Reads a literal of JavaScript: numbers, strings, arrays, objects. */
function read(text: string): Literal {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g) ?? [];
  let at = 0;
  const value = (): Literal => {
    const token = tokens[at++] ?? "";
    if (token === "[") {
      const items: Literal[] = [];
      while (tokens[at] !== "]" && at < tokens.length) {
        items.push(value());
        if (tokens[at] === ",") at++;
      }
      at++;
      return items;
    }
    if (token === "{") {
      const fields = new Map<string, Literal>();
      while (tokens[at] !== "}" && at < tokens.length) {
        const name = tokens[at++]!.replace(/^"|"$/g, "");
        at++;
        fields.set(name, value());
        if (tokens[at] === ",") at++;
      }
      at++;
      return fields;
    }
    if (/^-?[\d.]/.test(token)) return { number: token.replaceAll("_", "") };
    return { value: token === "undefined" ? undefined : JSON.parse(token) };
  };
  return value();
}

function agrees(actual: unknown, expected: Literal, exactly: boolean): boolean {
  if (expected instanceof Map) {
    if (typeof actual !== "object" || actual === null) return false;
    const entries = actual as Record<string, unknown>;
    return (
      Object.keys(entries).length === expected.size &&
      [...expected].every(([name, field]) => agrees(entries[name], field, exactly))
    );
  }
  if (Array.isArray(expected)) {
    const items = Array.from((actual ?? []) as ArrayLike<unknown>);
    return items.length === expected.length && expected.every((item, i) => agrees(items[i], item, exactly));
  }
  if ("number" in expected) {
    const wanted = Number(expected.number);
    if (typeof actual !== "number") return false;
    return exactly ? actual === wanted : Math.abs(actual - wanted) <= halfOfLastDigit(expected.number);
  }
  return actual === (expected as { value: unknown }).value;
}

function halfOfLastDigit(text: string): number {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const decimals = mantissa.split(".")[1]?.length ?? 0;
  return 0.5 * 10 ** (Number(exponent) - decimals) * (1 + 1e-9);
}

/** Whether a value is what the annotation says; a text that is no literal agrees with nothing. */
export function matches(actual: unknown, { kind, text }: Annotation): boolean {
  try {
    return agrees(actual, read(text), kind === "=>");
  } catch {
    return false;
  }
}
