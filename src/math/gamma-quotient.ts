/** The quotient of two gamma functions with all its derivatives at once, where no cancellation asks for more care. */
import { asymptoticFrom, polynomial, psiAsymptotic, stirling } from "./gamma.js";

/** The quotient of two gamma functions on the log scale, with what its derivatives are made of. */
export interface GammaQuotient {
  /** ln Γ(x + a) - ln Γ(x). */
  value: number;
  /** ψ(x + a) - ψ(x): its derivative by x. */
  byBase: number;
  /** ψ(x + a): its derivative by a. */
  byStep: number;
}

/** Steps and bases between which the products below neither overflow nor round away what they are asked for. */
const smallest = { base: 1e-100, step: 0.03 } as const;

/** Whether `gammaQuotient` may be asked; elsewhere `logGammaRatio`, `digammaDifference` and `digamma` are right. */
export function hasGammaQuotient(x: number, a: number): boolean {
  return x >= smallest.base && a >= smallest.step && x <= 1e15 && a <= 1e15;
}

/**
 * Fills in the quotient at x and a, each to some units of the last place of the larger of its terms: a small difference of
 * two quotients wants `logBetaRatio` instead.
 *
 * Formula: Stirling's series at a shift of x to 10 or more; the factors and the reciprocals that the shift passes are
 * collected as one fraction each, so that they cost no division and no logarithm.
 *
 * @param x - Base, from 1e-100 to 1e15.
 * @param a - Step, from 0.03 to 1e15.
 * @param withSlopes - Whether the derivatives are wanted.
 * @param out - Where the result is written.
 * @see DLMF 5.11.1, 5.11.2, 5.5.1.
 */
export function gammaQuotient(x: number, a: number, withSlopes: boolean, out: GammaQuotient): void {
  let y = x;
  let lower = 1;
  let upper = 1;
  let lowerSum = 0;
  let upperSum = 0;
  for (; y < asymptoticFrom; y += 1) {
    const z = y + a;
    // Σ 1/y as a fraction over Π y, and the same for z.
    lowerSum = lowerSum * y + lower;
    upperSum = upperSum * z + upper;
    lower *= y;
    upper *= z;
  }
  const z = y + a;
  const v = 1 / y;
  const w = 1 / z;
  const logTop = Math.log(z);
  const logStep = Math.log1p(a * v);
  const remainder = w * polynomial(stirling, w * w) - v * polynomial(stirling, v * v);
  const shifted = a * (logTop - 1) + (y - 0.5) * logStep + remainder;
  out.value = y === x ? shifted : shifted - Math.log(upper / lower);
  if (!withSlopes) return;
  const top = w * (0.5 + w * polynomial(psiAsymptotic, w * w));
  const bottom = v * (0.5 + v * polynomial(psiAsymptotic, v * v));
  out.byStep = logTop - top - upperSum / upper;
  out.byBase = logStep - top + bottom - upperSum / upper + lowerSum / lower;
}
