/**
 * How many customers a company wins, period by period: the S-curve of a market that fills up, with seasons.
 *
 * @see Gupta, Lehmann & Stuart (2004), "Valuing Customers", Journal of Marketing Research 41(1), 7-18.
 *
 * @module
 */

import { check, checkCount, checkFinite, checkObject, checkOptions } from "../../errors.js";
import type { BoundaryLimit, Fit, LikelihoodProblem } from "../../inference/fit.js";
import { asyncFit } from "../../inference/fit-async.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import { checkOnScale, logistic, type ParameterScale } from "../../inference/scale.js";
import { type ParametersOrFit, parametersOf } from "../fitted.js";
import { type DisclosedBase, type Disclosures, readDisclosures } from "./disclosures.js";
import {
  type Expectation,
  type LeastSquaresModel,
  leastSquaresProblem,
  problemAt,
} from "./least-squares-problem.js";
import { fitDisclosures, inferenceOf } from "./methods.js";

/** Parameters of `disclosedAcquisition`, with time counted in periods of the disclosures. */
export interface DisclosedAcquisitionParameters {
  /** Customers that will ever have been won, in the unit of the disclosures. Above 0. */
  readonly alpha: number;
  /** Where the curve starts: the share won before the first period is 1 / (1 + e^-beta). */
  readonly beta: number;
  /** Speed of the curve per period. Above 0. */
  readonly gamma: number;
  /** `season1`, `season2`, …: logarithm of the additions of a season over those of the last one, which is 0. */
  readonly [season: `season${number}`]: number;
}

/**
 * Least-squares estimate of the S-curve from disclosed additions.
 *
 * Before additions have passed their peak the market's size is a guess: the standard error of alpha says so. The curve
 * knows no competitors, prices or marketing, and nobody comes back; `disclosedProspects` wins customers from a population
 * that may grow.
 *
 * Formula: minimum of Σ (added(t) - e^season [N(t) - N(t-1)])², N(t) = α / (1 + e^(-β-γt)).
 *
 * One spread of errors is estimated from the residuals. Where additions grow without a sign of slowing, or fall
 * from the start, the fit is that of the limiting model `exponentialGrowth`.
 * @function
 * @param disclosures - Two of `added`, `lost`, `customers` by period, `seasons`, `firstSeason`.
 * @param options - A `start`, a `prior`, `maxIterations`.
 * @see Gupta, Lehmann & Stuart (2004), "Valuing Customers", Journal of Marketing Research 41(1), 7-18, table 3.
 * @example
 * const added = [20, 31, 44, 58, 69, 73, 70, 59, 46];
 * const fit = disclosedAcquisition.fit({ timeUnit: "quarter", added, lost: added.map(() => 0) });
 * disclosedAcquisition.peak(fit.parameters); // ≈ 5.57
 */
export const fit = /* @__PURE__ */ fitDisclosures(likelihoodProblem);

/**
 * `fit` in pieces of under 40 milliseconds, so that a page or a server can do something else in between: the same fit in every bit.
 * It can be stopped by a `signal`, and `onProgress` is told an estimated share that only rises.
 * @function
 * @example
 * const added = [20, 31, 44, 58, 69, 73, 70, 59, 46];
 * const fit = await disclosedAcquisition.fitAsync({ timeUnit: "quarter", added, lost: added.map(() => 0) });
 * disclosedAcquisition.peak(fit.parameters); // ≈ 5.57
 */
export const fitAsync = /* @__PURE__ */ asyncFit(fit);

/** The likelihood of disclosures. */
function likelihoodProblem(disclosures: Disclosures): LikelihoodProblem<DisclosedAcquisitionParameters> {
  const where = "disclosedAcquisition.fit";
  const base = readDisclosures(where, disclosures);
  const model: LeastSquaresModel<DisclosedAcquisitionParameters> = {
    ...{ where, model: "disclosedAcquisition", timeUnit: base.timeUnit },
    likelihoodOf: "customers won per period (normal errors)",
    scale: scaleOf(base.seasons),
    starts: startsOf(base),
    observed: base.added,
    expect: (point, expected, slopes) => {
      for (let i = 0; i < expected.length; i++) fillAdditions(base, point, i, expected, slopes);
    },
  };
  return leastSquaresProblem({ ...model, limits: (spread) => [growthLimit(base, model, spread)] });
}

/** The likelihood: what `profileInterval` and `samplePosterior` take. */
export const inference = /* @__PURE__ */ inferenceOf(likelihoodProblem);

/**
 * Customers won so far, after so many periods.
 *
 * Formula: N(t) = α / (1 + e^(-β-γt)).
 * @param parameters - Parameters of the model, or a fit of it.
 * @param time - Periods since the start of the disclosures; not necessarily whole, and negative before it.
 * @returns A number of customers, below alpha.
 * @throws {InvalidInputError} If a parameter is outside its range or the time is not finite.
 * @see Gupta, Lehmann & Stuart (2004), "Valuing Customers", Journal of Marketing Research 41(1), 7-18.
 * @example
 * disclosedAcquisition.wonBy({ alpha: 81.945, beta: -6.009, gamma: 0.317 }, 21); // ≈ 53.80
 */
