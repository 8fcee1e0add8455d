/**
 * Subscriptions to losses by renewal, and single tenures to a fit: each beside a bare loop over the same columns that checks
 * every entry and adds it up.
 *
 *     npm run bench -- renewals           a million rows
 *     npx tsx bench/renewals.ts 100000    as many as you say
 */
import { renewalCohorts } from "../src/data/renewals/renewal-cohorts.js";
import { createRandom } from "../src/math/random.js";
import * as shiftedBetaGeometric from "../src/models/contractual/shifted-beta-geometric.js";

const rows = Number(process.argv[2] ?? 1_000_000);
const day = 86_400_000;
const random = createRandom(1);
const begin = Date.UTC(2021, 0, 1);
const asOf = Date.UTC(2024, 0, 1);

/** The best of several runs, in milliseconds of processor time. */
function measure(run: () => unknown, runs = 5): number {
  const times = Array.from({ length: runs }, () => {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

const report = (name: string, time: number, bare: number) =>
  console.log(
    `${name.padEnd(58)} ${rows.toLocaleString("en")} rows ${time.toFixed(0).padStart(6)} ms, ${(time / bare).toFixed(1)} bare loops`,
  );

const start = Float64Array.from({ length: rows }, () => Math.floor(begin + random.next() * (asOf - begin)));
const end = Array.from(start, (from) => {
  const left = from + Math.ceil(-Math.log(1 - random.next()) * 400) * day;
  return left < asOf ? left : null;
});
const interval = Array.from(start, () => (random.next() < 0.8 ? "month" : "year"));
const numbers = Int32Array.from({ length: rows }, (_, i) => Math.floor(i * 0.9));
const texts = Array.from(numbers, (customer) => `c${100_000 + customer}`);

function bareLoop(): number {
  const counts = new Float64Array(64);
  for (let i = 0; i < rows; i++) {
    const [from, to] = [start[i]!, end[i] ?? asOf];
    if (!(from > 0 && to >= from)) throw new Error("bad row");
    counts[Math.min(63, Math.floor((to - from) / (30 * day)))]!++;
  }
  return counts[0]!;
}
const bare = measure(bareLoop);
for (const [name, customer] of [
  ["whole numbers", numbers],
  ["texts", texts],
] as const)
  report(
    `renewalCohorts, columns, customers as ${name}, UTC`,
    measure(() => renewalCohorts({ customer, start, end, interval }, { asOf })),
    bare,
  );
const written = {
  customer: texts,
  interval,
  start: [...start].map(iso),
  end: end.map((at) => at && iso(at)),
};
function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
report(
  "renewalCohorts, columns, dates as text, UTC",
  measure(() => renewalCohorts(written, { asOf })),
  bare,
);
report(
  "renewalCohorts, columns, dates as text, America/New_York",
  measure(() => renewalCohorts(written, { asOf, timeZone: "America/New_York" })),
  bare,
);

const duration = Float64Array.from({ length: rows }, () => 1 + Math.floor(-Math.log(1 - random.next()) * 9));
const event = Float64Array.from(duration, (periods) => (periods < 24 ? 1 : 0));
for (let i = 0; i < rows; i++) duration[i] = Math.min(24, duration[i]!);

function bareTally(): number {
  const [lost, censored] = [new Float64Array(64), new Float64Array(64)];
  for (let i = 0; i < rows; i++) {
    const [periods, left] = [duration[i]!, event[i]!];
    if (!Number.isInteger(periods) || periods < 1 || (left !== 0 && left !== 1)) throw new Error("bad row");
    (left === 1 ? lost : censored)[periods]!++;
  }
  return lost[1]! + censored[1]!;
}
const bareOfTenures = measure(bareTally);
report(
  "shiftedBetaGeometric.fit, tenures as columns",
  measure(() => shiftedBetaGeometric.fit({ duration, event })),
  bareOfTenures,
);
const objects = Array.from(duration, (periods, i) => ({ duration: periods, event: event[i]! }));
report(
  "shiftedBetaGeometric.fit, tenures as rows",
  measure(() => shiftedBetaGeometric.fit(objects)),
  bareOfTenures,
);
