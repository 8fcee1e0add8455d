/**
 * Whether the package could be published as it is built: a dry run of `npm publish`. With a tag (`v0.2.0`) also whether the
 * tag is the version, the changelog has a dated heading for it, and package.json says where the project lives.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { manifest, root } from "./entry-points.mjs";

const [tag] = process.argv.slice(2);
const faults = [];

const changelog = readFileSync(resolve(root, "CHANGELOG.md"), "utf8");
const heading = changelog.split("\n").find((line) => line.startsWith(`## ${manifest.version}`));
if (heading === undefined) faults.push(`CHANGELOG.md has no heading "## ${manifest.version}"`);
const missing = ["repository", "homepage", "bugs", "author"].filter((field) => manifest[field] === undefined);
if (tag) {
  if (tag !== `v${manifest.version}`) faults.push(`the tag ${tag} is not version ${manifest.version}`);
  if (!/\d{4}-\d{2}-\d{2}$/.test(heading ?? "")) faults.push(`CHANGELOG.md has no date in "${heading}"`);
  if (missing.length > 0) faults.push(`package.json lacks ${missing.join(", ")}`);
} else if (missing.length > 0) console.log(`To be filled in before publishing: ${missing.join(", ")}`);

const { status, stderr } = spawnSync("npm", ["publish", "--dry-run", "--ignore-scripts"], {
  cwd: root,
  encoding: "utf8",
});
if (status !== 0) faults.push(`npm publish --dry-run: ${stderr.trim().split("\n").slice(-3).join(" ")}`);

for (const fault of faults) console.error(fault);
console.log(
  faults.length === 0 ? `${manifest.name} ${manifest.version} could be published` : "Not to be published",
);
process.exit(faults.length === 0 ? 0 : 1);
