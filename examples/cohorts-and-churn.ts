/**
 * "How many customers do we keep?": one small log under several definitions of retention, one month under several of churn,
 * and one quarter of recurring revenue under several of revenue retention.
 */
import {
  bgNbd,
  type CohortTable,
  churnRateInterval,
  churnRates,
  cohortTable,
  compareRates,
  kaplanMeier,
  lastSeenTenures,
  type RetentionCurve,
  type RevenueMovementTotals,
  type RevenueStatement,
  retentionCurve,
  revenueMovements,
  revenueRates,
  staticPoolRetention,
  survivalAt,
} from "retention-economics";
import { heading, number, paragraph, percent, printWhenRun, table } from "./print.js";

const day = 86_400_000;
const months = [0, 1, 2, 3, 4, 5, 6];

interface Order {
  readonly customer: string;
  readonly time: number;
}

/** A seeded log: 240 customers who begin evenly over six months and buy as a BG/NBD model says. */
export function orders(): Order[] {
  const weeks = 32;
  const begins = Array.from({ length: 240 }, (_, i) => ({
    customer: `c${i}`,
    time: Date.UTC(2026, 0, 1) + Math.floor(i * 0.75) * day,
  }));
  const parameters = { r: 1.2, alpha: 4, a: 0.8, b: 2.4 };
  const { orders: repeats } = bgNbd.simulate(parameters, { customers: begins.length, T: weeks, seed: 5 });
  const log: Order[] = [...begins];
  repeats.customer.forEach((code, i) => {
    const begin = begins[code] as Order;
    log.push({ customer: begin.customer, time: begin.time + (repeats.age[i] as number) * 7 * day });
  });
  return log.filter(({ time }) => time < asOf);
}

/** The end of what is known. */
export const asOf = Date.UTC(2026, 6, 15);

function cohortLines(cohorts: CohortTable): string[] {
  const rows = cohorts.cohorts.map(({ cohort, size }) => {
    const rates = cohorts.cells.filter((cell) => cell.cohort === cohort).map(({ rate }) => rate);
    const shown = months.map((month) => rates[month] ?? null);
    return [String(cohort), number(size), ...shown.map((rate) => (rate === null ? "." : percent(rate, 0)))];
  });
  return table(["First order in", "customers", ...months.map((month) => `month ${month}`)], rows);
}

function curveLines(cohorts: CohortTable): string[] {
  const asZero = retentionCurve(cohorts, { incomplete: "asZero" });
  const rows = retentionCurve(cohorts)
    .points.filter(({ estimate }) => estimate !== null)
    .map(({ period, cohorts: counted, eligible, value, estimate, lower, upper }) => [
      `month ${period}`,
      number(counted),
      number(eligible),
      number(value),
      percent(estimate),
      `${percent(lower)} to ${percent(upper)}`,
      percent(asZero.points[period]?.estimate ?? null),
    ]);
  const headers = ["Pooled", "cohorts", "eligible", "kept", "rate", "95% interval", "dots counted as 0"];
  return table(headers, rows);
}

function definitionLines(log: readonly Order[]): string[] {
  const curve = (definition: "on" | "onOrAfter" | "onOrBefore"): RetentionCurve =>
    retentionCurve(cohortTable(log, { period: "month", asOf, definition }));
  const row = (name: string, { points }: RetentionCurve): string[] => [
    name,
    ...months.slice(1, 6).map((month) => percent(points[month]?.estimate ?? null)),
  ];
  const headers = ["Retained: an order", ...months.slice(1, 6).map((month) => `month ${month}`)];
  return table(headers, [
    row("in that month (on)", curve("on")),
    row("in it or later (on or after)", curve("onOrAfter")),
    row("in it or before", curve("onOrBefore")),
  ]);
}

const inactiveAfter = 90;

