/** Fitting the beta-geometric family with a known shape of the gaps, and its boundary without drop-out. */
import type { BoundaryLimit, LikelihoodProblem } from "../../../inference/fit.js";
import { alikeLimit } from "../alike-limits.js";
import type { CustomerHistory, Customers } from "../customers.js";
import type { DistinctCustomers } from "../distinct-customers.js";
import { customersToFit, likelihoodOfTiming, scaleOfData, statedTimeUnit } from "../fit-checks.js";
import { nbdLimit } from "../nbd-limit.js";
import { previewOf } from "../preview.js";
import { type BetaGeometricKind, betaGeometricLikelihood } from "./problem.js";

/** Parameters of the BG/NBD and MBG/NBD models. */
export interface BetaGeometricParameters {
  /** Shape of the gamma distribution of purchase rates across customers: above 0; small means unlike each other. */
  readonly r: number;
  /** Rate parameter of that distribution, in time units: the mean purchase rate is r/alpha per time unit. */
  readonly alpha: number;
  /** First shape parameter of the beta distribution of drop-out probabilities: their mean is a/(a + b). */
  readonly a: number;
  /** Second shape parameter of that distribution. */
  readonly b: number;
}

const scale = { r: "log", alpha: "log", a: "log", b: "log" } as const;

/** The likelihood problem of BG/NBD (zero = 0) or MBG/NBD (zero = 1). */
export function betaGeometricProblem(
  customers: CustomerHistory | Customers,
  kind: BetaGeometricKind & { readonly where: string; readonly model: string },
): LikelihoodProblem<BetaGeometricParameters> {
  const { where, model } = kind;
  const rows = customersToFit(where, customers);
  const { meanT, rate } = scaleOfData(rows);
  const startAt = (r: number, a: number, b: number): BetaGeometricParameters => ({
    r,
    // Customers leave, so those alive buy faster than the average says.
    alpha: r / (1.5 * rate),
    a,
    b,
  });
  const problem: LikelihoodProblem<BetaGeometricParameters> = {
    where,
    model,
    likelihoodOf: likelihoodOfTiming,
    timeUnit: statedTimeUnit(where, customers),
    scale,
    observations: rows.totalWeight,
    starts: [startAt(0.5, 1, 2.5), startAt(1, 0.5, 5), { r: 1, alpha: meanT, a: 1, b: 1 }],
    evaluate: betaGeometricLikelihood(rows, kind),
    preview: previewOf(rows, (part) => betaGeometricLikelihood(part, kind)),
    // Without drop-out b is lost as well, so that the likelihood ratio has no chi-square form.
    nested: kind.k === 1 ? [{ model: "nbd", restrictions: 2, onBoundary: 1, regular: false }] : [],
  };
  const oneRate = alikeLimit(problem, {
    limitingModel: `${model} with one purchase rate`,
    lost: ["r", "alpha"],
    distribution: "gamma",
    identified: "purchaseRate",
  });
  const oneDropout = alikeLimit(problem, {
    limitingModel: `${model} with one drop-out probability`,
    lost: ["a", "b"],
    distribution: "beta",
    identified: "dropoutProbability",
  });
  const limits = [...(kind.k === 1 ? [withoutDropout(where, rows)] : []), oneRate, oneDropout];
  return { ...problem, limits };
}

/** The boundary a = 0, where nobody leaves and the model is the NBD. */
function withoutDropout(where: string, rows: DistinctCustomers): BoundaryLimit<BetaGeometricParameters> {
  return nbdLimit(where, rows, {
    lost: ["a", "b"],
    near: ({ a, b }) => a / (a + b) < 1e-3,
    parametersOf: ({ r, alpha }) => ({ r, alpha, a: 1e-300, b: 1 }),
  });
}
