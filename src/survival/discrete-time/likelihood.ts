/** The log-likelihood of hazards in discrete time, with its gradient and its observed information. */
import type { TimeTerms } from "./baseline.js";
import { cloglog } from "./cloglog.js";
import { addGroups, emptySums, type GroupedDesign, type Sums } from "./link-sums.js";
import { logit } from "./logit.js";

/**
 * The link between hazard and linear predictor η. `"cloglog"`, the complementary log-log: h = 1 - exp(-exp η), which proportional
 * hazards in continuous time become when they are seen by periods; exp(coefficient) is a hazard ratio. `"logit"`: h = 1/(1 + e^-η);
 * exp(coefficient) is a ratio of odds.
 */
export type HazardLink = "cloglog" | "logit";

/** Data and design of a likelihood: its parameters are those of the time effect, then the coefficients. */
export interface HazardDesign extends GroupedDesign {
  /** The terms of period t at entry t; null for periods in which nobody was watched. */
  readonly terms: readonly (TimeTerms | null)[];
  /** How many parameters the time effect has. */
  readonly baselineSize: number;
}

/** A likelihood that fills in its gradient and its observed information when asked. */
export type HazardLikelihood = (
  parameters: Float64Array,
  gradient?: Float64Array,
  information?: Float64Array,
) => number;

/**
 * The log-likelihood as a function of the parameters.
 *
 * Every pass adds up the information too, which most of a search needs, and the last three are kept: a search asks several times for
 * the point at which it stands.
 */
export function hazardLikelihood(link: HazardLink, data: HazardDesign): HazardLikelihood {
  const { exposures, terms, baselineSize, columns } = data;
  const pass = (parameters: Float64Array): Pass => {
    const levels = Float64Array.from(terms, (term) => levelOf(term, parameters));
    const sums = emptySums(exposures.lastPeriod, columns);
    const point = { levels, coefficients: parameters.subarray(baselineSize) };
    const value = addGroups(link === "cloglog" ? cloglog : logit, data, point, sums);
    return {
      at: parameters.slice(),
      value,
      gradient: gradientOf(data, sums),
      information: informationOf(data, sums),
    };
  };
  let kept: readonly Pass[] = [];
  return (parameters, gradient, information) => {
    const known = kept.find(({ at }) => at.every((value, i) => value === parameters[i]));
    const found = known ?? pass(parameters);
    if (known === undefined) kept = [found, ...kept.slice(0, 2)];
    gradient?.set(found.gradient);
    information?.set(found.information);
    return found.value;
  };
}

interface Pass {
  readonly at: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly information: Float64Array;
}

/** The linear predictor of the time effect in a period; -∞, no hazard at all, where nobody was watched. */
export function levelOf(term: TimeTerms | null | undefined, parameters: ArrayLike<number>): number {
  if (term === null || term === undefined) return Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let i = 0; i < term.positions.length; i++) sum += term.factors[i]! * parameters[term.positions[i]!]!;
  return sum;
}

function gradientOf({ terms, baselineSize, columns }: HazardDesign, sums: Sums): Float64Array {
  const gradient = new Float64Array(baselineSize + columns);
  terms.forEach((term, t) => {
    term?.positions.forEach((position, i) => {
      gradient[position]! += term.factors[i]! * sums.byLevel[t]!;
    });
  });
  gradient.set(sums.byCoefficient, baselineSize);
  return gradient;
}

function informationOf({ terms, baselineSize, columns }: HazardDesign, sums: Sums): Float64Array {
  const n = baselineSize + columns;
  const matrix = new Float64Array(n * n);
  terms.forEach((term, t) => {
    term?.positions.forEach((position, i) => {
      const factor = term.factors[i]!;
      term.positions.forEach((other, j) => {
        matrix[position * n + other]! += factor * term.factors[j]! * sums.levels[t]!;
      });
      for (let k = 0; k < columns; k++) {
        const cross = factor * sums.cross[t * columns + k]!;
        matrix[position * n + baselineSize + k]! += cross;
        matrix[(baselineSize + k) * n + position]! += cross;
      }
    });
  });
  for (let k = 0; k < columns; k++)
    for (let l = 0; l <= k; l++) {
      const value = sums.coefficients[k * columns + l]!;
      matrix[(baselineSize + k) * n + baselineSize + l] = value;
      matrix[(baselineSize + l) * n + baselineSize + k] = value;
    }
  return matrix;
}
