/**
 * Points that fill the unit cube evenly: the Sobol' sequence, its two randomisations, and Latin hypercubes.
 * Points are whole multiples of 2^-32 (plus half of that when randomised, so that they are never 0), the same bits
 * on every engine.
 */
import { check, checkCount } from "../errors.js";
import { mixBits, type Random } from "./random.js";
import { samplePermutation } from "./samplers.js";
import { DIMENSIONS, directionTable } from "./sobol-directions.js";

/**
 * How a Sobol' sequence is randomised: `"owen"` nested uniform scrambling (the most even), `"shift"` one random
 * digital shift a dimension, `"none"` the sequence itself, whose first point is 0.
 */
export type Scrambling = "owen" | "shift" | "none";

/** A sequence of points in the unit cube, read by position. */
export interface PointSequence {
  readonly dimensions: number;
  /** Writes `count` points from position `start` on, one after another, into `out` (row by row). */
  fill(start: number, count: number, out: Float64Array): void;
}

const TWO_MINUS_32 = 2 ** -32;
const BITS = 32;
const LARGEST_SAMPLE = 2 ** 31;

/** The 32 direction integers of each dimension, row by row. */
function directionIntegers(dimensions: number): Int32Array {
  const table = directionTable(dimensions - 1);
  const v = new Int32Array(dimensions * BITS);
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const at = dimension * BITS;
    const row = table[dimension - 1];
    if (row === undefined) {
      for (let i = 0; i < BITS; i++) v[at + i] = 1 << (31 - i);
      continue;
    }
    const degree = row.m.length;
    for (let i = 0; i < BITS; i++) {
      if (i < degree) {
        v[at + i] = (row.m[i] as number) << (31 - i);
        continue;
      }
      const earlier = v[at + i - degree] as number;
      let value = earlier ^ (earlier >>> degree);
      for (let k = 1; k < degree; k++) if ((row.a >>> (degree - 1 - k)) & 1) value ^= v[at + i - k] as number;
      v[at + i] = value;
    }
  }
  return v;
}

/**
 * Nested uniform scrambling of the 32 bits of one coordinate: each bit is flipped or not by a random choice that
 * depends on all the bits above it. The choices are hashes of those bits, so none is stored.
 */
function owenScramble(value: number, multiplier: number, offset: number): number {
  let scrambled = 0;
  for (let bit = 0; bit < BITS; bit++) {
    // The node of the tree of prefixes: a leading one, then the bits above this one.
    const node = bit === 0 ? 1 : (1 << bit) | (value >>> (BITS - bit));
    const flip = mixBits(Math.imul(node, multiplier) + offset) >>> 31;
    scrambled = (scrambled << 1) | (((value >>> (31 - bit)) & 1) ^ flip);
  }
  return scrambled;
}

/**
 * The Sobol' sequence in the order of its Gray code, with the direction numbers of Joe and Kuo.
 *
 * Use sample sizes that are powers of 2: others lose the balance that makes the points worth their name.
 *
 * @param dimensions - Whole number from 1 to 256.
 * @param scrambling - `"none"` by default; the other two need `random`.
 * @param random - Where the randomisation comes from: two words a dimension are drawn.
 * @see Sobol' (1967); Joe & Kuo (2008), doi:10.1137/070709359; Owen (1995), "Randomly permuted (t,m,s)-nets"; Burley
 *   (2020), "Practical hash-based Owen scrambling", JCGT 9(4), for choices made by hashing.
 */
export function sobolSequence(
  dimensions: number,
  scrambling: Scrambling = "none",
  random?: Random,
): PointSequence {
  checkCount("sobolSequence", "dimensions", dimensions, 1);
  check(dimensions <= DIMENSIONS, "sobolSequence", "dimensions", `must be at most ${DIMENSIONS}`, dimensions);
  const directions = directionIntegers(dimensions);
  const first = Int32Array.from({ length: dimensions }, () => (random ? random.bits() : 0));
  const second = Int32Array.from({ length: dimensions }, () => (random ? random.bits() : 0));
  const state = new Int32Array(dimensions);
  const half = scrambling === "none" ? 0 : 0.5;

  const coordinate = (dimension: number): number => {
    const value = state[dimension] as number;
    const key = first[dimension] as number;
    if (scrambling === "none") return value >>> 0;
    if (scrambling === "shift") return (value ^ key) >>> 0;
    return owenScramble(value, key | 1, second[dimension] as number) >>> 0;
  };
  const moveTo = (index: number): void => {
    const gray = index ^ (index >>> 1);
    for (let dimension = 0; dimension < dimensions; dimension++) {
      let value = 0;
      for (let bit = 0; gray >>> bit !== 0; bit++)
        if ((gray >>> bit) & 1) value ^= directions[dimension * BITS + bit] as number;
      state[dimension] = value;
    }
  };
  const step = (index: number): void => {
    // Neighbours in Gray code differ in one bit: the lowest zero bit of the index.
    const bit = 31 - Math.clz32(~index & (index + 1));
    for (let dimension = 0; dimension < dimensions; dimension++)
      state[dimension] = (state[dimension] as number) ^ (directions[dimension * BITS + bit] as number);
  };
  return {
    dimensions,
    fill(start, count, out) {
      check(
        start + count <= LARGEST_SAMPLE,
        "sobolSequence",
        "points",
        "must be at most 2^31",
        start + count,
      );
      moveTo(start);
      for (let i = 0; i < count; i++) {
        for (let dimension = 0; dimension < dimensions; dimension++)
          out[i * dimensions + dimension] = (coordinate(dimension) + half) * TWO_MINUS_32;
        step(start + i);
      }
    },
  };
}

/**
 * A Latin hypercube: in each dimension one point in each of `count` equal slices, the slices paired at random.
 *
 * @see McKay, Beckman & Conover (1979), Technometrics 21(2), 239-245, doi:10.1080/00401706.1979.10489755.
 * @returns The points, row by row.
 */
export function latinHypercube(random: Random, count: number, dimensions: number): Float64Array {
  const points = new Float64Array(count * dimensions);
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const order = samplePermutation(random, count);
    for (let i = 0; i < count; i++) {
      const within = (order[i] as number) + random.next();
      points[i * dimensions + dimension] = Math.max(within / count, TWO_MINUS_32 / 2);
    }
  }
  return points;
}
