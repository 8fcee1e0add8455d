import { typescriptLanguage } from "@codemirror/lang-javascript";
import { transform } from "sucrase";
import { type Annotation, annotationAfter, matches } from "./annotations.js";
import { load } from "./library.js";

/** What a statement gave: its value or its error, at its last line; and whether the comment behind it says the same. */
export interface Output {
  readonly line: number;
  readonly value?: unknown;
  readonly error?: string;
  readonly agrees: boolean | null;
}

interface Statement {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

type Scope = Record<string, (...values: never[]) => unknown>;
const AsyncFunction = (async () => undefined).constructor as new (
  ...text: string[]
) => (...values: unknown[]) => Promise<void>;

function statementsOf(code: string): Statement[] {
  const found: Statement[] = [];
  for (let node = typescriptLanguage.parser.parse(code).topNode.firstChild; node; node = node.nextSibling)
    if (!node.name.endsWith("Comment")) found.push({ name: node.name, from: node.from, to: node.to });
  return found;
}

/** `import { a as b } from "m"` as a call that loads `m`; on as many lines as it had. */
function asLoading(text: string): string {
  const match = /^import\s+(type\s+)?\{([\s\S]*)\}\s*from\s*["']([^"']+)["']/.exec(text);
  if (match === null) throw new Error('write imports as `import { name } from "retention-economics"`');
  const [, onlyTypes, list, module] = match;
  const specifiers = list!
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "" && !part.startsWith("type "))
    .map((part) => part.split(/\s+as\s+/));
  const lines = "\n".repeat(text.split("\n").length - 1);
  if (onlyTypes) return lines;
  const wanted = JSON.stringify(specifiers.map(([name]) => name));
  const bound = specifiers.map(([name, as]) => (as === undefined ? name : `${name}: ${as}`)).join(", ");
  return `const { ${bound} } = await $load("${module}", ${wanted});${lines}`;
}

/** A statement with what reports its value. The number of lines stays. */
function instrumented(code: string, { name, from, to }: Statement, annotation: Annotation | null): string {
  const text = code.slice(from, to);
  const lineOf = (at: number) => code.slice(0, at).split("\n").length;
  const at = `$at(${lineOf(from)}, ${lineOf(to)});`;
  if (name === "ImportDeclaration") return at + asLoading(text);
  if (name === "ExpressionStatement") {
    const expression = text.replace(/;\s*$/, "");
    return annotation?.kind === "throws"
      ? `${at}await $refused(async () => (${expression}));`
      : `${at}$show((${expression}));`;
  }
  if (name === "VariableDeclaration" && annotation !== null) {
    const bound = /(?:const|let)\s+([\w$]+|[{[][^=]*[}\]])(?:\s*:[^=]+)?\s*=(?!=)[^;]*$/.exec(
      text.replace(/;$/, ""),
    )?.[1];
    const last = /^[{[]/.test(bound ?? "") ? `(${bound})` : bound;
    return `${at}${text}${bound === undefined ? "" : `$show(${last});`}`;
  }
  return /Declaration|Statement/.test(name) ? `${at}${text}` : text;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function scopeOf(
  code: string,
  statements: readonly Statement[],
  outputs: Output[],
): { scope: Scope; place: () => number } {
  let line = 1;
  let first = 1;
  const annotations = new Map(
    statements.map(({ from, to }) => [code.slice(0, from).split("\n").length, annotationAfter(code, to)]),
  );
  const current = () => annotations.get(first) ?? null;
  const scope: Scope = {
    $at: (from: number, to: number) => {
      first = from;
      line = to;
    },
    $load: load,
    $show: (value: unknown) => {
      const annotation = current();
      if (value === undefined && annotation === null) return;
      outputs.push({ line, value, agrees: annotation === null ? null : matches(value, annotation) });
    },
    $refused: async (call: () => Promise<unknown>) => {
      const [at, wanted] = [line, current()?.text];
      try {
        outputs.push({ line: at, value: await call(), agrees: false });
      } catch (error) {
        outputs.push({ line: at, error: messageOf(error), agrees: messageOf(error) === wanted });
      }
    },
  };
  return { scope, place: () => line };
}

/** Runs a block; the first error ends it, at the line of its statement. */
export async function run(code: string): Promise<Output[]> {
  const outputs: Output[] = [];
  const statements = statementsOf(code);
  const { scope, place } = scopeOf(code, statements, outputs);
  try {
    let made = "";
    let done = 0;
    for (const statement of statements) {
      made +=
        code.slice(done, statement.from) + instrumented(code, statement, annotationAfter(code, statement.to));
      done = statement.to;
    }
    const { code: plain } = transform(made + code.slice(done), {
      transforms: ["typescript"],
      disableESTransforms: true,
      keepUnusedImports: true,
    });
    await new AsyncFunction(...Object.keys(scope), plain)(...Object.values(scope));
  } catch (error) {
    const place_ = (error as { loc?: { line: number } }).loc?.line ?? place();
    outputs.push({
      line: place_,
      error: messageOf(error).replace(/^Error transforming \S+: /, ""),
      agrees: null,
    });
  }
  return outputs;
}
