/** The steps from subscriptions to renewals: what runs on with one billing interval is a tenure, whose renewals are counted. */
import { dateColumns, dateIn, knownDate, never, renewalDay, renewalFrom } from "./billing-dates.js";
import { type CallTime, select } from "./event-steps.js";
import type { Step, Writer } from "./statement.js";

const day = 86_400_000;

/** How renewals are counted; days since 1 January 1970. */
export interface RenewalRule {
  readonly asOf: number;
  readonly observedFrom: number | null;
  readonly churnAt: "end" | "request" | "periodEnd";
  readonly graceDays: number;
  /** Days between two subscriptions of one tenure, as text; null for any number. */
  readonly gap: string | null;
  readonly firstOnly: boolean;
  /** Whether losses in a period that is not over count. */
  readonly countUnfinished: boolean;
}

const term = "customer, term_days, term_months";

/** The days on which subscriptions start and end, by the local clock; `billed` has their billing intervals beside. */
export function billedStep(
  writer: Writer,
  time: CallTime,
  rule: RenewalRule,
  terms: readonly string[],
): Step {
  const dayOf = (utc: string) => writer.floorOf(writer.milliseconds(time.local(utc)), day);
  const asked = rule.churnAt === "request" ? [`${dayOf("asked_utc")} AS asked_day`] : [];
  const end = `CASE WHEN end_utc IS NULL THEN ${never} ELSE ${dayOf("end_utc")} END AS last_day`;
  return {
    name: "billed",
    comment: "local dates in days since 1970, and the days or months between two bills",
    body: select(["customer", `${dayOf("utc_time")} AS start_day`, end, ...asked, ...terms], "subscriptions"),
  };
}

/** The steps from `billed` to `renewals`, a row per tenure. */
export function renewalSteps(writer: Writer, rule: RenewalRule): Step[] {
  return [
    ...knownSteps(writer, rule),
    ...joinSteps(rule),
    ...(rule.firstOnly ? firstSteps(rule) : []),
    changeStep(rule),
    dateStep(writer, rule),
    countStep(writer, rule),
    outcomeStep(rule),
    periodStep,
  ];
}

/** Subscriptions as they were known at the end of observation, each once. */
function knownSteps(writer: Writer, { churnAt, asOf, graceDays }: RenewalRule): Step[] {
  const known = (end: string, from: string): Step => ({
    name: "known",
    comment: "subscriptions as they were known at the end of observation: later ends have not happened",
    body: `SELECT DISTINCT ${term}, start_day, CASE WHEN ${end} > ${asOf} THEN ${never} ELSE ${end} END AS end_day\nFROM ${from}\nWHERE start_day < ${asOf}`,
  });
  if (churnAt === "end") return [known("last_day", "billed")];
  if (churnAt === "request") {
    const asked = "CASE WHEN asked_day < last_day THEN GREATEST(start_day, asked_day) ELSE last_day END";
    return [known(asked, "billed")];
  }
  const columns = ["customer", "term_days", "term_months", "start_day", "last_day"];
  const ended = `CASE WHEN last_day < ${never} THEN last_day - ${graceDays} END`;
  const dates = [...dateColumns(writer, "start_day", "start"), ...dateColumns(writer, ended, "from")];
  const k = `${renewalFrom(writer, dateIn("from"))} AS renewal`;
  const paid = `CASE WHEN last_day < ${never} THEN GREATEST(last_day, ${renewalDay(writer, "renewal")}) ELSE last_day END`;
  return [
    {
      name: "billed_dates",
      comment: "the dates in the calendar",
      body: select([...columns, `${ended} AS from_day`, ...dates], "billed"),
    },
    {
      name: "paid_renewals",
      comment: "the renewal up to which was paid",
      body: select([...columns, "start_month", "start_date", k], "billed_dates"),
    },
    {
      name: "paid",
      comment: "the day up to which was paid",
      body: select([...columns.slice(0, 4), `${paid} AS last_day`], "paid_renewals"),
    },
    known("last_day", "paid"),
  ];
}

const before = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING";

/** Subscriptions with one interval that overlap, or follow each other within the gap, as one tenure. */
function joinSteps({ gap }: RenewalRule): Step[] {
  const over = `OVER (PARTITION BY ${term} ORDER BY start_day, end_day`;
  const joined = (from: string, key: string): Step => ({
    name: "joined",
    comment: "one row per tenure",
    body: `SELECT ${term}, MIN(start_day) AS first_day, MAX(end_day) AS final_day\nFROM ${from}\nGROUP BY ${key}`,
  });
  if (gap === null) return [joined("known", term)];
  return [
    {
      name: "reaches",
      comment: "how far those before each with the same interval reach",
      body: `SELECT ${term}, start_day, end_day, MAX(end_day) ${over} ${before}) AS reach\nFROM known`,
    },
    {
      name: "numbered",
      comment: "a longer gap begins another tenure",
      body: `SELECT ${term}, start_day, end_day, SUM(CASE WHEN start_day - reach > ${gap} THEN 1 ELSE 0 END) ${over} ROWS UNBOUNDED PRECEDING) AS part\nFROM reaches`,
    },
    joined("numbered", `${term}, part`),
  ];
}

