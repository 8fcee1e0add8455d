/** Data of a model in discrete time, read, coded and grouped. */
import { check, checkChoice, checkSufficient } from "../../errors.js";
import { openTable } from "../../tables/table.js";
import type { TimeUnit } from "../../time.js";
import { type Baseline, baselineNames, readTimeEffect, termsOf } from "./baseline.js";
import {
  type CovariateCoding,
  checkLengths,
  codeCovariates,
  coefficientNames,
  designRow,
  namesOfCovariates,
  openCovariate,
  openCovariates,
  valuesAsCoded,
} from "./covariate-columns.js";
import { countExposures, countsByPeriod } from "./exposures.js";
import type { HazardDesign, HazardLink } from "./likelihood.js";
import type { DiscreteTimeOptions, IntervalOptions } from "./options.js";
import { type HazardModel, openModel } from "./predictor.js";
import { type ReadIntervals, readIntervals } from "./read-intervals.js";

/** Data read, with the model that they are for. */
export interface HazardData extends HazardDesign {
  readonly link: HazardLink;
  readonly baseline: Baseline;
  readonly codings: readonly CovariateCoding[];
  /** Names of all parameters, in order. */
  readonly names: readonly string[];
  /** Weight of those who stayed, and of those who were lost, by period. */
  readonly stayed: Float64Array;
  readonly lost: Float64Array;
  /** Periods watched, one for each customer and period: the sum of weights. */
  readonly observations: number;
  readonly timeUnit: TimeUnit | null;
}

/** Reads data for a model that is to be fitted. */
export function readHazardData(where: string, data: object, options: DiscreteTimeOptions): HazardData {
  const { link = "cloglog", time = "free" } = options;
  checkChoice(where, "link", link, ["cloglog", "logit"]);
  const rows = readIntervals(where, data, options);
  const fields = namesOfCovariates(where, data, options.covariates);
  const columns = openCovariates(where, data, fields, options.covariates !== undefined);
  checkLengths(where, columns, rows.durations.length);
  const { codings, values } = codeCovariates(where, fields, columns, options.reference);
  return grouped(where, { link, codings, values, rows }, (watched) => readTimeEffect(where, time, watched));
}

/** Reads data for a model that is known. */
export function dataOfModel(
  where: string,
  model: HazardModel,
  data: object,
  options: IntervalOptions,
): HazardData {
  const { codings } = openModel(where, model);
  const rows = readIntervals(where, data, options);
  const table = openTable(where, "data", data);
  const columns = codings.map(({ name }) => openCovariate(where, data, table, name));
  checkLengths(where, columns, rows.durations.length);
  const values = valuesAsCoded(where, codings, columns);
  const read = grouped(where, { link: model.link, codings, values, rows }, () => model.baseline);
  const rule = "must lie in periods for which the model has a level";
  const unknown = read.terms.findIndex((term, t) => term === null && read.stayed[t]! + read.lost[t]! > 0);
  check(unknown === -1, where, "data", rule, unknown);
  return read;
}

interface CodedRows {
  readonly link: HazardLink;
  readonly codings: readonly CovariateCoding[];
  readonly values: readonly Float64Array[];
  readonly rows: ReadIntervals;
}

function grouped(
  where: string,
  { link, codings, values, rows }: CodedRows,
  baselineOf: (watched: readonly number[]) => Baseline,
): HazardData {
  const exposures = countExposures(values, rows);
  const { stayed, lost } = countsByPeriod(exposures);
  const watched = Array.from(stayed.keys()).filter((t) => stayed[t]! + lost[t]! > 0);
  checkSufficient(watched.length > 0, where, "data", "must have a period in which somebody was watched", 0);
  const baseline = baselineOf(watched);
  const levels = baselineNames(baseline);
  const names = [...levels, ...coefficientNames(codings)];
  checkNames(where, names);
  let observations = 0;
  for (const t of watched) observations += stayed[t]! + lost[t]!;
  return {
    link,
    baseline,
    codings,
    names,
    exposures,
    design: expand(codings, values, exposures.firstRows),
    columns: names.length - levels.length,
    terms: Array.from(stayed, (_, t) => (stayed[t]! + lost[t]! > 0 ? termsOf(baseline, t) : null)),
    baselineSize: levels.length,
    stayed,
    lost,
    observations,
    timeUnit: rows.timeUnit,
  };
}

function checkNames(where: string, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  check(twice === undefined, where, "covariates", "must leave every parameter a name of its own", twice);
  // Objects put such names first, whatever the order in which they are given.
  const numeral = names.find((name) => /^\d+$/.test(name));
  check(numeral === undefined, where, "covariates", "must have names that are no whole numbers", numeral);
}

/** The columns of the design, by group; values of one row are put side by side first, where the memory then finds them at once. */
function expand(
  codings: readonly CovariateCoding[],
  values: readonly Float64Array[],
  firstRows: Uint32Array,
): Float64Array {
  const columns = coefficientNames(codings).length;
  const width = values.length;
  const rows = new Float64Array(width * (values[0]?.length ?? 0));
  for (let k = 0; k < width; k++) {
    const column = values[k]!;
    for (let i = 0; i < column.length; i++) rows[i * width + k] = column[i]!;
  }
  const design = new Float64Array(columns * firstRows.length);
  const categories = codings.some(({ kind }) => kind === "category");
  const [row, expanded] = [new Float64Array(width), new Float64Array(columns)];
  for (let g = 0; g < firstRows.length; g++) {
    const from = firstRows[g]! * width;
    if (!categories) {
      for (let k = 0; k < width; k++) design[g * columns + k] = rows[from + k]!;
      continue;
    }
    for (let k = 0; k < width; k++) row[k] = rows[from + k]!;
    designRow(codings, row, expanded);
    for (let k = 0; k < columns; k++) design[g * columns + k] = expanded[k]!;
  }
  return design;
}
