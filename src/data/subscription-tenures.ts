/** From subscriptions to tenures: how long each customer stayed, as durations with censoring and delayed entry. */
import { check, checkChoice, checkNonNegative, checkOptions, checkSufficient } from "../errors.js";
import { asLists } from "../tables/columns.js";
import { elapsed } from "../tables/elapsed.js";
import type { Problems } from "../tables/problems.js";
import type { CustomerId } from "../tables/read-customers.js";
import { type GroupLabel, readLabels } from "../tables/read-labels.js";
import type { TimeInput } from "../tables/read-times.js";
import type { OpenColumn, TableField } from "../tables/table.js";
import { checkTimeUnit, lengthInDays, type TimeUnit } from "../time.js";
import { type CurrencyOptions, convertAmounts, currencyOptions } from "./currencies.js";
import { rowsByCustomer } from "./event-log.js";
import {
  optionalColumn,
  readSubscriptions,
  type SubscriptionOptions,
  type Subscriptions,
  subscriptionOptions,
} from "./read-subscriptions.js";

/** Options of `subscriptionTenures`. */
export interface SubscriptionTenureOptions<Table> extends SubscriptionOptions<Table>, CurrencyOptions<Table> {
  /** End of observation: what starts or ends later has not happened yet. */
  readonly asOf: TimeInput;
  /** What happens to subscriptions that start after `asOf`: `"refuse"` (default) or `"leaveOut"`. */
  readonly startsAfterAsOf?: "refuse" | "leaveOut" | undefined;
  /** Rows of amount 0, such as free trials: `"leaveOut"` (default), and count them, or `"count"` them as subscriptions. */
  readonly zeroAmounts?: "leaveOut" | "count" | undefined;
  /** Field of the plan; read if given, or if there is a field `plan`. */
  readonly plan?: TableField<Table> | undefined;
  /** Field of the cause of the end (voluntary or involuntary, say); read if given, or if there is a field `cause`. */
  readonly cause?: TableField<Table> | undefined;
  /** Unit of the durations; default `month` (30.4375 days). */
  readonly timeUnit?: TimeUnit | undefined;
  /** Start of observation: tenures that ended before it are unknown, those that began before it enter late. */
  readonly observedFrom?: TimeInput | undefined;
  /** Days between two subscriptions of a customer that still count as one tenure; default 1. Overlapping ones always do. */
  readonly mergeGap?: number | undefined;
  /**
   * Customers who come back after a longer gap: `"newTenure"` (default) starts another tenure, `"firstOnly"` drops it,
   * `"continue"` ignores gaps, so that the tenure runs from the first start to the last end.
   */
  readonly winBacks?: "newTenure" | "firstOnly" | "continue" | undefined;
}

/** One entry per tenure: columns that survival functions take as they are. */
export interface SubscriptionTenures {
  /** Unit of `duration` and `entry`. */
  readonly timeUnit: TimeUnit;
  /** End of observation, as an ISO instant. */
  readonly asOf: string;
  /** Start of observation, as an ISO instant; null where everything since each start was observed. */
  readonly observedFrom: string | null;
  /** Rows left out: their amount is 0, or they start after `asOf`. */
  readonly leftOut: number;
  /** The customer. */
  readonly customer: readonly CustomerId[];
  /** 1 for the customer's first tenure, 2 for the first win-back, and so on. */
  readonly tenure: Float64Array;
  /** Start of the tenure, as an ISO instant. */
  readonly startedAt: readonly string[];
  /** Time from the start to the end, or to the end of observation. */
  readonly duration: Float64Array;
  /** 1 if the tenure ended by `asOf`, 0 if it is censored. */
  readonly event: Float64Array;
  /** Age of the tenure when observation began: 0 unless it began before `observedFrom`. */
  readonly entry: Float64Array;
  /** Cause of the end, of the subscription that ended last; null for censored tenures and unknown causes. */
  readonly cause: readonly (GroupLabel | null)[];
  /** Plan of the subscription that began the tenure; null where unknown. */
  readonly plan: readonly (GroupLabel | null)[];
  /** Monthly amount of the subscriptions that began the tenure; NaN where there are no amounts. */
  readonly monthlyAmount: Float64Array;
  /** Number of subscriptions merged into the tenure. */
  readonly subscriptions: Float64Array;
}

interface Tenure {
  readonly code: number;
  readonly number: number;
  readonly start: number;
  /** Infinity while it runs. */
  end: number;
  cause: GroupLabel | null;
  readonly plan: GroupLabel | null;
  monthly: number;
  subscriptions: number;
}

const where = "subscriptionTenures";
const day = 86_400_000;

