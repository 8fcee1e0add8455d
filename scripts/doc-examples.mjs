/**
 * Turns every `@example` of src, and every ```ts block of README.md and docs/*.md, into a test.
 * An annotation after a statement says what it gives: `// => value` exactly, `// ≈ value` to the digits shown,
 * `// throws message` as a refusal. Names exported by the package may be used in an `@example` without an import.
 * The tests are written to .doctest and run by `npm test`. Beside them stands each block of a page as a reader copies it, with
 * its own imports only, to be compiled under strict TypeScript.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const target = resolve(root, ".doctest");
const packageName = "retention-economics";

const parse = (name, text) => ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
const isTypeOnly = (statement) =>
  ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);

/** Exported names of a source file, with whether each is a type only. */
function exportedNames(file) {
  const names = new Map();
  for (const statement of parse(file, readFileSync(file, "utf8")).statements) {
    if (ts.isExportDeclaration(statement) && !statement.exportClause) {
      const source = resolve(dirname(file), statement.moduleSpecifier.text.replace(/\.js$/, ".ts"));
      for (const [name, typeOnly] of exportedNames(source)) names.set(name, typeOnly);
    } else if (ts.isExportDeclaration(statement)) {
      if (ts.isNamespaceExport(statement.exportClause)) names.set(statement.exportClause.name.text, false);
      else
        for (const element of statement.exportClause.elements)
          names.set(element.name.text, statement.isTypeOnly || element.isTypeOnly);
    } else if (statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)) {
      if (ts.isVariableStatement(statement))
        for (const { name } of statement.declarationList.declarations) names.set(name.getText(), false);
      else names.set(statement.name.text, isTypeOnly(statement));
    }
  }
  return names;
}

/** The `@example` blocks of a source file. */
function examplesOfSource(file) {
  const text = readFileSync(file, "utf8");
  const blocks = [];
  for (const comment of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const firstLine = text.slice(0, comment.index).split("\n").length;
    const lines = comment[0]
      .split("\n")
      .map((line) => line.replace(/\s*\*\/$/, "").replace(/^\s*\/?\*+\s?/, ""));
    for (let i = 0; i < lines.length; i++) {
      if (!lines[i].startsWith("@example")) continue;
      let end = i + 1;
      while (end < lines.length && !/^@[a-z]/.test(lines[end])) end++;
      blocks.push({ line: firstLine + i + 1, code: withoutFences(lines.slice(i + 1, end)).join("\n") });
    }
  }
  return blocks;
}

/** The code of an example that may or may not stand between fences; its lines keep their places. */
function withoutFences(lines) {
  if (!lines.some((line) => line.startsWith("```"))) return lines;
  let inside = false;
  return lines.map((line) => {
    if (!line.startsWith("```")) return inside ? line : "";
    inside = !inside;
    return "";
  });
}

/** The ```ts blocks of a Markdown page; "ts continued" goes on with the block before it. */
function examplesOfPage(file) {
  const lines = readFileSync(file, "utf8").split("\n");
  const blocks = [];
  for (let i = 0; i < lines.length; i++) {
    if (!lines[i].startsWith("```")) continue;
    const fence = /^```(?:ts|typescript)(\s+continued|\s+no-run)?\s*$/.exec(lines[i]);
    const start = i + 1;
    while (++i < lines.length && !lines[i].startsWith("```"));
    const kind = fence?.[1]?.trim();
    if (fence === null || kind === "no-run") continue;
    const code = lines.slice(start, i).join("\n");
    const before = blocks.at(-1);
    if (kind === "continued" && before !== undefined) {
      const gap = start + 1 - before.line - before.code.split("\n").length;
      before.code += "\n".repeat(gap + 1) + code;
    } else blocks.push({ line: start + 1, code });
  }
  return blocks;
}

/** What an annotation expects, as data; numbers keep their text, so that their digits count. */
function expectation(text) {
  const source = parse("expected.ts", `(${text});`);
  if (source.parseDiagnostics.length > 0) return null;
  const build = (node) => {
    if (ts.isParenthesizedExpression(node)) return build(node.expression);
    if (ts.isNumericLiteral(node)) return { number: node.getText().replaceAll("_", "") };
    if (ts.isPrefixUnaryExpression(node)) return { number: `-${node.operand.getText().replaceAll("_", "")}` };
    if (ts.isStringLiteralLike(node)) return { value: node.text };
    if (node.kind === ts.SyntaxKind.TrueKeyword) return { value: true };
    if (node.kind === ts.SyntaxKind.FalseKeyword) return { value: false };
    if (node.kind === ts.SyntaxKind.NullKeyword) return { value: null };
    if (ts.isArrayLiteralExpression(node)) return { items: node.elements.map(build) };
    if (ts.isObjectLiteralExpression(node))
      return { fields: Object.fromEntries(node.properties.map((p) => [p.name.text, build(p.initializer)])) };
    throw new Error(`cannot read the expected value ${text}`);
  };
  return JSON.stringify(build(source.statements[0].expression));
}

/** The annotation that follows a statement: on its last line, or on the comment lines right after it. */
function annotationAfter(code, end, where) {
  const first = /^\s*\/\/\s*(=>|≈|throws)\s?(.*)$/;
  const rest = code.slice(end).split("\n");
  if (rest[0].trim() === "") rest.shift();
  const match = first.exec(rest[0] ?? "");
  if (match === null) return null;
  const [, kind, text] = match;
  if (kind === "throws") return { kind, expected: JSON.stringify(text.trim()) };
  let wanted = text;
  for (let i = 1; ; i++) {
    const expected = expectation(wanted);
    if (expected !== null) return { kind, expected };
    const more = /^\s*\/\/(.*)$/.exec(rest[i] ?? "");
    if (more === null) throw new Error(`${where}: cannot read the expected value ${wanted}`);
    wanted += `\n${more[1]}`;
  }
}

