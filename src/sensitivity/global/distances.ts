/** First-order index by spectrum, and distances between conditional and unconditional distributions, of a sample. */
import type { Steps } from "../../inference/steps.js";
import type { Random } from "../../math/random.js";
import { meanOf, orderOf, sortedQuantile } from "../../math/sample-statistics.js";
import { samplePermutation } from "../../math/samplers.js";

/** First-order index from the spectrum of the output in the order of the input, up and down again. */
export function rbdFast(column: Float64Array, output: Float64Array, harmonics: number): number {
  const order = orderOf(column);
  const n = order.length;
  const mean = meanOf(output);
  const ordered = new Float64Array(n);
  for (let i = 0, up = 0, down = n - 1; i < n; i++)
    ordered[i % 2 === 0 ? up++ : down--] = (output[order[i] as number] as number) - mean;
  let energy = 0;
  for (const y of ordered) energy += y * y;
  let low = 0;
  for (let k = 1; k <= harmonics; k++) {
    const [re, im] = harmonicOf(ordered, k);
    low += 2 * (re * re + im * im);
  }
  const raw = low / (n * energy);
  const skew = (2 * harmonics) / n;
  return raw - (skew / (1 - skew)) * (1 - raw);
}

/** So many turns of an angle by multiplication leave a rounding error of no account. */
const TURNS = 512;

/** The k-th Fourier coefficient: Σ y_i cos(2π k i / n) and Σ y_i sin(2π k i / n). */
function harmonicOf(values: Float64Array, k: number): [number, number] {
  const n = values.length;
  const [turnCos, turnSin] = [Math.cos((2 * Math.PI * k) / n), Math.sin((2 * Math.PI * k) / n)];
  let [re, im, cos, sin] = [0, 0, 1, 0];
  for (let i = 0; i < n; i++) {
    if (i % TURNS === 0) {
      const angle = (2 * Math.PI * ((k * i) % n)) / n;
      cos = Math.cos(angle);
      sin = Math.sin(angle);
    }
    re += values[i]! * cos;
    im += values[i]! * sin;
    const next = cos * turnCos - sin * turnSin;
    sin = sin * turnCos + cos * turnSin;
    cos = next;
  }
  return [re, im];
}

/** PAWN and delta of one input. */
export interface Distances {
  readonly pawnMedian: number;
  readonly pawnMean: number;
  readonly pawnMaximum: number;
  readonly delta: number;
}

/** What PAWN and delta need of an output, place by place in its ascending order, laid once. */
export interface OutputBins {
  /** Rows in ascending order of the output. */
  readonly order: Uint32Array;
  /** For each place, 1 where the next output is larger, so that a step of the distribution ends there. */
  readonly lastOfTies: Uint8Array;
  /** Bin of each place, of as many rows each; equal outputs share one. */
  readonly binAt: Uint8Array;
  readonly binShare: Float64Array;
}

/** Lays the bins of an output in which what rounding alone separates is equal already. */
export function binOutput(output: Float64Array): OutputBins {
  const n = output.length;
  const order = orderOf(output);
  const bins = Math.max(5, Math.min(32, Math.round(Math.sqrt(n) / 2)));
  const binOf = groupsOf(output, order, bins);
  const binAt = Uint8Array.from(order, (row) => binOf[row]!);
  const binShare = new Float64Array(bins);
  for (const bin of binAt) binShare[bin]! += 1 / n;
  const lastOfTies = Uint8Array.from(order, (row, place) =>
    output[order[place + 1]!] === output[row] ? 0 : 1,
  );
  return { order, lastOfTies, binAt, binShare };
}

/** The group of each row out of `count` groups of equal ranks; equal values share the lower one. */
function groupsOf(values: Float64Array, order: Uint32Array, count: number): Uint8Array {
  const n = order.length;
  const groupOf = new Uint8Array(n);
  for (let place = 0; place < n; place++) {
    const row = order[place]!;
    const before = order[place - 1];
    const tied = before !== undefined && values[before] === values[row];
    groupOf[row] = tied ? groupOf[before]! : Math.floor((place * count) / n);
  }
  return groupOf;
}

/** An input cut into the slices of PAWN and the classes of delta, laid once for all permutations. */
interface CutInput {
  readonly sliceOf: Uint32Array;
  readonly slices: number;
  readonly classOf: Uint8Array;
  readonly classes: number;
}

