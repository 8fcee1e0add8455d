/** The parameters of a fit as a table of coefficients: estimates with their intervals. */
import { check, checkNonNegative, checkObject, checkOptions, isFiniteNumber, isList } from "../errors.js";
import { normalQuantile } from "../math/normal.js";
import { checkLevel } from "./derived.js";
import type { Fit } from "./fit.js";
import type { Interval } from "./interval.js";
import { checkOnScale, fromScale, type ParameterScale, toScale } from "./scale.js";

/** A parameter with its interval. */
export interface ParameterInterval extends Interval<number | null> {
  /** Name of the parameter. */
  readonly parameter: string;
  /** The estimate, on its natural scale. */
  readonly estimate: number;
  /** Standard error on the natural scale; null where the data do not identify the parameter. */
  readonly standardError: number | null;
}

/** Options of `parameterIntervals`. */
export interface ParameterIntervalOptions {
  /** The parameters to list; all by default. */
  readonly parameters?: readonly string[] | undefined;
  /** Level of the intervals, 0.95 by default. */
  readonly level?: number | undefined;
}

const where = "parameterIntervals";

/**
 * Intervals of the parameters of a fit: the table of coefficients.
 *
 * They are Wald intervals, which mislead near a boundary and in small samples: `profileInterval` and `bootstrap` do not.
 *
 * Formula: g^-1(g(θ) ± z se(g(θ))), g the scale of the parameter (log, logit or identity), so that an end never leaves its range.
 *
 * @param fit - A fit of any model.
 * @param options - `parameters`, `level`.
 * @returns One row per parameter; ends and standard error are null where the data do not identify it.
 * @throws {InvalidInputError} If the fit is none, or has no such parameter.
 * @see {@link uncertainty} for anything derived from the parameters.
 *
 * @example
 * const fit = geometric.fit({ timeUnit: "year", lostByPeriod: [131, 126, 90], stillActive: 653 });
 * parameterIntervals(fit)[0]?.lower; // ≈ 0.120
 */
export function parameterIntervals<Parameters>(
  fit: Fit<Parameters>,
  options: ParameterIntervalOptions = {},
): ParameterInterval[] {
  checkOptions(where, options, ["parameters", "level"]);
  checkFit(fit);
  const estimates = fit.parameters as Readonly<Record<string, number>>;
  const scales = fit.scale as Readonly<Record<string, ParameterScale>>;
  const known = Object.keys(estimates);
  const { parameters = known, level = 0.95 } = options;
  checkLevel(where, level);
  check(isList(parameters), where, "parameters", "must be a list of names", parameters);
  const z = normalQuantile((1 + level) / 2);
  return Array.from(parameters, (parameter, i) => {
    const place = known.indexOf(parameter);
    check(place >= 0, where, `parameters[${i}]`, `must be one of ${known.join(", ")}`, parameter);
    const [estimate, scale] = [estimates[parameter]!, scales[parameter]!];
    const { variance, standardError } = errorsOf(fit, parameter, place);
    const end = (sign: number) => {
      if (variance === null) return null;
      const value = fromScale(toScale(estimate, scale) + sign * z * Math.sqrt(variance), scale);
      return Number.isFinite(value) ? value : null;
    };
    const [lower, upper] = [end(-1), end(1)];
    return { parameter, estimate, standardError, lower, upper, level, method: "wald" };
  });
}

function checkFit<Parameters>(fit: Fit<Parameters>): void {
  checkObject(where, "fit", fit);
  for (const part of [fit.parameters, fit.scale, fit.standardErrors, fit.covariance])
    check(typeof part === "object" && part !== null, where, "fit", "must be a fit of a model", fit);
  checkOnScale(where, "fit.parameters", fit.parameters as object, fit.scale);
}

/** Variance on the fit's scale and standard error on the natural one; null where the data do not identify the parameter. */
function errorsOf<Parameters>(
  { covariance, standardErrors }: Fit<Parameters>,
  parameter: string,
  place: number,
) {
  const variance = covariance[place]?.[place] ?? null;
  const fits = variance === null || (isFiniteNumber(variance) && variance >= 0);
  check(fits, where, `fit.covariance[${place}][${place}]`, "must be null or a number of 0 or more", variance);
  const standardError = (standardErrors as Readonly<Record<string, number | null>>)[parameter] ?? null;
  if (standardError !== null) checkNonNegative(where, `fit.standardErrors.${parameter}`, standardError);
  return { variance, standardError };
}
