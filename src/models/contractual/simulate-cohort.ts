/** Draws of contractual data: from a model, or from the cases of a data set. */
import { check, checkCount, checkOptions } from "../../errors.js";
import type { Random } from "../../math/random.js";
import { sampleBinomial } from "../../math/samplers.js";
import { entriesOf } from "../../tables/columns.js";
import { checkTimeUnit, type TimeUnit } from "../../time.js";
import { openRandom } from "../draw-cases.js";
import { agreedTimeUnit, type ParametersOrFit } from "../fitted.js";
import {
  type CohortLosses,
  type ContractualData,
  checkCohort,
  inFormOf,
  isTenures,
  openData,
} from "./cohort-losses.js";
import type { LifetimeModel } from "./lifetime-verbs.js";
import { type ContractualModel, open } from "./methods.js";
import { type Churn, replicateTenures } from "./replicate-tenures.js";
import type { TenureColumns, TenureRow } from "./tenure-data.js";

/** Which sequence of random numbers to draw from. */
export interface DrawOptions {
  /** Seed: any number up to 1e150 in size, 0 included; 1 by default. */
  readonly seed?: number | undefined;
  /** An independent sequence of the same seed: 0 by default. */
  readonly stream?: number | undefined;
}

/** The cohort to be simulated. */
export interface SimulationOptions extends DrawOptions {
  /** Customers at the start of the first period watched: whole, 1 or more. */
  readonly customers: number;
  /** Periods to watch: whole, 1 or more. */
  readonly periods: number;
  /** Length of a period. Left out with a fit, which knows it. */
  readonly timeUnit?: TimeUnit | undefined;
  /** First period of their lives in which the customers are watched: 1 by default. */
  readonly firstPeriod?: number | undefined;
}

/** A simulated cohort, as `fit` takes it. */
export interface SimulatedCohort {
  /** Length of a period. */
  readonly timeUnit: TimeUnit;
  /** First period watched. */
  readonly firstPeriod: number;
  /** Customers lost in each period watched. */
  readonly lostByPeriod: readonly number[];
  /** Customers still active after the last of them. */
  readonly stillActive: number;
}

/** Simulated cohorts. */
export interface Simulate<Parameters> {
  /**
   * Simulates the losses of a cohort: a draw of the data that `fit` takes.
   *
   * Formula: in each period the number lost is binomial among those at risk, with probability 1 - r(t).
   * @param parameters - Parameters of the model, or a fit of it.
   * @param options - `customers` (whole, 1 or more), `periods` to watch, `timeUnit` (a fit knows its own), `firstPeriod` from
   *   which on they are watched (1 by default), `seed` and `stream`.
   * @returns A cohort of losses by period; the same seed and stream give the same one.
   * @throws {InvalidInputError} If a parameter or option is outside its range, the fit is of another model, or its time unit
   *   is not the stated one.
   */
  (parameters: ParametersOrFit<Parameters>, options: SimulationOptions): SimulatedCohort;
}

/** `simulate`. */
export function simulate<P extends object>(model: ContractualModel<P>): Simulate<P> {
  return (given, options) => {
    const { where, lifetimes, parameters, timeUnit: fitted } = open(model, "simulate", given);
    checkOptions(where, options, ["customers", "periods", "timeUnit", "firstPeriod", "seed", "stream"]);
    const { customers, periods, firstPeriod = 1 } = options;
    checkCount(where, "customers", customers, 1);
    checkCount(where, "periods", periods, 1);
    checkCount(where, "firstPeriod", firstPeriod, 1);
    const timeUnit = agreedTimeUnit(where, "timeUnit", options.timeUnit, fitted) ?? undefined;
    checkTimeUnit(where, "timeUnit", timeUnit);
    const random = openRandom(where, options);
    const design = { customers, periods, before: firstPeriod - 1 };
    const drawn = drawLosses(random, churnBy(lifetimes, parameters), design);
    return { timeUnit, firstPeriod, ...drawn };
  };
}

