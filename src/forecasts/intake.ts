/** Who will start: a plan, or what the cohorts that started so far lead one to expect. */
import { check, checkNonNegative, checkSufficient, isList } from "../errors.js";
import { maximumOf } from "../inference/boundaries.js";
import type { Fit } from "../inference/fit.js";
import { maximizeLikelihood } from "../inference/maximum-likelihood.js";
import { fUpper, gammaQuantile } from "../math/distributions.js";
import { cholesky } from "../math/linear-algebra.js";
import { createRandom } from "../math/random.js";
import { sampleNormal } from "../math/samplers.js";
import { effectIn, noTerms, seasonTerms } from "./calendar-terms.js";

/** What was found of the intake. */
export interface IntakeFinding {
  /** `plan` as given, `estimated` from the cohorts' sizes. */
  readonly source: "plan" | "estimated";
  /** Growth per period on the logarithm, where the past shows it: 0 where it does not; null for a plan. */
  readonly growth: number | null;
  /** Probability of so much growth by chance; null for a plan or too short a past. */
  readonly growthPValue: number | null;
  /** Whether the estimate has a season; null for a plan. */
  readonly season: boolean | null;
  /** Variance of a period's starters over their mean: 1 for a Poisson number. */
  readonly dispersion: number;
}

/** Means of the intake by period, at the estimate and in each draw, with the scatter around them. */
export interface IntakeOutlook {
  readonly finding: IntakeFinding;
  readonly estimate: Float64Array;
  /** Means in each draw; the same every time for a plan. */
  readonly means: readonly Float64Array[];
}

interface Task {
  readonly horizon: number;
  readonly draws: number;
  readonly seed: number;
  readonly stream: number;
}

/** A plan: one number for every period, or one for each. */
export function plannedIntake(
  where: string,
  name: string,
  plan: number | readonly number[],
  { horizon, draws }: Task,
  dispersion: number,
): IntakeOutlook {
  const list = isList(plan)
    ? Array.from(plan as readonly number[])
    : Array.from({ length: horizon }, () => plan as number);
  check(
    list.length >= horizon,
    where,
    name,
    `must be a number, or one for each of the ${horizon} periods`,
    plan,
  );
  list.forEach((mean, i) => {
    checkNonNegative(where, isList(plan) ? `${name}[${i}]` : name, mean);
  });
  const estimate = Float64Array.from(list.slice(0, horizon));
  const finding = { source: "plan", growth: null, growthPValue: null, season: null, dispersion } as const;
  return { finding, estimate, means: Array.from({ length: draws }, () => estimate) };
}

/** A trend or season is taken where so large a one would come by chance once in a hundred businesses. */
const testLevel = 0.01;
type Coefficients = Readonly<Record<string, number>>;
/** The regressors of a period, the last observed one being 0. */
type Row = (period: number) => readonly number[];

interface CountFit {
  readonly fit: Fit<Coefficients>;
  readonly row: Row;
  readonly dispersion: number;
  readonly degreesOfFreedom: number;
}

/** Poisson regression of the starters by period on regressors, with Pearson's dispersion. */
function fitCounts(where: string, counts: readonly number[], row: Row): CountFit {
  const rows = counts.map((_, i) => row(i + 1 - counts.length));
  const names = rows[0]!.map((_, j) => `b${j}`);
  const meanCount = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const fit = maximizeLikelihood<Coefficients>({
    where,
    model: "intake",
    likelihoodOf: "starters by period",
    timeUnit: null,
    scale: Object.fromEntries(names.map((name) => [name, "identity" as const])),
    observations: counts.length,
    starts: [Object.fromEntries(names.map((name, j) => [name, j === 0 ? Math.log(meanCount) : 0]))],
    evaluate: (values, gradient) => {
      let sum = 0;
      rows.forEach((x, i) => {
        let eta = 0;
        for (let j = 0; j < x.length; j++) eta += x[j]! * values[j]!;
        const mean = Math.exp(eta);
        sum += counts[i]! * eta - mean;
        if (gradient !== undefined)
          for (let j = 0; j < x.length; j++) gradient[j]! += x[j]! * (counts[i]! - mean);
      });
      return sum;
    },
  });
  const values = names.map((name) => fit.parameters[name]!);
  const degreesOfFreedom = counts.length - names.length;
  const chiSquare = counts.reduce((sum, count, i) => {
    const mean = Math.exp(rows[i]!.reduce((eta, x, j) => eta + x * values[j]!, 0));
    return sum + (count - mean) ** 2 / mean;
  }, 0);
  return { fit, row, degreesOfFreedom, dispersion: degreesOfFreedom > 0 ? chiSquare / degreesOfFreedom : 1 };
}

