/**
 * Sums that do not depend on the order of what is added: beside each total stands what rounding has taken from it, so that
 * shuffled events give the same table to the last bit.
 */

/** Totals, and what rounding has taken from each; null where whole numbers are added, from which it takes nothing. */
export interface Sums {
  readonly totals: Float64Array;
  readonly errors: Float64Array | null;
}

/** Opens sums of 0. */
export function createSums(length: number, exact: boolean): Sums {
  return { totals: new Float64Array(length), errors: exact ? new Float64Array(length) : null };
}

/** Adds an amount to a sum, and what rounding takes from it to its error (Knuth's two-sum). */
export function addTo({ totals, errors }: Sums, place: number, amount: number): void {
  const before = totals[place] as number;
  const after = before + amount;
  totals[place] = after;
  if (errors === null) return;
  const added = after - before;
  errors[place] = (errors[place] as number) + (before - (after - added)) + (amount - added);
}

/** The sum at a place, rounded once. */
export function sumAt({ totals, errors }: Sums, place: number): number {
  return (totals[place] as number) + (errors === null ? 0 : (errors[place] as number));
}

/** Sets a sum to 0. */
export function clearSum({ totals, errors }: Sums, place: number): void {
  totals[place] = 0;
  if (errors !== null) errors[place] = 0;
}

/** Puts the errors into the totals. */
export function foldErrors(sums: Sums): void {
  const { totals, errors } = sums;
  for (let place = 0; errors !== null && place < totals.length; place++) {
    totals[place] = sumAt(sums, place);
    errors[place] = 0;
  }
}
