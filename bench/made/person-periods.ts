/** Made customers as rows of one month each, with three covariates. */
import { createRandom } from "../../src/math/random.js";

/** Columns of a person-period table. */
export interface PersonPeriods {
  readonly [column: string]: Float64Array;
}

/**
 * A table of customers followed for at most twelve months: a price, a flag for the yearly plan, and usage, which stays as it was
 * or changes from month to month.
 */
export function makePersonPeriods(rows: number, usageOf: "customer" | "month"): PersonPeriods {
  const random = createRandom(12);
  const names = ["entry", "duration", "event", "price", "yearly", "usage"] as const;
  const columns = Object.fromEntries(names.map((name) => [name, new Float64Array(rows)]));
  let i = 0;
  while (i < rows) {
    const price = 10 + 20 * random.next();
    const yearly = random.next() < 0.4 ? 1 : 0;
    const level = 3 * random.next();
    for (let t = 1; t <= 12 && i < rows; t++) {
      const usage = usageOf === "month" ? level + random.next() : level;
      const eta = -3 - 0.3 * Math.log(t) + 0.03 * price - 0.5 * yearly - 0.2 * usage;
      const lost = random.next() < -Math.expm1(-Math.exp(eta)) ? 1 : 0;
      const row = { entry: t - 1, duration: t, event: lost, price, yearly, usage };
      for (const name of names) columns[name]![i] = row[name];
      i++;
      if (lost === 1) break;
    }
  }
  return columns;
}
