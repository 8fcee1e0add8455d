/** Decides whether claims can all be true, and between which values a quantity then lies. */
import type { LinearConstraint } from "../../math/linear-programme.js";
import { cutOf, missOf, outerBound } from "./bounds.js";
import type { AtomClaim, AtomProbability, AtomQuantity } from "./input.js";
import {
  type Box,
  type ClaimSystem,
  claimSystem,
  extreme,
  firstBox,
  inBox,
  isLinear,
  pointIn,
  rowsInBoxes,
  valueAt,
} from "./programme.js";

/** Width at which the lower probability of a ratio counts as found. */
const narrow = 1e-10;
const steps = 600;

/** Values of the lower probabilities of the ratios at which all claims hold; null if there are none. */
export function findFeasible(claims: readonly AtomClaim[], atoms: number): number[] | null {
  const system = claimSystem(claims);
  const queue: Box[][] = [system.ratios.map(firstBox)];
  for (let step = 0; step < steps && queue.length > 0; step++) {
    const boxes = queue.pop()!;
    const point = pointIn(rowsInBoxes(system, boxes), system.positive, atoms);
    if (point === null) continue;
    const values = system.ratios.map(({ below }) => valueAt(below!, point));
    if (boxes.length === 0 || holdsAt(system, values, atoms)) return values;
    const misses = system.ratios.map((ratio, i) => missOf(ratio, boxes[i]!, point));
    const worst = misses.reduce((top, miss, i) => (miss > misses[top]! ? i : top), 0);
    const [low, high] = boxes[worst]!;
    if (misses[worst]! < narrow || high - low < narrow) return values;
    const cut = cutOf(boxes[worst]!, system.ratios[worst]!.below!, point);
    const half = (box: Box) => boxes.map((each, i) => (i === worst ? box : each));
    // The half with the point in it is looked into first.
    const inLower = values[worst]! < cut;
    queue.push(half(inLower ? [cut, high] : [low, cut]), half(inLower ? [low, cut] : [cut, high]));
  }
  return null;
}

function holdsAt(system: ClaimSystem, values: readonly number[], atoms: number): boolean {
  const exact = values.map((value): Box => [value, value]);
  return pointIn(rowsInBoxes(system, exact), system.positive, atoms) !== null;
}

/** Between which values a quantity lies; `exact` is false where the ends are only known to lie within. */
export interface FoundRange {
  readonly lower: number;
  readonly upper: number;
  readonly exact: boolean;
}

/**
 * Least and largest value of a quantity where all claims hold; `upper` is infinite where nothing bounds it. The claims must
 * be feasible, `start` being values at which they are. With one ratio under two conditions its lower probability is
 * searched over; with more, branch and bound says itself whether it came to an end.
 */
export function rangeOf(
  claims: readonly AtomClaim[],
  quantity: AtomQuantity,
  { start, atoms }: { start: readonly number[]; atoms: number },
): FoundRange {
  const system = claimSystem(claims);
  const linear = isLinear(quantity);
  const shared = linear || system.ratios.some(({ below }) => below!.words === quantity.below!.words);
  const parameters = system.ratios.length + (shared ? 0 : 1);
  if (parameters > 1) {
    const [lower, upper] = [outerBound(system, quantity, -1), outerBound(system, quantity, 1)];
    return { lower: lower.value, upper: upper.value, exact: lower.exact && upper.exact };
  }
  const loose = rowsInBoxes(system, system.ratios.map(firstBox));
  const search = (direction: 1 | -1): number => {
    if (parameters === 0) return extremeOf(loose, quantity, direction)!;
    const value = (x: number): number | null =>
      linear ? linearExtreme(system, quantity, [x], direction) : ratioExtreme(system, quantity, x, direction);
    const height = (x: number) => heightAt(system, x, { value, direction, atoms });
    const from = start[0] ?? startOf(system, quantity, { start, atoms });
    const span = spanOf(loose, (system.ratios[0] ?? quantity).below!, system.ratios[0]);
    const found = climb(height, from, span) * direction;
    if (!linear) return found;
    // A bound that is only approached, as a condition loses its probability, is the bound without the ratios.
    const bound = extremeOf(loose, quantity, direction)!;
    return Math.abs(bound - found) < 1e-5 ? bound : found;
  };
  return { lower: search(-1), upper: search(1), exact: true };
}

