/**
 * The integrals behind the histories of one frequency, all at once: the ages at which they begin and end are put in order,
 * and each stretch between two neighbours is integrated once, whoever's histories it is part of.
 */
import {
  type GaussLegendre,
  gaussLegendre2,
  gaussLegendre4,
  gaussLegendre8,
  gaussLegendre16,
} from "../../math/gauss-legendre.js";
import type { MortalBuyers } from "./lifetime-mixture.js";

/**
 * The integrals from each age to the last one, of the integrand and of its derivatives, relative to e^`level`: entry
 * j * `width` is that of the integrand from age j on, and its derivatives by r, alpha and the lifetime's parameters follow.
 */
export interface Sweep {
  readonly level: Float64Array;
  readonly sums: Float64Array;
  readonly width: number;
}

const longestStep = 1;
const decayPerStep = 8;
const longestStraight = 0.04;

/** Room for the integrals from as many ages, of an integrand with as many parameters. */
export function createSweep(ages: number, parameters: number): Sweep {
  const width = 1 + parameters;
  return { level: new Float64Array(ages), sums: new Float64Array(ages * width), width };
}

/**
 * Integrates f(y) (1 + y/α)^-(r+x), with its derivatives, from each of some ages to the last of them.
 *
 * @param ages - Ascending.
 * @param sweep - Filled with the integrals.
 */
export function sweepAges(buyers: MortalBuyers, x: number, ages: Float64Array, sweep: Sweep): void {
  const { level, sums, width } = sweep;
  const stretch = createStretch(buyers, x, width);
  const last = ages.length - 1;
  level[last] = Number.NEGATIVE_INFINITY;
  sums.fill(0, last * width, (last + 1) * width);
  for (let j = last - 1; j >= 0; j--) {
    stretch.integrate(ages[j]!, ages[j + 1]!);
    const top = Math.max(stretch.top, level[j + 1]!);
    const here = Math.exp(stretch.top - top);
    const after = Math.exp(level[j + 1]! - top);
    level[j] = top;
    for (let k = 0, at = j * width; k < width; k++, at++)
      sums[at] = here * stretch.sums[k]! + after * sums[at + width]!;
  }
}

/** The integral of f(y) (1 + y/α)^-(r+x) from an age on, without end, relative to its integrand at that age. */
export function integralFrom(buyers: MortalBuyers, x: number, age: number): number {
  const { r, alpha, lifetime } = buyers;
  const stretch = createStretch(buyers, x, 3);
  stretch.integrate(age, Number.POSITIVE_INFINITY);
  const atAge = lifetime.logDensity(age) - (r + x) * Math.log1p(age / alpha);
  return stretch.sums[0]! * Math.exp(stretch.top - atAge);
}

interface Stretch {
  /** Logarithm of what the sums are relative to. */
  top: number;
  readonly sums: Float64Array;
  /** Integrates from one age to another. */
  integrate(from: number, to: number): void;
}

/**
 * Gauss-Legendre panels in ln(m + y), m being the smaller scale of the two mixtures, as in `logOddsGone`, with fewer nodes
 * the shorter the stretch.
 */
function createStretch({ r, alpha, lifetime }: MortalBuyers, x: number, width: number): Stretch {
  const n = r + x;
  const m = Math.min(alpha, lifetime.scale);
  const sums = new Float64Array(width);
  const slopes = new Float64Array(width - 3);
  const stretch: Stretch = { top: 0, sums, integrate };

  let panel = 0; // the integral over the panel at hand

  function add(y: number, weight: number): void {
    const grown = Math.log1p(y / alpha);
    const exponent = lifetime.logDensity(y, slopes) - n * grown;
    if (exponent > stretch.top + 500) {
      const shrink = Math.exp(stretch.top - exponent);
      for (let k = 0; k < width; k++) sums[k]! *= shrink;
      panel *= shrink;
      stretch.top = exponent;
    }
    const part = weight * Math.exp(exponent - stretch.top);
    sums[0]! += part;
    sums[1]! -= part * grown;
    sums[2]! += (part * ((r * y) / alpha - x)) / (alpha + y);
    for (let k = 3; k < width; k++) sums[k]! += part * slopes[k - 3]!;
    panel += part;
  }

  function integrate(start: number, end: number): void {
    sums.fill(0);
    stretch.top = lifetime.logDensity(start) - n * Math.log1p(start / alpha);
    for (let from = start; from < end; ) {
      const span = m + from;
      const decay = 1 + span * (n / (alpha + from) + lifetime.steepness(from));
      const length = Math.min(longestStep, decayPerStep / decay, lifetime.reach(from) / span);
      const whole = span * Math.expm1(length);
      const last = from + whole >= end;
      const h = last ? Math.log1p((end - from) / span) : length;
      const { nodes, weights } = ruleFor(h, h * (decay + (8 * span) / lifetime.reach(from)));
      panel = 0;
      // On a short panel ln(m + y) is as good as straight.
      const straight = h <= longestStraight;
      for (let i = 0; i < nodes.length; i++)
        for (let side = -1; side <= 1; side += 2) {
          const share = (1 + side * nodes[i]!) / 2;
          const y = from + span * (straight ? share * Math.expm1(h) : Math.expm1(share * h));
          add(Math.min(y, end), (weights[i]! / 2) * (straight ? span * Math.expm1(h) : h * (m + y)));
        }
      if (last || panel <= 1e-18 * sums[0]! * Math.exp(-lifetime.rise(from))) break;
      // A step below the rounding of the age must still move on, and one of nothing cannot.
      if (!(whole > 0)) {
        sums[0] = Number.NaN;
        break;
      }
      from = Math.max(from + whole, from * (1 + 1e-15));
    }
  }
  return stretch;
}

/** The rule with the fewest nodes that is exact to rounding on a panel over which the integrand changes by e^`change`. */
function ruleFor(length: number, change: number): GaussLegendre {
  if (change <= 2e-3) return gaussLegendre2;
  if (change <= 0.2) return gaussLegendre4;
  return change <= 3 && length <= 0.7 ? gaussLegendre8 : gaussLegendre16;
}
