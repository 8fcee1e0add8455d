/**
 * Runs the built ES modules in Chromium and compares them with this Node: the uniform stream and the designs bit for bit,
 * numbers derived from them to 1e-12.
 *
 *     npm run test:browser        (Chromium is looked for at CHROMIUM, then where Debian puts it)
 *
 * playwright-core is installed once into the system's temporary folder, never into this package.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { root } from "./entry-points.mjs";
import { seededNumbers } from "./seeded-numbers.mjs";

const chromium = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));
if (chromium === undefined) {
  console.error("test:browser needs Chromium: `apt-get install chromium`, or its path in CHROMIUM");
  process.exit(1);
}

const driver = "playwright-core";

function findPlaywright() {
  const folder = join(tmpdir(), "retention-economics-playwright");
  const require = createRequire(join(folder, "here.js"));
  try {
    return require(driver);
  } catch {
    console.log(`installing playwright-core into ${folder}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
    execFileSync("npm", ["install", "--no-audit", "--no-fund", driver], {
      cwd: folder,
      stdio: "ignore",
    });
    return require(driver);
  }
}

/** The files of the package, as a browser without a bundler loads them. */
const imports = {
  "simple-statistics": "/node_modules/simple-statistics/dist/simple-statistics.mjs",
  "retention-economics": "/dist/esm/index.js",
};
const page = `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>`;
const types = { ".js": "text/javascript", ".mjs": "text/javascript", ".html": "text/html" };
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const file = resolve(root, `.${pathname}`);
  if (pathname === "/") return response.setHeader("content-type", types[".html"]).end(page);
  if (!file.startsWith(root) || !existsSync(file)) return response.writeHead(404).end();
  response.setHeader("content-type", types[extname(file)] ?? "text/plain").end(readFileSync(file));
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));

/** Where two results differ: a text (bits) in any character, a number by more than 1e-12 of it, or 1e-15 beside zero. */
function differences(here, there, path = "") {
  if (typeof here === "number") {
    const close =
      Math.abs(here - there) <= Math.max(1e-15, 1e-12 * Math.max(Math.abs(here), Math.abs(there)));
    return close ? [] : [`${path}: ${here} in Node, ${there} in Chromium`];
  }
  if (typeof here !== "object" || here === null)
    return here === there ? [] : [`${path}: ${here} in Node, ${there} in Chromium`];
  return Object.keys(here).flatMap((key) => differences(here[key], there?.[key], `${path}/${key}`));
}

const browser = await findPlaywright().chromium.launch({
  executablePath: chromium,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
  ],
});
try {
  const tab = await browser.newPage();
  tab.on("pageerror", (error) => console.error(error));
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  const there = await tab.evaluate(async (module) => {
    const { seededNumbers: numbers } = await import(module);
    return numbers("/dist/esm");
  }, "/scripts/seeded-numbers.mjs");
  const here = await seededNumbers(resolve(root, "dist/esm"));
  const found = differences(here, there);
  for (const line of found.slice(0, 20)) console.error(line);
  const counts = `${Object.keys(here.bits).length} streams and designs bit for bit, ${Object.keys(here.derived).length} analyses to 1e-12`;
  console.log(
    `Chromium ${browser.version()}, Node ${process.version}: ${found.length === 0 ? `the same: ${counts}` : `${found.length} differences`}`,
  );
  process.exitCode = found.length === 0 ? 0 : 1;
} finally {
  await browser.close();
  server.close();
}
