/**
 * A million subscriptions as columns to a monthly statement and to recurring revenue: `npm run bench -- subscriptions`, beside a bare loop
 * over the same columns in the same run.
 */
import { recurringRevenue } from "../src/rates/recurring-revenue.js";
import { revenueStatements } from "../src/rates/revenue-statements.js";

const rows = Number(process.argv[2] ?? 1_000_000);
const day = 86_400_000;
const first = Date.UTC(2024, 0, 1);
const asOf = Date.UTC(2026, 0, 1);

/** A multiplicative generator: the same rows in every run. */
let seed = 1;
const draw = () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
};
const customer = new Int32Array(rows).map(() => Math.floor(draw() * rows * 0.8));
const start = new Float64Array(rows).map(() => first + Math.floor(draw() * 720) * day);
const end = Array.from(start, (begin) => (draw() < 0.6 ? begin + Math.ceil(draw() * 300) * day : null));
const amount = new Float64Array(rows).map(() => 10 + Math.floor(draw() * 90));
const table = { customer, start, end, amount };
const moments = Array.from({ length: 24 }, (_, month) => Date.UTC(2024, month + 1, 1));

function seconds(name: string, run: () => unknown, runs = 3): number {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const begin = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(begin);
    times.push((user + system) / 1e6);
  }
  const best = Math.min(...times);
  console.log(`${name.padEnd(58)} ${best.toFixed(2).padStart(6)} s CPU`);
  return best;
}

/** What no function can do without: every row, at every moment within it. */
function bareLoop(): Float64Array {
  const sums = new Float64Array(moments.length);
  for (let i = 0; i < rows; i++)
    for (let m = 0; m < moments.length; m++)
      if (start[i]! <= moments[m]! && (end[i] ?? Infinity) > moments[m]!) sums[m]! += amount[i]!;
  return sums;
}

console.log(`${rows.toLocaleString("en")} rows, 24 months`);
const bare = seconds("bare loop: sums by month", bareLoop);
const statement = seconds("revenueStatements: totals and statements", () =>
  revenueStatements(table, { period: "month", asOf, numericTime: "milliseconds" }),
);
seconds(
  "revenueStatements: with the list of movements",
  () => revenueStatements(table, { period: "month", asOf, numericTime: "milliseconds" }).movements.length,
);
seconds("recurringRevenue at one moment", () =>
  recurringRevenue(table, { at: [moments[12]!], numericTime: "milliseconds" }),
);
console.log(`statements: ${(statement / bare).toFixed(1)} bare loops`);
