/**
 * Coverage of intervals over simulated cohorts.
 */
import { profileInterval } from "../../src/inference/profile.js";
import { projectRetention } from "../../src/models/contractual/project-retention.js";

const z = 1.959963984540054;
const logit = (p: number) => Math.log(p / (1 - p));

/** Cohorts for which the slower profile of projected survival is taken. */
const profiledCohorts = 200;

export interface Coverage {
  readonly boundary: number;
  readonly parameters: Record<string, number>;
  readonly survival: number;
  readonly profile: number | null;
  /** Profile intervals of S(12), over the first 200 cohorts, boundary fits included. */
  readonly survivalProfile: number | null;
  /** Prediction intervals of the share still active three periods after the data, over interior fits. */
  readonly prediction: number;
}

/** Shares of cohorts whose 95% intervals hold the truth; boundary fits, which have no Wald interval, are counted apart. */
export function coverage<P extends Record<string, number>>(
  // biome-ignore lint/suspicious/noExplicitAny: the two modules share their verbs, not a type.
  model: any,
  truth: P,
  design: { customers: number; periods: number; cohorts: number; profiled?: keyof P & string },
): Coverage {
  const names = Object.keys(truth);
  const hits: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
  let boundary = 0;
  let survivalHits = 0;
  let profileHits = 0;
  let survivalProfileHits = 0;
  let predictionHits = 0;
  let predictions = 0;
  const age = 12;
  const { customers, periods } = design;
  for (let stream = 0; stream < design.cohorts; stream++) {
    const cohort = model.simulate(truth, { customers, periods, timeUnit: "year", seed: 20, stream });
    if (design.profiled !== undefined) {
      const { lower, upper } = profileInterval(model, cohort, design.profiled as never);
      const value = truth[design.profiled]!;
      if ((lower ?? 0) <= value && value <= (upper ?? Number.POSITIVE_INFINITY)) profileHits++;
    }
    if (design.profiled !== undefined && stream < profiledCohorts) {
      const kept = profileInterval(model, cohort, ((p: P) => model.survival(p, age)) as never);
      const share = model.survival(truth, age);
      if ((kept.lower ?? 0) <= share && share <= (kept.upper ?? 1)) survivalProfileHits++;
    }
    const fit = model.fit(cohort);
    if (fit.convergence.status === "boundary") {
      boundary++;
      continue;
    }
    names.forEach((name, i) => {
      const error = Math.log(fit.parameters[name]) - Math.log(truth[name]!);
      if (Math.abs(error) <= z * Math.sqrt(fit.covariance[i][i])) hits[name]!++;
    });
    if (survivalCovered(model, fit, truth, age)) survivalHits++;
    const predicted = predictionCovered(model, truth, { customers, periods, stream });
    if (predicted !== null) predictions++;
    if (predicted === true) predictionHits++;
  }
  const interior = design.cohorts - boundary;
  return {
    boundary: boundary / design.cohorts,
    parameters: Object.fromEntries(names.map((name) => [name, hits[name]! / interior])),
    survival: survivalHits / interior,
    profile: design.profiled === undefined ? null : profileHits / design.cohorts,
    survivalProfile: design.profiled === undefined ? null : survivalProfileHits / profiledCohorts,
    prediction: predictionHits / predictions,
  };
}

/** Whether the prediction interval of the last of three more periods holds what happened in them. */
function predictionCovered<P>(
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  model: any,
  truth: P,
  design: { customers: number; periods: number; stream: number },
): boolean | null {
  const cohort = model.simulate(truth, {
    ...design,
    periods: design.periods + 3,
    timeUnit: "year",
    seed: 21,
  });
  const options = { periods: design.periods + 3, holdoutPeriods: 3 };
  const { rows, fit } = projectRetention<P>(model, cohort, options);
  const last = rows[rows.length - 1]!;
  if (fit.convergence.status === "boundary") return null;
  return last.predictionLower! <= last.observed! && last.observed! <= last.predictionUpper!;
}

/** Whether the delta interval of S(age) on the logit scale holds the truth. */
function survivalCovered<P extends Record<string, number>>(
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  model: any,
  fit: { parameters: P; covariance: number[][] },
  truth: P,
  age: number,
): boolean {
  const names = Object.keys(truth);
  const at = (moved: Record<string, number>) => logit(model.survival({ ...fit.parameters, ...moved }, age));
  const slopes = names.map((name) => {
    const value = fit.parameters[name]!;
    return (at({ [name]: value * Math.exp(1e-4) }) - at({ [name]: value * Math.exp(-1e-4) })) / 2e-4;
  });
  const variance = names.reduce(
    (sum, _, i) =>
      sum + names.reduce((row, __, j) => row + slopes[i]! * fit.covariance[i]![j]! * slopes[j]!, 0),
    0,
  );
  return Math.abs(at({}) - logit(model.survival(truth, age))) <= z * Math.sqrt(variance);
}
