/**
 * The simpler models that the retention process of disclosures becomes on the edges of its parameters: customers alike (r and α
 * to infinity), and survival that is a power of tenure beyond a threshold (r to 0, r c and r ln α finite), of which a share
 * that leaves at once while the rest stay for ever is the case with exponent 0.
 */
import { maximumOf } from "../../inference/boundaries.js";
import type { BoundaryLimit } from "../../inference/fit.js";
import { maximizeLikelihood } from "../../inference/maximum-likelihood.js";
import type { ParameterScale } from "../../inference/scale.js";
import { cohortsOf, type DisclosedRetentionParameters, lossExpectation } from "./disclosed-losses.js";
import type { DisclosedBase } from "./disclosures.js";
import { type LeastSquaresModel, problemAt } from "./least-squares-problem.js";

type Model = LeastSquaresModel<DisclosedRetentionParameters>;
type Limit = BoundaryLimit<DisclosedRetentionParameters>;
type Numbers = Readonly<Record<string, number>>;

/** The limits towards which the likelihood of disclosures can rise, at a known spread. */
export function disclosedRetentionLimits(
  base: DisclosedBase,
  model: Model,
  spread: number,
): readonly Limit[] {
  return [alikeLimit(base, model, spread), powerLimit(base, model, spread)];
}

/** Customers do not differ: r and α run to infinity together, and their ratio is the hazard λ. */
function alikeLimit(base: DisclosedBase, model: Model, spread: number): Limit {
  const { r: _r, alpha: _alpha, ...kept } = model.scale as Readonly<Record<string, ParameterScale>>;
  const simpler = {
    ...{ ...model, limits: undefined, expect: lossExpectation(base, "alike") },
    ...{ model: "weibull", scale: { lambda: "log", ...kept } as Readonly<Record<string, ParameterScale>> },
  };
  const longest = longestTenure(base);
  const maximize: Limit["maximize"] = ({ r, alpha, c: shape, ...effects }) => {
    // Of customers who differ much, the shape says little of one customer's.
    const c = r < 0.1 ? Math.min(shape, 2) : shape;
    const most = longest ** c;
    const starts = [{ lambda: (r * Math.log1p(longest ** shape / alpha)) / most, c, ...effects } as Numbers];
    const fit = maximizeLikelihood(problemAt({ ...simpler, starts }, spread));
    const { lambda = 0, ...rest } = fit.parameters;
    const standardError = fit.standardErrors.lambda ?? null;
    // With r held, ln α is -ln λ and a constant: its covariances change their sign.
    const sign = (i: number) => (i === 0 ? -1 : 1);
    return {
      logLikelihood: fit.logLikelihood,
      identified: { lambda: { estimate: lambda, standardError } },
      parameters: { r: 1e9, alpha: 1e9 / lambda, ...rest } as DisclosedRetentionParameters,
      covariance: fit.covariance.map((row, i) => row.map((entry, j) => (entry ?? 0) * sign(i) * sign(j))),
    };
  };
  const beside: Limit["beside"] = ({ parameters }, distance) => {
    const r = 1 / distance;
    return [{ ...parameters, r, alpha: (r * parameters.alpha) / parameters.r }];
  };
  return { limitingModel: "weibull", lost: ["r"], maximize, explore: highestFrom(maximize), beside };
}

/** Powers of e that B(t), 1/α and their product may reach in doubles, and those at which the search of the limit begins. */
const reach = 680;
const startsWithin = 150;

/**
 * Survival exp(-max(0, shift + κ ln t)): r to 0 with r c = κ and -r ln α = shift. It is sought at an r so small that the rest
 * of the way changes nothing, in units of its start.
 */
function powerLimit(base: DisclosedBase, model: Model, spread: number): Limit {
  const longest = longestTenure(base);
  const names = Object.keys(model.scale);
  const maximize: Limit["maximize"] = (best) => {
    const start = powerNear(best, longest);
    const near = powerAt(model, spread, exponentOf(start, longest) / startsWithin, start);
    const { fit, parameters } = powerAt(model, spread, exponentOf(near.power, longest) / reach, near.power);
    const kappa = fit.parameters.kappa!;
    const kept = Math.exp(-Math.max(0, -parameters.r * Math.log(parameters.alpha)));
    return {
      ...{ logLikelihood: fit.logLikelihood, parameters },
      identified: {
        kappa: { estimate: kappa, standardError: fit.standardErrors.kappa ?? null },
        keptAtFirst: { estimate: kept, standardError: null },
      },
    };
  };
  return {
    ...{ limitingModel: "discretePareto", lost: names as Limit["lost"] },
    ...{ near: ({ r }) => r < 0.02, maximize, explore: highestFrom(maximize) },
  };
}

