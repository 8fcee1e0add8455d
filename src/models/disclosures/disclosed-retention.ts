/**
 * How long the customers of a company stay, judged from outside: from the customers it discloses to have won and lost in
 * every quarter. The retention process of customer-based corporate valuation: Weibull lifetimes, gamma differences between
 * customers, seasons.
 *
 * @see McCarthy, Fader & Hardie (2017), "Valuing Subscription-Based Businesses Using Publicly Disclosed Customer Data",
 *   Journal of Marketing 81(1), 17-35, doi:10.1509/jm.15.0519.
 *
 * @module
 */

import { check, checkCount, checkObject, checkOptions } from "../../errors.js";
import type { LikelihoodProblem } from "../../inference/fit.js";
import { asyncFit } from "../../inference/fit-async.js";
import { checkOnScale, type ParameterScale } from "../../inference/scale.js";
import { type ParametersOrFit, parametersOf } from "../fitted.js";
import { disclosedRetentionLimits } from "./disclosed-limits.js";
import {
  cohortsOf,
  cumulativeHazard,
  type DisclosedRetentionParameters,
  expectedLosses,
  lossExpectation,
} from "./disclosed-losses.js";
import {
  type DisclosedBase,
  type DisclosedTenure,
  type Disclosures,
  readDisclosures,
} from "./disclosures.js";
import { type LeastSquaresModel, leastSquaresProblem } from "./least-squares-problem.js";
import { fitDisclosures, inferenceOf } from "./methods.js";

/** Which customers a verb of `disclosedRetention` is asked of. */
export interface DisclosedCustomer {
  /** Whole periods that they have been customers already. Default 0, a new customer. */
  readonly renewals?: number | undefined;
  /** Season of the next period, from 1: of the first that a new customer lives through. Default 1. */
  readonly season?: number | undefined;
}

/** Customers of `disclosedRetention.expectedLifetime`. */
export interface DisclosedLifetime extends DisclosedCustomer {
  /** Count at most this many periods. Without it the whole lifetime is meant. */
  readonly horizon?: number | undefined;
}

/** One period of disclosures beside what a fit expects. */
export interface DisclosedTracking {
  /** The period, from 1. */
  readonly period: number;
  /** Customers won. */
  readonly added: number;
  /** Customers lost; null where unknown. */
  readonly lost: number | null;
  /** Customers lost, as the model expects from those won. */
  readonly expectedLost: number;
  /** Customers at the end; null where unknown. */
  readonly customers: number | null;
  /** The same as the model expects. */
  readonly expectedCustomers: number;
}

/**
 * Least-squares estimate of the retention process from disclosed additions and losses.
 *
 * Losses of a quarter mix all tenures, so that a short history tells r, alpha and c apart poorly: look at the standard errors,
 * and judge by the survival curve rather than by the parameters. Additions are taken as disclosed, customers won in
 * a period can first leave in the next, and one process holds for all cohorts (no trend, no covariates but seasons). The
 * paper counts in months and fits acquisition in the same sum of squares; this is its retention part alone.
 *
 * Formula: minimum of Σ (lost - expected)², expected(q) = Σ_m added(m) [S(q-m-1) - S(q-m)], S(t) = [α / (α + B(t))]^r.
 *
 * Errors are taken as independent with one spread, estimated from the residuals (never below a thousandth of the mean
 * loss); `logLikelihood` is normal at that spread. Where customers do not seem to differ, the fit is that of the
 * limiting model `weibull`; where a share leaves at once and survival is a power of tenure from then on, `discretePareto`.
 * @function
 * @param disclosures - Two of `added`, `lost`, `customers` by period, `opening` by tenure, `seasons`, `firstSeason`.
 * @param options - A `start`, a `prior`, `maxIterations`.
 * @see McCarthy, Fader & Hardie (2017), "Valuing Subscription-Based Businesses Using Publicly Disclosed Customer Data",
 *   Journal of Marketing 81(1), 17-35, doi:10.1509/jm.15.0519.
 * @example
 * // A company in its first nine quarters, in thousands.
 * const added = [100, 120, 140, 150, 150, 140, 150, 160, 150];
 * const lost = [0, 8, 17, 26, 34, 41, 46, 51, 57];
 * disclosedRetention.fit({ timeUnit: "quarter", added, lost }).parameters.c; // ≈ 1.067
 */
