/** A likelihood on a face of its parameter space: of the values that are left, and of what the face does not touch. */
import type { LikelihoodProblem, LimitingFit, RoughMaximum } from "../../inference/fit.js";
import { parametersAt, pointOf, type ScaledProblem, scaledProblem } from "../../inference/objective.js";
import { largest, minimizeBfgs, type Point } from "../../math/optimize.js";
import type { Face, Named } from "./faces.js";

/** A maximum on a face. */
export type Limiting = LimitingFit<Named>;

/** A search that leads so far from its start on the scale is on its way to where faces meet, which is a limit of its own. */
const away = 8;

/** The problem of the values that the faces leave, and of the parameters that they do not touch. */
export function reducedProblem(problem: LikelihoodProblem<Named>, faces: readonly Face[]) {
  const names = Object.keys(problem.scale);
  const left = leftOn(faces, names);
  const reduced = {
    ...problem,
    scale: Object.fromEntries([
      ...left.valued.map((face) => [face.identified!.name, face.identified!.scale]),
      ...left.kept.map((name) => [name, problem.scale[name]!]),
    ]),
    evaluate: likelihoodOn(problem, faces, left),
    preview: undefined,
    sketch: undefined,
    everyStart: undefined,
    limits: [],
    nested: [],
  };
  const startAt = (point: Named): Named =>
    Object.fromEntries([
      ...left.valued.map((face) => [face.identified!.name, face.valueAt(point)]),
      ...left.kept.map((name) => [name, point[name]!]),
    ]);
  const expand = (values: Named) => expandedOn(faces, names, values);
  const scaled = scaledProblem(reduced, []);
  return {
    startAt,
    expand,
    beside: (found: Limiting, distance: number) => pointsBeside(faces, found, distance),
    explore: (points: readonly Named[], floor: number): RoughMaximum<Named> | null => {
      const starts = points.map((point) => pointOf(scaled, startAt(point)));
      const found = roughMaximumOn(scaled, starts, floor);
      return found && { ...found, parameters: expand(found.parameters) };
    },
    problem: (start: Named) => ({
      ...reduced,
      starts: [start],
      farthest: away + largest(pointOf(scaled, start)),
    }),
  };
}

/** What is left to estimate on faces. */
interface Left {
  /** Faces that have a value. */
  readonly valued: readonly Face[];
  /** Parameters that no face touches. */
  readonly kept: readonly string[];
}

function leftOn(faces: readonly Face[], names: readonly string[]): Left {
  const lost = faces.flatMap((face) => face.lost);
  return {
    valued: faces.filter((face) => face.identified !== null),
    kept: names.filter((name) => !lost.includes(name)),
  };
}

/** The likelihood by the values of faces and the parameters that are kept, with its gradient by the chain rule. */
function likelihoodOn(
  problem: LikelihoodProblem<Named>,
  faces: readonly Face[],
  { valued, kept }: Left,
): LikelihoodProblem<Named>["evaluate"] {
  const names = Object.keys(problem.scale);
  const full = new Float64Array(names.length);
  const slopes = new Float64Array(names.length);
  for (const face of faces) put(face, 0);
  function put(face: Face, value: number): void {
    face.at(value).forEach((number, i) => {
      full[names.indexOf(face.lost[i]!)] = number;
    });
  }
  return (reduced, gradient) => {
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
}

/** The parameters of the whole model at values on the faces. */
function expandedOn(faces: readonly Face[], names: readonly string[], values: Named): Named {
  const all: Record<string, number> = {};
  for (const face of faces) {
    const numbers = face.at(face.identified === null ? 0 : values[face.identified.name]!);
    face.lost.forEach((name, i) => {
      all[name] = numbers[i]!;
    });
  }
  return Object.fromEntries(names.map((name) => [name, all[name] ?? values[name]!]));
}

/** Points inside on one face after the other, still on the rest. */
function pointsBeside(
  faces: readonly Face[],
  { parameters, identified }: Limiting,
  distance: number,
): readonly Named[] {
  return faces.flatMap((face) => {
    const value = face.identified === null ? 0 : identified[face.identified.name]!.estimate;
    return face.beside(value, distance).map((numbers) => {
      const moved = face.lost.map((name, i): [string, number] => [name, numbers[i]!]);
      return { ...parameters, ...Object.fromEntries(moved) };
    });
  });
}

/** About the maximum on the faces, from the highest of some starts; null where the search runs to where faces meet. */
function roughMaximumOn(
  scaled: ScaledProblem,
  starts: readonly Float64Array[],
  floor: number,
): RoughMaximum<Named> | null {
  const slope = new Float64Array(scaled.names.length);
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
  return { logLikelihood: -value * scaled.observations, parameters: parametersAt<Named>(scaled, x) };
}
