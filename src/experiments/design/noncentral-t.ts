/** The noncentral t distribution. */
import { log1pMinusX } from "../../math/gamma.js";
import { normalCdf } from "../../math/normal.js";
import { integratePanels } from "../../math/quadrature.js";

/**
 * Probability that |T| exceeds `t` for T noncentral with `df` degrees of freedom: the normal probabilities averaged over the
 * standard deviation that the sample shows.
 *
 * @see Johnson, Kotz & Balakrishnan (1995), "Continuous Univariate Distributions", vol. 2, section 31.5.
 */
export function noncentralTBeyond(t: number, df: number, noncentrality: number): number {
  const spread = 1 / Math.sqrt(2 * df);
  // s = 1 + u · spread is √(χ²/df); its density but for a constant, which the same quadrature gives.
  const density = (u: number): number => {
    const e = u * spread;
    return Math.exp(df * (log1pMinusX(e) - (e * e) / 2) - Math.log1p(e));
  };
  const beyond = (u: number): number => {
    const s = 1 + u * spread;
    return normalCdf(noncentrality - t * s) + normalCdf(-noncentrality - t * s);
  };
  const ends = [-Math.min(14, (1 - 1e-12) / spread), 20] as const;
  const weighed = integratePanels((u) => density(u) * beyond(u), ends, 0.5);
  return weighed / integratePanels(density, ends, 0.5);
}
