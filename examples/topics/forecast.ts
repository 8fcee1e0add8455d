/** Next year's subscribers of Harbour Coffee, from five monthly cohorts. */
import { forecastSubscribers, shiftedBetaGeometric } from "retention-economics";
import { number } from "../print.js";
import type { Topic } from "./topic.js";

const cohorts = [
  { timeUnit: "month", lostByPeriod: [26, 31, 22, 27, 14, 17], stillActive: 183 },
  { timeUnit: "month", lostByPeriod: [31, 20, 24, 18, 16], stillActive: 197 },
  { timeUnit: "month", lostByPeriod: [33, 27, 21, 20], stillActive: 206 },
  { timeUnit: "month", lostByPeriod: [32, 24, 23], stillActive: 239 },
  { timeUnit: "month", lostByPeriod: [30, 28], stillActive: 263 },
  { timeUnit: "month", lostByPeriod: [35], stillActive: 286 },
] as const;

/** The page. */
export function forecast(): Topic {
  const plan = { cohorts, model: shiftedBetaGeometric, intake: 300, prices: 20, horizon: 12 };
  const { rows } = forecastSubscribers(plan);
  const shown = rows.filter((_, i) => [0, 2, 5, 8, 11].includes(i));
  const interval = ({ lower, upper }: { lower: number; upper: number }, decimals = 0) =>
    `${number(lower, decimals)} to ${number(upper, decimals)}`;
  const last = rows[rows.length - 1]!;
  return {
    question: "How many subscribers will we have in a year, and how sure is that?",
    answer: `With 300 new subscribers a month, ${number(last.closing.estimate)}; with 95% probability ${interval(last.closing)}, if the model and the plan hold.`,
    table: {
      headers: ["Month", "added", "lost", "subscribers", "95% interval", "revenue at 20"],
      rows: shown.map(({ period, added, lost, closing, revenue }, i) => [
        String([1, 3, 6, 9, 12][i] ?? period),
        number(added.estimate),
        number(lost.estimate),
        number(closing.estimate),
        interval(closing),
        number(revenue?.estimate ?? null),
      ]),
    },
    chart: {
      title: "Subscribers at the end of the month:",
      bars: shown.map(({ closing }, i) => ({
        label: `month ${[1, 3, 6, 9, 12][i]}`,
        value: closing.estimate,
        text: number(closing.estimate),
      })),
    },
    caveat:
      "The interval includes estimation, chance and variation between months. It leaves out a plan that fails and a model that is wrong. Try it on your own past with backtest.",
    code: [
      "const plan = { cohorts, model: shiftedBetaGeometric, intake: 300 };",
      "const { rows } = forecastSubscribers({ ...plan, horizon: 12 });",
      `rows[11].closing.estimate; // ≈ ${Number(last.closing.estimate.toPrecision(4))}`,
    ],
    given: { cohorts },
  };
}
