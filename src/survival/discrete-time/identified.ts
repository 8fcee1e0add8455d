/** Refuses data that leave a parameter open: constant, determined by others, or telling all losses from the rest. */
import { checkSufficient } from "../../errors.js";
import { multiplyVector, positiveDefiniteInverse } from "../../math/linear-algebra.js";
import { fieldsOfCoefficients } from "./covariate-columns.js";
import type { HazardData } from "./hazard-data.js";
import { type HazardDesign, type HazardLikelihood, levelOf } from "./likelihood.js";
import { fromUnits, type Units, watchedByGroup } from "./units.js";

/** The words in which a parameter is named: the field of a covariate, or the time effect. */
function argumentOf({ baselineSize, codings }: HazardData, position: number): string {
  if (position < baselineSize) return "time";
  return `data.${fieldsOfCoefficients(codings)[position - baselineSize]}`;
}

/** Refuses data without losses, or without anybody who stays a period. */
export function checkLosses(where: string, { stayed, lost }: HazardData): void {
  const sum = (column: Float64Array) => column.reduce((total, each) => total + each, 0);
  checkSufficient(sum(lost) > 0, where, "data", "must have a loss or more", 0);
  checkSufficient(sum(stayed) > 0, where, "data", "must have somebody who stays for a period or more", 0);
}

/** Refuses a covariate, a level or a power of time that is the same in every period watched, or that others before it determine. */
export function checkVaries(where: string, data: HazardData, units: Units): void {
  for (const [k, coding] of data.codings.entries()) {
    const one = coding.kind === "category" && coding.levels.length === 0;
    const rule = "must have two levels or more";
    checkSufficient(!one, where, `data.${coding.name}`, rule, one ? coding.reference : k);
  }
  for (const { first, width, means, deviations, shares } of [units.time, units.covariates])
    for (let k = 0; k < width; k++) {
      const [argument, name] = [argumentOf(data, first + k), data.names[first + k]];
      const varies = deviations[k]! > 1e-12 * Math.abs(means[k]!);
      checkSufficient(varies, where, argument, `must vary (${name} is constant)`, means[k]);
      checkSufficient(shares[k]! >= ownShare, where, argument, ownRule(name), shares[k]);
    }
}

/** The column of which the least is its own: how much of its variance those before it leave. */
export interface LeastOwn {
  readonly position: number;
  readonly share: number;
}

/** Looks for a column that those before it determine, in the weighted sums of squares and products of all columns. */
export function shareLeft({ names }: HazardData, likelihood: HazardLikelihood, at: Float64Array): LeastOwn {
  const n = names.length;
  const information = new Float64Array(n * n);
  likelihood(at, new Float64Array(n), information);
  const scale = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(information[i * n + i]!));
  const lower = new Float64Array(n * n);
  let least: LeastOwn = { position: 0, share: 1 };
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let sum = information[i * n + j]! * scale[i]! * scale[j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * n + k]! * lower[j * n + k]!;
      lower[i * n + j] = sum / lower[j * n + j]!;
    }
    let share = Number.isFinite(scale[i]!) ? 1 : 0;
    for (let k = 0; k < i; k++) share -= lower[i * n + k]! ** 2;
    if (share < least.share) least = { position: i, share: Math.max(share, 0) };
    // Nothing can be said of those that come after it.
    if (share < ownShare) break;
    lower[i * n + i] = Math.sqrt(share);
  }
  return least;
}

/** Of the variance of each column a larger share must be its own. */
const ownShare = 1e-10;

const ownRule = (name: string | undefined) =>
  `must not be determined by the other covariates and time (${name}: of its variance, a share of ${ownShare} or more must be its own)`;

/** Refuses a column that time and the columns before it determine. */
export function checkIndependent(where: string, data: HazardData, { position, share }: LeastOwn): void {
  checkSufficient(share >= ownShare, where, argumentOf(data, position), ownRule(data.names[position]), share);
}

const separates = "so that its coefficient grows without end: join levels, or give a prior";

/** Refuses periods and levels in which nobody or everybody is lost. */
export function checkCells(where: string, data: HazardData): void {
  const { baseline, terms, stayed, lost, baselineSize, names } = data;
  if (baseline.kind !== "powers")
    for (let j = 0; j < baselineSize; j++) {
      let [keeps, loses] = [0, 0];
      terms.forEach((term, t) => {
        if (term?.positions[0] !== j) return;
        keeps += stayed[t]!;
        loses += lost[t]!;
      });
      const rule = `must have losses and stays in each step (${names[j]}: ${loses} lost of ${keeps + loses} watched); join periods by { steps: […] }`;
      checkSufficient(keeps > 0 && loses > 0, where, "time", rule, names[j]);
    }
  if (data.codings.every(({ kind }) => kind === "number")) return;
  const cells = cellsOfColumns(data);
  data.codings.forEach(({ name, kind }) => {
    if (kind === "number") return;
    for (const { field, level, keeps, loses } of cells) {
      if (field !== name) continue;
      const rule = `must have losses and stays in each level (${loses} lost of ${keeps + loses} watched), ${separates}`;
      checkSufficient(keeps > 0 && loses > 0, where, `data.${name}`, rule, level);
    }
  });
}

