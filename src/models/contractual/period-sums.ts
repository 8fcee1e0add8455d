/** Amounts by period of a customer's life, added up such that no order of the rows changes a bit. */

/** Amounts by period whose sums do not depend on the order in which they arrive. */
export interface Tally {
  /** Sums of whole amounts by period, which lose nothing; longer as later periods arrive. */
  whole: Float64Array;
  /** Fractions by period, and whatever lies beyond the last period that there can be. */
  readonly others: Map<number, number[]>;
}

/** The last period that there can be. */
export const mostPeriods = 100_000;
/** Nothing yet. */
export const newTally = (): Tally => ({ whole: new Float64Array(64), others: new Map() });

/** Adds an amount to a period. */
export function record(tally: Tally, key: number, amount: number): void {
  if (amount === 0) return;
  if (key <= mostPeriods && Number.isSafeInteger(amount)) {
    if (key >= tally.whole.length) {
      const wider = new Float64Array(2 * key);
      wider.set(tally.whole);
      tally.whole = wider;
    }
    tally.whole[key]! += amount;
    return;
  }
  const amounts = tally.others.get(key);
  if (amounts === undefined) tally.others.set(key, [amount]);
  else amounts.push(amount);
}

/** Sorted before they are added, so that no order of the rows changes a bit. */
export function total(amounts: readonly number[]): number {
  return [...amounts].sort((a, b) => a - b).reduce((sum, amount) => sum + amount, 0);
}

/** The sum of each period that has one. */
export function sumsOf({ whole, others }: Tally): (readonly [key: number, sum: number])[] {
  const sums: (readonly [number, number])[] = [];
  for (const [key, sum] of whole.entries()) if (sum > 0 && !others.has(key)) sums.push([key, sum]);
  for (const [key, amounts] of others) sums.push([key, total([...amounts, whole[key] ?? 0])]);
  return sums;
}

/** What the sufficient statistics of contractual data are made of. */
export interface Tallies {
  /** By the number of periods completed before the first one watched. */
  readonly entered: Tally;
  /** By the period of the loss. */
  readonly lost: Tally;
  /** By the last period completed. */
  readonly censored: Tally;
  readonly lostBy: Tally;
}
