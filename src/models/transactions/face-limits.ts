/** Limits of a likelihood on the faces of its parameter space, and where a model is a simpler one there. */
import { ConvergenceError } from "../../errors.js";
import type {
  BoundaryLimit,
  Estimate,
  LikelihoodProblem,
  LimitingFit,
  RoughMaximum,
} from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import type { Face, Named } from "./faces.js";
import { type Limiting, reducedProblem } from "./reduced-problem.js";

/** The limit of a problem on one face, or where several meet. */
export function limitOn<Parameters>(
  problem: LikelihoodProblem<Parameters>,
  limitingModel: string,
  faces: readonly Face[],
): BoundaryLimit<Parameters> {
  const lost = faces.flatMap((face) => face.lost);
  const names = Object.keys(problem.scale);
  const reduced = reducedProblem(problem as unknown as LikelihoodProblem<Named>, faces);
  return {
    limitingModel,
    lost: lost as readonly string[] as readonly (keyof Parameters & string)[],
    faces: faces.map(({ lost, identified, at }) => `${lost.join()} ${identified?.name ?? at(0).join()}`),
    beside: (found, distance) =>
      reduced.beside(found as unknown as Limiting, distance) as readonly unknown[] as readonly Parameters[],
    explore: (points, floor) =>
      reduced.explore(
        points as readonly unknown[] as readonly Named[],
        floor,
      ) as RoughMaximum<Parameters> | null,
    maximize: (best) =>
      orNull(() => {
        const start = reduced.startAt(best as unknown as Named);
        const fit = maximizeLikelihood(reduced.problem(start));
        // What runs away from a face runs to where it meets another, which is a limit of its own.
        if (fit.convergence.status === "boundary") return null;
        const identified = Object.entries(fit.parameters).map(([name, estimate]): [string, Estimate] => [
          name,
          { estimate, standardError: fit.standardErrors[name] ?? null },
        ]);
        const values = identified.length - names.filter((name) => !lost.includes(name)).length;
        return {
          logLikelihood: fit.logLikelihood,
          parameters: reduced.expand(fit.parameters) as unknown as Parameters,
          identified: Object.fromEntries(identified),
          covariance: fit.covariance.slice(values).map((row) => row.slice(values).map(Number)),
        };
      }),
  };
}

/** How a simpler model stands for a model on a boundary where its likelihood is not the model's at any parameters. */
export interface StandIn<Parameters> {
  /** The parameters of the model that have no finite estimates. */
  readonly lost: readonly (keyof Parameters & string)[];
  /** The parameters of the simpler model that a point inside comes nearest to. */
  readonly reduce: (point: Parameters) => Named;
  /** Parameters of the model at which its functions give the simpler model's values, or come nearest to them. */
  readonly expand: (simple: Named) => Parameters;
  readonly beside: NonNullable<BoundaryLimit<Parameters>["beside"]>;
}

/** The limit on which a model is a simpler one, or a face of that. */
export function limitThrough<Parameters>(
  simple: LikelihoodProblem<Named>,
  limitingModel: string,
  faces: readonly Face[],
  { lost, reduce, expand, beside }: StandIn<Parameters>,
): BoundaryLimit<Parameters> {
  const inner = limitOn(simple, limitingModel, faces);
  const names = Object.keys(simple.scale);
  const ofFaces = faces.flatMap((face) => face.lost) as readonly string[] as typeof lost;
  const all = [...new Set([...lost, ...ofFaces])];
  const kept = names.filter((name) => !(inner.lost as readonly string[]).includes(name));
  return {
    limitingModel,
    lost: all,
    faces: [`${lost.join()} ${names.join()}`, ...(inner.faces ?? [])],
    beside,
    explore: (points, floor) => {
      const found = inner.explore!(points.map(reduce), floor);
      return found && { ...found, parameters: expand(found.parameters) };
    },
    heightAt: (parameters) => {
      const values = reduce(parameters);
      return simple.evaluate(Float64Array.from(names, (name) => values[name]!));
    },
    maximize: (best) => {
      const found = inner.maximize(reduce(best));
      if (found === null) return null;
      const known = kept.map(
        (name) => !(all as readonly string[]).includes(name) && name in (best as object),
      );
      const covariance = found.covariance
        ?.filter((_, i) => known[i])
        .map((row) => row.filter((_, i) => known[i]));
      return { ...found, parameters: expand(found.parameters), ...(covariance && { covariance }) };
    },
  };
}

/** The maximum on a boundary, or null where the search for it runs on to a boundary of its own. */
export function orNull<Parameters>(
  maximize: () => LimitingFit<Parameters> | null,
): LimitingFit<Parameters> | null {
  try {
    return maximize();
  } catch (error) {
    if (error instanceof ConvergenceError) return null;
    throw error;
  }
}
