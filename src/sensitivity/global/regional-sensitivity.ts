import { check, checkFinite, checkOptions, checkSufficient } from "../../errors.js";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../../inference/steps.js";
import { meanOf, orderOf, sortedQuantile } from "../../math/sample-statistics.js";
import { reaches } from "../../math/ties.js";
import { checkSample, type SampleData } from "./given-data.js";

/** The region of outputs that is asked about: exactly one of the two. */
export interface RegionalSensitivityOptions {
  /** Outputs of at least this, rounding apart. */
  readonly atLeast?: number | undefined;
  /** Outputs of at most this, rounding apart. */
  readonly atMost?: number | undefined;
}

/** How one input differs between the rows in the region and those outside. */
export interface RegionalSensitivityRow<Name extends string = string> {
  /** The input. */
  readonly input: Name;
  /** Kolmogorov-Smirnov distance between its values inside and outside the region, 0 to 1. */
  readonly distance: number;
  /** The distance that chance alone exceeds in one case of twenty. */
  readonly critical: number;
  /** Its 5% quantile inside the region. */
  readonly lower: number;
  /** Its median inside the region. */
  readonly median: number;
  /** Its 95% quantile inside the region. */
  readonly upper: number;
  /** Its median outside the region. */
  readonly medianOutside: number;
}

/** One side of a box in which the claim mostly holds. */
export interface BoxSide<Name extends string = string> {
  /** The input. */
  readonly input: Name;
  /** Lowest value in the box. */
  readonly lower: number;
  /** Highest value in the box. */
  readonly upper: number;
}

/** Where in the space of inputs a claim on the output holds. */
export interface RegionalSensitivity<Name extends string = string> {
  /** Number of rows. */
  readonly observations: number;
  /** Share of the rows in the region: how often the claim is true. */
  readonly probability: number;
  /** Standard error of that share for independent rows. */
  readonly standardError: number;
  /** One row per input, the most different first. */
  readonly inputs: readonly RegionalSensitivityRow<Name>[];
  /** A box of inputs in which the claim mostly holds: only the inputs it restricts. */
  readonly box: {
    /** The restricted inputs. */
    readonly sides: readonly BoxSide<Name>[];
    /** Share of the rows in the box for which the claim is true. */
    readonly density: number;
    /** Share of the rows for which the claim is true that lie in the box. */
    readonly coverage: number;
  };
}

/**
 * Regional sensitivity: for which inputs is the output at least (or at most) so much? The share of rows in that region,
 * how each input differs inside it, and a box of inputs in which the claim mostly holds.
 *
 * The distances look at one input at a time and miss regions that only combinations make. The box is found by peeling
 * and describes this sample; it is no boundary.
 *
 * Formula: distance = sup |F(x | in) - F(x | out)|, critical at 5%: 1.358 sqrt(1 / n_in + 1 / n_out); the box by peeling off
 * 5% of its rows at a time, the side that raises the density most, while a tenth of the region's rows stay inside.
 *
 * @param data - Columns of inputs and the output, as `sampleModel` makes them.
 * @param options - `atLeast` or `atMost`.
 * @returns Share, inputs and box; plain data.
 * @throws {InvalidInputError} If not exactly one of the two limits is given.
 * @throws {InsufficientDataError} If fewer than 10 rows lie in the region, or outside it.
 * @see Spear & Hornberger (1980), doi:10.1016/0043-1354(80)90040-8 (regional analysis); Friedman & Fisher (1999),
 *   doi:10.1023/A:1008894516817 (peeling).
 *
 * @example
 * const x = Array.from({ length: 100 }, (_, i) => i / 100);
 * const claim = regionalSensitivity({ inputs: { x }, output: x.map((value) => value * value) }, { atLeast: 0.25 });
 * claim.probability; // => 0.5
 */
export function regionalSensitivity<Name extends string>(
  data: SampleData<Name>,
  options: RegionalSensitivityOptions,
): RegionalSensitivity<Name> {
  return runSteps(regionalSteps("regionalSensitivity", data, options));
}

/**
 * `regionalSensitivity` that yields to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * @param data - As in `regionalSensitivity`.
 * @param options - As in `regionalSensitivity`, with `signal` and `onProgress`.
 * @returns A promise of the same result, in every bit.
 * @example
 * const x = Array.from({ length: 100 }, (_, i) => i / 100);
 * const claim = await regionalSensitivityAsync({ inputs: { x }, output: x }, { atMost: 0.245 });
 * claim.probability; // => 0.25
 */
export function regionalSensitivityAsync<Name extends string>(
  data: SampleData<Name>,
  options: RegionalSensitivityOptions & AsyncOptions,
): Promise<RegionalSensitivity<Name>> {
  return runStepsAsync(regionalSteps("regionalSensitivityAsync", data, options), options);
}

