/** The likelihood of average spend under the gamma-gamma model, with its gradient. */
import {
  asymptoticFrom,
  digammaDifference,
  log1pMinusX,
  logBeta,
  polynomial,
  psiAsymptotic,
  stirlingRemainder,
} from "../../math/gamma.js";

import { type RowRange, rangesOf, sumParts } from "../../pieces.js";

/** Distinct pairs of frequency and average spend, with the number of customers who share each. */
export interface SpendRows {
  readonly frequency: Float64Array;
  readonly monetaryValue: Float64Array;
  readonly weight: Float64Array;
}

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/** ln of u^a v^b / B(a, b) at u = a/(a + b), v = b/(a + b): of large a and b nothing cancels. */
function logPeak(a: number, b: number): number {
  const [p, q] = a < b ? [a, b] : [b, a];
  if (p < asymptoticFrom) return -logBeta(a, b) - p * Math.log1p(q / p) - q * Math.log1p(p / q);
  const remainders = stirlingRemainder(a + b) - stirlingRemainder(a) - stirlingRemainder(b);
  return 0.5 * (Math.log(p) - Math.log1p(p / q)) - halfLogTwoPi + remainders;
}

/** ψ(x) - ln x for large x. */
function digammaRemainder(x: number): number {
  return -1 / (2 * x) - polynomial(psiAsymptotic, 1 / (x * x)) / (x * x);
}

/** The slope of `logPeak` by a: ψ(a + b) - ψ(a) - ln(1 + b/a). */
function peakSlope(a: number, b: number): number {
  if (a < asymptoticFrom) return digammaDifference(a, b) - Math.log1p(b / a);
  return digammaRemainder(a + b) - digammaRemainder(a);
}

/** A total z of spends beside what a, b and γ expect, with u = z/(γ + z), v = 1 - u, p = a/(a + b), q = b/(a + b). */
interface Away {
  /** ln(u/p). */
  readonly low: number;
  /** ln(v/q). */
  readonly high: number;
  /** a ln(u/p) + b ln(v/q). */
  readonly both: number;
  /** Of the slope of `both` by γ, the factor of 1/γ: (b z - a γ) / (γ + z). */
  readonly ahead: number;
}

/** Near what is expected the terms of first order, which cancel, are left out. */
function awayFrom(a: number, b: number, gamma: number, total: number): Away {
  const ahead = (total * b - gamma * a) / (gamma + total);
  const [x, y] = [ahead / a, -ahead / b];
  if (Math.abs(x) < 0.5 && Math.abs(y) < 0.5)
    return { low: Math.log1p(x), high: Math.log1p(y), both: a * log1pMinusX(x) + b * log1pMinusX(y), ahead };
  const low = Math.abs(x) < 0.5 ? Math.log1p(x) : Math.log1p(b / a) - Math.log1p(gamma / total);
  const high = Math.abs(y) < 0.5 ? Math.log1p(y) : Math.log1p(a / b) - Math.log1p(total / gamma);
  return { low, high, both: a * low + b * high, ahead };
}

/** Log-density of the average m of x transactions. */
export function spendLogDensity(
  { p, q, gamma }: { readonly p: number; readonly q: number; readonly gamma: number },
  x: number,
  m: number,
): number {
  return logPeak(p * x, q) + awayFrom(p * x, q, gamma, x * m).both - Math.log(m);
}

/** Log-likelihood at (p, q, gamma); gamma functions are evaluated once per distinct frequency. */
export function spendLikelihood({ frequency, monetaryValue, weight }: SpendRows) {
  const ranges = rangesOf(frequency.length);
  return (parameters: Float64Array, gradient?: Float64Array): number => {
    const [p, q, gamma] = parameters as unknown as [number, number, number];
    const byFrequency = new Map<number, readonly [number, number, number]>();
    const addRange = ({ from, to }: RowRange, slopes?: Float64Array): number => {
      let sum = 0;
      let [byP, byQ, byGamma] = [0, 0, 0];
      for (let i = from; i < to; i++) {
        const [x, m, w] = [frequency[i]!, monetaryValue[i]!, weight[i]!];
        const a = p * x;
        let known = byFrequency.get(x);
        if (known === undefined) {
          known = [logPeak(a, q), peakSlope(a, q), peakSlope(q, a)];
          byFrequency.set(x, known);
        }
        const { low, high, both, ahead } = awayFrom(a, q, gamma, x * m);
        sum += w * (known[0] + both - Math.log(m));
        byP += w * x * (known[1] + low);
        byQ += w * (known[2] + high);
        byGamma += (w * ahead) / gamma;
      }
      if (slopes !== undefined) {
        slopes[0]! += byP;
        slopes[1]! += byQ;
        slopes[2]! += byGamma;
      }
      return sum;
    };
    return sumParts(ranges, frequency.length, addRange, gradient);
  };
}