export const fit = /* @__PURE__ */ fitDisclosures(likelihoodProblem);

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * // A company in its first nine quarters, in thousands.
 * const added = [100, 120, 140, 150, 150, 140, 150, 160, 150];
 * const lost = [0, 8, 17, 26, 34, 41, 46, 51, 57];
 * (await disclosedRetention.fitAsync({ timeUnit: "quarter", added, lost })).parameters.c; // ≈ 1.067
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/** The likelihood of disclosures. */
function likelihoodProblem(disclosures: Disclosures): LikelihoodProblem<DisclosedRetentionParameters> {
  const where = "disclosedRetention.fit";
  const base = readDisclosures(where, disclosures);
  const model: LeastSquaresModel<DisclosedRetentionParameters> = {
    ...{ where, model: "disclosedRetention", timeUnit: base.timeUnit },
    likelihoodOf: "customers lost per period (normal errors)",
    scale: scaleOf(base.seasons),
    starts: startsOf(base),
    observed: base.lost.filter((amount) => !Number.isNaN(amount)),
    expect: lossExpectation(base),
    compared: true,
  };
  return leastSquaresProblem({ ...model, limits: (spread) => disclosedRetentionLimits(base, model, spread) });
}

/** The likelihood: what `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf(likelihoodProblem);

/**
 * Share of customers still there after so many periods.
 *
 * Formula: S(t) = [α / (α + B(t))]^r, B(t) = Σ_{i=1..t} [i^c - (i-1)^c] e^(season of period i); S(n+t) / S(n) after n renewals.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param periods - Whole periods from now, 0 or more.
 * @param customer - `renewals` made (default 0) and the `season` of the next period (default 1).
 * @returns A fraction from 0 to 1.
 * @throws {InvalidInputError} If a parameter is outside its range or an argument is not whole.
 * @see McCarthy, Fader & Hardie (2017), "Valuing Subscription-Based Businesses Using Publicly Disclosed Customer Data",
 *   Journal of Marketing 81(1), 17-35, doi:10.1509/jm.15.0519.
 * @example
 * // The parameters printed for DISH, without its seasons.
 * disclosedRetention.survival({ r: 1.648, alpha: 81.196, c: 1.423 }, 8); // ≈ 0.703911
 */
export function survival(
  parameters: ParametersOrFit<DisclosedRetentionParameters>,
  periods: number,
  customer: DisclosedCustomer = {},
): number {
  const where = "disclosedRetention.survival";
  const estimates = parametersOf(where, "disclosedRetention", parameters);
  checkCount(where, "periods", periods);
  return curveOf(where, estimates, customer, periods)(periods);
}

/**
 * Probability that a customer there before a period is there after it.
 *
 * Formula: r(t) = S(t) / S(t-1).
 * @param parameters - Parameters of the model, or a fit of it.
 * @param period - The period from now, 1 or more.
 * @param customer - `renewals` made (default 0) and the `season` of the next period (default 1).
 * @returns A fraction from 0 to 1.
 * @throws {InvalidInputError} If a parameter is outside its range or an argument is not whole.
 * @example
 * disclosedRetention.retentionRate({ r: 1.648, alpha: 81.196, c: 1.423 }, 8); // ≈ 0.9459
 */
export function retentionRate(
  parameters: ParametersOrFit<DisclosedRetentionParameters>,
  period: number,
  customer: DisclosedCustomer = {},
): number {
  const where = "disclosedRetention.retentionRate";
  const estimates = parametersOf(where, "disclosedRetention", parameters);
  checkCount(where, "period", period, 1);
  const survives = curveOf(where, estimates, customer, period);
  const before = survives(period - 1);
  return before === 0 ? 0 : survives(period) / before;
}

