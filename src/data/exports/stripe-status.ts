/** What a subscription of Stripe says of its time: trial, first payment, end, and why. */
import { idOf, momentOf, neededMoment, type ReadObject, textOf, wordOf } from "./read-object.js";
import type { StripeSubscription, StripeSubscriptionItem } from "./stripe-objects.js";

const statuses = [
  "active",
  "past_due",
  "unpaid",
  "canceled",
  "incomplete",
  "incomplete_expired",
  "trialing",
  "paused",
];

/** Why a subscription ended. */
export type StripeCause = "voluntary" | "involuntary" | "unknown";

/** A subscription, read; moments in milliseconds. */
export interface ReadSubscription {
  readonly id: string;
  readonly customer: string;
  readonly status: string;
  /** Whether its first payment never came. */
  readonly incomplete: boolean;
  readonly startDate: number;
  readonly endedAt: number | null;
  readonly canceledAt: number | null;
  readonly trial: readonly [start: number, end: number] | null;
  /** First moment that was or is paid for; null if it never was. */
  readonly firstPaid: number | null;
  readonly state: "active" | "pastDue" | "paused" | "trial" | "ended";
  readonly cause: StripeCause;
  readonly reason: string | null;
  readonly feedback: string | null;
  /** How collection is paused; null where it is not. */
  readonly pause: string | null;
  /** The end under the rule asked for, given that of the paid period (seconds). */
  readonly end: (periodEnd: number | null) => number | null;
  /** A scheduled end. */
  readonly scheduledEnd: (item: StripeSubscriptionItem, subscription: StripeSubscription) => number | null;
}

interface Rules {
  readonly asOf: number;
  readonly churnAt: "end" | "request" | "paidThrough";
}

/** Reads a subscription; notes an unknown status, an end before the start and times that are none. */
export function readStripeSubscription(
  at: ReadObject,
  subscription: StripeSubscription,
  rules: Rules,
): ReadSubscription {
  const { problems, path } = at;
  const status = wordOf(at, "status", subscription.status, statuses);
  textOf(at, "currency", subscription.currency);
  const startDate = neededMoment(at, "start_date", subscription.start_date);
  const endedAt = momentOf(at, "ended_at", subscription.ended_at);
  const canceledAt = momentOf(at, "canceled_at", subscription.canceled_at);
  const trial = readTrial(at, subscription);
  if (endedAt !== null && endedAt < startDate)
    problems.add(`${path}.ended_at`, "must not be before start_date", subscription.ended_at);
  const { reason = null, feedback = null } = subscription.cancellation_details ?? {};
  const pause = subscription.pause_collection?.behavior ?? null;
  if (pause !== null)
    wordOf(at, "pause_collection.behavior", pause, ["void", "mark_uncollectible", "keep_as_draft"]);
  const started = status !== "trialing" && status !== "paused";
  const paid =
    trial === null || (started && trial[1] <= rules.asOf && (endedAt === null || endedAt > trial[1]));
  return {
    ...{ id: subscription.id, customer: idOf(at, "customer", subscription.customer), status, startDate },
    ...{ endedAt, canceledAt, trial, pause, reason, feedback },
    incomplete: status === "incomplete" || status === "incomplete_expired",
    firstPaid: paid ? (trial?.[1] ?? startDate) : null,
    state: stateOf(status, pause),
    cause: causeOf(reason),
    end: (periodEnd) => {
      const end = endUnder(rules, { endedAt, canceledAt, periodEnd });
      // Whoever asked for the end within the trial was a customer for no time.
      return end === null || !paid ? end : Math.max(end, trial?.[1] ?? startDate);
    },
    scheduledEnd(item, { cancel_at, cancel_at_period_end, current_period_end }) {
      const atPeriodEnd =
        cancel_at_period_end === true ? (item.current_period_end ?? current_period_end) : null;
      return momentOf(at, "cancel_at", cancel_at ?? atPeriodEnd);
    },
  };
}

function readTrial(
  at: ReadObject,
  { trial_start, trial_end }: StripeSubscription,
): readonly [number, number] | null {
  const [start, end] = [momentOf(at, "trial_start", trial_start), momentOf(at, "trial_end", trial_end)];
  if (start === null || end === null) return null;
  if (end < start) at.problems.add(`${at.path}.trial_end`, "must not be before trial_start", trial_end);
  return [start, end];
}

function stateOf(status: string, pause: string | null): ReadSubscription["state"] {
  if (status === "canceled" || status === "unpaid") return "ended";
  if (status === "trialing") return "trial";
  if (status === "paused" || (pause !== null && pause !== "keep_as_draft")) return "paused";
  return status === "past_due" ? "pastDue" : "active";
}

/** Stripe's reason as a cause. */
export function causeOf(reason: string | null): StripeCause {
  if (reason === "payment_failed" || reason === "payment_disputed") return "involuntary";
  return reason === "cancellation_requested" ? "voluntary" : "unknown";
}

interface Ends {
  readonly endedAt: number | null;
  readonly canceledAt: number | null;
  /** End of the paid period, in seconds. */
  readonly periodEnd: number | null;
}

/** The end of a subscription under a rule; `request` also ends one that still runs to its scheduled end. */
function endUnder({ churnAt, asOf }: Rules, { endedAt, canceledAt, periodEnd }: Ends): number | null {
  if (churnAt === "request" && canceledAt !== null && canceledAt <= asOf)
    return endedAt === null ? canceledAt : Math.min(canceledAt, endedAt);
  if (churnAt === "paidThrough" && endedAt !== null && periodEnd !== null)
    return Math.max(endedAt, periodEnd * 1000);
  return endedAt;
}
