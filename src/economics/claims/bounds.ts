/**
 * Bounds of a quantity under several ratios of probabilities with different conditions, by branch and bound: within boxes
 * of the lower probabilities everything is a linear programme, and a bound that its own point attains is exact.
 */
import { largestOf } from "../../math/extremes.js";
import type { LinearConstraint } from "../../math/linear-programme.js";
import type { AtomClaim, AtomProbability, AtomQuantity } from "./input.js";
import {
  type Box,
  type ClaimSystem,
  extreme,
  extremePoint,
  firstBox,
  inBox,
  isLinear,
  leastProbability,
  massOf,
  pointIn,
  rowsInBoxes,
  valueAt,
} from "./programme.js";

/** A ratio off by less than this is taken to hold. */
const tolerance = 1e-8;
const mostCuts = 1500;
/** A ratio above this has no bound. */
const unbounded = 1e4;

/** The largest (direction 1) or least (-1) value of a quantity, and whether it is attained or approached. */
export interface FoundBound {
  readonly value: number;
  readonly exact: boolean;
}

interface Question {
  readonly system: ClaimSystem;
  readonly quantity: AtomQuantity;
  readonly direction: 1 | -1;
  /** Which box holds the lower probability of the quantity; null where the quantity is linear. */
  readonly place: number | null;
}

/** Boxes, the best that the linear programme allows in them, and the box to cut: the one its point is worst for. */
interface Node {
  readonly boxes: readonly Box[];
  readonly bound: number;
  readonly worst: number;
  readonly cutAt: number;
  /** By how much the point misses there. */
  readonly miss: number;
}

/** The best bound that the claims allow: exact where a point attains it or comes near, otherwise one that none exceeds. */
export function outerBound(system: ClaimSystem, quantity: AtomQuantity, direction: 1 | -1): FoundBound {
  const own = system.ratios.length;
  const shared = system.ratios.findIndex(({ below }) => below!.words === quantity.below?.words);
  const place = isLinear(quantity) ? null : shared >= 0 ? shared : own;
  const question = { system, quantity, direction, place };
  const whole = system.ratios.map(firstBox);
  const first = nodeOf(question, place === own ? [...whole, [0, 1]] : whole);
  const best = first === null ? null : cutToBest(question, first);
  if (first === null || best === null) return { value: direction * Number.NEGATIVE_INFINITY, exact: false };
  const exact = best.miss <= tolerance;
  const value = direction * best.bound;
  if (value > unbounded) return { value: Number.POSITIVE_INFINITY, exact };
  // A bound that is only approached, as a condition loses its probability, is the bound without the ratios.
  const approached = place === null && Math.abs(first.bound - best.bound) < 1e-5;
  return { value: (approached ? direction * first.bound : value) + 0, exact };
}

/** The best box is cut in two until its point attains its bound. */
function cutToBest(question: Question, first: Node): Node | null {
  const queue = [first];
  for (let cut = 0; cut < mostCuts; cut++) {
    const best = bestOf(queue);
    if (best === null || best.miss <= tolerance) return best;
    queue.splice(queue.indexOf(best), 1);
    const [low, high] = best.boxes[best.worst]!;
    for (const box of [[low, best.cutAt] as const, [best.cutAt, high] as const]) {
      const boxes = best.boxes.map((each, i) => (i === best.worst ? box : each));
      const half = nodeOf(question, boxes);
      if (half !== null) queue.push({ ...half, bound: Math.min(best.bound, half.bound) });
    }
  }
  return bestOf(queue);
}

/** The highest bound; of bounds as high, the point that misses least. */
function bestOf(queue: readonly Node[]): Node | null {
  const highest = largestOf(queue.map(({ bound }) => bound));
  const enough = highest - tolerance * Math.max(1, Math.abs(highest));
  return queue.reduce<Node | null>(
    (top, each) =>
      (each.bound >= enough || each.bound === highest) && (top === null || each.miss < top.miss) ? each : top,
    null,
  );
}

