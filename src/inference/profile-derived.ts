/** The profile of a quantity computed from all parameters: the highest log-likelihood at each of its values. */
import { chiSquareQuantile } from "../math/distributions.js";
import { minimizeBfgs, type Objective } from "../math/optimize.js";
import { findRoot } from "../math/roots.js";
import type { Fit } from "./fit.js";
import { parametersAt, pointOf, type ScaledProblem } from "./objective.js";
import { fromScale, type ParameterScale, toScale } from "./scale.js";

/** A fitted likelihood with a quantity and the level of its interval. */
export interface DerivedProfile<Parameters> {
  readonly scaled: ScaledProblem;
  readonly fit: Fit<Parameters>;
  readonly quantity: (parameters: Parameters) => number | null;
  readonly level: number;
}

interface Target {
  /** The quantity on its own scale at a point, NaN where it is not finite or out of bounds. */
  readonly at: (x: Float64Array) => number;
  readonly scale: ParameterScale;
  /** Its standard error on that scale, or 1 where the fit has none. */
  readonly unit: number;
}

/** Where the profile has fallen by the critical amount on either side of the estimate; null where it never does. */
export function derivedEnds<Parameters>(task: DerivedProfile<Parameters>) {
  const { scaled, fit, level } = task;
  const critical = chiSquareQuantile(level, 1) / 2;
  // A parameter that ran to a boundary stands at a number far out, from which no search can start.
  const centre = pointOf(scaled, fit.parameters).map((value) => Math.max(-15, Math.min(15, value)));
  const target = targetOf(task, centre);
  const from = toScale(task.quantity(fit.parameters) ?? Number.NaN, target.scale);
  const end = (direction: 1 | -1): number | null => {
    const along = profileAlong(scaled, target, centre);
    const excess = (u: number) =>
      along(from + direction * u * target.unit).logLikelihood - fit.logLikelihood + critical;
    const root = crossing(excess);
    if (root === null) return null;
    return fromScale(along(from + direction * root * target.unit).value, target.scale);
  };
  return { lower: end(-1), upper: end(1) };
}

/** The quantity on the scale that keeps it inside its bounds. */
function targetOf<Parameters>(
  { scaled, fit, quantity }: DerivedProfile<Parameters>,
  centre: Float64Array,
): Target {
  // So far out no parameter is asked for its quantity, which might refuse to be computed there.
  const natural = (x: Float64Array) =>
    x.every((value) => Math.abs(value) < 100)
      ? (quantity(parametersAt<Parameters>(scaled, x)) ?? Number.NaN)
      : Number.NaN;
  const around = Array.from(centre).flatMap((_, i) => [-1, 1].map((step) => natural(moved(centre, i, step))));
  const values = [quantity(fit.parameters) ?? Number.NaN, ...around];
  const inside = (low: number, high: number) => values.every((value) => value > low && value < high);
  const scale = inside(0, 1) ? "logit" : inside(0, Number.POSITIVE_INFINITY) ? "log" : "identity";
  const at = (x: Float64Array) => toScale(natural(x), scale);
  const slopes = slopesOf(at, centre);
  const { units } = scaled;
  const variance = slopes.reduce(
    (sum, slope, i) =>
      sum +
      slopes.reduce(
        (row, other, j) => row + (slope * other * (fit.covariance[i]?.[j] ?? 0)) / (units[i]! * units[j]!),
        0,
      ),
    0,
  );
  return { at, scale, unit: variance > 0 ? Math.sqrt(variance) : 1 };
}

function moved(x: Float64Array, i: number, step: number): Float64Array {
  const point = Float64Array.from(x);
  point[i]! += step;
  return point;
}

function slopesOf(at: (x: Float64Array) => number, x: Float64Array): Float64Array {
  const step = 1e-5;
  return x.map((_, i) => (at(moved(x, i, step)) - at(moved(x, i, -step))) / (2 * step));
}

/** A point of the profile: a value of the quantity with the highest log-likelihood there. */
interface ProfilePoint {
  readonly value: number;
  readonly logLikelihood: number;
}

/**
 * Points of the profile, by a spring that pulls the quantity towards a value: wherever the search comes to rest, no other
 * parameters with the same quantity are likelier, so that the point lies on the profile exactly, however weak the spring.
 */
function profileAlong(
  { objective, observations }: ScaledProblem,
  { at, unit }: Target,
  centre: Float64Array,
): (towards: number) => ProfilePoint {
  const stiffness = 30 / (unit * unit * observations);
  const known = new Map<number, ProfilePoint>();
  let last = centre;
  return (towards) => {
    const seen = known.get(towards);
    if (seen !== undefined) return seen;
    const pulled: Objective = (x, gradient) => {
      const value = objective(x, gradient);
      const away = at(x) - towards;
      if (!Number.isFinite(away)) return Number.POSITIVE_INFINITY;
      slopesOf(at, x).forEach((slope, i) => {
        gradient[i]! += stiffness * away * slope;
      });
      return value + (stiffness * away * away) / 2;
    };
    const ends = [...new Set([last, centre])].map((start) =>
      minimizeBfgs(pulled, start, { tolerance: 1e-6 }),
    );
    const best = ends.reduce((lowest, next) => (next.value < lowest.value ? next : lowest));
    last = best.x.map((value) => Math.max(-30, Math.min(30, value)));
    const point = {
      value: at(best.x),
      logLikelihood: -observations * objective(best.x, new Float64Array(best.x.length)),
    };
    known.set(towards, point);
    return point;
  };
}

/** The first crossing of 0 from above, in growing steps; null where there is none. */
function crossing(excess: (u: number) => number): number | null {
  let inside = 0;
  for (let u = 2; u < 5000; u *= 1.6) {
    const value = excess(u);
    if (Number.isNaN(value)) return null;
    if (value < 0) return findRoot(excess, [inside, u], { tolerance: 1e-6 });
    inside = u;
  }
  return null;
}
