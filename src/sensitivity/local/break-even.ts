import { check, checkChoice, checkCount, checkFinite, checkOptions } from "../../errors.js";
import {
  checkInputName,
  checkInputValues,
  checkModel,
  type InputModel,
  type InputValues,
  outputOrNaN,
} from "../inputs/model.js";
import { type Scan, scanCrossings } from "./crossings.js";
import { checkRange } from "./one-way.js";

/** A closed interval of the input. */
export interface InputInterval {
  /** Lower end. */
  readonly lower: number;
  /** Upper end. */
  readonly upper: number;
}

/** Which input is moved, where, and what is asked of the output. */
export interface BreakEvenOptions<Name extends string = string> {
  /** The input that is moved. */
  readonly input: Name;
  /** `[lower, upper]`: where to look. */
  readonly within: readonly [lower: number, upper: number];
  /** Output at which the decision turns; default 0. */
  readonly target?: number | undefined;
  /** The claim whose intervals are returned: output `"atLeast"` (default) or `"atMost"` the target. */
  readonly claim?: "atLeast" | "atMost" | undefined;
  /** Number of equal pieces of the scan, default 1000, at most a million: structure finer than a piece may be missed. */
  readonly pieces?: number | undefined;
}

/** Every value of an input at which the output reaches the target, and where the claim holds. */
export interface BreakEven<Name extends string = string> {
  /** The input that is moved. */
  readonly input: Name;
  /** Where it was looked for. */
  readonly within: InputInterval;
  /** The output asked for. */
  readonly target: number;
  /** The claim: output at least, or at most, the target. */
  readonly claim: "atLeast" | "atMost";
  /** Every input at which the output equals the target, ascending. */
  readonly roots: readonly number[];
  /** Inputs at which the output runs to infinity, ascending: a change of sign there is no break-even. */
  readonly poles: readonly number[];
  /** Inputs at which the output jumps across the target without taking its value, ascending. */
  readonly jumps: readonly number[];
  /** Where the claim is true, ascending; poles and undefined parts are left out. */
  readonly trueWhere: readonly InputInterval[];
  /** Share of the interval in which the claim is true, 0 to 1. */
  readonly trueShare: number;
  /** Why there is no root; `null` exactly when there is one. */
  readonly reason: string | null;
}

/**
 * Break-even values of one input: every value at which the output reaches a target, with the other inputs held at
 * base. Also the intervals in which "output is at least the target" is true.
 *
 * Where the output equals the target over a stretch, rounding apart, there are no roots but an interval in which the claim
 * holds, its ends found to neighbouring numbers. A change of sign through infinity is a pole and no break-even. That nothing breaks even is an answer: `roots` is
 * then empty and `reason` says why. A solution depends on the other inputs: `twoWay` shows how.
 *
 * Formula: all x in [lower, upper] with f(base, x) = target.
 *
 * @param evaluate - Any function from named inputs to one number. Where it throws or returns no finite number, the
 *   output counts as undefined.
 * @param base - Base value of every input.
 * @param options - The input, where to look, the target and the claim.
 * @returns Roots, poles, jumps and the intervals of the claim; plain data.
 * @throws {InvalidInputError} If the input is unknown, or the interval is empty or not finite.
 * @see Brealey, Myers & Allen, "Principles of Corporate Finance", on break-even analysis of projects.
 *
 * @example
 * // From which retention rate on do five percentage points more retention give 25% more contribution?
 * const gain = ({ retention }: { retention: number }) => (1 - retention) / (1 - retention - 0.05) - 1;
 * const answer = breakEven(gain, { retention: 0.8 }, { input: "retention", within: [0.5, 0.94], target: 0.25 });
 * answer.roots; // ≈ [0.75]
 */
