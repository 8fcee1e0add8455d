/** The discounted purchases of a customer who buys at regular gaps: an average over purchase rates and drop-out probabilities. */
import type { AliveCustomer } from "./alive-customer.js";
import { betaPoints, gammaPoints } from "./beta-average.js";

/**
 * Expected discounted purchases of a customer alive, for k above 1.
 *
 * A gap step is discounted by φ = λ/(λ + δ), the n-th purchase by φ^(nk - steps), and the sum over purchases at a drop-out
 * probability p is φ^(k - steps) / (1 - (1 - p) φ^k). Both averages are trapezoidal sums, which for densities that are smooth
 * in ln λ and in the log-odds of p are exact to rounding at a step of 0.4 standard deviations.
 */
export function discountedRegularPurchases(customer: AliveCustomer, rate: number): number {
  const { r, alpha, a, b, k, steps } = customer;
  const rates = gammaPoints(r, alpha, rate);
  const complements = rates.at.map((v) => -Math.expm1(-k * Math.log1p(rate / Math.exp(v))));
  const least = complements.reduce((low, w) => Math.min(low, w), 1);
  const dropouts = betaPoints(a, b, Math.log(least) - 40);
  let sum = 0;
  for (let i = 0; i < complements.length; i++) {
    const w = complements[i]!;
    let average = 0;
    for (let j = 0; j < dropouts.at.length; j++)
      average += dropouts.weight[j]! / (w + (1 - w) * dropouts.at[j]!);
    sum += rates.weight[i]! * Math.exp((steps - k) * Math.log1p(rate / Math.exp(rates.at[i]!))) * average;
  }
  return sum;
}