/**
 * Expected number of periods to come, the one in which a customer is lost included.
 *
 * The curve has a long tail, and much of the mean lies beyond anything observed: prefer a `horizon`, or the median. The
 * paper counts completed periods, one less.
 *
 * Formula: E[T] = Σ_{t≥0} S(t), finite for c r > 1.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param options - `renewals` made (default 0), `season` of the next period (default 1), `horizon` (default none).
 * @returns Periods, 1 or more; null when the mean is infinite.
 * @throws {InvalidInputError} If a parameter is outside its range or an argument is not whole.
 * @see McCarthy, Fader & Hardie (2017), "Valuing Subscription-Based Businesses Using Publicly Disclosed Customer Data",
 *   Journal of Marketing 81(1), 17-35, doi:10.1509/jm.15.0519.
 * @example
 * // A customer of DISH won at the end of a first quarter: 5.5 years, as printed.
 * const dish = { r: 1.648, alpha: 81.196, c: 1.423, season1: -0.079, season2: 0.036, season3: 0.107 };
 * const quarters = disclosedRetention.expectedLifetime(dish, { season: 2 }) ?? NaN;
 * (quarters - 1) / 4; // ≈ 5.54
 */
export function expectedLifetime(
  parameters: ParametersOrFit<DisclosedRetentionParameters>,
  options: DisclosedLifetime = {},
): number | null {
  const where = "disclosedRetention.expectedLifetime";
  const estimates = parametersOf(where, "disclosedRetention", parameters);
  checkOptions(where, options, ["horizon", "renewals", "season"]);
  const { horizon, ...customer } = options;
  if (horizon !== undefined) checkCount(where, "horizon", horizon, 1);
  const periods = horizon ?? longestSum;
  const survives = curveOf(where, estimates, customer, periods);
  const tail = estimates.r * estimates.c;
  if (horizon === undefined && tail <= 1) return null;
  let sum = 0;
  for (let t = 0; t < periods; t++) {
    const share = survives(t);
    sum += share;
    if (share < 1e-17) return sum;
  }
  // Beyond the sum the curve falls as t^-cr: the integral of that from half a period before.
  return horizon === undefined ? sum + (survives(periods) * (periods - 0.5)) / (tail - 1) : sum;
}

/**
 * Smallest whole number of periods after which no more than half of the customers are left.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param customer - `renewals` made (default 0) and the `season` of the next period (default 1).
 * @returns Periods, 1 or more.
 * @throws {InvalidInputError} If a parameter is outside its range or an argument is not whole.
 * @example
 * disclosedRetention.medianLifetime({ r: 1.648, alpha: 81.196, c: 1.423 }); // => 14
 */
export function medianLifetime(
  parameters: ParametersOrFit<DisclosedRetentionParameters>,
  customer: DisclosedCustomer = {},
): number {
  const where = "disclosedRetention.medianLifetime";
  const estimates = parametersOf(where, "disclosedRetention", parameters);
  for (let length = 64; ; length *= 4) {
    const survives = curveOf(where, estimates, customer, length);
    for (let t = 1; t <= length; t++) if (survives(t) <= 0.5) return t;
    check(length < longestSum, where, "parameters", "must let half of the customers leave", estimates);
  }
}

/**
 * Disclosed losses and customers beside what the model expects: how a fit is judged.
 *
 * Residuals that keep their sign over many periods mean that the process has changed, or that cohorts differ.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param disclosures - What a company discloses, as `fit` takes it.
 * @returns One row per period, in the unit of the disclosures.
 * @throws {InvalidInputError} If a parameter is outside its range or the disclosures are not valid.
 * @example
 * const disclosures = { timeUnit: "quarter", added: [100, 120, 140], lost: [0, 8, 17] } as const;
 * disclosedRetention.track({ r: 2, alpha: 20, c: 1 }, disclosures)[2]?.expectedLost; // ≈ 19.215
 */
