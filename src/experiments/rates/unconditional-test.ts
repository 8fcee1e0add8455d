/** Unconditional exact tests of two shares (Barnard, Boschloo): the largest probability that any common rate gives. */
import type { Share } from "../../inference/score-interval.js";
import { logBinomial } from "../../math/gamma.js";

/**
 * Two-sided p-value: Barnard's with |pooled z| as its statistic; Boschloo's twice the smaller of two one-sided ones, whose
 * statistic is Fisher's one-sided p-value.
 */
export function unconditionalPValue(first: Share, second: Share, test: "barnard" | "boschloo"): number {
  if (test === "barnard") return largestProbability(barnardRegion(first, second));
  const turned = (group: Share): Share => ({ x: group.n - group.x, n: group.n });
  const below = largestProbability(boschlooRegion(first, second));
  const above = largestProbability(boschlooRegion(turned(first), turned(second)));
  return Math.min(1, 2 * Math.min(below, above));
}

/** Conditional probability of the rejected tables by the total of losses: the rest is binomial in the common rate. */
type Region = Float64Array;

/** Tables whose |pooled z| is no smaller: (x₁ N - s n₁)² is compared with its share of s (N - s) in integers, so that ties are ties. */
function barnardRegion(first: Share, second: Share): Region {
  const all = first.n + second.n;
  const scatter = (total: number): bigint => BigInt(total) * BigInt(all - total);
  const distance = (x: number, total: number): bigint =>
    BigInt(x) * BigInt(all) - BigInt(total) * BigInt(first.n);
  const total = first.x + second.x;
  const [seen, seenScatter] = [distance(first.x, total) ** 2n, scatter(total)];
  return conditionalRegion(first, second, (x, s) => {
    const d = distance(x, s);
    // Where nobody or everybody was lost z is 0, not undefined.
    if (scatter(s) === 0n) return seen === 0n;
    return d * d * seenScatter >= seen * scatter(s);
  });
}

/** Tables whose one-sided p-value (as few losses in the first group, or fewer) is no larger than the one seen. */
function boschlooRegion(first: Share, second: Share): Region {
  const seen = lowerTails(first.n, second.n, first.x + second.x);
  const limit = seen.tails[first.x - seen.lowest]! * (1 + 1e-10);
  const all = first.n + second.n;
  return Float64Array.from({ length: all + 1 }, (_, s) => {
    let largest = 0;
    for (const tail of lowerTails(first.n, second.n, s).tails) if (tail <= limit) largest = tail;
    return largest;
  });
}

function conditionalRegion(
  first: Share,
  second: Share,
  rejects: (x: number, total: number) => boolean,
): Region {
  const all = first.n + second.n;
  return Float64Array.from({ length: all + 1 }, (_, s) => {
    const { lowest, tails } = lowerTails(first.n, second.n, s);
    let sum = 0;
    for (let i = 0; i < tails.length; i++)
      if (rejects(lowest + i, s)) sum += tails[i]! - (i === 0 ? 0 : tails[i - 1]!);
    return sum;
  });
}

/** Hypergeometric probabilities of k losses or fewer in the first group, k from the lowest possible on. */
function lowerTails(n1: number, n2: number, total: number): { lowest: number; tails: Float64Array } {
  const lowest = Math.max(0, total - n2);
  const highest = Math.min(total, n1);
  const weights = new Float64Array(highest - lowest + 1);
  const mode = Math.min(highest, Math.max(lowest, Math.floor(((total + 1) * (n1 + 1)) / (n1 + n2 + 2))));
  const step = (k: number): number => ((n1 - k) / (k + 1)) * ((total - k) / (n2 - total + k + 1));
  weights[mode - lowest] = 1;
  for (let k = mode; k < highest; k++) weights[k + 1 - lowest] = weights[k - lowest]! * step(k);
  for (let k = mode; k > lowest; k--) weights[k - 1 - lowest] = weights[k - lowest]! / step(k - 1);
  const tails = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) tails[i] = sum += weights[i]!;
  for (let i = 0; i < tails.length; i++) tails[i]! /= sum;
  return { lowest, tails };
}

/**
 * The largest probability of a region over the common rate: a scan in steps of a sixth of the binomial's standard deviation, on
 * the scale of arc sines where that is the same at every rate, and golden sections about what comes near the highest.
 */
function largestProbability(region: Region): number {
  const probabilityAt = probabilityOf(region);
  const pieces = 20 * Math.ceil(Math.sqrt(region.length)) + 60;
  const angleOf = (i: number): number => (i / pieces) * (Math.PI / 2);
  const scan = Float64Array.from({ length: pieces + 1 }, (_, i) => probabilityAt(angleOf(i)));
  const highest = scan.reduce((most, each) => Math.max(most, each), 0);
  let largest = highest;
  for (let i = 0; i <= pieces; i++) {
    const [before, here, after] = [scan[i - 1] ?? 0, scan[i]!, scan[i + 1] ?? 0];
    if (here < before || here < after || here < 0.99 * highest) continue;
    const around = [angleOf(Math.max(0, i - 1)), angleOf(Math.min(pieces, i + 1))] as const;
    largest = Math.max(largest, goldenMaximum(probabilityAt, around));
  }
  return Math.min(1, largest);
}

/** The probability of a region at a common rate sin²(angle). */
function probabilityOf(region: Region): (angle: number) => number {
  const n = region.length - 1;
  const totals = Array.from(region.keys()).filter((s) => region[s]! > 0);
  const logs = totals.map((s) => Math.log(region[s]!) + logBinomial(n, s));
  return (angle) => {
    const [lost, kept] = [2 * Math.log(Math.sin(angle)), 2 * Math.log(Math.cos(angle))];
    let sum = 0;
    for (let i = 0; i < totals.length; i++) {
      const s = totals[i]!;
      // Nobody or everybody lost: a rate of 0 or 1 to the power of 0 is 1.
      sum += Math.exp(logs[i]! + (s === 0 ? 0 : s * lost) + (s === n ? 0 : (n - s) * kept));
    }
    return sum;
  };
}

function goldenMaximum(f: (x: number) => number, [from, to]: readonly [number, number]): number {
  const golden = 0.3819660112501051;
  let [a, b] = [from, to];
  let [left, right] = [a + golden * (b - a), b - golden * (b - a)];
  let [fLeft, fRight] = [f(left), f(right)];
  for (let step = 0; step < 40; step++) {
    if (fLeft > fRight) {
      [b, right, fRight] = [right, left, fLeft];
      left = a + golden * (b - a);
      fLeft = f(left);
    } else {
      [a, left, fLeft] = [left, right, fRight];
      right = b - golden * (b - a);
      fRight = f(right);
    }
  }
  return Math.max(fLeft, fRight);
}
