/** Parameters of a model, given by themselves or as the fit that found them. */
import { check, checkObject } from "../errors.js";
import { checkTimeUnit, type TimeUnit } from "../time.js";

/** What a method uses of a fit: every fit of the library has these fields. */
export interface Fitted<Parameters> {
  /** Name of the model that was fitted. */
  readonly model: string;
  /** Unit of time of the parameters, or null where none was stated. */
  readonly timeUnit: TimeUnit | null;
  /** The estimates. */
  readonly parameters: Parameters;
}

/** Parameters of a model, or a fit of it. */
export type ParametersOrFit<Parameters> = Parameters | Fitted<Parameters>;

/** Parameters, and the unit of time of the fit that they come from, if they do. */
export interface Source<Parameters> {
  readonly parameters: Parameters;
  readonly timeUnit: TimeUnit | null;
}

/** The parameters that an argument holds or is; a fit of another model is refused by its name. */
export function sourceOf<Parameters extends object>(
  where: string,
  model: string,
  given: ParametersOrFit<Parameters>,
): Source<Parameters> {
  checkObject(where, "parameters", given);
  if (!("parameters" in given && typeof given.parameters === "object"))
    return { parameters: given as Parameters, timeUnit: null };
  const fit = given as Fitted<Parameters>;
  check(fit.model === model, where, "parameters.model", `must be "${model}", as in a fit of it`, fit.model);
  const timeUnit = fit.timeUnit ?? null;
  if (timeUnit !== null) checkTimeUnit(where, "parameters.timeUnit", timeUnit);
  return { parameters: fit.parameters, timeUnit };
}

/** The parameters alone, where time plays no part. */
export function parametersOf<Parameters extends object>(
  where: string,
  model: string,
  given: ParametersOrFit<Parameters>,
): Parameters {
  return sourceOf(where, model, given).parameters;
}

/** The unit of time that a call and a fit agree on: either may leave it out, and a contradiction is refused. */
export function agreedTimeUnit(
  where: string,
  argument: string,
  stated: unknown,
  fitted: TimeUnit | null,
): TimeUnit | null {
  if (stated === undefined || stated === null) return fitted;
  checkTimeUnit(where, argument, stated);
  const rule = `must be the time unit of the fit ("${fitted}")`;
  check(fitted === null || stated === fitted, where, argument, rule, stated);
  return stated;
}
