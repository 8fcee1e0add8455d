/** A change in retention applied to each customer of a base that differs, against the same change of the average. */
import { check, checkFraction, checkObject, checkPositive, isDense } from "../../errors.js";
import {
  type BaseLimitedLiftInput,
  type ContributionLiftInput,
  type LifetimeValueLiftInput,
  type LifetimeValueNetLiftInput,
  type LiftQuestion,
  type ProfitLiftInput,
  type RetentionLiftMeasure,
  readQuestion,
} from "./input.js";
import { gainOf, type LiftLevels, liftLevels } from "./levels.js";
import { changedRate, percent, type RetentionChange } from "./retention-change.js";
import { changeWords, measureWords, sentence } from "./words.js";

/** Customers who share one retention rate. */
export interface RetentionSegment {
  /** Retention rate per period: a fraction from 0 to 1. */
  readonly retention: number;
  /** How many customers enter with it, or their share: above 0. */
  readonly customers: number;
}

/** Input of `retentionLiftBySegment`: that of `retentionLift`, with segments for the one rate. */
export type RetentionLiftBySegmentInput = (
  | Omit<ContributionLiftInput, "retention" | "periods">
  | Omit<ProfitLiftInput, "retention" | "periods">
  | Omit<LifetimeValueLiftInput, "retention" | "periods">
  | Omit<LifetimeValueNetLiftInput, "retention" | "periods">
  | Omit<BaseLimitedLiftInput, "retention" | "periods">
) & {
  /** The segments. */
  readonly segments: readonly RetentionSegment[];
  /** The highest rate that the change may lead a segment to: a fraction, at least every rate before. Default 1. */
  readonly ceiling?: number | undefined;
};

/** One segment before and after. */
export interface SegmentLift {
  /** Customers of the segment. */
  readonly customers: number;
  /** Retention before. */
  readonly retention: number;
  /** Retention after, at most the ceiling. */
  readonly newRetention: number;
  /** Whether the change would have led past the ceiling and was cut off there. */
  readonly capped: boolean;
  /** Gain of the segment as a fraction; null where its measure before is not above 0. */
  readonly gain: number | null;
}

/** A retention lift of customers who differ. */
export interface RetentionLiftBySegment {
  /** The measure of the gains. */
  readonly measure: RetentionLiftMeasure;
  /** The change that was asked about. */
  readonly change: RetentionChange;
  /** Gain of all customers together, the change applied to each, as a fraction. */
  readonly gain: number;
  /** Gain if every customer had the average rate: what a formula with one rate reports. */
  readonly gainOfAverage: number;
  /** Mean retention rate of the customers who enter. */
  readonly averageRetention: number;
  /** Mean of the segments' values over the value at the mean rate, less 1: how far one rate understates the base. */
  readonly averageUnderstates: number;
  /** The segments. */
  readonly segments: readonly SegmentLift[];
  /** Both gains in words. */
  readonly reading: string;
}

const where = "retentionLiftBySegment";

/**
 * Retention lift of customers who differ: the change applied to each of them, against the same change of their average.
 *
 * Value is convex in retention, so customers who stay long carry most of it and gain most from a change: one average rate
 * understates the value, and mostly the change. For two segments at 0.5 and 0.9 the formula with one rate says 14.3%, and
 * the truth is 27.3%. Where many customers stay for ever already there is nothing left to gain, and the truth may be less.
 *
 * Formula: Σ w V(r₁) / Σ w V(r) - 1 against V(r̄₁) / V(r̄) - 1.
 *
 * @param input - What `retentionLift` takes for the measure, without `retention`, and `segments`
 *   `{ retention, customers }` (retention a fraction from 0 to 1; customers a number or share above 0); `churnSegments` makes
 *   them of a beta distribution.
 * @returns Both gains as fractions, the average rate, how far it understates the value, and the gain of each segment. A
 *   change that leads a segment past `ceiling` (default 1) is cut off there, and the segment says so.
 * @throws {InvalidInputError} If an argument breaks its rule, a measure diverges, or it is not above 0 before the change.
 * @see Fader & Hardie (2010), "Customer-Base Valuation in a Contractual Setting: The Perils of Ignoring Heterogeneity",
 *   Marketing Science 29(1), 85-93, doi:10.1287/mksc.1080.0482.
 *
 * @example
 * const lift = retentionLiftBySegment({
 *   segments: [{ retention: 0.5, customers: 1 }, { retention: 0.9, customers: 1 }],
 *   change: points(0.05), measure: "lifetimeValue", discountRate: 0.1,
 * });
 * lift.gain; // ≈ 0.272727
 * lift.gainOfAverage; // ≈ 0.142857
 */
