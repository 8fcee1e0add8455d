/** Who comes back to Harbour Coffee's shop: months of first orders, followed. */
import { cohortTable, retentionCurve } from "retention-economics";
import { asOf, orders } from "../cohorts-and-churn.js";
import { number, percent } from "../print.js";
import type { Topic } from "./topic.js";

/** The page. */
export function cohorts(): Topic {
  const log = orders();
  const table = cohortTable(log, { period: "month", asOf });
  const { points } = retentionCurve(table);
  const known = points.filter(({ period, estimate }) => period > 0 && estimate !== null);
  const first = known[0]!;
  const months = [0, 1, 2, 3, 4, 5];
  const rate = (cohort: unknown, period: number) => {
    const cell = table.cells.find((one) => one.cohort === cohort && one.period === period);
    return cell?.rate == null ? "." : percent(cell.rate, 0);
  };
  return {
    question: "How many of the new customers order again?",
    answer: `${percent(first.estimate, 0)} order in the month after their first (95% interval ${percent(first.lower, 0)} to ${percent(first.upper, 0)}, over all months of first orders).`,
    table: {
      headers: ["First order in", "customers", ...months.map((month) => `month ${month}`)],
      rows: table.cohorts.map(({ cohort, size }) => [
        String(cohort),
        number(size),
        ...months.map((month) => rate(cohort, month)),
      ]),
    },
    chart: {
      title: "Share ordering in month k, over the cohorts that have completed it:",
      full: 1,
      bars: known.map(({ period, estimate }) => ({
        label: `month ${period}`,
        value: estimate ?? 0,
        text: percent(estimate, 0),
      })),
    },
    caveat:
      "A dot is a month that is not over: unknown, not 0. Retained in a month, in it or later, and in it or before are three definitions with three curves. The log is simulated.",
    code: [
      'const table = cohortTable(orders, { period: "month", asOf: "2026-07-15" });',
      "const curve = retentionCurve(table);",
      `curve.points[1].estimate; // ≈ ${Number((first.estimate ?? 0).toPrecision(4))}`,
    ],
    given: { orders: log },
  };
}
