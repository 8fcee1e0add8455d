/**
 * Reads the built site in Chromium as people do: every page at two widths, every live block of the guides, a sample of the
 * reference, a changed number, an error, the search, the keyboard, axe. Screenshots go to docs-test/.
 *
 *     npm run docs && npm run docs:test        (Chromium is looked for at CHROMIUM, then where Debian puts it)
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import axe from "axe-core";
import { chromium } from "playwright-core";
import { breakCode, changeNumber, reset, runBlocks } from "../website/test/live.mjs";
import { exactNames, questions, words } from "../website/test/questions.mjs";
import { byKeyboard, clicksTo, search } from "../website/test/reading.mjs";
import { filesOf, serve, weights } from "../website/test/site.mjs";
import { root } from "./entry-points.mjs";

const executablePath = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));
if (executablePath === undefined) {
  console.log("docs:test skipped: no Chromium (`apt-get install chromium`, or its path in CHROMIUM)");
  process.exit(0);
}
const folder = resolve(root, "site");
if (!existsSync(resolve(folder, "index.html"))) {
  console.error("docs:test needs the site: `npm run docs`");
  process.exit(1);
}
const pictures = resolve(root, "docs-test");
rmSync(pictures, { recursive: true, force: true });
mkdirSync(pictures, { recursive: true });

const failures = [];
const fail = (what) => {
  failures.push(what);
  console.log(`  ✗ ${what}`);
};
const started = Date.now();
const say = (what) => console.log(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${what}`);

const files = filesOf(folder);
const gzipped = weights(folder);
const pages = files.filter((file) => file.endsWith(".html") && file !== "404.html").sort();
const guides = pages.filter((page) => !page.startsWith("api/"));
const { address, stop } = await serve(folder);
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run"],
});
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
const page = await context.newPage();
let loaded = [];
page.on("request", (request) => {
  const url = request.url();
  if (!url.startsWith(new URL(address).origin) && /^(https?|wss?):/.test(url))
    fail(`a request to ${url} from ${page.url()}`);
  loaded.push(url.split("?")[0]);
});
page.on(
  "console",
  (message) => message.type() === "error" && fail(`console: ${message.text()} on ${page.url()}`),
);
page.on("pageerror", (error) => fail(`error: ${error.message} on ${page.url()}`));

const open = async (path) => {
  loaded = [];
  await page.goto(`${address}${path}`, { waitUntil: "load" });
  await page.waitForFunction(() => document.querySelector("#app")?.__vue_app__ !== undefined);
  await page.waitForTimeout(60);
};
const wide = async (width) => {
  await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
  await page.waitForTimeout(60);
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (over > 0) fail(`${page.url().replace(address, "")}: scrolls sideways by ${over} px at ${width}`);
};

// Sizes.
const bytes = files.reduce((sum, file) => sum + statSync(resolve(folder, file)).size, 0);
if (bytes > 25e6) fail(`the site has ${(bytes / 1e6).toFixed(1)} MB, more than 25`);
const index = files.find((file) => file.includes("localSearchIndex"));
if (gzipped(index) > 150e3)
  fail(`the index of the search has ${(gzipped(index) / 1e3).toFixed(0)} kB, more than 150`);
say(
  `${pages.length} pages, ${(bytes / 1e6).toFixed(1)} MB; index of the search ${(gzipped(index) / 1e3).toFixed(0)} kB gzipped`,
);

// Every page at two widths, its weight untouched, its accessibility.
const forAxe = new Set([
  ...guides,
  "api/index.html",
  "api/rates.html",
  "api/bgNbd.html",
  "api/forecasts.html",
]);
let heaviest = { path: "", weight: 0 };
for (const path of pages) {
  await open(path);
  const own = [...new Set(loaded)].map(
    (url) => decodeURIComponent(url.slice(address.length)) || "index.html",
  );
  const weight = own.filter((file) => files.includes(file)).reduce((sum, file) => sum + gzipped(file), 0);
  if (guides.includes(path) && path !== "gallery.html") {
    if (weight > heaviest.weight) heaviest = { path, weight };
    if (weight > 300e3)
      fail(`${path} loads ${(weight / 1e3).toFixed(0)} kB before a block is touched, more than 300`);
  }
  await wide(390);
  await wide(1280);
  if (!forAxe.has(path)) continue;
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { violations: found } = await globalThis.axe.run(document, {
      resultTypes: ["violations"],
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    });
    return found
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].html.slice(0, 120)}`);
  });
  for (const violation of violations) fail(`${path}: ${violation}`);
}
say(
  `every page opened at 1280 and 390; the heaviest guide ${heaviest.path} loads ${(heaviest.weight / 1e3).toFixed(0)} kB; axe on ${forAxe.size} pages`,
);

// Live blocks: all of the guides, with one number changed on each.
const counted = { blocks: 0, compared: 0, changed: 0 };
const judge = (path, results) => {
  for (const { first, ran, errors, compared, differing, texts } of results) {
    counted.blocks++;
    counted.compared += compared;
    if (!ran || errors > 0 || differing > 0)
      fail(`${path}: ${first.slice(0, 70)}: ${ran ? texts.join("; ") : "did not run"}`);
  }
};
for (const path of guides) {
  await open(path);
  const results = await runBlocks(page);
  if (results.length === 0) continue;
  judge(path, results);
  const change = await changeNumber(page);
  if (change === null) fail(`${path}: a changed number changes no value`);
  else {
    counted.changed++;
    if (!change.inAddress) fail(`${path}: the changed code is not in the address`);
    if (path === "rates.html")
      await change.frame.screenshot({ path: resolve(pictures, "changed-example.png") });
    if (counted.changed % 6 === 1) {
      const after = await reset(page, change.frame);
      if (JSON.stringify(after) !== JSON.stringify(change.before))
        fail(`${path}: Reset does not bring the values back`);
    }
  }
}
say(
  `${counted.blocks} live blocks of guides ran, ${counted.compared} commented values compared, one number changed on ${counted.changed} pages`,
);

// A sample of the reference: every n-th block.
const blocks = [];
for (const path of pages.filter((name) => name.startsWith("api/"))) {
  const html = readFileSync(resolve(folder, path), "utf8");
  const count = html.match(/class="live" data-kind="(run|continued)"/g)?.length ?? 0;
  for (let place = 0; place < count; place++) blocks.push({ path, place });
}
const sample = blocks.filter(
  (_, i) => Math.floor((i * 100) / blocks.length) !== Math.floor(((i - 1) * 100) / blocks.length),
);
const comparedBefore = counted.compared;
for (const path of new Set(sample.map((block) => block.path))) {
  await open(path);
  judge(
    path,
    await runBlocks(
      page,
      sample.filter((block) => block.path === path).map(({ place }) => place),
    ),
  );
}
say(
  `${sample.length} of ${blocks.length} examples of the reference ran, ${counted.compared - comparedBefore} values compared`,
);

// Errors in red; the state of the address opens again.
await open("quick-start.html");
await runBlocks(page, [0]);
for (const [code, words_] of [
  ['import { churnRate } from "retention-economics";\nchurnRate({ atStart: 50, lost: 60 });', "lost must be"],
  ['import { churnRte } from "retention-economics";\nchurnRte(1);', 'exports no "churnRte"'],
  ["const a = (1;", "Unexpected token"],
]) {
  const shown = await breakCode(page, code);
  if (!shown?.text.includes(words_)) fail(`an error is not shown: ${code} gives ${shown?.text}`);
  else if (shown.color !== "rgb(143, 15, 15)") fail(`an error is not red but ${shown.color}`);
}
await open(page.url().slice(address.length));
await page
  .waitForSelector(".live.open .live-error")
  .catch(() => fail("the address does not open the changed example"));
say("errors stand in red at their lines; the address keeps them");

// Search, clicks, keyboard.
await open("index.html");
for (const [asked, wanted] of words) {
  const found = await search(page, address, asked);
  if (!found.some((link) => link.startsWith(`${wanted}.html`)))
    fail(`search "${asked}": ${found.join(", ")}, not ${wanted}`);
}
for (const name of exactNames) {
  const found = await search(page, address, name);
  if (!found.some((link) => link.startsWith("api/") && link.endsWith(`#${name}`)))
    fail(`search "${name}": ${found.join(", ")}`);
}
for (const [question, place] of questions) {
  const clicks = clicksTo(folder, place);
  if (clicks !== null) continue;
  const found = await search(page, address, place.split("#")[1], 5);
  if (!found.includes(`api/${place.replace("#", ".html#")}`))
    fail(`"${question}": no way to ${place} in three clicks or one search`);
}
say(
  `${words.length} words and ${exactNames.length} names searched, ${questions.length} questions answered in three clicks or one search`,
);
for (const failure of await byKeyboard(page, address)) fail(`keyboard: ${failure}`);
say("once through by keyboard");

// Pictures of what a reader sees.
for (const width of [1280, 390])
  for (const path of [
    "index",
    "quick-start",
    "rates",
    "economics",
    "gallery",
    "api/rates",
    "articles",
    "coming-from",
  ]) {
    await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
    await open(`${path}.html`);
    if (path === "index") await page.waitForSelector(".calculator-answer b");
    if (path === "rates") {
      await runBlocks(page, [0]);
      await changeNumber(page);
    }
    if (path === "gallery") await page.waitForLoadState("networkidle");
    await page.screenshot({
      path: resolve(pictures, `${path.replace("/", "-")}-${width}.png`),
      fullPage: path === "index",
    });
  }
await browser.close();
stop();
say(`screenshots are in ${pictures}`);

// What "copy" gives compiles under strict TypeScript: every example of the reference.
const copied = resolve(root, ".site/copied");
rmSync(copied, { recursive: true, force: true });
mkdirSync(copied, { recursive: true });
let examples = 0;
for (const name of filesOf(resolve(root, ".site/pages/api")))
  for (const [, code] of readFileSync(resolve(root, ".site/pages/api", name), "utf8").matchAll(
    /```ts\n([\s\S]*?)```/g,
  ))
    writeFileSync(resolve(copied, `${name.slice(0, -3)}-${++examples}.ts`), `${code}\nexport {};\n`);
const settings = { extends: "../tsconfig.copied.json", include: ["copied/*.ts"] };
settings.compilerOptions = {
  incremental: false,
  paths: { "retention-economics": ["../src/index.ts"], "retention-economics/*": ["../src/*/index.ts"] },
};
writeFileSync(resolve(root, ".site/tsconfig.json"), JSON.stringify(settings));
try {
  execFileSync(
    process.execPath,
    [resolve(root, "node_modules/typescript-native/bin/tsc"), "-p", resolve(root, ".site/tsconfig.json")],
    {
      encoding: "utf8",
    },
  );
} catch (error) {
  for (const line of error.stdout.split("\n").filter((text) => text.includes("error TS")))
    fail(line.slice(0, 200));
}
say(`${examples} examples of the reference compiled as they are copied`);
console.log(failures.length === 0 ? "docs:test passed" : `docs:test: ${failures.length} failures`);
process.exit(failures.length === 0 ? 0 : 1);
