/** What counting a cohort table needs: the log, the plan, the clock, and which rows start, return and count how much. */
import type { EventLog } from "../data/event-log.js";
import type { Clock } from "./clock.js";
import type { CohortPlan } from "./table-options.js";
import type { Tally } from "./tally.js";

/** What counting needs to know of each row, beside the log itself. */
export interface EventMarks {
  /** 1 for rows that may start a history; null where every row may. */
  readonly starts: Uint8Array | null;
  /** 1 for rows that count as returns; null where every row does. */
  readonly returns: Uint8Array | null;
  /** Value of each row, where the measure needs one. */
  readonly values: Float64Array | null;
  /** The cohort that a row would start; null where that is its period of the clock, which needs no look at the row. */
  readonly cohortOf: ((row: number) => number) | null;
}

/** One cohort table being counted. */
export interface Counting {
  readonly log: EventLog;
  readonly plan: CohortPlan;
  readonly clock: Clock;
  readonly marks: EventMarks;
  readonly tally: Tally;
}