/** The largest of the powers of e that grow as r falls, times r. */
function exponentOf({ shift = 0, kappa = 0, ...effects }: Numbers, longest: number): number {
  const effect = Object.values(effects).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Math.max(1e-9, Math.abs(shift), kappa * Math.log(longest) + effect + Math.max(0, shift));
}

/** The power of tenure that a survival curve resembles in the second half of what is observed. */
function powerNear({ r, alpha, c, ...effects }: DisclosedRetentionParameters, longest: number): Numbers {
  const scaled = Object.fromEntries(Object.entries(effects).map(([name, effect]) => [name, r * effect]));
  if (r < 0.05) return { shift: -r * Math.log(alpha), kappa: r * c, ...scaled };
  const lost = (t: number) => r * Math.log1p(t ** c / alpha);
  const kappa = Math.max(1e-6, (lost(longest) - lost(longest / 2)) / Math.LN2);
  return { shift: lost(longest) - kappa * Math.log(longest), kappa, ...scaled };
}

/** The maximum at an r that is held. */
function powerAt(model: Model, spread: number, r: number, start: Numbers) {
  const whole = problemAt({ ...model, limits: undefined }, spread);
  const [first, second, ...seasons] = Object.keys(start);
  const units = [Math.max(1e-6, Math.abs(start[first!]!)), 1, ...seasons.map(() => r)];
  const scale: Record<string, ParameterScale> = { [first!]: "identity", [second!]: "log" };
  for (const season of seasons) scale[season] = "identity";
  const exponents = (point: ArrayLike<number>) => Array.from(point, (value, k) => (value * units[k]!) / r);
  const inside = (point: ArrayLike<number>) => {
    const [shift = 0, ...others] = exponents(point);
    return Float64Array.of(r, Math.exp(Math.max(-700, Math.min(700, -shift))), ...others);
  };
  const evaluate: typeof whole.evaluate = (point, gradient, information) => {
    const natural = inside(point);
    if (gradient === undefined) return whole.evaluate(natural);
    const [n, full] = [gradient.length, natural.length];
    const [slopes, known] = [new Float64Array(full), new Float64Array(full * full)];
    const value = whole.evaluate(natural, slopes, information && known);
    const chain = units.map((unit, k) => ((k === 0 ? -natural[1]! : 1) * unit) / r);
    chain.forEach((by, k) => {
      gradient[k]! += slopes[k + 1]! * by;
      if (information === undefined) return;
      for (let j = 0; j < n; j++) information[k * n + j]! += known[(k + 1) * full + j + 1]! * by * chain[j]!;
    });
    return value;
  };
  const from = Object.fromEntries(Object.entries(start).map(([name, value], k) => [name, value / units[k]!]));
  const fit = maximizeLikelihood<Numbers>({ ...whole, scale, starts: [from], evaluate } as never);
  const point = Object.values(fit.parameters);
  const named = (values: ArrayLike<number>, keys: readonly string[]) =>
    Object.fromEntries(keys.map((name, k) => [name, values[k]!]));
  return {
    fit,
    parameters: named(inside(point), Object.keys(model.scale)) as unknown as DisclosedRetentionParameters,
    power: named(
      point.map((value, k) => value * units[k]!),
      Object.keys(start),
    ),
  };
}

/** The longest tenure seen, 2 at least. */
function longestTenure(base: DisclosedBase): number {
  const ends = cohortsOf(base).map(({ tenure, from }) => tenure + base.periods - from);
  return ends.reduce((most, end) => Math.max(most, end), 2);
}

/** The highest maximum from the first two of some points. */
function highestFrom(maximize: Limit["maximize"]): NonNullable<Limit["explore"]> {
  return (points) =>
    points.slice(0, 2).reduce<ReturnType<Limit["maximize"]>>((best, point) => {
      const next = maximumOf(() => maximize(point));
      return next !== null && !(next.logLikelihood <= (best?.logLikelihood ?? -Infinity)) ? next : best;
    }, null);
}
