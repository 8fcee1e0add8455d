/** Sums and differences of numbers known by their logarithms, without overflow or cancellation. */

/**
 * ln(1 - e^x) for x below 0.
 *
 * @param x - 0 or less.
 * @returns The logarithm: -Infinity at 0, NaN above 0.
 * @see Maechler (2012), "Accurately computing log(1 - exp(-|a|))", equation 7.
 */
export function log1mExp(x: number): number {
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
}

/**
 * ln(e^a + e^b).
 *
 * @param a - Logarithm of the first term; -Infinity stands for 0.
 * @param b - Logarithm of the second term.
 * @returns The logarithm of the sum.
 */
export function logAddExp(a: number, b: number): number {
  if (a === b) return a + Math.LN2;
  const high = Math.max(a, b);
  return high + Math.log1p(Math.exp(Math.min(a, b) - high));
}

/**
 * ln(e^a - e^b) for a of at least b.
 *
 * @param a - Logarithm of the larger term.
 * @param b - Logarithm of the smaller term; -Infinity stands for 0.
 * @returns The logarithm of the difference: -Infinity where a = b, NaN where b is larger.
 */
export function logSubExp(a: number, b: number): number {
  if (b === -Infinity) return a;
  if (a === b) return -Infinity;
  return a + log1mExp(b - a);
}

/**
 * ln Σ e^x over a list.
 *
 * @param logarithms - Logarithms of the terms.
 * @returns The logarithm of the sum; -Infinity for an empty list.
 */
export function logSumExp(logarithms: ArrayLike<number>): number {
  let high = -Infinity;
  for (let i = 0; i < logarithms.length; i++) {
    const x = logarithms[i]!;
    if (Number.isNaN(x)) return Number.NaN;
    if (x > high) high = x;
  }
  if (!Number.isFinite(high)) return high;
  let sum = 0;
  for (let i = 0; i < logarithms.length; i++) sum += Math.exp(logarithms[i]! - high);
  return high + Math.log(sum);
}