export function wonBy(parameters: ParametersOrFit<DisclosedAcquisitionParameters>, time: number): number {
  const where = "disclosedAcquisition.wonBy";
  const estimates = parametersOf(where, "disclosedAcquisition", parameters);
  checkAcquisition(where, estimates);
  checkFinite(where, "time", time);
  return estimates.alpha * logistic(estimates.beta + estimates.gamma * time);
}

/**
 * Customers won in one period.
 *
 * Formula: e^season [N(t) - N(t-1)].
 * @param parameters - Parameters of the model, or a fit of it.
 * @param period - The period, 1 being the first of the disclosures.
 * @param options - `firstSeason`, the season of period 1 (default 1).
 * @returns A number of customers.
 * @throws {InvalidInputError} If a parameter is outside its range or the period is not whole.
 * @example
 * disclosedAcquisition.additions({ alpha: 81.945, beta: -6.009, gamma: 0.317 }, 22); // ≈ 5.536
 */
export function additions(
  parameters: ParametersOrFit<DisclosedAcquisitionParameters>,
  period: number,
  options: { readonly firstSeason?: number | undefined } = {},
): number {
  const where = "disclosedAcquisition.additions";
  const { firstSeason = 1 } = options;
  const estimates = parametersOf(where, "disclosedAcquisition", parameters);
  checkOptions(where, options, ["firstSeason"]);
  const seasons = checkAcquisition(where, estimates);
  checkCount(where, "period", period, 1);
  checkCount(where, "firstSeason", firstSeason, 1);
  check(firstSeason <= seasons, where, "firstSeason", `must be at most ${seasons}`, firstSeason);
  const out = new Float64Array(period);
  const point = Float64Array.from(Object.keys(scaleOf(seasons)), (name) => estimates[name as "alpha"]);
  fillAdditions({ seasons, firstSeason }, point, period - 1, out);
  return out[period - 1]!;
}

/**
 * When most customers are won: the time of the peak of the curve.
 *
 * Formula: -β / γ.
 * @param parameters - Parameters of the model, or a fit of it.
 * @returns Periods since the start of the disclosures; negative when the peak lies before it.
 * @throws {InvalidInputError} If a parameter is outside its range.
 * @see Gupta, Lehmann & Stuart (2004), "Valuing Customers", Journal of Marketing Research 41(1), 7-18, table 3.
 * @example
 * disclosedAcquisition.peak({ alpha: 81.945, beta: -6.009, gamma: 0.317 }); // ≈ 18.96
 */
export function peak(parameters: ParametersOrFit<DisclosedAcquisitionParameters>): number {
  const where = "disclosedAcquisition.peak";
  const estimates = parametersOf(where, "disclosedAcquisition", parameters);
  checkAcquisition(where, estimates);
  return -estimates.beta / estimates.gamma + 0;
}

/** Additions of period `i` (from 0) and their slopes. */
function fillAdditions(
  { seasons, firstSeason }: Pick<DisclosedBase, "seasons" | "firstSeason">,
  point: Float64Array,
  i: number,
  expected: Float64Array,
  slopes?: Float64Array[],
): void {
  const [alpha, beta, gamma] = point as unknown as readonly [number, number, number];
  const season = (firstSeason - 1 + i) % seasons;
  const factor = season === seasons - 1 ? 1 : Math.exp(point[3 + season]!);
  const [before, after] = [logistic(beta + gamma * i), logistic(beta + gamma * (i + 1))];
  // s(x+γ) - s(x) = e^-(x+γ) (e^γ - 1) s(x) s(x+γ), without cancellation.
  const share = Math.exp(-beta - gamma * (i + 1)) * Math.expm1(gamma) * before * after;
  expected[i] = alpha * factor * share;
  if (slopes === undefined) return;
  const steepness = (s: number) => s * (1 - s);
  slopes[0]![i] = factor * share;
  slopes[1]![i] = alpha * factor * (steepness(after) - steepness(before));
  slopes[2]![i] = alpha * factor * ((i + 1) * steepness(after) - i * steepness(before));
  if (season < seasons - 1) slopes[3 + season]![i] = expected[i]!;
}

/**
 * The limits of a market without bound (alpha runs to infinity as beta falls) and of one past its best (as beta rises):
 * additions grow, or shrink, by the same factor e^g every period.
 */
