/** From subscriptions to tenures counted in renewals. */
import { checkOptions } from "../../errors.js";
import { asLists } from "../../tables/columns.js";
import type { CustomerId } from "../../tables/read-customers.js";
import type { GroupLabel } from "../../tables/read-labels.js";
import type { TimeUnit } from "../../time.js";
import { type BillingInterval, isoDate, monthName } from "./billing-term.js";
import { type Decided, decideRenewals, type RenewalOutcome, renewalOutcomes } from "./decide-renewals.js";
import { type RenewalOptions, renewalOptions } from "./renewal-options.js";
import { noEnd } from "./subscription-rows.js";

/** One entry per tenure: columns that the contractual models take as they are. */
export interface RenewalTenures {
  /** Length of a period, where all tenures have the same and it has a name; else null. */
  readonly timeUnit: TimeUnit | null;
  /** The customer. */
  readonly customer: readonly CustomerId[];
  /** 1 for the customer's first tenure, 2 for the next, and so on. */
  readonly tenure: Float64Array;
  /** Unit of the billing interval, the largest that it is a whole number of. */
  readonly interval: readonly BillingInterval[];
  /** Number of such units between two renewals. */
  readonly intervalCount: Float64Array;
  /** Plan of the subscription that began the tenure; null where unknown. */
  readonly plan: readonly (GroupLabel | null)[];
  /** First day (local date). */
  readonly start: readonly string[];
  /** Last day (local date); null while it runs. */
  readonly end: readonly (string | null)[];
  /** Month of the first day. */
  readonly cohort: readonly string[];
  /** The first period observed: 1 unless the tenure began before `observedFrom`. */
  readonly firstPeriod: Float64Array;
  /** Renewals survived. */
  readonly renewals: Float64Array;
  /** The renewal at which the tenure was lost, 1 or later; NaN where it was not. */
  readonly lostAt: Float64Array;
  /** What became of it. */
  readonly outcome: readonly RenewalOutcome[];
  /** Cause of the end, of the subscription that ended last; null while it runs, and where unknown. */
  readonly cause: readonly (GroupLabel | null)[];
  /** For the models: periods completed, the last one being that of the loss. */
  readonly duration: Float64Array;
  /** For the models: 1 if it was lost in that period, 0 if it is censored after it. */
  readonly event: Float64Array;
  /** For the models: periods before the first one observed. */
  readonly entry: Float64Array;
  /** For the models: 1, and 0 for tenures that left before they were observed. */
  readonly weight: Float64Array;
}

const where = "renewalTenures";

/**
 * Tenures of customers counted in renewals: how often each renewed, and at which renewal it was lost.
 *
 * Periods are counted by billing dates from the first day of each tenure, not as a length of time: 31 January, 28 or 29
 * February, 31 March. An end on a renewal date or at any time in the period before it is a loss at that renewal. Contractual
 * models take the columns as they are; of several billing intervals fit each by itself (`groupRows`).
 *
 * Formula: B(j) = first day + j intervals; lost at the smallest k of 1 or more with end ≤ B(k) + grace.
 *
 * @param subscriptions - Rows (objects), or columns by name, one entry per subscription: `customer`, `start`, `end` (null
 *   while it runs), perhaps `interval` (`"day"`, `"week"`, `"month"`, the default, `"quarter"`, `"year"`), `intervalCount`,
 *   `plan`, `amount`, `cause`, `canceledAt`.
 * @param options - `asOf`, where the fields are found, and the rules of counting; see `RenewalOptions`.
 * @returns Columns with one entry per tenure, by customer in order of first appearance; `toRows` makes rows of them.
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
 * const tenures = renewalTenures(subscriptions, { asOf: "2024-09-01" });
 * Array.from(tenures.renewals); // => [2, 0, 6]
 * tenures.outcome; // => ["lost", "lost", "active"]
 */
export function renewalTenures<Table extends object>(
  subscriptions: Table,
  options: RenewalOptions<Table>,
): RenewalTenures {
  checkOptions(where, options, renewalOptions);
  const decided = decideRenewals(where, subscriptions, options);
  const { rows, tenures } = decided;
  const { length } = tenures;
  const list = <Value>(of: (place: number) => Value): Value[] => Array.from({ length }, (_, i) => of(i));
  const outcome = list((i) => renewalOutcomes[decided.outcome[i]!]!);
  const ended = (i: number) => tenures.end[i] !== noEnd;
  return asLists({
    timeUnit: timeUnitOf(decided),
    customer: list((i) => rows.ids[tenures.code[i]!]!),
    tenure: Float64Array.from(tenures.number.subarray(0, length)),
    interval: list((i) => rows.terms[tenures.term[i]!]!.interval),
    intervalCount: Float64Array.from({ length }, (_, i) => rows.terms[tenures.term[i]!]!.intervalCount),
    plan: list((i) => rows.plans(tenures.first[i]!)),
    start: list((i) => isoDate(tenures.start[i]!)),
    end: list((i) => (ended(i) ? isoDate(tenures.end[i]!) : null)),
    cohort: list((i) => monthName(decided.month[i]!)),
    firstPeriod: Float64Array.from(decided.firstPeriod),
    renewals: Float64Array.from(decided.renewals),
    lostAt: Float64Array.from(decided.lostAt, (k) => (k === 0 ? Number.NaN : k)),
    outcome,
    cause: list((i) => (ended(i) ? rows.causes(tenures.last[i]!) : null)),
    ...modelColumns(decided, outcome),
  });
}

/** The columns that models read: who left before the first period observed weighs nothing. */
function modelColumns({ firstPeriod, renewals, lostAt }: Decided, outcome: readonly RenewalOutcome[]) {
  const entry = Float64Array.from(firstPeriod, (first) => first - 1);
  return {
    duration: entry.map((before, i) => (outcome[i] === "lost" ? lostAt[i]! : Math.max(before, renewals[i]!))),
    event: entry.map((_, i) => (outcome[i] === "lost" ? 1 : 0)),
    entry,
    weight: entry.map((_, i) => (outcome[i] === "leftBefore" ? 0 : 1)),
  };
}

/** The unit of time of all tenures; null where there are several billing intervals, or one without a name. */
function timeUnitOf({ rows, tenures }: Decided): TimeUnit | null {
  const used = new Set(tenures.term.subarray(0, tenures.length));
  const [only] = used;
  const term = used.size === 1 ? rows.terms[only!]! : null;
  return term !== null && term.intervalCount === 1 ? term.interval : null;
}