export function breakEven<Name extends string>(
  evaluate: InputModel<Name>,
  base: InputValues<Name>,
  options: BreakEvenOptions<NoInfer<Name>>,
): BreakEven<Name> {
  const where = "breakEven";
  checkModel(where, evaluate);
  checkInputValues(where, "base", base);
  checkOptions(where, options, ["input", "within", "target", "claim", "pieces"]);
  const { input, within, target = 0, claim = "atLeast", pieces = 1000 } = options;
  checkInputName(where, "input", input, base);
  checkRange(where, "within", within);
  check(within[0] < within[1], where, "within", "must be [lower, upper] with lower < upper", within);
  checkFinite(where, "target", target);
  checkChoice(where, "claim", claim, ["atLeast", "atMost"]);
  checkCount(where, "pieces", pieces, 2);
  check(pieces <= 1e6, where, "pieces", "must be at most 1000000", pieces);
  const sign = claim === "atLeast" ? 1 : -1;
  const margin = (x: number): number => outputOrNaN(evaluate, { ...base, [input]: x }) - target;
  const scan = scanCrossings(margin, within, { pieces, level: target });
  const roots = scan.crossings.filter(({ kind }) => kind === "root").map(({ at }) => at);
  const trueWhere = intervalsOf((x) => sign * margin(x) >= 0, scan, within);
  const length = trueWhere.reduce((sum, { lower, upper }) => sum + (upper - lower), 0);
  return {
    input,
    within: { lower: within[0], upper: within[1] },
    target,
    claim,
    roots,
    poles: scan.crossings.filter(({ kind }) => kind === "pole").map(({ at }) => at),
    jumps: scan.crossings.filter(({ kind }) => kind === "jump").map(({ at }) => at),
    trueWhere,
    trueShare: Math.min(1, length / (within[1] - within[0])),
    reason: roots.length > 0 ? null : whyNoRoot(scan, target),
  };
}

/** Joins the pieces between crossings, edges and flats in which the claim holds. */
function intervalsOf(
  holds: (x: number) => boolean,
  { crossings, edges, flats }: Scan,
  [lower, upper]: readonly [number, number],
): InputInterval[] {
  const level = (x: number): boolean => flats.some(([start, end]) => x >= start && x <= end);
  const cuts = [lower, ...crossings.map(({ at }) => at), ...edges, ...flats.flat(), upper].sort(
    (a, b) => a - b,
  );
  const roots = new Set(crossings.filter(({ kind }) => kind === "root").map(({ at }) => at));
  const poles = new Set(crossings.filter(({ kind }) => kind === "pole").map(({ at }) => at));
  const intervals: InputInterval[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [from, to] = [cuts[i] as number, cuts[i + 1] as number];
    const last = intervals.at(-1);
    const middle = from + (to - from) / 2;
    if (to > from && (level(middle) || holds(middle))) {
      if (last !== undefined && last.upper === from && !poles.has(from))
        intervals[intervals.length - 1] = { ...last, upper: to };
      else intervals.push({ lower: from, upper: to });
    } else if (roots.has(from) && last?.upper !== from) {
      // A root that only touches the target from the false side is true at that one point.
      intervals.push({ lower: from, upper: from });
    }
  }
  const end = cuts.at(-1) as number;
  if (roots.has(end) && intervals.at(-1)?.upper !== end) intervals.push({ lower: end, upper: end });
  // A root that starts the next true interval needs no point of its own.
  return intervals.filter(({ lower, upper }, i) => lower < upper || intervals[i + 1]?.lower !== upper);
}

/** Why no input gives the target, in words. */
function whyNoRoot({ crossings, flats, points }: Scan, target: number): string {
  const defined = points.filter(({ y }) => !Number.isNaN(y));
  if (defined.length === 0) return "the output is not defined anywhere in the interval";
  if (flats.length > 0) return "the output equals the target over a whole interval, not at single inputs";
  const [first] = crossings;
  const negative = defined.some(({ y }) => y < 0);
  const positive = defined.some(({ y }) => y > 0);
  if (first !== undefined && negative && positive) {
    const how = first.kind === "pole" ? "through infinity" : "by a jump";
    return `the output passes the target only ${how}, at ${first.at}`;
  }
  const nearest = defined.reduce((a, b) => (Math.abs(b.y) < Math.abs(a.y) ? b : a));
  const side = nearest.y > 0 ? "above" : "below";
  return `the output stays ${side} the target: it comes nearest at ${nearest.x}, with ${nearest.y + target}`;
}
