/** The options of functions that count renewals, and their checks. */
import { check, checkChoice, checkCount, checkNonNegative } from "../../errors.js";
import type { TimeInput } from "../../tables/read-times.js";
import type { TableField } from "../../tables/table.js";
import { type SubscriptionOptions, subscriptionOptions } from "../read-subscriptions.js";

/** When a subscription counts as ended: when it ended, when the customer asked, or at the end of the interval in which it ended. */
export type ChurnAt = "end" | "request" | "periodEnd";

/** Where a table of subscriptions keeps its fields, what is observed of it, and which rows count. */
export interface SubscriptionRowOptions<Table> extends SubscriptionOptions<Table> {
  /** End of observation, not included: what starts or ends on that day or later has not happened, but an end on the day itself has. */
  readonly asOf: TimeInput;
  /** Start of observation: periods that began before it are not counted. */
  readonly observedFrom?: TimeInput | undefined;
  /** Field of the plan; read if given, or if there is a field `plan`. */
  readonly plan?: TableField<Table> | undefined;
  /** Field of the cause of the end; read if given, or if there is a field `cause`. */
  readonly cause?: TableField<Table> | undefined;
  /** Field of the time at which the customer asked to leave, null where nobody did; default `canceledAt`. Read with `churnAt: "request"` only. */
  readonly canceledAt?: TableField<Table> | undefined;
  /**
   * When a subscription counts as ended: `"end"` (default), `"request"` (when the customer asked, if that was earlier), or
   * `"periodEnd"` (an end within an interval of the row moves to the end of that interval, which was paid for).
   */
  readonly churnAt?: ChurnAt | undefined;
  /** Rows of amount 0, such as free trials: `"leaveOut"` (default), and count them, or `"count"` them as subscriptions. */
  readonly zeroAmounts?: "leaveOut" | "count" | undefined;
  /** Days between two subscriptions of a customer that still count as one tenure; default 1. Overlapping ones always do. */
  readonly mergeGap?: number | undefined;
}

/** Options of `renewalCohorts` and `renewalTenures`. */
export interface RenewalOptions<Table> extends SubscriptionRowOptions<Table> {
  /** Days after a renewal date in which an end still is a renewal that was not paid (dunning); default 0. */
  readonly graceDays?: number | undefined;
  /**
   * Losses in a period that is not over at `asOf`: `"wait"` (default) until it is, or `"count"` them, which shows those who
   * cancel at once before those who stay and so overstates churn in the last periods.
   */
  readonly unfinished?: "wait" | "count" | undefined;
  /**
   * Customers who come back after a longer gap: `"newTenure"` (default) starts another tenure, `"firstOnly"` leaves it out,
   * `"continue"` goes on with the first, as if the customer had never left.
   */
  readonly winBacks?: "newTenure" | "firstOnly" | "continue" | undefined;
}

/** Names of the options of rows. */
export const subscriptionRowOptions = [
  ...subscriptionOptions,
  ...(["asOf", "observedFrom", "plan", "cause", "canceledAt"] as const),
  ...(["churnAt", "zeroAmounts", "mergeGap"] as const),
] as const;

/** Names of the options of renewals. */
export const renewalOptions = [
  ...subscriptionRowOptions,
  ...(["graceDays", "unfinished", "winBacks"] as const),
] as const;

/** Which rows count and when they end: checked, with defaults. */
export interface RowRules {
  readonly churnAt: ChurnAt;
  readonly zeroAmounts: "leaveOut" | "count";
  readonly graceDays: number;
}

/** Checks the options that say which rows count. */
export function checkRowRules<Table>(where: string, options: RenewalOptions<Table>): RowRules {
  const { churnAt = "end", zeroAmounts = "leaveOut", graceDays = 0, canceledAt } = options;
  checkChoice(where, "churnAt", churnAt, ["end", "request", "periodEnd"]);
  checkChoice(where, "zeroAmounts", zeroAmounts, ["leaveOut", "count"]);
  checkCount(where, "graceDays", graceDays);
  const needed = canceledAt === undefined || churnAt === "request";
  check(needed, where, "canceledAt", 'must be left out unless churnAt is "request"', canceledAt);
  return { churnAt, zeroAmounts, graceDays };
}

/** Checks the gap between two subscriptions of one tenure. */
export function checkMergeGap(where: string, mergeGap: unknown = 1): number {
  checkNonNegative(where, "mergeGap", mergeGap);
  return mergeGap;
}
