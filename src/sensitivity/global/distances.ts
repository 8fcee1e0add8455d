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
    let [re, im] = [0, 0];
    for (let i = 0; i < n; i++) {
      const angle = (2 * Math.PI * ((k * i) % n)) / n;
      re += (ordered[i] as number) * Math.cos(angle);
      im += (ordered[i] as number) * Math.sin(angle);
    }
    low += 2 * (re * re + im * im);
  }
  const raw = low / (n * energy);
  const skew = (2 * harmonics) / n;
  return raw - (skew / (1 - skew)) * (1 - raw);
}

/** PAWN and delta of one input. */
export interface Distances {
  readonly pawnMedian: number;
  readonly pawnMean: number;
  readonly pawnMaximum: number;
  readonly delta: number;
}

/** PAWN and delta of a column against one output, whose order and bins are laid once. */
export function distanceMeasures(output: Float64Array, slices: number): (column: Float64Array) => Distances {
  const n = output.length;
  const order = orderOf(output);
  const bins = Math.max(5, Math.min(32, Math.round(Math.sqrt(n) / 2)));
  const binOf = new Uint8Array(n);
  const binShare = new Float64Array(bins);
  for (let place = 0; place < n; place++) {
    const row = order[place] as number;
    const previous = order[place - 1];
    // Equal outputs share a bin.
    const tied = previous !== undefined && output[previous] === output[row];
    binOf[row] = tied ? (binOf[previous] as number) : Math.floor((place * bins) / n);
    binShare[binOf[row] as number] = (binShare[binOf[row] as number] as number) + 1 / n;
  }
  const classes = Math.max(4, Math.min(32, Math.round(Math.cbrt(n))));
  return (column) => ({
    ...pawn(column, output, { order, slices }),
    delta: deltaIndex(orderOf(column), { binOf, binShare, classes }),
  });
}

function pawn(
  column: Float64Array,
  output: Float64Array,
  { order, slices }: { order: Uint32Array; slices: number },
): Omit<Distances, "delta"> {
  const sorted = Float64Array.from(column).sort();
  const edges = Array.from({ length: slices + 1 }, (_, s) => sortedQuantile(sorted, s / slices));
  const distances: number[] = [];
  for (let s = 0; s < slices; s++) {
    const [low, high] = [edges[s] as number, edges[s + 1] as number];
    let inside = 0;
    for (const x of column) if (x >= low && x < high) inside++;
    if (inside > 0) distances.push(ksDistance(column, output, { order, low, high, inside }));
  }
  const ascending = [...distances].sort((a, b) => a - b);
  return {
    pawnMedian: sortedQuantile(ascending, 0.5),
    pawnMean: meanOf(distances),
    pawnMaximum: ascending.at(-1) as number,
  };
}

/** Kolmogorov-Smirnov distance between the outputs whose input lies in a slice and all outputs. */
function ksDistance(
  column: Float64Array,
  output: Float64Array,
  { order, low, high, inside }: { order: Uint32Array; low: number; high: number; inside: number },
): number {
  const n = order.length;
  let seen = 0;
  let largest = 0;
  for (let place = 0; place < n; place++) {
    const row = order[place] as number;
    const x = column[row] as number;
    if (x >= low && x < high) seen++;
    const next = order[place + 1];
    if (next !== undefined && output[next] === output[row]) continue;
    largest = Math.max(largest, Math.abs(seen / inside - (place + 1) / n));
  }
  return largest;
}

/** Delta over equal classes of the input's ranks and the bins of the output. */
function deltaIndex(
  order: Uint32Array,
  { binOf, binShare, classes }: { binOf: Uint8Array; binShare: Float64Array; classes: number },
): number {
  const n = order.length;
  let sum = 0;
  const counts = new Float64Array(binShare.length);
  for (let c = 0; c < classes; c++) {
    const [from, to] = [Math.floor((c * n) / classes), Math.floor(((c + 1) * n) / classes)];
    counts.fill(0);
    for (let place = from; place < to; place++) {
      const bin = binOf[order[place] as number] as number;
      counts[bin] = (counts[bin] as number) + 1;
    }
    for (let b = 0; b < counts.length; b++)
      sum += Math.abs((counts[b] as number) - (to - from) * (binShare[b] as number));
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
  measure: (column: Float64Array) => Distances,
  column: Float64Array,
  { permutations, random }: { permutations: number; random: Random },
): Steps<Distances & { pawnFloor: number; deltaFloor: number; deltaAboveFloor: boolean }> {
  const own = measure(column);
  const floors: Distances[] = [];
  for (let i = 0; i < permutations; i++) {
    yield (i + 1) / (permutations + 1);
    const order = samplePermutation(random, column.length);
    floors.push(measure(column.map((_, row) => column[order[row] as number] as number)));
  }
  return {
    ...own,
    pawnFloor: meanOf(floors.map(({ pawnMedian }) => pawnMedian)),
    deltaFloor: meanOf(floors.map(({ delta }) => delta)),
    deltaAboveFloor: floors.every(({ delta }) => own.delta > delta),
  };
}
