/** Boundaries of models with covariates: nobody leaves, customers are alike, or a simpler model with the same covariates. */
import type { LikelihoodProblem } from "../../../inference/fit.js";
import { holdParameters } from "../../../inference/hold-parameters.js";
import { maximizeLikelihood } from "../../../inference/maximum-likelihood.js";
import { type Alike, alikeLimit } from "../alike-limits.js";
import { limitOn, orNull } from "../face-limits.js";
import { oneRate } from "../faces.js";
import { delayedLimit, isSudden, unlessSudden } from "../lifetimes/delayed-limit.js";
import type { Limit, Named, RegressionKind } from "./kinds.js";
import type { Layout } from "./layout.js";
import type { CovariateRows } from "./sum.js";

/** Builds the problem of another kind on the same customers, with the same coefficients. */
export type SameData = (kind: RegressionKind) => LikelihoodProblem<Named>;

/** The limits of a problem with covariates. */
export function covariateLimits(
  problem: LikelihoodProblem<Named>,
  layout: Layout,
  { meanT, groups }: { readonly meanT: number; readonly groups: readonly CovariateRows[] },
  sameData: SameData,
): readonly Limit[] {
  const { kind, coefficients } = layout;
  // Coefficients of leaving say nothing where nobody leaves; shared ones are known from purchases.
  const silent = coefficients.filter((name) => !/^(purchase|equal)\./.test(name));
  const held = { ...kind.immortal.held, ...Object.fromEntries(silent.map((name) => [name, 0])) };
  const withoutLeaving = `${kind.k === 1 ? "nbd" : "cnbdK"} with covariates`;
  const limits = [heldLimit(problem, { limitingModel: withoutLeaving, held, near: kind.immortal.near })];
  const alikeBuyers = oneRate(["r", "alpha"], "purchaseRate");
  for (const { what, face } of kind.atOnce) {
    const name = `${withoutLeaving} and ${what}`;
    limits.push(
      limitOn(problem, name, [face]),
      limitOn(problem, `${name} and one purchase rate`, [face, alikeBuyers]),
    );
  }
  for (const name of coefficients) limits.push(separated(problem, kind, name, meanT));
  if (kind.simpler !== undefined) limits.push(simplerLimit(kind.simpler, meanT, sameData));
  for (const { what, ...alike } of kind.alike) {
    const limit: Alike = { ...alike, limitingModel: `${kind.model} with one ${what}` };
    limits.push(alikeLimit(problem, limit));
  }
  if (!kind.delayed) return limits;
  const moved = layout.moves.map((move) => (move === kind.moves.dropout ? "dropout" : "purchase"));
  const delayed = delayedLimit(problem, kind.model, { ...layout, moved, groups, meanT });
  return [...unlessSudden(limits, meanT), delayed];
}

/** A coefficient of so many units of its covariate leaves the one group as if the other were infinitely far away. */
const farthest = 40;

/** The limit of one coefficient: some customers never leave, or all leave at once, and a covariate tells which. */
function separated(
  problem: LikelihoodProblem<Named>,
  { model, delayed }: RegressionKind,
  name: string,
  meanT: number,
): Limit {
  const limitingModel = `${model} with an infinite coefficient`;
  // With b the coefficients of leaving grow as well, at ages that stay where they are.
  const sudden = (parameters: Named): boolean => delayed === true && isSudden(parameters, meanT);
  const near = (parameters: Named): boolean => Math.abs(parameters[name]!) > 7 && !sudden(parameters);
  const towards = (sign: number): Limit =>
    heldLimit(problem, { limitingModel, held: { [name]: sign * farthest }, near });
  return {
    ...towards(1),
    maximize: (best) => (near(best) ? towards(Math.sign(best[name]!)).maximize(best) : null),
  };
}

/** The limit in which some parameters stand at values that are as good as the boundary, and the rest are fitted. */
function heldLimit(
  problem: LikelihoodProblem<Named>,
  { limitingModel, held, near }: Pick<Limit, "limitingModel" | "near"> & { readonly held: Named },
): Limit {
  return {
    limitingModel,
    lost: Object.keys(held),
    near,
    maximize: (best) =>
      orNull(() => {
        const free = holdParameters(problem, held, [best]);
        const fit = maximizeLikelihood(free);
        return {
          logLikelihood: fit.logLikelihood,
          parameters: free.whole(fit.parameters),
          identified: identifiedBy(fit.parameters, fit.standardErrors),
          covariance: fit.covariance as readonly (readonly number[])[],
        };
      }),
  };
}

function identifiedBy(parameters: Named, standardErrors: Readonly<Record<string, number | null>>) {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, estimate]) => [
      name,
      { estimate, standardError: standardErrors[name] ?? null },
    ]),
  );
}

/** The limit in which the model is a simpler one with the same covariates. */
function simplerLimit(
  simpler: NonNullable<RegressionKind["simpler"]>,
  meanT: number,
  sameData: SameData,
): Limit {
  return {
    limitingModel: simpler.kind.model,
    lost: simpler.lost,
    near: (parameters) => simpler.near(parameters, meanT),
    maximize: (best) =>
      orNull(() => {
        const problem = sameData(simpler.kind);
        const fit = maximizeLikelihood({ ...problem, starts: [simpler.reduce(best)], nested: [] });
        const parameters = simpler.expand(fit.parameters, meanT);
        const known = Object.keys(parameters).filter((name) => !simpler.lost.includes(name));
        const names = Object.keys(fit.parameters);
        const entry = (row: string, column: string) =>
          Number(fit.covariance[names.indexOf(row)]![names.indexOf(column)]);
        return {
          logLikelihood: fit.logLikelihood,
          parameters,
          identified: identifiedBy(fit.parameters, fit.standardErrors),
          covariance: known.map((row) => known.map((column) => entry(row, column))),
        };
      }),
  };
}
