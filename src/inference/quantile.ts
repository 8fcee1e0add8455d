/** Quantile of ascending numbers by linear interpolation (Hyndman & Fan's type 7); infinite numbers may be among them. */
export function sortedQuantile(ascending: ArrayLike<number>, p: number): number {
  const position = p * (ascending.length - 1);
  const below = Math.floor(position);
  const low = ascending[below]!;
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!;
  // Infinity minus Infinity would be NaN.
  return low === high || position === below ? low : low + (position - below) * (high - low);
}
