/** Stretches over which a curve is zero but for rounding. */
import { bisect, type Curve, type Point } from "./bracket.js";

/** What flats are looked for in. */
export interface Ground {
  readonly f: Curve;
  readonly interval: readonly [number, number];
  /** Length of a piece of the scan. */
  readonly piece: number;
  /** What was taken from the output to give the curve: the curve is exact to rounding of that at best. */
  readonly level: number;
}

/** Share of the level within which a curve is zero but for rounding. */
const ROUNDING = 1e-12;
/** At the most a few roundings: what a flat shorter than a piece must keep to, since a smooth top is nearly level too. */
const FEW_ROUNDINGS = 1e-15;
/** From so many changes of sign on a scan may be nothing but noise. */
const MANY_CHANGES = 10;

/** Flats that hold two or more neighbouring nodes, with their ends to neighbouring numbers. */
export function levelRuns(ground: Ground, nodes: readonly Point[]): [number, number][] {
  const level = levelTest(ground, nodes);
  const flats: [number, number][] = [];
  for (let i = 0; i < nodes.length; i++) {
    if (!level(nodes[i]!)) continue;
    let last = i;
    while (last + 1 < nodes.length && level(nodes[last + 1]!)) last++;
    if (last > i) flats.push(withEnds(ground, nodes, [i, last]));
    i = last;
  }
  return flats;
}

/** Tells whether a node is zero but for rounding, that of the level or that which the curve shows near zero. */
function levelTest(ground: Ground, nodes: readonly Point[]): (node: Point) => boolean {
  const largest = nodes.reduce((most, { y }) => Math.max(most, Math.abs(y) || 0), 0);
  let changes = 0;
  for (let i = 1; i < nodes.length; i++) if (nodes[i - 1]!.y * nodes[i]!.y < 0) changes++;
  const suspect = changes >= MANY_CHANGES ? largest : 1e-9 * largest;
  const suspects = nodes.filter(({ y }) => Math.abs(y) <= suspect);
  const every = Math.max(1, Math.floor(suspects.length / 100));
  let noise = 0;
  for (let i = 0; i < suspects.length; i += every) {
    const { x, y } = suspects[i]!;
    const own = noiseAt(ground, x);
    // A value far above its own rounding says nothing about that of zero.
    if (Math.abs(y) <= 100 * own) noise = Math.max(noise, own);
  }
  const most = Math.max(ROUNDING * Math.abs(ground.level), 4 * noise);
  return ({ y }) => Math.abs(y) <= most;
}

/** How far neighbouring values are from a straight line over steps too short for a bend: nothing but rounding. */
function noiseAt({ f, interval: [from, to] }: Ground, x: number): number {
  const step = (x < (from + to) / 2 ? 1e-9 : -1e-9) * (to - from);
  const values = [0, 1, 2, 3, 4, 5].map((k) => f(x + k * step));
  const bends = values.slice(2).map((value, k) => Math.abs(value - 2 * values[k + 1]! + values[k]!));
  return bends.reduce((most, bend) => (bend > most ? bend : most), 0);
}

/** A run of nodes with the ends of its flat, which lie between the run and the nodes beside it. */
function withEnds({ f }: Ground, nodes: readonly Point[], [first, last]: [number, number]): [number, number] {
  const run = nodes.slice(first, last + 1);
  const within = run.slice(1).map(({ x }, i) => f(run[i]!.x + (x - run[i]!.x) / 2));
  const most = 2 * [...run.map(({ y }) => y), ...within].reduce((a, y) => Math.max(a, Math.abs(y) || 0), 0);
  const end = (inside: Point, outside: Point | undefined): number =>
    outside === undefined || Number.isNaN(outside.y) ? inside.x : endBetween(f, [inside, outside], most);
  return [end(run[0]!, nodes[first - 1]), end(run.at(-1)!, nodes[last + 1])];
}

/** The last point, from one in a flat on towards one outside, at which the curve is within `most` of zero. */
function endBetween(f: Curve, [inside, outside]: readonly [Point, Point], most: number): number {
  const flat = (y: number): boolean => Math.abs(y) <= most;
  if (inside.x < outside.x) return bisect(f, [inside, outside], flat)[0].x;
  return bisect(f, [outside, inside], (y) => !flat(y))[1].x;
}

/** The flat around a root, if the curve is level a twentieth of a piece to one side of it at least; empty if not. */
export function flatAround(ground: Ground, at: number): [number, number][] {
  const [low, high] = [flatTo(ground, at, -1), flatTo(ground, at, 1)];
  return high - low >= 0.05 * ground.piece ? [[low, high]] : [];
}

/** How far the curve stays level from a root on to one side. */
function flatTo({ f, interval: [from, to], piece, level }: Ground, at: number, side: 1 | -1): number {
  const most = FEW_ROUNDINGS * Math.abs(level);
  let inside: Point = { x: at, y: 0 };
  for (let step = 0.05 * piece; ; step *= 2) {
    const x = Math.min(to, Math.max(from, at + side * step));
    const point = { x, y: f(x) };
    if (!(Math.abs(point.y) <= most))
      return step === 0.05 * piece ? at : endBetween(f, [inside, point], most);
    if (x === from || x === to) return x;
    inside = point;
  }
}