/** Between which values a probability can lie where the linear claims hold. */
function spanOf(
  rows: readonly LinearConstraint[],
  below: AtomProbability,
  claim: AtomClaim | undefined,
): Box {
  const sets = { set: below.event, divisor: below.condition };
  const [low, high] = claim === undefined ? [0, 1] : firstBox(claim);
  // A divisor of 0 has no ratio; a tiny one leaves it no digits.
  const floor = claim === undefined ? 1e-5 : 1e-7;
  const upper = Math.min(high, extreme(rows, sets, 1) ?? high);
  return [Math.min(upper, Math.max(low, floor, extreme(rows, sets, -1) ?? low)), upper];
}

interface Climb {
  readonly value: (x: number) => number | null;
  readonly direction: 1 | -1;
  readonly atoms: number;
}

/** The quantity times its direction where the claims hold, -∞ elsewhere. */
function heightAt(system: ClaimSystem, x: number, { value, direction, atoms }: Climb): number {
  if (system.ratios.length > 0 && !holdsAt(system, [x], atoms)) return Number.NEGATIVE_INFINITY;
  const found = value(x);
  return found === null ? Number.NEGATIVE_INFINITY : direction * found;
}

function linearExtreme(
  system: ClaimSystem,
  quantity: AtomQuantity,
  values: readonly number[],
  direction: 1 | -1,
): number | null {
  return extremeOf(
    rowsInBoxes(
      system,
      values.map((value): Box => [value, value]),
    ),
    quantity,
    direction,
  );
}

function extremeOf(
  rows: readonly LinearConstraint[],
  { above, below }: AtomQuantity,
  direction: 1 | -1,
): number | null {
  const divisor = below === null ? above.condition : below.event;
  return extreme(rows, { set: above.event, divisor }, direction);
}

/** The lower probability of the quantity is x, and so is that of the claim with a ratio, if there is one. */
function ratioExtreme(
  system: ClaimSystem,
  { above, below }: AtomQuantity,
  x: number,
  direction: 1 | -1,
): number | null {
  const boxes = system.ratios.map((): Box => [x, x]);
  const rows = boxes.length > 0 ? rowsInBoxes(system, boxes) : [...system.rows, ...inBox(below!, [x, x])];
  // The scaling that makes one condition sure may leave the other without probability; both are kept.
  if (pointIn(rows, [above.condition, below!.condition], above.event.length) === null) return null;
  const top = extreme(rows, { set: above.event, divisor: above.condition }, direction);
  return top === null ? null : top / x;
}

/** A value of the lower probability of a ratio that is possible where the claims hold. */
function startOf(
  system: ClaimSystem,
  { below }: AtomQuantity,
  { start, atoms }: { start: readonly number[]; atoms: number },
): number {
  const rows = rowsInBoxes(
    system,
    start.map((value): Box => [value, value]),
  );
  const point = pointIn(rows, [...system.positive, below!.event], atoms);
  return point === null ? 0.5 : valueAt(below!, point);
}

const pieces = 32;
const golden = 0.3819660112501051;

/** Highest value of a function on a span: a scan, then a golden section around its best point unless it is flat. */
function climb(height: (x: number) => number, start: number, [from, to]: Box): number {
  let top = { x: start, height: height(start) };
  if (to - from < narrow) return top.height;
  let possible = 0;
  let lowest = top.height;
  const consider = (x: number): number => {
    const here = height(x);
    if (here > top.height) top = { x, height: here };
    if (here > Number.NEGATIVE_INFINITY) {
      possible++;
      lowest = Math.min(lowest, here);
    }
    return here;
  };
  const step = (to - from) / pieces;
  for (let piece = 0; piece <= pieces; piece++) consider(from + piece * step);
  if (top.height > 1e4) return Number.POSITIVE_INFINITY;
  if (possible > 2 && top.height - lowest <= 1e-12 * Math.abs(lowest)) return top.height;
  let [low, high] = [Math.max(from, top.x - step), Math.min(to, top.x + step)];
  let [left, right] = [low + golden * (high - low), high - golden * (high - low)];
  let [atLeft, atRight] = [consider(left), consider(right)];
  while (high - low > 1e-12) {
    // Outside the possible both are -∞: move towards the best point known.
    if (atLeft === atRight ? top.x > (low + high) / 2 : atRight > atLeft) {
      [low, left, atLeft] = [left, right, atRight];
      right = high - golden * (high - low);
      atRight = consider(right);
    } else {
      [high, right, atRight] = [right, left, atLeft];
      left = low + golden * (high - low);
      atLeft = consider(left);
    }
  }
  return top.height;
}
