/** The end of a search as plain data: a maximum inside, the maximum of a limit, or an error. */
import { ConvergenceError } from "../errors.js";
import type { NewtonEnd } from "../math/optimize.js";
import type {
  BoundaryLimit,
  BoundaryWarning,
  Fit,
  FitConvergence,
  LikelihoodProblem,
  LimitingFit,
} from "./fit.js";
import { parametersAt, placeOf, pointOf, type ScaledProblem } from "./objective.js";
import { logPriorDensity, type NormalPrior } from "./prior.js";
import { scaleDerivative } from "./scale.js";

/** Where the search from one of the starts ended. */
export interface Attempt extends NewtonEnd {
  readonly startIndex: number;
}

/** A limit whose maximum no search exceeds. */
export interface Reached<Parameters> {
  readonly limit: BoundaryLimit<Parameters> | null;
  readonly limitingModel: string | null;
  readonly lost: readonly string[];
  readonly fit: LimitingFit<Parameters>;
}

/** The fit at a maximum inside. */
export function interiorFit<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  attempt: Attempt,
): Fit<Parameters> {
  const logPrior = logPriorDensity(scaled.priors, placeOf(scaled, attempt.x));
  const parameters = parametersAt<Parameters>(scaled, attempt.x);
  // Evaluated anew: the objective is a mean, whose multiple by n rounds differently from the sum itself.
  const logLikelihood = problem.evaluate(Float64Array.from(Object.values(parameters as object)));
  const inverse = attempt.inverse ?? new Float64Array(attempt.x.length ** 2);
  const { units } = scaled;
  const covariance = rows(inverse, attempt.x.length).map((row, i) =>
    row.map((entry, j) => (entry * (units[i]! * units[j]!)) / scaled.observations),
  );
  const convergence = { ...endOf(attempt, scaled.observations), status: "interior" as const };
  return describeFit(problem, scaled, {
    x: placeOf(scaled, attempt.x),
    parameters,
    covariance,
    logLikelihood,
    logPrior,
    convergence,
    warnings: [],
  });
}

/** The fit that is a limit's. */
export function boundaryFit<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  attempt: Attempt,
  { limitingModel, lost, fit }: Reached<Parameters>,
): Fit<Parameters> {
  const kept = scaled.names.filter((name) => !lost.includes(name));
  const covariance = scaled.names.map((row) =>
    scaled.names.map((column) => fit.covariance?.[kept.indexOf(row)]?.[kept.indexOf(column)] ?? null),
  );
  const warning: BoundaryWarning = { code: "boundary", limitingModel, lost, identified: fit.identified };
  const convergence: FitConvergence = {
    ...endOf(attempt, scaled.observations),
    status: "boundary",
    scaledGradient: null,
    newtonDecrement: null,
  };
  const x = placeOf(scaled, pointOf(scaled, fit.parameters));
  const { parameters, logLikelihood } = fit;
  const logPrior = logPriorDensity(scaled.priors, x);
  return describeFit(problem, scaled, {
    x,
    parameters,
    covariance,
    logLikelihood,
    logPrior,
    convergence,
    warnings: [warning],
  });
}

function endOf(attempt: Attempt, observations: number) {
  const { startIndex, iterations, evaluations, scaledGradient } = attempt;
  const newtonDecrement = attempt.newtonDecrement === null ? null : attempt.newtonDecrement * observations;
  return { start: startIndex, iterations, evaluations, scaledGradient, newtonDecrement };
}

type Found<Parameters> = Pick<
  Fit<Parameters>,
  "parameters" | "covariance" | "logLikelihood" | "logPrior" | "convergence" | "warnings"
> & { readonly x: Float64Array };

function describeFit<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  { names, scales, priors, observations }: ScaledProblem,
  { x, ...found }: Found<Parameters>,
): Fit<Parameters> {
  const standardErrors = names.map((name, i) => {
    const variance = found.covariance[i]?.[i] ?? null;
    return [name, variance === null ? null : Math.sqrt(variance) * scaleDerivative(x[i]!, scales[i]!)];
  });
  const given = priors.flatMap((prior, i): [string, NormalPrior][] =>
    prior === undefined
      ? []
      : [[names[i]!, { mean: prior.mean, standardDeviation: prior.standardDeviation }]],
  );
  return {
    formatVersion: 1,
    model: problem.model,
    likelihoodOf: problem.likelihoodOf,
    timeUnit: problem.timeUnit,
    parameters: found.parameters,
    scale: { ...problem.scale },
    covariance: found.covariance,
    standardErrors: Object.fromEntries(standardErrors),
    // Adding 0 turns -0 into 0, which JSON can hold.
    logLikelihood: found.logLikelihood + 0,
    aic: 2 * names.length - 2 * found.logLikelihood,
    bic: names.length * Math.log(observations) - 2 * found.logLikelihood,
    observations,
    prior: given.length === 0 ? null : Object.fromEntries(given),
    logPrior: found.logPrior,
    convergence: found.convergence,
    nested: problem.nested ?? [],
    warnings: found.warnings,
  };
}

/** The error of searches that all stopped short. */
export function notConverged<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  scaled: ScaledProblem,
  best: Attempt,
): ConvergenceError {
  const logLikelihood =
    -best.value * scaled.observations - logPriorDensity(scaled.priors, placeOf(scaled, best.x));
  const point = {
    parameters: parametersAt<Parameters>(scaled, best.x),
    logLikelihood: finiteOrNull(logLikelihood),
    scaledGradient: finiteOrNull(best.scaledGradient),
    newtonDecrement: best.newtonDecrement === null ? null : best.newtonDecrement * scaled.observations,
  };
  const message = `${problem.where}: the optimiser stopped short of the maximum from every start`;
  return new ConvergenceError(message, point);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The rows of a square matrix. */
export function rows(matrix: Float64Array, n: number): number[][] {
  return Array.from({ length: n }, (_, i) => Array.from(matrix.subarray(i * n, (i + 1) * n)));
}
