/**
 * Measures in headless Chromium how long the page is held up by the twins at their largest: a fit of a million customers and a cohort
 * table of ten million rows. The longest task of each run, collection of garbage apart; how long a stop takes; whether the bits are
 * those of the plain call.
 *
 *     npm run build && node scripts/measure-browser.mjs [runs]       (Chromium: CHROMIUM, or where Debian puts it)
 */
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, resolve } from "node:path";
import { chromium } from "playwright-core";
import { root } from "./entry-points.mjs";
import { chromiumPath } from "./test-app.mjs";

if (chromiumPath === undefined) {
  console.error("measure-browser needs Chromium: `apt-get install chromium`, or its path in CHROMIUM");
  process.exit(1);
}
const runs = Number(process.argv[2] ?? 5);
const imports = {
  "simple-statistics": "/node_modules/simple-statistics/dist/simple-statistics.mjs",
  "retention-economics": "/dist/esm/index.js",
};
const page = `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>`;
const types = { ".js": "text/javascript", ".mjs": "text/javascript" };
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const file = resolve(root, `.${pathname}`);
  if (pathname === "/") return response.setHeader("content-type", "text/html").end(page);
  if (!file.startsWith(root) || !existsSync(file)) return response.writeHead(404).end();
  response.setHeader("content-type", types[extname(file)] ?? "text/plain").end(readFileSync(file));
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));

/** In the page: the data and the works, by name. */
async function prepare() {
  const { bgNbd, cohortTable, cohortTableAsync } = await import("retention-economics");
  const truth = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
  const { customers } = bgNbd.simulate(truth, { customers: 1_000_000, T: 39, seed: 1 });
  const columns = { frequency: customers.frequency, recency: customers.recency, T: customers.T };
  const rows = 10_000_000;
  const events = { customer: new Int32Array(rows), time: new Float64Array(rows) };
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < rows; i++) {
    const customer = Math.floor(random() * 1_000_000);
    events.customer[i] = customer;
    events.time[i] = Date.UTC(2024, 0, 1) + ((customer % 365) + random() * 365) * 86_400_000;
  }
  const asked = { period: "month" };
  const works = {
    "a fit of 1,000,000 customers": [(o) => bgNbd.fitAsync(columns, o), () => bgNbd.fit(columns)],
    "a cohort table of 10,000,000 rows": [
      (o) => cohortTableAsync(events, { ...asked, ...o }),
      () => cohortTable(events, asked),
    ],
  };
  const timed = async (name) => {
    const started = performance.now();
    const result = await works[name][0]({});
    return { seconds: (performance.now() - started) / 1000, text: JSON.stringify(result) };
  };
  const plain = (name) => {
    const started = performance.now();
    const result = works[name][1]();
    return { seconds: (performance.now() - started) / 1000, text: JSON.stringify(result) };
  };
  const stopped = async (name) => {
    const controller = new AbortController();
    let at = 0;
    setTimeout(() => {
      at = performance.now();
      controller.abort();
    }, 150);
    const ended = await works[name][0]({ signal: controller.signal }).catch((error) => error.name);
    return { milliseconds: performance.now() - at, ended: typeof ended === "string" ? ended : "not stopped" };
  };
  globalThis.measured = { timed, plain, stopped };
  return Object.keys(works);
}

/** Of a trace, the longest task of the page's main thread less the collections of garbage within it. */
function longestTask(trace) {
  const { traceEvents } = JSON.parse(trace);
  const main = traceEvents.find(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const own = traceEvents.filter(({ pid, tid, ph }) => ph === "X" && pid === main.pid && tid === main.tid);
  const tasks = own.filter(({ name }) => /RunTask$/.test(name));
  const collections = own.filter(({ name }) => /^(MinorGC|MajorGC|V8\.GC)/.test(name));
  let longest = [0, 0];
  for (const { ts, dur = 0 } of tasks) {
    if (dur / 1000 < Math.max(20, longest[0])) continue;
    const inside = collections.filter((gc) => gc.ts >= ts && gc.ts + gc.dur <= ts + dur);
    const outer = inside.filter(
      (gc) =>
        !inside.some((other) => other !== gc && other.ts <= gc.ts && other.ts + other.dur >= gc.ts + gc.dur),
    );
    const own = (dur - outer.reduce((sum, gc) => sum + gc.dur, 0)) / 1000;
    if (own > longest[0]) longest = [own, dur / 1000];
  }
  return longest;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
try {
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  for (const name of await tab.evaluate(prepare)) {
    const plain = await tab.evaluate((of) => globalThis.measured.plain(of), name);
    const found = [];
    for (let run = 0; run < runs; run++) {
      await browser.startTracing(tab, { categories: ["devtools.timeline", "toplevel"] });
      const { seconds, text } = await tab.evaluate((of) => globalThis.measured.timed(of), name);
      const trace = (await browser.stopTracing()).toString();
      found.push({ seconds, longest: longestTask(trace), same: text === plain.text });
    }
    const stop = await tab.evaluate((of) => globalThis.measured.stopped(of), name);
    console.log(
      `${name}: longest task ${median(found.map(({ longest }) => longest[0])).toFixed(0)} ms (median of ${runs}; ${found.map(({ longest }) => `${longest[0].toFixed(0)} of ${longest[1].toFixed(0)}`).join(", ")} with garbage), ` +
        `${median(found.map(({ seconds }) => seconds)).toFixed(1)} s beside ${plain.seconds.toFixed(1)} s at once, ` +
        `${found.every(({ same }) => same) ? "the same bits" : "OTHER BITS"}; stopped after ${stop.milliseconds.toFixed(0)} ms (${stop.ended})`,
    );
  }
} finally {
  await browser.close();
  server.close();
}
