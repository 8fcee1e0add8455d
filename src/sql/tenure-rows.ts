/** Tenures as rows of their own, or distinct ones with their weights. */
import type { CustomerId } from "../tables/read-customers.js";
import type { GroupLabel } from "../tables/read-labels.js";
import { refusedColumn } from "./event-steps.js";
import type { Selected, SqlQuery, Step, Writer } from "./statement.js";

/** What rows a table of tenures has. */
export interface SqlTenureRows {
  /** `"customers"` (default), one row per tenure; `"durations"`, one per distinct tenure with its `weight`. */
  readonly rows?: "customers" | "durations" | undefined;
}

/** Distinct tenures, read: what survival functions take. */
export interface SqlDurations {
  /** Time from the start to the loss, or as far as it is known. */
  readonly duration: Float64Array;
  /** 1 for a loss, 0 for a tenure that is censored. */
  readonly event: Float64Array;
  /** Number of tenures alike. */
  readonly weight: Float64Array;
  /** Age of the tenure when observation began; only of subscriptions. */
  readonly entry?: Float64Array;
  /** Plan that began the tenure, where its column is named. */
  readonly plan?: readonly (GroupLabel | null)[];
  /** Cause of the end, where its column is named. */
  readonly cause?: readonly (GroupLabel | null)[];
}

/** One row per tenure, read. */
export interface SqlTenures extends Omit<SqlDurations, "weight"> {
  /** The customer. */
  readonly customer: readonly CustomerId[];
  /** 1 for the customer's first tenure, 2 for the first win-back, and so on. */
  readonly tenure: Float64Array;
  /** Start of the tenure, as an ISO instant. */
  readonly startedAt: readonly string[];
  /** The last event, as an ISO instant; only of `lastSeenTenuresSql`. */
  readonly lastSeenAt?: readonly string[];
  /** Monthly amount of the subscriptions that began the tenure, where amounts are read. */
  readonly monthlyAmount?: Float64Array;
  /** Number of subscriptions merged; only of subscriptions. */
  readonly subscriptions?: Float64Array;
}

/** What tenures are read as, by their `rows`. */
export interface TenureResults {
  readonly customers: SqlTenures;
  readonly durations: SqlDurations;
}

const kinds = { duration: "number", entry: "number", event: "count", plan: "label", cause: "label" } as const;

/** One row per distinct tenure, by the columns that survival functions read. */
export function groupedDurations(
  writer: Writer,
  steps: readonly Step[],
  names: readonly (keyof typeof kinds)[],
): SqlQuery<object> {
  const grouped: Step = {
    name: "distinct_tenures",
    comment: "tenures alike are one row with their number as weight",
    body: `SELECT ${names.join(", ")}, COUNT(*) AS weight\nFROM tenures\nGROUP BY ${names.join(", ")}`,
  };
  const columns = names.map((name): Selected => {
    const kind = kinds[name];
    return { name, kind, expression: name, nullable: kind === "label" };
  });
  const weight: Selected = { name: "weight", kind: "count", expression: "weight" };
  const from = "distinct_tenures\nCROSS JOIN refused";
  return writer.finish(
    "one row per distinct tenure",
    [...steps, grouped],
    [...columns, weight, refusedColumn],
    from,
  );
}
