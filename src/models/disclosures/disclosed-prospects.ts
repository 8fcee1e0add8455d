/**
 * How many customers a company wins from the people who could become customers: pools of prospects, a share of whom will never
 * join, the others after Weibull waiting times, with seasons. The population may grow, and customers lost may come back.
 *
 * @see McCarthy, Fader & Hardie (2017), "Valuing Subscription-Based Businesses Using Publicly Disclosed Customer Data",
 *   Journal of Marketing 81(1), 17-35, doi:10.1509/jm.15.0519.
 *
 * @module
 */

import { check, checkCount, checkObject, checkOptions } from "../../errors.js";
import type { BoundaryLimit, LikelihoodProblem } from "../../inference/fit.js";
import { asyncFit } from "../../inference/fit-async.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import { checkOnScale, type ParameterScale } from "../../inference/scale.js";
import { type ParametersOrFit, parametersOf } from "../fitted.js";
import { cumulativeHazard, lossExpectation } from "./disclosed-losses.js";
import type { DisclosedBase } from "./disclosures.js";
import {
  type Expectation,
  type LeastSquaresModel,
  leastSquaresProblem,
  problemAt,
} from "./least-squares-problem.js";
import { fitDisclosures, inferenceOf } from "./methods.js";
import { type ProspectDisclosures, type ProspectMarket, readAmounts, readMarket } from "./prospect-market.js";

/** Parameters of `disclosedProspects`, with time counted in periods of the disclosures. */
export interface DisclosedProspectsParameters {
  /** Share of the prospects who will ever join: a fraction above 0 and below 1. */
  readonly reach: number;
  /** Hazard of joining in the first period as a prospect, of those who ever will, in the last season. Above 0. */
  readonly lambda: number;
  /** Shape of their waiting times: above 1 joining becomes likelier the longer they wait. Above 0. */
  readonly c: number;
  /** `season1`, `season2`, …: logarithm of the hazard of a season over that of the last one, which is 0. */
  readonly [season: `season${number}`]: number;
}

/**
 * Least-squares estimate of how prospects become customers, from disclosed additions.
 *
 * Before additions have slowed, a large share that joins slowly and a small one that joins fast look alike: see the standard
 * errors. The clock of a prospect starts with the disclosures, which should begin with the company. The paper counts in
 * months and fits winning and keeping in one sum of squares; this is the winning alone.
 *
 * Formula: minimum of Σ (added(q) - π Σ_m M(m) [G(q-m) - G(q-m-1)])², G(t) = 1 - e^(-λ B(t)), B(t) = Σ_{i≤t} [i^c - (i-1)^c]
 * e^(season of period i); M(0) is the population without customers, M(m) its growth in period m and those who return.
 *
 * One spread of errors is estimated from the residuals. Where everybody seems to join in the end, the fit is that
 * of the limiting model `everybodyJoins`.
 * @function
 * @param disclosures - `added` and `population` by period, `customersAtStart`, `returning`, `seasons`, `firstSeason`.
 * @param options - A `start`, a `prior`, `maxIterations`.
 * @see McCarthy, Fader & Hardie (2017), "Valuing Subscription-Based Businesses Using Publicly Disclosed Customer Data",
 *   Journal of Marketing 81(1), 17-35, doi:10.1509/jm.15.0519.
 * @example
 * // Ten quarters of a company among a million households, in thousands.
 * const population = [1000, 1003, 1006, 1009, 1012, 1015, 1018, 1021, 1024, 1027, 1030];
 * const added = [15.7, 24.4, 28, 29.5, 29.7, 29, 27.8, 26.2, 24.3, 22.3];
 * disclosedProspects.fit({ timeUnit: "quarter", population, added }).parameters.reach; // ≈ 0.3999
 */
