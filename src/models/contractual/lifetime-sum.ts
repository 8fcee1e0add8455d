/** The discounted sum of a survival function over all whole periods, however slowly it falls. */
import { gaussLegendre16 } from "../../math/gauss-legendre.js";

/** A survival function on the logarithmic scale, seen from some age: 0 at 0, never rising. */
export interface LogSurvival {
  /** ln S(t) for whole t of 0 or more, or any real t of 0 or more. */
  readonly at: (t: number) => number;
  /** ln S(t) - ln S(t - 1) for whole t of 1 or more. */
  readonly step: (t: number) => number;
  /** k where S(t) falls as the power t^-k, or null where it falls faster. */
  readonly tailPower: number | null;
}

/** Terms added one by one before the rest is taken as an integral. */
const directTerms = 4000;

/**
 * Σ t^w S(t) e^(-δt) over t = 0, 1, 2, …: with w = 0 a discounted lifetime, with w = 1 its derivative by the discount.
 *
 * The first 4,000 terms are added one by one, or fewer where the bound of the rest, S(t) e^(-δt) / (e^δ - 1), is below
 * rounding. The rest is the Euler-Maclaurin formula, whose first term left out is below 1e-15 of the sum after that many.
 * @returns The sum, or null where it is infinite.
 * @see DLMF 2.10.1.
 */
export function lifetimeSum(survival: LogSurvival, delta: number, weight: 0 | 1 = 0): number | null {
  const { tailPower } = survival;
  if (!(delta > 0) && tailPower !== null && tailPower <= 1 + weight) return null;
  let sum = weight === 0 ? 1 : 0;
  let logTerm = 0;
  for (let t = 1; t < directTerms; t++) {
    logTerm += survival.step(t) - delta;
    const term = Math.exp(logTerm);
    sum += weight === 0 ? term : t * term;
    if (restBound(term, t, delta, survival, weight) <= 1e-17 * sum) return sum;
  }
  return sum + eulerMaclaurin(survival, delta, weight);
}

/** A bound of the terms after t: retention is at most 1, and at most the present one where it is known not to rise. */
function restBound(
  term: number,
  t: number,
  delta: number,
  { tailPower }: LogSurvival,
  weight: 0 | 1,
): number {
  if (term === 0) return 0;
  if (!(delta > 0)) return tailPower === null && term < 1e-300 ? 0 : Number.POSITIVE_INFINITY;
  const ratio = 1 / Math.expm1(delta);
  return weight === 0 ? term * ratio : term * ratio * (t + 1 + ratio);
}

/** The terms from `directTerms` on: integral, half the first term, and corrections by two derivatives. */
function eulerMaclaurin(survival: LogSurvival, delta: number, weight: 0 | 1): number {
  const n = directTerms;
  const f = (x: number) => x ** weight * Math.exp(survival.at(x) - delta * x);
  // Points a hundredth of n apart: the function varies on the scale of n.
  const h = n / 100;
  const [a, b, c, d] = [f(n - 2 * h), f(n - h), f(n + h), f(n + 2 * h)];
  const first = (a - 8 * b + 8 * c - d) / (12 * h);
  const third = (-a + 2 * b - 2 * c + d) / (2 * h ** 3);
  return tailIntegral(survival, delta, weight) + f(n) / 2 - first / 12 + third / 720;
}

/** ∫ x^w S(x) e^(-δx) dx from `directTerms` on, over y = ln x, where a power tail falls exponentially. */
function tailIntegral(survival: LogSurvival, delta: number, weight: 0 | 1): number {
  const from = Math.log(directTerms);
  const density = (y: number) => {
    const x = Math.exp(y);
    return Math.exp(survival.at(x) - delta * x + (1 + weight) * y);
  };
  // Beyond this point the exponential factor leaves nothing, or the tail is a pure power.
  const end = delta > 0 ? Math.log(800 / delta) : powerFrom(survival, from);
  if (end <= from) return 0;
  const body = panels(density, from, end);
  const power = survival.tailPower;
  return delta > 0 || power === null ? body : body + density(end) / (power - 1 - weight);
}

/** Gauss-Legendre over panels at most half a unit of ln x wide, across which the integrand is smooth. */
function panels(density: (y: number) => number, from: number, end: number): number {
  const { nodes, weights } = gaussLegendre16;
  const count = Math.ceil(2 * (end - from));
  const half = (end - from) / (2 * count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const middle = from + (2 * i + 1) * half;
    for (let k = 0; k < nodes.length; k++) {
      const offset = half * nodes[k]!;
      sum += weights[k]! * half * (density(middle - offset) + density(middle + offset));
    }
  }
  return sum;
}

/** Where S(x) is a pure power of x to rounding, or has vanished: ln x there. */
function powerFrom({ at, tailPower }: LogSurvival, from: number): number {
  for (let y = from + 1; y < 690; y += 1) {
    const slope = at(Math.exp(y + 1)) - at(Math.exp(y));
    if (tailPower === null ? at(Math.exp(y)) + y < -760 : Math.abs(slope + tailPower) < 1e-14 * tailPower)
      return y;
  }
  return 690;
}