function fTest(simple: CountFit, full: CountFit): number {
  const restrictions = simple.degreesOfFreedom - full.degreesOfFreedom;
  const gained = Math.max(0, full.fit.logLikelihood - simple.fit.logLikelihood);
  return fUpper(
    (2 * gained) / restrictions / Math.max(1, full.dispersion),
    restrictions,
    full.degreesOfFreedom,
  );
}

/** The level of the intake, its growth and its season, each tested; the scatter of the starters around them. */
export function fitIntake(where: string, started: readonly number[], cycle: number | null) {
  checkSufficient(
    started.length >= 3 && started.some((count) => count > 0),
    where,
    "intake",
    "must be given: the cohorts do not tell it (three periods or more, a cohort for each, counted from their start)",
    started.length,
  );
  const level = fitCounts(where, started, () => [1]);
  // A trend asks for two degrees of freedom to be tested with.
  const growing = started.length >= 6 ? maximumOf(() => fitCounts(where, started, (t) => [1, t / 10])) : null;
  const growthPValue = growing === null ? null : fTest(level, growing);
  const grown = growing !== null && growthPValue !== null && growthPValue < testLevel;
  const base = grown ? growing : level;
  if (cycle === null || started.length < 2 * cycle) return { ...base, grown, growthPValue, season: false };
  const terms = seasonTerms(cycle);
  // Months without any starters leave a season without a maximum.
  const seasonal = maximumOf(() =>
    fitCounts(where, started, (t) => [...base.row(t), ...Array.from(terms.weights(t))]),
  );
  if (seasonal === null || fTest(base, seasonal) >= testLevel)
    return { ...base, grown, growthPValue, season: false };
  return { ...seasonal, grown, growthPValue, season: true };
}

/** The intake to come, estimated; its error is that of the regression, widened by the dispersion. */
export function estimatedIntake(
  where: string,
  started: readonly number[],
  cycle: number | null,
  { horizon, draws, seed, stream }: Task,
): IntakeOutlook {
  const { fit, row, dispersion: raw, grown, growthPValue, season } = fitIntake(where, started, cycle);
  const dispersion = Math.max(1, raw);
  const values = Object.values(fit.parameters);
  const n = values.length;
  const meansAt = (coefficients: ArrayLike<number>) =>
    Float64Array.from({ length: horizon }, (_, i) =>
      Math.exp(effectIn({ ...noTerms, weights: row }, coefficients, i + 1)),
    );
  const random = createRandom(seed, stream);
  const factor = cholesky(
    Float64Array.from(fit.covariance.flat(), (entry) => (entry ?? 0) * dispersion),
    n,
  );
  const means = Array.from({ length: draws }, () => {
    const z = values.map(() => sampleNormal(random));
    return meansAt(
      values.map((value, i) => {
        let sum = value;
        for (let j = 0; j <= i; j++) sum += (factor?.[i * n + j] ?? 0) * z[j]!;
        return sum;
      }),
    );
  });
  const growth = grown ? values[1]! / 10 : 0;
  return {
    finding: { source: "estimated", growth, growthPValue, season, dispersion },
    estimate: meansAt(values),
    means,
  };
}

/** The mean itself where starters are Poisson; where they scatter more, a gamma number around it, at a level of its distribution. */
export function scatteredMean(mean: number, dispersion: number, u: number): number {
  if (dispersion <= 1 || mean === 0) return mean;
  const shape = mean / (dispersion - 1);
  return gammaQuantile(Math.min(1 - 1e-12, Math.max(1e-12, u)), shape) * (dispersion - 1);
}
