/** Integrals of smooth functions over a finite length: the heterogeneity integrals of the transaction models. */
import { gaussLegendre16 } from "../../math/gauss-legendre.js";

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