export function track(
  parameters: ParametersOrFit<DisclosedRetentionParameters>,
  disclosures: Disclosures,
): readonly DisclosedTracking[] {
  const where = "disclosedRetention.track";
  const estimates = parametersOf(where, "disclosedRetention", parameters);
  const base = readDisclosures(where, disclosures);
  const losses = expectedLosses(base, pointOf(where, estimates, base.seasons));
  let expectedCustomers = base.opening.reduce((sum, { customers }) => sum + customers, 0);
  const known = (amount: number) => (Number.isNaN(amount) ? null : amount);
  return Array.from(losses, (expectedLost, i) => {
    const added = base.added[i]!;
    expectedCustomers += added - expectedLost;
    return {
      ...{ period: i + 1, added, lost: known(base.lost[i]!), expectedLost },
      ...{ customers: known(base.customers[i]!), expectedCustomers },
    };
  });
}

/**
 * The customers left at the end of the disclosures, by tenure: the base that `corporateValuation` and `customerEquity` take.
 *
 * Their sum is what the model expects, not what the company counted; `track` shows the difference.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param disclosures - What a company discloses, as `fit` takes it.
 * @returns One row per tenure, oldest first: `renewals`, whole periods from the end of the period of acquisition; `customers`.
 * @throws {InvalidInputError} If a parameter is outside its range or the disclosures are not valid.
 * @example
 * const disclosures = { timeUnit: "quarter", added: [100, 120, 140], lost: [0, 8, 17] } as const;
 * const base = disclosedRetention.activeByTenure({ r: 2, alpha: 20, c: 1 }, disclosures);
 * base[0]; // ≈ { renewals: 2, customers: 82.64 }
 */
export function activeByTenure(
  parameters: ParametersOrFit<DisclosedRetentionParameters>,
  disclosures: Disclosures,
): readonly DisclosedTenure[] {
  const where = "disclosedRetention.activeByTenure";
  const estimates = parametersOf(where, "disclosedRetention", parameters);
  const base = readDisclosures(where, disclosures);
  const point = pointOf(where, estimates, base.seasons);
  const effects = [...point.subarray(3), 0];
  const cohorts = cohortsOf(base).map((cohort) => ({
    ...cohort,
    renewals: cohort.tenure + base.periods - cohort.from,
  }));
  const length = cohorts.reduce((most, { renewals }) => Math.max(most, renewals), 0);
  const hazards = Array.from(
    { length: base.seasons },
    (_, phase) => cumulativeHazard(estimates.c, effects, { phase, length }).value,
  );
  return cohorts.map(({ customers, tenure, phase, renewals }) => {
    const left = shareLeft(estimates, hazards[phase]![tenure]!, hazards[phase]![renewals]!);
    return { renewals, customers: customers * left };
  });
}

/**
 * The survival of every cohort after the disclosures end, as `corporateValuation` takes it: `cohortSurvival(time, wonIn)`.
 * @param parameters - Parameters of the model, or a fit of it.
 * @param options - `nextSeason`, the season of the first period after the disclosures (default 1).
 * @returns A function of the periods since a cohort was won and of the period it was, or will be, won in: 0 for the last
 *   of the disclosures, 1 for the next. Not plain data.
 * @throws {InvalidInputError} If a parameter is outside its range or the season does not exist.
 * @example
 * const dish = { r: 1.648, alpha: 81.196, c: 1.423, season1: -0.079, season2: 0.036, season3: 0.107 };
 * const cohortSurvival = disclosedRetention.survivalByCohort(dish, { nextSeason: 2 });
 * cohortSurvival(4, 0); // ≈ 0.868808
 * cohortSurvival(4, 1); // ≈ 0.868818
 */
