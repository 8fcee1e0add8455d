/** The likelihood of average spend under the gamma-gamma model, with its gradient. */
import { digammaDifference, logBeta } from "../../math/gamma.js";

/** Distinct pairs of frequency and average spend, with the number of customers who share each. */
export interface SpendRows {
  readonly frequency: Float64Array;
  readonly monetaryValue: Float64Array;
  readonly weight: Float64Array;
}

/** Log-density of the average m of x transactions. */
export function spendLogDensity(
  { p, q, gamma }: { readonly p: number; readonly q: number; readonly gamma: number },
  x: number,
  m: number,
): number {
  const total = x * m;
  return -logBeta(p * x, q) - q * Math.log1p(total / gamma) - p * x * Math.log1p(gamma / total) - Math.log(m);
}

/** Log-likelihood at (p, q, gamma); gamma functions are evaluated once per distinct frequency. */
export function spendLikelihood({ frequency, monetaryValue, weight }: SpendRows) {
  return (parameters: Float64Array, gradient?: Float64Array): number => {
    const [p, q, gamma] = parameters as unknown as [number, number, number];
    const byFrequency = new Map<number, readonly [number, number, number]>();
    let sum = 0;
    let [byP, byQ, byGamma] = [0, 0, 0];
    for (let i = 0; i < frequency.length; i++) {
      const [x, m, w] = [frequency[i]!, monetaryValue[i]!, weight[i]!];
      let known = byFrequency.get(x);
      if (known === undefined) {
        known = [logBeta(p * x, q), digammaDifference(p * x, q), digammaDifference(q, p * x)];
        byFrequency.set(x, known);
      }
      const total = x * m;
      const logLow = Math.log1p(gamma / total);
      const logHigh = Math.log1p(total / gamma);
      sum -= w * (known[0] + q * logHigh + p * x * logLow + Math.log(m));
      byP += w * x * (known[1] - logLow);
      byQ += w * (known[2] - logHigh);
      byGamma += (w * x * (q * m - p * gamma)) / (gamma * (gamma + total));
    }
    if (gradient !== undefined) {
      gradient[0]! += byP;
      gradient[1]! += byQ;
      gradient[2]! += byGamma;
    }
    return sum;
  };
}