function cutInput(column: Float64Array, slices: number): CutInput {
  const n = column.length;
  const order = orderOf(column);
  const sorted = Float64Array.from(order, (row) => column[row]!);
  const edges = Array.from({ length: slices + 1 }, (_, s) => sortedQuantile(sorted, s / slices));
  const sliceOf = new Uint32Array(n);
  for (let place = 0, s = 0; place < n; place++) {
    // The largest value lies in no slice: each holds its lower edge only.
    while (s < slices && sorted[place]! >= edges[s + 1]!) s++;
    sliceOf[order[place]!] = s;
  }
  const classes = Math.max(4, Math.min(32, Math.round(Math.cbrt(n))));
  return { sliceOf, slices, classOf: groupsOf(column, order, classes), classes };
}

/**
 * The distances of an input to an output whose places are taken by these rows: those of its own order, or by chance.
 *
 * One pass in the order of the output: the rows seen of each slice against all rows seen, and of each class by bins. The
 * distance of a slice is farthest just before or after one of its rows: between them it only falls.
 */
function measure(
  { sliceOf, slices, classOf, classes }: CutInput,
  { lastOfTies, binAt, binShare }: OutputBins,
  rows: Uint32Array,
): Distances {
  const n = rows.length;
  const inside = new Float64Array(slices + 1);
  for (const slice of sliceOf) inside[slice]!++;
  const seen = new Float64Array(slices + 1);
  const largest = new Float64Array(slices + 1);
  const bins = binShare.length;
  const counts = new Float64Array(classes * bins);
  for (let start = 0, end = 0; start < n; start = end) {
    do counts[classOf[rows[end]!]! * bins + binAt[end]!]!++;
    while (lastOfTies[end++] === 0);
    // Rows of one output are seen together, so that all of them come before and after it.
    for (let place = start; place < end; place++) {
      const s = sliceOf[rows[place]!]!;
      largest[s] = Math.max(largest[s]!, Math.abs(seen[s]! / inside[s]! - start / n));
    }
    for (let place = start; place < end; place++) seen[sliceOf[rows[place]!]!]!++;
    for (let place = start; place < end; place++) {
      const s = sliceOf[rows[place]!]!;
      largest[s] = Math.max(largest[s]!, Math.abs(seen[s]! / inside[s]! - end / n));
    }
  }
  const pawn = Array.from(largest.subarray(0, slices)).filter((_, s) => inside[s]! > 0);
  const ascending = [...pawn].sort((a, b) => a - b);
  return {
    pawnMedian: sortedQuantile(ascending, 0.5),
    pawnMean: meanOf(pawn),
    pawnMaximum: ascending.at(-1) as number,
    delta: deltaOf(counts, binShare, n),
  };
}

/** Delta from the rows by class and bin: ½ Σ |rows of a class in a bin - rows of the class × share of the bin| / n. */
function deltaOf(counts: Float64Array, binShare: Float64Array, n: number): number {
  const bins = binShare.length;
  let sum = 0;
  for (let from = 0; from < counts.length; from += bins) {
    const own = counts.subarray(from, from + bins);
    const size = own.reduce((total, count) => total + count, 0);
    for (let b = 0; b < bins; b++) sum += Math.abs(own[b]! - size * binShare[b]!);
  }
  return sum / (2 * n);
}

/** Where the input or the output does not vary. */
export const noDistances = {
  pawnMedian: null,
  pawnMean: null,
  pawnMaximum: null,
  pawnFloor: null,
  delta: null,
  deltaFloor: null,
  deltaAboveFloor: false,
};

/** The distances, and what random permutations of the column show. */
export function* withFloors(
  output: OutputBins,
  column: Float64Array,
  { slices, permutations, random }: { slices: number; permutations: number; random: Random },
): Steps<Distances & { pawnFloor: number; deltaFloor: number; deltaAboveFloor: boolean }> {
  const input = cutInput(column, slices);
  const own = measure(input, output, output.order);
  const floors: Distances[] = [];
  for (let i = 0; i < permutations; i++) {
    yield (i + 1) / (permutations + 1);
    floors.push(measure(input, output, samplePermutation(random, column.length)));
  }
  return {
    ...own,
    pawnFloor: meanOf(floors.map(({ pawnMedian }) => pawnMedian)),
    deltaFloor: meanOf(floors.map(({ delta }) => delta)),
    deltaAboveFloor: floors.every(({ delta }) => own.delta > delta),
  };
}
