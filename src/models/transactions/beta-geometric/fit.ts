/** Fitting the beta-geometric family with a known shape of the gaps. */
import type { LikelihoodProblem } from "../../../inference/fit.js";
import type { CustomerHistory, Customers } from "../../../tables/read-histories.js";
import type { DistinctCustomers } from "../distinct-customers.js";
import { customersToFit, likelihoodOfTiming, scaleOfData, statedTimeUnit } from "../fit-checks.js";
import { previewOf } from "../preview.js";
import { sketchOf } from "../sketch.js";
import { type BetaGeometricParameters, betaGeometricLimits } from "./limits.js";
import { type BetaGeometricKind, betaGeometricLikelihood } from "./problem.js";

export type { BetaGeometricParameters };

const scale = { r: "log", alpha: "log", a: "log", b: "log" } as const;

/** The likelihood problem of BG/NBD (zero = 0) or MBG/NBD (zero = 1). */
export function betaGeometricProblem(
  customers: CustomerHistory | Customers,
  kind: BetaGeometricKind & { readonly where: string; readonly model: string },
): LikelihoodProblem<BetaGeometricParameters> {
  const { where, model } = kind;
  const rows = customersToFit(where, customers);
  const likelihood = (of: DistinctCustomers) => betaGeometricLikelihood(of, kind);
  const evaluate = likelihood(rows);
  const problem: LikelihoodProblem<BetaGeometricParameters> = {
    where,
    model,
    likelihoodOf: likelihoodOfTiming,
    timeUnit: statedTimeUnit(where, customers),
    scale,
    observations: rows.totalWeight,
    starts: startsFor(rows),
    evaluate,
    preview: previewOf(rows, likelihood),
    // Without drop-out b is lost as well, so that the likelihood ratio has no chi-square form.
    nested: kind.k === 1 ? [{ model: "nbd", restrictions: 2, onBoundary: 1, regular: false }] : [],
  };
  const few = sketchOf(rows, fewest);
  const sketch = few === rows ? problem : { ...problem, evaluate: likelihood(few) };
  return {
    ...problem,
    limits: betaGeometricLimits(problem, rows, kind),
    sketch: { evaluate: sketch.evaluate, limits: betaGeometricLimits(sketch, few, kind) },
  };
}

/** With fewer distinct histories a sketch spares nothing. */
const fewest = 300;

/**
 * Starting points: customers who leave by chance, those who leave alike, nearly nobody, and those of whom a share leaves almost at
 * once and the rest hardly ever.
 */
function startsFor(rows: DistinctCustomers): readonly BetaGeometricParameters[] {
  const { rate } = scaleOfData(rows);
  const startAt = (r: number, a: number, b: number, faster = 1.5): BetaGeometricParameters => ({
    r,
    // Customers leave, so those alive buy faster than the average says.
    alpha: r / (faster * rate),
    a,
    b,
  });
  return [
    startAt(0.5, 1, 2.5),
    startAt(1, 0.003, 1, 1),
    startAt(1, 0.02, 0.04, 1.5),
    startAt(5, 0.02, 0.02, 2),
    startAt(1, 10, 200, 1.2),
    startAt(3, 0.05, 3, 1.1),
  ];
}
