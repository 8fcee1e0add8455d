/** What a fit is: plain data that any verb, database or worker can take, the same for every model of the library. */
import type { TimeUnit } from "../time.js";
import type { NormalPrior, Priors } from "./prior.js";
import type { ByParameter, ParameterScale } from "./scale.js";

/** Something that is estimated, with its standard error (null where the data leave it undefined). */
export interface Estimate {
  /** The estimate. */
  readonly estimate: number;
  /** Its standard error on the natural scale. */
  readonly standardError: number | null;
}

/** The likelihood has no interior maximum: it rises towards a simpler model, and the fit is that model's. */
export interface BoundaryWarning {
  /** Which warning this is. */
  readonly code: "boundary";
  /** Name of the simpler model that the fit has become, or null where it has no name here. */
  readonly limitingModel: string | null;
  /** The parameters without a finite estimate; their standard errors are null. */
  readonly lost: readonly string[];
  /** What the data do identify: the parameters of the limiting model, by name. */
  readonly identified: { readonly [name: string]: Estimate };
}

/** A warning of a fit, as data; nothing is ever printed. */
export type FitWarning = BoundaryWarning;

/** A simpler model contained in a model: what a likelihood-ratio test between the two must know. */
export interface NestedModel {
  /** Name of the simpler model. */
  readonly model: string;
  /** How many parameters fewer the simpler model has, with the same covariates if it has any. */
  readonly restrictions: number;
  /** How many of the restrictions put a parameter on the edge of its range: 0 or 1. */
  readonly onBoundary: 0 | 1;
  /** False where the null distribution has no chi-square form, so that it must be simulated. */
  readonly regular: boolean;
}

/** How the optimiser ended. */
export interface FitConvergence {
  /** `interior` at a maximum inside the parameter space, `boundary` where the maximum is a limiting model's. */
  readonly status: "interior" | "boundary";
  /** Which of the starting points led there, 0 being the first. */
  readonly start: number;
  /** Iterations of the search. */
  readonly iterations: number;
  /** Evaluations of the likelihood and its gradient. */
  readonly evaluations: number;
  /** max |∂(LL/n)/∂θ| max(1, |θ|) on the fit's scale: below 1e-8; null at a boundary. */
  readonly scaledGradient: number | null;
  /** Newton decrement ½ gᵀH⁻¹g in log-units: below 1e-8; null at a boundary. */
  readonly newtonDecrement: number | null;
}

/** A maximum-likelihood fit (or, with a prior, a posterior mode) as plain data. */
export interface Fit<Parameters> {
  /** Version of this layout, for fits that were stored. */
  readonly formatVersion: 1;
  /** Name of the model. */
  readonly model: string;
  /** What the likelihood is the density of: fits with different ones are not comparable. */
  readonly likelihoodOf: string;
  /** Unit of time of the parameters, or null where time plays no part. */
  readonly timeUnit: TimeUnit | null;
  /** The estimates, on the natural scale; at a boundary, numbers at which the functions give the limiting model's values. */
  readonly parameters: Parameters;
  /** The scale on which each parameter was estimated. */
  readonly scale: ByParameter<Parameters, ParameterScale>;
  /** Covariance matrix on that scale, symmetric, in the order of `parameters`; null for what a boundary lost. */
  readonly covariance: readonly (readonly (number | null)[])[];
  /** Standard errors on the natural scale; null for what a boundary lost. */
  readonly standardErrors: ByParameter<Parameters, number | null>;
  /** Log-likelihood at the estimates, in natural logarithms, without any prior. */
  readonly logLikelihood: number;
  /** Akaike's criterion: 2k - 2 logLikelihood, k being the number of parameters. */
  readonly aic: number;
  /** Schwarz's criterion: k ln(observations) - 2 logLikelihood. */
  readonly bic: number;
  /** Number of observations: the sum of the weights. */
  readonly observations: number;
  /** The priors that were used, by parameter, or null where there were none. */
  readonly prior: { readonly [name: string]: NormalPrior } | null;
  /** Log density of the priors at the estimates, 0 without priors. */
  readonly logPrior: number;
  /** How the optimiser ended. */
  readonly convergence: FitConvergence;
  /** Simpler models contained in this one, as a likelihood-ratio test needs them. */
  readonly nested: readonly NestedModel[];
  /** Warnings as data; empty where there is nothing to say. */
  readonly warnings: readonly FitWarning[];
}

/** Options of every fit. */
export interface FitOptions<Parameters> {
  /** Where the search starts: every parameter, on its natural scale. By default each model has starts of its own. */
  readonly start?: Parameters | undefined;
  /** Normal priors on the fit's scale, added to the log-likelihood of the whole data set; none by default. */
  readonly prior?: Priors<Parameters> | undefined;
  /** Most iterations of the quasi-Newton search from each start; 200 by default. */
  readonly maxIterations?: number | undefined;
}

/** The maximum on a boundary, as the model that knows its limits finds it. */
export interface LimitingFit<Parameters> {
  /** Log-likelihood of the limiting model at its maximum. */
  readonly logLikelihood: number;
  /** Finite parameters of the full model at which its functions give the limiting model's values to rounding. */
  readonly parameters: Parameters;
  /** Parameters of the limiting model, which the data identify. */
  readonly identified: { readonly [name: string]: Estimate };
  /** Covariance on the scale of the parameters that are not lost, in their order; left out where all are lost. */
  readonly covariance?: readonly (readonly number[])[];
}

/** About where a maximum is, and how high. */
export type RoughMaximum<Parameters> = Pick<LimitingFit<Parameters>, "logLikelihood" | "parameters">;