/** The tenures of each customer up to the first gap. */
function firstSteps({ gap }: RenewalRule): Step[] {
  const over = "OVER (PARTITION BY customer ORDER BY first_day, term_days, term_months";
  return [
    {
      name: "tenure_reaches",
      comment: "how far all tenures before each reach",
      body: `SELECT ${term}, first_day, final_day, MAX(final_day) ${over} ${before}) AS reach\nFROM joined`,
    },
    {
      name: "tenure_gaps",
      comment: "the gaps before each",
      body: `SELECT ${term}, first_day, final_day, SUM(CASE WHEN first_day - reach > ${gap} THEN 1 ELSE 0 END) ${over} ROWS UNBOUNDED PRECEDING) AS gaps\nFROM tenure_reaches`,
    },
  ];
}

/** Marks the tenures that ended while another interval of the customer ran on. */
function changeStep({ gap, firstOnly }: RenewalRule): Step {
  const keys = [
    ...["customer", "term_days", "term_months"].map((name) => `own.${name}`),
    "own.first_day",
    "own.final_day",
  ];
  const other = "(known.term_days <> own.term_days OR known.term_months <> own.term_months)";
  const near = gap === null ? "" : ` AND known.start_day - own.final_day <= ${gap}`;
  const ranOn = `own.final_day < ${never} AND ${other}${near} AND known.end_day > own.final_day`;
  const selected = keys.map((key) => `${key} AS ${key.slice(4)}`);
  const from = firstOnly ? "(SELECT * FROM tenure_gaps WHERE gaps = 0) own" : "joined own";
  return {
    name: "tenures",
    comment: "tenures, and whether another interval of the customer ran on when they ended: that is no loss",
    body: `${select([...selected, `MAX(CASE WHEN ${ranOn} THEN 1 ELSE 0 END) AS changed`], `${from}\nJOIN known ON own.customer = known.customer`)}\nGROUP BY ${keys.join(", ")}`,
  };
}

/** The dates of tenures in the calendar, of their ends without the days of grace. */
function dateStep(writer: Writer, { graceDays }: RenewalRule): Step {
  const ended = (more: string) => `CASE WHEN final_day < ${never} THEN final_day${more} END`;
  const graced = ended(graceDays === 0 ? "" : ` - ${graceDays}`);
  return {
    name: "tenure_dates",
    comment:
      "their dates in the calendar: of the start, of the end without the days of grace, and of the day after the end",
    body: select(
      [
        ...["customer", "term_days", "term_months", "changed", "first_day AS start_day"],
        ...[`${ended("")} AS end_day`, `${graced} AS graced_day`, `${ended(" + 1")} AS next_day`],
        ...dateColumns(writer, "first_day", "start"),
        ...dateColumns(writer, graced, "graced"),
        ...dateColumns(writer, ended(" + 1"), "next"),
      ],
      "tenures",
    ),
  };
}

/** Numbers of renewals: the first observed, the last that is over, the one that an end falls to. */
function countStep(writer: Writer, { asOf, observedFrom, graceDays }: RenewalRule): Step {
  const from = observedFrom === null ? null : renewalFrom(writer, knownDate(observedFrom - graceDays));
  const first = from === null ? "1" : `CASE WHEN start_day < ${observedFrom} THEN ${from} + 1 ELSE 1 END`;
  const ended = (value: string) => `CASE WHEN end_day IS NOT NULL THEN ${value} ELSE 0 END`;
  return {
    name: "counted",
    comment:
      "renewals by number: the first observed, the last that is over, that of the end, the last before a change",
    body: select(
      [
        ...["customer", "term_days", "term_months", "changed", "start_day", "end_day", "start_month"],
        `${first} AS first_k`,
        `${renewalFrom(writer, knownDate(asOf - graceDays))} - 1 AS over_k`,
        `${ended(renewalFrom(writer, dateIn("graced")))} AS end_k`,
        `${ended(`${renewalFrom(writer, dateIn("next"))} - 1`)} AS changed_k`,
      ],
      "tenure_dates",
    ),
  };
}

/** What became of each tenure, as `renewalTenures` says it. */
function outcomeStep({ observedFrom, countUnfinished }: RenewalRule): Step {
  const gone =
    observedFrom === null ? "" : `WHEN changed = 1 AND end_day < ${observedFrom} THEN 'leftBefore' `;
  const decided = `end_day IS NOT NULL${countUnfinished ? "" : " AND end_k <= over_k"}`;
  return {
    name: "outcomes",
    comment:
      "what became of each tenure: a loss in a period that is not over waits, unless it is to be counted",
    body: `SELECT *,\n  CASE ${gone}WHEN changed = 1 THEN 'changed' WHEN ${decided} THEN CASE WHEN end_k < first_k THEN 'leftBefore' ELSE 'lost' END WHEN over_k < first_k THEN 'tooRecent' WHEN end_day IS NOT NULL THEN 'undecided' ELSE 'active' END AS outcome,\n  CASE WHEN changed = 0 AND ${decided} THEN end_k ELSE 0 END AS lost_k\nFROM counted`,
  };
}

const periodStep: Step = {
  name: "renewals",
  comment: "renewals survived, and the last period in which each tenure, or one like it, was watched",
  body: "SELECT *,\n  CASE WHEN changed = 1 THEN LEAST(over_k, changed_k) WHEN lost_k > 0 THEN lost_k - 1 ELSE over_k END AS renewals_k,\n  GREATEST(first_k - 1, CASE WHEN changed = 1 THEN LEAST(over_k, changed_k) ELSE GREATEST(over_k, lost_k) END) AS last_k\nFROM outcomes",
};
