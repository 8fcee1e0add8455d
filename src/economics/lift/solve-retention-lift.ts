/** The inverse of a retention lift: where a claimed gain comes out, or why it comes out nowhere. */
import { check, checkChoice, checkNoPercentage, checkObject, checkPositive } from "../../errors.js";
import { findRoots } from "../../math/roots.js";
import {
  type BaseLimitedLiftInput,
  type ContributionLiftInput,
  type LifetimeValueLiftInput,
  type LifetimeValueNetLiftInput,
  type LiftQuestion,
  type ProfitLiftInput,
  type RetentionLiftMeasure,
  type RetentionLiftUnknown,
  readQuestion,
} from "./input.js";
import { gainOf, type LiftLevels, liftLevels } from "./levels.js";
import { changedRate, changeLine, percent } from "./retention-change.js";
import { measureWords } from "./words.js";

/** A claimed gain and the quantity it is solved for; of the lift's own input that quantity may be left out. */
export type SolveFor<Lift, Name extends keyof Lift & RetentionLiftUnknown> = Name extends unknown
  ? Omit<Lift, Name> &
      Partial<Pick<Lift, Name>> & {
        /** The claimed gain as a fraction above 0: 0.25 for +25%. */
        readonly gain: number;
        /** The quantity to solve for; if the input holds it, it is not read. */
        readonly solveFor: Name;
      }
  : never;

/** Input of `solveRetentionLift`: a union on `measure`, each with the quantities that it can be solved for. */
export type SolveRetentionLiftInput =
  | SolveFor<ContributionLiftInput, "retention">
  | SolveFor<ProfitLiftInput, "retention" | "discountRate" | "fixedCostShare">
  | SolveFor<LifetimeValueLiftInput, "retention" | "discountRate">
  | SolveFor<LifetimeValueNetLiftInput, "retention" | "discountRate" | "acquisitionCost">
  | SolveFor<BaseLimitedLiftInput, "retention" | "fixedCostShare" | "acquisitionCost">;

/** Every value of a quantity at which a claimed gain comes out. */
export interface RetentionLiftSolution {
  /** The quantity solved for. */
  readonly solveFor: RetentionLiftUnknown;
  /** Every root in ascending order: fractions, discount rates per period, or amounts of money; empty if there is none. */
  readonly roots: number[];
  /** Why there is no root, in words; null when there is one. */
  readonly reason: string | null;
}

const solvable: Readonly<Record<RetentionLiftMeasure, readonly RetentionLiftUnknown[]>> = {
  contribution: ["retention"],
  profit: ["retention", "discountRate", "fixedCostShare"],
  lifetimeValue: ["retention", "discountRate"],
  lifetimeValueNet: ["retention", "discountRate", "acquisitionCost"],
  baseLimited: ["retention", "fixedCostShare", "acquisitionCost"],
};

/**
 * Every base retention, discount rate, fixed-cost share or acquisition cost at which a change in retention brings a
 * claimed gain, or none with the reason.
 *
 * A claim can hold at more than one base: without the first payment (`timing: "afterOnePeriod"`) the gain is U-shaped
 * in retention and +25% has two. It can hold nowhere: five points cannot give +95% of lifetime value when the
 * discount rate is above 5.26%, because the new rate would have to pass 1.
 *
 * Formula: the x with G(x) = gain, where G is that of `retentionLift`; all of them in the range where it is defined.
 *
 * @param input - What `retentionLift` takes for the measure, `gain` (a fraction above 0) and `solveFor`; the quantity
 *   solved for may be left out. Retention and discount rate are per period, the acquisition cost in the currency of `margin`.
 * @returns `roots` in ascending order, and `reason`, set exactly when there is none.
 * @throws {InvalidInputError} If an argument breaks its rule, or the measure does not depend on the quantity.
 * @see Reichheld & Sasser (1990), "Zero Defections: Quality Comes to Services", Harvard Business Review 68(5), 105-111.
 *
 * @example
 * solveRetentionLift({ gain: 0.25, solveFor: "retention", change: points(0.05) }).roots; // ≈ [0.75]
 * const late = { measure: "lifetimeValue", timing: "afterOnePeriod", discountRate: 0.1 } as const;
 * solveRetentionLift({ ...late, gain: 0.25, solveFor: "retention", change: points(0.05) }).roots; // ≈ [0.28915, 0.76085]
 * const claim = { gain: 0.95, solveFor: "retention", change: points(0.05) } as const;
 * solveRetentionLift({ ...claim, measure: "lifetimeValue", discountRate: 0.1 }).reason;
 * // => "no retention from 0% to 95% gives a gain of 95%: there the gain in lifetime value runs from 4.762% to 50%"
 */
