/** A fitted model ready to predict, and its hazards by period. */

import { check, checkFinite, checkObject, isDense } from "../../errors.js";
import { largestOf } from "../../math/extremes.js";
import { asList } from "../../tables/columns.js";
import { type Baseline, baselineNames, checkBaseline, termsOf } from "./baseline.js";
import { type CovariateCoding, codedValue, coefficientNames, designRow } from "./covariate-columns.js";
import { type HazardLink, levelOf } from "./likelihood.js";
import type { HazardParameters } from "./options.js";

/** What predictions take of a fit: a fit itself, or the same fields stored or published. */
export interface HazardModel {
  /** The link. */
  readonly link: HazardLink;
  /** The time effect. */
  readonly baseline: Baseline;
  /** How each covariate is coded. */
  readonly covariates: readonly CovariateCoding[];
  /** The parameters. */
  readonly parameters: HazardParameters;
}

/** Values of the covariates of one customer, by field. */
export interface CovariatesOfCustomer {
  readonly [field: string]: number | string | boolean;
}

/** A model ready to predict. */
export interface Predictor {
  readonly link: HazardLink;
  readonly codings: readonly CovariateCoding[];
  readonly coefficients: Float64Array;
  /** Linear predictor of the time effect in a period; -∞ where there is none. */
  readonly levelAt: (period: number) => number;
  readonly lastKnown: number;
}

/** Reads a model and refuses one that is not whole. */
export function openModel(where: string, model: HazardModel): Predictor {
  checkObject(where, "model", model);
  const { link, baseline, covariates, parameters } = model;
  check(link === "cloglog" || link === "logit", where, "model.link", 'must be "cloglog" or "logit"', link);
  checkBaseline(where, "model.baseline", baseline);
  check(isDense(covariates), where, "model.covariates", "must be an array", covariates);
  for (const [i, coding] of covariates.entries()) checkCoding(where, `model.covariates[${i}]`, coding);
  checkObject(where, "model.parameters", parameters);
  const levels = baselineNames(baseline);
  const names = [...levels, ...coefficientNames(covariates)];
  for (const name of names) checkFinite(where, `model.parameters.${name}`, parameters[name]);
  const values = Float64Array.from(names, (name) => parameters[name]!);
  return {
    link,
    codings: covariates,
    coefficients: values.subarray(levels.length),
    levelAt: (period) => levelOf(termsOf(baseline, period), values),
    lastKnown: baseline.kind === "free" ? largestOf(baseline.periods) : Number.POSITIVE_INFINITY,
  };
}

function checkCoding(where: string, argument: string, coding: unknown): void {
  checkObject(where, argument, coding);
  const { name, kind, reference, levels } = coding as Readonly<Record<string, unknown>>;
  check(typeof name === "string", where, `${argument}.name`, "must be text", name);
  check(
    kind === "number" || kind === "category",
    where,
    `${argument}.kind`,
    'must be "number" or "category"',
    kind,
  );
  if (kind === "number") return;
  check(typeof reference === "string", where, `${argument}.reference`, "must be text", reference);
  check(isDense(levels), where, `${argument}.levels`, "must be an array", levels);
}

/** The part of the linear predictor that covariates make. */
export function moved(
  { coefficients, codings }: Predictor,
  values: ArrayLike<number>,
  row: Float64Array,
): number {
  designRow(codings, values, row);
  let sum = 0;
  for (let k = 0; k < row.length; k++) sum += coefficients[k]! * row[k]!;
  return sum;
}

/** The same for one customer, whose covariates must be those of the model. */
function movedBy(where: string, predictor: Predictor, covariates: object): number {
  checkObject(where, "covariates", covariates);
  const { codings, coefficients } = predictor;
  const given = covariates as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(given)) {
    const known = codings.some((coding) => coding.name === name);
    check(known, where, `covariates.${name}`, "must be a covariate of the model", given[name]);
  }
  const values = codings.map((coding) =>
    codedValue(where, `covariates.${coding.name}`, coding, given[coding.name]),
  );
  return moved(predictor, values, new Float64Array(coefficients.length));
}

/** Minus the log of the share that stays through a period. */
export function lossOf(link: HazardLink, eta: number): number {
  if (link === "cloglog") return Math.exp(eta);
  return eta > 30 ? eta : Math.log1p(Math.exp(eta));
}

/** The hazard of a period. */
export function hazardAt(
  where: string,
  model: HazardModel,
  covariates: object,
  period: unknown,
): number | Float64Array {
  const predictor = openModel(where, model);
  const by = movedBy(where, predictor, covariates);
  return perPeriod(
    where,
    "period",
    period,
    1,
    (t) => -Math.expm1(-lossIn(where, predictor, "period", t, by)),
  );
}

/** The loss of a period, which must be one of those that the time effect knows. */
function lossIn(
  where: string,
  { link, levelAt }: Predictor,
  argument: string,
  period: number,
  by: number,
): number {
  const level = levelAt(period);
  const rule = "must be a period for which the fit has a level: fit time as steps or powers to go beyond";
  check(level !== Number.NEGATIVE_INFINITY, where, argument, rule, period);
  return lossOf(link, level + by);
}

/** Cumulated loss up to each of some whole numbers of periods; survival is e to minus it. */
export function cumulatedAt<Input>(
  where: string,
  model: HazardModel,
  {
    covariates,
    periods,
    least,
  }: { readonly covariates: object; readonly periods: Input; readonly least: 0 | 1 },
  of: (cumulated: number, last: number) => number,
): number | Float64Array {
  const predictor = openModel(where, model);
  const by = movedBy(where, predictor, covariates);
  const sums = [0];
  const argument = least === 0 ? "periods" : "period";
  return perPeriod(where, argument, periods, least, (t) => {
    for (let s = sums.length; s <= t; s++)
      sums.push(sums[s - 1]! + lossIn(where, predictor, argument, s, by));
    return of(sums[t]!, t === 0 ? 0 : sums[t]! - sums[t - 1]!);
  });
}

/** Whole numbers of periods beyond this are no forecast. */
export const farthest = 100_000;

function perPeriod(
  where: string,
  argument: string,
  periods: unknown,
  least: number,
  of: (period: number) => number,
): number | Float64Array {
  const one = (period: unknown, name: string) => {
    const whole =
      Number.isSafeInteger(period) && (period as number) >= least && (period as number) <= farthest;
    check(whole, where, name, `must be a whole number from ${least} to ${farthest}`, period);
    return of(period as number);
  };
  if (!Array.isArray(periods) && !ArrayBuffer.isView(periods)) return one(periods, argument);
  const list = periods as unknown as ArrayLike<unknown>;
  const results = new Float64Array(list.length);
  for (let i = 0; i < list.length; i++) results[i] = one(list[i], `${argument}[${i}]`);
  return asList(results);
}
