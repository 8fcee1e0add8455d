/** The error of anything that is computed from fits: by the delta method, or by drawing parameters. */
import {
  check,
  checkChoice,
  checkCount,
  checkFinite,
  checkObject,
  checkOptions,
  checkSufficient,
  isDense,
} from "../errors.js";
import { cholesky } from "../math/linear-algebra.js";
import { normalQuantile } from "../math/normal.js";
import { createRandom } from "../math/random.js";
import { sampleNormal } from "../math/samplers.js";
import {
  checkLevel,
  type DerivedOutput,
  evaluateDerived,
  finiteOrNull,
  isList,
  type PerOutput,
  summarizeDraws,
} from "./derived.js";
import type { Fit } from "./fit.js";
import type { Interval } from "./interval.js";
import { checkOnScale, fromScale, type ParameterScale, scaleDerivative, toScale } from "./scale.js";

/** An estimate derived from fits, with its standard error and interval. */
export interface DerivedInterval extends Interval<number | null> {
  /** Standard error of the derived number on its own scale; null where it is infinite. */
  readonly standardError: number | null;
  /** The scale on which the interval is symmetric (delta method), or null for percentiles of draws. */
  readonly scale: ParameterScale | null;
  /** Share of the draws in which the number is infinite; null for the delta method, which draws nothing. */
  readonly infiniteShare: number | null;
}

/** How the error is computed. */
export interface UncertaintyOptions {
  /** Level of the interval, 0.95 by default. */
  readonly level?: number | undefined;
  /** Number of draws; without it the delta method is used. 1,000 or more give stable ends. */
  readonly draws?: number | undefined;
  /**
   * Scale on which the delta interval is symmetric, so that it stays inside the bounds of the quantity: `logit` for shares
   * and probabilities, `log` for amounts and times, `identity` for what may be negative. By default `logit` where the number
   * stays between 0 and 1 within two standard errors of each direction of the parameters, else `log` where it stays above
   * 0, else `identity`.
   */
  readonly scale?: ParameterScale | undefined;
  /** Seed of the draws: any number up to 1e150 in size, 1 by default. */
  readonly seed?: number | undefined;
  /** An independent sequence of the same seed, 0 by default. */
  readonly stream?: number | undefined;
}

/** Any fit of the library. */
type AnyFit = Fit<object>;

/** The parameters of one fit, or of several by name. A fit is told by its parameters: not all of them need have a scale. */
export type ParametersOf<Fits> =
  Fits extends Pick<Fit<infer Parameters>, "formatVersion" | "parameters">
    ? Parameters
    : {
        readonly [Name in keyof Fits]: Fits[Name] extends Pick<
          Fit<infer Parameters>,
          "formatVersion" | "parameters"
        >
          ? Parameters
          : never;
      };

interface Gaussian {
  /** Estimates on the scale, all fits after one another. */
  readonly mean: Float64Array;
  /** Lower Cholesky factor of their covariance, row by row. */
  readonly factor: Float64Array;
  /** The argument of the caller's function at a point on the scale. */
  readonly parametersAt: (x: Float64Array) => unknown;
  /** The limits at which parameters are held, or null. */
  readonly limit: string | null;
}

/**
 * Estimate, standard error and interval of anything computed from the parameters of a fit, or of several independent ones.
 *
 * The delta method, used by default, is right where the quantity is nearly linear in the parameters over their error.
 * Simulation (`draws`) needs no such thing, sees infinite values, and costs a call of your function per draw. Both take the
 * estimates for normal on the fit's scale: for small samples prefer `bootstrap` or `profileInterval`.
 *
 * Formula: g'Σg on the scale of the fit, g by central differences; with `draws`, percentiles of f(θ), θ ~ N(θ̂, Σ) there.
 *
 * @param fit - A fit, or independent fits by name: `{ transactions, spending }`.
 * @param evaluate - From parameters (or from parameters by name) to a number, or a list of numbers; null means infinite.
 * @param options - `level`, `draws`, `scale`, `seed`, `stream`.
 * @returns An interval with its standard error; a list of them for a list.
 * @throws {InsufficientDataError} If a fit is a limiting model's that its own parameters cannot express, such as the geometric
 *   model as the limit of shapes that grow without end; fit that model itself. Where only parameters held at their limit
 *   were lost (a churn of 0, say), the others vary, and `method` names the limit.
 * @throws {InvalidInputError} If an option is outside its range or `evaluate` returns something that is no number.
 * @see Efron & Tibshirani (1993), "An Introduction to the Bootstrap", chapter 21 (delta method); Krinsky & Robb (1986),
 *   "On approximating the statistical properties of elasticities", Review of Economics and Statistics 68(4), 715-719.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * const fit = shiftedBetaGeometric.fit(cohort);
 * const inYear12 = uncertainty(fit, (parameters) => shiftedBetaGeometric.survival(parameters, 12));
 * inYear12.estimate; // ≈ 0.378
 * inYear12.lower; // ≈ 0.341
 * inYear12.upper; // ≈ 0.417
 */
