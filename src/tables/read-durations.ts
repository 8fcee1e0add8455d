/** Reads durations that end with an event or are censored: one row per subject. */
import type { Problems } from "./problems.js";
import { counts, nonNegativeNumbers, readNumbers, readWeights } from "./read-numbers.js";
import type { OpenColumn, OpenTable } from "./table.js";

/** Where durations are found, and which are allowed. */
export interface DurationRule {
  /** Field of the durations; left out, `duration`. */
  readonly duration: unknown;
  /** The column of whether the event happened. */
  readonly event: OpenColumn;
  /** Field of the age at which each came under observation; left out, `entry`, if there is such a field. */
  readonly entry: unknown;
  /** Field of the weights; left out, `weight`, if there is such a field. */
  readonly weight: unknown;
  /** Whether weights are counts, or any amounts of 0 or more. */
  readonly weights: "whole" | "any";
}

/** Durations as columns of one length. */
export interface Durations {
  readonly durations: Float64Array;
  /** 1 where the event happened at the end of the duration, 0 where it had not. */
  readonly events: Uint8Array;
  /** The age from which each was watched; null where all were from the start. */
  readonly entries: Float64Array | null;
  /** The column of the entries, which names them. */
  readonly entryColumn: OpenColumn | null;
  /** How many each row stands for; null for one each. */
  readonly weights: Float64Array | null;
}

/** Reads durations, events, entries and weights; what cannot be read is noted in `problems`. */
export function readDurations(
  table: OpenTable,
  problems: Problems,
  { duration, event, entry, weight, weights }: DurationRule,
): Durations {
  const durations = withoutMinusZero(
    readNumbers(table.column("duration", duration), problems, nonNegativeNumbers),
  );
  const entryColumn = entry === undefined && !table.has("entry") ? null : table.column("entry", entry);
  const entries = entryColumn === null ? null : readNumbers(entryColumn, problems, nonNegativeNumbers);
  const events = readFlags(event, problems);
  // Who left on the day of joining was watched from the age of 0 to the age of 0.
  if (entries !== null)
    for (let i = 0; i < entries.length; i++)
      if (entries[i]! >= durations[i]! && entries[i] !== 0)
        problems.add(entryColumn!.name(i), "must be 0, or below the duration", entryColumn!.at(i));
  return {
    durations,
    events,
    entries,
    entryColumn,
    weights: readWeights(table, problems, weights === "whole" ? counts : nonNegativeNumbers, weight),
  };
}

/** The same times, with 0 for -0, which sorts take for a large number. */
function withoutMinusZero(times: Float64Array): Float64Array {
  for (let i = 0; i < times.length; i++)
    if (times[i] === 0 && Object.is(times[i], -0)) return times.map((each) => each + 0);
  return times;
}

/** Reads whether something happened, as 1 or 0; what is neither is noted in `problems`. */
export function readFlags(column: OpenColumn, problems: Problems): Uint8Array {
  const { length, values } = column;
  const flags = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const flag = values === null ? column.at(i) : values[i];
    if (flag === 1 || flag === true) flags[i] = 1;
    else if (flag !== 0 && flag !== false) problems.add(column.name(i), "must be true, false, 1 or 0", flag);
  }
  return flags;
}
