/**
 * Compares fits, predictions and summaries with `lifetimes` (PyPI), hazards by months with statsmodels, summaries and cohort tables with
 * DuckDB on one thread, and Sobol' indices with SALib: the same columns, in turns, by processor time, each side in a process of its own.
 *
 *     npm run bench:peers                                  everything, in a quarter of an hour on an idle machine
 *     npm run bench:peers -- summary cohorts               only these: fits, pareto, predictions, summary, cohorts, hazard, sobol, survival
 *     npm run bench:peers -- fits --histories file.csv     also with a file of frequency, recency and T, such as the CDNOW sample
 *
 * The peers are installed once into a cache folder (RETENTION_PEERS, by default one in the system's temporary folder), never
 * into this package. PYTHON names another Python.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { basename, join } from "node:path";
import * as bgNbd from "../src/models/transactions/beta-geometric/bg-nbd.ts";
import * as paretoNbd from "../src/models/transactions/lifetimes/pareto-nbd.ts";
import * as nbd from "../src/models/transactions/nbd.ts";
import { makeDurations } from "./made/durations.ts";
import { makeEvents } from "./made/events.ts";
import { makePersonPeriods } from "./made/person-periods.ts";
import { makeCustomers, makeOrders } from "./made/transactions.ts";

const cache = process.env.RETENTION_PEERS ?? join(tmpdir(), "retention-economics-peers");
const bench = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), "retention-bench-"));
const models = { bgNbd, paretoNbd };
const lines = [];
const missing = new Set();

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

/** A Python that can import a module, with the packages installed into an environment of their own if need be; or null. */
function findPython(module, packages) {
  const home = join(cache, module.toLowerCase());
  const python = join(home, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (existsSync(python) && succeeds(python, "-c", `import ${module}`)) return python;
  console.log(`installing ${module} into ${home}`);
  const installed =
    succeeds(process.env.PYTHON ?? "python3", "-m", "venv", home) &&
    succeeds(python, "-m", "pip", "install", "--quiet", ...packages);
  return installed ? python : null;
}

function findDuckDb() {
  const home = join(cache, "duckdb");
  try {
    createRequire(join(home, "bench.js")).resolve("@duckdb/node-api");
    return home;
  } catch {
    console.log(`installing @duckdb/node-api into ${home}`);
    mkdirSync(home, { recursive: true });
    return succeeds("npm", "install", "--silent", "--no-save", "--prefix", home, "@duckdb/node-api")
      ? home
      : null;
  }
}

/** The newest versions that lifetimes, which is no longer maintained, runs with. */
const lifetimesPackages = [
  "lifetimes==0.11.3",
  "numpy==1.23.5",
  "pandas==1.5.3",
  "scipy==1.10.1",
  "autograd==1.5",
];

/** The time effects of the two tasks, as the peer calls them. */
const hazardTimes = { hazardByMonth: "free", hazardByLog: "log" };

/** How each peer is looked for, and the command that makes it do a task. */
const peers = {
  lifetimes: {
    needs: "python3 with venv, and PyPI",
    find: () => findPython("lifetimes", lifetimesPackages),
    command: (python, task) => [python, join(bench, "peer-lifetimes.py"), task, folder],
  },
  numpy: {
    needs: "python3 with venv, and PyPI",
    find: () => findPython("lifetimes", lifetimesPackages),
    command: (python, task) => [python, join(bench, "peer-lifetimes.py"), `${task}InNumpy`, folder],
  },
  SALib: {
    needs: "python3 with venv, and PyPI",
    find: () => findPython("SALib", ["SALib"]),
    command: (python) => [python, join(bench, "peer-salib.py"), "65536"],
  },
  survival: {
    needs: "python3 with venv, and PyPI",
    find: () => findPython("survival", ["survival==2.0.0", "numpy"]),
    command: (python, task) => [python, join(bench, "peer-survival.py"), "survival", task, folder],
  },
  lifelines: {
    needs: "python3 with venv, and PyPI",
    find: () => findPython("lifelines", ["lifelines==0.30.3"]),
    command: (python, task) => [python, join(bench, "peer-survival.py"), "lifelines", task, folder],
  },
  statsmodels: {
    needs: "python3 with venv, and PyPI",
    find: () => findPython("statsmodels", ["statsmodels"]),
    command: (python, task) => [python, join(bench, "peer-statsmodels.py"), hazardTimes[task], folder],
  },
  DuckDB: {
    needs: "npm to install @duckdb/node-api",
    find: findDuckDb,
    command: (home, task) => [...ownProcess("peer-duckdb.ts"), task, folder, home],
  },
};

const ownProcess = (script) => [process.execPath, ...process.execArgv, join(bench, script)];
const found = new Map();

function findPeer(name) {
  if (!found.has(name)) found.set(name, peers[name].find());
  if (found.get(name) === null) missing.add(`${name} is missing: it needs ${peers[name].needs}`);
  return found.get(name);
}

/** The line of JSON that a command prints; null, with its last words, where it fails. */
function measured([command, ...words]) {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    encoding: "utf8",
    maxBuffer: 1e8,
    env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
  });
  if (status === 0) return JSON.parse(stdout.trim().split("\n").at(-1));
  console.log(
    `${basename(words.at(0) ?? command)} failed: ${error?.message ?? stderr.trim().split("\n").at(-1)}`,
  );
  return null;
}