export function uncertainty<Fits extends object, Output extends DerivedOutput>(
  fit: Fits,
  evaluate: (parameters: ParametersOf<Fits>) => Output,
  options: UncertaintyOptions = {},
): PerOutput<Output, DerivedInterval> {
  return uncertaintyFor("uncertainty", fit, evaluate, options);
}

/** The same for another public function, in whose name it refuses. */
export function uncertaintyFor<Fits extends object, Output extends DerivedOutput>(
  where: string,
  fit: Fits,
  evaluate: (parameters: ParametersOf<Fits>) => Output,
  options: UncertaintyOptions,
): PerOutput<Output, DerivedInterval> {
  checkObject(where, "fit", fit);
  check(typeof evaluate === "function", where, "evaluate", "must be a function", evaluate);
  checkOptions(where, options, ["level", "draws", "scale", "seed", "stream"]);
  const { level = 0.95, draws, scale } = options;
  checkLevel(where, level);
  if (scale !== undefined) checkChoice(where, "scale", scale, ["log", "logit", "identity"]);
  const gaussian = jointGaussian(where, fit as Fits & (AnyFit | Readonly<Record<string, AnyFit>>));
  const call = (x: Float64Array) => evaluate(gaussian.parametersAt(x) as ParametersOf<Fits>);
  const output = call(gaussian.mean);
  const at = (x: Float64Array) => evaluateDerived(where, call(x));
  const results =
    draws === undefined
      ? deltaMethod(gaussian, at, level, scale)
      : simulation(where, gaussian, at, { ...options, draws, level });
  const { limit } = gaussian;
  const named = results.map((one) =>
    limit === null ? one : { ...one, method: `${one.method} at ${limit}` },
  );
  return (isList(output) ? named : named[0]) as PerOutput<Output, DerivedInterval>;
}

function isFit(value: object): value is AnyFit {
  return "formatVersion" in value && "parameters" in value;
}

/** One normal distribution of all parameters; independent fits are blocks of its covariance. */
function jointGaussian(where: string, fit: AnyFit | Readonly<Record<string, AnyFit>>): Gaussian {
  const single = isFit(fit);
  const fits: [string, AnyFit][] = single ? [["fit", fit]] : Object.entries(fit);
  check(fits.length > 0, where, "fit", "must be a fit or fits by name", fit);
  const parts = fits.map(([name, one]) => {
    checkObject(where, single ? "fit" : `fit.${name}`, one);
    check(isFit(one), where, single ? "fit" : `fit.${name}`, "must be a fit", one);
    return fitGaussian(where, single ? "fit" : `fit.${name}`, one);
  });
  const size = parts.reduce((sum, part) => sum + part.mean.length, 0);
  const mean = new Float64Array(size);
  const factor = new Float64Array(size * size);
  const offsets: number[] = [];
  let offset = 0;
  for (const part of parts) {
    offsets.push(offset);
    mean.set(part.mean, offset);
    const n = part.mean.length;
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) factor[(offset + i) * size + offset + j] = part.factor[i * n + j]!;
    offset += n;
  }
  const of = (k: number, x: Float64Array) =>
    parts[k]!.parametersAt(x.subarray(offsets[k]!, offsets[k]! + parts[k]!.mean.length));
  const parametersAt = (x: Float64Array) =>
    single ? of(0, x) : Object.fromEntries(fits.map(([name], k) => [name, of(k, x)]));
  const limits = parts.flatMap((part) => (part.limit === null ? [] : [part.limit]));
  return { mean, factor, parametersAt, limit: limits.length === 0 ? null : limits.join(", ") };
}

/** A fit that was stored and loaded may have lost a field on the way. */
export function checkWhole(
  where: string,
  name: string,
  { parameters, scale, covariance, warnings }: AnyFit,
): void {
  checkObject(where, `${name}.parameters`, parameters);
  checkObject(where, `${name}.scale`, scale);
  checkOnScale(where, `${name}.parameters`, parameters, scale as Readonly<Record<string, ParameterScale>>);
  const { length } = Object.keys(scale);
  const isList = (value: unknown) => isDense(value) && value.length === length;
  const isEntry = (value: unknown) => value === null || typeof value === "number";
  const square = isList(covariance) && covariance.every((row) => isList(row) && row.every(isEntry));
  check(square, where, `${name}.covariance`, `must be ${length} rows of ${length} numbers`, covariance);
  check(isDense(warnings), where, `${name}.warnings`, "must be an array", warnings);
}

/**
 * The parameters that vary: not those that a boundary holds at a limit while everything that the data identify is free, and
 * not those without a scale, which were chosen, not estimated.
 */
function freeParameters({ parameters, scale, warnings }: AnyFit): { free: string[]; limit: string | null } {
  const names = Object.keys(parameters).filter((key) => key in scale);
  for (const { limitingModel, lost, identified } of warnings) {
    const free = names.filter((key) => !lost.includes(key));
    if (free.length > 0 && Object.keys(identified).every((key) => free.includes(key)))
      return { free, limit: limitingModel ?? "a limit without a name" };
  }
  return { free: names, limit: null };
}

