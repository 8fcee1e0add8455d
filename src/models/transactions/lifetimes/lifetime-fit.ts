/** Fitting models whose customers leave at an unobserved age, and the boundary on which nobody leaves. */
import type { BoundaryLimit, LikelihoodProblem, NestedModel } from "../../../inference/fit.js";
import type { ByParameter } from "../../../inference/scale.js";
import { alikeLimit } from "../alike-limits.js";
import type { CustomerHistory, Customers } from "../customers.js";
import type { DistinctCustomers } from "../distinct-customers.js";
import { customersToFit, likelihoodOfTiming, scaleOfData, statedTimeUnit } from "../fit-checks.js";
import { immortalLifetime, nbdLimit } from "../nbd-limit.js";
import { previewOf } from "../preview.js";
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
  /** When every start is searched, as in a likelihood problem. */
  readonly everyStart?: LikelihoodProblem<Parameters>["everyStart"];
  /** The parameters of the lifetime, all lost where nobody leaves. */
  readonly lost: readonly (keyof Parameters & string)[];
  /** Limits besides those of every such model. */
  readonly limits?: (
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
  const evaluate = mortalLikelihood(rows, 2 + lost.length, kind.lifetimeOf);
  const problem: LikelihoodProblem<Parameters> = {
    where,
    model,
    likelihoodOf: likelihoodOfTiming,
    timeUnit: statedTimeUnit(where, customers),
    scale,
    observations: rows.totalWeight,
    starts: kind.starts(scaleOfData(rows)),
    everyStart: kind.everyStart,
    evaluate,
    preview: previewOf(rows, (part) => mortalLikelihood(part, 2 + lost.length, kind.lifetimeOf)),
    nested: [
      { model: "nbd", restrictions: lost.length, onBoundary: 1, regular: false },
      ...(kind.nested ?? []),
    ],
  };
  const { meanT } = scaleOfData(rows);
  const limits = [immortal(where, rows, kind), ...(kind.limits?.(problem, { rows, meanT }) ?? [])];
  const oneRate = alikeLimit(problem, {
    limitingModel: `${model} with one purchase rate`,
    lost: ["r", "alpha"],
    distribution: "gamma",
    identified: "purchaseRate",
  });
  return { ...problem, limits: [...limits, oneRate] };
}

/** The boundary on which nobody leaves and the model is the NBD. */
function immortal<Parameters extends { readonly r: number; readonly alpha: number }>(
  where: string,
  rows: DistinctCustomers,
  { scale, lost }: MortalKind<Parameters>,
): BoundaryLimit<Parameters> {
  const withoutEnd = immortalLifetime(Object.keys(scale));
  return nbdLimit(where, rows, {
    lost,
    parametersOf: ({ r, alpha }) => ({ ...withoutEnd, r, alpha }) as Parameters,
  });
}
