/** Tenures as rows of their own, or distinct ones with their weights. */
import { refusedColumn } from "./event-steps.js";
import type { Selected, SqlQuery, Step, Writer } from "./statement.js";

/** What rows a table of tenures has. */
export interface SqlTenureRows {
  /** `"customers"` (default), one row per tenure; `"durations"`, one per distinct tenure with its `weight`. */
  readonly rows?: "customers" | "durations" | undefined;
}

const kinds = { duration: "number", entry: "number", event: "count", plan: "label", cause: "label" } as const;

/** One row per distinct tenure, by the columns that survival functions read. */
export function groupedDurations(
  writer: Writer,
  steps: readonly Step[],
  names: readonly (keyof typeof kinds)[],
): SqlQuery {
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
