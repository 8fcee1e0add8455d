import { check, checkChoice, checkOptions } from "../errors.js";
import { createProblems } from "../tables/problems.js";
import { finiteNumbers, readNumbers } from "../tables/read-numbers.js";
import { openTable } from "../tables/table.js";

/** Options of `cancelReasons`. */
export interface CancelReasonOptions {
  /** What tells losses apart: `"cause"` (default; voluntary or involuntary), the vendor's `"reason"`, or the customer's `"feedback"`. */
  readonly by?: "cause" | "reason" | "feedback" | undefined;
}

/** Losses for one reason. */
export interface CancelReason {
  /** The cause, reason or feedback; null where none was given. */
  readonly reason: string | null;
  /** Customers lost. */
  readonly customers: number;
  /** Monthly revenue lost, as a positive amount; that of customers who left while they paused is in the pause. */
  readonly revenue: number;
  /** Of all customers lost. */
  readonly shareOfCustomers: number;
  /** Of all revenue lost; null if there was none. */
  readonly shareOfRevenue: number | null;
}

const where = "cancelReasons";

/**
 * Reasons of churn by customers and by revenue, from the movements of `revenueStatements`.
 *
 * Shares of the lost are no risks: of those at risk, the share lost to a cause by a time is `aalenJohansen`'s, and one less the
 * Kaplan-Meier curve of a cause overstates it.
 *
 * @param movements - Rows of `revenueStatements`: kind, change, cause, reason, feedback. Kinds other than `churn` and `churnFromPause` are no losses.
 * @param options - `by`.
 * @returns One row for each reason, most revenue first, then most customers; empty if nobody was lost.
 * @throws {InvalidInputError} If fields are missing or cannot be read.
 *
 * @example
 * const movements = [
 *   { kind: "churn", change: -30, cause: "voluntary" }, { kind: "churn", change: -10, cause: "involuntary" },
 *   { kind: "new", change: 20, cause: null },
 * ];
 * cancelReasons(movements).map(({ reason, customers, shareOfRevenue }) => [reason, customers, shareOfRevenue]);
 * // => [["voluntary", 1, 0.75], ["involuntary", 1, 0.25]]
 */
export function cancelReasons(movements: object, options: CancelReasonOptions = {}): readonly CancelReason[] {
  checkOptions(where, options, ["by"]);
  const { by = "cause" } = options;
  checkChoice(where, "by", by, ["cause", "reason", "feedback"]);
  const table = openTable(where, "movements", movements);
  const problems = createProblems(where);
  const [kinds, reasons] = [table.named("kind"), table.named(by)];
  const changes = readNumbers(table.named("change"), problems, finiteNumbers);
  problems.throwIfAny();
  const lost = new Map<string | null, Loss>();
  let [customers, revenue] = [0, 0];
  for (let i = 0; i < changes.length; i++) {
    if (kinds.at(i) !== "churn" && kinds.at(i) !== "churnFromPause") continue;
    const reason = reasons.at(i) ?? null;
    check(
      reason === null || typeof reason === "string",
      where,
      reasons.name(i),
      "must be text or null",
      reason,
    );
    const row = lost.get(reason) ?? { customers: 0, revenue: 0 };
    row.customers++;
    row.revenue -= changes[i]!;
    lost.set(reason, row);
    customers++;
    revenue -= changes[i]!;
  }
  return shareOut(lost, customers, revenue);
}

interface Loss {
  customers: number;
  revenue: number;
}

function shareOut(
  lost: ReadonlyMap<string | null, Loss>,
  customers: number,
  revenue: number,
): readonly CancelReason[] {
  return [...lost]
    .map(([reason, row]) => ({
      ...{ reason, customers: row.customers, revenue: row.revenue + 0 },
      shareOfCustomers: row.customers / customers,
      shareOfRevenue: revenue > 0 ? row.revenue / revenue : null,
    }))
    .sort((a, b) => b.revenue - a.revenue || b.customers - a.customers);
}
