/** Maximum likelihood in discrete time: found in units of the data's own, reported in those of the data. */

import { ConvergenceError } from "../../errors.js";
import type { Fit, FitOptions, LikelihoodPreview, LikelihoodProblem } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import { logPriorDensity, orderedPriors, type Priors } from "../../inference/prior.js";
import { checkOnScale, type ParameterScale } from "../../inference/scale.js";
import { multiplyVector, solve } from "../../math/linear-algebra.js";
import { piece } from "../../pieces.js";
import type { Baseline } from "./baseline.js";
import type { CovariateCoding } from "./covariate-columns.js";
import type { HazardData } from "./hazard-data.js";
import {
  checkCells,
  checkIndependent,
  checkLosses,
  checkSeparation,
  checkVaries,
  shareLeft,
} from "./identified.js";
import { type HazardDesign, type HazardLikelihood, type HazardLink, hazardLikelihood } from "./likelihood.js";
import type { HazardParameters } from "./options.js";
import { carried, fromUnits, inUnits, type Units, unitsOf, watchedByGroup } from "./units.js";

/** A fit in discrete time: what every fit has, and what its parameters mean. */
export interface DiscreteTimeFit extends Fit<HazardParameters> {
  /** The link between hazard and linear predictor. */
  readonly link: HazardLink;
  /** The time effect. */
  readonly baseline: Baseline;
  /** How each covariate is coded, with the reference level of each category. */
  readonly covariates: readonly CovariateCoding[];
  /** The last period in which anybody was watched: what lies beyond is extrapolated. */
  readonly lastPeriod: number;
  /** Losses, the sum of their weights. */
  readonly losses: number;
}

/** Name of the model under a link: fits of two links are not nested. */
export const modelOf = (link: HazardLink): string => `discreteTimeHazard.${link}`;

const likelihoodOf = "loss in each period watched";

/** The problem of some design, whose start is the crude hazard in every period. */
function problemOf(
  where: string,
  data: HazardData,
  evaluate: HazardLikelihood,
  start: Float64Array,
): LikelihoodProblem<HazardParameters> {
  const scale = data.names.map((name): [string, ParameterScale] => [name, "identity"]);
  return {
    where,
    model: modelOf(data.link),
    likelihoodOf,
    timeUnit: data.timeUnit,
    scale: Object.fromEntries(scale),
    observations: data.observations,
    starts: [named(data, start)],
    evaluate,
    scoring: true,
    observedInformation: true,
  };
}

/** The crude hazard on the scale of the link, without effects. */
function crudeStart({ link, baseline, baselineSize, names, lost, observations }: HazardData): Float64Array {
  const share = lost.reduce((sum, each) => sum + each, 0) / observations;
  const level = link === "logit" ? Math.log(share / (1 - share)) : Math.log(-Math.log1p(-share));
  return new Float64Array(names.length).fill(level, 0, baseline.kind === "powers" ? 1 : baselineSize);
}

const named = ({ names }: HazardData, values: ArrayLike<number>): HazardParameters =>
  Object.fromEntries(names.map((name, i) => [name, values[i]! + 0]));

const inOrder = ({ names }: HazardData, parameters: HazardParameters) =>
  Float64Array.from(names, (name) => parameters[name]!);

interface Prepared {
  readonly units: Units;
  readonly design: HazardDesign;
  readonly likelihood: HazardLikelihood;
  readonly preview: LikelihoodPreview | undefined;
  readonly start: Float64Array;
}

/** Data in units of their own, checked for what they leave open. */
function prepare(where: string, data: HazardData, withPrior: boolean): Prepared {
  checkLosses(where, data);
  // A prior of a level is one at covariates of 0, from where they are then measured.
  const units = unitsOf(data, withPrior);
  checkVaries(where, data, withPrior ? unitsOf(data, false) : units);
  if (!withPrior) checkCells(where, data);
  const design = inUnits(data, units);
  const likelihood = hazardLikelihood(data.link, design);
  const preview = previewOf(data, design);
  const start = crudeStart(data);
  // What a sample of the groups can tell apart, all of them can.
  if (preview === undefined || shareLeft(data, preview.evaluate, start).share < 1e-6)
    checkIndependent(where, data, shareLeft(data, likelihood, start));
  return { units, design, likelihood, preview, start };
}

