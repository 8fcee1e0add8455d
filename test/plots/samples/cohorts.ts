/** Results of the cohort chapter to draw: a subscription business, and results that hold next to nothing. */
import {
  activeCustomers,
  cohortTable,
  layerCake,
  lifecycle,
  retentionCurve,
  stickiness,
} from "retention-economics";
import {
  activeCustomersChart,
  cohortChart,
  cohortCurvesChart,
  layerCakeChart,
  lifecycleChart,
  powerUserChart,
  retentionCurveChart,
} from "retention-economics/plots";
import { sample } from "./sample.js";

interface Visit {
  readonly customer: string;
  readonly time: string;
  readonly amount: number;
}

/** Visits of customers who come by the month and leave: a rule without chance, so that the pictures never change. */
export function visits(cohorts: number, perCohort: number): Visit[] {
  const rows: Visit[] = [];
  for (let cohort = 0; cohort < cohorts; cohort++)
    for (let i = 0; i < perCohort + 3 * cohort; i++) {
      const lifetime = Math.floor(cohorts / (1 + ((i * 7919 + cohort * 104_729) % 97) / 9));
      for (let month = 0; cohort + month < cohorts && month <= lifetime; month++) {
        if (month > 0 && (i + month) % 5 === 0) continue;
        const day = 1 + ((i * 13 + month * 7) % 27);
        const time = new Date(Date.UTC(2025, cohort + month, day)).toISOString();
        rows.push({ customer: `${cohort}-${i}`, time, amount: 20 + (i % 7) * 5 + month });
      }
    }
  return rows;
}

const log = visits(12, 40);
const monthly = { period: "month", asOf: "2025-12-28" } as const;
const table = cohortTable(log, monthly);
const revenue = cohortTable(log, { ...monthly, measure: "sum", amount: "amount", incomplete: "partial" });
const one = cohortTable([{ customer: "ann", time: "2025-01-05" }], { period: "month", asOf: "2025-01-06" });
const daily = cohortTable(visits(6, 9), { period: "day", asOf: "2025-07-01" });
const plans = cohortTable(
  log.map((row, i) => ({
    ...row,
    plan: ["Basic, paid by the month", "Professional with a yearly contract"][i % 2],
  })),
  { ...monthly, groupBy: "plan", membership: "first" },
);
const logins = Array.from({ length: 40 }, (_, i) =>
  Array.from({ length: 90 }, (_, day) => ({
    customer: i,
    time: new Date(Date.UTC(2025, 0, 1 + day)).toISOString(),
    kept: (day * (3 + (i % 11))) % (7 + (i % 5)) < 3 && (day + i) % 7 < 5,
  })),
)
  .flat()
  .filter(({ kept }) => kept)
  .map(({ customer, time }) => ({ customer, time }));

const cells = table.cells.filter(({ rate }) => rate !== null);
const special = "a single customer in a period that is not over";

export const cohortSamples = [
  sample(cohortChart, table, { rows: { cells } }),
  sample(cohortChart, revenue, {
    special: "amounts",
    more: { show: "value" },
    rows: { cells: revenue.cells.filter(({ value }) => value !== null) },
  }),
  sample(cohortChart, one, { special }),
  sample(cohortChart, daily, { special: "more cells than a chart carries" }),
  sample(cohortChart, plans, { special: "groups with long names" }),
  sample(cohortCurvesChart, table, {
    rows: { points: table.cells.filter(({ rate, complete }) => complete && rate !== null) },
  }),
  sample(cohortCurvesChart, one, { special }),
  sample(retentionCurveChart, retentionCurve(table), { rows: { points: retentionCurve(table).points } }),
  sample(retentionCurveChart, retentionCurve(one), { special }),
  sample(layerCakeChart, layerCake(revenue), { rows: { layers: layerCake(revenue).rows } }),
  sample(layerCakeChart, layerCake(one), { special }),
  sample(lifecycleChart, lifecycle(log, monthly)),
  sample(
    lifecycleChart,
    lifecycle([{ customer: "ann", time: "2025-01-05" }], { period: "month", asOf: "2025-01-06" }),
    { special },
  ),
  sample(powerUserChart, stickiness(logins, { asOf: "2025-04-01" }), {
    rows: { bars: stickiness(logins, { asOf: "2025-04-01" }).histogram },
  }),
  sample(powerUserChart, stickiness([{ customer: 1, time: "2025-01-05" }], { asOf: "2025-01-06" }), {
    special,
  }),
  sample(activeCustomersChart, activeCustomers(logins, { asOf: "2025-04-01" }), {
    rows: { days: activeCustomers(logins, { asOf: "2025-04-01" }).days },
  }),
  sample(
    activeCustomersChart,
    activeCustomers([{ customer: 1, time: "2025-01-05" }], { asOf: "2025-01-06" }),
    { special },
  ),
];
