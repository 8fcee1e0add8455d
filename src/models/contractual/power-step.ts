/** (n + t)^c - n^c without cancellation, for n and t of 0 or more. */
export function powerStep(n: number, t: number, c: number): number {
  if (n === 0) return t ** c;
  // For t far above n the powers differ by more than rounding; below, their ratio is near 1.
  return t > 2 * n ? (n + t) ** c - n ** c : n ** c * Math.expm1(c * Math.log1p(t / n));
}
