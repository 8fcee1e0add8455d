/** From subscriptions to losses by renewal, cohort by cohort: what the contractual models are fitted to. */
import { checkOptions } from "../../errors.js";
import type { TimeUnit } from "../../time.js";
import { type BillingInterval, type BillingTerm, monthName } from "./billing-term.js";
import { type Decided, decideRenewals, type RenewalOutcome, renewalOutcomes } from "./decide-renewals.js";
import { type RenewalOptions, renewalOptions } from "./renewal-options.js";

/** Losses by renewal of the customers who started in one month, with one billing interval, and were watched as long. */
export interface RenewalCohort {
  /** Month of the first day, such as `2024-03`. */
  readonly cohort: string;
  /** Unit of the billing interval, the largest that it is a whole number of. */
  readonly interval: BillingInterval;
  /** Number of such units between two renewals. */
  readonly intervalCount: number;
  /** Length of a period: the interval where its count is 1; null for an interval without a name, such as two weeks. */
  readonly timeUnit: TimeUnit | null;
  /** The first period observed, 1 or later. */
  readonly firstPeriod: number;
  /** Customers lost at renewal `firstPeriod`, at the next one, and so on. */
  readonly lostByPeriod: readonly number[];
  /** Customers still there after the last of these renewals, those whose last renewal is not decided among them. */
  readonly stillActive: number;
}

/** Renewals of one billing interval in one period, over all cohorts. */
export interface RenewalPeriod {
  /** Unit of the billing interval. */
  readonly interval: BillingInterval;
  /** Number of such units between two renewals. */
  readonly intervalCount: number;
  /** Number of the renewal: 1 or later. */
  readonly period: number;
  /** Customers who came up for this renewal. */
  readonly atRisk: number;
  /** Of those, lost. */
  readonly lost: number;
  /** Of those, renewed. */
  readonly renewed: number;
  /** Share that renewed; null where nobody was at risk. */
  readonly retention: number | null;
}

/** Losses by renewal, and what became of every tenure. */
export interface RenewalCohorts {
  /** One entry for each billing interval, month of start and length of observation. Fit those of one interval. */
  readonly cohorts: readonly RenewalCohort[];
  /** Renewal rates by period over all cohorts of an interval. */
  readonly byPeriod: readonly RenewalPeriod[];
  /** Number of tenures by what became of them. */
  readonly outcomes: Readonly<Record<RenewalOutcome, number>>;
  /** Rows left out: they start on or after `asOf`, or their amount is 0. */
  readonly leftOut: number;
}

const where = "renewalCohorts";

/**
 * Losses by renewal from subscriptions: cohorts in the shape that every contractual model takes.
 *
 * Rows of a customer that follow each other are one tenure; its renewals are counted by billing dates from its first day. A
 * change of the billing interval is no loss, and a loss in a period that is not over waits, since those who stay do not show
 * early. Customers whose first periods were not observed enter late (`firstPeriod`). Fit the cohorts of one billing interval
 * at a time: a month and a year are different decisions.
 *
 * Formula: B(j) = first day + j intervals; lost at the smallest k of 1 or more with end ≤ B(k) + grace; period j counts if
 * B(j - 1) + grace ≥ observedFrom (first day for j = 1) and B(j) + grace < asOf.
 *
 * @param subscriptions - Rows (objects), or columns by name, one entry per subscription: `customer`, `start`, `end` (null
 *   while it runs), perhaps `interval` (`"day"`, `"week"`, `"month"`, the default, `"quarter"`, `"year"`), `intervalCount`,
 *   `plan`, `amount`, `cause`, `canceledAt`.
 * @param options - `asOf`, where the fields are found, and the rules of counting; see `RenewalOptions`.
 * @returns Cohorts by interval and month of start, retention by period, the outcomes of all tenures.
 * @throws {InvalidInputError} If rows cannot be read (the first ten are named), an end is before its start, or an identifier
 *   occurs twice.
 * @throws {InsufficientDataError} If there is no subscription.
 * @see Stripe, "Set the billing cycle date" (documentation; renewals on the 29th to 31st).
 *
 * @example
 * const subscriptions = [
 *   { customer: "a", start: "2024-01-15", end: "2024-04-15" },
 *   { customer: "b", start: "2024-01-31", end: "2024-02-29" },
 *   { customer: "c", start: "2024-02-01", end: null },
 * ];
 * const { cohorts } = renewalCohorts(subscriptions, { asOf: "2024-09-01" });
 * cohorts[0]?.lostByPeriod; // => [1, 0, 1, 0, 0, 0, 0]
 * geometric.fit(cohorts).parameters.theta; // ≈ 0.2
 */
