/** The gain from one change of retention at every rate of retention, by reading. */
import { check, checkFraction, checkObject, checkOptions, isList } from "../../errors.js";
import { type RetentionLiftInput, type RetentionLiftMeasure, readQuestion } from "./input.js";
import { gainOf, liftLevels } from "./levels.js";
import { changedRate } from "./retention-change.js";

/** The gain of one reading at one rate of retention. */
export interface RetentionLiftPoint {
  /** Name of the reading, as given. */
  readonly reading: string;
  /** What is measured. */
  readonly measure: RetentionLiftMeasure;
  /** Retention before the change. */
  readonly retention: number;
  /** Gain as a fraction; null where the new rate passes 1, the measure diverges, or it is not above 0 before. */
  readonly gain: number | null;
}

/** Options of `retentionLiftCurves`. */
export interface RetentionLiftCurveOptions {
  /** Rates of retention, fractions from 0 to 1; from 0.5 to 0.99 in steps of 0.01 by default. */
  readonly retentions?: ArrayLike<number> | undefined;
}

/** What a reading asks of `retentionLift`, but for the rate. */
export type RetentionReading = RetentionLiftInput extends infer Input
  ? Input extends RetentionLiftInput
    ? Omit<Input, "retention" | "periods">
    : never
  : never;

/**
 * The gain from a change of retention at every rate, by reading: where, if anywhere, five points are worth 25% or 95%.
 *
 * @param readings - The inputs of `retentionLift` without `retention`, by the name of the reading.
 * @param options - `retentions`.
 * @returns Rows by reading and rate.
 * @throws {InvalidInputError} If a reading breaks a rule of `retentionLift`, or a rate is no fraction.
 * @see Reichheld & Sasser (1990), "Zero Defections", Harvard Business Review 68(5), 105-111, whose figures are read so differently.
 *
 * @example
 * const readings = { contribution: { change: points(0.05) }, net: { change: points(0.05), measure: "profit", fixedCostShare: 0.3 } } as const;
 * retentionLiftCurves(readings, { retentions: [0.75, 0.98] }).map(({ gain }) => gain); // ≈ [0.25, null, 0.357143, null]
 */
export function retentionLiftCurves(
  readings: Readonly<Record<string, RetentionReading>>,
  options: RetentionLiftCurveOptions = {},
): RetentionLiftPoint[] {
  const where = "retentionLiftCurves";
  checkObject(where, "readings", readings);
  checkOptions(where, options, ["retentions"]);
  const { retentions = Array.from({ length: 50 }, (_, i) => (50 + i) / 100) } = options;
  check(isList(retentions), where, "retentions", "must be a list of fractions", retentions);
  const rates = Array.from(retentions);
  rates.forEach((rate, i) => {
    checkFraction(where, `retentions[${i}]`, rate);
  });
  return Object.entries(readings).flatMap(([reading, terms]) => {
    checkObject(where, `readings.${reading}`, terms);
    return rates.map((retention) => {
      const question = readQuestion(where, { ...terms, retention } as RetentionLiftInput);
      const newRate = changedRate(retention, question.change);
      const levels = newRate <= 1 ? liftLevels(question) : null;
      const gain = levels !== null && Number.isFinite(levels.after) ? gainOf(levels) : null;
      return { reading, measure: question.measure, retention: retention + 0, gain };
    });
  });
}