export function retentionLiftBySegment(input: RetentionLiftBySegmentInput): RetentionLiftBySegment {
  checkObject(where, "input", input);
  const segments = readSegments(input.segments);
  const total = segments.reduce((sum, { customers }) => sum + customers, 0);
  const mean = (of: (segment: RetentionSegment) => number) =>
    segments.reduce((sum, segment) => sum + segment.customers * of(segment), 0) / total;
  const averageRetention = mean(({ retention }) => retention);
  const { ceiling = 1 } = input;
  const { retention } = input as { readonly retention?: unknown };
  check(retention === undefined, where, "retention", "must be left out: each segment has its own", retention);
  const question = readQuestion(
    where,
    { ...input, periods: 0, retention: averageRetention },
    { others: ["segments", "ceiling"] },
  );
  checkCeiling(ceiling, segments);
  const { change, measure } = question;
  const rows = segments.map((segment) => liftSegment(question, segment, ceiling));
  const after =
    rows.reduce((sum, { levels }, i) => sum + (segments[i]?.customers ?? 0) * levels.after, 0) / total;
  const before =
    rows.reduce((sum, { levels }, i) => sum + (segments[i]?.customers ?? 0) * levels.before, 0) / total;
  const average = cappedLevels(question, ceiling);
  const gain = checkedGain({ before, after }, measure);
  const gainOfAverage = checkedGain(average, measure);
  return {
    measure,
    change,
    gain,
    gainOfAverage,
    averageRetention,
    averageUnderstates: before / average.before - 1,
    segments: rows.map(({ row }) => row),
    reading: `${sentence(changeWords(change))}: applied to each customer, ${measureWords(measure)} gains ${percent(gain)}; the formula with the average rate of ${percent(averageRetention)} says ${percent(gainOfAverage)}.`,
  };
}

function readSegments(segments: readonly RetentionSegment[]): readonly RetentionSegment[] {
  const rule = "must be a list of { retention, customers }";
  check(isDense(segments) && segments.length > 0, where, "segments", rule, segments);
  segments.forEach((segment: RetentionSegment, i) => {
    const { retention, customers } = segment ?? {};
    checkFraction(where, `segments[${i}].retention`, retention);
    checkPositive(where, `segments[${i}].customers`, customers);
  });
  return segments;
}

function checkCeiling(ceiling: number, segments: readonly RetentionSegment[]): void {
  checkFraction(where, "ceiling", ceiling);
  const highest = segments.reduce((most, { retention }) => Math.max(most, retention), 0);
  check(ceiling >= highest, where, "ceiling", `must be at least the highest retention (${highest})`, ceiling);
}

function liftSegment(question: LiftQuestion, { retention, customers }: RetentionSegment, ceiling: number) {
  const levels = cappedLevels({ ...question, retention }, ceiling);
  const newRetention = changedRate(retention, question.change);
  const row: SegmentLift = {
    customers,
    retention: retention + 0,
    newRetention: Math.min(ceiling, newRetention),
    capped: newRetention > ceiling,
    gain: Number.isFinite(levels.after) ? gainOf(levels) : null,
  };
  return { row, levels };
}

/** Levels with the new rate cut off at the ceiling: the change is then one of points, to exactly there. */
function cappedLevels(question: LiftQuestion, ceiling: number): LiftLevels {
  const { retention, change } = question;
  if (changedRate(retention, change) <= ceiling) return liftLevels(question);
  return liftLevels({ ...question, change: { kind: "points", size: ceiling - retention } });
}

function checkedGain(levels: LiftLevels, measure: RetentionLiftMeasure): number {
  const finite = `must keep every new retention where the measure "${measure}" is finite`;
  check(Number.isFinite(levels.after), where, "change", finite, levels.after);
  const gain = gainOf(levels);
  check(
    gain !== null,
    where,
    "segments",
    `must leave the measure "${measure}" above 0 before the change`,
    levels.before,
  );
  return gain;
}