function fitGaussian(where: string, name: string, fit: AnyFit): Gaussian {
  checkWhole(where, name, fit);
  const byName = fit.parameters as Readonly<Record<string, number>>;
  const { free: names, limit } = freeParameters(fit);
  const values = names.map((key) => byName[key]!);
  const scales = names.map((key) => (fit.scale as Readonly<Record<string, ParameterScale>>)[key]!);
  const n = names.length;
  const places = names.map((key) => Object.keys(fit.scale).indexOf(key));
  const covariance = Float64Array.from(
    places.flatMap((i) => places.map((j) => fit.covariance[i]![j] ?? Number.NaN)),
  );
  const known = !covariance.some(Number.isNaN);
  const ended = fit.warnings.map(({ limitingModel }) => limitingModel ?? "no model with a name").join(", ");
  const rule = `must have standard errors, which it lost at its limit: fit ${ended} and give that fit, or take bootstrap, profileInterval or samplePosterior`;
  checkSufficient(known, where, name, rule, ended);
  const factor = cholesky(covariance, n);
  check(factor !== null, where, `${name}.covariance`, "must be positive definite", fit.covariance);
  const mean = Float64Array.from(values, (value, i) => toScale(value, scales[i]!));
  const parametersAt = (x: Float64Array) =>
    // At the estimate itself no rounding of the scale: the very parameters of the fit.
    ({
      ...byName,
      ...Object.fromEntries(
        names.map((key, i) => [key, x[i] === mean[i] ? values[i]! : fromScale(x[i]!, scales[i]!)]),
      ),
    });
  return { mean, factor, parametersAt, limit };
}

/** Central differences along each column of the Cholesky factor: independent directions of unit standard error. */
function deltaMethod(
  { mean, factor }: Gaussian,
  at: (x: Float64Array) => number[],
  level: number,
  wanted: ParameterScale | undefined,
): DerivedInterval[] {
  const n = mean.length;
  const moved = (direction: number, length: number) =>
    at(mean.map((value, i) => value + length * factor[i * n + direction]!));
  const estimates = at(mean);
  const small = 1e-3;
  const directions = Array.from({ length: n }, (_, k) => ({
    up: moved(k, small),
    down: moved(k, -small),
    far: [moved(k, 2), moved(k, -2)],
  }));
  return estimates.map((estimate, j) => {
    let variance = 0;
    for (const { up, down } of directions) variance += ((up[j]! - down[j]!) / (2 * small)) ** 2;
    const reach = directions.flatMap(({ far }) => far.map((values) => values[j]!));
    const scale = wanted ?? naturalScale([estimate, ...reach]);
    return deltaInterval(estimate, Math.sqrt(variance), level, scale);
  });
}

function naturalScale(values: readonly number[]): ParameterScale {
  if (values.every((value) => value > 0 && value < 1)) return "logit";
  return values.every((value) => value > 0) ? "log" : "identity";
}

function deltaInterval(
  estimate: number,
  standardError: number,
  level: number,
  scale: ParameterScale,
): DerivedInterval {
  const centre = toScale(estimate, scale);
  const half = (normalQuantile((1 + level) / 2) * standardError) / scaleDerivative(centre, scale);
  const end = (x: number) => (standardError === 0 ? estimate : fromScale(x, scale));
  const [lower, upper] = [finiteOrNull(end(centre - half)), finiteOrNull(end(centre + half))];
  return {
    estimate: finiteOrNull(estimate),
    lower,
    upper,
    level,
    method: "delta",
    standardError: finiteOrNull(standardError),
    scale,
    infiniteShare: null,
  };
}

interface Simulation extends UncertaintyOptions {
  readonly draws: number;
  readonly level: number;
}

function simulation(
  where: string,
  { mean, factor }: Gaussian,
  at: (x: Float64Array) => number[],
  { draws, level, seed = 1, stream = 0 }: Simulation,
): DerivedInterval[] {
  checkCount(where, "draws", draws, 2);
  checkFinite(where, "seed", seed);
  checkFinite(where, "stream", stream);
  const random = createRandom(seed, stream);
  const n = mean.length;
  const estimates = at(mean);
  const values = estimates.map((): number[] => []);
  const z = new Float64Array(n);
  for (let k = 0; k < draws; k++) {
    for (let i = 0; i < n; i++) z[i] = sampleNormal(random);
    const x = mean.map((value, i) => {
      let sum = value;
      for (let j = 0; j <= i; j++) sum += factor[i * n + j]! * z[j]!;
      return sum;
    });
    at(x).forEach((value, j) => {
      values[j]?.push(value);
    });
  }
  return estimates.map((estimate, j) => ({
    estimate: finiteOrNull(estimate),
    level,
    method: "simulation",
    scale: null,
    ...summarizeDraws(values[j]!, level),
  }));
}