/**
 * The likelihood of contractual data, and data drawn again: what `bootstrap`, profiles and posteriors use of a model.
 * @inline
 */
export interface ContractualInference<Parameters, Problem> {
  /** The likelihood of data. */
  readonly likelihoodProblem: Problem;
  /**
   * Draws a data set of the same size from the cases of another, with replacement: each cohort's customers, or the tenures.
   * @param data - Cohorts or tenures, as `fit` takes them; counts must be whole.
   * @param options - `seed` and `stream`.
   * @returns Data of the same form.
   */
  resample<Data extends ContractualData>(data: Data, options?: DrawOptions): Data;
  /**
   * Draws a data set of the same design from the model: cohorts with the same customers at risk, or tenures with the same
   * ages at entry, watched as long.
   *
   * A tenure that is still active was watched for its duration; how long a lost customer would have been watched is not in
   * the data, and is drawn from the Kaplan-Meier estimate of watching times among those not shorter than the tenure, the
   * longest duration being the latest end (Davison & Hinkley 1997, section 3.5).
   * @param parameters - Parameters of the model, or a fit of it.
   * @param data - A cohort, several, or single tenures, as `fit` takes them; counts and weights must be whole.
   * @param options - `seed` and `stream`.
   * @returns Data of the same form; a row of tenures with a weight above 1 can become several.
   */
  replicate<Data extends ContractualData>(
    parameters: ParametersOrFit<Parameters>,
    data: Data,
    options?: DrawOptions,
  ): Data;
}

/** The record of a model with this likelihood. */
export function inferenceOf<P extends object, Problem>(
  model: ContractualModel<P>,
  likelihoodProblem: Problem,
): ContractualInference<P, Problem> {
  return {
    likelihoodProblem,
    resample: (data, options = {}) => resampleOf(`${model.name}.inference.resample`, data, options),
    replicate(given, data, options = {}) {
      const { where, lifetimes, parameters } = open(model, "inference.replicate", given);
      const churn = churnBy(lifetimes, parameters);
      return replicateEach(where, data, options, () => churn);
    },
  };
}

/** How many customers are watched, from when and for how long. */
interface Design {
  readonly customers: number;
  readonly periods: number;
  /** Periods completed before the first one watched. */
  readonly before: number;
}

/** Churn by period under a model, each period computed once. */
export function churnBy<P>({ logChurn }: LifetimeModel<P>, parameters: P): Churn {
  const known: number[] = [];
  return (t) => {
    known[t] ??= Math.exp(logChurn(parameters, t));
    return known[t];
  };
}

/** Losses by period of customers at risk, binomial in each. */
function drawLosses(random: Random, churn: Churn, { customers, periods, before }: Design) {
  const lostByPeriod: number[] = [];
  let stillActive = customers;
  for (let t = before + 1; t <= before + periods; t++) {
    const lost = sampleBinomial(random, stillActive, churn(t));
    lostByPeriod.push(lost);
    stillActive -= lost;
  }
  return { lostByPeriod, stillActive };
}

/** Data of the same design, drawn with the churn of each cohort, or of each row of tenures; columns have one for all. */
export function replicateEach<Data extends ContractualData>(
  where: string,
  data: Data,
  options: DrawOptions,
  churnOf: (one: CohortLosses | TenureRow | undefined) => Churn,
): Data {
  checkOptions(where, options, ["seed", "stream"]);
  check(typeof data === "object" && data !== null, where, "data", "must be cohorts or tenures", data);
  const random = openRandom(where, options);
  const open = openData(data);
  if (isTenures(open)) {
    const rows: readonly TenureRow[] = Array.isArray(open) ? open : [];
    return inFormOf(
      data,
      replicateTenures(where, open, random, (i) => churnOf(rows[i])),
    );
  }
  return mapCohorts(where, data, (cohort) => {
    const { firstPeriod = 1, lostBefore } = cohort;
    const customers = cohortSize(cohort);
    const periods = cohort.lostByPeriod.length;
    const before = firstPeriod - 1;
    const churn = churnOf(cohort);
    if (lostBefore === undefined)
      return { ...cohort, ...drawLosses(random, churn, { customers, periods, before }) };
    const drawn = drawLosses(random, churn, { customers, periods: before + periods, before: 0 });
    const earlier = drawn.lostByPeriod.slice(0, before).reduce((sum, lost) => sum + lost, 0);
    return { ...cohort, ...drawn, lostByPeriod: drawn.lostByPeriod.slice(before), lostBefore: earlier };
  });
}