export const fit = /* @__PURE__ */ fitDisclosures(likelihoodProblem);

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * // Ten quarters of a company among a million households, in thousands.
 * const population = [1000, 1003, 1006, 1009, 1012, 1015, 1018, 1021, 1024, 1027, 1030];
 * const added = [15.7, 24.4, 28, 29.5, 29.7, 29, 27.8, 26.2, 24.3, 22.3];
 * (await disclosedProspects.fitAsync({ timeUnit: "quarter", population, added })).parameters.reach; // ≈ 0.3999
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/** The likelihood of disclosures. */
function likelihoodProblem(
  disclosures: ProspectDisclosures,
): LikelihoodProblem<DisclosedProspectsParameters> {
  const where = "disclosedProspects.fit";
  const market = readMarket(where, "disclosures", disclosures);
  const added = readAmounts(where, "disclosures.added", disclosures.added, {
    length: market.periods,
    unknown: true,
  });
  const base = { ...market, lost: added };
  const model: LeastSquaresModel<DisclosedProspectsParameters> = {
    ...{ where, model: "disclosedProspects", timeUnit: base.timeUnit, scale: scaleOf(base.seasons) },
    likelihoodOf: "customers won per period (normal errors)",
    starts: startsOf(base),
    observed: added.filter((amount) => !Number.isNaN(amount)),
    expect: reachedExpectation(base),
  };
  return leastSquaresProblem({ ...model, limits: (spread) => [everybodyLimit(base, model, spread)] });
}

/** The likelihood: what `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf(likelihoodProblem);

/**
 * Share of the prospects of one pool who have joined after so many periods.
 *
 * Formula: F(t) = π (1 - e^(-λ B(t))).
 * @param parameters - Parameters of the model, or a fit of it.
 * @param periods - Whole periods since they became prospects, 0 or more.
 * @param options - `season` of the first of them (default 1).
 * @returns A fraction from 0 to `reach`.
 * @throws {InvalidInputError} If a parameter is outside its range or an argument is not whole.
 * @example
 * disclosedProspects.shareJoined({ reach: 0.4, lambda: 0.02, c: 1.5 }, 8); // ≈ 0.1456
 */
export function shareJoined(
  parameters: ParametersOrFit<DisclosedProspectsParameters>,
  periods: number,
  options: { readonly season?: number | undefined } = {},
): number {
  const where = "disclosedProspects.shareJoined";
  const estimates = parametersOf(where, "disclosedProspects", parameters);
  checkOptions(where, options, ["season"]);
  const { season = 1 } = options;
  const seasons = seasonsOf(where, estimates);
  const point = pointOf(where, estimates, seasons);
  checkCount(where, "periods", periods);
  checkCount(where, "season", season, 1);
  check(seasons === 1 || season <= seasons, where, "season", `must be at most ${seasons}`, season);
  const effects = [...point.subarray(3), 0];
  const phase = (season - 1) % seasons;
  const { value } = cumulativeHazard(estimates.c, effects, { phase, length: periods });
  return -estimates.reach * Math.expm1(-estimates.lambda * value[periods]!);
}

/**
 * Customers won in every period of a market, known or assumed: with a population carried on, the forecast that
 * `corporateValuation` takes.
 *
 * Formula: N(q) = Σ_m M(m) [F(q-m) - F(q-m-1)].
 * @param parameters - Parameters of the model, or a fit of it.
 * @param market - `population` from the start of the disclosures to the end of the forecast, `customersAtStart`,
 *   `returning`, `seasons`, `firstSeason`, as `fit` takes them.
 * @returns One number of customers per period.
 * @throws {InvalidInputError} If a parameter is outside its range or the market is not valid.
 * @example
 * const market = { timeUnit: "quarter", population: [1000, 1010, 1020, 1030] } as const;
 * disclosedProspects.additions({ reach: 0.4, lambda: 0.02, c: 1.5 }, market); // ≈ [7.9205, 14.1580, 17.7028]
 */
export function additions(
  parameters: ParametersOrFit<DisclosedProspectsParameters>,
  market: ProspectMarket,
): readonly number[] {
  const where = "disclosedProspects.additions";
  const estimates = parametersOf(where, "disclosedProspects", parameters);
  const read = readMarket(where, "market", market);
  const base = { ...read, lost: new Float64Array(read.periods) };
  const expected = new Float64Array(base.periods);
  reachedExpectation(base)(pointOf(where, estimates, base.seasons), expected);
  return Array.from(expected);
}

