/**
 * Compares the public API with its reports in etc/: one a chapter, and one a module of functions (a model), so that a name is
 * reported once and no name renumbers others. `--write` writes the reports anew.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { CompilerState, Extractor, ExtractorConfig } from "@microsoft/api-extractor";
import ts from "typescript";
import { entryPoints, root } from "./entry-points.mjs";

const write = process.argv.includes("--write");
const kept = resolve(root, "etc");
const work = resolve(root, "dist/api");
const declarations = resolve(root, "dist/cjs");
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });

const compilerOptions = {
  target: "es2022",
  lib: ["es2022"],
  module: "nodenext",
  moduleResolution: "nodenext",
  types: [],
};

/** The reports of an entry point: what it exports itself, and each module that it exports under a name. */
function reportsOf({ name, output }) {
  const file = resolve(declarations, `${output}.d.cts`);
  const text = readFileSync(file, "utf8");
  const moduleLine = /^export \* as (\w+) from "(.*)\.cjs";\n/gm;
  const chapter = output === "index" ? "root" : output.split("/")[0];
  const modules = [...text.matchAll(moduleLine)].map(([, module, path]) => ({
    name: `${name}, ${module}`,
    report: `${chapter}.${module}`,
    entry: resolve(dirname(file), `${path}.d.cts`),
  }));
  // The root exports chapters whole, and they have reports of their own.
  const own = text
    .replace(moduleLine, "")
    .replace(/^export \* from ".*";\n/gm, "")
    .replace(/ from "(\..*)"/g, (_, path) => {
      const target = relative(work, resolve(dirname(file), path));
      return ` from "${target.split(sep).join("/")}"`;
    });
  const entry = resolve(work, `${chapter}.d.cts`);
  writeFileSync(entry, own);
  return [{ name, report: chapter, entry }, ...modules];
}

function configOf({ entry, report }) {
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve(root, "package.json"),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: entry,
      compiler: { overrideTsconfig: { compilerOptions, files: [entry] } },
      apiReport: {
        enabled: true,
        reportFileName: `${report}.api.md`,
        reportFolder: kept,
        reportTempFolder: work,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: "lf",
      messages: {
        extractorMessageReporting: {
          default: { logLevel: "warning" },
          "ae-missing-release-tag": { logLevel: "none" },
          "ae-undocumented": { logLevel: "none" },
        },
        // The grammar of documentation comments is checked by typedoc.
        tsdocMessageReporting: { default: { logLevel: "none" } },
      },
    },
  });
}

/** The names that can be imported from the root, or from an entry point that it leaves out. */
function importableNames() {
  const files = entryPoints.map(({ output }) => resolve(declarations, `${output}.d.cts`));
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  });
  const checker = program.getTypeChecker();
  const symbols = files.map((file) => checker.getSymbolAtLocation(program.getSourceFile(file)));
  return new Set(symbols.flatMap((symbol) => checker.getExportsOfModule(symbol).map(({ name }) => name)));
}

/** Interfaces that the documentation writes out where they are used: signatures of methods, and what has the tag `@inline`. */
function inlinedNames() {
  const isSignature = (statement) => statement.members?.some(ts.isCallSignatureDeclaration) === true;
  const isTagged = (statement) => ts.getJSDocTags(statement).some(({ tagName }) => tagName.text === "inline");
  const files = readdirSync(declarations, { recursive: true, encoding: "utf8" });
  return new Set(
    files
      .filter((file) => file.endsWith(".d.cts"))
      .map((file) => readFileSync(resolve(declarations, file), "utf8"))
      .flatMap((text) => ts.createSourceFile("d.ts", text, ts.ScriptTarget.Latest, true).statements)
      .filter((statement) => isSignature(statement) || isTagged(statement))
      .map(({ name }) => name?.text),
  );
}

const reports = entryPoints.flatMap(reportsOf);
const configs = reports.map(configOf);
const compilerState = CompilerState.create(configs[0], {
  additionalEntryPoints: reports.slice(1).map(({ entry }) => entry),
});
const importable = importableNames();
const inlined = inlinedNames();
// Names within a signature whose meaning stands in the text beside it: TypeDoc's list, and this one's.
const { intentionallyNotExported } = JSON.parse(readFileSync(resolve(root, "typedoc.json"), "utf8"));
let faults = 0;
const fault = (text) => {
  console.error(text);
  faults++;
};

for (const [i, { name, report }] of reports.entries()) {
  const { apiReportChanged } = Extractor.invoke(configs[i], {
    compilerState,
    localBuild: write,
    messageCallback(message) {
      message.handled = true;
      // A type that public functions name must be importable; a chapter may leave it to another. Signatures that are written
      // out where they are used need no name, nor do records of methods that a model takes its own from.
      const [, symbol = ""] = /The symbol "(\w+?)(?:_\d+)?" needs/.exec(message.text) ?? [];
      const isType =
        /^[A-Z]/.test(symbol) && !inlined.has(symbol) && !intentionallyNotExported.includes(symbol);
      const forgotten = message.messageId === "ae-forgotten-export" && isType && !importable.has(symbol);
      if (message.logLevel === "error" || forgotten) fault(`${name}: ${message.text}`);
    },
  });
  const exports = readFileSync(resolve(work, `${report}.api.md`), "utf8").match(/^export /gm) ?? [];
  if (apiReportChanged && !write) faults++;
  console.log(
    `${name}: ${exports.length} exports${apiReportChanged ? (write ? ", report written" : ", NOT as reported") : ""}`,
  );
}

for (const file of readdirSync(kept)) {
  if (reports.some(({ report }) => file === `${report}.api.md`)) continue;
  if (write) rmSync(resolve(kept, file));
  else fault(`etc/${file}: reports nothing that is exported`);
}
// Nothing of this goes into the package.
rmSync(work, { recursive: true });
if (faults > 0) {
  console.error("Unless a fault is named above: `npm run check:api -- --write`, and review the difference");
  process.exit(1);
}
