/**
 * The integral over the whole line of a positive function with one peak, given by its logarithm: the heterogeneity
 * integrals of the transaction models after a change of variable.
 */
import { gaussLegendre16 } from "../../math/gauss-legendre.js";

const resolution = 1e-18;

/**
 * ln ∫ e^f(y) dy over the real line, f having one peak and falling at least linearly on both sides.
 *
 * Panels double in length away from the peak, and each is halved until its parts agree with the whole.
 * @param f - Logarithm of the integrand.
 * @param start - A point not too far from the peak.
 */
export function integrateUnimodal(f: (y: number) => number, start: number): number {
  const peak = findPeak(f, start);
  const top = f(peak);
  const integrand = (y: number): number => Math.exp(f(y) - top);
  const width = widthAt(f, peak, top);
  let total = 0;
  for (const direction of [1, -1]) {
    let from = peak;
    let length = width;
    for (let i = 0; i < 1100; i++) {
      const to = from + direction * length;
      const part = adaptive(integrand, from, to, total);
      total += part;
      if (!(part > resolution * total)) break;
      from = to;
      if (i > 0) length *= 2;
    }
  }
  return top + Math.log(total);
}

/** Golden-section search for the peak, after walking uphill with doubling steps until it is bracketed. */
function findPeak(f: (y: number) => number, start: number): number {
  const uphill = f(start + 1e-3) >= f(start) ? 1 : -1;
  let [low, middle, step] = [start, start, 1];
  let high = start;
  for (let i = 0; i < 200; i++) {
    high = middle + uphill * step;
    if (!(f(high) > f(middle))) break;
    low = middle;
    middle = high;
    step *= 2;
  }
  let [left, right] = low < high ? [low, high] : [high, low];
  for (let i = 0; i < 60 && right - left > 1e-3; i++) {
    const inner = left + 0.382 * (right - left);
    const outer = left + 0.618 * (right - left);
    if (f(inner) >= f(outer)) right = outer;
    else left = inner;
  }
  return (left + right) / 2;
}

/** Distance over which the function falls by about one unit of its logarithm. */
function widthAt(f: (y: number) => number, peak: number, top: number): number {
  let width = 4;
  while (width > 1e-12 && Math.max(top - f(peak - width), top - f(peak + width)) > 3) width /= 2;
  return width;
}

function rule(g: (y: number) => number, from: number, to: number): number {
  const half = (to - from) / 2;
  const middle = from + half;
  const { nodes, weights } = gaussLegendre16;
  let sum = 0;
  for (let i = 0; i < nodes.length; i++)
    sum += weights[i]! * (g(middle - half * nodes[i]!) + g(middle + half * nodes[i]!));
  return Math.abs(half) * sum;
}

/** Gauss-Legendre on an interval, halved where the halves disagree with the whole; `total` is what is known so far. */
function adaptive(g: (y: number) => number, from: number, to: number, total: number): number {
  const pending: [number, number, number, number][] = [[from, to, rule(g, from, to), 0]];
  let sum = 0;
  for (let halvings = 0; pending.length > 0; halvings++) {
    const [left, right, whole, depth] = pending.pop()!;
    const middle = left + (right - left) / 2;
    const first = rule(g, left, middle);
    const second = rule(g, middle, right);
    const both = first + second;
    // The halves are far better than their difference from the whole; rounding of f itself is some 1e-14.
    const enough = 1e-11 * both + 1e-15 * (total + sum + both);
    // Beyond some hundred halvings it is rounding that keeps the halves apart, or no number at all.
    const apart = Math.abs(both - whole) > enough && depth < 20 && halvings < 500;
    if (!apart) sum += both;
    else pending.push([middle, right, second, depth + 1], [left, middle, first, depth + 1]);
  }
  return sum;
}

/** ∫ g(v) dv from 0 to `length` of a smooth function of 0 or more, in panels of at most ½ that are halved where needed. */
export function integrateSmooth(g: (v: number) => number, length: number): number {
  const panels = Math.max(1, Math.ceil(Math.min(length, 2000) / 0.5));
  let total = 0;
  for (let i = 0; i < panels; i++)
    total += adaptive(g, (length * i) / panels, (length * (i + 1)) / panels, total);
  return total;
}
