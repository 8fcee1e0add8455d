/** The parameters of a fit as a table of coefficients: estimates with their intervals. */
import { check, checkObject, checkOptions } from "../errors.js";
import { normalQuantile } from "../math/normal.js";
import { checkLevel } from "./derived.js";
import type { Fit } from "./fit.js";
import type { Interval } from "./interval.js";
import { fromScale, type ParameterScale, toScale } from "./scale.js";

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
  checkObject(where, "fit", fit);
  check(Array.isArray(fit.covariance), where, "fit", "must be a fit of a model", fit);
  const estimates = fit.parameters as Readonly<Record<string, number>>;
  const scales = fit.scale as Readonly<Record<string, ParameterScale>>;
  const errors = fit.standardErrors as Readonly<Record<string, number | null>>;
  const known = Object.keys(estimates);
  const { parameters = known, level = 0.95 } = options;
  checkLevel(where, level);
  const z = normalQuantile((1 + level) / 2);
  return parameters.map((parameter, i) => {
    const place = known.indexOf(parameter);
    check(place >= 0, where, `parameters[${i}]`, `must be one of ${known.join(", ")}`, parameter);
    const [estimate, scale] = [estimates[parameter]!, scales[parameter]!];
    const variance = fit.covariance[place]?.[place] ?? null;
    const end = (sign: number) => {
      const moved = variance === null ? null : toScale(estimate, scale) + sign * z * Math.sqrt(variance);
      const value = moved === null ? Number.NaN : fromScale(moved, scale);
      return Number.isFinite(value) ? value : null;
    };
    const [lower, upper] = [end(-1), end(1)];
    return {
      parameter,
      estimate,
      standardError: errors[parameter] ?? null,
      lower,
      upper,
      level,
      method: "wald",
    };
  });
}
