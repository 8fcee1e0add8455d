/**
 * "Raise retention by 5% and profit rises by 25%": under which reading, which measure and at which base retention the
 * claim is exactly true, and where it is false.
 */
import {
  fewerDefections,
  points,
  type RetentionChange,
  relative,
  retentionLift,
  type SolveRetentionLiftInput,
  solveRetentionLift,
} from "retention-economics";
import { gain, heading, number, paragraph, percent, printWhenRun, table } from "./print.js";

const readings: readonly (readonly [string, RetentionChange])[] = [
  ["5 percentage points", points(0.05)],
  ["5% of the rate", relative(0.05)],
  ["5% fewer defections", fewerDefections(0.05)],
];

/** The roots of a claim as text. */
function bases(question: SolveRetentionLiftInput, none = "never"): string {
  const { roots } = solveRetentionLift(question);
  return roots.length === 0 ? none : roots.map((root) => root.toFixed(3)).join(" and ");
}

function whereItIsTrue(): string[] {
  const rows: string[][] = [];
  const add = (name: string, ask: (claim: number) => string) => rows.push([name, ask(0.25), ask(0.95)]);
  const solveFor = "retention";
  for (const [name, change] of readings)
    add(`${name}, steady-state contribution`, (claim) => bases({ gain: claim, solveFor, change }));
  for (const discountRate of [0.05, 0.08, 0.1, 0.12, 0.15])
    for (const [name, change] of readings.slice(0, 2)) {
      const measure = "lifetimeValue";
      const at = `lifetime value at ${percent(discountRate, 0)}`;
      add(`${name}, ${at}`, (claim) => bases({ gain: claim, solveFor, change, measure, discountRate }));
    }
  const [, change] = readings[0] as (typeof readings)[number];
  for (const discountRate of [0, 0.1]) {
    const late = {
      solveFor,
      change,
      measure: "lifetimeValue",
      timing: "afterOnePeriod",
      discountRate,
    } as const;
    add(`5 points, first payment left out, at ${percent(discountRate, 0)}`, (claim) =>
      bases({ gain: claim, ...late }),
    );
  }
  for (const marginGrowth of [0.02, 0.03, 0.05, 0.08]) {
    const grown = { solveFor, change, measure: "lifetimeValue", discountRate: 0.1, marginGrowth } as const;
    add(`5 points, value at 10% with margins growing ${percent(marginGrowth, 0)}`, (claim) =>
      bases({ gain: claim, ...grown }),
    );
  }
  return table(["Reading and measure", "base for +25%", "base for +95%"], rows);
}

function costsThatMakeItTrue(): string[] {
  const change = points(0.05);
  const rows = [0.6, 0.7, 0.75, 0.8, 0.85, 0.9].map((retention) => {
    const firm = { change, retention, discountRate: 0.1, margin: 1 };
    const cost = (claim: number) =>
      bases({ ...firm, gain: claim, measure: "lifetimeValueNet", solveFor: "acquisitionCost" }, "none");
    const fixed = (claim: number) =>
      bases({ change, retention, gain: claim, measure: "profit", solveFor: "fixedCostShare" }, "none");
    return [percent(retention, 0), cost(0.25), cost(0.95), fixed(0.25), fixed(0.95)];
  });
  const headers = ["Base retention", "cost for +25%", "cost for +95%", "fixed for +25%", "fixed for +95%"];
  return table(headers, rows);
}

function yearByYear(): string[] {
  const years = [1, 2, 3, 5, 10, 20, 40];
  const cases = [0.75, 0.8, 0.85, 0.9, 0.897368].map((retention) => {
    const { path, gain: limit } = retentionLift({ retention, change: points(0.05), periods: 40 });
    return [percent(retention, 1), ...years.map((year) => gain(path[year - 1]?.gain ?? null)), gain(limit)];
  });
  return table(["Base retention", ...years.map((year) => `year ${year}`), "limit"], cases);
}

function baseThatCannotGrow(): string[] {
  const rows = readings.map(([name, change]) => {
    const firm = { retention: 0.8, change, margin: 120, acquisitionCost: 120 };
    return [
      name,
      gain(retentionLift({ retention: 0.8, change }).gain),
      gain(retentionLift({ ...firm, measure: "baseLimited" }).gain, 2),
      gain(retentionLift({ retention: 0.8, change }).path[0]?.gain ?? null),
    ];
  });
  return table(["Reading, from 80%", "settled, base grows", "base cannot grow", "first year"], rows);
}

/** The lines of the example. */
export function fivePerCent(): string[] {
  const exact = retentionLift({ retention: 0.75, change: points(0.05) });
  const impossible = solveRetentionLift({
    gain: 0.95,
    solveFor: "retention",
    change: points(0.05),
    measure: "lifetimeValue",
    discountRate: 0.1,
  });
  const lives = `${number(exact.lifetime)} years to ${number(exact.newLifetime)}`;
  return [
    ...heading("Five per cent: when does 5% more retention give 25% more profit?"),
    ...paragraph(
      `In one simple case five points do it. ${percent(exact.retention, 0)} of customers kept a year become ${percent(exact.newRetention, 0)}, and the mean lifetime goes from ${lives}. Contribution rises by ${percent(exact.gain, 0)} once the base has settled. The table gives every base retention at which the claim, or the larger claim of 95%, is exactly true. With two bases the gain is larger outside them and smaller between.`,
    ),
    "",
    ...whereItIsTrue(),
    "",
    ...paragraph(`"never" has a reason. For five points of value at 10%: ${impossible.reason}.`),
    "",
    ...paragraph(
      "Costs that do not grow with the base make the claim easy. The table has the costs at which it is exactly true for five points: the acquisition cost in yearly margins, and the share of fixed costs in contribution. 'none' means that the gain is larger without any such cost.",
    ),
    "",
    ...costsThatMakeItTrue(),
    "",
    ...paragraph("It takes years. Gain in contribution after five points, year by year:"),
    "",
    ...yearByYear(),
    "",
    ...paragraph(
      "And it assumes that a customer saved is one more customer. Where the market cannot grow, only replacements are saved (margin and acquisition cost both 120 a year):",
    ),
    "",
    ...baseThatCannotGrow(),
  ];
}

printWhenRun(import.meta.url, fivePerCent);
