/** How long customers stay by the Weibull-gamma process with seasons, and the losses of a base that follow from it. */
import { powerStep } from "../contractual/power-step.js";
import type { DisclosedBase } from "./disclosures.js";
import type { Expectation } from "./least-squares-problem.js";

/** Parameters of `disclosedRetention`, all of one clock: the period of the disclosures. */
export interface DisclosedRetentionParameters {
  /** Shape of the gamma distribution of the customers' hazards: small where customers differ much. Above 0. */
  readonly r: number;
  /** Rate of that distribution, in periods to the power c: r / alpha is the mean hazard of the first period. Above 0. */
  readonly alpha: number;
  /** Shape of the Weibull distribution of one customer's life: above 1 churn of a customer rises with tenure. Above 0. */
  readonly c: number;
  /** `season1`, `season2`, …: logarithm of the hazard of a season over that of the last one, which is 0. */
  readonly [season: `season${number}`]: number;
}

/** Cumulative hazard B(t) of periods 0, 1, …, with its slopes by c and by each season effect but the last. */
interface CumulativeHazard {
  readonly value: Float64Array;
  readonly slopes: readonly Float64Array[];
}

/** The steps t^c - (t-1)^c of t = 1, 2, …, with their slopes by c: the same for every cohort, whatever its season. */
interface HazardSteps {
  readonly step: Float64Array;
  readonly byShape: Float64Array;
}

function hazardSteps(c: number, length: number): HazardSteps {
  const step = new Float64Array(length + 1);
  const byShape = new Float64Array(length + 1);
  let before = 0;
  for (let t = 1; t <= length; t++) {
    step[t] = powerStep(t - 1, 1, c);
    const power = t === 1 ? 0 : t ** c * Math.log(t);
    byShape[t] = power - before;
    before = power;
  }
  return { step, byShape };
}

/**
 * B(t) = Σ_{i=1..t} [i^c - (i-1)^c] e^(season of period i), the first period lived through being in season `phase` (from 0).
 */
export function cumulativeHazard(
  c: number,
  effects: ArrayLike<number>,
  { phase, length, steps }: { readonly phase: number; readonly length: number; readonly steps?: HazardSteps },
): CumulativeHazard {
  const seasons = effects.length;
  const { step, byShape } = steps ?? hazardSteps(c, length);
  const factors = Array.from({ length: seasons }, (_, season) => Math.exp(effects[season]!));
  const value = new Float64Array(length + 1);
  const slopes = Array.from({ length: seasons }, () => new Float64Array(length + 1));
  for (let t = 1; t <= length; t++) {
    const season = (phase + t - 1) % seasons;
    const factor = factors[season]!;
    const added = step[t]! * factor;
    value[t] = value[t - 1]! + added;
    slopes[0]![t] = slopes[0]![t - 1]! + byShape[t]! * factor;
    for (let j = 1; j < seasons; j++) slopes[j]![t] = slopes[j]![t - 1]! + (j - 1 === season ? added : 0);
  }
  return { value, slopes };
}

/** ln S as a function of B with its slopes by B and by its own parameters, the first of the model. */
interface Mixing {
  readonly own: number;
  readonly at: (
    parameters: Float64Array,
    hazard: number,
  ) => readonly [log: number, byHazard: number, ...number[]];
}

/** Customers whose hazards are gamma distributed: ln S = -r ln(1 + B / α). */
const gammaMixed: Mixing = {
  own: 2,
  at: ([r = 0, alpha = 0], hazard) => {
    const log = Math.log1p(hazard / alpha);
    return [-r * log, -r / (alpha + hazard), -log, (r / alpha) * (hazard / (alpha + hazard))];
  },
};

/** Customers alike: ln S = -λ B. */
const alike: Mixing = { own: 1, at: ([lambda = 0], hazard) => [-lambda * hazard, -lambda, -hazard] };

/** Customers who lived through their first period in a season, so many, seen from a period on with the tenure they have. */
interface Cohort {
  readonly phase: number;
  readonly customers: number;
  readonly from: number;
  readonly tenure: number;
}

