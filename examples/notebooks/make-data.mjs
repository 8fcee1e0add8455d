/**
 * The files that the notebooks read, simulated with fixed seeds: `node examples/notebooks/make-data.mjs` (after `npm run build`) writes
 * them anew. A billing export and two tables of assumptions as CSV, a log of orders as Parquet, tenures of an experiment as Arrow.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { bgNbd, gammaGamma, shiftedBetaGeometric } from "retention-economics";

const folder = resolve(dirname(fileURLToPath(import.meta.url)), "data");
mkdirSync(folder, { recursive: true });
const write = (name, content) => writeFileSync(resolve(folder, name), content);
const csv = (rows) =>
  `${[Object.keys(rows[0]), ...rows.map((row) => Object.values(row))].map((row) => row.join(",")).join("\n")}\n`;
const day = 86_400_000;
const isoDay = (time) => new Date(time).toISOString().slice(0, 10);

// A billing export: 18 months of monthly subscriptions, watched until 1 July 2026.
const asOf = Date.UTC(2026, 6, 1);
const subscriptions = [];
for (let month = 0; month < 18; month++) {
  const started = 40 + 2 * month;
  const watched = { customers: started, periods: 18 - month, timeUnit: "month", seed: month + 1 };
  const { lostByPeriod, stillActive } = shiftedBetaGeometric.simulate({ alpha: 0.7, beta: 4.2 }, watched);
  const lasts = [
    ...lostByPeriod.flatMap((lost, k) => Array.from({ length: lost }, () => k + 1)),
    ...Array.from({ length: stillActive }, () => null),
  ];
  lasts.forEach((periods, i) => {
    const start = Date.UTC(2025, month, 1 + (i % 27));
    const from = new Date(start);
    const end =
      periods === null
        ? null
        : Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + periods, from.getUTCDate());
    const known = end !== null && end <= asOf;
    subscriptions.push({
      customer: `cus_${month}_${i}`,
      start: isoDay(start),
      end: known ? isoDay(end) : "",
      plan: i % 3 === 0 ? "pro" : "basic",
      amount: i % 3 === 0 ? 49 : 19,
    });
  });
}
write("billing.csv", csv(subscriptions));

// An order log: a shop without contracts, 78 weeks.
const { customers, orders } = bgNbd.simulate(
  { r: 0.6, alpha: 5, a: 0.8, b: 3 },
  { customers: 1500, T: 78, seed: 11 },
);
const spends = gammaGamma.simulate(
  { p: 6, q: 4, gamma: 16 },
  { frequency: customers.frequency.map((x) => x + 1), seed: 12 },
);
const first = Date.UTC(2025, 0, 6);
const startOf = (who) => first + ((who * 37) % 91) * day;
const ends = Date.UTC(2026, 6, 1);
const bought = [
  ...Array.from(customers.frequency, (_, who) => ({ who, time: startOf(who) })),
  ...Array.from(orders.age, (age, i) => ({
    who: orders.customer[i],
    time: startOf(orders.customer[i]) + Math.round(age * 7) * day,
  })),
];
const rows = bought
  .filter(({ time }) => time < ends)
  .map(({ who, time }, i) => {
    const wobble = 0.7 + 0.6 * (((i * 2_654_435_761) % 1000) / 1000);
    return { customer: who, day: isoDay(time), amount: (spends.monetaryValue[who] * wobble).toFixed(2) };
  });
const connection = await (await DuckDBInstance.create(":memory:")).connect();
write("orders.tmp.csv", csv(rows));
await connection.run(
  `copy (select customer::integer as customer, day::date as day, amount::double as amount from read_csv('${resolve(folder, "orders.tmp.csv")}') order by day, customer) to '${resolve(folder, "orders.parquet")}' (format parquet, compression zstd)`,
);
rmSync(resolve(folder, "orders.tmp.csv"));

// Tenures of an experiment: half of the customers had the new onboarding.
const arms = { usual: { alpha: 0.9, beta: 3.2 }, new: { alpha: 0.7, beta: 3.6 } };
const tenures = Object.entries(arms).flatMap(([arm, parameters], a) => {
  const watched = { customers: 600, periods: 12, timeUnit: "month", seed: 21 + a };
  const { lostByPeriod, stillActive } = shiftedBetaGeometric.simulate(parameters, watched);
  return [
    ...lostByPeriod.flatMap((lost, k) =>
      Array.from({ length: lost }, () => ({ arm, duration: k + 1, event: 1 })),
    ),
    ...Array.from({ length: stillActive }, () => ({ arm, duration: 12, event: 0 })),
  ];
});
const table = tableFromArrays({
  arm: tenures.map(({ arm }) => arm),
  duration: Float64Array.from(tenures, ({ duration }) => duration),
  event: Float64Array.from(tenures, ({ event }) => event),
});
write("tenures.arrow", tableToIPC(table, "file"));

write(
  "businesses.csv",
  csv([
    { business: "Harbour Coffee", retention: 0.8, margin: 60, acquisitionCost: 90, discountRate: 0.1 },
    { business: "A credit card", retention: 0.88, margin: 60, acquisitionCost: 51, discountRate: 0.15 },
    { business: "A newspaper", retention: 0.62, margin: 80, acquisitionCost: 120, discountRate: 0.1 },
    { business: "A software house", retention: 0.92, margin: 400, acquisitionCost: 900, discountRate: 0.12 },
  ]),
);
write(
  "inputs.csv",
  csv([
    { input: "retention", lower: 0.7, mode: 0.8, upper: 0.88 },
    { input: "margin", lower: 45, mode: 60, upper: 72 },
    { input: "discountRate", lower: 0.08, mode: 0.1, upper: 0.15 },
    { input: "acquisitionCost", lower: 60, mode: 90, upper: 150 },
  ]),
);
