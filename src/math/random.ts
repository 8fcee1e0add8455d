/**
 * Seeded uniform random numbers: the same bits on every engine, because only 32-bit integer operations are used.
 *
 * Generator: xoshiro128** (period 2^128 - 1). Its four words of state are a hash of the seed and the stream, so
 * that neighbouring seeds and streams give unrelated sequences. The sequences change only in a major version.
 *
 * @see Blackman & Vigna (2021), "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47(4), doi:10.1145/3460772.
 * @see Appleby, MurmurHash3 (its 32-bit finaliser is the hash), public domain.
 */
import { check, checkCount } from "../errors.js";

/** A stream of random numbers; each call moves it forward. */
export interface Random {
  /** Uniform number from 0 to below 1, a multiple of 2^-53. */
  next(): number;
  /** Whole number from 0 to below `n`, each equally likely; `n` from 1 to 2^53 - 1. */
  integerBelow(n: number): number;
  /** 32 random bits, as a whole number from 0 to 2^32 - 1. */
  bits(): number;
}

const TWO_32 = 4294967296;
const TWO_53 = 9007199254740992;

/** Bijective mixing of 32 bits (the finaliser of MurmurHash3). */
export function mixBits(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** The four words of state of a seed and a stream: a chain of mixed words over the bits of both doubles. */
export function seedState(seed: number, stream: number): [number, number, number, number] {
  const view = new DataView(new ArrayBuffer(16));
  // Adding 0 turns -0 into 0: the two are one seed.
  view.setFloat64(0, seed + 0, true);
  view.setFloat64(8, stream + 0, true);
  const state: [number, number, number, number] = [0, 0, 0, 0];
  for (let word = 0; word < 4; word++) {
    let h = mixBits(Math.imul(word + 1, 0x9e3779b9));
    for (let offset = 0; offset < 16; offset += 4) {
      h = mixBits(h ^ view.getInt32(offset, true));
      h = (Math.imul(h, 5) + 0xe6546b64) | 0;
    }
    state[word] = mixBits(h);
  }
  // All zero is the one state xoshiro never leaves.
  if ((state[0] | state[1] | state[2] | state[3]) === 0) state[0] = 1;
  return state;
}

/**
 * A stream of uniform random numbers, fixed by a seed and a stream number.
 *
 * Formula: xoshiro128**; `next()` takes 27 and 26 bits of two outputs.
 *
 * @param seed - Any finite number, 0 and fractions included; -0 is 0.
 * @param stream - Any finite number, default 0: a second coordinate for independent sequences of one seed.
 * @returns The stream, at its start.
 * @throws {InvalidInputError} If the seed or the stream is not a finite number.
 */
export function createRandom(seed: number, stream = 0): Random {
  check(Number.isFinite(seed), "createRandom", "seed", "must be a finite number", seed);
  check(Number.isFinite(stream), "createRandom", "stream", "must be a finite number", stream);
  let [a, b, c, d] = seedState(seed, stream);
  const bits = (): number => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const wholeOf53 = (): number => (bits() >>> 5) * 67108864 + (bits() >>> 6);
  return {
    bits,
    next: () => wholeOf53() / TWO_53,
    integerBelow: (n) => {
      checkCount("integerBelow", "n", n, 1);
      // Values of the last, incomplete block of n are drawn again: without that low results would be likelier.
      const range = n <= TWO_32 ? TWO_32 : TWO_53;
      const limit = range - (range % n);
      for (;;) {
        const value = n <= TWO_32 ? bits() : wholeOf53();
        if (value < limit) return value % n;
      }
    },
  };
}