/**
 * Tenures of customers from their subscriptions: durations with an event or censoring, ready for survival curves.
 *
 * A customer's subscriptions that overlap, or follow each other within `mergeGap` days, are one tenure: changing plan is
 * not churn. Tenures that began before `observedFrom` are known only because they lasted until then; their `entry` must
 * go into the survival function, or early churn is understated. Days are counted by the local clock, so that a day across
 * a change of daylight saving is one day. A free trial is no tenure: rows of amount 0 are left out unless `zeroAmounts` says otherwise.
 *
 * Formula: duration = min(end, asOf) - start; event = 1 if end ≤ asOf; entry = max(0, observedFrom - start).
 *
 * @param subscriptions - Rows (objects), or columns by name, one entry per subscription, with start and end.
 * @param options - Where the fields are found, the window of observation, the unit, the rules of merging, and `exchangeRates`
 *   (by month, that of the start) where amounts are in several currencies.
 * @returns Columns with one entry per tenure, by customer in order of first appearance; `toRows` makes rows of them.
 * @throws {InvalidInputError} If rows cannot be read (the first ten are named), an end is before its start, an identifier
 *   occurs twice, or a start is after `asOf`.
 * @throws {InsufficientDataError} If there is no subscription, or none was observed.
 *
 * @example
 * const subscriptions = [
 *   { customer: "ann", start: "2024-01-01", end: "2024-03-01", plan: "basic" },
 *   { customer: "ann", start: "2024-03-01", end: null, plan: "pro" },
 *   { customer: "bob", start: "2024-01-11", end: "2024-01-31", plan: "basic" },
 * ];
 * const tenures = subscriptionTenures(subscriptions, { asOf: "2024-04-01", timeUnit: "day" });
 * tenures.customer; // => ["ann", "bob"]
 * Array.from(tenures.duration); // => [91, 20]
 * Array.from(tenures.event); // => [0, 1]
 */
export function subscriptionTenures<Table extends object>(
  subscriptions: Table,
  options: SubscriptionTenureOptions<Table>,
): SubscriptionTenures {
  checkOptions(where, options, [
    ...subscriptionOptions,
    ...currencyOptions,
    "asOf",
    "startsAfterAsOf",
    "zeroAmounts",
    "plan",
    "cause",
    "timeUnit",
    "observedFrom",
    "mergeGap",
    "winBacks",
  ]);
  const read = readObserved(subscriptions, options);
  const { timeUnit = "month", mergeGap = 1, winBacks = "newTenure" } = options;
  checkTimeUnit(where, "timeUnit", timeUnit);
  checkNonNegative(where, "mergeGap", mergeGap);
  checkChoice(where, "winBacks", winBacks, ["newTenure", "firstOnly", "continue"]);
  const { zone, asOf } = read;
  const from = options.observedFrom === undefined ? null : read.time("observedFrom", options.observedFrom);
  const rule = `must be before asOf (${new Date(asOf).toISOString()})`;
  check(from === null || from < asOf, where, "observedFrom", rule, options.observedFrom);
  const gap = winBacks === "continue" ? Number.POSITIVE_INFINITY : mergeGap * day;
  const tenures = mergeTenures(read, gap)
    .filter((tenure) => winBacks !== "firstOnly" || tenure.number === 1)
    .filter((tenure) => from === null || tenure.end > from);
  checkSufficient(
    tenures.length > 0,
    where,
    "subscriptions",
    "must hold a tenure that lasted into the time observed",
    0,
  );
  const unit = lengthInDays(timeUnit) * day;
  const column = (of: (tenure: Tenure) => number) => Float64Array.from(tenures, of);
  return asLists({
    timeUnit,
    asOf: new Date(asOf).toISOString(),
    observedFrom: from === null ? null : new Date(from).toISOString(),
    leftOut: read.leftOut,
    customer: tenures.map(({ code }) => read.ids[code] as CustomerId),
    tenure: column(({ number }) => number),
    startedAt: tenures.map(({ start }) => new Date(start).toISOString()),
    duration: column(({ start, end }) => elapsed(zone, start, Math.min(end, asOf), timeUnit) / unit),
    event: column(({ end }) => (end <= asOf ? 1 : 0)),
    entry: column(({ start }) =>
      from === null || start >= from ? 0 : elapsed(zone, start, from, timeUnit) / unit,
    ),
    cause: tenures.map(({ end, cause }) => (end <= asOf ? cause : null)),
    plan: tenures.map(({ plan }) => plan),
    monthlyAmount: column(({ monthly }) => monthly),
    subscriptions: column((tenure) => tenure.subscriptions),
  });
}

