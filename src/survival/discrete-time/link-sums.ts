/** What a pass over groups of equal covariates adds up, whatever the link: log-likelihood, slopes and curvatures. */
import type { Exposures } from "./exposures.js";

/** Groups of customers and their covariates. */
export interface GroupedDesign {
  readonly exposures: Exposures;
  /** Columns of the design, by group: those of group g begin at g times `columns`. */
  readonly design: Float64Array;
  /** How many of them there are. */
  readonly columns: number;
}

/** What a pass adds up; curvatures are minus second derivatives. */
export interface Sums {
  /** Slope by the level of each period. */
  readonly byLevel: Float64Array;
  /** Slope by each coefficient. */
  readonly byCoefficient: Float64Array;
  /** Curvature by the level of each period. */
  readonly levels: Float64Array;
  /** Curvature by the level of a period and a coefficient: those of period t begin at t times the number of coefficients. */
  readonly cross: Float64Array;
  /** Curvature by two coefficients, the lower triangle. */
  readonly coefficients: Float64Array;
}

/** The likelihood of one group after another under a link. */
export interface LinkKernel {
  /** Adds what group g gives by period, and leaves its slope and curvature by the linear predictor in `group`. */
  readonly add: (g: number, eta: number, group: Float64Array) => void;
  /** The log-likelihood of the groups since it was last asked. */
  readonly take: () => number;
  /** Adds to the sums by period what was left until all groups were seen. */
  readonly finish: () => void;
}

/** A link, ready to go over groups with a linear predictor of each period. */
export type LinkOf = (data: GroupedDesign, levels: Float64Array, sums: Sums) => LinkKernel;

/** Empty sums for so many periods and coefficients. */
export function emptySums(lastPeriod: number, columns: number): Sums {
  const periods = lastPeriod + 1;
  return {
    byLevel: new Float64Array(periods),
    byCoefficient: new Float64Array(columns),
    levels: new Float64Array(periods),
    cross: new Float64Array(periods * columns),
    coefficients: new Float64Array(columns * columns),
  };
}

/** Adds the sums of all groups, and returns the log-likelihood. */
export function addGroups(
  link: LinkOf,
  data: GroupedDesign,
  { levels, coefficients }: { readonly levels: Float64Array; readonly coefficients: Float64Array },
  sums: Sums,
): number {
  const { design, columns, exposures } = data;
  const { byCoefficient, coefficients: matrix } = sums;
  // e^(xb) and e^α must not overflow where their product does not: covariates such as years lie far from 0.
  let pivot = 0;
  for (let k = 0; k < columns && design.length > 0; k++) pivot += design[k]! * coefficients[k]!;
  const kernel = link(
    data,
    levels.map((level) => level + pivot),
    sums,
  );
  const group = new Float64Array(2);
  const groups = exposures.firstRows.length;
  let value = 0;
  for (let g = 0, at = 0; g < groups; g++, at += columns) {
    let eta = -pivot;
    for (let k = 0; k < columns; k++) eta += design[at + k]! * coefficients[k]!;
    kernel.add(g, eta, group);
    // Sums of sums: a million small terms added to a large one would each lose some bits.
    if ((g & 1023) === 1023) value += kernel.take();
    const slope = group[0]!;
    const curvature = group[1]!;
    for (let k = 0; k < columns; k++) {
      const x = design[at + k]!;
      byCoefficient[k]! += slope * x;
      for (let l = 0; l <= k; l++) matrix[k * columns + l]! += curvature * x * design[at + l]!;
    }
  }
  kernel.finish();
  return value + kernel.take();
}
