/** The worked examples of vendors' documentation on retention and recurring revenue: what they print, and what the library says. */
import {
  churnRate,
  cohortTable,
  dailyNetRevenueChurn,
  quickRatio,
  retentionCurve,
  retentionRate,
  revenueRates,
} from "retention-economics";
import { gain, heading, number, paragraph, percent, printWhenRun, table } from "./print.js";

/** The number of the day, week or month in which a customer of two events comes back. */
function returnPeriod(
  [first, back]: readonly [string, string],
  period: "day" | "week" | "month",
  rolling?: { readonly truncateTo?: "hour" },
): string {
  const log = [first, back].map((time) => ({ customer: "user", time }));
  const asOf = "2026-06-01";
  const windows = rolling === undefined ? "calendar" : "rolling";
  const { cells } = cohortTable(log, {
    ...{ period, asOf, windows, periodZero: "returnEventNeeded", truncateTo: rolling?.truncateTo },
  });
  return `${period} ${cells.find(({ value }) => value === 1)?.period ?? "none"}`;
}

const twoCohorts = [
  { size: 1000, values: [500] },
  { size: 500, values: [400] },
];

/** Of 4 customers none is back, of 4 others one: a finished cell of 0 is a result. */
const withZero = [
  { size: 4, values: [0] },
  { size: 4, values: [1] },
];

function average(cohorts: typeof twoCohorts, method: "pooled" | "simple" | "mixpanel"): string {
  return percent(retentionCurve(cohorts, { method }).points[0]?.estimate ?? null);
}

function retentionRows(): string[][] {
  const night = ["2026-03-02T20:00", "2026-03-03T06:00"] as const;
  const month = ["2026-02-25", "2026-03-03"] as const;
  const hour = ["2021-12-01T17:59", "2021-12-02T17:00"] as const;
  const hours = { truncateTo: "hour" } as const;
  return [
    ["Amplitude: 6,594 of 9,644 kept", "68.4%", percent(retentionRate({ atStart: 9644, lost: 9644 - 6594 }))],
    [
      "Amplitude: 48,219 of 125,665 kept",
      "72%",
      `${percent(retentionRate({ atStart: 125665, lost: 125665 - 48219 }))}, a misprint`,
    ],
    ["Mixpanel: 500 of 1,000 and 400 of 500", "56%", average(twoCohorts, "mixpanel")],
    ["the same, pooled as in Amplitude and PostHog", "-", average(twoCohorts, "pooled")],
    ["the same, the mean of the two rates", "-", average(twoCohorts, "simple")],
    ["PostHog, issue 30624: the mean of 0% and 25%", "12.5%", average(withZero, "simple")],
    ["Mixpanel: Monday 20:00, back on Tuesday 06:00", "day 1", returnPeriod(night, "day")],
    ["the same by windows of 24 hours", "day 0", returnPeriod(night, "day", {})],
    ["Mixpanel: 25 February, back on 3 March", "month 1", returnPeriod(month, "month")],
    ["Amplitude: 17:59, back at 17:00 the next day", "day 1", returnPeriod(hour, "day", hours)],
    ["the same by exact windows of 24 hours", "-", returnPeriod(hour, "day", {})],
  ];
}

function revenueRows(): string[][] {
  const ratio = quickRatio({ new: 25_000, expansion: 10_000, churn: 8_000, contraction: 4_000 });
  const month = { opening: 100, expansion: 0, contraction: 10, churn: 10 };
  const day = { opening: 100, closing: 120, new: 10 };
  return [
    ["ChartMogul: 10 cancelled, 10 less on 100, gross", "20%", percent(revenueRates(month).grossChurn)],
    ["ChartMogul: a day, 100 to 120, 10 new, net churn", "-10%", gain(dailyNetRevenueChurn([day]))],
    ["Baremetrics: 50 of 1,000 cancelled", "5%", percent(churnRate({ atStart: 1000, lost: 50 }))],
    ["Quick ratio of 35,000 won and 12,000 lost", "2.92", number(ratio.withoutReactivation, 2)],
  ];
}

/** The lines of the example. */
export function publishedRetention(): string[] {
  return [
    ...heading("Published worked examples of retention and recurring revenue"),
    ...paragraph("What the documentation prints (a dash where it says nothing), and what the library says."),
    "",
    ...table(["Example", "printed", "here"], [...retentionRows(), ...revenueRows()]),
    "",
    ...paragraph(
      "One printed figure is wrong: the counts beside it give 38.4%. The rest differ only where the definitions do.",
    ),
  ];
}

printWhenRun(import.meta.url, publishedRetention);
