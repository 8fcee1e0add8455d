/**
 * Compares the models of customers without contracts with `lifetimes` (PyPI), and the summary of an order log with
 * `lifetimes` and DuckDB, and Sobol' indices with SALib: the same data, in one run, by processor time.
 *
 *     npm run bench:peers [-- --all] [-- --histories file.csv]
 *
 * The peers are installed once into a cache folder (RETENTION_PEERS, by default one in the system's temporary folder), never
 * into this package. `--all` adds what takes lifetimes minutes. `--histories` adds a file with the columns frequency,
 * recency and T, such as the CDNOW sample.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { cpuSeconds, salibWork, timeSalib } from "../bench/made/sensitivity.ts";
import { cdnowParameters, makeCustomers, makeOrders } from "../bench/made/transactions.ts";
import { summarizeTransactions } from "../src/data/summarize-transactions.ts";
import * as bgNbd from "../src/models/transactions/bg-nbd.ts";
import * as paretoNbd from "../src/models/transactions/pareto-nbd.ts";

const cache = process.env.RETENTION_PEERS ?? join(tmpdir(), "retention-economics-peers");
const here = import.meta.dirname;
const windows = process.platform === "win32";
const python = join(cache, "lifetimes", windows ? "Scripts/python.exe" : "bin/python");
/** The newest versions that lifetimes, which is no longer maintained, runs with. */
const pythonPackages = [
  "lifetimes==0.11.3",
  "numpy==1.23.5",
  "pandas==1.5.3",
  "scipy==1.10.1",
  "autograd==1.5",
];
const folder = mkdtempSync(join(tmpdir(), "retention-bench-"));

