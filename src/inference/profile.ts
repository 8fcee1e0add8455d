/** Profile-likelihood intervals: every value of a parameter that the data do not contradict. */
import { check, checkObject, checkOptions } from "../errors.js";
import { chiSquareQuantile } from "../math/distributions.js";
import { minimizeBfgs, minimizeNewton } from "../math/optimize.js";
import { findRoot } from "../math/roots.js";
import { checkLevel } from "./derived.js";
import type { Fit, LikelihoodProblem } from "./fit.js";
import type { Interval } from "./interval.js";
import { maximizeLikelihood } from "./maximum-likelihood.js";
import { holdFixed, pointOf, type ScaledProblem, scaledProblem } from "./objective.js";
import { derivedEnds } from "./profile-derived.js";
import { fromScale } from "./scale.js";

/** A model whose likelihood can be taken apart: every module of a model that has one is one. */
export interface LikelihoodModel<Data, Parameters> {
  /** Where its likelihood is found. */
  readonly inference: {
    /** The likelihood of data as a problem. */
    readonly likelihoodProblem: (data: Data) => LikelihoodProblem<Parameters>;
  };
}

/** The likelihood of data under a model; what is no such model is refused. */
export function problemOf<Data, Parameters>(
  where: string,
  model: LikelihoodModel<Data, Parameters>,
  data: Data,
): LikelihoodProblem<Parameters> {
  const { inference }: { readonly inference?: LikelihoodModel<Data, Parameters>["inference"] } = model;
  const able = typeof inference?.likelihoodProblem === "function";
  check(able, where, "model", "must be a model with a likelihood, such as geometric", model);
  return model.inference.likelihoodProblem(data);
}

/** Options of a profile interval. */
export interface ProfileOptions {
  /** Level of the interval, 0.95 by default. */
  readonly level?: number | undefined;
}

/** Beyond this distance on the scale the likelihood is taken never to fall again. */
const farthest = 45;

/**
 * Profile-likelihood interval of one parameter, or of anything computed from all of them.
 *
 * Right where standard errors are not: for small samples, flat ridges and fits on a boundary. An end is null where the
 * likelihood never falls far enough on that side: the data do not exclude the boundary there.
 *
 * Formula: all θ with 2 (LL(θ̂) - max LL given θ) ≤ the `level` quantile of chi-square with one degree of freedom.
 *
 * @param model - The module of a model, for instance `betaDiscreteWeibull`.
 * @param data - The data that the model is fitted to.
 * @param quantity - Name of a parameter, or a function from parameters to a number, such as survival in a later period.
 * @param options - `level`.
 * @returns The interval; its estimate is null where the parameter has run to a boundary. A quantity has an estimate there too.
 * @throws {InvalidInputError} If the model has no parameter of that name, the function returns no finite number at the fit, or
 *   the level is not a fraction.
 * @throws {InsufficientDataError} If the data cannot be fitted.
 * @see Venzon & Moolgavkar (1988), "A method for computing profile-likelihood-based confidence intervals", Applied
 *   Statistics 37(1), 87-94, doi:10.2307/2347496.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * const { lower, upper } = profileInterval(shiftedBetaGeometric, cohort, "alpha");
 * [lower, upper]; // ≈ [0.506, 0.943]
 * const inYear12 = (parameters: ShiftedBetaGeometricParameters) => shiftedBetaGeometric.survival(parameters, 12);
 * const survival = profileInterval(shiftedBetaGeometric, cohort, inYear12);
 * [survival.lower, survival.upper]; // ≈ [0.340, 0.416]
 */
