/**
 * Averages over the gamma and beta distributions of the beta-geometric family: trapezoidal sums in the logarithm or the log-odds,
 * whose weights are normalised by their own sum, so that nothing cancels however large or small the shapes are.
 */

/** Points of a trapezoidal rule in the logarithm or the log-odds of a quantity, with weights that sum to one. */
export interface Points {
  readonly at: Float64Array;
  readonly weight: Float64Array;
}

const widest = 0.2;
const negligible = -90;

/** Points in v = ln λ, λ being gamma(r, alpha) distributed; far below δ a rate adds at most λ/δ. */
export function gammaPoints(r: number, alpha: number, rate: number): Points {
  const center = Math.log(r) - Math.log(alpha);
  const step = Math.min(widest, 0.4 / Math.sqrt(r));
  const logDensity = (u: number): number => r * (u - Math.expm1(u));
  const lowest = Math.min(center, Math.log(rate)) - 40;
  return walk(center, step, logDensity, { low: { from: lowest, slope: r }, high: null });
}

/** Log-odds of p, p being beta(a, b) distributed; below `from` and above 40 nothing changes with p. */
function logOddsPoints(a: number, b: number, from: number): Points {
  // Where the peak lies in a tail the walk begins at its edge: the tail is one point.
  const center = Math.min(Math.max(Math.log(a) - Math.log(b), from), 40);
  const step = Math.min(widest, 0.4 / Math.sqrt(1 / (1 / a + 1 / b)));
  const [p, q] = [1 / (1 + Math.exp(-center)), 1 / (1 + Math.exp(center))];
  const logDensity = (u: number): number => -a * logMix(p, q, -u) - b * logMix(q, p, u);
  return walk(center, step, logDensity, { low: { from, slope: a }, high: { from: 40, slope: b } });
}

/** ln(1 + q (e^u - 1)) for p + q = 1, which is ln(p + q e^u). */
function logMix(p: number, q: number, u: number): number {
  return u > -1 ? Math.log1p(q * Math.expm1(u)) : Math.log(p + q * Math.exp(u));
}

/** The points p themselves. */
export function betaPoints(a: number, b: number, from: number): Points {
  const { at, weight } = logOddsPoints(a, b, from);
  return { at: at.map((y) => 1 / (1 + Math.exp(-y))), weight };
}

/**
 * E[h(p)] for p of a beta(a, b) distribution, h being smooth in the log-odds of p and given ln(1 - p) too.
 *
 * @param flatBelow - A p below which h has a relative change of at most 1e-17 or so.
 */
export function betaExpectation(
  a: number,
  b: number,
  flatBelow: number,
  h: (p: number, logQ: number) => number,
): number {
  const { at, weight } = logOddsPoints(a, b, Math.log(Math.max(flatBelow, 1e-290)));
  let sum = 0;
  for (let i = 0; i < at.length; i++) {
    const y = at[i]!;
    // Both logarithms come from one log1p, so that neither is a difference of large numbers.
    const small = Math.log1p(Math.exp(-Math.abs(y)));
    const logP = y > 0 ? -small : y - small;
    const logQ = y > 0 ? -y - small : -small;
    if (weight[i]! > 0) sum += weight[i]! * h(Math.max(Math.exp(logP), 1e-290), logQ);
  }
  return sum;
}

/** A tail on which the density is exponential and nothing else changes: its points are one, a geometric series. */
interface Tail {
  readonly from: number;
  readonly slope: number;
}

/** Walks from the peak in both directions until the density is negligible or its tail is reached. */
function walk(
  center: number,
  step: number,
  logDensity: (u: number) => number,
  tails: { readonly low: Tail | null; readonly high: Tail | null },
): Points {
  const at = [center];
  const weight = [1];
  for (const [direction, tail] of [
    [-1, tails.low],
    [1, tails.high],
  ] as const) {
    for (let i = 1; i < 1e5; i++) {
      const u = direction * i * step;
      const density = logDensity(u);
      const inTail = tail !== null && direction * (center + u - tail.from) >= 0;
      at.push(center + u);
      weight.push(Math.exp(density) / (inTail ? -Math.expm1(-tail.slope * step) : 1));
      if (inTail || !(density > negligible)) break;
    }
  }
  const total = weight.reduce((sum, value) => sum + value, 0);
  return { at: Float64Array.from(at), weight: Float64Array.from(weight, (value) => value / total) };
}