function growthLimit(
  base: DisclosedBase,
  model: LeastSquaresModel<DisclosedAcquisitionParameters>,
  spread: number,
): BoundaryLimit<DisclosedAcquisitionParameters> {
  const { alpha: _a, beta: _b, gamma: _g, ...kept } = model.scale as Readonly<Record<string, ParameterScale>>;
  const simpler = {
    ...{ ...model, limits: undefined, model: "exponentialGrowth" },
    scale: { first: "log", growth: "identity", ...kept } as Readonly<Record<string, ParameterScale>>,
    expect: ((point, expected, slopes) => growthExpectation(base, point, expected, slopes)) as Expectation,
  };
  const maximize: BoundaryLimit<DisclosedAcquisitionParameters>["maximize"] = ({
    alpha,
    beta,
    gamma,
    ...best
  }) => {
    const first = Math.max(base.added[0]!, 1e-6 * alpha);
    const rising = beta < 0 ? gamma : -gamma;
    const starts = [rising, 0].map(
      (growth) => ({ first, growth, ...best }) as Readonly<Record<string, number>>,
    );
    return farFromBound(maximizeLikelihood(problemAt({ ...simpler, starts }, spread)));
  };
  return { limitingModel: "exponentialGrowth", lost: ["alpha"], maximize };
}

/** Exponential growth as an S-curve of so large a market that it is still, or by now, far from half of it. */
function farFromBound(
  fit: Fit<Readonly<Record<string, number>>>,
): ReturnType<BoundaryLimit<DisclosedAcquisitionParameters>["maximize"]> {
  const { first = 0, growth = 0, ...rest } = fit.parameters;
  const g = Math.abs(growth) < 1e-9 ? 1e-9 : growth;
  const size = (1e8 * first) / Math.abs(g);
  const direction = Math.sign(g);
  const beta = direction * (Math.log(first / size) - Math.log(Math.abs(Math.expm1(g))));
  const byGrowth = (-direction * Math.exp(g)) / Math.expm1(g);
  // From (ln first, growth, seasons) to (beta, ln gamma, seasons).
  const slopes = (i: number): readonly [at: number, slope: number][] =>
    i === 0
      ? [
          [0, direction],
          [1, byGrowth],
        ]
      : i === 1
        ? [[1, 1 / g]]
        : [[i, 1]];
  const covariance = fit.covariance.map((_, i) =>
    fit.covariance.map((__, j) =>
      slopes(i).reduce(
        (sum, [k, a]) =>
          sum + slopes(j).reduce((part, [l, b]) => part + a * b * (fit.covariance[k]![l] ?? 0), 0),
        0,
      ),
    ),
  );
  const estimate = (name: "first" | "growth") => ({
    estimate: fit.parameters[name]!,
    standardError: fit.standardErrors[name] ?? null,
  });
  return {
    logLikelihood: fit.logLikelihood,
    identified: { firstAdditions: estimate("first"), growth: estimate("growth") },
    parameters: { alpha: size, beta, gamma: Math.abs(g), ...rest } as DisclosedAcquisitionParameters,
    covariance,
  };
}

function growthExpectation(
  { seasons, firstSeason }: DisclosedBase,
  point: Float64Array,
  expected: Float64Array,
  slopes?: Float64Array[],
): void {
  for (let i = 0; i < expected.length; i++) {
    const season = (firstSeason - 1 + i) % seasons;
    const factor = season === seasons - 1 ? 1 : Math.exp(point[2 + season]!);
    expected[i] = point[0]! * Math.exp(point[1]! * i) * factor;
    if (slopes === undefined) continue;
    slopes[0]![i] = expected[i]! / point[0]!;
    slopes[1]![i] = i * expected[i]!;
    if (season < seasons - 1) slopes[2 + season]![i] = expected[i]!;
  }
}

function scaleOf(seasons: number) {
  const scale: Record<string, ParameterScale> = { alpha: "log", beta: "identity", gamma: "log" };
  for (let season = 1; season < seasons; season++) scale[`season${season}`] = "identity";
  return scale as unknown as LeastSquaresModel<DisclosedAcquisitionParameters>["scale"];
}

/** Checks the parameters and counts their seasons. */
function checkAcquisition(where: string, parameters: DisclosedAcquisitionParameters): number {
  checkObject(where, "parameters", parameters);
  const seasons = 1 + Object.keys(parameters).filter((name) => /^season\d+$/.test(name)).length;
  checkOnScale(where, "parameters", parameters, scaleOf(seasons));
  return seasons;
}

function startsOf({ added, seasons }: DisclosedBase): DisclosedAcquisitionParameters[] {
  const total = added.reduce((sum, amount) => sum + amount, 0) || 1;
  const effects: Record<string, number> = {};
  for (let season = 1; season < seasons; season++) effects[`season${season}`] = 0;
  const length = added.length;
  const centre = added.reduce((sum, amount, i) => sum + (i + 0.5) * amount, 0) / total;
  const from = (alpha: number, middle: number, gamma: number) => ({
    ...{ alpha, beta: -gamma * middle, gamma, ...effects },
  });
  return [
    from(1.2 * total, centre, 6 / length),
    from(3 * total, length, 4 / length),
    from(1.5 * total, centre, 2 / length),
    from(10 * total, 1.5 * length, 3 / length),
  ];
}
