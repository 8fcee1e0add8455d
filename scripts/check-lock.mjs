/** The lock file must be complete for every platform and name no download address. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { root } from "./entry-points.mjs";

const { packages } = JSON.parse(readFileSync(resolve(root, "package-lock.json"), "utf8"));
const paths = Object.keys(packages);
const missing = Object.values(packages)
  .flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
  .filter((name) => !paths.some((path) => path.endsWith(`node_modules/${name}`)));
const addressed = paths.filter((path) => packages[path].resolved !== undefined && !packages[path].link);
if (missing.length > 0) console.error(`missing from the lock file: ${missing.join(", ")}`);
if (addressed.length > 0) console.error(`download addresses in the lock file: ${addressed.join(", ")}`);
if (missing.length + addressed.length > 0) process.exit(1);
console.log(`lock file: ${paths.length - 1} packages, complete, without addresses`);