function cohortSize({ lostByPeriod, stillActive, lostBefore = 0 }: CohortLosses): number {
  return lostByPeriod.reduce((sum, lost) => sum + lost, stillActive + lostBefore);
}

function mapCohorts<Data extends ContractualData>(
  where: string,
  data: Data,
  draw: (cohort: CohortLosses) => CohortLosses,
): Data {
  const one = (cohort: CohortLosses, name: string) => {
    checkCohort(where, name, cohort);
    [...cohort.lostByPeriod, cohort.stillActive, cohort.lostBefore ?? 0].forEach((count) => {
      check(Number.isSafeInteger(count), where, name, "must hold whole counts to be drawn from", count);
    });
    return draw(cohort);
  };
  const cohorts = data as unknown as CohortLosses | readonly CohortLosses[];
  const drawn = Array.isArray(cohorts)
    ? cohorts.map((cohort, i) => one(cohort, `cohorts[${i}]`))
    : one(cohorts as CohortLosses, "cohort");
  return drawn as unknown as Data;
}

/** Cases drawn with replacement: the customers of each cohort, or the rows of tenures. */
export function resampleOf<Data extends ContractualData>(
  where: string,
  data: Data,
  options: DrawOptions,
): Data {
  checkOptions(where, options, ["seed", "stream"]);
  check(typeof data === "object" && data !== null, where, "data", "must be cohorts or tenures", data);
  const random = openRandom(where, options);
  const open = openData(data);
  if (isTenures(open)) return inFormOf(data, resampleTenures(where, random, open));
  return mapCohorts(where, data, (cohort) => {
    const { lostByPeriod, stillActive, lostBefore } = cohort;
    const counts = multinomial(random, [...lostByPeriod, stillActive, lostBefore ?? 0]);
    const drawn = {
      ...cohort,
      lostByPeriod: counts.slice(0, lostByPeriod.length),
      stillActive: counts[lostByPeriod.length]!,
    };
    return lostBefore === undefined ? drawn : { ...drawn, lostBefore: counts[lostByPeriod.length + 1]! };
  });
}

/** Counts of as many draws as there are cases, in proportion to the counts given. */
function multinomial(random: Random, counts: readonly number[]): number[] {
  let cases = counts.reduce((sum, count) => sum + count, 0);
  let draws = cases;
  return counts.map((count) => {
    const drawn = draws > 0 ? sampleBinomial(random, draws, Math.min(1, count / cases)) : 0;
    cases -= count;
    draws -= drawn;
    return drawn;
  });
}

function columnWeights({ duration, weight }: TenureColumns): number[] {
  const at = weight === undefined ? () => 1 : entriesOf(weight);
  return Array.from({ length: duration.length }, (_, i) => at(i) as number);
}

/** The same rows with the number of times that each was drawn as its weight. */
function resampleTenures(where: string, random: Random, data: TenureColumns | readonly TenureRow[]) {
  const weights = Array.isArray(data)
    ? (data as readonly TenureRow[]).map((row) => row.weight ?? 1)
    : columnWeights(data as TenureColumns);
  weights.forEach((weight, i) => {
    check(
      Number.isSafeInteger(weight),
      where,
      `weight[${i}]`,
      "must be a whole count to be drawn from",
      weight,
    );
  });
  const weight = multinomial(random, weights);
  if (!Array.isArray(data)) return { ...data, weight };
  return (data as readonly TenureRow[]).map((row, i) => ({ ...row, weight: weight[i]! }));
}