/** What the linear programme allows in the boxes; null if the claims cannot hold there. */
function nodeOf({ system, quantity, direction, place }: Question, boxes: readonly Box[]): Node | null {
  const { above, below } = quantity;
  const own = boxes.length > system.ratios.length;
  const rows = [
    ...rowsInBoxes(system, boxes.slice(0, system.ratios.length)),
    ...(own ? inBox(below!, boxes[boxes.length - 1]!) : []),
  ];
  const divisor = below === null || place !== null ? above.condition : below.event;
  const found = extremePoint(rows, { set: above.event, divisor }, direction);
  if (found === null) return null;
  const positive = place === null ? system.positive : [...system.positive, below!.event, below!.condition];
  if (!possible(rows, positive, found.x)) return null;
  const misses = system.ratios.map((ratio, i) => missOf(ratio, boxes[i]!, found.x));
  let bound = direction * found.value;
  if (place !== null && bound !== 0) {
    const sets = { set: below!.event, divisor: below!.condition };
    const [low, high] = boxes[place]!;
    const tight = extreme(rows, sets, direction === 1 ? -1 : 1) ?? 0;
    const end = Math.min(high, Math.max(low, tight));
    bound /= end;
    misses[place] = Math.max(misses[place] ?? 0, slackOf(below!, boxes[place]!, { end, bound, x: found.x }));
  }
  const worst = misses.reduce((top, miss, i) => (miss > misses[top]! ? i : top), 0);
  const ratio = system.ratios[worst];
  return {
    ...{ boxes, bound, worst, miss: misses[worst]! },
    cutAt: cutOf(boxes[worst]!, (ratio ?? quantity).below!, found.x),
  };
}

/** By how much a bound, divided by an end of what the lower probability can be, may exceed what the point gives. */
function slackOf(
  below: AtomProbability,
  [low, high]: Box,
  { end, bound, x }: { end: number; bound: number; x: Float64Array },
): number {
  if (end === 0) return high > leastProbability ? 1 : 0;
  if (bound > unbounded) return 0;
  return (happens(below.condition, x) ? Math.abs(valueAt(below, x) - end) : high - low) / high;
}

/** Whether every set that must have probability can have some; those without any at the point are looked into. */
function possible(
  rows: readonly LinearConstraint[],
  positive: readonly Float64Array[],
  x: Float64Array,
): boolean {
  const least = leastProbability * x.reduce((sum, each) => sum + each, 0);
  return positive.every((set) => massOf(set, x) >= least) || pointIn(rows, positive, x.length) !== null;
}

/**
 * By how much a point misses a ratio, in units of its lower probability. Where a condition has no probability there, the
 * point is only approached, and how well it is known where from is the width of the box.
 */
export function missOf({ above, below, lower, upper }: AtomClaim, [low, high]: Box, x: Float64Array): number {
  const least = 1e-9 * x.reduce((sum, each) => sum + each, 0);
  if (massOf(above.condition, x) <= least || massOf(below!.condition, x) <= least) return (high - low) / 100;
  const [top, bottom] = [valueAt(above, x), valueAt(below!, x)];
  return Math.max(0, lower * bottom - top, top - upper * bottom) / Math.max(1, lower);
}

/** Whether a set has more than rounding's probability. */
function happens(set: Float64Array, x: Float64Array): boolean {
  return massOf(set, x) > 1e-9 * x.reduce((sum, each) => sum + each, 0);
}

/** Where to cut a box: at the point, but not so near to an end that the other half is the whole. */
export function cutOf([low, high]: Box, below: AtomProbability, x: Float64Array): number {
  const width = high - low;
  const known = happens(below.condition, x) ? valueAt(below, x) : (low + high) / 2;
  return Math.min(Math.max(known, low + 0.1 * width), high - 0.1 * width);
}
