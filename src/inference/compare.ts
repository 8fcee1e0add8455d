/** Which of several models fits best: information criteria, and likelihood-ratio tests that know boundary nulls. */
import { check, checkCount, checkFinite, checkObject, isDense } from "../errors.js";
import { chiSquareUpper } from "../math/distributions.js";
import { checkTimeUnit } from "../time.js";
import type { Fit, NestedModel } from "./fit.js";
import { coefficientsOf, nestingOf } from "./nesting.js";

/** Any fit of the library. */
export type AnyFit = Fit<object>;

/** One fit in a comparison. */
export interface ComparedFit {
  /** Name of the model. */
  readonly model: string;
  /** Number of its parameters. */
  readonly parameters: number;
  /** Log-likelihood. */
  readonly logLikelihood: number;
  /** Akaike's criterion. */
  readonly aic: number;
  /** Schwarz's criterion, with the sum of the weights as the number of observations. */
  readonly bic: number;
  /** AIC less the lowest one. */
  readonly aicDifference: number;
  /** BIC less the lowest one. */
  readonly bicDifference: number;
  /** Akaike weight: exp(-difference / 2), made to add to one over the table. */
  readonly aicWeight: number;
  /** Whether the fit lies on a boundary, and is therefore the limiting model's. */
  readonly onBoundary: boolean;
}

/** A likelihood-ratio test of a simpler model against one that contains it. */
export interface LikelihoodRatioTest {
  /** Name of the simpler model: the null hypothesis. */
  readonly simple: string;
  /** Name of the model that contains it. */
  readonly full: string;
  /** 2 (LL of the full model - LL of the simple one), 0 or more. */
  readonly statistic: number;
  /** How many parameters fewer the simple model has. */
  readonly restrictions: number;
  /** Probability of a statistic at least as large if the simple model holds; null where no chi-square form is valid. */
  readonly pValue: number | null;
  /** `chi-square`, `mixture of chi-squares` for a null on a boundary, or `needs a parametric bootstrap`. */
  readonly method: "chi-square" | "mixture of chi-squares" | "needs a parametric bootstrap";
}

/** Fits of one data set side by side. */
export interface FitComparison {
  /** What all the likelihoods are the density of. */
  readonly likelihoodOf: string;
  /** Number of observations of each fit. */
  readonly observations: number;
  /** One row per fit, lowest AIC first. */
  readonly table: readonly ComparedFit[];
  /** A test for each pair of which one model contains the other. */
  readonly tests: readonly LikelihoodRatioTest[];
}

/**
 * Puts fits of the same data side by side: AIC, BIC and a likelihood-ratio test for each nested pair.
 *
 * AIC and BIC rank; they do not say that the best is good. Compare projections with later data as well.
 *
 * Formula: AIC = 2k - 2 LL, BIC = k ln n - 2 LL, weight = exp(-ΔAIC / 2) / Σ exp(-ΔAIC / 2).
 *
 * @param fits - Two or more fits of the same data with the same kind of likelihood.
 * @returns The table, lowest AIC first, and the tests; plain data.
 * @throws {InvalidInputError} If the likelihoods are of different things, or of different numbers of observations, or a fit
 *   has a prior.
 * @see Burnham & Anderson (2002), "Model Selection and Multimodel Inference" (2nd ed.), chapter 2.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * const { table } = compareFits([geometric.fit(cohort), shiftedBetaGeometric.fit(cohort), betaDiscreteWeibull.fit(cohort)]);
 * table.map((row) => row.model); // => ["betaDiscreteWeibull", "shiftedBetaGeometric", "geometric"]
 */
