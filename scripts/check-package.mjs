/** What is published: below 8 MB unpacked, at most 2.3 files for each source file, and no source maps. */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { root } from "./entry-points.mjs";

const limits = { megabytes: 8, filesPerSource: 2.3 };

const packed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
  cwd: root,
  encoding: "utf8",
  stdio: ["ignore", "pipe", "ignore"],
});
const [{ files, unpackedSize }] = JSON.parse(packed);
const sources = readdirSync(resolve(root, "src"), { recursive: true }).filter((file) => file.endsWith(".ts"));
const megabytes = unpackedSize / 1e6;
const filesPerSource = files.length / sources.length;
const maps = files.filter(({ path }) => path.endsWith(".map"));

console.log(
  `${files.length} files, ${filesPerSource.toFixed(2)} a source file; ${megabytes.toFixed(2)} MB unpacked; ${maps.length} source maps`,
);
if (megabytes > limits.megabytes || filesPerSource > limits.filesPerSource || maps.length > 0) {
  console.error(
    `At most ${limits.megabytes} MB, ${limits.filesPerSource} files a source file, and no source maps`,
  );
  process.exit(1);
}