export function survivalByCohort(
  parameters: ParametersOrFit<DisclosedRetentionParameters>,
  options: { readonly nextSeason?: number | undefined } = {},
): (time: number, wonIn: number) => number {
  const where = "disclosedRetention.survivalByCohort";
  const estimates = parametersOf(where, "disclosedRetention", parameters);
  checkOptions(where, options, ["nextSeason"]);
  const { nextSeason = 1 } = options;
  const seasons = seasonsOf(where, estimates);
  checkCount(where, "nextSeason", nextSeason, 1);
  check(nextSeason <= seasons, where, "nextSeason", `must be at most ${seasons}`, nextSeason);
  const known = new Map<number, { length: number; survives: (periods: number) => number }>();
  return (time, wonIn) => {
    checkCount(where, "time", time);
    const season = 1 + ((((nextSeason - 1 + wonIn) % seasons) + seasons) % seasons);
    let curve = known.get(season);
    if (curve === undefined || curve.length < time) {
      const length = Math.max(64, 2 * time);
      curve = { length, survives: curveOf(where, estimates, { season }, length) };
      known.set(season, curve);
    }
    return curve.survives(time);
  };
}

/** Terms of the sum of a mean lifetime, after which its tail is a power to twelve digits. */
const longestSum = 200_000;

function shareLeft({ r, alpha }: DisclosedRetentionParameters, from: number, to: number): number {
  return Math.exp(-r * Math.log1p((to - from) / (alpha + from)));
}

/** S(n + t) / S(n) for t up to `length`. */
function curveOf(
  where: string,
  parameters: DisclosedRetentionParameters,
  customer: DisclosedCustomer,
  length: number,
): (periods: number) => number {
  checkObject(where, "customer", customer);
  const { renewals = 0, season = 1 } = customer;
  checkCount(where, "renewals", renewals);
  checkCount(where, "season", season, 1);
  const seasons = seasonsOf(where, parameters);
  const point = pointOf(where, parameters, seasons);
  check(seasons === 1 || season <= seasons, where, "season", `must be at most ${seasons}`, season);
  const phase = (((season - 1 - renewals) % seasons) + seasons) % seasons;
  const effects = [...point.subarray(3), 0];
  const { value } = cumulativeHazard(parameters.c, effects, { phase, length: renewals + length });
  return (periods) => shareLeft(parameters, value[renewals]!, value[renewals + periods]!);
}

/** How many seasons the parameters tell apart. */
function seasonsOf(where: string, parameters: DisclosedRetentionParameters): number {
  checkObject(where, "parameters", parameters);
  return 1 + Object.keys(parameters).filter((name) => /^season\d+$/.test(name)).length;
}

function scaleOf(seasons: number) {
  const scale: Record<string, ParameterScale> = { r: "log", alpha: "log", c: "log" };
  for (let season = 1; season < seasons; season++) scale[`season${season}`] = "identity";
  return scale as unknown as LeastSquaresModel<DisclosedRetentionParameters>["scale"];
}

function pointOf(where: string, parameters: DisclosedRetentionParameters, seasons: number): Float64Array {
  checkObject(where, "parameters", parameters);
  const scale = scaleOf(seasons);
  checkOnScale(where, "parameters", parameters, scale);
  return Float64Array.from(Object.keys(scale), (name) => parameters[name as "r"]);
}

function startsOf(base: DisclosedBase): DisclosedRetentionParameters[] {
  let there = base.opening.reduce((sum, { customers }) => sum + customers, 0);
  let [exposed, lost] = [0, 0];
  base.lost.forEach((amount, i) => {
    if (!Number.isNaN(amount)) {
      exposed += there;
      lost += amount;
    }
    there = Number.isNaN(base.customers[i]!) ? there + base.added[i]! : base.customers[i]!;
  });
  const hazard = Math.min(1, Math.max(1e-4, lost / Math.max(exposed, Number.MIN_VALUE)));
  const seasons: Record<string, number> = {};
  for (let season = 1; season < base.seasons; season++) seasons[`season${season}`] = 0;
  const from = (r: number, c: number) => ({ ...{ r, alpha: r / hazard, c }, ...seasons });
  return [from(1.5, 1), from(5, 1), from(1.5, 1.4), from(0.7, 1), from(20, 0.8)];
}
