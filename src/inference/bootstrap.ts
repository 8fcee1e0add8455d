/** Refitting to data drawn again: what would be estimated from another sample of the same size. */
import {
  check,
  checkChoice,
  checkCount,
  checkFinite,
  checkObject,
  checkOptions,
  checkSufficient,
} from "../errors.js";
import {
  checkLevel,
  type DerivedOutput,
  evaluateDerived,
  finiteOrNull,
  isList,
  type PerOutput,
  summarizeDraws,
} from "./derived.js";
import type { Fit } from "./fit.js";
import type { Interval } from "./interval.js";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "./steps.js";

/** Which sequence of random numbers a draw of data uses. */
export interface DataDrawOptions {
  /** Seed: any number up to 1e150 in size. */
  readonly seed?: number | undefined;
  /** An independent sequence of the same seed. */
  readonly stream?: number | undefined;
}

/** How the data of a model are drawn again. */
export interface Redrawn<Data, Parameters> {
  /** Cases drawn with replacement from data. */
  readonly resample: (data: Data, options: DataDrawOptions) => Data;
  /** Data of the same design drawn from the model; models without it have no parametric bootstrap. */
  readonly replicate?: (parameters: Parameters, data: Data, options: DataDrawOptions) => Data;
}

/** A model as the bootstrap needs it: every module of a model that can be drawn again is one. */
export interface BootstrapModel<Data, Parameters> {
  /** Maximum-likelihood fit. */
  readonly fit: (data: Data) => Pick<Fit<Parameters>, "parameters" | "convergence">;
  /** How its data are drawn again. */
  readonly inference: Redrawn<Data, Parameters>;
}

/** How to draw again. */
export interface BootstrapOptions {
  /** `case` (the default) draws customers with replacement; `parametric` draws new data from the fitted model. */
  readonly method?: "case" | "parametric" | undefined;
  /** Number of refits: 999 by default, at least 19. */
  readonly resamples?: number | undefined;
  /** Level of the percentile interval, 0.95 by default. */
  readonly level?: number | undefined;
  /** Seed: any number up to 1e150 in size, 1 by default. */
  readonly seed?: number | undefined;
  /** An independent sequence of the same seed: a whole number, 0 by default. */
  readonly stream?: number | undefined;
}

/** A percentile interval of refits, and how the refits went. */
export interface BootstrapInterval extends Interval<number | null> {
  /** Standard deviation over the refits; null where fewer than two are finite. */
  readonly standardError: number | null;
  /** Share of the refits in which the number is infinite. */
  readonly infiniteShare: number;
  /** Refits that were tried. */
  readonly resamples: number;
  /** Refits that failed, because the drawn data could not be fitted: they are not in the interval. */
  readonly failed: number;
  /** Refits that ended on a boundary, as the limiting model: they are in the interval. */
  readonly onBoundary: number;
}

/**
 * Percentile interval of anything computed from a fit, by refitting to data drawn again.
 *
 * It needs no normal approximation and sees boundary fits, at the price of a refit per draw. Where a fit often fails or
 * often lies on a boundary (`failed`, `onBoundary`), the model asks more than the data can tell.
 *
 * Formula: the (1 - level)/2 and (1 + level)/2 quantiles (type 7) of f over the refits.
 *
 * @param model - The module of a model, for instance `shiftedBetaGeometric`.
 * @param data - The data that the model is fitted to.
 * @param evaluate - From parameters to a number, or a list of numbers; null means infinite.
 * @param options - `method`, `resamples`, `level`, `seed`, `stream`.
 * @returns An interval with the counts of failed and boundary refits; a list of them for a list.
 * @throws {InsufficientDataError} If the data cannot be fitted, or fewer than half of the resamples can.
 * @throws {InvalidInputError} If an option is outside its range.
 * @see Efron & Tibshirani (1993), "An Introduction to the Bootstrap", chapters 6 and 13.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * const inYear12 = ({ alpha, beta }: ShiftedBetaGeometricParameters) => shiftedBetaGeometric.survival({ alpha, beta }, 12);
 * const interval = bootstrap(shiftedBetaGeometric, cohort, inYear12, { resamples: 199 });
 * interval.estimate; // ≈ 0.378
 * interval.failed; // => 0
 */
export function bootstrap<Data, Parameters, Output extends DerivedOutput>(
  model: BootstrapModel<Data, Parameters>,
  data: Data,
  evaluate: (parameters: Parameters) => Output,
  options: BootstrapOptions = {},
): PerOutput<Output, BootstrapInterval> {
  return runSteps(bootstrapSteps("bootstrap", { model, data, evaluate }, options));
}