export function solveRetentionLift(input: SolveRetentionLiftInput): RetentionLiftSolution {
  const where = "solveRetentionLift";
  checkObject(where, "input", input);
  const { gain, solveFor, measure = "contribution" } = input;
  checkSolvable(where, solveFor, measure);
  const question = readQuestion(where, input, { unknown: solveFor });
  checkPositive(where, "gain", gain);
  checkNoPercentage(where, "gain", gain, 10);
  if (solveFor === "retention") return solveRetention(question, gain);
  checkNewRate(where, question);
  if (solveFor === "discountRate") return solveDiscountRate(question, gain);
  return solveAmount(where, question, { gain, solveFor });
}

/** Not every measure depends on every quantity: a refusal names the measure. */
function checkSolvable(where: string, solveFor: RetentionLiftUnknown, measure: RetentionLiftMeasure): void {
  checkChoice(where, "measure", measure, Object.keys(solvable) as RetentionLiftMeasure[]);
  const choices = solvable[measure];
  const rule = `must be one of ${choices.map((choice) => `"${choice}"`).join(", ")} for measure "${measure}"`;
  check(choices.includes(solveFor), where, "solveFor", rule, solveFor);
}

function checkNewRate(where: string, { retention, change }: LiftQuestion): void {
  const newRate = changedRate(retention, change);
  check(newRate <= 1, where, "change", `must give a new retention of at most 1 from ${retention}`, newRate);
}

/** after - (1 + gain) before, scaled to [-1, 1]; NaN where no gain is defined, 1 where only `after` diverges. */
function shortfall({ before, after }: LiftLevels, gain: number): number {
  if (!(before > 0) || before === Number.POSITIVE_INFINITY) return Number.NaN;
  if (after === Number.POSITIVE_INFINITY) return 1;
  return (after - (1 + gain) * before) / (Math.abs(after) + (1 + gain) * before);
}

function solveRetention(question: LiftQuestion, gain: number): RetentionLiftSolution {
  const { offset, slope } = changeLine(question.change);
  const upper = slope === 0 ? 1 : Math.min(1, (1 - offset) / slope);
  const levelsAt = (retention: number) => liftLevels({ ...question, retention });
  const reason = (range: string) =>
    `no retention from 0% to ${percent(upper)} gives a gain of ${percent(gain)}: ${range}`;
  return { solveFor: "retention", ...search({ question, levelsAt, interval: [0, upper], gain, reason }) };
}

function solveDiscountRate(question: LiftQuestion, gain: number): RetentionLiftSolution {
  // The discount factor 1 / (1 + d) covers every rate from 0 to infinity in a finite interval.
  const rateOf = (factor: number) => 1 / factor - 1;
  const levelsAt = (factor: number): LiftLevels =>
    factor > 0 ? liftLevels({ ...question, discountRate: rateOf(factor) }) : { before: 0, after: 0 };
  const reason = (range: string) =>
    `no discount rate of 0 or more gives a gain of ${percent(gain)}: ${range}`;
  const found = search({ question, levelsAt, interval: [0, 1], gain, reason });
  return { solveFor: "discountRate", roots: found.roots.map(rateOf).reverse(), reason: found.reason };
}

interface Search {
  readonly question: LiftQuestion;
  readonly levelsAt: (x: number) => LiftLevels;
  readonly interval: readonly [number, number];
  readonly gain: number;
  readonly reason: (range: string) => string;
}

type Found = Omit<RetentionLiftSolution, "solveFor">;

