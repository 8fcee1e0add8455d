/** The boundary of the GGom/NBD model on which b grows without end: a constant hazard of leaving from one age on. */
import type { BoundaryLimit, LikelihoodProblem } from "../../../inference/fit.js";
import { holdParameters, type Named } from "../../../inference/hold-parameters.js";
import { maximizeLikelihood } from "../../../inference/maximum-likelihood.js";
import { parametersAt, pointOf, scaledProblem } from "../../../inference/objective.js";
import { minimizeBfgs } from "../../../math/optimize.js";
import { type CovariateRows, type SumLayout, sumOverGroups } from "../covariates/sum.js";
import { orNull } from "../face-limits.js";
import { delayedKind, delayMove } from "./delayed-lifetime.js";

/** Exponents up to which powers of e stay below 1e150, beyond which no parameter is taken. */
const largestExponent = 340;
/** Steepest growth of the hazard over a mean T: from here on nothing is seen of it. */
const steepest = 1e6;

/** Growth over a mean T from which a search may be on its way to a sudden start of leaving. */
const suddenFrom = 10;

/** Whether a search may be on its way there. */
export function isSudden({ b }: Named, meanT: number): boolean {
  return b! * meanT > suddenFrom;
}

/** The same limits, not asked from points on that way unless they are near: their searches would be long, and end nowhere. */
export function unlessSudden(
  limits: readonly BoundaryLimit<Named>[],
  meanT: number,
): readonly BoundaryLimit<Named>[] {
  return limits.map((limit) => ({
    ...limit,
    maximize: (best) => (isSudden(best, meanT) && limit.near?.(best) === false ? null : limit.maximize(best)),
  }));
}

/** Customers of a GGom/NBD model, with the covariates that move it; none in the model without. */
export interface DelayedData extends Pick<SumLayout, "covariates" | "terms"> {
  readonly coefficients: readonly string[];
  /** Which parameter each linear predictor moves. */
  readonly moved: readonly ("purchase" | "dropout")[];
  readonly groups: readonly CovariateRows[];
  readonly meanT: number;
}

/**
 * The limit of b → ∞ with s b and ln(β)/b as they are. Its likelihood has an edge wherever the age at which leaving begins
 * is the age of somebody's purchase, and a maximum may lie on an edge: that age is found by a quasi-Newton search, which
 * finds edges too, and the rest is fitted with it held.
 */
export function delayedLimit(
  problem: LikelihoodProblem<Named>,
  model: string,
  data: DelayedData,
): BoundaryLimit<Named> {
  const moving = data.coefficients.filter((name) => name.startsWith("dropout."));
  return {
    limitingModel: `${model} with one hazard of leaving from one age on`,
    lost: ["b", "s", "beta", ...moving],
    near: ({ b }) => b! * data.meanT > 100,
    // So steep a growth is beyond what the likelihood of the model itself can be summed with.
    heightAt: (parameters) => {
      const delayed = delayedProblem(problem, data);
      const values = delayedOf(parameters, moving);
      return delayed.evaluate(Float64Array.from(Object.keys(delayed.scale), (name) => values[name]!));
    },
    maximize(best) {
      // A search that ends with a slow growth is not on its way here.
      if (!isSudden(best, data.meanT)) return null;
      return orNull(() => {
        const delayed = delayedProblem(problem, data);
        const found = climbed(delayed, delayedOf(best, moving));
        const ages = Object.fromEntries(["delay", ...moving].map((name) => [name, found[name]!]));
        const free = holdParameters(delayed, ages, [found]);
        const fit = maximizeLikelihood(free);
        const parameters = free.whole(fit.parameters);
        const identified = Object.keys(parameters).map((name) => [
          name,
          { estimate: parameters[name]!, standardError: fit.standardErrors[name] ?? null },
        ]);
        const kept = Object.keys(fit.parameters).map((name) => name !== "hazard");
        const rows = fit.covariance.filter((_, i) => kept[i]);
        return {
          logLikelihood: fit.logLikelihood,
          parameters: steepOf(parameters, moving, data),
          identified: Object.fromEntries(identified),
          covariance: rows.map((row) => row.filter((_, i) => kept[i]).map(Number)),
        };
      });
    },
  };
}

function delayedProblem(
  problem: LikelihoodProblem<Named>,
  { covariates, coefficients, moved, terms, groups }: DelayedData,
): LikelihoodProblem<Named> {
  const { r, alpha, b: _, s: __, beta: ___, ...scales } = problem.scale;
  const moves = moved.map((process) =>
    process === "dropout" ? delayMove : ({ kind: "factor", index: 1, sign: -1 } as const),
  );
  // A coefficient that both processes share is finite, and moves nothing beside an endless b.
  const own = terms.map((list, m) =>
    moved[m] === "dropout"
      ? list.filter(({ coefficient }) => !coefficients[coefficient]!.startsWith("equal."))
      : list,
  );
  return {
    ...problem,
    scale: { r: r!, alpha: alpha!, hazard: "log", delay: "identity", ...scales },
    starts: [],
    everyStart: undefined,
    farthest: 1e6,
    evaluate: sumOverGroups({ kind: delayedKind, covariates, moves, terms: own }, groups),
    preview: undefined,
    limits: [],
    nested: [],
  };
}

function delayedOf({ b, s, beta, ...rest }: Named, moving: readonly string[]): Named {
  const ages = moving.map((name) => [name, rest[name]! / b!]);
  return { ...rest, hazard: s! * b!, delay: Math.log(beta!) / b!, ...Object.fromEntries(ages) };
}

/** Where a quasi-Newton search ends that begins anew until it gains nothing. */
function climbed(problem: LikelihoodProblem<Named>, start: Named): Named {
  const names = Object.keys(problem.scale);
  const scaled = scaledProblem(
    problem,
    names.map(() => undefined),
  );
  let x = pointOf(scaled, start);
  let value = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 6; round++) {
    const end = minimizeBfgs(scaled.objective, x, { maxIterations: 100, tolerance: 1e-9, bound: 1e6 });
    if (!(end.value < value - 1e-7 / scaled.observations)) break;
    ({ x, value } = end);
  }
  return parametersAt<Named>(scaled, x);
}

/** Parameters of the model itself, with b so large as doubles allow for the powers of e that β and its factors are. */
function steepOf({ hazard, delay, ...rest }: Named, moving: readonly string[], data: DelayedData): Named {
  const { groups, covariates, meanT } = data;
  let longest = Math.abs(delay!);
  for (const { values } of groups) {
    let shift = 0;
    for (const name of moving)
      shift += rest[name]! * values[covariates.indexOf(name.slice("dropout.".length))]!;
    longest = Math.max(longest, Math.abs(shift), Math.abs(delay! - shift));
  }
  const b = Math.min(steepest / meanT, largestExponent / longest);
  const { r, alpha, ...coefficients } = rest;
  const grown = moving.map((name) => [name, rest[name]! * b]);
  return {
    r: r!,
    alpha: alpha!,
    b,
    s: hazard! / b,
    beta: Math.exp(b * delay!),
    ...coefficients,
    ...Object.fromEntries(grown),
  };
}
