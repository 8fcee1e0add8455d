/** Runs every benchmark of this folder, one after the other: `npm run bench`, or `npm run bench -- cohorts` for one. */
import { readdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv[2];
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".ts") && file !== "index.ts" && !file.startsWith("peer-"))
  .map((file) => file.slice(0, -3));
if (wanted !== undefined && !names.includes(wanted)) {
  console.error(`bench: there is ${names.join(", ")}, received ${JSON.stringify(wanted)}`);
  process.exit(1);
}
// The benchmarks read a size from the arguments where they are run by themselves.
process.argv.length = 2;
for (const name of wanted === undefined ? names : [wanted]) {
  console.log(`\n${name}\n${"─".repeat(name.length)}`);
  await import(resolve(folder, `${name}.ts`));
}
