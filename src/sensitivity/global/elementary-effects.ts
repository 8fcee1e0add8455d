import {
  check,
  checkFields,
  checkFinite,
  checkObject,
  checkOptions,
  checkSufficient,
  isDense,
} from "../../errors.js";
import { equalButForRounding } from "../../math/ties.js";
import { checkSample, type SampleData } from "./given-data.js";
import { type ElementaryEffects, summarize } from "./morris-screening.js";

/** The ranges that steps are measured by. */
export interface ElementaryEffectsOptions<Name extends string = string> {
  /** `[lower, upper]` of each input; of those left out the least and greatest value in the design. */
  readonly ranges?: Readonly<Partial<Record<Name, readonly [lower: number, upper: number]>>> | undefined;
}

/**
 * Elementary effects of a design that was already run, with another tool or by hand. The rows are in the order of the
 * runs, with one input moved from row to row, as in the trajectories of Morris.
 *
 * Two rows in a row that differ in one input are a step; where more than one input moves, a new trajectory begins. Inputs
 * that no step moves have null effects. `morrisScreening` makes such a design of a function and evaluates it.
 *
 * Formula: effect = (y₂ - y₁) / ((x₂ - x₁) / range); mu, mu* and sigma are their mean, mean absolute value and standard
 * deviation (divided by n - 1).
 *
 * @param design - Columns of the inputs and the output, one row per run.
 * @param options - `ranges` of the inputs.
 * @returns One row per input, in the order of the inputs; plain data.
 * @throws {InvalidInputError} If columns differ in length or hold what is no finite number, or a range is empty.
 * @throws {InsufficientDataError} If no two neighbouring rows differ in one input alone.
 * @see Morris (1991), "Factorial Sampling Plans for Preliminary Computational Experiments", Technometrics 33(2), 161-174,
 *   doi:10.1080/00401706.1991.10484804.
 *
 * @example
 * const design = { price: [10, 10, 20, 20], churn: [0.1, 0.3, 0.3, 0.1] };
 * const output = [100, 60, 120, 200];
 * elementaryEffects({ inputs: design, output }).map(({ input, mu }) => [input, mu]);
 * // ≈ [["price", 60], ["churn", -60]]
 */
export function elementaryEffects<Name extends string>(
  design: SampleData<Name>,
  options: ElementaryEffectsOptions<NoInfer<Name>> = {},
): ElementaryEffects[] {
  const where = "elementaryEffects";
  const { names, columns, output } = checkSample(where, design);
  checkOptions(where, options, ["ranges"]);
  const widths = columns.map((column, j) => widthOf(where, column, { name: names[j]!, options, names }));
  const effects: number[][] = names.map(() => []);
  for (let row = 1; row < output.length; row++) {
    const moved = columns
      .map((_, j) => j)
      .filter((j) => !equalButForRounding(columns[j]![row]!, columns[j]![row - 1]!));
    if (moved.length !== 1) continue;
    const [j] = moved as [number];
    const step = (columns[j]![row]! - columns[j]![row - 1]!) / widths[j]!;
    effects[j]!.push((output[row]! - output[row - 1]!) / step);
  }
  const count = effects.reduce((sum, own) => sum + own.length, 0);
  checkSufficient(
    count > 0,
    where,
    "design",
    "must have neighbouring rows that differ in one input alone",
    count,
  );
  return names.map((name, j) => summarize(name, effects[j]!, "sampled"));
}

function widthOf<Name extends string>(
  where: string,
  column: Float64Array,
  { name, names, options }: { name: Name; names: readonly Name[]; options: ElementaryEffectsOptions<Name> },
): number {
  const { ranges = {} } = options;
  checkObject(where, "ranges", ranges);
  checkFields(where, "ranges", ranges as Partial<Record<string, unknown>>, names);
  const range: unknown = (ranges as Partial<Record<string, unknown>>)[name];
  if (range === undefined) {
    const [lower, upper] = column.reduce(
      ([a, b], x) => [Math.min(a, x), Math.max(b, x)],
      [column[0]!, column[0]!],
    );
    return upper - lower;
  }
  const argument = `ranges.${name}`;
  check(isDense(range) && range.length === 2, where, argument, "must be [lower, upper]", range);
  for (const end of range as number[]) checkFinite(where, argument, end);
  const [lower, upper] = range as [number, number];
  check(lower < upper, where, argument, "must be [lower, upper] with lower < upper", range);
  return upper - lower;
}