/** The better of two measurements. */
function better(one, other) {
  return one === null || (other !== null && other.seconds < one.seconds) ? other : one;
}

/** Measures a task by both sides in turns and prints a line; returns what they found. */
function compare({ task, name, peer, goal, columns = {} }) {
  const home = findPeer(peer);
  if (home === null) return null;
  for (const [column, values] of Object.entries(columns))
    writeFileSync(join(folder, `${column}.bin`), values);
  let [ours, theirs] = [null, null];
  for (let round = 0; round < 2; round++) {
    ours = better(ours, measured([...ownProcess("peer-ours.ts"), task, folder]));
    // A peer that takes long is measured once: the rest would not change the ratio.
    if (round === 0 || theirs?.seconds < 25)
      theirs = better(theirs, measured(peers[peer].command(home, task)));
  }
  if (ours === null || theirs === null) return null;
  print([
    name,
    seconds(ours.seconds),
    peer,
    seconds(theirs.seconds),
    (theirs.seconds / ours.seconds).toFixed(1),
    goal,
    `${ours.peakMegabytes.toFixed(0)} MB`,
    `${theirs.peakMegabytes.toFixed(0)} MB`,
  ]);
  const unlike = Object.entries(ours.found)
    .filter(([key]) => key in (theirs.found ?? {}))
    .filter(([key, value]) => !(Math.abs(value - theirs.found[key]) <= 1e-6 * Math.abs(value)));
  if (unlike.length > 0) note(`unlike ${peer} in ${unlike.length}, first ${unlike[0].join(": ")}`);
  return { ours, theirs };
}

const seconds = (value) => `${value.toFixed(value < 1 ? 4 : 2)} s`;
const widths = [58, 10, 10, 10, 7, 7, 9, 9];

function print(cells) {
  lines.push(cells);
  console.log(
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(" "),
  );
}

function note(text) {
  console.log(`    ${text}`);
}

function compareFit(task, name, customers) {
  const both = compare({
    task,
    name: `${task}.fit, ${name}`,
    peer: "lifetimes",
    goal: "10",
    columns: customers,
  });
  if (both === null) return;
  const gain = both.ours.found.logLikelihood - models[task].logLikelihood(both.theirs.parameters, customers);
  note(`log-likelihood above that at the parameters of lifetimes by ${gain.toPrecision(2)}`);
}

function readHistories(file) {
  const [head, ...rows] = readFileSync(file, "utf8").trim().split("\n");
  const names = head.split(",").map((name) => name.replaceAll('"', "").trim());
  const values = rows.map((row) => row.split(",").map(Number));
  const column = (name) => Float64Array.from(values, (row) => row[names.indexOf(name)]);
  return { frequency: column("frequency"), recency: column("recency"), T: column("T") };
}

const many = (count) => count.toLocaleString("en");
const few = ["2,357 made customers, ages in days", makeCustomers(2357, "days")];
/** A shop where nobody leaves: the likelihood has its maximum on a boundary. */
const loyal = [
  "3,000 made customers of whom nobody leaves",
  nbd.simulate({ r: 0.8, alpha: 15 }, { customers: 3000, T: 50, seed: 2 }).customers,
];
const words = process.argv.slice(2);
const file = words.includes("--histories") ? words.splice(words.indexOf("--histories"), 2)[1] : null;
const given = file === null ? [] : [[basename(file), readHistories(file)]];
const manyCustomers = (count, clock) => [
  `${many(count)} customers, ages in ${clock}`,
  makeCustomers(count, clock),
];