/** A boundary of a model's parameter space towards which its likelihood can rise for ever. */
export interface BoundaryLimit<Parameters> {
  /** Name of the model in the limit. */
  readonly limitingModel: string;
  /** Parameters that have no finite estimate there. */
  readonly lost: readonly (keyof Parameters & string)[];
  /** Whether a point is near enough to ask; by default, some lost parameter beyond e⁷ or below e⁻⁷ (logit: ±7). */
  readonly near?: ((parameters: Parameters) => boolean) | undefined;
  /** A number that no log-likelihood on the boundary exceeds, cheaper than its maximum; what lies above it is not asked. */
  readonly ceiling?: (() => number) | undefined;
  /** The maximum on the boundary, or null where it does not apply; `best` is the best point found inside. */
  readonly maximize: (best: Parameters) => LimitingFit<Parameters> | null;
  /** What makes the boundary: one with more of the same is part of one with fewer, whose maximum it cannot exceed. */
  readonly faces?: readonly string[] | undefined;
  /**
   * About where the maximum on the boundary is, sought from the best of some points inside; null where there is none, or none
   * that reaches `floor`.
   */
  readonly explore?:
    | ((points: readonly Parameters[], floor: number) => RoughMaximum<Parameters> | null)
    | undefined;
  /** The log-likelihood of these observations at what a sketch says is the maximum on the boundary; by default that of its parameters. */
  readonly heightAt?: ((parameters: Parameters) => number) | undefined;
  /**
   * Points off the boundary at a small distance from its maximum (on one only, where it is one where several meet): where the
   * likelihood is higher at none of them, it falls from the boundary on.
   */
  readonly beside?: ((found: LimitingFit<Parameters>, distance: number) => readonly Parameters[]) | undefined;
  /** A point inside near the maximum on the boundary: the limit stands only if no search from there rises above it. */
  readonly inside?: ((found: LimitingFit<Parameters>) => Parameters) | undefined;
}

/** A likelihood of part of the observations: nearly the same maximum for a fraction of the work. */
export interface LikelihoodPreview {
  /** Sum of the weights of that part, above 0. */
  readonly observations: number;
  /** Log-likelihood of that part at natural parameters, with its gradient and, where the problem has `scoring`, its information. */
  readonly evaluate: (
    parameters: Float64Array,
    gradient?: Float64Array,
    information?: Float64Array,
  ) => number;
  /** A part of that part, where it is itself large. */
  readonly preview: LikelihoodPreview | undefined;
}

/** A likelihood of few observations that stand for all, with its boundaries; its weights sum to the same. */
export type LikelihoodSketch<Parameters> = Pick<LikelihoodProblem<Parameters>, "evaluate" | "limits">;

/** A likelihood with everything that fitting, profiling and sampling need to know of it. */
export interface LikelihoodProblem<Parameters> {
  /** Public name of the function for messages, for instance `bgNbd.fit`. */
  readonly where: string;
  /** Name of the model. */
  readonly model: string;
  /** What the likelihood is the density of. */
  readonly likelihoodOf: string;
  /** Unit of time, or null where time plays no part. */
  readonly timeUnit: TimeUnit | null;
  /** The scale of each parameter; the order of its keys is the order of the parameters everywhere. */
  readonly scale: ByParameter<Parameters, ParameterScale>;
  /** Sum of the weights, above 0. */
  readonly observations: number;
  /** Starting points, tried in turn until one converges. */
  readonly starts: readonly Parameters[];
  /**
   * When every start is searched and the highest maximum taken, for likelihoods with local maxima: `always`, or `atBoundary`,
   * where the first search ends at a limit. By default the first start that converges decides.
   */
  readonly everyStart?: "always" | "atBoundary" | undefined;
  /**
   * Where, and in what unit, a parameter of any sign is searched: of amounts of money nothing else says what is near or far. By
   * default from 0, in units of 1.
   */
  readonly units?:
    | { readonly [name: string]: { readonly origin: number; readonly unit: number } | undefined }
    | undefined;
  /** How far from 0 a parameter may run on its scale before the search gives it up as running to infinity; 40 by default. */
  readonly farthest?: number | undefined;
  /**
   * Log-likelihood of the data at natural parameters; fills in its gradient by them when asked, and adds up the expected
   * information about them, row by row, where the problem has `scoring`.
   */
  readonly evaluate: (
    parameters: Float64Array,
    gradient?: Float64Array,
    information?: Float64Array,
  ) => number;
  /** Whether `evaluate` gives the expected information, by which a search then starts. */
  readonly scoring?: boolean | undefined;
  /**
   * Whether that information is the observed one, minus the second derivatives, and every scale `identity`: Newton steps and
   * covariances then take it, where they else take differences of the gradient.
   */
  readonly observedInformation?: boolean | undefined;
  /** The likelihood of a small part of many observations, from whose maximum the search begins; none by default. */
  readonly preview?: LikelihoodPreview | undefined;
  /**
   * A likelihood of few observations that stand for all, or the likelihood itself where those are few: where it is given,
   * every start and every limit is tried on it, and what comes near the highest is searched on the whole.
   */
  readonly sketch?: LikelihoodSketch<Parameters> | undefined;
  /** Boundaries towards which this likelihood can rise; none by default. */
  readonly limits?: readonly BoundaryLimit<Parameters>[] | undefined;
  /** Simpler models contained in this one; none by default. */
  readonly nested?: readonly NestedModel[] | undefined;
  /** Weakly informative priors that `samplePosterior` uses where the caller gives none. */
  readonly defaultPriors?: Priors<Parameters> | undefined;
}