/** Pools of prospects as cohorts that are lost to the company's customers: those who ever join are a share of them. */
function reachedExpectation(base: DisclosedBase): Expectation {
  const ofAll = lossExpectation(base, "alike");
  return (parameters, expected, slopes) => {
    const reach = parameters[0]!;
    ofAll(parameters.subarray(1), expected, slopes?.slice(1));
    for (let i = 0; i < expected.length; i++) {
      if (slopes !== undefined) {
        slopes[0]![i] = expected[i]!;
        for (let k = 1; k < slopes.length; k++) slopes[k]![i]! *= reach;
      }
      expected[i]! *= reach;
    }
  };
}

/** The limit in which everybody joins in the end. */
function everybodyLimit(
  base: DisclosedBase,
  model: LeastSquaresModel<DisclosedProspectsParameters>,
  spread: number,
): BoundaryLimit<DisclosedProspectsParameters> {
  const { reach: _reach, ...kept } = model.scale as Readonly<Record<string, ParameterScale>>;
  const simpler = {
    ...{ ...model, limits: undefined, model: "everybodyJoins" },
    ...{ scale: kept, expect: lossExpectation(base, "alike") },
  };
  const maximize: BoundaryLimit<DisclosedProspectsParameters>["maximize"] = ({ reach, lambda, ...best }) => {
    const starts = [{ lambda: reach * lambda, ...best } as Readonly<Record<string, number>>];
    const { logLikelihood, parameters, covariance } = maximizeLikelihood(
      problemAt({ ...simpler, starts }, spread),
    );
    const whole = { reach: 1 - 1e-9, ...parameters } as unknown as DisclosedProspectsParameters;
    const known = covariance.map((row) => row.map((entry) => entry ?? 0));
    return { logLikelihood, identified: {}, parameters: whole, covariance: known };
  };
  return { limitingModel: "everybodyJoins", lost: ["reach"], maximize };
}

function scaleOf(seasons: number) {
  const scale: Record<string, ParameterScale> = { reach: "logit", lambda: "log", c: "log" };
  for (let season = 1; season < seasons; season++) scale[`season${season}`] = "identity";
  return scale as unknown as LeastSquaresModel<DisclosedProspectsParameters>["scale"];
}

/** How many seasons the parameters tell apart. */
function seasonsOf(where: string, parameters: DisclosedProspectsParameters): number {
  checkObject(where, "parameters", parameters);
  return 1 + Object.keys(parameters).filter((name) => /^season\d+$/.test(name)).length;
}

function pointOf(where: string, parameters: DisclosedProspectsParameters, seasons: number): Float64Array {
  checkObject(where, "parameters", parameters);
  const scale = scaleOf(seasons);
  checkOnScale(where, "parameters", parameters, scale);
  return Float64Array.from(Object.keys(scale), (name) => parameters[name as "c"]);
}

function startsOf({ lost, opening, seasons, periods }: DisclosedBase): DisclosedProspectsParameters[] {
  const known = lost.filter((amount) => !Number.isNaN(amount));
  const total = (known.reduce((sum, amount) => sum + amount, 0) * periods) / Math.max(1, known.length);
  const share = Math.min(0.9, Math.max(1e-6, total / Math.max(opening[0]!.customers, Number.MIN_VALUE)));
  const effects: Record<string, number> = {};
  for (let season = 1; season < seasons; season++) effects[`season${season}`] = 0;
  // So much of the reach has joined by the end.
  const from = (reach: number, c: number, joined: number) => ({
    ...{ reach, lambda: -Math.log1p(-joined) / periods ** c, c },
    ...effects,
  });
  return [
    from(Math.min(0.95, 1.25 * share), 1.5, 0.8),
    from(Math.min(0.95, 2 * share), 1, 0.5),
    from(Math.min(0.95, 5 * share), 1.5, 0.2),
    from(0.99, 1, share),
  ];
}
