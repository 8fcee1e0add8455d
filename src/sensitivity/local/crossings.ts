/** Where a function of one variable crosses zero, and how: through a root, through a pole, or by a jump. */
import { smallestOf } from "../../math/extremes.js";
import { bisect, type Curve, type Point } from "./bracket.js";
import { flatAround, type Ground, levelRuns } from "./flats.js";

/** One place where the sign of a function changes, or where it touches zero or infinity. */
export interface Crossing {
  readonly at: number;
  readonly kind: "root" | "pole" | "jump";
}

/** All that a scan of an interval finds. */
export interface Scan {
  /** Roots, poles and jumps in ascending order. */
  readonly crossings: readonly Crossing[];
  /** Intervals over which the function is zero but for rounding, ascending. */
  readonly flats: readonly (readonly [from: number, to: number])[];
  /** Ends of the pieces in which the function is defined, other than the ends of the interval. */
  readonly edges: readonly number[];
  /** The points of the scan, with NaN where the function is not defined. */
  readonly points: readonly Point[];
}

/** The place of a change of sign between two points, and what kind it is. */
function crossingBetween(f: Curve, from: Point, to: Point): Crossing {
  const [a, b] = bisect(f, [from, to], (y) => y < 0 === from.y < 0 && y !== 0 && !Number.isNaN(y));
  const nearer = Math.abs(a.y) <= Math.abs(b.y) || Number.isNaN(b.y) ? a : b;
  const size = Math.max(Math.abs(from.y), Math.abs(to.y));
  const beside = Math.min(Math.abs(a.y), Number.isNaN(b.y) ? Number.POSITIVE_INFINITY : Math.abs(b.y));
  if (beside > 1e3 * size || (Number.isNaN(b.y) && beside > size)) return { at: b.x, kind: "pole" };
  // At a root the last two numbers differ in output by rounding and slope only; at a jump by more than that.
  const steepest = (size / Math.abs(to.x - from.x)) * Math.abs(b.x - a.x) * 1e6 + 1e-9 * size;
  if (Math.abs(a.y) + Math.abs(b.y) > steepest) return { at: b.x, kind: "jump" };
  return { at: nearer.x, kind: "root" };
}

/** The lowest point of `curve` between two abscissas, by golden section. */
function lowest(curve: Curve, from: number, to: number): Point {
  const golden = 0.3819660112501051;
  let [a, b] = [from, to];
  let left = { x: a + golden * (b - a), y: Number.NaN };
  let right = { x: b - golden * (b - a), y: Number.NaN };
  left.y = curve(left.x);
  right.y = curve(right.x);
  for (let i = 0; i < 80; i++) {
    if (left.y <= right.y) {
      b = right.x;
      right = left;
      left = { x: a + golden * (b - a), y: 0 };
      left.y = curve(left.x);
    } else {
      a = left.x;
      left = right;
      right = { x: b - golden * (b - a), y: 0 };
      right.y = curve(right.x);
    }
  }
  return left.y <= right.y ? left : right;
}

/** What lies near a point of the scan that is nearer to zero, or farther from it, than both neighbours. */
function extremeNear(f: Curve, [before, here, after]: readonly [Point, Point, Point]): Crossing[] {
  const sign = here.y < 0 ? -1 : 1;
  const sizes = [before, here, after].map((point) => point.y * sign) as [number, number, number];
  if (smallestOf(sizes) <= 0) return [];
  if (sizes[1] <= sizes[0] && sizes[1] <= sizes[2]) {
    const bottom = lowest((x) => sign * f(x), before.x, after.x);
    if (bottom.y < 0) {
      const turn = { x: bottom.x, y: sign * bottom.y };
      return [crossingBetween(f, before, turn), crossingBetween(f, turn, after)];
    }
    return bottom.y <= 1e-13 * Math.max(sizes[0], sizes[2]) ? [{ at: bottom.x, kind: "root" }] : [];
  }
  if (sizes[1] >= sizes[0] && sizes[1] >= sizes[2]) {
    const top = lowest((x) => 1 / (sign * f(x)), before.x, after.x);
    if (!(1 / top.y <= 1e6 * sizes[1])) return [{ at: top.x, kind: "pole" }];
  }
  return [];
}

