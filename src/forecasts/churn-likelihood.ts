/** The likelihood of losses by age and calendar period: a model's churn by age, moved on the logit by calendar terms. */
import type { Fit, LikelihoodProblem } from "../inference/fit.js";
import type { NormalPrior } from "../inference/prior.js";
import { fromScale, logistic, type ParameterScale, toScale } from "../inference/scale.js";
import type { CalendarTerms } from "./calendar-terms.js";
import type { CohortCells } from "./cohort-cells.js";
import type { SubscriberModel } from "./subscriber-model.js";

/** Parameters by name, of a model whose type is not known here. */
export type NamedNumbers = Readonly<Record<string, number>>;

/** A model with what a search and a sampler need of it. */
export interface ChurnProblem {
  readonly problem: LikelihoodProblem<NamedNumbers>;
  readonly priors: Readonly<Record<string, NormalPrior>>;
  /** How many of the parameters are the model's; the calendar terms follow. */
  readonly ownParameters: number;
  /** Logit of churn at ages 1, 2, …, at the model's parameters in their order. */
  readonly churnLogits: (values: ArrayLike<number>, ages: readonly number[]) => Float64Array;
}

/** A logit beyond this is a certainty to rounding. */
const farthestLogit = 40;
/** Relative step of central differences by a parameter. */
const step = 1e-5;

/** A parameter inside its range, where rounding or a draw far out has brought it to the edge. */
function insideRange(value: number, scale: ParameterScale): number {
  if (scale === "logit") return Math.min(1 - 1e-15, Math.max(1e-15, value));
  return scale === "log" ? Math.min(1e100, Math.max(1e-100, value)) : value;
}

/** Logit of a model's churn by age, at the parameters of a scale in their order. */
export function churnLogitsOf(
  model: SubscriberModel,
  scale: Readonly<Record<string, ParameterScale>>,
): ChurnProblem["churnLogits"] {
  const names = Object.keys(scale);
  return (values, ages) => {
    const parameters = Object.fromEntries(
      names.map((name, i) => [name, insideRange(values[i]!, scale[name]!)]),
    );
    const rates = model.retentionRate(parameters as never, ages);
    return Float64Array.from(rates, (rate) =>
      Math.min(farthestLogit, Math.max(-farthestLogit, Math.log1p(-rate) - Math.log(rate))),
    );
  };
}

/**
 * The likelihood of the cells around a model's fit to the same cohorts. Priors are weak, twice as wide as those of
 * `samplePosterior`: they keep parameters finite that the data leave without bound.
 */
export function churnProblem(
  model: SubscriberModel,
  fit: Fit<object>,
  cells: CohortCells,
  terms: CalendarTerms,
): ChurnProblem {
  const own = Object.keys(fit.scale);
  const scales = fit.scale as Readonly<Record<string, ParameterScale>>;
  const names = [...own, ...terms.names];
  const churnLogits = churnLogitsOf(model, scales);
  const ownPriors = own.map((name) => [name, { mean: 0, standardDeviation: 3 }] as const);
  const priors = Object.fromEntries([
    ...ownPriors,
    ...terms.names.map((name, i) => [name, terms.priors[i]!] as const),
  ]);
  const start = Object.fromEntries(
    names.map((name) => [name, startOf(scales[name], (fit.parameters as NamedNumbers)[name])]),
  );
  const scale = Object.fromEntries(names.map((name) => [name, scales[name] ?? ("identity" as const)]));
  const problem: LikelihoodProblem<NamedNumbers> = {
    where: "forecastSubscribers",
    model: fit.model,
    likelihoodOf: fit.likelihoodOf,
    timeUnit: fit.timeUnit,
    scale,
    observations: fit.observations,
    starts: [start, apart(start, scale)],
    evaluate: cellLikelihood(
      cells,
      terms,
      churnLogits,
      own.map((name) => scales[name]!),
    ),
  };
  return { problem, priors, ownParameters: own.length, churnLogits };
}