/** The parts that can be asked for, in order. */
const parts = {
  summary() {
    for (const [count, peer, goal] of [
      [1_000_000, "lifetimes", "10"],
      [10_000_000, "DuckDB", "3"],
    ])
      compare({
        task: "summarize",
        name: `summarizeTransactions, ${many(count)} orders as columns`,
        peer,
        goal,
        columns: makeOrders(count),
      });
  },
  cohorts() {
    const columns = makeEvents(10_000_000);
    compare({
      task: "cohorts",
      name: "cohortTable by month, 10,000,000 events as columns",
      peer: "DuckDB",
      goal: "4",
      columns,
    });
  },
  fits() {
    for (const [name, customers] of [...given, few, loyal]) compareFit("bgNbd", name, customers);
    for (const count of [100_000, 1_000_000])
      for (const clock of ["days", "instants"]) compareFit("bgNbd", ...manyCustomers(count, clock));
  },
  predictions() {
    for (const clock of ["days", "instants"]) {
      const [name, columns] = manyCustomers(1_000_000, clock);
      for (const [task, what] of [
        ["alive", "BG/NBD P(alive)"],
        ["purchases", "BG/NBD purchases"],
        ["paretoAlive", "Pareto/NBD P(alive)"],
        ["paretoPurchases", "Pareto/NBD purchases"],
      ]) {
        compare({ task, name: `${what}: ${name}`, peer: "lifetimes", goal: "1", columns });
        if (task === "alive") compare({ task, name: `${what}: ${name}`, peer: "numpy", goal: "0.67" });
      }
    }
  },
  hazard() {
    for (const [usageOf, words] of [
      ["customer", "covariates constant"],
      ["month", "one covariate new each month"],
    ]) {
      const columns = makePersonPeriods(1_000_000, usageOf);
      for (const [task, time] of [
        ["hazardByMonth", "a level each month"],
        ["hazardByLog", "log of time"],
      ])
        compare({
          task,
          name: `discreteTimeHazard.fit, 1,000,000 rows, ${time}, ${words}`,
          peer: "statsmodels",
          goal: "10",
          columns,
        });
    }
  },
  sobol() {
    compare({
      task: "sobol",
      name: "sobolIndices, D = 8, N = 65,536, 100 resamples",
      peer: "SALib",
      goal: "10",
    });
  },
  survival() {
    for (const clock of ["continuous", "days"]) {
      const columns = makeDurations(1_000_000, clock);
      const name = clock === "days" ? "whole days" : "continuous times";
      for (const peer of ["survival", "lifelines"]) {
        const goal = clock === "continuous" && peer === "survival" ? "0.67" : "1";
        compare({ task: "curve", name: `kaplanMeier, 1,000,000 ${name}`, peer, goal, columns });
        compare({ task: "logRank", name: `logRankTest, 1,000,000 ${name}`, peer, goal: "1", columns });
      }
    }
  },
  pareto() {
    for (const [name, customers] of [...given, few, loyal]) compareFit("paretoNbd", name, customers);
    for (const count of [100_000, 1_000_000]) compareFit("paretoNbd", ...manyCustomers(count, "instants"));
  },
};

const unknown = words.find((word) => !(word in parts));
if (unknown !== undefined) {
  console.error(
    `bench:peers: there is ${Object.keys(parts).join(", ")}, received ${JSON.stringify(unknown)}`,
  );
  process.exit(1);
}
try {
  mkdirSync(cache, { recursive: true });
  console.log(
    `${cpus()[0]?.model ?? "unknown processor"}, Node ${process.version}; processor time, least of several runs in turns; peak memory of each process\n`,
  );
  print(["task", "ours", "peer", "theirs", "ratio", "goal", "our peak", "their peak"]);
  for (const [name, run] of Object.entries(parts)) if (words.length === 0 || words.includes(name)) run();
  const below = lines.slice(1).filter(([, , , , ratio, goal]) => Number(ratio) < Number(goal));
  for (const [task, , , , ratio, goal] of below) console.log(`below its goal: ${task}: ${ratio} (${goal})`);
  for (const what of missing) console.log(what);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
