/** Checks the types of the sources, and of all that uses them, at the same time; what is unchanged is not checked again. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { root } from "./entry-points.mjs";

const tsc = resolve(root, "node_modules/typescript/bin/tsc");
const check = (project) =>
  new Promise((done) => {
    const memory = `node_modules/.cache/types/${project}.tsbuildinfo`;
    const words = [tsc, "-p", project, "--incremental", "--tsBuildInfoFile", memory];
    spawn(process.execPath, words, { cwd: root, stdio: "inherit" }).on("close", done);
  });
const codes = await Promise.all(["tsconfig.json", "tsconfig.test.json"].map(check));
process.exit(codes.every((code) => code === 0) ? 0 : 1);
