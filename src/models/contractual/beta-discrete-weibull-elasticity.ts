/** Mean over customers of each one's own elasticity of residual lifetime to retention, where retention changes with age. */
import { logBeta, trigamma } from "../../math/gamma.js";
import type { BetaDiscreteWeibullParameters } from "./beta-discrete-weibull-survival.js";
import { type LogSurvival, lifetimeSum } from "./lifetime-sum.js";
import { powerStep } from "./power-step.js";

/**
 * ∫ e(θ) Beta(θ; α, β + n^c) dθ with e(θ) = Σ k s(k) v^k / Σ s(k) v^k, s(k) = (1 - θ)^((n + k)^c - n^c).
 *
 * The trapezoidal rule over x = ln θ - ln(1 - θ), which converges exponentially for so smooth an integrand.
 */
export function individualElasticity(
  { alpha, beta, c }: BetaDiscreteWeibullParameters,
  renewals: number,
  delta: number,
): number | null {
  if (!(delta > 0)) return null;
  const shape = beta + renewals ** c;
  const logNorm = logBeta(alpha, shape);
  const step = Math.min(0.4, Math.sqrt(trigamma(alpha) + trigamma(shape)) / 4);
  const centre = Math.log(alpha / shape);
  let mean = 0;
  let mass = 0;
  const add = (x: number) => {
    const logTheta = -Math.log1p(Math.exp(-x));
    const logKept = -Math.log1p(Math.exp(x));
    const weight = Math.exp(alpha * logTheta + shape * logKept - logNorm) * step;
    if (weight > 0) mean += weight * elasticityAt(logKept, renewals, c, delta);
    mass += weight;
    return weight;
  };
  add(centre);
  for (const direction of [-1, 1])
    for (let k = 1; k < 100_000; k++) if (add(centre + direction * k * step) < 1e-18 * mass && k > 20) break;
  return mean / mass;
}

/** The elasticity of one customer whose log-survival is logKept × ((n + k)^c - n^c). */
function elasticityAt(logKept: number, n: number, c: number, delta: number): number {
  const seenFrom = (age: number): LogSurvival => ({
    at: (t) => (t === 0 ? 0 : logKept * powerStep(age, t, c)),
    step: (t) => logKept * powerStep(age + t - 1, 1, c),
    tailPower: null,
  });
  const first = logKept * powerStep(n, 1, c) - delta;
  // Only the next renewal counts where the one after it has no chance.
  if (first < -700) return 1;
  const weighted = lifetimeSum(seenFrom(n), delta, 1) ?? Number.NaN;
  const later = lifetimeSum(seenFrom(n + 1), delta) ?? Number.NaN;
  return weighted / (Math.exp(first) * later);
}