/** The analysis as steps, for the function named `where`. */
export function* regionalSteps<Name extends string>(
  where: string,
  data: SampleData<Name>,
  options: RegionalSensitivityOptions,
): Steps<RegionalSensitivity<Name>> {
  const { names, columns, output } = checkSample(where, data);
  checkOptions(where, options, ["atLeast", "atMost"]);
  const { atLeast, atMost } = options;
  check(
    (atLeast === undefined) !== (atMost === undefined),
    where,
    "options",
    "must have atLeast or atMost, not both",
    options,
  );
  checkFinite(where, atLeast === undefined ? "atMost" : "atLeast", atLeast ?? atMost);
  const inside = Uint8Array.from(output, (y) =>
    (atLeast === undefined ? reaches(atMost as number, y) : reaches(y, atLeast)) ? 1 : 0,
  );
  const n = output.length;
  const count = inside.reduce((sum, flag) => sum + flag, 0);
  checkSufficient(count >= 10, where, "the region", "must hold at least 10 rows", count);
  checkSufficient(n - count >= 10, where, "the rest", "must hold at least 10 rows", n - count);
  const probability = count / n;
  const critical = 1.358 * Math.sqrt(1 / count + 1 / (n - count));
  const rows = names.map((input, j): RegionalSensitivityRow<Name> => {
    const column = columns[j] as Float64Array;
    const [within, without] = [1, 0].map((flag) => column.filter((_, i) => inside[i] === flag).sort()) as [
      Float64Array,
      Float64Array,
    ];
    return {
      input,
      distance: distance(column, inside, [count, n - count]),
      critical,
      lower: sortedQuantile(within, 0.05) + 0,
      median: sortedQuantile(within, 0.5) + 0,
      upper: sortedQuantile(within, 0.95) + 0,
      medianOutside: sortedQuantile(without, 0.5) + 0,
    };
  });
  return {
    observations: n,
    probability,
    standardError: Math.sqrt((probability * (1 - probability)) / n),
    inputs: rows.sort((a, b) => b.distance - a.distance),
    box: yield* peel(names, columns, inside),
  };
}

function distance(
  column: Float64Array,
  inside: Uint8Array,
  [count, rest]: readonly [number, number],
): number {
  const order = orderOf(column);
  let [within, without, largest] = [0, 0, 0];
  for (let place = 0; place < order.length; place++) {
    const row = order[place] as number;
    if (inside[row] === 1) within++;
    else without++;
    const next = order[place + 1];
    if (next !== undefined && column[next] === column[row]) continue;
    largest = Math.max(largest, Math.abs(within / count - without / rest));
  }
  return largest;
}

const PEELED = 0.05;
const LEAST_COVERAGE = 0.1;

/** Friedman and Fisher's peeling: a box around rows of the region. */
function* peel<Name extends string>(
  names: readonly Name[],
  columns: readonly Float64Array[],
  inside: Uint8Array,
): Steps<RegionalSensitivity<Name>["box"]> {
  const total = inside.reduce((sum, flag) => sum + flag, 0);
  let rows = Array.from(inside, (_, i) => i);
  let density = total / inside.length;
  const cut = new Set<number>();
  for (let step = 0; step < 200 && density < 1; step++) {
    yield step / 200;
    const best = bestPeel(columns, inside, rows);
    if (best === null || best.density <= density || best.hits < LEAST_COVERAGE * total) break;
    ({ rows, density } = best);
    cut.add(best.input);
  }
  const sides = [...cut]
    .sort((a, b) => a - b)
    .map((j): BoxSide<Name> => {
      const kept = rows.map((i) => (columns[j] as Float64Array)[i] as number);
      const [lower, upper] = kept.reduce(([least, most], x) => [Math.min(least, x), Math.max(most, x)], [
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
      ] as [number, number]);
      return { input: names[j] as Name, lower: lower + 0, upper: upper + 0 };
    });
  const hits = rows.reduce((sum, i) => sum + (inside[i] as number), 0);
  return { sides, density, coverage: hits / total };
}

interface Peel {
  readonly rows: number[];
  readonly density: number;
  readonly hits: number;
  readonly input: number;
}

/** The peel of one side that leaves the highest density; null if none can be made. */
function bestPeel(
  columns: readonly Float64Array[],
  inside: Uint8Array,
  rows: readonly number[],
): Peel | null {
  let best: Peel | null = null;
  for (const [input, column] of columns.entries()) {
    const sorted = Float64Array.from(rows, (i) => column[i] as number).sort();
    const [lower, upper] = [sortedQuantile(sorted, PEELED), sortedQuantile(sorted, 1 - PEELED)];
    const keeps = [(x: number) => x > lower, (x: number) => x < upper];
    for (const keep of keeps) {
      const left = rows.filter((i) => keep(column[i] as number));
      if (left.length === 0 || left.length === rows.length) continue;
      const density = meanOf(left.map((i) => inside[i] as number));
      if (best === null || density > best.density)
        best = { rows: left, density, hits: Math.round(density * left.length), input };
    }
  }
  return best;
}
