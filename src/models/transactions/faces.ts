/**
 * The boundaries of a transaction model as faces of its parameter space: on each a distribution across customers has become
 * simpler. What happens to purchases and what to leaving combine, so that a model's boundaries are all pairs of them.
 */
import { ConvergenceError } from "../../errors.js";
import type {
  BoundaryLimit,
  Estimate,
  LikelihoodProblem,
  LimitingFit,
  RoughMaximum,
} from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import { parametersAt, pointOf, scaledProblem } from "../../inference/objective.js";
import type { ParameterScale } from "../../inference/scale.js";
import { minimizeBfgs, type Point } from "../../math/optimize.js";

type Named = Readonly<Record<string, number>>;
type Limiting = LimitingFit<Named>;

/** So large a shape that the distribution is a point to rounding, and so small that nothing is lost in sums with it. */
const concentration = 1e12;
/** So small a sum of shapes that a beta distribution is 0 or 1 to rounding, whatever it is multiplied by. */
const split = 1e-150;

/** A distribution of two parameters (or more) that has become one of a single value, or of none. */
export interface Face {
  /** The parameters of the distribution, which have no finite estimates here. */
  readonly lost: readonly string[];
  /** The single value: its name and scale; null where nothing is left to estimate. */
  readonly identified: { readonly name: string; readonly scale: ParameterScale } | null;
  /** The parameters, in the order of `lost`, at a value. */
  readonly at: (value: number) => readonly number[];
  /** Their derivatives by the value. */
  readonly slopes: (value: number) => readonly number[];
  /** The value that a point inside comes nearest to. */
  readonly valueAt: (point: Named) => number;
  /** Parameters off the boundary at a distance, in proportion to which the likelihood at first changes. */
  readonly beside: (value: number, distance: number) => readonly (readonly number[])[];
}

/** All customers share one value: a gamma distribution of shape and rate parameter has shrunk to its mean. */
export function oneRate(lost: readonly [string, string], name: string): Face {
  return {
    lost,
    identified: { name, scale: "log" },
    at: (rate) => [concentration, concentration / rate],
    slopes: (rate) => [0, -concentration / rate ** 2],
    valueAt: (point) => point[lost[0]]! / point[lost[1]]!,
    beside: (rate, distance) => [[1 / distance, 1 / (distance * rate)]],
  };
}

/** All customers share one probability: a beta distribution has shrunk to its mean. */
export function oneProbability(lost: readonly [string, string], name: string): Face {
  return betaFace(lost, name, concentration, (distance) => 1 / distance);
}

/** The probability is 1 for a share of the customers and 0 for the rest: both shapes of a beta distribution are 0. */
export function allOrNone(lost: readonly [string, string], name: string): Face {
  return betaFace(lost, name, split, (distance) => distance);
}

function betaFace(
  lost: readonly [string, string],
  name: string,
  sum: number,
  sumAt: (distance: number) => number,
): Face {
  return {
    lost,
    identified: { name, scale: "logit" },
    at: (share) => [sum * share, sum * (1 - share)],
    slopes: () => [sum, -sum],
    valueAt: (point) => {
      const [one, two] = [point[lost[0]]!, point[lost[1]]!];
      return Math.min(Math.max(one / (one + two), 1e-12), 1 - 1e-12);
    },
    beside: (share, distance) => [[sumAt(distance) * share, sumAt(distance) * (1 - share)]],
  };
}

/** The same for all customers, and known: nothing is left to estimate. */
export function fixed(
  lost: readonly string[],
  values: readonly number[],
  beside: (distance: number) => readonly (readonly number[])[],
): Face {
  return {
    lost,
    identified: null,
    at: () => values,
    slopes: () => [],
    valueAt: () => 0,
    beside: (_, distance) => beside(distance),
  };
}

/** The probability is 0 for everybody, as it nearly is for beta distributions of every width with a mean near 0. */
export function none(lost: readonly [string, string]): Face {
  const sums = [1e-5, 0.01, 0.1, 1, 10, 1000];
  return fixed(lost, [1e-300, 1], (distance) => sums.map((sum) => [sum * distance, sum * (1 - distance)]));
}

/** The probability is 1 for everybody. */
export function all(lost: readonly [string, string]): Face {
  return fixed(lost, [1, 1e-300], (distance) => [[1, distance]]);
}

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
  /** Parameters of the model at which its verbs give the simpler model's values, or come nearest to them. */
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