function lastSeenLines(log: readonly Order[]): string[] {
  const windows = { period: "day", windows: "rolling", definition: "onOrAfter", asOf } as const;
  const { points } = retentionCurve(cohortTable(log, windows));
  const curve = kaplanMeier(lastSeenTenures(log, { inactiveAfter, asOf }));
  const rows = [30, 60, 90].map((age) => {
    const { estimate, lower, upper } = survivalAt(curve, { time: age });
    // Seen later than at that age, as the curve counts: on the day after it, or later.
    const counted = points[age + 1]?.estimate ?? null;
    return [`day ${age}`, percent(counted), percent(estimate), `${percent(lower)} to ${percent(upper)}`];
  });
  return table(["Still seen after", "on or after", "Kaplan-Meier", "95% interval"], rows);
}

function lastSeenWords(log: readonly Order[]): string {
  const { customer, wonBack } = lastSeenTenures(log, { inactiveAfter, asOf });
  return `On or after counts as gone who has not come back yet. The Kaplan-Meier curve takes for lost who was silent for ${inactiveAfter} days, and uses of each customer only the time of which that is known. ${wonBack} of its ${customer.length} customers came back after such a silence, so it is still too low: buyers as slow as these need a model (see customers without contracts).`;
}

function firstAgainstLast(cohorts: CohortTable): string {
  const cell = (cohort: number) => {
    const label = cohorts.cohorts[cohort]?.cohort;
    const found = cohorts.cells.find((each) => each.cohort === label && each.period === 1);
    return { value: found?.value ?? 0, eligible: found?.eligible ?? 0 };
  };
  const { estimate, lower, upper } = compareRates(cell(0), cell(4)).difference;
  const points = (share: number) => (100 * share).toFixed(0);
  return `And single cells say little: January less May in month 1 is ${points(estimate)} points, with an interval from ${points(lower)} to ${points(upper)}.`;
}

const month = { atStart: 1000, added: 400, lost: 60, lostOfAdded: 10, exposure: 1170 };

function churnLines(): string[] {
  const rates = churnRates(month);
  const row = (rate: number | null, formula: string, name: string, who: string) => [
    name,
    percent(rate, 2),
    formula,
    who,
  ];
  return table(
    ["Churn of the month", "rate", "how", "who"],
    [
      row(rates.ofStart, "60 / 1,000", "all, of the opening", "Baremetrics"),
      row(rates.ofAverage, "60 / 1,170", "all, of the average", "textbooks"),
      row(rates.ofStartExcludingAdded, "50 / 1,000", "of the opening, who left", "Recurly, ChartMogul"),
      row(rates.ofStartAndAdded, "60 / 1,400", "all, of opening and new", "Stripe"),
      row(rates.perExposure, "60 / 1,170", "all, per month at risk", "epidemiology"),
    ],
  );
}

const balances = [
  { customer: "Asta", period: "January", amount: 100 },
  { customer: "Asta", period: "February", amount: 150 },
  { customer: "Asta", period: "March", amount: 120 },
  { customer: "Bero", period: "January", amount: 80 },
  { customer: "Bero", period: "February", amount: 80 },
  { customer: "Cleo", period: "January", amount: 60 },
  { customer: "Cleo", period: "March", amount: 60 },
  { customer: "Dirk", period: "February", amount: 40 },
  { customer: "Dirk", period: "March", amount: 40 },
  { customer: "Elin", period: "January", amount: 50 },
  { customer: "Elin", period: "February", amount: 40 },
  { customer: "Elin", period: "March", amount: 40 },
];

type Movement = "new" | "reactivation" | "expansion" | "contraction" | "churn";

function quarterOf(
  statements: readonly RevenueStatement[],
): RevenueMovementTotals & Record<Movement, number> {
  const sum = (kind: Movement) => statements.reduce((total, statement) => total + statement[kind], 0);
  return {
    opening: statements[0]?.opening ?? 0,
    new: sum("new"),
    reactivation: sum("reactivation"),
    expansion: sum("expansion"),
    contraction: sum("contraction"),
    churn: sum("churn"),
    closing: statements[statements.length - 1]?.closing ?? 0,
  };
}