function search({ question, levelsAt, interval, gain, reason }: Search): Found {
  const subject = `the gain in ${measureWords(question.measure)}`;
  // The rounding of a gain is that of the ratio 1 + gain.
  const same = (a: number, b: number) => Math.abs(a - b) <= 1e-12 * (1 + b);
  const probe = scanGains(levelsAt, interval, 16);
  const constant = same(probe.least, probe.most);
  if (constant && same(probe.most, gain))
    return { roots: [], reason: `${subject} is ${percent(gain)} everywhere, so no value is singled out` };
  if (constant) return { roots: [], reason: reason(`there ${subject} is ${percent(probe.most)} everywhere`) };
  const roots = rootsIn((x) => shortfall(levelsAt(x), gain), interval);
  if (roots.length > 0) return { roots, reason: null };
  const { least, most, unbounded } = scanGains(levelsAt, interval, 400);
  if (least > most) return { roots, reason: reason(`there ${subject} is nowhere defined`) };
  const range = unbounded
    ? `is ${percent(least)} or more`
    : `runs from ${percent(least)} to ${percent(most)}`;
  return { roots, reason: reason(`there ${subject} ${range}`) };
}

/** Every root in an interval; one at the very end may miss it by a rounding. */
function rootsIn(f: (x: number) => number, interval: readonly [number, number]): number[] {
  const roots = findRoots(f, interval);
  const ends = interval.filter(
    (end) => Math.abs(f(end)) < 1e-14 && !roots.some((root) => Math.abs(root - end) < 1e-9),
  );
  return [...roots, ...ends].sort((a, b) => a - b);
}

/** The range of the gains that exist over an interval, and whether they grow without bound towards a divergence. */
function scanGains(
  levelsAt: (x: number) => LiftLevels,
  [lower, upper]: readonly [number, number],
  pieces: number,
) {
  let [least, most, unbounded] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false];
  for (let i = 0; i <= pieces; i++) {
    const levels = levelsAt(i === pieces ? upper : lower + ((upper - lower) * i) / pieces);
    const gain = gainOf(levels) ?? Number.NaN;
    if (gain === Number.POSITIVE_INFINITY) unbounded = true;
    if (!Number.isFinite(gain)) continue;
    least = Math.min(least, gain);
    most = Math.max(most, gain);
  }
  return { least, most, unbounded };
}

/** Fixed-cost share and acquisition cost enter the shortfall linearly, so there is one candidate in closed form. */
function solveAmount(
  where: string,
  question: LiftQuestion,
  { gain, solveFor }: { gain: number; solveFor: "fixedCostShare" | "acquisitionCost" },
): RetentionLiftSolution {
  const free = liftLevels(question);
  const bound = (1 + question.discountRate) / (1 + question.marginGrowth);
  const rule = `must give a new retention below ${bound} from ${question.retention}, or the measure "${question.measure}" diverges`;
  const newRate = changedRate(question.retention, question.change);
  check(Number.isFinite(free.after), where, "change", rule, newRate);
  const slope = slopeOf(question, solveFor, gain);
  const candidate = ((1 + gain) * free.before - free.after) / slope;
  // Rounding may leave a root at 0 on the wrong side of it.
  const rounding = (4 * Number.EPSILON * ((1 + gain) * free.before + free.after)) / slope;
  const root = candidate < 0 && candidate > -rounding ? 0 : candidate;
  const holds = root >= 0 && gainOf(liftLevels({ ...question, [solveFor]: root })) !== null;
  if (holds) return { solveFor, roots: [root + 0], reason: null };
  return { solveFor, roots: [], reason: amountReason(question, free, solveFor, gain) };
}

/** Slope of after - (1 + gain) before in the amount. */
function slopeOf(
  question: LiftQuestion,
  solveFor: "fixedCostShare" | "acquisitionCost",
  gain: number,
): number {
  const { measure, retention, change, margin } = question;
  if (measure === "baseLimited" && solveFor === "acquisitionCost")
    return (1 + gain) * (1 - retention) - (1 - changedRate(retention, change));
  if (measure === "baseLimited") return gain * margin;
  return solveFor === "acquisitionCost" ? gain : gain * liftLevels(question).before;
}

function amountReason(
  question: LiftQuestion,
  free: LiftLevels,
  solveFor: "fixedCostShare" | "acquisitionCost",
  gain: number,
): string {
  const name = solveFor === "acquisitionCost" ? "acquisition cost" : "fixed costs";
  const subject = `the gain in ${measureWords(question.measure)}`;
  const without = gainOf(free);
  if (without === null) return `${measureWords(question.measure)} is not above 0 even without ${name}`;
  if (without >= gain)
    return `${subject} is already ${percent(without)} without ${name}, which can only raise it`;
  return `no ${name} that leaves ${measureWords(question.measure)} above 0 gives a gain of ${percent(gain)}`;
}
