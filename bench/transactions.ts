/**
 * Time and peak memory of the models of customers without contracts: fits with standard errors, predictions, and the
 * summary of a log of orders.
 *
 *     npx tsx bench/transactions.ts
 *
 * Beside `lifetimes` and DuckDB: `npm run bench:peers`.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { summarizeTransactions } from "../src/data/summarize-transactions.js";
import * as bgCnbdK from "../src/models/transactions/beta-geometric/bg-cnbd-k.js";
import * as bgNbd from "../src/models/transactions/beta-geometric/bg-nbd.js";
import * as mbgNbd from "../src/models/transactions/beta-geometric/mbg-nbd.js";
import * as ggomNbd from "../src/models/transactions/lifetimes/ggom-nbd.js";
import * as paretoNbd from "../src/models/transactions/lifetimes/pareto-nbd.js";
import { cdnowParameters, makeCustomers, makeOrders } from "./made/transactions.js";

/** The least processor time of several runs, in seconds: other work on the machine then plays little part. */
function measure(run: () => unknown): number {
  const times: number[] = [];
  for (let total = 0; times.length === 0 || (times.length < 30 && total < 1.5); ) {
    const begin = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(begin);
    times.push((user + system) / 1e6);
    total += times[times.length - 1]!;
  }
  return Math.min(...times);
}

function report(name: string, count: number, run: () => unknown): void {
  const seconds = measure(run);
  const perRow = (seconds / count) * 1e9;
  console.log(
    `${name.padEnd(46)} ${count.toLocaleString("en").padStart(10)} ${seconds.toFixed(3).padStart(9)} s ${perRow.toFixed(0).padStart(7)} ns each`,
  );
}

const paretoParameters = { r: 0.553, alpha: 10.58, s: 0.606, beta: 11.67 } as const;
const orderOptions = { timeUnit: "week", numericTime: "milliseconds" } as const;

function timeFits(): void {
  for (const clock of ["days", "instants"] as const) {
    for (const count of [2357, 100_000, 1_000_000]) {
      const customers = makeCustomers(count, clock);
      report(`bgNbd.fit, ages in ${clock}`, count, () => bgNbd.fit(customers));
      if (count < 1_000_000) report(`mbgNbd.fit, ages in ${clock}`, count, () => mbgNbd.fit(customers));
      report(`paretoNbd.fit, ages in ${clock}`, count, () => paretoNbd.fit(customers));
    }
  }
  const few = makeCustomers(2357, "days");
  report("ggomNbd.fit, ages in days", 2357, () => ggomNbd.fit(few));
  // Even gaps: Σ ln gap = x ln(t_x/x).
  const sumLogGaps = few.frequency.map((x, i) => (x === 0 ? 0 : x * Math.log(few.recency[i]! / x)));
  report("bgCnbdK.fit, 12 shapes", 2357, () => bgCnbdK.fit({ ...few, sumLogGaps }));
}

function timePredictions(): void {
  const count = 1_000_000;
  for (const clock of ["days", "instants"] as const) {
    const customers = makeCustomers(count, clock);
    report(`bgNbd.probabilityAlive, ages in ${clock}`, count, () =>
      bgNbd.probabilityAlive(cdnowParameters, customers),
    );
    report(`bgNbd.conditionalExpectedTransactions, ${clock}`, count, () =>
      bgNbd.conditionalExpectedTransactions(cdnowParameters, customers, 39),
    );
    report(`paretoNbd.probabilityAlive, ages in ${clock}`, count, () =>
      paretoNbd.probabilityAlive(paretoParameters, customers),
    );
    report(`paretoNbd.conditionalExpectedTransactions, ${clock}`, count, () =>
      paretoNbd.conditionalExpectedTransactions(paretoParameters, customers, 39),
    );
  }
}

function timeSummaries(): void {
  for (const count of [1_000_000, 10_000_000]) {
    const orders = makeOrders(count);
    report("summarizeTransactions, columns", count, () => summarizeTransactions(orders, orderOptions));
  }
  const { customer, time, amount } = makeOrders(1_000_000);
  const rows = Array.from(customer, (id, i) => ({
    customer: `customer-${id}`,
    time: new Date(time[i]!),
    amount: amount[i]!,
  }));
  report("summarizeTransactions, rows with text and dates", rows.length, () => summarizeTransactions(rows));
}

/** What is run in a process of its own, for its peak of memory. */
const jobs = {
  "bgNbd.fit, 1,000,000 customers in instants": () => {
    const customers = makeCustomers(1_000_000, "instants");
    return () => bgNbd.fit(customers);
  },
  "paretoNbd.fit, 1,000,000 customers in instants": () => {
    const customers = makeCustomers(1_000_000, "instants");
    return () => paretoNbd.fit(customers);
  },
  "summarizeTransactions, 10,000,000 orders as columns": () => {
    const orders = makeOrders(10_000_000);
    return () => summarizeTransactions(orders, orderOptions);
  },
};

function peakOf(name: string): void {
  const megabytes = () => Math.round(process.resourceUsage().maxRSS / 1024);
  const run = jobs[name as keyof typeof jobs]();
  const before = megabytes();
  run();
  console.log(`${name.padEnd(52)} peak ${megabytes()} MB, of which the data and its making ${before} MB`);
}

if (process.env.BENCH_PEAK_OF !== undefined) peakOf(process.env.BENCH_PEAK_OF);
else {
  timeFits();
  timePredictions();
  timeSummaries();
  for (const name of Object.keys(jobs))
    spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url)], {
      stdio: "inherit",
      env: { ...process.env, BENCH_PEAK_OF: name },
    });
}
