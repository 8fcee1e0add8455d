/** Decides whether claims can all be true, and between which values a quantity then lies. */
import type { LinearConstraint } from "../math/linear-programme.js";
import type { AtomClaim, AtomProbability, AtomQuantity } from "./claim-input.js";
import {
  type Box,
  type ClaimSystem,
  claimSystem,
  extreme,
  inBox,
  isLinear,
  pointIn,
  rowsInBoxes,
  valueAt,
} from "./claim-programme.js";

/** Width at which the lower probability of a ratio counts as found. */
const narrow = 1e-10;
const cuts = 600;

/** Values of the lower probabilities of the ratios at which all claims hold; null if there are none. */
export function findFeasible(claims: readonly AtomClaim[], atoms: number): number[] | null {
  const system = claimSystem(claims);
  const queue: Box[][] = [system.ratios.map(firstBox)];
  for (let cut = 0; cut < cuts && queue.length > 0; cut++) {
    const boxes = queue.pop()!;
    const point = pointIn(rowsInBoxes(system, boxes), system.positive, atoms);
    if (point === null) continue;
    const values = system.ratios.map(({ below }) => valueAt(below!, point));
    if (boxes.length === 0 || holdsAt(system, values, atoms)) return values;
    const widest = widestOf(boxes);
    const [low, high] = boxes[widest]!;
    if (high - low < narrow) return boxes.map(([a, b]) => (a + b) / 2);
    const middle = (low + high) / 2;
    const half = (box: Box) => boxes.map((each, i) => (i === widest ? box : each));
    // The half with the point in it is looked into first.
    const inLower = values[widest]! < middle;
    queue.push(
      half(inLower ? [middle, high] : [low, middle]),
      half(inLower ? [low, middle] : [middle, high]),
    );
  }
  return null;
}

function holdsAt(system: ClaimSystem, values: readonly number[], atoms: number): boolean {
  const exact = values.map((value): Box => [value, value]);
  return pointIn(rowsInBoxes(system, exact), system.positive, atoms) !== null;
}

function widestOf(boxes: readonly Box[]): number {
  return boxes.reduce(
    (best, [low, high], i) => (high - low > boxes[best]![1] - boxes[best]![0] ? i : best),
    0,
  );
}

/**
 * Least and largest value of a quantity where all claims hold; `upper` is infinite where nothing bounds it. The claims must
 * be feasible, `start` being values at which they are.
 */
export function rangeOf(
  claims: readonly AtomClaim[],
  quantity: AtomQuantity,
  { start, atoms }: { start: readonly number[]; atoms: number },
): { lower: number; upper: number } {
  const system = claimSystem(claims);
  const linear = isLinear(quantity);
  const loose = rowsInBoxes(system, system.ratios.map(firstBox));
  const shared = linear ? -1 : system.ratios.findIndex(({ below }) => below!.words === quantity.below!.words);
  const from = linear || shared >= 0 ? start : [...start, startOf(system, quantity, { start, atoms })];
  const spans = from.map((_, i) => spanOf(loose, (system.ratios[i] ?? quantity).below!, system.ratios[i]));
  const search = (direction: 1 | -1): number => {
    const value = (values: readonly number[]): number | null =>
      linear
        ? linearExtreme(system, quantity, values, direction)
        : ratioExtreme(system, quantity, { values, shared, direction });
    if (from.length === 0) return value([])!;
    const height = (values: readonly number[]) => feasibleValue(system, values, { value, direction, atoms });
    const found = climb(height, from, spans) * direction;
    if (!linear) return found;
    // A bound that is only approached, as a condition loses its probability, is the bound without the ratios.
    const bound = extremeOf(loose, quantity, direction)!;
    return Math.abs(bound - found) < 1e-5 ? bound : found;
  };
  return { lower: search(-1), upper: search(1) };
}

/** The lower probability of a ratio of at least k is at most 1 / k. */
function firstBox({ lower }: AtomClaim): Box {
  return [0, lower > 1 ? 1 / lower : 1];
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
  readonly value: (values: readonly number[]) => number | null;
  readonly direction: 1 | -1;
  readonly atoms: number;
}

/** The quantity times its direction where the claims hold, -∞ elsewhere. */
function feasibleValue(
  system: ClaimSystem,
  values: readonly number[],
  { value, direction, atoms }: Climb,
): number {
  const own = values.slice(0, system.ratios.length);
  if (own.length > 0 && !holdsAt(system, own, atoms)) return Number.NEGATIVE_INFINITY;
  const found = value(values);
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

/** The lower probability of the quantity is that of the claim `shared`, or else the last of the values. */
function ratioExtreme(
  system: ClaimSystem,
  { above, below }: AtomQuantity,
  { values, shared, direction }: { values: readonly number[]; shared: number; direction: 1 | -1 },
): number | null {
  const divisor = shared >= 0 ? values[shared]! : values[values.length - 1]!;
  const own = values.slice(0, system.ratios.length).map((value): Box => [value, value]);
  const rows = [...rowsInBoxes(system, own), ...(shared >= 0 ? [] : inBox(below!, [divisor, divisor]))];
  // The scaling that makes one condition sure may leave the other without probability; both are kept.
  if (pointIn(rows, [above.condition, below!.condition], above.event.length) === null) return null;
  const top = extreme(rows, { set: above.event, divisor: above.condition }, direction);
  return top === null ? null : top / divisor;
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

/** Highest value of a function of a few numbers from 0 to 1, by a scan and golden sections of each in turn. */
function climb(
  height: (values: readonly number[]) => number,
  start: readonly number[],
  spans: readonly Box[],
): number {
  let values = [...start];
  let best = height(values);
  for (let round = 0; round < 4; round++) {
    const before = best;
    for (let i = 0; i < values.length; i++) {
      const along = (x: number) => height(values.map((value, k) => (k === i ? x : value)));
      const [low, high] = spans[i]!;
      if (high - low < narrow) continue;
      const top = highestOnLine(along, { x: values[i]!, height: best }, spans[i]!);
      if (top.height > best) {
        best = top.height;
        values = values.map((value, k) => (k === i ? top.x : value));
      }
    }
    if (!(best > before + 1e-12 * Math.abs(before))) break;
    if (best > 1e4) return Number.POSITIVE_INFINITY;
  }
  return best;
}

const pieces = 32;
const golden = 0.3819660112501051;

/** The highest point along one number: a scan, then a golden section around its best point unless the line is flat. */
function highestOnLine(
  along: (x: number) => number,
  start: { readonly x: number; readonly height: number },
  [from, to]: Box,
): { x: number; height: number } {
  let top = { ...start };
  let lowest = start.height;
  const step = (to - from) / pieces;
  const consider = (x: number) => {
    const height = along(x);
    if (height > top.height) top = { x, height };
    if (height > Number.NEGATIVE_INFINITY) lowest = Math.min(lowest, height);
    return height;
  };
  for (let piece = 0; piece <= pieces; piece++) consider(from + piece * step);
  if (top.x === start.x && top.height - lowest <= 1e-12 * Math.abs(lowest)) return top;
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
  return top;
}
