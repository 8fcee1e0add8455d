/**
 * Priors, which are also the penalties of the library: one meaning everywhere. A prior is a normal distribution of a
 * parameter on the fit's scale, and its log density is added to the log-likelihood of the whole data set, never to a mean.
 */
import { checkFields, checkFinite, checkPositive } from "../errors.js";

/** A normal prior of one parameter on the fit's scale (log or logit where the parameter has bounds). */
export interface NormalPrior {
  /** Mean on the fit's scale: for a log scale, the logarithm of the prior median. */
  readonly mean: number;
  /** Standard deviation on the fit's scale, above 0. */
  readonly standardDeviation: number;
}

/** Priors by parameter; a parameter left out has none. */
export type Priors<Parameters> = { readonly [Name in keyof Parameters]?: NormalPrior | undefined };

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/** Log density of the priors at a point on the fit's scale; adds its gradient to `gradient` when that is given. */
export function logPriorDensity(
  priors: readonly (NormalPrior | undefined)[],
  x: Float64Array,
  gradient?: Float64Array,
): number {
  let total = 0;
  priors.forEach((prior, i) => {
    if (prior === undefined) return;
    const z = (x[i]! - prior.mean) / prior.standardDeviation;
    total -= 0.5 * z * z + Math.log(prior.standardDeviation) + halfLogTwoPi;
    if (gradient !== undefined) gradient[i]! -= z / prior.standardDeviation;
  });
  return total;
}

/** Checks priors given by a caller and puts them in the order of `names`. */
export function orderedPriors(
  where: string,
  names: readonly string[],
  priors: unknown,
): (NormalPrior | undefined)[] {
  if (priors === undefined) return names.map(() => undefined);
  const given = priors as Readonly<Record<string, NormalPrior | undefined>>;
  checkFields(where, "options.prior", given, names);
  return names.map((name) => {
    const prior = given[name];
    if (prior === undefined) return undefined;
    checkFields(where, `options.prior.${name}`, prior, ["mean", "standardDeviation"]);
    checkFinite(where, `options.prior.${name}.mean`, prior.mean);
    checkPositive(where, `options.prior.${name}.standardDeviation`, prior.standardDeviation);
    return prior;
  });
}