/** Losses and stays of each level, references included. */
function cellsOfColumns(data: HazardData) {
  const { codings, design, columns, exposures } = data;
  const watched = watchedByGroup(data);
  const lostOf = Float64Array.from(watched, (_, g) => {
    let sum = 0;
    for (let i = exposures.lossBounds[g]!; i < exposures.lossBounds[g + 1]!; i++)
      sum += exposures.lossWeight[i]!;
    return sum;
  });
  let first = 0;
  return codings.flatMap((coding) => {
    if (coding.kind === "number") {
      first++;
      return [];
    }
    const from = first;
    first += coding.levels.length;
    return [coding.reference, ...coding.levels].map((level, place) => {
      let [keeps, loses] = [0, 0];
      for (let g = 0; g < watched.length; g++) {
        const row = design.subarray(g * columns + from, g * columns + from + coding.levels.length);
        if (row.indexOf(1) + 1 !== place) continue;
        keeps += watched[g]! - lostOf[g]!;
        loses += lostOf[g]!;
      }
      return { field: coding.name, level, keeps, loses };
    });
  });
}

/** A last Newton step longer than this leads away: at a maximum it is shorter by many orders. */
const longStep = 0.01;

/**
 * Refuses data that some combination of covariates separates: no period of it with a loss lies below any without one. The
 * likelihood then rises for ever along that combination, and a search stops where its slope is lost in rounding; there a Newton step
 * is still of length 1 along it, and is the combination.
 *
 * @see Albert & Anderson (1984), "On the existence of maximum likelihood estimates in logistic regression models", Biometrika
 *   71(1), 1-10, doi:10.1093/biomet/71.1.1.
 */
export function checkSeparation(
  where: string,
  data: HazardData,
  {
    units,
    design,
    likelihood,
    at,
  }: { units: Units; design: HazardDesign; likelihood: HazardLikelihood; at: Float64Array },
): void {
  const n = at.length;
  const [gradient, information] = [new Float64Array(n), new Float64Array(n * n)];
  likelihood(at, gradient, information);
  const inverse = positiveDefiniteInverse(information, n);
  const step = inverse === null ? at : multiplyVector(inverse, gradient);
  const longest = step.reduce((most, each, i) => (Math.abs(each) > Math.abs(step[most]!) ? i : most), 0);
  if (!(Math.abs(step[longest]!) > longStep) || !isSeparating(design, step)) return;
  const inData = multiplyVector(fromUnits(data, units), step);
  const { first, deviations } = units.covariates;
  const sizes = inData.map((each, i) => (i < first ? 0 : Math.abs(each) * deviations[i - first]!));
  const most = sizes.reduce((best, each, i) => (each > sizes[best]! ? i : best), longest);
  const rule = `must not separate the lost from those who stay (${data.names[most]}), alone or with others, ${separates}`;
  checkSufficient(
    false,
    where,
    argumentOf(data, most),
    rule,
    inData[most]! > 0 ? "losses above" : "losses below",
  );
}

/** Whether a combination is 0 or more in all periods with a loss, and 0 or less in all others. */
function isSeparating(
  { exposures, design, columns, terms, baselineSize }: HazardDesign,
  step: Float64Array,
): boolean {
  const { firstRows, runBounds, runFrom, runTo, lossBounds, lossPeriod } = exposures;
  const levels = Float64Array.from(terms, (term) => levelOf(term, step));
  const size = step.reduce((sum, each) => sum + Math.abs(each), 0);
  const slack = 1e-3 * size;
  for (let g = 0; g < firstRows.length; g++) {
    let moved = 0;
    for (let k = 0; k < columns; k++) moved += design[g * columns + k]! * step[baselineSize + k]!;
    for (let i = runBounds[g]!; i < runBounds[g + 1]!; i++)
      for (let t = runFrom[i]! + 1; t <= runTo[i]!; t++) if (moved + levels[t]! > slack) return false;
    for (let i = lossBounds[g]!; i < lossBounds[g + 1]!; i++)
      if (moved + levels[lossPeriod[i]!]! < -slack) return false;
  }
  return true;
}
