/** Likelihood-ratio test by simulation, for nulls that no chi-square describes. */
import { check, checkCount, checkFinite, checkObject, checkOptions } from "../errors.js";
import { type BootstrapModel, checkRefits, refitted } from "./bootstrap.js";
import { likelihoodRatioStatistic } from "./compare.js";
import type { Fit } from "./fit.js";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "./steps.js";

/** The model that is fitted to data drawn from the simpler one. */
export interface FittedModel<Data, Parameters> {
  /** Maximum-likelihood fit. */
  readonly fit: (data: Data) => Fit<Parameters>;
}

/** The model that data are drawn from. */
export type SimulatedModel<Data, Parameters> = FittedModel<Data, Parameters> &
  BootstrapModel<Data, Parameters>;

/** How often to draw. */
export interface BootstrapTestOptions {
  /** Number of data sets drawn under the null: 199 by default, at least 19. */
  readonly resamples?: number | undefined;
  /** Seed: any number up to 1e150 in size, 1 by default. */
  readonly seed?: number | undefined;
  /** An independent sequence of the same seed: a whole number, 0 by default. */
  readonly stream?: number | undefined;
}

/** A likelihood-ratio test by parametric bootstrap. */
export interface BootstrapTest {
  /** Name of the simpler model: the null hypothesis. */
  readonly simple: string;
  /** Name of the model that contains it. */
  readonly full: string;
  /** 2 (LL of the full model - LL of the simple one), 0 or more. */
  readonly statistic: number;
  /** (1 + resamples with a statistic at least as large) / (1 + resamples that could be fitted). */
  readonly pValue: number;
  /** Name of the method. */
  readonly method: "parametric bootstrap";
  /** Data sets drawn. */
  readonly resamples: number;
  /** Draws that one of the models could not be fitted to: they are left out. */
  readonly failed: number;
}

/**
 * Likelihood-ratio test of a simpler model against a larger one, its null distribution being drawn from the simpler fit.
 *
 * Valid where chi-square is not: for the number of segments of a mixture, and for small samples. The p-value cannot be
 * below 1 / (1 + resamples).
 *
 * Formula: p = (1 + #{LR* ≥ LR}) / (1 + resamples), LR* from data drawn from the fitted simpler model.
 *
 * @param models - `simple` and `full`: modules of models; the simple one must have `replicate`.
 * @param data - The data.
 * @param options - `resamples`, `seed`, `stream`.
 * @returns Statistic, p-value and the count of failed refits; plain data.
 * @throws {InsufficientDataError} If the data cannot be fitted, or fewer than half of the resamples can.
 * @throws {InvalidInputError} If the fits are not comparable or an option is outside its range.
 * @see McLachlan (1987), "On bootstrapping the likelihood ratio test statistic for the number of components in a normal
 *   mixture", Applied Statistics 36(3), 318-324, doi:10.2307/2347790.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [369, 163, 86, 56, 37, 27, 21], stillActive: 241 } as const;
 * const test = bootstrapLikelihoodRatioTest({ simple: geometric, full: geometricMixture }, cohort, { resamples: 19 });
 * test.pValue; // => 0.05
 */
export function bootstrapLikelihoodRatioTest<Data, Simple, Full>(
  models: { readonly simple: SimulatedModel<Data, Simple>; readonly full: FittedModel<Data, Full> },
  data: Data,
  options: BootstrapTestOptions = {},
): BootstrapTest {
  return runSteps(testSteps("bootstrapLikelihoodRatioTest", { models, data }, options));
}

/**
 * `bootstrapLikelihoodRatioTest` that yields to the event loop every 40 milliseconds, can be stopped, and reports its
 * progress.
 *
 * @param models - As in `bootstrapLikelihoodRatioTest`.
 * @param data - As in `bootstrapLikelihoodRatioTest`.
 * @param options - As in `bootstrapLikelihoodRatioTest`, with `signal` and `onProgress`.
 * @returns A promise of the same result, in every bit; rejected with what the function throws, or with the signal's reason.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [369, 163, 86, 56, 37, 27, 21], stillActive: 241 } as const;
 * const models = { simple: geometric, full: geometricMixture };
 * const test = await bootstrapLikelihoodRatioTestAsync(models, cohort, { resamples: 19 });
 * test.pValue; // => 0.05
 */
export function bootstrapLikelihoodRatioTestAsync<Data, Simple, Full>(
  models: { readonly simple: SimulatedModel<Data, Simple>; readonly full: FittedModel<Data, Full> },
  data: Data,
  options: BootstrapTestOptions & AsyncOptions = {},
): Promise<BootstrapTest> {
  return runStepsAsync(testSteps("bootstrapLikelihoodRatioTestAsync", { models, data }, options), options);
}

interface TestTask<Data, Simple, Full> {
  readonly models: { readonly simple: SimulatedModel<Data, Simple>; readonly full: FittedModel<Data, Full> };
  readonly data: Data;
}

function* testSteps<Data, Simple, Full>(
  where: string,
  { models, data }: TestTask<Data, Simple, Full>,
  options: BootstrapTestOptions,
): Steps<BootstrapTest> {
  checkObject(where, "models", models);
  checkOptions(where, options, ["resamples", "seed", "stream"]);
  const { simple, full } = models;
  checkObject(where, "models.simple", simple);
  checkObject(where, "models.full", full);
  const replicate = (simple.inference as typeof simple.inference | undefined)?.replicate;
  const argument = "models.simple.inference.replicate";
  check(typeof replicate === "function", where, argument, "must be a function", replicate);
  const { resamples = 199, seed = 1, stream = 0 } = options;
  checkCount(where, "resamples", resamples, 19);
  checkFinite(where, "seed", seed);
  checkCount(where, "stream", stream);
  const simpler = simple.fit(data);
  const alternative = full.fit(data);
  const statistic = likelihoodRatioStatistic(where, simpler, alternative);
  let larger = 0;
  let failed = 0;
  for (let k = 0; k < resamples; k++) {
    yield k / resamples;
    const drawn = replicate(simpler.parameters, data, { seed, stream: stream * 1_048_576 + k });
    const value = refitted(() => likelihoodRatioStatistic(where, simple.fit(drawn), full.fit(drawn)));
    if (value === null) failed++;
    else if (value >= statistic) larger++;
  }
  checkRefits(where, resamples, failed);
  return {
    simple: simpler.model,
    full: alternative.model,
    statistic,
    pValue: (1 + larger) / (1 + resamples - failed),
    method: "parametric bootstrap",
    resamples,
    failed,
  };
}
