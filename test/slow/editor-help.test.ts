/**
 * What an editor shows where a public function is called: its summary and its parameters, on hover and in the signature help.
 * Asked of TypeScript's language service, which editors ask, for every function of the root and every method of its modules.
 */
import { resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname ?? ".", "../..");
const callsFile = resolve(root, "src/calls-of-every-function.ts");
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(resolve(root, "tsconfig.json"), ts.sys.readFile).config,
  ts.sys,
  root,
);

/** A language service over the sources and one file that exists in memory only. */
function serviceWith(text: string): ts.LanguageService {
  const read = (path: string): string | undefined => (path === callsFile ? text : ts.sys.readFile(path));
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [callsFile],
    getScriptVersion: () => "1",
    getScriptSnapshot: (path) => {
      const content = read(path);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => path === callsFile || ts.sys.fileExists(path),
    readFile: read,
    directoryExists: ts.sys.directoryExists,
  });
}

const imports = ["index", "expressions/index", "sql/index"].map(
  (file, i) => `import * as entry${i} from "./${file}.js";\n`,
);

/** Every function that can be called through an entry point, as it is written in a call. */
function callables(): string[] {
  const service = serviceWith(imports.join(""));
  const program = service.getProgram()!;
  const checker = program.getTypeChecker();
  const found: string[] = [];
  const visit = (type: ts.Type, at: ts.Node, path: string): void => {
    for (const symbol of type.getProperties()) {
      const member = checker.getTypeOfSymbolAtLocation(symbol, at);
      const name = `${path}.${symbol.name}`;
      if (member.getCallSignatures().length > 0) found.push(name);
      // Modules of models and distributions, and the records in them; classes have no call signature and no such members.
      else if (member.getConstructSignatures().length === 0 && !checker.isArrayLikeType(member))
        visit(member, at, name);
    }
  };
  const file = program.getSourceFile(callsFile)!;
  file.statements.filter(ts.isImportDeclaration).forEach((statement, i) => {
    const { name } = statement.importClause!.namedBindings as ts.NamespaceImport;
    visit(checker.getTypeAtLocation(name), name, `entry${i}`);
  });
  return found;
}

const names = callables();
const lines = names.map((name) => `${name}(undefined as never);\n`);
const text = [...imports, ...lines].join("");
const service = serviceWith(text);
const textOf = (parts: readonly ts.SymbolDisplayPart[] | undefined): string =>
  ts.displayPartsToString([...(parts ?? [])]);

describe("every public function shows its summary and its parameters", () => {
  it("finds the functions of the chapters and the methods of the models", () => {
    expect(names.length).toBeGreaterThan(400);
    expect(names).toContain("entry0.churnRate");
    expect(names).toContain("entry0.bgNbd.probabilityAlive");
    expect(names).toContain("entry0.bgNbd.inference.resample");
  });

  it("where it is called: on hover", () => {
    const silent: string[] = [];
    let place = imports.join("").length;
    lines.forEach((line, i) => {
      const name = names[i]!;
      const info = service.getQuickInfoAtPosition(callsFile, place + name.length - 1);
      const documented = new Set(
        (info?.tags ?? []).filter((tag) => tag.name === "param").map((tag) => textOf(tag.text).split(" ")[0]),
      );
      if (textOf(info?.documentation).trim() === "") silent.push(`${name}: no summary`);
      for (const parameter of parametersAt(place + name.length + 1))
        if (!documented.has(parameter)) silent.push(`${name}: nothing of ${parameter}`);
      place += line.length;
    });
    expect(silent).toEqual([]);
  });

  it("where it is called: in the signature help", () => {
    const silent: string[] = [];
    let place = imports.join("").length;
    lines.forEach((line, i) => {
      const name = names[i]!;
      const help = service.getSignatureHelpItems(callsFile, place + name.length + 1, undefined);
      if (help === undefined) silent.push(`${name}: no help`);
      for (const item of help?.items ?? []) {
        if (textOf(item.documentation).trim() === "") silent.push(`${name}: no summary`);
        for (const parameter of item.parameters)
          if (textOf(parameter.documentation).trim() === "")
            silent.push(`${name}: nothing of ${parameter.name}`);
      }
      place += line.length;
    });
    expect(silent).toEqual([]);
  });
});

/** Names of the parameters of the signature that is shown for a call. */
function parametersAt(position: number): string[] {
  const help = service.getSignatureHelpItems(callsFile, position, undefined);
  return (help?.items[help.selectedItemIndex]?.parameters ?? []).map(({ name }) => name);
}