export function compareFits(fits: readonly AnyFit[]): FitComparison {
  const where = "compareFits";
  check(isDense(fits) && fits.length > 0, where, "fits", "must be an array of fits", fits);
  const first = fits[0]!;
  fits.forEach((fit, i) => {
    checkComparable(where, `fits[${i}]`, fit, first);
  });
  const leastAic = fits.reduce((least, { aic }) => Math.min(least, aic), Number.POSITIVE_INFINITY);
  const leastBic = fits.reduce((least, { bic }) => Math.min(least, bic), Number.POSITIVE_INFINITY);
  const weights = fits.map((fit) => Math.exp((leastAic - fit.aic) / 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const table = fits.map((fit, i) => ({
    model: fit.model,
    parameters: Object.keys(fit.parameters).length,
    logLikelihood: fit.logLikelihood,
    aic: fit.aic,
    bic: fit.bic,
    aicDifference: fit.aic - leastAic,
    bicDifference: fit.bic - leastBic,
    aicWeight: weights[i]! / sum,
    onBoundary: fit.convergence.status === "boundary",
  }));
  table.sort((a, b) => a.aic - b.aic);
  const pairs = fits.flatMap((full) => fits.map((simple) => [simple, full] as const));
  const tests = pairs.flatMap(([simple, full]) => {
    const nesting = nestingOf(simple, full);
    return nesting === undefined ? [] : [testOf(simple, full, nesting)];
  });
  return { likelihoodOf: first.likelihoodOf, observations: first.observations, table, tests };
}

/**
 * Likelihood-ratio test of a simpler model against one that contains it.
 *
 * Of fits with covariates, one lies inside another that has its coefficients and more, or that has a coefficient for each
 * process where it has one for both. Where the simpler model lies on the edge of the other's parameters (customers all alike: a variance of 0) the statistic is
 * 0 half of the time, and the p-value of an ordinary chi-square would be too large.
 *
 * Formula: 2 ΔLL against χ²(r), or against ½ χ²(r - 1) + ½ χ²(r) with one parameter on its boundary.
 *
 * @param simple - Fit of the simpler model.
 * @param full - Fit of the model that contains it, to the same data.
 * @returns Statistic, p-value and method; plain data. The p-value is null where only a parametric
 *   bootstrap is valid: `bootstrapLikelihoodRatioTest`.
 * @throws {InvalidInputError} If the models are not nested, the fits are not comparable, or the larger model has the lower
 *   likelihood, as it cannot have on the same data.
 * @see Self & Liang (1987), "Asymptotic properties of maximum likelihood estimators and likelihood ratio tests under
 *   nonstandard conditions", JASA 82(398), 605-610, case 5, doi:10.1080/01621459.1987.10478472.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * const test = likelihoodRatioTest(shiftedBetaGeometric.fit(cohort), betaDiscreteWeibull.fit(cohort));
 * test.statistic; // ≈ 11.688
 * test.pValue; // ≈ 0.00063
 */
export function likelihoodRatioTest(simple: AnyFit, full: AnyFit): LikelihoodRatioTest {
  const where = "likelihoodRatioTest";
  checkComparable(where, "simple", simple, simple);
  checkComparable(where, "full", full, simple);
  const nesting = nestingOf(simple, full);
  const coefficients = coefficientsOf(simple).join(", ");
  const [contained, received] =
    simple.model === full.model
      ? [`${simple.model} with ${coefficients} and more`, coefficientsOf(full).join(", ")]
      : [`${simple.model}${coefficients === "" ? "" : ` with ${coefficients}`}`, full.model];
  check(nesting !== undefined, where, "full", `must be a model that contains ${contained}`, received);
  // The larger model can do all that the simple one does, on the same data.
  const least = `must be at least that of simple (${simple.logLikelihood}) if both are maxima for the same data`;
  const higher = full.logLikelihood >= simple.logLikelihood - shortfall;
  check(higher, where, "full.logLikelihood", least, full.logLikelihood);
  return testOf(simple, full, nesting);
}

/** How far below the simpler model a larger one may end, where its maximum is approached on a boundary. */
const shortfall = 0.1;

/** 2 (LL of the full fit - LL of the simple one), 0 or more, of two fits of the same data. */
export function likelihoodRatioStatistic<Simple, Full>(
  where: string,
  simple: Fit<Simple>,
  full: Fit<Full>,
): number {
  checkComparable(where, "simple", simple as AnyFit, simple as AnyFit);
  checkComparable(where, "full", full as AnyFit, simple as AnyFit);
  return Math.max(0, 2 * (full.logLikelihood - simple.logLikelihood));
}

function checkComparable(where: string, name: string, fit: AnyFit, first: AnyFit): void {
  checkObject(where, name, fit);
  checkFit(where, name, fit);
  const other = name === "full" ? "simple" : "the first fit";
  const kind = `must be that of ${other} ("${first.likelihoodOf}")`;
  check(fit.likelihoodOf === first.likelihoodOf, where, `${name}.likelihoodOf`, kind, fit.likelihoodOf);
  // Weights may have been added in another order.
  const same = Math.abs(fit.observations - first.observations) <= 1e-9 * first.observations;
  const count = `must be that of ${other} (${first.observations}): the same data`;
  check(same, where, `${name}.observations`, count, fit.observations);
  const unit = `must be that of ${other} (${first.timeUnit})`;
  check(fit.timeUnit === first.timeUnit, where, `${name}.timeUnit`, unit, fit.timeUnit);
  check(
    fit.prior === null,
    where,
    `${name}.prior`,
    "must be null: a penalised fit is not a maximum of the likelihood",
    fit.prior,
  );
}

/** Checks the fields that a comparison reads: a fit may come from a store that lost some. */
function checkFit(where: string, name: string, fit: AnyFit): void {
  check("likelihoodOf" in fit && "logLikelihood" in fit, where, name, "must be a fit", fit);
  for (const field of ["model", "likelihoodOf"] as const)
    check(typeof fit[field] === "string", where, `${name}.${field}`, "must be a name", fit[field]);
  if (fit.timeUnit !== null) checkTimeUnit(where, `${name}.timeUnit`, fit.timeUnit);
  for (const field of ["logLikelihood", "aic", "bic", "observations"] as const)
    checkFinite(where, `${name}.${field}`, fit[field]);
  checkObject(where, `${name}.parameters`, fit.parameters);
  checkObject(where, `${name}.scale`, fit.scale);
  checkObject(where, `${name}.convergence`, fit.convergence);
  check(isDense(fit.nested), where, `${name}.nested`, "must be an array of simpler models", fit.nested);
  fit.nested.forEach((nested: NestedModel, i) => {
    checkObject(where, `${name}.nested[${i}]`, nested);
    checkCount(where, `${name}.nested[${i}].restrictions`, nested.restrictions);
  });
}

function testOf(simple: AnyFit, full: AnyFit, nesting: NestedModel): LikelihoodRatioTest {
  const statistic = Math.max(0, 2 * (full.logLikelihood - simple.logLikelihood));
  const { restrictions, onBoundary, regular } = nesting;
  const base = { simple: simple.model, full: full.model, statistic, restrictions };
  if (!regular) return { ...base, pValue: null, method: "needs a parametric bootstrap" };
  const upper = (df: number) => (df === 0 ? (statistic > 0 ? 0 : 1) : chiSquareUpper(statistic, df));
  if (onBoundary === 0) return { ...base, pValue: upper(restrictions), method: "chi-square" };
  const pValue = (upper(restrictions - 1) + upper(restrictions)) / 2;
  return { ...base, pValue, method: "mixture of chi-squares" };
}
