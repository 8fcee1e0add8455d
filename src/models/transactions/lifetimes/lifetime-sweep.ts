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
} from "../../../math/gauss-legendre.js";
import type { Lifetime } from "./lifetime.js";
import type { MortalBuyers } from "./lifetime-mixture.js";

/**
 * The integrals from each age to the last one, of the integrand and of its derivatives, relative to e^`level`: entry
 * j * `width` is that of the integrand from age j on, and its derivatives by r, alpha and the lifetime's parameters follow.
 */
export interface Sweep {
  readonly level: Float64Array;
  readonly sums: Float64Array;
  readonly width: number;
  /** What integrates from one age to the next. */
  readonly stretch: Stretch;
}

const longestStep = 2;
const decayPerStep = 8;
const longestStraight = 0.04;
/** Below every exponent, and finite. */
const lowest = -1e300;

/** Room for the integrals from as many ages, of an integrand with as many parameters. */
export function createSweep(ages: number, parameters: number): Sweep {
  const width = 1 + parameters;
  const sums = new Float64Array(ages * width);
  return { level: new Float64Array(ages), sums, width, stretch: createStretch(width) };
}

/**
 * Integrates f(y) (1 + y/α)^-(r+x), with its derivatives, from each of some ages to the last of them.
 * @param ages - Ascending.
 * @param sweep - Filled with the integrals.
 */
export function sweepAges(buyers: MortalBuyers, x: number, ages: Float64Array, sweep: Sweep): void {
  const { level, sums, width, stretch } = sweep;
  stretch.begin(buyers, x);
  const last = ages.length - 1;
  level[last] = Number.NEGATIVE_INFINITY;
  sums.fill(0, last * width, (last + 1) * width);
  for (let j = last - 1; j >= 0; j--) {
    stretch.integrate(ages[j]!, ages[j + 1]!);
    const rise = stretch.top - level[j + 1]!;
    level[j] = rise > 0 ? stretch.top : level[j + 1]!;
    const here = rise > 0 ? 1 : Math.exp(rise);
    const after = rise > 0 ? Math.exp(-rise) : 1;
    for (let k = 0, at = j * width; k < width; k++, at++)
      sums[at] = here * stretch.sums[k]! + after * sums[at + width]!;
  }
}

/** The integral of f(y) (1 + y/α)^-(r+x) from an age on, without end, relative to its integrand at that age. */
export function integralFrom(buyers: MortalBuyers, x: number, age: number): number {
  const { r, alpha, lifetime } = buyers;
  const stretch = createStretch(3);
  stretch.begin(buyers, x);
  stretch.integrate(age, Number.POSITIVE_INFINITY);
  const atAge = lifetime.logDensity(age) - (r + x) * Math.log1p(age / alpha);
  return stretch.sums[0]! * Math.exp(stretch.top - atAge);
}

/** The integral over a stretch of ages, with its derivatives. */
export interface Stretch {
  /** Logarithm of what the sums are relative to. */
  top: number;
  readonly sums: Float64Array;
  /** Takes the customers and the frequency of what follows. */
  begin(buyers: MortalBuyers, x: number): void;
  /** Integrates from one age to another. */
  integrate(from: number, to: number): void;
}

/**
 * Gauss-Legendre panels in ln(m + y), m being the smaller scale of the two mixtures, as in `logOddsGone`, with fewer nodes
 * the shorter the stretch.
 */
export function createStretch(width: number): Stretch {
  const sums = new Float64Array(width);
  const slopes = new Float64Array(width - 3);
  const stretch: Stretch = { top: 0, sums, begin, integrate };
  // Numbers that change with every node live in arrays and locals: an engine allocates each new value of a captured one.
  const of = { r: 0.5, alpha: 0.5, x: 0.5, m: 0.5 };
  let lifetime = null as unknown as Lifetime;

  function begin(buyers: MortalBuyers, x: number): void {
    of.r = buyers.r;
    of.alpha = buyers.alpha;
    of.x = x;
    lifetime = buyers.lifetime;
    of.m = Math.min(buyers.alpha, lifetime.scale);
  }

  /** How fast the integrand can fall at y, per unit of ln(m + y). */
  function fall(y: number): number {
    return 1 + (of.m + y) * ((of.r + of.x) / (of.alpha + y) + lifetime.steepness(y));
  }

  /** The fall grows with age, up to n + s, so that it is taken at both ends of the longest step. */
  function steepestFall(from: number, end: number, reach: number): number {
    const farthest = from + (of.m + from) * Math.expm1(Math.min(longestStep, reach));
    return Math.max(fall(from), fall(Math.min(end, farthest)));
  }

  /** Makes room for an exponent far above the first one. */
  function raiseTop(exponent: number): number {
    const shrink = Math.exp(stretch.top - exponent);
    for (let k = 0; k < width; k++) sums[k]! *= shrink;
    stretch.top = exponent;
    return shrink;
  }

  /** Adds the integral over h in ln(m + y) from an age on, or over a length h in y where straight, and returns it. */
  function addPanel(from: number, h: number, straight: boolean, end: number, rule: GaussLegendre): number {
    const { nodes, weights } = rule;
    const { r, alpha, x, m } = of;
    const span = m + from;
    let panel = 0;
    for (let i = 0; i < 2 * nodes.length; i++) {
      const node = i >> 1;
      const share = (i & 1 ? 1 + nodes[node]! : 1 - nodes[node]!) / 2;
      const y = Math.min(from + (straight ? share * h : span * Math.expm1(share * h)), end);
      const u = y / alpha;
      const grown = Math.log1p(u);
      const exponent = lifetime.logDensity(y, slopes) - (r + x) * grown;
      if (exponent > stretch.top + 500) panel *= raiseTop(exponent);
      const wide = (weights[node]! / 2) * h * (straight ? 1 : m + y);
      const part = wide * Math.exp(exponent - stretch.top);
      sums[0]! += part;
      sums[1]! -= part * grown;
      sums[2]! += (part * (r * u - x)) / (alpha + y);
      for (let k = 3; k < width; k++) sums[k]! += part * slopes[k - 3]!;
      panel += part;
    }
    return panel;
  }

  function integrate(start: number, end: number): void {
    sums.fill(0);
    // The first node raises it to where the integrand is: no need to look for that at the start.
    stretch.top = lowest;
    for (let from = start; from < end; ) {
      const span = of.m + from;
      const ratio = (end - from) / span;
      // On a short panel ln(m + y) is as good as straight.
      const straight = ratio <= longestStraight;
      const reach = lifetime.reach(from) / span;
      const decay = straight ? fall(from) : steepestFall(from, end, reach);
      const length = Math.min(longestStep, decayPerStep / decay, reach);
      if (straight && ratio <= length) {
        addPanel(from, end - from, straight, end, ruleFor(ratio, ratio * (decay + 8 / reach)));
        break;
      }
      const whole = span * Math.expm1(length);
      const last = from + whole >= end;
      const h = last ? Math.log1p(ratio) : length;
      const panel = addPanel(from, h, false, end, ruleFor(h, h * (decay + 8 / reach)));
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
  if (change <= 1.2 && length <= 1) return gaussLegendre8;
  return change <= 3 && length <= 0.7 ? gaussLegendre8 : gaussLegendre16;
}
