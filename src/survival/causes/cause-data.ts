/** Reads why each ended: voluntary or involuntary, converted or given up. */
import { check, checkSufficient } from "../../errors.js";
import { createProblems } from "../../tables/problems.js";
import { readFlags } from "../../tables/read-durations.js";
import { type GroupLabel, readLabels } from "../../tables/read-labels.js";
import { type OpenColumn, openTable, type TableField } from "../../tables/table.js";
import type { OpenedData } from "../survival-data.js";

/** Where the cause of an end is found. */
export interface CauseFields<Table> {
  /** Field of the cause: a label where the row ended, null where it is censored; default `cause`. */
  readonly cause?: TableField<Table> | undefined;
  /** Field of whether it ended (true or 1) or had not yet (false or 0); read if given, or if there is a field `event`. */
  readonly event?: TableField<Table> | undefined;
  /** Label for ends without a cause, which are refused otherwise: they then are a cause of their own. */
  readonly unknownCause?: GroupLabel | undefined;
}

/** The names of `CauseFields` that are not also fields of durations. */
export const causeFields = ["cause", "unknownCause"] as const;

/** The causes of a table. */
export interface Causes {
  /** The cause of each row; -1 where it is censored. */
  readonly codes: Int32Array;
  /** The label of each cause, in order of first appearance. */
  readonly labels: readonly GroupLabel[];
  /** 1 where the row ended, by any cause. */
  readonly events: Uint8Array;
  /** The events as a column for the reader of durations. */
  readonly eventOf: (opened: OpenedData) => OpenColumn;
}

/** Reads causes and events, which must agree. */
export function readCauses<Table extends object>(
  where: string,
  data: Table,
  { cause, event, unknownCause }: CauseFields<Table>,
): Causes {
  const table = openTable(where, "data", data);
  const problems = createProblems(where);
  const column = table.column("cause", cause);
  const read = readLabels(column, problems);
  const labels = [...read.labels];
  const codes = read.codes;
  if (event !== undefined || table.has("event")) {
    const flags = readFlags(table.column("event", event), problems);
    const known = new Set(labels);
    if (unknownCause !== undefined)
      check(
        !known.has(unknownCause),
        where,
        "unknownCause",
        "must be no cause that is in the data",
        unknownCause,
      );
    for (let i = 0; i < codes.length; i++) {
      const isBlank = column.at(i) === null || column.at(i) === undefined;
      if (flags[i] === 0 && codes[i]! >= 0)
        problems.add(column.name(i), "must be null where the event has not happened", column.at(i));
      else if (flags[i] === 1 && isBlank && unknownCause === undefined)
        problems.add(
          column.name(i),
          "must be a cause where the event has happened, or unknownCause be given",
          column.at(i),
        );
      else if (flags[i] === 1 && isBlank) {
        if (labels.length === read.labels.length) labels.push(unknownCause!);
        codes[i] = read.labels.length;
      }
    }
  } else {
    const rule = "must be left out where there is no field of events";
    check(unknownCause === undefined, where, "unknownCause", rule, unknownCause);
  }
  problems.throwIfAny();
  checkSufficient(codes.length > 0, where, "data", "must have a row or more", 0);
  checkSufficient(labels.length > 0, where, "data", "must have an event with a cause", 0);
  const events = Uint8Array.from(codes, (code) => (code >= 0 ? 1 : 0));
  return { codes, labels, events, eventOf: () => ({ ...column, at: (i) => events[i], values: events }) };
}