/** Runs a command quietly; false, with its last words, where it fails. */
function succeeds(command, ...words) {
  const { status, stderr, error } = spawnSync(command, words, {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status === 0) return true;
  const said = error?.message ?? stderr.trim().split("\n").slice(-2).join(" ");
  console.log(`${command} ${words.join(" ")}: ${said}`);
  return false;
}

function hasLifetimes() {
  if (existsSync(python) && succeeds(python, "-c", "import lifetimes")) return true;
  console.log(`installing lifetimes into ${cache}`);
  return (
    succeeds(process.env.PYTHON ?? "python3", "-m", "venv", join(cache, "lifetimes")) &&
    succeeds(python, "-m", "pip", "install", "--quiet", ...pythonPackages)
  );
}

/** DuckDB's package, or null. */
async function findDuckDb() {
  const into = join(cache, "duckdb");
  const find = () => createRequire(join(into, "bench.js")).resolve("@duckdb/node-api");
  try {
    find();
  } catch {
    console.log(`installing @duckdb/node-api into ${into}`);
    mkdirSync(into, { recursive: true });
    if (!succeeds("npm", "install", "--silent", "--no-save", "--prefix", into, "@duckdb/node-api"))
      return null;
  }
  return import(find());
}

/** The least processor time of several runs, in seconds. */
async function leastTime(run) {
  const times = [];
  for (let total = 0; times.length === 0 || (times.length < 30 && total < 1.5); total += times.at(-1)) {
    const begin = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(begin);
    times.push((user + system) / 1e6);
  }
  return Math.min(...times);
}

function write(columns) {
  for (const [name, column] of Object.entries(columns)) writeFileSync(join(folder, `${name}.bin`), column);
}

/** What lifetimes takes for a task on the columns last written; null where it fails. */
function byLifetimes(task) {
  const { status, stdout, stderr } = spawnSync(
    python,
    [resolve(here, "../bench/peer-lifetimes.py"), task, folder],
    {
      encoding: "utf8",
    },
  );
  if (status === 0) return JSON.parse(stdout);
  console.log(`lifetimes failed: ${stderr.trim().split("\n").at(-1)}`);
  return null;
}

function print(task, ours, theirs, peer, goal) {
  const seconds = (value) => `${value.toFixed(value < 1 ? 4 : 2)} s`;
  const ratio = (theirs / ours).toFixed(1);
  console.log(
    `${task.padEnd(58)} ${seconds(ours).padStart(10)} ${peer} ${seconds(theirs).padStart(10)} ${ratio.padStart(7)} times (goal ${goal})`,
  );
}

async function compareFit(name, model, task, customers) {
  write(customers);
  const ours = await leastTime(() => model.fit(customers));
  const peer = byLifetimes(task);
  if (peer === null) return;
  print(`${task}.fit, ${name}`, ours, peer.seconds, "lifetimes", 10);
  const gain = model.fit(customers).logLikelihood - model.logLikelihood(peer.parameters, customers);
  console.log(`    log-likelihood above that at the parameters of lifetimes by ${gain.toPrecision(2)}`);
}

async function comparePrediction(name, customers) {
  write(customers);
  const ours = await leastTime(() => {
    bgNbd.probabilityAlive(cdnowParameters, customers);
    bgNbd.conditionalExpectedTransactions(cdnowParameters, customers, 39);
  });
  const peer = byLifetimes("predict");
  if (peer !== null)
    print(`P(alive) and expected purchases, ${name}`, ours, peer.seconds, "lifetimes", "none");
}

const orderOptions = { timeUnit: "day", numericTime: "milliseconds" };

async function compareSummary(count) {
  const orders = makeOrders(count);
  write(orders);
  const ours = await leastTime(() => summarizeTransactions(orders, orderOptions));
  const peer = byLifetimes("summarize");
  if (peer === null) return;
  print(`summarizeTransactions, ${count.toLocaleString("en")} orders`, ours, peer.seconds, "lifetimes", 10);
  const { frequency } = summarizeTransactions(orders, orderOptions);
  const repeats = frequency.reduce((sum, x) => sum + x, 0);
  if (repeats !== peer.repeats || frequency.length !== peer.customers)
    console.log(`    unlike: ${repeats} repeat purchases, by lifetimes ${peer.repeats}`);
}

const summaryInSql = `
  with purchases as (select customer, floor(time / 86400000) as day, min(time) as time, sum(amount) as amount from orders group by 1, 2)
  select customer, count(*) - 1 as frequency, (max(time) - min(time)) / 86400000 as recency,
         ((select max(time) from orders) - min(time)) / 86400000 as T,
         (sum(amount) - arg_min(amount, time)) / nullif(count(*) - 1, 0) as monetaryValue, sum(amount) as total
  from purchases group by customer`;

async function compareDuckDb(duckDb, count) {
  const orders = makeOrders(count);
  const ours = await leastTime(() => summarizeTransactions(orders, orderOptions));
  const instance = await duckDb.DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  await connection.run("create table orders (customer integer, time double, amount double)");
  const appender = await connection.createAppender("orders");
  for (let i = 0; i < count; i++) {
    appender.appendInteger(orders.customer[i]);
    appender.appendDouble(orders.time[i]);
    appender.appendDouble(orders.amount[i]);
    appender.endRow();
  }
  appender.closeSync();
  // Into a table: the rows need not pass to JavaScript.
  const theirs = await leastTime(() => connection.run(`create or replace table summary as ${summaryInSql}`));
  const found = await connection.runAndReadAll("select sum(frequency), sum(recency) from summary");
  const [repeats, recency] = found.getRows()[0].map(Number);
  print(`summarizeTransactions, ${count.toLocaleString("en")} orders`, ours, theirs, "DuckDB   ", 3);
  const summary = summarizeTransactions(orders, orderOptions);
  const sum = (column) => column.reduce((total, value) => total + value, 0);
  if (sum(summary.frequency) !== repeats || Math.abs(sum(summary.recency) / recency - 1) > 1e-9)
    console.log(`    unlike: ${sum(summary.frequency)} repeat purchases, by DuckDB ${repeats}`);
}

/** Sobol' indices of eight inputs with 100 bootstrap resamples, beside SALib in an environment of its own. */
function compareSobol() {
  const salib = join(cache, "salib", windows ? "Scripts/python.exe" : "bin/python");
  const found =
    (existsSync(salib) && succeeds(salib, "-c", "import SALib")) ||
    (succeeds(process.env.PYTHON ?? "python3", "-m", "venv", join(cache, "salib")) &&
      succeeds(salib, "-m", "pip", "install", "--quiet", "SALib"));
  if (!found) return console.log("SALib is missing: it needs python3 with venv, and PyPI.");
  const ours = cpuSeconds(() => salibWork(65_536));
  const peer = timeSalib(salib, 65_536);
  if (typeof peer === "string") return console.log(`SALib failed: ${peer}`);
  print("sobolIndices, D = 8, N = 65,536, 100 resamples", ours, peer.seconds, "SALib    ", 10);
}

function readHistories(file) {
  const [head, ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const names = head.split(",");
  const rows = lines.map((line) => line.split(",").map(Number));
  const column = (name) => Float64Array.from(rows, (row) => row[names.indexOf(name)]);
  return { frequency: column("frequency"), recency: column("recency"), T: column("T") };
}

const all = process.argv.includes("--all");
const file = process.argv.includes("--histories")
  ? process.argv[process.argv.indexOf("--histories") + 1]
  : null;
try {
  mkdirSync(cache, { recursive: true });
  console.log(
    `${cpus()[0]?.model ?? "unknown processor"}, Node ${process.version}; processor time, least of several runs\n`,
  );
  if (hasLifetimes()) {
    const sets = [["2,357 made customers, ages in days", makeCustomers(2357, "days")]];
    if (file !== null) sets.push([file.split("/").at(-1), readHistories(file)]);
    for (const count of [100_000, 1_000_000])
      for (const clock of ["days", "instants"])
        sets.push([`${count.toLocaleString("en")} customers, ages in ${clock}`, makeCustomers(count, clock)]);
    for (const [name, customers] of sets) {
      await compareFit(name, bgNbd, "bgNbd", customers);
      if (all || customers.T.length <= 100_000) await compareFit(name, paretoNbd, "paretoNbd", customers);
      if (customers.T.length === 1_000_000) await comparePrediction(name, customers);
    }
    await compareSummary(1_000_000);
  } else
    console.log("lifetimes is missing: it needs python3 with venv, and PyPI. PYTHON names another Python.");
  compareSobol();
  const duckDb = await findDuckDb();
  if (duckDb !== null) await compareDuckDb(duckDb, 10_000_000);
  else console.log("DuckDB is missing: npm could not install @duckdb/node-api.");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