/** The problem of the values that the faces leave, and of the parameters that they do not touch. */
function reducedProblem(problem: LikelihoodProblem<Named>, faces: readonly Face[]) {
  const names = Object.keys(problem.scale);
  const lost = faces.flatMap((face) => face.lost);
  const kept = names.filter((name) => !lost.includes(name));
  const valued = faces.filter((face) => face.identified !== null);
  const free = [...valued.map((face) => face.identified!.name), ...kept];
  const full = new Float64Array(names.length);
  const slopes = new Float64Array(names.length);
  for (const face of faces) put(face, 0);
  function put(face: Face, value: number): void {
    face.at(value).forEach((number, i) => {
      full[names.indexOf(face.lost[i]!)] = number;
    });
  }
  const evaluate = (reduced: Float64Array, gradient?: Float64Array): number => {
    valued.forEach((face, i) => {
      put(face, reduced[i]!);
    });
    kept.forEach((name, i) => {
      full[names.indexOf(name)] = reduced[valued.length + i]!;
    });
    if (gradient === undefined) return problem.evaluate(full);
    const value = problem.evaluate(full, slopes.fill(0));
    valued.forEach((face, i) => {
      const by = face.slopes(reduced[i]!);
      gradient[i] = face.lost.reduce((sum, name, j) => sum + by[j]! * slopes[names.indexOf(name)]!, 0);
    });
    kept.forEach((name, i) => {
      gradient[valued.length + i] = slopes[names.indexOf(name)]!;
    });
    return value;
  };
  const scale = Object.fromEntries([
    ...valued.map((face) => [face.identified!.name, face.identified!.scale]),
    ...kept.map((name) => [name, problem.scale[name]!]),
  ]);
  const startAt = (point: Named): Named =>
    Object.fromEntries(
      free.map((name, i) => [name, i < valued.length ? valued[i]!.valueAt(point) : point[name]!]),
    );
  const reduced = {
    ...problem,
    scale,
    evaluate,
    preview: undefined,
    sketch: undefined,
    everyStart: undefined,
    limits: [],
    nested: [],
  };
  const scaled = scaledProblem(reduced, []);
  const slope = new Float64Array(free.length);
  const expand = (values: Named): Named => {
    const all: Record<string, number> = {};
    for (const face of faces) {
      const numbers = face.at(face.identified === null ? 0 : values[face.identified.name]!);
      face.lost.forEach((name, i) => {
        all[name] = numbers[i]!;
      });
    }
    return Object.fromEntries(names.map((name) => [name, all[name] ?? values[name]!]));
  };
  return {
    startAt,
    expand,
    /** Points inside on one face after the other, still on the rest. */
    beside: ({ parameters, identified }: Limiting, distance: number): readonly Named[] =>
      faces.flatMap((face) => {
        const value = face.identified === null ? 0 : identified[face.identified.name]!.estimate;
        return face.beside(value, distance).map((numbers) => {
          const moved = face.lost.map((name, i): [string, number] => [name, numbers[i]!]);
          return { ...parameters, ...Object.fromEntries(moved) };
        });
      }),
    explore(points: readonly Named[], floor: number): RoughMaximum<Named> | null {
      const starts = points.map((point) => pointOf(scaled, startAt(point)));
      const best = starts
        .map((start) => ({ start, value: scaled.objective(start, slope) }))
        .reduce((one, other) => (other.value < one.value ? other : one));
      // So far below, and so slow, that it will not get there.
      const stop = ({ value }: Point, before: Point) => {
        const below = value + floor / scaled.observations;
        return below > 0 && before.value - value < below / 2;
      };
      const search = { maxIterations: 40, tolerance: 1e-4, stop };
      const { x, value } = minimizeBfgs(scaled.objective, best.start, search);
      if (!x.every((coordinate, i) => Math.abs(coordinate - best.start[i]!) < away)) return null;
      const parameters = expand(parametersAt<Named>(scaled, x));
      return { logLikelihood: -value * scaled.observations, parameters };
    },
    problem: (start: Named) => {
      const farthest = away + pointOf(scaled, start).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      return { ...reduced, starts: [start], farthest };
    },
  };
}

/** A search that leads so far from its start on the scale is on its way to where faces meet, which is a limit of its own. */
const away = 8;

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