interface ObservedSubscriptions extends Subscriptions {
  readonly plans: readonly (GroupLabel | null)[] | null;
  readonly causes: readonly (GroupLabel | null)[] | null;
  readonly asOf: number;
  readonly leftOut: number;
}

/** Reads subscriptions as they were known at the end of observation: later ends have not happened, later starts have no code. */
function readObserved<Table>(
  subscriptions: unknown,
  options: SubscriptionTenureOptions<Table>,
): ObservedSubscriptions {
  const read = readSubscriptions(where, subscriptions, options);
  const { table, problems, codes, starts, startColumn, ends } = read;
  const asOf = read.time("asOf", options.asOf);
  const { startsAfterAsOf = "refuse", zeroAmounts = "leaveOut" } = options;
  checkChoice(where, "startsAfterAsOf", startsAfterAsOf, ["refuse", "leaveOut"]);
  checkChoice(where, "zeroAmounts", zeroAmounts, ["leaveOut", "count"]);
  for (let i = 0; i < starts.length; i++) {
    if ((ends[i] as number) > asOf) ends[i] = Number.POSITIVE_INFINITY;
    if (zeroAmounts === "leaveOut" && read.monthly?.[i] === 0) codes[i] = -1;
    if (!((starts[i] as number) > asOf)) continue;
    const rule = `must not be after asOf (${new Date(asOf).toISOString()})`;
    if (startsAfterAsOf === "refuse") problems.add(startColumn.name(i), rule, startColumn.at(i));
    codes[i] = -1;
  }
  const plans = readOptionalLabels(optionalColumn(table, "plan", options.plan), problems);
  const causes = readOptionalLabels(optionalColumn(table, "cause", options.cause), problems);
  problems.throwIfAny();
  const { monthly } = read;
  const { currency, exchangeRates } = options;
  const withRates = currency !== undefined || exchangeRates !== undefined;
  const rates = "must be left out where there are no amounts";
  check(monthly !== null || !withRates, where, "exchangeRates", rates, exchangeRates ?? currency);
  const converted = monthly && convertAmounts(table, options, problems, { amounts: monthly, times: starts });
  const left = codes.filter((code) => code >= 0).length;
  checkSufficient(left > 0, where, "subscriptions", "must hold a start at or before asOf", 0);
  return { ...read, monthly: converted, plans, causes, asOf, leftOut: codes.length - left };
}

function readOptionalLabels(column: OpenColumn | null, problems: Problems): (GroupLabel | null)[] | null {
  if (column === null) return null;
  const { codes, labels } = readLabels(column, problems);
  return Array.from(codes, (code) => labels[code] ?? null);
}

/** Merges each customer's subscriptions, by time of their start, into tenures. */
function mergeTenures(read: ObservedSubscriptions, gap: number): Tenure[] {
  const { codes, ids, starts, ends, plans, causes, monthly, zone } = read;
  const { starts: bounds, order } = rowsByCustomer(codes, ids.length);
  const tenures: Tenure[] = [];
  for (let code = 0; code < ids.length; code++) {
    const rows = Array.from(order.subarray(bounds[code], bounds[code + 1]));
    rows.sort((a, b) => compareRows(read, a, b));
    let open: Tenure | null = null;
    for (const row of rows) {
      const [start, end] = [starts[row] as number, ends[row] as number];
      const amount = monthly === null ? Number.NaN : (monthly[row] as number);
      if (open !== null && (start <= open.end || elapsed(zone, open.end, start, "day") <= gap)) {
        if (end >= open.end) {
          open.end = end;
          open.cause = causes?.[row] ?? null;
        }
        if (start === open.start) open.monthly += amount;
        open.subscriptions += 1;
        continue;
      }
      open = {
        code,
        number: open === null ? 1 : open.number + 1,
        start,
        end,
        cause: causes?.[row] ?? null,
        plan: plans?.[row] ?? null,
        monthly: amount,
        subscriptions: 1,
      };
      tenures.push(open);
    }
  }
  return tenures;
}

/**
 * By start, of those that start together by end, and of those alike by the names of plan and cause, so that the order of
 * the rows plays no part.
 */
function compareRows({ starts, ends, plans, causes }: ObservedSubscriptions, a: number, b: number): number {
  const [start, end] = [starts[a]! - starts[b]!, ends[a]! < ends[b]! ? -1 : ends[a]! > ends[b]! ? 1 : 0];
  return start || end || compareLabels(plans, a, b) || compareLabels(causes, a, b);
}

function compareLabels(labels: readonly (GroupLabel | null)[] | null, a: number, b: number): number {
  const [first, second] = [String(labels?.[a]), String(labels?.[b])];
  return first < second ? -1 : first > second ? 1 : 0;
}
