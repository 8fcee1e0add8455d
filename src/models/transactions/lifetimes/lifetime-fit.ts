/** Fitting models whose customers leave at an unobserved age. */
import type { BoundaryLimit, LikelihoodProblem, NestedModel } from "../../../inference/fit.js";
import type { ByParameter } from "../../../inference/scale.js";
import type { CustomerHistory, Customers } from "../../../tables/read-histories.js";
import type { DistinctCustomers } from "../distinct-customers.js";
import { customersToFit, likelihoodOfTiming, scaleOfData, statedTimeUnit } from "../fit-checks.js";
import { previewOf } from "../preview.js";
import { sketchOf } from "../sketch.js";
import type { Lifetime } from "./lifetime.js";
import { mortalLikelihood } from "./lifetime-problem.js";

/** Which model is fitted. */
export interface MortalKind<Parameters> {
  readonly where: string;
  readonly model: string;
  readonly scale: ByParameter<Parameters, "log">;
  readonly lifetimeOf: (parameters: Float64Array) => Lifetime;
  /** Starting points from the scale of the data. */
  readonly starts: (data: { readonly meanT: number; readonly rate: number }) => readonly Parameters[];
  /** How far a search may run, as in a likelihood problem. */
  readonly farthest?: number;
  /** The parameters of the lifetime, all lost where nobody leaves. */
  readonly lost: readonly (keyof Parameters & string)[];
  /** All boundaries on which the likelihood may have its supremum. */
  readonly limits: (
    problem: LikelihoodProblem<Parameters>,
    data: { readonly rows: DistinctCustomers; readonly meanT: number },
  ) => readonly BoundaryLimit<Parameters>[];
  /** Models contained in this one besides the NBD. */
  readonly nested?: readonly NestedModel[];
}

/** The likelihood problem of the Pareto/NBD or GGom/NBD model. */
export function mortalProblem<Parameters extends { readonly r: number; readonly alpha: number }>(
  customers: CustomerHistory | Customers,
  kind: MortalKind<Parameters>,
): LikelihoodProblem<Parameters> {
  const { where, model, scale, lost } = kind;
  const rows = customersToFit(where, customers);
  const likelihood = (of: DistinctCustomers) => mortalLikelihood(of, 2 + lost.length, kind.lifetimeOf);
  const { meanT } = scaleOfData(rows);
  const problem: LikelihoodProblem<Parameters> = {
    where,
    model,
    likelihoodOf: likelihoodOfTiming,
    timeUnit: statedTimeUnit(where, customers),
    scale,
    observations: rows.totalWeight,
    starts: kind.starts(scaleOfData(rows)),
    farthest: kind.farthest,
    evaluate: likelihood(rows),
    preview: previewOf(rows, likelihood),
    nested: [
      { model: "nbd", restrictions: lost.length, onBoundary: 1, regular: false },
      ...(kind.nested ?? []),
    ],
  };
  const few = sketchOf(rows, fewest);
  const sketch = few === rows ? problem : { ...problem, evaluate: likelihood(few), preview: undefined };
  return {
    ...problem,
    limits: kind.limits(problem, { rows, meanT }),
    sketch: { evaluate: sketch.evaluate, limits: kind.limits(sketch, { rows: few, meanT }) },
  };
}

/** With fewer distinct histories a sketch spares nothing. */
const fewest = 200;