/**
 * `bootstrap` that yields to the event loop every 40 milliseconds, can be stopped, and reports its progress.
 *
 * One refit is never interrupted: where a single one takes longer than that, so does the pause.
 *
 * @param model - As in `bootstrap`.
 * @param data - As in `bootstrap`.
 * @param evaluate - As in `bootstrap`.
 * @param options - As in `bootstrap`, with `signal` and `onProgress`.
 * @returns A promise of the same result, in every bit; rejected with what `bootstrap` throws, or with the signal's reason.
 *
 * @example
 * const cohort = { timeUnit: "year", lostByPeriod: [131, 126, 90, 60, 42, 34, 26], stillActive: 491 } as const;
 * const inYear12 = (parameters: ShiftedBetaGeometricParameters) => shiftedBetaGeometric.survival(parameters, 12);
 * const interval = await bootstrapAsync(shiftedBetaGeometric, cohort, inYear12, { resamples: 199 });
 * interval.estimate; // ≈ 0.378
 */
export function bootstrapAsync<Data, Parameters, Output extends DerivedOutput>(
  model: BootstrapModel<Data, Parameters>,
  data: Data,
  evaluate: (parameters: Parameters) => Output,
  options: BootstrapOptions & AsyncOptions = {},
): Promise<PerOutput<Output, BootstrapInterval>> {
  return runStepsAsync(bootstrapSteps("bootstrapAsync", { model, data, evaluate }, options), options);
}

interface BootstrapTask<Data, Parameters, Output> {
  readonly model: BootstrapModel<Data, Parameters>;
  readonly data: Data;
  readonly evaluate: (parameters: Parameters) => Output;
}

function* bootstrapSteps<Data, Parameters, Output extends DerivedOutput>(
  where: string,
  { model, data, evaluate }: BootstrapTask<Data, Parameters, Output>,
  options: BootstrapOptions,
): Steps<PerOutput<Output, BootstrapInterval>> {
  checkObject(where, "model", model);
  check(typeof evaluate === "function", where, "evaluate", "must be a function", evaluate);
  const { method, resamples, level, seed, stream } = checkPlan(where, model, options);
  const fitted = model.fit(data);
  const output = evaluate(fitted.parameters);
  const estimates = evaluateDerived(where, output);
  const values = estimates.map((): number[] => []);
  let failed = 0;
  let onBoundary = 0;
  for (let k = 0; k < resamples; k++) {
    yield k / resamples;
    // Streams of different calls with neighbouring numbers do not meet.
    const drawOptions = { seed, stream: stream * 1_048_576 + k };
    const drawn =
      method === "case"
        ? model.inference.resample(data, drawOptions)
        : model.inference.replicate!(fitted.parameters, data, drawOptions);
    const refit = refitted(() => model.fit(drawn));
    if (refit === null) {
      failed++;
      continue;
    }
    if (refit.convergence.status === "boundary") onBoundary++;
    evaluateDerived(where, evaluate(refit.parameters)).forEach((value, j) => {
      values[j]?.push(value);
    });
  }
  checkRefits(where, resamples, failed);
  const results = estimates.map((estimate, j) => ({
    estimate: finiteOrNull(estimate),
    level,
    method: method === "case" ? "bootstrap of cases" : "parametric bootstrap",
    ...summarizeDraws(values[j]!, level),
    resamples,
    failed,
    onBoundary,
  }));
  return (isList(output) ? results : results[0]) as PerOutput<Output, BootstrapInterval>;
}

function checkPlan<Data, Parameters>(
  where: string,
  model: BootstrapModel<Data, Parameters>,
  options: BootstrapOptions,
) {
  checkOptions(where, options, ["method", "resamples", "level", "seed", "stream"]);
  const { method = "case", resamples = 999, level = 0.95, seed = 1, stream = 0 } = options;
  checkChoice(where, "method", method, ["case", "parametric"]);
  const verb = method === "case" ? "resample" : "replicate";
  const able = typeof (model.inference as Redrawn<Data, Parameters> | undefined)?.[verb];
  check(able === "function", where, `model.inference.${verb}`, "must be a function", able);
  checkCount(where, "resamples", resamples, 19);
  checkLevel(where, level);
  checkFinite(where, "seed", seed);
  checkCount(where, "stream", stream);
  return { method, resamples, level, seed, stream };
}

/** A fit, or null where the drawn data cannot be fitted; wrong calls still throw. */
export function refitted<Result>(fit: () => Result): Result | null {
  try {
    return fit();
  } catch (error) {
    const code = (error as { readonly code?: unknown } | null)?.code;
    if (code === "INSUFFICIENT_DATA" || code === "NO_CONVERGENCE") return null;
    throw error;
  }
}

/** Refuses to go on where half of the refits or more failed. */
export function checkRefits(where: string, resamples: number, failed: number): void {
  const rule = `must succeed in at least half of ${resamples} resamples`;
  checkSufficient(2 * failed < resamples, where, "refits", rule, resamples - failed);
}
