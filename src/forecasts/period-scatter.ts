/** How much the losses of calendar periods scatter around what a fit expects: more than independent customers would? */
import { logistic } from "../inference/scale.js";
import { chiSquareUpper } from "../math/distributions.js";
import { findRoot } from "../math/roots.js";
import { type CalendarTerms, effectIn } from "./calendar-terms.js";
import type { ChurnProblem, NamedNumbers } from "./churn-likelihood.js";
import type { CohortCells } from "./cohort-cells.js";

/** Scatter of the losses of whole periods. */
export interface PeriodScatter {
  /** Pearson's χ² per degree of freedom: 1 where customers leave independently; null with too few periods. */
  readonly dispersion: number | null;
  /** Degrees of freedom: the periods with customers at risk, less one and less the calendar terms. */
  readonly degreesOfFreedom: number;
  /** Probability of so much scatter by chance alone; null with `dispersion`. */
  readonly pValue: number | null;
  /** Standard deviation of what moves a period's churn by itself, on the logit: 0 where chance explains the scatter. */
  readonly shockDeviation: number;
}

/** Scatter of the periods around churn at given parameters. */
export function periodScatter(
  cells: CohortCells,
  { churnLogits, ownParameters }: ChurnProblem,
  terms: CalendarTerms,
  parameters: NamedNumbers,
): PeriodScatter {
  const values = Object.values(parameters);
  const oldest = cells.age.reduce((most, age) => Math.max(most, age), 0);
  const logits = churnLogits(
    values,
    Array.from({ length: oldest }, (_, i) => i + 1),
  );
  const byPeriod = new Map<number, { surplus: number; variance: number }>();
  cells.age.forEach((age, cell) => {
    const period = cells.period[cell]!;
    const p = logistic(logits[age - 1]! + effectIn(terms, values.slice(ownParameters), period));
    const sums = byPeriod.get(period) ?? { surplus: 0, variance: 0 };
    sums.surplus += cells.lost[cell]! - cells.atRisk[cell]! * p;
    sums.variance += cells.atRisk[cell]! * p * (1 - p);
    byPeriod.set(period, sums);
  });
  const periods = [...byPeriod.values()].filter(({ variance }) => variance > 0);
  return scatterOf(periods, periods.length - 1 - terms.names.length);
}

function scatterOf(
  periods: readonly { readonly surplus: number; readonly variance: number }[],
  degreesOfFreedom: number,
): PeriodScatter {
  if (degreesOfFreedom < 1)
    return {
      dispersion: null,
      degreesOfFreedom: Math.max(0, degreesOfFreedom),
      pValue: null,
      shockDeviation: 0,
    };
  // A shock of deviation s on the logit moves the losses of a period by about s times their variance.
  const chiSquareAt = (shock: number) =>
    periods.reduce(
      (sum, { surplus, variance }) => sum + surplus ** 2 / (variance + (shock * variance) ** 2),
      0,
    );
  const chiSquare = chiSquareAt(0);
  const excess = (shock: number) => chiSquareAt(shock) - degreesOfFreedom;
  return {
    dispersion: chiSquare / degreesOfFreedom,
    degreesOfFreedom,
    pValue: chiSquareUpper(chiSquare, degreesOfFreedom),
    shockDeviation: excess(0) > 0 && excess(10) < 0 ? findRoot(excess, [0, 10], { tolerance: 1e-8 }) : 0,
  };
}