/** Adds the ends of the domain to the points: where a defined point has an undefined neighbour. */
function withEdges(
  f: Curve,
  points: readonly Point[],
): { nodes: Point[]; edges: number[]; poles: Crossing[] } {
  const nodes: Point[] = [];
  const edges: number[] = [];
  const poles: Crossing[] = [];
  for (const [i, point] of points.entries()) {
    const previous = points[i - 1];
    if (previous !== undefined && Number.isNaN(previous.y) !== Number.isNaN(point.y)) {
      const [a, b] = bisect(f, [previous, point], (y) => Number.isNaN(y) === Number.isNaN(previous.y));
      const [inside, outside, reference] = Number.isNaN(a.y) ? [b, a, point] : [a, b, previous];
      nodes.push(inside);
      if (Math.abs(inside.y) > 1e6 * Math.abs(reference.y)) poles.push({ at: outside.x, kind: "pole" });
      else edges.push(inside.x);
    }
    nodes.push(point);
  }
  return { nodes, edges, poles };
}

/**
 * Scans an interval in equal pieces and refines every change it sees: sign changes by bisection to neighbouring
 * numbers, touching roots and pairs of roots inside a piece by golden section, poles by the growth beside them.
 *
 * Structure finer than a piece that leaves no trace at the points of the scan is not seen.
 *
 * @param f - The curve; NaN where it is not defined.
 * @param interval - Ends of the interval.
 * @param options - Number of `pieces`, and the `level` that was taken from the output: it is exact to rounding of that.
 */
export function scanCrossings(
  f: Curve,
  interval: readonly [number, number],
  { pieces, level }: { readonly pieces: number; readonly level: number },
): Scan {
  const [from, to] = interval;
  const points = Array.from({ length: pieces + 1 }, (_, i): Point => {
    const x = i === pieces ? to : from + ((to - from) * i) / pieces;
    return { x, y: f(x) };
  });
  const { nodes, edges, poles } = withEdges(f, points);
  const ground: Ground = { f, interval, piece: (to - from) / pieces, level };
  const wide = levelRuns(ground, nodes);
  // A point within a flat is no change of sign, whatever rounding makes of it.
  const settled = nodes.map((node) =>
    wide.some(([start, end]) => node.x >= start && node.x <= end) ? { x: node.x, y: 0 } : node,
  );
  const found = apart([...poles, ...changes(f, settled, wide)], 1e-10 * (to - from));
  const narrow = found.flatMap(({ at, kind }) => (kind === "root" ? flatAround(ground, at) : []));
  const flats = [...wide, ...narrow].sort((a, b) => a[0] - b[0]);
  const crossings = found.filter(
    ({ at, kind }) => kind !== "root" || !narrow.some(([start, end]) => at >= start && at <= end),
  );
  return { crossings, flats, edges, points };
}

/** Roots, poles and jumps between the nodes, and the nodes that are roots. */
function changes(
  f: Curve,
  nodes: readonly Point[],
  flats: readonly (readonly [number, number])[],
): Crossing[] {
  const found: Crossing[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const [before, here, after] = [nodes[i - 1], nodes[i] as Point, nodes[i + 1]];
    if (here.y === 0 && !flats.some(([start, end]) => here.x >= start && here.x <= end))
      found.push({ at: here.x, kind: "root" });
    if (after === undefined) continue;
    if (here.y * after.y < 0) found.push(crossingBetween(f, here, after));
    if (before !== undefined && before.y * here.y > 0 && here.y * after.y > 0)
      found.push(...extremeNear(f, [before, here, after]));
  }
  return found;
}

/** Crossings in ascending order, of several of one kind within a distance the first. */
function apart(found: Crossing[], distance: number): Crossing[] {
  found.sort((a, b) => a.at - b.at);
  const kept: Crossing[] = [];
  for (const crossing of found) {
    const last = kept.at(-1);
    if (last === undefined || last.kind !== crossing.kind || crossing.at - last.at > distance)
      kept.push(crossing);
  }
  return kept;
}