export function profileInterval<Data, Parameters>(
  model: LikelihoodModel<Data, Parameters>,
  data: Data,
  quantity: (keyof Parameters & string) | ((parameters: Parameters) => number | null),
  options: ProfileOptions = {},
): Interval<number | null> {
  const where = "profileInterval";
  checkObject(where, "model", model);
  checkOptions(where, options, ["level"]);
  const { level = 0.95 } = options;
  checkLevel(where, level);
  const problem = problemOf(where, model, data);
  const names = Object.keys(problem.scale);
  const scaled = scaledProblem(
    problem,
    names.map(() => undefined),
  );
  if (typeof quantity === "function") {
    const fit = maximizeLikelihood(problem);
    const estimate = quantity(fit.parameters);
    const rule = "must be a finite number at the estimates";
    check(typeof estimate === "number" && Number.isFinite(estimate), where, "quantity(…)", rule, estimate);
    const ends = derivedEnds({ scaled, fit, quantity, level });
    return { estimate, ...ends, level, method: "profile likelihood" };
  }
  const list = names.map((name) => `"${name}"`).join(", ");
  check(names.includes(quantity), where, "parameter", `must be one of ${list}`, quantity);
  return parameterInterval(scaled, maximizeLikelihood(problem), quantity, level);
}

/** The interval of one parameter, the others at their best for each of its values. */
function parameterInterval<Parameters>(
  scaled: ScaledProblem,
  fit: Fit<Parameters>,
  parameter: keyof Parameters & string,
  level: number,
): Interval<number | null> {
  const index = scaled.names.indexOf(parameter);
  const lost = fit.warnings.some((warning) => warning.lost.includes(parameter));
  const centre = pointOf(scaled, fit.parameters);
  const [origin, unit] = [scaled.origins[index]!, scaled.units[index]!];
  const standardError = Math.sqrt(fit.covariance[index]?.[index] ?? unit * unit) / unit;
  const critical = chiSquareQuantile(level, 1) / 2;
  const excess = (side: Profile, x: number) => (side(x) - fit.logLikelihood + critical) / critical;
  const scale = scaled.scales[index]!;
  const end = (direction: 1 | -1): number | null => {
    // A lost parameter stands at a number that only represents the limit: nothing lies beyond it.
    const from = lost ? Math.max(-20, Math.min(20, centre[index]!)) : centre[index]!;
    if (lost && Math.sign(from) === direction) return null;
    const side = profile(scaled, centre, index);
    const root = crossing((x) => excess(side, x), from, direction * Math.min(2, 2 * standardError));
    return root === null ? null : fromScale(origin + unit * root, scale);
  };
  const estimate = lost ? null : (fit.parameters[parameter] as number);
  return { estimate, lower: end(-1), upper: end(1), level, method: "profile likelihood" };
}

type Profile = (x: number) => number;

/**
 * The highest log-likelihood with one parameter held. Each search starts where the last one ended and, against ridges with
 * more than one top, where the fit lies; values are remembered, so that a bracket keeps its signs.
 */
function profile({ objective, observations }: ScaledProblem, centre: Float64Array, index: number): Profile {
  const fixed = Array.from(centre, (_, i) => i === index);
  const bounded = (x: Float64Array, bound: number) =>
    x.map((value) => Math.max(-bound, Math.min(bound, value)));
  const fitted = bounded(
    centre.filter((_, i) => i !== index),
    15,
  );
  const at = Float64Array.from(centre);
  const seen = new Map<number, number>();
  let last = fitted;
  return (x) => {
    const known = seen.get(x);
    if (known !== undefined) return known;
    at[index] = x;
    const held = holdFixed(objective, at, fixed);
    let least = Number.POSITIVE_INFINITY;
    for (const start of new Set([last, fitted])) {
      const near = minimizeBfgs(held, start, { tolerance: 1e-5 });
      const end = minimizeNewton(held, near, { gradient: 1e-8, decrement: 1e-10 / observations });
      const { value, x: free } = end.value <= near.value ? end : near;
      if (!(value < least)) continue;
      least = value;
      last = bounded(free, 30);
    }
    seen.set(x, -observations * least);
    return -observations * least;
  };
}

/** Where the profile has fallen by the critical amount, going outwards in growing steps; null where it never does. */
function crossing(excess: (x: number) => number, from: number, firstStep: number): number | null {
  let inside = from;
  let step = firstStep;
  for (let k = 0; k < 60; k++) {
    const x = inside + step;
    if (Math.abs(x) > farthest && Math.abs(x) > Math.abs(from)) return null;
    const value = excess(x);
    if (value < 0 || Number.isNaN(value))
      return findRoot(excess, inside < x ? [inside, x] : [x, inside], { tolerance: 1e-10 });
    inside = x;
    step *= 1.6;
  }
  return null;
}
