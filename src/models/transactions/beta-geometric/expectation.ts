/**
 * What the beta-geometric family expects of a customer who is alive: the sums and integrals that every expectation of
 * its models comes down to, all of positive terms.
 */

import { scaledExponentialIntegral } from "../../../math/exponential-integral.js";
import { countAtLeast } from "../negative-binomial.js";
import type { AliveCustomer } from "./alive-customer.js";
import { betaExpectation } from "./beta-average.js";
import { discountedRegularPurchases } from "./regular-discount.js";

const mostTerms = 5000;

/**
 * Expected purchases within t of a customer alive: for k = 1, E[(1 - e^(-λpt)) / p].
 *
 * The paper's form (a + b - 1)/(a - 1) [1 - (α/(α+t))^r ₂F₁(r, b; a + b - 1; t/(α+t))] cancels for small t, near a = 1 and
 * near a + b = 1. Here it is Σ P(N = i) W(⌊(i + steps)/k⌋), N being negative binomial and W(j) the expected number of
 * purchases among the first j chances: every term is positive. Where that sum is too long, an integral over p.
 */
export function expectedPurchasesAlive(customer: AliveCustomer, t: number): number {
  if (t === 0) return 0;
  const { r, alpha } = customer;
  const mean = (r / alpha) * t;
  const deviation = Math.sqrt(mean * (1 + t / alpha));
  const terms = mean + 8 * deviation + 40 / Math.log1p(alpha / t);
  return terms < mostTerms ? sumOverCounts(customer, t) : integrateOverDropout(customer, t);
}

function sumOverCounts({ r, alpha, a, b, k, steps }: AliveCustomer, t: number): number {
  const z = t / (alpha + t);
  let count = 1; // P(N = i) up to a common factor, which the sum of all of them removes
  let counts = 1;
  let chance = 1; // E[(1 - p)^(j - 1)]
  let chances = 0;
  let purchases = 0; // W(j)
  let sum = 0;
  let step = steps;
  for (let i = 1; ; i++) {
    count *= (z * (r + (i - 1))) / i;
    counts += count;
    if (++step === k) {
      step = 0;
      purchases += chance;
      chance *= (b + chances) / (a + b + chances);
      chances++;
    }
    const term = count * purchases;
    sum += term;
    const growth = purchases > 0 ? 1 + chance / purchases : 2;
    const ratio = (z * (r + i) * growth) / (i + 1);
    if (ratio < 1 && sum > 0 && term * ratio < 1e-17 * sum * (1 - ratio)) return sum / counts;
    // A count that has sunk to nothing before the first purchase cannot come back.
    if (count < 1e-300 && ratio < 1) return sum / counts;
    if (counts > 1e250) {
      count *= 1e-250;
      counts *= 1e-250;
      sum *= 1e-250;
    }
  }
}

function integrateOverDropout(customer: AliveCustomer, t: number): number {
  const { r, alpha, a, b, k } = customer;
  // The expectation differs from its value at p = 0 by p times the number of purchases, or less.
  const flatBelow = 1e-17 / (1 + ((r + 1) * t) / alpha);
  if (k > 1)
    return betaExpectation(a, b, flatBelow, (p, logQ) => expectedPurchasesGiven(p, logQ, customer, t));
  return betaExpectation(a, b, flatBelow, (p) => -Math.expm1(-r * Math.log1p((p * t) / alpha)) / p);
}

/**
 * Expected purchases within t at a known drop-out probability: (1 - E[q^⌊(N + steps)/k⌋]) / p with q = 1 - p. The floor is
 * resolved by the k-th roots of unity, the term that cancels against 1 being taken apart first.
 */
function expectedPurchasesGiven(p: number, logQ: number, customer: AliveCustomer, t: number): number {
  const { r, alpha, k, steps } = customer;
  if (logQ < -0.9) return sumOverPurchases(Math.exp(logQ), customer, t);
  // p itself may be too small for the double that holds it; then so is -logQ.
  const theta = Math.max(-logQ, p) / k;
  let excess = 0; // C₀ - 1, where C₀ = (1/k) Σ e^(sθ)
  for (let s = 1; s < k; s++) excess += Math.expm1(s * theta) / k;
  const base = -theta * steps - r * Math.log1p((-Math.expm1(-theta) * t) / alpha);
  let gain = -excess - (1 + excess) * Math.expm1(base);
  for (let l = 1; l < k; l++) gain -= rootTerm(l, theta, { r, alpha, k, steps }, t);
  return gain / p;
}

/** The same as Σ qⁿ⁻¹ P(N ≥ nk - steps), which is short for small q, where the roots of unity would cancel. */
function sumOverPurchases(q: number, { r, alpha, k, steps }: AliveCustomer, t: number): number {
  let sum = 0;
  let chance = 1;
  for (let n = 1; n < 100; n++) {
    const term = chance * countAtLeast({ r, alpha }, n * k - steps, t);
    sum += term;
    if (term <= 1e-17 * sum) break;
    chance *= q;
  }
  return sum;
}

/** The real part of the term of one root of unity ω: C (ρω)^steps (1 + (1 - ρω) t/α)^-r with ρ = e^-θ. */
function rootTerm(
  l: number,
  theta: number,
  { r, alpha, k, steps }: Pick<AliveCustomer, "r" | "alpha" | "k" | "steps">,
  t: number,
): number {
  const angle = (2 * Math.PI * l) / k;
  const rho = Math.exp(-theta);
  const [x, y] = [1 + ((1 - rho * Math.cos(angle)) * t) / alpha, (-rho * Math.sin(angle) * t) / alpha];
  // C = (1/k) (1 - e^(kθ)) / (1 - e^θ ω^-1).
  const [u, v] = [1 - Math.cos(angle) / rho, Math.sin(angle) / rho];
  const size =
    (-Math.expm1(k * theta) / k / Math.hypot(u, v)) * Math.exp(-theta * steps) * Math.hypot(x, y) ** -r;
  return size * Math.cos(angle * steps - Math.atan2(v, u) - r * Math.atan2(y, x));
}

/**
 * Expected discounted purchases of a customer alive, without end, at a continuous rate: for k = 1 E[λ / (λp + δ)]; at
 * rate 0 it is (a + b - 1)/(a - 1), which needs a above 1.
 */
export function discountedPurchasesAlive(customer: AliveCustomer, rate: number): number {
  const { r, alpha, a, b, k } = customer;
  if (rate === 0) return (a + b - 1) / (a - 1);
  if (k > 1) return discountedRegularPurchases(customer, rate);
  const flatBelow = 1e-17 * Math.min(1, (alpha * rate) / (r + 1));
  return betaExpectation(
    a,
    b,
    flatBelow,
    (p) => (r / p) * scaledExponentialIntegral(r + 1, (alpha * rate) / p),
  );
}
