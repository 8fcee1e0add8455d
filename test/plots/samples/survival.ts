/** Results of survival to draw: two plans whose customers stay for different times, and single customers. */
import {
  aalenJohansen,
  discreteTimeHazard,
  kaplanMeier,
  lifeTable,
  logRankTest,
  nelsonAalen,
  parameterIntervals,
  projectRetention,
  shiftedBetaGeometric,
  trendProjections,
} from "retention-economics";
import {
  coefficientsChart,
  competingCausesChart,
  cumulativeHazardChart,
  hazardChart,
  projectedRetentionChart,
  survivalChart,
} from "retention-economics/plots";
import { sample } from "./sample.js";

/** Tenures whose churn falls with time; quantiles of a curve in place of chance. */
function tenures(customers: number, scale: number, censored: number) {
  const rows = [];
  for (let i = 0; i < customers; i++) {
    const u = (i + 0.5) / customers;
    const duration = Math.round(10 * scale * (-Math.log(u)) ** 1.6) / 10 + 0.1;
    const watched = censored * (0.4 + (0.6 * ((i * 37) % 100)) / 100);
    rows.push({ duration: Math.min(duration, watched), event: duration <= watched ? 1 : 0 });
  }
  return rows;
}

const monthly = tenures(180, 9, 24);
const yearly = tenures(120, 22, 24);
const timeUnit = "month" as const;
const curves = {
  "Paid by the month": kaplanMeier(monthly, { timeUnit }),
  "Yearly contract": kaplanMeier(yearly, { timeUnit }),
};
const groups = [
  ...monthly.map((row) => ({ ...row, group: "month", pro: 0 })),
  ...yearly.map((row) => ({ ...row, group: "year", pro: 1 })),
];
const causes = groups.map((row, i) => ({
  ...row,
  cause: row.event
    ? ["Card declined", "Too expensive for what it does", "Switched"][((i * 7) % 5) % 3]!
    : null,
}));
const incidence = aalenJohansen(causes, { timeUnit });
const table = lifeTable(monthly, { breaks: Array.from({ length: 13 }, (_, i) => 2 * i), timeUnit });
const hazards = discreteTimeHazard.fit(
  groups.map((row, i) => ({
    duration: Math.ceil(row.duration / 3),
    event: row.event,
    "yearly contract": row.pro,
    "logins in the first week": (i * 13) % 7,
  })),
  { covariates: ["yearly contract", "logins in the first week"], time: { powers: ["log"] } },
);
const cohort = {
  timeUnit: "year",
  lostByPeriod: [131, 126, 90, 60, 42, 34, 26, 23, 23, 18, 18, 15],
  stillActive: 394,
} as const;
const projection = projectRetention(shiftedBetaGeometric, cohort, { periods: 12, holdoutPeriods: 5 });
const trends = trendProjections(projection).filter(({ curve }) => curve !== "power");
const boundary = { timeUnit: "month", lostByPeriod: [50, 25, 13], stillActive: 12 } as const;
const one = { duration: [1], event: [0] };
const special = "one customer, still there";
const lost = { duration: [0], event: [1] };

export const survivalSamples = [
  sample(survivalChart, curves, { more: { test: logRankTest(groups) } }),
  sample(survivalChart, curves["Yearly contract"], { special: "one group" }),
  sample(survivalChart, kaplanMeier(one), { special }),
  sample(survivalChart, kaplanMeier(lost), { special: "lost at once" }),
  sample(
    survivalChart,
    kaplanMeier(tenures(8000, 9.123, 24).map((row, i) => ({ ...row, duration: row.duration + i / 1e5 }))),
    {
      special: "more steps than a chart carries",
    },
  ),
  sample(cumulativeHazardChart, {
    "Paid by the month": nelsonAalen(monthly, { timeUnit }),
    "Yearly contract": nelsonAalen(yearly, { timeUnit }),
  }),
  sample(cumulativeHazardChart, nelsonAalen(one), { special }),
  sample(competingCausesChart, incidence),
  sample(competingCausesChart, aalenJohansen({ duration: [1], cause: ["moved"] }), {
    special: "one customer, lost",
  }),
  sample(hazardChart, table, { rows: { intervals: table.rows } }),
  sample(hazardChart, lifeTable(one, { breaks: [0, 1, 2] }), { special }),
  sample(
    coefficientsChart,
    parameterIntervals(hazards, { parameters: Object.keys(hazards.parameters).slice(-3) }),
  ),
  sample(coefficientsChart, parameterIntervals(shiftedBetaGeometric.fit(boundary)), {
    special: "a fit on a boundary",
  }),
  sample(projectedRetentionChart, projection, { more: { trends }, rows: { projection: projection.rows } }),
  sample(projectedRetentionChart, projectRetention(shiftedBetaGeometric, cohort, { periods: 20 }), {
    special: "nothing held out",
  }),
  sample(projectedRetentionChart, projectRetention(shiftedBetaGeometric, boundary, { periods: 3 }), {
    special: "a fit on a boundary",
  }),
];
