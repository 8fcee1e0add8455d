/** The cells of a cohort table in SQL: every definition as stretches of periods in which a member counts. */
import type { CohortPlan } from "../cohorts/table-options.js";
import { mostNumbers, numberSteps, type Step, unionAll } from "./statement.js";

/** A stretch of periods, from which to which, and what is added in each of them. */
interface Stretch {
  readonly from: string;
  readonly to: string;
  readonly amount?: string;
  readonly base?: string;
  readonly eligible?: string;
  readonly size?: string;
  readonly begun?: string;
  /** Where the stretches come from: a step, with conditions and grouping. */
  readonly of: string;
}

const stretchQuery = ({
  from,
  to,
  amount = "0",
  base = "0",
  eligible = "0",
  size = "0",
  begun = "-1",
  of,
}: Stretch) =>
  `SELECT cohort, ${from} AS from_k, ${to} AS to_k, ${amount} AS amount, ${base} AS base, ${eligible} AS eligible, ${size} AS size, ${begun} AS begun_k\nFROM ${of}`;

const byMember = "GROUP BY customer, membership, cohort, limit_k";

/** The steps from what each member did in each window to the cells. */
export function cohortCellSteps(plan: CohortPlan): Step[] {
  const { brackets, horizon, periods } = plan;
  const last =
    brackets !== null
      ? `${brackets.length - 1}`
      : periods !== null
        ? `${Math.min(periods, horizon ?? periods) - 1}`
        : horizon === null
          ? "last_begun"
          : `LEAST(last_begun, ${horizon - 1})`;
  const stretches = [...valueStretches(plan), ...eligibleStretches(plan)];
  const everybody = { from: "0", to: `${mostNumbers}`, size: "1", begun: "begun_k", of: "members" };
  const sums = ["amount", "base", "eligible", "size"].map((name) => `SUM(${name}) AS ${name}`).join(", ");
  return [
    ...(plan.definition === "everyPeriod" ? [runStep] : []),
    {
      name: "stretches",
      comment: "in which stretch of periods members count, and what they add there",
      body: unionAll([...stretches, everybody].map(stretchQuery)),
    },
    {
      name: "distinct_stretches",
      comment: "stretches alike are added up before they are spread over the periods",
      body: `SELECT cohort, from_k, to_k, ${sums}, MAX(begun_k) AS begun_k\nFROM stretches\nGROUP BY cohort, from_k, to_k`,
    },
    ...numberSteps,
    {
      name: "shown",
      comment: "the periods that the table shows",
      body: `SELECT k\nFROM numbers\nCROSS JOIN extent\nWHERE k <= ${last}`,
    },
    {
      name: "cells",
      comment: "cohort by cohort and period by period",
      body: `SELECT cohort, k, ${sums}, MAX(begun_k) AS begun_k\nFROM distinct_stretches\nCROSS JOIN shown\nWHERE k BETWEEN from_k AND to_k\nGROUP BY cohort, k`,
    },
  ];
}

/** Windows that a member was retained in, numbered: those without a gap from window 0 bear their own number. */
const runStep: Step = {
  name: "runs",
  comment: "windows of retention, numbered: up to the first gap the number is the window's own",
  body: "SELECT cohort, k, limit_k, ROW_NUMBER() OVER (PARTITION BY customer, membership ORDER BY k) - 1 AS place\nFROM visits\nWHERE done = 1",
};

function valueStretches(plan: CohortPlan): Stretch[] {
  const { definition, brackets, measure, horizon, partial, minimumEvents } = plan;
  const customers = measure === "customers";
  const base = measure === "mean" ? { base: "events_n" } : {};
  if (brackets !== null)
    return brackets.map(([first, last], b) => {
      const events = customers
        ? `CASE WHEN SUM(events_n) >= ${minimumEvents} THEN 1 ELSE 0 END`
        : "SUM(done)";
      const over = partial ? "" : ` AND over_k >= ${last}`;
      return {
        ...{
          from: String(b),
          to: String(b),
          amount: events,
          ...(measure === "mean" ? { base: "SUM(events_n)" } : {}),
        },
        of: `visits\nWHERE k BETWEEN ${first} AND ${last}${over}\n${byMember}`,
      };
    });
  if (definition === "on") return onStretches(plan, base);
  if (definition === "everyPeriod")
    return [{ from: "k", to: "k", amount: "1", of: "runs\nWHERE place = k AND k <= limit_k" }];
  if (definition === "onOrBefore")
    return customers
      ? firstReturn(plan)
      : [{ from: "k", to: "limit_k", amount: "done", ...base, of: "visits\nWHERE k <= limit_k" }];
  const chance =
    horizon === null ? "" : ` AND k < ${horizon}${partial ? "" : ` AND over_k >= ${horizon - 1}`}`;
  const until = (k: string) => `LEAST(${k}, limit_k)`;
  if (!customers)
    return [
      { from: "0", to: until("k"), amount: "done", ...base, of: `visits\nWHERE limit_k >= 0${chance}` },
    ];
  const of = `visits\nWHERE done = 1 AND limit_k >= 0${chance}\n${byMember}`;
  return [{ from: "0", to: until("MAX(k)"), amount: "1", of }];
}

function onStretches({ relativeTo }: CohortPlan, base: { readonly base?: string }): Stretch[] {
  const own = { from: "k", to: "k", amount: "done", ...base, of: "visits\nWHERE k <= limit_k" };
  if (relativeTo === "previousPeriod")
    return [own, { from: "k + 1", to: "k + 1", base: "done", of: "visits\nWHERE k + 1 <= limit_k" }];
  if (relativeTo === "firstPeriod")
    return [own, { from: "0", to: "limit_k", base: "done", of: "visits\nWHERE k = 0 AND limit_k >= 0" }];
  return [own];
}

/** From the first return on; where everybody counts in period 0, that is no return. */
function firstReturn({ periodZero }: CohortPlan): Stretch[] {
  const forced = periodZero === "forced";
  const of = `visits\nWHERE done = 1${forced ? " AND k > 0" : ""}\n${byMember}\nHAVING MIN(k) <= limit_k`;
  const returns = { from: "MIN(k)", to: "limit_k", amount: "1", of };
  return forced
    ? [{ from: "0", to: "0", amount: "1", of: "visits\nWHERE k = 0 AND done = 1 AND limit_k >= 0" }, returns]
    : [returns];
}

function eligibleStretches({ brackets, horizon }: CohortPlan): Stretch[] {
  if (brackets !== null)
    return brackets.map(([, last], b) => ({
      ...{ from: String(b), to: String(b), eligible: "1", of: `members\nWHERE over_k >= ${last}` },
    }));
  const least = horizon === null ? 0 : horizon - 1;
  return [{ from: "0", to: "over_k", eligible: "1", of: `members\nWHERE over_k >= ${least}` }];
}
