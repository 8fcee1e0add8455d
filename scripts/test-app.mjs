/**
 * Runs examples/app: its route and its worker in Node, and the page in headless Chromium where that is found (CHROMIUM, or where
 * Debian puts it): the fit in the worker, the progress bar, the answer of the server, the chart. Throws at the first thing that is wrong.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { chromium } from "playwright-core";
import { bgNbd } from "retention-economics";
import { callInWorker } from "retention-economics/worker";
import { startApp } from "../examples/app/server.mjs";

/** Where Chromium is, or undefined. */
export const chromiumPath = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));

/** The page, used as a visitor does. */
async function visit(address) {
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const tab = await browser.newPage();
    const errors = [];
    tab.on("pageerror", (error) => errors.push(error));
    await tab.goto(`${address}?customers=3000`);
    await tab.click("#fit");
    await tab.waitForSelector("#chart svg, #chart canvas");
    assert.match(await tab.textContent("#said"), /^A new customer makes \d\.\d\d repeat purchases/);
    assert.equal(await tab.$eval("#progress", ({ value }) => value), 1);
    assert.deepEqual(errors, []);
  } finally {
    await browser.close();
  }
}

/** Runs the app; says what was run. */
export async function testApp() {
  const server = await startApp(0);
  const address = `http://127.0.0.1:${server.address().port}/`;
  const worker = new Worker(new URL("../examples/app/worker.js", import.meta.url));
  try {
    const { customers } = bgNbd.simulate(
      { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 },
      { customers: 2000, T: 39, seed: 1 },
    );
    const fit = await callInWorker(worker, "bgNbd.fit", [customers]);
    assert.deepEqual(fit, bgNbd.fit(customers));
    const { id } = await (
      await fetch(`${address}fits`, { method: "POST", body: JSON.stringify(fit) })
    ).json();
    const { expected } = await (await fetch(`${address}fits/${id}/expected?weeks=52`)).json();
    assert.equal(expected, bgNbd.expectedTransactions(fit, 52));
    assert.equal((await fetch(`${address}fits/${id}/expected?weeks=-1`)).status, 400);
    assert.equal((await fetch(`${address}fits/none/expected`)).status, 404);
    if (chromiumPath !== undefined) await visit(address);
  } finally {
    await worker.terminate();
    server.close();
  }
  return chromiumPath === undefined ? "route and worker; no Chromium for the page" : "page, route and worker";
}

if (process.argv[1]?.endsWith("test-app.mjs")) console.log(`ok     examples/app: ${await testApp()}`);