/** The maximum, as `fit` reports it. */
export function fitHazards(
  where: string,
  data: HazardData,
  { start, prior, maxIterations }: FitOptions<HazardParameters>,
): DiscreteTimeFit {
  const priors = orderedPriors(where, data.names, prior);
  const withPrior = priors.some((each) => each !== undefined);
  const prepared = piece(() => prepare(where, data, withPrior));
  const { units, likelihood } = prepared;
  const problem = { ...problemOf(where, data, likelihood, prepared.start), preview: prepared.preview };
  const matrix = fromUnits(data, units);
  if (start !== undefined) checkOnScale(where, "options.start", start, problem.scale);
  const found = searched(where, data, prepared, () =>
    maximizeLikelihood(problem, {
      maxIterations,
      start:
        start === undefined
          ? undefined
          : named(data, solve(matrix, inOrder(data, start), data.names.length)!),
      prior: withPrior ? scaledPriors(data, priors, units) : undefined,
    }),
  );
  if (!withPrior) checkSeparation(where, data, { ...prepared, at: inOrder(data, found.parameters) });
  return inUnitsOfData(data, found, matrix, priors);
}

/** With more groups than this, a search begins at the maximum of the first of them: a sample, since they stand by their hash. */
const manyGroups = 20_000;

function previewOf(data: HazardData, design: HazardDesign): LikelihoodPreview | undefined {
  const groups = design.exposures.firstRows.length;
  if (groups <= manyGroups) return undefined;
  const firstRows = design.exposures.firstRows.subarray(0, Math.max(manyGroups / 2, groups >> 3));
  const part = { ...design, exposures: { ...design.exposures, firstRows } };
  const watched = watchedByGroup(part).reduce((sum, each) => sum + each, 0);
  return { observations: watched, evaluate: hazardLikelihood(data.link, part), preview: undefined };
}

/** Runs a search, and says of one that stopped short whether covariates separate the lost from the rest. */
function searched(where: string, data: HazardData, prepared: Prepared, run: () => Fit<HazardParameters>) {
  try {
    return run();
  } catch (error) {
    if (error instanceof ConvergenceError) {
      const { parameters } = error.best as { readonly parameters: HazardParameters };
      checkSeparation(where, data, { ...prepared, at: inOrder(data, parameters) });
    }
    throw error;
  }
}

type GivenPriors = ReturnType<typeof orderedPriors>;

function scaledPriors(
  data: HazardData,
  priors: GivenPriors,
  { time, covariates }: Units,
): Priors<HazardParameters> {
  const entries = priors.flatMap((prior, i) => {
    if (prior === undefined) return [];
    const { first, deviations } = i < data.baselineSize ? time : covariates;
    const unit = deviations[i - first] ?? 1;
    const { mean, standardDeviation } = prior;
    return [[data.names[i]!, { mean: mean * unit, standardDeviation: standardDeviation * unit }] as const];
  });
  return Object.fromEntries(entries);
}

/** The same fit with parameters, covariance and priors in the units of the data. */
function inUnitsOfData(
  data: HazardData,
  found: Fit<HazardParameters>,
  matrix: Float64Array,
  priors: GivenPriors,
): DiscreteTimeFit {
  const n = data.names.length;
  const values = multiplyVector(matrix, inOrder(data, found.parameters));
  const covariance = carried(matrix, Float64Array.from(found.covariance.flat() as number[]), n);
  const given = priors.flatMap((prior, i) =>
    prior === undefined ? [] : [[data.names[i]!, { ...prior }] as const],
  );
  return {
    ...found,
    parameters: named(data, values),
    covariance: Array.from({ length: n }, (_, i) => Array.from(covariance.subarray(i * n, (i + 1) * n))),
    standardErrors: named(
      data,
      values.map((_, i) => Math.sqrt(covariance[i * n + i]!)),
    ),
    prior: given.length === 0 ? null : Object.fromEntries(given),
    logPrior: logPriorDensity(priors, values),
    link: data.link,
    baseline: data.baseline,
    covariates: data.codings,
    lastPeriod: data.exposures.lastPeriod,
    losses: data.lost.reduce((sum, each) => sum + each, 0),
  };
}

/** The likelihood in the units of the data, for profiles and posteriors; its search starts where the fit ended. */
export function naturalProblem(where: string, data: HazardData): LikelihoodProblem<HazardParameters> {
  const { parameters } = fitHazards(where, data, {});
  const start = inOrder(data, parameters);
  return { ...problemOf(where, data, hazardLikelihood(data.link, data), start), farthest: Number.MAX_VALUE };
}