function movementLines(
  statements: readonly RevenueStatement[],
  quarter: ReturnType<typeof quarterOf>,
): string[] {
  const all = [...statements, quarter];
  const row = (name: string, cell: (statement: (typeof all)[number]) => string) => [name, ...all.map(cell)];
  const signed = (sign: string, kind: Movement) =>
    row(kind, (statement) => (statement[kind] === 0 ? "0" : `${sign}${statement[kind]}`));
  return table(
    ["Recurring revenue", ...statements.map(({ period }) => String(period)), "both"],
    [
      row("opening", ({ opening }) => number(opening)),
      signed("+", "new"),
      signed("+", "reactivation"),
      signed("+", "expansion"),
      signed("-", "contraction"),
      signed("-", "churn"),
      row("closing", ({ closing }) => number(closing ?? null)),
    ],
  );
}

function revenueRetentionLines(quarter: RevenueMovementTotals): string[] {
  const byMovements = revenueRates(quarter);
  const amountIn = (customer: string, period: string) =>
    balances.find((row) => row.customer === customer && row.period === period)?.amount ?? 0;
  const pool = staticPoolRetention(
    [...new Set(balances.map(({ customer }) => customer))].map((customer) => ({
      opening: amountIn(customer, "January"),
      closing: amountIn(customer, "March"),
    })),
  );
  return table(
    ["January to March", "gross (GRR)", "net (NRR)"],
    [
      ["by movements", percent(byMovements.grossRetention), percent(byMovements.netRetention)],
      [
        "by movements, reactivation counted as kept",
        percent(byMovements.grossRetention),
        percent(byMovements.netRetentionWithReactivation),
      ],
      ["static pool: January's customers in March", percent(pool.grossRetention), percent(pool.netRetention)],
    ],
  );
}

/** The lines of the example. */
export function cohortsAndChurn(): string[] {
  const log = orders();
  const cohorts = cohortTable(log, { period: "month", asOf });
  const { lower, upper } = churnRateInterval({ atStart: 1000, lost: 50 });
  const { statements } = revenueMovements(balances, {
    periods: ["January", "February", "March"],
  });
  const quarter = quarterOf(statements);
  return [
    ...heading("Cohorts and churn: how many customers do we keep?"),
    ...paragraph(
      `${number(log.length)} orders of ${number(cohorts.cohorts.reduce((sum, { size }) => sum + size, 0))} simulated customers, seen up to the middle of July. A dot is a month that is not over: it is unknown, not 0.`,
    ),
    "",
    ...cohortLines(cohorts),
    "",
    ...paragraph(
      `Pooled over the cohorts that have lived through a month. The denominators shrink, and the intervals widen. The last column counts the dots as 0, as some dashboards do: it falls faster because months are missing, not because customers left. The curve rises in month 3, where April's cohort drops out of it: the mix of cohorts changes from row to row. ${firstAgainstLast(cohorts)}`,
    ),
    "",
    ...curveLines(cohorts),
    "",
    ...paragraph(
      "The same orders under three definitions of retained. None is wrong; comparing a number under one with a number under another is.",
    ),
    "",
    ...definitionLines(log),
    "",
    ...paragraph(lastSeenWords(log)),
    "",
    ...lastSeenLines(log),
    "",
    ...paragraph(
      "One month, five churn rates. It opens with 1,000 customers, 400 join, and 50 of the first and 10 of the second leave, all in the middle of the month:",
    ),
    "",
    ...churnLines(),
    "",
    ...paragraph(
      `The 5.00% has an interval, ${percent(lower, 2)} to ${percent(upper, 2)}, if customers decide independently: the choice of the definition matters as much as chance does.`,
    ),
    "",
    ...paragraph(
      "Revenue. Five customers; Asta pays 100, then 150, then 120; Cleo pauses for February; Dirk comes in February; Bero leaves for good.",
    ),
    "",
    ...movementLines(statements, quarter),
    "",
    ...paragraph(
      "By movements Asta's step back and Cleo's pause are losses. By customer, as investors count, Asta pays more than in January and Cleo is still here:",
    ),
    "",
    ...revenueRetentionLines(quarter),
  ];
}

printWhenRun(import.meta.url, cohortsAndChurn);