/** Names that a block declares itself, and names that it uses. */
function namesOf(source) {
  const declared = new Set();
  const used = new Set();
  const visit = (node) => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isField =
        (ts.isPropertyAccessExpression(parent) ||
          ts.isPropertyAssignment(parent) ||
          ts.isPropertySignature(parent)) &&
        parent.name === node;
      if ("name" in parent && parent.name === node && !isField && !ts.isShorthandPropertyAssignment(parent))
        declared.add(node.text);
      else if (!isField) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { declared, used };
}

/** A block as the body of a test, and the imports it needs by module. */
function translate({ code, line }, file, known) {
  const source = parse("example.ts", code);
  const [fault] = source.parseDiagnostics;
  if (fault) throw new Error(`${file}:${line}: ${ts.flattenDiagnosticMessageText(fault.messageText, " ")}`);
  const wanted = [];
  const body = [];
  for (const statement of source.statements) {
    const where = `${file}:${line + source.getLineAndCharacterOfPosition(statement.getStart()).line}`;
    if (ts.isImportDeclaration(statement)) {
      const { importClause, moduleSpecifier } = statement;
      for (const element of importClause.namedBindings.elements)
        wanted.push([moduleSpecifier.text, `${importClause.isTypeOnly ? "type " : ""}${element.getText()}`]);
      continue;
    }
    const annotation = annotationAfter(code, statement.getEnd(), where);
    const place = JSON.stringify(where);
    if (annotation === null) body.push(statement.getText());
    else if (ts.isExpressionStatement(statement)) {
      const expression = statement.expression.getText();
      if (annotation.kind === "throws")
        body.push(`await checkRefusal(async () => ${expression}, ${annotation.expected}, ${place});`);
      else body.push(`checkExample(${expression}, "${annotation.kind}", ${annotation.expected}, ${place});`);
    } else if (ts.isVariableStatement(statement) && annotation.kind !== "throws") {
      const { name } = statement.declarationList.declarations.at(-1);
      body.push(statement.getText());
      body.push(`checkExample(${name.getText()}, "${annotation.kind}", ${annotation.expected}, ${place});`);
    } else throw new Error(`${where}: an annotation belongs behind an expression or a const`);
  }
  const { declared, used } = namesOf(source);
  for (const name of used) {
    const origin = declared.has(name) ? undefined : known.find(({ names }) => names.has(name));
    if (origin) wanted.push([origin.module, `${origin.names.get(name) ? "type " : ""}${name}`]);
  }
  return { body, wanted };
}

function filesIn(folder, pattern) {
  return readdirSync(resolve(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => resolve(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** The tests of one file, or null where it has no examples. */
function testsOf(path, rootNames) {
  const file = relative(root, path);
  const isSource = path.endsWith(".ts");
  const blocks = (isSource ? examplesOfSource : examplesOfPage)(path).filter(
    ({ code }) => code.trim() !== "",
  );
  if (blocks.length === 0) return null;
  const ownModule = relative(target, path).replace(/\.ts$/, ".js");
  const known = isSource
    ? [
        { module: packageName, names: rootNames },
        { module: ownModule, names: exportedNames(path) },
      ]
    : [];
  const imports = new Map();
  const tests = [];
  for (const block of blocks) {
    const { body, wanted } = translate(block, file, known);
    for (const [module, specifier] of wanted)
      imports.set(module, (imports.get(module) ?? new Set()).add(specifier));
    tests.push(`test(${JSON.stringify(`${file}:${block.line}`)}, async () => {\n${body.join("\n")}\n});`);
  }
  const code = tests.join("\n\n");
  const tools = ["checkExample", "checkRefusal"].filter((name) => code.includes(`${name}(`));
  if (tools.length > 0) imports.set("../test/doc-examples.js", new Set(tools));
  imports.set("vitest", new Set(["test"]));
  const lines = [...imports].map(
    ([module, names]) => `import { ${[...names].sort().join(", ")} } from "${module}";`,
  );
  return {
    name: `${file.replace(/[/.]/g, "-")}.test.ts`,
    code: `${lines.join("\n")}\n\n${code}\n`,
    count: blocks.length,
  };
}

const rootNames = exportedNames(resolve(root, "src/index.ts"));
const pages = [resolve(root, "README.md"), ...filesIn("docs", /\.md$/), ...filesIn("website/pages", /\.md$/)];
const copied = resolve(target, "copied");
rmSync(target, { recursive: true, force: true });
mkdirSync(copied, { recursive: true });
for (const page of pages)
  for (const { line, code } of examplesOfPage(page)) {
    const name = `${relative(root, page).replace(/[/.]/g, "-")}-${line}.ts`;
    writeFileSync(resolve(copied, name), `${code}\nexport {};\n`);
  }
let count = 0;
for (const path of [...filesIn("src", /\.ts$/), ...pages]) {
  try {
    const tests = testsOf(path, rootNames);
    if (tests === null) continue;
    writeFileSync(resolve(target, tests.name), tests.code);
    count += tests.count;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
console.log(`${count} examples of the documentation written as tests`);
