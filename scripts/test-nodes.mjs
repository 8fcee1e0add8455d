/** Runs the tests against the built package on Node 20, 22 and 24; the binaries come as npm packages. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { root } from "./entry-points.mjs";

const platform = { win32: "win", darwin: "darwin", linux: "linux" }[process.platform];
const packageName = `node-${platform}-${process.arch}`;
let failed = 0;
for (const version of ["20", "22", "24"]) {
  const folder = resolve(tmpdir(), `${packageName}-${version}`);
  const binary = resolve(
    folder,
    "node_modules",
    packageName,
    "bin",
    platform === "win" ? "node.exe" : "node",
  );
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(resolve(folder, "package.json"), '{ "private": true }\n');
    execFileSync("npm", ["install", "--no-audit", "--no-fund", `${packageName}@${version}`], {
      cwd: folder,
      stdio: "ignore",
    });
  }
  const found = execFileSync(binary, ["--version"], { encoding: "utf8" }).trim();
  console.log(`Node ${found}: the tests against dist/`);
  const vitest = resolve(root, "node_modules/vitest/vitest.mjs");
  const { status } = spawnSync(binary, [vitest, "run", "--project", "UTC", "--reporter", "dot"], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TEST_TARGET: "dist" },
  });
  const load = [
    ["module", `await import("retention-economics")`],
    ["commonjs", `require("retention-economics")`],
  ];
  const loaded = load.every(
    ([type, code]) =>
      spawnSync(binary, [`--input-type=${type}`, "-e", code], { cwd: root, stdio: "inherit" }).status === 0,
  );
  if (status !== 0 || !loaded) failed++;
}
process.exit(failed > 0 ? 1 : 0);
