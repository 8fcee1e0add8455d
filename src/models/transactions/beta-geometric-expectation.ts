/**
 * Purchases to be expected from a customer who is alive and has just been given a chance to drop out: the integral
 * that every expectation of the beta-geometric family comes down to.
 */
import { logBeta } from "../../math/gamma.js";
import { integrateUnimodal } from "./unimodal-integral.js";

/** A customer alive now: λ is gamma(r, alpha) and the drop-out probability p is beta(a, b). */
export interface AliveCustomer {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

const mostTerms = 5000;

/**
 * Expected purchases within t: E[(1 - e^(-λpt)) / p].
 *
 * The paper's form (a + b - 1)/(a - 1) [1 - (α/(α+t))^r ₂F₁(r, b; a + b - 1; t/(α+t))] cancels for small t, near a = 1 and
 * near a + b = 1. Here it is Σ P(N = j) W(j), N being negative binomial and W(j) the expected number of purchases among
 * the first j chances: every term is positive. Where that sum is too long, an integral over p of a positive function.
 */
export function expectedPurchasesAlive(customer: AliveCustomer, t: number): number {
  if (t === 0) return 0;
  const { r, alpha } = customer;
  const mean = (r / alpha) * t;
  const deviation = Math.sqrt(mean * (1 + t / alpha));
  const terms = mean + 8 * deviation + 40 / Math.log1p(alpha / t);
  return terms < mostTerms ? sumOverCounts(customer, t) : integrateOverDropout(customer, t);
}

function sumOverCounts({ r, alpha, a, b }: AliveCustomer, t: number): number {
  const z = t / (alpha + t);
  let count = 1; // P(N = j) up to a common factor, which the sum of all of them removes
  let counts = 1;
  let chance = 1; // E[(1 - p)^(j - 1)]
  let purchases = 0; // W(j)
  let sum = 0;
  for (let j = 1; ; j++) {
    count *= (z * (r + j - 1)) / j;
    purchases += chance;
    chance *= (b + j - 1) / (a + b + j - 1);
    counts += count;
    const term = count * purchases;
    sum += term;
    const ratio = (z * (r + j)) / j;
    if (ratio < 1 && term * ratio < 1e-17 * sum * (1 - ratio)) return sum / counts;
    if (counts > 1e250) {
      count *= 1e-250;
      counts *= 1e-250;
      sum *= 1e-250;
    }
  }
}

function integrateOverDropout({ r, alpha, a, b }: AliveCustomer, t: number): number {
  return betaExpectation(a, b, (p) => -Math.expm1(-r * Math.log1p((p * t) / alpha)) / p);
}

/**
 * E[h(p)] for p of a beta(a, b) distribution, h being positive and falling, and logarithmically concave in ln p, as the
 * expectations of this family are.
 */
export function betaExpectation(a: number, b: number, h: (p: number) => number): number {
  const logB = logBeta(a, b);
  const logIntegrand = (y: number): number => {
    // p = 1/(1 + e^-y); the two logarithms are those of p and of 1 - p.
    const logP = y > 0 ? -Math.log1p(Math.exp(-y)) : y - Math.log1p(Math.exp(y));
    const logQ = logP - y;
    return a * logP + b * logQ + Math.log(h(Math.exp(logP))) - logB;
  };
  return Math.exp(integrateUnimodal(logIntegrand, Math.log(a / b)));
}