/** A parameter that ran towards a limit is brought back to where a search can start. */
function startOf(scale: ParameterScale | undefined, value: number | undefined): number {
  if (value === undefined) return 0;
  if (scale === "log") return Math.min(1e4, Math.max(1e-4, value));
  return scale === "logit" ? Math.min(0.999, Math.max(0.001, value)) : value;
}

/** Another start: parameters pushed apart on their scale, away from where segments that are alike hold a search. */
function apart(start: NamedNumbers, scale: Readonly<Record<string, ParameterScale>>): NamedNumbers {
  return Object.fromEntries(
    Object.entries(start).map(([name, value], i) => [
      name,
      scale[name] === "identity"
        ? value
        : fromScale(toScale(value, scale[name]!) + (i % 2 === 0 ? 0.7 : -0.7), scale[name]!),
    ]),
  );
}

/** What the cells say beyond what is expected of them: losses less expected ones, by age and by period. */
interface Surplus {
  readonly byAge: Float64Array;
  readonly byPeriod: Float64Array;
}

/** Σ lost ln p + kept ln(1 - p) over the cells, with its gradient: by the model's parameters from differences of its churn. */
function cellLikelihood(
  cells: CohortCells,
  terms: CalendarTerms,
  churnLogits: ChurnProblem["churnLogits"],
  scales: readonly ParameterScale[],
): LikelihoodProblem<NamedNumbers>["evaluate"] {
  const oldest = cells.age.reduce((most, age) => Math.max(most, age), 0);
  const earliest = cells.period.reduce((least, period) => Math.min(least, period), 0);
  const ages = Array.from({ length: oldest }, (_, i) => i + 1);
  const weights = Array.from({ length: 1 - earliest }, (_, k) => terms.weights(k + earliest));
  const n = scales.length;
  const surplus = { byAge: new Float64Array(oldest), byPeriod: new Float64Array(weights.length) };
  return (values, gradient) => {
    const coefficients = values.subarray(n);
    const effects = Float64Array.from(weights, (row) => dot(row, coefficients));
    const sum = addCells(cells, earliest, churnLogits(values, ages), effects, surplus);
    if (gradient === undefined) return sum;
    for (let i = 0; i < n; i++)
      gradient[i]! += dot(
        surplus.byAge,
        slopesBy(i, values, scales[i]!, (moved) => churnLogits(moved, ages)),
      );
    weights.forEach((row, k) => {
      for (let i = 0; i < row.length; i++) gradient[n + i]! += row[i]! * surplus.byPeriod[k]!;
    });
    return sum;
  };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The log-likelihood of the cells; fills in their surplus. */
function addCells(
  { age, period, atRisk, lost }: CohortCells,
  earliest: number,
  logits: Float64Array,
  effects: Float64Array,
  surplus: Surplus,
): number {
  surplus.byAge.fill(0);
  surplus.byPeriod.fill(0);
  let sum = 0;
  for (let cell = 0; cell < age.length; cell++) {
    const a = age[cell]! - 1;
    const t = period[cell]! - earliest;
    const x = logits[a]! + effects[t]!;
    // ln p = x - ln(1 + e^x) and ln(1 - p) = -ln(1 + e^x).
    sum += lost[cell]! * x - atRisk[cell]! * (Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))));
    const more = lost[cell]! - atRisk[cell]! * logistic(x);
    surplus.byAge[a]! += more;
    surplus.byPeriod[t]! += more;
  }
  return sum;
}

/** Derivatives of the logits by one of the model's parameters: central differences. */
function slopesBy(
  i: number,
  values: Float64Array,
  scale: ParameterScale,
  logitsAt: (values: Float64Array) => Float64Array,
): Float64Array {
  const value = values[i]!;
  const size = scale === "logit" ? Math.min(value, 1 - value) : Math.max(Math.abs(value), 1e-8);
  const moved = Float64Array.from(values);
  moved[i] = value + step * size;
  const up = logitsAt(moved);
  moved[i] = value - step * size;
  const down = logitsAt(moved);
  return up.map((logit, age) => (logit - down[age]!) / (2 * step * size));
}