/** Every cohort of a base: those there at the start, and those won in each period, who are there at its end. */
export function cohortsOf({ added, opening, seasons, firstSeason }: DisclosedBase): Cohort[] {
  const phaseOf = (period: number) => (((firstSeason - 1 + period) % seasons) + seasons) % seasons;
  const there = opening.map(({ renewals, customers }) => ({
    ...{ phase: phaseOf(-renewals), customers, from: 0, tenure: renewals },
  }));
  const won = Array.from(added, (customers, i) => ({
    ...{ phase: phaseOf(i + 1), customers, from: i + 1, tenure: 0 },
  }));
  return [...there, ...won];
}

/** Losses expected in every period whose losses are known, with their slopes. */
export function lossExpectation(base: DisclosedBase, mixing: "gamma" | "alike" = "gamma"): Expectation {
  const known = Array.from(base.lost.keys()).filter((i) => !Number.isNaN(base.lost[i]!));
  const all = allLosses(base, mixing === "gamma" ? gammaMixed : alike);
  return (parameters, expected, slopes) => {
    const { losses, slopes: lossSlopes } = all(parameters, slopes !== undefined);
    known.forEach((period, i) => {
      expected[i] = losses[period]!;
      slopes?.forEach((slope, k) => {
        slope[i] = lossSlopes[k]![period]!;
      });
    });
  };
}

/** Losses expected in every period at given parameters. */
export function expectedLosses(base: DisclosedBase, parameters: Float64Array): Float64Array {
  return allLosses(base, gammaMixed)(parameters, false).losses;
}

function allLosses(base: DisclosedBase, mixing: Mixing) {
  const { periods, seasons } = base;
  const cohorts = cohortsOf(base);
  const length = cohorts.reduce((most, { from, tenure }) => Math.max(most, tenure + periods - from), 0);
  return (parameters: Float64Array, withSlopes: boolean) => {
    const c = parameters[mixing.own]!;
    const effects = [...parameters.subarray(mixing.own + 1, mixing.own + seasons), 0];
    const steps = hazardSteps(c, length);
    const tables = Array.from({ length: seasons }, (_, phase) =>
      logSurvivalTable(mixing, parameters, cumulativeHazard(c, effects, { phase, length, steps })),
    );
    const losses = new Float64Array(periods);
    const slopes = Array.from(
      { length: withSlopes ? parameters.length : 0 },
      () => new Float64Array(periods),
    );
    for (const cohort of cohorts) addLosses(cohort, tables[cohort.phase]!, losses, slopes);
    return { losses, slopes };
  };
}

interface LogSurvival {
  readonly log: Float64Array;
  readonly slopes: readonly Float64Array[];
}

/** ln S(t) and its slopes by every parameter: the mixing's own, c, and the seasons but the last. */
function logSurvivalTable(mixing: Mixing, parameters: Float64Array, hazard: CumulativeHazard): LogSurvival {
  const n = hazard.value.length;
  const log = new Float64Array(n);
  const slopes = Array.from({ length: parameters.length }, () => new Float64Array(n));
  for (let t = 0; t < n; t++) {
    const [value, byHazard, ...own] = mixing.at(parameters, hazard.value[t]!);
    log[t] = value;
    for (let k = 0; k < parameters.length; k++)
      slopes[k]![t] = k < mixing.own ? own[k]! : byHazard * hazard.slopes[k - mixing.own]![t]!;
  }
  return { log, slopes };
}

function addLosses(
  { customers, from, tenure }: Cohort,
  { log, slopes }: LogSurvival,
  losses: Float64Array,
  lossSlopes: readonly Float64Array[],
): void {
  const start = log[tenure]!;
  for (let period = from; period < losses.length; period++) {
    const [a, b] = [tenure + period - from, tenure + period - from + 1];
    const [kept, left] = [customers * Math.exp(log[a]! - start), customers * Math.exp(log[b]! - start)];
    losses[period]! += kept - left;
    for (let k = 0; k < lossSlopes.length; k++) {
      const slope = slopes[k]!;
      lossSlopes[k]![period]! += kept * (slope[a]! - slope[tenure]!) - left * (slope[b]! - slope[tenure]!);
    }
  }
}
