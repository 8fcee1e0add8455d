/** How many customers an experiment needs, and how long it takes. */
import { checkChoice, checkObject } from "../../errors.js";
import { type EventsSize, type EventsSizeInput, eventsSize } from "./events-size.js";
import { type MeansSize, type MeansSizeInput, meansSize } from "./means-size.js";
import {
  type NotWorseSizeInput,
  notWorseSize,
  type RatesSize,
  type RatesSizeInput,
  ratesSize,
} from "./rates-size.js";
import {
  type RestrictedMeanSize,
  type RestrictedMeanSizeInput,
  restrictedMeanSize,
} from "./restricted-mean-size.js";

/** What an experiment is to compare. */
export type ExperimentSizeInput =
  | RatesSizeInput
  | NotWorseSizeInput
  | MeansSizeInput
  | EventsSizeInput
  | RestrictedMeanSizeInput;

/** Size of an experiment. */
export type ExperimentSize = RatesSize | MeansSize | EventsSize | RestrictedMeanSize;

const sizes = {
  rates: ratesSize,
  notWorse: notWorseSize,
  means: meansSize,
  events: eventsSize,
  restrictedMean: restrictedMeanSize,
};

/**
 * Customers that an experiment needs to find a difference, or the power of those that can be had, and how many weeks it takes.
 *
 * It assumes that customers leave independently, and one look at the end; `sequentialDesign` turns the size into that of
 * several looks. Halving the difference takes four times as many: a test that cannot tell 5% from 4.9% is no
 * evidence that nothing changed, and for that there is `of: "notWorse"`. The power of a z or log-rank test with few losses departs
 * from the formula (`exactPower` shows by how much). Events by Schoenfeld's formula (181 at a hazard ratio of 0.6 with a third treated, Freedman's 222).
 *
 * Formula: rates (z_{α/2}√((1+k)p̄q̄) + z_β√(kp₁q₁ + p₂q₂))²/(k(p₁ - p₂)²) in the first group, k = second per first; not worse
 * (z_α + z_β)²(p₁q₁ + p₂q₂/k)/(margin - p₁ + p₂)²; means by noncentral t with σ²(1 - R²); events (z_{α/2} + z_β)²/(π₁π₂ log²HR);
 * restricted means (z_{α/2} + z_β)²(V₁ + V₂/k)/(μ₂ - μ₁)², V = ∫ (∫ₜ S)²/(S G) dΛ.
 *
 * @param input - `of` what, the difference, and `power` (0.8), `significance` (0.05, two-sided), `secondPerFirst` (1) or
 *   `customers`, and `intakePerWeek`.
 * @returns Customers needed, rounded up and not, with their power; with `customers`, the power of those, and what they can detect.
 * @throws {InvalidInputError} If a rate, level or power is no fraction, nothing differs, the power is not above the significance, or a horizon is not observed.
 * @see Fleiss, Levin & Paik (2003), "Statistical Methods for Rates and Proportions", 3rd ed., sections 4.2-4.4; Blackwelder (1982), Controlled Clinical
 *   Trials 3(4), 345-353; Schoenfeld (1983), Biometrics 39(2), 499-503, doi:10.2307/2531021; Lachin & Foulkes (1986), Biometrics 42(3), 507-519;
 *   Royston & Parmar (2013), BMC Medical Research Methodology 13, 152, doi:10.1186/1471-2288-13-152.
 *
 * @example
 * const plan = { of: "rates", first: 0.05, second: 0.04 } as const;
 * experimentSize(plan).customers; // => { first: 6745, second: 6745, total: 13490 }
 * experimentSize({ ...plan, customers: { first: 2000, second: 2000 } }).power; // ≈ 0.3319
 * experimentSize({ of: "means", difference: 2, standardDeviation: 30, covariateRSquared: 0.36 }).customers.first; // => 2262
 */
export function experimentSize(input: RatesSizeInput | NotWorseSizeInput): RatesSize;
/**
 * Customers that an experiment needs to compare means.
 * @param input - What is compared, with which effect, level and power, or the `customers` there are.
 * @returns Customers of each group, or the power and the effect that these customers show.
 */
export function experimentSize(input: MeansSizeInput): MeansSize;
/**
 * Customers that an experiment needs for a log-rank test.
 * @param input - What is compared, with which effect, level and power, or the `customers` there are.
 * @returns Customers of each group, or the power and the effect that these customers show.
 */
export function experimentSize(input: EventsSizeInput): EventsSize;
/**
 * Customers that an experiment needs to compare restricted means.
 * @param input - What is compared, with which effect, level and power, or the `customers` there are.
 * @returns Customers of each group, or the power and the effect that these customers show.
 */
export function experimentSize(input: RestrictedMeanSizeInput): RestrictedMeanSize;
/**
 * Customers that an experiment needs for a question that is known when the program runs.
 * @param input - What is compared, with which effect, level and power, or the `customers` there are.
 * @returns Customers of each group, or the power and the effect that these customers show.
 */
export function experimentSize(input: ExperimentSizeInput): ExperimentSize;
export function experimentSize(input: ExperimentSizeInput): ExperimentSize {
  const where = "experimentSize";
  checkObject(where, "input", input);
  checkChoice(where, "of", input.of, Object.keys(sizes) as ExperimentSizeInput["of"][]);
  return sizes[input.of](where, input as never);
}
