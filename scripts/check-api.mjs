/** Compares the public API of every entry point with the report in etc/; `--write` writes the report anew. */
import { mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";
import { entryPoints, manifest, root } from "./entry-points.mjs";

const write = process.argv.includes("--write");
const folder = resolve(root, "etc");
mkdirSync(folder, { recursive: true });

const compilerOptions = {
  target: "es2022",
  lib: ["es2022"],
  module: "nodenext",
  moduleResolution: "nodenext",
  types: [],
};

function configOf(declarations, reportFileName) {
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve(root, "package.json"),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: declarations,
      compiler: { overrideTsconfig: { compilerOptions, files: [declarations] } },
      apiReport: {
        enabled: true,
        reportFileName,
        reportFolder: folder,
        reportTempFolder: resolve(root, "dist/api"),
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

let faults = 0;
for (const { name, output } of entryPoints) {
  const reportFileName = `${name.slice(manifest.name.length + 1) || "index"}.api.md`;
  const { apiReportChanged } = Extractor.invoke(
    configOf(resolve(root, `dist/esm/${output}.d.ts`), reportFileName),
    {
      localBuild: write,
      messageCallback(message) {
        message.handled = true;
        // A type that the root's functions name must be importable from the root; chapters may leave it to the root.
        const forgotten = output === "index" && message.messageId === "ae-forgotten-export";
        if (message.logLevel !== "error" && !forgotten) return;
        console.error(`${name}: ${message.text}`);
        faults++;
      },
    },
  );
  const report = readFileSync(resolve(root, "dist/api", reportFileName), "utf8");
  const state = apiReportChanged ? (write ? ", report written" : ", NOT as reported") : "";
  if (apiReportChanged && !write) faults++;
  console.log(`${name}: ${(report.match(/^export /gm) ?? []).length} exports${state}`);
}
if (faults > 0) {
  console.error("Unless a fault is named above: `npm run check:api -- --write`, and review the difference");
  process.exit(1);
}