export function renewalCohorts<Table extends object>(
  subscriptions: Table,
  options: RenewalOptions<Table>,
): RenewalCohorts {
  checkOptions(where, options, renewalOptions);
  const decided = decideRenewals(where, subscriptions, options);
  const groups = groupTenures(decided);
  const counts = new Int32Array(renewalOutcomes.length);
  for (const outcome of decided.outcome) counts[outcome]!++;
  return {
    cohorts: groups.map(describeCohort),
    byPeriod: sumByPeriod(groups),
    outcomes: Object.fromEntries(renewalOutcomes.map((name, i) => [name, counts[i]!])) as Record<
      RenewalOutcome,
      number
    >,
    leftOut: decided.rows.leftOut,
  };
}

interface Group {
  readonly term: BillingTerm;
  readonly month: number;
  readonly firstPeriod: number;
  readonly lastPeriod: number;
  readonly lost: number[];
  active: number;
}

/** Tenures of one interval, month, first and last period together, in that order. */
function groupTenures({ rows, tenures, firstPeriod, lastPeriod, lostAt, outcome, month }: Decided): Group[] {
  const groups = new Map<number, Group>();
  const [lost, leftBefore] = [renewalOutcomes.indexOf("lost"), renewalOutcomes.indexOf("leftBefore")];
  const months = largest(month) + 1;
  const firsts = largest(firstPeriod) + 1;
  const lasts = largest(lastPeriod) + 1;
  for (let i = 0; i < outcome.length; i++) {
    if (outcome[i] === leftBefore) continue;
    const [first, last] = [firstPeriod[i]!, lastPeriod[i]!];
    const key = ((tenures.term[i]! * months + month[i]!) * firsts + first) * lasts + last;
    let group = groups.get(key);
    if (group === undefined) {
      const length = Math.max(0, last - first + 1);
      const term = rows.terms[tenures.term[i]!]!;
      group = {
        ...{ term, month: month[i]!, firstPeriod: first, lastPeriod: last },
        ...{ lost: new Array<number>(length).fill(0), active: 0 },
      };
      groups.set(key, group);
    }
    if (outcome[i] === lost) group.lost[lostAt[i]! - first]!++;
    else group.active++;
  }
  return [...groups.values()].sort(compareGroups);
}

function largest(column: Int32Array): number {
  let most = 0;
  for (const value of column) if (value > most) most = value;
  return most;
}

function compareGroups(a: Group, b: Group): number {
  if (a.term.interval !== b.term.interval) return a.term.interval < b.term.interval ? -1 : 1;
  return (
    a.term.intervalCount - b.term.intervalCount ||
    a.month - b.month ||
    a.firstPeriod - b.firstPeriod ||
    a.lastPeriod - b.lastPeriod
  );
}

function describeCohort({ term, month, firstPeriod, lost, active }: Group): RenewalCohort {
  const { interval, intervalCount } = term;
  return {
    ...{ cohort: monthName(month), interval, intervalCount },
    timeUnit: intervalCount === 1 ? interval : null,
    ...{ firstPeriod, lostByPeriod: lost, stillActive: active },
  };
}

/** At risk and lost by interval and period, over the groups of each interval. */
function sumByPeriod(groups: readonly Group[]): RenewalPeriod[] {
  const byTerm = new Map<BillingTerm, { atRisk: number[]; lost: number[] }>();
  for (const { term, firstPeriod, lost, active } of groups) {
    const sums = byTerm.get(term) ?? { atRisk: [], lost: [] };
    byTerm.set(term, sums);
    let present = active;
    for (let i = lost.length - 1; i >= 0; i--) {
      const period = firstPeriod + i;
      present += lost[i]!;
      sums.atRisk[period] = (sums.atRisk[period] ?? 0) + present;
      sums.lost[period] = (sums.lost[period] ?? 0) + lost[i]!;
    }
  }
  return [...byTerm].flatMap(([{ interval, intervalCount }, { atRisk, lost }]) =>
    Array.from({ length: Math.max(0, atRisk.length - 1) }, (_, i) => {
      const [risk, gone] = [atRisk[i + 1] ?? 0, lost[i + 1] ?? 0];
      const retention = risk === 0 ? null : (risk - gone) / risk;
      return {
        interval,
        intervalCount,
        period: i + 1,
        atRisk: risk,
        lost: gone,
        renewed: risk - gone,
        retention,
      };
    }),
  );
}
