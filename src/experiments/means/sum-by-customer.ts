/** Rows of the same customer become one: days, orders or renewals of one customer are alike, and the customer is the unit. */
import { check } from "../../errors.js";
import type { Sample } from "./sample.js";

/** The columns of one table. */
export interface Columns extends Omit<Sample, "customers"> {
  /** The identifier of each row; null where none was asked for. */
  readonly ids: readonly unknown[] | null;
  /** How an error names the customer of a row. */
  readonly nameOf: (i: number) => string;
}

/** Sums outcome and denominator by customer; without a denominator a customer with two rows is refused. */
export function sumByCustomer(where: string, columns: Columns): Columns {
  const { ids, outcome, denominator, weight } = columns;
  if (ids === null) return columns;
  const entryOf = new Map<unknown, number>();
  const entries = ids.map((id, i) => {
    const known = entryOf.get(id);
    if (known === undefined) entryOf.set(id, entryOf.size);
    const once = known === undefined || denominator !== null;
    check(
      once,
      where,
      columns.nameOf(i),
      "must have one row for each customer where there is no denominator",
      id,
    );
    const alone = known === undefined || weight === null;
    check(alone, where, columns.nameOf(i), "must have one row for each customer where rows have weights", id);
    return known ?? entryOf.size - 1;
  });
  if (entryOf.size === ids.length) return columns;
  const [top, bottom] = [new Float64Array(entryOf.size), new Float64Array(entryOf.size)];
  for (const [i, entry] of entries.entries()) {
    top[entry]! += outcome[i]!;
    bottom[entry]! += denominator![i]!;
  }
  return { ...columns, outcome: top, denominator: bottom };
}
